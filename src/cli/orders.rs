//! `dayclose orders`: contact, follow-up, numbers and totals (O4–O6).

use super::args::{Global, OrdersCheckArgs, OrdersCommand, PeriodArgs};
use super::context::Context;
use super::intake::Intake;
use super::period;
use crate::base::{Finding, Message, Problem};
use crate::orders::{self, Job};
use crate::report::Report;
use crate::say;
use crate::table::rows::{Contact, OrderLine, Register, Staff, Who};
use std::collections::BTreeMap;

/// # Errors
/// Tables that cannot be read, bad cells, an output that cannot be written.
pub fn report(
    command: &OrdersCommand,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    match command {
        OrdersCommand::Check(args) => check(args, context, global),
    }
}

fn check(args: &OrdersCheckArgs, context: &Context, global: &Global) -> Result<Report, Problem> {
    let period = period::given(&PeriodArgs {
        month: args.month.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
    })?;
    let mut intake = Intake::new(context, &args.reading, global, period)?;
    let argument = intake.needed("orders", args.orders.as_deref())?;
    let rows = intake.rows::<OrderLine>("orders", &argument)?;
    let contacts = intake.optional::<Contact>("contacts", args.contacts.as_deref())?;
    let staff = intake.optional::<Staff>("staff", args.staff.as_deref())?;
    let taken = intake.finish()?;
    let listed = staff.map(|rows| Register::new(&rows, &taken.pool, &taken.files));
    let (register, mut doubled) = listed.unzip();
    let job = Job {
        orders: &rows,
        contacts: contacts.as_deref(),
        register: register.as_ref(),
        period,
        rules: &context.policy.orders,
        pool: &taken.pool,
        files: &taken.files,
        clock: context.clock,
    };
    let shop = Message::data(context.policy.shop.name.clone());
    let span = match period {
        Some(period) => period.label(),
        None => {
            let now = context.clock.minute();
            say!(zh: "截至 {now}", en: "as of {now}")
        }
    };
    let mut report = orders::report(&job, shop.join("  ", &span));
    report.findings.extend(strangers(&job));
    report.findings.extend(doubled.take().unwrap_or_default());
    taken.into_report(&mut report);
    Ok(report)
}

/// Agents whom the staff list does not know, or knows twice (contract §1).
fn strangers(job: &Job<'_>) -> Vec<Finding> {
    let Some(register) = job.register else {
        return Vec::new();
    };
    let orders = job.orders.iter().map(|l| (l.staff, l.origin));
    let contacts = job.contacts.unwrap_or_default().iter();
    let contacts = contacts.map(|l| (l.staff, l.origin));
    let mut missed = BTreeMap::new();
    for (name, origin) in orders.chain(contacts).filter(|(n, _)| !n.is_blank()) {
        missed.entry(name).or_insert((origin, 0_u64)).1 += 1;
    }
    let missed = missed.into_iter().filter_map(|(name, (origin, lines))| {
        let text = job.pool.text(name).trim();
        let message = match register.find(text) {
            Who::One(_) => return None,
            Who::Nobody => say!(
                zh: "「{text}」不在员工表里,{lines} 行按原名统计;请加进员工表或写成某人的别名",
                en: "\"{text}\" is not in the staff table, its {lines} lines stand under that name: add the person, or the name as an alias"
            ),
            Who::Several => say!(
                zh: "「{text}」在员工表里是两个人,{lines} 行按原名统计;请改成不同的名字或别名",
                en: "\"{text}\" is two people of the staff table, its {lines} lines stand under that name: give them different names or aliases"
            ),
        };
        let finding = Finding::error("unknown-staff", text, message);
        Some(finding.at(job.files.cite(origin)).with("lines", lines))
    });
    missed.collect()
}
