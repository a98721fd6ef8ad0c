//! Movements between two counts (contract §4 «stocktake diff»): those after the
//! last count and not after this one. A movement without a time of day on the
//! day of either count is before that count, as is any on a day for which the
//! count has no time.

use super::place::{Grain, Place};
use crate::base::Qty;
use crate::stock::Entry;
use crate::table::cell::date::Moment;
use std::collections::HashMap;

/// Whether the entry is after a count made at that moment.
pub fn after(entry: &Entry, count: Moment) -> bool {
    if entry.at.has_time && count.has_time {
        entry.at.at > count.at
    } else {
        entry.day() > count.at.date()
    }
}

/// Ledger entries by place.
pub struct Moved<'l> {
    entries: HashMap<Place, Vec<&'l Entry>>,
}

impl<'l> Moved<'l> {
    pub fn new(entries: &'l [Entry], grain: Grain) -> Moved<'l> {
        let mut by_place: HashMap<Place, Vec<&Entry>> = HashMap::new();
        for entry in entries {
            let place = grain.of(Place {
                sku: entry.sku,
                location: entry.location,
                lot: entry.lot,
            });
            by_place.entry(place).or_default().push(entry);
        }
        Moved { entries: by_place }
    }

    /// Entries of the place after `last` and not after `this`.
    pub fn between(
        &self,
        place: Place,
        last: Moment,
        this: Moment,
    ) -> impl Iterator<Item = &'l Entry> + '_ {
        let held = self.entries.get(&place).map(Vec::as_slice);
        held.unwrap_or_default()
            .iter()
            .copied()
            .filter(move |entry| after(entry, last) && !after(entry, this))
    }

    /// Entries of the place after that count, to the end of the ledger.
    pub fn since(&self, place: Place, last: Moment) -> impl Iterator<Item = &'l Entry> + '_ {
        let held = self.entries.get(&place).map(Vec::as_slice);
        held.unwrap_or_default()
            .iter()
            .copied()
            .filter(move |entry| after(entry, last))
    }

    /// The change of the balance between the two counts, in pieces.
    pub fn sum(&self, place: Place, last: Moment, this: Moment) -> Qty {
        self.between(place, last, this).map(|entry| entry.qty).sum()
    }

    /// Entries of the place while it was being counted: both ends included.
    pub fn during(
        &self,
        place: Place,
        span: (Moment, Moment),
    ) -> impl Iterator<Item = &'l Entry> + '_ {
        let held = self.entries.get(&place).map(Vec::as_slice);
        held.unwrap_or_default()
            .iter()
            .copied()
            .filter(move |entry| {
                let timed = entry.at.has_time && span.0.has_time && span.1.has_time;
                timed && span.0.at <= entry.at.at && entry.at.at <= span.1.at
            })
    }

    /// Places that moved at all.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.entries.keys().copied()
    }
}
