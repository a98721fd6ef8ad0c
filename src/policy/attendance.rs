//! Attendance (K10): a day has sessions, each judged alone.
//!
//! Sign-in time is `sign_in_early_minutes` before the start. With t the time of
//! clocking in, s the sign-in time and e the end of the session:
//!
//! | | |
//! |---|---|
//! | t ≤ s | in time |
//! | s < t ≤ s + `late_minutes` | late 迟到 |
//! | t > s + `late_minutes` | leave must be taken |
//! | out at or after e | in time |
//! | e − `early_minutes` ≤ out < e | left early 早退 |
//! | out before that | leave must be taken |
//!
//! Where leave must be taken and none was, the session is absence 旷工; so is
//! one without any clock time. One clock time of the two missing is said, and
//! costs nothing.

use super::values::{Amount, ClockTime, Factor};
use chrono::{NaiveDate, NaiveTime, Timelike};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `[attendance]` (K10)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttendanceRules {
    /// Starts and ends of the day's sessions, for lines that name none.
    pub sessions: Vec<[ClockTime; 2]>,
    /// Minutes before the start by which a person signs in.
    pub sign_in_early_minutes: u32,
    /// Minutes after the sign-in time up to which one is late, not absent.
    pub late_minutes: u32,
    /// Minutes before the end from which leaving is early, not absence.
    pub early_minutes: u32,
    /// Lates of a month that cost nothing.
    pub free_lates: u32,
    /// Yuan for each further one.
    pub late_fine: Amount,
    /// Days of absence in a row that mean the person has left.
    pub absent_days_row: u32,
    /// The same within a month; `None` is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent_days_month: Option<u32>,
    /// Days of a full month 满勤.
    pub full_days: u32,
    /// A day's pay is the month's base divided by this.
    pub day_pay: Amount,
    /// Kinds of leave that cost no pay.
    pub paid_leave: Vec<String>,
    /// Whether overtime is paid from the clock times.
    pub overtime: bool,
    pub overtime_workday: Factor,
    pub overtime_rest_day: Factor,
    pub overtime_statutory: Factor,
    /// Days on which the statutory factor applies.
    pub statutory_days: Vec<NaiveDate>,
}

impl Default for AttendanceRules {
    fn default() -> Self {
        let time = |h, m| ClockTime(NaiveTime::from_hms_opt(h, m, 0).unwrap_or(NaiveTime::MIN));
        AttendanceRules {
            sessions: vec![[time(8, 30), time(12, 0)], [time(14, 0), time(18, 0)]],
            sign_in_early_minutes: 5,
            late_minutes: 15,
            early_minutes: 5,
            free_lates: 3,
            late_fine: Amount::whole(0),
            absent_days_row: 3,
            absent_days_month: None,
            full_days: 26,
            day_pay: Amount::whole(26),
            paid_leave: vec!["年假".to_owned()],
            overtime: false,
            overtime_workday: Factor::percent(150),
            overtime_rest_day: Factor::percent(200),
            overtime_statutory: Factor::percent(300),
            statutory_days: Vec::new(),
        }
    }
}

/// One line of attendance, as far as judging needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Punches {
    pub shift_start: Option<NaiveTime>,
    pub shift_end: Option<NaiveTime>,
    pub clock_in: Option<NaiveTime>,
    pub clock_out: Option<NaiveTime>,
    /// Leave was taken, of any kind.
    pub leave: bool,
}

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Attended {
        late: bool,
        early: bool,
        /// One of the two clock times is missing.
        half_clocked: bool,
        /// Whole minutes worked after the session's end.
        over: u32,
        /// Whole minutes from the session's start to clocking out.
        whole: u32,
    },
    /// Leave was taken.
    Leave,
    /// Absence without leave.
    Absent,
}

const DAY: i64 = 86_400;

fn seconds(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight())
}

impl AttendanceRules {
    /// Judges one session. A line without shift times is held against the
    /// session of `sessions` whose start (end) lies nearest.
    pub fn judge(&self, line: &Punches) -> Verdict {
        if line.leave {
            return Verdict::Leave;
        }
        if line.clock_in.is_none() && line.clock_out.is_none() {
            return Verdict::Absent;
        }
        let nearest = |side: usize, to: NaiveTime| {
            self.sessions
                .iter()
                .map(|session| session[side].0)
                .min_by_key(|time| (seconds(*time) - seconds(to)).abs())
        };
        let start = line
            .shift_start
            .or_else(|| line.clock_in.and_then(|t| nearest(0, t)));
        let end = line
            .shift_end
            .or_else(|| line.clock_out.and_then(|t| nearest(1, t)));
        let minutes = |n: u32| i64::from(n) * 60;
        let mut late = false;
        if let (Some(start), Some(clock_in)) = (start, line.clock_in) {
            let after = seconds(clock_in) - (seconds(start) - minutes(self.sign_in_early_minutes));
            if after > minutes(self.late_minutes) {
                return Verdict::Absent;
            }
            late = after > 0;
        }
        let (mut early, mut over, mut whole) = (false, 0, 0);
        if let (Some(end), Some(clock_out)) = (end, line.clock_out) {
            // A shift that ends at midnight or after it.
            let wraps = start.is_some_and(|start| end <= start);
            let end = seconds(end) + if wraps { DAY } else { 0 };
            let next_day = wraps && start.is_some_and(|start| clock_out < start);
            let out = seconds(clock_out) + if next_day { DAY } else { 0 };
            let before = end - out;
            if before > minutes(self.early_minutes) {
                return Verdict::Absent;
            }
            early = before > 0;
            let minutes = |seconds: i64| u32::try_from(seconds.max(0) / 60).unwrap_or(0);
            over = minutes(-before);
            whole = start.map_or(0, |start| minutes(out - seconds(start)));
        }
        Verdict::Attended {
            late,
            early,
            half_clocked: line.clock_in.is_none() || line.clock_out.is_none(),
            over,
            whole,
        }
    }

    /// Whether leave of that kind is paid.
    pub fn is_paid_leave(&self, kind: &str) -> bool {
        let key = crate::base::normalise::name_key(kind);
        self.paid_leave
            .iter()
            .any(|known| crate::base::normalise::name_key(known) == key)
    }
}

/// A person's month of attendance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attended {
    /// Days with a line, in order.
    days: BTreeMap<NaiveDate, Day>,
    pub lates: u32,
    pub earlies: u32,
    pub half_clocked: u32,
    /// Minutes of overtime by kind of day: beyond the sessions of workdays and
    /// of weekends, and everything worked on a statutory day.
    pub over: [u32; 3],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Day {
    due: u32,
    attended: u32,
    absent: u32,
    paid_leave: u32,
    unpaid_leave: u32,
}

impl Attended {
    /// Takes in one line; `paid` where its leave is of a paid kind.
    pub fn add(&mut self, rules: &AttendanceRules, on: NaiveDate, line: &Punches, paid: bool) {
        let day = self.days.entry(on).or_default();
        day.due += 1;
        match rules.judge(line) {
            Verdict::Attended {
                late,
                early,
                half_clocked,
                over,
                whole,
            } => {
                day.attended += 1;
                self.lates += u32::from(late);
                self.earlies += u32::from(early);
                self.half_clocked += u32::from(half_clocked);
                if rules.statutory_days.contains(&on) {
                    self.over[2] += whole;
                } else {
                    self.over[usize::from(is_weekend(on))] += over;
                }
            }
            Verdict::Leave if paid => day.paid_leave += 1,
            Verdict::Leave => day.unpaid_leave += 1,
            Verdict::Absent => day.absent += 1,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    fn sum(&self, of: impl Fn(&Day) -> u32) -> u32 {
        self.days.values().map(of).sum()
    }

    pub fn sessions_due(&self) -> u32 {
        self.sum(|d| d.due)
    }

    pub fn sessions_attended(&self) -> u32 {
        self.sum(|d| d.attended)
    }

    pub fn sessions_absent(&self) -> u32 {
        self.sum(|d| d.absent)
    }

    /// Sessions as parts of their days. Sessions of days with equally many are
    /// added up first, so that three thirds are one day.
    fn parts(&self, of: impl Fn(&Day) -> u32) -> Decimal {
        let mut by_due: BTreeMap<u32, u32> = BTreeMap::new();
        for day in self.days.values().filter(|d| d.due > 0) {
            *by_due.entry(day.due).or_default() += of(day);
        }
        by_due
            .into_iter()
            .map(|(due, sessions)| Decimal::from(sessions) / Decimal::from(due))
            .sum()
    }

    /// Days of absence without leave; a session of two is half a day.
    pub fn absent_days(&self) -> Decimal {
        self.parts(|d| d.absent)
    }

    /// Days of leave that is not paid.
    pub fn unpaid_days(&self) -> Decimal {
        self.parts(|d| d.unpaid_leave)
    }

    /// Days attended.
    pub fn attended_days(&self) -> Decimal {
        self.parts(|d| d.attended)
    }

    /// The most whole days of absence in a row, days without any line between
    /// them not counted.
    pub fn longest_absence(&self) -> u32 {
        let (mut most, mut run) = (0, 0);
        for day in self.days.values() {
            run = if day.due > 0 && day.absent == day.due {
                run + 1
            } else {
                0
            };
            most = most.max(run);
        }
        most
    }

    /// Whole days of absence in the month.
    pub fn whole_absences(&self) -> u32 {
        let whole = self
            .days
            .values()
            .filter(|d| d.due > 0 && d.absent == d.due);
        u32::try_from(whole.count()).unwrap_or(u32::MAX)
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    use chrono::{Datelike, Weekday};
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Option<NaiveTime> {
        NaiveTime::parse_from_str(text, "%H:%M:%S").ok()
    }

    fn judged(clock_in: &str, clock_out: &str) -> Verdict {
        AttendanceRules::default().judge(&Punches {
            shift_start: time("08:30:00"),
            shift_end: time("12:00:00"),
            clock_in: time(clock_in),
            clock_out: time(clock_out),
            leave: false,
        })
    }

    #[test]
    fn the_edges_of_a_session() {
        let attended = |late, early| Verdict::Attended {
            late,
            early,
            half_clocked: false,
            over: 0,
            whole: 0,
        };
        for (clock_in, clock_out, verdict) in [
            ("08:25:00", "12:00:00", attended(false, false)),
            ("08:25:01", "12:00:00", attended(true, false)),
            ("08:40:00", "11:55:00", attended(true, true)),
            ("08:40:01", "12:00:00", Verdict::Absent),
            ("08:20:00", "11:54:59", Verdict::Absent),
            ("08:20:00", "11:59:59", attended(false, true)),
            ("", "", Verdict::Absent),
        ] {
            let judged = match judged(clock_in, clock_out) {
                Verdict::Attended { late, early, .. } => attended(late, early),
                other => other,
            };
            assert_eq!(judged, verdict, "{clock_in}–{clock_out}");
        }
        assert!(matches!(
            judged("08:20:00", ""),
            Verdict::Attended {
                half_clocked: true,
                ..
            }
        ));
    }

    #[test]
    fn a_shift_into_the_night_and_a_line_without_shift() {
        let rules = AttendanceRules::default();
        let night = |out| {
            rules.judge(&Punches {
                shift_start: time("16:00:00"),
                shift_end: time("00:00:00"),
                clock_in: time("15:50:00"),
                clock_out: time(out),
                leave: false,
            })
        };
        assert!(matches!(
            night("00:10:00"),
            Verdict::Attended {
                over: 10,
                early: false,
                ..
            }
        ));
        assert!(matches!(
            night("23:56:00"),
            Verdict::Attended { early: true, .. }
        ));
        assert_eq!(night("23:50:00"), Verdict::Absent);
        let whole_day = rules.judge(&Punches {
            clock_in: time("08:26:00"),
            clock_out: time("18:00:00"),
            ..Punches::default()
        });
        assert!(matches!(
            whole_day,
            Verdict::Attended {
                late: true,
                early: false,
                ..
            }
        ));
    }

    #[test]
    fn absence_is_counted_in_parts_of_a_day() {
        let rules = AttendanceRules::default();
        let mut month = Attended::default();
        let day = |d| NaiveDate::from_ymd_opt(2026, 10, d).expect("a day");
        let here = Punches {
            clock_in: time("08:20:00"),
            clock_out: time("12:00:00"),
            ..Punches::default()
        };
        month.add(&rules, day(1), &here, false);
        month.add(&rules, day(1), &Punches::default(), false);
        for d in [2, 3, 5] {
            month.add(&rules, day(d), &Punches::default(), false);
        }
        assert_eq!(month.absent_days().normalize().to_string(), "3.5");
        assert_eq!((month.longest_absence(), month.whole_absences()), (3, 3));
    }
}
