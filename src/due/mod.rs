//! `due`: the calendar of duties (D), what is done, due today, overdue, and what
//! the next days bring.
//!
//! | module | what it does |
//! |---|---|
//! | `plan` | the times a duty comes round, and which of them are done |
//! | `report` | the answer, by role |
//! | `calendar` | the same as events for a calendar |
//!
//! A named day is itself in time; holidays move nothing. What is done is told by
//! traces: the record of runs and files. Nothing is asked for before the first
//! trace of any duty, so that a shop begun today owes nothing of last week.

mod calendar;
mod plan;
mod report;

pub use calendar::calendar;
pub use report::report;

use crate::base::{Clock, Runs, dated};
use crate::policy::Duty;
use chrono::{NaiveDate, NaiveDateTime};

/// A file that may be a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Relative to the config's folder, as a duty's `file` has it.
    pub path: String,
    /// When it was last written, in the shop's zone.
    pub written: Option<NaiveDateTime>,
}

impl Trace {
    /// The day it is of: that of its name, else that on which it was written.
    fn day(&self) -> Option<NaiveDate> {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path);
        dated::day(name).or_else(|| self.written.map(|at| at.date()))
    }
}

/// What the calendar is made from.
pub struct Job<'a> {
    pub duties: &'a [Duty],
    pub runs: &'a Runs,
    /// By duty, in the order of `duties`: files that fit its name.
    pub traces: &'a [Vec<Trace>],
    pub clock: Clock,
    /// Days ahead that are shown, today not counted.
    pub days: u32,
    /// Only duties of this role, where it is given.
    pub role: Option<&'a str>,
}

impl Job<'_> {
    /// Each duty that is asked about, with its files.
    fn asked(&self) -> impl Iterator<Item = (&Duty, &[Trace])> {
        let traces = self.traces.iter().map(Vec::as_slice);
        let all = self.duties.iter().zip(traces);
        all.filter(|(duty, _)| {
            let owner = duty.owner();
            let is = |wanted: &str| {
                [&duty.role, &owner.zh, &owner.en]
                    .iter()
                    .any(|name| name.to_lowercase().contains(&wanted.to_lowercase()))
            };
            self.role.is_none_or(is)
        })
    }
}
