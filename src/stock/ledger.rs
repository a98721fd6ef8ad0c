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

use super::enter::Clerk;
use super::entry::Entry;
use super::notes::{Note, NoteKind, Notes};
use super::order::{self, DocOrder};
use crate::base::{Name, Pool};
use crate::policy::StockRules;
use crate::table::rows::{Item, Movement};
use chrono::NaiveDateTime;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::collections::HashMap;
use std::hash::BuildHasher;

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
