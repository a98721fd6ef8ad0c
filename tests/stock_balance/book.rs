//! The workbook: every formula gives our figure, and follows its cells.

use crate::common::skip;
use crate::ledgers::{csv, dayclose, ledger};
use crate::office::{recalculated, set, stripped};
use calamine::{Data, Reader, Xlsx, open_workbook};

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
    let (as_is, formulas) = stripped(&ours, |_, _| {});
    assert!(formulas > 80, "{formulas} formulas");
    // Opening qty of the first line under a two-row heading.
    let (changed, _) = stripped(&ours, |nth, sheet| {
        if nth == stock + 1 {
            set(sheet, "G6", "1000000");
        }
    });
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
