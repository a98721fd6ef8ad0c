//! A fixture a cause, and what the contract says of sides, keys and figures.

use super::desk::Desk;
use serde_json::{Value, json};

fn fixture(kind: &str) -> Desk {
    let desk = Desk::new();
    let from = format!("{}/fixtures/reconcile", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(format!("{from}/{kind}")).unwrap() {
        let path = entry.unwrap().path();
        desk.write(
            path.file_name().unwrap().to_str().unwrap(),
            std::fs::read(&path).unwrap(),
        );
    }
    desk.write(
        "items.csv",
        std::fs::read(format!("{from}/items.csv")).unwrap(),
    );
    desk
}

fn row(report: &Value, at: usize) -> &Value {
    &report["rows"][at]
}

#[test]
fn each_cause_is_told_from_the_others() {
    for (kind, rows, diff, side, documents) in [
        ("cut_off", 1, "9", "finance", json!(["CK1031"])),
        (
            "posted_twice",
            1,
            "30",
            "finance",
            json!(["RK1012", "RK1012"]),
        ),
        ("wrong_item", 2, "5", "finance", json!(["CK1009"])),
        ("wrong_location", 2, "-18", "finance", json!(["RK1014"])),
        ("wrong_lot", 2, "-20", "finance", json!(["RK1015"])),
        ("sign_reversed", 1, "16", "finance", json!(["CK1016"])),
        ("transposed_digits", 1, "9", "finance", json!(["CK1017"])),
        ("unit_of_measure", 1, "-33", "finance", json!(["RK1018"])),
        ("wrong_quantity", 1, "-36", "finance", json!(["CK1019"])),
        ("missing_in_book", 1, "-6", "book", json!(["CK1020"])),
        ("missing_in_other", 1, "22", "finance", json!(["CK1021"])),
        ("damaged", 1, "-2", "count", json!([])),
        ("unexplained", 1, "-5", "count", json!([])),
    ] {
        let desk = fixture(kind);
        let other = if desk.path().join("count.csv").exists() {
            "count"
        } else {
            "finance"
        };
        let report = desk.json(&format!(
            "--book book.csv --{other} {other}.csv --items items.csv --as-of 2026-10-31"
        ));
        assert_eq!(report["rows"].as_array().unwrap().len(), rows, "{kind}");
        let first = row(&report, 0);
        assert_eq!(
            (&first["diff"], &first["side"]),
            (&json!(diff), &json!(other)),
            "{kind}"
        );
        let causes = first["causes"].as_array().unwrap();
        assert_eq!(causes.len(), 1, "{kind}: {first}");
        for (key, value) in [
            ("kind", json!(kind)),
            ("qty", json!(diff)),
            ("side", json!(side)),
            ("documents", documents),
        ] {
            assert_eq!(causes[0][key], value, "{kind} {key}");
        }
    }
}

/// The same mistakes where the other side is a list of balances.
#[test]
fn a_balance_keeps_the_trace_of_a_document() {
    let desk = fixture("month");
    let base = [("A01", 155), ("A02", 24), ("B01", 87), ("B02", 103)];
    for (sku, delta, kind, doc) in [
        ("A01", 31, "missing_in_other", "CK1014"),
        ("A01", 9, "cut_off", "CK1031"),
        ("A02", 36, "missing_in_other", "CK1021"),
        ("B01", 42, "sign_reversed", "CK1009"),
        ("B02", 24, "posted_twice", "RK1012"),
        ("B02", -22, "unit_of_measure", "RK1012"),
        ("A01", 18, "transposed_digits", "CK1014"),
        ("B02", 1234, "unexplained", ""),
    ] {
        let mut csv = String::from("商品编码,结存数量\n");
        for (item, qty) in base {
            let qty = qty + if item == sku { delta } else { 0 };
            csv.push_str(&format!("{item},{qty}\n"));
        }
        desk.write("b.csv", csv);
        let report =
            desk.json("--book book.csv --finance b.csv --items items.csv --as-of 2026-10-31");
        let causes = row(&report, 0)["causes"].as_array().unwrap();
        assert_eq!(causes[0]["kind"], kind, "{sku} {delta}: {causes:?}");
        if !doc.is_empty() {
            assert!(
                causes[0]["documents"]
                    .as_array()
                    .unwrap()
                    .contains(&json!(doc)),
                "{causes:?}"
            );
        }
        // A candidate accounts for nothing while another explanation stands.
        for candidate in &causes[1..] {
            assert_eq!(candidate["qty"], "0", "{candidate}");
        }
    }
}

const HEAD: &str = "日期,单据编号,单据类型,商品编码,数量,仓位,金额\n";

#[test]
fn two_faults_of_one_item_are_told_apart() {
    let desk = Desk::new();
    desk.write("a.csv", format!("{HEAD}2026-10-02,RK1,入库,A,40,,\n2026-10-03,CK1,出库,A,21,,\n2026-10-04,CK2,出库,A,5,,\n"));
    desk.write("b.csv", format!("{HEAD}2026-10-02,RK1,入库,A,40,,\n2026-10-03,CK1,出库,A,12,,\n2026-10-04,CK2,出库,A,5,,\n2026-10-04,CK2,出库,A,5,,\n"));
    let report = desk.json("--book a.csv --system b.csv");
    let causes = &row(&report, 0)["causes"];
    assert_eq!(row(&report, 0)["diff"], "4");
    assert_eq!(
        (&causes[0]["kind"], &causes[0]["qty"]),
        (&json!("posted_twice"), &json!("-5"))
    );
    assert_eq!(
        (&causes[1]["kind"], &causes[1]["qty"]),
        (&json!("transposed_digits"), &json!("9"))
    );
}

#[test]
fn the_cut_off_day_is_included_and_what_is_later_is_not() {
    let desk = Desk::new();
    let book = format!(
        "{HEAD}2026-10-01,RK1,入库,A,10,,\n2026-10-31 17:00,CK1,出库,A,3,,\n2026-11-01,CK2,出库,A,2,,\n"
    );
    desk.write("a.csv", &book);
    desk.write("b.csv", "商品编码,结存数量\nA,7\n");
    let run = |line: &str| desk.json(&format!("--book a.csv --cards b.csv {line}"));
    assert_eq!(run("--as-of 2026-10-31")["summary"]["agree"], 1);
    assert_eq!(row(&run("--as-of 2026-10-31T16:59"), 0)["book"], "10");
    assert_eq!(row(&run(""), 0)["book"], "5");
}

#[test]
fn places_count_where_both_sides_name_them() {
    let desk = Desk::new();
    desk.write(
        "a.csv",
        format!("{HEAD}2026-10-01,RK1,入库,A,10,甲,\n2026-10-01,RK2,入库,A,6,乙,\n"),
    );
    desk.write("b.csv", "商品编码,仓位,结存数量\nA,甲,8\nA,乙,8\n");
    desk.write("c.csv", "商品编码,结存数量\nA,16\n");
    let report = desk.json("--book a.csv --system b.csv --cards c.csv");
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        rows.iter()
            .all(|r| r["side"] == "system" && r["causes"][0]["kind"] == "wrong_location")
    );
}

#[test]
fn amounts_are_reconciled_where_both_sides_have_them() {
    let desk = Desk::new();
    let line =
        |doc: &str, sku: &str, amount: &str| format!("2026-10-01,{doc},入库,{sku},10,,{amount}\n");
    let book = [
        line("RK1", "A", "100"),
        line("RK2", "B", "120"),
        line("RK3", "C", "100"),
        line("RK4", "D", "100"),
    ];
    desk.write("a.csv", format!("{HEAD}{}", book.concat()));
    desk.write(
        "b.csv",
        format!("{HEAD}{}", book.concat().replace(",120\n", ",210\n")),
    );
    let report = desk.json("--book a.csv --finance b.csv");
    let only = row(&report, 0);
    assert_eq!(report["rows"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&only["sku"], &only["diff"], &only["amount_diff"]),
        (&json!("B"), &json!("0"), &json!("90.00"))
    );
    assert_eq!(only["causes"][0]["kind"], "transposed_digits");
    // Another footing is said once and makes no rows.
    let twice = ["100", "120"].iter().fold(book.concat(), |t, a| {
        t.replace(&format!(",{a}\n"), ",260\n")
    });
    desk.write("b.csv", format!("{HEAD}{twice}"));
    let report = desk.json("--book a.csv --finance b.csv");
    assert_eq!(report["rows"], json!([]));
    assert_eq!(report["findings"][0]["severity"], "warning");
}

#[test]
fn a_count_meets_the_book_at_its_minute() {
    let desk = Desk::new();
    desk.write("a.csv", format!("{HEAD}2026-10-30,RK1,入库,A,10,,\n2026-10-31 09:00,CK1,出库,A,3,,\n2026-10-31 15:00,CK2,出库,A,2,,\n"));
    desk.write(
        "n.csv",
        "商品编码,实盘数量,盘点时间\nA,7,2026-10-31 10:30\nB,,2026-10-31 10:30\n",
    );
    let report = desk.json("--book a.csv --count n.csv --all");
    assert_eq!(
        (&row(&report, 0)["book"], &row(&report, 0)["diff"]),
        (&json!("7"), &json!("0"))
    );
    assert_eq!(report["summary"]["not_counted"], 1);
    assert_eq!(report["summary"]["items"], 1);
}

#[test]
fn opening_stock_is_added_to_the_book() {
    let desk = Desk::new();
    desk.write("a.csv", format!("{HEAD}2026-10-02,CK1,出库,A,4,,\n"));
    desk.write("o.csv", "商品编码,结存数量\nA,10\n");
    desk.write("b.csv", "商品编码,结存数量\nA,6\n");
    assert_eq!(
        desk.json("--book a.csv --opening o.csv --finance b.csv")["summary"]["agree"],
        1
    );
    // A ledger without opening stock of its own is given the book's.
    desk.write("c.csv", format!("{HEAD}2026-10-02,CK1,出库,A,4,,\n"));
    let report = desk.json("--book a.csv --opening o.csv --finance c.csv --all");
    assert_eq!(
        (&row(&report, 0)["other"], &report["summary"]["agree"]),
        (&json!("6"), &json!(1))
    );
}

#[test]
fn nobody_is_blamed_where_books_agree() {
    let desk = fixture("missing_in_other");
    let output = desk.run("--book book.csv --finance book.csv");
    assert_eq!(output.status.code(), Some(0));
    let report = desk.json("--book book.csv --finance book.csv");
    assert_eq!(
        (&report["rows"], &report["findings"]),
        (&json!([]), &json!([]))
    );
}

/// One document with two lines of one item and quantity that differ in amount,
/// which the other side wrote the other way round: what the item differs by is
/// the document the other side lacks, and nothing else.
#[test]
fn lines_of_one_quantity_meet_by_their_amounts() {
    let heading = "date,document no,document type,sku,qty,amount,party\n";
    let line = |doc: &str, amount: &str| format!("2026-10-05,{doc},receipt,A,5,{amount},p\n");
    for other in ["RK1", "V9"] {
        let desk = Desk::new();
        let book = [line("RK1", "10.00"), line("RK1", "30.00")].concat();
        let finance = [line(other, "30.00"), line(other, "10.00")].concat();
        let lacking = "2026-10-09,RK2,receipt,A,7,14.00,q\n";
        desk.write("book.csv", format!("{heading}{book}{lacking}"));
        desk.write("finance.csv", format!("{heading}{finance}"));
        let report = desk.json("--book book.csv --finance finance.csv --as-of 2026-10-31");
        let causes = row(&report, 0)["causes"].as_array().unwrap();
        let kinds: Vec<_> = causes.iter().map(|c| &c["kind"]).collect();
        assert_eq!(kinds, ["missing_in_other"], "{other}");
    }
}
