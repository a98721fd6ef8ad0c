//! First in, first out 先进先出: stock as layers, the earliest receipt first.
//!
//! A layer knows what came in and for how much, and how much of it is left; its
//! value is `value × left ÷ came in`, rounded to fen. What leaves is worth what
//! the layers' values fell by, so nothing is left over when they are empty.

use super::exact::{Cost, share};
use chrono::NaiveDate;
use std::collections::VecDeque;

/// Goods of one receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// Order of receipt within the item.
    pub seq: u32,
    /// The day the goods were received; a transfer keeps it.
    pub received: NaiveDate,
    /// Units that came in, and their value in fen.
    pub came: i64,
    pub value: i128,
    /// Units that are left.
    pub left: i64,
    /// What one costs, by the receipt; `None` where nobody knows, and its value
    /// counts as 0.
    pub cost: Option<Cost>,
}

impl Layer {
    /// Of so many units for so many fen.
    pub fn new(seq: u32, received: NaiveDate, units: i64, value: Option<i128>) -> Layer {
        Layer {
            seq,
            received,
            came: units,
            value: value.unwrap_or(0),
            left: units,
            cost: value.and_then(|fen| Cost::new(fen, units)),
        }
    }

    /// Fen of what is left.
    pub fn worth(&self) -> i128 {
        share(self.value, self.left, self.came)
    }

    /// Takes units off; gives them as a layer of their own.
    fn split(&mut self, units: i64) -> Layer {
        let before = self.worth();
        self.left -= units;
        let value = before - self.worth();
        Layer {
            came: units,
            left: units,
            value,
            ..*self
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Fifo {
    layers: VecDeque<Layer>,
    units: i64,
    worth: i128,
    unknown: i64,
}

impl Fifo {
    pub fn units(&self) -> i64 {
        self.units
    }

    /// Fen, each layer rounded.
    pub fn worth(&self) -> i128 {
        self.worth
    }

    pub fn all_known(&self) -> bool {
        self.unknown == 0
    }

    /// Layers in the order they leave.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.layers.iter()
    }

    /// Puts goods where their receipt stands in the order.
    pub fn put(&mut self, layer: Layer) {
        if layer.left == 0 {
            return;
        }
        self.units = self.units.saturating_add(layer.left);
        self.worth += layer.worth();
        if layer.cost.is_none() {
            self.unknown = self.unknown.saturating_add(layer.left);
        }
        let at = self.layers.partition_point(|held| held.seq < layer.seq);
        self.layers.insert(at, layer);
    }

    /// Takes up to `units` from the oldest layers.
    pub fn take(&mut self, units: i64, mut each: impl FnMut(Layer)) {
        let mut wanted = units;
        while wanted > 0 {
            let Some(first) = self.layers.front_mut() else {
                return;
            };
            let part = first.left.min(wanted);
            let piece = first.split(part);
            if first.left == 0 {
                self.layers.pop_front();
            }
            wanted -= part;
            self.gone(&piece);
            each(piece);
        }
    }

    /// Takes up to `units` back from receipts: of the newest layer of that cost
    /// that has as many left, else from the newest layers.
    pub fn take_back(&mut self, units: i64, cost: Option<Cost>, mut each: impl FnMut(Layer)) {
        let fits = |layer: &Layer| {
            layer.left >= units && cost.is_some_and(|c| layer.cost.is_some_and(|l| l.same(c)))
        };
        if let Some(at) = self.layers.iter().rposition(fits) {
            let piece = self.layers[at].split(units);
            if self.layers[at].left == 0 {
                self.layers.remove(at);
            }
            self.gone(&piece);
            each(piece);
            return;
        }
        let mut wanted = units;
        while wanted > 0 {
            let Some(last) = self.layers.back_mut() else {
                return;
            };
            let part = last.left.min(wanted);
            let piece = last.split(part);
            if last.left == 0 {
                self.layers.pop_back();
            }
            wanted -= part;
            self.gone(&piece);
            each(piece);
        }
    }

    /// What the next `units` to leave would be worth; `None` where some of them
    /// have no known cost. Fewer units than that are valued as far as they go.
    pub fn worth_of_next(&self, units: i64) -> Option<i128> {
        let mut wanted = units;
        let mut worth = 0;
        for layer in &self.layers {
            if wanted <= 0 {
                break;
            }
            let part = layer.left.min(wanted);
            let mut copy = *layer;
            let piece = copy.split(part);
            piece.cost?;
            worth += piece.value;
            wanted -= part;
        }
        Some(worth)
    }

    /// Adds to the value of the newest layer: a price corrected after the
    /// receipt. False where there is no stock to carry it.
    pub fn revalue(&mut self, fen: i128) -> bool {
        let Some(last) = self.layers.back_mut() else {
            return false;
        };
        let before = last.worth();
        *last = Layer {
            came: last.left,
            value: before + fen,
            cost: Cost::new(before + fen, last.left).filter(|_| last.cost.is_some()),
            ..*last
        };
        self.worth += fen;
        true
    }

    fn gone(&mut self, piece: &Layer) {
        self.units -= piece.left;
        self.worth -= piece.value;
        if piece.cost.is_none() {
            self.unknown -= piece.left;
        }
    }
}
