//! The stock ledger: rows of movements in any form → entries, each one change
//! of one item's balance at one place, in posting order.
//!
//! * The type says the side; a form with two quantity columns says it by the
//!   column, and a row may give both. A negative quantity is a red entry 红字:
//!   it reduces its own side (contract §3).
//! * A transfer on one line (location → to_location) makes two entries; the two
//!   lines of a two-line transfer are one group by document and item.
//! * Posting order (contract §4): time where given, else the date's beginning;
//!   receipts before issues, transfers between the two; document by its number's
//!   natural order; line.
//! * A line that stands twice counts twice and is told.

use super::enter::{self, Clerk};
use super::notes::{Note, NoteKind, Notes};
use super::order::{self, DocOrder};
use crate::base::{Direction, Money, MoveKind, Name, Origin, Pool, Qty};
use crate::policy::StockRules;
use crate::table::cell::date::Moment;
use crate::table::rows::{Balance, Item, Movement};
use chrono::{NaiveDate, NaiveDateTime};
use hashbrown::{DefaultHashBuilder, HashTable};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::hash::BuildHasher;

/// One change of one item's balance at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub origin: Origin,
    pub at: Moment,
    pub doc_no: Name,
    /// The type's word as the ledger has it; blank where a column said the side.
    pub doc_type: Name,
    pub kind: MoveKind,
    pub sku: Name,
    pub location: Name,
    pub lot: Name,
    /// Change of the balance: negative takes from it.
    pub qty: Qty,
    /// Yuan a piece, as the line says.
    pub unit_cost: Option<Money>,
    /// Yuan of the line, signed like `qty`.
    pub amount: Option<Money>,
    pub party: Name,
    pub ref_no: Name,
    pub keeper: Name,
    pub supervisor: Name,
    pub expiry: Option<NaiveDate>,
    pub posted_at: Option<Moment>,
    pub note: Name,
    pub name: Name,
    pub spec: Name,
    pub unit: Name,
    /// A negative quantity: it reduces its own side.
    pub red: bool,
    /// The transfer it belongs to: what leaves one place and arrives at another
    /// has the same number, from 1. 0 for everything else.
    pub transfer: u32,
    /// The other end of a transfer written on one line.
    pub to_location: Name,
}

impl Entry {
    /// A line of opening balances, brought forward at that moment.
    pub fn opening(row: &Balance, at: Moment) -> Entry {
        let line = Movement {
            origin: row.origin,
            date: Some(at),
            sku: row.sku,
            location: row.location,
            lot: row.lot,
            expiry: row.expiry,
            ..Movement::default()
        };
        let qty = row.qty.unwrap_or_default();
        enter::entry(&line, MoveKind::Opening, row.location, qty, row.amount)
    }

    /// The day it is dated.
    pub fn day(&self) -> NaiveDate {
        self.at.at.date()
    }

    /// The side of the ledger it stands on: of its type, not of its sign.
    pub fn side(&self) -> Direction {
        self.kind.direction()
    }

    /// The quantity as its own side counts it: negative for a red entry.
    pub fn side_qty(&self) -> Qty {
        match self.side() {
            Direction::In => self.qty,
            Direction::Out => -self.qty,
        }
    }

    /// Yuan a piece by the line itself: amount ÷ quantity, else the unit cost.
    pub fn cost(&self) -> Option<Decimal> {
        self.amount
            .and_then(|amount| amount.0.checked_div(self.qty.0))
            .or(self.unit_cost.map(|cost| cost.0))
    }
}

/// Entries in posting order, and what a person should know of them.
#[derive(Debug, Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    pub notes: Notes,
}

impl Ledger {
    /// The entries up to that moment, it included; those of a bare date stand at
    /// the beginning of their day.
    pub fn until(&self, at: NaiveDateTime) -> &[Entry] {
        let until = self.entries.partition_point(|entry| entry.at.at <= at);
        &self.entries[..until]
    }

    /// The entries dated before that moment; a bare date is the beginning of
    /// its day.
    pub fn before(&self, at: NaiveDateTime) -> &[Entry] {
        let until = self.entries.partition_point(|entry| entry.at.at < at);
        &self.entries[..until]
    }
}

/// Posts movements. `items` resolve barcodes; without them a barcode stands for
/// the item.
pub fn post(
    mut movements: Vec<Movement>,
    items: Option<&[Item]>,
    pool: &mut Pool,
    rules: &StockRules,
) -> Ledger {
    let mut notes = Notes::default();
    let mut clerk = Clerk::new(items, rules);
    let mut entries = Vec::with_capacity(movements.len());
    for row in &mut movements {
        clerk.enter(row, pool, &mut entries, &mut notes);
    }
    let documents = DocOrder::of(entries.iter().map(|e: &Entry| e.doc_no), pool);
    order::sort(&mut entries, &documents);
    group_transfers(&mut entries);
    double_lines(&movements, &mut notes);
    notes.sort();
    Ledger { entries, notes }
}

/// Numbers the transfers: entries of one document and item; without a document,
/// of one moment and item.
fn group_transfers(entries: &mut [Entry]) {
    let mut groups: HashMap<(Name, Name, Option<NaiveDateTime>), u32> = HashMap::new();
    for entry in entries.iter_mut().filter(|e| e.kind.is_transfer()) {
        let moment = entry.doc_no.is_blank().then_some(entry.at.at);
        let next = u32::try_from(groups.len() + 1).unwrap_or(u32::MAX);
        entry.transfer = *groups
            .entry((entry.doc_no, entry.sku, moment))
            .or_insert(next);
    }
}

/// Lines that are the same in every cell: all but the first are told.
fn double_lines(movements: &[Movement], notes: &mut Notes) {
    let hasher = DefaultHashBuilder::default();
    let key = |row: &Movement| {
        let qty = [row.qty, row.in_qty, row.out_qty];
        hasher.hash_one((row.date, row.doc_no, row.sku, row.location, qty))
    };
    let mut first: HashTable<usize> = HashTable::with_capacity(movements.len());
    for (at, row) in movements.iter().enumerate() {
        let hash = key(row);
        let twin = first.find(hash, |&earlier| same_cells(&movements[earlier], row));
        match twin {
            Some(&earlier) => notes.push(Note {
                kind: NoteKind::DoubleLine,
                origin: row.origin,
                other: Some(movements[earlier].origin),
                subject: row.sku,
            }),
            None => {
                first.insert_unique(hash, at, |&at| key(&movements[at]));
            }
        }
    }
}

fn same_cells(a: &Movement, b: &Movement) -> bool {
    let elsewhere = Movement {
        origin: a.origin,
        ..b.clone()
    };
    *a == elsewhere
}
