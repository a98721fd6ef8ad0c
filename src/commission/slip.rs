//! One person's pay of one month, every figure with what it came from.

use super::sums::Sums;
use crate::base::Money;
use crate::policy::attendance::Attended;
use crate::policy::pay::Scheme;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Days employed in the month, of the month's calendar days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub days: u32,
    pub of: u32,
}

impl Part {
    /// That part of an amount, rounded once.
    pub fn of(self, whole: Money) -> Money {
        let whole = whole.rounded();
        if self.days == self.of || self.of == 0 {
            return whole;
        }
        let part = whole.0 * Decimal::from(self.days) / Decimal::from(self.of);
        Money(part).rounded()
    }

    pub fn is_whole(self) -> bool {
        self.days == self.of
    }
}

/// Sales between two steps and their rate (`mode = "marginal"`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    pub from: Decimal,
    pub sales: Money,
    pub rate: Decimal,
}

/// Refunds of one earlier month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The month the orders were counted in.
    pub month: NaiveDate,
    pub refunds: Money,
    /// What was paid for them; `None` where nobody knows, and nothing is taken.
    pub rate: Option<Decimal>,
    pub amount: Money,
}

/// Where a person's base pay comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseFrom {
    Staff,
    Star(String),
    Role(String),
}

/// A person's pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payslip {
    /// Position in the register.
    pub who: usize,
    pub scheme: Scheme,
    pub part: Part,
    pub sums: Sums,
    pub base_sales: Money,
    /// Rounded to 0.01.
    pub score: Option<Decimal>,
    /// Of one; `None` where the score it needs is missing.
    pub rate: Option<Decimal>,
    pub tiers: Vec<Tier>,
    /// The floor under commission, of the part of the month.
    pub guarantee: Option<Money>,
    pub commission: Option<Money>,
    pub taken: Vec<Taken>,
    /// Yuan taken back; 0 or more.
    pub clawback: Money,
    /// From the month before; 0 or less.
    pub carried_in: Money,
    /// What a month below zero is not charged; 0 or more.
    pub relief: Money,
    /// Into the next month; 0 or less.
    pub carried: Money,
    /// Of a whole month.
    pub base_full: Money,
    pub base_from: BaseFrom,
    pub base_pay: Money,
    pub service_reward: Option<Money>,
    /// Good reviews and buyers' photos of the month.
    pub pieces: [Decimal; 2],
    pub review_bonus: Money,
    pub photo_bonus: Money,
    /// Name, whole month, this part of it.
    pub allowance_list: Vec<(String, Money, Money)>,
    pub allowances: Money,
    pub adjustments: Money,
    /// The penalties among them; 0 or less.
    pub penalties: Money,
    pub attended: Attended,
    /// For absence and unpaid leave, then for lates.
    pub absence: Money,
    pub late_fines: Money,
    /// The two together; 0 or more.
    pub attendance_deduction: Money,
    pub overtime: Money,
    pub gross_pay: Option<Money>,
    /// Social insurance, housing fund, income tax, as supplied.
    pub supplied: [Option<Money>; 3],
    pub net_pay: Option<Money>,
}

impl Payslip {
    /// Gross pay from its parts; nothing where one of them is missing.
    pub fn gross(&self) -> Option<Money> {
        let commission = self.commission?;
        let reward = self.service_reward?;
        let sum = self.base_pay + commission - self.clawback
            + self.carried_in
            + self.relief
            + reward
            + self.review_bonus
            + self.photo_bonus
            + self.allowances
            + self.adjustments
            + self.overtime
            - self.attendance_deduction;
        Some(sum)
    }
}
