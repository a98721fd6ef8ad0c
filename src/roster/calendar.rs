//! Calendars of a roster: one a person, one of everybody.
//!
//! An event is the same one again by shop, person and day (a person has one
//! shift a day, so a changed shift is a changed event), a turn by its rota as
//! well. Both calendars of a person's duty name the same event.

use super::made::Turn;
use super::model::Roster;
use super::month::Month;
use super::show::{label, span};
use crate::base::{Clock, Message};
use crate::report::ics::{Calendar, Event, When, uid};
use crate::say;

/// A calendar and its place.
#[derive(Debug, Clone)]
pub struct OneOf {
    /// Index into the month's people; `None` is everybody.
    pub person: Option<usize>,
    pub calendar: Calendar,
}

/// Everybody's calendar first, then one a person, in the month's order.
pub fn calendars(
    month: &Month,
    roster: &Roster,
    turns: &[Turn],
    shop: &str,
    clock: Clock,
) -> Vec<OneOf> {
    let make = Make {
        month,
        roster,
        turns,
        shop,
    };
    let people = 0..month.people.len();
    let own: Vec<Vec<Event>> = people.clone().map(|id| make.of(id)).collect();
    let all = people.flat_map(|id| {
        let name = Message::data(label(month, id, &month.people[id]));
        own[id].iter().map(move |event| Event {
            summary: name.join(" ", &event.summary),
            ..event.clone()
        })
    });
    let name = Message::data(shop).join(" ", &say!(zh: "值班表", en: "duty roster"));
    let mut calendars = vec![OneOf {
        person: None,
        calendar: Calendar {
            name,
            clock,
            events: all.collect(),
        },
    }];
    for (id, events) in own.into_iter().enumerate() {
        let name = Message::data(label(month, id, &month.people[id]));
        calendars.push(OneOf {
            person: Some(id),
            calendar: Calendar {
                name: name.join(" ", &say!(zh: "值班", en: "duties")),
                clock,
                events,
            },
        });
    }
    calendars
}

struct Make<'a> {
    month: &'a Month,
    roster: &'a Roster,
    turns: &'a [Turn],
    shop: &'a str,
}

impl Make<'_> {
    fn of(&self, id: usize) -> Vec<Event> {
        let days = 0..self.month.days.len();
        let mut events = Vec::new();
        for day in days {
            events.extend(self.duty(id, day));
            let turns = self.turns.iter();
            let own = turns.filter(|t| t.day == day && t.person == Some(id));
            events.extend(own.map(|turn| self.turn(id, turn)));
        }
        events
    }

    /// The shift of a day, with the role and who else is there.
    fn duty(&self, id: usize, day: usize) -> Option<Event> {
        let (month, person) = (self.month, &self.month.people[id]);
        let post = self.roster.of(id)[day]?;
        let (shift, date) = (month.shift_of(post), month.days[day].date);
        let when = When::Time {
            start: shift.starts(date),
            end: shift.ends(date),
        };
        let uid = uid(&[self.shop, "duty", &person.id, &date.to_string()]);
        let mut event = Event::new(uid, when, shift.name.clone());
        let mut lines: Vec<Message> = Vec::new();
        if let Some(role) = &month.post(post).role {
            lines.push(say!(zh: "岗位:{role}", en: "role: {role}"));
        }
        let with: Vec<String> = (0..month.people.len())
            .filter(|other| *other != id)
            .filter(|other| {
                let duty = self.roster.of(*other)[day];
                duty.is_some_and(|d| month.post(d).shift == month.post(post).shift)
            })
            .map(|other| label(month, other, &month.people[other]))
            .collect();
        if !with.is_empty() {
            let Message { zh, en } = Message::listed(with.iter().map(String::as_str));
            lines.push(say!(zh: "同班:{zh}", en: "with: {en}"));
        }
        let early = month.early_minutes;
        if early > 0 {
            lines.push(say!(zh: "提前 {early} 分钟到岗", en: "be there {early} minutes early"));
        }
        event.description = lines.into_iter().reduce(|all, line| all.join("\n", &line));
        Some(event)
    }

    fn turn(&self, id: usize, turn: &Turn) -> Event {
        let (month, person) = (self.month, &self.month.people[id]);
        let (rota, date) = (&month.rotas[turn.rota], month.days[turn.day].date);
        let when = match span(month, turn) {
            Some((start, end)) => When::Time { start, end },
            None => When::Days {
                first: date,
                last: date,
            },
        };
        let uid = uid(&[
            self.shop,
            "turn",
            &rota.name.zh,
            &person.id,
            &date.to_string(),
        ]);
        Event::new(uid, when, rota.name.clone())
    }
}
