//! Count sheets: quantities in cases become pieces through the item's pack size.

use super::Intake;
use crate::base::{Finding, Pool, Problem, Qty};
use crate::say;
use crate::table::cell::packed::Packing;
use crate::table::rows::{Count, Item};
use crate::table::{Source, tables};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

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
        mut sink: impl FnMut(Vec<Count>),
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
        let sources = self.once_each(sources)?;
        self.each_from(role, sources, &[], settle, |part, _| sink(part))
    }
}

impl Intake<'_> {
    /// Tells that the second of two files has the lines of the first.
    pub fn handed_in_twice(&mut self, first: u32, again: u32) {
        let [first, again] = [first, again].map(|file| self.taken.files.name(file).to_owned());
        self.taken.findings.push(
            Finding::warning(
                "double-line",
                again.clone(),
                say!(zh: "{again} 的每一行 {first} 都有,是同一张盘点表交了两次;只算一次", en: "every line of {again} stands in {first}: one sheet handed in twice; it counts once"),
            )
            .at(again),
        );
    }

    /// A sheet handed in twice, byte for byte, is told and counts once.
    fn once_each(&mut self, sources: Vec<Source>) -> Result<Vec<Source>, Problem> {
        if sources.len() < 2 {
            return Ok(sources);
        }
        let mut seen: HashMap<String, String> = HashMap::new();
        let mut out = Vec::new();
        for source in sources {
            let shown = source.shown.clone();
            match seen.entry(source.digest()?) {
                Entry::Occupied(first) => {
                    let first = first.get();
                    self.taken.findings.push(
                        Finding::warning(
                            "double-line",
                            shown.clone(),
                            say!(zh: "{shown} 与 {first} 完全一样,是同一张盘点表交了两次;只算一次", en: "{shown} is the same as {first}, one sheet handed in twice; it counts once"),
                        )
                        .at(shown),
                    );
                }
                Entry::Vacant(new) => {
                    new.insert(shown);
                    out.push(source);
                }
            }
        }
        Ok(out)
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
