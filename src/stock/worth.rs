//! What pieces of an item are worth at first-in-first-out cost, were they to
//! leave now: the value of a difference found in a count (W7).
//!
//! The item is pooled over all its places. Pieces beyond what the ledger has on
//! hand are worth the last known cost, as an issue below zero is (contract §4).

use super::Entry;
use super::line::Line;
use super::steps::{listed, whole};
use super::valuation::exact::{DECIMALS, yuan};
use super::valuation::{Cost, Item, Method, Scale};
use crate::base::{Money, Name, Qty};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// The stock of some items at one moment.
pub struct Worth {
    scale: Scale,
    items: HashMap<Name, Stock>,
}

struct Stock {
    item: Item,
    /// Units already asked for on the short and on the long side.
    asked: [i64; 2],
}

impl Worth {
    /// Posts the entries (in posting order) of the items that are asked about;
    /// `cost` is the item list's, in yuan a piece. An item whose figures are too
    /// large to be valued is left out.
    pub fn of<'e>(
        entries: impl Iterator<Item = &'e Entry>,
        items: &HashSet<Name>,
        method: Method,
        cost: impl Fn(Name) -> Option<Decimal>,
    ) -> Worth {
        let mut lines: HashMap<Name, Vec<Line>> = HashMap::new();
        for entry in entries.filter(|entry| items.contains(&entry.sku)) {
            lines.entry(entry.sku).or_default().push(Line::from(entry));
        }
        // A count may say finer parts of a piece than the ledger does.
        let scale = Scale::with(DECIMALS);
        let stock = |(sku, lines): (Name, Vec<Line>)| {
            let (_, steps) = whole(&lines, scale, |_| (Name::BLANK, Name::BLANK)).ok()?;
            let listed: Option<Cost> = cost(sku).and_then(|cost| listed(cost, scale));
            let mut item = Item::new(method, 1, listed);
            item.post(&steps, |_, _| {});
            let asked = [0, 0];
            Some((sku, Stock { item, asked }))
        };
        Worth {
            scale,
            items: lines.into_iter().filter_map(stock).collect(),
        }
    }

    /// Yuan of so many more pieces, signed like the quantity. Shortages of one
    /// item take one layer after the other, and so do its surpluses: goods that
    /// only moved to another place cancel to the fen. `None` where no cost is
    /// known.
    pub fn next(&mut self, sku: Name, qty: Qty) -> Option<Money> {
        let exact = qty.0.normalize();
        let digits = i64::try_from(exact.mantissa()).ok()?;
        let units = self.scale.scaled(digits, exact.scale())?;
        let stock = self.items.get_mut(&sku)?;
        let size = units.checked_abs()?;
        let asked = &mut stock.asked[usize::from(units > 0)];
        let upto = asked.checked_add(size)?;
        let before = stock.item.worth_of_next(*asked)?;
        let fen = stock.item.worth_of_next(upto)? - before;
        *asked = upto;
        Some(yuan(if units < 0 { -fen } else { fen }))
    }
}
