//! The sheet with the answer in words and the figures below it.

use super::cell::Cell;
use super::page::{self, Dress, Page, chars, head, height};
use super::place::HEAD;
use super::text::in_a_cell;
use crate::report::model::{Kind, Paper};
use crate::report::width::{width, wrap};
use crate::report::{extra, show, words};
use rust_xlsxwriter::{Worksheet, XlsxError};

/// Writes it.
pub fn answer(sheet: &mut Worksheet, page: &Page<'_>) -> Result<(), XlsxError> {
    let widths = [26, 22, 42];
    let dress = Dress {
        widths: &widths.map(chars),
        paper: &Paper::default(),
        heading: Some(HEAD),
        heading_rows: 1,
        keep: 0,
        breaks: Vec::new(),
    };
    page::dress(sheet, page, dress)?;
    let title = page.report.title.get(page.lang);
    head(
        sheet,
        page,
        &format!("{title} · {}", words::SUMMARY.get(page.lang)),
        &[],
    )?;
    let all: usize = widths.iter().sum();
    let mut row = HEAD;
    for lead in &page.report.lead {
        let text = in_a_cell(lead.get(page.lang));
        let lines = wrap(&text, all, all).len();
        sheet.set_row_height(row, height(lines) + 3.0)?;
        sheet.merge_range(row, 0, row, 2, &text, &page.look.lead)?;
        row += 1;
    }
    row += 1;
    for values in &extra::figures(page.report).rows {
        let [label, value] = values.as_slice() else {
            continue;
        };
        let name = Cell::new(row, 0, Kind::Text);
        let figure = Cell::new(row, 1, Kind::Text);
        let (cells, tint) = (&page.look.figures, Some(&page.look.label));
        name.put(sheet, page, label, cells, tint)?;
        let text = show::text(value, Kind::Text, page.lang);
        if show::number(value).is_none() && width(&text) > widths[1] {
            let room = widths[1] + widths[2];
            let lines = wrap(&text, room, room).len();
            sheet.set_row_height(row, height(lines) + 3.0)?;
            sheet.merge_range(row, 1, row, 2, &in_a_cell(&text), &page.look.lead)?;
        } else {
            figure.put(sheet, page, value, cells, None)?;
        }
        row += 1;
    }
    Ok(())
}
