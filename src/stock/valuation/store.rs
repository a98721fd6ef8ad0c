//! The stock of one item at one place, under either method, and what happens
//! below zero: what is issued without being there leaves at the last known cost
//! and is made good by the next receipt (contract §4).

use super::Method;
use super::average::Average;
use super::exact::{Cost, share, shown};
use super::fifo::{Fifo, Layer};
use chrono::NaiveDate;
use std::collections::VecDeque;

/// Goods on hand, by method.
#[derive(Debug, Clone)]
enum Held {
    Fifo(Fifo),
    Average(Average),
}

/// What was issued below zero: units, and the parts of a fen they were issued
/// for, the earliest first.
#[derive(Debug, Clone, Default)]
struct Short {
    owed: VecDeque<(i64, i128)>,
    units: i64,
    fine: i128,
    unknown: bool,
}

impl Short {
    fn add(&mut self, units: i64, cost: Option<Cost>) {
        let fine = cost.map_or(0, |cost| cost.fine_of(units));
        self.owed.push_back((units, fine));
        self.units = self.units.saturating_add(units);
        self.fine += fine;
        self.unknown |= cost.is_none();
    }

    /// Takes units off, the earliest first.
    fn settle(&mut self, units: i64) {
        let mut wanted = units;
        while wanted > 0 {
            let Some(first) = self.owed.front_mut() else {
                break;
            };
            let part = first.0.min(wanted);
            let fine = share(first.1, part, first.0);
            *first = (first.0 - part, first.1 - fine);
            if first.0 == 0 {
                self.owed.pop_front();
            }
            wanted -= part;
            self.units -= part;
            self.fine -= fine;
        }
        self.unknown &= self.units > 0;
    }

    /// Fen, as shown.
    fn worth(&self) -> i128 {
        shown(self.fine)
    }
}

/// The stock of one item at one place.
#[derive(Debug, Clone)]
pub struct Store {
    held: Held,
    short: Short,
    /// Of the last goods that left, or that made a shortage good.
    last: Option<Cost>,
    /// Receipt order and day of the last goods that left.
    last_receipt: Option<(u32, NaiveDate)>,
}

impl Store {
    pub fn new(method: Method) -> Store {
        Store {
            held: match method {
                Method::Fifo => Held::Fifo(Fifo::default()),
                Method::Average => Held::Average(Average::default()),
            },
            short: Short::default(),
            last: None,
            last_receipt: None,
        }
    }

    /// Units, negative below zero.
    pub fn units(&self) -> i64 {
        let held = match &self.held {
            Held::Fifo(fifo) => fifo.units(),
            Held::Average(average) => average.units(),
        };
        held - self.short.units
    }

    /// Fen, as shown.
    pub fn worth(&self) -> i128 {
        let held = match &self.held {
            Held::Fifo(fifo) => fifo.worth(),
            Held::Average(average) => average.worth(),
        };
        held - self.short.worth()
    }

    /// Whether the cost of everything on hand or owed is known.
    pub fn all_known(&self) -> bool {
        let held = match &self.held {
            Held::Fifo(fifo) => fifo.all_known(),
            Held::Average(average) => average.all_known(),
        };
        held && !self.short.unknown
    }

    /// The layers on hand, earliest receipt first; none under the average.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        let fifo = match &self.held {
            Held::Fifo(fifo) => Some(fifo),
            Held::Average(_) => None,
        };
        fifo.into_iter().flat_map(Fifo::layers)
    }

    /// What one cost when goods last left.
    pub fn last_cost(&self) -> Option<Cost> {
        self.last
    }

    /// Puts goods in. Gives how much dearer (less: cheaper) the goods issued
    /// below zero were than they were issued for, where the receipt makes some
    /// of them good.
    pub fn put(&mut self, goods: Layer) -> i128 {
        let value = goods.cost.is_some().then_some(goods.value);
        if self.short.units == 0 {
            self.hold(goods, value);
            return 0;
        }
        let owed = goods.left.min(self.short.units);
        let before = self.short.worth();
        let was_unknown = self.short.unknown;
        self.short.settle(owed);
        let issued_for = before - self.short.worth();
        let mut rest = goods;
        rest.left -= owed;
        let covered = value.map(|whole| whole - rest.worth());
        self.last = goods.cost.or(self.last);
        match &mut self.held {
            Held::Fifo(fifo) => fifo.put(rest),
            Held::Average(average) => average.open(goods.left, rest.left, value),
        }
        match covered {
            // Issued at no known cost: the receipt's cost is that of the issue.
            Some(covered) if was_unknown => covered,
            Some(covered) => covered - issued_for,
            None => 0,
        }
    }

    fn hold(&mut self, goods: Layer, value: Option<i128>) {
        match &mut self.held {
            Held::Fifo(fifo) => fifo.put(goods),
            Held::Average(average) => average.put(goods.left, value),
        }
    }

    /// Takes goods out, earliest receipt first or at the average; what is not
    /// there leaves at the last known cost, else at `fallback`. Each part that
    /// leaves is shown to `each`, worth what it leaves for.
    pub fn take(&mut self, units: i64, fallback: Option<Cost>, mut each: impl FnMut(Layer)) {
        let mut wanted = units;
        match &mut self.held {
            Held::Fifo(fifo) => {
                let (last, receipt) = (&mut self.last, &mut self.last_receipt);
                fifo.take(units, |piece| {
                    wanted -= piece.left;
                    *last = piece.cost.or(*last);
                    *receipt = Some((piece.seq, piece.received));
                    each(piece);
                });
            }
            Held::Average(average) => {
                let cost = average.cost();
                let before = average.worth();
                let part = average.take(units);
                if part > 0 {
                    wanted -= part;
                    self.last = cost.or(self.last);
                    let (seq, received) = self.last_receipt.unwrap_or_default();
                    each(Layer {
                        seq,
                        received,
                        came: part,
                        left: part,
                        value: before - average.worth(),
                        cost,
                    });
                }
            }
        }
        if wanted > 0 {
            each(self.owe(wanted, fallback));
        }
    }

    /// Issues what is not there.
    fn owe(&mut self, units: i64, fallback: Option<Cost>) -> Layer {
        let cost = self.last.or(fallback);
        let before = self.short.worth();
        self.short.add(units, cost);
        let fen = self.short.worth() - before;
        let (seq, received) = self.last_receipt.unwrap_or_default();
        Layer {
            seq,
            received,
            came: units,
            left: units,
            value: fen,
            cost,
        }
    }

    /// Cancels an issue: goods that never left, worth `cost`, stand first again.
    /// What was issued below zero is cancelled first, for what it was issued.
    pub fn put_back(&mut self, units: i64, cost: Option<Cost>, day: NaiveDate) {
        let owed = units.min(self.short.units);
        self.short.settle(owed);
        let rest = units - owed;
        if rest > 0 {
            let (seq, received) = self.last_receipt.unwrap_or((0, day));
            let mut goods = Layer::new(seq, received, rest, cost.map(|c| c.of(rest)));
            goods.cost = cost;
            self.hold(goods, cost.map(|c| c.of(rest)));
        }
    }

    /// Cancels a receipt, for its own value where the entry gives one: the
    /// newest goods of that cost leave, else the newest. What is not there is
    /// owed. Shows each part.
    pub fn take_back(
        &mut self,
        units: i64,
        own: Option<i128>,
        fallback: Option<Cost>,
        mut each: impl FnMut(Layer),
    ) {
        let cost = own.and_then(|fen| Cost::new(fen, units));
        let mut wanted = units;
        match (&mut self.held, own) {
            (Held::Fifo(fifo), _) => fifo.take_back(units, cost, |piece| {
                wanted -= piece.left;
                each(piece);
            }),
            (Held::Average(average), Some(own)) => {
                let there = average.units().min(units);
                average.take_back(there, share(own, there, units));
                wanted -= there;
            }
            (Held::Average(average), None) => wanted -= average.take(units),
        }
        if wanted > 0 {
            let owed = self.owe(wanted, cost.or(fallback));
            each(owed);
        }
    }

    /// Adds to the value of what is on hand; false where nothing is.
    pub fn revalue(&mut self, fen: i128) -> bool {
        match &mut self.held {
            Held::Fifo(fifo) => fifo.revalue(fen),
            Held::Average(average) => average.revalue(fen),
        }
    }

    /// What the next `units` to leave would be worth; `None` where that is not
    /// known.
    pub fn worth_of_next(&self, units: i64, fallback: Option<Cost>) -> Option<i128> {
        let there = self.units().max(0).min(units);
        let held = match &self.held {
            Held::Fifo(fifo) => fifo.worth_of_next(there)?,
            Held::Average(average) if there > 0 => average.worth_of(there)?,
            Held::Average(_) => 0,
        };
        let owed = units - there;
        if owed == 0 {
            return Some(held);
        }
        Some(held + self.last.or(fallback)?.of(owed))
    }
}
