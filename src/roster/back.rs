//! A roster that was made, and perhaps edited by hand, back from its rows or
//! from the cells of its plan.

use super::gather::job::Job;
use super::model::Roster;
use super::month::Month;
use super::named::{no_shift, posts};
use crate::base::dated::dates;
use crate::base::{Files, Finding, Origin, Period};
use crate::say;
use crate::table::rows::RosterLine;
use chrono::{Datelike, NaiveDate};

/// The roster of rows of the period. Unknown people and shifts are findings; of
/// two duties on one day the first counts.
pub fn roster(
    month: &Month,
    job: &Job<'_>,
    lines: &[RosterLine],
    role: &str,
) -> (Roster, Vec<Finding>) {
    let mut roster = Roster::new(month.people.len(), month.days.len());
    let mut seen = std::collections::BTreeMap::new();
    let mut members = super::gather::people::Members::new(job, month);
    let mut findings = Vec::new();
    let mut inside = 0_u64;
    for line in lines {
        let Some(date) = line.date.map(|d| d.at.date()) else {
            continue;
        };
        let Some(day) = month.day_of(date) else {
            continue;
        };
        inside += 1;
        let Some(id) = members.find(job, line.staff, line.origin) else {
            findings.extend(not_rostered(job, line));
            continue;
        };
        let text = |name| job.pool.text(name).trim();
        let (word, own) = (text(line.shift), text(line.role));
        let duty = if super::gather::people::is_off(job, word) {
            None
        } else {
            let Some(posts) = posts(month, &month.people[id], word, own) else {
                findings.push(no_shift(month, word).at(job.files.cite(line.origin)));
                continue;
            };
            posts.first().copied()
        };
        if let Some(first) = seen.insert((id, day), line.origin) {
            findings.push(twice(month, job.files, (id, day), first, line.origin));
            continue;
        }
        roster.of_mut(id)[day] = duty;
    }
    findings.extend(members.findings(job));
    if inside == 0 && !lines.is_empty() {
        let label = month.period.label();
        let (zh, en) = (&label.zh, &label.en);
        findings.push(Finding::error(
            "bad-file",
            role,
            say!(
                zh: "值班表里没有 {zh} 的日期;请检查 --month",
                en: "the roster has no date of {en}; check --month"
            ),
        ));
    }
    (roster, findings)
}

/// The days that the headings of a plan stand for: `1`, `1/二`, `12-01` or a
/// whole date, within the period. What stands on further lines of a heading is
/// of no matter.
pub fn plan_days(period: Period, headings: &[String]) -> Vec<Option<NaiveDate>> {
    headings
        .iter()
        .map(|heading| {
            let text = heading.trim().lines().next()?.trim_end();
            if let Some(date) = dates(text).first() {
                return Some(*date);
            }
            if let Some(named) = month_and_day(text) {
                return period.iter_days().find(|d| (d.month(), d.day()) == named);
            }
            let number: String = text.chars().take_while(char::is_ascii_digit).collect();
            let rest = text[number.len()..].trim_start();
            let day: u32 = number.parse().ok()?;
            // A day and its weekday, nothing longer.
            let short = rest.trim_start_matches(['/', ' ', '日']).chars().count() <= 2;
            let mut days = period.iter_days();
            days.find(|d| short && d.day() == day)
        })
        .collect()
}

/// `12-01`.
fn month_and_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    Some((month.parse().ok()?, day.parse().ok()?))
}

/// Somebody of the staff table who is not in this roster.
fn not_rostered(job: &Job<'_>, line: &RosterLine) -> Option<Finding> {
    let text = job.pool.text(line.staff).trim();
    let crate::table::rows::Who::One(_) = job.register.find(text) else {
        return None;
    };
    Some(
        Finding::error(
            "R4",
            text,
            say!(
                zh: "{text} 的岗位不排班(roster.roles),或当时不在职,这一行没有算",
                en: "{text}'s role is not rostered (roster.roles), or not employed then; the line was left out"
            ),
        )
        .at(job.files.cite(line.origin)),
    )
}

fn twice(
    month: &Month,
    files: &Files,
    (id, day): (usize, usize),
    first: Origin,
    again: Origin,
) -> Finding {
    let (name, date) = (&month.people[id].name, month.days[day].date);
    let first = files.cite(first);
    Finding::error(
        "double-line",
        name.clone(),
        say!(
            zh: "{name} {date} 有两个班,只算 {first} 的;请删去一行",
            en: "{name} has two duties on {date}; only that of {first} counts, delete one of the lines"
        ),
    )
    .at(files.cite(again))
}
