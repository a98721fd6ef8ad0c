//! One cell → one value. Every parser takes the cell as the file holds it and
//! gives a value, nothing (a blank), or a [`Fault`] that names what is wrong.

pub mod date;
pub mod dates;
pub mod fault;
pub mod ident;
pub mod number;
pub mod packed;
pub mod plain;
mod time;
pub mod wrap;

pub use fault::Fault;

use chrono::{NaiveDateTime, NaiveTime};
use std::borrow::Cow;

/// A cell as the file holds it: text files have only text, workbooks are typed.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw<'a> {
    Blank,
    Text(Cow<'a, str>),
    /// A workbook's number: a binary float, at most 15 digits of it meant.
    Number(f64),
    DateTime(NaiveDateTime),
    Time(NaiveTime),
    Bool(bool),
    /// `#N/A` and its like.
    Error(&'static str),
}

impl Raw<'_> {
    pub fn is_blank(&self) -> bool {
        match self {
            Raw::Blank => true,
            Raw::Text(text) => clean(text).is_empty(),
            _ => false,
        }
    }

    /// What a person sees in the cell.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Raw::Blank => Cow::Borrowed(""),
            Raw::Text(text) => Cow::Borrowed(clean(text)),
            Raw::Number(n) => Cow::Owned(
                number::from_float(*n).map_or_else(|| n.to_string(), |d| d.normalize().to_string()),
            ),
            Raw::DateTime(t) => Cow::Owned(date::shown(*t)),
            Raw::Time(t) => Cow::Owned(t.format("%H:%M:%S").to_string()),
            Raw::Bool(b) => Cow::Borrowed(if *b { "TRUE" } else { "FALSE" }),
            Raw::Error(e) => Cow::Borrowed(e),
        }
    }
}

/// Takes white space, tabs and invisible marks off both ends.
pub fn clean(text: &str) -> &str {
    // Most cells begin and end with a visible ASCII character: no work.
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim_matches(|c: char| c.is_whitespace() || crate::base::normalise::invisible(c)),
    }
}

/// Free text: trimmed, spreadsheet wrappers (`="…"`, leading `'` or backtick)
/// taken off. Blank gives `None`; an error cell is a fault.
pub fn text(raw: Raw<'_>) -> Result<Option<Cow<'_, str>>, Fault> {
    match raw {
        Raw::Error(e) => Err(Fault::ErrorCell(e)),
        Raw::Text(t) => {
            let inner = wrap::inside(t);
            if let Some(word) = error_word(&inner) {
                return Err(Fault::ErrorCell(word));
            }
            Ok((!inner.is_empty()).then_some(inner))
        }
        Raw::Blank => Ok(None),
        other => Ok(Some(Cow::Owned(other.shown().into_owned()))),
    }
}

/// The error a spreadsheet left in a text: `#N/A`, `#REF!` …
pub fn error_word(text: &str) -> Option<&'static str> {
    const ERRORS: &[&str] = &[
        "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!",
    ];
    if !text.starts_with('#') {
        return None;
    }
    ERRORS
        .iter()
        .copied()
        .find(|e| e.eq_ignore_ascii_case(text))
}

/// Words that mean «nothing here» in exports.
pub fn none_word(text: &str) -> bool {
    matches!(
        text,
        "-" | "--"
            | "—"
            | "——"
            | "/"
            | "NULL"
            | "null"
            | "N/A"
            | "n/a"
            | "NaN"
            | "nan"
            | "None"
            | "无"
            | "无退款申请"
            | "延迟统计"
            | "任意时间"
    )
}
