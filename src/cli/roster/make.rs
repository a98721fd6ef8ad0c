//! `dayclose roster make`

use super::month::{self, Rosters};
use super::{interrupt, limits, said};
use crate::base::Problem;
use crate::cli::args::{Global, RosterMakeArgs};
use crate::cli::context::Context;
use crate::cli::progress::Line;
use crate::report::Report;
use crate::roster::make;
use crate::roster::show;
use crate::roster::solve::Progress;

/// Rounds where neither rounds nor seconds are given: a department's month is
/// done in a second or two.
const ROUNDS: u64 = 20;

/// # Errors
/// A missing table, bad cells, nobody or nothing to roster.
pub fn report(
    args: &RosterMakeArgs,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    let limits = limits(args.seconds, args.iterations, ROUNDS)?;
    let period = month::period(&args.input, context)?;
    let rosters = Rosters {
        keep: args.keep.as_deref(),
        ..Rosters::default()
    };
    let read = month::read(&args.input, &rosters, period, context, global)?;
    let stop = interrupt();
    let line = Line::new(global, context);
    let mut tell = |progress: &Progress| line.stage(said(progress).get(context.lang), 0);
    let made = make::make(&read.month, args.seed, limits, &stop, &mut tell);
    line.clear();
    let show = month::shown(global, args.wall.paper)?;
    let mut report = show::made(&read.month, &made?, context.clock, show);
    report.findings.extend(read.findings);
    read.taken.into_report(&mut report);
    Ok(report)
}
