//! An order's total against its lines (O6).
//!
//! A line is worth its amount, else quantity × unit price rounded to 0.01. The
//! total is the order's own amount, which an export repeats on each of its lines
//! and which must be the same on all. It may exceed the lines by `freight_most`
//! and fall below them by the share `discount_most`; exports give freight and
//! discounts of the whole order in columns of many meanings, so these two are
//! bounds and no sum. Closed orders are not judged. A line without a figure
//! leaves its order unjudged.

use super::Job;
use super::group::Order;
use crate::base::Money;
use crate::policy::StatusRanks;
use crate::table::rows::OrderLine;

/// An order whose total is not what its lines say.
#[derive(Debug)]
pub struct Differs<'o, 'a> {
    pub order: &'o Order<'a>,
    /// Yuan; the first line's, where they differ.
    pub total: Money,
    pub lines: Money,
    /// Two lines of the order name different totals: this is the other.
    pub other: Option<Money>,
}

/// What the totals show.
#[derive(Debug, Default)]
pub struct Totals<'o, 'a> {
    pub differs: Vec<Differs<'o, 'a>>,
    /// Orders whose total could be held against lines.
    pub judged: usize,
    /// Of these, those that differ within the bounds.
    pub within: usize,
}

/// Looks at every order placed in the period.
pub fn check<'o, 'a>(
    job: &Job<'a>,
    orders: &'o [Order<'a>],
    ranks: &StatusRanks,
) -> Totals<'o, 'a> {
    let mut out = Totals::default();
    for order in orders.iter().filter(|o| job.tells(o.placed())) {
        if ranks.closed(job.text(order.name(|l| l.status))) {
            continue;
        }
        let Some(total) = order.lines.iter().find_map(|l| l.order_amount) else {
            continue;
        };
        let mut others = order.lines.iter().filter_map(|l| l.order_amount);
        let other = others.find(|amount| amount.rounded() != total.rounded());
        let lines: Option<Vec<Money>> = order.lines.iter().map(|l| worth(l)).collect();
        let lines = lines.map(|each| each.into_iter().sum::<Money>());
        if lines.is_none() && other.is_none() {
            continue;
        }
        out.judged += 1;
        let lines = lines.unwrap_or(total);
        let more = total.rounded() - lines.rounded();
        let freight = job.rules.freight_most.0;
        let discount = lines.0.abs() * job.rules.discount_most.0;
        let bounded = if more.is_negative() {
            -more.0 <= discount
        } else {
            more.0 <= freight
        };
        if other.is_some() || !bounded {
            out.differs.push(Differs {
                order,
                total,
                lines,
                other,
            });
        } else if !more.is_zero() {
            out.within += 1;
        }
    }
    out
}

/// Yuan a line is worth, rounded to 0.01.
fn worth(line: &OrderLine) -> Option<Money> {
    let priced = || {
        let (qty, price) = (line.qty?, line.unit_price?);
        qty.0.checked_mul(price.0).map(Money)
    };
    line.amount.or_else(priced).map(Money::rounded)
}
