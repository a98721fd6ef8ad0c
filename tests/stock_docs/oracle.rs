//! Naive oracles over generated ledgers: they read the lines as text, keep every
//! piece or every balance by itself, and use nothing of the program.

use crate::shop::{Shop, day, rows};
use chrono::NaiveDate;
use dayclose::stock::alerts::layers;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A ledger of lines with times, so that every order is settled: one document a
/// minute.
pub fn ledger(most: usize) -> impl Strategy<Value = Vec<String>> {
    let line = (0..30_u32, 0..6_usize, 0..2_usize, 0..3_usize, 1..9_i64);
    prop::collection::vec(line, 1..most).prop_map(|lines| {
        let written = lines.into_iter().enumerate();
        written
            .map(|(n, (day, kind, item, lot, qty))| {
                let kind = ["receipt", "receipt", "issue", "issue", "issue", "damage"][kind];
                let (item, lot) = (["A", "B"][item], ["x", "y", "z"][lot]);
                let (day, hour, minute) = (day + 1, n / 60, n % 60);
                format!(
                    "2026-10-{day:02}T{hour:02}:{minute:02} D{n:03} {kind} {item} {qty} at=w lot={lot}"
                )
            })
            .collect()
    })
}

pub fn shuffle(lines: &mut [String], mut seed: u64) {
    for i in (1..lines.len()).rev() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let j = usize::try_from(seed >> 33).unwrap() % (i + 1);
        lines.swap(i, j);
    }
}

/// time, document, kind, item, quantity, lot
type Line<'t> = (&'t str, &'t str, &'t str, &'t str, i64, &'t str);

fn parsed(lines: &[String]) -> Vec<Line<'_>> {
    let mut out: Vec<Line<'_>> = lines
        .iter()
        .map(|line| {
            let w: Vec<&str> = line.split(' ').collect();
            (w[0], w[1], w[2], w[3], w[4].parse().unwrap(), &w[6][4..])
        })
        .collect();
    out.sort_unstable();
    out
}

fn signed(kind: &str, qty: i64) -> i64 {
    if kind == "receipt" { qty } else { -qty }
}

/// Documents that issued from a lot received later than another that had stock
/// (a lot that nobody received comes before none).
fn newer_first(lines: &[Line<'_>]) -> BTreeSet<String> {
    let mut flagged = BTreeSet::new();
    for (n, (_, no, kind, item, _, lot)) in lines.iter().enumerate() {
        if *kind != "issue" {
            continue;
        }
        let first_seen = |lot: &str| -> Option<&str> {
            let came = lines.iter().filter(|l| l.2 == "receipt");
            let mine = came.clone().find(|l| l.3 == *item && l.5 == lot);
            mine.map(|l| &l.0[..10])
        };
        for other in ["x", "y", "z"] {
            let stock: i64 = lines[..=n]
                .iter()
                .filter(|l| l.3 == *item && l.5 == other)
                .map(|l| signed(l.2, l.4))
                .sum();
            let (older, newer) = (first_seen(other), first_seen(lot));
            if other != *lot && stock > 0 && older < newer {
                flagged.insert((*no).to_owned());
            }
        }
    }
    flagged
}

/// The first document after which an item, else a lot of an item that never
/// was, is below zero.
fn below_zero(lines: &[Line<'_>]) -> BTreeSet<String> {
    let mut flagged = BTreeSet::new();
    for item in ["A", "B"] {
        let mut sum = 0;
        let whole = lines.iter().filter(|l| l.3 == item).find(|l| {
            sum += signed(l.2, l.4);
            sum < 0
        });
        if let Some(line) = whole {
            flagged.insert(line.1.to_owned());
            continue;
        }
        for lot in ["x", "y", "z"] {
            let mut sum = 0;
            let first = lines
                .iter()
                .filter(|l| l.3 == item && l.5 == lot)
                .find(|l| {
                    sum += signed(l.2, l.4);
                    sum < 0
                });
            flagged.extend(first.map(|l| l.1.to_owned()));
        }
    }
    flagged
}

/// The days of the pieces that a queue of single pieces still holds, a lot at a
/// time; issues beyond what is there are owed to later receipts.
fn queue(lines: &[Line<'_>], item: &str) -> BTreeMap<NaiveDate, i64> {
    let mut left: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for lot in ["x", "y", "z"] {
        let mut pieces: Vec<NaiveDate> = Vec::new();
        let mut owed = 0;
        for line in lines.iter().filter(|l| l.3 == item && l.5 == lot) {
            for _ in 0..line.4 {
                if line.2 == "receipt" {
                    if owed > 0 {
                        owed -= 1;
                    } else {
                        pieces.push(day(&line.0[..10]));
                    }
                } else if pieces.is_empty() {
                    owed += 1;
                } else {
                    pieces.remove(0);
                }
            }
        }
        for piece in pieces {
            *left.entry(piece).or_default() += 1;
        }
    }
    left
}

fn documents(shop: &Shop, kind: &str) -> BTreeSet<String> {
    let rows = rows(&shop.docs(), "rows", &["kind", "doc_no"]);
    let mine = rows
        .iter()
        .filter_map(|row| row.strip_prefix(kind)?.strip_prefix(' '));
    mine.map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn first_in_first_out_as_a_naive_look_sees_it(lines in ledger(60)) {
        let shop = Shop { movements: lines.clone(), ..Shop::default() };
        prop_assert_eq!(documents(&shop, "newer_first"), newer_first(&parsed(&lines)));
    }

    #[test]
    fn below_zero_as_running_sums_see_it(lines in ledger(60)) {
        let shop = Shop { movements: lines.clone(), ..Shop::default() };
        prop_assert_eq!(documents(&shop, "below_zero"), below_zero(&parsed(&lines)));
    }

    #[test]
    fn ages_as_a_queue_of_pieces_has_them(lines in ledger(60)) {
        let shop = Shop { movements: lines.clone(), ..Shop::default() };
        let tables = shop.tables();
        for item in ["A", "B"] {
            let own: Vec<_> = tables
                .ledger
                .entries
                .iter()
                .filter(|e| tables.pool.text(e.sku) == item)
                .collect();
            let mut stock: BTreeMap<_, dayclose::base::Qty> = BTreeMap::new();
            for entry in &own {
                *stock.entry(dayclose::stock::alerts::LotKey::of(entry)).or_default() += entry.qty;
            }
            let stock: Vec<_> = stock.into_iter().filter(|(_, q)| !q.is_negative()).collect();
            let ages: BTreeMap<NaiveDate, i64> = layers(&own, &stock)
                .into_iter()
                .map(|layer| (layer.received, layer.qty.to_string().parse().unwrap()))
                .collect();
            prop_assert_eq!(ages, queue(&parsed(&lines), item));
        }
    }
}
