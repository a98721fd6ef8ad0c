//! Turns on top of the shifts, to hang up: the cleaning rota 值日表 (R10), the
//! list of who is on call (R1), and how often each person's turn comes.

use super::plan;
use crate::base::{Message, Text};
use crate::report::{Column, Fill, Formula, Kind, Section, Tone, Value};
use crate::roster::made::Turn;
use crate::roster::month::Month;
use crate::say;
use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

/// Sections: turns of whole days, turns with hours, turns a person.
const ROTA: &str = "turns";
const ON_CALL: &str = "on_call";
const COUNTS: &str = "turn_counts";

/// The names of the sheets, by which a workbook is read back.
pub const ROTA_SHEET: Text = Text::new("值日表", "cleaning rota");
pub const ON_CALL_SHEET: Text = Text::new("待命表", "on-call list");
/// Headings that are looked for there.
pub const DATE: Text = Text::new("日期", "date");
pub const TURN: Text = Text::new("轮值", "turn");
pub const NAME: Text = Text::new("姓名", "name");

/// The sections there is something for.
pub fn sections(month: &Month, turns: &[Turn]) -> Vec<Section> {
    // A roster that was only checked has none.
    if turns.is_empty() {
        return Vec::new();
    }
    let mut sections = vec![rota(month, turns), on_call(month, turns)];
    sections.retain(|section| !section.rows.is_empty());
    if !sections.is_empty() {
        sections.push(counts(month, turns, &sections));
    }
    sections
}

/// The rotas with or without hours.
fn rotas(month: &Month, timed: bool) -> impl Iterator<Item = usize> + '_ {
    (0..month.rotas.len()).filter(move |id| month.rotas[*id].hours.is_some() == timed)
}

/// What stands over the columns of a rota: its name, with a number where it has
/// several people a day.
pub fn headings(month: &Month, rota: usize) -> Vec<Message> {
    let rota = &month.rotas[rota];
    let heads = rota.heads.iter().max().copied().unwrap_or(0);
    (1..=heads)
        .map(|n| match heads {
            1 => rota.name.clone(),
            _ => rota.name.join(" ", &Message::data(n.to_string())),
        })
        .collect()
}

fn key(rota: usize, head: usize) -> String {
    match head {
        0 => format!("rota_{}", rota + 1),
        _ => format!("rota_{}_{}", rota + 1, head + 1),
    }
}

fn label(month: &Month, turn: &Turn) -> Value {
    match turn.person {
        Some(person) => plan::label(month, person, &month.people[person]).into(),
        None => Value::None,
    }
}

/// The cleaning rota: a line a day, a column a person, room to sign.
fn rota(month: &Month, turns: &[Turn]) -> Section {
    let mut columns = vec![
        Column::new("date", DATE, Kind::Date),
        Column::new("weekday", Text::new("星期", "weekday"), Kind::Text),
    ];
    let mut places: Vec<(usize, usize)> = Vec::new();
    for rota in rotas(month, false) {
        for (head, heading) in headings(month, rota).into_iter().enumerate() {
            columns.push(Column::named(&key(rota, head), heading, Kind::Text).wide(14));
            places.push((rota, head));
        }
    }
    let signed = Text::new("完成签名", "done, signed");
    columns.push(
        Column::new("signed", signed, Kind::Text)
            .filled_in(Fill::Text)
            .wide(20),
    );
    let mut section = Section::new(ROTA, ROTA_SHEET.into(), columns);
    section.screen = false;
    for (day, at) in month.days.iter().enumerate() {
        let of = |(rota, head): &(usize, usize)| {
            let mut turns = turns.iter().filter(|t| t.rota == *rota && t.day == day);
            turns
                .nth(*head)
                .map_or(Value::None, |turn| label(month, turn))
        };
        if !rotas(month, false).any(|rota| month.rotas[rota].heads[day] > 0) {
            continue;
        }
        if at.is_weekend() || at.is_holiday() {
            section.tint_row(section.rows.len(), Tone::Shaded);
        }
        let mut row = vec![Value::Date(at.date), Value::Message(weekday(month, day))];
        row.extend(places.iter().map(of));
        row.push(Value::None);
        section.rows.push(row);
    }
    section.notes.push(
        say!(
            zh: "轮到的人不在,就与当天上班的人换,并在签名处写明(R10)",
            en: "whoever is away changes with somebody on duty that day and says so beside the signature (R10)"
        )
        .into(),
    );
    section
}

/// The weekday, with what is particular about the day.
fn weekday(month: &Month, day: usize) -> Message {
    let at = &month.days[day];
    match plan::particular(at) {
        Some(what) => plan::weekday(at).join(" ", &what),
        None => plan::weekday(at),
    }
}

/// When a turn begins and ends; `None` for a turn of the whole day.
pub fn span(month: &Month, turn: &Turn) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let (from, to) = month.rotas[turn.rota].hours?;
    let at = |minutes: u16| {
        month.days[turn.day].date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes.into())
    };
    Some((at(from), at(to)))
}

/// Who is on call, from when to when: a line a turn.
fn on_call(month: &Month, turns: &[Turn]) -> Section {
    let columns = vec![
        Column::new("date", DATE, Kind::Date),
        Column::new("weekday", Text::new("星期", "weekday"), Kind::Text),
        Column::new("turn", TURN, Kind::Text),
        Column::new("name", NAME, Kind::Text).wide(14),
        Column::new("from", Text::new("从", "from"), Kind::DateTime),
        Column::new("until", Text::new("到", "until"), Kind::DateTime),
    ];
    let mut section = Section::new(ON_CALL, ON_CALL_SHEET.into(), columns);
    section.screen = false;
    for (day, at) in month.days.iter().enumerate() {
        for turn in turns.iter().filter(|t| t.day == day) {
            let Some((from, until)) = span(month, turn) else {
                continue;
            };
            if at.is_weekend() || at.is_holiday() {
                section.tint_row(section.rows.len(), Tone::Shaded);
            }
            section.rows.push(vec![
                Value::Date(at.date),
                Value::Message(weekday(month, day)),
                Value::Message(month.rotas[turn.rota].name.clone()),
                label(month, turn),
                Value::DateTime(from),
                Value::DateTime(until),
            ]);
        }
    }
    section
}

/// How often each person's turn comes: live counts of the lists' cells.
fn counts(month: &Month, turns: &[Turn], lists: &[Section]) -> Section {
    let mut columns = vec![Column::new("name", NAME, Kind::Text)];
    let rows = |id: &str| {
        lists
            .iter()
            .find(|s| s.id == id)
            .map_or(0, |s| s.rows.len())
    };
    let (days, nights) = (rows(ROTA), rows(ON_CALL));
    // A rota without a line has nothing to count.
    let shown: Vec<usize> = (0..month.rotas.len())
        .filter(|id| {
            if month.rotas[*id].hours.is_some() {
                nights > 0
            } else {
                days > 0
            }
        })
        .collect();
    for rota in &shown {
        let name = month.rotas[*rota].name.clone();
        columns.push(Column::named(&key(*rota, 0), name, Kind::Int).summed());
    }
    let title = say!(zh: "轮值次数", en: "turns per person");
    let mut section = Section::new(COUNTS, title, columns);
    section.screen = false;
    for (id, member) in month.people.iter().enumerate() {
        let mut row = vec![Value::from(plan::label(month, id, member))];
        for rota in &shown {
            let own = |t: &&Turn| t.rota == *rota && t.person == Some(id);
            let mut formula = Formula::new(turns.iter().filter(own).count());
            if month.rotas[*rota].hours.is_some() {
                formula = formula
                    .text("COUNTIFS(")
                    .column(ON_CALL, "turn", 0, nights - 1)
                    .text(",")
                    .counted(&month.rotas[*rota].name)
                    .text(",")
                    .column(ON_CALL, "name", 0, nights - 1)
                    .text(",")
                    .cell(COUNTS, id, "name")
                    .text(")");
            } else {
                let heads = headings(month, *rota).len();
                for head in 0..heads {
                    formula = formula
                        .text(if head == 0 { "COUNTIF(" } else { "+COUNTIF(" })
                        .column(ROTA, key(*rota, head), 0, days - 1)
                        .text(",")
                        .cell(COUNTS, id, "name")
                        .text(")");
                }
            }
            row.push(formula.into());
        }
        section.rows.push(row);
    }
    section
}
