//! Purchase orders (W13): open, overdue, chased. The month ends on 2026-10-31.

use crate::shop::{Shop, of_kinds, rows};

const W13: [&str; 5] = [
    "overdue",
    "not_chased",
    "chase_due",
    "came_late",
    "received_differs",
];
const TWICE: &str = "chased=2026-10-05,2026-10-12";

fn shop(receipts: &str, orders: &str) -> Shop {
    Shop::new(&format!("2026-09-01 0 opening Z 1\n{receipts}")).orders(orders)
}

#[test]
fn open_late_and_chased() {
    let came = |day: &str| format!("2026-10-{day} RK1 receipt A 10 ref=PO1");
    for (receipts, order, expected) in [
        (
            came("15"),
            "PO1 A 10 2026-10-15 ordered=2026-10-01".to_owned(),
            vec![],
        ),
        (
            came("16"),
            format!("PO1 A 10 2026-10-15 {TWICE} ordered=2026-10-01"),
            vec!["came_late PO1 A"],
        ),
        (
            came("16"),
            "PO1 A 10 2026-10-15 chased=2026-10-05 ordered=2026-10-01".to_owned(),
            vec!["came_late PO1 A", "not_chased PO1 A"],
        ),
        (
            String::new(),
            format!("PO1 A 10 2026-10-15 {TWICE} ordered=2026-10-01"),
            vec!["overdue PO1 A"],
        ),
        // A chase on the due day or after comes too late.
        (
            String::new(),
            "PO1 A 10 2026-10-15 chased=2026-10-05,2026-10-15 ordered=2026-10-01".to_owned(),
            vec!["not_chased PO1 A", "overdue PO1 A"],
        ),
        // The due day itself is in time.
        (
            String::new(),
            format!("PO1 A 10 2026-10-31 {TWICE} ordered=2026-10-01"),
            vec![],
        ),
        (
            String::new(),
            "PO1 A 10 2026-11-03 chased=2026-10-05 ordered=2026-10-01".to_owned(),
            vec!["chase_due PO1 A"],
        ),
        (
            String::new(),
            "PO1 A 10 2026-11-04 ordered=2026-10-01".to_owned(),
            vec![],
        ),
        (
            came("15"),
            "PO1 A 10 2026-10-15 received=8 ordered=2026-10-01".to_owned(),
            vec!["received_differs PO1 A"],
        ),
        // Ordered before the ledger begins, no receipt in it: the table's figure.
        (
            String::new(),
            "PO1 A 10 2026-08-15 received=10 ordered=2026-08-01".to_owned(),
            vec![],
        ),
    ] {
        let report = shop(&receipts, &order).docs();
        assert_eq!(of_kinds(&report, &W13), expected, "{receipts} {order}");
    }
}

#[test]
fn a_line_repeated_for_each_chase_is_one() {
    let orders = "PO1 A 10 2026-10-15 chased=2026-10-05\nPO1 A 10 2026-10-15 chased=2026-10-12";
    let report = shop("", orders).docs();
    assert_eq!(of_kinds(&report, &W13), ["overdue PO1 A"]);
    assert_eq!(
        rows(
            &report,
            "orders",
            &[
                "po_no",
                "ordered",
                "open",
                "days",
                "chases",
                "last_chase",
                "state"
            ]
        ),
        ["PO1 10 10 16 2 2026-10-12 overdue"]
    );
}

#[test]
fn two_lines_of_an_item_share_its_receipts() {
    let orders = "PO1 A 10 2026-10-15 chased=2026-10-05,2026-10-06\nPO1 A 10 2026-11-15";
    let report = shop("2026-10-14 RK1 receipt A 13 ref=PO1", orders).docs();
    assert_eq!(of_kinds(&report, &W13), [""; 0]);
    assert_eq!(
        rows(&report, "orders", &["ordered", "received", "open", "due"]),
        ["10 3 7 2026-11-15"]
    );
}
