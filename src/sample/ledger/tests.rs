//! The month's documents hold the slips that are told, and no others.

use super::*;

/// Rules broken by the documents, told from the lines alone.
fn broken(ledger: &Ledger) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut stock: BTreeMap<&Place, i64> = BTreeMap::new();
    let mut unsigned: Vec<&str> = Vec::new();
    for m in &ledger.movements {
        let out = matches!(m.doc_type, "销售出库" | "调拨出" | "报损");
        if m.doc_no.is_empty() && found.last() != Some(&"W4") {
            found.push("W4");
        }
        if m.supervisor.is_empty() && !unsigned.contains(&m.doc_no.as_str()) {
            unsigned.push(&m.doc_no);
            found.push("W2");
        }
        let older = stock
            .iter()
            .any(|(p, qty)| *qty > 0 && (p.0, p.1) == (m.place.0, m.place.1) && p.2 < m.place.2);
        if out && older {
            found.push("W5");
        }
        *stock.entry(&m.place).or_default() += if out { -m.qty } else { m.qty };
    }
    let short = ledger.purchases.iter().filter(|p| {
        p.note
            .as_ref()
            .is_some_and(|(_, qty, _)| *qty != p.received)
    });
    found.extend(short.map(|_| "W1"));
    let counted = ledger.counted.keys().next();
    let of_month = |p: &&Purchase| counted.is_some_and(|day| p.due.month() == day.month());
    let overdue = ledger.purchases.iter().filter(of_month);
    found.extend(overdue.filter(|p| p.note.is_none()).map(|_| "W13"));
    found.sort_unstable();
    found
}

/// Numbers of a series of a day run from 01 without a gap.
fn numbers_run(ledger: &Ledger) -> bool {
    let mut series: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for number in ledger.movements.iter().map(|m| m.doc_no.as_str()) {
        if let Some((day, n)) = number.len().checked_sub(2).map(|at| number.split_at(at)) {
            series
                .entry(day)
                .or_default()
                .insert(n.parse().expect("digits"));
        }
    }
    series.values().all(|n| {
        n.iter()
            .copied()
            .eq(1..=u32::try_from(n.len()).expect("few"))
    })
}

#[test]
fn the_documents_hold_the_slips_told_and_no_others() {
    for (seed, month) in (0..20).zip((1..=12).cycle()) {
        let first = NaiveDate::from_ymd_opt(2026, month, 1).expect("a date");
        let ledger = play(first, seed);
        let mut told: Vec<&str> = ledger
            .slips
            .iter()
            .filter_map(|m| m.zh.split(' ').next())
            .collect();
        told.sort_unstable();
        assert_eq!(told, ["W1", "W10", "W13", "W2", "W4", "W5"], "seed {seed}");
        assert_eq!(
            broken(&ledger),
            ["W1", "W13", "W2", "W4", "W5"],
            "seed {seed}"
        );
        assert!(numbers_run(&ledger), "seed {seed}");
    }
}
