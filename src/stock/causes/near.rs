//! The other department has numbers of its own: the same document is known by
//! item, date, party and quantity.

use super::figures::{is_tenfold, relation};
use super::likeness::Likeness;
use super::state::{BY_LIKENESS, State};
use super::{Key, Kind, Line, Side};
use crate::base::Name;
use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Beyond this many pairs of lines of one item no nearest pair is looked for.
const PAIRS: usize = 4_000_000;

/// Matches what no number matched.
pub(super) fn settle(state: &mut State<'_>) {
    for mut item in by_item(state) {
        same(state, &mut item);
        if item.bounded() {
            moved_in_time(state, &mut item);
        }
    }
    twice(state);
    // What a quantity alone tells apart, then what stands under another item,
    // then any other quantity; of one day first.
    let near = u64::from(state.ground.rules.voucher_days);
    for days in [0, near] {
        unequal(state, days, |kind| kind != Kind::WrongQuantity);
        other_item(state, days);
        unequal(state, days, |_| true);
    }
}

/// Open lines of one item.
#[derive(Default)]
struct Open {
    book: Vec<usize>,
    other: Vec<usize>,
}

impl Open {
    fn bounded(&self) -> bool {
        self.book.len().saturating_mul(self.other.len()) <= PAIRS
    }
}

fn by_item(state: &State<'_>) -> Vec<Open> {
    let mut items: BTreeMap<Name, Open> = BTreeMap::new();
    for b in state.open(Side::Book) {
        items
            .entry(state.line(Side::Book, b).key.sku)
            .or_default()
            .book
            .push(b);
    }
    for o in state.open(Side::Other) {
        items
            .entry(state.line(Side::Other, o).key.sku)
            .or_default()
            .other
            .push(o);
    }
    items
        .into_values()
        .filter(|open| !open.book.is_empty() && !open.other.is_empty())
        .collect()
}

fn day(line: &Line) -> NaiveDate {
    line.at.date()
}

fn apart(a: &Line, b: &Line) -> u64 {
    (day(a) - day(b)).num_days().unsigned_abs()
}

/// Whether number and number may be those of one document: always where one is
/// blank or the sides number apart.
fn free(state: &State<'_>, b: usize, o: usize) -> bool {
    state.own_numbers || state.doc(Side::Book, b) == 0 || state.doc(Side::Other, o) == 0
}

/// Same day, party and quantity, those of one amount first; then days on which
/// the sums agree.
fn same(state: &mut State<'_>, item: &mut Open) {
    type Like = (Key, NaiveDate, Name, bool);
    let like = |line: &Line| -> Like { (line.key, day(line), line.party, line.late) };
    for exact in [true, false] {
        let key = |line: &Line| {
            let amount = exact.then(|| line.amount.map(|a| a.0));
            (like(line), line.qty, amount)
        };
        let mut there: HashMap<_, Vec<usize>> = HashMap::new();
        for &o in item.other.iter().rev() {
            there
                .entry(key(state.line(Side::Other, o)))
                .or_default()
                .push(o);
        }
        for &b in &item.book {
            let line = state.line(Side::Book, b);
            if let Some(o) = there.get_mut(&key(line)).and_then(Vec::pop) {
                state.couple(b, o, BY_LIKENESS);
            }
        }
        refresh(state, item);
    }
    if !state.own_numbers {
        return;
    }
    let mut days: BTreeMap<Like, [Vec<usize>; 2]> = BTreeMap::new();
    for &b in &item.book {
        days.entry(like(state.line(Side::Book, b))).or_default()[0].push(b);
    }
    for &o in &item.other {
        days.entry(like(state.line(Side::Other, o))).or_default()[1].push(o);
    }
    for [mut book, mut other] in days.into_values() {
        state.split_lines(&mut book, &mut other);
    }
    refresh(state, item);
}

fn refresh(state: &State<'_>, item: &mut Open) {
    let still: [std::collections::HashSet<usize>; 2] = [Side::Book, Side::Other].map(|side| {
        let list = if side == Side::Book {
            &item.book
        } else {
            &item.other
        };
        list.iter()
            .copied()
            .filter(|at| state.is_open(side, *at))
            .collect()
    });
    item.book.retain(|b| still[0].contains(b));
    item.other.retain(|o| still[1].contains(o));
}

/// The same quantity on days near each other: of the same party first, at the
/// same place first, on the same side of the cut-off first.
fn moved_in_time(state: &mut State<'_>, item: &mut Open) {
    let rules = state.ground.rules;
    let near = u64::from(rules.voucher_days);
    let far = near + u64::from(rules.cut_off_days);
    for (same_late, same_party, same_place) in [
        (true, true, true),
        (true, true, false),
        (false, true, true),
        (true, false, true),
        (false, false, true),
    ] {
        nearest(
            state,
            item,
            if same_late { near } else { far },
            |state, b, o| {
                let (x, y) = (state.line(Side::Book, b), state.line(Side::Other, o));
                free(state, b, o)
                    && x.qty == y.qty
                    && (x.late == y.late) == same_late
                    && (x.party == y.party || !same_party)
                    && (x.key == y.key || !same_place)
            },
        );
    }
}

/// Couples the pairs that `fits` lets through, the nearest in time first.
fn nearest(
    state: &mut State<'_>,
    item: &mut Open,
    days: u64,
    fits: impl Fn(&State<'_>, usize, usize) -> bool,
) {
    let mut pairs: Vec<(u64, usize, usize)> = Vec::new();
    for &b in &item.book {
        for &o in &item.other {
            let distance = apart(state.line(Side::Book, b), state.line(Side::Other, o));
            if distance <= days && fits(state, b, o) {
                pairs.push((distance, b, o));
            }
        }
    }
    pairs.sort_unstable();
    for (_, b, o) in pairs {
        if state.is_open(Side::Book, b) && state.is_open(Side::Other, o) {
            state.couple(b, o, BY_LIKENESS);
        }
    }
    refresh(state, item);
}

/// A line that another line of its own side says already: same item, day, party
/// and quantity, and that one was matched.
fn twice(state: &mut State<'_>) {
    for side in [Side::Other, Side::Book] {
        let open = state.open(side);
        if open.is_empty() {
            continue;
        }
        type Like = (Key, NaiveDate, Name, Decimal);
        let like =
            |line: &Line| -> Like { (line.key, day(line), line.party, line.qty.normalize()) };
        let items: HashSet<Name> = open
            .iter()
            .map(|&at| state.line(side, at).key.sku)
            .collect();
        let mut matched: HashMap<Like, usize> = HashMap::new();
        for at in state.matched(side) {
            let line = state.line(side, at);
            if items.contains(&line.key.sku) {
                matched.entry(like(line)).or_insert(at);
            }
        }
        for at in open {
            let line = state.line(side, at);
            if line.late {
                continue;
            }
            if let Some(&first) = matched.get(&like(line)) {
                state.twice(side, first, at, BY_LIKENESS);
            }
        }
    }
}

/// Same quantity, party and day, other item: like items first.
fn other_item(state: &mut State<'_>, days: u64) {
    if !state.own_numbers {
        return;
    }
    let ground = state.ground;
    let open = [state.open(Side::Book), state.open(Side::Other)];
    let items = open[0]
        .iter()
        .map(|&b| state.line(Side::Book, b).key.sku)
        .chain(open[1].iter().map(|&o| state.line(Side::Other, o).key.sku));
    let items: std::collections::BTreeSet<Name> = items.collect();
    let likeness = Likeness::new(
        ground.pool,
        ground.facts,
        items.iter().copied(),
        ground.compared,
    );
    let mut there: HashMap<(Decimal, Name), Vec<usize>> = HashMap::new();
    for &o in &open[1] {
        let line = state.line(Side::Other, o);
        if !line.late {
            there
                .entry((line.qty.normalize(), line.party))
                .or_default()
                .push(o);
        }
    }
    let mut pairs: Vec<(u64, u64, usize, usize)> = Vec::new();
    for &b in &open[0] {
        let x = state.line(Side::Book, b);
        if x.late {
            continue;
        }
        for &o in there
            .get(&(x.qty.normalize(), x.party))
            .into_iter()
            .flatten()
        {
            let y = state.line(Side::Other, o);
            if x.key.sku != y.key.sku && apart(x, y) <= days {
                // Parts in a million, so that pairs are ordered exactly.
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let unlike = 1_000_000 - (likeness.taken_for(x.key.sku, y.key.sku) * 1e6) as u64;
                pairs.push((apart(x, y), unlike, b, o));
            }
        }
    }
    pairs.sort_unstable();
    for (_, _, b, o) in pairs {
        if state.is_open(Side::Book, b) && state.is_open(Side::Other, o) {
            state.swap(b, o, BY_LIKENESS);
        }
    }
}

/// Same item and party, days near each other, another quantity: the more telling
/// relation first.
fn unequal(state: &mut State<'_>, days: u64, wanted: impl Fn(Kind) -> bool) {
    let mut pairs: Vec<(Kind, bool, u64, usize, usize)> = Vec::new();
    for item in by_item(state).into_iter().filter(Open::bounded) {
        for &b in &item.book {
            for &o in &item.other {
                let (x, y) = (state.line(Side::Book, b), state.line(Side::Other, o));
                let distance = apart(x, y);
                let comparable = !x.late && !y.late && x.party == y.party && x.key == y.key;
                if !comparable || distance > days || !free(state, b, o) || x.qty == y.qty {
                    continue;
                }
                let kind = relation(
                    x.qty,
                    y.qty,
                    state.ground.pack(x.key.sku),
                    state.ground.rules,
                );
                let tenfold = is_tenfold(x.qty, y.qty);
                let same_way = x.qty.is_sign_negative() == y.qty.is_sign_negative();
                if (wanted(kind) || tenfold) && (kind != Kind::WrongQuantity || same_way) {
                    pairs.push((kind, !tenfold, distance, b, o));
                }
            }
        }
    }
    pairs.sort_unstable();
    for (_, _, _, b, o) in pairs {
        if state.is_open(Side::Book, b) && state.is_open(Side::Other, o) {
            state.couple(b, o, BY_LIKENESS);
        }
    }
}
