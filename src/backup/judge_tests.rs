//! The field classes in both directions, as a table of cases.

use super::*;
use crate::backup::rows::WIDTH;

fn state(set: &[(&str, &'static str)]) -> Vec<&'static str> {
    let mut v = vec![""; WIDTH];
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
        ("courier", &[], &[("courier", "b")], Whole, Kind::Changed),
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
