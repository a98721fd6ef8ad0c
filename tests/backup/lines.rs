//! Orders of several lines: which line is which, what is said once an order,
//! two lists of one shop.

use crate::desk::{CONFIG, Desk};
use crate::sheet::{Row, all_names, columns, export};

const NO: &str = "3000004182221001";

/// Lines of one order, each (item, spec, quantity).
fn order(lines: &[(&str, &str, &str)]) -> Vec<Row> {
    lines
        .iter()
        .map(|(sku, spec, qty)| Row::new(NO).with(&[("sku", sku), ("spec", spec), ("qty", qty)]))
        .collect()
}

#[track_caller]
fn changes(first: &[Row], second: &[Row]) -> Vec<String> {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(first));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-22", &export(second));
    desk.run("2026-11-22").changes(NO)
}

type Lines = &'static [(&'static str, &'static str, &'static str)];

#[test]
fn lines_without_numbers_find_their_partners() {
    let cases: &[(&str, Lines, Lines, &[&str])] = &[
        (
            "the same",
            &[("A", "红", "1"), ("B", "蓝", "2")],
            &[("A", "红", "1"), ("B", "蓝", "2")],
            &[],
        ),
        (
            "shuffled",
            &[("A", "红", "1"), ("B", "蓝", "2")],
            &[("B", "蓝", "2"), ("A", "红", "1")],
            &[],
        ),
        (
            "quantity",
            &[("A", "红", "1"), ("B", "蓝", "2")],
            &[("B", "蓝", "2"), ("A", "红", "9")],
            &["violation qty"],
        ),
        (
            "item",
            &[("A", "红", "1"), ("B", "蓝", "2")],
            &[("C", "红", "1"), ("B", "蓝", "2")],
            &["violation sku"],
        ),
        (
            "spec",
            &[("A", "红", "1"), ("B", "蓝", "2")],
            &[("A", "绿", "1"), ("B", "蓝", "2")],
            &["violation spec"],
        ),
        (
            "items swapped are no change",
            &[("A", "红", "1"), ("B", "红", "1")],
            &[("B", "红", "1"), ("A", "红", "1")],
            &[],
        ),
        (
            "the same item twice",
            &[("A", "红", "1"), ("A", "红", "2")],
            &[("A", "红", "2"), ("A", "红", "1")],
            &[],
        ),
        (
            "one of the same item",
            &[("A", "红", "1"), ("A", "红", "2")],
            &[("A", "红", "2"), ("A", "红", "5")],
            &["violation qty"],
        ),
        (
            "a line more",
            &[("A", "红", "1")],
            &[("A", "红", "1"), ("B", "蓝", "2")],
            &["violation line"],
        ),
        (
            "a line less",
            &[("A", "红", "1"), ("B", "蓝", "2")],
            &[("A", "红", "1")],
            &["violation line"],
        ),
        (
            "one gone, one changed",
            &[("A", "红", "1"), ("B", "蓝", "2")],
            &[("A", "红", "3")],
            &["violation line", "violation qty"],
        ),
        (
            "a single line is always itself",
            &[("A", "红", "1")],
            &[("Z", "绿", "7")],
            &["violation qty", "violation sku", "violation spec"],
        ),
    ];
    for (name, first, second, expected) in cases {
        assert_eq!(changes(&order(first), &order(second)), *expected, "{name}");
    }
}

#[test]
fn line_numbers_come_before_items() {
    let names: Vec<&str> = ["line_no"].into_iter().chain(all_names()).collect();
    let numbered = |lines: &[(&str, &str)]| -> String {
        let rows: Vec<Row> = lines
            .iter()
            .map(|(line, sku)| Row::new(NO).with(&[("line_no", line), ("sku", sku)]))
            .collect();
        columns(&names, &rows)
    };
    let desk = Desk::new();
    desk.export("2026-11-21", &numbered(&[("1", "A"), ("2", "B")]));
    desk.run("2026-11-21").exits(0);
    // Items swapped under their numbers are two changes.
    desk.export("2026-11-22", &numbered(&[("2", "A"), ("1", "B")]));
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(ran.changes(NO), ["violation sku", "violation sku"]);
    let lines: Vec<_> = ran.json()["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["line_no"].clone())
        .collect();
    assert!(
        lines.contains(&"1".into()) && lines.contains(&"2".into()),
        "{lines:?}"
    );
    // A line under another number is still known by its item.
    desk.export("2026-11-23", &numbered(&[("2", "A"), ("3", "B")]));
    assert_eq!(
        desk.run("2026-11-23").exits(0).changes(NO),
        ["changed line_no"]
    );
    // Another number and another item is another line.
    desk.export("2026-11-24", &numbered(&[("2", "A"), ("4", "C")]));
    assert_eq!(
        desk.run("2026-11-24").exits(1).changes(NO),
        ["violation line", "violation line"]
    );
}

#[test]
fn what_belongs_to_the_order_is_said_once() {
    let rows = |status: &str, phone: &str| -> Vec<Row> {
        order(&[("A", "红", "1"), ("B", "蓝", "2"), ("C", "绿", "3")])
            .into_iter()
            .map(|r| r.with(&[("status", status), ("phone", phone)]))
            .collect()
    };
    assert_eq!(
        changes(
            &rows("待发货", "13800000001"),
            &rows("已发货", "13800000002")
        ),
        ["changed status", "violation phone"]
    );
}

/// Exports that write what belongs to the order on its first line only: which
/// line comes first says nothing.
#[test]
fn what_stands_on_the_first_line_only_holds_for_the_order() {
    const ORDER: &[&str] = &[
        "status",
        "buyer",
        "receiver",
        "phone",
        "address",
        "order_amount",
        "paid",
        "paid_at",
        "shop",
        "channel",
        "remark",
    ];
    let first_only = |lines: &[(&str, &str)], set: &[(&str, &str)]| -> Vec<Row> {
        let mut rows: Vec<Row> = lines
            .iter()
            .map(|(sku, price)| {
                Row::new(NO)
                    .with(&[("sku", sku), ("unit_price", price), ("remark", "请早发")])
                    .with(set)
            })
            .collect();
        for row in &mut rows[1..] {
            for name in ORDER {
                row.put(name, "");
            }
        }
        rows
    };
    let ab = [("A", "5"), ("B", "6")];
    let ba = [ab[1], ab[0]];
    assert_eq!(
        changes(&first_only(&ab, &[]), &first_only(&ba, &[])),
        Vec::<String>::new()
    );
    // A real change is still found, once, whichever line it stands on.
    assert_eq!(
        changes(
            &first_only(&ab, &[]),
            &first_only(&ba, &[("phone", "13800000009")])
        ),
        ["violation phone"]
    );
    assert_eq!(
        changes(
            &first_only(&ab, &[]),
            &first_only(
                &ba,
                &[
                    ("phone", "13800000009"),
                    ("remark", "请早发；11-22 员工A 改手机")
                ]
            )
        ),
        ["amended phone", "changed remark"]
    );
    // The price of a line that repeats no payment is still after payment.
    assert_eq!(
        changes(
            &first_only(&ab, &[]),
            &first_only(&[("A", "5"), ("B", "1")], &[])
        ),
        ["violation unit_price"]
    );
}

/// Lines that ship apart have tracking numbers of their own.
#[test]
fn lines_ship_apart() {
    let ship = |a: &str, b: &str| {
        let mut rows = order(&[("A", "红", "1"), ("B", "蓝", "2")]);
        rows[0].put("tracking_no", a);
        rows[1].put("tracking_no", b);
        rows
    };
    assert_eq!(
        changes(&ship("", ""), &ship("SF1", "")),
        ["changed tracking_no"]
    );
    assert_eq!(
        changes(&ship("SF1", ""), &ship("SF1", "SF2")),
        ["changed tracking_no"]
    );
    assert_eq!(
        changes(&ship("SF1", ""), &ship("SF3", "SF2")),
        ["changed tracking_no", "violation tracking_no"]
    );
}

#[test]
fn repeated_rows_count_once() {
    let desk = Desk::new();
    let row = Row::new(NO);
    desk.export("2026-11-21", &export(&[row.clone(), row.clone()]));
    let ran = desk.run("2026-11-21").exits(0);
    assert_eq!(
        ran.findings(),
        ["double-line info inbox/orders-2026-11-21.csv"]
    );
    assert_eq!(ran.summary("orders"), 1);
    desk.export("2026-11-22", &export(&[row]));
    assert_eq!(
        desk.run("2026-11-22").exits(0).changes(NO),
        Vec::<String>::new()
    );
}

const ORDERS: &[&str] = &[
    "order_no",
    "created_at",
    "status",
    "buyer",
    "receiver",
    "phone",
    "address",
    "order_amount",
    "paid",
    "paid_at",
    "flag",
    "remark",
];
const ITEMS: &[&str] = &[
    "order_no",
    "created_at",
    "sku",
    "title",
    "spec",
    "qty",
    "unit_price",
];

/// An order list and an item list of one shop, as one source and as two.
#[test]
fn two_lists_of_one_shop() {
    let two = CONFIG.replace("path = \"inbox\"", "path = \"inbox/orders\"")
        + "[[backup.source]]\nname = \"tmall-items\"\npath = \"inbox/items\"\n";
    for (config, counted) in [(CONFIG.to_owned(), 2), (two, 4)] {
        let desk = Desk::with(&config);
        let put = |day: &str, rows: &[Row]| {
            desk.write(
                &format!("inbox/orders/orders-{day}.csv"),
                columns(ORDERS, rows).as_bytes(),
            );
            desk.write(
                &format!("inbox/items/items-{day}.csv"),
                columns(ITEMS, rows).as_bytes(),
            );
        };
        let other = "3000004182221002";
        let rows = [Row::new(NO), Row::new(other)];
        put("2026-11-21", &rows);
        let ran = desk.run("2026-11-21").exits(0);
        assert_eq!(ran.summary("orders"), counted, "{config}");
        assert_eq!(ran.findings(), Vec::<String>::new());
        // The remark stands in the order list, what it documents in the item list.
        put(
            "2026-11-22",
            &[
                rows[0].clone().with(&[
                    ("spec", "颜色:蓝"),
                    ("remark", "11-22 员工A 要求修改成蓝色，已修改妥当"),
                ]),
                rows[1].clone().with(&[("spec", "颜色:蓝")]),
            ],
        );
        let ran = desk.run("2026-11-22").exits(1);
        assert_eq!(
            ran.changes(NO),
            ["amended spec", "changed remark"],
            "{config}"
        );
        assert_eq!(ran.changes(other), ["violation spec"], "{config}");
        assert_eq!(ran.summary("amended"), 1);
        assert_eq!(ran.summary("violations"), 1);
        // Documented once is not documented for ever.
        put(
            "2026-11-23",
            &[
                rows[0].clone().with(&[
                    ("spec", "颜色:黑"),
                    ("remark", "11-22 员工A 要求修改成蓝色，已修改妥当"),
                ]),
                rows[1].clone().with(&[("spec", "颜色:蓝")]),
            ],
        );
        assert_eq!(
            desk.run("2026-11-23").exits(1).changes(NO),
            ["violation spec"],
            "{config}"
        );
    }
}

/// An item list that says nothing of payment: its order list does.
#[test]
fn the_order_list_says_whether_an_item_was_paid() {
    const UNPAID: &[(&str, &str)] = &[("status", "等待买家付款"), ("paid", ""), ("paid_at", "")];
    let desk = Desk::new();
    let put = |day: &str, rows: &[Row]| {
        desk.write(
            &format!("inbox/orders-{day}.csv"),
            columns(ORDERS, rows).as_bytes(),
        );
        desk.write(
            &format!("inbox/items-{day}.csv"),
            columns(ITEMS, rows).as_bytes(),
        );
    };
    let other = "3000004182221002";
    put("2026-11-21", &[Row::new(NO), Row::new(other).with(UNPAID)]);
    desk.run("2026-11-21").exits(0);
    let cheap = &[("unit_price", "1")];
    put(
        "2026-11-22",
        &[
            Row::new(NO).with(cheap),
            Row::new(other).with(UNPAID).with(cheap),
        ],
    );
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(ran.changes(NO), ["violation unit_price"]);
    assert_eq!(ran.changes(other), ["repriced unit_price"]);
}
