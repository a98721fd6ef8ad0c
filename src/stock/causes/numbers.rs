//! Document numbers of two books: folded, so that width, case and blanks make no
//! other number; and whether the other side has numbers of its own.

use super::Line;
use crate::base::normalise::{fold_width, invisible};
use crate::base::{Name, Pool};
use hashbrown::HashMap;
use std::borrow::Cow;

/// A set of folded numbers, which are small and without gaps.
struct Held(Vec<bool>);

impl Held {
    fn of(numbers: impl Iterator<Item = u32>, all: usize) -> Held {
        let mut held = vec![false; all];
        for number in numbers {
            held[number as usize] = true;
        }
        // No number is none.
        held[0] = false;
        Held(held)
    }

    fn contains(&self, number: u32) -> bool {
        self.0[number as usize]
    }

    fn len(&self) -> usize {
        self.0.iter().filter(|held| **held).count()
    }
}

/// Folded numbers of both sides' lines, and whether the other side's are its
/// own. A line that refers to a document of the other side stands for it.
pub(super) fn numbers(book: &[Line], other: &[Line], pool: &Pool) -> ([Vec<u32>; 2], bool) {
    let mut ids: HashMap<Cow<'_, str>, u32> = HashMap::new();
    let mut known: Vec<Option<u32>> = vec![None; pool.len()];
    let mut folded = |name: Name| match known.get(name.index()) {
        _ if name.is_blank() => 0,
        Some(Some(id)) => *id,
        _ => {
            let next = u32::try_from(ids.len() + 1).unwrap_or(u32::MAX);
            let id = *ids.entry(fold(pool.text(name))).or_insert(next);
            if let Some(known) = known.get_mut(name.index()) {
                *known = Some(id);
            }
            id
        }
    };
    let mut plain = |lines: &[Line]| -> Vec<(u32, u32)> {
        lines
            .iter()
            .map(|l| (folded(l.doc), folded(l.reference)))
            .collect()
    };
    let sides = [plain(book), plain(other)];
    let all = ids.len() + 1;
    let held = [0, 1].map(|side: usize| Held::of(sides[side].iter().map(|(doc, _)| *doc), all));
    let docs = [0, 1].map(|side: usize| {
        let there = &held[1 - side];
        sides[side]
            .iter()
            .map(|&(doc, reference)| {
                let refers = !there.contains(doc) && there.contains(reference);
                if refers { reference } else { doc }
            })
            .collect::<Vec<u32>>()
    });
    let of_documents = docs[1].iter().zip(other).filter(|(_, l)| !l.opening);
    let documents = Held::of(of_documents.map(|(d, _)| *d), all);
    let both = documents.0.iter().zip(&held[0].0);
    let shared = both.filter(|(there, here)| **there && **here).count();
    let documents = documents.len();
    (docs, shared * 2 < documents || documents == 0)
}

/// Width, case and blanks make no other number.
fn fold(number: &str) -> Cow<'_, str> {
    // Most are as they should be.
    if number
        .bytes()
        .all(|b| b.is_ascii_graphic() && !b.is_ascii_lowercase())
    {
        return Cow::Borrowed(number);
    }
    let folded = number
        .chars()
        .filter(|c| !invisible(*c))
        .map(fold_width)
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase);
    Cow::Owned(folded.collect())
}
