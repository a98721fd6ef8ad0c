//! Lines → orders. The same order stands in several exports, each a later state:
//! the newest export (by the day in its name, else the last one given) speaks.
//! One number with two creation times is two orders (told by `numbers`).

use super::{Job, minute};
use crate::base::{Money, Name, Origin, dated};
use crate::table::cell::date::Moment;
use crate::table::rows::OrderLine;
use chrono::NaiveDateTime;
use std::collections::HashMap;

/// One order: its lines in its newest export, at least one.
#[derive(Debug)]
pub struct Order<'a> {
    pub lines: Vec<&'a OrderLine>,
}

impl<'a> Order<'a> {
    pub fn first(&self) -> &'a OrderLine {
        self.lines[0]
    }

    pub fn no(&self) -> Name {
        self.first().order_no
    }

    pub fn origin(&self) -> Origin {
        self.first().origin
    }

    /// The first line that gives the moment.
    pub fn moment(&self, of: impl Fn(&OrderLine) -> Option<Moment>) -> Option<Moment> {
        self.lines.iter().find_map(|line| of(line))
    }

    pub fn at(&self, of: impl Fn(&OrderLine) -> Option<Moment>) -> Option<NaiveDateTime> {
        self.moment(of).map(|m| m.at)
    }

    pub fn name(&self, of: impl Fn(&OrderLine) -> Name) -> Name {
        let mut names = self.lines.iter().map(|line| of(line));
        names.find(|name| !name.is_blank()).unwrap_or_default()
    }

    /// When it was placed; paid, where the export does not say.
    pub fn placed(&self) -> Option<NaiveDateTime> {
        self.at(|l| l.created_at).or_else(|| self.at(|l| l.paid_at))
    }

    /// Whether any line says that something was paid.
    pub fn is_paid(&self) -> bool {
        let paid = |line: &&OrderLine| {
            line.paid_at.is_some() || line.paid.is_some_and(|p| p > Money::ZERO)
        };
        self.lines.iter().any(paid)
    }

    /// Channel, else shop.
    pub fn channel(&self) -> Name {
        self.name(|l| l.channel).or(self.name(|l| l.shop))
    }
}

/// Every order, by the first line that names it.
pub fn orders<'a>(job: &Job<'a>) -> Vec<Order<'a>> {
    let newest = ages(job);
    let age = |line: &OrderLine| newest.get(line.origin.file as usize).copied();
    let mut at: HashMap<Name, Vec<usize>> = HashMap::new();
    let mut orders: Vec<Order<'a>> = Vec::new();
    for line in job.orders {
        let held = at.entry(line.order_no).or_default();
        let same = held
            .iter()
            .copied()
            .find(|place| alike(orders[*place].first(), line));
        let Some(place) = same else {
            held.push(orders.len());
            orders.push(Order { lines: vec![line] });
            continue;
        };
        let order = &mut orders[place];
        match age(line).cmp(&age(order.first())) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => order.lines.push(line),
            std::cmp::Ordering::Greater => order.lines = vec![line],
        }
    }
    orders
}

/// Each file's place in time.
fn ages(job: &Job<'_>) -> Vec<usize> {
    let count = job.orders.iter().map(|l| l.origin.file as usize + 1).max();
    let mut files: Vec<usize> = (0..count.unwrap_or(0)).collect();
    files.sort_by_key(|file| {
        let name = job.files.name(u32::try_from(*file).unwrap_or(u32::MAX));
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        (dated::day(name), *file)
    });
    let mut ages = vec![0; files.len()];
    for (age, file) in files.into_iter().enumerate() {
        ages[file] = age;
    }
    ages
}

/// Whether two lines of one number are of one order: placed at the same time, at
/// the coarser of both precisions. A line that does not say is of the same.
fn alike(a: &OrderLine, b: &OrderLine) -> bool {
    let (Some(a), Some(b)) = (a.created_at, b.created_at) else {
        return true;
    };
    if !(a.has_time && b.has_time) {
        a.at.date() == b.at.date()
    } else if a.has_seconds && b.has_seconds {
        a.at == b.at
    } else {
        minute(a.at) == minute(b.at)
    }
}
