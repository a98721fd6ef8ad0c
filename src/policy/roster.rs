//! The duty roster (R1–R13): shifts, cover, limits and weights. Limits are
//! hard, a roster that breaks one is not lawful here; weights are the price of
//! what is only wished for.
//!
//! A template ([`Pattern`](super::Pattern)) brings shifts, cover and limits of
//! one of the department's patterns; what the config says itself wins over it.

use super::values::{ClockTime, NotThat};
use chrono::{NaiveDate, Timelike};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// `[roster]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RosterRules {
    /// Name of a pattern, or `none`.
    pub template: String,
    /// Roles that are rostered; none named is everybody.
    pub roles: Vec<String>,
    /// The hours in which somebody must be there (R1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_hours: Option<[DayTime; 2]>,
    /// Kinds of leave that hold though asked for late (R9).
    pub emergency_kinds: Vec<String>,
    /// Other leave is asked for this many days ahead (R9).
    pub leave_notice_days: u32,
    /// Words for a day off in wishes, locks and rosters.
    pub off_words: Vec<String>,
    /// A roster is published this many days before it starts (R7).
    pub publish_days: u32,
    /// Minutes before the shift to be there (R7).
    pub early_minutes: u32,
    pub shift: Vec<ShiftRule>,
    pub cover: Vec<CoverRule>,
    pub contract: Vec<ContractRule>,
    pub rota: Vec<RotaRule>,
    /// What one shift tells the next (R4); none is the built-in list.
    pub handover: Vec<HandoverRule>,
    pub limits: Limits,
    /// Shift → most duties of it a month and person.
    pub max_shifts: BTreeMap<String, u32>,
    pub weights: Weights,
    pub points: Points,
    pub law: Law,
}

/// `[[roster.shift]]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftRule {
    pub name: String,
    pub start: DayTime,
    /// Not after `start` means the next day.
    pub end: DayTime,
    /// What stands in the plan; the name's first sign where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    /// Unpaid break.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<[ClockTime; 2]>,
    /// Paid minutes, where they are not the length without the break.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_minutes: Option<u32>,
    /// Points of burden a duty counts in the fair shares.
    #[serde(default)]
    pub points: u32,
    /// Only these roles (or skills) work it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
}

/// `[[roster.cover]]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverRule {
    pub shift: String,
    /// People of this role or skill; `None` is anybody who works the shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The days it is for; the most particular entry of a day counts.
    #[serde(default = "every_day", skip_serializing_if = "is_every_day")]
    pub on: Vec<DayWord>,
    pub min: u32,
    /// `None`: shared out from the days the staff can work, not below `min`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

/// `[[roster.contract]]`: other limits for some people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContractRule {
    /// A person (id, name, alias) or a role; a person's wins.
    pub who: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_off: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_off_week: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_run: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_run: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_rest_run: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_rest_run: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest_hours: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_hours: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_hours: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_weekends: Option<u32>,
    /// Most on-call duties and other turns a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_turns: Option<u32>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub max_shifts: BTreeMap<String, u32>,
}

/// `[[roster.rota]]`: a turn that comes on top of the day's shift: on-call
/// nights (R1), cleaning 值日 (R10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotaRule {
    pub name: String,
    /// Only these roles (or skills) take turns; none named is everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    #[serde(default = "every_day", skip_serializing_if = "is_every_day")]
    pub on: Vec<DayWord>,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub heads: u32,
    #[serde(default)]
    pub among: Among,
    /// Most turns a person and month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// When the turn begins and ends (R1); an end not after the start is of the
    /// next day. Without hours it is a turn of the whole day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<[DayTime; 2]>,
}

/// `[[roster.handover]]`: a line of the hand-over sheet (R4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoverRule {
    pub item: String,
    /// The days it is for.
    #[serde(default = "every_day", skip_serializing_if = "is_every_day")]
    pub on: Vec<DayWord>,
}

/// Who may take a turn on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Among {
    /// Whoever has a shift that day.
    #[default]
    OnDuty,
    /// Whoever is not on leave.
    Present,
}

/// `[roster.limits]`: hard rules of everybody; `None` takes the template's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Days off in a whole month, at least (R8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_off: Option<u32>,
    /// Days off in a whole week, at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_off_week: Option<u32>,
    /// Working days in a row (R4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_run: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_run: Option<u32>,
    /// Days off in a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_rest_run: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_rest_run: Option<u32>,
    /// Hours between two shifts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest_hours: Option<u32>,
    /// Paid hours in a whole month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_hours: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_hours: Option<u32>,
    /// Weekends with a duty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_weekends: Option<u32>,
    /// `[["晚班", "早班"]]`: the second may not follow the first the day after.
    pub forbid: Vec<Vec<String>>,
}

/// `[roster.weights]`: penalty points of soft rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Each person short of a minimum, or over a maximum.
    pub open: u32,
    /// Each person short of the preferred number.
    pub short: u32,
    /// Each person over the preferred number.
    pub over: u32,
    /// A wish that is not met.
    pub wish: u32,
    /// Leave that nobody approved, worked all the same.
    pub asked: u32,
    /// Each point of burden off the fair share.
    pub fairness: u32,
    /// Each working day off the fair share.
    pub days: u32,
    /// A duty a deputy stands in for (R11).
    pub deputy: u32,
    /// A day that differs from the roster that is kept.
    pub change: u32,
}

/// `[roster.points]`: what weighs on a person besides a shift's own points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Points {
    /// A duty on a Saturday or Sunday (R2).
    pub weekend: u32,
    /// A duty on a statutory holiday (R8).
    pub holiday: u32,
}

/// `[roster.law]` (R12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Law {
    pub day_hours: u32,
    pub week_hours: u32,
    /// Whole days of rest a week.
    pub rest_days: u32,
    pub overtime_day: u32,
    pub overtime_month: u32,
}

impl Default for RosterRules {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect();
        RosterRules {
            template: "two-shift".to_owned(),
            roles: Vec::new(),
            open_hours: None,
            emergency_kinds: words(&["病假", "急事", "丧假", "工伤", "sick", "emergency"]),
            off_words: words(&["休", "休息", "off", "rest", "-"]),
            leave_notice_days: 1,
            publish_days: 7,
            early_minutes: 10,
            shift: Vec::new(),
            cover: Vec::new(),
            contract: Vec::new(),
            rota: Vec::new(),
            handover: Vec::new(),
            limits: Limits::default(),
            max_shifts: BTreeMap::new(),
            weights: Weights::default(),
            points: Points::default(),
            law: Law::default(),
        }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            open: 1_000,
            short: 30,
            over: 5,
            wish: 10,
            asked: 20,
            fairness: 3,
            days: 4,
            deputy: 6,
            change: 12,
        }
    }
}

impl Default for Points {
    fn default() -> Self {
        Points {
            weekend: 1,
            holiday: 2,
        }
    }
}

impl Default for Law {
    fn default() -> Self {
        Law {
            day_hours: 8,
            week_hours: 40,
            rest_days: 1,
            overtime_day: 3,
            overtime_month: 36,
        }
    }
}

fn every_day() -> Vec<DayWord> {
    vec![DayWord::All]
}

fn is_every_day(on: &[DayWord]) -> bool {
    on == [DayWord::All]
}

fn one() -> u32 {
    1
}

fn is_one(n: &u32) -> bool {
    *n == 1
}

impl ContractRule {
    /// Its limits; what it leaves open is `None`.
    pub fn limits(&self) -> Limits {
        Limits {
            days_off: self.days_off,
            days_off_week: self.days_off_week,
            max_run: self.max_run,
            min_run: self.min_run,
            max_rest_run: self.max_rest_run,
            min_rest_run: self.min_rest_run,
            rest_hours: self.rest_hours,
            min_hours: self.min_hours,
            max_hours: self.max_hours,
            max_weekends: self.max_weekends,
            forbid: Vec::new(),
        }
    }
}

impl Limits {
    /// These limits, and what they leave open from `other`.
    #[must_use]
    pub fn or(&self, other: &Limits) -> Limits {
        Limits {
            days_off: self.days_off.or(other.days_off),
            days_off_week: self.days_off_week.or(other.days_off_week),
            max_run: self.max_run.or(other.max_run),
            min_run: self.min_run.or(other.min_run),
            max_rest_run: self.max_rest_run.or(other.max_rest_run),
            min_rest_run: self.min_rest_run.or(other.min_rest_run),
            rest_hours: self.rest_hours.or(other.rest_hours),
            min_hours: self.min_hours.or(other.min_hours),
            max_hours: self.max_hours.or(other.max_hours),
            max_weekends: self.max_weekends.or(other.max_weekends),
            forbid: self.forbid.iter().chain(&other.forbid).cloned().collect(),
        }
    }
}

/// A time of a shift, `00:00` to `24:00`, in minutes after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayTime(pub u16);

impl FromStr for DayTime {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let (hour, minute) = text.trim().split_once(':').ok_or(NotThat)?;
        let number = |part: &str| -> Result<u16, NotThat> {
            let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten().ok_or(NotThat)
        };
        let (hour, minute) = (number(hour)?, number(minute)?);
        let fits = minute < 60 && hour * 60 + minute <= 1440;
        fits.then_some(DayTime(hour * 60 + minute)).ok_or(NotThat)
    }
}

impl fmt::Display for DayTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// From one time of the day to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockPair(pub DayTime, pub DayTime);

impl ClockPair {
    pub fn of([from, to]: [ClockTime; 2]) -> ClockPair {
        let minutes = |time: ClockTime| {
            let minutes = time.0.hour() * 60 + time.0.minute();
            DayTime(u16::try_from(minutes).unwrap_or(0))
        };
        ClockPair(minutes(from), minutes(to))
    }
}

/// Days that a cover or turn is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayWord {
    All,
    /// Workdays, make-up workdays included.
    Workday,
    /// Saturdays and Sundays that are neither holidays nor make-up workdays.
    Weekend,
    Weekday(u8),
    /// Statutory holidays, moved days off included.
    Holiday,
    Date(NaiveDate),
}

/// Monday first.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl FromStr for DayWord {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let text = text.trim();
        Ok(match text {
            "all" => DayWord::All,
            "workday" => DayWord::Workday,
            "weekend" => DayWord::Weekend,
            "holiday" => DayWord::Holiday,
            _ => match WEEKDAYS.iter().zip(0_u8..).find(|(w, _)| **w == text) {
                Some((_, n)) => DayWord::Weekday(n),
                None => DayWord::Date(text.parse().map_err(|_| NotThat)?),
            },
        })
    }
}

impl fmt::Display for DayWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DayWord::All => f.write_str("all"),
            DayWord::Workday => f.write_str("workday"),
            DayWord::Weekend => f.write_str("weekend"),
            DayWord::Holiday => f.write_str("holiday"),
            DayWord::Weekday(n) => f.write_str(WEEKDAYS[usize::from(*n) % 7]),
            DayWord::Date(date) => write!(f, "{date}"),
        }
    }
}

super::values::as_string!(DayTime);
super::values::as_string!(DayWord);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_a_shift_reach_midnight() {
        for (text, minutes) in [("8:30", 510), ("00:00", 0), ("24:00", 1440)] {
            assert_eq!(text.parse(), Ok(DayTime(minutes)), "{text}");
        }
        for bad in ["24:01", "8", "8:60", "-1:00", "08:3x", "008:30", ""] {
            assert_eq!(bad.parse::<DayTime>(), Err(NotThat), "{bad}");
        }
    }

    #[test]
    fn words_for_days_are_written_and_read_back() {
        for text in [
            "all",
            "workday",
            "weekend",
            "holiday",
            "mon",
            "sun",
            "2026-10-01",
        ] {
            let word: DayWord = text.parse().expect(text);
            assert_eq!(word.to_string(), text);
        }
        assert_eq!("monday".parse::<DayWord>(), Err(NotThat));
    }
}
