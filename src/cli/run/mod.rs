//! `dayclose run`: the chores of the day, the week, the month in one command.

mod carry;
mod close;
pub mod plan;
pub mod record;
mod tell;

use super::ExitStatus;
use super::args::{Global, RunArgs, RunCommand};
use super::chores::Chore;
use super::context::Context;
use super::output;
use super::period::named_month;
use crate::base::{Finding, Message, Period, Problem, RunKind};
use crate::policy::Policy;
use crate::policy::run::is_chore;
use crate::report::{Format, Report, write};
use crate::runs::{self, Part, State};
use crate::say;
use carry::{Carried, Desk, Named};
use plan::Plan;
use record::Book;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// # Errors
/// A month that is none, another run that is going on, reports that cannot be
/// written. What stands in the way of one chore is a finding.
pub fn run(
    command: &RunCommand,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    let (plan, close) = planned(command, context)?;
    let policy = &context.policy;
    let lines = &policy.run.of(plan.kind).chores;
    let reports = policy.reports();
    let folder = reports.join(plan.date.to_string());
    fs::create_dir_all(&folder).map_err(|e| Problem::io(&folder, &e))?;
    let lock = locked(&reports)?;
    let book = Book::of(&reports, &policy.run.reports);
    let torn = book.torn()?;
    let own = Context {
        policy: plan.policy(policy),
        anchor: anchor(policy),
        ..*context
    };
    context.log_unmasked(&format!("run {}", plan.kind.word()))?;
    let desk = Desk {
        plan,
        context: &own,
        policy,
        global,
        folder: &folder,
    };
    let mut carried: Vec<Carried> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(chore) = Chore::of(line) else {
            continue;
        };
        let same = |other: &&String| is_chore(other, chore.command);
        let named = Named {
            chore,
            line,
            shared: shared(chore, policy),
            before: lines[..at].iter().filter(same).count(),
            repeated: lines.iter().filter(same).count() > 1,
        };
        carried.push(desk.carry_out(&named));
    }
    let mut findings: Vec<_> = torn.into_iter().collect();
    let mut worst = 0;
    let closed = match plan.kind {
        RunKind::Monthly => close::held(&desk, &mut carried, close, &mut findings),
        _ => Ok(None),
    };
    let closed = closed.unwrap_or_else(|problem| {
        worst = 2;
        findings.push(Finding::error("D", plan.label(), problem.0));
        None
    });
    let parts: Vec<Part> = carried.into_iter().map(|c| c.part).collect();
    let shown = format!("{}/{}", policy.run.reports.trim_end_matches('/'), plan.date);
    let about = runs::Run {
        kind: plan.kind,
        scope: scope(policy, &plan),
        folder: &shown,
        shown: usize::try_from(policy.run.shown).unwrap_or(usize::MAX),
        findings,
    };
    let mut report = runs::summary(&about, &parts, context.clock);
    report.config = policy.hash().map(str::to_owned);
    report.inputs = inputs(&parts);
    if let Some(closed) = closed {
        closed.tell(&mut report);
    }
    let kept = keep(&report, &desk, &folder);
    // What was done is on record even where the disk takes no summary.
    book.append(parts.iter().map(|p| &p.record))?;
    kept?;
    let worst = parts.iter().map(|p| p.state.exit()).fold(worst, u8::max);
    let exit = worst.max(u8::from(report.needs_person()));
    let note = tell::note(&report, &parts, policy, context.lang, exit);
    let told = parts
        .first()
        .and_then(|p| tell::send(&note, policy, &p.record, || desk.moment()));
    if let Some((failed, record)) = told {
        for words in failed {
            super::complain(&format!("{}\n", words.get(context.lang)));
        }
        book.append([&record].into_iter())?;
    }
    drop(lock);
    let status = output::emit(report, context, global)?;
    Ok(if exit > 1 { ExitStatus::Failed } else { status })
}

/// A command that prints for itself has no report a run could keep.
pub fn no_chore() -> Problem {
    say!(zh: "这个命令不能放进定时任务", en: "this command is no chore of a run").into()
}

fn planned(command: &RunCommand, context: &Context) -> Result<(Plan, bool), Problem> {
    let today = context.clock.date();
    let day = |args: &RunArgs| args.date.unwrap_or(today);
    let plan = |kind, date, period| Plan { kind, date, period };
    Ok(match command {
        RunCommand::Daily(args) => {
            let date = day(args);
            let only = Period::days(date, date).unwrap_or(Period::week_to(date));
            (plan(RunKind::Daily, date, only), false)
        }
        RunCommand::Weekly(args) => {
            let date = day(args);
            (plan(RunKind::Weekly, date, Period::week_to(date)), false)
        }
        RunCommand::Monthly(args) => {
            let date = args.date.unwrap_or(today);
            let month = match &args.month {
                Some(text) => named_month(text)?,
                None => Period::last_month(date),
            };
            (plan(RunKind::Monthly, date, month), args.close)
        }
    })
}

/// Whether more than one of the runs carries the command out.
fn shared(chore: &Chore, policy: &Policy) -> bool {
    let runs = RunKind::ALL.into_iter().filter(|kind| {
        let lines = &policy.run.of(*kind).chores;
        lines.iter().any(|line| is_chore(line, chore.command))
    });
    runs.count() > 1
}

/// The folder that paths are shown from.
fn anchor(policy: &Policy) -> Option<PathBuf> {
    let folder = policy.file().and_then(Path::parent)?;
    (!folder.as_os_str().is_empty()).then(|| folder.to_path_buf())
}

/// Two runs at once would mix their reports.
fn locked(reports: &Path) -> Result<File, Problem> {
    let path = reports.join(".lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| Problem::io(&path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(say!(
            zh: "另一个 dayclose run 正在运行;等它做完再试",
            en: "another dayclose run is going on; try again when it is done"
        )
        .into()),
        Err(fs::TryLockError::Error(e)) => Err(Problem::io(&path, &e)),
    }
}

fn scope(policy: &Policy, plan: &Plan) -> Message {
    let shop = Message::data(policy.shop.name.clone());
    match plan.kind {
        RunKind::Daily => shop.join("  ", &Message::data(plan.date.to_string())),
        _ => shop.join("  ", &plan.period.label()),
    }
}

/// Every file that any chore read, once for each way it was read.
fn inputs(parts: &[Part]) -> Vec<crate::report::Input> {
    let mut out = Vec::new();
    for input in parts
        .iter()
        .filter_map(|p| p.report.as_ref())
        .flat_map(|r| &r.inputs)
    {
        if !out.contains(input) {
            out.push(input.clone());
        }
    }
    out
}

/// The summary under its own name and, for whoever looks for the day's latest,
/// as `summary`.
fn keep(report: &Report, desk: &Desk<'_>, folder: &Path) -> Result<(), Problem> {
    for format in [Format::Html, Format::Json] {
        let bytes = output::render(report, desk.context, desk.global, format, true)?;
        let kind = desk.plan.kind.word();
        for stem in [format!("summary-{kind}"), "summary".to_owned()] {
            let path = folder.join(format!("{stem}.{}", format.name()));
            write::write_whole(&path, &bytes).map_err(|e| Problem::io(&path, &e))?;
        }
    }
    Ok(())
}

/// The first chore about the month itself that was not done.
fn undone(carried: &[Carried]) -> Option<&Part> {
    let own = carried.iter().filter(|c| c.chore.of_month());
    own.map(|c| &c.part)
        .find(|p| matches!(p.state, State::NoInput | State::Failed))
}
