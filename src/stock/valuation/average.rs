//! Moving average 移动加权平均: every receipt makes a new average, every issue
//! leaves at it.
//!
//! Between two receipts the average stands still, so the value is kept as that
//! of the last receipt's moment and the share of it that is left: rounding does
//! not add up from issue to issue. A value is held to 10⁻¹² fen and shown
//! rounded to fen; what leaves is worth what the shown value fell by, and an
//! empty stock is worth nothing.

use super::exact::{Cost, FINE, share, shown};

#[derive(Debug, Clone, Default)]
pub struct Average {
    /// Value and units after the last receipt.
    fine: i128,
    base: i64,
    left: i64,
    unknown: bool,
}

impl Average {
    pub fn units(&self) -> i64 {
        self.left
    }

    /// Fen, rounded.
    pub fn worth(&self) -> i128 {
        shown(self.held())
    }

    pub fn all_known(&self) -> bool {
        !self.unknown
    }

    fn held(&self) -> i128 {
        if self.base == 0 {
            self.fine
        } else {
            share(self.fine, self.left, self.base)
        }
    }

    pub fn cost(&self) -> Option<Cost> {
        if self.unknown || self.left == 0 {
            return None;
        }
        Cost::fine(self.held(), self.left)
    }

    /// What `units` are worth at the average, rounded; `None` where it is not
    /// known.
    pub fn worth_of(&self, units: i64) -> Option<i128> {
        if self.unknown {
            return None;
        }
        Some(shown(share(self.fine, units, self.base.max(1))))
    }

    pub fn put(&mut self, units: i64, fen: Option<i128>) {
        self.fine = self.held() + fen.unwrap_or(0).saturating_mul(FINE);
        self.left = self.left.saturating_add(units);
        self.base = self.left;
        self.unknown |= fen.is_none() && units != 0;
    }

    /// A first receipt of which only `left` stay: the others had left before.
    pub fn open(&mut self, units: i64, left: i64, fen: Option<i128>) {
        *self = Average {
            fine: fen.unwrap_or(0).saturating_mul(FINE),
            base: units,
            left,
            unknown: fen.is_none(),
        };
        if left == 0 {
            *self = Average::default();
        }
    }

    /// Adds to the value: a price corrected after the receipt. False where there
    /// is no stock to carry it.
    pub fn revalue(&mut self, fen: i128) -> bool {
        if self.left == 0 {
            return false;
        }
        self.put(0, Some(fen));
        true
    }

    /// Takes up to `units` at the average; gives how many.
    pub fn take(&mut self, units: i64) -> i64 {
        let part = units.min(self.left);
        self.left -= part;
        if self.left == 0 {
            *self = Average::default();
        }
        part
    }

    /// Takes up to `units` back from a receipt at its own value: the average of
    /// what is left changes.
    pub fn take_back(&mut self, units: i64, fen: i128) -> i64 {
        let part = units.min(self.left);
        self.fine = self.held() - fen.saturating_mul(FINE);
        self.left -= part;
        self.base = self.left;
        if self.left == 0 {
            *self = Average::default();
        }
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_do_not_drift_and_nothing_is_left_over() {
        let mut stock = Average::default();
        stock.put(3, Some(1_000));
        let mut out = 0;
        for expected in [667, 333, 0] {
            let before = stock.worth();
            assert_eq!(stock.take(1), 1);
            out += before - stock.worth();
            assert_eq!(stock.worth(), expected);
        }
        assert_eq!((out, stock.units()), (1_000, 0));
    }

    #[test]
    fn a_receipt_makes_a_new_average() {
        let mut stock = Average::default();
        stock.put(10, Some(10_000));
        stock.put(5, Some(8_000));
        assert_eq!(stock.worth_of(1), Some(1_200));
        stock.take(5);
        assert_eq!(stock.worth(), 12_000);
        // Half a fen, made of thirds: 10.00 ÷ 3 × 1.5 = 5.00.
        stock.put(1, None);
        assert_eq!(stock.worth_of(1), None);
        stock.take(11);
        assert!(stock.all_known());
    }
}
