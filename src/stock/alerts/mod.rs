//! `stock alerts`: what to order, move, clear, send back or take off sale, each
//! with a proposal and the figures it follows from.
//!
//! | module | rule |
//! |---|---|
//! | `position` | what lies where, in which lots, how fast it goes |
//! | `level` | W9: below safety stock, above maximum, to reorder, dead, slow; W11: delist |
//! | `expiry` | W10: near expiry against the rate of issues, expired |
//! | `returns` | W12: returned goods not put away |
//! | `ageing` | W9: stock by days since it was received |
//!
//! The recent rate is what was issued in the last `rate_days` days of the ledger,
//! divided by those days (fewer where the ledger is younger): sales and other
//! issues, red entries taken off, transfers, damage, count corrections and
//! returns to the supplier not counted.

mod ageing;
mod alert;
mod expiry;
mod level;
mod position;
mod report;
mod returns;

pub use ageing::{Layer, layers};
pub use position::LotKey;
pub use report::report;

use super::entry::Entry;
use super::goods::Goods;
use super::notes::Notes;
use crate::base::{Files, Pool};
use crate::policy::StockRules;
use crate::table::rows::{Item, PurchaseLine};
use chrono::NaiveDate;

/// What is watched.
pub struct Watch<'a> {
    /// Up to `as_of`, in posting order.
    pub entries: &'a [Entry],
    pub notes: &'a Notes,
    pub items: &'a [Item],
    pub orders: Option<&'a [PurchaseLine]>,
    pub pool: &'a Pool,
    pub files: &'a Files,
    pub rules: &'a StockRules,
    /// The day it is looked at, its movements included.
    pub as_of: NaiveDate,
}

impl Watch<'_> {
    fn goods(&self) -> Goods<'_> {
        Goods::of(Some(self.items), self.entries)
    }

    /// The last day the ledger speaks of.
    fn until(&self) -> NaiveDate {
        let last = self.entries.last().map(Entry::day);
        last.unwrap_or(self.as_of).min(self.as_of)
    }
}
