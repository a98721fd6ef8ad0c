//! One item's movements, posted one after the other to the places it lies at.
//!
//! What comes in is worth its own cost. A return without one comes in at the
//! cost of the item's latest issue, a cancelled issue too; a transfer brings
//! what left the other place. Whatever the method, a movement's value is what
//! the places' shown values changed by, so that they add up to the fen.

use super::Method;
use super::exact::{Cost, share};
use super::fifo::Layer;
use super::store::Store;
use crate::base::{Direction, MoveKind};
use chrono::NaiveDateTime;
use std::collections::HashMap;

/// One movement in whole numbers.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub at: NaiveDateTime,
    pub kind: MoveKind,
    /// Which of the item's places.
    pub place: u32,
    /// Change of the balance.
    pub units: i64,
    /// Fen of the whole line by the line itself, without the movement's sign.
    pub own: Option<i64>,
    pub transfer: u32,
    /// Position in the ledger.
    pub entry: u32,
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    pub place: u32,
    /// Change of the shown value by the movement itself.
    pub fen: i128,
    /// False where the cost of some of it is not known.
    pub known: bool,
    /// More cost of earlier issues that came to light (contract §4); it leaves
    /// on a line of its own.
    pub correction: i128,
    /// Units issued below zero.
    pub short: i64,
}

/// An item's places and what is on its way between them.
#[derive(Debug)]
pub struct Item {
    method: Method,
    pub stores: Vec<Store>,
    /// By the item list, else nobody's.
    listed: Option<Cost>,
    latest_issue: Option<Cost>,
    latest_receipt: Option<Cost>,
    under_way: HashMap<u32, Vec<Layer>>,
    receipts: u32,
}

impl Item {
    pub fn new(method: Method, places: usize, listed: Option<Cost>) -> Item {
        Item {
            method,
            stores: vec![Store::new(method); places.max(1)],
            listed,
            latest_issue: None,
            latest_receipt: None,
            under_way: HashMap::new(),
            receipts: 0,
        }
    }

    pub fn method(&self) -> Method {
        self.method
    }

    /// Units that left one place and have not arrived at another.
    pub fn units_under_way(&self) -> i64 {
        let bags = self.under_way.values().flatten();
        bags.fold(0, |sum, piece| sum.saturating_add(piece.left))
    }

    /// Fen of the next units to leave the first place; `None` where their cost
    /// is not known.
    pub fn worth_of_next(&self, units: i64) -> Option<i128> {
        let store = self.stores.first()?;
        store.worth_of_next(units, self.known_cost())
    }

    /// Posts steps in order; `each` sees every step with what it did.
    pub fn post(&mut self, steps: &[Step], mut each: impl FnMut(&Step, Flow)) {
        let mut rest = steps;
        while let Some(step) = rest.first() {
            if step.transfer != 0 {
                let together = |s: &&Step| s.transfer == step.transfer && s.at == step.at;
                let run = rest.iter().take_while(together).count();
                if self.net(&rest[..run], &mut each) {
                    rest = &rest[run..];
                    continue;
                }
            }
            let flow = self.step(step);
            each(step, flow);
            rest = &rest[1..];
        }
    }

    /// The last known cost of the item, whatever the place.
    fn known_cost(&self) -> Option<Cost> {
        let moved = self.latest_issue.or(self.latest_receipt);
        moved.or(self.listed)
    }

    fn store(&mut self, place: u32) -> &mut Store {
        let at = (place as usize).min(self.stores.len() - 1);
        &mut self.stores[at]
    }

    /// A transfer within one place changes nothing; both ends are shown at what
    /// the goods are worth. False where it is not that.
    fn net(&mut self, run: &[Step], each: &mut impl FnMut(&Step, Flow)) -> bool {
        let place = run[0].place;
        let total: i128 = run.iter().map(|s| i128::from(s.units)).sum();
        let moved: i128 = run.iter().map(|s| i128::from(s.units.max(0))).sum();
        let Ok(moved) = i64::try_from(moved) else {
            return false;
        };
        if total != 0 || run.iter().any(|s| s.place != place) {
            return false;
        }
        let fallback = self.known_cost();
        let worth = self.store(place).worth_of_next(moved, fallback);
        // Shares of both ends, so that each adds up to the whole.
        let mut done = [(0_i64, 0_i128); 2];
        for step in run {
            let end = &mut done[usize::from(step.units > 0)];
            end.0 += step.units.abs();
            let upto = share(worth.unwrap_or(0), end.0, moved.max(1));
            let size = upto - end.1;
            end.1 = upto;
            each(
                step,
                Flow {
                    place,
                    fen: if step.units > 0 { size } else { -size },
                    known: worth.is_some() || step.units == 0,
                    correction: 0,
                    short: 0,
                },
            );
        }
        true
    }

    fn step(&mut self, step: &Step) -> Flow {
        let store = self.store(step.place);
        let (before, owed) = (store.worth(), (-store.units()).max(0));
        let done = match (step.kind.direction(), step.units.signum()) {
            (_, 0) => self.revalue(step),
            _ if step.kind.is_transfer() && step.units < 0 => self.send(step),
            _ if step.kind.is_transfer() => self.arrive(step),
            (Direction::In, 1) => self.receive(step),
            (Direction::In, _) => self.cancel_receipt(step),
            (Direction::Out, -1) => self.issue(step),
            (Direction::Out, _) => self.cancel_issue(step),
        };
        let store = self.store(step.place);
        let change = store.worth() - before;
        // change = fen − correction, whatever happened.
        let correction = done.correction.unwrap_or_else(|| done.own - change);
        Flow {
            place: step.place,
            fen: change + correction,
            known: done.known,
            correction,
            short: ((-store.units()).max(0) - owed).max(0),
        }
    }

    /// A line without quantity but with an amount: a price made right later.
    fn revalue(&mut self, step: &Step) -> Done {
        let fen = i128::from(step.own.unwrap_or(0));
        let signed = match step.kind.direction() {
            Direction::In => fen,
            Direction::Out => 0,
        };
        if signed != 0 {
            self.store(step.place).revalue(signed);
        }
        // With nothing on hand to carry it, it is a cost of what has left.
        Done::own(signed)
    }

    fn receive(&mut self, step: &Step) -> Done {
        let value = self.value_in(step);
        let layer = self.layer(step, value);
        self.latest_receipt = layer.cost.or(self.latest_receipt);
        let correction = self.store(step.place).put(layer);
        Done {
            known: value.is_some(),
            own: 0,
            correction: Some(correction),
        }
    }

    /// Fen of a receipt, by the line, else by what is known of the item.
    fn value_in(&self, step: &Step) -> Option<i128> {
        let returned = step.kind == MoveKind::ReturnIn || step.kind.is_transfer();
        let known = if returned {
            self.known_cost()
        } else {
            self.listed
        };
        let own = step.own.map(i128::from);
        own.or_else(|| known.map(|cost| cost.of(step.units)))
    }

    fn layer(&mut self, step: &Step, value: Option<i128>) -> Layer {
        self.receipts += 1;
        Layer::new(self.receipts, step.at.date(), step.units, value)
    }

    fn cancel_receipt(&mut self, step: &Step) -> Done {
        let units = -step.units;
        let own = step.own.map(i128::from);
        let fallback = self.known_cost();
        let mut known = true;
        let store = self.store(step.place);
        known &= own.is_some() || store.all_known();
        store.take_back(units, own, fallback, |piece| known &= piece.cost.is_some());
        Done {
            known,
            own: own.map_or(0, |fen| -fen),
            // Without a value of its own it is worth what left.
            correction: own.is_none().then_some(0),
        }
    }

    fn issue(&mut self, step: &Step) -> Done {
        let units = -step.units;
        let own = step.own.and_then(|fen| Cost::new(i128::from(fen), units));
        let fallback = self.known_cost().or(own);
        let (mut known, mut all, mut fen) = (true, true, 0);
        let store = self.store(step.place);
        let mut there = store.units();
        store.take(units, fallback, |piece| {
            // What is not there and of no known cost is made good in full by
            // the next receipt.
            known &= piece.cost.is_some() || there <= 0;
            all &= piece.cost.is_some();
            there -= piece.left;
            fen += piece.value;
        });
        if all {
            self.latest_issue = Cost::new(fen, units);
        }
        Done {
            known,
            own: 0,
            correction: Some(0),
        }
    }

    fn cancel_issue(&mut self, step: &Step) -> Done {
        let own = step
            .own
            .and_then(|fen| Cost::new(i128::from(fen), step.units));
        let store = self.store(step.place);
        let last = store.last_cost();
        let cost = self.latest_issue.or(last).or(self.listed).or(own);
        let owed = (-self.store(step.place).units()).max(0);
        self.store(step.place)
            .put_back(step.units, cost, step.at.date());
        Done {
            known: cost.is_some() || owed >= step.units,
            own: 0,
            correction: Some(0),
        }
    }

    /// Goods leave for another place, each layer with its cost and receipt.
    fn send(&mut self, step: &Step) -> Done {
        let fallback = self.known_cost();
        let mut pieces = Vec::new();
        let mut known = true;
        self.store(step.place).take(-step.units, fallback, |piece| {
            known &= piece.cost.is_some();
            pieces.push(piece);
        });
        self.under_way
            .entry(step.transfer)
            .or_default()
            .append(&mut pieces);
        Done {
            known,
            own: 0,
            correction: Some(0),
        }
    }

    /// Goods arrive; what nobody sent comes in as a receipt does.
    fn arrive(&mut self, step: &Step) -> Done {
        let mut wanted = step.units;
        let (mut known, mut correction) = (true, 0);
        let mut bag = self.under_way.remove(&step.transfer).unwrap_or_default();
        while wanted > 0 && !bag.is_empty() {
            let mut piece = bag.remove(0);
            if piece.left > wanted {
                let value = share(piece.value, wanted, piece.left);
                let stays = Layer {
                    came: piece.left - wanted,
                    left: piece.left - wanted,
                    value: piece.value - value,
                    ..piece
                };
                bag.insert(0, stays);
                piece = Layer {
                    came: wanted,
                    left: wanted,
                    value,
                    ..piece
                };
            }
            wanted -= piece.left;
            known &= piece.cost.is_some();
            correction += self.store(step.place).put(piece);
        }
        if !bag.is_empty() {
            self.under_way.insert(step.transfer, bag);
        }
        if wanted > 0 {
            let part = Step {
                units: wanted,
                own: step
                    .own
                    .and_then(|fen| i64::try_from(share(fen.into(), wanted, step.units)).ok()),
                ..*step
            };
            let value = self.value_in(&part);
            let layer = self.layer(&part, value);
            known &= value.is_some();
            correction += self.store(step.place).put(layer);
        }
        Done {
            known,
            own: 0,
            correction: Some(correction),
        }
    }
}

/// What one kind of step leaves to be worked out from the change of value.
struct Done {
    known: bool,
    /// The movement's own value, where the correction follows from it.
    own: i128,
    correction: Option<i128>,
}

impl Done {
    fn own(own: i128) -> Done {
        Done {
            known: true,
            own,
            correction: None,
        }
    }
}
