//! Which items are taken for each other: the same name in another size, a code
//! one character apart, the bin beside it.

use super::Facts;
use crate::base::{Name, Pool};
use std::collections::HashMap;

/// How many items are like each, so that likeness means more where it is rare.
pub struct Likeness<'a> {
    pool: &'a Pool,
    facts: &'a HashMap<Name, Facts>,
    names: HashMap<Name, u32>,
    bins: HashMap<Name, u32>,
    /// Codes with one character left out, and how many items share each.
    codes: HashMap<(usize, String), u32>,
    compared: usize,
}

/// Beyond this many items only those that differ are asked how alike they are.
const ALL_ITEMS: usize = 20_000;

/// Of a hundred items taken for another, how many are taken for one of the same
/// name, of nearly the same code, of the bin beside it, or for any other.
const SAME_NAME: f64 = 0.25;
const NEAR_CODE: f64 = 0.15;
const NEXT_BIN: f64 = 0.1;
const ANY: f64 = 0.5;

impl<'a> Likeness<'a> {
    pub fn new(
        pool: &'a Pool,
        facts: &'a HashMap<Name, Facts>,
        differing: impl Iterator<Item = Name>,
        compared: usize,
    ) -> Likeness<'a> {
        let mut names: HashMap<Name, u32> = HashMap::new();
        let mut bins: HashMap<Name, u32> = HashMap::new();
        let mut codes: HashMap<(usize, String), u32> = HashMap::new();
        let items: Vec<Name> = if facts.len() <= ALL_ITEMS {
            facts.keys().copied().collect()
        } else {
            differing.collect()
        };
        for sku in items {
            let known = facts.get(&sku).copied().unwrap_or_default();
            *names.entry(known.name).or_default() += 1;
            *bins.entry(known.bin).or_default() += 1;
            for masked in masks(pool.text(sku)) {
                *codes.entry(masked).or_default() += 1;
            }
        }
        Likeness {
            pool,
            facts,
            names,
            bins,
            codes,
            compared: compared.max(2),
        }
    }

    /// How likely it is that what belongs to one item was put under the other,
    /// given that it was put under a wrong one. From 0 to 1.
    pub fn taken_for(&self, a: Name, b: Name) -> f64 {
        let (x, y) = (self.facts_of(a), self.facts_of(b));
        let mut share = ANY / count(self.compared - 1);
        if !x.name.is_blank() && x.name == y.name {
            let like = self.names.get(&x.name).copied().unwrap_or(2);
            share += SAME_NAME / f64::from(like.max(2) - 1);
        }
        let (code, theirs) = (self.pool.text(a), self.pool.text(b));
        if one_apart(code, theirs) {
            share +=
                NEAR_CODE / f64::from(self.neighbours(code).max(self.neighbours(theirs)).max(1));
        }
        if beside(self.pool.text(x.bin), self.pool.text(y.bin)) {
            let there = |bin| self.bins.get(&bin).copied().unwrap_or(1);
            share += NEXT_BIN / f64::from(there(x.bin).max(there(y.bin)));
        }
        share.min(1.0)
    }

    /// Items whose code is one character apart.
    fn neighbours(&self, code: &str) -> u32 {
        masks(code)
            .map(|masked| self.codes.get(&masked).copied().unwrap_or(1).max(1) - 1)
            .sum()
    }

    fn facts_of(&self, sku: Name) -> Facts {
        self.facts.get(&sku).copied().unwrap_or_default()
    }
}

/// Counts of items are far below 2⁵³.
#[allow(clippy::cast_precision_loss)]
pub(super) fn count(n: usize) -> f64 {
    n as f64
}

/// The code without each of its characters in turn.
fn masks(code: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    code.char_indices().map(|(at, c)| {
        let rest = format!("{}{}", &code[..at], &code[at + c.len_utf8()..]);
        (at, rest)
    })
}

/// Whether two codes differ in just one character.
fn one_apart(a: &str, b: &str) -> bool {
    let apart = a.chars().zip(b.chars()).filter(|(x, y)| x != y).count();
    apart == 1 && a.chars().count() == b.chars().count()
}

/// `A-03-02` and `A-03-03`: all alike but the last number, and that by one.
fn beside(a: &str, b: &str) -> bool {
    let split = |text: &str| {
        let head = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        Some((text[..head].to_owned(), text[head..].parse::<u64>().ok()?))
    };
    match (split(a), split(b)) {
        (Some((x, m)), Some((y, n))) => x == y && m.abs_diff(n) <= 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarer_the_likeness_the_more_it_says() {
        let mut pool = Pool::new();
        let mut facts = HashMap::new();
        let mut add = |sku: &str, name: &str, bin: &str| {
            let fact = Facts {
                name: pool.intern(name),
                bin: pool.intern(bin),
                ..Facts::default()
            };
            let sku = pool.intern(sku);
            facts.insert(sku, fact);
            sku
        };
        let a = add("SP1001", "围裙", "A-01");
        let b = add("SP2078", "围裙", "C-9");
        let c = add("SP1002", "竹筷", "B-01");
        let d = add("XX77", "砧板", "A-02");
        let e = add("YY", "煲", "");
        let likeness = Likeness::new(&pool, &facts, [a, b, c, d, e].into_iter(), 5);
        let like = |x, y| likeness.taken_for(x, y);
        assert!(like(a, b) > like(a, c) && like(a, c) > like(a, d) && like(a, d) > like(a, e));
        assert!(like(a, e) > 0.0 && (like(a, b) - like(b, a)).abs() < 1e-12);
        assert!(beside("A-03-02", "A-03-03") && !beside("A-03-02", "A-04-02") && !beside("", ""));
    }
}
