//! Visits to shops (K14): how many days a role owes, and shops of a class that
//! were not visited in a week.

use super::Job;
use super::measures::Measures;
use crate::base::normalise::name_key;
use crate::base::{Finding, Name, Text};
use crate::policy::kpi::Every;
use crate::policy::status_key;
use crate::report::{Column, Kind, Section, Value};
use crate::say;
use crate::table::rows::register::Finder;
use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Monday to Sunday weeks that end in the period.
pub fn weeks(job: &Job<'_>) -> Vec<(NaiveDate, NaiveDate)> {
    let sundays = job
        .period
        .iter_days()
        .filter(|d| d.weekday() == chrono::Weekday::Sun);
    sundays
        .filter_map(|sunday| Some((sunday.checked_sub_days(Days::new(6))?, sunday)))
        .collect()
}

fn months(job: &Job<'_>) -> u32 {
    let firsts = job.period.iter_days().filter(|d| d.day() == 1);
    u32::try_from(firsts.count()).unwrap_or(1)
}

/// Days of visits done and due, for people whose role owes any.
pub fn measure(job: &Job<'_>, finder: &mut Finder<'_>, measures: &mut [Measures]) {
    let Some(rows) = job.visits else { return };
    let vehicles: BTreeSet<Name> = rows
        .iter()
        .map(|r| r.vehicle)
        .filter(|v| !v.is_blank())
        .collect();
    let fleet = u32::try_from(vehicles.len()).unwrap_or(u32::MAX);
    let mut found: Vec<(usize, NaiveDate, Name, Name)> = Vec::new();
    for row in rows {
        let Some(day) = row.date.map(|m| m.at.date()) else {
            continue;
        };
        if let (true, Some(who)) = (
            job.period.holds_day(day),
            finder.find(row.staff, row.origin, job.pool),
        ) {
            found.push((who, day, row.kind, row.vehicle));
        }
    }
    for (who, person) in job.register.people().iter().enumerate() {
        let role = status_key(job.pool.text(person.row.role));
        let owed = job
            .policy
            .kpi
            .visit
            .iter()
            .filter(|v| status_key(&v.role) == role);
        for rule in owed {
            let each = if rule.vehicle { fleet } else { 1 };
            let times = match rule.every {
                Every::Week => u32::try_from(weeks(job).len()).unwrap_or(0),
                Every::Month => months(job),
            };
            let due = rule.days.saturating_mul(times).saturating_mul(each);
            let fits = |kind: Name| {
                let wanted = rule.kind.as_deref();
                wanted.is_none_or(|w| name_key(w) == name_key(job.pool.text(kind)))
            };
            let own = found
                .iter()
                .filter(|(w, _, kind, _)| *w == who && fits(*kind));
            let days: BTreeSet<(NaiveDate, Name)> = own
                .map(|(_, day, _, vehicle)| {
                    (*day, if rule.vehicle { *vehicle } else { Name::BLANK })
                })
                .collect();
            measures[who].add("visits_due", due.into());
            measures[who].add("visits", Decimal::from(days.len()));
        }
    }
}

/// Who owed visits and how many were made.
pub fn section(job: &Job<'_>, measures: &[Measures]) -> Section {
    let columns = vec![
        Column::new("staff", Text::new("员工", "staff"), Kind::Id),
        Column::new("name", Text::new("姓名", "name"), Kind::Text),
        Column::new("role", Text::new("岗位", "role"), Kind::Text),
        Column::new("due", Text::new("应走访天数", "days due"), Kind::Qty),
        Column::new("done", Text::new("走访天数", "days done"), Kind::Qty),
    ];
    let title = say!(zh: "走访", en: "Visits");
    let mut section = Section::new("visits", title, columns);
    for (person, measures) in job.register.people().iter().zip(measures) {
        if let (Some(due), Some(done)) = (measures.get("visits_due"), measures.get("visits")) {
            section.rows.push(vec![
                person.id.as_str().into(),
                person.name.as_str().into(),
                job.pool.text(person.row.role).into(),
                Value::Qty(crate::base::Qty(due)),
                Value::Qty(crate::base::Qty(done)),
            ]);
        }
    }
    section
}

/// A warning for each shop of a class visited weekly that had a week without.
pub fn weekly(job: &Job<'_>) -> Vec<Finding> {
    let classes: Vec<String> = job
        .policy
        .kpi
        .weekly_classes
        .iter()
        .map(|c| status_key(c))
        .collect();
    let mut shops: BTreeMap<Name, (bool, BTreeSet<NaiveDate>)> = BTreeMap::new();
    for row in job.visits.unwrap_or_default() {
        let class = status_key(job.pool.text(row.class));
        let class = class.trim_end_matches(['类', '级']);
        let held = shops.entry(row.shop).or_default();
        held.0 |= classes.iter().any(|c| c == class);
        held.1.extend(row.date.map(|m| m.at.date()));
    }
    let weeks = weeks(job);
    let mut findings = Vec::new();
    for (shop, (classed, days)) in shops {
        let without: Vec<String> = weeks
            .iter()
            .filter(|(monday, sunday)| !days.iter().any(|d| monday <= d && d <= sunday))
            .map(|(monday, _)| monday.to_string())
            .collect();
        if !classed || without.is_empty() {
            continue;
        }
        let (n, listed) = (without.len(), without.join(", "));
        let name = job.pool.text(shop);
        findings.push(Finding::warning(
            "K14",
            name,
            say!(
                zh: "{name} 有 {n} 周没有走访(周一为 {listed})",
                en: "{name} was not visited in {n} weeks (those beginning {listed})"
            ),
        ));
    }
    findings
}
