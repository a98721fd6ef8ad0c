//! What changed between two counts (W7, W8; contract §4 «stocktake diff»):
//!
//! expected = last + moved, variance = this − expected.
//!
//! A blank quantity is not counted and never zero; a place that THIS has no line
//! for is gone, one that LAST has none for is new. A place counted twice without
//! anything to settle it is shown line by line, and its variance is no value:
//! nobody knows which of the figures holds.

use super::count::{CountSet, Extra};
use super::moved::Moved;
use super::place::{Grain, Line, Place};
use super::settle::{Held, Settled, settle};
use crate::base::{Money, Name, Origin, Qty};
use crate::policy::StocktakeRules;
use crate::table::cell::date::Moment;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::iter::Peekable;

/// How a place came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Shortage,
    Surplus,
    Damaged,
    Gone,
    New,
    NotCounted,
    Same,
}

/// One place.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub place: Place,
    /// Pieces at the last count; `None` was not counted then.
    pub last: Option<Qty>,
    /// Change by movements since, in pieces.
    pub moved: Qty,
    /// `None` where the last count is not known.
    pub expected: Option<Qty>,
    /// `None` is not counted, or gone.
    pub this: Option<Qty>,
    pub variance: Option<Qty>,
    /// Yuan at cost, rounded to the fen; `None` without a cost.
    pub value: Option<Money>,
    pub damaged: Option<Qty>,
    pub kind: Kind,
    pub recount: bool,
    /// Counted more than once and not settled.
    pub open: bool,
    /// On neither count: known by its movements only.
    pub unseen: bool,
    /// Yuan a piece by the count or the item list.
    pub cost: Option<Money>,
    /// Where it was counted: in THIS, else in LAST.
    pub origin: Origin,
    /// When, for movements: the last count and this one.
    pub times: Option<(Moment, Moment)>,
}

/// What the comparison needs besides the counts.
pub struct Terms<'t> {
    pub rules: &'t StocktakeRules,
    /// How deep the two counts, and the ledger, can be compared.
    pub grain: Grain,
    pub moved: Option<&'t Moved<'t>>,
    /// When each count was made, for lines that do not say.
    pub made: Option<(Moment, Moment)>,
    /// Yuan a piece of an item; `own` is what the counts say themselves.
    pub cost: &'t dyn Fn(Name, Option<Money>) -> Option<Money>,
    /// ABC class of an item.
    pub class: &'t dyn Fn(Name) -> &'t str,
}

/// Compares two counts. Both are sorted here; `all` keeps places that agree.
pub fn diff(last: &mut CountSet, this: &mut CountSet, terms: &Terms<'_>, all: bool) -> Compared {
    let grain = terms.grain;
    last.sort(grain);
    this.sort(grain);
    let mut out = Compared::default();
    let mut item = None;
    for (before, now) in paired(last, this, grain) {
        if !all && terms.plainly_same(before, now) {
            out.places += 1;
            out.same += 1;
            out.items += usize::from(item != Some(now[0].place.sku));
            item = Some(now[0].place.sku);
            continue;
        }
        let place = grain.of(before
            .first()
            .or(now.first())
            .map(|l| l.place)
            .unwrap_or_default());
        out.places += 1;
        if item != Some(place.sku) {
            out.items += 1;
            item = Some(place.sku);
        }
        let old = (!before.is_empty()).then(|| settle(last, before));
        let new = (!now.is_empty()).then(|| settle(this, now));
        let times = terms.times((last, before), (this, now));
        let own_cost = cost_of(this, now).or_else(|| cost_of(last, before));
        match (one(&old), one(&new)) {
            (Some(old), Some(new)) => {
                let row = terms.row(place, old, new, times, own_cost);
                out.count(&row);
                if all || row.kind != Kind::Same {
                    out.rows.push(row);
                }
            }
            _ => open_rows(&mut out, terms, place, (&old, &new), times),
        }
    }
    if let Some(moved) = terms.moved {
        unseen(&mut out, terms, moved, (last, this), grain);
    }
    out
}

/// Goods that came or went since the last count at a location both counts went
/// over, and that neither has a line for.
fn unseen(
    out: &mut Compared,
    terms: &Terms<'_>,
    moved: &Moved<'_>,
    (last, this): (&CountSet, &CountSet),
    grain: Grain,
) {
    let Some(times) = terms.times((last, &[]), (this, &[])) else {
        return;
    };
    let lines = || last.lines.iter().chain(&this.lines);
    let seen: HashSet<Place> = lines().map(|line| grain.of(line.place)).collect();
    // Without locations a count goes over the items it names.
    let part = |place: Place| match grain.location {
        true => place.location,
        false => place.sku,
    };
    let within: HashSet<Name> = seen.iter().map(|place| part(*place)).collect();
    let mut rows: Vec<Row> = moved
        .places()
        .filter(|place| within.contains(&part(*place)) && !seen.contains(place))
        .filter(|place| !moved.sum(*place, times.0, times.1).is_zero())
        .map(|place| {
            let first = moved.between(place, times.0, times.1).next();
            Row {
                origin: first.map(|entry| entry.origin).unwrap_or_default(),
                unseen: true,
                ..terms.row(place, None, None, Some(times), None)
            }
        })
        .collect();
    rows.sort_by_key(|row| row.place);
    out.places += rows.len() as u64;
    out.rows.append(&mut rows);
}

/// The rows of a comparison, not yet in the order people read.
#[derive(Debug, Default)]
pub struct Compared {
    pub rows: Vec<Row>,
    /// Places on either side.
    pub places: u64,
    /// Items on either side.
    pub items: usize,
    /// Places that agree.
    pub same: u64,
}

impl Compared {
    fn count(&mut self, row: &Row) {
        self.same += u64::from(row.kind == Kind::Same);
    }
}

/// Both sides' lines of one place after the other; one of them may be empty.
fn paired<'s>(
    last: &'s CountSet,
    this: &'s CountSet,
    grain: Grain,
) -> impl Iterator<Item = (&'s [Line], &'s [Line])> {
    let mut old = last.groups(grain).peekable();
    let mut new = this.groups(grain).peekable();
    std::iter::from_fn(move || next_pair(&mut old, &mut new, grain))
}

fn next_pair<'s>(
    old: &mut Peekable<impl Iterator<Item = &'s [Line]>>,
    new: &mut Peekable<impl Iterator<Item = &'s [Line]>>,
    grain: Grain,
) -> Option<(&'s [Line], &'s [Line])> {
    let place = |lines: &&[Line]| lines.first().map(|l| grain.of(l.place));
    let order = match (old.peek(), new.peek()) {
        (None, None) => return None,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(a), Some(b)) => place(a).cmp(&place(b)),
    };
    Some((
        if order.is_le() { old.next()? } else { &[] },
        if order.is_ge() { new.next()? } else { &[] },
    ))
}

/// One figure, or the absence of any line; `None` where it is open.
#[allow(clippy::option_option)] // absent, open and settled are three things
fn one(settled: &Option<Settled>) -> Option<Option<Held>> {
    match settled {
        None => Some(None),
        Some(Settled::One(held)) => Some(Some(*held)),
        Some(_) => None,
    }
}

fn figures(settled: &Option<Settled>) -> Vec<Held> {
    match settled {
        None => Vec::new(),
        Some(Settled::One(held)) => vec![*held],
        Some(Settled::Twice(held)) => held.clone(),
        Some(Settled::Differ(teams)) => teams.iter().map(|(_, held)| *held).collect(),
    }
}

/// Every line of a place that is open, against every line of the other side:
/// as many rows as the longer side has.
fn open_rows(
    out: &mut Compared,
    terms: &Terms<'_>,
    place: Place,
    (old, new): (&Option<Settled>, &Option<Settled>),
    times: Option<(Moment, Moment)>,
) {
    let (old, new) = (figures(old), figures(new));
    let at = |side: &[Held], i: usize| side.get(i).or(side.last()).copied();
    for i in 0..old.len().max(new.len()) {
        let mut row = terms.row(place, at(&old, i), at(&new, i), times, None);
        row.open = true;
        row.recount = true;
        row.value = None;
        out.rows.push(row);
    }
}

fn cost_of(set: &CountSet, lines: &[Line]) -> Option<Money> {
    lines.iter().find_map(|line| set.extra(line).unit_cost)
}

impl Terms<'_> {
    /// One plain figure on either side, the same, and nothing moved: no more
    /// has to be known of the place.
    fn plainly_same(&self, before: &[Line], now: &[Line]) -> bool {
        match (before, now) {
            ([a], [b]) => {
                self.moved.is_none() && a.is_plain() && b.is_plain() && a.pieces == b.pieces
            }
            _ => false,
        }
    }

    fn times(
        &self,
        (last, before): (&CountSet, &[Line]),
        (this, now): (&CountSet, &[Line]),
    ) -> Option<(Moment, Moment)> {
        self.moved?;
        let latest = |set: &CountSet, lines: &[Line]| {
            let times = lines.iter().map(|line| set.extra(line));
            times.filter_map(|extra: Extra| extra.counted_at).max()
        };
        let made = |at: Option<Moment>, given: Option<Moment>, set: &CountSet| {
            at.or(given).or(set.span.map(|(_, end)| end))
        };
        let old = made(latest(last, before), self.made.map(|m| m.0), last)?;
        let new = made(latest(this, now), self.made.map(|m| m.1), this)?;
        Some((old, new))
    }

    fn row(
        &self,
        place: Place,
        old: Option<Held>,
        new: Option<Held>,
        times: Option<(Moment, Moment)>,
        own_cost: Option<Money>,
    ) -> Row {
        let moved = match (self.moved, times) {
            (Some(moved), Some((from, to))) => moved.sum(place, from, to),
            _ => Qty::default(),
        };
        let last = old.map_or(Some(Qty::default()), |held| held.qty);
        let expected = last.map(|last| last + moved);
        let this = new.and_then(|held| held.qty);
        let counted = new.map_or(Some(Qty::default()), |held| held.qty);
        let variance = counted.zip(expected).map(|(a, b)| a - b);
        let damaged = new.and_then(|held| held.damaged);
        let cost = (self.cost)(place.sku, own_cost);
        let value = variance
            .zip(cost)
            .and_then(|(v, cost)| v.0.checked_mul(cost.0).map(|yuan| Money(yuan).rounded()));
        let kind = kind(old, new, variance, damaged);
        let beyond = variance.zip(expected).is_some_and(|(variance, expected)| {
            self.rules
                .recount((self.class)(place.sku), expected, variance, value)
        });
        Row {
            place,
            last,
            moved,
            expected,
            this,
            variance,
            value,
            damaged,
            kind,
            recount: beyond || kind == Kind::NotCounted,
            open: false,
            unseen: false,
            cost,
            origin: new.or(old).map(|held| held.origin).unwrap_or_default(),
            times,
        }
    }
}

fn kind(old: Option<Held>, new: Option<Held>, variance: Option<Qty>, damaged: Option<Qty>) -> Kind {
    let Some(new) = new else { return Kind::Gone };
    if new.qty.is_none() {
        return Kind::NotCounted;
    }
    if old.is_none() {
        return Kind::New;
    }
    // Not counted last time: there is nothing to hold it against.
    let Some(variance) = variance else {
        return Kind::NotCounted;
    };
    let broken = damaged.filter(|d| !d.is_zero());
    if variance.is_zero() {
        Kind::Same
    } else if broken.is_some_and(|d| d == -variance) {
        Kind::Damaged
    } else if variance.is_negative() {
        Kind::Shortage
    } else {
        Kind::Surplus
    }
}
