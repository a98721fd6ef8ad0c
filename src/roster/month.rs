//! The month to be rostered, as data: days, shifts, people, what is wanted.
//! [`gather`](super::gather) makes it from rows and policy; the translation to
//! the engine's model, the check and every output read nothing else.
//!
//! A [`Post`] is a shift worked in a role; it is what a cell of a roster holds,
//! and the engine's shift kind of the same index.

use super::model::{Duty, KindId};
use crate::base::{CalendarDay, DayKind, Message, Origin, Period};
use crate::policy::roster::{Among, Law, Limits, Points, Weights};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use std::collections::BTreeMap;
use std::ops::Range;

/// Everything a roster is made for.
#[derive(Debug, Clone, PartialEq)]
pub struct Month {
    pub period: Period,
    /// The clock's day: what lies before it is the past.
    pub today: NaiveDate,
    /// One entry a day of the period.
    pub days: Vec<Day>,
    pub shifts: Vec<Shift>,
    pub posts: Vec<Post>,
    pub needs: Vec<Need>,
    pub people: Vec<Member>,
    /// Shifts of which the second may not follow the first the day after.
    pub forbidden: Vec<(usize, usize)>,
    pub rotas: Vec<Rota>,
    /// Lines of the hand-over sheet.
    pub handover: Vec<HandoverItem>,
    /// Hours in which somebody must be there (R1), minutes after midnight.
    pub open_hours: Option<(u16, u16)>,
    pub weights: Weights,
    pub points: Points,
    pub law: Law,
    pub publish_days: u32,
    pub early_minutes: u32,
    /// The pattern in force and its rule number.
    pub pattern: Option<(Message, &'static str)>,
    /// Years of the period whose holidays are not announced yet.
    pub unannounced: Vec<i32>,
    /// The roster that is kept as far as possible, and read back.
    pub kept: Option<super::model::Roster>,
}

/// A day of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub date: NaiveDate,
    pub kind: DayKind,
    /// A weekend day worked for a holiday 补班.
    pub make_up: bool,
    pub holiday: Option<Message>,
}

/// A shift 班次.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    pub name: Message,
    /// What stands in the plan: a sign or two.
    pub short: Message,
    /// Minutes after midnight.
    pub start: u16,
    /// Minutes after the start day's midnight; above 1440 it ends the next day.
    pub end: u16,
    /// Unpaid break, on the same scale as `end`.
    pub pause: Option<(u16, u16)>,
    pub paid_minutes: u32,
    /// Points of burden a duty counts.
    pub points: u32,
    /// Only these roles (or skills) work it; empty is everybody.
    pub roles: Vec<String>,
    /// Whether the template brought it.
    pub template: bool,
}

/// A shift worked in a role; what people count for in the cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Index into [`Month::shifts`].
    pub shift: usize,
    /// `None`: in whatever role the person has.
    pub role: Option<String>,
}

/// How many people a shift needs on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Index into [`Month::days`].
    pub day: usize,
    /// Index into [`Month::shifts`].
    pub shift: usize,
    /// Only those who work in this role count; `None` counts everybody.
    pub role: Option<String>,
    pub min: u32,
    pub preferred: u32,
    pub max: Option<u32>,
}

/// A person of the roster.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Identifier of the staff table.
    pub id: String,
    pub name: String,
    pub role: String,
    pub skills: Vec<String>,
    /// Roles this person stands in for (R11).
    pub deputy_for: Vec<String>,
    /// Days of the period on which the person is employed.
    pub employed: Range<usize>,
    pub limits: Limits,
    /// Most duties of a shift, by index of the shift.
    pub max_shifts: BTreeMap<usize, u32>,
    pub max_turns: Option<u32>,
    /// At most so many working days in the period, of the staff table.
    pub max_days: Option<u32>,
    pub leave: Vec<Leave>,
    pub locks: Vec<Lock>,
    pub wishes: Vec<Wish>,
    pub past: Past,
    pub share: Share,
    /// The staff table's line.
    pub origin: Option<Origin>,
}

/// Leave within the period, both days included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// Indices of days.
    pub days: Range<usize>,
    pub kind: String,
    pub standing: Standing,
    pub origin: Origin,
}

/// Whether leave holds (R9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Approved,
    /// By phone on the day, the slip handed in later: valid.
    Emergency,
    /// Nobody approved it, or it was asked for too late: a wish and no more.
    Asked,
}

impl Standing {
    /// Whether the person is not there.
    pub fn holds(self) -> bool {
        self != Standing::Asked
    }
}

/// A duty, or a day off, that is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    pub day: usize,
    /// Posts it may be, all of one shift; empty is a day off.
    pub posts: Vec<KindId>,
    pub origin: Option<Origin>,
}

/// A wish for one day, or for a weekday or shift of the whole month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub day: usize,
    /// The shift spoken of; `None` is the day off.
    pub shift: Option<usize>,
    /// Wanted, or to be avoided.
    pub wanted: bool,
}

/// What came before the period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// Posts of the days up to the day before the period, the latest last;
    /// empty where nothing is known.
    pub tail: Vec<Duty>,
    /// Points of burden in past rosters, and what they came from.
    pub points: u32,
    pub weekend_days: u32,
    pub holidays: u32,
    /// Duties of shifts that carry points.
    pub burdened: u32,
    /// Days that those rosters cover while the person stood in them.
    pub days: u32,
}

/// What is fair for a person: penalties begin outside these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Working days, from and to.
    pub days: (u32, u32),
    /// Points of burden, what past rosters brought taken off.
    pub points: (u32, u32),
}

/// A turn on top of the shifts: cleaning, on call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rota {
    pub name: Message,
    /// By day: how many people.
    pub heads: Vec<u32>,
    pub roles: Vec<String>,
    pub among: Among,
    pub max: Option<u32>,
    /// Minutes after midnight, the end above 1440 where it is of the next day;
    /// `None` is the whole day.
    pub hours: Option<(u16, u16)>,
}

/// Something that one shift tells the next (R4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverItem {
    pub words: Message,
    /// By day: whether it is for that day.
    pub on: Vec<bool>,
}

impl Day {
    pub fn of(day: CalendarDay) -> Day {
        Day {
            date: day.date,
            kind: day.kind,
            make_up: day.make_up,
            holiday: day.holiday.map(|name| name.message()),
        }
    }

    /// Whether it weighs as a weekend day.
    pub fn is_weekend(&self) -> bool {
        self.kind == DayKind::Weekend
    }

    pub fn is_holiday(&self) -> bool {
        self.kind == DayKind::Holiday
    }
}

impl Shift {
    pub fn past_midnight(&self) -> bool {
        self.end > 1440
    }

    /// Clock time from start to end, in minutes.
    pub fn minutes(&self) -> u16 {
        self.end - self.start
    }

    pub fn starts(&self, date: NaiveDate) -> NaiveDateTime {
        date.and_time(NaiveTime::MIN) + TimeDelta::minutes(self.start.into())
    }

    pub fn ends(&self, date: NaiveDate) -> NaiveDateTime {
        date.and_time(NaiveTime::MIN) + TimeDelta::minutes(self.end.into())
    }

    /// `08:30–16:30`, the end past midnight as the clock shows it.
    pub fn hours(&self) -> String {
        clock_span(self.start, self.end)
    }

    /// Whether a text names it, in either language or in short.
    pub fn is_called(&self, text: &str) -> bool {
        [&self.name, &self.short]
            .iter()
            .any(|name| text == name.zh || text.eq_ignore_ascii_case(&name.en))
    }
}

/// `22:00–06:00`, from minutes after midnight; above 1440 they are of the next
/// day.
pub fn clock_span(from: u16, to: u16) -> String {
    let clock = |minutes: u16| {
        let minutes = if minutes > 1440 {
            minutes - 1440
        } else {
            minutes
        };
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    };
    format!("{}–{}", clock(from), clock(to))
}

impl Member {
    /// Whether the person has the role, by post or skill.
    pub fn has(&self, role: &str) -> bool {
        self.role == role || self.skills.iter().any(|s| s == role)
    }

    /// Whether the person stands in for the role without having it (R11).
    pub fn stands_in(&self, role: &str) -> bool {
        !self.has(role) && self.deputy_for.iter().any(|d| d == role)
    }

    /// The leave that holds on a day.
    pub fn on_leave(&self, day: usize) -> Option<&Leave> {
        self.leave
            .iter()
            .find(|l| l.standing.holds() && l.days.contains(&day))
    }

    pub fn lock(&self, day: usize) -> Option<&Lock> {
        self.locks.iter().find(|l| l.day == day)
    }
}

impl Month {
    /// The day's index; `None` outside the period.
    pub fn day_of(&self, date: NaiveDate) -> Option<usize> {
        let index = (date - self.period.from).num_days();
        usize::try_from(index).ok().filter(|i| *i < self.days.len())
    }

    pub fn post(&self, post: KindId) -> &Post {
        &self.posts[usize::from(post)]
    }

    pub fn shift_of(&self, post: KindId) -> &Shift {
        &self.shifts[self.post(post).shift]
    }

    /// The posts of a shift.
    pub fn posts_of(&self, shift: usize) -> impl Iterator<Item = KindId> + '_ {
        (0..)
            .zip(&self.posts)
            .filter(move |(_, post)| post.shift == shift)
            .map(|(id, _)| id)
    }

    /// The shift a text names.
    pub fn shift_named(&self, text: &str) -> Option<usize> {
        let text = text.trim();
        self.shifts.iter().position(|s| s.is_called(text))
    }

    /// Whether a person may ever work a post: by role, skill or as a deputy.
    pub fn may_work(&self, person: &Member, post: KindId) -> bool {
        let (shift, role) = (self.shift_of(post), &self.post(post).role);
        let among = shift.roles.is_empty()
            || shift
                .roles
                .iter()
                .any(|r| person.has(r) || person.stands_in(r));
        among
            && role
                .as_ref()
                .is_none_or(|r| person.has(r) || person.stands_in(r))
    }

    /// Whether the person would stand in as a deputy (R11).
    pub fn as_deputy(&self, person: &Member, post: KindId) -> bool {
        let (shift, role) = (self.shift_of(post), &self.post(post).role);
        let by_shift = !shift.roles.is_empty() && !shift.roles.iter().any(|r| person.has(r));
        by_shift || role.as_ref().is_some_and(|r| person.stands_in(r))
    }

    /// Whether a person in that post counts for a need.
    pub fn counts(&self, need: &Need, post: KindId) -> bool {
        let post = self.post(post);
        post.shift == need.shift && (need.role.is_none() || post.role == need.role)
    }

    /// Points of burden of a duty on a day.
    pub fn burden(&self, day: usize, post: KindId) -> u32 {
        self.shift_of(post).points + self.day_points(day)
    }

    /// Points of any duty on that day.
    pub fn day_points(&self, day: usize) -> u32 {
        match self.days[day].kind {
            DayKind::Weekend => self.points.weekend,
            DayKind::Holiday => self.points.holiday,
            DayKind::Workday => 0,
        }
    }

    /// Whether somebody is wanted on the shift that day.
    pub fn runs(&self, day: usize, shift: usize) -> bool {
        self.needs
            .iter()
            .any(|n| n.day == day && n.shift == shift && n.max != Some(0))
    }

    /// Calendar weeks (Monday to Sunday) as far as they lie in the period.
    pub fn weeks(&self) -> Vec<Range<usize>> {
        let mut weeks: Vec<Range<usize>> = Vec::new();
        for (i, day) in self.days.iter().enumerate() {
            let monday = day.date.weekday().num_days_from_monday() == 0;
            match weeks.last_mut() {
                Some(week) if !monday => week.end = i + 1,
                _ => weeks.push(i..i + 1),
            }
        }
        weeks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_knows_its_hours_and_names() {
        let night = Shift {
            name: Message {
                zh: "夜班".to_owned(),
                en: "night".to_owned(),
            },
            short: Message::data("N"),
            start: 22 * 60,
            end: 30 * 60,
            pause: None,
            paid_minutes: 480,
            points: 2,
            roles: Vec::new(),
            template: true,
        };
        assert!(night.past_midnight() && night.minutes() == 480);
        assert_eq!(night.hours(), "22:00–06:00");
        assert!(night.is_called("夜班") && night.is_called("Night") && night.is_called("n"));
        assert!(!night.is_called("夜"));
        let date = "2026-12-31".parse().expect("a date");
        assert_eq!(night.ends(date).to_string(), "2027-01-01 06:00:00");
    }
}
