//! Lines → a person's measures. A measure nobody recorded is absent, never 0.

use super::measures::{Mean, Measures};
use super::{Job, orders, visits};
use crate::base::{Finding, Origin};
use crate::policy::attendance::{Attended, Punches};
use crate::policy::kpi::measure_label;
use crate::say;
use crate::table::rows::ServiceLine;
use crate::table::rows::register::Finder;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

type Cell = fn(&ServiceLine) -> Option<Decimal>;

const SUMS: &[(&str, Cell)] = &[
    ("sales", |r| r.sales.map(|m| m.0)),
    ("inquiries", |r| r.inquiries),
    ("buyers", |r| r.buyers),
    ("good_reviews", |r| r.good_reviews),
    ("bad_reviews", |r| r.bad_reviews),
    ("buyer_photos", |r| r.buyer_photos),
    ("refunds", |r| r.refunds.map(|m| m.0)),
    ("return_visits_due", |r| r.return_visits_due),
    ("return_visits_done", |r| r.return_visits_done),
];

const MEANS: &[(&str, Cell)] = &[
    ("first_response_s", |r| r.first_response_s),
    ("avg_response_s", |r| r.avg_response_s),
    ("satisfaction", |r| r.satisfaction),
];

/// The day a service line stands for: its own, or its month's first.
pub fn day_of(row: &ServiceLine) -> Option<NaiveDate> {
    row.date.map(|m| m.at.date()).or(row.month)
}

/// Everybody's measures, by position in the register.
pub fn collect(
    job: &Job<'_>,
    finder: &mut Finder<'_>,
    findings: &mut Vec<Finding>,
) -> Vec<Measures> {
    let people = job.register.people().len();
    let mut measures = vec![Measures::default(); people];
    let mut means = vec![[Mean::default(); 3]; people];
    let mut blanks: BTreeMap<&'static str, (u64, Origin)> = BTreeMap::new();
    let mut outside: (u64, Option<Origin>) = (0, None);
    for row in job.service {
        let Some(day) = day_of(row) else { continue };
        if !job.period.holds_day(day) {
            outside.0 += 1;
            outside.1.get_or_insert(row.origin);
            continue;
        }
        let Some(who) = finder.find(row.staff, row.origin, job.pool) else {
            continue;
        };
        measures[who].served = true;
        for (name, cell) in SUMS {
            match cell(row) {
                Some(value) => measures[who].add(name, value),
                None => blanks.entry(name).or_insert((0, row.origin)).0 += 1,
            }
        }
        for (mean, (name, cell)) in means[who].iter_mut().zip(MEANS) {
            match cell(row) {
                Some(value) => mean.add(value, row.inquiries),
                None => blanks.entry(name).or_insert((0, row.origin)).0 += 1,
            }
        }
    }
    for (measures, means) in measures.iter_mut().zip(means) {
        for (mean, (name, _)) in means.iter().zip(MEANS) {
            if let Some((over, under)) = mean.quotient() {
                measures.set_mean(name, over, under);
            }
        }
        if let (Some(good), Some(bad)) = (measures.get("good_reviews"), measures.get("bad_reviews"))
        {
            measures.set("reviews", good + bad);
        }
    }
    blank_cells(job, &measures, blanks, findings);
    if let (n @ 1.., Some(origin)) = outside {
        let period = job.period.label();
        let words = say!(
            zh: "{n} 行的日期不在 {} 里,没有算",
            en: "the dates of {n} lines are outside {} and do not count",
            period.zh
        );
        findings.push(Finding::info("K7", "service", words).at(job.files.cite(origin)));
    }
    attendance(job, finder, &mut measures);
    adjustments(job, finder, &mut measures);
    targets(job, finder, &mut measures);
    orders::measure(job, finder, &mut measures);
    visits::measure(job, finder, &mut measures);
    measures
}

/// Cells left blank in columns that a metric needs: said, not counted as 0.
fn blank_cells(
    job: &Job<'_>,
    measures: &[Measures],
    blanks: BTreeMap<&'static str, (u64, Origin)>,
    findings: &mut Vec<Finding>,
) {
    for (name, (n, origin)) in blanks {
        let needed = job
            .policy
            .kpi
            .metric
            .iter()
            .any(|m| m.measures().contains(&name));
        let some = measures.iter().any(|m| m.get(name).is_some());
        if !needed || !some {
            continue;
        }
        let (zh, en) = (measure_label(name).zh, measure_label(name).en);
        let words = say!(
            zh: "{n} 行没有「{zh}」,按有的行算",
            en: "{n} lines have no {en}; it is worked out from the others"
        );
        findings.push(Finding::info("K7", name, words).at(job.files.cite(origin)));
    }
}

fn attendance(job: &Job<'_>, finder: &mut Finder<'_>, measures: &mut [Measures]) {
    let rules = &job.policy.attendance;
    let mut months = vec![Attended::default(); measures.len()];
    for row in job.attendance.unwrap_or_default() {
        let Some(day) = row.date.map(|m| m.at.date()) else {
            continue;
        };
        if !job.period.holds_day(day) {
            continue;
        }
        let Some(who) = finder.find(row.staff, row.origin, job.pool) else {
            continue;
        };
        let punches = Punches {
            shift_start: row.shift_start,
            shift_end: row.shift_end,
            clock_in: row.clock_in,
            clock_out: row.clock_out,
            leave: !row.leave.is_blank(),
        };
        let paid = rules.is_paid_leave(job.pool.text(row.leave));
        months[who].add(rules, day, &punches, paid);
    }
    for (measures, month) in measures.iter_mut().zip(months) {
        if !month.is_empty() {
            measures.set("sessions_due", month.sessions_due().into());
            measures.set("sessions_attended", month.sessions_attended().into());
            measures.set("lates", month.lates.into());
            measures.set("absent_sessions", month.sessions_absent().into());
        }
    }
}

/// With the sheet at hand nobody on it means 0.
fn adjustments(job: &Job<'_>, finder: &mut Finder<'_>, measures: &mut [Measures]) {
    let Some(rows) = job.adjustments else { return };
    for measures in measures.iter_mut() {
        measures.set("adjustments", Decimal::ZERO);
        measures.set("penalties", Decimal::ZERO);
    }
    for row in rows {
        let (Some(date), Some(amount)) = (row.date, row.amount) else {
            continue;
        };
        if !job.period.holds_day(date.at.date()) {
            continue;
        }
        if let Some(who) = finder.find(row.staff, row.origin, job.pool) {
            measures[who].add("adjustments", amount.0);
            if amount.is_negative() {
                measures[who].add("penalties", amount.0);
            }
        }
    }
}

/// A person's target: all of the person's lines of the period's months.
fn targets(job: &Job<'_>, finder: &mut Finder<'_>, measures: &mut [Measures]) {
    for row in job.targets.unwrap_or_default() {
        let (Some(month), Some(target)) = (row.month, row.target) else {
            continue;
        };
        if !job.period.holds_day(month) {
            continue;
        }
        if let Some(who) = finder.find(row.staff, row.origin, job.pool) {
            measures[who].add("target", target.0);
        }
    }
}
