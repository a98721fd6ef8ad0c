//! What a person looks for on a phone: who is there on the next day, my own
//! duties week by week, who works with whom on a day.

use super::plan::{self, LEAVE};
use crate::base::{Message, Text};
use crate::report::{Column, Kind, Layout, Section, Tone, Value};
use crate::roster::made::Turn;
use crate::roster::model::Roster;
use crate::roster::month::Month;
use crate::say;
use chrono::{Datelike, Days, NaiveDate};

/// The sections, the most wanted first.
pub fn sections(month: &Month, roster: &Roster, turns: &[Turn]) -> Vec<Section> {
    let mut sections = Vec::new();
    sections.extend(next_day(month, roster, turns));
    sections.push(by_person(month, roster, turns));
    sections.push(by_day(month, roster, turns));
    sections
}

/// The team of today, before the period of its first day; `None` after it.
fn next_day(month: &Month, roster: &Roster, turns: &[Turn]) -> Option<Section> {
    let day = month.days.iter().position(|d| d.date >= month.today)?;
    let at = &month.days[day];
    let dated = plan::dated(at);
    let title = if at.date == month.today {
        say!(zh: "今天 ", en: "today ").join("", &dated)
    } else {
        say!(zh: "第一天 ", en: "first day ").join("", &dated)
    };
    let columns = vec![
        Column::new("shift", Text::new("班次", "shift"), Kind::Text),
        Column::new("hours", Text::new("时间", "hours"), Kind::Text),
        Column::new("people", Text::new("在岗", "people"), Kind::Text),
    ];
    let mut section = Section::new("today", title, columns);
    for (id, shift) in month.shifts.iter().enumerate() {
        let people = on_shift(month, roster, day, id);
        if people.is_empty() {
            continue;
        }
        section.rows.push(vec![
            Value::Message(shift.name.clone()).toned(plan::hue(id)),
            shift.hours().into(),
            listed(&people),
        ]);
    }
    for (id, rota) in month.rotas.iter().enumerate() {
        let people = taking(month, turns, day, id);
        if !people.is_empty() {
            let hours = rota
                .hours
                .map(|(from, to)| crate::roster::month::clock_span(from, to));
            section.rows.push(vec![
                Value::Message(rota.name.clone()),
                hours.into(),
                listed(&people),
            ]);
        }
    }
    Some(section)
}

fn listed(people: &[String]) -> Value {
    Value::Message(Message::listed(people.iter().map(String::as_str)))
}

fn on_shift(month: &Month, roster: &Roster, day: usize, shift: usize) -> Vec<String> {
    let on_it = |id: &usize| {
        let duty = roster.of(*id)[day];
        duty.is_some_and(|post| month.post(post).shift == shift)
    };
    let people = (0..month.people.len()).filter(on_it);
    people
        .map(|id| plan::label(month, id, &month.people[id]))
        .collect()
}

fn taking(month: &Month, turns: &[Turn], day: usize, rota: usize) -> Vec<String> {
    let turns = turns.iter().filter(|t| t.rota == rota && t.day == day);
    let people = turns.filter_map(|t| t.person);
    people
        .map(|id| plan::label(month, id, &month.people[id]))
        .collect()
}

/// The Monday of a day's week.
fn monday(date: NaiveDate) -> NaiveDate {
    let back = u64::from(date.weekday().num_days_from_monday());
    date.checked_sub_days(Days::new(back)).unwrap_or(date)
}

/// The days of a week of the period, Monday first; `None` outside the period.
fn week(month: &Month, monday: NaiveDate) -> Vec<Option<usize>> {
    (0..7)
        .map(|n| month.day_of(monday.checked_add_days(Days::new(n))?))
        .collect()
}

fn mondays(month: &Month) -> Vec<NaiveDate> {
    let mut mondays: Vec<NaiveDate> = month.days.iter().map(|d| monday(d.date)).collect();
    mondays.dedup();
    mondays
}

/// Each person's calendar: a line a week, Monday to Sunday.
fn by_person(month: &Month, roster: &Roster, turns: &[Turn]) -> Section {
    const WEEKDAYS: [(&str, Text); 7] = [
        ("mon", Text::new("一", "Mo")),
        ("tue", Text::new("二", "Tu")),
        ("wed", Text::new("三", "We")),
        ("thu", Text::new("四", "Th")),
        ("fri", Text::new("五", "Fr")),
        ("sat", Text::new("六", "Sa")),
        ("sun", Text::new("日", "Su")),
    ];
    let mut columns = vec![Column::new("name", Text::new("姓名", "name"), Kind::Text)];
    columns.extend(WEEKDAYS.map(|(key, heading)| Column::new(key, heading, Kind::Text)));
    let title = say!(zh: "各人的班", en: "by person");
    let mut section = Section::new("by_person", title, columns).laid_out(Layout::Folded);
    for (id, member) in month.people.iter().enumerate() {
        let name = plan::label(month, id, member);
        for monday in mondays(month) {
            let cell = |day: Option<usize>| match day {
                Some(day) => own_day(month, roster, turns, (id, day)),
                None => Value::None,
            };
            let mut row = vec![Value::from(name.clone())];
            row.extend(week(month, monday).into_iter().map(cell));
            section.rows.push(row);
        }
    }
    section.notes = plan::legend(month);
    section
}

/// The day of the month over the sign of the shift, leave, and turns.
fn own_day(month: &Month, roster: &Roster, turns: &[Turn], (id, day): (usize, usize)) -> Value {
    let at = &month.days[day];
    let mut words = Message::data(at.date.day().to_string());
    let mut tone = (at.is_weekend() || at.is_holiday()).then_some(Tone::Shaded);
    if let Some(post) = roster.of(id)[day] {
        words = words.join("\n", &month.shift_of(post).short);
        tone = Some(plan::hue(month.post(post).shift));
    } else if month.people[id].on_leave(day).is_some() {
        words = words.join("\n", &LEAVE.into());
    }
    for turn in turns
        .iter()
        .filter(|t| t.day == day && t.person == Some(id))
    {
        words = words.join("\n", &month.rotas[turn.rota].name);
    }
    match tone {
        Some(tone) => Value::Message(words).toned(tone),
        None => Value::Message(words),
    }
}

/// Each day's people by shift, the days of a week together.
fn by_day(month: &Month, roster: &Roster, turns: &[Turn]) -> Section {
    let mut columns = vec![
        Column::new("week", Text::new("一周", "week"), Kind::Text),
        Column::new("day", Text::new("日", "day"), Kind::Text),
    ];
    for (id, shift) in month.shifts.iter().enumerate() {
        let key = format!("shift_{}", id + 1);
        let hours = Message::data(shift.hours());
        columns.push(
            Column::named(&key, shift.name.join("\n", &hours), Kind::Text).toned(plan::hue(id)),
        );
    }
    for (id, rota) in month.rotas.iter().enumerate() {
        columns.push(Column::named(
            &format!("rota_{}", id + 1),
            rota.name.clone(),
            Kind::Text,
        ));
    }
    let title = say!(zh: "每天的人", en: "by day");
    let mut section = Section::new("by_day", title, columns).laid_out(Layout::Folded);
    for monday in mondays(month) {
        let days: Vec<usize> = week(month, monday).into_iter().flatten().collect();
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            continue;
        };
        let (first, last) = (month.days[*first].date, month.days[*last].date);
        let (first, last) = (first.format("%m-%d"), last.format("%m-%d"));
        let name = say!(zh: "{first} 至 {last}", en: "{first} to {last}");
        for day in days {
            let at = &month.days[day];
            // Not to be broken on a narrow screen.
            let number = Message::data(at.date.day().to_string());
            let mut dated = number.join("\u{a0}", &plan::weekday(at));
            if let Some(what) = plan::particular(at) {
                dated = dated.join("\n", &what);
            }
            let shaded = at.is_weekend() || at.is_holiday();
            let dated = Value::Message(dated);
            let mut row = vec![
                Value::Message(name.clone()),
                if shaded {
                    dated.toned(Tone::Shaded)
                } else {
                    dated
                },
            ];
            let shifts = 0..month.shifts.len();
            row.extend(shifts.map(|id| listed(&on_shift(month, roster, day, id))));
            let rotas = 0..month.rotas.len();
            row.extend(rotas.map(|id| listed(&taking(month, turns, day, id))));
            section.rows.push(row);
        }
    }
    section
}
