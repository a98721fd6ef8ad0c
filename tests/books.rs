//! Workbooks of every kind, read as a stream of rows.
#![allow(clippy::unwrap_used)]

use dayclose::table::book::{Book, SheetRow};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Says on standard error, and in the log named by the environment, why a test
/// did not run.
fn skip(test: &str, reason: &str) {
    use std::io::Write;
    let line = format!("SKIP {test}: {reason}");
    eprintln!("{line}");
    if let Ok(log) = std::env::var("DAYCLOSE_SKIP_LOG") {
        let options = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log);
        writeln!(options.unwrap(), "{line}").unwrap();
    }
}

fn all_rows(book: &mut Book, sheet: &str) -> Vec<SheetRow> {
    let mut rows = Vec::new();
    let mut keep = |batch: Vec<SheetRow>| {
        assert!(batch.len() <= 1_000 && !batch.is_empty());
        rows.extend(batch);
        ControlFlow::Continue(())
    };
    book.rows(sheet, &mut keep).unwrap();
    rows
}

fn shared_data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    folder.is_dir().then_some(folder)
}

#[test]
fn a_long_real_xlsx() {
    let Some(folder) = shared_data() else {
        return skip("a_long_real_xlsx", "no ../shared/data");
    };
    let mut book = Book::open(&folder.join("liquor_sales_2021.xlsx")).unwrap();
    let sheet = book.sheets()[0].name.clone();
    let rows = all_rows(&mut book, &sheet);
    assert_eq!(rows.len(), 1 + 35_179);
    assert!(rows.iter().all(|row| row.cells.len() <= 6));
    assert!(rows.windows(2).all(|pair| pair[0].number < pair[1].number));
}

#[test]
fn every_real_xls_reads() {
    let Some(folder) = shared_data() else {
        return skip("every_real_xls_reads", "no ../shared/data");
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "xls") {
            continue;
        }
        let mut book = Book::open(&path).unwrap();
        let sheet = book.sheets()[0].name.clone();
        let rows = all_rows(&mut book, &sheet);
        assert!(!rows.is_empty(), "{}", path.display());
        seen += 1;
    }
    assert!(seen > 0);
}
