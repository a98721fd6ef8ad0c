//! Two ledgers while their documents are matched, and the cause each step
//! leaves behind.

use super::figures::relation;
use super::numbers::numbers;
use super::words;
use super::{Cause, Ground, Key, Kind, Line, Side};
use crate::base::{Message, Money, Name, Qty};
use hashbrown::HashMap;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A cause and the row it belongs to.
#[derive(Debug, Clone)]
pub struct Found {
    pub key: Key,
    pub cause: Cause,
}

/// Sure because the number says so; nearly, because date, party and quantity do.
pub(super) const BY_NUMBER: u8 = 99;
pub(super) const BY_LIKENESS: u8 = 90;

/// What is matched so far.
pub(super) struct State<'a> {
    pub ground: &'a Ground<'a>,
    lines: [&'a [Line]; 2],
    settled: [Vec<bool>; 2],
    /// The line of the other ledger each was matched with.
    partner: [Vec<Option<usize>>; 2],
    /// Folded document number of each line; 0 where it has none.
    docs: [Vec<u32>; 2],
    /// The other side numbers its vouchers itself.
    pub own_numbers: bool,
    pub found: Vec<Found>,
}

impl<'a> State<'a> {
    pub fn new(book: &'a [Line], other: &'a [Line], ground: &'a Ground<'a>) -> State<'a> {
        let (docs, own_numbers) = numbers(book, other, ground.pool);
        State {
            ground,
            lines: [book, other],
            settled: [vec![false; book.len()], vec![false; other.len()]],
            partner: [vec![None; book.len()], vec![None; other.len()]],
            docs,
            own_numbers,
            found: Vec::new(),
        }
    }

    pub fn line(&self, side: Side, at: usize) -> &'a Line {
        &self.lines[side as usize][at]
    }

    pub fn doc(&self, side: Side, at: usize) -> u32 {
        self.docs[side as usize][at]
    }

    /// Lines of a side that nothing accounts for yet.
    pub fn open(&self, side: Side) -> Vec<usize> {
        let settled = &self.settled[side as usize];
        (0..settled.len()).filter(|&at| !settled[at]).collect()
    }

    pub fn is_open(&self, side: Side, at: usize) -> bool {
        !self.settled[side as usize][at]
    }

    /// Lines of a side that were matched with one of the other.
    pub fn matched(&self, side: Side) -> impl Iterator<Item = usize> + '_ {
        let partner = &self.partner[side as usize];
        (0..partner.len()).filter(|&at| partner[at].is_some())
    }

    pub fn settle(&mut self, side: Side, at: usize) {
        self.settled[side as usize][at] = true;
    }

    /// Two lines are the same document: nothing, a place, a lot, a cut-off, an
    /// amount or a quantity is all that can be between them.
    pub fn couple(&mut self, b: usize, o: usize, confidence: u8) {
        self.settle(Side::Book, b);
        self.settle(Side::Other, o);
        self.partner[0][b] = Some(o);
        self.partner[1][o] = Some(b);
        let (x, y) = (self.line(Side::Book, b), self.line(Side::Other, o));
        // As nearly all are.
        if x.late == y.late && x.key == y.key && x.qty == y.qty && x.amount == y.amount {
            return;
        }
        let documents = both(x, y);
        let text = |kind| words::pair(kind, x, y, self.ground);
        if x.late != y.late {
            let (key, qty) = if x.late {
                (y.key, y.qty)
            } else {
                (x.key, -x.qty)
            };
            let side = if x.late { Side::Other } else { Side::Book };
            let cause = cause(
                Kind::CutOff,
                side.opposite(),
                qty,
                confidence,
                documents,
                text(Kind::CutOff),
            );
            self.push(key, cause.on(&[x, y]).worth(x, y));
        } else if x.late {
            // After the cut-off on both sides: no part of either balance.
        } else if x.key != y.key {
            let kind = moved(x.key, y.key);
            for (key, qty) in [(x.key, -x.qty), (y.key, y.qty)] {
                let text = words::moved(kind, x, y, self.ground);
                let cause = cause(kind, Side::Other, qty, confidence, documents.clone(), text);
                self.push(key, cause.on(&[x, y]));
            }
        } else if x.qty != y.qty {
            let kind = relation(x.qty, y.qty, self.ground.pack(x.key.sku), self.ground.rules);
            let side = self.likely_wrong(x, y);
            let cause = cause(kind, side, y.qty - x.qty, confidence, documents, text(kind));
            self.push(x.key, cause.on(&[x, y]).worth(x, y));
        } else if let (Some(a), Some(b)) = (x.amount, y.amount)
            && a != b
        {
            let kind = match relation(a.0, b.0, None, self.ground.rules) {
                kind @ (Kind::SignReversed | Kind::TransposedDigits) => kind,
                _ => Kind::Unexplained,
            };
            let text = words::amounts(kind, x, a, b, self.ground);
            let cause = cause(
                kind,
                Side::Other,
                Decimal::ZERO,
                confidence,
                documents,
                text,
            );
            self.push(x.key, cause.on(&[x, y]).worth(x, y));
        }
    }

    /// Of two quantities the one its own amount contradicts: the amount of a
    /// right line is that of the other side too. Without amounts the other book.
    fn likely_wrong(&self, book: &Line, other: &Line) -> Side {
        let unit = |line: &Line| line.amount.and_then(|a| a.0.checked_div(line.qty));
        let usual = self.ground.facts.get(&book.key.sku).and_then(|f| f.cost);
        let near = |line: &Line| match (unit(line), usual) {
            (Some(cost), Some(usual)) if !usual.0.is_zero() => {
                ((cost.abs() - usual.0) / usual.0).abs() < Decimal::new(5, 1)
            }
            _ => true,
        };
        if near(other) && !near(book) {
            Side::Book
        } else {
            Side::Other
        }
    }

    pub fn push(&mut self, key: Key, cause: Cause) {
        self.found.push(Found { key, cause });
    }

    /// Documents of the same number, item by item.
    pub fn same_number(&mut self) {
        let mut lines: Vec<(u32, Name, Side, usize)> = Vec::new();
        for side in [Side::Book, Side::Other] {
            let open = self.open(side).into_iter();
            lines.extend(
                open.map(|at| (self.doc(side, at), self.line(side, at).key.sku, side, at))
                    .filter(|(doc, ..)| *doc != 0),
            );
        }
        lines.sort_unstable();
        for group in lines.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let of = |side: Side| group.iter().filter(move |l| l.2 == side).map(|l| l.3);
            self.group(of(Side::Book).collect(), of(Side::Other).collect());
        }
    }

    /// Lines of one document and one item.
    fn group(&mut self, mut book: Vec<usize>, mut other: Vec<usize>) {
        if let ([b], [o]) = (book.as_slice(), other.as_slice())
            && self.line(Side::Book, *b).qty == self.line(Side::Other, *o).qty
        {
            return self.couple(*b, *o, BY_NUMBER);
        }
        let all = [book.clone(), other.clone()];
        // Of lines of one quantity those of one amount belong together: the
        // other side may have them in another order.
        for strict in 0..4 {
            self.couple_all(&mut book, &mut other, BY_NUMBER, |x, y| {
                let amount = x.amount == y.amount || strict > 0;
                let place = x.key == y.key || strict > 1;
                let time = x.late == y.late || strict > 2;
                x.qty == y.qty && amount && place && time
            });
        }
        self.split_lines(&mut book, &mut other);
        for kind in [
            Kind::SignReversed,
            Kind::TransposedDigits,
            Kind::UnitOfMeasure,
            Kind::WrongQuantity,
        ] {
            let ground = self.ground;
            self.couple_all(&mut book, &mut other, BY_NUMBER, |x, y| {
                !x.late
                    && !y.late
                    && relation(x.qty, y.qty, ground.pack(x.key.sku), ground.rules) == kind
            });
        }
        for (side, left) in [(Side::Book, book), (Side::Other, other)] {
            // Where the other side has no such document at all, one of the two
            // may still be matched under another number.
            if all[side.opposite() as usize].is_empty() {
                continue;
            }
            for at in left {
                let line = self.line(side, at);
                let twin = |other: &&usize| {
                    let twin = self.line(side, **other);
                    **other != at && twin.qty == line.qty && !twin.late
                };
                if !line.late
                    && let Some(&twin) = all[side as usize].iter().find(twin)
                {
                    self.twice(side, twin, at, BY_NUMBER);
                }
            }
        }
    }

    /// Couples what `same` takes for the same line, in the order of the file.
    pub fn couple_all(
        &mut self,
        book: &mut Vec<usize>,
        other: &mut Vec<usize>,
        confidence: u8,
        same: impl Fn(&Line, &Line) -> bool,
    ) {
        book.retain(|&b| {
            let x = self.line(Side::Book, b);
            let Some(at) = other
                .iter()
                .position(|&o| same(x, self.line(Side::Other, o)))
            else {
                return true;
            };
            let o = other.remove(at);
            self.couple(b, o, confidence);
            false
        });
    }

    /// One side wrote in several lines what the other wrote in fewer.
    pub fn split_lines(&mut self, book: &mut Vec<usize>, other: &mut Vec<usize>) {
        if book.is_empty() || other.is_empty() {
            return;
        }
        let mut sums: BTreeMap<(Key, bool), Decimal> = BTreeMap::new();
        for &at in book.iter() {
            let line = self.line(Side::Book, at);
            *sums.entry((line.key, line.late)).or_default() += line.qty;
        }
        for &at in other.iter() {
            let line = self.line(Side::Other, at);
            *sums.entry((line.key, line.late)).or_default() -= line.qty;
        }
        if sums.values().all(Decimal::is_zero) {
            for (side, list) in [(Side::Book, book), (Side::Other, other)] {
                for at in list.drain(..) {
                    self.settle(side, at);
                }
            }
        }
    }

    /// `again` is the second posting of `first`.
    pub fn twice(&mut self, side: Side, first: usize, again: usize, confidence: u8) {
        let (a, b) = (self.line(side, first), self.line(side, again));
        let mut documents = vec![a.doc, b.doc];
        let partner = self.partner[side as usize][first];
        if let Some(partner) = partner.map(|at| self.line(side.opposite(), at))
            && !documents.contains(&partner.doc)
        {
            documents.push(partner.doc);
        }
        documents.retain(|d| !d.is_blank());
        let qty = match side {
            Side::Book => -b.qty,
            Side::Other => b.qty,
        };
        let text = words::twice(side, a, b, self.ground);
        let cause = cause(Kind::PostedTwice, side, qty, confidence, documents, text);
        let worth = signed(side, b.amount);
        self.settle(side, again);
        self.push(
            b.key,
            Cause {
                amount: worth,
                ..cause.on(&[a, b])
            },
        );
    }

    /// The same document and quantity stands on different items.
    pub fn other_item(&mut self) {
        let mut there: HashMap<(u32, Decimal), Vec<usize>> = HashMap::new();
        for o in self.open(Side::Other) {
            let line = self.line(Side::Other, o);
            let doc = self.doc(Side::Other, o);
            if doc != 0 && !line.late {
                there
                    .entry((doc, line.qty.normalize()))
                    .or_default()
                    .push(o);
            }
        }
        for b in self.open(Side::Book) {
            let line = self.line(Side::Book, b);
            let key = (self.doc(Side::Book, b), line.qty.normalize());
            if line.late {
                continue;
            }
            if let Some(found) = there.get_mut(&key).and_then(Vec::pop) {
                self.swap(b, found, BY_NUMBER);
            }
        }
    }

    /// The book has the document on one item, the other side on another.
    pub fn swap(&mut self, b: usize, o: usize, confidence: u8) {
        let (x, y) = (self.line(Side::Book, b), self.line(Side::Other, o));
        self.settle(Side::Book, b);
        self.settle(Side::Other, o);
        for (key, qty) in [(x.key, -x.qty), (y.key, y.qty)] {
            let text = words::other_item(key.sku, x, y, self.ground);
            let cause = cause(
                Kind::WrongItem,
                Side::Other,
                qty,
                confidence,
                both(x, y),
                text,
            );
            self.push(key, cause.on(&[x, y]));
        }
    }

    /// What nothing was found for stands on one side only.
    pub fn left_over(&mut self) {
        for side in [Side::Book, Side::Other] {
            for at in self.open(side) {
                let line = self.line(side, at);
                self.settle(side, at);
                if line.late {
                    continue;
                }
                let (kind, qty) = match side {
                    Side::Book => (Kind::MissingInOther, -line.qty),
                    Side::Other => (Kind::MissingInBook, line.qty),
                };
                let documents = if line.doc.is_blank() {
                    vec![]
                } else {
                    vec![line.doc]
                };
                let text = words::missing(side.opposite(), &[line], self.ground);
                let sure = if self.own_numbers {
                    BY_LIKENESS
                } else {
                    BY_NUMBER
                };
                let cause = cause(kind, side.opposite(), qty, sure, documents, text);
                let amount = signed(side, line.amount);
                self.push(
                    line.key,
                    Cause {
                        amount,
                        ..cause.on(&[line])
                    },
                );
            }
        }
    }
}

/// An amount as it moves other − book.
fn signed(side: Side, amount: Option<Money>) -> Option<Money> {
    match side {
        Side::Book => amount.map(|a| -a),
        Side::Other => amount,
    }
}

/// Numbers of both lines, once where they are the same.
fn both(book: &Line, other: &Line) -> Vec<Name> {
    let mut documents = vec![book.doc, other.doc];
    documents.dedup();
    documents.retain(|d| !d.is_blank());
    documents
}

fn moved(a: Key, b: Key) -> Kind {
    if a.location == b.location {
        Kind::WrongLot
    } else {
        Kind::WrongLocation
    }
}

pub(super) fn cause(
    kind: Kind,
    side: Side,
    qty: Decimal,
    confidence: u8,
    documents: Vec<Name>,
    text: Message,
) -> Cause {
    Cause {
        kind,
        side,
        qty: Qty(qty),
        would: Qty(qty),
        amount: None,
        confidence,
        documents,
        lines: Vec::new(),
        text,
    }
}

impl Cause {
    /// Standing on these lines.
    #[must_use]
    pub(super) fn on(mut self, lines: &[&Line]) -> Cause {
        self.lines = lines.iter().map(|l| l.origin).collect();
        self
    }

    /// With what lies between the amounts of two lines.
    #[must_use]
    fn worth(mut self, book: &Line, other: &Line) -> Cause {
        let counted = |l: &Line| if l.late { Some(Money::ZERO) } else { l.amount };
        if let (Some(a), Some(b)) = (counted(book), counted(other)) {
            self.amount = Some(b - a);
        }
        self
    }
}
