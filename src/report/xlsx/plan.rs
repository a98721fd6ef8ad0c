//! A wall plan: people down, days across, all on one page.

use super::look;
use super::page::{Page, room};
use super::part::{Part, numbered};
use super::text::in_a_cell;
use crate::base::Lang;
use crate::report::model::{Column, Layout, Paper, Section, Tone, Turn};
use crate::report::show;
use crate::report::width::{one_line, width};
use rust_xlsxwriter::{
    ColNum, ConditionalFormatCell, ConditionalFormatCellRule, RowNum, Worksheet, XlsxError,
};

/// The narrowest column, in cells.
const NARROW: usize = 3;
/// Points of one upright Chinese character, and of one Latin letter turned.
const UPRIGHT: f64 = 12.0;
const TURNED: f64 = 5.5;
/// Height of a line, for a person to write on: at least, at most, and what all
/// lines may take of a page.
const LINE: (f64, f64) = (20.0, 30.0);
const LINES: f64 = 380.0;
/// Height of a line of small type, and the least of a heading: two of them.
const SMALL: f64 = 13.0;
const TWO_LINES: f64 = 2.0 * SMALL;

/// The height of each line: a short plan fills its page.
#[allow(clippy::cast_precision_loss)] // a few hundred at most
pub fn line(section: &Section) -> f64 {
    let each = LINES / section.rows.len().max(1) as f64;
    each.floor().clamp(LINE.0, LINE.1)
}

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

/// Whether the column's colours follow what is in its cells.
pub fn follows(section: &Section, column: &Column) -> bool {
    section.layout == Layout::Grid && is_day(column)
}

/// Each coloured sign of the days gets its colour wherever it stands, so that
/// an edited cell has the right one.
pub fn paint(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    section: &Section,
    (first, last): (RowNum, RowNum),
) -> Result<(), XlsxError> {
    let days: Vec<usize> = (0..section.columns.len())
        .filter(|at| is_day(&section.columns[*at]))
        .collect();
    let (Some(from), Some(to)) = (days.first(), days.last()) else {
        return Ok(());
    };
    let (from, to) = (
        ColNum::try_from(*from).unwrap_or(ColNum::MAX),
        ColNum::try_from(*to).unwrap_or(ColNum::MAX),
    );
    let mut signs: Vec<(&str, Tone)> = Vec::new();
    for value in section
        .rows
        .iter()
        .flat_map(|row| days.iter().filter_map(|at| row.get(*at)))
    {
        let (Some(tone), Some(words)) = (value.tone(), show::words(value.bare(), page.lang)) else {
            continue;
        };
        if !signs.contains(&(words, tone)) {
            signs.push((words, tone));
        }
    }
    for (words, tone) in signs {
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(words))
            .set_format(look::over(tone));
        sheet.add_conditional_format(first, from, last, to, &rule)?;
    }
    Ok(())
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
                let under = column.under.as_ref().map_or("", |u| u.get(lang));
                let under = under.lines().map(width).max().unwrap_or(0);
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

#[allow(clippy::cast_precision_loss)] // a few lines
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
            Some(under) => {
                let text = format!("{heading}\n{}", under.get(page.lang));
                tallest = tallest.max(SMALL * text.lines().count() as f64);
                (text, 0)
            }
            None if column.kind.is_number() => {
                tallest = tallest.max(upright(&heading));
                // Characters below each other, letters turned on their side.
                if heading.is_ascii() {
                    (heading, 90)
                } else {
                    (stacked(&heading), 0)
                }
            }
            None => (heading, 0),
        };
        let format = page.look.plan_heading(column.tone, rotation);
        sheet.write_string_with_format(row, at, in_a_cell(&text), &format)?;
    }
    sheet.set_row_height(row, tallest.min(200.0))?;
    Ok(())
}

/// A character a line.
fn stacked(heading: &str) -> String {
    let characters: Vec<String> = heading.chars().map(String::from).collect();
    characters.join("\n")
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
