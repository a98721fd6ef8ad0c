//! Returned goods are sorted, kept apart and labelled at once (W12).
//!
//! A customer's return is put away when it is received into an ordinary place,
//! or leaves the returns area (`returns_areas`) or the blank place again: moved,
//! written off, sent to the supplier or sold. What leaves is laid against the
//! returns of the same item, place and lot, the oldest first. A return that
//! still lies there after `putaway_days` is told. A ledger without places
//! cannot tell, which is said.

use super::Watch;
use super::alert::{Action, Alert, Kind};
use super::position::{LotKey, Position};
use crate::base::{Finding, MoveKind, Name, Qty};
use crate::say;
use crate::stock::entry::Entry;
use std::collections::{BTreeMap, VecDeque};

type Key = (Name, Name, LotKey);

/// Returns that wait, and whether the ledger can tell.
pub fn waiting(watch: &Watch<'_>, positions: &[Position]) -> (Vec<Alert>, Option<Finding>) {
    let mut waiting: BTreeMap<Key, VecDeque<(&Entry, Qty)>> = BTreeMap::new();
    let placed = watch.entries.iter().any(|e| !e.location.is_blank());
    let any = watch.entries.iter().any(|e| e.kind == MoveKind::ReturnIn);
    if !placed {
        let message = say!(
            zh: "流水没有仓位,退货是否归位没有核对",
            en: "the ledger names no locations; whether returns were put away is not checked"
        );
        return (Vec::new(), any.then(|| Finding::info("W12", "-", message)));
    }
    for entry in watch.entries {
        let apart = entry.location.is_blank()
            || watch.rules.is_returns_area(watch.pool.text(entry.location));
        if !apart {
            continue;
        }
        let key = (entry.sku, entry.location, LotKey::of(entry));
        if entry.kind == MoveKind::ReturnIn && !entry.red {
            waiting
                .entry(key)
                .or_default()
                .push_back((entry, entry.qty));
        } else if entry.qty.is_negative()
            && let Some(queue) = waiting.get_mut(&key)
        {
            let mut leaves = -entry.qty;
            while leaves > Qty::ZERO {
                let Some((_, there)) = queue.front_mut() else {
                    break;
                };
                let part = Qty(leaves.0.min(there.0));
                *there -= part;
                leaves -= part;
                if there.is_zero() {
                    queue.pop_front();
                }
            }
        }
    }
    let costs: BTreeMap<Name, &Position> = positions.iter().map(|p| (p.sku, p)).collect();
    let mut alerts: Vec<Alert> = Vec::new();
    for (entry, left) in waiting.into_values().flatten() {
        let days = (watch.as_of - entry.day()).num_days();
        if days > i64::from(watch.rules.putaway_days) {
            alerts.push(alert(
                watch,
                entry,
                left,
                days,
                costs.get(&entry.sku).copied(),
            ));
        }
    }
    alerts.sort_by_key(|alert| alert.origin);
    (alerts, None)
}

fn alert(
    watch: &Watch<'_>,
    entry: &Entry,
    left: Qty,
    days: i64,
    position: Option<&Position>,
) -> Alert {
    let (no, day) = (watch.pool.text(entry.doc_no), entry.day());
    let place = watch.pool.text(entry.location);
    let why = if place.is_empty() {
        say!(
            zh: "{day} 退货 {no} 的 {left} 件没有写仓位,已 {days} 天",
            en: "{left} of return {no} of {day} name no location for {days} days"
        )
    } else {
        say!(
            zh: "{day} 退货 {no} 的 {left} 件还在{place},已 {days} 天",
            en: "{left} of return {no} of {day} still lie in {place}, {days} days"
        )
    };
    Alert {
        location: entry.location,
        lot: LotKey::of(entry).text(watch),
        expiry: entry.expiry,
        days: Some(days),
        value: position.and_then(|p| p.value(left)),
        action_qty: Some(left),
        why,
        proposal: say!(
            zh: "今天分拣:好的归位,坏的报损或退供",
            en: "sort today: put good ones away, write off or return the rest"
        ),
        origin: Some(entry.origin),
        ..Alert::new(Kind::ReturnWaiting, entry.sku, left, Action::PutAway)
    }
}
