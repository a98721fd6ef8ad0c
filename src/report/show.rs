//! A typed value as text: for people (thousands marks) and for csv (none).
//!
//! Money is rounded half away from zero to 0.01 before it is shown, and every
//! total is the sum of the lines as shown, so a column always adds up.

use super::model::{Column, Kind, Layout, Section, Total, Value};
use super::words;
use crate::base::money::grouped;
use crate::base::{Lang, Money, Qty};
use chrono::{NaiveDateTime, Timelike};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use std::borrow::Cow;

/// The value as a person reads it: `1,234.50`, `15.34%`, `2026-11-22 18:00`.
pub fn text(value: &Value, kind: Kind, lang: Lang) -> String {
    match value {
        Value::Int(n) if kind != Kind::Id => grouped(&n.to_string()),
        Value::Money(m) => grouped(&money(*m)),
        Value::Qty(q) if kind != Kind::Id => grouped(&qty(*q)),
        Value::Percent(p) => format!("{}%", grouped(&percent(*p).to_string())),
        Value::DateTime(t) => date_time(*t),
        Value::List(parts) => join(parts.iter().map(|v| text(v, kind, lang)), "; "),
        Value::Map(pairs) => join(
            pairs
                .iter()
                .map(|(key, v)| format!("{key} {}", text(v, kind, lang))),
            ", ",
        ),
        Value::Formula(_) | Value::Toned(_) => text(value.bare(), kind, lang),
        _ => plain(value, lang),
    }
}

/// The value for csv: no thousands marks, times to the second, words in the
/// reader's language.
pub fn plain(value: &Value, lang: Lang) -> String {
    match value {
        Value::None => String::new(),
        Value::Text(words) => words.clone(),
        Value::Message(message) => message.get(lang).to_owned(),
        Value::Said(both) => both.1.get(lang).to_owned(),
        Value::Code(_, label) => label.get(lang).to_owned(),
        Value::Int(n) => n.to_string(),
        Value::Money(m) => money(*m),
        Value::Qty(q) => qty(*q),
        Value::Percent(p) => format!("{}%", percent(*p)),
        Value::Date(d) => d.to_string(),
        Value::DateTime(t) => t.format("%Y-%m-%d %H:%M:%S").to_string(),
        Value::Bool(true) => words::YES.get(lang).to_owned(),
        Value::Bool(false) => words::NO.get(lang).to_owned(),
        Value::List(parts) => join(parts.iter().map(|v| plain(v, lang)), "; "),
        Value::Map(pairs) => join(
            pairs
                .iter()
                .map(|(key, v)| format!("{key} {}", plain(v, lang))),
            ", ",
        ),
        Value::Formula(_) | Value::Toned(_) => plain(value.bare(), lang),
    }
}

/// The words of a value that is words already, as [`text`] and [`plain`] give
/// them.
pub fn words(value: &Value, lang: Lang) -> Option<&str> {
    match value {
        Value::Text(words) => Some(words),
        Value::Message(message) => Some(message.get(lang)),
        Value::Code(_, label) => Some(label.get(lang)),
        _ => None,
    }
}

/// The text, borrowed where it stands there already.
pub fn text_of(value: &Value, kind: Kind, lang: Lang) -> Cow<'_, str> {
    match words(value.bare(), lang) {
        Some(words) => Cow::Borrowed(words),
        None => Cow::Owned(text(value, kind, lang)),
    }
}

fn join(parts: impl Iterator<Item = String>, glue: &str) -> String {
    parts.collect::<Vec<_>>().join(glue)
}

/// Two decimals; nothing is never «-0.00».
pub fn money(amount: Money) -> String {
    let rounded = amount.rounded();
    if rounded.is_zero() {
        "0.00".to_owned()
    } else {
        rounded.to_string()
    }
}

/// As many decimals as needed; zero is `0`.
pub fn qty(qty: Qty) -> String {
    if qty.is_zero() {
        "0".to_owned()
    } else {
        qty.to_string()
    }
}

/// A share of one in percent: two decimals, or three or four where the share is
/// exactly that (a rate of 0.125% is not shown as 0.13%).
pub fn percent(share: Decimal) -> Decimal {
    let Some(hundred) = share.checked_mul(Decimal::ONE_HUNDRED) else {
        return share;
    };
    let exact = hundred.normalize();
    let decimals = match exact.scale() {
        scale @ (3 | 4) => scale,
        _ => 2,
    };
    let mut shown = exact.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    shown.rescale(decimals);
    if shown.is_zero() {
        shown.set_sign_positive(true);
    }
    shown
}

/// To the minute, or to the second where there are seconds.
fn date_time(at: NaiveDateTime) -> String {
    let form = if at.second() == 0 {
        "%Y-%m-%d %H:%M"
    } else {
        "%Y-%m-%d %H:%M:%S"
    };
    at.format(form).to_string()
}

/// Whether the value as shown is below zero.
pub fn is_negative(value: &Value) -> bool {
    match value {
        Value::Int(n) => *n < 0,
        Value::Money(m) => m.rounded().is_negative(),
        Value::Qty(q) => q.is_negative(),
        Value::Percent(p) => {
            let shown = percent(*p);
            shown.is_sign_negative() && !shown.is_zero()
        }
        Value::Formula(_) | Value::Toned(_) => is_negative(value.bare()),
        _ => false,
    }
}

/// The value as the number that is shown; `None` for words and blanks.
pub fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(n) => Some(Decimal::from(*n)),
        Value::Money(m) => Some(m.rounded().0),
        Value::Qty(q) => Some(q.0),
        Value::Percent(p) => Some(*p),
        Value::Formula(_) | Value::Toned(_) => number(value.bare()),
        _ => None,
    }
}

/// The line under the last row, one value a column; `None` where no column is
/// summed, there are no rows or every row is a slip of its own. A sum beyond 28 digits is left blank.
pub fn totals(section: &Section) -> Option<Vec<Value>> {
    let any = section.columns.iter().any(|c| c.total == Total::Sum);
    let slips = matches!(section.layout, Layout::Slips { .. });
    if !any || slips || section.rows.is_empty() {
        return None;
    }
    let sums = section
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| match column.total {
            Total::None => Value::None,
            Total::Sum => sum(section, i, column),
        });
    Some(sums.collect())
}

fn sum(section: &Section, i: usize, column: &Column) -> Value {
    let mut total = Decimal::ZERO;
    let cells = section.rows.iter().filter_map(|row| row.get(i));
    for n in cells.filter_map(number) {
        match total.checked_add(n) {
            Some(next) => total = next,
            None => return Value::None,
        }
    }
    match column.kind {
        Kind::Money => Value::Money(Money(total)),
        Kind::Percent => Value::Percent(total),
        Kind::Int => total.to_i64().map_or(Value::Qty(Qty(total)), Value::Int),
        _ => Value::Qty(Qty(total)),
    }
}

/// Where the word «Total» stands: the first column that carries no sum.
pub fn total_label_column(section: &Section) -> Option<usize> {
    section
        .columns
        .iter()
        .position(|column| column.total == Total::None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Text;
    use chrono::NaiveDate;
    use std::str::FromStr;

    fn dec(s: &str) -> Decimal {
        Decimal::from_str(s).expect("test literal")
    }

    #[test]
    fn values_as_people_read_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("literal");
        let at = |s| Value::DateTime(day.and_hms_opt(18, 0, s).expect("literal"));
        let map = Value::Map(vec![("qty".into(), Value::Int(1200))]);
        for (value, kind, people, csv) in [
            (Value::None, Kind::Money, "", ""),
            (Value::Int(12345), Kind::Int, "12,345", "12345"),
            (Value::Int(12345), Kind::Id, "12345", "12345"),
            (
                Value::Money(Money(dec("-1234.565"))),
                Kind::Money,
                "-1,234.57",
                "-1234.57",
            ),
            (
                Value::Money(Money(dec("-0.004"))),
                Kind::Money,
                "0.00",
                "0.00",
            ),
            (
                Value::Qty(Qty(dec("1500.500"))),
                Kind::Qty,
                "1,500.5",
                "1500.5",
            ),
            (Value::Qty(Qty(dec("12.000"))), Kind::Qty, "12", "12"),
            (
                Value::Percent(dec("0.1534")),
                Kind::Percent,
                "15.34%",
                "15.34%",
            ),
            (
                Value::Percent(dec("0.00125")),
                Kind::Percent,
                "0.125%",
                "0.125%",
            ),
            (
                Value::Percent(dec("0.5")),
                Kind::Percent,
                "50.00%",
                "50.00%",
            ),
            (
                Value::Percent(dec("0.3333333333")),
                Kind::Percent,
                "33.33%",
                "33.33%",
            ),
            (Value::Date(day), Kind::Date, "2026-11-22", "2026-11-22"),
            (
                at(0),
                Kind::DateTime,
                "2026-11-22 18:00",
                "2026-11-22 18:00:00",
            ),
            (
                at(5),
                Kind::DateTime,
                "2026-11-22 18:00:05",
                "2026-11-22 18:00:05",
            ),
            (Value::Bool(true), Kind::Text, "是", "是"),
            (
                Value::Code("gone", Text::new("消失", "gone")),
                Kind::Text,
                "消失",
                "消失",
            ),
            (
                Value::List(vec!["a".into(), map]),
                Kind::Text,
                "a; qty 1,200",
                "a; qty 1200",
            ),
        ] {
            assert_eq!(text(&value, kind, Lang::Zh), people, "{value:?}");
            assert_eq!(plain(&value, Lang::Zh), csv, "{value:?}");
        }
    }

    #[test]
    fn a_total_is_the_sum_of_the_rounded_lines() {
        let money = |s| Value::Money(Money(dec(s)));
        let mut section = Section::new(
            "rows",
            crate::base::Message::data("rows"),
            vec![
                Column::new("a", Text::new("甲", "a"), Kind::Text),
                Column::new("m", Text::new("额", "m"), Kind::Money).summed(),
                Column::new("n", Text::new("数", "n"), Kind::Int).summed(),
            ],
        );
        assert_eq!(totals(&section), None);
        for m in ["0.005", "0.005", "-0.001"] {
            section.rows.push(vec!["x".into(), money(m), Value::Int(2)]);
        }
        section
            .rows
            .push(vec!["y".into(), Value::None, Value::None]);
        assert_eq!(
            totals(&section),
            Some(vec![Value::None, money("0.02"), Value::Int(6)])
        );
        assert_eq!(total_label_column(&section), Some(0));
        let huge = Value::Qty(Qty(Decimal::MAX));
        section.rows = vec![vec!["x".into(), huge.clone(), huge.clone()]; 2];
        assert_eq!(totals(&section), Some(vec![Value::None; 3]));
    }
}
