//! One worksheet: title row, scope row, frozen heading with a filter, typed
//! cells, a total of live formulas, and how it prints.

use super::cell::Cell;
use super::look::{Cells, Style};
use super::measure::height_of;
use super::page::{self, Dress, Page, breaks, chars, head};
use super::part::{Part, heading, numbered};
use super::place::Place;
use super::text::in_a_cell;
use super::{ends, fill, plan, slips};
use crate::report::model::{Column, Fill, Layout, Section, Value};
use crate::report::words;
use rust_xlsxwriter::{ColNum, RowNum, Worksheet, XlsxError};

/// What a table has beside its lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    None,
    /// The first column is a severity, coloured beside its word.
    Severity,
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
    let section = part.section;
    let heading = Place::heading(section);
    dressed(sheet, page, part, heading)?;
    let report = page.report.title.get(page.lang);
    let title = section.title.get(page.lang);
    let title = if title == report || title.is_empty() {
        report.to_owned()
    } else {
        format!("{report} · {title}")
    };
    head(sheet, page, &title, &section.subtitle)?;
    let mut row = match section.layout {
        Layout::Slips { .. } => slips::lines(sheet, page, part)?,
        Layout::Grid => {
            plan::heading(sheet, page, part, heading)?;
            lines(sheet, page, part, Style::Plan, Extra::None)?
        }
        Layout::Table | Layout::Folded => {
            if Place::banded(section) {
                bands(sheet, page, section, heading - 1)?;
            }
            self::heading(sheet, page, part, heading)?;
            lines(sheet, page, part, Style::Line, extra)?
        }
    };
    let empty = part.lines().next().is_none();
    if empty {
        sheet.write_string_with_format(row, 0, words::NO_LINES.get(page.lang), &page.look.scope)?;
        row += 1;
    } else {
        if let (Layout::Table, Some(last)) = (section.layout, last_column(&section.columns)) {
            sheet.autofilter(heading, 0, row - 1, last)?;
        }
        if !matches!(section.layout, Layout::Slips { .. }) {
            fill::rules(sheet, page, section, heading + 1, row - 1)?;
        }
        if section.layout == Layout::Grid {
            plan::paint(sheet, page, section, (heading + 1, row - 1))?;
        }
    }
    if section.protected {
        fill::protect(sheet);
    }
    if part.last() {
        if ends::totals(sheet, page, part, row)? {
            row += 1;
        }
        row = ends::notes(sheet, page, section, row)?;
        if section.signed {
            ends::signatures(sheet, page, section, row + 2)?;
        }
    }
    if extra == Extra::Circumstances {
        ends::circumstances(sheet, page, row + 1)?;
    }
    Ok(())
}

fn dressed(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    part: &Part<'_>,
    heading: RowNum,
) -> Result<(), XlsxError> {
    let section = part.section;
    let (widths, keep) = match section.layout {
        Layout::Grid => (plan::widths(section, page.lang), plan::keep(section)),
        _ => (
            part.widths.iter().map(|cells| chars(*cells)).collect(),
            ColNum::from(section.columns.len() > 8),
        ),
    };
    let mut paper = section.paper.clone();
    if section.layout == Layout::Grid {
        plan::across(&mut paper);
    }
    let slips = matches!(section.layout, Layout::Slips { .. });
    let dress = Dress {
        widths: &widths,
        paper: &paper,
        heading: (!slips).then_some(heading),
        heading_rows: 1 + RowNum::from(Place::banded(section)),
        keep,
        breaks: breaks(section, &part.place.lines_on(part.nth)),
    };
    page::dress(sheet, page, dress)?;
    for (at, unseen) in (0..).zip(section.unseen()) {
        if unseen {
            sheet.set_column_hidden(at)?;
        }
    }
    Ok(())
}

fn last_column(columns: &[Column]) -> Option<ColNum> {
    ColNum::try_from(columns.len().checked_sub(1)?).ok()
}

/// The lines of a table or a plan; gives the row after the last.
fn lines(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    part: &Part<'_>,
    style: Style,
    extra: Extra,
) -> Result<RowNum, XlsxError> {
    let section = part.section;
    let mut row = Place::line(section, 0);
    for (nth, values) in part.lines() {
        let height = match style {
            Style::Plan => Some(plan::line(section)),
            _ => {
                let words = height_of(values, &section.columns, part.widths, page.lang);
                let by_hand = by_hand(section, values);
                words.into_iter().chain(by_hand).reduce(f64::max)
            }
        };
        if let Some(height) = height {
            sheet.set_row_height(row, height)?;
        }
        let row_tone = section.row_tone(nth);
        for (at, column) in numbered(&section.columns) {
            let value = values.get(usize::from(at)).unwrap_or(&Value::None);
            let tinted = match (extra, at, value) {
                (Extra::Severity, 0, Value::Code("error", _)) => Some(&page.look.error),
                (Extra::Severity, 0, Value::Code("warning", _)) => Some(&page.look.warning),
                _ => None,
            };
            let cells: &Cells = if column.fill.is_some() {
                &page.look.fill
            } else {
                // The colour of a plan's sign follows the sign.
                let own = value.tone().filter(|_| !plan::follows(section, column));
                page.look.cells(style, own.or(row_tone).or(column.tone))
            };
            let cell = Cell::of(row, at, column, part.name());
            cell.put(sheet, page, value, cells, tinted)?;
        }
        row += 1;
    }
    Ok(row)
}

/// The height of a line that waits for words written by hand.
fn by_hand(section: &Section, values: &[Value]) -> Option<f64> {
    let points = section.paper.by_hand?;
    let waits = |(column, value): (&Column, &Value)| {
        column.fill == Some(Fill::Text) && *value == Value::None
    };
    let mut cells = section.columns.iter().zip(values);
    cells.any(waits).then_some(points.into())
}

/// The words over several columns, each over its run of them.
fn bands(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    section: &Section,
    row: RowNum,
) -> Result<(), XlsxError> {
    let format = &page.look.heading_centred;
    let mut at: ColNum = 0;
    let words = |column: &Column| column.band.as_ref().map(|(over, _)| over.clone());
    for run in section.columns.chunk_by(|a, b| words(a) == words(b)) {
        let last = at + ColNum::try_from(run.len() - 1).unwrap_or(0);
        match words(&run[0]) {
            Some(over) if last > at => {
                let over = in_a_cell(over.get(page.lang));
                sheet.merge_range(row, at, row, last, &over, format)?;
            }
            over => {
                let over = over.unwrap_or_default();
                for column in at..=last {
                    let over = in_a_cell(over.get(page.lang));
                    sheet.write_string_with_format(row, column, over, format)?;
                }
            }
        }
        at = last + 1;
    }
    Ok(())
}
