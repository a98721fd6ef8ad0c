//! Items by code, with what they are called.

use super::entry::Entry;
use super::names::Names;
use crate::base::{Name, Pool};
use crate::table::rows::Item;
use std::collections::HashMap;

/// Items by code.
#[derive(Debug, Default)]
pub struct Goods<'a> {
    listed: HashMap<Name, &'a Item>,
    names: Names,
}

impl<'a> Goods<'a> {
    pub fn of(items: Option<&'a [Item]>, entries: &[Entry]) -> Goods<'a> {
        // Of an item that stands twice the first line counts.
        let listed = items.unwrap_or_default().iter().rev();
        Goods {
            listed: listed.map(|item| (item.sku, item)).collect(),
            names: Names::new(items, entries.iter()),
        }
    }

    pub fn item(&self, sku: Name) -> Option<&'a Item> {
        self.listed.get(&sku).copied()
    }

    pub fn name(&self, sku: Name) -> Name {
        self.names.item(sku).name
    }

    pub fn spec(&self, sku: Name) -> Name {
        self.names.item(sku).spec
    }

    pub fn unit(&self, sku: Name) -> Name {
        self.names.item(sku).unit
    }

    /// `RQ1001 山茶籽油 500ml`.
    pub fn title(&self, sku: Name, pool: &Pool) -> String {
        let parts = [sku, self.name(sku), self.spec(sku)];
        let words = parts.iter().filter(|part| !part.is_blank());
        let words: Vec<&str> = words.map(|part| pool.text(*part)).collect();
        words.join(" ")
    }
}
