//! The plan: people × days. A screen gets it in two halves, a file in one.

use super::Show;
use crate::base::{DayKind, Message, Text};
use crate::report::{Column, Kind, Layout, Note, Section, Tone, Value};
use crate::roster::model::Roster;
use crate::roster::month::{Day, Member, Month};
use crate::say;
use chrono::Datelike;
use std::ops::Range;

/// Days that fit beside a name on eighty columns.
const HALF: usize = 16;
/// Leave, in the plan.
pub const LEAVE: Text = Text::new("假", "A");

/// The name of the plan's sheet: a workbook edited there is read back by it.
pub const PLAN: Text = Text::new("排班", "plan");

/// The plan of the period.
pub fn plan(month: &Month, roster: &Roster, show: Show) -> Vec<Section> {
    let days = month.days.len();
    if !show.screen {
        let mut plan = part(month, roster, "plan", 0..days);
        plan.title = PLAN.into();
        return vec![plan];
    }
    let half = days.div_ceil(days.div_ceil(HALF).max(1)).max(1);
    const IDS: [&str; 3] = ["plan", "plan_2", "plan_3"];
    (0..days)
        .step_by(half)
        .zip(IDS)
        .map(|(from, id)| part(month, roster, id, from..(from + half).min(days)))
        .collect()
}

fn part(month: &Month, roster: &Roster, id: &'static str, days: Range<usize>) -> Section {
    let name = Column::new("name", Text::new("姓名", "name"), Kind::Text).keeping(8);
    let mut columns = vec![name];
    for day in days.clone() {
        let day = &month.days[day];
        let heading = Message::data(day.date.day().to_string());
        let mut column =
            Column::named(&day.date.to_string(), heading, Kind::Text).over(weekday(day));
        if day.kind != DayKind::Workday {
            column = column.toned(Tone::Shaded);
        }
        columns.push(column);
    }
    let (first, last) = (month.days[days.start].date, month.days[days.end - 1].date);
    let title = say!(zh: "{first} 至 {last}", en: "{first} to {last}");
    let mut section = Section::new(id, title, columns).laid_out(Layout::Grid);
    for (person, member) in month.people.iter().enumerate() {
        let mut row = vec![Value::from(label(month, person, member))];
        row.extend(days.clone().map(|day| cell(month, roster, person, day)));
        section.rows.push(row);
    }
    section.notes = legend(month);
    section
}

/// The person's name; the identifier where two people share it.
fn label(month: &Month, person: usize, member: &Member) -> String {
    let mut others = month
        .people
        .iter()
        .enumerate()
        .filter(|(id, _)| *id != person);
    if others.any(|(_, other)| other.name == member.name) {
        member.id.clone()
    } else {
        member.name.clone()
    }
}

fn cell(month: &Month, roster: &Roster, person: usize, day: usize) -> Value {
    match roster.of(person)[day] {
        Some(post) => {
            let hue = u8::try_from(month.post(post).shift).unwrap_or(0) % Tone::HUES;
            Value::Message(month.shift_of(post).short.clone()).toned(Tone::Hue(hue))
        }
        None if month.people[person].on_leave(day).is_some() => {
            Value::Message(LEAVE.into()).toned(Tone::Muted)
        }
        None => Value::None,
    }
}

/// One sign: the weekday, a holiday, a make-up workday.
fn weekday(day: &Day) -> Message {
    const SIGNS: [Text; 7] = [
        Text::new("一", "Mo"),
        Text::new("二", "Tu"),
        Text::new("三", "We"),
        Text::new("四", "Th"),
        Text::new("五", "Fr"),
        Text::new("六", "Sa"),
        Text::new("日", "Su"),
    ];
    if day.is_holiday() {
        return say!(zh: "节", en: "H");
    }
    if day.make_up {
        return say!(zh: "补", en: "mk");
    }
    let n = usize::try_from(day.date.weekday().num_days_from_monday()).unwrap_or(0);
    SIGNS[n].into()
}

/// What the signs mean.
fn legend(month: &Month) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    for (id, shift) in month.shifts.iter().enumerate() {
        let (short, name, hours) = (&shift.short, &shift.name, shift.hours());
        let text = Message {
            zh: format!("{} {} {hours}", short.zh, name.zh),
            en: format!("{} {} {hours}", short.en, name.en),
        };
        let hue = u8::try_from(id).unwrap_or(0) % Tone::HUES;
        notes.push(Note {
            tone: Some(Tone::Hue(hue)),
            text,
        });
    }
    notes.push(say!(zh: "假 请假,空格休息", en: "A on leave, blank a day off").into());
    notes
}
