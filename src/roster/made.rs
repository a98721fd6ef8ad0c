//! A roster that was made: who does what on which day, what stays open, what
//! it costs and why, and how good it can be at all.

use super::model::Roster;
use super::month::Month;
use super::solve::Stopped;
use crate::base::{Finding, Message, Text};

/// The result of `roster make`; duties are posts of its [`Month`].
#[derive(Debug, Clone)]
pub struct Made {
    /// People in the month's order; duties are indices of posts.
    pub roster: Roster,
    /// Needs below their minimum.
    pub open: Vec<Open>,
    /// What the penalty comes from, by rule, person and day.
    pub costs: Vec<Cost>,
    /// The sum of the costs.
    pub penalty: i64,
    /// No roster that keeps the hard rules has a lower penalty; `None` where
    /// nothing is known.
    pub bound: Option<i64>,
    pub optimal: bool,
    /// Hard rules of people that do not hold, because their own locks, leave
    /// and limits contradict each other.
    pub broken: Vec<Finding>,
    pub turns: Vec<Turn>,
    /// Days that differ from the roster that was to be kept.
    pub changes: Vec<Change>,
    /// Why the month is impossible, where it is.
    pub conflicts: Vec<Conflict>,
    pub stopped: Stopped,
    pub rounds: u64,
    pub seconds: f64,
    pub seed: u64,
}

/// A need below its minimum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Index into [`Month::needs`].
    pub need: usize,
    pub present: u32,
    pub missing: u32,
}

/// Penalty points and their reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    pub rule: SoftRule,
    /// Index into [`Month::people`].
    pub person: Option<usize>,
    pub day: Option<usize>,
    pub cost: i64,
}

/// The soft rules, each with a weight of the config.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SoftRule {
    /// Below a minimum.
    Open,
    /// Above a maximum.
    TooMany,
    /// Below the preferred number.
    Short,
    /// Above the preferred number.
    Over,
    Wish,
    /// Leave nobody approved, worked all the same.
    Asked,
    Fairness,
    Days,
    Deputy,
    Change,
}

impl SoftRule {
    pub const ALL: [SoftRule; 10] = [
        SoftRule::Open,
        SoftRule::TooMany,
        SoftRule::Short,
        SoftRule::Over,
        SoftRule::Wish,
        SoftRule::Asked,
        SoftRule::Fairness,
        SoftRule::Days,
        SoftRule::Deputy,
        SoftRule::Change,
    ];

    /// For programs.
    pub fn code(self) -> &'static str {
        match self {
            SoftRule::Open => "open",
            SoftRule::TooMany => "too_many",
            SoftRule::Short => "short",
            SoftRule::Over => "over",
            SoftRule::Wish => "wish",
            SoftRule::Asked => "asked",
            SoftRule::Fairness => "fairness",
            SoftRule::Days => "days",
            SoftRule::Deputy => "deputy",
            SoftRule::Change => "change",
        }
    }

    pub fn label(self) -> Text {
        match self {
            SoftRule::Open => Text::new("少于最少人数", "below the minimum"),
            SoftRule::TooMany => Text::new("多于最多人数", "above the maximum"),
            SoftRule::Short => Text::new("少于最好人数", "below the preferred number"),
            SoftRule::Over => Text::new("多于最好人数", "above the preferred number"),
            SoftRule::Wish => Text::new("希望没有满足", "wishes not met"),
            SoftRule::Asked => Text::new("没批的假照样上班", "unapproved leave worked"),
            SoftRule::Fairness => Text::new("辛苦分不均", "burden off the fair share"),
            SoftRule::Days => Text::new("上班天数不均", "working days off the fair share"),
            SoftRule::Deputy => Text::new("代理人顶班", "deputies standing in"),
            SoftRule::Change => Text::new("改动原表", "changes to the kept roster"),
        }
    }
}

/// Somebody's turn on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Index into [`Month::rotas`].
    pub rota: usize,
    pub day: usize,
    /// Index into [`Month::people`]; `None` where nobody can take it.
    pub person: Option<usize>,
}

/// A day that is not as in the roster that was to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub person: usize,
    pub day: usize,
    pub before: super::model::Duty,
    pub after: super::model::Duty,
}

/// Demands, leave, locks and rules that cannot all hold: dropping any one of
/// them makes the rest possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub parts: Vec<Part>,
    /// The cheapest first.
    pub ways_out: Vec<WayOut>,
    /// Whether each part was proven to be needed.
    pub irreducible: bool,
}

/// One of the things that cannot hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub what: super::item::Item,
    pub words: Message,
}

/// Something that would make the month possible again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayOut {
    pub words: Message,
    /// People still missing over the month if it is done.
    pub still_open: u32,
}

/// What one person's month comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Duties by index of the shift.
    pub by_shift: Vec<u32>,
    pub days_worked: u32,
    pub days_off: u32,
    pub leave_days: u32,
    pub minutes: u32,
    pub weekend_days: u32,
    pub holidays: u32,
    /// Duties of shifts that carry points.
    pub burdened: u32,
    /// Points of burden of this month.
    pub points: u32,
    /// With past rosters.
    pub points_in_all: u32,
}

/// One tally a person.
pub fn tally(month: &Month, roster: &Roster) -> Vec<Tally> {
    let people = month.people.iter().enumerate();
    people
        .map(|(id, person)| {
            let mut tally = Tally {
                by_shift: vec![0; month.shifts.len()],
                points_in_all: person.past.points,
                ..Tally::default()
            };
            for (day, duty) in roster.of(id).iter().enumerate() {
                let Some(post) = *duty else {
                    tally.leave_days += u32::from(person.on_leave(day).is_some());
                    tally.days_off += u32::from(person.employed.contains(&day));
                    continue;
                };
                let shift = month.shift_of(post);
                tally.by_shift[month.post(post).shift] += 1;
                tally.days_worked += 1;
                tally.minutes += shift.paid_minutes;
                tally.weekend_days += u32::from(month.days[day].is_weekend());
                tally.holidays += u32::from(month.days[day].is_holiday());
                tally.burdened += u32::from(shift.points > 0);
                tally.points += month.burden(day, post);
            }
            tally.points_in_all += tally.points;
            tally
        })
        .collect()
}
