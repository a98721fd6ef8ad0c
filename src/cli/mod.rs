//! One file a command: arguments → tables → chore → report → exit status.

mod args;
mod backup;
mod chores;
mod commission;
mod context;
mod cron;
mod doctor;
mod due;
mod earlier;
mod init;
mod intake;
mod kpi;
mod localise;
mod orders;
mod output;
mod period;
mod progress;
mod reconcile;
mod roster;
mod run;
mod shell;
mod stock;
mod stocktake;
mod table;

use crate::base::{Lang, Problem};
use crate::report::Report;
use args::{Cli, Command, Global, LangArg};
use clap::{CommandFactory, FromArgMatches};
use context::Context;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// How a command ended; scripts rely on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    /// 0: done, nothing to look at.
    Done,
    /// 1: done, findings need a person.
    Findings,
    /// 2: could not be done; nothing half-written.
    Failed,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> ExitCode {
        ExitCode::from(match status {
            ExitStatus::Done => 0,
            ExitStatus::Findings => 1,
            ExitStatus::Failed => 2,
        })
    }
}

/// Runs one command line, program name first.
pub fn main(arguments: Vec<OsString>) -> ExitStatus {
    let lang = early_lang(&arguments);
    let command = localise::localise(Cli::command(), lang);
    let parsed = command
        .try_get_matches_from(&arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => {
            return match output::print(
                localise::rendered(&error.render().to_string(), lang).as_bytes(),
            ) {
                Ok(()) => ExitStatus::Done,
                Err(_) => ExitStatus::Failed,
            };
        }
        Err(error)
            if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand =>
        {
            complain(&localise::rendered(&error.render().to_string(), lang));
            return ExitStatus::Failed;
        }
        Err(error) => {
            let words = arguments.iter().skip(1).filter_map(|a| a.to_str());
            complain(&localise::usage_error(&error, words, lang));
            return ExitStatus::Failed;
        }
    };
    match run(&cli, lang) {
        Ok(status) => status,
        Err(error) => {
            // The config's language may not be known where the config is what
            // failed; flag and environment still are.
            let words = match error.downcast_ref::<Problem>() {
                Some(problem) => problem.0.get(final_lang(&cli, lang)).to_owned(),
                None => format!("{error:#}"),
            };
            complain(&format!("{words}\n"));
            ExitStatus::Failed
        }
    }
}

fn run(cli: &Cli, lang: Lang) -> anyhow::Result<ExitStatus> {
    let global = &cli.global;
    if let Command::Init(args) = &cli.command {
        return Ok(init::run(args, global)?);
    }
    // What needs no config speaks the language of flag and environment.
    match &cli.command {
        Command::Completions(args) => return Ok(shell::completions(args, lang)?),
        Command::Man(_) => return Ok(shell::man(lang)?),
        _ => {}
    }
    if matches!(cli.command, Command::Doctor) {
        return Ok(doctor::run(global)?);
    }
    let context = Context::new(global)?;
    let status = match &cli.command {
        Command::Table(args) => table::run(args, &context, global)?,
        Command::Roster(command) => roster::run(command, &context, global)?,
        Command::Run(command) => run::run(command, &context, global)?,
        Command::Cron(args) => cron::run(args, &context, global)?,
        command => output::emit(report(command, &context, global)?, &context, global)?,
    };
    Ok(status)
}

/// What a command found, for the command line and for `run` alike. Commands
/// that print for themselves are no chores and have none.
///
/// # Errors
/// What stands in the way of the command.
fn report(command: &Command, context: &Context, global: &Global) -> Result<Report, Problem> {
    match command {
        Command::Backup(command) => backup::report(command, context, global),
        Command::Stock(command) => stock::report(command, context, global),
        Command::Due(args) => due::report(args, context, global),
        Command::Orders(command) => orders::report(command, context, global),
        Command::Stocktake(command) => stocktake::report(command, context, global),
        Command::Reconcile(args) => reconcile::report(args, context, global),
        Command::Kpi(args) => kpi::report(args, context, global),
        Command::Commission(args) => commission::report(args, context, global),
        Command::Roster(command) => roster::report(command, context, global),
        Command::Init(_)
        | Command::Table(_)
        | Command::Run(_)
        | Command::Cron(_)
        | Command::Completions(_)
        | Command::Man(_)
        | Command::Doctor => Err(run::no_chore()),
    }
}

/// The language before the command line is understood: `--lang` wherever it
/// stands, then the environment, then Chinese.
fn early_lang(arguments: &[OsString]) -> Lang {
    let words: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    let flag = words.iter().enumerate().find_map(|(i, word)| match *word {
        "--lang" => words.get(i + 1).copied(),
        _ => word.strip_prefix("--lang="),
    });
    let env = std::env::var("DAYCLOSE_LANG").ok();
    // A language there is not is answered in the one the environment names.
    match flag
        .filter(|f| matches!(*f, "zh" | "en"))
        .or(env.as_deref())
    {
        Some("en") => Lang::En,
        _ => Lang::Zh,
    }
}

fn final_lang(cli: &Cli, early: Lang) -> Lang {
    if matches!(cli.global.lang, Some(LangArg::Zh | LangArg::En)) {
        return early;
    }
    Context::new(&cli.global).map_or(early, |c| c.lang)
}

/// To standard error; nobody is left to tell if that fails.
fn complain(text: &str) {
    // A path may hold anything; what it holds must not move the terminal's cursor.
    let shown: String = text
        .chars()
        .map(|c| {
            if c.is_control() && c != '\n' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    let _ = std::io::stderr().lock().write_all(shown.as_bytes());
}
