//! What was paid in earlier months, and refunds of their orders taken back at
//! the rate paid then (K5).

use super::Job;
use super::credit::Credit;
use super::notes::Notes;
use super::slip::{Payslip, Taken};
use crate::base::{Finding, Money, Name, Period};
use crate::say;
use crate::table::rows::register::Finder;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// What was paid before, from `--paid`.
pub(super) struct Rates {
    /// (person, month, order or blank) → rate.
    rates: HashMap<(usize, NaiveDate, Name), Option<Decimal>>,
    carried: HashMap<usize, (NaiveDate, Money)>,
    pub given: bool,
}

impl Rates {
    pub fn new(job: &Job<'_>, finder: &mut Finder<'_>) -> Rates {
        let mut rates = Rates {
            rates: HashMap::new(),
            carried: HashMap::new(),
            given: job.paid.is_some(),
        };
        for row in job.paid.unwrap_or_default() {
            let (Some(month), Some(who)) =
                (row.month, finder.find(row.staff, row.origin, job.pool))
            else {
                continue;
            };
            if month >= job.month.from {
                continue;
            }
            // A sheet without the rate still tells it: commission over base.
            let worked = || {
                let (base, commission) = (row.base_sales?.0, row.commission?.0);
                commission.checked_div(base)
            };
            let rate = row.rate.or_else(worked);
            rates.rates.insert((who, month, row.order_no), rate);
            if let Some(carried) = row.carried {
                let newest = rates.carried.entry(who).or_insert((month, Money::ZERO));
                if month > newest.0 {
                    *newest = (month, Money::ZERO);
                }
                if month == newest.0 {
                    newest.1 -= if carried.is_negative() {
                        -carried
                    } else {
                        carried
                    };
                }
            }
        }
        rates
    }

    /// Whether the rate of that order itself is known.
    pub fn by_order(&self, credit: &Credit) -> bool {
        let month = Period::month_of(credit.on).from;
        !credit.order.is_blank() && self.rates.contains_key(&(credit.who, month, credit.order))
    }

    fn rate(&self, who: usize, month: NaiveDate, order: Name) -> Option<Decimal> {
        self.rates.get(&(who, month, order)).copied().flatten()
    }

    pub fn carried(&self, who: usize) -> Money {
        self.carried
            .get(&who)
            .map_or(Money::ZERO, |(_, m)| m.rounded())
    }
}

/// Refunds of earlier months' orders, at the rate paid then.
pub(super) fn claw_back(slip: &mut Payslip, rates: &Rates, job: &Job<'_>, notes: &mut Notes) {
    use crate::policy::pay::Clawback;
    if slip.scheme.clawback == Clawback::None {
        return;
    }
    let person = &job.register.people()[slip.who];
    let mut months: BTreeMap<(NaiveDate, Option<Decimal>), Money> = BTreeMap::new();
    for ((month, order), refunds) in &slip.sums.earlier {
        let rate = rates.rate(slip.who, *month, *order);
        *months.entry((*month, rate)).or_default() += *refunds;
    }
    for ((month, rate), refunds) in months {
        let refunds = refunds.rounded();
        let amount = rate.map_or(Money::ZERO, |rate| {
            Money(refunds.0.checked_mul(rate).unwrap_or_default()).rounded()
        });
        if rate.is_none() {
            let (name, shown) = (&person.name, month.format("%Y-%m"));
            let (zh, en) = if rates.given {
                (
                    "--paid 里没有这个月的比例",
                    "--paid has no rate for that month",
                )
            } else {
                ("没有给 --paid", "there is no --paid")
            };
            let words = say!(
                zh: "{name} 有 {shown} 的订单本月退款 {refunds} 元,{zh},没有收回;请给当时的提成表",
                en: "{name}: orders of {shown} were refunded this month, {refunds} yuan; {en}, so nothing was taken back: give the sheet paid then"
            );
            notes.push(
                Finding::warning("K3", person.id.clone(), words)
                    .with("month", shown.to_string())
                    .with("refunds", refunds.to_string()),
            );
        }
        slip.clawback += amount;
        slip.taken.push(Taken {
            month,
            refunds,
            rate,
            amount,
        });
    }
}
