//! Two items whose differences cancel: a document of one may stand on the other.
//!
//! Against that stands that each has a cause of its own. With the weights of
//! `infer`, one mistake of the weight `s · k/n · t` (k of the item's n documents
//! are of that quantity, `t` says how easily the two are taken for each other)
//! competes with two unrelated ones, which are rarer by the share of items that
//! differ at all.

use super::likeness::{Likeness, count};
use super::weigh::{Candidate, Search, Weighed};
use super::{Kind, Line, Side};
use crate::base::Name;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};

/// Partners looked at for one difference.
const PARTNERS: usize = 200;

struct Pair<'a> {
    a: usize,
    b: usize,
    /// One mistake against two unrelated ones.
    odds: f64,
    lines: Vec<&'a Line>,
}

/// Adds the candidates that stand on two items. An item is paired with one other
/// at most as its likeliest explanation.
pub(super) fn between_items<'a>(search: &Search<'a>, weighed: &mut [Weighed<'a>]) {
    let mut pairs = found(search, weighed);
    pairs.sort_by(|x, y| y.odds.total_cmp(&x.odds).then((x.a, x.b).cmp(&(y.a, y.b))));
    let own: Vec<f64> = weighed.iter().map(Weighed::total).collect();
    let mut best: Vec<f64> = vec![0.0; weighed.len()];
    for pair in pairs {
        for (at, with) in [(pair.a, pair.b), (pair.b, pair.a)] {
            // What another pair holds already is not to be had twice.
            let free = 1.0 / (1.0 + best[with].max(best[at]));
            let weight = pair.odds * free * own[at];
            weighed[at].candidates.push(Candidate {
                kind: Kind::WrongItem,
                side: Side::Other,
                weight,
                lines: pair.lines.clone(),
                set: false,
                there: Decimal::ZERO,
                with: Some(search.gaps[with].key.sku),
            });
        }
        for at in [pair.a, pair.b] {
            best[at] = best[at].max(pair.odds);
        }
    }
}

fn found<'a>(search: &Search<'a>, weighed: &[Weighed<'a>]) -> Vec<Pair<'a>> {
    let mut by_size: HashMap<Decimal, Vec<usize>> = HashMap::new();
    for (at, left) in search.left.iter().enumerate() {
        if !left.is_zero() {
            by_size.entry(left.normalize()).or_default().push(at);
        }
    }
    let items: BTreeSet<Name> = search.gaps.iter().map(|gap| gap.key.sku).collect();
    let ground = search.ground;
    let likeness = Likeness::new(
        ground.pool,
        ground.facts,
        items.into_iter(),
        ground.compared,
    );
    let mut pairs = Vec::new();
    for (a, left) in search
        .left
        .iter()
        .enumerate()
        .filter(|(_, left)| **left > Decimal::ZERO)
    {
        let Some(partners) = by_size.get(&(-left).normalize()) else {
            continue;
        };
        for &b in partners.iter().take(PARTNERS) {
            let (x, y) = (search.gaps[a].key, search.gaps[b].key);
            if x.sku == y.sku || x.location != y.location {
                continue;
            }
            let taken = likeness.taken_for(x.sku, y.sku);
            let (evidence, lines) = evidence(search, a, b);
            let together = search.share * evidence * taken / search.rate;
            // Two unrelated ones: each by its own candidates, or by chance as
            // often as differences of that size are met here.
            let chance = search.without * search.by_likes(search.left[a]);
            let apart = |at: usize| weighed[at].total() - weighed[at].nothing + chance;
            let odds = together / (apart(a) * apart(b));
            if odds.is_finite() && odds > 0.0 {
                pairs.push(Pair { a, b, odds, lines });
            }
        }
    }
    pairs
}

/// How likely it is that a mistaken document is one of that quantity, and which
/// it would be. Goods that were mixed up on the shelf need no document.
fn evidence<'a>(search: &Search<'a>, a: usize, b: usize) -> (f64, Vec<&'a Line>) {
    if search.ledger.is_none() || search.ground.counted {
        return (search.by_likes(search.left[a]), Vec::new());
    }
    let of = |at: usize| {
        let lines: Vec<&'a Line> = search.counted(at).collect();
        let fit: Vec<&'a Line> = lines
            .iter()
            .filter(|l| -l.qty == search.delta(at))
            .copied()
            .collect();
        (count(fit.len()) / count(lines.len().max(1)), fit)
    };
    let ((here, mut x), (there, y)) = (of(a), of(b));
    x.extend(y);
    (here + there, x)
}
