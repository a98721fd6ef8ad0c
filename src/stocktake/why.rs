//! A variance to be explained, and who moved its place last.

use super::diff::Row;
use super::moved::after;
use super::place::{Grain, Place};
use crate::base::{Files, Name, Pool, Qty, Text};
use crate::stock::Entry;
use crate::stock::causes::Latest;
use crate::stock::causes::shown::Shown;
use crate::table::cell::date::Moment;
use std::collections::HashMap;

pub const BOOK: Text = Text::new("账面", "book");
pub const COUNT: Text = Text::new("实盘", "count");
/// Under the column of those responsible.
pub const PROPOSED: Text = Text::new(
    "责任人栏里是最近经手的保管员,只是建议;由仓库和财务查实后定",
    "the person named as responsible is the last keeper who moved the goods, a proposal only; warehouse and finance decide",
);

/// A variance to be explained.
#[derive(Debug, Clone, Copy)]
pub struct Variance {
    pub place: Place,
    /// Counted − expected, never zero.
    pub qty: Qty,
    /// Damaged pieces that are part of what is short.
    pub damaged: Qty,
    /// The last count and this one; documents in between are suspected, and
    /// those just after this one.
    pub times: (Moment, Moment),
}

impl Variance {
    /// Of a compared place; `None` where there is nothing to explain.
    pub fn of(row: &Row) -> Option<Variance> {
        let qty = row.variance.filter(|v| !v.is_zero() && !row.open)?;
        Some(Variance {
            place: row.place,
            qty,
            damaged: row.damaged.unwrap_or_default(),
            times: row.times?,
        })
    }
}

/// How the causes of a count are shown.
pub fn shown<'a>(pool: &'a Pool, files: &'a Files) -> Shown<'a> {
    Shown {
        pool,
        files,
        book: BOOK,
        other: ("count", COUNT),
    }
}

/// Last keepers: of each place, and of each item where a place names nobody.
pub struct Keepers {
    places: HashMap<Place, Latest>,
    items: HashMap<Name, Latest>,
}

impl Keepers {
    /// By the entries up to that count.
    pub fn of(entries: &[Entry], until: Moment, grain: Grain) -> Keepers {
        let mut out = Keepers {
            places: HashMap::new(),
            items: HashMap::new(),
        };
        for entry in entries.iter().filter(|entry| !after(entry, until)) {
            let place = grain.of(Place {
                sku: entry.sku,
                location: entry.location,
                lot: entry.lot,
            });
            out.places.entry(place).or_default().hear(entry);
            out.items.entry(entry.sku).or_default().hear(entry);
        }
        out
    }

    /// Who moved the place last; blank where nobody is named.
    pub fn last(&self, place: Place) -> Name {
        let keeper = |latest: Option<&Latest>| latest.map(Latest::keeper).unwrap_or_default();
        keeper(self.places.get(&place)).or(keeper(self.items.get(&place.sku)))
    }
}
