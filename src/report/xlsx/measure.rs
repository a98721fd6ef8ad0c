//! How wide columns are and how high rows.

use super::cell::wraps;
use super::page::height;
use crate::base::Lang;
use crate::report::model::{Column, Fill, Kind, Section, Value};
use crate::report::show;
use crate::report::width::{longest_word, one_line, width, wrap};
use chrono::Datelike;
use rust_decimal::Decimal;

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
            let text = show::text_of(value, column.kind, lang);
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
    // No text is wider than its bytes.
    if text.len() <= room || width(text) <= room {
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
            let cells = cells_of(value, column.kind, lang);
            let cells = if wraps(value, column.kind) {
                cells.min(WIDEST)
            } else {
                cells
            };
            *widest = (*widest).max(cells);
        }
    }
    for (widest, column) in widths.iter_mut().zip(&section.columns) {
        let heading = one_line(&column.title(lang));
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

/// Cells of the widest line of a value's text. Numbers and dates, of which a
/// long section is full, are measured without being written out.
fn cells_of(value: &Value, kind: Kind, lang: Lang) -> usize {
    match value.bare() {
        Value::None => 0,
        Value::Date(date) if (0..10_000).contains(&date.year()) => 10,
        Value::Int(n) if kind != Kind::Id => grouped(Decimal::from(*n)),
        Value::Money(amount) => grouped(amount.rounded().0),
        Value::Qty(qty) if kind != Kind::Id => grouped(qty.0.normalize()),
        other => {
            let text = show::text_of(other, kind, lang);
            if text.is_ascii() && !text.contains(|c: char| c.is_ascii_control()) {
                text.len()
            } else {
                text.lines().map(width).max().unwrap_or(0)
            }
        }
    }
}

/// Cells of a number with thousands marks.
fn grouped(number: Decimal) -> usize {
    let scale = number.scale() as usize;
    let digits = number.mantissa().unsigned_abs().checked_ilog10();
    let digits = digits.map_or(1, |log| log as usize + 1);
    let whole = digits.saturating_sub(scale).max(1);
    let sign = usize::from(number.is_sign_negative() && !number.is_zero());
    let fraction = if scale == 0 { 0 } else { scale + 1 };
    sign + whole + (whole - 1) / 3 + fraction
}

/// Room for what a person fills in.
fn by_hand(column: &Column, lang: Lang) -> usize {
    match &column.fill {
        None => 0,
        Some(Fill::Text | Fill::DateTime) => BY_HAND,
        Some(Fill::Number | Fill::Whole | Fill::Count(_)) => BY_HAND / 2,
        Some(Fill::OneOf(choices)) => {
            let widest = choices.iter().map(|choice| width(choice.get(lang))).max();
            // And the button of the list.
            (widest.unwrap_or(0) + BUTTON).clamp(BY_HAND, BY_HAND * 2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Money, Qty};
    use chrono::NaiveDate;
    use proptest::prelude::*;

    /// As wide as the text it would be.
    fn written(value: &Value, kind: Kind) -> usize {
        let text = show::text(value, kind, Lang::Zh);
        text.lines().map(width).max().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn a_number_is_as_wide_as_its_text(mantissa in any::<i64>(), scale in 0_u32..12, small in -2000_i64..2000) {
            for mantissa in [mantissa, small] {
                let number = Decimal::new(mantissa, scale);
                for (value, kind) in [
                    (Value::Money(Money(number)), Kind::Money),
                    (Value::Qty(Qty(number)), Kind::Qty),
                    (Value::Qty(Qty(number)), Kind::Id),
                    (Value::Percent(number), Kind::Percent),
                    (Value::Int(mantissa), Kind::Int),
                    (Value::Int(mantissa), Kind::Id),
                ] {
                    prop_assert_eq!(cells_of(&value, kind, Lang::Zh), written(&value, kind), "{:?}", value);
                }
            }
        }

        #[test]
        fn words_are_as_wide_as_they_are(text in ".{0,20}", tail in "[a-z\t\r\n]{0,6}") {
            let value = Value::Text(format!("{text}{tail}"));
            prop_assert_eq!(cells_of(&value, Kind::Text, Lang::Zh), written(&value, Kind::Text));
        }
    }

    #[test]
    fn a_date_is_as_wide_as_its_text() {
        for year in [1, 999, 2026, 9999, 12_345] {
            let value = Value::Date(NaiveDate::from_ymd_opt(year, 2, 3).expect("literal"));
            assert_eq!(
                cells_of(&value, Kind::Date, Lang::Zh),
                written(&value, Kind::Date)
            );
        }
    }
}
