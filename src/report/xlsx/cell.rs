//! One typed cell: numbers as numbers, dates as dates, ids as text.
//!
//! A cell's number is a binary float of 15 digits. It is made from a decimal
//! that is already rounded as shown, and what would not fit stays text.

use super::look::{Cells, DECIMALS};
use crate::base::Lang;
use crate::report::model::{Kind, Value};
use crate::report::show;
use chrono::{NaiveDate, NaiveDateTime, Timelike};
use rust_decimal::Decimal;
use rust_xlsxwriter::{ColNum, Format, RowNum, Worksheet, XlsxError};

/// UTF-16 units in a cell.
const CELL: usize = 32_767;

/// Where a value goes and as what.
pub struct Cell {
    pub row: RowNum,
    pub at: ColNum,
    pub kind: Kind,
}

impl Cell {
    pub fn put(
        &self,
        sheet: &mut Worksheet,
        value: &Value,
        cells: &Cells,
        tinted: Option<&Format>,
        lang: Lang,
    ) -> Result<(), XlsxError> {
        let (row, at) = (self.row, self.at);
        let value = value.bare();
        if let Value::None = value {
            sheet.write_blank(row, at, &cells.text)?;
        } else if let Some((serial, format)) = time(value, cells) {
            sheet.write_number_with_format(row, at, serial, format)?;
        } else if let Some(number) = show::number(value).filter(|_| self.kind != Kind::Id) {
            match float(number) {
                Some(float) => {
                    let format = number_format(value, number, cells);
                    sheet.write_number_with_format(row, at, float, format)?;
                }
                None => {
                    let text = show::text(value, self.kind, lang);
                    sheet.write_string_with_format(row, at, text, &cells.long_number)?;
                }
            }
        } else {
            let text = show::text(value, self.kind, lang);
            let format = match tinted {
                Some(format) => format,
                None if self.kind == Kind::Id => &cells.id,
                None if wraps(value, self.kind) => &cells.wrapped,
                None => &cells.text,
            };
            sheet.write_string_with_format(row, at, in_a_cell(&text), format)?;
        }
        Ok(())
    }
}

/// The number for a cell; `None` beyond the 15 digits a cell keeps before the
/// decimal point.
pub fn float(number: Decimal) -> Option<f64> {
    if number.trunc().abs() >= Decimal::from(1_000_000_000_000_000_i64) {
        return None;
    }
    // By way of the text: the float nearest to the decimal.
    number.to_string().parse().ok().map(|f: f64| f + 0.0)
}

pub fn number_format<'a>(value: &Value, number: Decimal, cells: &'a Cells) -> &'a Format {
    match value {
        Value::Money(_) => &cells.money,
        Value::Percent(share) => match show::percent(*share).scale() {
            3 => &cells.percent[1],
            4 => &cells.percent[2],
            _ => &cells.percent[0],
        },
        _ => by_decimals(number.normalize().scale(), cells),
    }
}

pub fn by_decimals(scale: u32, cells: &Cells) -> &Format {
    let decimals = usize::try_from(scale).unwrap_or(usize::MAX);
    &cells.qty[decimals.min(DECIMALS + 1)]
}

/// Dates and times as days since Excel's zero day, with their format. Days
/// before March 1900, which Excel counts wrongly, stay words.
fn time<'a>(value: &Value, cells: &'a Cells) -> Option<(f64, &'a Format)> {
    match value {
        Value::Date(date) => Some((days(*date)?, &cells.date)),
        Value::DateTime(at) => {
            let seconds = seconds_of(*at);
            let format = if seconds.is_multiple_of(60) {
                &cells.minute
            } else {
                &cells.second
            };
            Some((days(at.date())? + f64::from(seconds) / 86_400.0, format))
        }
        _ => None,
    }
}

fn seconds_of(at: NaiveDateTime) -> u32 {
    at.num_seconds_from_midnight()
}

fn days(date: NaiveDate) -> Option<f64> {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = (date - zero).num_days();
    let days = i32::try_from(days).ok()?;
    (61..=2_958_465).contains(&days).then(|| f64::from(days))
}

/// Text cut to what a cell holds.
pub fn in_a_cell(text: &str) -> String {
    if text.len() <= CELL {
        return text.to_owned();
    }
    let mut used = 1;
    let mut out = String::new();
    for c in text.chars() {
        used += c.len_utf16();
        if used > CELL {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}

/// Whether the value is words that take more lines where they are long.
pub fn wraps(value: &Value, kind: Kind) -> bool {
    kind == Kind::Text
        && matches!(
            value,
            Value::Text(_) | Value::Message(_) | Value::List(_) | Value::Map(_)
        )
}
