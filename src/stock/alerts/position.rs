//! What lies where, in which lots, and how fast it goes.
//!
//! Stock is the sum of the ledger. Issues that name no lot are taken from the
//! lots of their place, the earliest expiry first, then from any place's.

use super::Watch;
use crate::base::{Money, MoveKind, Name, Origin, Qty};
use crate::stock::docs::distinct;
use crate::stock::entry::Entry;
use crate::table::rows::PurchaseLine;
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// A lot as lines name it: by its number, else by its expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LotKey {
    None,
    Named(Name),
    Expiring(NaiveDate),
}

impl LotKey {
    pub fn of(entry: &Entry) -> LotKey {
        if !entry.lot.is_blank() {
            return LotKey::Named(entry.lot);
        }
        entry.expiry.map_or(LotKey::None, LotKey::Expiring)
    }

    pub fn text(self, watch: &Watch<'_>) -> String {
        match self {
            LotKey::None => String::new(),
            LotKey::Named(name) => watch.pool.text(name).to_owned(),
            LotKey::Expiring(day) => day.to_string(),
        }
    }
}

/// A lot of an item.
#[derive(Debug, Clone)]
pub struct Lot {
    pub key: LotKey,
    pub expiry: Option<NaiveDate>,
    /// First received, wherever; transfers keep it.
    pub received: NaiveDate,
    /// The line that first names it.
    pub origin: Origin,
    /// By place, those with something in them.
    pub places: BTreeMap<Name, Qty>,
}

impl Lot {
    pub fn qty(&self) -> Qty {
        self.places.values().copied().sum()
    }

    pub fn expired(&self, today: NaiveDate) -> bool {
        self.expiry.is_some_and(|expiry| expiry < today)
    }
}

/// Where an item stands.
#[derive(Debug, Clone)]
pub struct Position {
    pub sku: Name,
    pub stock: Qty,
    /// Those with something in them, the earliest expiry first.
    pub lots: Vec<Lot>,
    /// Neither expired nor waiting in a returns area.
    pub sellable: Qty,
    /// Pieces a day, over all places.
    pub rate: Decimal,
    /// Pieces a day by place.
    pub rates: BTreeMap<Name, Decimal>,
    /// Nothing was issued since: the last issue, or the day the stock came.
    pub idle_since: NaiveDate,
    pub ever_issued: bool,
    /// Of the latest receipt that names one.
    pub supplier: Name,
    /// Cost a piece: the item list's, else the latest receipt's.
    pub cost: Option<Decimal>,
    /// Ordered and not yet there, and when the first of it is due.
    pub on_order: Qty,
    pub next_due: Option<NaiveDate>,
    /// The latest line.
    pub origin: Origin,
}

impl Position {
    /// Days the sellable stock lasts; `None` where nothing goes.
    pub fn cover(&self) -> Option<Decimal> {
        self.sellable
            .0
            .checked_div(self.rate)
            .map(|d| d.round_dp(1))
    }

    /// Days without an issue.
    pub fn idle(&self, until: NaiveDate) -> i64 {
        (until - self.idle_since).num_days()
    }

    /// Yuan of so many pieces.
    pub fn value(&self, qty: Qty) -> Option<Money> {
        let cost = self.cost?;
        cost.checked_mul(qty.0).map(|value| Money(value).rounded())
    }
}

/// The days the rate is taken over: the last `rate_days` of the ledger.
pub fn window(watch: &Watch<'_>) -> (NaiveDate, i64) {
    let until = watch.until();
    let back = Days::new(watch.rules.rate_days.max(1).into());
    let from = until.checked_sub_days(back).unwrap_or(until);
    let from = from.succ_opt().unwrap_or(from);
    let moves = watch.entries.iter().filter(|e| e.kind != MoveKind::Opening);
    let first = moves.map(Entry::day).min().unwrap_or(from);
    let from = from.max(first);
    (from, (until - from).num_days() + 1)
}

pub fn is_issue(entry: &Entry) -> bool {
    matches!(entry.kind, MoveKind::Issue | MoveKind::OtherOut)
}

/// Every item of the ledger, by code.
pub fn positions(watch: &Watch<'_>) -> Vec<Position> {
    let mut by_item: HashMap<Name, Vec<&Entry>> = HashMap::new();
    for entry in watch.entries {
        by_item.entry(entry.sku).or_default().push(entry);
    }
    let costs: HashMap<Name, Decimal> = watch
        .items
        .iter()
        .rev()
        .filter_map(|item| Some((item.sku, item.unit_cost?.0)))
        .collect();
    let orders = on_order(watch, &by_item);
    let window = window(watch);
    let mut positions: Vec<Position> = by_item
        .into_iter()
        .map(|(sku, entries)| {
            let mut position = position(watch, sku, &entries, window);
            position.cost = costs.get(&sku).copied().or(position.cost);
            if let Some((qty, due)) = orders.get(&sku) {
                position.on_order = *qty;
                position.next_due = *due;
            }
            position
        })
        .collect();
    let text = |p: &Position| watch.pool.text(p.sku);
    positions.sort_by(|a, b| text(a).cmp(text(b)));
    positions
}

fn position(
    watch: &Watch<'_>,
    sku: Name,
    entries: &[&Entry],
    (from, days): (NaiveDate, i64),
) -> Position {
    let mut position = Position {
        sku,
        stock: Qty::ZERO,
        lots: Vec::new(),
        sellable: Qty::ZERO,
        rate: Decimal::ZERO,
        rates: BTreeMap::new(),
        idle_since: entries.first().map_or(from, |e| e.day()),
        ever_issued: false,
        supplier: Name::BLANK,
        cost: None,
        on_order: Qty::ZERO,
        next_due: None,
        origin: Origin::default(),
    };
    let mut issued: BTreeMap<Name, Qty> = BTreeMap::new();
    for entry in entries {
        let before = position.stock;
        position.stock += entry.qty;
        position.origin = entry.origin;
        let arrived = before <= Qty::ZERO && position.stock > Qty::ZERO;
        let issue = is_issue(entry) && !entry.red;
        if issue || arrived {
            position.idle_since = position.idle_since.max(entry.day());
        }
        position.ever_issued |= issue;
        if is_issue(entry) && entry.day() >= from {
            *issued.entry(entry.location).or_default() += -entry.qty;
        }
        if entry.kind == MoveKind::Receipt && !entry.red {
            position.supplier = entry.party.or(position.supplier);
            position.cost = entry.cost().or(position.cost);
        }
    }
    let days = Decimal::from(days.max(1));
    for (place, qty) in issued {
        let rate = qty.0.max(Decimal::ZERO) / days;
        position.rate += rate;
        position.rates.insert(place, rate);
    }
    position.lots = lots(watch, entries);
    let today = watch.as_of;
    let waiting = |place: &Name| watch.rules.is_returns_area(watch.pool.text(*place));
    let sold = position.lots.iter().filter(|lot| !lot.expired(today));
    position.sellable = sold
        .flat_map(|lot| &lot.places)
        .filter(|(place, _)| !waiting(place))
        .map(|(_, qty)| *qty)
        .sum();
    position
}

/// Lots with stock, the earliest expiry first.
fn lots(watch: &Watch<'_>, entries: &[&Entry]) -> Vec<Lot> {
    let mut known: BTreeMap<LotKey, Lot> = BTreeMap::new();
    let direct = entries.iter().filter(|e| !e.kind.is_transfer());
    let moved = entries.iter().filter(|e| e.kind.is_transfer());
    // A lot known by transfers alone has their day.
    for entry in direct.chain(moved) {
        let key = LotKey::of(entry);
        let lot = known.entry(key).or_insert_with(|| Lot {
            key,
            expiry: entry.expiry,
            received: entry.day(),
            origin: entry.origin,
            places: BTreeMap::new(),
        });
        lot.expiry = lot.expiry.or(entry.expiry);
        *lot.places.entry(entry.location).or_default() += entry.qty;
    }
    let mut lots: Vec<Lot> = known.into_values().collect();
    lots.sort_by_cached_key(|lot| {
        let expiry = lot.expiry.unwrap_or(NaiveDate::MAX);
        (expiry, lot.received, lot.key.text(watch))
    });
    settle(&mut lots);
    for lot in &mut lots {
        lot.places.retain(|_, qty| !qty.is_zero());
    }
    lots.retain(|lot| !lot.places.is_empty());
    lots
}

/// Takes what is below zero from other lots: of the same place first.
fn settle(lots: &mut [Lot]) {
    let mut owed: Vec<(usize, Name, Qty)> = Vec::new();
    for (at, lot) in lots.iter().enumerate() {
        let below = lot.places.iter().filter(|(_, qty)| qty.is_negative());
        owed.extend(below.map(|(place, qty)| (at, *place, -*qty)));
    }
    for same_place in [true, false] {
        for (debtor, place, owes) in &mut owed {
            for lot in lots.iter_mut() {
                for (other, there) in &mut lot.places {
                    if *there > Qty::ZERO && (!same_place || other == place) {
                        let part = Qty(owes.0.min(there.0));
                        *there -= part;
                        *owes -= part;
                    }
                }
            }
            let held = lots[*debtor].places.get_mut(place);
            if let Some(held) = held {
                *held = -*owes;
            }
        }
    }
}

/// Ordered and not received, with the first day it is due: by the ledger's
/// receipts that name the order, else by the order table's own figure.
fn on_order(
    watch: &Watch<'_>,
    by_item: &HashMap<Name, Vec<&Entry>>,
) -> HashMap<Name, (Qty, Option<NaiveDate>)> {
    let lines: Vec<&PurchaseLine> = watch.orders.unwrap_or_default().iter().collect();
    let mut groups: BTreeMap<(Name, Name), Vec<&PurchaseLine>> = BTreeMap::new();
    for line in distinct(&lines) {
        let ordered = line.ordered_at.map(|at| at.at.date());
        if ordered.is_none_or(|day| day <= watch.as_of) {
            groups.entry((line.po_no, line.sku)).or_default().push(line);
        }
    }
    let mut open: HashMap<Name, (Qty, Option<NaiveDate>)> = HashMap::new();
    for ((po_no, sku), mut lines) in groups {
        lines.sort_by_key(|line| (line.due, line.origin));
        let entries = by_item.get(&sku).map_or(&[][..], Vec::as_slice);
        let receipts = entries
            .iter()
            .filter(|e| e.kind == MoveKind::Receipt && e.ref_no == po_no);
        let by_ledger: Qty = receipts.map(|e| e.qty).sum();
        let by_table: Qty = lines.iter().filter_map(|line| line.received_qty).sum();
        let mut came = Qty(by_ledger.0.max(by_table.0));
        for line in lines {
            let ordered = line.qty.unwrap_or_default();
            let part = Qty(ordered.0.min(came.0));
            came -= part;
            let left = ordered - part;
            if left > Qty::ZERO {
                let due = line.due.map(|due| due.at.date());
                let (qty, first) = open.entry(sku).or_insert((Qty::ZERO, due));
                *qty += left;
                *first = (*first).min(due).or(*first).or(due);
            }
        }
    }
    open
}
