//! One item's lines of the balance.

use super::{Balance, Books, By, Correction, Entries, Figure, Request, Row, TypeSum, too_large};
use crate::base::{Direction, MoveKind, Name, Origin, Problem};
use crate::stock::ledger::Entry;
use crate::stock::order::natural;
use crate::stock::valuation::exact::{fen, yuan};
use crate::stock::valuation::{Cost, Flow, Item, Scale, Step};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::HashMap;

/// Decimals of a listed cost that are kept, in yuan.
const COST_DECIMALS: u32 = 10;

/// All that stays the same from item to item.
pub struct Plan<'a> {
    pub request: &'a Request,
    pub books: &'a Books<'a>,
    pub scale: Scale,
    pub all: &'a Entries<'a>,
    pub costs: HashMap<Name, Decimal>,
}

/// Units and fen of one place.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    units: i64,
    fen: i128,
}

/// Location and lot of each place, and the movements in whole numbers.
type Steps = (Vec<(Name, Name)>, Vec<Step>);

impl Sum {
    fn add(&mut self, units: i64, fen: i128) {
        self.units = self.units.saturating_add(units);
        self.fen += fen;
    }
}

#[derive(Debug, Default)]
struct Place {
    opening: Sum,
    received: Sum,
    issued: Sum,
    types: Vec<(Name, Option<MoveKind>, u32, Sum, Sum)>,
    unvalued: Option<Origin>,
    /// The first line of unknown cost that may still be on hand.
    unknown: Option<Origin>,
}

impl Place {
    fn sum(
        &mut self,
        word: Name,
        kind: Option<MoveKind>,
    ) -> &mut (Name, Option<MoveKind>, u32, Sum, Sum) {
        let at = self.types.iter().position(|t| t.0 == word && t.1 == kind);
        let at = at.unwrap_or_else(|| {
            let none = (word, kind, 0, Sum::default(), Sum::default());
            self.types.push(none);
            self.types.len() - 1
        });
        &mut self.types[at]
    }

    fn moved(&mut self, entry: &Entry, step: &Step, flow: Flow) {
        // A transfer written on one line has two ends and one word.
        let word = if entry.kind.is_transfer() {
            Name::BLANK
        } else {
            entry.doc_type
        };
        let sum = self.sum(word, Some(entry.kind));
        sum.2 += 1;
        match entry.side() {
            Direction::In => {
                sum.3.add(step.units, flow.fen);
                self.received.add(step.units, flow.fen);
            }
            Direction::Out => {
                sum.4.add(-step.units, -flow.fen);
                self.issued.add(-step.units, -flow.fen);
            }
        }
        self.correct(flow.correction);
    }

    fn correct(&mut self, fen: i128) {
        if fen != 0 {
            self.issued.add(0, fen);
            let sum = self.sum(Name::BLANK, None);
            sum.2 += 1;
            sum.4.add(0, fen);
        }
    }
}

impl Plan<'_> {
    /// Adds the item's lines.
    pub fn item(&self, sku: Name, indices: &[u32], out: &mut Balance) -> Result<(), Problem> {
        let (keys, steps) = self.steps(indices)?;
        let listed = self.costs.get(&sku).and_then(|cost| self.listed(*cost));
        let mut item = Item::new(self.request.method, keys.len(), listed);
        let mut places: Vec<Place> = keys.iter().map(|_| Place::default()).collect();
        let start = self.request.period.start();
        let first = steps.partition_point(|step| self.all.is_before(step.entry, start));
        let (before, within) = steps.split_at(first);
        item.post(before, |step, flow| {
            let entry = self.all.get(step.entry);
            let place = &mut places[step.place as usize];
            if !flow.known || flow.short > 0 {
                place.unknown = place.unknown.or(Some(entry.origin));
            }
            let period = &self.request.period;
            let late = entry.posted_at.is_some_and(|at| period.holds(at.at));
            if late && self.books.opening.is_none() {
                let value = flow.known.then(|| yuan(flow.fen));
                out.worth.insert(step.entry, value);
            }
        });
        for (place, store) in places.iter_mut().zip(&item.stores) {
            place.opening = Sum {
                units: store.units(),
                fen: store.worth(),
            };
            if !store.all_known() {
                place.unvalued = place.unknown;
            }
        }
        item.post(within, |step, flow| {
            let entry = self.all.get(step.entry);
            let place = &mut places[step.place as usize];
            if !flow.known {
                let first = place.unknown.unwrap_or(entry.origin);
                place.unvalued = place.unvalued.or(Some(first));
                place.unknown = Some(first);
            } else if flow.short > 0 {
                place.unknown = place.unknown.or(Some(entry.origin));
            }
            if flow.correction != 0 {
                out.corrections.push(Correction {
                    origin: entry.origin,
                    at: entry.at,
                    doc_no: entry.doc_no,
                    sku,
                    location: keys[step.place as usize].0,
                    value: yuan(flow.correction),
                });
            }
            // Brought forward on the first day: the opening itself.
            if entry.kind == MoveKind::Opening && entry.day() == self.request.period.from {
                place.opening.add(step.units, flow.fen);
                place.correct(flow.correction);
                return;
            }
            place.moved(entry, step, flow);
        });
        out.movements += within.len();
        let under_way = item.units_under_way();
        if under_way != 0 {
            out.under_way.push((sku, self.scale.qty(under_way)));
        }
        let mut rows: Vec<Row> = keys
            .iter()
            .zip(places)
            .zip(&item.stores)
            .filter_map(|((key, mut place), store)| {
                if !store.all_known() {
                    place.unvalued = place.unvalued.or(place.unknown);
                }
                let closing = Sum {
                    units: store.units(),
                    fen: store.worth(),
                };
                self.row(sku, *key, place, closing)
            })
            .collect();
        let text = |name| self.books.pool.text(name);
        rows.sort_by(|a, b| {
            let places = natural(text(a.location), text(b.location));
            places.then_with(|| natural(text(a.lot), text(b.lot)))
        });
        out.rows.append(&mut rows);
        Ok(())
    }

    /// `None` for a place where there was nothing and nothing happened.
    fn row(&self, sku: Name, key: (Name, Name), place: Place, closing: Sum) -> Option<Row> {
        let figure = |sum: Sum| Figure {
            qty: self.scale.qty(sum.units),
            value: yuan(sum.fen),
        };
        let idle = place.types.is_empty() && place.opening.units == 0 && closing.units == 0;
        (!idle).then(|| Row {
            sku,
            location: key.0,
            lot: key.1,
            opening: figure(place.opening),
            received: figure(place.received),
            issued: figure(place.issued),
            closing: figure(closing),
            types: place
                .types
                .into_iter()
                .map(|(word, kind, lines, received, issued)| TypeSum {
                    word,
                    kind,
                    lines,
                    received: figure(received),
                    issued: figure(issued),
                })
                .collect(),
            unvalued: place.unvalued,
        })
    }

    /// The item's places, and its movements in whole numbers.
    fn steps(&self, indices: &[u32]) -> Result<Steps, Problem> {
        let mut places: HashMap<(Name, Name), u32> = HashMap::new();
        let mut keys = Vec::new();
        let mut steps = Vec::with_capacity(indices.len());
        for &at in indices {
            let entry = self.all.get(at);
            let key = match self.request.by {
                By::Item => (Name::BLANK, Name::BLANK),
                By::Location => (entry.location, Name::BLANK),
                By::Lot => (Name::BLANK, entry.lot),
            };
            let place = *places.entry(key).or_insert_with(|| {
                keys.push(key);
                u32::try_from(keys.len() - 1).unwrap_or(u32::MAX)
            });
            let step = self.step(entry, at, place);
            steps.push(step.ok_or_else(|| too_large(entry, self.books))?);
        }
        Ok((keys, steps))
    }

    fn step(&self, entry: &Entry, at: u32, place: u32) -> Option<Step> {
        let own = match (entry.amount, entry.unit_cost) {
            // Signed like the quantity; a discount stays negative.
            (Some(amount), _) if entry.qty.is_negative() => Some(fen(-amount.0)?),
            (Some(amount), _) => Some(fen(amount.0)?),
            (None, Some(cost)) => Some(fen(cost.0.checked_mul(entry.qty.0.abs())?)?),
            (None, None) => None,
        };
        Some(Step {
            at: entry.at.at,
            kind: entry.kind,
            place,
            units: self.scale.units(entry.qty)?,
            own,
            transfer: entry.transfer,
            entry: at,
        })
    }

    /// The item list's cost in whole numbers; `None` beyond their range.
    fn listed(&self, cost: Decimal) -> Option<Cost> {
        let away = RoundingStrategy::MidpointAwayFromZero;
        let exact = cost.round_dp_with_strategy(COST_DECIMALS, away).normalize();
        let units = 10_i64.checked_pow(exact.scale())?;
        let units = units.checked_mul(self.scale.units(crate::base::Qty(Decimal::ONE))?)?;
        Cost::new(exact.mantissa().checked_mul(100)?, units)
    }
}
