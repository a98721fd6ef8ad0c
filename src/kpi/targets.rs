//! Sales targets, how far they are reached, and where the period is heading
//! (K12).

use super::Job;
use super::orders::shop_sales;
use super::score::Worked;
use crate::base::{Message, Money, Name, Text};
use crate::report::{Column, Kind, Section, Value};
use crate::say;
use crate::table::rows::{Target, Who};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Whose or what's target it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    All,
    Staff(usize),
    Shop(Name),
    /// Sales of channels and categories are in no table here.
    Other(Name),
}

fn scope(job: &Job<'_>, row: &Target) -> Scope {
    if !row.staff.is_blank() {
        return match job.register.find(job.pool.text(row.staff)) {
            Who::One(who) => Scope::Staff(who),
            _ => Scope::Other(row.staff),
        };
    }
    if !row.shop.is_blank() {
        return Scope::Shop(row.shop);
    }
    match (row.channel.is_blank(), row.category.is_blank()) {
        (true, true) => Scope::All,
        (false, _) => Scope::Other(row.channel),
        _ => Scope::Other(row.category),
    }
}

/// Achievement and run rate, one line a target.
pub fn section(job: &Job<'_>, worked: &Worked) -> Section {
    let columns = vec![
        Column::new("scope", Text::new("目标", "target of"), Kind::Text),
        Column::new("target", Text::new("目标额", "target"), Kind::Money),
        Column::new("sales", Text::new("销售额", "sales"), Kind::Money),
        Column::new("achieved", Text::new("达成率", "achieved"), Kind::Percent),
        Column::new("run_rate", Text::new("按进度预计", "run rate"), Kind::Money).droppable(2),
        Column::new("gap", Text::new("还差", "still missing"), Kind::Money).droppable(3),
    ];
    let title = say!(zh: "目标达成", en: "Targets");
    let mut section = Section::new("targets", title, columns);
    let mut sums: BTreeMap<Scope, Money> = BTreeMap::new();
    for row in job.targets.unwrap_or_default() {
        if let (Some(month), Some(target)) = (row.month, row.target)
            && job.period.holds_day(month)
        {
            *sums.entry(scope(job, row)).or_default() += target;
        }
    }
    let shops = shop_sales(job, job.period);
    let of_person = |who: usize| worked.measures[who].get("sales").map(Money);
    let everybody = || -> Option<Money> {
        let all = worked.measures.iter().filter_map(|m| m.get("sales"));
        let all: Vec<Decimal> = all.collect();
        (!all.is_empty()).then(|| Money(all.into_iter().sum()))
    };
    for (scope, target) in sums {
        let (label, sales) = match scope {
            Scope::All => (say!(zh: "全部", en: "everything"), everybody()),
            Scope::Staff(who) => (
                Message::data(job.register.people()[who].name.clone()),
                of_person(who),
            ),
            Scope::Shop(shop) => (
                Message::data(job.pool.text(shop)),
                shops.get(&shop).copied(),
            ),
            Scope::Other(name) => (Message::data(job.pool.text(name)), None),
        };
        let achieved = sales.and_then(|s| s.0.checked_div(target.0));
        section.rows.push(vec![
            Value::Message(label),
            target.into(),
            sales.into(),
            achieved.map_or(Value::None, Value::Percent),
            sales.map(|s| run_rate(job, s)).into(),
            sales
                .map(|s| Money((target.0 - s.0).max(Decimal::ZERO)))
                .into(),
        ]);
    }
    section
}

/// What the period comes to if it goes on as it went up to the clock's day:
/// sales × days ÷ days gone. A period that is over stays what it is.
pub fn run_rate(job: &Job<'_>, sales: Money) -> Money {
    let today = job.clock.date();
    let whole = (job.period.until - job.period.from).num_days();
    let gone = (today.min(job.period.last()) - job.period.from).num_days() + 1;
    if gone <= 0 || gone >= whole {
        return sales.rounded();
    }
    Money(sales.0 * Decimal::from(whole) / Decimal::from(gone)).rounded()
}
