//! A count as it is compared: one small line a counted place, what few lines
//! have beside it kept apart, so that millions fit into memory.

use super::pieces::Pieces;
use super::place::{Grain, Line, NONE, Place};
use crate::base::{Money, Name, Origin, Qty};
use crate::stock::Entry;
use crate::table::cell::date::Moment;
use crate::table::rows::{Balance, Count};
use std::collections::{HashMap, HashSet};

/// What few lines have.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Extra {
    /// The quantity where eight bytes do not hold it.
    pub exact: Option<Qty>,
    pub damaged: Option<Qty>,
    pub counted_at: Option<Moment>,
    pub unit_cost: Option<Money>,
    pub counter: Name,
    pub team: Name,
}

/// All sheets of one stock-take.
#[derive(Debug, Default)]
pub struct CountSet {
    pub lines: Vec<Line>,
    extras: Vec<Extra>,
    has_location: bool,
    has_lot: bool,
    /// The first and the last counting time.
    pub span: Option<(Moment, Moment)>,
}

impl CountSet {
    /// Takes rows over; `resolve` turns a barcode into the item's code.
    pub fn take(&mut self, rows: Vec<Count>, resolve: impl Fn(Name) -> Name) {
        self.lines.reserve(rows.len());
        for row in rows {
            let place = Place {
                sku: if row.sku.is_blank() {
                    resolve(row.barcode)
                } else {
                    row.sku
                },
                location: row.location,
                lot: row.lot,
            };
            self.has_location |= !row.location.is_blank();
            self.has_lot |= !row.lot.is_blank();
            if let Some(at) = row.counted_at {
                self.span = Some(match self.span {
                    Some((first, last)) => (first.min(at), last.max(at)),
                    None => (at, at),
                });
            }
            let pieces = Pieces::of(row.pieces);
            let extra = Extra {
                exact: row.pieces.filter(|_| pieces == Pieces::ELSEWHERE),
                damaged: row.damaged,
                counted_at: row.counted_at,
                unit_cost: row.unit_cost,
                counter: row.counter,
                team: row.team,
            };
            let extra = if extra == Extra::default() {
                NONE
            } else {
                self.beside(extra)
            };
            self.lines.push(Line {
                place,
                pieces,
                origin: row.origin,
                extra,
            });
        }
    }

    /// Takes over what a book says lies where; `resolve` turns a barcode into
    /// the item's code.
    pub fn held(&mut self, rows: &[Balance], resolve: impl Fn(Name) -> Name) {
        let mut at: HashMap<Place, usize> = HashMap::new();
        for row in rows {
            let place = Place {
                sku: resolve(row.sku),
                location: row.location,
                lot: row.lot,
            };
            // Balances of one place are added (contract §1, doubles).
            let next = self.lines.len();
            match at.entry(place).or_insert(next) {
                held if *held == next => self.place(place, row.qty.unwrap_or_default(), row.origin),
                held => {
                    let line = self.lines[*held];
                    let sum = self.qty(&line).unwrap_or_default() + row.qty.unwrap_or_default();
                    self.lines[*held] = self.line(place, sum, line.origin);
                }
            }
        }
    }

    /// Takes over the places of a ledger, with nothing at any of them yet.
    pub fn places(&mut self, entries: &[Entry]) {
        let mut seen: HashSet<Place> = HashSet::new();
        for entry in entries {
            let place = Place {
                sku: entry.sku,
                location: entry.location,
                lot: entry.lot,
            };
            if seen.insert(place) {
                self.place(place, Qty::default(), entry.origin);
            }
        }
    }

    fn place(&mut self, place: Place, qty: Qty, origin: Origin) {
        self.has_location |= !place.location.is_blank();
        self.has_lot |= !place.lot.is_blank();
        let line = self.line(place, qty, origin);
        self.lines.push(line);
    }

    fn line(&mut self, place: Place, qty: Qty, origin: Origin) -> Line {
        let pieces = Pieces::of(Some(qty));
        let extra = if pieces == Pieces::ELSEWHERE {
            self.beside(Extra {
                exact: Some(qty),
                ..Extra::default()
            })
        } else {
            NONE
        };
        Line {
            place,
            origin,
            pieces,
            extra,
        }
    }

    fn beside(&mut self, extra: Extra) -> u32 {
        self.extras.push(extra);
        u32::try_from(self.extras.len() - 1).unwrap_or(NONE)
    }

    /// The line's good pieces; `None` is not counted.
    pub fn qty(&self, line: &Line) -> Option<Qty> {
        match line.pieces {
            Pieces::ELSEWHERE => self.extra(line).exact,
            pieces => pieces.qty(),
        }
    }

    /// What the line has besides its quantity.
    pub fn extra(&self, line: &Line) -> Extra {
        self.extras
            .get(line.extra as usize)
            .copied()
            .unwrap_or_default()
    }

    /// The parts of a place that this count and another both know.
    pub fn grain(&self, other: &CountSet) -> Grain {
        Grain {
            location: self.has_location && other.has_location,
            lot: self.has_lot && other.has_lot,
        }
    }

    /// The parts of a place that this count knows.
    pub fn own_grain(&self) -> Grain {
        Grain {
            location: self.has_location,
            lot: self.has_lot,
        }
    }

    /// Takes a second count over: where it has a figure, all lines of that
    /// address give way to it.
    pub fn settle_by(&mut self, second: CountSet) {
        let counted: HashSet<Place> = second
            .lines
            .iter()
            .filter(|line| line.is_counted())
            .map(|line| line.place)
            .collect();
        self.lines.retain(|line| !counted.contains(&line.place));
        for line in second.lines {
            if !line.is_counted() {
                continue;
            }
            let extra = second.extras.get(line.extra as usize).copied();
            let extra = extra.map_or(NONE, |extra| self.beside(extra));
            self.lines.push(Line { extra, ..line });
        }
        self.has_location |= second.has_location;
        self.has_lot |= second.has_lot;
    }

    /// Puts the lines in the order of their places, those of one place in an
    /// order that does not hang on the file's.
    pub fn sort(&mut self, grain: Grain) {
        super::sorted::sort(&mut self.lines, grain);
    }

    /// Lines of one place each, of a sorted set.
    pub fn groups(&self, grain: Grain) -> impl Iterator<Item = &[Line]> {
        self.lines
            .chunk_by(move |a, b| grain.of(a.place) == grain.of(b.place))
    }
}
