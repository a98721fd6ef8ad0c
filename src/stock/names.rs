//! What an item is called: by the item list, else by its latest movement that
//! says so.

use super::entry::Entry;
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

/// What movements say of names, the latest word of each item.
#[derive(Debug, Clone, Default)]
pub struct Heard(HashMap<Name, Called>);

impl Heard {
    /// Adds what another ledger says of items this one does not name.
    pub fn append(&mut self, other: &Heard) {
        for (sku, called) in &other.0 {
            self.0.entry(*sku).or_insert(*called);
        }
    }

    pub fn hear(&mut self, entry: &Entry) {
        if entry.name.is_blank() && entry.spec.is_blank() && entry.unit.is_blank() {
            return;
        }
        let called = self.0.entry(entry.sku).or_default();
        called.name = entry.name.or(called.name);
        called.spec = entry.spec.or(called.spec);
        called.unit = entry.unit.or(called.unit);
    }
}

impl Names {
    pub fn new<'a>(items: Option<&[Item]>, entries: impl Iterator<Item = &'a Entry>) -> Names {
        let mut heard = Heard::default();
        entries.for_each(|entry| heard.hear(entry));
        Names::with(items, &heard)
    }

    pub fn with(items: Option<&[Item]>, heard: &Heard) -> Names {
        let mut names: HashMap<Name, Called> = HashMap::new();
        for item in items.unwrap_or_default() {
            let called = names.entry(item.sku).or_default();
            called.name = called.name.or(item.name);
            called.spec = called.spec.or(item.spec);
            called.unit = called.unit.or(item.unit);
        }
        for (sku, heard) in &heard.0 {
            let called = names.entry(*sku).or_default();
            called.name = called.name.or(heard.name);
            called.spec = called.spec.or(heard.spec);
            called.unit = called.unit.or(heard.unit);
        }
        Names(names)
    }

    pub fn item(&self, sku: Name) -> Called {
        self.0.get(&sku).copied().unwrap_or_default()
    }
}
