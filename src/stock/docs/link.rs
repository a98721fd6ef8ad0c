//! Which receipt belongs to which delivery note, and both to which purchase
//! order (W1).
//!
//! In this order, each receipt once:
//! 1. the receipt's reference is the note's number;
//! 2. its reference is the purchase order the note names: of several notes the
//!    one with most items in common, then the nearest day;
//! 3. neither names anything known of the other: same supplier where both say
//!    one, an item in common, at most `delivery_days` apart; most items in
//!    common, then the nearest day.

use super::Papers;
use crate::base::{MoveKind, Name, Origin};
use crate::stock::entry::Entry;
use crate::stock::order::natural;
use crate::table::rows::DeliveryNote;
use chrono::{Days, NaiveDate};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A receipt: the lines of one document.
#[derive(Debug)]
pub struct Receipt<'a> {
    pub no: Name,
    pub day: NaiveDate,
    pub party: Name,
    pub refs: BTreeSet<Name>,
    pub lines: Vec<&'a Entry>,
}

/// A delivery note: the lines of one number.
#[derive(Debug)]
pub struct Note<'a> {
    pub no: Name,
    pub date: Option<NaiveDate>,
    pub orders: BTreeSet<Name>,
    pub supplier: Name,
    pub lines: Vec<&'a DeliveryNote>,
}

/// Everything that came, note by note.
#[derive(Debug, Default)]
pub struct Deliveries<'a> {
    pub receipts: Vec<Receipt<'a>>,
    pub notes: Vec<Note<'a>>,
    /// For each receipt its note.
    pub note_of: Vec<Option<usize>>,
}

impl<'a> Deliveries<'a> {
    pub fn of(papers: &Papers<'a>) -> Deliveries<'a> {
        let receipts = receipts(papers);
        let notes = notes(papers);
        let mut deliveries = Deliveries {
            note_of: vec![None; receipts.len()],
            receipts,
            notes,
        };
        deliveries.join(papers);
        deliveries
    }

    /// Receipts of a note.
    pub fn of_note(&self, note: usize) -> impl Iterator<Item = &Receipt<'a>> {
        let mine = move |(_, joined): &(&Receipt<'a>, &Option<usize>)| **joined == Some(note);
        let pairs = self.receipts.iter().zip(&self.note_of);
        pairs.filter(mine).map(|(receipt, _)| receipt)
    }

    /// Purchase orders a receipt was made for: named by itself or by its note.
    pub fn orders_of(&self, receipt: usize) -> BTreeSet<Name> {
        let mut orders = self.receipts[receipt].refs.clone();
        if let Some(note) = self.note_of[receipt] {
            orders.extend(&self.notes[note].orders);
        }
        orders
    }

    /// The purchase order a receipt's line was made for: its own reference, else
    /// what the note says of the item, else of anything.
    pub fn order_of(&self, receipt: usize, line: &Entry) -> Option<Name> {
        let note = self.note_of[receipt].map(|note| &self.notes[note]);
        let is_note = |no: Name| note.is_some_and(|note| note.no == no);
        let own = [line.ref_no].into_iter();
        let refs = own.chain(self.receipts[receipt].refs.iter().copied());
        let named = refs.into_iter().find(|no| !no.is_blank() && !is_note(*no));
        let by_note = |note: &Note<'_>| {
            let of_item = note.lines.iter().filter(|l| l.sku == line.sku);
            let item = of_item.map(|l| l.po_no).find(|no| !no.is_blank());
            item.or(note.orders.iter().next().copied())
        };
        named.or(note.and_then(by_note))
    }

    fn join(&mut self, papers: &Papers<'_>) {
        let numbers: HashMap<Name, usize> = self.notes.iter().map(|n| n.no).zip(0..).collect();
        let orders: HashSet<Name> = papers
            .orders
            .unwrap_or_default()
            .iter()
            .map(|line| line.po_no)
            .chain(self.notes.iter().flat_map(|n| n.orders.iter().copied()))
            .collect();
        for (at, receipt) in self.receipts.iter().enumerate() {
            let named = receipt.refs.iter().find_map(|no| numbers.get(no));
            self.note_of[at] = named.copied();
        }
        let items = Items::of(self);
        let mut taken: HashSet<usize> = self.note_of.iter().flatten().copied().collect();
        for at in 0..self.receipts.len() {
            if self.note_of[at].is_some() {
                continue;
            }
            let receipt = &self.receipts[at];
            let known = receipt.refs.iter().any(|no| orders.contains(no));
            let candidates: Vec<usize> = if known {
                let of_order = |no: &Name| items.by_order.get(no).into_iter().flatten().copied();
                receipt.refs.iter().flat_map(of_order).collect()
            } else {
                let near = self.near(receipt.day, papers.rules.delivery_days);
                near.filter(|note| !taken.contains(note)).collect()
            };
            let rank = |index: usize| {
                let note = &self.notes[index];
                let apart = note.date.map(|date| (date - receipt.day).num_days().abs());
                let shared = items.receipts[at].intersection(&items.notes[index]).count();
                let same = |a: Name, b: Name| a.is_blank() || b.is_blank() || a == b;
                let fitting = known || (shared > 0 && same(receipt.party, note.supplier));
                let nearer = Reverse(apart.unwrap_or(i64::MAX));
                fitting.then_some((shared, nearer, Reverse(index)))
            };
            let best = candidates.into_iter().filter_map(rank).max();
            if let Some((_, _, Reverse(index))) = best {
                self.note_of[at] = Some(index);
                taken.insert(index);
            }
        }
    }

    /// Notes dated at most so many days from a day; they stand by their date.
    fn near(&self, day: NaiveDate, days: u32) -> std::ops::Range<usize> {
        let days = Days::new(days.into());
        let first = day.checked_sub_days(days);
        let last = day.checked_add_days(days);
        let from = self
            .notes
            .partition_point(|note| note.date.is_none() || note.date < first);
        let to = self
            .notes
            .partition_point(|note| note.date.is_none() || note.date <= last);
        from..to.max(from)
    }
}

/// The items of each receipt and note, and the notes of each order.
struct Items {
    receipts: Vec<BTreeSet<Name>>,
    notes: Vec<BTreeSet<Name>>,
    by_order: HashMap<Name, Vec<usize>>,
}

impl Items {
    fn of(deliveries: &Deliveries<'_>) -> Items {
        let mut by_order: HashMap<Name, Vec<usize>> = HashMap::new();
        for (index, note) in deliveries.notes.iter().enumerate() {
            for no in &note.orders {
                by_order.entry(*no).or_default().push(index);
            }
        }
        let receipts = deliveries.receipts.iter();
        let notes = deliveries.notes.iter();
        Items {
            receipts: receipts
                .map(|receipt| receipt.lines.iter().map(|line| line.sku).collect())
                .collect(),
            notes: notes
                .map(|note| note.lines.iter().map(|line| line.sku).collect())
                .collect(),
            by_order,
        }
    }
}

fn receipts<'a>(papers: &Papers<'a>) -> Vec<Receipt<'a>> {
    // A line without a number stands with those of its day, party, reference.
    type Key = (Name, NaiveDate, Name, Name);
    let mut documents: HashMap<Key, Vec<&Entry>> = HashMap::new();
    for entry in &papers.ledger.entries {
        if entry.kind == MoveKind::Receipt {
            let key = if entry.doc_no.is_blank() {
                (Name::BLANK, entry.day(), entry.party, entry.ref_no)
            } else {
                (entry.doc_no, entry.day(), Name::BLANK, Name::BLANK)
            };
            documents.entry(key).or_default().push(entry);
        }
    }
    let mut receipts: Vec<Receipt<'_>> = documents
        .into_iter()
        .map(|((no, day, ..), lines)| {
            let party = lines.iter().fold(Name::BLANK, |p, line| p.or(line.party));
            let refs = lines.iter().map(|line| line.ref_no);
            Receipt {
                no,
                day,
                party,
                refs: refs.filter(|no| !no.is_blank()).collect(),
                lines,
            }
        })
        .collect();
    let place = |receipt: &Receipt<'_>| -> Option<Origin> {
        receipt.lines.iter().map(|line| line.origin).min()
    };
    receipts.sort_by(|a, b| {
        (a.day.cmp(&b.day))
            .then_with(|| natural(papers.pool.text(a.no), papers.pool.text(b.no)))
            .then_with(|| place(a).cmp(&place(b)))
    });
    receipts
}

fn notes<'a>(papers: &Papers<'a>) -> Vec<Note<'a>> {
    let mut numbers: HashMap<Name, Vec<&DeliveryNote>> = HashMap::new();
    for line in papers.notes.unwrap_or_default() {
        numbers.entry(line.note_no).or_default().push(line);
    }
    let supplier_of: BTreeMap<Name, Name> = papers
        .orders
        .unwrap_or_default()
        .iter()
        .filter(|line| !line.supplier.is_blank())
        .map(|line| (line.po_no, line.supplier))
        .collect();
    let mut notes: Vec<Note<'_>> = numbers
        .into_iter()
        .map(|(no, lines)| {
            let orders: BTreeSet<Name> = lines
                .iter()
                .map(|line| line.po_no)
                .filter(|no| !no.is_blank())
                .collect();
            let dates = lines.iter().filter_map(|line| line.date);
            let supplier = orders.iter().find_map(|no| supplier_of.get(no));
            Note {
                no,
                date: dates.map(|moment| moment.at.date()).min(),
                supplier: supplier.copied().unwrap_or_default(),
                orders,
                lines,
            }
        })
        .collect();
    notes.sort_by(|a, b| {
        (a.date.cmp(&b.date)).then_with(|| natural(papers.pool.text(a.no), papers.pool.text(b.no)))
    });
    notes
}
