//! One item's lines of the balance.

use super::late::{Late, own_value, posted_within};
use super::{Balance, Books, Correction, Figure, Request, Row, Shelves, TypeSum, too_large};
use crate::base::{Direction, MoveKind, Name, Origin, Problem};
use crate::stock::line::Line;
use crate::stock::lines::{Lines, posted};
use crate::stock::notes::Notes;
use crate::stock::order::natural;
use crate::stock::steps::{listed, whole};
use crate::stock::valuation::exact::yuan;
use crate::stock::valuation::{Flow, Item, Scale, Step};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// All that stays the same from item to item.
pub struct Plan<'a> {
    pub request: &'a Request,
    pub books: &'a Books<'a>,
    pub scale: Scale,
    pub shelves: &'a Shelves<'a>,
    pub costs: HashMap<Name, Decimal>,
}

/// Units and fen of one place.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    units: i64,
    fen: i128,
}

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

    fn moved(&mut self, entry: &Line, step: &Step, flow: Flow) {
        // A transfer written on one line has two ends and one word.
        let word = if entry.kind.is_transfer() {
            Name::BLANK
        } else {
            entry.word
        };
        let sum = self.sum(word, Some(entry.kind));
        sum.2 += 1;
        match entry.kind.direction() {
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
    ///
    /// # Errors
    /// A quantity or amount that is too large.
    pub fn item(&self, sku: Name, out: &mut Balance) -> Result<(), Problem> {
        let period = &self.request.period;
        let cost = self.costs.get(&sku).copied();
        let (lines, brought) = self.lines(sku, cost, out);
        let by = self.request.by;
        let (keys, steps) = whole(&lines, self.scale, |line| by.key(line))
            .map_err(|line| too_large(line, self.books))?;
        let listed = cost.and_then(|cost| listed(cost, self.scale));
        let mut item = Item::new(self.request.method, keys.len(), listed);
        let mut places: Vec<Place> = keys.iter().map(|_| Place::default()).collect();
        let started = |line: &Line| line.at >= period.start();
        let first = match brought {
            0 => lines.partition_point(|line| !started(line)),
            brought => brought,
        };
        let (before, within) = steps.split_at(first);
        item.post(before, |step, flow| {
            let line = &lines[step.entry as usize];
            let place = &mut places[step.place as usize];
            if !flow.known || flow.short > 0 {
                place.unknown = place.unknown.or(Some(line.origin));
            }
            if self.books.opening.is_none() && posted_within(line, period) {
                let value = flow.known.then(|| yuan(flow.fen));
                out.late.extend(Late::of(line, value, true));
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
            let line = &lines[step.entry as usize];
            let place = &mut places[step.place as usize];
            if !flow.known {
                let first = place.unknown.unwrap_or(line.origin);
                place.unvalued = place.unvalued.or(Some(first));
                place.unknown = Some(first);
            } else if flow.short > 0 {
                place.unknown = place.unknown.or(Some(line.origin));
            }
            if flow.correction != 0 {
                out.corrections.push(Correction {
                    origin: line.origin,
                    at: line.at,
                    doc_no: line.doc_no,
                    sku,
                    location: keys[step.place as usize].0,
                    value: yuan(flow.correction),
                });
            }
            // Brought forward on the first day: the opening itself.
            if line.kind == MoveKind::Opening && line.day() == period.from {
                place.opening.add(step.units, flow.fen);
                place.correct(flow.correction);
                return;
            }
            place.moved(line, step, flow);
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

    /// The item's lines in posting order up to the period's end, and how many of
    /// them are an opening that was given. That one stands in for what is
    /// earlier, which is counted, and listed where it was posted in the period.
    fn lines(&self, sku: Name, cost: Option<Decimal>, out: &mut Balance) -> (Vec<Line>, usize) {
        let period = &self.request.period;
        let pool = self.books.pool;
        let mut lines: Vec<Line> = self.shelves.opening.item(sku).copied().collect();
        let told = self.books.opening.is_none_or(Lines::by_document);
        posted(&mut lines, told, pool, &mut Notes::default());
        let brought = lines.len();
        for line in self.shelves.ledger.item(sku) {
            if line.at >= period.end() {
                continue;
            }
            if self.books.opening.is_some() && line.at < period.start() {
                out.left_out += 1;
                if posted_within(line, period) {
                    out.late
                        .extend(Late::of(line, own_value(line, cost), false));
                }
                continue;
            }
            lines.push(*line);
        }
        let told = self.books.ledger.by_document();
        posted(&mut lines[brought..], told, pool, &mut out.doubles);
        (lines, brought)
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
}
