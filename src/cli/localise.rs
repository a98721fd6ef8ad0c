//! Help and usage errors in the reader's language. Help texts stand in `args`
//! as «中文 | English»; clap's own words are given here.

use super::args::Cli;
use crate::base::{Lang, Text};
use crate::report::width::{width, wrap};
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory};

const USAGE: Text = Text::new("用法", "Usage");
const COMMANDS: Text = Text::new("命令", "Commands");
const ARGUMENTS: Text = Text::new("参数", "Arguments");
const OPTIONS: Text = Text::new("选项", "Options");
const GLOBAL: Text = Text::new("通用选项", "Global options");
const SUBCOMMAND: Text = Text::new("命令", "COMMAND");

/// The half of a help text in that language; `None` where it is not bilingual.
pub fn half(text: &str, lang: Lang) -> Option<&str> {
    let (zh, en) = text.split_once(" | ")?;
    Some(match lang {
        Lang::Zh => zh.trim(),
        Lang::En => en.trim(),
    })
}

/// Puts the wanted half of every help text in.
pub fn localise(command: Command, lang: Lang) -> Command {
    let pick = |text: Option<&StyledStr>| {
        text.map(ToString::to_string)
            .map(|t| half(&t, lang).map_or(t.clone(), str::to_owned))
    };
    let about = pick(command.get_about());
    let after = pick(command.get_after_help());
    let template = format!(
        "{{about}}\n\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
        USAGE.get(lang)
    );
    let names: Vec<String> = command
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect();
    let mut command = command
        // Lines are broken by `rendered`, which knows where Chinese may break.
        .term_width(0)
        .help_template(template)
        .subcommand_help_heading(COMMANDS.get(lang))
        .subcommand_value_name(SUBCOMMAND.get(lang))
        .mut_args(|arg| localise_arg(arg, lang));
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    for name in names {
        command = command.mut_subcommand(name, |sub| localise(sub, lang));
    }
    command
}

fn localise_arg(arg: Arg, lang: Lang) -> Arg {
    let help = arg.get_help().map(ToString::to_string);
    let heading = if arg.is_positional() {
        ARGUMENTS
    } else if arg.is_global_set() || arg.get_id() == "version" {
        GLOBAL
    } else {
        OPTIONS
    };
    let mut arg = arg.help_heading(heading.get(lang));
    if let Some(half) = help.as_deref().and_then(|h| half(h, lang)) {
        arg = arg.help(half.to_owned());
    }
    arg
}

/// Cells of a line of help.
const COLUMNS: usize = 80;

/// Help as it is shown: clap's one word that no setting reaches, and no line
/// wider than a terminal of 80 columns.
pub fn rendered(help: &str, lang: Lang) -> String {
    let help = match lang {
        Lang::Zh => help.replace("[OPTIONS]", "[选项]"),
        Lang::En => help.to_owned(),
    };
    let mut out = String::with_capacity(help.len());
    for line in help.lines() {
        out.push_str(fitted(line).trim_end());
        out.push('\n');
    }
    out
}

/// A line that is too long goes on below: a description under its first word, a
/// command to type behind a backslash.
fn fitted(line: &str) -> String {
    if width(line) <= COLUMNS {
        return line.to_owned();
    }
    let text = line.trim_start();
    let indent = line.len() - text.len();
    if indent > 0 && text.starts_with("dayclose ") {
        return command_lines(text, indent);
    }
    // Two blanks part the name of an option from what is said of it.
    let begin = text.find("  ").map_or(indent, |at| {
        let gap = text[at..].len() - text[at..].trim_start().len();
        indent + at + gap
    });
    let (head, body) = line.split_at(begin);
    let hang = width(head);
    let room = COLUMNS.saturating_sub(hang);
    let glue = format!("\n{}", " ".repeat(hang));
    format!("{head}{}", wrap(body, room, room).join(&glue))
}

/// A command of several lines, as a shell takes it.
fn command_lines(command: &str, indent: usize) -> String {
    let mut out = " ".repeat(indent);
    let mut used = indent;
    let mut words = command.split(' ').peekable();
    while let Some(word) = words.next() {
        // An option stays with its value.
        let mut part = word.to_owned();
        if word.starts_with('-')
            && let Some(value) = words.next_if(|next| !next.starts_with('-'))
        {
            part.push(' ');
            part.push_str(value);
        }
        // Room for the blank before it and the backslash behind it.
        if used > indent && used + width(&part) + 3 > COLUMNS {
            let deeper = indent + 4;
            out.push_str(" \\\n");
            out.push_str(&" ".repeat(deeper));
            used = deeper;
        } else if used > indent {
            out.push(' ');
            used += 1;
        }
        used += width(&part);
        out.push_str(&part);
    }
    out
}

/// The command that the words of a command line begin to name, as it is typed:
/// `dayclose backup run`, as far as there is such a command.
fn command_named<'w>(mut words: impl Iterator<Item = &'w str>) -> String {
    let root = Cli::command();
    let mut command = &root;
    let mut named = root.get_name().to_owned();
    while let Some(word) = words.next() {
        if word.starts_with('-') {
            let is = |arg: &&Arg| {
                let long = arg.get_long().map(|l| format!("--{l}"));
                let short = arg.get_short().map(|s| format!("-{s}"));
                long.as_deref() == Some(word) || short.as_deref() == Some(word)
            };
            let mut known = command.get_arguments().chain(root.get_arguments());
            if known
                .find(is)
                .is_some_and(|a| a.get_action().takes_values())
            {
                words.next();
            }
            continue;
        }
        let Some(sub) = command.find_subcommand(word) else {
            break;
        };
        named = format!("{named} {}", sub.get_name());
        command = sub;
    }
    named
}

/// What was wrong with a command line of these words, in one or two lines, and
/// whose help to read.
pub fn usage_error<'w>(
    error: &clap::Error,
    words: impl Iterator<Item = &'w str>,
    lang: Lang,
) -> String {
    let value = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(s)) => Some(s.clone()),
        Some(ContextValue::Strings(list)) => Some(list.join(", ")),
        _ => None,
    };
    let arg = value(ContextKind::InvalidArg).unwrap_or_default();
    let given = value(ContextKind::InvalidValue).unwrap_or_default();
    let sub = value(ContextKind::InvalidSubcommand).unwrap_or_default();
    let valid = value(ContextKind::ValidValue).unwrap_or_default();
    let near = value(ContextKind::SuggestedArg)
        .or_else(|| value(ContextKind::SuggestedSubcommand))
        .or_else(|| value(ContextKind::SuggestedValue));
    let prior = value(ContextKind::PriorArg).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::UnknownArgument => {
            crate::say!(zh: "没有 {arg} 这个选项", en: "there is no option {arg}")
        }
        ErrorKind::InvalidSubcommand => {
            crate::say!(zh: "没有 {sub} 这个命令", en: "there is no command {sub}")
        }
        ErrorKind::InvalidValue if given.is_empty() => {
            crate::say!(zh: "{arg} 后面要给一个值", en: "{arg} needs a value")
        }
        ErrorKind::InvalidValue => {
            crate::say!(zh: "{arg} 不能是「{given}」;可以是:{valid}", en: "{arg} cannot be \"{given}\"; it can be: {valid}")
        }
        ErrorKind::ValueValidation => {
            crate::say!(zh: "{arg} 不能是「{given}」", en: "{arg} cannot be \"{given}\"")
        }
        ErrorKind::MissingRequiredArgument => crate::say!(zh: "还缺少:{arg}", en: "missing: {arg}"),
        ErrorKind::ArgumentConflict => {
            crate::say!(zh: "{arg} 和 {prior} 不能一起用", en: "{arg} cannot be used with {prior}")
        }
        ErrorKind::InvalidUtf8 => {
            crate::say!(zh: "参数里有不是 UTF-8 的字节", en: "an argument holds bytes that are not UTF-8")
        }
        _ => crate::say!(zh: "命令写得不对", en: "the command line cannot be understood"),
    };
    let mut out = message.get(lang).to_owned();
    if let Some(near) = near {
        let guess = crate::say!(zh: ";是不是 {near}?", en: "; did you mean {near}?");
        out.push_str(guess.get(lang));
    }
    out.push('\n');
    let command = command_named(words);
    let help = crate::say!(zh: "看帮助:{command} --help", en: "For help: {command} --help");
    out.push_str(help.get(lang));
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each(command: &Command, path: &str, see: &mut impl FnMut(&str, &str)) {
        let here = format!("{path} {}", command.get_name());
        see(
            &here,
            &command
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default(),
        );
        for arg in command.get_arguments() {
            see(
                &format!("{here} {}", arg.get_id()),
                &arg.get_help().map(ToString::to_string).unwrap_or_default(),
            );
        }
        for sub in command.get_subcommands() {
            each(sub, &here, see);
        }
    }

    fn cjk(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    #[test]
    fn every_argument_has_help_in_both_languages() {
        let mut seen = 0;
        each(&Cli::command(), "", &mut |place, help| {
            seen += 1;
            let (zh, en) = (half(help, Lang::Zh), half(help, Lang::En));
            assert!(zh.is_some_and(cjk), "{place}: no Chinese in {help:?}");
            assert!(
                en.is_some_and(|e| !cjk(e)),
                "{place}: no plain English in {help:?}"
            );
        });
        assert!(seen > 20, "only {seen} texts were looked at");
    }

    /// Every command that does something: its words and the page as it is shown.
    fn pages(command: &Command, path: &str, lang: Lang, out: &mut Vec<(String, String)>) {
        for sub in command.get_subcommands() {
            let path = format!("{path} {}", sub.get_name());
            let page = sub.clone().render_long_help().to_string();
            out.push((path.clone(), rendered(&page, lang)));
            pages(sub, &path, lang, out);
        }
    }

    #[test]
    fn pages_fit_80_columns_and_show_an_example_of_their_command() {
        for lang in [Lang::Zh, Lang::En] {
            let mut command = localise(Cli::command(), lang);
            command.build();
            let mut out = Vec::new();
            pages(&command, "dayclose", lang, &mut out);
            assert!(out.len() > 25, "{}", out.len());
            for (path, page) in &out {
                for line in page.lines() {
                    assert!(width(line) <= COLUMNS, "{path}: {line}");
                }
                let inner = out.iter().any(|(p, _)| p.starts_with(&format!("{path} ")));
                let word = if lang == Lang::Zh { "例:" } else { "Example" };
                let words = path.trim_start_matches("dayclose ");
                let shown = page
                    .lines()
                    .any(|line| line.starts_with("  dayclose ") && line.contains(words));
                assert!(
                    inner || (shown && page.contains(word)),
                    "{path}: no example in\n{page}"
                );
            }
        }
    }

    #[test]
    fn help_is_that_of_the_command_that_was_begun() {
        let of = |line: &str| command_named(line.split(' ').skip(1));
        assert_eq!(of("dayclose reconcile --bok a.csv"), "dayclose reconcile");
        assert_eq!(
            of("dayclose --config run backup run -x"),
            "dayclose backup run"
        );
        assert_eq!(of("dayclose backup rn"), "dayclose backup");
        assert_eq!(of("dayclose bakup run"), "dayclose");
        assert_eq!(of("dayclose --frmat json"), "dayclose");
    }

    #[test]
    fn a_long_command_goes_on_behind_a_backslash() {
        let long = format!("  dayclose kpi {}--last x", "--staff people.csv ".repeat(5));
        let lines = fitted(&long);
        assert!(lines.lines().count() > 1 && lines.lines().all(|l| width(l) <= COLUMNS));
        assert_eq!(lines.replace(" \\\n      ", " "), long);
        let text = fitted(&format!("      --option <T>  {}", "说明".repeat(60)));
        assert!(text.lines().skip(1).all(|l| l.starts_with(&" ".repeat(20))));
    }

    #[test]
    fn help_is_in_one_language() {
        let english = localise(Cli::command(), Lang::En)
            .render_long_help()
            .to_string();
        assert!(!cjk(&english), "{english}");
        let chinese = localise(Cli::command(), Lang::Zh)
            .render_long_help()
            .to_string();
        for word in ["Usage", "Options", "Commands", " | "] {
            assert!(!chinese.contains(word), "{word} in {chinese}");
        }
    }
}
