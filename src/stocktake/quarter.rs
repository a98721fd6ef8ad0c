//! The full count at a quarter's end, with finance (W7): surplus 盘盈, shortage
//! 盘亏 and damage 残次, each with its cause and the last keeper.
//!
//! The book is a count of its own that was made before: of balances with their
//! quantities, of a ledger with nothing at the beginning of time and every
//! movement since. So the comparison is that of two counts, and a place is
//! compared at the minute it was counted.
//!
//! A place's difference has up to two lines. Damaged pieces are no longer good
//! stock: a line of their own, minus what is damaged. What is then left, good +
//! damaged − book, is surplus or shortage. The lines of a place add up to
//! good − book. What nobody counted is neither: it is listed, never zero.

use super::count::CountSet;
use super::diff::{Compared, Kind, Row, Terms, diff};
use super::diff_report::sort;
use super::findings::Told;
use super::goods::Goods;
use super::ledger::Books;
use super::moved::Moved;
use super::past::{Due, Past, due, last_counted};
use super::place::Place;
use super::why::{Keepers, Variance};
use crate::base::{Files, Finding, Message, Money, Name, Origin, Period, Pool, Qty};
use crate::policy::{CauseRules, StocktakeRules};
use crate::stock::Entry;
use crate::stock::causes::{Cause, Kind as CauseKind};
use crate::stock::valuation::Method;
use crate::stock::worth::Worth;
use crate::table::cell::date::Moment;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What the report is made from.
pub struct QuarterInput<'q> {
    pub quarter: Period,
    /// The book as a count: balances, or the places of a ledger at nothing.
    pub book: CountSet,
    /// Whether the book is the ledger itself.
    pub posted: bool,
    pub count: Past,
    pub entries: Option<&'q [Entry]>,
    /// Earlier counts, for what is overdue.
    pub past: Vec<Past>,
    pub goods: &'q Goods<'q>,
    pub pool: &'q Pool,
    pub files: &'q Files,
    pub rules: &'q StocktakeRules,
    pub causes: &'q CauseRules,
    pub method: Method,
    pub scope: Message,
    pub clock: crate::base::Clock,
}

impl QuarterInput<'_> {
    /// What findings are written with.
    pub fn told(&self) -> Told<'_> {
        Told {
            pool: self.pool,
            files: self.files,
        }
    }
}

/// Surplus, shortage or damage of a place.
#[derive(Debug, Clone)]
pub struct Line {
    /// One of the three.
    pub kind: Kind,
    pub place: Place,
    /// Pieces by the book, and good ones counted.
    pub book: Qty,
    pub counted: Qty,
    /// Pieces: more than none for a surplus, else less.
    pub qty: Qty,
    /// Yuan, signed like the quantity; `None` without a cost.
    pub value: Option<Money>,
    pub causes: Vec<Cause>,
    /// The last who moved it; blank where nobody is named.
    pub keeper: Name,
    pub origin: Origin,
}

/// Why a place has no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// A line of the count without a quantity.
    Blank,
    /// Stock by the book, no line in the count.
    Absent,
    /// Counted more than once, and not settled.
    Open,
}

/// How the places of an area came out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub places: u64,
    pub counted: u64,
    pub same: u64,
}

/// What came of the count.
#[derive(Debug)]
pub struct Quarter {
    /// Surplus, shortage, damage; then as people walk.
    pub lines: Vec<Line>,
    pub missed: Vec<(Row, Missed)>,
    pub areas: BTreeMap<String, Tally>,
    pub last: BTreeMap<String, NaiveDate>,
    /// Areas that have to be counted by today.
    pub due: Vec<Due>,
    pub places: u64,
    pub same: u64,
    pub compared: Compared,
    /// Movements while the count went on.
    pub while_counted: Vec<Finding>,
}

/// Compares the book with the count.
pub fn quarter(input: &mut QuarterInput<'_>) -> Quarter {
    let mut book = std::mem::take(&mut input.book);
    let mut grain = book.grain(&input.count.set);
    if let Some(entries) = input.entries {
        grain = grain.with(entries);
    }
    let until = made(input);
    let moved = input.entries.map(|entries| Moved::new(entries, grain));
    let terms = Terms {
        rules: input.rules,
        grain,
        // Balances are taken as they stand.
        moved: moved.as_ref().filter(|_| input.posted),
        made: Some((beginning(), until)),
        cost: &|sku, own| own.or_else(|| input.goods.cost(sku)),
        class: &|sku| input.goods.class(sku, input.pool),
    };
    let mut compared = diff(&mut book, &mut input.count.set, &terms, true);
    sort(&mut compared.rows, input.pool);
    let books = moved
        .as_ref()
        .zip(input.entries)
        .map(|(moved, entries)| Books {
            entries,
            moved,
            rules: input.causes,
            method: input.method,
            until,
        });
    let mut lines = lines(&compared.rows);
    if let Some(books) = &books {
        explain(&mut lines, books, input, compared.items);
        let items: HashSet<Name> = lines.iter().map(|line| line.place.sku).collect();
        let keepers = books.keepers(grain);
        value(&mut lines, &mut books.worth(&items, input.goods), &keepers);
    }
    let while_counted = moved.as_ref().map_or_else(Vec::new, |moved| {
        let counted = (&input.count.set, grain);
        input.told().moved_while_counted(&compared, counted, moved)
    });
    lines.sort_by_key(|line| rank(line.kind));
    let mut out = Quarter {
        lines,
        missed: compared.rows.iter().filter_map(missed).collect(),
        areas: BTreeMap::new(),
        last: BTreeMap::new(),
        due: Vec::new(),
        places: 0,
        same: 0,
        compared,
        while_counted,
    };
    out.by_area(input);
    out
}

fn beginning() -> Moment {
    Moment::whole(NaiveDate::MIN)
}

/// When the count was made: by its lines, else at the end of its day.
fn made(input: &QuarterInput<'_>) -> Moment {
    let timed = input.count.set.span.map(|(_, last)| last);
    timed.unwrap_or(Moment::whole(input.count.day))
}

/// The order of the kinds in the report.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Surplus => 0,
        Kind::Shortage => 1,
        _ => 2,
    }
}

/// Nothing by the book and on no sheet: no place of the quarter.
fn idle(row: &Row) -> bool {
    row.kind == Kind::Gone && row.expected.is_none_or(|qty| qty.is_zero())
}

fn missed(row: &Row) -> Option<(Row, Missed)> {
    let why = match row.kind {
        _ if idle(row) => return None,
        _ if row.open => Missed::Open,
        Kind::Gone => Missed::Absent,
        Kind::NotCounted => Missed::Blank,
        _ => return None,
    };
    Some((row.clone(), why))
}

fn lines(rows: &[Row]) -> Vec<Line> {
    let mut out = Vec::new();
    for row in rows.iter().filter(|row| missed(row).is_none() && !row.open) {
        let (Some(book), Some(counted)) = (row.expected, row.this) else {
            continue;
        };
        let damaged = row.damaged.unwrap_or_default();
        let rest = counted + damaged - book;
        let kind = if rest.is_negative() {
            Kind::Shortage
        } else {
            Kind::Surplus
        };
        for (kind, qty) in [(kind, rest), (Kind::Damaged, -damaged)] {
            if qty.is_zero() {
                continue;
            }
            let value = row.cost.and_then(|cost| qty.0.checked_mul(cost.0));
            out.push(Line {
                kind,
                place: row.place,
                book,
                counted,
                qty,
                value: value.map(|yuan| Money(yuan).rounded()),
                causes: Vec::new(),
                keeper: Name::BLANK,
                origin: row.origin,
            });
        }
    }
    out
}

/// What was damaged is its own cause; the rest is asked of the engine.
fn explain(lines: &mut [Line], books: &Books<'_>, input: &QuarterInput<'_>, items: usize) {
    let at_place: HashMap<Place, Moment> = input
        .count
        .set
        .lines
        .iter()
        .filter_map(|line| {
            let at = input.count.set.extra(line).counted_at?;
            Some((line.place, at))
        })
        .collect();
    let variance = |line: &Line| Variance {
        place: line.place,
        qty: line.qty,
        damaged: match line.kind {
            Kind::Damaged => -line.qty,
            _ => Qty::default(),
        },
        times: (
            beginning(),
            at_place.get(&line.place).copied().unwrap_or(books.until),
        ),
    };
    for of_damage in [true, false] {
        let (at, variances): (Vec<usize>, Vec<Variance>) = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| (line.kind == Kind::Damaged) == of_damage)
            .map(|(at, line)| (at, variance(line)))
            .unzip();
        let found = books.causes(&variances, input.goods, input.pool, items);
        for (at, causes) in at.into_iter().zip(found) {
            lines[at].causes = causes;
        }
    }
}

/// Yuan by the ledger's layers, and the last keeper.
fn value(lines: &mut [Line], worth: &mut Worth, keepers: &Keepers) {
    for line in lines {
        line.value = worth.next(line.place.sku, line.qty).or(line.value);
        line.keeper = keepers.last(line.place);
    }
}

impl Line {
    /// Whether documents or the goods themselves account for all of it.
    pub fn is_explained(&self) -> bool {
        let open = |cause: &Cause| cause.kind == CauseKind::Unexplained;
        !self.causes.is_empty() && !self.causes.iter().any(open)
    }
}

impl Quarter {
    fn by_area(&mut self, input: &mut QuarterInput<'_>) {
        let mut seen: HashSet<Place> = HashSet::new();
        for row in self.compared.rows.iter().filter(|row| !idle(row)) {
            if !seen.insert(row.place) {
                continue;
            }
            let area = input.rules.area(input.pool.text(row.place.location));
            let tally = self.areas.entry(area.to_owned()).or_default();
            let same = row.kind == Kind::Same && row.damaged.is_none_or(|d| d.is_zero());
            tally.places += 1;
            tally.counted += u64::from(row.this.is_some());
            tally.same += u64::from(same);
        }
        self.places = self.areas.values().map(|tally| tally.places).sum();
        self.same = self.areas.values().map(|tally| tally.same).sum();
        let today = input.clock.date();
        let counts = input.past.iter().chain(std::iter::once(&input.count));
        self.last = last_counted(counts, input.rules, input.pool, today);
        let areas: BTreeSet<String> = self.areas.keys().cloned().collect();
        self.due = due(areas.into_iter(), &self.last, input.rules, today);
    }

    /// The lines of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.kind == kind)
    }
}
