//! Exact amounts and quantities. Decimals, never binary floats: a float may
//! stand in a spreadsheet's cell, it never passes the door of `table/`. That
//! door lets in numbers below 10¹², so a product of two is below 10²⁴ and a sum
//! of products stays under the 7.9 × 10²⁸ a decimal holds; the operators stop
//! there instead of panicking, should somebody add up what no shop has.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

macro_rules! exact {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Decimal);

        impl $name {
            pub const ZERO: $name = $name(Decimal::ZERO);

            pub fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            pub fn is_negative(self) -> bool {
                self.0.is_sign_negative() && !self.0.is_zero()
            }
        }

        impl Add for $name {
            type Output = $name;
            fn add(self, other: $name) -> $name {
                $name(self.0.saturating_add(other.0))
            }
        }

        impl Sub for $name {
            type Output = $name;
            fn sub(self, other: $name) -> $name {
                $name(self.0.saturating_sub(other.0))
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: $name) {
                *self = *self + other;
            }
        }

        impl SubAssign for $name {
            fn sub_assign(&mut self, other: $name) {
                *self = *self - other;
            }
        }

        impl Neg for $name {
            type Output = $name;
            fn neg(self) -> $name {
                $name(-self.0)
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = $name>>(items: I) -> $name {
                items.fold($name::ZERO, Add::add)
            }
        }
    };
}

exact! {
    /// An amount in yuan, exact. Printed by [`Money::rounded`] to the fen.
    Money
}

exact! {
    /// A quantity in the item's own unit, exact; fractions are allowed (kg).
    Qty
}

impl Money {
    /// Rounded half away from zero to 0.01 yuan, as Excel's `ROUND(x, 2)`.
    pub fn rounded(self) -> Money {
        let mut value = self
            .0
            .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        value.rescale(2);
        Money(value)
    }
}

/// Two decimals, no thousands marks: the form of CSV and JSON.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.rounded().0)
    }
}

/// As many decimals as needed, no trailing zeros.
impl fmt::Display for Qty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

/// `1234567.5` → `1,234,567.5`: thousands marks for people, on any decimal's text.
pub fn grouped(plain: &str) -> String {
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", plain),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut out = String::with_capacity(plain.len() + plain.len() / 3);
    out.push_str(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn money(s: &str) -> Money {
        Money(Decimal::from_str(s).expect("test literal"))
    }

    #[test]
    fn rounds_half_away_from_zero_like_excel() {
        for (from, to) in [
            ("0.005", "0.01"),
            ("-0.005", "-0.01"),
            ("2.675", "2.68"),
            ("1.0049", "1.00"),
            ("7", "7.00"),
        ] {
            assert_eq!(money(from).to_string(), to, "{from}");
        }
    }

    #[test]
    fn groups_thousands() {
        for (from, to) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567.50", "-1,234,567.50"),
        ] {
            assert_eq!(grouped(from), to);
        }
    }
}
