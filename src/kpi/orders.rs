//! Measures out of orders: how many, new customers and how soon they were
//! contacted, sales of each shop.

use super::Job;
use super::measures::Measures;
use crate::base::{Money, Name, Period};
use crate::table::rows::SoldOrder;
use crate::table::rows::register::Finder;
use chrono::{Duration, NaiveDateTime};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Orders by their number, lines in the file's order, orders by first line.
pub fn grouped<'a>(rows: &'a [SoldOrder]) -> Vec<Vec<&'a SoldOrder>> {
    let mut at: HashMap<Name, usize> = HashMap::new();
    let mut orders: Vec<Vec<&'a SoldOrder>> = Vec::new();
    for row in rows {
        let next = orders.len();
        let place = *at.entry(row.order_no).or_insert(next);
        if place == next {
            orders.push(Vec::new());
        }
        // The same order in another export is the same order.
        let held = &mut orders[place];
        if held
            .first()
            .is_none_or(|first| first.origin.file == row.origin.file)
        {
            held.push(row);
        }
    }
    orders
}

fn created(order: &[&SoldOrder]) -> Option<NaiveDateTime> {
    order.iter().find_map(|l| l.created_at.map(|m| m.at))
}

/// Orders of the period, and new customers (a buyer's first order in the
/// table) with the first contact within `new_customer_days`.
pub fn measure(job: &Job<'_>, finder: &mut Finder<'_>, measures: &mut [Measures]) {
    let Some(rows) = job.orders else { return };
    let orders = grouped(rows);
    let mut first: HashMap<Name, NaiveDateTime> = HashMap::new();
    for order in &orders {
        if let (Some(at), Some(line)) = (created(order), order.first())
            && !line.buyer.is_blank()
        {
            let held = first.entry(line.buyer).or_insert(at);
            *held = at.min(*held);
        }
    }
    let limit = Duration::days(job.policy.kpi.new_customer_days.into());
    let mut counted: HashSet<Name> = HashSet::new();
    for order in &orders {
        let (Some(at), Some(line)) = (created(order), order.first()) else {
            continue;
        };
        if !job.period.holds(at) {
            continue;
        }
        let Some(who) = finder.find(line.staff, line.origin, job.pool) else {
            continue;
        };
        let measures = &mut measures[who];
        measures.add("orders", Decimal::ONE);
        let new = !line.buyer.is_blank()
            && first.get(&line.buyer) == Some(&at)
            && counted.insert(line.buyer);
        if new {
            let contact = order.iter().find_map(|l| l.contacted_at.map(|m| m.at));
            let soon = contact.is_some_and(|contact| contact <= at + limit);
            measures.add("new_customers", Decimal::ONE);
            measures.add("new_customers_contacted", Decimal::from(u8::from(soon)));
        }
    }
}

/// What each shop's orders of a period were paid, by payment time. An order
/// whose lines repeat what was paid counts it once.
pub fn shop_sales(job: &Job<'_>, period: Period) -> BTreeMap<Name, Money> {
    let mut sums = BTreeMap::new();
    for order in grouped(job.orders.unwrap_or_default()) {
        let paid_at = order.iter().find_map(|l| l.paid_at.map(|m| m.at));
        let (Some(at), Some(line)) = (paid_at, order.first()) else {
            continue;
        };
        if line.shop.is_blank() || !period.holds(at) {
            continue;
        }
        *sums.entry(line.shop).or_default() += paid(&order);
    }
    sums
}

/// What an order was paid.
fn paid(order: &[&SoldOrder]) -> Money {
    let each: Vec<Money> = order.iter().filter_map(|l| l.paid).collect();
    let sum: Money = each.iter().copied().sum();
    let Some(first) = each.first().copied() else {
        return Money::ZERO;
    };
    let alike = each.len() > 1 && each.len() == order.len() && each.iter().all(|p| *p == first);
    let whole = order.iter().find_map(|l| l.order_amount);
    let lines: Option<Vec<Money>> = order.iter().map(|l| l.amount).collect();
    let of_lines = lines.map(|a| a.into_iter().sum::<Money>());
    let own = whole == Some(sum) || (of_lines == Some(sum) && whole != Some(first));
    if alike && !own { first } else { sum }
}
