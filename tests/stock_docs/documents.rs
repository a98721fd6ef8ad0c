//! Papers by themselves (W2–W4), number series (W15), the flow of goods (W3, W5).

use crate::shop::{Shop, found, of_kinds, rows};
use proptest::prelude::*;

/// Movements, then what is found.
fn holds(cases: &[(&str, &[&str])]) {
    for (movements, expected) in cases {
        let report = Shop::new(movements).docs();
        assert_eq!(found(&report), *expected, "{movements}");
    }
}

#[test]
fn every_movement_has_a_document() {
    holds(&[
        ("2026-10-02 RK1 receipt A 5\n2026-10-03 CK1 issue A 2", &[]),
        (
            "2026-10-02 RK1 receipt A 5\n2026-10-03 - issue A 2",
            &["no_document - A"],
        ),
        ("2026-10-02 - receipt A 5", &["no_document - A"]),
        // Brought forward, or outside the month.
        ("2026-10-01 - opening A 5\n2026-09-30 - receipt A 5", &[]),
    ]);
}

#[test]
fn a_ledger_without_numbers_is_said_once() {
    let shop = Shop::new("2026-10-02 - receipt A 5\n2026-10-03 - issue A 2");
    let mut tables = shop.tables();
    tables.files.set_columns(0, Vec::new());
    assert!(!tables.files.has(0, "doc_no"));
}

#[test]
fn receipts_are_signed_by_both() {
    let shop = |receipt: &str| Shop {
        columns: vec!["keeper", "supervisor"],
        ..Shop::new(receipt)
    };
    let signed = "2026-10-02 RK1 receipt A 5 keeper=k supervisor=s\n2026-10-02 RK1 receipt B 5";
    assert_eq!(found(&shop(signed).docs()), [""; 0]);
    for (receipt, lacking) in [
        ("2026-10-02 RK1 receipt A 5 keeper=k", "supervisor"),
        ("2026-10-02 RK1 receipt A 5 supervisor=s", "keeper"),
    ] {
        let report = shop(receipt).docs();
        assert_eq!(found(&report), ["unsigned RK1 -"]);
        assert!(report.findings[0].message.en.contains(lacking));
        assert_eq!(report.findings[0].source.as_deref(), Some("ledger.csv:2"));
    }
    // Issues need no such signature; a rule that is off asks for none.
    assert_eq!(
        found(&shop("2026-10-02 RK1 opening A 9\n2026-10-03 CK1 issue A 5").docs()),
        [""; 0]
    );
    let mut off = shop("2026-10-02 RK1 receipt A 5 keeper=k");
    off.rules.supervisor_signs = false;
    assert_eq!(found(&off.docs()), [""; 0]);
    // Without the column nothing is judged, and that is said.
    let report = Shop::new("2026-10-02 RK1 receipt A 5").docs();
    assert!(found(&report).is_empty());
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.rule == "W2" && !f.needs_person())
    );
}

#[test]
fn documents_are_posted_on_their_day() {
    let shop = |line: &str| Shop {
        columns: vec!["posted_at"],
        ..Shop::new(line)
    };
    for (line, expected) in [
        (
            "2026-10-02 RK1 receipt A 5 posted=2026-10-02T23:59",
            &[][..],
        ),
        (
            "2026-10-02 RK1 receipt A 5 posted=2026-10-03T00:01",
            &["posted_late RK1 -"],
        ),
        ("2026-10-02 RK1 receipt A 5", &["unposted RK1 -"]),
    ] {
        assert_eq!(found(&shop(line).docs()), expected, "{line}");
    }
    let mut lenient = shop("2026-10-02 RK1 receipt A 5 posted=2026-10-03");
    lenient.rules.post_days = 1;
    assert!(found(&lenient.docs()).is_empty());
}

#[test]
fn numbers_missing_double_out_of_order() {
    const KINDS: [&str; 4] = ["gap", "double", "out_of_order", "number_date"];
    for (documents, expected) in [
        // A number with its day begins anew each day.
        ("RK2026100201/02 RK2026100202/02 RK2026100301/03", &[][..]),
        (
            "RK2026100201/02 RK2026100203/02 RK2026100301/03",
            &["gap RK2026100203 -"],
        ),
        (
            "RK2026100201/02 RK2026100302/03 RK2026100401/04",
            &["gap RK2026100302 -"],
        ),
        // A number with its month runs on through it.
        ("RK2026100001/02 RK2026100002/05 RK2026100003/09", &[]),
        ("RK2026100001/02 RK2026100003/05", &["gap RK2026100003 -"]),
        (
            "RK2026100001/02 RK2026100002/09 RK2026100003/05 RK2026100004/10",
            &["out_of_order RK2026100002 -"],
        ),
        // Plain numbers run on; a leap is a new pad.
        ("7/02 8/02 9/03", &[]),
        ("7/02 9/03", &["gap 9 -"]),
        ("7/02 8/02 5001/03 5002/03", &[]),
        // One number on two days.
        ("8/02 9/02 9/05", &["double 9 -"]),
        // A date that is not the document's.
        (
            "CK2026100201/02 CK2026100301/03 CK2026100401/14 CK2026100501/05",
            &["number_date CK2026100401 -"],
        ),
    ] {
        let movements: Vec<String> = documents
            .split(' ')
            .map(|document| {
                let (no, day) = document.split_once('/').unwrap();
                format!("2026-10-{day} {no} receipt A 1")
            })
            .collect();
        let report = Shop::new(&movements.join("\n")).docs();
        assert_eq!(of_kinds(&report, &KINDS), expected, "{documents}");
    }
}

#[test]
fn a_gap_names_its_ends_and_its_next() {
    let report = Shop::new("2026-10-02 CK007 surplus A 1\n2026-10-03 CK011 surplus A 1").docs();
    let finding = &report.findings[0];
    assert_eq!(
        (finding.rule.as_str(), finding.subject.as_str()),
        ("W15", "CK011")
    );
    assert_eq!(finding.data["from"], "CK008");
    assert_eq!(finding.data["to"], "CK010");
    assert_eq!(finding.data["missing"], 3);
    assert_eq!(
        rows(
            &report,
            "series",
            &["series", "month", "documents", "missing"]
        ),
        ["CK 2026-10 2 3"]
    );
}

#[test]
fn transfers_and_counts_are_one_document() {
    holds(&[(
        "2026-10-01 QC1 opening A 9 at=x\n\
         2026-10-02 DB1 transfer_out A 2 at=x\n2026-10-02 DB1 transfer_in A 2 at=y\n\
         2026-10-03 PD1 surplus A 1 at=x\n2026-10-03 PD1 shortage A 1 at=x",
        &[],
    )]);
}

#[test]
fn the_first_line_below_zero() {
    holds(&[
        ("2026-10-01 1 opening A 5\n2026-10-02 2 issue A 5", &[]),
        (
            "2026-10-01 1 opening A 5\n2026-10-02 2 issue A 6\n2026-10-03 3 issue A 1",
            &["below_zero 2 A"],
        ),
        // With bare dates the day's receipts come before its issues.
        ("2026-10-02 1 issue A 5\n2026-10-02 2 receipt A 5", &[]),
        (
            "2026-10-02T09:00 1 issue A 5\n2026-10-02T10:00 2 receipt A 5",
            &["below_zero 1 A"],
        ),
        // Each place by itself, each lot by itself.
        (
            "2026-10-01 1 opening A 5 at=x\n2026-10-02 2 issue A 1 at=y",
            &["below_zero 2 A"],
        ),
        (
            "2026-10-01 1 opening A 5 lot=a\n2026-10-02 2 issue A 1 lot=b",
            &["below_zero 2 A"],
        ),
        // Below zero since before the month, and still.
        ("2026-09-01 1 issue A 1", &["below_zero 1 A"]),
        ("2026-09-01 1 issue A 1\n2026-09-02 2 receipt A 1", &[]),
    ]);
}

#[test]
fn older_lots_go_first() {
    let old_new = "2026-09-01 1 receipt A 5 lot=old\n2026-09-11 2 receipt A 5 lot=new\n";
    for (rest, expected) in [
        ("2026-10-02 3 issue A 5 lot=old", &[][..]),
        ("2026-10-02 3 issue A 5 lot=new", &["newer_first 3 A"]),
        // The same document empties the older lot.
        (
            "2026-10-02 3 issue A 2 lot=new\n2026-10-02 3 issue A 5 lot=old",
            &[],
        ),
        (
            "2026-10-02 3 issue A 2 lot=new\n2026-10-02 3 issue A 4 lot=old",
            &["newer_first 3 A"],
        ),
        (
            "2026-10-02 3 issue A 5 lot=old\n2026-10-03 4 issue A 5 lot=new",
            &[],
        ),
        // A transfer keeps the day of receipt; it is not judged itself.
        ("2026-10-02 3 transfer_out A 5 lot=new to=y", &[]),
        // Damage takes the piece that broke.
        ("2026-10-02 3 damage A 1 lot=new", &[]),
    ] {
        let report = Shop::new(&format!("{old_new}{rest}")).docs();
        assert_eq!(of_kinds(&report, &["newer_first"]), expected, "{rest}");
    }
    let report = Shop::new(&format!("{old_new}2026-10-02 3 issue A 2 lot=new")).docs();
    let finding = &report.findings[0];
    assert_eq!(finding.rule, "W5");
    assert_eq!(
        (&finding.data["older_lot"], &finding.data["days"]),
        (&"old".into(), &10.into())
    );
    assert_eq!(finding.data["older_qty"], "5");
}

#[test]
fn the_earlier_expiry_is_the_older_lot() {
    let shop = Shop::new(
        "2026-09-01 1 receipt A 5 lot=late exp=2027-05-01\n\
         2026-09-11 2 receipt A 5 lot=soon exp=2027-01-01\n\
         2026-10-02 3 issue A 1 lot=late",
    );
    assert_eq!(found(&shop.docs()), ["newer_first 3 A"]);
    let mut by_receipt = shop;
    by_receipt.rules.expiry_first = false;
    assert_eq!(found(&by_receipt.docs()), [""; 0]);
}

#[test]
fn an_older_lot_of_the_same_day_proves_nothing_without_times() {
    let day = |a: &str, b: &str| {
        Shop::new(&format!(
            "2026-09-01 1 receipt A 5 lot=new exp=2027-05-01\n\
             2026-10-02{a} 2 return_in A 1 lot=old exp=2027-01-01\n\
             2026-10-02{b} 3 issue A 1 lot=new"
        ))
    };
    assert!(found(&day("", "").docs()).is_empty());
    assert_eq!(found(&day("T09:00", "T10:00").docs()), ["newer_first 3 A"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What is found does not depend on the order of the rows.
    #[test]
    fn rows_in_any_order(lines in crate::oracle::ledger(40), seed in any::<u64>()) {
        let shop = Shop { movements: lines.clone(), ..Shop::default() };
        let mut shuffled = lines;
        crate::oracle::shuffle(&mut shuffled, seed);
        let other = Shop { movements: shuffled, ..Shop::default() };
        let keys = ["kind", "date", "doc_no", "sku", "location", "lot", "qty", "text"];
        let (mut a, mut b) = (rows(&shop.docs(), "rows", &keys), rows(&other.docs(), "rows", &keys));
        // Doubles and gaps name places in the file.
        a.retain(|row| !row.contains("ledger.csv"));
        b.retain(|row| !row.contains("ledger.csv"));
        a.sort();
        b.sort();
        prop_assert_eq!(a, b);
    }
}
