//! One worksheet: title row, scope row, frozen heading with a filter, typed
//! cells, a total of live formulas, and how it prints.

use super::cell::{Cell, by_decimals, float, in_a_cell, number_format, wraps};
use super::look::{Cells, Look};
use crate::base::Lang;
use crate::report::model::{Column, Kind, Report, Section, Total, Value};
use crate::report::width::{longest_word, one_line, width, wrap};
use crate::report::{extra, show, words};
use rust_decimal::Decimal;
use rust_xlsxwriter::utility::{column_number_to_name, quote_sheet_name};
use rust_xlsxwriter::{ColNum, Format, Formula, RowNum, Worksheet, XlsxError};

const HEADING: RowNum = 2;
const FIRST: RowNum = HEADING + 1;
/// Cells of text in a column before it wraps.
const WIDEST: usize = 48;
/// A heading alone makes a column no wider.
const HEADING_WIDEST: usize = 14;
/// Room for the filter's button.
const BUTTON: usize = 3;
/// Columns together wider than this print across the page.
const PORTRAIT: f64 = 100.0;
/// Points of one line of text, and what Excel allows a row.
const LINE: f64 = 15.0;
const TALLEST: f64 = 400.0;

/// What all sheets share.
pub struct Page<'a> {
    pub report: &'a Report,
    pub lang: Lang,
    /// Lines on one sheet.
    pub most: usize,
    pub look: &'a Look,
}

/// The lines of a section that stand on this sheet.
pub struct Part<'a> {
    pub section: &'a Section,
    pub rows: &'a [Vec<Value>],
    /// Column widths in cells.
    pub widths: &'a [usize],
    /// Name and lines of the sheets before this one.
    pub written: &'a [(String, usize)],
    /// The total stands on the last sheet.
    pub last: bool,
}

/// What a table has beside its lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    None,
    /// The first column is a severity, coloured beside its word.
    Severity,
    /// Lines for signatures below.
    Signatures,
    /// Tool, config and clock below.
    Circumstances,
}

/// Writes a table's sheet.
pub fn table(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    part: &Part<'_>,
    extra: Extra,
) -> Result<(), XlsxError> {
    let columns = &part.section.columns;
    dress(sheet, page, part.widths, columns.len() > 8)?;
    let report = page.report.title.get(page.lang);
    let section = part.section.title.get(page.lang);
    let title = if section == report || section.is_empty() {
        report.to_owned()
    } else {
        format!("{report} · {section}")
    };
    head(sheet, page, &title)?;
    heading(sheet, page, part)?;
    let mut row = FIRST;
    for values in part.rows {
        if let Some(height) = height_of(values, part, page.lang) {
            sheet.set_row_height(row, height)?;
        }
        for (at, column) in numbered(columns) {
            let value = values.get(usize::from(at)).unwrap_or(&Value::None);
            let tinted = match (extra, at, value) {
                (Extra::Severity, 0, Value::Code("error", _)) => Some(&page.look.error),
                (Extra::Severity, 0, Value::Code("warning", _)) => Some(&page.look.warning),
                _ => None,
            };
            let cell = Cell {
                row,
                at,
                kind: column.kind,
            };
            cell.put(sheet, value, &page.look.body, tinted, page.lang)?;
        }
        row += 1;
    }
    if part.rows.is_empty() {
        sheet.write_string_with_format(row, 0, words::NO_LINES.get(page.lang), &page.look.scope)?;
        row += 1;
    } else if let Some(last) = last_column(columns) {
        sheet.autofilter(HEADING, 0, row - 1, last)?;
    }
    if part.last && totals(sheet, page, part, row)? {
        row += 1;
    }
    match extra {
        Extra::Signatures if part.last => signatures(sheet, page, row + 2),
        Extra::Circumstances => circumstances(sheet, page, row + 1),
        _ => Ok(()),
    }
}

fn numbered(columns: &[Column]) -> impl Iterator<Item = (ColNum, &Column)> {
    (0..).zip(columns)
}

fn last_column(columns: &[Column]) -> Option<ColNum> {
    ColNum::try_from(columns.len().checked_sub(1)?).ok()
}

/// Widths, and how the sheet looks on screen and on A4.
fn dress(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    widths: &[usize],
    keep_first: bool,
) -> Result<(), XlsxError> {
    let mut together = 0.0;
    for (at, cells) in (0..).zip(widths) {
        let chars = chars(*cells);
        together += chars;
        sheet.set_column_width(at, chars)?;
    }
    sheet.set_screen_gridlines(false);
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    if together > PORTRAIT {
        sheet.set_landscape();
    }
    sheet.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
    sheet.set_repeat_rows(HEADING, HEADING)?;
    sheet.set_freeze_panes(FIRST, ColNum::from(keep_first))?;
    // A space after the size: digits that follow would belong to it.
    let footer = format!(
        "&L&8 {}&C&8 {}&R&8 {}",
        page.report
            .command
            .replace('&', "&&")
            .chars()
            .take(60)
            .collect::<String>(),
        words::PAGE.get(page.lang),
        page.report.clock.minute(),
    );
    sheet.set_footer(footer);
    Ok(())
}

/// A column's width in Excel's unit, with a little air.
#[allow(clippy::cast_precision_loss)] // at most a few hundred
fn chars(cells: usize) -> f64 {
    cells as f64 + 2.4
}

fn head(sheet: &mut Worksheet, page: &Page<'_>, title: &str) -> Result<(), XlsxError> {
    sheet.set_row_height(0, 26)?;
    sheet.write_string_with_format(0, 0, in_a_cell(title), &page.look.title)?;
    let scope = page.report.scope.get(page.lang);
    sheet.write_string_with_format(1, 0, in_a_cell(scope), &page.look.scope)?;
    Ok(())
}

fn heading(sheet: &mut Worksheet, page: &Page<'_>, part: &Part<'_>) -> Result<(), XlsxError> {
    let mut lines = 1;
    for ((_, column), cells) in numbered(&part.section.columns).zip(part.widths) {
        let room = cells.saturating_sub(BUTTON).max(1);
        let text = one_line(column.heading.get(page.lang));
        lines = lines.max(wrap(&text, room, room).len());
    }
    sheet.set_row_height(HEADING, height(lines) + 6.0)?;
    for (at, column) in numbered(&part.section.columns) {
        let format = match column.kind {
            Kind::Date | Kind::DateTime => &page.look.heading_centred,
            kind if kind.is_number() => &page.look.heading_right,
            _ => &page.look.heading,
        };
        let text = in_a_cell(column.heading.get(page.lang));
        sheet.write_string_with_format(HEADING, at, text, format)?;
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss)] // a few lines
fn height(lines: usize) -> f64 {
    (lines as f64 * LINE).min(TALLEST)
}

/// The height of a row some of whose words wrap; `None` leaves it at one line.
fn height_of(values: &[Value], part: &Part<'_>, lang: Lang) -> Option<f64> {
    let columns = part.section.columns.iter().zip(part.widths);
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
        *widest = (*widest).max(room + BUTTON).min(250);
    }
    if let Some(first) = widths.first_mut() {
        *first = (*first).max(8);
    }
    widths
}

/// The line of totals, if the section has one.
fn totals(
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
            _ => {
                Cell {
                    row,
                    at,
                    kind: column.kind,
                }
                .put(sheet, sum, cells, None, page.lang)?;
            }
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
    let first = FIRST + 1;
    let mut ranges: Vec<String> = part
        .written
        .iter()
        .map(|(name, lines)| {
            let name = quote_sheet_name(name);
            let last = lines + FIRST as usize;
            format!("{name}!{letter}{first}:{letter}{last}")
        })
        .collect();
    ranges.push(format!("{letter}{first}:{letter}{row}"));
    format!("=SUM({})", ranges.join(","))
}

/// One line to sign on: who made it, checked it, approved it.
fn signatures(sheet: &mut Worksheet, page: &Page<'_>, row: RowNum) -> Result<(), XlsxError> {
    let colon = words::COLON.get(page.lang);
    let places: Vec<String> = words::SIGNATURES
        .iter()
        .map(|who| format!("{}{colon}{}", who.get(page.lang), "_".repeat(14)))
        .collect();
    sheet.write_string_with_format(row, 0, places.join("        "), &page.look.plain)?;
    Ok(())
}

fn circumstances(sheet: &mut Worksheet, page: &Page<'_>, row: RowNum) -> Result<(), XlsxError> {
    for (row, (label, value)) in (row..).zip(extra::circumstances(page.report)) {
        sheet.write_string_with_format(row, 0, label.get(page.lang), &page.look.label)?;
        let cell = Cell {
            row,
            at: 1,
            kind: Kind::Id,
        };
        cell.put(sheet, &value, &page.look.figures, None, page.lang)?;
    }
    Ok(())
}

/// The sheet with the answer in words and the figures below it.
pub fn answer(sheet: &mut Worksheet, page: &Page<'_>) -> Result<(), XlsxError> {
    let widths = [26, 22, 42];
    dress(sheet, page, &widths, false)?;
    let title = page.report.title.get(page.lang);
    head(
        sheet,
        page,
        &format!("{title} · {}", words::SUMMARY.get(page.lang)),
    )?;
    let all: usize = widths.iter().sum();
    let mut row = HEADING;
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
        let (name, figure) = (
            Cell {
                row,
                at: 0,
                kind: Kind::Text,
            },
            Cell {
                row,
                at: 1,
                kind: Kind::Text,
            },
        );
        name.put(
            sheet,
            label,
            &page.look.figures,
            Some(&page.look.label),
            page.lang,
        )?;
        let text = show::text(value, Kind::Text, page.lang);
        if show::number(value).is_none() && width(&text) > widths[1] {
            let room = widths[1] + widths[2];
            let lines = wrap(&text, room, room).len();
            sheet.set_row_height(row, height(lines) + 3.0)?;
            sheet.merge_range(row, 1, row, 2, &in_a_cell(&text), &page.look.lead)?;
        } else {
            figure.put(sheet, value, &page.look.figures, None, page.lang)?;
        }
        row += 1;
    }
    Ok(())
}
