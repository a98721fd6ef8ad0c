//! Whole numbers for the inner loop: quantities in the run's smallest unit,
//! values in fen. What a decimal can say, up to six decimals of a quantity, is
//! said exactly; a share of a value is rounded once, half away from zero.

use crate::base::{Money, Qty};
use rust_decimal::Decimal;

/// Decimals of a quantity that are kept; a spreadsheet's 1/3 has fifteen.
pub const DECIMALS: u32 = 6;

/// How many decimals the run's quantities have, at most [`DECIMALS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scale(u32);

impl Scale {
    /// With so many decimals, at most [`DECIMALS`].
    pub fn with(decimals: u32) -> Scale {
        Scale(decimals.min(DECIMALS))
    }

    /// A quantity of so many digits, `decimals` of them behind the point, in the
    /// smallest unit; `None` beyond its range or below that unit.
    pub fn scaled(self, digits: i64, decimals: u32) -> Option<i64> {
        let by = 10_i64.checked_pow(self.0.checked_sub(decimals)?)?;
        digits.checked_mul(by)
    }

    /// One piece.
    pub fn one(self) -> i64 {
        10_i64.pow(self.0)
    }

    pub fn qty(self, units: i64) -> Qty {
        Qty(Decimal::from_i128_with_scale(i128::from(units), self.0).normalize())
    }
}

/// Yuan rounded to fen, as whole fen; `None` beyond 2⁶³.
pub fn fen(value: Decimal) -> Option<i64> {
    let rounded = Money(value).rounded().0;
    i64::try_from(rounded.mantissa()).ok()
}

/// Yuan of so many fen; what no decimal holds is cut to its end.
pub fn yuan(fen: i128) -> Money {
    let within = fen.clamp(-(1_i128 << 95), 1_i128 << 95);
    Money(Decimal::from_i128_with_scale(within, 2))
}

/// Parts of a fen in which values are held that are no whole fen.
pub const FINE: i128 = 1_000_000_000_000;
/// Below this many parts a difference is the noise of division, not a figure.
const NOISE: i128 = 1_000_000;

/// Whole fen as shown, half away from zero.
pub fn shown(fine: i128) -> i128 {
    round(round(fine, NOISE), FINE / NOISE)
}

fn round(value: i128, by: i128) -> i128 {
    let half = if value < 0 { -(by / 2) } else { by / 2 };
    value.saturating_add(half) / by
}

/// What one costs: so many parts of a fen for so many units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    fine: i128,
    /// More than 0.
    units: i64,
}

impl Cost {
    /// So many fen for so many units; `None` for no units.
    pub fn new(fen: i128, units: i64) -> Option<Cost> {
        Cost::fine(fen.saturating_mul(FINE), units)
    }

    /// So many parts of a fen for so many units; `None` for no units.
    pub fn fine(fine: i128, units: i64) -> Option<Cost> {
        (units > 0).then_some(Cost { fine, units })
    }

    /// What so many units cost, rounded to fen.
    pub fn of(self, units: i64) -> i128 {
        shown(self.fine_of(units))
    }

    /// The same in parts of a fen.
    pub fn fine_of(self, units: i64) -> i128 {
        share(self.fine, units, self.units)
    }

    /// Whether both are the same price.
    pub fn same(self, other: Cost) -> bool {
        let left = self.fine.checked_mul(i128::from(other.units));
        let right = other.fine.checked_mul(i128::from(self.units));
        left.is_some() && left == right
    }
}

/// `value × part ÷ whole`, rounded half away from zero.
pub fn share(value: i128, part: i64, whole: i64) -> i128 {
    if part == whole {
        return value;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    // In two steps, so that the product stays in range.
    let (each, rest) = (value.div_euclid(whole), value.rem_euclid(whole));
    let left = rest.saturating_mul(part);
    let (more, over) = (left.div_euclid(whole), left.rem_euclid(whole));
    let floor = each.saturating_mul(part).saturating_add(more);
    let up = match (over * 2).cmp(&whole) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => floor >= 0,
        std::cmp::Ordering::Less => false,
    };
    floor + i128::from(up)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn quantities_keep_their_decimals() {
        let scale = Scale::with(3);
        for (digits, decimals, units, shown) in [
            (1, 0, 1_000, "1"),
            (25, 1, 2_500, "2.5"),
            (-125, 3, -125, "-0.125"),
        ] {
            assert_eq!(scale.scaled(digits, decimals), Some(units));
            assert_eq!(scale.qty(units).to_string(), shown);
        }
        assert_eq!(scale.scaled(i64::MAX, 0), None);
        assert_eq!(scale.scaled(1, 4), None);
        assert_eq!(Scale::with(9).one(), 1_000_000);
    }

    #[test]
    fn a_share_is_rounded_once_half_away_from_zero() {
        for (value, part, whole, expected) in [
            (1_000, 1, 3, 333),
            (1_000, 2, 3, 667),
            (5, 1, 2, 3),
            (-5, 1, 2, -3),
            (-1_000, 2, 3, -667),
            (7, 7, 7, 7),
            (7, 0, 9, 0),
            // More than the whole: a last known cost carried on.
            (1_000, 4, 3, 1_333),
            (
                i128::from(i64::MAX),
                i64::MAX - 1,
                i64::MAX,
                i128::from(i64::MAX) - 1,
            ),
        ] {
            assert_eq!(
                share(value, part, whole),
                expected,
                "{value} {part}/{whole}"
            );
        }
    }
}
