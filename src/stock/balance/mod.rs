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

use super::ledger::{Entry, Ledger};
use super::valuation::{Method, Scale};
use crate::base::{Files, Money, MoveKind, Name, Origin, Period, Pool, Problem, Qty};
use crate::say;
use crate::table::cell::date::Moment;
use crate::table::rows::{self, Item};
use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// What a row of the balance stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// An item, wherever it lies.
    #[default]
    Item,
    Location,
    Lot,
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
    pub ledger: &'a Ledger,
    /// Entries of the opening, where one is given ([`opening`]).
    pub opening: Option<&'a [Entry]>,
    pub items: Option<&'a [Item]>,
    pub pool: &'a Pool,
    pub files: &'a Files,
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
    pub at: Moment,
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
    /// Of movements before the period: what they changed the value by, by
    /// position in the ledger.
    worth: HashMap<u32, Option<Money>>,
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
    let all = Entries::of(request, books);
    let scale = Scale::of(all.iter().map(|entry| entry.qty));
    let plan = item::Plan {
        request,
        books,
        scale,
        all: &all,
        costs: costs(books.items),
    };
    let mut out = Balance {
        left_out: all.left_out,
        ..Balance::default()
    };
    let order = books.sorted_items(&all);
    for (sku, indices) in order {
        plan.item(sku, &indices, &mut out)?;
    }
    late::list(request, books, &mut out);
    Ok(out)
}

/// The entries a balance is made of: the opening's, then the ledger's up to the
/// period's end, in posting order.
struct Entries<'a> {
    opening: &'a [Entry],
    ledger: &'a [Entry],
    left_out: usize,
}

impl<'a> Entries<'a> {
    fn of(request: &Request, books: &Books<'a>) -> Entries<'a> {
        let until = books.ledger.before(request.period.end());
        match books.opening {
            None => Entries {
                opening: &[],
                ledger: until,
                left_out: 0,
            },
            Some(opening) => {
                let before = books.ledger.before(request.period.start()).len();
                Entries {
                    opening,
                    ledger: &until[before..],
                    left_out: before,
                }
            }
        }
    }

    fn iter(&self) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.opening.iter().chain(self.ledger)
    }

    fn get(&self, at: u32) -> &'a Entry {
        let at = at as usize;
        match at.checked_sub(self.opening.len()) {
            None => &self.opening[at],
            Some(at) => &self.ledger[at],
        }
    }

    /// Whether the entry stands before the period.
    fn is_before(&self, at: u32, start: NaiveDateTime) -> bool {
        (at as usize) < self.opening.len() || self.get(at).at.at < start
    }
}

impl<'a> Books<'a> {
    /// The entries a balance of the period is made of.
    pub fn entries(&self, request: &Request) -> impl Iterator<Item = &'a Entry> + use<'a> {
        Entries::of(request, self).iter()
    }

    /// Every item with the positions of its entries, items in natural order.
    fn sorted_items(&self, all: &Entries<'_>) -> Vec<(Name, Vec<u32>)> {
        let mut of: Vec<Vec<u32>> = vec![Vec::new(); self.pool.len()];
        for (at, entry) in (0_u32..).zip(all.iter()) {
            of[entry.sku.index()].push(at);
        }
        let seen = all.iter().map(|entry| entry.sku);
        let mut skus: Vec<Name> = Vec::new();
        let mut listed = vec![false; self.pool.len()];
        for sku in seen {
            if !std::mem::replace(&mut listed[sku.index()], true) {
                skus.push(sku);
            }
        }
        skus.sort_by(|a, b| super::order::natural(self.pool.text(*a), self.pool.text(*b)));
        skus.into_iter()
            .map(|sku| (sku, std::mem::take(&mut of[sku.index()])))
            .collect()
    }
}

/// Unit costs of the item list, yuan a piece.
fn costs(items: Option<&[Item]>) -> HashMap<Name, Decimal> {
    let priced = items.unwrap_or_default().iter();
    priced
        .filter_map(|item| Some((item.sku, item.unit_cost?.0)))
        .collect()
}

fn too_large(entry: &Entry, books: &Books<'_>) -> Problem {
    let place = books.files.place(entry.origin);
    let sku = books.pool.text(entry.sku);
    let (zh, en) = (place.zh, place.en);
    say!(
        zh: "{zh}:{sku} 的数量或金额太大,算不下;请核对这一行",
        en: "{en}: the quantity or amount of {sku} is too large to reckon with; check this line"
    )
    .into()
}
