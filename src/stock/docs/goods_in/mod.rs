//! Goods in (W1): what was received against the delivery note (`note`) and the
//! purchase order (`order`) — quantity, item, name and spec, price; whatever
//! differs may be refused.

mod note;
mod order;

use super::Papers;
use super::link::{Deliveries, Receipt};
use super::remark::{Kind, Remark};
use crate::base::{Message, Name, Origin, Qty};
use crate::stock::goods::Goods;
use crate::table::rows::PurchaseLine;
use std::collections::{BTreeMap, HashMap};

/// A line of a refusal slip.
#[derive(Debug, Clone)]
pub struct Refused {
    pub supplier: Name,
    pub note_no: Name,
    pub receipt_no: Name,
    pub sku: Name,
    pub ordered: Option<Qty>,
    pub noted: Option<Qty>,
    pub received: Qty,
    /// To send back.
    pub refused: Qty,
    /// To claim.
    pub short: Qty,
    pub reason: Kind,
    pub text: Message,
    pub origin: Origin,
}

/// Remarks, slips, and how much was looked at.
#[derive(Debug, Default)]
pub struct Looked {
    pub remarks: Vec<Remark>,
    pub refused: Vec<Refused>,
    pub receipts: usize,
}

/// An item's figures on one side.
#[derive(Debug, Clone, Copy)]
struct Side {
    qty: Qty,
    origin: Origin,
    name: Name,
    spec: Name,
}

type Sides = BTreeMap<Name, Side>;

struct Work<'p, 'a> {
    papers: &'p Papers<'a>,
    goods: &'p Goods<'p>,
    orders: HashMap<Name, Vec<&'p PurchaseLine>>,
    looked: Looked,
}

/// What one delivery is about.
#[derive(Clone, Copy)]
struct About {
    note_no: Name,
    receipt_no: Name,
    supplier: Name,
    date: Option<chrono::NaiveDate>,
}

pub fn check(papers: &Papers<'_>, deliveries: &Deliveries<'_>, goods: &Goods<'_>) -> Looked {
    let mut orders: HashMap<Name, Vec<&PurchaseLine>> = HashMap::new();
    for line in papers.orders.unwrap_or_default() {
        orders.entry(line.po_no).or_default().push(line);
    }
    let mut work = Work {
        papers,
        goods,
        orders,
        looked: Looked::default(),
    };
    for (at, note) in deliveries.notes.iter().enumerate() {
        let receipts: Vec<&Receipt<'_>> = deliveries.of_note(at).collect();
        let inside = receipts.iter().any(|r| papers.period.holds_day(r.day));
        let due = note.date.is_some_and(|date| papers.period.holds_day(date));
        if receipts.is_empty() && due {
            work.not_received(note);
        } else if inside {
            work.delivery(note, &receipts);
        }
    }
    for (at, receipt) in deliveries.receipts.iter().enumerate() {
        if papers.period.holds_day(receipt.day) {
            work.looked.receipts += 1;
            work.receipt(deliveries, at, receipt);
        }
    }
    if papers.orders.is_some() {
        work.over_ordered(deliveries);
    }
    work.looked
}

fn add(sides: &mut Sides, sku: Name, side: Side) {
    let held = sides.entry(sku).or_insert(Side {
        qty: Qty::ZERO,
        ..side
    });
    held.qty += side.qty;
    held.origin = held.origin.min(side.origin);
    held.name = held.name.or(side.name);
    held.spec = held.spec.or(side.spec);
}

fn received<'r>(receipts: impl IntoIterator<Item = &'r Receipt<'r>>) -> Sides {
    let mut sides = Sides::new();
    for line in receipts.into_iter().flat_map(|receipt| &receipt.lines) {
        let side = Side {
            qty: line.qty,
            origin: line.origin,
            name: line.name,
            spec: line.spec,
        };
        add(&mut sides, line.sku, side);
    }
    sides
}

impl Work<'_, '_> {
    fn text(&self, name: Name) -> &str {
        self.papers.pool.text(name)
    }

    /// Ordered pieces of an item, over the orders named; `None` where no order
    /// is known.
    fn ordered(&self, orders: impl IntoIterator<Item = Name>, sku: Name) -> Option<Qty> {
        let mut known = false;
        let mut qty = Qty::ZERO;
        for lines in orders.into_iter().filter_map(|no| self.orders.get(&no)) {
            known = true;
            // A line repeated for each chase is one line.
            qty += super::purchase::distinct(lines)
                .into_iter()
                .filter(|line| line.sku == sku)
                .map(|line| line.qty.unwrap_or_default())
                .sum();
        }
        known.then_some(qty)
    }

    /// Adds a remark, to be completed by the caller.
    fn remark(
        &mut self,
        about: About,
        kind: Kind,
        sku: Name,
        origin: Origin,
        message: Message,
    ) -> &mut Remark {
        let mut remark = Remark {
            date: about.date,
            doc_no: about.receipt_no.or(about.note_no),
            sku,
            party: about.supplier,
            ..Remark::new(kind, origin, message)
        };
        if !about.note_no.is_blank() {
            remark = remark.with("note_no", self.text(about.note_no));
        }
        let at = self.looked.remarks.len();
        self.looked.remarks.push(remark);
        &mut self.looked.remarks[at]
    }
}
