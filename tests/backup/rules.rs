//! One field of one order changed between two evenings: what it counts as
//! (O2, O3, O3b). Every case is an order of its own in the same two exports.

use crate::desk::{Desk, Ran};
use crate::sheet::{Row, export, gb18030};

/// Name, what the order has on the first evening, what is set on the second,
/// and what the change counts as.
pub type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

/// Judges every case in one pair of exports; gives the second run.
#[track_caller]
pub fn judge(desk: &Desk, cases: &[Case]) -> Ran {
    let number = |i: usize| format!("30000041822214{i:03}");
    let first: Vec<Row> = cases
        .iter()
        .enumerate()
        .map(|(i, case)| Row::new(&number(i)).with(case.1))
        .collect();
    let second: Vec<Row> = first
        .iter()
        .zip(cases)
        .map(|(row, case)| row.clone().with(case.2))
        .collect();
    desk.write("inbox/orders-2026-11-21.csv", &gb18030(&export(&first)));
    let ran = desk.run("2026-11-21").exits(0);
    assert_eq!(ran.findings(), Vec::<String>::new());
    desk.write("inbox/orders-2026-11-22.csv", &gb18030(&export(&second)));
    let ran = desk.run("2026-11-22");
    let mut wrong = Vec::new();
    let mut violations = 0;
    for (i, (name, old, new, expected)) in cases.iter().enumerate() {
        let found = ran.changes(&number(i));
        let mut expected: Vec<String> = expected.iter().map(|e| (*e).to_owned()).collect();
        expected.sort();
        violations += expected
            .iter()
            .filter(|e| e.starts_with("violation"))
            .count();
        if found != expected {
            wrong.push(format!(
                "{name}: {old:?} → {new:?}: found {found:?}, expected {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let errors = ran
        .findings()
        .iter()
        .filter(|f| f.starts_with("O2 error"))
        .count();
    assert_eq!(errors, violations, "an error finding for each violation");
    assert_eq!(ran.code, i32::from(violations > 0), "{}", ran.out);
    ran
}

#[test]
fn frozen_fields_do_not_change() {
    judge(
        &Desk::new(),
        &[
            ("buyer", &[], &[("buyer", "buyer_02")], &["violation buyer"]),
            (
                "receiver",
                &[],
                &[("receiver", "收货人乙")],
                &["violation receiver"],
            ),
            (
                "phone",
                &[],
                &[("phone", "13800000002")],
                &["violation phone"],
            ),
            ("phone cleared", &[], &[("phone", "")], &["violation phone"]),
            (
                "address",
                &[],
                &[("address", "浙江省 杭州市 西湖区 某路2号")],
                &["violation address"],
            ),
            ("sku", &[], &[("sku", "A-1002")], &["violation sku"]),
            ("title", &[], &[("title", "浴巾")], &["violation title"]),
            ("spec", &[], &[("spec", "颜色:蓝")], &["violation spec"]),
            ("qty", &[], &[("qty", "3")], &["violation qty"]),
            (
                "created_at",
                &[],
                &[("created_at", "2026-11-20 10:00:01")],
                &["violation created_at"],
            ),
            ("shop", &[], &[("shop", "京东店")], &["violation shop"]),
            (
                "channel",
                &[],
                &[("channel", "京东")],
                &["violation channel"],
            ),
            (
                "unit price after payment",
                &[],
                &[("unit_price", "18.00")],
                &["violation unit_price"],
            ),
            (
                "two at once",
                &[],
                &[("qty", "1"), ("phone", "1")],
                &["violation phone", "violation qty"],
            ),
            ("nothing", &[], &[], &[]),
            // The same value in another form is no change.
            ("trailing zeros", &[("qty", "2.0")], &[("qty", "2")], &[]),
            ("currency mark", &[], &[("paid", "¥39.8")], &[]),
            (
                "thousands",
                &[("paid", "1,039.80")],
                &[("paid", "1039.8")],
                &[],
            ),
            (
                "white space around",
                &[],
                &[("receiver", " 收货人甲 ")],
                &[],
            ),
            (
                "an id as a formula",
                &[("sku", "10020")],
                &[("sku", "=\"10020\"")],
                &[],
            ),
            (
                "an id behind a tab",
                &[("sku", "10020")],
                &[("sku", "\t10020")],
                &[],
            ),
            (
                "a time in another form",
                &[],
                &[("created_at", "2026/11/20 10:00:00")],
                &[],
            ),
        ],
    );
}

#[test]
fn once_fields_are_filled_in_once() {
    judge(
        &Desk::new(),
        &[
            (
                "tracking number",
                &[],
                &[("tracking_no", "SF1001")],
                &["changed tracking_no"],
            ),
            (
                "tracking number changed",
                &[("tracking_no", "SF1001")],
                &[("tracking_no", "SF1002")],
                &["violation tracking_no"],
            ),
            (
                "tracking number cleared",
                &[("tracking_no", "SF1001")],
                &[("tracking_no", "")],
                &["violation tracking_no"],
            ),
            (
                "a dash is a blank",
                &[("tracking_no", "-")],
                &[("tracking_no", "SF1")],
                &["changed tracking_no"],
            ),
            ("courier", &[], &[("courier", "顺丰")], &["changed courier"]),
            (
                "courier changed",
                &[("courier", "顺丰")],
                &[("courier", "中通")],
                &["violation courier"],
            ),
            (
                "paid from nothing",
                &[("paid", "0"), ("paid_at", ""), ("status", "等待买家付款")],
                &[
                    ("paid", "39.80"),
                    ("paid_at", "2026-11-21 19:00:00"),
                    ("status", "买家已付款，等待卖家发货"),
                ],
                &["changed paid", "changed paid_at", "changed status"],
            ),
            (
                "paid changed",
                &[],
                &[("paid", "29.80")],
                &["violation paid"],
            ),
            ("paid grew", &[], &[("paid", "49.80")], &["violation paid"]),
            (
                "paid_at changed",
                &[],
                &[("paid_at", "2026-11-20 10:06:00")],
                &["violation paid_at"],
            ),
            (
                "accepted",
                &[],
                &[("accepted_at", "2026-11-20 10:10:00")],
                &["changed accepted_at"],
            ),
            (
                "accepted again",
                &[("accepted_at", "2026-11-20 10:10:00")],
                &[("accepted_at", "2026-11-20 10:07:00")],
                &["violation accepted_at"],
            ),
            (
                "contacted",
                &[],
                &[("contacted_at", "2026-11-20 10:10:00")],
                &["changed contacted_at"],
            ),
            (
                "contacted again",
                &[("contacted_at", "2026-11-20 10:30:00")],
                &[("contacted_at", "2026-11-20 10:07:00")],
                &["violation contacted_at"],
            ),
            (
                "shipped",
                &[],
                &[("shipped_at", "2026-11-22 10:10:00")],
                &["changed shipped_at"],
            ),
            (
                "shipped again",
                &[("shipped_at", "2026-11-21 10:10:00")],
                &[("shipped_at", "2026-11-22 10:10:00")],
                &["violation shipped_at"],
            ),
            (
                "finished",
                &[],
                &[("finished_at", "2026-11-22 10:10:00")],
                &["changed finished_at"],
            ),
            (
                "finished again",
                &[("finished_at", "2026-11-21 10:10:00")],
                &[("finished_at", "2026-10-22 10:10:00")],
                &["violation finished_at"],
            ),
            ("staff", &[], &[("staff", "员工A")], &["changed staff"]),
            (
                "staff changed",
                &[("staff", "员工A")],
                &[("staff", "员工B")],
                &["violation staff"],
            ),
            (
                "invoice",
                &[],
                &[("invoice_title", "某公司")],
                &["changed invoice_title"],
            ),
            (
                "invoice changed",
                &[("invoice_title", "某公司")],
                &[("invoice_title", "另一公司")],
                &["violation invoice_title"],
            ),
            (
                "card",
                &[("card", "生日快乐")],
                &[("card", "新年快乐")],
                &["violation card"],
            ),
            (
                "delivery time",
                &[("delivery_time", "周末")],
                &[("delivery_time", "工作日")],
                &["violation delivery_time"],
            ),
        ],
    );
}

#[test]
fn an_order_goes_forward_only() {
    judge(
        &Desk::new(),
        &[
            (
                "shipped",
                &[],
                &[("status", "卖家已发货，等待买家确认")],
                &["changed status"],
            ),
            (
                "finished",
                &[("status", "卖家已发货，等待买家确认")],
                &[("status", "交易成功")],
                &["changed status"],
            ),
            (
                "steps may be skipped",
                &[("status", "等待买家付款"), ("paid", ""), ("paid_at", "")],
                &[("status", "交易成功")],
                &["changed status"],
            ),
            (
                "back from shipped",
                &[("status", "卖家已发货，等待买家确认")],
                &[("status", "买家已付款，等待卖家发货")],
                &["violation status"],
            ),
            (
                "back from finished",
                &[("status", "交易成功")],
                &[("status", "卖家已发货，等待买家确认")],
                &["violation status"],
            ),
            (
                "back to unpaid",
                &[],
                &[("status", "等待买家付款")],
                &["violation status"],
            ),
            (
                "another word for the same",
                &[("status", "待发货")],
                &[("status", "已付款")],
                &["changed status"],
            ),
            (
                "and back again",
                &[("status", "已付款")],
                &[("status", "待发货")],
                &["changed status"],
            ),
            (
                "width of the comma",
                &[],
                &[("status", "买家已付款,等待卖家发货")],
                &["changed status"],
            ),
            (
                "closed",
                &[],
                &[("status", "交易关闭")],
                &["changed status"],
            ),
            (
                "closed after the end",
                &[("status", "交易成功")],
                &[("status", "交易关闭")],
                &["changed status"],
            ),
            (
                "open again",
                &[("status", "交易关闭")],
                &[("status", "交易成功")],
                &["violation status"],
            ),
            (
                "refund",
                &[],
                &[("refund", "10"), ("refunded_at", "2026-11-22")],
                &["changed refund", "changed refunded_at"],
            ),
            (
                "refund grows",
                &[("refund", "10")],
                &[("refund", "20")],
                &["changed refund"],
            ),
            (
                "refund shrinks",
                &[("refund", "20")],
                &[("refund", "10")],
                &["violation refund"],
            ),
            (
                "refund cleared",
                &[("refund", "20")],
                &[("refund", "")],
                &["violation refund"],
            ),
            (
                "refund to nought",
                &[("refund", "20")],
                &[("refund", "0")],
                &["violation refund"],
            ),
            (
                "refund of nought cleared",
                &[("refund", "0")],
                &[("refund", "")],
                &["changed refund"],
            ),
            (
                "refund date cleared",
                &[("refunded_at", "2026-11-20")],
                &[("refunded_at", "")],
                &["violation refunded_at"],
            ),
            (
                "refund date later",
                &[("refunded_at", "2026-11-20")],
                &[("refunded_at", "2026-11-22")],
                &["changed refunded_at"],
            ),
            (
                "refund date earlier",
                &[("refunded_at", "2026-11-02")],
                &[("refunded_at", "2026-10-30")],
                &["violation refunded_at"],
            ),
            ("flag", &[], &[("flag", "红旗")], &["changed flag"]),
            (
                "flag taken away",
                &[("flag", "红旗")],
                &[("flag", "")],
                &["changed flag"],
            ),
        ],
    );
}

#[test]
fn a_closing_order_may_lose_its_payment() {
    judge(
        &Desk::new(),
        &[
            (
                "paid falls with closing",
                &[],
                &[("status", "交易关闭"), ("paid", "0")],
                &["changed paid", "changed status"],
            ),
            (
                "in part",
                &[],
                &[("status", "已取消"), ("paid", "10")],
                &["changed paid", "changed status"],
            ),
            (
                "blank",
                &[],
                &[("status", "交易关闭"), ("paid", "")],
                &["changed paid", "changed status"],
            ),
            (
                "but does not rise",
                &[],
                &[("status", "交易关闭"), ("paid", "99")],
                &["changed status", "violation paid"],
            ),
            (
                "closed before",
                &[("status", "交易关闭")],
                &[("paid", "0")],
                &["violation paid"],
            ),
            (
                "not closed",
                &[],
                &[("status", "交易成功"), ("paid", "0")],
                &["changed status", "violation paid"],
            ),
        ],
    );
}
