//! Count sheets: quantities in cases become pieces through the item's pack size.

use super::Intake;
use crate::base::{Pool, Problem, Qty};
use crate::table::cell::packed::Packing;
use crate::table::rows::{Count, Item};
use crate::table::{Source, tables};
use std::collections::HashMap;

impl Intake<'_> {
    /// Lines of physical counts, handed on some thousand at a time.
    ///
    /// # Errors
    /// As [`Intake::rows`].
    pub fn counts(
        &mut self,
        role: &str,
        argument: &str,
        items: &[Item],
        sink: impl FnMut(Vec<Count>),
    ) -> Result<(), Problem> {
        self.counts_from(role, Source::expand(argument)?, items, sink)
    }

    /// The same of files already named.
    ///
    /// # Errors
    /// As [`Intake::rows`].
    pub fn counts_from(
        &mut self,
        role: &str,
        sources: Vec<Source>,
        items: &[Item],
        sink: impl FnMut(Vec<Count>),
    ) -> Result<(), Problem> {
        let packs = Packs::new(items, &self.taken.pool);
        let cases = &self.context.policy.stocktake.case_units;
        let qty = super::stock::field(&tables::COUNT, "qty");
        let settle = |row: &mut Count, record: &crate::table::Record<'_>, pool: &Pool| {
            let Some(packed) = &row.qty else { return };
            let packing = packs.of(pool.text(row.sku), pool.text(row.barcode));
            match packed.pieces(packing, cases) {
                Ok(pieces) => row.pieces = Some(pieces),
                Err(fault) => record.fault(qty, fault),
            }
        };
        self.each_from(role, sources, &[], settle, sink)
    }
}

/// Pack size and unit by code and barcode.
struct Packs(HashMap<String, (Option<Qty>, String)>);

impl Packs {
    fn new(items: &[Item], pool: &Pool) -> Packs {
        let mut packs = HashMap::new();
        for item in items {
            let packing = (item.pack_size, pool.text(item.unit).to_owned());
            for code in [item.barcode, item.sku] {
                if !code.is_blank() {
                    packs.insert(pool.text(code).to_owned(), packing.clone());
                }
            }
        }
        Packs(packs)
    }

    fn of(&self, sku: &str, barcode: &str) -> Packing<'_> {
        let found = self.0.get(sku).or_else(|| self.0.get(barcode));
        found.map_or_else(Packing::default, |(pack_size, unit)| Packing {
            pack_size: *pack_size,
            unit,
        })
    }
}
