//! 进销存: what an item had, received, issued and has, in quantity and value,
//! for any period (W6, contract §4).
//!
//! Movements before the period make the opening, unless an opening is given. An
//! item is one pool over all places unless places or lots are asked for; then
//! each has its own cost, and a transfer carries cost and receipt from one to
//! the other.

mod findings;
mod item;
mod late;
mod report;

pub use late::Late;
pub use report::report;

use super::entry::Entry;
use super::line::Line;
use super::lines::Lines;
use super::names::Names;
use super::notes::Notes;
use super::valuation::{Method, Scale};
use crate::base::{Files, Money, MoveKind, Name, Origin, Period, Pool, Problem, Qty};
use crate::say;
use crate::table::cell::date::Moment;
use crate::table::rows::{self, Item};
use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Fewer lines than this are reckoned on one processor.
const PARALLEL: usize = 100_000;

/// What a row of the balance stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// An item, wherever it lies.
    #[default]
    Item,
    Location,
    Lot,
}

impl By {
    /// Location and lot of the row a line belongs to.
    fn key(self, line: &Line) -> (Name, Name) {
        match self {
            By::Item => (Name::BLANK, Name::BLANK),
            By::Location => (line.location, Name::BLANK),
            By::Lot => (Name::BLANK, line.lot),
        }
    }
}

/// Which balance is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    pub period: Period,
    pub method: Method,
    pub by: By,
}

/// What the balance is made of.
#[derive(Clone, Copy)]
pub struct Books<'a> {
    pub ledger: &'a Lines,
    /// What was brought forward, where that is given.
    pub opening: Option<&'a Lines>,
    pub items: Option<&'a [Item]>,
    pub pool: &'a Pool,
    pub files: &'a Files,
}

impl<'a> Books<'a> {
    /// The lines a balance of the period is made of, in the files' order.
    fn lines(&self, request: &Request) -> impl Iterator<Item = &'a Line> + use<'a> {
        let (start, end) = (request.period.start(), request.period.end());
        let given = self.opening.is_some();
        let opening = self.opening.map_or(&[][..], |opening| &opening.lines);
        let counts = move |line: &&Line| line.at < end && (!given || line.at >= start);
        opening
            .iter()
            .chain(self.ledger.lines.iter().filter(counts))
    }

    fn names(&self) -> Names {
        let mut heard = self.ledger.heard.clone();
        if let Some(opening) = self.opening {
            heard.append(&opening.heard);
        }
        Names::with(self.items, &heard)
    }
}

/// A quantity and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figure {
    pub qty: Qty,
    /// Yuan, whole fen.
    pub value: Money,
}

/// Movements of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeSum {
    /// The ledger's word; blank where a column said the side.
    pub word: Name,
    /// `None` for cost made right after an issue below zero.
    pub kind: Option<MoveKind>,
    pub lines: u32,
    pub received: Figure,
    pub issued: Figure,
}

/// One line of the balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub sku: Name,
    /// Blank unless asked for.
    pub location: Name,
    pub lot: Name,
    pub opening: Figure,
    pub received: Figure,
    pub issued: Figure,
    pub closing: Figure,
    pub types: Vec<TypeSum>,
    /// Where the cost of some of it is not known, the first such line: its
    /// values then say nothing.
    pub unvalued: Option<Origin>,
}

/// Cost of goods issued below zero, made right by a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    pub origin: Origin,
    pub at: NaiveDateTime,
    pub doc_no: Name,
    pub sku: Name,
    pub location: Name,
    /// Yuan: more (less) cost of what was issued.
    pub value: Money,
}

/// A balance.
#[derive(Debug, Default)]
pub struct Balance {
    /// By item, place, lot in natural order.
    pub rows: Vec<Row>,
    pub corrections: Vec<Correction>,
    pub late: Vec<Late>,
    /// Goods sent from one place that had not arrived at the period's end.
    pub under_way: Vec<(Name, Qty)>,
    /// Movements before the period that an opening stands in for.
    pub left_out: usize,
    /// Movements of the period.
    pub movements: usize,
    /// Lines that stand twice.
    pub doubles: Notes,
}

/// Opening balances as entries dated at the period's beginning; the pairs are
/// lines that name the same item, place and lot.
pub fn opening(
    balances: &[rows::Balance],
    period: Period,
) -> (Vec<Entry>, Vec<(Origin, Origin, Name)>) {
    let at = Moment {
        at: period.start(),
        has_time: false,
        has_seconds: false,
    };
    let mut first: HashMap<(Name, Name, Name), Origin> = HashMap::new();
    let mut doubles = Vec::new();
    let entries = balances.iter().map(|row| {
        let key = (row.sku, row.location, row.lot);
        let held = *first.entry(key).or_insert(row.origin);
        if held != row.origin {
            doubles.push((row.origin, held, row.sku));
        }
        Entry::opening(row, at)
    });
    (entries.collect(), doubles)
}

/// The balance of a period.
///
/// # Errors
/// A quantity or amount beyond nine quintillion of the smallest unit.
pub fn balance(request: &Request, books: &Books<'_>) -> Result<Balance, Problem> {
    let opening = books.opening.map_or(&[][..], |opening| &opening.lines);
    let shelves = Shelves::of(opening, &books.ledger.lines, books.pool);
    let all = opening.iter().chain(&books.ledger.lines);
    let decimals = all.map(|line| u32::from(line.decimals)).max();
    let plan = item::Plan {
        request,
        books,
        scale: Scale::with(decimals.unwrap_or(0)),
        shelves: &shelves,
        costs: costs(books.items),
    };
    let mut out = Balance::default();
    for part in in_parts(&shelves, &plan)? {
        out.append(part);
    }
    out.late.sort_by_key(|late| (late.at, late.origin));
    Ok(out)
}

/// Items in parts of about as many lines, one a processor; what comes of each,
/// in order.
fn in_parts(shelves: &Shelves<'_>, plan: &item::Plan<'_>) -> Result<Vec<Balance>, Problem> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let lines = shelves.lines();
    let parts = if lines < PARALLEL { 1 } else { threads };
    let each = lines.div_ceil(parts).max(1);
    let mut cuts: Vec<Vec<Name>> = vec![Vec::new()];
    let mut held = 0;
    for sku in &shelves.skus {
        if held >= each {
            cuts.push(Vec::new());
            held = 0;
        }
        held += shelves.count(*sku);
        if let Some(part) = cuts.last_mut() {
            part.push(*sku);
        }
    }
    let work = |skus: Vec<Name>| {
        let mut out = Balance::default();
        for sku in skus {
            plan.item(sku, &mut out)?;
        }
        Ok(out)
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = cuts
            .into_iter()
            .map(|skus| scope.spawn(|| work(skus)))
            .collect();
        running
            .into_iter()
            .map(|thread| match thread.join() {
                Ok(part) => part,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    })
}

impl Balance {
    fn append(&mut self, mut more: Balance) {
        self.rows.append(&mut more.rows);
        self.corrections.append(&mut more.corrections);
        self.late.append(&mut more.late);
        self.under_way.append(&mut more.under_way);
        self.left_out += more.left_out;
        self.movements += more.movements;
        self.doubles.append(more.doubles);
    }
}

/// Lines by item.
struct Shelves<'a> {
    opening: Shelf<'a>,
    ledger: Shelf<'a>,
    /// Every item, in natural order.
    skus: Vec<Name>,
}

/// One ledger's lines by item: positions, in the ledger's order.
struct Shelf<'a> {
    lines: &'a [Line],
    /// Where the positions of each name begin.
    starts: Vec<u32>,
    positions: Vec<u32>,
}

impl<'a> Shelves<'a> {
    fn of(opening: &'a [Line], ledger: &'a [Line], pool: &Pool) -> Shelves<'a> {
        let opening = Shelf::of(opening, pool.len());
        let ledger = Shelf::of(ledger, pool.len());
        let all = opening.lines.iter().chain(ledger.lines);
        let mut listed = vec![false; pool.len()];
        let mut skus: Vec<Name> = all
            .map(|line| line.sku)
            .filter(|sku| !std::mem::replace(&mut listed[sku.index()], true))
            .collect();
        skus.sort_by(|a, b| super::order::natural(pool.text(*a), pool.text(*b)));
        Shelves {
            opening,
            ledger,
            skus,
        }
    }

    fn lines(&self) -> usize {
        self.opening.lines.len() + self.ledger.lines.len()
    }

    fn count(&self, sku: Name) -> usize {
        self.opening.of_item(sku).len() + self.ledger.of_item(sku).len()
    }
}

impl<'a> Shelf<'a> {
    fn of(lines: &'a [Line], names: usize) -> Shelf<'a> {
        let mut starts = vec![0_u32; names + 1];
        for line in lines {
            starts[line.sku.index() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut positions = vec![0; lines.len()];
        for (at, line) in (0..).zip(lines) {
            let slot = &mut next[line.sku.index()];
            positions[*slot as usize] = at;
            *slot += 1;
        }
        Shelf {
            lines,
            starts,
            positions,
        }
    }

    fn of_item(&self, sku: Name) -> &[u32] {
        let (from, to) = (self.starts[sku.index()], self.starts[sku.index() + 1]);
        &self.positions[from as usize..to as usize]
    }

    fn item(&self, sku: Name) -> impl Iterator<Item = &'a Line> {
        let lines = self.lines;
        self.of_item(sku).iter().map(move |at| &lines[*at as usize])
    }
}

/// Unit costs of the item list, yuan a piece.
fn costs(items: Option<&[Item]>) -> HashMap<Name, Decimal> {
    let priced = items.unwrap_or_default().iter();
    priced
        .filter_map(|item| Some((item.sku, item.unit_cost?.0)))
        .collect()
}

fn too_large(entry: &Line, books: &Books<'_>) -> Problem {
    let place = books.files.place(entry.origin);
    let sku = books.pool.text(entry.sku);
    let (zh, en) = (place.zh, place.en);
    say!(
        zh: "{zh}:{sku} 的数量或金额太大,算不下;请核对这一行",
        en: "{en}: the quantity or amount of {sku} is too large to reckon with; check this line"
    )
    .into()
}
