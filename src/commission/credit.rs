//! Sales → what each line credits to one person, and the cross-checks on the
//! way: an order in two exports, split or credited twice, faked, not paid.
//!
//! * An order found in several files counts once, from the newest: the file
//!   with the latest date in its name, else the last one read.
//! * Split sales must make 100 %. Each part is rounded so that the parts of an
//!   order add up to the rounded whole.
//! * `paid` of an order of several lines counts once where every line repeats
//!   it, unless order_amount or the lines' amounts are the sum of them.

use super::Job;
use super::notes::Notes;
use crate::base::{Finding, Money, Name, Origin};
use crate::say;
use crate::table::rows::register::Finder;
use crate::table::rows::{Sale, ServiceLine, SoldOrder};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// What one line credits to one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// Position in the register.
    pub who: usize,
    /// The day that puts it into a month: of payment or of finishing.
    pub on: NaiveDate,
    /// Days an exclusion may go by.
    pub paid_on: NaiveDate,
    pub ordered_on: Option<NaiveDate>,
    pub order: Name,
    /// Yuan, rounded; the person's part.
    pub amount: Money,
    /// Yuan, rounded; the person's part.
    pub refund: Money,
    pub refunded_on: Option<NaiveDate>,
    pub origin: Origin,
    /// A total of a month: its day is not known.
    pub whole_month: bool,
}

/// Where sales come from.
#[derive(Debug, Clone, Copy)]
pub enum Sold<'a> {
    Sales(&'a [Sale]),
    Orders(&'a [SoldOrder]),
    /// The customer-service tool's own sales (K3).
    Service(&'a [ServiceLine]),
}

/// Runs of rows of one order, newest file only; rows without a number are left
/// alone. Gives the rows to leave out too.
pub(super) struct Orders {
    /// Row positions, by order and line.
    index: Vec<u32>,
    superseded: Vec<bool>,
}

impl Orders {
    pub fn new(orders: &[(Name, Origin)], job: &Job<'_>, notes: &mut Notes) -> Orders {
        let mut index: Vec<u32> = (0u32..)
            .zip(orders)
            .filter(|(_, (order, _))| !order.is_blank())
            .map(|(at, _)| at)
            .collect();
        let of = |at: u32| orders[at as usize];
        index.sort_unstable_by_key(|at| of(*at));
        let mut superseded = vec![false; orders.len()];
        let mut twice = 0u64;
        let mut first: Option<(Name, Origin, Origin)> = None;
        for run in index.chunk_by(|a, b| of(*a).0 == of(*b).0) {
            let (order, origin) = of(run[0]);
            if run.iter().all(|at| of(*at).1.file == origin.file) {
                continue;
            }
            let newest = run
                .iter()
                .map(|at| of(*at).1.file)
                .max_by_key(|f| job.age(*f));
            for at in run {
                superseded[*at as usize] = Some(of(*at).1.file) != newest;
            }
            twice += 1;
            let kept = run
                .iter()
                .map(|at| of(*at).1)
                .find(|o| Some(o.file) == newest);
            first.get_or_insert((order, origin, kept.unwrap_or(origin)));
        }
        if let Some((order, a, b)) = first {
            let (order, kept) = (job.pool.text(order), job.files.cite(b));
            notes.push(
                Finding::info(
                    "K3",
                    order,
                    say!(
                        zh: "{twice} 个订单在几个文件里都有,只按最新的文件算一次;第一个是 {order},用的是 {kept}",
                        en: "{twice} orders stand in several files and count once, from the newest; the first is {order}, taken from {kept}"
                    ),
                )
                .at(job.files.cite(a))
                .with("orders", twice),
            );
        }
        Orders { index, superseded }
    }

    /// Rows of each order that count, in the order of their lines.
    pub fn runs<'o>(
        &'o self,
        orders: &'o [(Name, Origin)],
    ) -> impl Iterator<Item = Vec<usize>> + 'o {
        self.index
            .chunk_by(move |a, b| orders[*a as usize].0 == orders[*b as usize].0)
            .map(|run| {
                let live = run.iter().map(|at| *at as usize);
                live.filter(|at| !self.superseded[*at]).collect()
            })
    }
}

/// Credits of sales lines.
pub(super) fn sales(
    rows: &[Sale],
    job: &Job<'_>,
    finder: &mut Finder<'_>,
    notes: &mut Notes,
) -> Vec<Credit> {
    let keys: Vec<(Name, Origin)> = rows.iter().map(|r| (r.order_no, r.origin)).collect();
    let orders = Orders::new(&keys, job, notes);
    let mut parts: HashMap<usize, (Money, Money)> = HashMap::new();
    for run in orders.runs(&keys) {
        let split = run.iter().any(|at| rows[*at].share.is_some());
        if run.len() > 1 || split {
            shares(rows, &run, job, notes, &mut parts);
        }
    }
    let mut out = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        if orders.superseded[at] {
            continue;
        }
        let (Some(date), Some(amount)) = (row.date, row.amount) else {
            continue;
        };
        if row.order_no.is_blank() && row.share.is_some_and(|s| s != Decimal::ONE) {
            notes.capped(
                "lonely-share",
                Finding::warning(
                    "K3",
                    job.pool.text(row.staff),
                    say!(
                        zh: "有分成比例却没有订单编号,查不出各人的分成是不是合计 100%",
                        en: "a share without an order number: whether the shares make 100 % cannot be told"
                    ),
                )
                .at(job.files.cite(row.origin)),
            );
        }
        let Some(who) = finder.find(row.staff, row.origin, job.pool) else {
            continue;
        };
        let share = row.share.unwrap_or(Decimal::ONE);
        let part = |whole: Money| Money(times(whole.0, share)).rounded();
        let (amount, refund) = parts
            .get(&at)
            .copied()
            .unwrap_or_else(|| (part(amount), part(row.refund.unwrap_or(Money::ZERO))));
        out.push(Credit {
            who,
            on: date.at.date(),
            paid_on: date.at.date(),
            ordered_on: None,
            order: row.order_no,
            amount,
            refund,
            refunded_on: row.refunded_at.map(|m| m.at.date()),
            origin: row.origin,
            whole_month: false,
        });
    }
    out
}

/// Exact product; what leaves the range of a decimal is nothing a shop sold.
fn times(a: Decimal, b: Decimal) -> Decimal {
    a.checked_mul(b).unwrap_or_default()
}

/// Checks the lines of one order and rounds the parts of a split.
fn shares(
    rows: &[Sale],
    run: &[usize],
    job: &Job<'_>,
    notes: &mut Notes,
    parts: &mut HashMap<usize, (Money, Money)>,
) {
    let order = job.pool.text(rows[run[0]].order_no);
    let mut groups: Vec<(Option<Money>, Vec<usize>)> = Vec::new();
    for at in run {
        let amount = rows[*at].amount;
        match groups.iter_mut().find(|(held, _)| *held == amount) {
            Some((_, group)) => group.push(*at),
            None => groups.push((amount, vec![*at])),
        }
    }
    for (amount, group) in groups {
        let amount = amount.unwrap_or(Money::ZERO);
        let cite = |at: usize| job.files.cite(rows[at].origin);
        if group.iter().all(|at| rows[*at].share.is_none()) {
            doubles(rows, &group, job, notes);
            continue;
        }
        let share = |at: usize| rows[at].share.unwrap_or(Decimal::ONE);
        let total: Decimal = group.iter().fold(Decimal::ZERO, |sum, at| {
            sum.checked_add(share(*at)).unwrap_or(sum)
        });
        // Two items of one price: each person stands twice.
        let times_each = group.iter().map(|at| {
            let staff = rows[*at].staff;
            group
                .iter()
                .filter(|other| rows[**other].staff == staff)
                .count()
        });
        let items = times_each.max().unwrap_or(1);
        if total != Decimal::from(items) {
            let percent = (times(total, Decimal::ONE_HUNDRED)).normalize();
            let due = items * 100;
            notes.capped(
                "split",
                Finding::error(
                    "K3",
                    order,
                    say!(
                        zh: "订单 {order} 的分成合计 {percent}%,应为 {due}%;请改分成比例",
                        en: "the shares of order {order} make {percent} %, not {due} %; mend them"
                    ),
                )
                .at(cite(group[0]))
                .with("total", percent.to_string()),
            );
        }
        // Rounded sums of the shares so far: the parts make the whole.
        let refund = group
            .iter()
            .find_map(|at| rows[*at].refund)
            .unwrap_or(Money::ZERO);
        let own_refunds = group
            .iter()
            .any(|at| rows[*at].refund.is_some_and(|r| r != refund));
        let mut sum = Decimal::ZERO;
        let mut before = (Money::ZERO, Money::ZERO);
        for at in group {
            sum = sum.checked_add(share(at)).unwrap_or(sum);
            let upto = |whole: Money| Money(times(whole.0, sum)).rounded();
            let now = (upto(amount), upto(refund));
            let mut part = (now.0 - before.0, now.1 - before.1);
            if own_refunds {
                let own = rows[at].refund.unwrap_or(Money::ZERO);
                part.1 = Money(times(own.0, share(at))).rounded();
            }
            parts.insert(at, part);
            before = now;
        }
    }
}

/// Lines of one order and amount without shares: two people is the order
/// credited twice, the same line twice may be a slip.
fn doubles(rows: &[Sale], group: &[usize], job: &Job<'_>, notes: &mut Notes) {
    for pair in group.windows(2) {
        let (a, b) = (&rows[pair[0]], &rows[pair[1]]);
        let order = job.pool.text(a.order_no);
        let first = job.files.cite(a.origin);
        if a.staff != b.staff {
            let (one, two) = (job.pool.text(a.staff), job.pool.text(b.staff));
            notes.capped(
                "credited-twice",
                Finding::error(
                    "K3",
                    order,
                    say!(
                        zh: "订单 {order} 算给了 {one} 又算给 {two}({first});请删去一行,或写分成比例",
                        en: "order {order} is credited to {one} and again to {two} ({first}); delete a line or write shares"
                    ),
                )
                .at(job.files.cite(b.origin)),
            );
        } else if a.date == b.date && a.refund == b.refund {
            notes.capped(
                "double-line",
                Finding::warning(
                    "double-line",
                    order,
                    say!(
                        zh: "与 {first} 完全相同,两行都算了;若是重复请删去一行",
                        en: "the same line as {first}; both count, delete one if it is a slip"
                    ),
                )
                .at(job.files.cite(b.origin)),
            );
        }
    }
}

/// Credits of the customer-service tool's own sales.
pub(super) fn service(rows: &[ServiceLine], job: &Job<'_>, finder: &mut Finder<'_>) -> Vec<Credit> {
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let day = row.date.map(|m| m.at.date());
        let (Some(on), Some(who)) = (
            day.or(row.month),
            finder.find(row.staff, row.origin, job.pool),
        ) else {
            continue;
        };
        out.push(Credit {
            who,
            on,
            paid_on: on,
            ordered_on: None,
            order: Name::BLANK,
            amount: row.sales.unwrap_or(Money::ZERO).rounded(),
            refund: row.refunds.unwrap_or(Money::ZERO).rounded(),
            refunded_on: None,
            origin: row.origin,
            whole_month: day.is_none(),
        });
    }
    out
}
