//! `dayclose roster check`

use super::month::{self, Rosters};
use crate::base::Problem;
use crate::cli::ExitStatus;
use crate::cli::args::{FormatArg, Global, RosterCheckArgs};
use crate::cli::context::Context;
use crate::cli::output;
use crate::roster::show::{self, Show};

/// # Errors
/// A missing table, bad cells, nobody or nothing to roster.
pub fn run(
    args: &RosterCheckArgs,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    let rosters = Rosters {
        given: Some(&args.roster),
        ..Rosters::default()
    };
    let period = month::period_of(&args.input, &args.roster, context, global)?;
    let read = month::read(&args.input, &rosters, period, context, global)?;
    let show = Show {
        screen: matches!(output::asked(global)?, FormatArg::Table),
    };
    let mut report = show::check(&read.month, &read.roster, context.clock, show);
    report.findings.extend(read.findings);
    read.taken.into_report(&mut report);
    output::emit(report, context, global)
}
