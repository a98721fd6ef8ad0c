//! What past rosters say of each person: the days just before the period, and
//! the burden carried so far.

use super::job::Job;
use super::people::{Members, is_off};
use crate::base::{Finding, Period};
use crate::roster::month::{Day, Month};
use crate::say;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Days before the period that its rules look back to.
const TAIL: u64 = 14;

/// Reads the rosters of the days before the period.
pub fn history(job: &Job<'_>, month: &mut Month) -> Vec<Finding> {
    let mut members = Members::new(job, month);
    let mut dates: BTreeSet<NaiveDate> = BTreeSet::new();
    let mut worked: BTreeMap<(usize, NaiveDate), usize> = BTreeMap::new();
    let mut unknown: BTreeMap<String, u64> = BTreeMap::new();
    for line in job.history {
        let Some(date) = line.date.map(|d| d.at.date()) else {
            continue;
        };
        if date >= month.period.from {
            continue;
        }
        dates.insert(date);
        let word = job.pool.text(line.shift).trim();
        if is_off(job, word) {
            continue;
        }
        let Some(shift) = month.shift_named(word) else {
            *unknown.entry(word.to_owned()).or_default() += 1;
            continue;
        };
        if let Some(id) = members.find(job, line.staff, line.origin) {
            worked.insert((id, date), shift);
        }
    }
    for (&(id, date), &shift) in &worked {
        let day = Day::of(job.calendar.day(date));
        let of_day = match day.kind {
            crate::base::DayKind::Weekend => month.points.weekend,
            crate::base::DayKind::Holiday => month.points.holiday,
            crate::base::DayKind::Workday => 0,
        };
        let burden = month.shifts[shift].points;
        let past = &mut month.people[id].past;
        past.points += of_day + burden;
        past.weekend_days += u32::from(day.is_weekend());
        past.holidays += u32::from(day.is_holiday());
        past.burdened += u32::from(burden > 0);
    }
    let from = month
        .period
        .from
        .checked_sub_days(Days::new(TAIL))
        .unwrap_or(month.period.from);
    let last = month.period.from.pred_opt();
    // A tail is known only where the roster reaches up to the period.
    let reaches = last.is_some_and(|day| dates.contains(&day));
    let first = dates.range(from..).next().copied();
    for id in 0..month.people.len() {
        let register = job.register.people();
        let row = register.iter().find(|p| p.id == month.people[id].id);
        let joined = row.and_then(|p| p.row.joined).map(|j| j.at.date());
        let stood = dates.iter().filter(|d| joined.is_none_or(|j| **d >= j));
        let stood = u32::try_from(stood.count()).unwrap_or(u32::MAX);
        let tail = first.filter(|_| reaches).and_then(|first| {
            let span = Period::days(first.max(joined.unwrap_or(first)), last?)?;
            let duty = |date| {
                let shift = *worked.get(&(id, date))?;
                month.posts_of(shift).next()
            };
            Some(span.iter_days().map(duty).collect())
        });
        let past = &mut month.people[id].past;
        past.days = stood;
        past.tail = tail.unwrap_or_default();
    }
    let mut findings = members.findings(job);
    for (word, lines) in unknown {
        findings.push(Finding::warning(
            "R2",
            word.clone(),
            say!(
                zh: "过去的值班表里的「{word}」({lines} 行)现在没有这个班次,没有算进去",
                en: "\"{word}\" of past rosters ({lines} lines) is no shift now and was left out"
            ),
        ));
    }
    findings
}
