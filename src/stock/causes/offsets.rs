//! Evidence on the rows themselves, before any document is suspected: damaged
//! pieces that are what is short; goods of one item that lie at another place or
//! under another lot (contract §4).

use super::gap::Gap;
use super::state::cause;
use super::words;
use super::{Cause, Ground, Kind, Side};
use crate::base::Name;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The damaged column says it; two places of one item cancel; a part of one does;
/// several fit equally well.
const DAMAGED: u8 = 98;
const CANCEL: u8 = 95;
const PARTLY: u8 = 65;
const ONE_OF_MANY: u8 = 60;

/// Differences as far as nothing accounts for them, and the causes found.
pub(super) struct Rest {
    pub left: Vec<Decimal>,
    pub causes: Vec<Vec<Cause>>,
}

pub(super) fn on_the_rows(gaps: &[Gap], ground: &Ground<'_>) -> Rest {
    let mut rest = Rest {
        left: gaps.iter().map(|gap| gap.diff).collect(),
        causes: vec![Vec::new(); gaps.len()],
    };
    for (at, gap) in gaps.iter().enumerate() {
        let short = -gap.diff;
        if gap.damaged > Decimal::ZERO && short >= gap.damaged {
            rest.damaged(at, gap.damaged);
        }
    }
    let mut items: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
    for (at, gap) in gaps.iter().enumerate() {
        items.entry(gap.key.sku).or_default().push(at);
    }
    for places in items.into_values().filter(|places| places.len() > 1) {
        rest.within_item(&places, gaps, ground);
    }
    rest
}

impl Rest {
    fn damaged(&mut self, at: usize, qty: Decimal) {
        let text = words::damaged(qty);
        self.causes[at].push(cause(
            Kind::Damaged,
            Side::Other,
            -qty,
            DAMAGED,
            vec![],
            text,
        ));
        self.left[at] += qty;
    }

    /// Places of one item: what cancels exactly, the same lot first; what several
    /// make up together; what is left over against what is short.
    fn within_item(&mut self, places: &[usize], gaps: &[Gap], ground: &Ground<'_>) {
        for same_lot in [true, false] {
            for &a in places {
                let fits = |b: &&usize| {
                    let like = gaps[a].key.lot == gaps[**b].key.lot;
                    **b != a
                        && !self.left[a].is_zero()
                        && self.left[**b] == -self.left[a]
                        && like == same_lot
                };
                let found: Vec<usize> = places.iter().filter(fits).copied().collect();
                if let Some(&b) = found.first() {
                    let sure = if found.len() > 1 { ONE_OF_MANY } else { CANCEL };
                    self.moved(a, b, self.left[a], sure, gaps, ground);
                }
            }
        }
        // More pieces damaged than short: the rest came from another place.
        for &a in places {
            let over = self.left[a] + gaps[a].damaged;
            if gaps[a].damaged > Decimal::ZERO && self.causes[a].is_empty() && over > Decimal::ZERO
            {
                let from = places.iter().find(|b| **b != a && self.left[**b] == -over);
                if let Some(&b) = from {
                    self.damaged(a, gaps[a].damaged);
                    self.moved(a, b, over, CANCEL, gaps, ground);
                }
            }
        }
        let whole: Decimal = places.iter().map(|at| self.left[*at]).sum();
        let sure = if whole.is_zero() { CANCEL } else { PARTLY };
        while let Some((over, short)) = self.largest(places) {
            let qty = self.left[over].min(-self.left[short]);
            self.moved(over, short, qty, sure, gaps, ground);
        }
    }

    /// The place with the most too many and that with the most too few.
    fn largest(&self, places: &[usize]) -> Option<(usize, usize)> {
        let over = *places.iter().max_by_key(|at| self.left[**at])?;
        let short = *places.iter().min_by_key(|at| self.left[**at])?;
        (self.left[over] > Decimal::ZERO && self.left[short] < Decimal::ZERO)
            .then_some((over, short))
    }

    /// `qty` of the difference at `a` is that at `b`, turned round.
    fn moved(
        &mut self,
        a: usize,
        b: usize,
        qty: Decimal,
        sure: u8,
        gaps: &[Gap],
        ground: &Ground<'_>,
    ) {
        let (x, y) = (gaps[a].key, gaps[b].key);
        let kind = if x.location == y.location {
            Kind::WrongLot
        } else {
            Kind::WrongLocation
        };
        for (at, own, elsewhere, qty) in [(a, x, y, qty), (b, y, x, -qty)] {
            let text = words::misplaced(kind, own, elsewhere, qty, ground);
            self.causes[at].push(cause(kind, Side::Other, qty, sure, vec![], text));
            self.left[at] -= qty;
        }
    }
}
