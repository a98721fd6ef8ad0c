//! How wide columns are and how high rows.

use super::cell::wraps;
use super::page::height;
use crate::base::Lang;
use crate::report::model::{Column, Fill, Section, Value};
use crate::report::show;
use crate::report::width::{longest_word, one_line, width, wrap};

/// Cells of text in a column before it wraps.
const WIDEST: usize = 48;
/// A heading alone makes a column no wider.
const HEADING_WIDEST: usize = 14;
/// Room for the filter's button.
pub const BUTTON: usize = 3;
/// Room to write by hand, in cells.
const BY_HAND: usize = 16;

/// The height of a row some of whose words wrap; `None` leaves it at one line.
pub fn height_of(
    values: &[Value],
    columns: &[Column],
    widths: &[usize],
    lang: Lang,
) -> Option<f64> {
    let columns = columns.iter().zip(widths);
    let lines = values
        .iter()
        .zip(columns)
        .filter(|(value, (column, _))| wraps(value, column.kind))
        .map(|(value, (column, cells))| {
            let text = show::text(value, column.kind, lang);
            text.lines().map(|line| lines_of(line, *cells)).sum()
        })
        .max()
        .unwrap_or(1);
    (lines > 1).then(|| height(lines) + 3.0)
}

/// Lines a text takes in a column that wide. Latin letters are narrower than
/// the digits a column is measured in.
fn lines_of(text: &str, cells: usize) -> usize {
    let room = if text.is_ascii() {
        cells + cells / 8
    } else {
        cells
    };
    if width(text) <= room {
        return 1;
    }
    wrap(text, room, room)
        .iter()
        .map(|line| width(line).div_ceil(room.max(1)).max(1))
        .sum()
}

/// Widths of a section's columns in terminal cells: its widest line, words up
/// to a limit; a heading takes several lines rather than much room.
pub fn widths(section: &Section, lang: Lang) -> Vec<usize> {
    let totals = show::totals(section);
    let all = section.rows.iter().chain(totals.as_ref());
    let mut widths = vec![4; section.columns.len()];
    for row in all {
        for ((widest, column), value) in widths.iter_mut().zip(&section.columns).zip(row) {
            let text = show::text(value, column.kind, lang);
            let cells = text.lines().map(width).max().unwrap_or(0);
            let cells = if wraps(value, column.kind) {
                cells.min(WIDEST)
            } else {
                cells
            };
            *widest = (*widest).max(cells);
        }
    }
    for (widest, column) in widths.iter_mut().zip(&section.columns) {
        let heading = one_line(column.heading.get(lang));
        let room = width(&heading)
            .min(HEADING_WIDEST)
            .max(longest_word(&heading).min(WIDEST));
        *widest = (*widest)
            .max(room + BUTTON)
            .max(by_hand(column, lang))
            .min(250);
        if let Some(width) = column.width {
            *widest = usize::from(width).clamp(1, 250);
        }
    }
    if let Some(first) = widths.first_mut()
        && section.columns[0].width.is_none()
    {
        *first = (*first).max(8);
    }
    widths
}

/// Room for what a person fills in.
fn by_hand(column: &Column, lang: Lang) -> usize {
    match &column.fill {
        None => 0,
        Some(Fill::Text | Fill::DateTime) => BY_HAND,
        Some(Fill::Number | Fill::Whole) => BY_HAND / 2,
        Some(Fill::OneOf(choices)) => {
            let widest = choices.iter().map(|choice| width(choice.get(lang))).max();
            // And the button of the list.
            (widest.unwrap_or(0) + BUTTON).min(BY_HAND * 2).max(BY_HAND)
        }
    }
}
