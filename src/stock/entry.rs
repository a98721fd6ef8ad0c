//! One change of a balance.

use crate::base::{Direction, Money, MoveKind, Name, Origin, Qty};
use crate::table::cell::date::Moment;
use chrono::NaiveDate;
use rust_decimal::Decimal;

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
