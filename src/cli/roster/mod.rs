//! `dayclose roster …`

mod change;
mod check;
mod export;
mod make;
mod month;

use super::ExitStatus;
use super::args::{Global, RosterCommand, RosterSolveArgs};
use super::context::Context;
use super::output;
use super::progress::Line;
use crate::base::money::grouped;
use crate::base::{Message, Problem};
use crate::report::{Input, Report};
use crate::roster::solve::{self, DEFAULT_ROUNDS, Limits, Progress};
use crate::roster::{self, instance};
use crate::say;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit status of a program that an interrupt ended.
const INTERRUPTED: i32 = 130;

/// # Errors
/// What the chore cannot do: see `roster::instance` and `roster::solve`.
pub fn run(
    command: &RosterCommand,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    match command {
        RosterCommand::Make(_) | RosterCommand::Check(_) => {
            output::emit(report(command, context, global)?, context, global)
        }
        RosterCommand::Swap(args) => change::swap(args, context, global),
        RosterCommand::Suggest(args) => change::suggest(args, context, global),
        RosterCommand::Export(args) => export::run(args, context, global),
        RosterCommand::Solve(args) => solve(args, context, global),
    }
}

/// The roster's report, for the command line and for `run` alike.
///
/// # Errors
/// A missing table, bad cells, nobody or nothing to roster.
pub fn report(
    command: &RosterCommand,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    match command {
        RosterCommand::Make(args) => make::report(args, context, global),
        RosterCommand::Check(args) => check::report(args, context, global),
        RosterCommand::Swap(_)
        | RosterCommand::Suggest(_)
        | RosterCommand::Export(_)
        | RosterCommand::Solve(_) => Err(super::run::no_chore()),
    }
}

fn solve(
    args: &RosterSolveArgs,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    let shown = &args.instance;
    let limits = limits(args.seconds, args.iterations, DEFAULT_ROUNDS)?;
    let bytes = std::fs::read(shown).map_err(|e| Problem::io(Path::new(shown), &e))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Problem::new(say!(
            zh: "{shown}:不是 UTF-8 文本;这不是排班算例",
            en: "{shown}: not UTF-8 text; this is no roster instance"
        ))
    })?;
    let model = instance::read(&text, shown)?;
    let stop = interrupt();
    let line = Line::new(global, context);
    let mut tell = |progress: &Progress| line.stage(said(progress).get(context.lang), 0);
    let solution = solve::solve(&model, args.seed, limits, &stop, &mut tell);
    line.clear();
    let mut report = roster::report(&model, &solution?, args.seed, shown, context.clock);
    report.inputs.push(Input {
        role: "instance".to_owned(),
        path: shown.clone(),
        sheet: None,
        sha256: Sha256::digest(text.as_bytes())
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect(),
        rows: text.lines().count() as u64,
        rejected: 0,
    });
    let lead = lead(&report, context);
    let status = output::emit(report, context, global)?;
    // The file holds the duties; what they came to is for the person.
    if global.output.is_some() && !global.quiet {
        let _ = std::io::stderr().lock().write_all(lead.as_bytes());
    }
    Ok(status)
}

fn lead(report: &Report, context: &Context) -> String {
    report
        .lead
        .iter()
        .map(|line| format!("{}\n", line.get(context.lang)))
        .collect()
}

/// When to stop: `--seconds`, `--iterations`, else so many rounds.
fn limits(seconds: Option<f64>, iterations: Option<u64>, default: u64) -> Result<Limits, Problem> {
    if let Some(seconds) = seconds
        && !(seconds > 0.0 && seconds.is_finite())
    {
        return Err(say!(
            zh: "--seconds 要大于 0;写了 {seconds}",
            en: "--seconds must be above 0; {seconds} was given"
        )
        .into());
    }
    let rounds = match (iterations, seconds) {
        (None, None) => Some(default),
        (given, _) => given,
    };
    Ok(Limits {
        rounds,
        seconds,
        enough: None,
    })
}

/// Set by the first interrupt: the best so far is kept. The second one ends the
/// program at once.
fn interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&stop);
    // Without a handler an interrupt ends the program, which is the usual way.
    let _ = ctrlc::set_handler(move || {
        if set.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
    });
    stop
}

fn said(progress: &Progress) -> Message {
    let seconds = progress.seconds;
    let best = grouped(&progress.best.to_string());
    match progress.bound {
        Some(bound) => {
            let bound = grouped(&bound.to_string());
            say!(
                zh: "{seconds:.0} 秒 · 最好 {best} · 下界 {bound} · Ctrl-C 停下并保留",
                en: "{seconds:.0} s · best {best} · bound {bound} · Ctrl-C stops and keeps it"
            )
        }
        None => say!(
            zh: "{seconds:.0} 秒 · 最好 {best} · Ctrl-C 停下并保留",
            en: "{seconds:.0} s · best {best} · Ctrl-C stops and keeps it"
        ),
    }
}
