//! The workbook as LibreOffice calculates it: every formula gives the figure
//! that is stored, and one changed line of sales changes the pay it belongs to.

use super::common::skip;
use super::hand;
use super::office::{convert, set, stripped};
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::fs;
use std::path::{Path, PathBuf};

const CASES: [&str; 6] = [
    "01-steps",
    "03-refunds",
    "04-below-zero",
    "06-joiners-and-leavers",
    "08-attendance",
    "09-marginal-and-bonuses",
];

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/pay")
        .join(name)
}

/// The workbook a case writes.
fn workbook(name: &str, folder: &Path) -> Vec<u8> {
    let file = folder.join(format!("{name}.xlsx"));
    let out = hand::run(&case(name), &["-o", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.code() != Some(2), "{name}: {said}");
    fs::read(file).unwrap()
}

/// Calculates every workbook of a folder anew, into its `out/`; whether there
/// is a LibreOffice to do it.
fn calculate(folder: &Path) -> bool {
    let books = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let books: Vec<PathBuf> = books
        .filter(|p| p.extension().is_some_and(|e| e == "xlsx"))
        .collect();
    let books: Vec<&Path> = books.iter().map(PathBuf::as_path).collect();
    convert(folder, &books, "xlsx", &folder.join("out"))
}

fn open(path: &Path) -> Xlsx<std::io::BufReader<fs::File>> {
    open_workbook(path).unwrap()
}

fn number(data: Option<&Data>) -> Option<f64> {
    match data {
        Some(Data::Float(n)) => Some(*n),
        #[allow(clippy::cast_precision_loss)]
        Some(Data::Int(n)) => Some(*n as f64),
        _ => None,
    }
}

/// How many formulas there are; each must give what is stored.
fn compare(stored: &Path, calculated: &Path) -> usize {
    let (mut ours, mut theirs) = (open(stored), open(calculated));
    let mut formulas = 0;
    for sheet in ours.sheet_names() {
        let Ok(cells) = ours.worksheet_formula(&sheet) else {
            continue;
        };
        let (stored, calculated) = (
            ours.worksheet_range(&sheet).unwrap(),
            theirs.worksheet_range(&sheet).unwrap(),
        );
        let start = cells.start().unwrap_or_default();
        for (row, column, formula) in cells.used_cells() {
            let at = (
                start.0 + u32::try_from(row).unwrap(),
                start.1 + u32::try_from(column).unwrap(),
            );
            let (was, is) = (
                number(stored.get_value(at)),
                number(calculated.get_value(at)),
            );
            let same = match (was, is) {
                (Some(was), Some(is)) => (was - is).abs() < 1e-9,
                _ => stored.get_value(at) == calculated.get_value(at),
            };
            assert!(
                same,
                "{sheet} {at:?} ={formula}: stored {was:?}, calculated {is:?}"
            );
            formulas += 1;
        }
    }
    formulas
}

#[test]
fn libreoffice_calculates_every_figure_of_the_hand_months() {
    let folder = tempfile::tempdir().unwrap();
    let stored = folder.path().join("stored");
    fs::create_dir(&stored).unwrap();
    for name in CASES {
        let bytes = workbook(name, &stored);
        let (plain, _) = stripped(&bytes, |_, _| {});
        fs::write(folder.path().join(format!("{name}.xlsx")), plain).unwrap();
    }
    if !calculate(folder.path()) {
        skip(
            "libreoffice_calculates_every_figure_of_the_hand_months",
            "soffice is not installed",
        );
        return;
    }
    for name in CASES {
        let file = format!("{name}.xlsx");
        let formulas = compare(&stored.join(&file), &folder.path().join("out").join(&file));
        assert!(formulas > 10, "{name}: only {formulas} formulas");
    }
}

/// `A1` of a place from 0.
fn address((row, column): (u32, u32)) -> String {
    format!("{}{}", dayclose::table::column_letters(column), row + 1)
}

fn find(book: &Path, sheet: &str, wanted: f64) -> (u32, u32) {
    let range = open(book).worksheet_range(sheet).unwrap();
    let start = range.start().unwrap();
    let found = range
        .used_cells()
        .find(|(_, _, data)| number(Some(data)).is_some_and(|n| (n - wanted).abs() < 1e-9));
    let (row, column, _) = found.unwrap_or_else(|| panic!("{wanted} in {sheet}"));
    (
        start.0 + u32::try_from(row).unwrap(),
        start.1 + u32::try_from(column).unwrap(),
    )
}

#[test]
fn one_changed_line_of_sales_changes_the_pay_it_belongs_to() {
    let folder = tempfile::tempdir().unwrap();
    let stored = folder.path().join("stored");
    fs::create_dir(&stored).unwrap();
    let bytes = workbook("01-steps", &stored);
    let book = stored.join("01-steps.xlsx");
    // E05 sold 15,001.43 on one line; 1,000 more at 0.35 % are 3.50.
    let sheets = open(&book).sheet_names();
    let nth = sheets.iter().position(|s| s == "销售明细").unwrap() + 1;
    let cell = address(find(&book, "销售明细", 15_001.43));
    let (changed, _) = stripped(&bytes, |sheet, text| {
        if sheet == nth {
            set(text, &cell, "16001.43");
        }
    });
    fs::write(folder.path().join("changed.xlsx"), changed).unwrap();
    if !calculate(folder.path()) {
        skip(
            "one_changed_line_of_sales_changes_the_pay_it_belongs_to",
            "soffice is not installed",
        );
        return;
    }
    let after = folder.path().join("out/changed.xlsx");
    for sheet in ["工资表", "工资条"] {
        let own = find(&book, sheet, 2252.51);
        let other = find(&book, sheet, 2604.50);
        let range = open(&after).worksheet_range(sheet).unwrap();
        // 16001.43 × 0.35 % = 56.005005 → 56.01.
        assert_eq!(number(range.get_value(own)), Some(2256.01), "{sheet}");
        assert_eq!(
            number(range.get_value(other)),
            Some(2604.50),
            "{sheet}: nobody else's"
        );
    }
}
