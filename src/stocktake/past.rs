//! Earlier counts of a folder: when each area was counted last, and which places
//! were off before.

use super::count::CountSet;
use super::diff::{Compared, Kind, Terms, diff};
use super::diff_report::sort;
use super::goods::Goods;
use super::ledger::Books;
use super::moved::Moved;
use super::place::{Grain, Place};
use crate::base::Pool;
use crate::policy::{FULL_COUNT, Interval, StockRules, StocktakeRules};
use crate::stock::Entry;
use crate::table::cell::date::Moment;
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
pub fn last_counted<'p>(
    past: impl Iterator<Item = &'p Past>,
    rules: &StocktakeRules,
    pool: &Pool,
    today: NaiveDate,
) -> BTreeMap<String, NaiveDate> {
    let mut last: BTreeMap<String, NaiveDate> = BTreeMap::new();
    for count in past.filter(|count| count.day <= today) {
        for line in count.set.lines.iter().filter(|line| line.is_counted()) {
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

/// Areas due by `today`: the interval of their kind has run out or that of the
/// full count, whichever is the earlier, or they were never counted. With
/// neither interval an area is never due.
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
            let intervals = [every(&kind), every(FULL_COUNT)];
            let counted = last.get(&area).copied();
            let dues = intervals.iter().flatten();
            let after = |day| dues.clone().map(|i| i.due_after(day, rules.end_days)).min();
            dues.clone().next()?;
            let due = counted.and_then(after);
            due.is_none_or(|day| day <= today).then_some(Due {
                area,
                kind,
                last: counted,
                due,
            })
        })
        .collect()
}

/// What one step from a count to the next is compared with.
#[derive(Clone, Copy)]
pub struct Ground<'g> {
    /// The ledger of the time, where one is given.
    pub entries: Option<&'g [Entry]>,
    pub goods: &'g Goods<'g>,
    pub pool: &'g Pool,
    pub rules: &'g StocktakeRules,
    pub stock: &'g StockRules,
}

impl Ground<'_> {
    /// Compares a count with the one before. A count whose lines give no time
    /// was made on its day.
    pub fn step(&self, before: &mut Past, now: &mut Past, all: bool) -> (Compared, Grain) {
        let mut grain = before.set.grain(&now.set);
        let moved = self.entries.map(|entries| {
            grain = grain.with(entries);
            Moved::new(entries, grain)
        });
        let made = |past: &Past| {
            let timed = past.set.span.map(|(_, last)| last);
            timed.unwrap_or(Moment::whole(past.day))
        };
        let terms = Terms {
            rules: self.rules,
            grain,
            moved: moved.as_ref(),
            made: Some((made(before), made(now))),
            cost: &|sku, own| own.or_else(|| self.goods.cost(sku)),
            class: &|sku| self.goods.class(sku, self.pool),
        };
        let mut compared = diff(&mut before.set, &mut now.set, &terms, all);
        if let Some((moved, entries)) = moved.as_ref().zip(self.entries) {
            sort(&mut compared.rows, self.pool);
            let books = Books {
                entries,
                moved,
                rules: &self.stock.causes,
                method: self.stock.valuation,
                until: made(now),
            };
            let rows = &mut compared.rows;
            books.value(rows, self.goods, self.rules, terms.class);
        }
        (compared, grain)
    }
}

/// How often each place was off from one count to the next.
pub fn times_off(past: &mut [Past], ground: &Ground<'_>) -> HashMap<Place, u64> {
    let mut off = HashMap::new();
    for at in 1..past.len() {
        let (before, now) = past.split_at_mut(at);
        let (Some(before), Some(now)) = (before.last_mut(), now.first_mut()) else {
            continue;
        };
        for row in ground.step(before, now, false).0.rows {
            let varied = row.variance.is_some_and(|v| !v.is_zero());
            if varied && !matches!(row.kind, Kind::NotCounted) {
                *off.entry(row.place).or_insert(0) += 1;
            }
        }
    }
    off
}
