//! The entries of a row: which side it stands on, a transfer's two ends, the
//! item its barcode stands for.

use super::entry::Entry;
use super::notes::{NoteKind, Notes};
use crate::base::{Direction, Money, MoveKind, Name, Pool, Qty};
use crate::policy::StockRules;
use crate::table::cell::date::Moment;
use crate::table::rows::{Balance, Item, Movement};
use chrono::NaiveDateTime;
use std::collections::HashMap;

/// Turns rows into entries, one after the other.
pub struct Clerk<'a> {
    rules: &'a StockRules,
    /// What each type's word means, as far as seen.
    kinds: HashMap<Name, Option<MoveKind>>,
    barcodes: Barcodes,
}

impl<'a> Clerk<'a> {
    pub fn new(items: Option<&[Item]>, rules: &'a StockRules) -> Clerk<'a> {
        Clerk {
            rules,
            kinds: HashMap::new(),
            barcodes: Barcodes::of(items),
        }
    }

    /// Adds the row's entries and puts the item its barcode stands for into it.
    pub fn enter(
        &mut self,
        row: &mut Movement,
        pool: &Pool,
        entries: &mut Vec<Entry>,
        notes: &mut Notes,
    ) {
        row.sku = self.barcodes.item(row, pool, notes);
        let kind = self.kind(row, pool);
        enter(row, kind, entries, notes);
    }

    /// `None` where only the quantity's heading can say the side.
    fn kind(&mut self, row: &Movement, pool: &Pool) -> Option<MoveKind> {
        if row.doc_type.is_blank() {
            return row.direction.map(MoveKind::plain);
        }
        let known = self.kinds.entry(row.doc_type);
        let known = *known.or_insert_with(|| self.rules.kind(pool.text(row.doc_type)));
        known.or(row.direction.map(MoveKind::other))
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
fn enter(row: &Movement, kind: Option<MoveKind>, entries: &mut Vec<Entry>, notes: &mut Notes) {
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

/// One entry of a row, `qty` as its own side counts it.
pub fn entry(
    row: &Movement,
    kind: MoveKind,
    location: Name,
    qty: Qty,
    amount: Option<Money>,
) -> Entry {
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
}
