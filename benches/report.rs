//! Writing a long report: a bare constant-memory loop of rust_xlsxwriter
//! against `report::xlsx`, the same 100,000 lines × 12 columns.
//!
//! `cargo bench --bench report` compares both, and the same lines with a colour
//! and a live formula each.
//!
//! For wall time and peak memory of one run in a process of its own:
//! `REPORT_RUN="bare FILE"` or `REPORT_RUN="report FILE"` under
//! `/usr/bin/time -v`.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, NaiveDate, TimeDelta};
use dayclose::base::{Clock, Lang, Message, Money, Qty, Text};
use dayclose::report::{Column, Formula, Kind, Report, Section, Tone, Value, xlsx};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatBorder, Workbook};
use std::io::Cursor;

const LINES: u32 = 100_000;

/// Headings, which are the keys as well, and kinds.
const COLUMNS: [(&str, Kind); 12] = [
    ("员工", Kind::Text),
    ("订单编号", Kind::Id),
    ("子订单编号", Kind::Id),
    ("店铺", Kind::Text),
    ("商品编码", Kind::Id),
    ("商品名称", Kind::Text),
    ("数量", Kind::Qty),
    ("实付", Kind::Money),
    ("退款", Kind::Money),
    ("计入业绩", Kind::Money),
    ("付款日期", Kind::Date),
    ("备注", Kind::Text),
];

fn line(n: u32) -> Vec<Value> {
    let first = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
    let paid = i64::from(n % 977) * 100 + 1290;
    let refund = if n.is_multiple_of(20) { paid / 2 } else { 0 };
    let money = |fen| Value::Money(Money(Decimal::new(fen, 2)));
    vec![
        Value::Text(format!("员工{}", n % 200)),
        Value::Text(format!("26100{n:013}")),
        Value::Text(format!("26100{n:013}01")),
        Value::Text(format!("{}号店", n % 7)),
        Value::Text(format!("SKU-{:05}", n % 4_000)),
        Value::Text(format!("坚果礼盒 {} 号", n % 4_000)),
        Value::Qty(Qty(Decimal::from(n % 5 + 1))),
        money(paid),
        money(refund),
        money(paid - refund),
        Value::Date(first + TimeDelta::days(i64::from(n % 31))),
        if n.is_multiple_of(3) {
            "请尽快发货".into()
        } else {
            Value::None
        },
    ]
}

fn lines() -> Vec<Vec<Value>> {
    (0..LINES).map(line).collect()
}

fn report(rows: Vec<Vec<Value>>) -> Report {
    let now = DateTime::parse_from_rfc3339("2026-11-30T18:00:00+08:00").unwrap();
    let clock = Clock::fixed(now, chrono_tz::Asia::Shanghai);
    let title = Message::data("业绩明细");
    let mut report = Report::new("commission", title, Message::data("2026-10"), clock);
    let columns = COLUMNS
        .iter()
        .map(|(heading, kind)| Column::new(heading, Text::new(heading, heading), *kind));
    let mut section = Section::new("rows", Message::data("明细"), columns.collect());
    section.rows = rows;
    report.sections.push(section);
    report
}

/// A cell as a bare loop would have it: already the type it writes.
enum Plain {
    Blank,
    Text(String),
    Id(String),
    Qty(f64),
    Money(f64),
    Date(f64),
}

fn plain(rows: &[Vec<Value>]) -> Vec<Vec<Plain>> {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
    let float = |n: Decimal| n.to_string().parse::<f64>().unwrap();
    let cell = |(value, (_, kind)): (&Value, (_, Kind))| match value {
        Value::Text(words) if kind == Kind::Id => Plain::Id(words.clone()),
        Value::Text(words) => Plain::Text(words.clone()),
        Value::Qty(n) => Plain::Qty(float(n.0)),
        Value::Money(n) => Plain::Money(float(n.0)),
        Value::Date(day) => {
            Plain::Date(f64::from(i32::try_from((*day - zero).num_days()).unwrap()))
        }
        _ => Plain::Blank,
    };
    let row = |row: &Vec<Value>| row.iter().zip(COLUMNS).map(cell).collect();
    rows.iter().map(row).collect()
}

/// The least that writes the same typed cells with their formats.
fn bare(rows: &[Vec<Plain>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    let line = || Format::new().set_border_bottom(FormatBorder::Thin);
    let (text, id) = (line(), line().set_num_format("@"));
    let qty = line().set_num_format("#,##0");
    let money = line().set_num_format("#,##0.00");
    let date = line().set_num_format("yyyy-mm-dd");
    for (at, (heading, _)) in (0..).zip(COLUMNS) {
        sheet.write_string(0, at, heading).unwrap();
    }
    for (row, values) in (1..).zip(rows) {
        for (at, value) in (0..).zip(values) {
            match value {
                Plain::Blank => sheet.write_blank(row, at, &text),
                Plain::Text(words) => sheet.write_string_with_format(row, at, words, &text),
                Plain::Id(words) => sheet.write_string_with_format(row, at, words, &id),
                Plain::Qty(n) => sheet.write_number_with_format(row, at, *n, &qty),
                Plain::Money(n) => sheet.write_number_with_format(row, at, *n, &money),
                Plain::Date(n) => sheet.write_number_with_format(row, at, *n, &date),
            }
            .unwrap();
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    book.save_to_writer(&mut bytes).unwrap();
    bytes.into_inner()
}

#[divan::bench(sample_count = 5)]
fn bare_loop(bencher: divan::Bencher<'_, '_>) {
    let rows = plain(&lines());
    bencher.bench_local(|| bare(&rows));
}

#[divan::bench(sample_count = 5)]
fn report_xlsx(bencher: divan::Bencher<'_, '_>) {
    let report = report(lines());
    bencher.bench_local(|| xlsx::render(&report, Lang::Zh).unwrap());
}

/// Every line coloured, its last amount a formula.
#[divan::bench(sample_count = 5)]
fn report_xlsx_live(bencher: divan::Bencher<'_, '_>) {
    let mut report = report(lines());
    let section = &mut report.sections[0];
    for (row, values) in section.rows.iter_mut().enumerate() {
        let credited = std::mem::take(&mut values[9]);
        let live = Formula::new(credited).cell("rows", row, "实付").text("-");
        values[9] = live.cell("rows", row, "退款").into();
        section
            .row_tones
            .push((row, Tone::Hue(u8::try_from(row % 8).unwrap())));
    }
    bencher.bench_local(|| xlsx::render(&report, Lang::Zh).unwrap());
}

fn main() {
    let Ok(run) = std::env::var("REPORT_RUN") else {
        return divan::main();
    };
    let words: Vec<&str> = run.split_whitespace().collect();
    let (bytes, path) = match words[..] {
        ["bare", path] => (bare(&plain(&lines())), path),
        ["report", path] => (xlsx::render(&report(lines()), Lang::Zh).unwrap(), path),
        _ => panic!("REPORT_RUN: bare FILE | report FILE"),
    };
    std::fs::write(path, bytes).unwrap();
}
