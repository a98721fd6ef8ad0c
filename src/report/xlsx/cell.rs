//! One typed cell: numbers as numbers, dates as dates, ids as text.
//!
//! A cell's number is a binary float of 15 digits. It is made from a decimal
//! that is already rounded as shown, and what would not fit stays text.

use super::look::{Cells, DECIMALS};
use super::page::Page;
use super::text::in_a_cell;
use crate::report::model::{Column, Fill, Formula, Kind, Value};
use crate::report::show;
use chrono::{NaiveDate, NaiveDateTime, Timelike};
use rust_decimal::Decimal;
use rust_xlsxwriter as xlsx;
use rust_xlsxwriter::{ColNum, Format, RowNum, Worksheet, XlsxError};

/// Where a value goes and as what.
pub struct Cell<'a> {
    pub row: RowNum,
    pub at: ColNum,
    pub kind: Kind,
    /// The name of the sheet, for formulas.
    pub sheet: &'a str,
    /// What it takes from a person.
    pub fill: Option<&'a Fill>,
    /// A day of a plan: its words stand in the middle.
    pub day: bool,
}

impl<'a> Cell<'a> {
    pub fn new(row: RowNum, at: ColNum, kind: Kind) -> Self {
        Cell {
            row,
            at,
            kind,
            sheet: "",
            fill: None,
            day: false,
        }
    }

    /// A section's cell.
    pub fn of(row: RowNum, at: ColNum, column: &'a Column, sheet: &'a str) -> Self {
        Cell {
            row,
            at,
            kind: column.kind,
            sheet,
            fill: column.fill.as_ref(),
            day: column.under.is_some(),
        }
    }

    pub fn put(
        &self,
        sheet: &mut Worksheet,
        page: &Page<'_>,
        value: &Value,
        cells: &Cells,
        tinted: Option<&Format>,
    ) -> Result<(), XlsxError> {
        let (row, at) = (self.row, self.at);
        match value {
            Value::Formula(formula) => return self.formula(sheet, page, formula, cells),
            Value::Toned(toned) => return self.put(sheet, page, &toned.value, cells, tinted),
            Value::None => {
                sheet.write_blank(row, at, self.blank(cells))?;
                return Ok(());
            }
            _ => {}
        }
        if let Some((serial, format)) = time(value, cells) {
            sheet.write_number_with_format(row, at, serial, format)?;
        } else if let Some((float, format)) = self.number(value, cells) {
            sheet.write_number_with_format(row, at, float, format)?;
        } else {
            let text = show::text_of(value, self.kind, page.lang);
            let format = match tinted {
                Some(format) => format,
                None => self.words(value, cells),
            };
            sheet.write_string_with_format(row, at, in_a_cell(&text), format)?;
        }
        Ok(())
    }

    /// A live formula in the format of its result, which is stored with it.
    fn formula(
        &self,
        sheet: &mut Worksheet,
        page: &Page<'_>,
        formula: &Formula,
        cells: &Cells,
    ) -> Result<(), XlsxError> {
        let (row, at) = (self.row, self.at);
        let result = formula.result.bare();
        let live = xlsx::Formula::new(page.places.formula(formula, self.sheet, page.lang)?);
        let (stored, format) = if let Some((serial, format)) = time(result, cells) {
            (serial.to_string(), format)
        } else if let Some((float, format)) = self.number(result, cells) {
            (float.to_string(), format)
        } else {
            let text = show::text(result, self.kind, page.lang);
            (in_a_cell(&text).into_owned(), self.words(result, cells))
        };
        sheet.write_formula_with_format(row, at, live.set_result(stored), format)?;
        Ok(())
    }

    /// The value as a number with its format; `None` for words, ids and what
    /// has too many digits.
    fn number<'f>(&self, value: &Value, cells: &'f Cells) -> Option<(f64, &'f Format)> {
        let number = show::number(value).filter(|_| self.kind != Kind::Id)?;
        Some((float(number)?, number_format(value, number, cells)))
    }

    /// The format of what is written as words.
    fn words<'f>(&self, value: &Value, cells: &'f Cells) -> &'f Format {
        if self.kind == Kind::Id {
            &cells.id
        } else if show::number(value).is_some() {
            &cells.long_number
        } else if cells.plan && self.day {
            &cells.centred
        } else if wraps(value, self.kind) {
            &cells.wrapped
        } else {
            &cells.text
        }
    }

    /// The format of a cell without a value.
    fn blank<'f>(&self, cells: &'f Cells) -> &'f Format {
        match self.fill {
            None => &cells.text,
            Some(Fill::Text | Fill::OneOf(_)) => &cells.wrapped,
            Some(Fill::Number | Fill::Count(_)) => &cells.entry,
            Some(Fill::Whole) => by_decimals(0, cells),
            Some(Fill::DateTime) => &cells.minute,
        }
    }
}

/// The number for a cell; `None` beyond the 15 digits a cell keeps before the
/// decimal point.
pub fn float(number: Decimal) -> Option<f64> {
    if number.trunc().abs() >= Decimal::from(1_000_000_000_000_000_i64) {
        return None;
    }
    nearest(number).map(|f| f + 0.0)
}

/// The powers of ten that a float holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// The float nearest to the decimal.
#[allow(clippy::cast_precision_loss)] // below 2^53, so none is lost
fn nearest(number: Decimal) -> Option<f64> {
    let (mantissa, scale) = (number.mantissa(), number.scale());
    let power = usize::try_from(scale).ok().and_then(|s| POWERS.get(s));
    if let Some(power) = power
        && mantissa.unsigned_abs() < 1 << 53
    {
        // Both are exact floats, so their quotient is the nearest one.
        return Some(mantissa as f64 / power);
    }
    number.to_string().parse().ok()
}

pub fn number_format<'a>(value: &Value, number: Decimal, cells: &'a Cells) -> &'a Format {
    match value.bare() {
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

/// Whether the value is words that take more lines where they are long.
pub fn wraps(value: &Value, kind: Kind) -> bool {
    kind == Kind::Text
        && matches!(
            value.bare(),
            Value::Text(_) | Value::Message(_) | Value::Said(_) | Value::List(_) | Value::Map(_)
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cells_number_is_the_nearest_to_its_text(mantissa in any::<i64>(), scale in 0_u32..28) {
            for mantissa in [mantissa, mantissa >> 12, mantissa >> 40] {
                let number = Decimal::new(mantissa, scale);
                let text: f64 = number.to_string().parse().expect("a number");
                prop_assert_eq!(nearest(number), Some(text));
            }
        }
    }
}
