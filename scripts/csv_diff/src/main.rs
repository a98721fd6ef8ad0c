//! Compares two csv files by their first three columns with the csv-diff crate,
//! writes what differs to a third, and says how many rows were added, deleted
//! and modified.

use csv_diff::csv::Csv;
use csv_diff::csv_diff::CsvByteDiffLocalBuilder;
use csv_diff::diff_row::DiffByteRecord;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [before, after, out] = paths.as_slice() else {
        return Err("csv_diff_rival BEFORE AFTER OUT".into());
    };
    let open = |path: &String| File::open(path).map(Csv::with_reader_seek);
    let engine = CsvByteDiffLocalBuilder::new()
        .primary_key_columns(vec![0usize, 1, 2])
        .build()?;
    let mut rows = engine.diff(open(before)?, open(after)?)?;
    rows.sort_by_line();
    let mut counts = [0u64; 3];
    let mut out = BufWriter::new(File::create(out)?);
    for row in rows.as_slice() {
        let (kind, line) = match row {
            DiffByteRecord::Add(row) => (0, row.line()),
            DiffByteRecord::Delete(row) => (1, row.line()),
            DiffByteRecord::Modify { add, .. } => (2, add.line()),
        };
        counts[kind] += 1;
        writeln!(out, "{kind},{line}")?;
    }
    out.flush()?;
    let [added, deleted, modified] = counts;
    println!("{{\"rows\": [{added}, {deleted}, {modified}]}}");
    Ok(())
}
