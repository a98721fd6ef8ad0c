//! What two quantities of the same document have to do with each other.

use super::Kind;
use crate::policy::CauseRules;
use rust_decimal::Decimal;

/// The kind of error that turns one quantity into the other, the most telling
/// that fits (contract §4); [`Kind::WrongQuantity`] where none does. Equal
/// quantities are no error and never asked about.
pub fn relation(a: Decimal, b: Decimal, pack: Option<Decimal>, rules: &CauseRules) -> Kind {
    if !a.is_zero() && a == -b {
        Kind::SignReversed
    } else if are_turned(a, b) {
        Kind::TransposedDigits
    } else if factor(a, b, pack, rules).is_some() {
        Kind::UnitOfMeasure
    } else {
        Kind::WrongQuantity
    }
}

/// Whether two digits changed places: 120 and 210, 12.5 and 15.2.
pub fn are_turned(a: Decimal, b: Decimal) -> bool {
    if a == b || a.is_sign_negative() != b.is_sign_negative() {
        return false;
    }
    let (x, y) = (digits(a), digits(b));
    if x.len() != y.len() || places(a) != places(b) {
        return false;
    }
    let apart: Vec<usize> = (0..x.len()).filter(|&at| x[at] != y[at]).collect();
    matches!(apart[..], [i, j] if x[i] == y[j] && x[j] == y[i])
}

/// What a quantity becomes when two neighbouring digits change places; none
/// begins with a zero.
pub fn turns(qty: Decimal) -> Vec<Decimal> {
    let own = digits(qty);
    let mut found = Vec::new();
    for at in 0..own.len().saturating_sub(1) {
        let mut other = own.clone();
        other.swap(at, at + 1);
        if other[0] == b'0' || other == own {
            continue;
        }
        let text = String::from_utf8_lossy(&other);
        if let Ok(whole) = text.parse::<i128>()
            && let Ok(mut value) = Decimal::try_from_i128_with_scale(whole, places(qty))
        {
            value.set_sign_negative(qty.is_sign_negative());
            if !found.contains(&value) {
                found.push(value);
            }
        }
    }
    found
}

fn digits(qty: Decimal) -> Vec<u8> {
    qty.normalize()
        .mantissa()
        .unsigned_abs()
        .to_string()
        .into_bytes()
}

fn places(qty: Decimal) -> u32 {
    qty.normalize().scale()
}

/// The pieces in a case by which one quantity is a multiple of the other, the
/// item's own pack size first.
pub fn factor(
    a: Decimal,
    b: Decimal,
    pack: Option<Decimal>,
    rules: &CauseRules,
) -> Option<Decimal> {
    if a.is_zero() || b.is_zero() {
        return None;
    }
    factors(pack, rules).find(|f| a.checked_mul(*f) == Some(b) || b.checked_mul(*f) == Some(a))
}

/// Pieces in a case: the item's pack size, then the usual ones.
pub fn factors(pack: Option<Decimal>, rules: &CauseRules) -> impl Iterator<Item = Decimal> {
    let own = pack.filter(|p| *p > Decimal::ONE);
    own.into_iter().chain(
        rules
            .factors
            .iter()
            .copied()
            .filter(move |f| Some(*f) != own && *f > Decimal::ONE),
    )
}

/// Whether one is ten times the other.
pub fn is_tenfold(a: Decimal, b: Decimal) -> bool {
    !a.is_zero()
        && (a.checked_mul(Decimal::TEN) == Some(b) || b.checked_mul(Decimal::TEN) == Some(a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn the_most_telling_relation_wins() {
        let rules = CauseRules::default();
        let ten = Some(Decimal::TEN);
        for (a, b, pack, kind) in [
            ("5", "-5", None, Kind::SignReversed),
            ("21", "12", None, Kind::TransposedDigits),
            ("-132", "-123", None, Kind::TransposedDigits),
            ("1.25", "1.52", None, Kind::TransposedDigits),
            ("321", "123", None, Kind::TransposedDigits),
            ("10", "1", None, Kind::WrongQuantity),
            ("10", "1", ten, Kind::UnitOfMeasure),
            ("20", "2", None, Kind::WrongQuantity),
            ("3", "36", None, Kind::UnitOfMeasure),
            ("-48", "-2", None, Kind::UnitOfMeasure),
            ("40", "5", Some(Decimal::from(8)), Kind::UnitOfMeasure),
            ("40", "5", None, Kind::WrongQuantity),
            ("7", "8", None, Kind::WrongQuantity),
            ("12", "-21", None, Kind::WrongQuantity),
        ] {
            let (x, y) = (
                Decimal::from_str(a).expect(a),
                Decimal::from_str(b).expect(b),
            );
            assert_eq!(relation(x, y, pack, &rules), kind, "{a} {b}");
            assert_eq!(relation(y, x, pack, &rules), kind, "{b} {a}");
        }
    }

    #[test]
    fn turns_never_begin_with_a_zero() {
        let turned = |n: i64| {
            turns(Decimal::from(n))
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(turned(21), ["12"]);
        assert_eq!(turned(-120), ["-210", "-102"]);
        assert!(turned(10).is_empty() && turned(7).is_empty() && turned(33).is_empty());
    }
}
