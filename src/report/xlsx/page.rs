//! What all sheets share, and how a sheet looks on screen and on paper.

use super::lists::Lists;
use super::look::Look;
use super::place::Places;
use super::text::in_a_cell;
use crate::base::{Lang, Message};
use crate::report::model::{Layout, Paper, Report, Section, Size, Turn};
use crate::report::words;
use rust_xlsxwriter::{ColNum, RowNum, Worksheet, XlsxError};

/// Columns together wider than this print across the page.
const PORTRAIT: f64 = 100.0;
/// Points of one line of text, and what Excel allows a row.
const LINE: f64 = 15.0;
const TALLEST: f64 = 400.0;
/// What a cell's own margins add to a column's width.
const MARGIN: f64 = 0.71;
/// Page breaks that Excel takes.
const BREAKS: usize = 1_023;

/// What all sheets share.
pub struct Page<'a> {
    pub report: &'a Report,
    pub lang: Lang,
    pub look: &'a Look,
    pub places: &'a Places<'a>,
    pub lists: &'a Lists,
}

/// How a sheet is dressed.
pub struct Dress<'a> {
    /// Column widths in Excel's unit.
    pub widths: &'a [f64],
    pub paper: &'a Paper,
    /// The heading to repeat and freeze, if there is one.
    pub heading: Option<RowNum>,
    /// Rows of the heading, from the first to `heading`.
    pub heading_rows: RowNum,
    /// Columns that stay in sight.
    pub keep: ColNum,
    /// Rows of the sheet that begin a page.
    pub breaks: Vec<RowNum>,
}

pub fn dress(sheet: &mut Worksheet, page: &Page<'_>, dress: Dress<'_>) -> Result<(), XlsxError> {
    let mut together = 0.0;
    for (at, chars) in (0..).zip(dress.widths) {
        together += chars;
        sheet.set_column_width(at, *chars)?;
    }
    sheet.set_screen_gridlines(false);
    sheet.set_paper_size(match dress.paper.size {
        Size::A4 => 9,
        Size::A3 => 8,
    });
    let roomy = match dress.paper.size {
        Size::A4 => 1.0,
        Size::A3 => std::f64::consts::SQRT_2,
    };
    let across = match dress.paper.turn {
        Turn::ByWidth => together > PORTRAIT * roomy,
        Turn::Upright => false,
        Turn::Across => true,
    };
    if across {
        sheet.set_landscape();
    }
    if dress.breaks.is_empty() {
        sheet.set_print_fit_to_pages(1, 0);
    } else {
        // A program that fits the sheet to the page may ignore breaks.
        sheet.set_print_scale(scale(dress.widths, dress.paper.size, across));
        let breaks = &dress.breaks[..dress.breaks.len().min(BREAKS)];
        sheet.set_page_breaks(breaks)?;
    }
    sheet.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
    if let Some(heading) = dress.heading {
        sheet.set_repeat_rows(heading + 1 - dress.heading_rows, heading)?;
        sheet.set_freeze_panes(heading + 1, dress.keep)?;
    }
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

/// The scale in percent at which the columns fit one page, between 10 and 100.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 10 to 100
fn scale(widths: &[f64], size: Size, across: bool) -> u16 {
    let together: f64 = widths.iter().map(|width| width + MARGIN).sum();
    let percent = 100.0 * room(size, across) / together.max(1.0);
    percent.floor().clamp(10.0, 100.0) as u16
}

/// Characters that fit across a sheet of paper. Excel takes 7 pixels of 96 an
/// inch for one; where the font is missing another one takes up to 9.
pub fn room(size: Size, across: bool) -> f64 {
    const PIXELS: f64 = 9.0;
    let inches = match (size, across) {
        (Size::A4, false) => 8.27,
        (Size::A4, true) | (Size::A3, false) => 11.69,
        (Size::A3, true) => 16.54,
    };
    // Half an inch of margin on either side.
    (inches - 1.0) * 96.0 / PIXELS
}

/// The sheet's rows that begin a page.
pub fn breaks(section: &Section, lines: &std::ops::Range<usize>) -> Vec<RowNum> {
    let here = |row: &usize| (lines.start + 1..lines.end).contains(row);
    let nth = |row: usize| super::place::Place::line(section, row - lines.start);
    match section.layout {
        Layout::Slips { a_page: 0 } => Vec::new(),
        // A page begins with the slip's heading.
        Layout::Slips { a_page } => (lines.start..lines.end)
            .step_by(a_page)
            .filter(here)
            .map(|row| nth(row) - 1)
            .collect(),
        Layout::Table | Layout::Folded | Layout::Grid => {
            let breaks = section.paper.breaks.iter().copied();
            breaks.filter(here).map(nth).collect()
        }
    }
}

/// A column's width in Excel's unit, with a little air.
#[allow(clippy::cast_precision_loss)] // at most a few hundred
pub fn chars(cells: usize) -> f64 {
    cells as f64 + 2.4
}

#[allow(clippy::cast_precision_loss)] // a few lines
pub fn height(lines: usize) -> f64 {
    (lines as f64 * LINE).min(TALLEST)
}

/// Title, scope, subtitle.
pub fn head(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    title: &str,
    subtitle: &[Message],
) -> Result<(), XlsxError> {
    sheet.set_row_height(0, 26)?;
    sheet.write_string_with_format(0, 0, in_a_cell(title), &page.look.title)?;
    let scope = page.report.scope.get(page.lang);
    sheet.write_string_with_format(1, 0, in_a_cell(scope), &page.look.scope)?;
    for (row, line) in (super::place::HEAD..).zip(subtitle) {
        let line = in_a_cell(line.get(page.lang));
        sheet.write_string_with_format(row, 0, line, &page.look.plain)?;
    }
    Ok(())
}
