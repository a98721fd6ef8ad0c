//! Contact with the customer (O4): within `response_minutes` of acceptance.
//!
//! The clock runs from `accepted_at`, else `paid_at`, else `created_at`; exactly
//! on the limit is in time. The earliest contact counts, whether the order's own
//! column or the table of contacts has it; one before the clock runs is a wait of
//! nothing. Times compare at the coarser precision: where one names no seconds,
//! neither's seconds count.
//!
//! An order without any contact is a breach once the limit is over, if it was
//! accepted or paid and is not closed; one that was neither is still to come.
//! Not measurable are: a bare date; an order from before the day of the first
//! contact that is recorded at all, and one of a channel of which none is, as the records do
//! not reach it. Where nobody recorded a contact the whole measure is not
//! measurable.

use super::group::Order;
use super::{Job, minute};
use crate::base::Name;
use crate::policy::StatusRanks;
use crate::table::cell::date::Moment;
use chrono::NaiveDateTime;
use std::collections::{HashMap, HashSet};

/// How soon a customer was contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Seconds waited.
    OnTime(i64),
    Late(i64),
    /// Never; seconds waited so far.
    Never(i64),
    /// No contact yet, and none owed yet.
    NotYet,
    /// No hour to start from, or records that do not reach the order.
    NotMeasurable,
}

/// One order's contact.
#[derive(Debug)]
pub struct Response<'o, 'a> {
    pub order: &'o Order<'a>,
    pub agent: Name,
    pub outcome: Outcome,
    /// When the clock began to run, and when it stopped.
    pub start: Option<NaiveDateTime>,
    pub contact: Option<NaiveDateTime>,
}

/// The earliest contact of each order in the table of contacts, and whose it was.
pub type Called = HashMap<Name, (Moment, Name)>;

/// Reads the table of contacts.
pub fn called(job: &Job<'_>) -> Called {
    let mut called = Called::new();
    for contact in job.contacts.unwrap_or_default() {
        if let Some(at) = contact.contacted_at {
            let held = called.entry(contact.order_no);
            let held = held.or_insert((at, contact.staff));
            if at < held.0 {
                *held = (at, contact.staff);
            }
        }
    }
    called
}

/// All of them; `None` where no contact is recorded.
pub fn responses<'o, 'a>(
    job: &Job<'a>,
    orders: &'o [Order<'a>],
    called: &Called,
    ranks: &StatusRanks,
) -> Option<Vec<Response<'o, 'a>>> {
    let mut reach = Reach::default();
    let mut responses = Vec::new();
    for order in orders {
        let own = order.moment(|l| l.contacted_at);
        let staff = order.name(|l| l.staff);
        let other = called
            .get(&order.no())
            .map(|(at, who)| (*at, who.or(staff)));
        let (contact, agent) = match (own, other) {
            (Some(own), Some((at, who))) if at < own => (Some(at), who),
            (None, Some((at, who))) => (Some(at), who),
            (own, _) => (own, staff),
        };
        if let Some(contact) = contact {
            reach.add(contact.at, order.channel());
        }
        if job.tells(order.placed()) {
            responses.push((order, agent, contact));
        }
    }
    reach.first?;
    let response = |(order, agent, contact): (&'o Order<'a>, Name, Option<Moment>)| {
        let start = order
            .moment(|l| l.accepted_at)
            .or_else(|| order.moment(|l| l.paid_at))
            .or_else(|| order.moment(|l| l.created_at));
        Response {
            order,
            agent,
            outcome: outcome(job, order, ranks, &reach, (start, contact)),
            start: start.map(|m| m.at),
            contact: contact.map(|m| m.at),
        }
    };
    Some(responses.into_iter().map(response).collect())
}

/// What the records of contacts reach.
#[derive(Debug, Default)]
struct Reach {
    first: Option<NaiveDateTime>,
    channels: HashSet<Name>,
}

impl Reach {
    fn add(&mut self, at: NaiveDateTime, channel: Name) {
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        self.channels.insert(channel);
    }

    fn holds(&self, start: NaiveDateTime, channel: Name) -> bool {
        self.channels.contains(&channel)
            && self.first.is_some_and(|first| first.date() <= start.date())
    }
}

fn outcome(
    job: &Job<'_>,
    order: &Order<'_>,
    ranks: &StatusRanks,
    reach: &Reach,
    (start, contact): (Option<Moment>, Option<Moment>),
) -> Outcome {
    let limit = i64::from(job.rules.response_minutes) * 60;
    let Some(start) = start.filter(|m| m.has_time) else {
        return Outcome::NotMeasurable;
    };
    match contact {
        Some(contact) if !contact.has_time => Outcome::NotMeasurable,
        Some(contact) => {
            let wait = waited(start, contact);
            if wait <= limit {
                Outcome::OnTime(wait)
            } else {
                Outcome::Late(wait)
            }
        }
        None => {
            let accepted = order.at(|l| l.accepted_at).is_some() || order.is_paid();
            let closed = ranks.closed(job.text(order.name(|l| l.status)));
            let wait = (job.clock.local() - start.at).num_seconds();
            if !accepted || closed || wait <= limit {
                Outcome::NotYet
            } else if reach.holds(start.at, order.channel()) {
                Outcome::Never(wait)
            } else {
                Outcome::NotMeasurable
            }
        }
    }
}

/// Seconds from one to the other, not below 0.
fn waited(start: Moment, contact: Moment) -> i64 {
    let whole = start.has_seconds && contact.has_seconds;
    let cut = |m: Moment| if whole { m.at } else { minute(m.at) };
    (cut(contact) - cut(start)).num_seconds().max(0)
}

/// The middle of the waits, in seconds: of an even number the mean of the two in
/// the middle, half a second counting as one. The waits need not be sorted.
pub fn median(waits: &[i64]) -> Option<i64> {
    let mut sorted = waits.to_vec();
    sorted.sort_unstable();
    let half = sorted.len() / 2;
    let high = *sorted.get(half)?;
    if sorted.len() % 2 == 1 {
        return Some(high);
    }
    let low = *sorted.get(half.checked_sub(1)?)?;
    Some((low + high + 1) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle() {
        for (waits, middle) in [
            (&[][..], None),
            (&[7], Some(7)),
            (&[9, 1], Some(5)),
            (&[9, 2], Some(6)),
            (&[9, 1, 3], Some(3)),
        ] {
            assert_eq!(median(waits), middle, "{waits:?}");
        }
    }

    #[test]
    fn seconds_count_where_both_have_them() {
        let moment = |text: &str, has_seconds: bool| Moment {
            at: NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").expect("a time"),
            has_time: true,
            has_seconds,
        };
        let start = moment("2026-11-22 10:00:30", true);
        assert_eq!(waited(start, moment("2026-11-22 10:10:30", true)), 600);
        assert_eq!(waited(start, moment("2026-11-22 10:10:31", true)), 601);
        assert_eq!(waited(start, moment("2026-11-22 10:10:00", false)), 600);
        assert_eq!(waited(start, moment("2026-11-22 09:10:00", true)), 0);
    }
}
