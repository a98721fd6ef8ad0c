//! Stock by the days since it was received (W9).
//!
//! First in, first out leaves the latest receipts: what is left of a lot is laid
//! against its receipts from the newest back. Transfers move goods and keep
//! their day; a red receipt takes from the receipts before it, the newest first;
//! opening stock has the day it was brought forward, so it may be older.

use super::position::{LotKey, Position};
use crate::base::{Name, Qty};
use crate::stock::entry::Entry;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// So much received on that day is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    pub received: NaiveDate,
    pub qty: Qty,
}

/// What is left of an item, the newest first; `entries` are the item's own.
pub fn layers(entries: &[&Entry], position: &[(LotKey, Qty)]) -> Vec<Layer> {
    let mut received: BTreeMap<LotKey, Vec<Layer>> = BTreeMap::new();
    for entry in entries {
        let comes_in = entry.side() == crate::base::Direction::In;
        if !comes_in || entry.kind.is_transfer() {
            continue;
        }
        let lot = received.entry(LotKey::of(entry)).or_default();
        if entry.qty.is_negative() {
            take_newest(lot, -entry.qty);
        } else {
            lot.push(Layer {
                received: entry.day(),
                qty: entry.qty,
            });
        }
    }
    let oldest = entries.first().map(|e| e.day());
    let mut left: BTreeMap<NaiveDate, Qty> = BTreeMap::new();
    for (lot, stock) in position {
        let mut stock = *stock;
        for layer in received
            .get(lot)
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .rev()
        {
            let part = Qty(stock.0.min(layer.qty.0));
            if part > Qty::ZERO {
                *left.entry(layer.received).or_default() += part;
                stock -= part;
            }
        }
        // More than ever came in: as old as the ledger.
        if let Some(day) = oldest.filter(|_| stock > Qty::ZERO) {
            *left.entry(day).or_default() += stock;
        }
    }
    let newest_first = left.into_iter().rev();
    newest_first
        .map(|(received, qty)| Layer { received, qty })
        .collect()
}

fn take_newest(layers: &mut Vec<Layer>, mut qty: Qty) {
    while qty > Qty::ZERO {
        let Some(last) = layers.last_mut() else {
            return;
        };
        let part = Qty(qty.0.min(last.qty.0));
        last.qty -= part;
        qty -= part;
        if last.qty.is_zero() {
            layers.pop();
        }
    }
}

/// An item's stock by bucket.
#[derive(Debug, Clone)]
pub struct Aged {
    pub sku: Name,
    /// One a bucket, the youngest first, the open-ended one last.
    pub buckets: Vec<Qty>,
    pub oldest: NaiveDate,
}

/// The bucket of an age; `ends` are the buckets' last days, rising.
pub fn bucket(ends: &[u32], days: i64) -> usize {
    ends.partition_point(|end| i64::from(*end) < days)
}

/// `None` where nothing is left.
pub fn aged(
    position: &Position,
    entries: &[&Entry],
    ends: &[u32],
    today: NaiveDate,
) -> Option<Aged> {
    let lots: Vec<(LotKey, Qty)> = position
        .lots
        .iter()
        .map(|lot| (lot.key, lot.qty()))
        .filter(|(_, qty)| *qty > Qty::ZERO)
        .collect();
    let layers = layers(entries, &lots);
    let mut buckets = vec![Qty::ZERO; ends.len() + 1];
    for layer in &layers {
        let days = (today - layer.received).num_days();
        buckets[bucket(ends, days)] += layer.qty;
    }
    Some(Aged {
        sku: position.sku,
        buckets,
        oldest: layers.last()?.received,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_a_bucket_is_inside() {
        let ends = [30, 60];
        for (days, at) in [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (999, 2)] {
            assert_eq!(bucket(&ends, days), at, "{days}");
        }
        assert_eq!(bucket(&[], 5), 0);
    }
}
