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
        if self.amendable[changed] && case.evidence == Evidence::Whole && class != Class::Recorded {
            return if self.require_flag && !flagged(case.new[field("flag")]) {
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
        if changed == field("created_at") && case.old[changed].is_empty() {
            return (Kind::Changed, None);
        }
        let price =
            [field("unit_price"), field("amount"), field("order_amount")].contains(&changed);
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
        if changed == field("status") {
            return if self.ranks.went_back(old, new) {
                (Kind::Violation, Some(Why::WentBack))
            } else {
                (Kind::Changed, None)
            };
        }
        if changed == field("refund") {
            let amount = |s: &str| number::decimal(s).unwrap_or_default();
            return if amount(new) < amount(old) {
                (Kind::Violation, Some(Why::Shrank))
            } else {
                (Kind::Changed, None)
            };
        }
        // In the form times are kept in, an earlier one sorts before.
        if changed == field("refunded_at") && new < old {
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
        let status = values[field("status")];
        let no_payment = nothing(values[field("paid_at")]);
        if self.ranks.rank(status).is_some() {
            return self.ranks.unpaid(status) && no_payment;
        }
        no_payment && nothing(values[field("paid")])
    }

    /// In the run in which the status itself becomes closed, paid may fall with it.
    fn paid_fell_on_closing(&self, changed: usize, case: &Case<'_>) -> bool {
        let status = field("status");
        changed == field("paid")
            && self.ranks.closed(case.new[status])
            && !self.ranks.closed(case.old[status])
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
mod tests {
    use super::*;
    use crate::backup::rows::width;

    fn state(set: &[(&str, &'static str)]) -> Vec<&'static str> {
        let mut v = vec![""; width()];
        for (name, value) in set {
            v[field(name)] = value;
        }
        v
    }

    /// (field, old state, new state, evidence, what it is)
    type Row = (
        &'static str,
        &'static [(&'static str, &'static str)],
        &'static [(&'static str, &'static str)],
        Evidence,
        Kind,
    );

    #[test]
    fn classes_in_both_directions() {
        use Evidence::{Incomplete, None as Nothing, Whole};
        let cases: &[Row] = &[
            // frozen
            (
                "buyer",
                &[("buyer", "甲")],
                &[("buyer", "乙")],
                Whole,
                Kind::Violation,
            ),
            (
                "qty",
                &[("qty", "1")],
                &[("qty", "2")],
                Nothing,
                Kind::Violation,
            ),
            (
                "created_at",
                &[],
                &[("created_at", "2026-11-22")],
                Nothing,
                Kind::Changed,
            ),
            (
                "created_at",
                &[("created_at", "2026-11-21")],
                &[("created_at", "2026-11-22")],
                Whole,
                Kind::Violation,
            ),
            // amendable
            (
                "phone",
                &[("phone", "1")],
                &[("phone", "2")],
                Whole,
                Kind::Amended,
            ),
            (
                "phone",
                &[("phone", "1")],
                &[("phone", "2")],
                Incomplete,
                Kind::Violation,
            ),
            (
                "phone",
                &[("phone", "1")],
                &[("phone", "2")],
                Nothing,
                Kind::Violation,
            ),
            (
                "courier",
                &[("courier", "a")],
                &[("courier", "b")],
                Whole,
                Kind::Amended,
            ),
            (
                "courier",
                &[("courier", "a")],
                &[("courier", "b")],
                Nothing,
                Kind::Violation,
            ),
            // repricing
            (
                "order_amount",
                &[("order_amount", "9"), ("status", "等待买家付款")],
                &[("order_amount", "8"), ("status", "等待买家付款")],
                Nothing,
                Kind::Repriced,
            ),
            (
                "order_amount",
                &[("order_amount", "9"), ("status", "等待买家付款")],
                &[
                    ("order_amount", "8"),
                    ("status", "买家已付款,等待卖家发货"),
                    ("paid_at", "2026-11-22"),
                ],
                Nothing,
                Kind::Violation,
            ),
            (
                "amount",
                &[("amount", "9"), ("paid_at", "2026-11-22")],
                &[("amount", "8"), ("paid_at", "2026-11-22")],
                Whole,
                Kind::Violation,
            ),
            (
                "amount",
                &[("amount", "9")],
                &[("amount", "8")],
                Nothing,
                Kind::Repriced,
            ),
            // once
            (
                "tracking_no",
                &[],
                &[("tracking_no", "SF1")],
                Nothing,
                Kind::Changed,
            ),
            (
                "paid",
                &[("paid", "0")],
                &[("paid", "8")],
                Nothing,
                Kind::Changed,
            ),
            (
                "paid",
                &[("paid", "8")],
                &[("paid", "7")],
                Nothing,
                Kind::Violation,
            ),
            (
                "paid",
                &[("paid", "8"), ("status", "已付款")],
                &[("paid", "0"), ("status", "交易关闭")],
                Nothing,
                Kind::Changed,
            ),
            (
                "paid",
                &[("paid", "8"), ("status", "交易关闭")],
                &[("paid", "0"), ("status", "交易关闭")],
                Nothing,
                Kind::Violation,
            ),
            (
                "tracking_no",
                &[("tracking_no", "SF1")],
                &[("tracking_no", "")],
                Whole,
                Kind::Violation,
            ),
            // lifecycle
            (
                "status",
                &[("status", "已发货")],
                &[("status", "交易成功")],
                Nothing,
                Kind::Changed,
            ),
            (
                "status",
                &[("status", "交易成功")],
                &[("status", "已发货")],
                Nothing,
                Kind::Violation,
            ),
            (
                "status",
                &[("status", "已发货")],
                &[("status", "交易关闭")],
                Nothing,
                Kind::Changed,
            ),
            (
                "status",
                &[("status", "交易关闭")],
                &[("status", "已发货")],
                Nothing,
                Kind::Violation,
            ),
            (
                "status",
                &[("status", "某新词")],
                &[("status", "已发货")],
                Nothing,
                Kind::Changed,
            ),
            (
                "refund",
                &[("refund", "5")],
                &[("refund", "8")],
                Nothing,
                Kind::Changed,
            ),
            (
                "refund",
                &[("refund", "5")],
                &[("refund", "")],
                Nothing,
                Kind::Violation,
            ),
            (
                "refunded_at",
                &[("refunded_at", "2026-11-22")],
                &[],
                Nothing,
                Kind::Violation,
            ),
            (
                "flag",
                &[("flag", "红旗")],
                &[("flag", "")],
                Nothing,
                Kind::Changed,
            ),
            // append-only
            (
                "remark",
                &[("remark", "早发")],
                &[("remark", "早发;11-22 员工A")],
                Nothing,
                Kind::Changed,
            ),
            (
                "remark",
                &[("remark", "早发")],
                &[("remark", "晚发")],
                Nothing,
                Kind::Violation,
            ),
            (
                "remark",
                &[("remark", "早发")],
                &[("remark", "")],
                Nothing,
                Kind::Violation,
            ),
            // recorded
            (
                "line_no",
                &[("line_no", "1")],
                &[("line_no", "2")],
                Nothing,
                Kind::Changed,
            ),
        ];
        let judge = Judge::new(&OrderRules::default());
        for (name, old, new, evidence, kind) in cases {
            let case = Case {
                old: &state(old),
                new: &state(new),
                evidence: *evidence,
            };
            assert_eq!(
                judge.judge(field(name), &case).0,
                *kind,
                "{name}: {old:?} → {new:?}"
            );
        }
    }

    #[test]
    fn the_flag_is_required_only_by_setting() {
        let mut rules = OrderRules::default();
        let (old, new) = (state(&[("phone", "1")]), state(&[("phone", "2")]));
        let red = state(&[("phone", "2"), ("flag", "红旗")]);
        let case = |new: &'static [&'static str]| Case {
            old: Box::leak(old.clone().into_boxed_slice()),
            new,
            evidence: Evidence::Whole,
        };
        rules.require_flag = true;
        let judge = Judge::new(&rules);
        let phone = field("phone");
        assert_eq!(
            judge.judge(phone, &case(Box::leak(new.into_boxed_slice()))),
            (Kind::Violation, Some(Why::NoFlag))
        );
        assert_eq!(
            judge.judge(phone, &case(Box::leak(red.into_boxed_slice()))),
            (Kind::Amended, None)
        );
    }
}
