//! Goods in (W1): receipt, delivery note and purchase order.

use crate::shop::{Shop, found, of_kinds, rows, section};

const ORDER: &str =
    "PO1 A 10 2026-10-20 party=甲 price=2.50 ordered=2026-10-01 chased=2026-10-05,2026-10-12";

fn shop(receipt: &str, note: &str) -> Shop {
    Shop::new(receipt).notes(note).orders(ORDER)
}

const W1: [&str; 11] = [
    "short",
    "over",
    "wrong_item",
    "not_on_note",
    "not_ordered",
    "over_ordered",
    "text_differs",
    "price_differs",
    "no_note",
    "no_receipt",
    "no_order",
];

#[test]
fn three_papers_agree_or_not() {
    let note = "SH1 A 10 po=PO1 date=2026-10-05 name=茶 spec=1kg";
    for (receipt, note, expected) in [
        (
            "2026-10-05 RK1 receipt A 10 ref=PO1 cost=2.50 name=茶 spec=1KG",
            note,
            &[][..],
        ),
        ("2026-10-05 RK1 receipt A 8 ref=PO1", note, &["short RK1 A"]),
        ("2026-10-05 RK1 receipt A 10 ref=SH1", note, &[]),
        (
            "2026-10-05 RK1 receipt A 8 ref=PO1\n2026-10-05 RK1 receipt A 2 ref=PO1",
            note,
            &[],
        ),
        ("2026-10-05 RK1 receipt A 11 ref=PO1", note, &["over RK1 A"]),
        (
            "2026-10-05 RK1 receipt B 10 ref=PO1",
            note,
            &["wrong_item RK1 B"],
        ),
        (
            "2026-10-05 RK1 receipt A 10 ref=PO1\n2026-10-05 RK1 receipt B 3 ref=PO1",
            note,
            &["not_ordered RK1 B"],
        ),
        (
            "2026-10-05 RK1 receipt A 10 ref=PO1 name=茶 spec=2kg",
            note,
            &["text_differs RK1 A"],
        ),
        (
            "2026-10-05 RK1 receipt A 10 ref=PO1 cost=2.60",
            note,
            &["price_differs RK1 A"],
        ),
        // The note lacks what was ordered; the order lacks what the note has.
        (
            "2026-10-05 RK1 receipt A 4 ref=PO1\n2026-10-05 RK1 receipt C 1 ref=PO1",
            "SH1 A 4 po=PO1 date=2026-10-05\nSH1 C 1 po=PO1 date=2026-10-05",
            &["not_ordered RK1 C"],
        ),
        // No common number: by day and item.
        (
            "2026-10-06 RK1 receipt A 9",
            "SH1 A 10 date=2026-10-05",
            &["no_order RK1 -", "short RK1 A"],
        ),
        (
            "2026-10-20 RK1 receipt A 9 ref=PO1",
            "SH2 A 10 date=2026-10-05",
            &["no_note RK1 -", "no_receipt SH2 -"],
        ),
        (
            "2026-10-05 RK1 receipt A 10 ref=PO9",
            note,
            &["no_order RK1 -"],
        ),
        // A red entry takes back what was too much.
        (
            "2026-10-05 RK1 receipt A 12 ref=PO1\n2026-10-05 RK1 receipt A -2 ref=PO1",
            note,
            &[],
        ),
    ] {
        let report = shop(receipt, note).docs();
        assert_eq!(of_kinds(&report, &W1), expected, "{receipt}\n{note}");
    }
}

#[test]
fn a_price_may_differ_by_the_tolerance() {
    let mut shop = shop(
        "2026-10-05 RK1 receipt A 10 ref=PO1 cost=2.60",
        "SH1 A 10 po=PO1 date=2026-10-05",
    );
    assert_eq!(of_kinds(&shop.docs(), &W1), ["price_differs RK1 A"]);
    shop.rules.price_tolerance = "4%".parse().unwrap();
    assert_eq!(of_kinds(&shop.docs(), &W1), [""; 0]);
}

#[test]
fn deliveries_of_one_order_are_kept_apart() {
    let receipts = "2026-10-05 RK1 receipt A 6 ref=PO1\n2026-10-12 RK2 receipt A 3 ref=PO1";
    let notes = "SH1 A 6 po=PO1 date=2026-10-05\nSH2 A 4 po=PO1 date=2026-10-12";
    assert_eq!(
        of_kinds(&shop(receipts, notes).docs(), &W1),
        ["short RK2 A"]
    );
}

#[test]
fn beyond_the_order_counts_all_receipts() {
    let receipts = "2026-09-28 RK1 receipt A 6 ref=PO1\n2026-10-12 RK2 receipt A 6 ref=PO1";
    let report = Shop::new(receipts).orders(ORDER).docs();
    assert_eq!(of_kinds(&report, &W1), ["over_ordered RK2 A"]);
    assert_eq!(
        rows(
            &report,
            "refusals",
            &["sku", "ordered", "received", "refused"]
        ),
        ["A 10 6 2"]
    );
}

#[test]
fn a_slip_says_what_goes_back_and_is_signed() {
    let receipt =
        "2026-10-05 RK1 receipt A 12 ref=PO1 party=甲\n2026-10-05 RK1 receipt B 3 ref=PO1 party=甲";
    let report = shop(
        receipt,
        "SH1 A 10 po=PO1 date=2026-10-05\nSH1 C 5 po=PO1 date=2026-10-05",
    )
    .docs();
    let slips: Vec<_> = report
        .sections
        .iter()
        .filter(|s| s.id == "refusals")
        .collect();
    assert_eq!(slips.len(), 1, "one delivery, one slip");
    assert!(slips[0].signed && slips[0].signers.len() == 3);
    assert_eq!(
        rows(
            &report,
            "refusals",
            &[
                "supplier", "note_no", "sku", "received", "refused", "short", "reason"
            ]
        ),
        ["甲 SH1 A 12 2 - over", "甲 SH1 B 3 3 - wrong_item"]
    );
    let clean = shop(
        "2026-10-05 RK1 receipt A 10 ref=PO1",
        "SH1 A 10 po=PO1 date=2026-10-05",
    )
    .docs();
    assert!(clean.sections.iter().all(|s| s.id != "refusals"));
}

#[test]
fn two_suppliers_get_two_slips_and_json_has_one_list() {
    let receipt = "2026-10-05 RK1 receipt A 9 ref=SH1\n2026-10-06 RK2 receipt B 9 ref=SH2";
    let notes = "SH1 A 10 date=2026-10-05\nSH2 B 10 date=2026-10-06";
    let report = Shop::new(receipt).notes(notes).docs();
    assert_eq!(
        report
            .sections
            .iter()
            .filter(|s| s.id == "refusals")
            .count(),
        2
    );
    let json = dayclose::report::json::render(&report, dayclose::base::Lang::En);
    let json: serde_json::Value = serde_json::from_str(&json.unwrap()).unwrap();
    let slips = json["sections"]["refusals"].as_array().unwrap();
    assert_eq!(slips.len(), 2);
}

#[test]
fn what_was_not_given_is_not_judged_and_said() {
    let report = Shop::new("2026-10-05 RK1 receipt A 10").docs();
    assert!(found(&report).is_empty());
    let said: Vec<&str> = report.findings.iter().map(|f| f.subject.as_str()).collect();
    assert!(said.contains(&"delivery-notes") && said.contains(&"purchase-orders"));
    let results = rows(&report, "checks", &["rule", "result"]);
    assert!(results.contains(&"W1 not_given".to_owned()), "{results:?}");
    assert_eq!(section(&report, "checks").rows.len(), 8);
}
