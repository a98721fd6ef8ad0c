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

use super::notes::{Note, NoteKind, Notes};
use super::order::{self, DocOrder};
use crate::base::{Direction, Money, MoveKind, Name, Origin, Pool, Qty};
use crate::policy::StockRules;
use crate::table::cell::date::Moment;
use crate::table::rows::{Balance, Item, Movement};
use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use std::collections::HashMap;

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
        entry(&line, MoveKind::Opening, row.location, qty, row.amount)
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
    movements: Vec<Movement>,
    items: Option<&[Item]>,
    pool: &mut Pool,
    rules: &StockRules,
) -> Ledger {
    let mut notes = Notes::default();
    let kinds = Kinds::of(&movements, pool, rules);
    let barcodes = Barcodes::of(items);
    let mut entries = Vec::with_capacity(movements.len());
    let mut movements = movements;
    for row in &mut movements {
        row.sku = barcodes.item(row, pool, &mut notes);
        enter(row, &kinds, &mut entries, &mut notes);
    }
    let documents = DocOrder::of(entries.iter().map(|e: &Entry| e.doc_no), pool);
    order::sort(&mut entries, &documents);
    group_transfers(&mut entries);
    double_lines(&mut movements, &documents, &mut notes);
    notes.sort();
    Ledger { entries, notes }
}

/// The kind each type's word means.
struct Kinds(HashMap<Name, MoveKind>);

impl Kinds {
    fn of(movements: &[Movement], pool: &Pool, rules: &StockRules) -> Kinds {
        let mut kinds = HashMap::new();
        for row in movements.iter().filter(|row| !row.doc_type.is_blank()) {
            kinds.entry(row.doc_type).or_insert_with(|| {
                let known = rules.kind(pool.text(row.doc_type));
                known.or(row.direction.map(MoveKind::other))
            });
        }
        Kinds(
            kinds
                .into_iter()
                .filter_map(|(word, kind)| Some((word, kind?)))
                .collect(),
        )
    }

    /// `None` where only the quantity's heading can say the side.
    fn kind(&self, row: &Movement) -> Option<MoveKind> {
        let typed = self.0.get(&row.doc_type).copied();
        typed.or(row.direction.map(MoveKind::plain))
    }
}

/// Barcode → item.
struct Barcodes {
    items: HashMap<Name, Name>,
    listed: bool,
}

impl Barcodes {
    fn of(items: Option<&[Item]>) -> Barcodes {
        let listed = items.is_some();
        let mut of = HashMap::new();
        // The first of two items that share a barcode wins.
        for item in items.unwrap_or_default().iter().rev() {
            if !item.barcode.is_blank() {
                of.insert(item.barcode, item.sku);
            }
        }
        Barcodes { items: of, listed }
    }

    fn item(&self, row: &Movement, pool: &Pool, notes: &mut Notes) -> Name {
        if !row.sku.is_blank() {
            return row.sku;
        }
        let found = self.items.get(&row.barcode).copied();
        if found.is_none() && self.listed && !pool.text(row.barcode).is_empty() {
            notes.add(NoteKind::UnknownBarcode, row.origin, row.barcode);
        }
        found.unwrap_or(row.barcode)
    }
}

/// The entries of one row: one; two where both columns are filled or the goods
/// go from one place to another.
fn enter(row: &Movement, kinds: &Kinds, entries: &mut Vec<Entry>, notes: &mut Notes) {
    let kind = kinds.kind(row);
    let filled = |qty: Option<Qty>| qty.filter(|q| !q.is_zero());
    let (received, issued) = (filled(row.in_qty), filled(row.out_qty));
    if received.is_none() && issued.is_none() {
        let kind = kind.unwrap_or_else(|| {
            let side = if row.in_qty.is_none() && row.out_qty.is_some() {
                Direction::Out
            } else {
                Direction::In
            };
            MoveKind::plain(side)
        });
        let qty = row.qty.or(row.in_qty).or(row.out_qty).unwrap_or_default();
        enter_one(row, kind, qty, row.amount, entries);
        return;
    }
    // With both columns filled nobody can say whose amount it is.
    let amount = row
        .amount
        .filter(|_| received.is_none() || issued.is_none());
    for (side, qty) in [(Direction::In, received), (Direction::Out, issued)] {
        let Some(qty) = qty else { continue };
        let own = match kind {
            Some(kind) if kind.direction() == side => kind,
            // A transfer's type names the goods' way, the column the end it is at.
            Some(MoveKind::TransferIn) => MoveKind::TransferOut,
            Some(MoveKind::TransferOut) => MoveKind::TransferIn,
            Some(_) if received.is_some() && issued.is_some() => MoveKind::plain(side),
            Some(_) => {
                notes.add(NoteKind::SideAgainstType, row.origin, row.sku);
                MoveKind::other(side)
            }
            None => MoveKind::plain(side),
        };
        enter_one(row, own, qty, amount, entries);
    }
}

/// `qty` as the row's own side counts it: negative in a red entry.
fn enter_one(
    row: &Movement,
    kind: MoveKind,
    qty: Qty,
    amount: Option<Money>,
    entries: &mut Vec<Entry>,
) {
    let moved = !row.to_location.is_blank() && row.to_location != row.location;
    if moved && kind.is_transfer() {
        entries.push(entry(row, MoveKind::TransferOut, row.location, qty, amount));
        entries.push(entry(
            row,
            MoveKind::TransferIn,
            row.to_location,
            qty,
            amount,
        ));
        return;
    }
    // A receipt may name its place only as the place it goes to.
    let place = match kind.direction() {
        Direction::In => row.location.or(row.to_location),
        Direction::Out => row.location,
    };
    entries.push(entry(row, kind, place, qty, amount));
}

fn entry(row: &Movement, kind: MoveKind, location: Name, qty: Qty, amount: Option<Money>) -> Entry {
    let change = match kind.direction() {
        Direction::In => qty,
        Direction::Out => -qty,
    };
    // Red amounts are written with and without their minus; a negative amount
    // of an ordinary line is a discount and stays one.
    let amount = amount.map(|given| {
        let discount = given.is_negative() && !qty.is_negative();
        let size = Money(given.0.abs());
        if change.is_negative() == discount {
            size
        } else {
            -size
        }
    });
    Entry {
        origin: row.origin,
        at: row.date.unwrap_or_else(beginning),
        doc_no: row.doc_no,
        doc_type: row.doc_type,
        kind,
        sku: row.sku,
        location,
        lot: row.lot,
        qty: change,
        unit_cost: row.unit_cost,
        amount,
        party: row.party,
        ref_no: row.ref_no,
        keeper: row.keeper,
        supervisor: row.supervisor,
        expiry: row.expiry.map(|moment| moment.at.date()),
        posted_at: row.posted_at,
        note: row.note,
        name: row.name,
        spec: row.spec,
        unit: row.unit,
        red: qty.is_negative(),
        transfer: 0,
        to_location: row.to_location,
    }
}

/// For a row without a date, which reading does not let through.
fn beginning() -> Moment {
    Moment {
        at: NaiveDateTime::default(),
        has_time: false,
        has_seconds: false,
    }
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
fn double_lines(movements: &mut [Movement], documents: &DocOrder, notes: &mut Notes) {
    movements.sort_by_cached_key(|row| (row.date, documents.rank(row.doc_no), row.origin));
    let same_document = |a: &Movement, b: &Movement| a.date == b.date && a.doc_no == b.doc_no;
    for lines in movements.chunk_by(same_document) {
        if lines.len() < 2 {
            continue;
        }
        let mut first: HashMap<(Name, Name, Option<Qty>), Vec<&Movement>> = HashMap::new();
        for row in lines {
            let like = first.entry((row.sku, row.location, row.qty)).or_default();
            let twin = like.iter().find(|earlier| same_cells(earlier, row));
            match twin {
                Some(twin) => notes.push(Note {
                    kind: NoteKind::DoubleLine,
                    origin: row.origin,
                    other: Some(twin.origin),
                    subject: row.sku,
                }),
                None => like.push(row),
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
