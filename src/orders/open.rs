//! Orders that are not done (O5): where each stands, since when, and whether that
//! is longer than `[orders.open]` allows.
//!
//! The stage comes from the status word (`[orders.status]`); a refund in progress
//! or a claim is a stage of its own and is told every day. Where an export has no
//! status, its times of shipping and finishing tell the stage; without these
//! either, follow-up cannot be judged. A stage's clock runs from the moment it
//! began: placed, paid, shipped; where that is not told, from the one before.

use super::Job;
use super::contact::Called;
use super::group::Order;
use crate::base::{Name, Origin, Text};
use crate::policy::{Rank, StatusRanks};
use chrono::NaiveDateTime;
use std::collections::BTreeMap;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Refund,
    Unpaid,
    ToShip,
    PartlyShipped,
    Shipped,
    Received,
}

impl Stage {
    pub const ALL: [Stage; 6] = [
        Stage::Refund,
        Stage::Unpaid,
        Stage::ToShip,
        Stage::PartlyShipped,
        Stage::Shipped,
        Stage::Received,
    ];

    pub fn word(self) -> (&'static str, Text) {
        match self {
            Stage::Refund => ("refund", Text::new("退款、维权中", "refund or claim")),
            Stage::Unpaid => ("unpaid", Text::new("待付款", "not paid")),
            Stage::ToShip => ("to_ship", Text::new("待发货", "to ship")),
            Stage::PartlyShipped => ("partly_shipped", Text::new("部分发货", "partly shipped")),
            Stage::Shipped => ("shipped", Text::new("已发货", "shipped")),
            Stage::Received => ("received", Text::new("已签收", "received")),
        }
    }
}

/// An order that is not done.
#[derive(Debug)]
pub struct Open<'o, 'a> {
    pub order: &'o Order<'a>,
    pub stage: Stage,
    pub status: Name,
    pub agent: Name,
    pub since: Option<NaiveDateTime>,
    /// Whole hours at the stage.
    pub hours: Option<i64>,
    pub over: bool,
    /// Shipped, but without a tracking number for too long.
    pub untracked: bool,
}

/// What the orders' stages show.
#[derive(Debug, Default)]
pub struct Followed<'o, 'a> {
    /// Refunds first, then stage by stage, the oldest first.
    pub open: Vec<Open<'o, 'a>>,
    pub finished: usize,
    pub closed: usize,
    /// Orders whose stage cannot be told, for want of columns.
    pub unjudged: usize,
    /// Status words nobody listed: how many orders, and where the first stands.
    pub unknown: BTreeMap<Name, (usize, Origin)>,
}

enum Place {
    Open(Stage),
    Finished,
    Closed,
    Unjudged,
    Unknown,
}

/// Looks at every order.
pub fn follow<'o, 'a>(
    job: &Job<'a>,
    orders: &'o [Order<'a>],
    called: &Called,
    ranks: &StatusRanks,
) -> Followed<'o, 'a> {
    let mut out = Followed::default();
    let now = job.clock.local();
    for order in orders {
        let status = order.name(|l| l.status);
        match place(job, order, status, ranks) {
            Place::Finished => out.finished += 1,
            Place::Closed => out.closed += 1,
            Place::Unjudged => out.unjudged += 1,
            Place::Unknown => {
                out.unknown.entry(status).or_insert((0, order.origin())).0 += 1;
            }
            Place::Open(stage) => {
                let since = since(order, stage);
                let hours = since.map(|at| (now - at).num_hours().max(0));
                let limit = limit(job, stage);
                let over = stage == Stage::Refund
                    || since.is_some_and(|at| limit > 0 && (now - at).num_seconds() > limit * 3600);
                out.open.push(Open {
                    order,
                    stage,
                    status,
                    agent: agent(order, called),
                    since,
                    hours,
                    over,
                    untracked: untracked(job, order, stage, now),
                });
            }
        }
    }
    out.open.sort_by(|a, b| {
        (a.stage, !a.over, a.since)
            .cmp(&(b.stage, !b.over, b.since))
            .then_with(|| job.text(a.order.no()).cmp(job.text(b.order.no())))
    });
    out
}

/// The order's own agent, else whoever called the customer.
fn agent(order: &Order<'_>, called: &Called) -> Name {
    let caller = called.get(&order.no()).map(|(_, who)| *who);
    order.name(|l| l.staff).or(caller.unwrap_or_default())
}

/// Hours allowed at a stage; 0 is no limit.
pub fn limit(job: &Job<'_>, stage: Stage) -> i64 {
    let rules = &job.rules.open;
    i64::from(match stage {
        Stage::Refund => 0,
        Stage::Unpaid => rules.unpaid_hours,
        Stage::ToShip => rules.to_ship_hours,
        Stage::PartlyShipped => rules.partly_shipped_hours,
        Stage::Shipped => rules.shipped_hours,
        Stage::Received => rules.received_hours,
    })
}

fn place(job: &Job<'_>, order: &Order<'_>, status: Name, ranks: &StatusRanks) -> Place {
    let word = job.text(status);
    if word.trim().is_empty() {
        return by_times(job, order);
    }
    if job.rules.open.is_refund(word) {
        return Place::Open(Stage::Refund);
    }
    if ranks.finished(word) {
        return Place::Finished;
    }
    let step = match ranks.rank(word) {
        Some(Rank::Closed) => return Place::Closed,
        Some(Rank::Step(step)) => step,
        None => return Place::Unknown,
    };
    // The steps' own words tell where shipping begins and where it ends.
    let from = |word: &str| ranks.step_of(word).unwrap_or(usize::MAX);
    let stage = if step == 0 {
        Stage::Unpaid
    } else if step >= from("已签收") {
        Stage::Received
    } else if step >= from("已发货") {
        Stage::Shipped
    } else if step >= from("部分发货") {
        Stage::PartlyShipped
    } else {
        Stage::ToShip
    };
    Place::Open(stage)
}

/// The stage as the times tell it, where the export has such times.
fn by_times(job: &Job<'_>, order: &Order<'_>) -> Place {
    let has = |field: &str| job.files.has(order.origin().file, field);
    if order.at(|l| l.finished_at).is_some() {
        return Place::Finished;
    }
    if !has("shipped_at") && !has("finished_at") {
        return Place::Unjudged;
    }
    let shipped = |line: &&super::OrderLine| line.shipped_at.is_some();
    let count = order.lines.iter().filter(|l| shipped(l)).count();
    Place::Open(if count == order.lines.len() {
        Stage::Shipped
    } else if count > 0 {
        Stage::PartlyShipped
    } else if order.is_paid() {
        Stage::ToShip
    } else {
        Stage::Unpaid
    })
}

fn since(order: &Order<'_>, stage: Stage) -> Option<NaiveDateTime> {
    let created = order.at(|l| l.created_at);
    let paid = order.at(|l| l.paid_at).or(created);
    let shipped = order.at(|l| l.shipped_at).or(paid);
    match stage {
        Stage::Unpaid => created,
        Stage::ToShip => paid,
        Stage::PartlyShipped | Stage::Shipped | Stage::Received | Stage::Refund => shipped,
    }
}

fn untracked(job: &Job<'_>, order: &Order<'_>, stage: Stage, now: NaiveDateTime) -> bool {
    let hours = i64::from(job.rules.open.tracking_hours);
    let shipped = order.at(|l| l.shipped_at);
    let told = job.files.has(order.origin().file, "tracking_no");
    stage == Stage::Shipped
        && told
        && hours > 0
        && order.name(|l| l.tracking_no).is_blank()
        && shipped.is_some_and(|at| (now - at).num_seconds() > hours * 3600)
}
