//! Reading a long xlsx: calamine's bare cell loop against `Book::rows`.
//!
//! `cargo bench --bench xlsx` compares both on 50,000 rows × 12 columns.
//!
//! For wall time and peak memory of one run in a process of its own:
//! `XLSX_RUN="make FILE ROWS [inline]"`, then `XLSX_RUN="bare FILE"` and
//! `XLSX_RUN="book FILE"` under `/usr/bin/time -v`. `inline` writes texts into
//! the cells instead of the shared table, as streaming exporters do.
#![allow(clippy::unwrap_used)]

use calamine::{DataRef, Reader, Xlsx, open_workbook};
use dayclose::table::book::Book;
use rust_xlsxwriter::{Format, Workbook};
use std::fs::File;
use std::hint::black_box;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

const HEADINGS: [&str; 12] = [
    "订单编号",
    "店铺",
    "商品编码",
    "商品名称",
    "规格",
    "数量",
    "单价",
    "实付金额",
    "订单状态",
    "付款时间",
    "快递单号",
    "备注",
];

/// An order export of that many rows; the same every time.
fn make(path: &Path, rows: u32, inline: bool) {
    let mut book = Workbook::new();
    let sheet = if inline {
        book.add_worksheet_with_constant_memory()
    } else {
        book.add_worksheet_with_low_memory()
    };
    let sheet = sheet.unwrap();
    let when = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write(0, column, heading).unwrap();
    }
    for row in 1..=rows {
        let pieces = row % 5 + 1;
        let price = f64::from(row % 977) + 0.9;
        sheet.write(row, 0, format!("26100{row:014}")).unwrap();
        sheet.write(row, 1, format!("{}号店", row % 7)).unwrap();
        let sku = row % 4_000;
        sheet.write(row, 2, format!("SKU-{sku:05}")).unwrap();
        sheet.write(row, 3, format!("坚果礼盒 {sku} 号")).unwrap();
        sheet.write(row, 4, format!("{}g", row % 20 * 50)).unwrap();
        sheet.write(row, 5, pieces).unwrap();
        sheet.write(row, 6, price).unwrap();
        sheet.write(row, 7, f64::from(pieces) * price).unwrap();
        sheet.write(row, 8, "交易成功").unwrap();
        let at = 46_296.0 + f64::from(row) / 43_200.0;
        sheet.write_with_format(row, 9, at, &when).unwrap();
        sheet
            .write(row, 10, format!("SF{:012}", u64::from(row) * 7_919))
            .unwrap();
        if row % 3 == 0 {
            sheet.write(row, 11, "请尽快发货").unwrap();
        }
    }
    book.save(path).unwrap();
}

/// The least any reader on calamine does; the count keeps it from being
/// optimised away.
fn bare(path: &Path) -> u64 {
    let mut book: Xlsx<BufReader<File>> = open_workbook(path).unwrap();
    let sheet = book.sheet_names()[0].clone();
    let mut cells = book.worksheet_cells_reader(&sheet).unwrap();
    let mut filled = 0;
    while let Some(cell) = cells.next_cell().unwrap() {
        filled += u64::from(!matches!(black_box(cell.get_value()), DataRef::Empty));
    }
    filled
}

fn book(path: &Path) -> u64 {
    let mut book = Book::open(path).unwrap();
    let sheet = book.sheets()[0].name.clone();
    let mut filled = 0;
    let mut sink = |batch: Vec<_>| {
        for row in black_box(&batch) {
            let row: &dayclose::table::book::SheetRow = row;
            filled += row.cells.len() as u64;
        }
        ControlFlow::Continue(())
    };
    book.rows(&sheet, &mut sink).unwrap();
    filled
}

/// The file of the benchmarks, made once a run.
fn sample() -> &'static Path {
    static SAMPLE: std::sync::OnceLock<(tempfile::TempDir, PathBuf)> = std::sync::OnceLock::new();
    let (_, path) = SAMPLE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("orders.xlsx");
        make(&path, 50_000, false);
        (folder, path)
    });
    path
}

#[divan::bench(sample_count = 10)]
fn bare_cell_loop(bencher: divan::Bencher<'_, '_>) {
    let path = sample();
    bencher.bench(|| bare(path));
}

#[divan::bench(sample_count = 10)]
fn book_rows(bencher: divan::Bencher<'_, '_>) {
    let path = sample();
    bencher.bench(|| book(path));
}

fn main() {
    let Ok(run) = std::env::var("XLSX_RUN") else {
        return divan::main();
    };
    let words: Vec<&str> = run.split_whitespace().collect();
    match words[..] {
        ["make", path, rows] => make(Path::new(path), rows.parse().unwrap(), false),
        ["make", path, rows, "inline"] => make(Path::new(path), rows.parse().unwrap(), true),
        ["bare", path] => println!("{}", bare(Path::new(path))),
        ["book", path] => println!("{}", book(Path::new(path))),
        _ => panic!("XLSX_RUN: make FILE ROWS [inline] | bare FILE | book FILE"),
    }
}
