//! A made-up report that has everything a report can have, for tests: unit
//! tests here, and by path those under `tests/`.

use super::base::{Clock, Finding, Message, Money, Qty, Text};
use super::{Column, Input, Kind, Report, Section, Value};
use chrono::{DateTime, NaiveDate, TimeDelta};
use rust_decimal::Decimal;

/// Chinese data, `n` lines.
pub fn report(n: usize) -> Report {
    build(n, |i| format!("商品{i} 红色/M"), "inbox/天猫/订单-1122.csv")
}

/// The same with data in ASCII only, so that every Chinese character in the
/// output is a renderer's or a label's.
#[allow(dead_code)] // each including test uses its own part
pub fn ascii(n: usize) -> Report {
    build(
        n,
        |i| format!("SKU {i} red/M"),
        "inbox/tmall/orders-1122.csv",
    )
}

fn both(zh: &str, en: &str) -> Message {
    Message {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

fn build(n: usize, name: impl Fn(usize) -> String, path: &str) -> Report {
    let now = DateTime::parse_from_rfc3339("2026-11-30T18:00:00+08:00").expect("literal");
    let clock = Clock::fixed(now, chrono_tz::Asia::Shanghai);
    let mut report = Report::new(
        "reconcile",
        both("账账核对", "Reconciliation"),
        both("截至 2026-10-31", "as of 2026-10-31"),
        clock,
    );
    report.config = Some("3fa4c1e0".to_owned());
    report.lead = vec![
        both(
            "400 项：一致 361 · 差异 39（查明 38）",
            "400 items: 361 agree · 39 differ (38 explained)",
        ),
        both(
            "有一项差异查不出原因，先看单据 CK20261001101，再请仓库与财务各自核对当天的出入库登记与送货单原件",
            "one difference has no known cause: look at document CK20261001101 first, then let warehouse and finance each check that day's register against the delivery notes",
        ),
    ];
    report.fact("items", Text::new("项", "items"), Value::Int(1400));
    report.fact(
        "surplus_value",
        Text::new("盘盈金额", "surplus value"),
        Value::Money(Money(Decimal::new(123_456_789, 2))),
    );
    report.fact(
        "shortage_value",
        Text::new("盘亏金额", "shortage value"),
        Value::Money(Money(Decimal::new(-50_000, 2))),
    );
    report.datum("checked", Value::Bool(true));
    report.sections = vec![rows(n, &name), detail(n)];
    report.inputs = vec![
        Input {
            role: "book".to_owned(),
            path: path.to_owned(),
            sheet: None,
            sha256: "9f2c41d07be15a02c1de8efb6a10f5a4cc9ed6f0f5ad8d2c76b5a3c3a1d2e07a".to_owned(),
            rows: 28_010,
            rejected: 0,
        },
        Input {
            role: "finance".to_owned(),
            path: "books/finance.xlsx".to_owned(),
            sheet: Some("Sheet1".to_owned()),
            sha256: "00aa41d07be15a02c1de8efb6a10f5a4cc9ed6f0f5ad8d2c76b5a3c3a1d2e07a".to_owned(),
            rows: 400,
            rejected: 2,
        },
    ];
    report.findings = findings(path);
    report
}

fn rows(n: usize, name: impl Fn(usize) -> String) -> Section {
    let surplus = Text::new("盘盈", "surplus");
    let shortage = Text::new("盘亏", "shortage");
    let long = both(
        "财务漏记 CK20261001101（10-29 天猫店 22 件），与仓库登记不符，请补记",
        "finance missed CK20261001101 (10-29, tmall, 22 pieces); not in line with the warehouse's register",
    );
    let columns = vec![
        Column::new("order_no", Text::new("订单编号", "Order"), Kind::Id),
        Column::new("name", Text::new("品名 规格", "Item"), Kind::Text),
        Column::new("kind", Text::new("类别", "Kind"), Kind::Text),
        Column::new("qty", Text::new("数量", "Quantity"), Kind::Qty).summed(),
        Column::new("diff", Text::new("差异", "Difference"), Kind::Int).summed(),
        Column::new("amount", Text::new("金额", "Amount"), Kind::Money).summed(),
        Column::new("share", Text::new("占比", "Share"), Kind::Percent).droppable(2),
        Column::new("day", Text::new("日期", "Date"), Kind::Date).droppable(1),
        Column::new("at", Text::new("盘点时间", "Counted at"), Kind::DateTime).droppable(3),
        Column::new("note", Text::new("原因", "Cause"), Kind::Text),
    ];
    let mut section = Section::new("rows", both("差异", "Differences"), columns).signed();
    let first_day = NaiveDate::from_ymd_opt(2026, 10, 1).expect("literal");
    for i in 1..=n {
        let k = i64::try_from(i).expect("small");
        let day = first_day + TimeDelta::days(k % 30);
        // 3, 4.5, 6, 7.5 … kg
        let qty = Decimal::new(15 + 15 * k, 1);
        // -1234.565, then a little more on every line, up through zero
        let amount = Decimal::new(-1_234_565 + 54_321 * (k - 1), 3);
        section.rows.push(vec![
            Value::Text((3_000_004_182_221_000 + k).to_string()),
            Value::Text(name(i)),
            if i % 3 == 0 {
                Value::Code("shortage", shortage)
            } else {
                Value::Code("surplus", surplus)
            },
            Value::Qty(Qty(qty)),
            Value::Int(-8 + k),
            Value::Money(Money(amount)),
            Value::Percent(Decimal::new(1534 + 10 * (k - 1), 4)),
            Value::Date(day),
            Value::DateTime(day.and_hms_opt(18, 0, 0).expect("literal")),
            match i % 4 {
                1 => Value::None,
                2 => Value::Message(long.clone()),
                _ => Value::Message(both("漏记", "missed")),
            },
        ]);
    }
    section
}

fn detail(n: usize) -> Section {
    let columns = vec![
        Column::new("sku", Text::new("编码", "SKU"), Kind::Id),
        Column::new("causes", Text::new("原因", "Causes"), Kind::Text),
    ];
    let mut section = Section::new(
        "detail",
        both("明细：原因/单据", "Detail: causes/documents"),
        columns,
    );
    for i in 1..=n.min(3) {
        let cause = Value::Map(vec![
            (
                "kind".to_owned(),
                Value::Code("cut_off", Text::new("跨期", "cut-off")),
            ),
            ("qty".to_owned(), Value::Qty(Qty(Decimal::new(-22, 0)))),
        ]);
        section.rows.push(vec![
            format!("SP1129{i}").into(),
            Value::List(vec![cause; 2]),
        ]);
    }
    section
}

fn findings(path: &str) -> Vec<Finding> {
    let mut findings = vec![
        Finding::error("O2", "3000004182221477", both("手机已改", "phone changed"))
            .at(format!("{path}:1841"))
            .with("field", "phone"),
        Finding::warning(
            "damaged-id",
            "order_no",
            both(
                "多数订单号以 000 结尾：表格软件可能把长编号当数字保存过，末尾几位已经丢失，请从平台重新导出",
                "most order numbers end in 000: a spreadsheet may have stored the long ids as numbers and lost their last digits; export them anew from the platform",
            ),
        ),
        Finding::warning("W3", "SP11295", both("账面多 22", "book has 22 more"))
            .at("books/finance.xlsx#Sheet1!F17"),
    ];
    for i in 1..=23 {
        findings.push(Finding::info(
            "O3",
            format!("30000041822210{i:02}"),
            both("有据修改", "documented change"),
        ));
    }
    findings
}
