//! Field classes (contract §4): what may change how.
//!
//! * frozen: not at all, but for O3's documented amendments and O3b's repricing
//!   before payment;
//! * once: blank or 0 → value is free, value → another value is a violation;
//! * lifecycle: a status may not go back, a refund may not shrink or be cleared;
//! * append-only: remarks may only grow;
//! * anything else is recorded, not judged.

use super::amend::{Evidence, growth};
use super::change::{Kind, Why};
use super::rows::field;
use crate::policy::{OrderRules, StatusRanks};
use crate::table::cell::number;
use crate::table::tables::ORDERS;

const AMOUNT: usize = field("amount");
const CREATED_AT: usize = field("created_at");
const FLAG: usize = field("flag");
const ORDER_AMOUNT: usize = field("order_amount");
const PAID: usize = field("paid");
const PAID_AT: usize = field("paid_at");
const REFUND: usize = field("refund");
const REFUNDED_AT: usize = field("refunded_at");
const STATUS: usize = field("status");
const UNIT_PRICE: usize = field("unit_price");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Frozen,
    Once,
    Lifecycle,
    AppendOnly,
    Recorded,
}

/// The rules, laid out by field.
pub struct Judge {
    classes: Vec<Class>,
    amendable: Vec<bool>,
    ranks: StatusRanks,
    require_flag: bool,
}

/// What is known about the order around one change.
pub struct Case<'c> {
    pub old: &'c [&'c str],
    pub new: &'c [&'c str],
    pub evidence: Evidence,
}

impl Judge {
    pub fn new(rules: &OrderRules) -> Judge {
        let mut classes = vec![Class::Recorded; ORDERS.fields.len()];
        let named = [
            (&rules.frozen, Class::Frozen),
            (&rules.once, Class::Once),
            (&rules.lifecycle, Class::Lifecycle),
            (&rules.append_only, Class::AppendOnly),
        ];
        for (names, class) in named {
            for name in names {
                if let Some((i, _)) = ORDERS.field(name) {
                    classes[i] = class;
                }
            }
        }
        let mut amendable = vec![false; ORDERS.fields.len()];
        for name in &rules.amendable {
            if let Some((i, _)) = ORDERS.field(name) {
                amendable[i] = true;
            }
        }
        Judge {
            classes,
            amendable,
            ranks: rules.status.ranks(),
            require_flag: rules.require_flag,
        }
    }

    /// Whether a status word is known; blank is.
    pub fn knows(&self, status: &str) -> bool {
        status.is_empty() || self.ranks.rank(status).is_some()
    }

    /// What a change of one field counts as.
    pub fn judge(&self, changed: usize, case: &Case<'_>) -> (Kind, Option<Why>) {
        let (old, new) = (case.old[changed], case.new[changed]);
        let class = self.classes[changed];
        // Filled in for the first time is no amendment, whatever the remark says.
        let filled = class == Class::Once && nothing(old);
        let documented = case.evidence == Evidence::Whole && class != Class::Recorded;
        if self.amendable[changed] && documented && !filled {
            return if self.require_flag && !flagged(case.new[FLAG]) {
                (Kind::Violation, Some(Why::NoFlag))
            } else {
                (Kind::Amended, None)
            };
        }
        match class {
            Class::Recorded => (Kind::Changed, None),
            Class::Frozen => self.frozen(changed, case),
            Class::Once => {
                if nothing(old) || self.paid_fell_on_closing(changed, case) {
                    (Kind::Changed, None)
                } else {
                    (
                        Kind::Violation,
                        Some(self.undocumented(changed, case, Why::SetTwice)),
                    )
                }
            }
            Class::Lifecycle => self.lifecycle(changed, old, new),
            Class::AppendOnly => {
                if old.is_empty() || growth(old, new).is_some() || old.trim() == new.trim() {
                    (Kind::Changed, None)
                } else {
                    (Kind::Violation, Some(Why::Rewritten))
                }
            }
        }
    }

    fn frozen(&self, changed: usize, case: &Case<'_>) -> (Kind, Option<Why>) {
        // Pinduoduo gives an order its time only once it is paid.
        if changed == CREATED_AT && case.old[changed].is_empty() {
            return (Kind::Changed, None);
        }
        let price = matches!(changed, UNIT_PRICE | AMOUNT | ORDER_AMOUNT);
        if price {
            return if self.unpaid(case.old) && self.unpaid(case.new) {
                (Kind::Repriced, None)
            } else {
                (Kind::Violation, Some(Why::AfterPayment))
            };
        }
        (
            Kind::Violation,
            Some(self.undocumented(changed, case, Why::Frozen)),
        )
    }

    /// For amendable fields the missing evidence is the reason.
    fn undocumented(&self, changed: usize, case: &Case<'_>, otherwise: Why) -> Why {
        match case.evidence {
            _ if !self.amendable[changed] => otherwise,
            Evidence::None => Why::NoRemark,
            Evidence::Incomplete | Evidence::Whole => Why::RemarkIncomplete,
        }
    }

    fn lifecycle(&self, changed: usize, old: &str, new: &str) -> (Kind, Option<Why>) {
        if changed == STATUS {
            return if self.ranks.went_back(old, new) {
                (Kind::Violation, Some(Why::WentBack))
            } else {
                (Kind::Changed, None)
            };
        }
        if changed == REFUND {
            let amount = |s: &str| number::decimal(s).unwrap_or_default();
            return if amount(new) < amount(old) {
                (Kind::Violation, Some(Why::Shrank))
            } else {
                (Kind::Changed, None)
            };
        }
        // In the form times are kept in, an earlier one sorts before.
        if changed == REFUNDED_AT && new < old {
            return (Kind::Violation, Some(Why::Shrank));
        }
        (Kind::Changed, None)
    }

    pub fn requires_flag(&self) -> bool {
        self.require_flag
    }

    /// Whether a remark may document a change of the field (O3).
    pub fn is_amendable(&self, field: &str) -> bool {
        ORDERS
            .field(field)
            .is_some_and(|(i, _)| self.amendable[i] && self.classes[i] != Class::Recorded)
    }

    /// Unpaid in the words of the status; where the file has none, by the
    /// absence of a payment.
    pub fn unpaid(&self, values: &[&str]) -> bool {
        let status = values[STATUS];
        let no_payment = nothing(values[PAID_AT]);
        if self.ranks.rank(status).is_some() {
            return self.ranks.unpaid(status) && no_payment;
        }
        no_payment && nothing(values[PAID])
    }

    /// In the run in which the status itself becomes closed, paid may fall with it.
    fn paid_fell_on_closing(&self, changed: usize, case: &Case<'_>) -> bool {
        changed == PAID
            && self.ranks.closed(case.new[STATUS])
            && !self.ranks.closed(case.old[STATUS])
            && match (
                number::decimal(case.old[changed]),
                number::decimal(case.new[changed]),
            ) {
                (Some(old), Some(new)) => new <= old,
                (Some(_), None) => case.new[changed].is_empty(),
                _ => false,
            }
    }
}

/// Blank or zero.
fn nothing(value: &str) -> bool {
    value.is_empty() || number::decimal(value).is_some_and(|d| d.is_zero())
}

/// The red flag, as platforms write it: a colour word or a grade of 1.
pub fn flagged(flag: &str) -> bool {
    flag.contains('红') || flag.eq_ignore_ascii_case("red") || flag == "1"
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
