//! What the sheets beside the sales give each person: adjustments (K8) and
//! pieces (K3), with the lines outside the month counted and said.

use super::Job;
use super::credit::Sold;
use super::notes::Notes;
use crate::base::{Finding, Money, Origin};
use crate::say;
use crate::table::rows::register::Finder;
use rust_decimal::Decimal;

/// Lines outside the month, counted.
#[derive(Debug, Default)]
pub(super) struct Outside(u64, Option<Origin>);

impl Outside {
    pub fn note(&mut self, origin: Origin) {
        self.0 += 1;
        self.1.get_or_insert(origin);
    }

    pub fn tell(&self, rule: &str, table: &str, warn: bool, job: &Job<'_>, notes: &mut Notes) {
        let Some(first) = self.1 else { return };
        let (n, month) = (self.0, job.month.label());
        let words = say!(
            zh: "{n} 行的日期不在 {} 里,没有算",
            en: "the dates of {n} lines are outside {} and do not count",
            month.zh
        );
        let finding = if warn {
            Finding::warning(rule, table, words)
        } else {
            Finding::info(rule, table, words)
        };
        notes.push(finding.at(job.files.cite(first)).with("lines", n));
    }
}

/// Everybody's adjustments of the month: all, and the penalties among them.
pub(super) fn adjustments(
    job: &Job<'_>,
    finder: &mut Finder<'_>,
    notes: &mut Notes,
) -> Vec<(Money, Money)> {
    let mut sums = vec![(Money::ZERO, Money::ZERO); job.register.people().len()];
    let mut outside = Outside::default();
    for row in job.adjustments.unwrap_or_default() {
        let (Some(date), Some(amount)) = (row.date, row.amount) else {
            continue;
        };
        if !job.month.holds_day(date.at.date()) {
            outside.note(row.origin);
            continue;
        }
        let Some(who) = finder.find(row.staff, row.origin, job.pool) else {
            continue;
        };
        let amount = amount.rounded();
        sums[who].0 += amount;
        if amount.is_negative() {
            sums[who].1 += amount;
        }
        let (zh, en) = match (row.reason.is_blank(), row.approver.is_blank()) {
            (true, true) => ("没有原因和审批人", "neither reason nor approver"),
            (true, false) => ("没有原因", "no reason"),
            (false, true) => ("没有审批人", "no approver"),
            (false, false) => continue,
        };
        let id = job.register.people()[who].id.clone();
        let words = say!(
            zh: "奖罚 {amount} 元{zh},照样算了;请补上",
            en: "{amount} yuan has {en}; it counts all the same, complete the sheet"
        );
        notes.capped(
            "adjustment",
            Finding::warning("K8", id, words).at(job.files.cite(row.origin)),
        );
    }
    outside.tell("K8", "adjustments", true, job, notes);
    sums
}

/// Good reviews and buyers' photos of the month.
pub(super) fn pieces(
    job: &Job<'_>,
    finder: &mut Finder<'_>,
    notes: &mut Notes,
) -> Vec<[Decimal; 2]> {
    let mut sums = vec![[Decimal::ZERO; 2]; job.register.people().len()];
    let mut outside = Outside::default();
    for row in job.service.unwrap_or_default() {
        let Some(day) = row.date.map(|m| m.at.date()).or(row.month) else {
            continue;
        };
        if !job.month.holds_day(day) {
            outside.note(row.origin);
            continue;
        }
        if let Some(who) = finder.find(row.staff, row.origin, job.pool) {
            sums[who][0] += row.good_reviews.unwrap_or_default();
            sums[who][1] += row.buyer_photos.unwrap_or_default();
        }
    }
    if !matches!(job.sold, Sold::Service(_)) {
        outside.tell("K3", "service", true, job, notes);
    }
    sums
}
