//! Whether every day is backed up (O1): days without a seal, days sealed only
//! before the hour, files that came late, programs whose dump is too old (O7), and
//! when the next backup is due.
//!
//! A day counts when a run sealed something on it at or after the due time; a
//! run before that does not count for the day. A day is due once the grace
//! after its time is over.

use super::layout::Layout;
use super::seal::{Chain, Link};
use crate::base::{Clock, Finding, Message, Problem, Text};
use crate::policy::BackupRules;
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime};
use std::collections::BTreeMap;

/// How one day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Sealed,
    /// Sealed, but only before the due time.
    Early,
    /// Nothing sealed on the day; a file of it came in a later run.
    Late,
    Missed,
}

impl Day {
    fn word(self) -> Value {
        match self {
            Day::Sealed => Value::Code("sealed", Text::new("已封存", "sealed")),
            Day::Early => Value::Code("early", Text::new("提前,不算", "too early")),
            Day::Late => Value::Code("late", Text::new("补封", "late")),
            Day::Missed => Value::Code("missed", Text::new("漏备", "missed")),
        }
    }
}

/// Judges the last `days` days.
///
/// # Errors
/// The seals cannot be read.
pub fn status(
    layout: &Layout,
    rules: &BackupRules,
    days: u32,
    shop: &str,
    clock: Clock,
) -> Result<Report, Problem> {
    let chain = Chain::load(layout)?;
    let mut report = Report::new(
        "backup status",
        say!(zh: "备份情况", en: "backup status"),
        Message::data(format!("{shop}  {}", layout.shown)),
        clock,
    );
    let grace = Duration::minutes(i64::from(rules.grace_minutes));
    let due_of = |day: NaiveDate| day.and_time(rules.time.0);
    let now = clock.local();
    // The last day whose time and grace are over.
    let last_due = if now > due_of(clock.date()) + grace {
        clock.date()
    } else {
        clock.date() - Duration::days(1)
    };
    let judged = judge(&chain, rules, last_due, days, due_of);
    let missed: Vec<NaiveDate> = judged
        .iter()
        .filter(|(_, state)| matches!(state, Day::Missed | Day::Early))
        .map(|(day, _)| *day)
        .collect();
    let backup = |l: &&Link| l.seal.removed.is_none();
    let newest = chain.links.iter().rev().find(backup);
    report.fact(
        "last",
        Text::new("最近封存", "last sealed"),
        Value::from(newest.map(|l| l.seal.made_at.clone())),
    );
    report.fact(
        "last_seq",
        Text::new("号", "no."),
        Value::from(newest.map(|l| l.seal.seq)),
    );
    report.datum(
        "missed",
        Value::List(missed.iter().map(|d| Value::Date(*d)).collect()),
    );
    report.fact(
        "missed_days",
        Text::new("漏备天数", "days missed"),
        Value::from(missed.len()),
    );
    let next = next_due(&chain, &clock, due_of);
    report.fact(
        "next_due",
        Text::new("下次应在", "next due"),
        Value::DateTime(next),
    );
    if newest.is_none() {
        report.findings.push(Finding::warning(
            "O1",
            layout.shown.clone(),
            say!(zh: "还没有封存过;先运行 dayclose backup run", en: "nothing was ever sealed; run dayclose backup run"),
        ));
    }
    report.sections.push(section(&judged));
    for (day, state) in &judged {
        report.findings.extend(finding(*day, *state, rules));
    }
    if newest.is_some() {
        report.findings.extend(behind(&chain, rules, last_due));
    }
    Ok(report)
}

/// Every day from the first seal, at most `days` back, to the last that is due.
fn judge(
    chain: &Chain,
    rules: &BackupRules,
    last_due: NaiveDate,
    days: u32,
    due_of: impl Fn(NaiveDate) -> NaiveDateTime,
) -> BTreeMap<NaiveDate, Day> {
    let mut out = BTreeMap::new();
    let Some(first) = chain.links.first().map(|l| l.seal.date) else {
        return out;
    };
    let apart = days_apart(rules);
    let counts = |link: &&Link| holds_orders(link, rules);
    let mut day = first.max(last_due - Duration::days(i64::from(days.max(1)) - 1));
    while day <= last_due {
        let on_day = chain
            .links
            .iter()
            .filter(counts)
            .filter(|l| l.seal.date == day);
        let mut state = Day::Missed;
        for link in on_day {
            let made = local(&link.seal.made_at);
            state = match state {
                Day::Sealed => Day::Sealed,
                _ if made.is_some_and(|at| at >= due_of(day)) => Day::Sealed,
                _ => Day::Early,
            };
        }
        let later = |l: &&Link| l.seal.date > day && l.seal.sources.iter().any(|s| s.day == day);
        if state == Day::Missed && chain.links.iter().filter(counts).any(|l| later(&l)) {
            state = Day::Late;
        }
        // Where everything is dumped weekly, a dump stands for the days after it.
        let since = day - Duration::days(apart);
        let covered = |l: &Link| l.seal.date > since && l.seal.date < day;
        if state == Day::Missed && chain.links.iter().any(covered) {
            state = Day::Sealed;
        }
        out.insert(day, state);
        day += Duration::days(1);
    }
    out
}

/// Days from one backup to the next: one, but where all sources are weekly programs.
fn days_apart(rules: &BackupRules) -> i64 {
    let each = rules.source.iter().map(|s| s.every.days());
    each.min().unwrap_or(1)
}

/// Whether a seal can stand for a day: one that holds only dumps cannot, where
/// there are sources of orders.
fn holds_orders(link: &Link, rules: &BackupRules) -> bool {
    let dump = |source: &str| {
        rules
            .source
            .iter()
            .any(|s| s.name == source && !s.has_orders())
    };
    // A removal holds nothing of the day.
    if link.seal.removed.is_some() {
        return false;
    }
    rules.source.iter().all(|s| !s.has_orders())
        || link.seal.sources.iter().any(|s| !dump(&s.source))
}

/// Programs whose newest dump is too old, or that never gave one (O7).
fn behind(chain: &Chain, rules: &BackupRules, last_due: NaiveDate) -> Vec<Finding> {
    let programs = rules.source.iter().filter(|s| !s.command.is_empty());
    let newest = |name: &str| {
        let holding = |l: &&Link| l.seal.sources.iter().any(|s| s.source == name);
        chain.links.iter().rev().find(holding).map(|l| l.seal.date)
    };
    programs
        .filter_map(|source| {
            let (name, days) = (&source.name, source.every.days());
            let often = match days {
                1 => say!(zh: "每天一次", en: "every day"),
                _ => say!(zh: "每 {days} 天一次", en: "every {days} days"),
            };
            match newest(name) {
                None => Some(Finding::warning(
                    "O7",
                    name.clone(),
                    say!(zh: "程序的输出还没有封存过", en: "its program's output was never sealed"),
                )),
                Some(last) if last_due - last >= Duration::days(days) => Some(
                    Finding::error(
                        "O7",
                        name.clone(),
                        say!(
                            zh: "最近一次程序输出封存于 {last},应当",
                            en: "its program's output was last sealed on {last}; it is due "
                        )
                        .join("", &often),
                    )
                    .with("last", last.to_string()),
                ),
                Some(_) => None,
            }
        })
        .collect()
}

/// The wall-clock time a seal names, in the zone it was made in.
fn local(made_at: &str) -> Option<NaiveDateTime> {
    DateTime::parse_from_rfc3339(made_at)
        .ok()
        .map(|t| t.naive_local())
}

/// Today's time if it is still to come or open, else tomorrow's.
fn next_due(
    chain: &Chain,
    clock: &Clock,
    due_of: impl Fn(NaiveDate) -> NaiveDateTime,
) -> NaiveDateTime {
    let today = clock.date();
    let done = chain.links.iter().any(|l| {
        l.seal.date == today
            && l.seal.removed.is_none()
            && local(&l.seal.made_at).is_some_and(|at| at >= due_of(today))
    });
    if done {
        due_of(today + Duration::days(1))
    } else {
        due_of(today)
    }
}

fn section(judged: &BTreeMap<NaiveDate, Day>) -> Section {
    let mut section = Section::new(
        "rows",
        say!(zh: "逐日", en: "days"),
        vec![
            Column::new("date", Text::new("日期", "date"), Kind::Date),
            Column::new("state", Text::new("情况", "state"), Kind::Text),
        ],
    );
    section.rows = judged
        .iter()
        .map(|(day, state)| vec![Value::Date(*day), state.word()])
        .collect();
    section.screen = false;
    section
}

fn finding(day: NaiveDate, state: Day, rules: &BackupRules) -> Option<Finding> {
    let time = rules.time.0.format("%H:%M");
    let message = match state {
        Day::Sealed => return None,
        Day::Missed => say!(zh: "没有备份", en: "no backup on this day"),
        Day::Early => {
            say!(zh: "只在 {time} 之前备份过,不算当天的", en: "backed up only before {time}, which does not count for the day")
        }
        Day::Late => {
            say!(zh: "当天没有备份,后来补封", en: "not backed up on the day; its file was sealed later")
        }
    };
    let finding = match state {
        Day::Late => Finding::warning("O1", day.to_string(), message),
        _ => Finding::error("O1", day.to_string(), message),
    };
    Some(finding.with("date", day.to_string()))
}
