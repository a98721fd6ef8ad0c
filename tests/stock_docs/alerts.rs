//! Levels (W9, W11), expiry (W10), returns (W12) and age, in both directions.

use crate::shop::{Shop, rows};

/// «kind item proposal quantity» as of 2026-10-31.
fn alerts(shop: &Shop) -> Vec<String> {
    rows(
        &shop.alerts("2026-10-31"),
        "rows",
        &["kind", "sku", "proposal", "proposal_qty"],
    )
}

/// Thirty days of issues, one a day, out of an opening.
fn selling(opening: u32, a_day: u32, from: u32) -> String {
    let mut text = format!("2026-10-01 QC opening A {opening} cost=2\n");
    for day in from..=31 {
        text += &format!("2026-10-{day:02} CK{day:02} issue A {a_day}\n");
    }
    text
}

#[test]
fn what_to_order() {
    // 2 a day: 14 for a week, the window is 2..=31 October.
    for (opening, item, expected) in [
        (80, "A safety=20", vec![]),
        (80, "A safety=21", vec!["below_safety A order 15"]),
        (80, "A safety=21 pack=6", vec!["below_safety A order 18"]),
        // Whole packs below the maximum: 20 + 12 ≤ 34.
        (
            80,
            "A safety=21 pack=6 max=34",
            vec!["below_safety A order 12"],
        ),
        (73, "A", vec!["reorder A order 1"]),
        (74, "A", vec![]),
        (80, "A safety=7", vec!["reorder A order 1"]),
    ] {
        let shop = Shop::new(&selling(opening, 2, 2)).items(item);
        let mut got = alerts(&shop);
        if item.contains("safety=20") {
            got.retain(|row| !row.starts_with("reorder"));
        }
        assert_eq!(got, expected, "{opening} {item}");
    }
}

#[test]
fn what_is_on_order_is_not_ordered_again() {
    let shop = Shop::new(&selling(80, 2, 2)).items("A safety=21");
    assert_eq!(alerts(&shop), ["below_safety A order 15"]);
    let part = shop.clone().orders("PO1 A 10 2026-11-05");
    assert_eq!(alerts(&part), ["below_safety A order 5"]);
    let whole = shop.orders("PO1 A 20 2026-11-05 received=4");
    assert_eq!(alerts(&whole), ["below_safety A await -"]);
}

#[test]
fn a_promotion_raises_the_demand() {
    let mut shop = Shop::new(&selling(80, 2, 2)).items("A safety=21");
    shop.rules.order_uplift = "50%".parse().unwrap();
    assert_eq!(alerts(&shop), ["below_safety A order 22"]);
}

#[test]
fn above_the_maximum() {
    let rest = |max: &str| alerts(&Shop::new(&selling(100, 2, 2)).items(max));
    assert_eq!(rest("A max=40"), [""; 0]);
    assert_eq!(rest("A max=35"), ["above_max A hold_orders 5"]);
}

#[test]
fn dead_and_slow() {
    let stock = |line: &str| {
        alerts(&Shop::new(&format!("{line}\n2026-10-31 X receipt Z 1")).items("A price=10"))
    };
    // 90 days to 31 October begin on 2 August.
    assert_eq!(stock("2026-08-02 1 receipt A 5"), ["dead A discount 5"]);
    assert_eq!(
        stock("2026-08-02 1 receipt A 5 party=甲"),
        ["dead A return_to_supplier 5"]
    );
    assert_eq!(stock("2026-08-03 1 receipt A 5"), ["slow A discount 5"]);
    assert_eq!(stock("2026-10-02 1 receipt A 5"), [""; 0]);
    // Sold out, then received again: not idle before there was stock.
    assert_eq!(
        stock("2026-07-01 1 receipt A 5\n2026-07-02 2 issue A 5\n2026-10-20 3 receipt A 5"),
        [""; 0]
    );
    // 1 in 30 days, 7 left: 210 days of cover.
    assert_eq!(
        stock("2026-09-01 1 receipt A 8\n2026-10-20 2 issue A 1"),
        ["slow A discount 7"]
    );
    assert_eq!(
        stock("2026-09-01 1 receipt A 7\n2026-10-20 2 issue A 1"),
        [""; 0]
    );
}

#[test]
fn a_discount_has_its_price() {
    let shop = Shop::new("2026-08-01 1 receipt A 5\n2026-10-31 X receipt Z 1")
        .items("A price=9.90 cost=7.10");
    let text = rows(&shop.alerts("2026-10-31"), "rows", &["proposal_text"]);
    assert_eq!(
        text,
        ["clear 5 at 30% off: 9.90 to 6.93 yuan, below the cost of 7.10"]
    );
}

#[test]
fn near_and_past_expiry() {
    let lot = |expiry: &str, qty: u32, item: &str| {
        let mut text = format!("2026-10-01 QC opening A {qty} lot=x exp={expiry}\n");
        text += "2026-10-01 QC opening A 60 lot=old exp=2026-10-31\n";
        for day in 2..=31 {
            text += &format!("2026-10-{day:02} CK{day:02} issue A 2 lot=old exp=2026-10-31\n");
        }
        let mut got = alerts(&Shop::new(&text).items(item));
        got.retain(|row| row.starts_with("expired") || row.starts_with("near"));
        got
    };
    let item = "A shelf=90 price=1";
    // A third of 90 days is 30: to 30 November.
    assert_eq!(lot("2026-12-01", 10, item), [""; 0]);
    assert_eq!(lot("2026-11-30", 10, item), ["near_expiry A sell_first 10"]);
    // 2 a day sell 60 in 30 days.
    assert_eq!(lot("2026-11-30", 60, item), ["near_expiry A sell_first 60"]);
    assert_eq!(lot("2026-11-30", 70, item), ["near_expiry A discount 10"]);
    assert_eq!(lot("2026-10-31", 10, item), ["near_expiry A discount 10"]);
    assert_eq!(lot("2026-10-30", 10, item), ["expired A take_off_sale 10"]);
    // Without a shelf life nothing can be near; that is said.
    assert_eq!(lot("2026-11-05", 10, "A"), [""; 0]);
}

#[test]
fn old_goods_move_to_where_they_sell() {
    let mut text = "2026-10-01 QC opening A 30 lot=x exp=2026-11-30 at=main\n\
                    2026-10-01 QC opening A 60 lot=old exp=2026-11-20 at=shop\n"
        .to_owned();
    for day in 2..=31 {
        text += &format!("2026-10-{day:02} CK{day:02} issue A 2 lot=old exp=2026-11-20 at=shop\n");
    }
    let shop = Shop::new(&text).items("A shelf=90");
    let mut got = alerts(&shop);
    got.retain(|row| row.starts_with("near"));
    assert_eq!(got, ["near_expiry A transfer 30"]);
}

#[test]
fn a_lot_without_shelf_life_is_said_with_its_cell() {
    let report = Shop::new("2026-10-01 1 receipt A 5 lot=x exp=2026-11-01")
        .items("A")
        .alerts("2026-10-31");
    let told = report.findings.iter().find(|f| f.rule == "W10").unwrap();
    assert_eq!(told.source.as_deref(), Some("items.csv:2"));
}

#[test]
fn zero_stock_is_taken_off_sale() {
    let shop = |text: &str| alerts(&Shop::new(text).items("A\nB"));
    assert!(
        shop("2026-10-01 1 receipt A 5\n2026-10-31 2 issue A 5")
            .contains(&"delist A delist -".to_owned())
    );
    // B never moved: it is no item of this warehouse.
    assert!(
        !shop("2026-10-01 1 receipt A 5")
            .iter()
            .any(|row| row.contains(" B "))
    );
}

#[test]
fn returns_are_put_away() {
    let kinds = |text: &str| {
        let report = Shop::new(&format!("2026-10-01 0 opening A 9 at=main\n{text}"))
            .items("A")
            .alerts("2026-10-31");
        let mut got = rows(&report, "rows", &["kind", "sku", "stock", "days"]);
        got.retain(|row| row.starts_with("return"));
        got
    };
    assert_eq!(
        kinds("2026-10-05 TH1 return_in A 2 at=退货区"),
        ["return_waiting A 2 26"]
    );
    assert_eq!(
        kinds("2026-10-05 TH1 return_in A 2"),
        ["return_waiting A 2 26"]
    );
    assert_eq!(kinds("2026-10-05 TH1 return_in A 2 at=main"), [""; 0]);
    assert_eq!(kinds("2026-10-31 TH1 return_in A 2 at=退货区"), [""; 0]);
    let moved =
        "2026-10-05 TH1 return_in A 2 at=退货区\n2026-10-06 DB1 transfer_out A 2 at=退货区 to=main";
    assert_eq!(kinds(moved), [""; 0]);
    let part = "2026-10-05 TH1 return_in A 2 at=退货区\n2026-10-06 BS1 damage A 1 at=退货区";
    assert_eq!(kinds(part), ["return_waiting A 1 26"]);
}

#[test]
fn transfers_keep_the_day_of_receipt() {
    let text = "2026-08-01 1 receipt A 5 at=main cost=2\n2026-10-20 2 receipt A 3 at=main\n\
                2026-10-25 DB1 transfer_out A 8 at=main to=shop\n2026-10-30 CK1 issue A 2 at=shop";
    let report = Shop::new(text).items("A cost=2").alerts("2026-10-31");
    let buckets = rows(&report, "ageing", &["items", "qty", "value"]);
    assert_eq!(
        buckets,
        ["1 3 6.00", "0 0 0.00", "0 0 0.00", "1 3 6.00", "0 0 0.00"]
    );
    assert_eq!(
        rows(&report, "ageing_items", &["sku", "stock", "oldest"]),
        ["A 6 2026-08-01"]
    );
}
