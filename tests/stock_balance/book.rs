//! The workbook: every formula gives our figure, and follows its cells.

use crate::common::skip;
use crate::ledgers::{csv, dayclose, ledger};
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

/// Sheets as LibreOffice calculates them, by name.
fn recalculated(folder: &Path, stem: &str) -> Option<BTreeMap<String, Vec<Vec<String>>>> {
    let home = format!("-env:UserInstallation=file://{}/home", folder.display());
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
    let run = Command::new("soffice")
        .env("LC_ALL", "C.UTF-8")
        .args([&home, "--headless", "--convert-to", filter, "--outdir"])
        .arg(folder)
        .arg(folder.join(format!("{stem}.xlsx")))
        .output();
    let run = match run {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        other => other.unwrap(),
    };
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let mut sheets = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let sheet = name.strip_prefix(&format!("{stem}-"));
        let Some(sheet) = sheet.and_then(|s| s.strip_suffix(".csv")) else {
            continue;
        };
        let records = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_path(folder.join(&name))
            .unwrap()
            .into_records()
            .map(|r| r.unwrap().iter().map(str::to_owned).collect())
            .collect();
        sheets.insert(sheet.to_owned(), records);
    }
    Some(sheets)
}

/// The workbook without stored results of formulas; one cell's number changed.
fn bare(bytes: Vec<u8>, part: &str, change: Option<(&str, &str)>) -> (Vec<u8>, usize) {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut formulas = 0;
    for i in 0..zip.len() {
        let mut file = zip.by_index(i).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = Vec::new();
        file.read_to_end(&mut text).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            let mut xml = String::from_utf8(text).unwrap();
            if let (true, Some((cell, number))) = (name.ends_with(part), change) {
                let start = xml.find(&format!("<c r=\"{cell}\"")).unwrap();
                let from = start + xml[start..].find("<v>").unwrap() + 3;
                let to = from + xml[from..].find("</v>").unwrap();
                xml.replace_range(from..to, number);
            }
            while let Some(at) = xml.find("</f><v>") {
                let to = at + xml[at..].find("</v>").unwrap() + 4;
                xml.replace_range(at + 4..to, "");
                formulas += 1;
            }
            text = xml.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        out.write_all(&text).unwrap();
    }
    (out.finish().unwrap().into_inner(), formulas)
}

fn near(cell: &str, number: f64) -> bool {
    cell.parse::<f64>()
        .is_ok_and(|c| (c - number).abs() < 1e-9 * number.abs().max(1.0))
}

#[test]
fn libreoffice_gives_every_figure_and_follows_its_cells() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ledger.csv"), csv(&ledger(11, 300))).unwrap();
    let arguments = [
        "stock",
        "balance",
        "--movements",
        "ledger.csv",
        "--month",
        "2026-10",
        "-o",
        "ours.xlsx",
    ];
    dayclose(folder.path(), &arguments);
    let ours = std::fs::read(folder.path().join("ours.xlsx")).unwrap();
    let mut book: Xlsx<_> = open_workbook(folder.path().join("ours.xlsx")).unwrap();
    let names = book.sheet_names();
    let stock = names.iter().position(|name| name == "进销存").unwrap();
    let part = format!("sheet{}.xml", stock + 1);
    let (as_is, formulas) = bare(ours.clone(), &part, None);
    assert!(formulas > 80, "{formulas} formulas");
    // Opening qty of the first line under a two-row heading.
    let (changed, _) = bare(ours, &part, Some(("G6", "1000000")));
    std::fs::write(folder.path().join("as_is.xlsx"), as_is).unwrap();
    std::fs::write(folder.path().join("changed.xlsx"), changed).unwrap();
    let Some(sheets) = recalculated(folder.path(), "as_is") else {
        skip(
            "libreoffice_gives_every_figure_and_follows_its_cells",
            "soffice is not installed",
        );
        return;
    };
    let mut compared = 0;
    for name in &names {
        let range = book.worksheet_range(name).unwrap();
        let (top, left) = range.start().unwrap();
        for (r, c, cell) in range.used_cells() {
            if let Data::Float(number) = cell {
                let there = &sheets[name][top as usize + r][left as usize + c];
                assert!(
                    near(there, *number),
                    "{name} row {r} column {c}: {there} {number}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 200, "{compared} figures");
    let moved = recalculated(folder.path(), "changed").unwrap();
    let (was, is) = (&sheets["进销存"], &moved["进销存"]);
    let total = is.iter().position(|row| row[0] == "合计").unwrap();
    // Closing of the line, total of openings, total of closings.
    for (row, column) in [(5, 15), (total, 6), (total, 15)] {
        let before: f64 = was[row][column].parse().unwrap();
        let opening: f64 = was[5][6].parse().unwrap();
        assert!(
            near(&is[row][column], before - opening + 1e6),
            "{row} {column}"
        );
    }
}
