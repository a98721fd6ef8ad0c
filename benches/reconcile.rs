//! Two ledgers of 100,000 lines, of which one in a thousand was left out, booked
//! twice or has a nought too many: the lines taken in, then compared and every
//! difference explained.
//!
//! `cargo bench --bench reconcile`; for whole runs against DuckDB see
//! `scripts/bench.py reconcile`.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, Days, NaiveDate};
use dayclose::base::{Clock, Direction, Files, Name, Origin, Pool, Qty};
use dayclose::policy::Policy;
use dayclose::reconcile::{Asked, Book, Given, Role, Sheet, SheetMaker, reconcile};
use dayclose::report::Report;
use dayclose::table::cell::date::Moment;
use dayclose::table::rows::Movement;
use rust_decimal::Decimal;

const ROWS: u32 = 100_000;
const ITEMS: u32 = 2_000;

/// The book, and what another department made of it; the same every time.
fn ledgers(pool: &mut Pool) -> [Vec<Movement>; 2] {
    let first = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
    let words = ["采购入库", "销售出库"].map(|word| pool.intern(word));
    let skus: Vec<Name> = (0..ITEMS)
        .map(|n| pool.intern(&format!("SP{n:04}")))
        .collect();
    let row = |row: u32, pool: &mut Pool| {
        let receipt = row.is_multiple_of(7);
        Movement {
            origin: Origin {
                file: 0,
                line: row + 2,
            },
            date: Some(Moment {
                at: (first + Days::new(u64::from(row * 31 / ROWS))).into(),
                has_time: false,
                has_seconds: false,
            }),
            doc_no: pool.intern(&format!("D{:06}", row / 3)),
            doc_type: words[usize::from(!receipt)],
            sku: skus[(row.wrapping_mul(2_654_435_761) >> 7) as usize % ITEMS as usize],
            qty: Some(Qty(Decimal::from(row % 59 + 1))),
            direction: Some(if receipt {
                Direction::In
            } else {
                Direction::Out
            }),
            ..Movement::default()
        }
    };
    let book: Vec<Movement> = (0..ROWS).map(|at| row(at, pool)).collect();
    let mut other = Vec::with_capacity(book.len());
    for (at, line) in book.iter().enumerate() {
        let mut line = Movement {
            origin: Origin {
                file: 1,
                ..line.origin
            },
            ..line.clone()
        };
        match at % 3_001 {
            1_000 => continue,
            2_000 => other.push(line.clone()),
            3_000 => line.qty = line.qty.map(|qty| Qty(qty.0 * Decimal::TEN)),
            _ => {}
        }
        other.push(line);
    }
    [book, other]
}

fn sheet(rows: Vec<Movement>, pool: &Pool, policy: &Policy) -> Sheet {
    let mut maker = SheetMaker::new(None, Asked::default(), &policy.stock);
    maker.take(rows, pool);
    maker.finish()
}

fn compared(book: Sheet, other: Sheet, pool: &Pool, policy: &Policy) -> Report {
    let now = DateTime::parse_from_rfc3339("2026-11-02T18:00:00+08:00").unwrap();
    let given = Given {
        book: Book::Ledger(book),
        opening: None,
        others: vec![(Role::Finance, Book::Ledger(other))],
        count: None,
        items: None,
    };
    let clock = Clock::fixed(now, chrono_tz::Asia::Shanghai);
    reconcile(
        given,
        Asked::default(),
        pool,
        &Files::default(),
        policy,
        clock,
    )
}

#[divan::bench(sample_count = 20)]
fn taken_in(bencher: divan::Bencher<'_, '_>) {
    let (mut pool, policy) = (Pool::new(), Policy::default());
    let [book, _] = ledgers(&mut pool);
    bencher
        .with_inputs(|| book.clone())
        .bench_local_values(|rows| sheet(rows, &pool, &policy));
}

#[divan::bench(sample_count = 20)]
fn differences_explained(bencher: divan::Bencher<'_, '_>) {
    let (mut pool, policy) = (Pool::new(), Policy::default());
    let rows = ledgers(&mut pool);
    bencher
        .with_inputs(|| rows.clone().map(|rows| sheet(rows, &pool, &policy)))
        .bench_local_values(|[book, other]| compared(book, other, &pool, &policy));
}

fn main() {
    divan::main();
}
