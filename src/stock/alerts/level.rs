//! How much there is (W9), and what reached zero (W11).
//!
//! * demand until the next order = rate × (1 + `order_uplift`) × `visit_cycle_days`
//! * to order = demand + safety stock − sellable − on order, rounded up to whole
//!   packs (pieces where no pack size is given); not above the maximum, as far as
//!   whole packs allow
//! * below safety: sellable < safety stock. To reorder: not below it today, but
//!   sellable + on order − demand would be.
//! * dead: nothing issued for `dead_days` while there was stock. Slow: the cover
//!   is above `slow_days`, or nothing was issued for `rate_days`.

use super::Watch;
use super::alert::{Action, Alert, Kind};
use super::position::Position;
use crate::base::money::grouped;
use crate::base::{Message, Money, Origin, Qty, Severity};
use crate::say;
use crate::table::rows::Item;
use rust_decimal::{Decimal, RoundingStrategy};

/// Alerts on an item of the list.
pub fn check(watch: &Watch<'_>, item: &Item, position: &Position) -> Vec<Alert> {
    let mut alerts = Vec::new();
    if position.stock <= Qty::ZERO {
        alerts.push(delist(watch, item, position));
    }
    alerts.extend(below(watch, item, position));
    if position.stock > Qty::ZERO {
        alerts.extend(above(watch, item, position));
        alerts.extend(idle(watch, item, position));
    }
    alerts
}

fn alert(kind: Kind, item: &Item, position: &Position, action: Action) -> Alert {
    Alert {
        rate: Some(position.rate.round_dp(2)),
        cover: position.cover(),
        value: position.value(position.stock),
        origin: Some(item.origin),
        ..Alert::new(kind, position.sku, position.stock, action)
    }
}

/// `1.4`: a rate for people.
fn a_day(rate: Decimal) -> String {
    rate.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
        .normalize()
        .to_string()
}

fn demand(watch: &Watch<'_>, position: &Position) -> Decimal {
    let uplift = Decimal::ONE + watch.rules.order_uplift.0;
    position.rate * uplift * Decimal::from(watch.rules.visit_cycle_days)
}

/// What to order, in whole packs; zero where enough is there or on its way.
pub fn to_order(watch: &Watch<'_>, item: &Item, position: &Position) -> Qty {
    let safety = item.safety_stock.unwrap_or_default().0;
    let there = position.sellable.0.max(Decimal::ZERO) + position.on_order.0;
    let wanted = demand(watch, position) + safety - there;
    if wanted <= Decimal::ZERO {
        return Qty::ZERO;
    }
    let pack = item.pack_size.map(|pack| pack.0);
    let pack = pack
        .filter(|pack| *pack > Decimal::ZERO)
        .unwrap_or(Decimal::ONE);
    let mut packs = (wanted / pack).ceil();
    if let Some(most) = item.max_stock {
        let room = ((most.0 - there) / pack).floor();
        if room >= Decimal::ONE {
            packs = packs.min(room);
        }
    }
    Qty((packs * pack).normalize())
}

fn order_words(watch: &Watch<'_>, item: &Item, position: &Position) -> (Action, Qty, Message) {
    let qty = to_order(watch, item, position);
    let on_order = position.on_order;
    if qty.is_zero() {
        let due = position.next_due.unwrap_or(watch.as_of);
        let words = if due < watch.as_of {
            say!(
                zh: "催在途的 {on_order},{due} 就该到",
                en: "chase the {on_order} on order, due since {due}"
            )
        } else {
            say!(
                zh: "等在途的 {on_order}({due} 到),催货",
                en: "await the {on_order} on order (due {due}), chase them"
            )
        };
        return (Action::Await, Qty::ZERO, words);
    }
    let packs = item
        .pack_size
        .and_then(|pack| qty.0.checked_div(pack.0))
        .filter(|packs| packs.fract().is_zero() && *packs != qty.0)
        .map(|packs| Qty(packs).to_string());
    let mut words = say!(zh: "订货 {qty}", en: "order {qty}");
    if let Some(packs) = packs {
        words = words.join("", &{
            let pack = if packs == "1" { "pack" } else { "packs" };
            Message {
                zh: format!("({packs} 箱)"),
                en: format!(" ({packs} {pack})"),
            }
        });
    }
    let supplier = watch.pool.text(position.supplier);
    if !supplier.is_empty() {
        words = words.join("", &say!(zh: ",向{supplier}", en: ", from {supplier}"));
    }
    if on_order > Qty::ZERO {
        words = words.join(
            "",
            &say!(zh: ",另有在途 {on_order}", en: "; {on_order} more on order"),
        );
    }
    (Action::Order, qty, words)
}

fn below(watch: &Watch<'_>, item: &Item, position: &Position) -> Option<Alert> {
    let safety = item.safety_stock.filter(|s| *s > Qty::ZERO);
    let sellable = position.sellable;
    let rate = a_day(position.rate);
    let short = safety.is_some_and(|safety| sellable < safety);
    let left = sellable.0 + position.on_order.0 - demand(watch, position);
    let soon = position.rate > Decimal::ZERO && left < safety.unwrap_or_default().0;
    if !short && !soon {
        return None;
    }
    let (action, qty, proposal) = order_words(watch, item, position);
    let lasts = match position.cover() {
        Some(cover) => say!(
            zh: "日均 {rate},可卖 {cover} 天", en: "{rate} a day, lasts {cover} days"
        ),
        None => say!(zh: "近期没有出库", en: "no recent issues"),
    };
    let (kind, severity, what) = match safety {
        Some(safety) if short => (
            Kind::BelowSafety,
            Severity::Warning,
            say!(zh: "可用 {sellable},低于安全库存 {safety}", en: "{sellable} to sell, below the safety stock of {safety}"),
        ),
        _ => {
            let cycle = watch.rules.visit_cycle_days;
            (
                Kind::Reorder,
                Severity::Info,
                say!(zh: "可用 {sellable},撑不过 {cycle} 天后的下次订货", en: "{sellable} to sell, too few until the next order in {cycle} days"),
            )
        }
    };
    // Reordering what is on its way already is no news.
    if kind == Kind::Reorder && action == Action::Await {
        return None;
    }
    Some(Alert {
        severity,
        limit: safety,
        stock: sellable,
        value: position.value(sellable),
        action_qty: (!qty.is_zero()).then_some(qty),
        why: what.join("", &say!(zh: ",", en: ", ")).join("", &lasts),
        proposal,
        ..alert(kind, item, position, action)
    })
}

fn above(watch: &Watch<'_>, item: &Item, position: &Position) -> Option<Alert> {
    let most = item.max_stock.filter(|most| position.stock > *most)?;
    let (stock, excess) = (position.stock, position.stock - most);
    let days = (excess.0.checked_div(position.rate)).map(|days| days.ceil());
    let slow = Decimal::from(watch.rules.slow_days);
    let value = position.value(excess);
    let worth = worth(value);
    let (action, proposal) = match days.filter(|days| *days <= slow) {
        Some(days) => (
            Action::HoldOrders,
            say!(zh: "停订 {days} 天,卖掉多出的 {excess}", en: "hold orders for {days} days until {excess} are sold"),
        ),
        None => send_back(watch, position, item, excess),
    };
    let why = say!(zh: "库存 {stock},超上限 {most} 共 {excess}", en: "{stock} in stock, {excess} above the maximum of {most}");
    Some(Alert {
        limit: Some(most),
        value,
        action_qty: Some(excess),
        why: why.join("", &worth),
        proposal,
        ..alert(Kind::AboveMax, item, position, action)
    })
}

/// «,值 120.00 元», where a cost is known.
pub fn worth(value: Option<Money>) -> Message {
    value.map_or_else(Message::default, |value| {
        let value = grouped(&value.to_string());
        say!(zh: ",值 {value} 元", en: ", worth {value} yuan")
    })
}

/// Back to whoever delivered it, else cleared.
pub fn send_back(
    watch: &Watch<'_>,
    position: &Position,
    item: &Item,
    qty: Qty,
) -> (Action, Message) {
    let supplier = watch.pool.text(position.supplier);
    if supplier.is_empty() {
        return (Action::Discount, discount(watch, Some(item), position, qty));
    }
    let words = say!(
        zh: "与{supplier}商量退供 {qty}", en: "ask {supplier} to take {qty} back"
    );
    (Action::ReturnToSupplier, words)
}

/// «打折清货 20,9.90 → 6.93 元(低于成本 7.10)».
pub fn discount(watch: &Watch<'_>, item: Option<&Item>, position: &Position, qty: Qty) -> Message {
    let off = watch.rules.clearance;
    let mut words = say!(zh: "打折清货 {qty}(减 {off})", en: "clear {qty} at {off} off");
    if let Some(price) = item.and_then(|item| item.price) {
        let now = Money(price.0 * (Decimal::ONE - off.0)).rounded();
        let price = price.rounded();
        words = words.join(
            "",
            &say!(zh: ",{price} → {now} 元", en: ": {price} to {now} yuan"),
        );
        if let Some(cost) = position.cost.map(|cost| Money(cost).rounded())
            && now < cost
        {
            words = words.join(
                "",
                &say!(zh: ",低于成本 {cost}", en: ", below the cost of {cost}"),
            );
        }
    }
    words
}

/// Dead or slow stock.
fn idle(watch: &Watch<'_>, item: &Item, position: &Position) -> Option<Alert> {
    let days = position.idle(watch.until());
    let (stock, since) = (position.stock, position.idle_since);
    let worth = worth(position.value(stock));
    let (kind, why) = if days >= i64::from(watch.rules.dead_days) {
        let why = if position.ever_issued {
            say!(zh: "库存 {stock},{since} 起 {days} 天没有出库", en: "{stock} in stock, not issued since {since}, {days} days")
        } else {
            say!(zh: "库存 {stock},{since} 入库后 {days} 天没有出库", en: "{stock} in stock since {since}, never issued in {days} days")
        };
        (Kind::Dead, why)
    } else if position.rate.is_zero() && days >= i64::from(watch.rules.rate_days) {
        let why = say!(zh: "库存 {stock},{since} 起 {days} 天没有出库", en: "{stock} in stock, not issued since {since}, {days} days");
        (Kind::Slow, why)
    } else {
        let cover = position.cover()?;
        if cover <= Decimal::from(watch.rules.slow_days) {
            return None;
        }
        let rate = a_day(position.rate);
        let rate = if rate == "0" { "<0.1".to_owned() } else { rate };
        let why = say!(zh: "库存 {stock},日均 {rate},要卖 {cover} 天", en: "{stock} in stock, {rate} a day, lasts {cover} days");
        (Kind::Slow, why)
    };
    let (action, proposal) = if kind == Kind::Dead {
        send_back(watch, position, item, stock)
    } else {
        (
            Action::Discount,
            discount(watch, Some(item), position, stock),
        )
    };
    Some(Alert {
        days: Some(days),
        action_qty: Some(stock),
        why: why.join("", &worth),
        proposal,
        ..alert(kind, item, position, action)
    })
}

fn delist(watch: &Watch<'_>, item: &Item, position: &Position) -> Alert {
    let stock = position.stock;
    let day = watch.as_of;
    let mut proposal = say!(zh: "马上下架", en: "take it off sale now");
    let on_order = position.on_order;
    if on_order > Qty::ZERO {
        let due = position
            .next_due
            .map(|due| due.to_string())
            .unwrap_or_default();
        proposal = proposal.join(
            "",
            &say!(zh: ",在途 {on_order} {due} 到后再上架", en: "; {on_order} on order, back on sale when they come {due}"),
        );
    }
    let why = if stock.is_negative() {
        say!(zh: "{day} 账上 {stock},没有货", en: "{stock} in the books on {day}, nothing to sell")
    } else {
        say!(zh: "{day} 库存为零", en: "nothing in stock on {day}")
    };
    Alert {
        value: None,
        why,
        proposal,
        origin: Some(position.origin)
            .filter(|o| *o != Origin::default())
            .or(Some(item.origin)),
        ..alert(Kind::Delist, item, position, Action::Delist)
    }
}
