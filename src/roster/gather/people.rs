//! People, their contracts, leave, locks and wishes.

use super::job::Job;
use crate::base::{Finding, Name, Origin};
use crate::policy::roster::Limits;
use crate::roster::month::{Leave, Lock, Member, Month, Past, Share, Standing, Wish};
use crate::roster::named;
use crate::say;
use crate::table::cell::date::Moment;
use crate::table::rows::Who;
use crate::table::rows::register::Finder;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;
use std::ops::Range;

/// Signs between the words of one cell.
const SEPARATORS: &[char] = &['、', ',', '，', ';', '；', '|', '/', '\n'];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(SEPARATORS)
        .map(str::trim)
        .filter(|w| !w.is_empty())
}

/// Everybody of the staff table who is rostered and employed in the period.
pub fn members(job: &Job<'_>, month: &mut Month, limits: &Limits) {
    let rules = job.rules;
    for person in job.register.people() {
        let text = |name: Name| job.pool.text(name).trim();
        let role = text(person.row.role);
        if !rules.roles.is_empty() && !rules.roles.iter().any(|r| r == role) {
            continue;
        }
        let employed = employed(month, person.row.joined, person.row.left);
        if employed.is_empty() {
            continue;
        }
        let list = |name: Name| words(text(name)).map(str::to_owned).collect();
        let own = |who: &str| job.register.find(who) == Who::One(position(job, &person.id));
        let contract = rules
            .contract
            .iter()
            .find(|c| own(&c.who))
            .or_else(|| rules.contract.iter().find(|c| c.who == role));
        let mut max_shifts = BTreeMap::new();
        let named = contract.map(|c| &c.max_shifts).into_iter().flatten();
        for (name, most) in rules.max_shifts.iter().chain(named) {
            if let Some(shift) = month.shift_named(name) {
                max_shifts.insert(shift, *most);
            }
        }
        month.people.push(Member {
            id: person.id.clone(),
            name: person.name.clone(),
            role: role.to_owned(),
            skills: list(person.row.skills),
            deputy_for: list(person.row.deputy_for),
            employed,
            limits: contract.map_or_else(|| limits.clone(), |c| c.limits().or(limits)),
            max_shifts,
            max_turns: contract.and_then(|c| c.max_turns),
            max_days: person.row.max_days.and_then(|d| d.floor().to_u32()),
            leave: Vec::new(),
            locks: Vec::new(),
            wishes: Vec::new(),
            past: Past::default(),
            share: Share::default(),
            origin: Some(person.row.origin),
        });
    }
}

fn position(job: &Job<'_>, id: &str) -> usize {
    let people = job.register.people();
    people.iter().position(|p| p.id == id).unwrap_or(usize::MAX)
}

fn employed(month: &Month, joined: Option<Moment>, left: Option<Moment>) -> Range<usize> {
    let first = joined.map_or(month.period.from, |j| j.at.date());
    let last = left.map_or(month.period.last(), |l| l.at.date());
    days_between(month, first, last)
}

/// The period's days from one date to another, both included.
fn days_between(month: &Month, first: NaiveDate, last: NaiveDate) -> Range<usize> {
    let from = first.max(month.period.from);
    let until = last
        .checked_add_days(Days::new(1))
        .unwrap_or(last)
        .min(month.period.until);
    let index =
        |date: NaiveDate| usize::try_from((date - month.period.from).num_days()).unwrap_or(0);
    if from < until {
        index(from)..index(until)
    } else {
        0..0
    }
}

/// Finds members of the month by the names of a table.
pub struct Members<'a> {
    finder: Finder<'a>,
    /// Position in the register → index in the month.
    index: BTreeMap<usize, usize>,
}

impl<'a> Members<'a> {
    pub fn new(job: &Job<'a>, month: &Month) -> Members<'a> {
        let index = month.people.iter().enumerate();
        Members {
            finder: Finder::new(job.register),
            index: index.map(|(i, m)| (position(job, &m.id), i)).collect(),
        }
    }

    /// `None`: nobody, or somebody who is not rostered here.
    pub fn find(&mut self, job: &Job<'_>, name: Name, origin: Origin) -> Option<usize> {
        let at = self.finder.find(name, origin, job.pool)?;
        self.index.get(&at).copied()
    }

    pub fn findings(&self, job: &Job<'_>) -> Vec<Finding> {
        self.finder.findings(job.pool, job.files)
    }
}

/// Leave of the period, each with how it stands (R9).
pub fn leave(job: &Job<'_>, month: &mut Month) -> Vec<Finding> {
    let mut members = Members::new(job, month);
    let mut findings = Vec::new();
    for row in job.leave {
        let (Some(from), Some(to)) = (row.from, row.to) else {
            continue;
        };
        let (first, last) = (from.at.date(), to.at.date());
        let Some(id) = members.find(job, row.staff, row.origin) else {
            continue;
        };
        let days = days_between(month, first, last);
        if days.is_empty() {
            continue;
        }
        let kind = job.pool.text(row.kind).trim().to_owned();
        let name = month.people[id].name.clone();
        let emergency = job.rules.emergency_kinds.contains(&kind);
        // A list without that column is one of leave that was granted.
        let lists = |field| job.files.has(row.origin.file, field);
        let approved = !row.approved_by.is_blank() || !lists("approved_by");
        let due = first
            .checked_sub_days(Days::new(job.rules.leave_notice_days.into()))
            .unwrap_or(first);
        let late = row.asked_at.is_some_and(|at| at.at.date() > due);
        let standing = match (approved, emergency) {
            (_, true) if late || !approved => Standing::Emergency,
            (true, _) => Standing::Approved,
            (false, _) => Standing::Asked,
        };
        let shown = if kind.is_empty() { "-" } else { kind.as_str() };
        let said = match standing {
            Standing::Emergency if !approved => Some(Finding::info(
                "R9",
                name.clone(),
                say!(
                    zh: "{name} {first} 起的{shown}还没有审批人,按急假算;假条请补上",
                    en: "{name}'s leave from {first} ({shown}) has no approver yet and counts as an emergency; the slip is to follow"
                ),
            )),
            Standing::Asked => Some(Finding::warning(
                "R9",
                name.clone(),
                say!(
                    zh: "{name} {first} 至 {last} 的{shown}没有批,只当希望处理;要算假请填审批人",
                    en: "{name}'s leave {first} to {last} ({shown}) is not approved and is only a wish; fill in the approver if it holds"
                ),
            )),
            Standing::Approved if late => Some(Finding::info(
                "R9",
                name.clone(),
                say!(
                    zh: "{name} {first} 起的{shown}申请晚了,已有审批人,照样算假",
                    en: "{name}'s leave from {first} ({shown}) was asked for late; it is approved and holds"
                ),
            )),
            _ => None,
        };
        findings.extend(said.map(|f| f.at(job.files.cite(row.origin))));
        month.people[id].leave.push(Leave {
            days,
            kind,
            standing,
            origin: row.origin,
        });
    }
    findings.extend(members.findings(job));
    findings
}

/// Duties and days off that are settled.
pub fn locks(job: &Job<'_>, month: &mut Month) -> Vec<Finding> {
    let lines: Vec<_> = job.locks.iter().map(|line| (line, true)).collect();
    let kept = job.kept.unwrap_or_default().iter();
    let kept = kept.filter(|l| truth(job.pool.text(l.locked)));
    let mut members = Members::new(job, month);
    let mut findings = Vec::new();
    for (line, own) in lines.into_iter().chain(kept.map(|l| (l, false))) {
        let Some(day) = line.date.and_then(|d| month.day_of(d.at.date())) else {
            continue;
        };
        let Some(id) = members.find(job, line.staff, line.origin) else {
            continue;
        };
        let (word, role) = (
            job.pool.text(line.shift).trim(),
            job.pool.text(line.role).trim(),
        );
        let posts = if is_off(job, word) {
            Some(Vec::new())
        } else {
            named::posts(month, &month.people[id], word, role)
        };
        let Some(posts) = posts else {
            if own {
                findings.push(named::no_shift(month, word).at(job.files.cite(line.origin)));
            }
            continue;
        };
        let person = &mut month.people[id];
        if person.lock(day).is_none() {
            person.locks.push(Lock {
                day,
                posts,
                origin: Some(line.origin),
            });
        }
    }
    findings.extend(members.findings(job));
    findings
}

/// Whether a cell says yes.
fn truth(text: &str) -> bool {
    let text = text.trim();
    ["是", "√", "✓", "y", "yes", "true", "1", "锁定", "x"]
        .iter()
        .any(|yes| text.eq_ignore_ascii_case(yes))
}

pub fn is_off(job: &Job<'_>, word: &str) -> bool {
    job.rules
        .off_words
        .iter()
        .any(|off| off.eq_ignore_ascii_case(word.trim()))
}

/// What a word of `wants` and `avoids` speaks of.
enum Subject {
    Shift(usize),
    Weekday(Weekday),
    Date(usize),
}

fn subject(month: &Month, word: &str) -> Option<Subject> {
    if let Some(shift) = month.shift_named(word) {
        return Some(Subject::Shift(shift));
    }
    if let Some(weekday) = weekday(word) {
        return Some(Subject::Weekday(weekday));
    }
    let date = word.parse::<NaiveDate>().ok()?;
    // A date of another month speaks of nothing here.
    Some(Subject::Date(month.day_of(date).unwrap_or(usize::MAX)))
}

fn weekday(word: &str) -> Option<Weekday> {
    const SIGNS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let rest = ["周", "星期", "礼拜"]
        .iter()
        .find_map(|p| word.strip_prefix(p));
    if let Some(sign) = rest {
        let sign = if sign == "天" { "日" } else { sign };
        let n = SIGNS.iter().position(|s| *s == sign)?;
        return Weekday::try_from(u8::try_from(n).ok()?).ok();
    }
    word.parse().ok()
}

/// Wishes: of the staff table for the whole month, of the list for single days.
pub fn wishes(job: &Job<'_>, month: &mut Month) -> Vec<Finding> {
    let mut findings = Vec::new();
    for id in 0..month.people.len() {
        let at = position(job, &month.people[id].id);
        let Some(person) = job.register.person(at) else {
            continue;
        };
        for (cell, wanted) in [(person.row.wants, true), (person.row.avoids, false)] {
            for word in words(job.pool.text(cell)) {
                match subject(month, word) {
                    Some(subject) => {
                        let wishes = standing_wish(month, &subject, wanted);
                        month.people[id].wishes.extend(wishes);
                    }
                    None => {
                        let name = &month.people[id].name;
                        findings.push(
                            Finding::warning(
                                "R9",
                                name.clone(),
                                say!(
                                    zh: "{name} 的希望「{word}」看不懂,没有用上;可以写班次名、星期(周日)或日期(2026-12-05)",
                                    en: "{name}'s wish \"{word}\" is not understood and was left out; write a shift, a weekday (Sunday) or a date (2026-12-05)"
                                ),
                            )
                            .at(job.files.cite(person.row.origin)),
                        );
                    }
                }
            }
        }
        // Leave that nobody approved is not forgotten either; it has a weight of
        // its own and needs no wish here.
    }
    let mut members = Members::new(job, month);
    for row in job.wishes {
        let Some(day) = row.date.and_then(|d| month.day_of(d.at.date())) else {
            continue;
        };
        let Some(id) = members.find(job, row.staff, row.origin) else {
            continue;
        };
        let (word, wish) = (
            job.pool.text(row.shift).trim(),
            job.pool.text(row.wish).trim(),
        );
        let shift = month.shift_named(word);
        if shift.is_none() && !is_off(job, word) {
            findings.push(named::no_shift(month, word).at(job.files.cite(row.origin)));
            continue;
        }
        month.people[id].wishes.push(Wish {
            day,
            shift,
            wanted: !avoided(wish),
        });
    }
    findings.extend(members.findings(job));
    findings
}

/// Whether a word of the wish column means «rather not».
fn avoided(word: &str) -> bool {
    [
        "不想",
        "不希望",
        "不愿",
        "不要",
        "回避",
        "避免",
        "avoid",
        "no",
        "not",
        "0",
    ]
    .iter()
    .any(|no| word.eq_ignore_ascii_case(no))
}

/// A wish for the whole month, day by day. A shift that is wanted means that the
/// others are not; the person still has days off.
fn standing_wish(month: &Month, subject: &Subject, wanted: bool) -> Vec<Wish> {
    let days = 0..month.days.len();
    match *subject {
        Subject::Shift(shift) => {
            let others = (0..month.shifts.len()).filter(|s| (*s == shift) != wanted);
            let others: Vec<usize> = others.collect();
            days.flat_map(|day| {
                others.iter().map(move |s| Wish {
                    day,
                    shift: Some(*s),
                    wanted: false,
                })
            })
            .collect()
        }
        Subject::Weekday(weekday) => days
            .filter(|d| month.days[*d].date.weekday() == weekday)
            .map(|day| Wish {
                day,
                shift: None,
                wanted: !wanted,
            })
            .collect(),
        Subject::Date(day) if day < month.days.len() => vec![Wish {
            day,
            shift: None,
            wanted: !wanted,
        }],
        Subject::Date(_) => Vec::new(),
    }
}
