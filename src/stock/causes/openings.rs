//! What both books brought forward.

use super::figures::relation;
use super::state::{BY_NUMBER, State, cause};
use super::words;
use super::{Key, Kind, Line, Side};
use crate::base::Name;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

impl State<'_> {
    /// Balances brought forward on both sides meet item by item.
    pub(super) fn openings(&mut self) {
        let mut sums: BTreeMap<Key, [Vec<usize>; 2]> = BTreeMap::new();
        for side in [Side::Book, Side::Other] {
            for at in self.open(side) {
                let line = self.line(side, at);
                if line.opening {
                    sums.entry(line.key).or_default()[side as usize].push(at);
                    self.settle(side, at);
                }
            }
        }
        for (key, [book, other]) in sums {
            let sum = |side, list: &[usize]| {
                list.iter()
                    .map(|at| self.line(side, *at).qty)
                    .sum::<Decimal>()
            };
            let (a, b) = (sum(Side::Book, &book), sum(Side::Other, &other));
            if a == b {
                continue;
            }
            let kind = match (book.is_empty(), other.is_empty()) {
                (true, _) => Kind::MissingInBook,
                (_, true) => Kind::MissingInOther,
                _ => relation(a, b, self.ground.pack(key.sku), self.ground.rules),
            };
            let lines: Vec<&Line> = book
                .iter()
                .map(|at| self.line(Side::Book, *at))
                .chain(other.iter().map(|at| self.line(Side::Other, *at)))
                .collect();
            let mut documents: Vec<Name> = lines
                .iter()
                .map(|l| l.doc)
                .filter(|d| !d.is_blank())
                .collect();
            documents.dedup();
            let side = if kind == Kind::MissingInBook {
                Side::Book
            } else {
                Side::Other
            };
            let text = words::opening(kind, a, b, self.ground);
            let cause = cause(kind, side, b - a, BY_NUMBER, documents, text);
            self.push(key, cause.on(&lines));
        }
    }
}
