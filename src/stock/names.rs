//! What an item is called: by the item list, else by its latest movement that
//! says so.

use super::ledger::Entry;
use crate::base::Name;
use crate::table::rows::Item;
use std::collections::HashMap;

/// Name, spec and unit of an item; blank where nobody says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Called {
    pub name: Name,
    pub spec: Name,
    pub unit: Name,
}

/// Names by item.
#[derive(Debug, Default)]
pub struct Names(HashMap<Name, Called>);

impl Names {
    pub fn new<'a>(items: Option<&[Item]>, entries: impl Iterator<Item = &'a Entry>) -> Names {
        let mut names: HashMap<Name, Called> = HashMap::new();
        for item in items.unwrap_or_default() {
            let called = names.entry(item.sku).or_default();
            called.name = called.name.or(item.name);
            called.spec = called.spec.or(item.spec);
            called.unit = called.unit.or(item.unit);
        }
        let mut by_ledger: HashMap<Name, Called> = HashMap::new();
        for entry in entries {
            if entry.name.is_blank() && entry.spec.is_blank() && entry.unit.is_blank() {
                continue;
            }
            let called = by_ledger.entry(entry.sku).or_default();
            called.name = entry.name.or(called.name);
            called.spec = entry.spec.or(called.spec);
            called.unit = entry.unit.or(called.unit);
        }
        for (sku, by_ledger) in by_ledger {
            let called = names.entry(sku).or_default();
            called.name = called.name.or(by_ledger.name);
            called.spec = called.spec.or(by_ledger.spec);
            called.unit = called.unit.or(by_ledger.unit);
        }
        Names(names)
    }

    pub fn item(&self, sku: Name) -> Called {
        self.0.get(&sku).copied().unwrap_or_default()
    }
}
