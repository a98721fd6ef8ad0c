//! Lines of one place → what was counted there. A place on two lines of the
//! same full address was counted twice, by two teams or by mistake; parts of a
//! place that the other side does not tell apart are added.

use super::count::CountSet;
use super::place::{Grain, Line, Place};
use crate::base::{Name, Origin, Qty};

/// What the lines of a place come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled {
    /// One quantity; `None` is not counted.
    One(Held),
    /// The same address counted more than once without anything to settle it:
    /// shown line by line, never added.
    Twice(Vec<Held>),
    /// Two teams came to different figures.
    Differ(Vec<(Name, Held)>),
}

/// A quantity and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    pub qty: Option<Qty>,
    pub damaged: Option<Qty>,
    pub origin: Origin,
}

/// Settles the lines of one place (of `set`, sorted). Two teams that agree
/// count once.
pub fn settle(set: &CountSet, lines: &[Line]) -> Settled {
    let held = |line: &Line| Held {
        qty: set.qty(line),
        damaged: set.extra(line).damaged,
        origin: line.origin,
    };
    if let [only] = lines {
        return Settled::One(held(only));
    }
    let mut addresses = lines.chunk_by(|a, b| a.place == b.place);
    if addresses.clone().all(|same| same.len() == 1) {
        return Settled::One(added(lines.iter().map(held)));
    }
    let mut parts: Vec<Held> = Vec::new();
    for same in addresses.by_ref() {
        match one_address(set, same, &held) {
            Settled::One(held) => parts.push(held),
            unsettled => return unsettled,
        }
    }
    Settled::One(added(parts.into_iter()))
}

fn one_address(set: &CountSet, lines: &[Line], held: &impl Fn(&Line) -> Held) -> Settled {
    if let [only] = lines {
        return Settled::One(held(only));
    }
    let teams: Vec<Name> = lines.iter().map(|l| set.extra(l).team).collect();
    let told_apart = teams
        .iter()
        .enumerate()
        .all(|(i, t)| !t.is_blank() && !teams[..i].contains(t));
    if !told_apart {
        return Settled::Twice(lines.iter().map(held).collect());
    }
    let first = held(&lines[0]);
    let agree = lines
        .iter()
        .map(held)
        .all(|h| (h.qty, h.damaged) == (first.qty, first.damaged));
    if agree {
        Settled::One(first)
    } else {
        Settled::Differ(teams.into_iter().zip(lines.iter().map(held)).collect())
    }
}

/// The sum of the parts of a place; one that was not counted leaves the whole
/// not counted.
fn added(parts: impl Iterator<Item = Held>) -> Held {
    parts
        .reduce(|sum, part| Held {
            qty: sum.qty.zip(part.qty).map(|(a, b)| a + b),
            damaged: match (sum.damaged, part.damaged) {
                (None, None) => None,
                (a, b) => Some(a.unwrap_or_default() + b.unwrap_or_default()),
            },
            origin: sum.origin,
        })
        .unwrap_or(Held {
            qty: None,
            damaged: None,
            origin: Origin::default(),
        })
}

/// Places of one count that two teams, or two lines, left open.
pub fn open_places(set: &CountSet, grain: Grain) -> Vec<(Place, Settled)> {
    set.groups(grain)
        .filter(|lines| lines.len() > 1)
        .map(|lines| (grain.of(lines[0].place), settle(set, lines)))
        .filter(|(_, settled)| !matches!(settled, Settled::One(_)))
        .collect()
}
