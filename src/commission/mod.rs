//! Month end: commission and pay (K1–K6, K8–K10).
//!
//! | | |
//! |---|---|
//! | base_sales | credited − excluded − refunds of the month's own orders |
//! | rate | the highest step the score (rounded to 0.01) reaches, or the flat rate |
//! | commission | base_sales × rate, rounded once; not below the guarantee |
//! | clawback | refunds of earlier months' orders × the rate paid then, rounded once a month of origin |
//! | gross_pay | base pay + commission − clawback + carried in + relief + service reward + bonuses + allowances + adjustments + overtime − attendance deduction |
//!
//! Amounts are rounded half away from zero to 0.01 yuan where they are shown,
//! and every sum is that of the rounded lines under it.

mod age;
mod attend;
mod clawback;
mod collect;
mod compare;
mod credit;
mod cross;
mod detail;
mod detail_attendance;
mod detail_columns;
mod explain;
mod given;
mod month;
mod notes;
mod report;
mod sheet;
mod slip;
mod sold_orders;
mod sums;
mod work;

pub use compare::compare;
pub use credit::{Credit, Sold};
pub use explain::{explain, told};
pub use report::{Show, report};
pub use slip::Payslip;
pub use work::{Worked, work_out};

use crate::base::{Clock, Files, Period, Pool};
use crate::policy::Policy;
use crate::policy::pay::{CountWhen, Scheme};
use crate::table::rows::{Adjustment, AttendanceLine, Paid, Register, ServiceLine, TotalLine};
use rust_decimal::Decimal;

/// What a month's pay is worked out from.
pub struct Job<'a> {
    /// A calendar month.
    pub month: Period,
    pub policy: &'a Policy,
    pub clock: Clock,
    pub pool: &'a Pool,
    pub files: &'a Files,
    pub register: &'a Register,
    pub sold: Sold<'a>,
    /// Pieces for the bonuses, and sums to check the sales against.
    pub service: Option<&'a [ServiceLine]>,
    /// By position in the register; `None` where it could not be worked out.
    pub scores: &'a [Option<Decimal>],
    pub adjustments: Option<&'a [Adjustment]>,
    pub attendance: Option<&'a [AttendanceLine]>,
    pub paid: Option<&'a [Paid]>,
    /// The exports' own totals, by role.
    pub totals: &'a [(String, TotalLine)],
    /// Each person's scheme of the month, by position in the register.
    pub schemes: &'a [Option<Scheme>],
}

impl Job<'_> {
    /// How new a file is: the latest date in its name, then its place.
    pub fn age(&self, file: u32) -> (Option<chrono::NaiveDate>, u32) {
        (age::date_in(self.files.name(file)), file)
    }

    /// What puts an order of that person's into a month.
    fn count_when(&self, who: usize) -> CountWhen {
        let scheme = self.schemes.get(who).and_then(Option::as_ref);
        scheme.map_or(CountWhen::Paid, |s| s.count_when)
    }
}
