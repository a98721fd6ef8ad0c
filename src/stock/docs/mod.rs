//! `stock docs`: are the papers of a period whole, in order and true?
//!
//! | module | rule |
//! |---|---|
//! | `series` | W15: numbers missing, used twice, out of order |
//! | `papers` | W4 no document; W2 signatures; W3 posted in time |
//! | `link`, `goods_in` | W1: receipt, delivery note and purchase order |
//! | `refusal` | W1: 拒收单, what is sent back or claimed |
//! | `flow` | W3 stock below zero; W5 first in, first out |
//! | `purchase` | W13: orders open, overdue, not chased |
//!
//! The whole ledger is walked, what is dated outside the period is not told.

mod flow;
mod goods_in;
mod link;
mod lists;
mod papers;
mod purchase;
mod refusal;
mod remark;
mod report;
mod series;
mod sheets;

pub use purchase::distinct;
pub use report::report;

use super::goods::Goods;
use super::ledger::Ledger;
use crate::base::{Files, Origin, Period, Pool};
use crate::policy::StockRules;
use crate::table::rows::{DeliveryNote, Item, PurchaseLine};
use chrono::NaiveDate;

/// What the check looks at.
pub struct Papers<'a> {
    pub ledger: &'a Ledger,
    pub orders: Option<&'a [PurchaseLine]>,
    pub notes: Option<&'a [DeliveryNote]>,
    pub items: Option<&'a [Item]>,
    pub pool: &'a Pool,
    pub files: &'a Files,
    pub rules: &'a StockRules,
    pub period: Period,
    /// The day the orders are looked at: the period's last, or today.
    pub as_of: NaiveDate,
}

impl Papers<'_> {
    /// Whether the row's file has a column for the field.
    fn has(&self, origin: Origin, field: &str) -> bool {
        self.files.has(origin.file, field)
    }

    fn goods(&self) -> Goods<'_> {
        Goods::of(self.items, &self.ledger.entries)
    }
}
