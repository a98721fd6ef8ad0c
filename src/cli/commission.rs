//! `dayclose commission`: the month's pay.

use super::args::{CommissionArgs, FormatArg, Global};
use super::context::Context;
use super::intake::{Intake, Taken};
use super::period::named_month;
use super::{earlier, output};
use crate::base::{Finding, Period, Problem};
use crate::commission::{self, Job, Show, Sold};
use crate::kpi;
use crate::policy::pay::Scheme;
use crate::report::Report;
use crate::say;
use crate::table::rows::register::Finder;
use crate::table::rows::{
    Adjustment, AttendanceLine, KpiScore, Paid, Register, Sale, ServiceLine, SoldOrder, Staff,
    Target, Visit, Who,
};
use rust_decimal::Decimal;

/// The tables of a run.
#[derive(Default)]
struct Tables {
    staff: Vec<Staff>,
    sales: Option<Vec<Sale>>,
    orders: Option<Vec<SoldOrder>>,
    service: Option<Vec<ServiceLine>>,
    kpi: Option<Vec<KpiScore>>,
    targets: Option<Vec<Target>>,
    visits: Option<Vec<Visit>>,
    adjustments: Option<Vec<Adjustment>>,
    attendance: Option<Vec<AttendanceLine>>,
    paid: Option<Vec<Paid>>,
}

/// # Errors
/// A missing table or column, bad cells, a scheme or base nobody gives.
pub fn report(
    args: &CommissionArgs,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    let month = match &args.month {
        Some(text) => named_month(text)?,
        None => Period::last_month(context.clock.date()),
    };
    let mut intake = Intake::new(context, &args.reading, global, Some(month))?;
    let tables = read(args, &mut intake)?;
    let taken = intake.finish()?;
    let (register, mut findings) = Register::new(&tables.staff, &taken.pool, &taken.files);
    let schemes = schemes(&register, &taken, context, month)?;
    let scores = scores(
        &tables,
        &register,
        &schemes,
        &taken,
        context,
        month,
        &mut findings,
    )?;
    let sold = match (&tables.sales, &tables.orders, &tables.service) {
        (Some(sales), _, _) => Sold::Sales(sales),
        (None, Some(orders), _) => Sold::Orders(orders),
        (None, None, Some(service)) => Sold::Service(service),
        (None, None, None) => return Err(no_sales()),
    };
    let job = Job {
        month,
        policy: &context.policy,
        clock: context.clock,
        pool: &taken.pool,
        files: &taken.files,
        register: &register,
        sold,
        service: tables.service.as_deref(),
        scores: &scores,
        adjustments: tables.adjustments.as_deref(),
        attendance: tables.attendance.as_deref(),
        paid: tables.paid.as_deref(),
        totals: &taken.totals,
        schemes: &schemes,
    };
    let worked = commission::work_out(&job)?;
    let mut report = match &args.explain {
        Some(name) => explained(name, &job, &worked)?,
        None => {
            let format = output::asked(global)?;
            let detail = matches!(format, FormatArg::Xlsx | FormatArg::Html);
            commission::report(&job, &worked, Show { detail, only: None })
        }
    };
    if let Some(path) = &args.compare {
        let old = earlier::read(path, &report, context)?;
        report.inputs.clone_from(&taken.inputs);
        report.config = context.policy.hash().map(str::to_owned);
        let section = commission::compare(&report, &old);
        report.inputs.clear();
        report.sections.insert(1, section);
    }
    report.findings.extend(findings);
    taken.into_report(&mut report);
    Ok(report)
}

fn no_sales() -> Problem {
    Problem::no_input(say!(
        zh: "没有销售额:请给 --sales(每单或每天一行)、--orders(带客服的订单)或 --service(客服绩效),或写在配置 [files]",
        en: "there are no sales: give --sales (by order or day), --orders (naming the agent) or --service, or name them under [files] of the config"
    ))
}

/// Flags before `[files]`; of sales the first of sales, orders and service that
/// a flag names, else of sales, service and orders that the config does (K3:
/// the service tool's figures are the base).
fn read(args: &CommissionArgs, intake: &mut Intake<'_>) -> Result<Tables, Problem> {
    let staff = intake.needed("staff", args.staff.as_deref())?;
    let mut tables = Tables {
        staff: intake.rows::<Staff>("staff", &staff)?,
        ..Tables::default()
    };
    tables.service = intake.optional("service", args.service.as_deref())?;
    let flagged = args.sales.is_some() || args.orders.is_some() || args.service.is_some();
    if let Some(sales) = &args.sales {
        tables.sales = Some(intake.rows("sales", sales)?);
    } else if let Some(orders) = &args.orders {
        tables.orders = Some(intake.rows("orders", orders)?);
    } else if !flagged {
        tables.sales = intake.optional("sales", None)?;
        if tables.sales.is_none() && tables.service.is_none() {
            tables.orders = intake.optional("orders", None)?;
        }
    }
    if tables
        .orders
        .as_ref()
        .is_some_and(|o| o.iter().all(|r| r.staff.is_blank()))
    {
        return Err(say!(
            zh: "订单里没有客服一列(或全是空的),不知道算给谁;请导出带客服的订单,或改用 --sales、--service",
            en: "the orders name no agent, so they cannot be credited; export them with the agent, or use --sales or --service"
        )
        .into());
    }
    tables.kpi = intake.optional("kpi", args.kpi.as_deref())?;
    tables.adjustments = intake.optional("adjustments", args.adjustments.as_deref())?;
    tables.attendance = intake.optional("attendance", args.attendance.as_deref())?;
    tables.paid = intake.optional("paid", args.paid.as_deref())?;
    if tables.kpi.is_none() && tables.service.is_some() {
        tables.targets = intake.optional("targets", args.targets.as_deref())?;
        tables.visits = intake.optional("visits", args.visits.as_deref())?;
    }
    Ok(tables)
}

/// Everybody's scheme of the month.
///
/// # Errors
/// A scheme nobody knows, with the nearest that is known.
fn schemes(
    register: &Register,
    taken: &Taken,
    context: &Context,
    month: Period,
) -> Result<Vec<Option<Scheme>>, Problem> {
    let pay = &context.policy.pay;
    let mut schemes = Vec::new();
    for person in register.people() {
        let named = taken.pool.text(person.row.scheme).trim();
        if named.is_empty() {
            schemes.push(None);
            continue;
        }
        let scheme = pay.scheme(named, month.from).ok_or_else(|| {
            let at = taken.files.cite(person.row.origin);
            let (id, known) = (&person.id, pay.names().join(", "));
            let label = month.label().zh;
            Problem::new(say!(
                zh: "{at}:{id} 的方案「{named}」在 {label} 没有;有的是:{known}。请改员工表,或在配置加一段 [[pay.scheme]]",
                en: "{at}: {id} names scheme \"{named}\", which there is not in {label}; there are: {known}. Mend the staff table, or add a [[pay.scheme]] to the config"
            ))
        })?;
        schemes.push(Some(scheme));
    }
    Ok(schemes)
}

/// Everybody's score: from `--kpi`, else worked out from `--service`.
fn scores(
    tables: &Tables,
    register: &Register,
    schemes: &[Option<Scheme>],
    taken: &Taken,
    context: &Context,
    month: Period,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Option<Decimal>>, Problem> {
    if let Some(rows) = &tables.kpi {
        return Ok(given_scores(rows, register, taken, month, findings));
    }
    let needed = schemes.iter().flatten().any(Scheme::needs_score);
    let (true, Some(service)) = (needed, &tables.service) else {
        return Ok(vec![None; register.people().len()]);
    };
    let job = kpi::Job {
        period: month,
        policy: &context.policy,
        clock: context.clock,
        pool: &taken.pool,
        files: &taken.files,
        register,
        service,
        orders: tables.orders.as_deref(),
        attendance: tables.attendance.as_deref(),
        adjustments: tables.adjustments.as_deref(),
        targets: tables.targets.as_deref(),
        visits: tables.visits.as_deref(),
        costs: None,
        totals: &taken.totals,
    };
    let worked = kpi::score(&job)?;
    let scores = worked.scores();
    // What concerns people whose pay needs no score is kpi's own affair; names
    // and dates are told by commission itself.
    let wanted = |finding: &Finding| match register.find(&finding.subject) {
        Who::One(who) => {
            finding.rule == "K7"
                && schemes
                    .get(who)
                    .and_then(Option::as_ref)
                    .is_some_and(Scheme::needs_score)
        }
        _ => false,
    };
    findings.extend(worked.findings.into_iter().filter(|f| wanted(f)));
    Ok(scores)
}

fn given_scores(
    rows: &[KpiScore],
    register: &Register,
    taken: &Taken,
    month: Period,
    findings: &mut Vec<Finding>,
) -> Vec<Option<Decimal>> {
    let mut scores: Vec<Option<Decimal>> = vec![None; register.people().len()];
    let mut met = vec![false; scores.len()];
    let mut finder = Finder::new(register);
    for row in rows.iter().filter(|r| r.month == Some(month.from)) {
        let Some(who) = finder.find(row.staff, row.origin, &taken.pool) else {
            continue;
        };
        if met[who] && scores[who] != row.score {
            let id = &register.people()[who].id;
            findings.push(
                Finding::error(
                    "K7",
                    id.clone(),
                    say!(
                        zh: "{id} 在 --kpi 里有两个不同的得分,没有采用;请只留一个",
                        en: "{id} has two different scores in --kpi; none is used, leave one"
                    ),
                )
                .at(taken.files.cite(row.origin)),
            );
            scores[who] = None;
            continue;
        }
        if !met[who] {
            scores[who] = row.score;
        }
        met[who] = true;
    }
    findings.extend(finder.findings(&taken.pool, &taken.files));
    if !rows.is_empty() && !met.contains(&true) {
        let label = month.label().zh;
        findings.push(Finding::error(
            "K7",
            "kpi",
            say!(
                zh: "--kpi 里没有 {label} 的得分;请给这个月的",
                en: "--kpi has no scores of {label}; give those of this month"
            ),
        ));
    }
    scores
}

/// `--explain STAFF`.
fn explained(name: &str, job: &Job<'_>, worked: &commission::Worked) -> Result<Report, Problem> {
    let found = match job.register.find(name) {
        Who::One(who) => worked.slips.iter().find(|s| s.who == who),
        _ => None,
    };
    let slip = found.ok_or_else(|| {
        let people: Vec<&str> = worked
            .slips
            .iter()
            .map(|s| job.register.people()[s.who].id.as_str())
            .collect();
        let listed = people.join(", ");
        Problem::new(say!(
            zh: "--explain:这个月没有给「{name}」算工资;算了的有:{listed}",
            en: "--explain: no pay was worked out for \"{name}\" this month; there is pay for: {listed}"
        ))
    })?;
    let show = Show {
        detail: false,
        only: Some(slip.who),
    };
    let mut report = commission::report(job, worked, show);
    for section in &mut report.sections {
        section.screen = false;
    }
    let mut section = commission::explain(job, worked, slip);
    section.screen = false;
    report.lead = commission::told(&section);
    report.sections.push(section);
    let id = &job.register.people()[slip.who].id;
    report.findings.retain(|f| f.subject == *id);
    Ok(report)
}
