//! What a month is made from.

use crate::base::{Calendar, Clock, Files, Period, Pool};
use crate::policy::RosterRules;
use crate::table::rows::{LeaveLine, Register, RosterLine, WishLine};

/// The tables, and what they are read with.
pub struct Job<'a> {
    pub period: Period,
    pub rules: &'a RosterRules,
    pub clock: Clock,
    pub calendar: &'a Calendar,
    pub pool: &'a Pool,
    pub files: &'a Files,
    pub register: &'a Register,
    pub leave: &'a [LeaveLine],
    pub locks: &'a [RosterLine],
    pub wishes: &'a [WishLine],
    /// Rosters of the days before the period.
    pub history: &'a [RosterLine],
    /// The roster that is kept as far as possible.
    pub kept: Option<&'a [RosterLine]>,
}
