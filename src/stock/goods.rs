//! What an item is called and how it is kept: from the item list, else from the
//! ledger's own lines.

use super::ledger::Entry;
use crate::base::{Files, Finding, Name, Origin, Pool};
use crate::say;
use crate::table::rows::Item;
use std::collections::{BTreeSet, HashMap};

/// Items by code.
#[derive(Debug, Default)]
pub struct Goods<'a> {
    listed: HashMap<Name, &'a Item>,
    /// Name and spec as the ledger has them, the latest that are not blank.
    said: HashMap<Name, (Name, Name)>,
    has_list: bool,
}

impl<'a> Goods<'a> {
    pub fn of(items: Option<&'a [Item]>, entries: &[Entry]) -> Goods<'a> {
        let mut said: HashMap<Name, (Name, Name)> = HashMap::new();
        for entry in entries {
            let (name, spec) = said.entry(entry.sku).or_default();
            *name = entry.name.or(*name);
            *spec = entry.spec.or(*spec);
        }
        // Of an item that stands twice the first line counts.
        let listed = items.unwrap_or_default().iter().rev();
        Goods {
            listed: listed.map(|item| (item.sku, item)).collect(),
            said,
            has_list: items.is_some(),
        }
    }

    pub fn item(&self, sku: Name) -> Option<&'a Item> {
        self.listed.get(&sku).copied()
    }

    pub fn name(&self, sku: Name) -> Name {
        let listed = self.item(sku).map_or(Name::BLANK, |item| item.name);
        listed.or(self.said.get(&sku).map_or(Name::BLANK, |(name, _)| *name))
    }

    pub fn spec(&self, sku: Name) -> Name {
        let listed = self.item(sku).map_or(Name::BLANK, |item| item.spec);
        listed.or(self.said.get(&sku).map_or(Name::BLANK, |(_, spec)| *spec))
    }

    /// `RQ1001 山茶籽油 500ml`.
    pub fn title(&self, sku: Name, pool: &Pool) -> String {
        let parts = [sku, self.name(sku), self.spec(sku)];
        let words = parts.iter().filter(|part| !part.is_blank());
        words
            .map(|part| pool.text(*part))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Items of the ledger that the list lacks, and units that are not the
    /// list's, each told once with its first line.
    pub fn findings(&self, entries: &[Entry], pool: &Pool, files: &Files) -> Vec<Finding> {
        if !self.has_list {
            return Vec::new();
        }
        let mut unknown: HashMap<Name, (Origin, usize)> = HashMap::new();
        let mut units: HashMap<(Name, Name), (Origin, usize)> = HashMap::new();
        let mut lines: BTreeSet<Origin> = BTreeSet::new();
        for entry in entries.iter().filter(|e| lines.insert(e.origin)) {
            let seen = match self.item(entry.sku) {
                None => unknown.entry(entry.sku).or_insert((entry.origin, 0)),
                Some(item) if differs(item.unit, entry.unit) => units
                    .entry((entry.sku, entry.unit))
                    .or_insert((entry.origin, 0)),
                Some(_) => continue,
            };
            seen.0 = seen.0.min(entry.origin);
            seen.1 += 1;
        }
        let mut told: Vec<(Origin, Finding)> = Vec::new();
        for (sku, (origin, lines)) in unknown {
            let sku = pool.text(sku);
            let message = say!(
                zh: "商品表里没有 {sku}(流水 {lines} 行);请补进商品表,或改正编码",
                en: "the item list has no {sku} (ledger lines: {lines}); add it, or mend the code"
            );
            let finding = Finding::warning("W3", sku, message).at(files.cite(origin));
            told.push((origin, finding));
        }
        for ((sku, unit), (origin, lines)) in units {
            let listed = self.item(sku).map_or("", |item| pool.text(item.unit));
            let (sku, unit) = (pool.text(sku), pool.text(unit));
            let message = say!(
                zh: "{sku} 的单位写「{unit}」,商品表是「{listed}」({lines} 行);数量没有换算,请核对",
                en: "the unit of {sku} is \"{unit}\", the item list says \"{listed}\" (lines: {lines}); nothing was converted, check the quantities"
            );
            let finding = Finding::warning("W3", sku, message).at(files.cite(origin));
            told.push((origin, finding));
        }
        told.sort_by_key(|(origin, _)| *origin);
        told.into_iter().map(|(_, finding)| finding).collect()
    }
}

fn differs(listed: Name, written: Name) -> bool {
    !listed.is_blank() && !written.is_blank() && listed != written
}
