//! A year's balance of a stock ledger of 100,000 lines: rows taken in, and the
//! last month valued by each method.
//!
//! `cargo bench --bench stock`; for whole runs against DuckDB see
//! `scripts/bench.py balance`.
#![allow(clippy::unwrap_used)]

use dayclose::base::{Direction, Files, Money, Name, Origin, Period, Pool, Qty, Valuation};
use dayclose::policy::Policy;
use dayclose::stock::balance::{Books, By, Request, balance};
use dayclose::stock::{Lines, Poster};
use dayclose::table::cell::date::Moment;
use dayclose::table::rows::Movement;
use rust_decimal::Decimal;

const ROWS: u32 = 100_000;
const ITEMS: u32 = 400;

/// A ledger in order of days; the same every time.
fn ledger(pool: &mut Pool) -> Vec<Movement> {
    let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let words = ["采购入库", "销售出库"].map(|word| pool.intern(word));
    let skus: Vec<Name> = (0..ITEMS)
        .map(|n| pool.intern(&format!("SP{n:04}")))
        .collect();
    (0..ROWS)
        .map(|row| {
            let receipt = row % 5 == 0;
            let (prefix, doc) = (if receipt { "RK" } else { "CK" }, row / 3);
            Movement {
                origin: Origin {
                    file: 0,
                    line: row + 2,
                },
                date: Some(Moment {
                    at: (first + chrono::Days::new(u64::from(row * 334 / ROWS))).into(),
                    has_time: false,
                    has_seconds: false,
                }),
                doc_no: pool.intern(&format!("{prefix}{doc:06}")),
                doc_type: words[usize::from(!receipt)],
                sku: skus[(row.wrapping_mul(2_654_435_761) >> 7) as usize % ITEMS as usize],
                qty: Some(Qty(Decimal::from(row % 29 + if receipt { 60 } else { 1 }))),
                unit_cost: receipt.then(|| Money(Decimal::new(i64::from(row % 9_000 + 100), 2))),
                direction: Some(if receipt {
                    Direction::In
                } else {
                    Direction::Out
                }),
                ..Movement::default()
            }
        })
        .collect()
}

fn posted(rows: Vec<Movement>, pool: &Pool, policy: &Policy) -> Lines {
    let mut poster = Poster::new(None, &policy.stock);
    poster.take(rows, pool);
    poster.finish()
}

#[divan::bench(sample_count = 20)]
fn taken_in(bencher: divan::Bencher<'_, '_>) {
    let (mut pool, policy) = (Pool::new(), Policy::default());
    let rows = ledger(&mut pool);
    bencher
        .counter(divan::counter::ItemsCount::new(ROWS))
        .with_inputs(|| rows.clone())
        .bench_local_values(|rows| posted(rows, &pool, &policy));
}

#[divan::bench(sample_count = 20, args = Valuation::ALL)]
fn valued(bencher: divan::Bencher<'_, '_>, method: Valuation) {
    let (mut pool, policy) = (Pool::new(), Policy::default());
    let rows = ledger(&mut pool);
    let lines = posted(rows, &pool, &policy);
    let request = Request {
        period: Period::named_month("2026-11").unwrap(),
        method,
        by: By::Item,
    };
    let books = Books {
        ledger: &lines,
        opening: None,
        items: None,
        pool: &pool,
        files: &Files::default(),
    };
    bencher
        .counter(divan::counter::ItemsCount::new(ROWS))
        .bench_local(|| balance(&request, &books).unwrap());
}

fn main() {
    divan::main();
}
