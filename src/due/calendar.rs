//! Duties as events of a calendar file: today and the days to come. An event
//! keeps its `UID` over all files: shop, duty and day make it.

use super::Job;
use super::plan::{State, standings};
use crate::base::{Message, Text};
use crate::report::ics::{Calendar, Event, When, uid};
use chrono::NaiveDate;

const NAME: Text = Text::new("到期事项", "duties");

/// The calendar of the duties asked about.
pub fn calendar(job: &Job<'_>, shop: &str) -> Calendar {
    let today = job.clock.date();
    let mut events = Vec::new();
    for standing in standings(job) {
        let duty = standing.duty;
        let mut days: Vec<NaiveDate> = standing.next.clone();
        let now = standing.now.as_ref();
        // What is owed stands on today until it is done.
        if now.is_some_and(|t| t.due == today || t.state == State::Overdue) {
            days.insert(0, today);
        }
        for day in days {
            let when = match duty.at {
                Some(at) => When::Time {
                    start: day.and_time(at.0),
                    end: day.and_time(at.0),
                },
                None => When::Days {
                    first: day,
                    last: day,
                },
            };
            let id = uid(&[shop, "duty", &duty.id, &day.to_string()]);
            let mut event = Event::new(id, when, duty.title());
            let rule = Message::data(duty.rule.clone());
            event.description = Some(duty.owner().join("  ", &rule));
            events.push(event);
        }
    }
    events.sort_by(|a, b| (start(a), &a.uid).cmp(&(start(b), &b.uid)));
    Calendar {
        name: Message::data(shop).join("  ", &NAME.into()),
        clock: job.clock,
        events,
    }
}

fn start(event: &Event) -> chrono::NaiveDateTime {
    match event.when {
        When::Days { first, .. } => first.and_time(chrono::NaiveTime::MIN),
        When::Time { start, .. } => start,
    }
}
