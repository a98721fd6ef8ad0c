//! `dayclose roster check`

use super::month::{self, Rosters};
use crate::base::Problem;
use crate::cli::args::{Global, RosterCheckArgs};
use crate::cli::context::Context;
use crate::report::Report;
use crate::roster::show;

/// # Errors
/// A missing table, bad cells, nobody or nothing to roster.
pub fn report(
    args: &RosterCheckArgs,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    let rosters = Rosters {
        given: Some(&args.roster),
        ..Rosters::default()
    };
    let period = month::period_of(&args.input, &args.roster, context, global)?;
    let read = month::read(&args.input, &rosters, period, context, global)?;
    let show = month::shown(global, None)?;
    let mut report = show::check(&read.month, &read.roster, context.clock, show);
    report.findings.extend(read.findings);
    read.taken.into_report(&mut report);
    Ok(report)
}
