//! The part of a section on one sheet, and its heading.

use super::measure::BUTTON;
use super::page::{Page, height};
use super::place::Place;
use super::text::in_a_cell;
use crate::report::model::{Column, Kind, Layout, Section, Value};
use crate::report::width::{one_line, wrap};
use rust_xlsxwriter::{ColNum, Format, RowNum, Worksheet, XlsxError};

/// The lines of a section that stand on this sheet.
pub struct Part<'a> {
    pub section: &'a Section,
    pub place: &'a Place<'a>,
    /// Which of the section's sheets.
    pub nth: usize,
    /// Column widths in cells.
    pub widths: &'a [usize],
}

impl Part<'_> {
    pub fn name(&self) -> &str {
        &self.place.sheets[self.nth]
    }

    /// The lines with their places in the section.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &[Value])> {
        let range = self.place.lines_on(self.nth);
        let rows = &self.section.rows[range.clone()];
        range.zip(rows.iter().map(Vec::as_slice))
    }

    /// The total, the notes and the signatures stand on the last sheet.
    pub fn last(&self) -> bool {
        self.nth + 1 == self.place.sheets.len()
    }
}

/// Columns with their numbers.
pub fn numbered(columns: &[Column]) -> impl Iterator<Item = (ColNum, &Column)> {
    (0..).zip(columns)
}

/// The heading of a table, or of one slip.
pub fn heading(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    part: &Part<'_>,
    row: RowNum,
) -> Result<(), XlsxError> {
    let mut lines = 1;
    for ((_, column), cells) in numbered(&part.section.columns).zip(part.widths) {
        let room = cells.saturating_sub(BUTTON).max(1);
        let text = one_line(&column.title(page.lang));
        lines = lines.max(wrap(&text, room, room).len());
    }
    sheet.set_row_height(row, height(lines) + 6.0)?;
    let look = page.look;
    let slips = matches!(part.section.layout, Layout::Slips { .. });
    for (at, column) in numbered(&part.section.columns) {
        let format: &Format = match column.kind {
            kind if slips => look.slip_heading(kind.is_number()),
            Kind::Date | Kind::DateTime => &look.heading_centred,
            kind if kind.is_number() => &look.heading_right,
            _ => &look.heading,
        };
        let text = match &column.band {
            Some((_, short)) if Place::banded(part.section) => short.get(page.lang).to_owned(),
            _ => column.title(page.lang),
        };
        sheet.write_string_with_format(row, at, in_a_cell(&text), format)?;
    }
    Ok(())
}
