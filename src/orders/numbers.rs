//! Order numbers (O6): none missing, none used twice.
//!
//! How a number is read stands in [`numbering`](crate::base::numbering). A lead
//! is one series, or one for each shop where most counts of one shop come again
//! in another. Only a series whose numbers follow each other is checked for gaps
//! (`series_share`): a platform draws its numbers, and every one of them would
//! have a gap before it.
//!
//! * missing: counts between two that are there; a leap over more than
//!   `series_leap` numbers is a new beginning.
//! * used twice: one number on two orders, placed at different times.
//! * the same line twice: one export holds a line of an order word for word
//!   twice, or gives one line number to two lines.

use super::Job;
use super::group::Order;
use crate::base::numbering::{Numbering, Parts, come_again};
use crate::base::{Name, Origin};
use crate::table::rows::OrderLine;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Numbers that are missing.
#[derive(Debug, PartialEq, Eq)]
pub struct Missing {
    /// What the series is called: its lead, with its shop where it has one.
    pub series: String,
    pub from: String,
    pub to: String,
    pub count: u64,
    /// The number that comes next, when, and where it stands.
    pub next: Name,
    pub day: NaiveDate,
    pub origin: Origin,
}

/// One number, two orders; or one line twice.
#[derive(Debug, PartialEq, Eq)]
pub struct Double {
    pub no: Name,
    pub first: Origin,
    pub second: Origin,
    /// Two orders, not one line twice.
    pub orders: bool,
}

/// A line of the overview: one series, one month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    pub series: String,
    pub month: String,
    pub orders: usize,
    pub first: String,
    pub last: String,
    pub missing: u64,
    pub doubles: usize,
    /// Whether its numbers follow each other.
    pub judged: bool,
}

/// What the numbers show.
#[derive(Debug, Default)]
pub struct Numbers {
    pub missing: Vec<Missing>,
    pub doubles: Vec<Double>,
    pub runs: Vec<Run>,
}

struct Member<'o, 'a> {
    order: &'o Order<'a>,
    day: NaiveDate,
    digits: String,
}

/// Looks through all numbers; tells of what was placed in the period.
pub fn check<'a>(job: &Job<'a>, orders: &[Order<'a>]) -> Numbers {
    let mut out = Numbers::default();
    doubles(job, orders, &mut out.doubles);
    let mut leads: BTreeMap<String, Vec<Member<'_, 'a>>> = BTreeMap::new();
    for order in orders {
        let parts = Parts::of(job.text(order.no()));
        if let (Some(parts), Some(at)) = (parts, order.placed()) {
            leads.entry(parts.lead).or_default().push(Member {
                order,
                day: at.date(),
                digits: parts.digits,
            });
        }
    }
    for (lead, members) in leads {
        for (shop, members) in by_shop(job, members) {
            let named = match (lead.is_empty(), shop.is_empty()) {
                (true, true) => "0–9".to_owned(),
                (false, true) => lead.clone(),
                (true, false) => shop,
                (false, false) => format!("{shop} {lead}"),
            };
            series(job, &lead, named, &members, &mut out);
        }
    }
    out
}

/// The members of each shop by themselves, where the shops number their orders
/// each on its own.
fn by_shop<'o, 'a>(
    job: &Job<'a>,
    members: Vec<Member<'o, 'a>>,
) -> Vec<(String, Vec<Member<'o, 'a>>)> {
    let mut shops: BTreeMap<String, Vec<Member<'o, 'a>>> = BTreeMap::new();
    for member in members {
        let shop = member.order.name(|l| l.shop);
        let shop = shop.or(member.order.name(|l| l.channel));
        let shop = job.text(shop).to_owned();
        shops.entry(shop).or_default().push(member);
    }
    let digits: Vec<BTreeSet<&str>> = shops
        .values()
        .map(|members| members.iter().map(|m| m.digits.as_str()).collect())
        .collect();
    let own = come_again(&digits.iter().collect::<Vec<_>>());
    if own {
        return shops.into_iter().collect();
    }
    vec![(String::new(), shops.into_values().flatten().collect())]
}

fn series(job: &Job<'_>, lead: &str, named: String, members: &[Member<'_, '_>], out: &mut Numbers) {
    let told: Vec<(NaiveDate, &str)> = members.iter().map(|m| (m.day, m.digits.as_str())).collect();
    let numbering = Numbering::of(lead, &told);
    let (steps, next) = numbering.steps();
    let judged =
        steps > 0 && Decimal::from(next) >= job.rules.series_share.0 * Decimal::from(steps);
    let month = |day: NaiveDate| day.format("%Y-%m").to_string();
    let mut runs: BTreeMap<String, Run> = BTreeMap::new();
    for numbers in numbering.runs.values() {
        for member in numbers.values().flatten().filter_map(|at| members.get(*at)) {
            if !job.tells(member.order.placed()) {
                continue;
            }
            let run = runs.entry(month(member.day)).or_default();
            let no = job.text(member.order.no());
            if run.orders == 0 {
                no.clone_into(&mut run.first);
            }
            no.clone_into(&mut run.last);
            run.orders += 1;
        }
    }
    let gaps = if judged {
        numbering.gaps(u64::from(job.rules.series_leap))
    } else {
        Vec::new()
    };
    for gap in gaps {
        let Some(member) = members.get(gap.next) else {
            continue;
        };
        if !job.tells(member.order.placed()) {
            continue;
        }
        if let Some(run) = runs.get_mut(&month(member.day)) {
            run.missing += gap.missing();
        }
        out.missing.push(Missing {
            series: named.clone(),
            from: numbering.text(gap.date, gap.first),
            to: numbering.text(gap.date, gap.last),
            count: gap.missing(),
            next: member.order.no(),
            day: member.day,
            origin: member.order.origin(),
        });
    }
    for double in out.doubles.iter().filter(|d| d.orders) {
        let member = members.iter().find(|m| m.order.origin() == double.second);
        if let Some(run) = member.and_then(|m| runs.get_mut(&month(m.day))) {
            run.doubles += 1;
        }
    }
    out.runs.extend(runs.into_iter().map(|(month, run)| Run {
        series: named.clone(),
        month,
        judged,
        ..run
    }));
}

fn doubles(job: &Job<'_>, orders: &[Order<'_>], out: &mut Vec<Double>) {
    let mut first: HashMap<Name, Origin> = HashMap::new();
    for order in orders {
        let told = job.tells(order.placed());
        let origin = order.origin();
        let earlier = *first.entry(order.no()).or_insert(origin);
        if earlier != origin && told {
            out.push(Double {
                no: order.no(),
                first: earlier,
                second: origin,
                orders: true,
            });
        }
        for (at, line) in order.lines.iter().enumerate().filter(|_| told) {
            let before = order.lines[..at]
                .iter()
                .find(|other| same_line(other, line));
            if let Some(before) = before {
                out.push(Double {
                    no: order.no(),
                    first: before.origin,
                    second: line.origin,
                    orders: false,
                });
            }
        }
    }
}

/// One line number twice; where there is none, all that is read the same.
fn same_line(a: &OrderLine, b: &OrderLine) -> bool {
    if !a.line_no.is_blank() || !b.line_no.is_blank() {
        return a.line_no == b.line_no;
    }
    let here = |line: &OrderLine| OrderLine {
        origin: Origin::default(),
        ..line.clone()
    };
    here(a) == here(b)
}
