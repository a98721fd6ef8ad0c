//! Help and usage errors in the reader's language. Help texts stand in `args`
//! as «中文 | English»; clap's own words are given here.

use crate::base::{Lang, Text};
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

const USAGE: Text = Text::new("用法", "Usage");
const COMMANDS: Text = Text::new("命令", "Commands");
const ARGUMENTS: Text = Text::new("参数", "Arguments");
const OPTIONS: Text = Text::new("选项", "Options");
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
    } else {
        OPTIONS
    };
    let mut arg = arg.help_heading(heading.get(lang));
    if let Some(half) = help.as_deref().and_then(|h| half(h, lang)) {
        arg = arg.help(half.to_owned());
    }
    arg
}

/// Clap's one word that no setting reaches.
pub fn rendered(help: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => help.replace("[OPTIONS]", "[选项]"),
        Lang::En => help.to_owned(),
    }
}

/// What was wrong with the command line, in one or two lines.
pub fn usage_error(error: &clap::Error, lang: Lang) -> String {
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
    out.push_str(
        crate::say!(zh: "看帮助:dayclose --help", en: "For help: dayclose --help").get(lang),
    );
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Cli;
    use clap::CommandFactory;

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
