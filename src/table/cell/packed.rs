//! Counts written in cases and pieces, as people count them: `3箱2瓶`, `3箱`,
//! `2瓶`, `3箱+2`, besides a plain number. What a case holds is known from the
//! item only, so the parts are kept until [`Packed::pieces`].

use super::{Fault, Raw, number, wrap};
use crate::base::Qty;
use crate::base::normalise::fold_width;
use rust_decimal::Decimal;

/// A count as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packed {
    Plain(Qty),
    /// Numbers with their units, in the order written; a unit may be blank.
    Parts(Box<[(Decimal, String)]>),
}

/// What an item's packing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Packing<'a> {
    /// Pieces in a case.
    pub pack_size: Option<Qty>,
    /// The unit of one piece; blank where it is not known.
    pub unit: &'a str,
}

/// A count; `None` for a blank or a none-word.
///
/// # Errors
/// As [`number::parse`] where it is no count in cases either;
/// [`Fault::Negative`].
pub fn parse(raw: &Raw<'_>) -> Result<Option<Packed>, Fault> {
    let plain = number::parse(raw).map(|n| n.map(|n| Packed::Plain(Qty(n))));
    let parsed = match (plain, raw) {
        (Err(Fault::NotANumber), Raw::Text(text)) => match parts(wrap::unwrap(text)) {
            Some(parts) => Ok(Some(Packed::Parts(parts.into()))),
            None => Err(Fault::NotANumber),
        },
        (other, _) => other,
    }?;
    match &parsed {
        Some(Packed::Plain(qty)) if qty.is_negative() => Err(Fault::Negative),
        _ => Ok(parsed),
    }
}

/// `3箱2瓶` → (3, 箱), (2, 瓶); at most two parts, each with a unit but for a
/// last one that follows another.
fn parts(text: &str) -> Option<Vec<(Decimal, String)>> {
    let mut parts: Vec<(String, String)> = Vec::new();
    for c in text.chars().map(fold_width) {
        if c.is_whitespace() || c == '+' || c == '又' || c == '零' {
            continue;
        }
        let digit = c.is_ascii_digit() || c == '.';
        match parts.last_mut() {
            Some((number, unit)) if digit && unit.is_empty() => number.push(c),
            Some((_, unit)) if !digit => unit.push(c),
            _ if digit => parts.push((c.to_string(), String::new())),
            _ => return None,
        }
    }
    if parts.is_empty() || parts.len() > 2 || parts[0].1.is_empty() {
        return None;
    }
    let unit_like =
        |unit: &str| unit.chars().count() <= 6 && unit.chars().all(|c| c.is_alphabetic());
    parts
        .into_iter()
        .map(|(number, unit)| Some((number.parse().ok()?, unit_like(&unit).then_some(unit)?)))
        .collect()
}

impl Packed {
    /// The largest number in it.
    pub fn largest(&self) -> Decimal {
        match self {
            Packed::Plain(qty) => qty.0.abs(),
            Packed::Parts(parts) => parts.iter().map(|p| p.0).max().unwrap_or_default(),
        }
    }

    /// The count in pieces. A unit that is the item's own counts pieces, one of
    /// `case_units` cases; in `3箱2瓶` the second part is pieces whatever it is
    /// called, unless that, too, is a case.
    ///
    /// # Errors
    /// [`Fault::NoPackSize`] for cases of an item whose case is not known;
    /// [`Fault::UnknownUnit`] for a single part in a unit nobody knows;
    /// [`Fault::TooLarge`].
    pub fn pieces(&self, packing: Packing<'_>, case_units: &[String]) -> Result<Qty, Fault> {
        let parts = match self {
            Packed::Plain(qty) => return Ok(*qty),
            Packed::Parts(parts) => parts,
        };
        let same = |a: &str, b: &str| !a.is_empty() && a.eq_ignore_ascii_case(b.trim());
        let mut sum = Decimal::ZERO;
        for (i, (number, unit)) in parts.iter().enumerate() {
            let own = same(unit, packing.unit);
            let case = !own && case_units.iter().any(|word| same(unit, word));
            let pieces = if case {
                let size = packing.pack_size.filter(|s| s.0 > Decimal::ZERO);
                let size = size.ok_or(Fault::NoPackSize)?;
                number.checked_mul(size.0).ok_or(Fault::TooLarge)?
            } else if own || i > 0 || packing.unit.is_empty() {
                *number
            } else {
                return Err(Fault::UnknownUnit);
            };
            sum = sum.checked_add(pieces).ok_or(Fault::TooLarge)?;
        }
        Ok(Qty(sum.normalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Packed>, Fault> {
        parse(&Raw::Text(text.into()))
    }

    fn pieces(text: &str, pack_size: Option<i64>, unit: &str) -> Result<String, Fault> {
        let packing = Packing {
            pack_size: pack_size.map(|n| Qty(Decimal::from(n))),
            unit,
        };
        let cases = ["箱".to_owned(), "件".to_owned(), "case".to_owned()];
        let packed = read(text)?.expect("no blank");
        packed.pieces(packing, &cases).map(|q| q.0.to_string())
    }

    #[test]
    fn cases_and_pieces() {
        for (text, size, unit, want) in [
            ("38", None, "", Ok("38")),
            ("3箱2瓶", Some(12), "瓶", Ok("38")),
            ("３箱 ２瓶", Some(12), "瓶", Ok("38")),
            ("3箱+2", Some(12), "瓶", Ok("38")),
            ("3箱", Some(12), "瓶", Ok("36")),
            ("2 瓶", Some(12), "瓶", Ok("2")),
            ("2瓶", None, "", Ok("2")),
            ("1.5箱", Some(12), "瓶", Ok("18")),
            ("0箱5瓶", Some(12), "瓶", Ok("5")),
            // 件 is a case elsewhere, but this item is counted in it.
            ("5件", Some(12), "件", Ok("5")),
            ("2Case", Some(6), "pc", Ok("12")),
            ("3箱2瓶", None, "瓶", Err(Fault::NoPackSize)),
            ("3箱2瓶", Some(0), "瓶", Err(Fault::NoPackSize)),
            ("3袋", Some(12), "瓶", Err(Fault::UnknownUnit)),
        ] {
            assert_eq!(pieces(text, size, unit), want.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn what_is_no_count() {
        for text in [
            "箱3",
            "abc",
            "3箱2瓶1个",
            "1.2.3箱",
            "三箱",
            "3-4箱",
            "12箱(坏2)",
        ] {
            assert_eq!(read(text), Err(Fault::NotANumber), "{text}");
        }
        assert_eq!(read("-3"), Err(Fault::Negative));
        assert_eq!(read("  "), Ok(None));
        assert_eq!(read("-"), Ok(None));
    }
}
