//! Credits → a person's sums of the month: what is counted, excluded, refunded,
//! and what earlier months' refunds take back.

use super::Job;
use super::credit::Credit;
use crate::base::{Money, Name, Period};
use crate::policy::pay::{Exclude, ExcludeBy, Scheme};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What becomes of a credit in the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate<'s> {
    /// In the base; its refund, where it belongs to the month, comes off.
    Counted { refund: Money },
    /// In an exclusion window.
    Excluded(&'s Exclude),
    /// Of an earlier month, refunded in this one.
    Earlier { refund: Money },
    /// Of an earlier month and excluded there: nothing was paid for it.
    EarlierExcluded,
    /// Of another month.
    Outside,
}

/// A person's sums of the month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// Everything of the month, excluded sales among them.
    pub credited: Money,
    pub excluded: Money,
    /// Of the month's own orders, not excluded.
    pub refunds: Money,
    /// Refunds of earlier months' orders: month of origin, and the order where
    /// rates were paid order by order.
    pub earlier: BTreeMap<(NaiveDate, Name), Money>,
    /// Credits of the month.
    pub lines: u64,
}

/// Decides about one credit.
pub fn fate<'s>(credit: &Credit, scheme: &'s Scheme, job: &'s Job<'_>) -> Fate<'s> {
    let month = job.month;
    let window = |scheme: &'s Scheme| {
        scheme.exclude.iter().find(|window| match window.by {
            ExcludeBy::PaidAt => window.holds(credit.paid_on),
            ExcludeBy::CreatedAt => window.holds(credit.ordered_on.unwrap_or(credit.paid_on)),
        })
    };
    if month.holds_day(credit.on) {
        if let Some(window) = window(scheme) {
            return Fate::Excluded(window);
        }
        // A refund with a date in a later month belongs to that month.
        let later = credit.refunded_on.is_some_and(|day| day >= month.until);
        let refund = if later { Money::ZERO } else { credit.refund };
        return Fate::Counted { refund };
    }
    let refunded_now = credit.refunded_on.is_some_and(|day| month.holds_day(day));
    if credit.on < month.from && refunded_now && !credit.refund.is_zero() {
        let then = job
            .policy
            .pay
            .scheme(&scheme.name, Period::month_of(credit.on).from);
        let excluded = then.is_some_and(|then| {
            then.exclude.iter().any(|window| match window.by {
                ExcludeBy::PaidAt => window.holds(credit.paid_on),
                ExcludeBy::CreatedAt => window.holds(credit.ordered_on.unwrap_or(credit.paid_on)),
            })
        });
        return if excluded {
            Fate::EarlierExcluded
        } else {
            Fate::Earlier {
                refund: credit.refund,
            }
        };
    }
    Fate::Outside
}

impl Sums {
    /// Takes in a credit; `by_order` where earlier rates are known by order.
    pub fn add(&mut self, credit: &Credit, fate: Fate<'_>, by_order: bool) {
        match fate {
            Fate::Counted { refund } => {
                self.lines += 1;
                self.credited += credit.amount;
                self.refunds += refund;
            }
            Fate::Excluded(_) => {
                self.lines += 1;
                self.credited += credit.amount;
                self.excluded += credit.amount;
            }
            Fate::Earlier { refund } => {
                let month = Period::month_of(credit.on).from;
                let order = if by_order { credit.order } else { Name::BLANK };
                *self.earlier.entry((month, order)).or_default() += refund;
            }
            Fate::EarlierExcluded | Fate::Outside => {}
        }
    }

    /// What commission is worked out on.
    pub fn base(&self) -> Money {
        (self.credited - self.excluded - self.refunds).rounded()
    }
}
