//! One field of one order changed between two evenings: what it counts as
//! (O2, O3, O3b). Every case is an order of its own in the same two exports.

use crate::desk::{CONFIG, Desk, Ran};
use crate::sheet::{Row, export, gb18030};

/// Name, what the order has on the first evening, what is set on the second,
/// and what the change counts as.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

/// Judges every case in one pair of exports; gives the second run.
#[track_caller]
fn judge(desk: &Desk, cases: &[Case]) -> Ran {
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

#[test]
fn remarks_only_grow() {
    judge(
        &Desk::new(),
        &[
            (
                "first words",
                &[],
                &[("remark", "请早发")],
                &["changed remark"],
            ),
            (
                "more words",
                &[("remark", "请早发")],
                &[("remark", "请早发；已答复")],
                &["changed remark"],
            ),
            (
                "shortened",
                &[("remark", "请早发；已答复")],
                &[("remark", "请早发")],
                &["violation remark"],
            ),
            (
                "cleared",
                &[("remark", "请早发")],
                &[("remark", "")],
                &["violation remark"],
            ),
            (
                "rewritten",
                &[("remark", "请早发")],
                &[("remark", "请晚发")],
                &["violation remark"],
            ),
            (
                "rewritten and longer",
                &[("remark", "请早发")],
                &[("remark", "请晚发，已答复")],
                &["violation remark"],
            ),
            (
                "message",
                &[("message", "要红的")],
                &[("message", "要红的，快")],
                &["changed message"],
            ),
            (
                "message rewritten",
                &[("message", "要红的")],
                &[("message", "要蓝的")],
                &["violation message"],
            ),
            (
                "message behind hashes",
                &[("message", "要红的")],
                &[("message", "##")],
                &["violation message"],
            ),
            (
                "remark behind hashes",
                &[("remark", "##请早发")],
                &[("remark", "##算了")],
                &["violation remark"],
            ),
            (
                "stars hide nothing",
                &[("remark", "尺寸10*20*30")],
                &[("remark", "尺寸10*25*30")],
                &["violation remark"],
            ),
            (
                "nor at another length",
                &[("remark", "尺寸10*20*30")],
                &[("remark", "尺寸10*200*30")],
                &["violation remark"],
            ),
            (
                "a line below",
                &[("remark", "请早发")],
                &[("remark", "请早发\n已答复")],
                &["changed remark"],
            ),
        ],
    );
}

#[test]
fn an_unpaid_order_may_be_repriced() {
    const UNPAID: &[(&str, &str)] = &[("status", "等待买家付款"), ("paid", ""), ("paid_at", "")];
    judge(
        &Desk::new(),
        &[
            (
                "order total",
                UNPAID,
                &[("order_amount", "30")],
                &["repriced order_amount"],
            ),
            (
                "all three",
                UNPAID,
                &[
                    ("order_amount", "30"),
                    ("amount", "30"),
                    ("unit_price", "15"),
                ],
                &[
                    "repriced amount",
                    "repriced order_amount",
                    "repriced unit_price",
                ],
            ),
            (
                "not the quantity",
                UNPAID,
                &[("qty", "1"), ("amount", "19.90")],
                &["repriced amount", "violation qty"],
            ),
            (
                "after payment",
                &[],
                &[("order_amount", "30")],
                &["violation order_amount"],
            ),
            (
                "after payment, with a remark",
                &[],
                &[("order_amount", "30"), ("remark", "11-22 员工A 改价")],
                &["changed remark", "violation order_amount"],
            ),
            (
                "status says unpaid, the payment says paid",
                &[("status", "等待买家付款")],
                &[("order_amount", "30")],
                &["violation order_amount"],
            ),
        ],
    );
}

#[test]
fn masks_say_nothing_against_what_is_known() {
    judge(
        &Desk::new(),
        &[
            (
                "phone masked",
                &[("phone", "13800000001")],
                &[("phone", "138****0001")],
                &[],
            ),
            (
                "phone unmasked",
                &[("phone", "138****0001")],
                &[("phone", "13800000001")],
                &[],
            ),
            (
                "mask of another length",
                &[("phone", "13800000001")],
                &[("phone", "1******0001")],
                &[],
            ),
            (
                "another phone behind a mask",
                &[("phone", "13800000001")],
                &[("phone", "135****0001")],
                &["violation phone"],
            ),
            (
                "other last digits",
                &[("phone", "13800000001")],
                &[("phone", "138****0002")],
                &["violation phone"],
            ),
            (
                "two masks",
                &[("phone", "138****0001")],
                &[("phone", "13******001")],
                &[],
            ),
            (
                "name masked",
                &[("receiver", "收货人甲")],
                &[("receiver", "收**")],
                &[],
            ),
            (
                "another name masked",
                &[("receiver", "收货人甲")],
                &[("receiver", "李**")],
                &["violation receiver"],
            ),
            (
                "ciphertext",
                &[("receiver", "##a1b2")],
                &[("receiver", "##c3d4")],
                &[],
            ),
            (
                "ciphertext, then plain",
                &[("address", "##a1b2")],
                &[("address", "某路1号")],
                &[],
            ),
            (
                "plain, then ciphertext",
                &[("phone", "13800000001")],
                &[("phone", "##c3d4")],
                &[],
            ),
            // A star between figures is a multiplication, no mask.
            (
                "size",
                &[("spec", "10*20*30")],
                &[("spec", "10*200*30")],
                &["violation spec"],
            ),
            (
                "pack",
                &[("title", "毛巾*2")],
                &[("title", "毛巾*12")],
                &["violation title"],
            ),
            (
                "an item behind a star",
                &[("sku", "A-1001")],
                &[("sku", "*")],
                &["violation sku"],
            ),
            (
                "an item behind hashes",
                &[("sku", "A-1001")],
                &[("sku", "##")],
                &["violation sku"],
            ),
            (
                "quantity behind stars",
                &[],
                &[("status", "##")],
                &["changed status"],
            ),
        ],
    );
}

#[test]
fn times_compare_at_the_coarser_precision() {
    judge(
        &Desk::new(),
        &[
            (
                "minutes",
                &[("created_at", "2026-11-20 10:00:05")],
                &[("created_at", "2026-11-20 10:00")],
                &[],
            ),
            (
                "days",
                &[("paid_at", "2026-11-20 10:00:05")],
                &[("paid_at", "2026-11-20")],
                &[],
            ),
            (
                "finer",
                &[("paid_at", "2026-11-20")],
                &[("paid_at", "2026-11-20 10:00:05")],
                &[],
            ),
            (
                "another minute",
                &[("paid_at", "2026-11-20 10:00:05")],
                &[("paid_at", "2026-11-20 10:01")],
                &["violation paid_at"],
            ),
            (
                "another day",
                &[("paid_at", "2026-11-20 10:00:05")],
                &[("paid_at", "2026-11-21")],
                &["violation paid_at"],
            ),
        ],
    );
}

const CHANGED: &[&str] = &["amended address", "changed remark"];
const NOT: &[&str] = &["changed remark", "violation address"];

macro_rules! remark {
    ($text:literal) => {
        &[("address", "浙江省 杭州市 某路2号"), ("remark", $text)]
    };
}

#[test]
fn a_dated_and_signed_remark_documents_a_change() {
    judge(
        &Desk::new(),
        &[
            (
                "dots",
                &[],
                remark!("2026.11.22 员工A 新地址为某路2号，已修改妥当"),
                CHANGED,
            ),
            (
                "month and day, dots",
                &[],
                remark!("11.22员工A改地址"),
                CHANGED,
            ),
            (
                "month and day, hyphen",
                &[],
                remark!("员工A 11-22 改地址"),
                CHANGED,
            ),
            ("slash", &[], remark!("员工A 11/22 改地址"), CHANGED),
            ("Chinese", &[], remark!("11月22日员工A改地址"), CHANGED),
            (
                "Chinese, spaced",
                &[],
                remark!("11 月 22 日 员工A 改地址"),
                CHANGED,
            ),
            (
                "Chinese with year",
                &[],
                remark!("2026年11月22日 员工A"),
                CHANGED,
            ),
            ("eight digits", &[], remark!("20261122 员工A"), CHANGED),
            (
                "full width",
                &[],
                remark!("２０２６－１１－２２ 员工A"),
                CHANGED,
            ),
            ("short year", &[], remark!("26.11.22 员工A"), CHANGED),
            (
                "with a time",
                &[],
                remark!("2026-11-22 18:00 员工A"),
                CHANGED,
            ),
            // Sealed on the 21st: the 20th is the day before, the 19th is not.
            (
                "day before the last seal",
                &[],
                remark!("2026-11-20 员工A"),
                CHANGED,
            ),
            ("two days before", &[], remark!("2026-11-19 员工A"), NOT),
            ("tomorrow", &[], remark!("2026-11-23 员工A"), NOT),
            ("another year", &[], remark!("2025-11-22 员工A"), NOT),
            ("another month", &[], remark!("10-22 员工A"), NOT),
            ("no date", &[], remark!("员工A 新地址为某路2号"), NOT),
            ("no name and no word", &[], remark!("11-22"), NOT),
            (
                "no remark",
                &[],
                &[("address", "浙江省 杭州市 某路2号")],
                &["violation address"],
            ),
            (
                "grown",
                &[("remark", "请早发")],
                remark!("请早发；11-22 员工A 改地址"),
                CHANGED,
            ),
            (
                "the old words do not count",
                &[("remark", "11-22 员工A")],
                remark!("11-22 员工A 好"),
                NOT,
            ),
            (
                "rewritten documents nothing",
                &[("remark", "请早发")],
                remark!("11-22 员工A 改地址"),
                &["violation address", "violation remark"],
            ),
            (
                "written above documents nothing",
                &[("remark", "请早发")],
                remark!("11-22 员工A；请早发"),
                &["violation address", "violation remark"],
            ),
            (
                "every amendable field",
                &[
                    ("courier", "顺丰"),
                    ("invoice_title", "甲"),
                    ("card", "甲"),
                    ("delivery_time", "周末"),
                ],
                &[
                    ("sku", "B"),
                    ("spec", "蓝"),
                    ("address", "乙"),
                    ("receiver", "乙"),
                    ("phone", "2"),
                    ("invoice_title", "乙"),
                    ("courier", "中通"),
                    ("delivery_time", "周一"),
                    ("card", "乙"),
                    ("remark", "11-22 员工A 都改了"),
                ],
                &[
                    "amended sku",
                    "amended spec",
                    "amended address",
                    "amended receiver",
                    "amended phone",
                    "amended invoice_title",
                    "amended courier",
                    "amended delivery_time",
                    "amended card",
                    "changed remark",
                ],
            ),
            (
                "no other field",
                &[],
                &[
                    ("buyer", "x"),
                    ("qty", "9"),
                    ("title", "x"),
                    ("paid", "1"),
                    ("tracking_no", "S1"),
                    ("remark", "11-22 员工A 都改了"),
                ],
                &[
                    "violation buyer",
                    "violation qty",
                    "violation title",
                    "violation paid",
                    "changed tracking_no",
                    "changed remark",
                ],
            ),
        ],
    );
}

#[test]
fn the_staff_table_says_whose_names_count() {
    let config = format!("{CONFIG}[files]\nstaff = \"staff.csv\"\n");
    let desk = Desk::with(&config);
    desk.write(
        "staff.csv",
        "工号,姓名,别名\n007,员工甲,小甲、aa店:客服一\n008,员工乙,\n".as_bytes(),
    );
    judge(
        &desk,
        &[
            ("by name", &[], remark!("11-22 员工甲 改地址"), CHANGED),
            ("by alias", &[], remark!("11-22 小甲"), CHANGED),
            (
                "by nick in the service tool",
                &[],
                remark!("11-22 AA店:客服一"),
                CHANGED,
            ),
            ("full width", &[], remark!("11-22 ａａ店：客服一"), CHANGED),
            ("another person", &[], remark!("11-22 某人 改地址"), NOT),
            ("without a date", &[], remark!("员工甲 改地址"), NOT),
        ],
    );
}

#[test]
fn a_red_flag_is_asked_for_by_setting() {
    let config = format!("{CONFIG}[orders]\nrequire_flag = true\n");
    const AT: &str = "11-22 员工A 改地址";
    judge(
        &Desk::with(&config),
        &[
            ("no flag", &[], &[("address", "乙"), ("remark", AT)], NOT),
            (
                "red flag",
                &[],
                &[("address", "乙"), ("remark", AT), ("flag", "红旗")],
                &["amended address", "changed flag", "changed remark"],
            ),
            (
                "another flag",
                &[],
                &[("address", "乙"), ("remark", AT), ("flag", "蓝旗")],
                &["changed flag", "changed remark", "violation address"],
            ),
            (
                "a flag alone",
                &[],
                &[("address", "乙"), ("flag", "红旗")],
                &["changed flag", "violation address"],
            ),
        ],
    );
}

#[test]
fn classes_are_the_config_s() {
    let config =
        format!("{CONFIG}[orders]\nfrozen = [\"phone\"]\nonce = [\"qty\"]\namendable = []\n");
    judge(
        &Desk::with(&config),
        &[
            (
                "still frozen",
                &[],
                &[("phone", "1"), ("remark", "11-22 员工A")],
                &["changed remark", "violation phone"],
            ),
            ("recorded only", &[], &[("buyer", "x")], &["changed buyer"]),
            ("once now", &[], &[("qty", "7")], &["violation qty"]),
            (
                "filled in",
                &[("qty", "")],
                &[("qty", "7")],
                &["changed qty"],
            ),
        ],
    );
}
