//! Identifiers: order numbers, item codes, waybills. A spreadsheet wraps them
//! (`="123"`, `'123`, tabs, backticks) and damages them (`1.23457E+17`): the
//! wrapper is taken off, a damaged one is refused and never joined on, because
//! many orders fall onto one damaged key.

use super::{Fault, Raw, error_word, none_word, number, wrap};
use crate::base::normalise::fold_width;
use std::borrow::Cow;

/// `1.23457E+17`, `1.28e11`: what is left of a long number in a narrow column.
pub fn looks_damaged(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 4 || !bytes[0].is_ascii_digit() {
        return false;
    }
    let Some(e) = bytes.iter().position(|b| matches!(b, b'E' | b'e')) else {
        return false;
    };
    let (mantissa, exponent) = (&bytes[..e], &bytes[e + 1..]);
    // A hexadecimal-looking code such as 12E34 has neither dot nor plus.
    let dotted = mantissa.contains(&b'.');
    let signed = exponent.first() == Some(&b'+');
    let digits = exponent.strip_prefix(b"+").unwrap_or(exponent);
    (dotted || signed)
        && mantissa.iter().all(|b| b.is_ascii_digit() || *b == b'.')
        && !digits.is_empty()
        && digits.iter().all(u8::is_ascii_digit)
}

/// An identifier as text. Blank or a none-word gives `None`.
///
/// # Errors
/// [`Fault::DamagedId`] for scientific notation and for a numeric cell of more
/// than 15 digits; [`Fault::ErrorCell`] for `#N/A` and its like.
pub fn parse(raw: Raw<'_>) -> Result<Option<Cow<'_, str>>, Fault> {
    match raw {
        Raw::Blank => Ok(None),
        Raw::Text(text) => {
            let inner = wrap::inside(text);
            if inner.is_empty() || none_word(&inner) {
                return Ok(None);
            }
            if let Some(word) = error_word(&inner) {
                return Err(Fault::ErrorCell(word));
            }
            if looks_damaged(&inner) {
                return Err(Fault::DamagedId);
            }
            // `Ａ－０１` typed with a Chinese keyboard is the code A-01.
            if inner.contains(|c| ('\u{ff01}'..='\u{ff5e}').contains(&c)) {
                let folded: String = inner.chars().map(fold_width).collect();
                return Ok(Some(Cow::Owned(folded)));
            }
            Ok(Some(inner))
        }
        Raw::Number(n) => {
            if n.abs() >= 1e15 {
                return Err(Fault::DamagedId);
            }
            let exact = number::from_float(n).ok_or(Fault::NotANumber)?;
            Ok(Some(Cow::Owned(exact.normalize().to_string())))
        }
        Raw::Error(e) => Err(Fault::ErrorCell(e)),
        other => Ok(Some(Cow::Owned(other.shown().into_owned()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_refused() {
        for bad in ["1.23457E+17", "1.2812E+11", "3E+15", "1.28e11"] {
            assert_eq!(parse(Raw::Text(bad.into())), Err(Fault::DamagedId), "{bad}");
        }
        for good in ["12E34", "A1E5", "1E5", "SP-11.2E", "2.5E"] {
            assert_eq!(
                parse(Raw::Text(good.into())),
                Ok(Some(good.into())),
                "{good}"
            );
        }
        assert_eq!(
            parse(Raw::Number(3_000_004_182_221_477.0)),
            Err(Fault::DamagedId)
        );
        assert_eq!(
            parse(Raw::Number(300_000_418_222_147.0)),
            Ok(Some("300000418222147".into()))
        );
        assert_eq!(parse(Raw::Number(11295.0)), Ok(Some("11295".into())));
        assert_eq!(parse(Raw::Text("-".into())), Ok(None));
        let wide = parse(Raw::Text("Ａ－０１".into()));
        assert_eq!(wide, Ok(Some("A-01".into())));
        let broken = parse(Raw::Text("#REF!".into()));
        assert_eq!(broken, Err(Fault::ErrorCell("#REF!")));
    }
}
