//! Counts over time (W7, W8): which variances are new, come back, have healed or
//! only moved to another place; how accurate each area, counter and item is, and
//! what is lost.
//!
//! A place is off in a count when it differs from the one before, movements in
//! between reckoned with. *New*: off now and not before. *Recurring*: off now
//! and in an earlier count. *Healed*: off in the count before, and not now or
//! now by the opposite: the count before was wrong. *Moved*:
//! off now, and the same item is off by the opposite quantity at another place
//! in the same count. Accuracy = places not off ÷ places compared; shrink rate =
//! value of shortages ÷ value counted.

use super::count::CountSet;
use super::diff::{Kind, Row};
use super::goods::Goods;
use super::past::{Ground, Past};
use super::place::{Grain, Place};
use crate::base::{Clock, Message, Money, Name, Pool, Qty};
use crate::policy::{StockRules, StocktakeRules};
use crate::stock::Entry;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What the trend is made from.
pub struct TrendInput<'t> {
    /// The earliest first.
    pub past: Vec<Past>,
    pub entries: Option<&'t [Entry]>,
    pub goods: &'t Goods<'t>,
    pub pool: &'t Pool,
    pub rules: &'t StocktakeRules,
    pub stock: &'t StockRules,
    pub scope: Message,
    pub clock: Clock,
}

impl TrendInput<'_> {
    fn ground(&self) -> Ground<'_> {
        Ground {
            entries: self.entries,
            goods: self.goods,
            pool: self.pool,
            rules: self.rules,
            stock: self.stock,
        }
    }

    /// Every step from a count to the next, and who was right how often.
    pub fn steps(&mut self) -> (Vec<Step>, Tallies) {
        let mut past = std::mem::take(&mut self.past);
        let mut by = Tallies::default();
        let steps = (1..past.len())
            .map(|at| {
                let (before, now) = past.split_at_mut(at);
                step(&mut before[at - 1], &mut now[0], self, &mut by)
            })
            .collect();
        (steps, by)
    }
}

/// What became of a place's variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Course {
    Recurring,
    Moved,
    New,
    Healed,
    Past,
}

/// One step from a count to the next.
pub struct Step {
    pub day: NaiveDate,
    /// Places on both sides with a figure.
    pub compared: u64,
    pub off: HashMap<Place, Row>,
    /// Yuan counted at cost.
    pub counted: Decimal,
}

/// Places compared and places off, by a name.
#[derive(Debug, Default)]
pub struct Tallies {
    pub areas: BTreeMap<String, (u64, u64)>,
    pub counters: BTreeMap<String, (u64, u64)>,
    pub items: BTreeMap<String, (u64, u64)>,
}

fn step(before: &mut Past, now: &mut Past, input: &TrendInput<'_>, by: &mut Tallies) -> Step {
    let (compared, grain) = input.ground().step(before, now, true);
    let rows = compared.rows;
    let counters = counters(&now.set, grain);
    let mut out = Step {
        day: now.day,
        compared: 0,
        off: HashMap::new(),
        counted: Decimal::ZERO,
    };
    for row in rows {
        // What is not counted, or open, is neither right nor wrong.
        let Some(variance) = row
            .variance
            .filter(|_| !row.open && row.kind != Kind::NotCounted)
        else {
            continue;
        };
        let wrong = u64::from(!variance.is_zero());
        out.compared += 1;
        let place = row.place;
        let who = counters.get(&place).copied().unwrap_or_default();
        let names = [
            (
                &mut by.areas,
                input.rules.area(input.pool.text(place.location)),
            ),
            (&mut by.counters, input.pool.text(who)),
            (&mut by.items, input.pool.text(place.sku)),
        ];
        for (tally, name) in names {
            if !name.is_empty() {
                let held = tally.entry(name.to_owned()).or_insert((0, 0));
                held.0 += 1;
                held.1 += wrong;
            }
        }
        let cost = input.goods.cost(place.sku).unwrap_or_default();
        let worth = row.this.unwrap_or_default().0.checked_mul(cost.0);
        out.counted = out.counted.saturating_add(worth.unwrap_or_default());
        if wrong == 1 {
            out.off.insert(place, row);
        }
    }
    out
}

/// Who counted each place.
fn counters(set: &CountSet, grain: Grain) -> HashMap<Place, Name> {
    set.lines
        .iter()
        .map(|line| (grain.of(line.place), set.extra(line).counter))
        .filter(|(_, who)| !who.is_blank())
        .collect()
}

/// A place that was off at least once.
pub struct Track {
    pub place: Place,
    pub course: Course,
    /// By step: its variance there.
    pub variances: Vec<Option<Qty>>,
    pub times: usize,
    pub value: Option<Money>,
}

pub fn courses(steps: &[Step]) -> Vec<Track> {
    let places: HashSet<Place> = steps.iter().flat_map(|s| s.off.keys().copied()).collect();
    let newest = steps.len().saturating_sub(1);
    let moved_now = steps.last().map(moved_places).unwrap_or_default();
    places
        .into_iter()
        .map(|place| {
            let rows: Vec<Option<&Row>> = steps.iter().map(|s| s.off.get(&place)).collect();
            let times = rows.iter().flatten().count();
            let now = rows.last().copied().flatten().is_some();
            let before = newest > 0 && rows.get(newest - 1).copied().flatten().is_some();
            let off = |at: Option<usize>| {
                let row = at.and_then(|at| rows.get(at).copied().flatten());
                row.and_then(|row| row.variance)
            };
            let (last, this) = (off(newest.checked_sub(1)), off(Some(newest)));
            let back = this.is_some_and(|this| last == Some(-this));
            let course = match (now, before) {
                (true, true) if back => Course::Healed,
                (true, _) if moved_now.contains(&place) => Course::Moved,
                (true, _) if times > 1 => Course::Recurring,
                (true, _) => Course::New,
                (false, true) => Course::Healed,
                (false, false) => Course::Past,
            };
            Track {
                place,
                course,
                variances: rows
                    .iter()
                    .map(|row| row.and_then(|r| r.variance))
                    .collect(),
                times,
                value: rows.iter().flatten().map(|r| r.value).sum(),
            }
        })
        .collect()
}

/// Places whose variance another place of the same item makes good.
fn moved_places(step: &Step) -> HashSet<Place> {
    let mut by_item: HashMap<Name, Vec<(Place, Qty)>> = HashMap::new();
    for (place, row) in &step.off {
        if let Some(variance) = row.variance {
            by_item
                .entry(place.sku)
                .or_default()
                .push((*place, variance));
        }
    }
    let offsets = |off: &[(Place, Qty)], qty: Qty| off.iter().any(|(_, other)| *other == -qty);
    by_item
        .values()
        .flat_map(|off| off.iter().filter(|(_, qty)| offsets(off, *qty)))
        .map(|(place, _)| *place)
        .collect()
}

pub fn shortage(step: &Step) -> Decimal {
    step.off
        .values()
        .filter_map(|row| row.value)
        .filter(|value| value.is_negative())
        .map(|value| -value.0)
        .sum()
}
