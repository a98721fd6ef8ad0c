//! A report on its way out: format, file or screen, exit status.

use super::ExitStatus;
use super::args::{CsvFor, FormatArg, Global};
use super::context::Context;
use crate::base::{Problem, Severity};
use crate::report::{Format, Input, Report, csv, html, json, terminal, write, xlsx};
use crate::say;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Writes the result where it was asked for; the status says whether a person
/// is needed.
///
/// # Errors
/// An output that cannot be written, or would replace one of the run's inputs.
pub fn emit(mut report: Report, context: &Context, global: &Global) -> Result<ExitStatus, Problem> {
    report.config = context.policy.hash().map(str::to_owned);
    let status = if report.needs_person() {
        ExitStatus::Findings
    } else {
        ExitStatus::Done
    };
    let format = format(global)?;
    match &global.output {
        Some(path) => {
            spare_inputs(path, &report.inputs, context)?;
            let bytes = render(&report, context, global, format, true)?;
            write::write_whole(path, &bytes).map_err(|e| Problem::io(path, &e))?;
        }
        None => {
            if format == Format::Xlsx && io::stdout().is_terminal() {
                return Err(say!(
                    zh: "xlsx 不能显示在屏幕上;请加 -o 文件.xlsx",
                    en: "xlsx cannot be shown on a screen; add -o FILE.xlsx"
                )
                .into());
            }
            let silent = global.quiet && format == Format::Table && status == ExitStatus::Done;
            if !silent {
                if global.quiet && format == Format::Table {
                    report.findings.retain(|f| f.severity != Severity::Info);
                }
                let bytes = render(&report, context, global, format, false)?;
                match format {
                    Format::Table => print_colored(&bytes)?,
                    _ => print(&bytes)?,
                }
            }
        }
    }
    Ok(status)
}

/// The format a result will be written in, for a command that shows more in
/// files that people open.
///
/// # Errors
/// An ending that names no format.
pub fn asked(global: &Global) -> Result<FormatArg, Problem> {
    Ok(match format(global)? {
        Format::Table => FormatArg::Table,
        Format::Json => FormatArg::Json,
        Format::Csv => FormatArg::Csv,
        Format::Xlsx => FormatArg::Xlsx,
        Format::Html => FormatArg::Html,
    })
}

/// # Errors
/// An ending that names no format.
pub fn format(global: &Global) -> Result<Format, Problem> {
    if let Some(given) = global.format {
        return Ok(match given {
            FormatArg::Table => Format::Table,
            FormatArg::Json => Format::Json,
            FormatArg::Csv => Format::Csv,
            FormatArg::Xlsx => Format::Xlsx,
            FormatArg::Html => Format::Html,
        });
    }
    let Some(path) = &global.output else {
        return Ok(Format::Table);
    };
    Format::from_extension(path).ok_or_else(|| {
        let shown = path.display();
        say!(
            zh: "{shown}:看后缀不知道要什么格式;用 .json .csv .xlsx .html .txt,或加 --format",
            en: "{shown}: its ending names no format; use .json .csv .xlsx .html .txt, or add --format"
        )
        .into()
    })
}

/// The bytes of a report in that format; `file` for one that is kept.
///
/// # Errors
/// A report that the renderer cannot write.
pub fn render(
    report: &Report,
    context: &Context,
    global: &Global,
    format: Format,
    file: bool,
) -> Result<Vec<u8>, Problem> {
    let lang = context.lang;
    let failed = |what: &str| {
        let error = what.to_owned();
        Problem::new(say!(zh: "结果写不出来:{error}", en: "the result cannot be written: {error}"))
    };
    Ok(match format {
        Format::Table => terminal::render(report, lang, style(global, file)).into_bytes(),
        Format::Json => json::render(report, lang)
            .map_err(|e| failed(&e.to_string()))?
            .into_bytes(),
        Format::Csv => {
            let options = csv::Options {
                bom: file && global.csv_for != Some(CsvFor::Plain),
                excel: global.csv_for == Some(CsvFor::Excel),
            };
            csv::render(report, lang, options).map_err(|e| failed(&e.to_string()))?
        }
        Format::Xlsx => xlsx::render(report, lang).map_err(|e| failed(&e.to_string()))?,
        Format::Html => html::render(report, lang).into_bytes(),
    })
}

fn style(global: &Global, file: bool) -> terminal::Style {
    let screen = !file && io::stdout().is_terminal();
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    terminal::Style {
        width: if screen { screen_width() } else { 80 },
        color: screen && !no_color,
        verbose: global.verbose,
    }
}

/// Columns of the terminal; `$COLUMNS` first, 80 where nobody says.
fn screen_width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let asked = || terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
    told.unwrap_or_else(asked).clamp(40, 400)
}

/// Nothing that is written replaces what it was made from.
///
/// # Errors
/// The path is an input of the run, or its config.
pub fn spare_inputs(output: &Path, inputs: &[Input], context: &Context) -> Result<(), Problem> {
    let Ok(target) = output.canonicalize() else {
        return Ok(());
    };
    let config = context.policy.file().and_then(|f| f.canonicalize().ok());
    let taken = inputs
        .iter()
        .filter_map(|i| Path::new(&i.path).canonicalize().ok())
        .chain(config)
        .any(|input| input == target);
    if taken {
        let shown = output.display();
        return Err(say!(
            zh: "{shown}:这是本次的输入文件,不能覆盖;请换一个文件名",
            en: "{shown}: this is an input of this run and is not replaced; choose another name"
        )
        .into());
    }
    Ok(())
}

/// To standard output as it is; a reader that has gone away is no error.
pub fn print(bytes: &[u8]) -> Result<(), Problem> {
    sent(io::stdout().lock(), bytes)
}

/// Text with colours, which are taken out where the terminal cannot show them.
fn print_colored(text: &[u8]) -> Result<(), Problem> {
    sent(anstream::stdout().lock(), text)
}

fn sent(mut out: impl Write, bytes: &[u8]) -> Result<(), Problem> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Problem::io("stdout", &e)),
        _ => Ok(()),
    }
}
