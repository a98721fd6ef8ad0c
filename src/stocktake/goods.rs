//! What the item list says of an item, by its code.

use crate::base::{Money, Name, Pool};
use crate::table::rows::Item;
use std::collections::HashMap;

/// Items by code and barcode.
#[derive(Debug, Default)]
pub struct Goods<'i> {
    items: HashMap<Name, &'i Item>,
    barcodes: HashMap<Name, Name>,
}

impl<'i> Goods<'i> {
    pub fn new(items: &'i [Item]) -> Goods<'i> {
        let listed = items.iter().map(|item| (item.sku, item));
        // The first of two items that share a barcode wins.
        let barcodes = items.iter().rev().map(|item| (item.barcode, item.sku));
        Goods {
            items: listed.collect(),
            barcodes: barcodes.filter(|(code, _)| !code.is_blank()).collect(),
        }
    }

    pub fn get(&self, sku: Name) -> Option<&'i Item> {
        self.items.get(&sku).copied()
    }

    /// The item of a barcode; the barcode itself where nobody has it.
    pub fn resolve(&self, barcode: Name) -> Name {
        self.barcodes.get(&barcode).copied().unwrap_or(barcode)
    }

    /// Yuan a piece, from the list.
    pub fn cost(&self, sku: Name) -> Option<Money> {
        self.get(sku).and_then(|item| item.unit_cost)
    }

    /// ABC class; blank where it is not known.
    pub fn class<'p>(&self, sku: Name, pool: &'p Pool) -> &'p str {
        self.get(sku).map_or("", |item| pool.text(item.class))
    }

    /// `山茶籽油 500ml`; blank where the item is not listed.
    pub fn title(&self, sku: Name, pool: &Pool) -> String {
        self.get(sku).map_or_else(String::new, |item| {
            let (name, spec) = (pool.text(item.name), pool.text(item.spec));
            [name, spec].join(" ").trim().to_owned()
        })
    }
}
