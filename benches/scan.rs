//! Reading a long text table: 100,000 order lines of about 110 bytes, in UTF-8
//! and in GB18030, every cell counted and summed as `dayclose table` does.
//!
//! `cargo bench --bench scan`; for whole runs against other programs see
//! scripts/bench.py.
#![allow(clippy::unwrap_used)]

use dayclose::inspect::Tally;
use dayclose::policy::Policy;
use dayclose::table::heading::Aliases;
use dayclose::table::tables::ORDERS;
use dayclose::table::{Options, Source, open, scan};
use std::sync::OnceLock;

const ROWS: u32 = 100_000;

/// An order export; the same every time.
fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        use std::fmt::Write;
        let mut text = String::from(
            "订单编号,下单时间,付款时间,店铺,客服,商家编码,数量,单价,金额,实付,订单状态\n",
        );
        for row in 0..ROWS {
            let (hour, minute) = (row % 24, row % 60);
            let day = row * 28 / ROWS + 1;
            let qty = row % 4 + 1;
            let fen = row % 39_989 + 990;
            let amount = qty * fen;
            writeln!(
                text,
                "26{row:07}{:09},2026-11-{day:02} {hour:02}:{minute:02}:05,2026-11-{day:02} {hour:02}:{minute:02}:55,\
                 旗舰店,KF{:03},A-{},{qty},{}.{:02},{}.{:02},{}.{:02},交易成功",
                row % 977,
                row % 40,
                1_000 + row % 4_000,
                fen / 100,
                fen % 100,
                amount / 100,
                amount % 100,
                amount / 100,
                amount % 100,
            )
            .unwrap();
        }
        text
    })
}

fn read(source: Source) -> u64 {
    let policy = Policy::default();
    let aliases = Aliases::default();
    let options = Options {
        table: Some(&ORDERS),
        encoding: None,
        aliases: &aliases,
        month: None,
        offset_minutes: None,
    };
    let mut opened = open(source, &options, true).unwrap();
    let columns = opened.columns.clone();
    let mut tally = Tally::new(&columns, 10);
    let outcome = scan(
        &mut opened,
        || Tally::new(&columns, 10),
        |part, record| part.row(record, &columns, &policy.stock),
        |part| tally.merge(part),
    )
    .unwrap();
    assert_eq!((outcome.rows, outcome.bad_cells), (u64::from(ROWS), 0));
    tally.columns.iter().map(|c| c.filled).sum()
}

#[divan::bench(sample_count = 20)]
fn utf8(bencher: divan::Bencher<'_, '_>) {
    let source = Source::memory("orders.csv", text().as_bytes().to_vec());
    let bytes = text().len();
    bencher
        .counter(divan::counter::BytesCount::new(bytes))
        .bench(|| read(source.clone()));
}

#[divan::bench(sample_count = 20)]
fn gb18030(bencher: divan::Bencher<'_, '_>) {
    let bytes = encoding_rs::GB18030.encode(text()).0.into_owned();
    let counter = divan::counter::BytesCount::new(bytes.len());
    let source = Source::memory("orders.csv", bytes);
    bencher.counter(counter).bench(|| read(source.clone()));
}

fn main() {
    divan::main();
}
