//! `dayclose completions` and `dayclose man`: made from the same definitions as
//! the command line, in the reader's language.

use super::ExitStatus;
use super::args::{Cli, CompletionsArgs, ShellArg};
use super::{localise, output};
use crate::base::{Lang, Problem, Text};
use clap::{Command, CommandFactory};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

/// # Errors
/// Standard output cannot be written.
pub fn completions(args: &CompletionsArgs, lang: Lang) -> Result<ExitStatus, Problem> {
    let shell = match args.shell {
        ShellArg::Bash => Shell::Bash,
        ShellArg::Zsh => Shell::Zsh,
        ShellArg::Fish => Shell::Fish,
    };
    let mut command = localise::localise(Cli::command(), lang);
    // Into memory first: the generator does not expect a reader that goes away.
    let mut script = Vec::new();
    generate(shell, &mut command, "dayclose", &mut script);
    output::print(&script)?;
    Ok(ExitStatus::Done)
}

const HEADINGS: [(&str, Text); 6] = [
    ("NAME", Text::new("名称", "NAME")),
    ("SYNOPSIS", Text::new("用法", "SYNOPSIS")),
    ("DESCRIPTION", Text::new("说明", "DESCRIPTION")),
    ("OPTIONS", Text::new("选项", "OPTIONS")),
    ("EXTRA", Text::new("示例", "EXAMPLE")),
    ("EXIT STATUS", Text::new("退出状态", "EXIT STATUS")),
];

const STATUS: Text = Text::new(
    "0:做完了,没有要看的;1:做完了,有要人处理的;2:没有做成,什么也没有写一半。",
    "0: done, nothing to look at. 1: done, findings need a person. 2: could not be done; nothing is half-written.",
);

/// One page: the program, then every command with its options and an example.
///
/// # Errors
/// Standard output cannot be written.
pub fn man(lang: Lang) -> Result<ExitStatus, Problem> {
    let page = page(lang).map_err(|e| Problem::io("stdout", &e))?;
    output::print(page.as_bytes())?;
    Ok(ExitStatus::Done)
}

fn page(lang: Lang) -> std::io::Result<String> {
    let mut root = localise::localise(Cli::command(), lang).disable_help_subcommand(true);
    root.build();
    let mut out = Vec::new();
    let whole = Man::new(root.clone());
    whole.render_title(&mut out)?;
    whole.render_name_section(&mut out)?;
    whole.render_synopsis_section(&mut out)?;
    whole.render_options_section(&mut out)?;
    let mut page = translated(&out, lang);
    leaves(&root, "dayclose", &mut |command, name| {
        let mut out = Vec::new();
        let own = without_globals(command);
        let man = Man::new(own.clone());
        man.render_synopsis_section(&mut out)?;
        man.render_description_section(&mut out)?;
        if own.get_arguments().any(|arg| !arg.is_hide_set()) {
            man.render_options_section(&mut out)?;
        }
        if own.get_after_help().is_some() {
            man.render_extra_section(&mut out)?;
        }
        page.push_str(&format!(".SH {}\n", name.replace('-', "\\-")));
        page.push_str(&translated(&out, lang).replace(".SH ", ".SS "));
        Ok(())
    })?;
    let status = HEADINGS[5].1.get(lang);
    page.push_str(&format!(".SH \"{status}\"\n{}\n", STATUS.get(lang)));
    Ok(page)
}

/// Every command that does something, with its whole name.
fn leaves(
    command: &Command,
    name: &str,
    see: &mut impl FnMut(&Command, &str) -> std::io::Result<()>,
) -> std::io::Result<()> {
    for sub in command.get_subcommands() {
        let name = format!("{name} {}", sub.get_name());
        if sub.has_subcommands() {
            leaves(sub, &name, see)?;
        } else {
            see(sub, &name)?;
        }
    }
    Ok(())
}

/// The options every command takes stand once, at the head of the page.
fn without_globals(command: &Command) -> Command {
    let global: Vec<String> = command
        .get_arguments()
        .filter(|arg| arg.is_global_set() || arg.get_id() == "help")
        .map(|arg| arg.get_id().to_string())
        .collect();
    global.into_iter().fold(command.clone(), |command, id| {
        command.mut_arg(id, |arg| arg.hide(true))
    })
}

/// The generator's own headings in the reader's language.
fn translated(roff: &[u8], lang: Lang) -> String {
    let text = String::from_utf8_lossy(roff);
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let heading = line.strip_prefix(".SH ");
        let known = heading.and_then(|h| {
            let bare = h.trim_matches('"');
            HEADINGS.iter().find(|(name, _)| *name == bare)
        });
        match known {
            Some((_, text)) => {
                out.push_str(&format!(".SH \"{}\"\n", text.get(lang)));
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}
