//! Lines of a count in the order of their places. Few are compared with each
//! other; millions are first dealt out by item, which takes one look at each,
//! and then sorted item by item on every processor.

use super::place::{Grain, Line};
use std::cmp::Ordering;

/// Fewer lines than this are compared with each other.
const MANY: usize = 50_000;

/// By place as deep as `grain` goes, by the whole place, by quantity and line.
pub fn sort(lines: &mut Vec<Line>, grain: Grain) {
    if lines.len() < MANY {
        lines.sort_unstable_by(|a, b| order(a, b, grain));
        return;
    }
    let items = lines.iter().map(|line| line.place.sku.index() + 1).max();
    let (mut dealt, ends) = deal(lines, items.unwrap_or(0));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = dealt.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let (mut rest, mut done) = (&mut dealt[..], 0);
        let mut from = 0;
        while !rest.is_empty() {
            // Up to the end of the item in which the share is full.
            let full = ends
                .partition_point(|end| *end < done + share)
                .min(ends.len() - 1);
            let (part, more) = rest.split_at_mut(ends[full] - done);
            let own = &ends[from..=full];
            let begins = done;
            scope.spawn(move || item_by_item(part, own, begins, grain));
            (rest, done, from) = (more, ends[full], full + 1);
        }
    });
    *lines = dealt;
}

/// The lines item after item, and where each item ends.
fn deal(lines: &[Line], items: usize) -> (Vec<Line>, Vec<usize>) {
    let mut ends = vec![0_usize; items];
    for line in lines {
        ends[line.place.sku.index()] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        // Where the item begins; each line moves it on to its end.
        (*end, sum) = (sum, sum + *end);
    }
    let mut dealt = lines.to_vec();
    for line in lines {
        let next = &mut ends[line.place.sku.index()];
        dealt[*next] = *line;
        *next += 1;
    }
    (dealt, ends)
}

/// Sorts each item's lines; `ends` are those of the part's items, counted from
/// the beginning of all, `begins` is where the part does.
fn item_by_item(part: &mut [Line], ends: &[usize], begins: usize, grain: Grain) {
    let mut from = 0;
    for end in ends {
        let to = end - begins;
        part[from..to].sort_unstable_by(|a, b| order(a, b, grain));
        from = to;
    }
}

fn order(a: &Line, b: &Line, grain: Grain) -> Ordering {
    (grain.of(a.place), a.place, a.pieces)
        .cmp(&(grain.of(b.place), b.place, b.pieces))
        .then(a.origin.cmp(&b.origin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Origin, Pool, Qty};
    use crate::stocktake::count::CountSet;
    use crate::stocktake::place::Place;
    use crate::table::rows::Count;

    #[test]
    fn dealing_and_comparing_come_to_the_same() {
        let mut pool = Pool::new();
        let names: Vec<_> = (0..500).map(|n| pool.intern(&n.to_string())).collect();
        let mut dice = fastrand::Rng::with_seed(7);
        let rows: Vec<Count> = (0..60_000)
            .map(|line| Count {
                origin: Origin { file: 0, line },
                sku: names[dice.usize(0..500)],
                location: names[dice.usize(0..20)],
                lot: names[dice.usize(0..3)],
                pieces: (line % 9 != 0).then(|| Qty(dice.u32(0..50).into())),
                ..Count::default()
            })
            .collect();
        for location in [false, true] {
            let grain = Grain {
                location,
                lot: false,
            };
            let mut set = CountSet::default();
            set.take(rows.clone(), |code| code);
            let mut compared = set.lines.clone();
            compared.sort_unstable_by(|a, b| order(a, b, grain));
            sort(&mut set.lines, grain);
            let told = |lines: &[Line]| -> Vec<(Place, Origin)> {
                lines.iter().map(|line| (line.place, line.origin)).collect()
            };
            assert_eq!(told(&set.lines), told(&compared));
        }
    }
}
