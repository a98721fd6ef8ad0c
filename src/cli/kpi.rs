//! `dayclose kpi`: scores of a month or a quarter.

use super::args::{FormatArg, Global, KpiArgs};
use super::context::Context;
use super::intake::Intake;
use super::period::{named_month, named_quarter};
use super::{earlier, output};
use crate::base::{Period, Problem};
use crate::kpi::{self, Job, Show};
use crate::report::Report;
use crate::table::rows::{
    Adjustment, AttendanceLine, Cost, Register, ServiceLine, SoldOrder, Staff, Target, Visit,
};

/// # Errors
/// No metrics in the config, a missing table, bad cells.
pub fn report(args: &KpiArgs, context: &Context, global: &Global) -> Result<Report, Problem> {
    let period = period(args, context)?;
    let mut intake = Intake::new(context, &args.reading, global, Some(period))?;
    let staff = intake.needed("staff", args.staff.as_deref())?;
    let staff = intake.rows::<Staff>("staff", &staff)?;
    let service = intake.needed("service", args.service.as_deref())?;
    let service = intake.rows::<ServiceLine>("service", &service)?;
    let orders = intake.optional::<SoldOrder>("orders", args.orders.as_deref())?;
    let attendance = intake.optional::<AttendanceLine>("attendance", args.attendance.as_deref())?;
    let adjustments = intake.optional::<Adjustment>("adjustments", args.adjustments.as_deref())?;
    let targets = intake.optional::<Target>("targets", args.targets.as_deref())?;
    let visits = intake.optional::<Visit>("visits", args.visits.as_deref())?;
    let costs = intake.optional::<Cost>("costs", args.costs.as_deref())?;
    let taken = intake.finish()?;
    let (register, doubled) = Register::new(&staff, &taken.pool, &taken.files);
    let job = Job {
        period,
        policy: &context.policy,
        clock: context.clock,
        pool: &taken.pool,
        files: &taken.files,
        register: &register,
        service: &service,
        orders: orders.as_deref(),
        attendance: attendance.as_deref(),
        adjustments: adjustments.as_deref(),
        targets: targets.as_deref(),
        visits: visits.as_deref(),
        costs: costs.as_deref(),
        totals: &taken.totals,
    };
    let worked = kpi::score(&job)?;
    let mut show = show(global)?;
    let mut report = kpi::report(&job, &worked, show);
    let old = match &args.compare {
        Some(path) => Some(earlier::read(path, &report, context)?),
        None => None,
    };
    if let Some(old) = &old {
        show.earlier = Some(old);
        report = kpi::report(&job, &worked, show);
        report.inputs.clone_from(&taken.inputs);
        report.config = context.policy.hash().map(str::to_owned);
        let label = period.label().en;
        let same = old
            .rows
            .values()
            .any(|row| row.get("month") == Some(&label));
        if same {
            report.sections.push(kpi::compare(&report, old));
        }
        report.inputs.clear();
    }
    report.findings.extend(doubled);
    taken.into_report(&mut report);
    Ok(report)
}

/// What the format wants to see.
fn show(global: &Global) -> Result<Show<'static>, Problem> {
    let format = output::asked(global)?;
    Ok(Show {
        detail: matches!(format, FormatArg::Xlsx | FormatArg::Html),
        machine: format == FormatArg::Json,
        earlier: None,
    })
}

fn period(args: &KpiArgs, context: &Context) -> Result<Period, Problem> {
    if let Some(text) = &args.quarter {
        return named_quarter(text);
    }
    match &args.month {
        Some(text) => named_month(text),
        None => Ok(Period::last_month(context.clock.date())),
    }
}
