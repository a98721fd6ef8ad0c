//! A count and the ledger: why it differs, by the engine that the
//! reconciliation uses (`stock::causes`), what a difference is worth, and who
//! moved the goods last.

use super::diff::{Kind, Row};
use super::goods::Goods;
use super::moved::{Moved, after};
use super::place::{Grain, Place};
use super::why::{BOOK, COUNT, Keepers, Variance};
use crate::base::{Name, Pool, Qty};
use crate::policy::{CauseRules, StocktakeRules};
use crate::stock::Entry;
use crate::stock::causes::{Cause, Facts, Gap, Ground, Key, Latest, Ledger, Line, Side, infer};
use crate::stock::valuation::Method;
use crate::stock::worth::Worth;
use crate::table::cell::date::Moment;
use std::collections::{HashMap, HashSet};

/// The ledger of a count.
#[derive(Clone, Copy)]
pub struct Books<'b> {
    /// In posting order.
    pub entries: &'b [Entry],
    /// The same by place.
    pub moved: &'b Moved<'b>,
    pub rules: &'b CauseRules,
    pub method: Method,
    /// When the count was made.
    pub until: Moment,
}

fn key(place: Place) -> Key {
    Key {
        sku: place.sku,
        location: place.location,
        lot: place.lot,
    }
}

impl Books<'_> {
    /// The causes of each variance, the likeliest first. `items` are those
    /// compared, they that agree included.
    pub fn causes(
        &self,
        variances: &[Variance],
        goods: &Goods<'_>,
        pool: &Pool,
        items: usize,
    ) -> Vec<Vec<Cause>> {
        let mut lines: Vec<Line> = Vec::new();
        let mut done: HashSet<Place> = HashSet::new();
        for Variance { place, times, .. } in variances {
            if done.insert(*place) {
                let entries = self.moved.since(*place, times.0);
                lines.extend(entries.map(|e| Line::of(e, key(*place), after(e, times.1))));
            }
        }
        lines.sort_by_key(|line| line.key);
        let gap = |v: &Variance| Gap {
            key: key(v.place),
            diff: v.qty.0,
            damaged: v.damaged.0,
            cut: Some(v.times.1.at),
        };
        let gaps: Vec<Gap> = variances.iter().map(gap).collect();
        let facts = self.facts(variances, goods);
        let ground = Ground {
            pool,
            rules: self.rules,
            facts: &facts,
            book: BOOK,
            other: COUNT,
            cut: Some(self.until.at),
            counted: true,
            compared: items,
        };
        let ledger = Ledger {
            side: Side::Book,
            lines: &lines,
        };
        infer(&gaps, Some(ledger), &ground)
    }

    fn facts(&self, variances: &[Variance], goods: &Goods<'_>) -> HashMap<Name, Facts> {
        let mut heard: HashMap<Name, Latest> = variances
            .iter()
            .map(|v| (v.place.sku, Latest::default()))
            .collect();
        for entry in self.entries {
            if let Some(latest) = heard.get_mut(&entry.sku) {
                latest.hear(entry);
            }
        }
        heard
            .into_iter()
            .map(|(sku, latest)| (sku, Facts::of(goods.get(sku), Some(&latest))))
            .collect()
    }

    /// What is on hand of these items when the count is made.
    pub fn worth(&self, items: &HashSet<Name>, goods: &Goods<'_>) -> Worth {
        let until = self.entries.iter().filter(|e| !after(e, self.until));
        let cost = |sku| goods.cost(sku).map(|cost| cost.0);
        Worth::of(until, items, self.method, cost)
    }

    /// Values the variances by the ledger's layers, in the order of the rows;
    /// where it knows no cost the value by the item list stays.
    pub fn value<'c>(
        &self,
        rows: &mut [Row],
        goods: &Goods<'_>,
        rules: &StocktakeRules,
        class: &dyn Fn(Name) -> &'c str,
    ) {
        let varied = |row: &Row| row.variance.filter(|v| !v.is_zero() && !row.open);
        let items: HashSet<Name> = rows
            .iter()
            .filter(|row| varied(row).is_some())
            .map(|row| row.place.sku)
            .collect();
        let mut worth = self.worth(&items, goods);
        for row in rows {
            let Some(variance) = varied(row) else {
                continue;
            };
            row.value = worth.next(row.place.sku, variance).or(row.value);
            let expected: Qty = row.expected.unwrap_or_default();
            let class = class(row.place.sku);
            row.recount =
                rules.recount(class, expected, variance, row.value) || row.kind == Kind::NotCounted;
        }
    }

    /// Who moved each place last.
    pub fn keepers(&self, grain: Grain) -> Keepers {
        Keepers::of(self.entries, self.until, grain)
    }
}
