//! A month's pay from 100,000 credited sales of 200 people: reading them, and
//! working the pay out once they are read.
//!
//! `cargo bench --bench pay`; for whole runs against other programs see
//! scripts/bench.py.
#![allow(clippy::unwrap_used)]

use dayclose::base::{Clock, Files, Period, Pool};
use dayclose::commission::{self, Job, Sold};
use dayclose::policy::Policy;
use dayclose::table::heading::Aliases;
use dayclose::table::rows::{self, Register, Sale, Staff};
use dayclose::table::{Options, Source};
use rust_decimal::Decimal;
use std::fmt::Write;

const ROWS: u32 = 100_000;
const PEOPLE: u32 = 200;

fn sales() -> String {
    let mut text = String::from("staff,date,order_no,amount,refund,refunded_at\n");
    for row in 0..ROWS {
        let day = row * 28 / ROWS + 1;
        let fen = row * 7919 % 90_000 + 1_000;
        let (yuan, rest) = (fen / 100, fen % 100);
        let refund = if row % 20 == 0 {
            "1.50,2026-09-28"
        } else {
            ","
        };
        writeln!(
            text,
            "A{:03},2026-09-{day:02},T{row:09},{yuan}.{rest:02},{refund}",
            row % PEOPLE
        )
        .unwrap();
    }
    text
}

fn staff() -> String {
    let mut text = String::from("staff,scheme,base\n");
    for n in 0..PEOPLE {
        writeln!(text, "A{n:03},presales,2000").unwrap();
    }
    text
}

fn load<R: rows::Row>(text: &str, pool: &mut Pool) -> Vec<R> {
    let aliases = Aliases::default();
    let options = Options {
        table: None,
        encoding: None,
        aliases: &aliases,
        month: None,
        offset_minutes: None,
    };
    let source = Source::memory("table.csv", text.as_bytes().to_vec());
    let mut rows = Vec::new();
    let keep = |mut part: Vec<R>, _: &Pool| rows.append(&mut part);
    rows::load_each(source, &options, &[], 0, pool, |_, _, _| {}, keep).unwrap();
    rows
}

#[divan::bench(sample_count = 20)]
fn read(bencher: divan::Bencher<'_, '_>) {
    let text = sales();
    let bytes = divan::counter::BytesCount::new(text.len());
    bencher
        .counter(bytes)
        .bench(|| load::<Sale>(&text, &mut Pool::new()).len());
}

#[divan::bench(sample_count = 20)]
fn work_out(bencher: divan::Bencher<'_, '_>) {
    let (mut pool, mut files, policy) = (Pool::new(), Files::default(), Policy::default());
    files.add("table.csv");
    let staff = load::<Staff>(&staff(), &mut pool);
    let sales = load::<Sale>(&sales(), &mut pool);
    let (register, _) = Register::new(&staff, &pool, &files);
    let month = Period::named_month("2026-09").unwrap();
    let people = register.people().len();
    let job = Job {
        month,
        policy: &policy,
        clock: Clock::wall(chrono_tz::Asia::Shanghai),
        pool: &pool,
        files: &files,
        register: &register,
        sold: Sold::Sales(&sales),
        service: None,
        scores: &vec![Some(Decimal::from(80)); people],
        adjustments: None,
        attendance: None,
        paid: None,
        totals: &[],
        schemes: &vec![policy.pay.scheme("presales", month.from); people],
    };
    bencher.bench(|| commission::work_out(&job).unwrap().slips.len());
}

fn main() {
    divan::main();
}
