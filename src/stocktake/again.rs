//! The same sheet handed in twice, saved anew in between: byte for byte it is
//! another file, line for line it is the same count.

use super::count::CountSet;
use super::place::Line;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

impl CountSet {
    /// Leaves out every file whose lines another one has already, in any order;
    /// gives both files' numbers, the first one first. Who counted and when is
    /// part of a line, so two teams that agree are two counts.
    pub fn once_each(&mut self) -> Vec<(u32, u32)> {
        let (Some(first), Some(last)) = (self.lines.first(), self.lines.last()) else {
            return Vec::new();
        };
        if first.origin.file == last.origin.file {
            return Vec::new();
        }
        let hasher = RandomState::new();
        let mut files: BTreeMap<u32, (usize, u128)> = BTreeMap::new();
        for line in &self.lines {
            let held = files.entry(line.origin.file).or_default();
            held.0 += 1;
            // A sum does not hang on the order of the lines.
            held.1 = held
                .1
                .wrapping_add(u128::from(hasher.hash_one(self.said(line))));
        }
        let mut seen: HashMap<(usize, u128), u32> = HashMap::new();
        let mut again = Vec::new();
        for (file, content) in files {
            match seen.get(&content) {
                Some(first) => again.push((*first, file)),
                None => {
                    seen.insert(content, file);
                }
            }
        }
        let out: HashSet<u32> = again.iter().map(|(_, file)| *file).collect();
        if !out.is_empty() {
            self.lines.retain(|line| !out.contains(&line.origin.file));
        }
        again
    }

    /// A line without where it stands.
    fn said(&self, line: &Line) -> impl std::hash::Hash {
        let extra = self.extra(line);
        let cost = extra.unit_cost.map(|cost| cost.0.normalize());
        let damaged = extra.damaged.map(|qty| qty.0.normalize());
        (
            (line.place, self.qty(line).map(|qty| qty.0.normalize())),
            (damaged, extra.counted_at, extra.counter, extra.team, cost),
        )
    }
}
