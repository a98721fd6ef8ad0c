//! Workbooks: every sheet that is a list of orders is compared in its own shape.

use crate::desk::Desk;
use rust_xlsxwriter::Workbook;

type Sheet<'s> = (&'s str, &'s [&'s str]);

/// A workbook of these sheets, cells separated by commas, in the inbox.
fn book(desk: &Desk, day: &str, sheets: &[Sheet<'_>], hidden: &[&str]) {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        sheet.set_hidden(hidden.contains(name));
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(cells.split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    book.save(desk.at(&format!("inbox/shop-{day}.xlsx")))
        .unwrap();
}

const A: &str = "3000004182221001";
const B: &str = "3000004182221002";

const ORDERS: &[&str] = &[
    "订单编号,订单创建时间,订单状态,总金额,买家实际支付金额,联系手机",
    "3000004182221001,2026-11-20 10:00:00,卖家已发货，等待买家确认,20,20,13800000001",
    "3000004182221002,2026-11-20 11:00:00,买家已付款，等待卖家发货,30,30,13800000002",
];
const ITEMS: &[&str] = &[
    "订单编号,标题,价格,购买数量,商家编码",
    "3000004182221001,茶杯,5,2,SP-1",
    "3000004182221001,茶壶,10,1,SP-2",
    "3000004182221002,茶杯,5,6,SP-1",
];
const SENT: &[&str] = &[
    "订单编号,物流公司,物流单号,发货时间",
    "3000004182221001,示例速运,SF1000000000041,2026-11-20 17:30:00",
];
const NOTES: &[&str] = &["说明", "本表由平台导出"];

/// Rows of a list with one cell's text replaced.
fn with<'r>(rows: &[&'r str], line: usize, new: &'r str) -> Vec<&'r str> {
    let mut rows = rows.to_vec();
    rows[line] = new;
    rows
}

/// Order list, item list and shipments of one shop in one workbook.
#[test]
fn every_list_of_a_workbook_is_compared() {
    let desk = Desk::new();
    let all = [
        ("订单报表", ORDERS),
        ("销售明细", ITEMS),
        ("发货报表", SENT),
        ("说明", NOTES),
    ];
    book(&desk, "2026-11-21", &all, &[]);
    let ran = desk.run("2026-11-21").exits(0);
    assert_eq!(ran.findings(), ["bad-file info inbox/shop-2026-11-21.xlsx"]);
    assert!(ran.out.contains("not compared: 说明"), "{}", ran.out);
    assert_eq!(
        (ran.summary("files"), ran.summary("orders")),
        (1.into(), 2.into())
    );
    let states: Vec<String> = desk
        .tree("archive/state")
        .into_iter()
        .map(|(n, _)| n)
        .collect();
    assert_eq!(
        states,
        [
            "tmall-lines.state",
            "tmall-orders.state",
            "tmall-shipments.state"
        ]
    );
    let seal: serde_json::Value =
        serde_json::from_slice(&desk.read("archive/seal/000001-2026-11-21.json")).unwrap();
    assert_eq!(seal["sources"].as_array().unwrap().len(), 1);
    assert_eq!(seal["sources"][0]["rows"], 6);
    // One thing altered on each sheet: each is found, on its sheet and line.
    let orders = with(
        ORDERS,
        1,
        "3000004182221001,2026-11-20 10:00:00,卖家已发货，等待买家确认,20,20,13900000001",
    );
    let items = with(ITEMS, 3, "3000004182221002,茶杯,5,60,SP-1");
    let sent = with(
        SENT,
        1,
        "3000004182221001,示例速运,SF1000000000099,2026-11-20 17:30:00",
    );
    let all: [Sheet<'_>; 3] = [
        ("订单报表", &orders),
        ("销售明细", &items),
        ("发货报表", &sent),
    ];
    book(&desk, "2026-11-22", &all, &[]);
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(ran.changes(A), ["violation phone", "violation tracking_no"]);
    assert_eq!(ran.changes(B), ["violation qty"]);
    for place in ["xlsx#订单报表:2", "xlsx#销售明细:4", "xlsx#发货报表:2"] {
        assert!(ran.out.contains(place), "{place}: {}", ran.out);
    }
    // The archive's own words are enough to make the states anew.
    let states = desk.tree("archive/state");
    std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
    let again = with(
        ORDERS,
        2,
        "3000004182221002,2026-11-20 11:00:00,买家已付款，等待卖家发货,30,30,13700000002",
    );
    let again: [Sheet<'_>; 3] = [
        ("订单报表", &again),
        ("销售明细", &items),
        ("发货报表", &sent),
    ];
    book(&desk, "2026-11-23", &again, &[]);
    let ran = desk.run("2026-11-23").exits(1);
    assert_eq!(ran.changes(B), ["violation phone"]);
    let rebuilt = desk.tree("archive/state");
    assert_eq!((&rebuilt[0], &rebuilt[2]), (&states[0], &states[2]));
    let history = desk
        .backup("2026-11-24", &["history", B, "--format", "json"])
        .exits(0);
    assert_eq!(history.changes_of("qty"), ["new 6", "violation 60"]);
    desk.backup("2026-11-24", &["restore", "--seq", "2", "--to", "back"])
        .exits(0);
    assert_eq!(
        desk.read("back/tmall/shop-2026-11-22.xlsx"),
        desk.read("inbox/shop-2026-11-22.xlsx")
    );
    desk.verify(&[]).exits(0);
}

/// An item list without times knows by the order list who should be on it.
#[test]
fn an_order_taken_off_the_item_sheet_has_vanished() {
    let desk = Desk::new();
    book(
        &desk,
        "2026-11-21",
        &[("订单报表", ORDERS), ("销售明细", ITEMS)],
        &[],
    );
    desk.run("2026-11-21").exits(0);
    book(
        &desk,
        "2026-11-22",
        &[("订单报表", ORDERS), ("销售明细", &ITEMS[..3])],
        &[],
    );
    assert_eq!(desk.run("2026-11-22").exits(1).changes(B), ["vanished"]);
    // Of neither sheet it is expected once the export covers other days.
    let later = [
        ORDERS[0],
        "3000004182221003,2026-11-22 10:00:00,等待买家付款,5,0,13800000003",
    ];
    book(
        &desk,
        "2026-11-23",
        &[
            ("订单报表", &later),
            ("销售明细", &[ITEMS[0], "3000004182221003,茶杯,5,1,SP-1"]),
        ],
        &[],
    );
    let ran = desk.run("2026-11-23").exits(0);
    assert_eq!(ran.summary("vanished"), 0);
}

/// An item list without times in a file of its own.
#[test]
fn an_item_list_without_times() {
    let desk = Desk::new();
    let text = |rows: &[&str]| rows.join("\n") + "\n";
    desk.write("inbox/items-2026-11-21.csv", text(ITEMS).as_bytes());
    let ran = desk.run("2026-11-21").exits(0);
    assert_eq!(ran.summary("orders"), 2);
    let rows = with(ITEMS, 1, "3000004182221001,茶杯,5,3,SP-1");
    desk.write("inbox/items-2026-11-22.csv", text(&rows).as_bytes());
    assert_eq!(
        desk.run("2026-11-22").exits(1).changes(A),
        ["violation qty"]
    );
    // A bill has numbers and amounts, but no items: it is not taken for a list.
    desk.write(
        "inbox/bill-2026-11-23.csv",
        "商户订单号,金额,备注\n3000004182221001,5,x\n".as_bytes(),
    );
    let ran = desk.run("2026-11-23").exits(1);
    assert_eq!(ran.findings(), ["bad-file error inbox/bill-2026-11-23.csv"]);
}

/// Sheets of one shape are parts of one list; hidden ones are named.
#[test]
fn months_on_sheets_of_their_own() {
    let desk = Desk::new();
    let october = &[
        ORDERS[0],
        "3000004182220901,2026-10-20 10:00:00,交易成功,20,20,13800000009",
    ][..];
    let sheets = [("10月", october), ("11月", ORDERS), ("藏", ORDERS)];
    book(&desk, "2026-11-21", &sheets, &["藏"]);
    let ran = desk.run("2026-11-21").exits(0);
    assert_eq!(ran.summary("orders"), 3);
    assert!(ran.out.contains("not compared: 藏"), "{}", ran.out);
    let changed = with(
        october,
        1,
        "3000004182220901,2026-10-20 10:00:00,交易成功,21,20,13800000009",
    );
    let sheets: [Sheet<'_>; 2] = [("10月", &changed), ("11月", &ORDERS[..2])];
    book(&desk, "2026-11-22", &sheets, &[]);
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(ran.changes("3000004182220901"), ["violation order_amount"]);
    assert_eq!(ran.summary("violations"), 1);
}
