//! What the book says lies where: the basis of count sheets. From balances, or
//! from a ledger's entries.

use super::place::Place;
use crate::base::{Name, Qty};
use crate::stock::Entry;
use crate::table::rows::Balance;
use chrono::NaiveDate;
use std::collections::HashMap;

/// A place of the book.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    pub place: Place,
    pub qty: Qty,
    pub expiry: Option<NaiveDate>,
    /// The last keeper who moved it; blank where the book does not say.
    pub keeper: Name,
}

/// Places with stock, or less than none, in a list of balances; lines of one
/// place are added.
pub fn of_balances(rows: &[Balance]) -> Vec<Held> {
    let parts = rows.iter().map(|row| Held {
        place: Place {
            sku: row.sku,
            location: row.location,
            lot: row.lot,
        },
        qty: row.qty.unwrap_or_default(),
        expiry: row.expiry.map(|moment| moment.at.date()),
        keeper: Name::BLANK,
    });
    summed(parts)
}

/// The same of a ledger.
pub fn of_entries(entries: &[Entry]) -> Vec<Held> {
    let parts = entries.iter().map(|entry| Held {
        place: Place {
            sku: entry.sku,
            location: entry.location,
            lot: entry.lot,
        },
        qty: entry.qty,
        expiry: entry.expiry,
        keeper: entry.keeper,
    });
    summed(parts)
}

fn summed(parts: impl Iterator<Item = Held>) -> Vec<Held> {
    let mut at: HashMap<Place, usize> = HashMap::new();
    let mut out: Vec<Held> = Vec::new();
    for part in parts {
        let next = out.len();
        match at.entry(part.place).or_insert(next) {
            held if *held == next => out.push(part),
            held => {
                let sum = &mut out[*held];
                sum.qty += part.qty;
                sum.expiry = sum.expiry.or(part.expiry);
                sum.keeper = part.keeper.or(sum.keeper);
            }
        }
    }
    out.retain(|held| !held.qty.is_zero());
    out
}
