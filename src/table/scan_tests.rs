//! Chunks of any size, on several threads, give what one plain reading gives.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::table::heading::Aliases;
use crate::table::tables::ORDERS;
use crate::table::{Options, Source, open};
use proptest::prelude::*;

/// One data row as it is found: line, sku, remark, amount.
type Found = (u32, String, String, Option<String>);

fn scanned(text: &str, chunk: usize) -> (Vec<Found>, Outcome) {
    let aliases = Aliases::default();
    let options = Options {
        table: Some(&ORDERS),
        encoding: Some(crate::table::decode::TextEncoding::Utf8),
        aliases: &aliases,
        month: None,
        offset_minutes: None,
    };
    let source = Source::memory("test.csv", text.as_bytes().to_vec());
    let mut opened = open(source, &options, true).unwrap();
    let field = |name: &str| ORDERS.field(name).unwrap().0;
    let (sku, remark, amount) = (field("sku"), field("remark"), field("amount"));
    let mut rows = Vec::new();
    let outcome = scan_by(
        chunk,
        &mut opened,
        Vec::new,
        |rows: &mut Vec<Found>, record| {
            let words = |field| record.text(field).unwrap_or_default().into_owned();
            let amount = record.number(amount).map(|n| n.to_string());
            rows.push((record.line(), words(sku), words(remark), amount));
        },
        |part| rows.extend(part),
    )
    .unwrap();
    (rows, outcome)
}

const HEADING: &str = "order_no,created_at,sku,remark,amount\n";

/// What a row of the file is.
#[derive(Debug, Clone)]
enum Line {
    Data(u32, String, Option<i64>),
    BadAmount(u32),
    Blank,
    Total,
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let data = (
        1_000u32..9_999,
        "[a-z]([a-z,\"\n甲]{0,6}[a-z])?",
        prop::option::of(-999i64..99_999),
    );
    prop::collection::vec(
        prop_oneof![
            8 => data.prop_map(|(n, remark, amount)| Line::Data(n, remark, amount)),
            1 => (1_000u32..9_999).prop_map(Line::BadAmount),
            1 => Just(Line::Blank),
            1 => Just(Line::Total),
        ],
        1..40,
    )
}

fn written(lines: &[Line], line_end: &str) -> String {
    let mut text = HEADING.to_owned();
    // The heading is told by a first row of data.
    text.push_str("1000,2026-11-22 18:00:05,A-1,first,1.50\n");
    for line in lines {
        match line {
            Line::Data(n, remark, amount) => {
                let remark = remark.replace('"', "\"\"");
                let amount = amount.map_or(String::new(), |a| format!("{a}.25"));
                text.push_str(&format!("{n},2026-11-22,A-{n},\"{remark}\",{amount}"));
            }
            Line::BadAmount(n) => text.push_str(&format!("{n},2026-11-22,A-{n},ok,12x")),
            Line::Blank => {}
            Line::Total => text.push_str("合计,,,,77.00"),
        }
        text.push_str(line_end);
    }
    text
}

/// The `csv` crate, row by row: (line, sku, remark, amount), and totals' lines.
fn naive(text: &str) -> (Vec<Found>, Vec<u32>) {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut rows, mut totals) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        let mut line = u32::try_from(record.position().unwrap().line()).unwrap();
        // The crate counts a row from the end of the one before: blank lines
        // ahead of it are the row's own there.
        let from = usize::try_from(record.position().unwrap().byte()).unwrap();
        let blank = text[from..]
            .bytes()
            .take_while(|b| matches!(b, b'\r' | b'\n'));
        line += u32::try_from(blank.filter(|b| *b == b'\n').count()).unwrap();
        if &record[0] == "合计" {
            totals.push(line);
            continue;
        }
        let amount = (!record[4].is_empty() && &record[4] != "12x").then(|| record[4].to_owned());
        rows.push((line, record[2].to_owned(), record[3].to_owned(), amount));
    }
    (rows, totals)
}

proptest! {
    #[test]
    fn chunks_change_nothing(lines in lines(), chunk in 1usize..200, crlf in any::<bool>()) {
        let text = written(&lines, if crlf { "\r\n" } else { "\n" });
        let (expected, totals) = naive(&text);
        let (rows, outcome) = scanned(&text, chunk);
        let bad = expected.iter().filter(|(line, ..)| {
            lines.iter().any(|l| matches!(l, Line::BadAmount(n) if expected.iter().any(|e| e.0 == *line && e.1 == format!("A-{n}") && e.2 == "ok" && e.3.is_none())))
        }).count() as u64;
        prop_assert_eq!(&rows, &expected);
        prop_assert_eq!(outcome.rows, expected.len() as u64);
        prop_assert_eq!(outcome.left_out, totals.iter().map(|l| (*l, LeftOut::Total)).collect::<Vec<_>>());
        prop_assert_eq!(outcome.bad_cells, bad);
        prop_assert_eq!(outcome.rejected, bad);
        prop_assert_eq!(outcome.sha256, Source::memory("x", text.into_bytes()).digest().unwrap());
    }
}

/// A row longer than many chunks is still one row.
#[test]
fn a_row_longer_than_a_chunk() {
    let long = "很长的备注\n".repeat(500);
    let text = format!("{HEADING}1000,2026-11-22,A-1,\"{long}x\",1\n1001,2026-11-23,A-2,y,2\n");
    let (rows, _) = scanned(&text, 7);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].2, format!("{long}x"));
    assert_eq!(rows[1].0, 2 + 501);
}
