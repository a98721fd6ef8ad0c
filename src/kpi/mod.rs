//! KPI of a month or a quarter (K7, K12–K14).
//!
//! Measures are sums of the period's lines; a ratio divides two sums, never a
//! mean of ratios. Response times and satisfaction, which exports give as means
//! of a day, are weighted by the day's inquiries. Each metric's score is rounded
//! to 0.01, and the total is Σ score × weight ÷ Σ weight, rounded to 0.01, half
//! away from zero.

mod measure;
mod measures;
mod orders;
mod report;
mod score;
mod shops;
mod targets;
mod visits;

pub use report::{Show, compare, report};
pub use score::{Scored, Worked, score};

use crate::base::{Clock, Files, Period, Pool};
use crate::policy::Policy;
use crate::table::rows::{
    Adjustment, AttendanceLine, Cost, Register, ServiceLine, SoldOrder, Target, TotalLine, Visit,
};

/// What a period's KPI is worked out from.
pub struct Job<'a> {
    pub period: Period,
    pub policy: &'a Policy,
    pub clock: Clock,
    pub pool: &'a Pool,
    pub files: &'a Files,
    pub register: &'a Register,
    pub service: &'a [ServiceLine],
    pub orders: Option<&'a [SoldOrder]>,
    pub attendance: Option<&'a [AttendanceLine]>,
    pub adjustments: Option<&'a [Adjustment]>,
    pub targets: Option<&'a [Target]>,
    pub visits: Option<&'a [Visit]>,
    pub costs: Option<&'a [Cost]>,
    /// The exports' own totals, by role.
    pub totals: &'a [(String, TotalLine)],
}
