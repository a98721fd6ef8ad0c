//! A counted quantity in eight bytes, so that millions of lines fit into memory
//! and two of them are compared as whole numbers.

use crate::base::Qty;
use rust_decimal::Decimal;

/// Decimals of a piece that are kept here.
const DECIMALS: u32 = 6;

/// Millionths of a piece; or not counted; or a figure that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pieces(i64);

impl Pieces {
    /// Not counted.
    pub const BLANK: Pieces = Pieces(i64::MIN);
    /// Finer than a millionth or beyond nine billion: kept beside the line.
    pub const ELSEWHERE: Pieces = Pieces(i64::MIN + 1);

    pub fn of(qty: Option<Qty>) -> Pieces {
        let Some(qty) = qty else {
            return Pieces::BLANK;
        };
        let fits = |exact: Decimal| {
            let more = DECIMALS.checked_sub(exact.scale())?;
            let digits = i64::try_from(exact.mantissa()).ok()?;
            digits.checked_mul(10_i64.pow(more))
        };
        match fits(qty.0).or_else(|| fits(qty.0.normalize())) {
            Some(n) if n > Pieces::ELSEWHERE.0 => Pieces(n),
            _ => Pieces::ELSEWHERE,
        }
    }

    /// The quantity; `None` for the two that are none.
    pub fn qty(self) -> Option<Qty> {
        let there = self != Pieces::BLANK && self != Pieces::ELSEWHERE;
        there.then(|| Qty(Decimal::new(self.0, DECIMALS).normalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_exact_as_it_was() {
        for text in ["0", "12", "-3", "2.50", "0.000001", "-0.5", "9000000000000"] {
            let qty = Qty(text.parse().expect(text));
            assert_eq!(Pieces::of(Some(qty)).qty(), Some(qty), "{text}");
        }
        let same = |a: &str, b: &str| {
            let of = |t: &str| Pieces::of(Some(Qty(t.parse().expect("a number"))));
            of(a) == of(b)
        };
        assert!(same("2.5", "2.50000000") && same("0", "-0") && !same("2.5", "2.500001"));
        assert_eq!(Pieces::of(None), Pieces::BLANK);
        for text in ["0.3333333333333333", "99999999999999999999"] {
            let qty = Qty(text.parse().expect(text));
            assert_eq!(Pieces::of(Some(qty)), Pieces::ELSEWHERE, "{text}");
        }
    }
}
