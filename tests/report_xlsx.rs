//! The workbook read back by other eyes: calamine, and LibreOffice where it is
//! installed.
#![allow(clippy::unwrap_used)]

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use dayclose::base::{self, Lang, Message, Money, Qty, Text};
use dayclose::report::{Column, Input, Kind, Report, Section, Value, show, xlsx};
use rust_decimal::Decimal;
use std::io::{Cursor, Read};

#[path = "common/mod.rs"]
mod common;
#[path = "common/office.rs"]
mod office;
#[path = "../src/report/sample.rs"]
mod sample;

use common::skip;
use office::{recalculated, set, stripped};

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Range<Data> {
    book.worksheet_range(name).unwrap()
}

fn at(range: &Range<Data>, row: u32, column: u32) -> &Data {
    range.get_value((row, column)).unwrap_or(&Data::Empty)
}

fn shown_total(report: &Report, column: usize) -> Decimal {
    show::number(&show::totals(&report.sections[0]).unwrap()[column]).unwrap()
}

fn near(cell: &Data, number: Decimal) -> bool {
    let number: f64 = number.to_string().parse().unwrap();
    matches!(cell, Data::Float(f) if *f == number)
}

#[test]
fn sheets_stand_in_order() {
    let book = open(xlsx::render(&sample::report(3), Lang::Zh).unwrap());
    assert_eq!(
        book.sheet_names(),
        ["发现", "差异", "明细：原因-单据", "摘要", "输入"]
    );
    let mut calm = sample::report(3);
    calm.findings.clear();
    let book = open(xlsx::render(&calm, Lang::En).unwrap());
    assert_eq!(
        book.sheet_names(),
        [
            "Differences",
            "Detail- causes-documents",
            "Summary",
            "Inputs"
        ]
    );
}

#[test]
fn cells_are_typed() {
    let mut book = open(xlsx::render(&sample::report(60), Lang::Zh).unwrap());
    let range = sheet(&mut book, "差异");
    assert_eq!(at(&range, 0, 0), &Data::String("账账核对 · 差异".into()));
    assert_eq!(at(&range, 2, 0), &Data::String("订单编号".into()));
    // A long id is text, a code its word.
    assert_eq!(at(&range, 3, 0), &Data::String("3000004182221001".into()));
    assert_eq!(at(&range, 3, 2), &Data::String("盘盈".into()));
    assert_eq!(at(&range, 3, 3), &Data::Float(3.0));
    assert_eq!(at(&range, 4, 3), &Data::Float(4.5));
    assert_eq!(at(&range, 3, 4), &Data::Float(-7.0));
    // Rounded half away from zero before it became a float.
    assert_eq!(at(&range, 3, 5), &Data::Float(-1234.57));
    assert_eq!(at(&range, 3, 6), &Data::Float(0.1534));
    let Data::DateTime(day) = at(&range, 3, 7) else {
        panic!("a date, not {:?}", at(&range, 3, 7));
    };
    assert_eq!(day.to_ymd_hms_milli(), (2026, 10, 2, 0, 0, 0, 0));
    let Data::DateTime(time) = at(&range, 3, 8) else {
        panic!("a time, not {:?}", at(&range, 3, 8));
    };
    assert_eq!(time.to_ymd_hms_milli(), (2026, 10, 2, 18, 0, 0, 0));
    assert_eq!(at(&range, 3, 9), &Data::Empty);
    let findings = sheet(&mut book, "发现");
    assert_eq!(at(&findings, 3, 0), &Data::String("错误".into()));
    assert_eq!(at(&findings, 4, 0), &Data::String("警告".into()));
    assert_eq!(
        at(&findings, 3, 2),
        &Data::String("3000004182221477".into())
    );
    let inputs = sheet(&mut book, "输入");
    assert_eq!(at(&inputs, 3, 3), &Data::Float(28010.0));
    let last = inputs.end().unwrap().0;
    assert_eq!(at(&inputs, last, 0), &Data::String("时钟".into()));
    assert_eq!(
        at(&inputs, last, 1),
        &Data::String("2026-11-30T18:00:00+08:00".into())
    );
}

#[test]
fn totals_are_live_and_stored() {
    // 60 in memory, 6,000 streamed.
    for n in [60, 6_000] {
        let report = sample::report(n);
        let mut book = open(xlsx::render(&report, Lang::Zh).unwrap());
        let range = sheet(&mut book, "差异");
        let formulas = book.worksheet_formula("差异").unwrap();
        let row = 3 + u32::try_from(n).unwrap();
        assert_eq!(at(&range, row, 0), &Data::String("合计".into()));
        for (column, letter) in [(3, 'D'), (4, 'E'), (5, 'F')] {
            let lines: Decimal = report.sections[0]
                .rows
                .iter()
                .filter_map(|r| show::number(&r[column as usize]))
                .sum();
            assert_eq!(shown_total(&report, column as usize), lines);
            assert!(near(at(&range, row, column), lines), "{n} {letter}");
            assert_eq!(
                formulas.get_value((row, column)).unwrap(),
                &format!("SUM({letter}4:{letter}{row})")
            );
        }
        // Nothing but the three totals is a formula.
        assert_eq!(formulas.used_cells().count(), 3);
    }
}

#[test]
fn what_a_cell_cannot_hold_exactly_stays_text() {
    let columns = vec![
        Column::new("id", Text::new("编号", "Id"), Kind::Id),
        Column::new("m", Text::new("额", "Amount"), Kind::Money),
        Column::new("q", Text::new("数", "Qty"), Kind::Qty),
        Column::new("d", Text::new("日", "Day"), Kind::Date),
        Column::new("t", Text::new("文", "Text"), Kind::Text),
    ];
    let mut section = Section::new("rows", Message::data("rows"), columns);
    let day = chrono::NaiveDate::from_ymd_opt(1899, 1, 1).unwrap();
    section.rows.push(vec![
        Value::Int(123_456_789_012),
        Value::Money(Money(Decimal::new(1_234_567_890_123_456_789, 2))),
        Value::Qty(Qty(Decimal::new(1, 1))),
        Value::Date(day),
        "=1+1".into(),
    ]);
    let mut report = sample::report(0);
    report.sections = vec![section];
    let mut book = open(xlsx::render(&report, Lang::En).unwrap());
    let range = sheet(&mut book, "rows");
    for (column, text) in [
        (0, "123456789012"),
        (1, "12,345,678,901,234,567.89"),
        (3, "1899-01-01"),
        (4, "=1+1"),
    ] {
        assert_eq!(at(&range, 3, column), &Data::String(text.into()));
    }
    assert_eq!(at(&range, 3, 2), &Data::Float(0.1));
    assert!(book.worksheet_formula("rows").unwrap().is_empty());
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    let mut file = zip.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn prints_on_a4_with_heading_filter_and_page_numbers() {
    // 60 in memory, 6,000 streamed.
    for n in [60, 6_000] {
        let bytes = xlsx::render(&sample::report(n), Lang::Zh).unwrap();
        let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
        let filter = format!("<autoFilter ref=\"A3:J{}\"", n + 3);
        for mark in [
            "paperSize=\"9\"",
            "orientation=\"landscape\"",
            "fitToHeight=\"0\"",
            "第 &amp;P 页 共 &amp;N 页",
            "topLeftCell=\"B4\" activePane=\"bottomRight\" state=\"frozen\"",
            &filter,
        ] {
            assert!(sheet.contains(mark), "{n}: {mark}");
        }
        let book = part(&bytes, "xl/workbook.xml");
        assert!(book.contains("差异!$3:$3"), "the heading repeats");
        let styles = part(&bytes, "xl/styles.xml");
        for format in [
            "#,##0.00_ ;[Red]-#,##0.00_ ",
            "yyyy-mm-dd",
            "Microsoft YaHei",
        ] {
            assert!(styles.contains(format), "{format}");
        }
        let core = part(&bytes, "docProps/core.xml");
        assert!(core.contains("2026-11-30T10:00:00Z"), "the report's clock");
    }
}

#[test]
fn libreoffice_calculates_the_same_totals() {
    let report = sample::report(60);
    let bytes = xlsx::render(&report, Lang::Zh).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, number) in [("as-is.xlsx", "-1234.57"), ("changed.xlsx", "1000")] {
        let (book, formulas) = stripped(&bytes, |nth, sheet| {
            if nth == 2 {
                set(sheet, "F4", number);
            }
        });
        assert_eq!(formulas, 3, "three totals");
        std::fs::write(folder.path().join(name), book).unwrap();
    }
    let Some(sheets) = recalculated(folder.path(), "as-is") else {
        skip(
            "libreoffice_calculates_the_same_totals",
            "soffice is not installed",
        );
        return;
    };
    let rows = &sheets["差异"];
    let number = |rows: &[Vec<String>], column: usize| -> Decimal {
        let shown = &rows[63][column];
        let float: f64 = shown
            .parse()
            .unwrap_or_else(|_| panic!("a number, not {shown:?}"));
        Decimal::try_from(float).unwrap().round_dp(2)
    };
    assert_eq!(rows[63][0], "合计");
    for column in [3, 4, 5] {
        assert_eq!(
            number(rows, column),
            shown_total(&report, column),
            "{column}"
        );
    }
    let sheets = recalculated(folder.path(), "changed").unwrap();
    let moved = number(&sheets["差异"], 5) - shown_total(&report, 5);
    assert_eq!(moved, Decimal::new(223_457, 2));
}
