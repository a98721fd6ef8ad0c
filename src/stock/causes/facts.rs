//! What causes need of an item and of a ledger's entries.

use super::{Facts, Key, Line};
use crate::base::{Money, MoveKind, Name, Origin, Qty};
use crate::stock::Entry;
use crate::table::rows::Item;
use chrono::NaiveDateTime;

/// What a ledger says of an item, or of its part at a place, and when it said
/// so last.
#[derive(Debug, Clone, Default)]
pub struct Latest {
    name: Name,
    spec: Name,
    bin: Option<((NaiveDateTime, Origin), Name)>,
    keeper: Option<((NaiveDateTime, Origin), Name)>,
    cost: Option<((NaiveDateTime, Origin), Money)>,
}

impl Latest {
    pub fn hear(&mut self, entry: &Entry) {
        self.name = self.name.or(entry.name);
        self.spec = self.spec.or(entry.spec);
        let at = (entry.at.at, entry.origin);
        if !entry.location.is_blank() && self.bin.is_none_or(|(then, _)| then <= at) {
            self.bin = Some((at, entry.location));
        }
        if !entry.keeper.is_blank() && self.keeper.is_none_or(|(then, _)| then <= at) {
            self.keeper = Some((at, entry.keeper));
        }
        if entry.qty > Qty::ZERO
            && self.cost.is_none_or(|(then, _)| then <= at)
            && let Some(cost) = entry.cost()
        {
            self.cost = Some((at, Money(cost)));
        }
    }

    /// The last keeper who moved it; blank where nobody is named.
    pub fn keeper(&self) -> Name {
        self.keeper.map(|(_, name)| name).unwrap_or_default()
    }
}

impl Facts {
    /// By the item list, then by the ledger.
    pub fn of(item: Option<&Item>, heard: Option<&Latest>) -> Facts {
        let mut facts = item.map_or_else(Facts::default, |item| Facts {
            name: item.name,
            spec: item.spec,
            pack: item.pack_size.map(|q| q.0),
            cost: item.unit_cost,
            bin: Name::BLANK,
        });
        if let Some(heard) = heard {
            facts.learn(heard);
        }
        facts
    }

    /// Adds what a ledger says where nothing is known yet; where goods lie the
    /// ledger knows best.
    pub fn learn(&mut self, heard: &Latest) {
        self.name = self.name.or(heard.name);
        self.spec = self.spec.or(heard.spec);
        self.bin = heard.bin.map_or(self.bin, |(_, bin)| bin);
        self.cost = self.cost.or(heard.cost.map(|(_, cost)| cost));
    }
}

impl Line {
    /// A ledger's entry under the key it is compared by; `late` is after the
    /// cut-off.
    pub fn of(entry: &Entry, key: Key, late: bool) -> Line {
        let own = entry.amount.or_else(|| {
            let cost = entry.unit_cost?;
            Some(Money(cost.0.checked_mul(entry.qty.0)?).rounded())
        });
        Line {
            key,
            doc: entry.doc_no,
            reference: entry.ref_no,
            at: entry.at.at,
            party: entry.party,
            qty: entry.qty.0,
            amount: own,
            late,
            opening: entry.kind == MoveKind::Opening,
            origin: entry.origin,
        }
    }
}
