//! Earlier counts of a folder: when each area was counted last, and which places
//! were off before.

use super::count::{CountSet, Place};
use super::diff::{Kind, Terms, diff};
use super::moved::Moved;
use crate::base::Pool;
use crate::policy::{Interval, StocktakeRules};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// One stock-take of the past.
#[derive(Debug)]
pub struct Past {
    /// The day of its last counting time, else the one in its file's name.
    pub day: NaiveDate,
    /// The file, as shown.
    pub shown: String,
    pub set: CountSet,
}

/// The last day on which each area was counted, up to `today`: any line with a
/// quantity counts.
pub fn last_counted(
    past: &[Past],
    rules: &StocktakeRules,
    pool: &Pool,
    today: NaiveDate,
) -> BTreeMap<String, NaiveDate> {
    let mut last: BTreeMap<String, NaiveDate> = BTreeMap::new();
    for count in past.iter().filter(|count| count.day <= today) {
        for line in count.set.lines.iter().filter(|line| line.qty.is_some()) {
            let area = rules.area(pool.text(line.place.location));
            let held = last.entry(area.to_owned()).or_insert(count.day);
            *held = (*held).max(count.day);
        }
    }
    last
}

/// An area that has to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub area: String,
    /// Kind of area, as in `[stocktake.areas]`.
    pub kind: String,
    /// `None` was never counted.
    pub last: Option<NaiveDate>,
    /// The last day on which a count is in time; `None` where it never was.
    pub due: Option<NaiveDate>,
}

impl Due {
    pub fn overdue(&self, today: NaiveDate) -> bool {
        self.due.is_none_or(|due| due < today)
    }
}

/// Areas due by `today`: their interval has run out, or they were never counted.
/// An area whose kind has no interval is never due.
pub fn due(
    areas: impl Iterator<Item = String>,
    last: &BTreeMap<String, NaiveDate>,
    rules: &StocktakeRules,
    today: NaiveDate,
) -> Vec<Due> {
    let every = |kind: &str| -> Option<Interval> { rules.every.get(kind).copied() };
    let distinct: std::collections::BTreeSet<String> = areas.collect();
    distinct
        .into_iter()
        .filter_map(|area| {
            let kind = rules.kind(&area).to_owned();
            let interval = every(&kind)?;
            let counted = last.get(&area).copied();
            let due = counted.map(|day| interval.due_after(day));
            due.is_none_or(|day| day <= today).then_some(Due {
                area,
                kind,
                last: counted,
                due,
            })
        })
        .collect()
}

/// How often each place was off from one count to the next.
pub fn times_off(
    past: &mut [Past],
    moved: Option<&Moved<'_>>,
    rules: &StocktakeRules,
) -> HashMap<Place, u64> {
    let mut off = HashMap::new();
    let terms = Terms {
        rules,
        moved,
        made: None,
        cost: &|_, _| None,
        class: &|_| "",
    };
    for at in 1..past.len() {
        let (before, now) = past.split_at_mut(at);
        let (Some(before), Some(now)) = (before.last_mut(), now.first_mut()) else {
            continue;
        };
        for row in diff(&mut before.set, &mut now.set, &terms, false).rows {
            let varied = row.variance.is_some_and(|v| !v.is_zero());
            if varied && !matches!(row.kind, Kind::NotCounted) {
                *off.entry(row.place).or_insert(0) += 1;
            }
        }
    }
    off
}
