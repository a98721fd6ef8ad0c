//! Old-date goods 大日期产品 (W10): watched by what is left of the shelf life,
//! against the rate that would clear them in time; none on sale past its date.
//!
//! * A lot may be sold on its expiry day and is expired the day after.
//! * It is near its expiry when the days left are at most `near_expiry` of the
//!   item's shelf life.
//! * Lots go in the order of their expiry: to clear a lot in time, it and all
//!   that expire before it must be sold, so the rate needed is their sum ÷ days
//!   left. What the recent rate will not sell in time is the excess.
//! * The excess is proposed, in this order: to other places that sell more than
//!   they hold of what expires by then; the rest to be cleared at a discount.
//!   With enough sales it is to be sold first.

use super::Watch;
use super::alert::{Action, Alert, Kind};
use super::level::{discount, worth};
use super::position::{Lot, LotKey, Position};
use crate::base::{Finding, Message, Name, Qty, Severity};
use crate::say;
use crate::table::rows::Item;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Alerts on the lots of an item; what cannot be judged goes to `infos`.
pub fn check(
    watch: &Watch<'_>,
    item: Option<&Item>,
    position: &Position,
    infos: &mut Vec<Finding>,
) -> Vec<Alert> {
    let mut alerts = Vec::new();
    let mut before = Qty::ZERO;
    let mut unknown = false;
    let shelf = item
        .and_then(|item| item.shelf_life_days)
        .and_then(|days| days.to_i64())
        .filter(|days| *days > 0);
    for lot in &position.lots {
        let qty = lot.qty();
        let Some(expiry) = lot.expiry.filter(|_| qty > Qty::ZERO) else {
            continue;
        };
        let left = (expiry - watch.as_of).num_days();
        if left < 0 {
            alerts.push(expired(watch, position, lot, expiry, -left));
            continue;
        }
        let Some(shelf) = shelf else {
            if !unknown {
                infos.push(no_shelf_life(watch, item, position, lot));
                unknown = true;
            }
            continue;
        };
        if watch.rules.near_expiry.covers(left, shelf) {
            let plan = Plan {
                watch,
                item,
                position,
                lot,
                expiry,
                left,
                before,
            };
            alerts.push(plan.alert());
        }
        before += qty;
    }
    alerts
}

fn no_shelf_life(
    watch: &Watch<'_>,
    item: Option<&Item>,
    position: &Position,
    lot: &Lot,
) -> Finding {
    let sku = watch.pool.text(position.sku);
    let message = say!(
        zh: "{sku} 的批次有有效期,商品表却没有保质期,是否临期没有核对;请补上",
        en: "the lots of {sku} expire, but the item list has no shelf life: near expiry is not checked; add it"
    );
    let place = item.map_or_else(
        || watch.files.cite(lot.origin),
        |item| watch.files.cell(item.origin, "shelf_life_days"),
    );
    Finding::warning("W10", sku, message).at(place)
}

fn places(watch: &Watch<'_>, lot: &Lot) -> Message {
    let named: Vec<String> = lot
        .places
        .iter()
        .filter(|(place, _)| !place.is_blank())
        .map(|(place, qty)| format!("{} {qty}", watch.pool.text(*place)))
        .collect();
    if named.is_empty() {
        return Message::default();
    }
    Message {
        zh: format!("({})", named.join("、")),
        en: format!(" ({})", named.join(", ")),
    }
}

/// The place of a lot that lies at one only.
fn only_place(lot: &Lot) -> Name {
    let mut places = lot.places.keys();
    match (places.next(), places.next()) {
        (Some(place), None) => *place,
        _ => Name::BLANK,
    }
}

fn about(watch: &Watch<'_>, lot: &Lot, alert: Alert) -> Alert {
    Alert {
        location: only_place(lot),
        lot: lot.key.text(watch),
        expiry: lot.expiry,
        origin: Some(lot.origin),
        ..alert
    }
}

fn expired(
    watch: &Watch<'_>,
    position: &Position,
    lot: &Lot,
    expiry: NaiveDate,
    days: i64,
) -> Alert {
    let (qty, value) = (lot.qty(), position.value(lot.qty()));
    let name = lot_words(watch, lot);
    let why = say!(zh: "{expiry} 到期,已过 {days} 天,还有 {qty}", en: "expired {expiry}, {days} days ago, {qty} left");
    let supplier = watch.pool.text(position.supplier);
    let proposal = if supplier.is_empty() {
        say!(zh: "停售、隔离,审批后报损 {qty}", en: "stop selling, set apart, write off {qty} once approved")
    } else {
        say!(
            zh: "停售、隔离,审批后退{supplier}或报损 {qty}",
            en: "stop selling, set apart, send {qty} back to {supplier} or write off once approved"
        )
    };
    let why = name.join("", &why).join("", &places(watch, lot));
    let alert = Alert {
        severity: Severity::Error,
        days: Some(-days),
        value,
        action_qty: Some(qty),
        why: why.join("", &worth(value)),
        proposal,
        ..Alert::new(Kind::Expired, position.sku, qty, Action::TakeOffSale)
    };
    about(watch, lot, alert)
}

/// «批次 20260101 »; nothing for a lot known by its expiry only.
fn lot_words(watch: &Watch<'_>, lot: &Lot) -> Message {
    match lot.key {
        LotKey::Named(name) => {
            let name = watch.pool.text(name);
            say!(zh: "批次 {name} ", en: "lot {name} ")
        }
        _ => Message::default(),
    }
}

/// What to do with a lot near its expiry.
struct Plan<'a> {
    watch: &'a Watch<'a>,
    item: Option<&'a Item>,
    position: &'a Position,
    lot: &'a Lot,
    expiry: NaiveDate,
    left: i64,
    /// What expires before it and is not yet expired.
    before: Qty,
}

impl Plan<'_> {
    /// What the recent rate will not sell in time, of this lot.
    fn excess(&self) -> Qty {
        let sold = (self.position.rate * Decimal::from(self.left)).floor();
        let mine = (sold - self.before.0).max(Decimal::ZERO);
        Qty((self.lot.qty().0 - mine).max(Decimal::ZERO))
    }

    /// Places that will sell more by then than they hold of what expires by
    /// then, with what they can take; the most first.
    fn takers(&self) -> Vec<(Name, Qty)> {
        let mut takers: Vec<(Name, Qty)> = self
            .position
            .rates
            .iter()
            .filter(|(place, _)| !place.is_blank())
            .map(|(place, rate)| {
                let sold = (*rate * Decimal::from(self.left)).floor();
                let older = self.position.lots.iter().filter(|lot| {
                    !lot.expired(self.watch.as_of)
                        && lot.expiry.is_some_and(|expiry| expiry <= self.expiry)
                });
                let held: Qty = older.filter_map(|lot| lot.places.get(place)).copied().sum();
                (*place, Qty(sold - held.0))
            })
            .filter(|(_, room)| *room > Qty::ZERO)
            .collect();
        let text = |place: Name| self.watch.pool.text(place);
        takers.sort_by(|a, b| (b.1.cmp(&a.1)).then_with(|| text(a.0).cmp(text(b.0))));
        takers
    }

    /// Pieces that will stay where they lie, by what that place sells.
    fn stuck_elsewhere(&self, taker: Name) -> Qty {
        let stuck = |(place, qty): (&Name, &Qty)| {
            let rate = self.position.rates.get(place).copied().unwrap_or_default();
            let sold = (rate * Decimal::from(self.left)).floor();
            Qty((qty.0 - sold).max(Decimal::ZERO))
        };
        let others = self.lot.places.iter().filter(|(place, _)| **place != taker);
        others.map(stuck).sum()
    }

    fn alert(&self) -> Alert {
        let (watch, qty, left, expiry) = (self.watch, self.lot.qty(), self.left, self.expiry);
        let excess = self.excess();
        let together = Qty(self.before.0 + qty.0);
        let needed = together.0.checked_div(Decimal::from(left));
        let (action, action_qty, proposal) = self.proposal(excess);
        let rate = self.position.rate.round_dp(2).normalize();
        let need = match needed {
            Some(needed) => {
                let needed = needed.round_dp(2).normalize();
                say!(
                    zh: "要日销 {needed} 才卖得完,近期日销 {rate}", en: "needs {needed} a day to clear, sells {rate}"
                )
            }
            None => say!(zh: "今天是最后一天", en: "today is its last day"),
        };
        let tail = if excess.is_zero() {
            Message::default()
        } else {
            say!(zh: ",到期剩 {excess}", en: ", {excess} will be left")
        };
        let why = say!(zh: "{expiry} 到期,剩 {left} 天,还有 {qty}", en: "expires {expiry}, in {left} days, {qty} left");
        let why = lot_words(watch, self.lot).join("", &why);
        let why = why.join("", &places(watch, self.lot));
        let why = why
            .join("", &say!(zh: ";", en: "; "))
            .join("", &need)
            .join("", &tail);
        let severity = if excess.is_zero() {
            Severity::Info
        } else {
            Severity::Warning
        };
        let alert = Alert {
            severity,
            rate: Some(self.position.rate.round_dp(2)),
            cover: qty.0.checked_div(self.position.rate).map(|d| d.round_dp(1)),
            days: Some(left),
            limit: needed.map(|needed| Qty(needed.round_dp(2))),
            value: self.position.value(excess),
            action_qty: Some(action_qty),
            why: why.join(
                "",
                &worth(self.position.value(excess).filter(|v| !v.is_zero())),
            ),
            proposal,
            ..Alert::new(Kind::NearExpiry, self.position.sku, qty, action)
        };
        about(watch, self.lot, alert)
    }

    fn proposal(&self, excess: Qty) -> (Action, Qty, Message) {
        let qty = self.lot.qty();
        let mut moved = Qty::ZERO;
        let mut moves: Vec<Message> = Vec::new();
        for (place, room) in self.takers() {
            let stuck = self.stuck_elsewhere(place) - moved;
            let part = Qty(room.0.min(stuck.0).floor());
            if part > Qty::ZERO {
                let place = self.watch.pool.text(place);
                moves.push(say!(zh: "调 {part} 到{place}", en: "move {part} to {place}"));
                moved += part;
            }
        }
        let moves = moves.into_iter().reduce(|a, b| {
            let comma = say!(zh: "、", en: ", ");
            a.join("", &comma).join("", &b)
        });
        match (moves, excess.is_zero()) {
            (None, true) => (
                Action::SellFirst,
                qty,
                say!(zh: "优先出这一批", en: "sell this lot first"),
            ),
            (Some(moves), true) => (Action::Transfer, moved, moves),
            (None, false) => {
                let words = discount(self.watch, self.item, self.position, excess);
                (Action::Discount, excess, words)
            }
            (Some(moves), false) => {
                let words = discount(self.watch, self.item, self.position, excess);
                let comma = say!(zh: ",再", en: ", then ");
                (
                    Action::Transfer,
                    moved,
                    moves.join("", &comma).join("", &words),
                )
            }
        }
    }
}
