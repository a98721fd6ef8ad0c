//! 工资条: a slip a row, each under its own heading, to be cut apart along
//! dashed lines.

use super::cell::Cell;
use super::look::Style;
use super::measure::height_of;
use super::page::Page;
use super::part::{Part, heading, numbered};
use super::place::{Place, SLIP};
use crate::report::model::Value;
use rust_xlsxwriter::{RowNum, Worksheet, XlsxError};

/// Points above and below the line to cut along.
const AIR: f64 = 10.0;

/// Writes the slips; gives the row after the last.
pub fn lines(sheet: &mut Worksheet, page: &Page<'_>, part: &Part<'_>) -> Result<RowNum, XlsxError> {
    let section = part.section;
    let mut row = Place::line(section, 0);
    for (nth, values) in part.lines() {
        heading(sheet, page, part, row - 1)?;
        if let Some(height) = height_of(values, &section.columns, part.widths, page.lang) {
            sheet.set_row_height(row, height)?;
        }
        let row_tone = section.row_tone(nth);
        for (at, column) in numbered(&section.columns) {
            let value = values.get(usize::from(at)).unwrap_or(&Value::None);
            let tone = value.tone().or(row_tone).or(column.tone);
            let cells = page.look.cells(Style::Slip, tone);
            let cell = Cell::of(row, at, column, part.name());
            cell.put(sheet, page, value, cells, None)?;
        }
        sheet.set_row_height(row + 1, AIR)?;
        for (at, _) in numbered(&section.columns) {
            sheet.write_blank(row + 1, at, &page.look.cut)?;
        }
        sheet.set_row_height(row + 2, AIR)?;
        row += SLIP;
    }
    Ok(row - 1)
}
