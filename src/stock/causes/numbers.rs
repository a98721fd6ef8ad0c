//! Document numbers of two books: folded, so that width, case and blanks make no
//! other number; and whether the other side has numbers of its own.

use super::Line;
use crate::base::normalise::{fold_width, invisible};
use crate::base::{Name, Pool};
use std::collections::{HashMap, HashSet};

/// Folded numbers of both sides' lines, and whether the other side's are its
/// own. A line that refers to a document of the other side stands for it.
pub(super) fn numbers(book: &[Line], other: &[Line], pool: &Pool) -> ([Vec<u32>; 2], bool) {
    let mut ids: HashMap<String, u32> = HashMap::new();
    let mut known: HashMap<Name, u32> = HashMap::from([(Name::BLANK, 0)]);
    let mut folded = |name: Name| {
        *known.entry(name).or_insert_with(|| {
            let next = u32::try_from(ids.len() + 1).unwrap_or(u32::MAX);
            *ids.entry(fold(pool.text(name))).or_insert(next)
        })
    };
    let mut plain = |lines: &[Line]| -> Vec<(u32, u32)> {
        lines
            .iter()
            .map(|l| (folded(l.doc), folded(l.reference)))
            .collect()
    };
    let sides = [plain(book), plain(other)];
    let held: [HashSet<u32>; 2] = [0, 1].map(|side: usize| {
        sides[side]
            .iter()
            .map(|(doc, _)| *doc)
            .filter(|d| *d != 0)
            .collect()
    });
    let docs = [0, 1].map(|side: usize| {
        let there = &held[1 - side];
        sides[side]
            .iter()
            .map(|&(doc, reference)| {
                let refers = !there.contains(&doc) && there.contains(&reference);
                if refers { reference } else { doc }
            })
            .collect::<Vec<u32>>()
    });
    let documents: HashSet<u32> = docs[1]
        .iter()
        .zip(other)
        .filter(|(d, l)| **d != 0 && !l.opening)
        .map(|(d, _)| *d)
        .collect();
    let shared = documents.iter().filter(|d| held[0].contains(d)).count();
    (docs, shared * 2 < documents.len() || documents.is_empty())
}

/// Width, case and blanks make no other number.
fn fold(number: &str) -> String {
    number
        .chars()
        .filter(|c| !invisible(*c))
        .map(fold_width)
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}
