//! Rows and policy → the month as data. What cannot be taken as it stands is a
//! finding, never a guess.

mod cover;
pub mod job;
mod past;
pub(super) mod people;
pub(super) mod share;

use self::job::Job;
use super::model::{MAX_KINDS, Roster};
use super::month::{Day, HandoverItem, Month, Rota, Shift};
use crate::base::{Calendar, Finding, HolidayName, Message, Pool, Problem};
use crate::policy::roster::{DayWord, RotaRule};
use crate::say;
use crate::table::rows::CalendarLine;
use chrono::Datelike;

/// The calendar with the user's own days over it.
///
/// Words that mean a worked day; all others are days off.
pub fn calendar(rows: &[CalendarLine], pool: &Pool) -> Calendar {
    const WORKED: [&str; 6] = ["workday", "work", "上班", "补班", "班", "工作日"];
    let mut calendar = Calendar::default();
    for row in rows {
        let Some(date) = row.date else { continue };
        let worked = WORKED.contains(&pool.text(row.kind).trim());
        let name = HolidayName::Given(pool.text(row.name).trim().to_owned());
        calendar.set(date.at.date(), worked, name);
    }
    calendar
}

/// The month, and what is to be said about what it was made from.
///
/// # Errors
/// Nobody to roster, no shift that is wanted, or more shifts and roles than the
/// engine can tell apart.
pub fn gather(job: &Job<'_>) -> Result<(Month, Vec<Finding>), Problem> {
    let force = job.rules.in_force();
    let days: Vec<Day> = job
        .period
        .iter_days()
        .map(|date| Day::of(job.calendar.day(date)))
        .collect();
    let shifts: Vec<Shift> = force
        .shifts
        .iter()
        .map(|s| {
            let start = s.start.0;
            let end = if s.end.0 > start {
                s.end.0
            } else {
                s.end.0 + 1440
            };
            let on = |m: u16| if m < start { m + 1440 } else { m };
            let pause = s.pause.map(|p| (on(p.0.0), on(p.1.0)));
            let length = end - start - pause.map_or(0, |(from, to)| to - from);
            Shift {
                name: s.name.clone(),
                short: s.short.clone(),
                start,
                end,
                pause,
                paid_minutes: s.paid_minutes.unwrap_or(length.into()),
                points: s.points,
                roles: s.roles.clone(),
                template: s.template,
            }
        })
        .collect();
    let rotas = force
        .rotas
        .iter()
        .map(|(name, rule)| rota(name, rule, &days));
    let mut years: Vec<i32> = days.iter().map(|d| d.date.year()).collect();
    years.dedup();
    let mut month = Month {
        period: job.period,
        today: job.clock.date(),
        shifts,
        posts: Vec::new(),
        needs: Vec::new(),
        people: Vec::new(),
        forbidden: Vec::new(),
        rotas: rotas.filter(|r| r.heads.iter().any(|h| *h > 0)).collect(),
        handover: force
            .handover
            .iter()
            .map(|(words, on)| HandoverItem {
                words: words.clone(),
                on: days
                    .iter()
                    .map(|day| on.iter().any(|word| applies(*word, day)))
                    .collect(),
            })
            .collect(),
        open_hours: force.open_hours.map(|[from, to]| (from.0, to.0)),
        weights: job.rules.weights,
        points: job.rules.points,
        law: job.rules.law,
        publish_days: job.rules.publish_days,
        early_minutes: job.rules.early_minutes,
        pattern: job.rules.pattern().map(|p| (p.label.into(), p.rule)),
        unannounced: years
            .into_iter()
            .filter(|y| !job.calendar.knows(*y))
            .collect(),
        kept: None,
        days,
    };
    for pair in &force.limits.forbid {
        let shift = |i: usize| pair.get(i).and_then(|name| month.shift_named(name));
        if let (Some(before), Some(after)) = (shift(0), shift(1)) {
            month.forbidden.push((before, after));
        }
    }
    cover::wanted(&mut month, &force.cover);
    if month.needs.is_empty() {
        return Err(say!(
            zh: "这段时间没有要人的班次;请在 [[roster.cover]] 里写要几个人,或换 roster.template",
            en: "no shift needs anybody in this period; write numbers under [[roster.cover]], or choose another roster.template"
        )
        .into());
    }
    if month.posts.len() > MAX_KINDS {
        let n = month.posts.len();
        return Err(say!(
            zh: "班次和岗位的组合有 {n} 种,最多 {MAX_KINDS} 种;请分成几张值班表",
            en: "{n} combinations of shift and role are more than {MAX_KINDS}; make several rosters"
        )
        .into());
    }
    let mut findings = unannounced(&month);
    people::members(job, &mut month, &force.limits);
    if month.people.is_empty() {
        let label = job.period.label();
        let (zh, en) = (&label.zh, &label.en);
        let Message {
            zh: roles_zh,
            en: roles_en,
        } = Message::listed(job.rules.roles.iter().map(String::as_str));
        return Err(say!(
            zh: "{zh} 没有人可排:员工表里没有 roster.roles 写的岗位({roles_zh}),或都不在职",
            en: "nobody to roster in {en}: the staff table has none of the roles in roster.roles ({roles_en}), or nobody is employed"
        )
        .into());
    }
    findings.extend(people::leave(job, &mut month));
    findings.extend(people::locks(job, &mut month));
    findings.extend(people::wishes(job, &mut month));
    findings.extend(past::history(job, &mut month));
    if let Some(lines) = job.kept {
        let (roster, found) = super::back::roster(&month, job, lines, "keep");
        findings.extend(found);
        keep(&mut month, &roster);
        month.kept = Some(roster);
    }
    cover::fill(&mut month);
    share::share_out(&mut month);
    Ok((month, findings))
}

/// Days before today are as they were.
fn keep(month: &mut Month, roster: &Roster) {
    let past = month.days.iter().filter(|d| d.date < month.today).count();
    for (id, person) in month.people.iter_mut().enumerate() {
        for day in 0..past {
            if person.employed.contains(&day) && person.lock(day).is_none() {
                person.locks.push(super::month::Lock {
                    day,
                    posts: roster.of(id)[day].into_iter().collect(),
                    origin: None,
                });
            }
        }
    }
}

fn unannounced(month: &Month) -> Vec<Finding> {
    let year = |year: &i32| {
        Finding::warning(
            "R8",
            year.to_string(),
            say!(
                zh: "{year} 年的放假安排还没有公布(程序里没有),先按普通的星期排;公布后请用 --calendar 给出节假日表",
                en: "the holidays of {year} were not announced when this program was made; plain weekdays stand in for them, give the days with --calendar"
            ),
        )
    };
    month.unannounced.iter().map(year).collect()
}

fn rota(name: &Message, rule: &RotaRule, days: &[Day]) -> Rota {
    let heads = |day: &Day| {
        let on = rule.on.iter().any(|word| applies(*word, day));
        if on { rule.heads } else { 0 }
    };
    Rota {
        name: name.clone(),
        heads: days.iter().map(heads).collect(),
        roles: rule.roles.clone(),
        among: rule.among,
        max: rule.max,
        hours: rule.hours.map(|[from, to]| {
            let next = if to > from { 0 } else { 1440 };
            (from.0, to.0 + next)
        }),
    }
}

/// Whether a word for days means this one.
pub(super) fn applies(word: DayWord, day: &Day) -> bool {
    match word {
        DayWord::All => true,
        DayWord::Workday => day.kind == crate::base::DayKind::Workday,
        DayWord::Weekend => day.is_weekend(),
        DayWord::Holiday => day.is_holiday(),
        DayWord::Weekday(n) => day.date.weekday().num_days_from_monday() == u32::from(n),
        DayWord::Date(date) => day.date == date,
    }
}
