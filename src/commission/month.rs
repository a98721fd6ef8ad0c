//! The month against a person's dates and against 双十一.

use super::Job;
use super::slip::Part;
use crate::policy::pay::{Prorate, Scheme};
use chrono::Datelike;

/// The days of the month a person was employed; `None` for none of them.
pub(super) fn employed(job: &Job<'_>, who: usize) -> Option<Part> {
    let person = job.register.person(who)?;
    let month = job.month;
    let joined = person.row.joined.map(|m| m.at.date());
    let left = person.row.left.map(|m| m.at.date());
    let from = joined.map_or(month.from, |day| day.max(month.from));
    let last = left.map_or(month.last(), |day| day.min(month.last()));
    let days = u32::try_from((last - from).num_days() + 1)
        .ok()
        .filter(|d| *d > 0)?;
    let of = u32::try_from((month.until - month.from).num_days()).unwrap_or(30);
    let days = match job.policy.pay.prorate {
        Prorate::Calendar => days,
        Prorate::None => of,
    };
    Some(Part { days, of })
}

/// Whether a month touches the days of 双十一 without an exclusion of its year.
pub(super) fn unmarked_double_eleven(job: &Job<'_>, scheme: &Scheme) -> bool {
    let year = job.month.from.year();
    let [from, to] = job.policy.pay.double_eleven;
    let (Some(from), Some(to)) = (from.of(year), to.of(year)) else {
        return false;
    };
    let touches = job.month.from <= to && from < job.month.until;
    touches
        && !scheme
            .exclude
            .iter()
            .any(|w| w.from.year() == year || w.to.year() == year)
}
