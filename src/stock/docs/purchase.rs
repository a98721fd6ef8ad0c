//! Purchase orders (W13): what is undelivered, by item, day and quantity; chased
//! at least `chase_times` before the due day; a late delivery told at once.
//!
//! * `chased_at` holds each time the supplier was chased: several dates in one
//!   cell, or the line repeated with another date (lines that differ in nothing
//!   else are one).
//! * Received is what the ledger's receipts of the order say (by the receipt's
//!   reference or its delivery note), shared out over an item's lines by due
//!   day. Of an order placed before the ledger begins, without receipts in it,
//!   the order table's own figure counts.
//! * The due day itself is in time. A chase counts where it was before the due
//!   day; an order that was complete by then needed none.

use super::Papers;
use super::link::Deliveries;
use super::remark::{Kind, Remark};
use crate::base::{Name, Qty, Text};
use crate::say;
use crate::stock::order::natural;
use crate::table::rows::PurchaseLine;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How an order line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Overdue,
    ChaseNow,
    Open,
}

impl State {
    pub fn key(self) -> &'static str {
        match self {
            State::Overdue => "overdue",
            State::ChaseNow => "chase_now",
            State::Open => "open",
        }
    }

    pub fn label(self) -> Text {
        match self {
            State::Overdue => Text::new("逾期", "overdue"),
            State::ChaseNow => Text::new("该催货", "chase now"),
            State::Open => Text::new("在途", "open"),
        }
    }
}

/// A line that is not yet delivered whole.
#[derive(Debug, Clone)]
pub struct Open {
    pub po_no: Name,
    pub supplier: Name,
    pub sku: Name,
    pub ordered: Qty,
    pub received: Qty,
    pub due: NaiveDate,
    /// Past the due day; negative before it.
    pub days: i64,
    pub chases: usize,
    pub last_chase: Option<NaiveDate>,
    pub state: State,
}

impl Open {
    pub fn left(&self) -> Qty {
        self.ordered - self.received
    }
}

#[derive(Debug, Default)]
pub struct Looked {
    pub remarks: Vec<Remark>,
    pub open: Vec<Open>,
    pub lines: usize,
}

/// Lines with those that only repeat another for a further chase left out.
pub fn distinct<'l>(lines: &[&'l PurchaseLine]) -> Vec<&'l PurchaseLine> {
    let mut kept: Vec<&PurchaseLine> = Vec::new();
    for line in lines {
        if !kept.iter().any(|held| repeats(held, line)) {
            kept.push(line);
        }
    }
    kept
}

/// Whether two lines are one, told twice for two chases.
fn repeats(a: &PurchaseLine, b: &PurchaseLine) -> bool {
    let chased = !a.chased_at.is_empty() && !b.chased_at.is_empty();
    let same = (a.po_no, a.sku, a.qty, a.due) == (b.po_no, b.sku, b.qty, b.due)
        && (a.unit_price, a.ordered_at) == (b.unit_price, b.ordered_at);
    chased && same && a.chased_at != b.chased_at
}

pub fn check(papers: &Papers<'_>, deliveries: &Deliveries<'_>) -> Looked {
    let mut looked = Looked::default();
    let Some(orders) = papers.orders else {
        return looked;
    };
    let came = came(deliveries);
    let mut lines: BTreeMap<(Name, Name), Vec<&PurchaseLine>> = BTreeMap::new();
    for line in orders {
        lines.entry((line.po_no, line.sku)).or_default().push(line);
    }
    let begins = papers.ledger.entries.first().map(|entry| entry.day());
    let in_ledger: BTreeSet<Name> = came.keys().map(|(po_no, _)| *po_no).collect();
    for (key, lines) in &lines {
        let receipts = came.get(key).map_or(&[][..], Vec::as_slice);
        let before = |line: &&&PurchaseLine| {
            let ordered = line.ordered_at.map(|at| at.at.date());
            ordered.is_none() || begins.is_none() || ordered < begins
        };
        let given = lines.iter().any(|line| line.received_qty.is_some());
        let by_table =
            given && !in_ledger.contains(&key.0) && lines.iter().all(|line| before(&line));
        let mut own = distinct(lines);
        own.sort_by_key(|line| (line.due, line.origin));
        let mut left: Vec<(NaiveDate, Qty)> = receipts.to_vec();
        for line in own {
            looked.lines += 1;
            let Some(due) = line.due.map(|due| due.at.date()) else {
                continue;
            };
            let ordered = line.qty.unwrap_or_default();
            let share = if by_table {
                Share {
                    by_today: line.received_qty.unwrap_or_default(),
                    complete: None,
                }
            } else {
                take(&mut left, ordered, papers.as_of)
            };
            let chases = chases(lines, line);
            judge(papers, &mut looked, line, due, ordered, share, &chases);
            if !by_table {
                received_differs(papers, &mut looked, line, receipts, lines);
            }
        }
    }
    let text = |name: Name| papers.pool.text(name);
    looked.open.sort_by(|a, b| {
        (a.state, a.due)
            .cmp(&(b.state, b.due))
            .then_with(|| natural(text(a.po_no), text(b.po_no)))
            .then_with(|| text(a.sku).cmp(text(b.sku)))
    });
    looked
}

/// Receipts by order and item, by day.
fn came(deliveries: &Deliveries<'_>) -> HashMap<(Name, Name), Vec<(NaiveDate, Qty)>> {
    let mut came: HashMap<(Name, Name), Vec<(NaiveDate, Qty)>> = HashMap::new();
    for (at, receipt) in deliveries.receipts.iter().enumerate() {
        for line in &receipt.lines {
            if let Some(po_no) = deliveries.order_of(at, line) {
                let days = came.entry((po_no, line.sku)).or_default();
                days.push((receipt.day, line.qty));
            }
        }
    }
    for days in came.values_mut() {
        days.sort();
    }
    came
}

/// What a line got of its item's receipts.
#[derive(Debug, Clone, Copy)]
struct Share {
    by_today: Qty,
    /// The day it was complete.
    complete: Option<NaiveDate>,
}

/// Takes a line's quantity from receipts in the order of their days.
fn take(left: &mut Vec<(NaiveDate, Qty)>, ordered: Qty, today: NaiveDate) -> Share {
    let mut share = Share {
        by_today: Qty::ZERO,
        complete: None,
    };
    let mut got = Qty::ZERO;
    while got < ordered {
        let Some((day, there)) = left.first_mut() else {
            break;
        };
        let part = Qty((ordered - got).0.min(there.0));
        got += part;
        *there -= part;
        if *day <= today {
            share.by_today += part;
        }
        if got >= ordered {
            share.complete = Some(*day);
        }
        if *there <= Qty::ZERO {
            left.remove(0);
        }
    }
    share
}

/// Days the supplier was chased for a line, over its repetitions, each once.
fn chases(lines: &[&PurchaseLine], line: &PurchaseLine) -> BTreeSet<NaiveDate> {
    let mine = lines
        .iter()
        .filter(|other| std::ptr::eq(**other, line) || repeats(other, line));
    mine.flat_map(|line| &line.chased_at)
        .map(|moment| moment.at.date())
        .collect()
}

fn judge(
    papers: &Papers<'_>,
    looked: &mut Looked,
    line: &PurchaseLine,
    due: NaiveDate,
    ordered: Qty,
    share: Share,
    chases: &BTreeSet<NaiveDate>,
) {
    let today = papers.as_of;
    let open = ordered > share.by_today;
    let days = (today - due).num_days();
    let before = chases
        .iter()
        .filter(|day| **day < due && **day <= today)
        .count();
    let wanted = papers.rules.chase_times as usize;
    let owed = before < wanted;
    let notice = due.checked_sub_days(Days::new(papers.rules.chase_notice_days.into()));
    let soon = notice.is_none_or(|notice| today >= notice);
    let left = ordered - share.by_today;
    let code = papers.pool.text(line.sku);
    let mut remark = |kind: Kind, message| {
        looked.remarks.push(Remark {
            date: Some(due),
            doc_no: line.po_no,
            sku: line.sku,
            party: line.supplier,
            qty: Some(share.by_today),
            expected: Some(ordered),
            ..Remark::new(kind, line.origin, message)
        });
    };
    if open && days > 0 {
        let message = say!(
            zh: "{code} 交货日 {due},逾期 {days} 天,还差 {left};请马上催货并上报",
            en: "{code} was due {due}, {days} days ago, {left} still to come; chase it and report it now"
        );
        remark(Kind::Overdue, message);
    }
    let late_or_open = share.complete.map_or(open, |day| day > due);
    let this_period = papers.period.holds_day(due) || open;
    if days >= 0 && late_or_open && this_period && owed {
        let message = say!(
            zh: "{code} 交货日 {due} 之前只催了 {before} 次,应催 {wanted} 次",
            en: "{code}: chased {before} times before {due}, {wanted} are due"
        );
        remark(Kind::NotChased, message);
    }
    if open && days < 0 && soon && owed {
        let message = say!(
            zh: "{code} {due} 交货,还差 {left},已催 {before} 次,应催 {wanted} 次;今天就催",
            en: "{code} is due {due}, {left} still to come, chased {before} of {wanted} times; chase it today"
        );
        remark(Kind::ChaseDue, message);
    }
    if let Some(day) = share.complete
        && day > due
        && day <= today
        && papers.period.holds_day(day)
    {
        let late = (day - due).num_days();
        let message = say!(
            zh: "{code} 交货日 {due},{day} 才到齐,迟 {late} 天",
            en: "{code} was due {due} and complete on {day}, {late} days late"
        );
        remark(Kind::CameLate, message);
    }
    if open {
        let state = if days > 0 {
            State::Overdue
        } else if soon && owed {
            State::ChaseNow
        } else {
            State::Open
        };
        looked.open.push(Open {
            po_no: line.po_no,
            supplier: line.supplier,
            sku: line.sku,
            ordered,
            received: share.by_today,
            due,
            days,
            chases: chases.len(),
            last_chase: chases.last().copied(),
            state,
        });
    }
}

/// The buyer's figure against the warehouse's, once an order and item.
fn received_differs(
    papers: &Papers<'_>,
    looked: &mut Looked,
    line: &PurchaseLine,
    receipts: &[(NaiveDate, Qty)],
    lines: &[&PurchaseLine],
) {
    let own = distinct(lines);
    let first = own.iter().map(|l| l.origin).min();
    let told: Option<Qty> = own
        .iter()
        .filter_map(|l| l.received_qty)
        .reduce(|a, b| a + b);
    let Some(told) = told.filter(|_| first == Some(line.origin)) else {
        return;
    };
    let got: Qty = receipts.iter().map(|(_, qty)| *qty).sum();
    if told == got {
        return;
    }
    let code = papers.pool.text(line.sku);
    let message = say!(
        zh: "{code} 采购表写已到 {told},入库单合计 {got}",
        en: "{code}: the order table says {told} received, the receipts add up to {got}"
    );
    looked.remarks.push(Remark {
        date: line.due.map(|due| due.at.date()),
        doc_no: line.po_no,
        sku: line.sku,
        party: line.supplier,
        qty: Some(told),
        expected: Some(got),
        ..Remark::new(Kind::ReceivedDiffers, line.origin, message)
    });
}
