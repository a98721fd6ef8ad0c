//! `dayclose table`: how a file was understood.

use super::ExitStatus;
use super::args::{Global, TableArgs};
use super::context::Context;
use super::intake::named_encoding;
use super::output;
use super::period::named_month;
use crate::base::{Problem, Severity};
use crate::inspect::{self, Tally, Understood};
use crate::report::{Input, Report};
use crate::say;
use crate::table::schema::Table;
use crate::table::{self, Options, Source, tables};
use chrono::Datelike;

/// # Errors
/// A file that cannot be opened, a table or encoding that does not exist.
pub fn run(args: &TableArgs, context: &Context, global: &Global) -> Result<ExitStatus, Problem> {
    let asked = args.as_table.as_deref().map(named_table).transpose()?;
    let encoding = args.encoding.as_deref().map(named_encoding).transpose()?;
    let month = args.month.as_deref().map(named_month).transpose()?;
    let month = month.map(|m| (m.from.year(), m.from.month()));
    let file = match (&args.file, asked) {
        (Some(file), _) => file.clone(),
        (None, Some(table)) => {
            from_config(args.as_table.as_deref().unwrap_or(table.name), context)?
        }
        (None, None) => return Err(say!(zh: "要给一个文件", en: "a file is needed").into()),
    };
    let sources = Source::expand(&file)?;
    context.log_unmasked(&format!("table {file}"))?;
    if sources.len() > 1 && args.suggest {
        return Err(
            say!(zh: "--suggest 一次看一个文件", en: "--suggest looks at one file at a time")
                .into(),
        );
    }
    let options = Options {
        month,
        ..context.options(asked, encoding)
    };
    let mut worst = ExitStatus::Done;
    let several = sources.len() > 1;
    if several && (global.output.is_some() || global.format.is_some()) {
        return Err(say!(
            zh: "{file}:文件夹里有 {} 个表;-o 和 --format 一次只写一个,请逐个给出",
            en: "{file}: the folder holds {} tables; -o and --format take one at a time",
            sources.len()
        )
        .into());
    }
    for source in sources {
        let shown = source.shown.clone();
        let status = match one(source, &options, args, context, global) {
            Ok(status) => status,
            // In a folder one bad file does not hide the others.
            Err(problem) if several => {
                let mut report = Report::new(
                    "table",
                    say!(zh: "看懂一个表", en: "how a table was understood"),
                    crate::base::Message::data(&shown),
                    context.clock,
                );
                report.findings.push(crate::base::Finding::new(
                    "bad-file",
                    Severity::Error,
                    shown,
                    problem.0,
                ));
                output::emit(report, context, global)?;
                ExitStatus::Failed
            }
            Err(problem) => return Err(problem),
        };
        worst = worst.max(status);
    }
    Ok(worst)
}

fn one(
    source: Source,
    options: &Options<'_>,
    args: &TableArgs,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    // A table asked for may lack a required column: with --suggest that is
    // what the user wants help with, so the heading is shown all the same.
    let asked = options.table;
    let mut opened = table::open(source, options, !args.suggest)?;
    let columns = opened.columns.clone();
    let keep = if args.all { usize::MAX } else { 10 };
    let stock = &context.policy.stock;
    let mut tally = Tally::new(&columns, keep);
    let outcome = table::scan(
        &mut opened,
        || Tally::new(&columns, keep),
        |part, record| part.row(record, &columns, stock),
        |part| tally.merge(part),
    )?;
    let suggestions = match (
        args.suggest,
        asked
            .or(opened.table())
            .or(inspect::nearest_table(&columns)),
    ) {
        (true, Some(table)) => Some((table, inspect::suggest(table, &columns))),
        (true, None) => {
            let shown = opened.address();
            return Err(say!(
                zh: "{shown}:看不出是哪个表;用 --as 指定,可选:{}",
                en: "{shown}: no table is near; name one with --as: {}",
                tables::ALL.iter().map(|t| t.name).collect::<Vec<_>>().join(", ")
            )
            .into());
        }
        (false, _) => None,
    };
    let known = Understood {
        opened: &opened,
        outcome: &outcome,
        tally: &tally,
        likelier: asked
            .is_none()
            .then(|| inspect::likelier(&columns))
            .flatten(),
        suggestions: suggestions.as_ref().map(|(_, s)| s.as_slice()),
    };
    let mut report = inspect::report(&known, context.clock, context.privacy);
    report.inputs.push(Input {
        role: opened.table().map_or("table", |t| t.name).to_owned(),
        path: opened.source.shown.clone(),
        sheet: opened.sheet.clone(),
        sha256: outcome.sha256.clone(),
        rows: outcome.rows,
        rejected: outcome.rejected,
    });
    if let Some((table, suggestions)) = &suggestions
        && global.format.is_none()
        && global.output.is_none()
    {
        output::print(inspect::snippet(table, suggestions, context.lang).as_bytes())?;
        return Ok(ExitStatus::Done);
    }
    output::emit(report, context, global)
}

/// Books that are lists of balances; each has a file of its own in `[files]`.
const BALANCE_BOOKS: &[&str] = &["opening", "finance", "system", "cards"];

/// The table of that name, or of a book's.
pub fn named_table(name: &str) -> Result<&'static Table, Problem> {
    let table = if BALANCE_BOOKS.contains(&name) {
        "balances"
    } else {
        name
    };
    if let Some(table) = tables::by_name(table) {
        return Ok(table);
    }
    let all: Vec<&str> = tables::ALL.iter().map(|t| t.name).collect();
    let near = all
        .iter()
        .map(|n| (strsim::normalized_damerau_levenshtein(name, n), n))
        .filter(|(likeness, _)| *likeness > 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let listed = all.join(", ");
    Err(match near {
        Some((_, near)) => say!(zh: "没有「{name}」这个表;是不是 {near}?全部:{listed}", en: "there is no table \"{name}\"; did you mean {near}? All: {listed}"),
        None => say!(zh: "没有「{name}」这个表;全部:{listed}", en: "there is no table \"{name}\"; all: {listed}"),
    }
    .into())
}

fn from_config(name: &str, context: &Context) -> Result<String, Problem> {
    context
        .policy
        .table_file(name)
        .map(|p| p.display().to_string())
        .ok_or_else(|| {
            say!(
                zh: "没有给文件,配置的 [files] 里也没有 {name};请写 {name} = \"文件\"",
                en: "no file was given and [files] of the config has no {name}; add {name} = \"FILE\""
            )
            .into()
        })
}
