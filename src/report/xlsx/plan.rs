//! A wall plan: people down, days across, all on one page.

use super::page::{Page, room};
use super::part::{Part, numbered};
use super::text::in_a_cell;
use crate::base::Lang;
use crate::report::model::{Column, Paper, Section, Turn};
use crate::report::show;
use crate::report::width::{one_line, width};
use rust_xlsxwriter::{ColNum, RowNum, Worksheet, XlsxError};

/// The narrowest column, in cells.
const NARROW: usize = 3;
/// Points of one upright Chinese character, and of one Latin letter turned.
const UPRIGHT: f64 = 12.0;
const TURNED: f64 = 5.5;
/// Height of a line, for a person to write on.
pub const LINE: f64 = 20.0;
/// The least height of a heading: two lines of small type.
const TWO_LINES: f64 = 26.0;

/// A plan lies across the paper unless told otherwise.
pub fn across(paper: &mut Paper) {
    if paper.turn == Turn::ByWidth {
        paper.turn = Turn::Across;
    }
}

/// Columns before the first day stay in sight.
pub fn keep(section: &Section) -> ColNum {
    let first = section.columns.iter().position(is_day).unwrap_or(1);
    ColNum::try_from(first).unwrap_or(1)
}

fn is_day(column: &Column) -> bool {
    column.under.is_some()
}

/// Days and counts as narrow as their cells allow, in Excel's unit.
#[allow(clippy::cast_precision_loss)] // at most a few hundred
pub fn widths(section: &Section, lang: Lang) -> Vec<f64> {
    let totals = show::totals(section);
    let columns = section.columns.iter().enumerate();
    let mut widths: Vec<f64> = columns
        .map(|(at, column)| {
            let rows = section.rows.iter().chain(totals.as_ref());
            let cells = rows
                .filter_map(|row| row.get(at))
                .map(|value| width(&show::text(value, column.kind, lang)))
                .max();
            let heading = if is_day(column) {
                let under = column.under.as_ref().map_or(0, |u| width(u.get(lang)));
                width(column.heading.get(lang)).max(under)
            } else if column.kind.is_number() {
                NARROW
            } else {
                width(column.heading.get(lang))
            };
            let found = cells.unwrap_or(0).max(heading).clamp(NARROW, 40);
            let cells = column.width.map_or(found, usize::from).clamp(1, 250);
            // Small type needs less air.
            cells as f64 * 0.85 + 1.3
        })
        .collect();
    // What is left of the paper goes to all, but not without end.
    let across = section.paper.turn != Turn::Upright;
    let together: f64 = widths.iter().sum();
    let stretch = (room(section.paper.size, across) / together.max(1.0)).clamp(1.0, 1.6);
    for (width, column) in widths.iter_mut().zip(&section.columns) {
        if column.width.is_none() {
            *width *= stretch;
        }
    }
    widths
}

pub fn heading(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    part: &Part<'_>,
    row: RowNum,
) -> Result<(), XlsxError> {
    let mut tallest = TWO_LINES;
    for (at, column) in numbered(&part.section.columns) {
        let heading = one_line(column.heading.get(page.lang));
        let (text, rotation) = match &column.under {
            Some(under) => (format!("{heading}\n{}", under.get(page.lang)), 0),
            None if column.kind.is_number() => {
                // Characters below each other, letters turned on their side.
                let rotation = if heading.is_ascii() { 90 } else { 270 };
                tallest = tallest.max(upright(&heading));
                (heading, rotation)
            }
            None => (heading, 0),
        };
        let format = page.look.plan_heading(column.tone, rotation);
        sheet.write_string_with_format(row, at, in_a_cell(&text), &format)?;
    }
    sheet.set_row_height(row, tallest.min(200.0))?;
    Ok(())
}

/// Points an upright heading takes.
#[allow(clippy::cast_precision_loss)] // a few dozen
fn upright(heading: &str) -> f64 {
    if heading.is_ascii() {
        width(heading) as f64 * TURNED + 10.0
    } else {
        heading.chars().count() as f64 * UPRIGHT + 6.0
    }
}
