//! Small months to make rosters of.

use chrono::NaiveDate;
use dayclose::base::{Calendar, Message, Origin, Period};
use dayclose::policy::roster::{Among, Law, Limits, Points, Weights};
use dayclose::roster::Made;
use dayclose::roster::make::make;
use dayclose::roster::month::{
    Day, Leave, Lock, Member, Month, Need, Past, Post, Rota, Share, Shift, Standing,
};
use dayclose::roster::solve::Limits as Until;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn shift(name: &str, start: u16, end: u16, points: u32) -> Shift {
    Shift {
        name: Message::data(name),
        short: Message::data(&name[..1]),
        start: start * 60,
        end: end * 60,
        pause: None,
        paid_minutes: u32::from(end - start) * 60,
        points,
        roles: Vec::new(),
        template: true,
    }
}

pub fn member(id: &str, days: usize) -> Member {
    Member {
        id: id.to_owned(),
        name: id.to_owned(),
        role: "agent".to_owned(),
        skills: Vec::new(),
        deputy_for: Vec::new(),
        employed: 0..days,
        limits: Limits {
            max_run: Some(6),
            rest_hours: Some(11),
            days_off: Some(4),
            ..Limits::default()
        },
        max_shifts: BTreeMap::new(),
        max_turns: None,
        max_days: None,
        leave: Vec::new(),
        locks: Vec::new(),
        wishes: Vec::new(),
        past: Past::default(),
        share: Share {
            days: (0, 31),
            points: (0, 99),
        },
        origin: None,
    }
}

/// Early 8–16 and late 16–24 from 2026-11-02 on, a Monday; each wants `min`.
pub fn office(people: usize, days: usize, min: u32) -> Month {
    let first = date("2026-11-02");
    let last = first + chrono::Days::new(days as u64 - 1);
    let period = Period::days(first, last).unwrap();
    let calendar = Calendar::default();
    let mut month = Month {
        period,
        today: date("2026-10-20"),
        days: period
            .iter_days()
            .map(|d| Day::of(calendar.day(d)))
            .collect(),
        shifts: vec![shift("early", 8, 16, 0), shift("late", 16, 24, 1)],
        posts: (0..2).map(|shift| Post { shift, role: None }).collect(),
        needs: Vec::new(),
        people: (0..people)
            .map(|i| member(&format!("p{i}"), days))
            .collect(),
        forbidden: Vec::new(),
        rotas: Vec::new(),
        handover: Vec::new(),
        open_hours: Some((480, 1440)),
        weights: Weights::default(),
        points: Points::default(),
        law: Law::default(),
        publish_days: 7,
        early_minutes: 10,
        pattern: Some((Message::data("two shifts"), "R4")),
        unannounced: Vec::new(),
        kept: None,
    };
    for day in 0..days {
        for shift in 0..2 {
            month.needs.push(Need {
                day,
                shift,
                role: None,
                min,
                preferred: min,
                max: None,
            });
        }
    }
    month
}

pub fn leave(month: &mut Month, person: usize, days: std::ops::Range<usize>) {
    month.people[person].leave.push(Leave {
        days,
        kind: "annual".to_owned(),
        standing: Standing::Approved,
        origin: Origin::default(),
    });
}

pub fn lock(month: &mut Month, person: usize, day: usize, posts: &[u8]) {
    month.people[person].locks.push(Lock {
        day,
        posts: posts.to_vec(),
        origin: None,
    });
}

pub fn cleaning(days: usize) -> Rota {
    Rota {
        name: Message::data("cleaning"),
        heads: vec![1; days],
        roles: Vec::new(),
        among: Among::OnDuty,
        max: None,
        hours: None,
    }
}

pub fn made(month: &Month) -> Made {
    make(
        month,
        1,
        Until::rounds(6),
        &AtomicBool::new(false),
        &mut |_| {},
    )
    .unwrap()
}
