//! What stands below a table: totals, notes, signatures, circumstances.

use super::cell::{Cell, by_decimals, float, number_format};
use super::look::Cells;
use super::page::{Page, height};
use super::part::{Part, numbered};
use super::place::Place;
use super::text::in_a_cell;
use crate::report::model::{Kind, Section, Total, Value};
use crate::report::{extra, show, words};
use rust_decimal::Decimal;
use rust_xlsxwriter::utility::{column_number_to_name, quote_sheet_name};
use rust_xlsxwriter::{ColNum, Format, Formula, RowNum, Worksheet, XlsxError};

/// The line of totals, if the section has one.
pub fn totals(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    part: &Part<'_>,
    row: RowNum,
) -> Result<bool, XlsxError> {
    let Some(sums) = show::totals(part.section) else {
        return Ok(false);
    };
    let cells = &page.look.total;
    let label = show::total_label_column(part.section);
    for ((at, column), sum) in numbered(&part.section.columns).zip(&sums) {
        let number = show::number(sum).and_then(|n| Some((n, float(n)?)));
        match (column.total, number) {
            (Total::Sum, Some((number, float))) => {
                let formula = Formula::new(sum_of(at, part, row)).set_result(float.to_string());
                let format = total_format(part.section, usize::from(at), sum, number, cells);
                sheet.write_formula_with_format(row, at, formula, format)?;
            }
            _ if label == Some(usize::from(at)) => {
                sheet.write_string_with_format(
                    row,
                    at,
                    words::TOTAL.get(page.lang),
                    &cells.text,
                )?;
            }
            _ => Cell::new(row, at, column.kind).put(sheet, page, sum, cells, None)?,
        }
    }
    Ok(true)
}

/// A total of quantities shows as many decimals as its finest line, so that it
/// still reads right after a line is edited.
fn total_format<'a>(
    section: &Section,
    at: usize,
    sum: &Value,
    number: Decimal,
    cells: &'a Cells,
) -> &'a Format {
    if let Value::Money(_) | Value::Percent(_) = sum {
        return number_format(sum, number, cells);
    }
    let lines = section.rows.iter().filter_map(|row| row.get(at));
    let finest = lines
        .filter_map(show::number)
        .map(|n| n.normalize().scale())
        .max();
    by_decimals(finest.unwrap_or(0), cells)
}

/// `=SUM(D4:D63)`, over all sheets of a long section.
fn sum_of(at: ColNum, part: &Part<'_>, row: RowNum) -> String {
    let letter = column_number_to_name(at);
    let first = Place::line(part.section, 0) + 1;
    let mut ranges: Vec<String> = (0..part.nth)
        .map(|nth| {
            let name = quote_sheet_name(&part.place.sheets[nth]);
            let lines = part.place.lines_on(nth).len();
            let last = Place::line(part.section, lines);
            format!("{name}!{letter}{first}:{letter}{last}")
        })
        .collect();
    ranges.push(format!("{letter}{first}:{letter}{row}"));
    format!("=SUM({})", ranges.join(","))
}

/// Legend and remarks; gives the next free row.
pub fn notes(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    section: &Section,
    row: RowNum,
) -> Result<RowNum, XlsxError> {
    let mut row = row;
    if !section.notes.is_empty() {
        row += 1;
    }
    for note in &section.notes {
        let text = in_a_cell(note.text.get(page.lang));
        sheet.set_row_height(row, height(1))?;
        let mut at = 0;
        if note.tone.is_some() {
            sheet.write_blank(row, at, &page.look.patch(note.tone))?;
            at += 1;
        }
        sheet.write_string_with_format(row, at, text, &page.look.plain)?;
        row += 1;
    }
    Ok(row)
}

/// One line to sign on: who made it, checked it, approved it.
pub fn signatures(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    section: &Section,
    row: RowNum,
) -> Result<(), XlsxError> {
    let colon = words::COLON.get(page.lang);
    let places: Vec<String> = section
        .signers()
        .iter()
        .map(|who| format!("{}{colon}{}", who.get(page.lang), "_".repeat(14)))
        .collect();
    sheet.write_string_with_format(row, 0, places.join("        "), &page.look.plain)?;
    Ok(())
}

/// Tool, config and clock.
pub fn circumstances(sheet: &mut Worksheet, page: &Page<'_>, row: RowNum) -> Result<(), XlsxError> {
    for (row, (label, value)) in (row..).zip(extra::circumstances(page.report)) {
        sheet.write_string_with_format(row, 0, label.get(page.lang), &page.look.label)?;
        Cell::new(row, 1, Kind::Id).put(sheet, page, &value, &page.look.figures, None)?;
    }
    Ok(())
}
