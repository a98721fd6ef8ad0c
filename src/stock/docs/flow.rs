//! The ledger walked in posting order: the first line that took stock below zero
//! (W3), and goods issued from a newer lot while an older one lay there (W5).
//!
//! * Stock is kept by item and location, and by lot where a line names one (a
//!   lot without a name is known by its expiry).
//! * A lot is older where it expires earlier (`expiry_first`), else where it was
//!   received earlier; a transfer keeps the day it was received.
//! * Issues are judged document by document, all its lines together: what the
//!   same document empties is not skipped. Where the ledger has no times, an
//!   older lot that came in on the day itself proves nothing.
//! * Damage, count corrections, transfers and returns to the supplier take the
//!   very piece they mean and are not judged.

use super::Papers;
use super::remark::{Kind, Remark};
use crate::base::{Direction, Message, MoveKind, Name, Qty};
use crate::say;
use crate::stock::entry::Entry;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// A lot as lines name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Lot {
    Named(Name),
    Expiring(NaiveDate),
}

impl Lot {
    fn of(entry: &Entry) -> Option<Lot> {
        if entry.lot.is_blank() {
            entry.expiry.map(Lot::Expiring)
        } else {
            Some(Lot::Named(entry.lot))
        }
    }
}

type Place = (Name, Name);

/// What is known of a lot, wherever it lies.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// `None` for a lot that nobody received.
    received: Option<NaiveDate>,
    expiry: Option<NaiveDate>,
}

/// A lot's stock at one place.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    qty: Qty,
    /// The day it was last moved, and what lay there when that day began.
    day: NaiveDate,
    morning: Qty,
}

impl Held {
    fn move_by(&mut self, qty: Qty, day: NaiveDate) {
        if self.day != day {
            self.day = day;
            self.morning = self.qty;
        }
        self.qty += qty;
    }

    /// What surely lay there when a document of that day took from another lot.
    fn surely(&self, day: NaiveDate, timed: bool) -> Qty {
        if timed || self.day != day {
            self.qty
        } else {
            self.qty.min(self.morning)
        }
    }
}

/// Remarks, and how much was looked at.
#[derive(Debug, Default)]
pub struct Looked {
    pub remarks: Vec<Remark>,
    /// Issue lines of the period whose lot is known.
    pub judged: usize,
    /// Those whose lot nobody can tell.
    pub without_lot: usize,
}

pub fn check(papers: &Papers<'_>) -> Looked {
    let mut looked = Looked {
        remarks: below_zero(papers),
        ..Looked::default()
    };
    newer_first(papers, &mut looked);
    looked
}

/// A balance and where it went below zero.
#[derive(Debug, Clone, Copy, Default)]
struct Balance<'a> {
    qty: Qty,
    /// The line that took it below zero, and what was left after it.
    since: Option<(&'a Entry, Qty)>,
    told: Option<(&'a Entry, Qty)>,
    /// Something came in before.
    began: bool,
}

impl<'a> Balance<'a> {
    fn post(&mut self, entry: &'a Entry, papers: &Papers<'_>) {
        let before = self.qty;
        self.qty += entry.qty;
        self.began |= !entry.qty.is_negative();
        if !before.is_negative() && self.qty.is_negative() {
            self.since = Some((entry, self.qty));
        } else if before.is_negative() && !self.qty.is_negative() {
            self.close(entry.day(), papers);
        }
    }

    /// Tells the stretch below zero that ends on `day`, if it touches the period.
    fn close(&mut self, day: NaiveDate, papers: &Papers<'_>) {
        if let Some((entry, left)) = self.since.take()
            && self.told.is_none()
            && entry.day() < papers.period.until
            && day >= papers.period.from
        {
            self.told = Some((entry, left));
        }
    }
}

fn below_zero(papers: &Papers<'_>) -> Vec<Remark> {
    let mut places: BTreeMap<Place, Balance<'_>> = BTreeMap::new();
    let mut lots: BTreeMap<(Place, Lot), Balance<'_>> = BTreeMap::new();
    for entry in &papers.ledger.entries {
        let place = (entry.sku, entry.location);
        places.entry(place).or_default().post(entry, papers);
        if let Some(lot) = Lot::of(entry) {
            let balance = lots.entry((place, lot)).or_default();
            balance.post(entry, papers);
        }
    }
    let last = papers.period.last();
    let mut told: Vec<(&Entry, Qty, bool, bool)> = Vec::new();
    for balance in places.values_mut() {
        balance.close(last, papers);
        told.extend(
            balance
                .told
                .map(|(e, left)| (e, left, false, balance.began)),
        );
    }
    for ((place, _), balance) in &mut lots {
        balance.close(last, papers);
        // The whole place below zero says it already.
        if places.get(place).is_some_and(|whole| whole.told.is_none()) {
            told.extend(balance.told.map(|(e, left)| (e, left, true, balance.began)));
        }
    }
    told.sort_by_key(|(entry, ..)| (entry.at.at, entry.origin));
    told.into_iter()
        .map(|(entry, left, by_lot, began)| {
            let taken = -entry.qty;
            let what = if by_lot {
                Message {
                    zh: "这个批次".to_owned(),
                    en: "of this lot ".to_owned(),
                }
            } else {
                Message::default()
            };
            let hint = if began {
                say!(zh: "查漏记的入库", en: "look for a receipt not entered")
            } else {
                say!(
                    zh: "此前没有入库也没有期初",
                    en: "nothing came in before it, not even opening stock"
                )
            };
            let sku = papers.pool.text(entry.sku);
            let message = Message {
                zh: format!("{sku} 出 {taken} 后{}结存 {left};{}", what.zh, hint.zh),
                en: format!(
                    "{sku}: after taking {taken} the stock {}is {left}; {}",
                    what.en, hint.en
                ),
            };
            Remark {
                date: Some(entry.day()),
                doc_no: entry.doc_no,
                sku: entry.sku,
                location: entry.location,
                lot: if by_lot { entry.lot } else { Name::BLANK },
                party: entry.party,
                qty: Some(left),
                expected: Some(Qty::ZERO),
                ..Remark::new(Kind::BelowZero, entry.origin, message)
            }
        })
        .collect()
}

/// Days by which `newer` is newer than `older`; `None` where it is not, or
/// nobody can tell.
fn newer_by(newer: Known, older: Known, expiry_first: bool) -> Option<i64> {
    let apart = match (newer.expiry, older.expiry) {
        (Some(newer), Some(older)) if expiry_first && newer != older => newer - older,
        _ => newer.received? - older.received?,
    };
    (apart.num_days() > 0).then_some(apart.num_days())
}

fn newer_first(papers: &Papers<'_>, looked: &mut Looked) {
    let known = known_lots(&papers.ledger.entries);
    let mut held: HashMap<Place, BTreeMap<Lot, Held>> = HashMap::new();
    let together = |a: &Entry, b: &Entry| {
        a.at == b.at
            && a.doc_no == b.doc_no
            && (!a.doc_no.is_blank() || a.origin == b.origin)
            && is_issue(a) == is_issue(b)
    };
    let mut told: Vec<Remark> = Vec::new();
    // With an item list, goods that do not expire need no lot.
    let goods = papers.goods();
    let keeps_lots = |entry: &Entry| {
        let item = goods.item(entry.sku);
        item.is_none_or(|item| item.shelf_life_days.is_some_and(|days| !days.is_zero()))
    };
    for document in papers.ledger.entries.chunk_by(together) {
        for entry in document {
            if let Some(lot) = Lot::of(entry) {
                let lots = held.entry((entry.sku, entry.location)).or_default();
                lots.entry(lot).or_default().move_by(entry.qty, entry.day());
            }
        }
        let mut taken: BTreeMap<(Place, Lot), (&Entry, Qty)> = BTreeMap::new();
        for entry in document
            .iter()
            .filter(|e| is_issue(e) && e.qty.is_negative())
        {
            let inside = papers.period.holds_day(entry.day());
            let Some(lot) = Lot::of(entry) else {
                looked.without_lot += usize::from(inside && keeps_lots(entry));
                continue;
            };
            looked.judged += usize::from(inside);
            if inside {
                let key = ((entry.sku, entry.location), lot);
                taken.entry(key).or_insert((entry, Qty::ZERO)).1 += -entry.qty;
            }
        }
        for ((place, lot), (entry, qty)) in taken {
            let (Some(lots), Some(mine)) = (held.get(&place), known.get(&(place.0, lot))) else {
                continue;
            };
            let passed =
                lots.iter()
                    .filter(|(other, _)| **other != lot)
                    .filter_map(|(other, there)| {
                        let theirs = known.get(&(place.0, *other))?;
                        let days = newer_by(*mine, *theirs, papers.rules.expiry_first)?;
                        let there = there.surely(entry.day(), entry.at.has_time);
                        (there > Qty::ZERO).then_some((days, *other, *theirs, there))
                    });
            if let Some(oldest) = passed.max_by(|a, b| {
                let text = |lot: Lot| lot_text(papers, lot);
                (a.0.cmp(&b.0)).then_with(|| text(b.1).cmp(&text(a.1)))
            }) {
                told.push(skipped(papers, entry, qty, *mine, oldest));
            }
        }
    }
    looked.remarks.extend(told);
}

fn is_issue(entry: &Entry) -> bool {
    matches!(entry.kind, MoveKind::Issue | MoveKind::OtherOut)
}

/// The day each lot was first received, and its expiry.
fn known_lots(entries: &[Entry]) -> HashMap<(Name, Lot), Known> {
    let mut known: HashMap<(Name, Lot), Known> = HashMap::new();
    // Transfers last: they only speak for a lot whose receipt nobody has.
    let direct = entries.iter().filter(|e| !e.kind.is_transfer());
    let moved = entries.iter().filter(|e| e.kind.is_transfer());
    for entry in direct.chain(moved) {
        let Some(lot) = Lot::of(entry) else { continue };
        let lot = known.entry((entry.sku, lot)).or_insert(Known {
            received: None,
            expiry: None,
        });
        if entry.qty > Qty::ZERO && entry.side() == Direction::In {
            lot.received = lot.received.or(Some(entry.day()));
        }
        // Of two expiries of one lot the earlier holds.
        lot.expiry = match (lot.expiry, entry.expiry) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    known
}

fn lot_text(papers: &Papers<'_>, lot: Lot) -> String {
    match lot {
        Lot::Named(name) => papers.pool.text(name).to_owned(),
        Lot::Expiring(day) => day.to_string(),
    }
}

fn skipped(
    papers: &Papers<'_>,
    entry: &Entry,
    qty: Qty,
    mine: Known,
    (days, older, theirs, there): (i64, Lot, Known, Qty),
) -> Remark {
    let lot = Lot::of(entry).map_or_else(String::new, |lot| lot_text(papers, lot));
    let older = lot_text(papers, older);
    let by_expiry = papers.rules.expiry_first
        && mine.expiry.is_some()
        && theirs.expiry.is_some()
        && mine.expiry != theirs.expiry;
    let (date, word) = if by_expiry {
        (theirs.expiry, say!(zh: "到期", en: "expires"))
    } else {
        (theirs.received, say!(zh: "入库", en: "received"))
    };
    let date = date.map_or_else(String::new, |date| date.to_string());
    let sku = papers.pool.text(entry.sku);
    let message = Message {
        zh: format!(
            "{sku} 出了批次 {lot} {qty} 件,老批次 {older}({date} {})还有 {there},跳过 {days} 天",
            word.zh
        ),
        en: format!(
            "{qty} of {sku} from lot {lot}; the older lot {older} ({} {date}) still had {there}, {days} days older",
            word.en
        ),
    };
    Remark {
        date: Some(entry.day()),
        doc_no: entry.doc_no,
        sku: entry.sku,
        location: entry.location,
        lot: entry.lot,
        party: entry.party,
        qty: Some(qty),
        ..Remark::new(Kind::NewerFirst, entry.origin, message)
    }
    .with("older_lot", older)
    .with("older_qty", there.to_string())
    .with("days", days)
}
