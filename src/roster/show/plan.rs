//! The plan: people × days. A screen gets it in halves, programs in one; the one
//! for the wall is in [`wall`](super::wall).

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

/// The plan in parts that fit a screen.
pub fn halves(month: &Month, roster: &Roster) -> Vec<Section> {
    let days = month.days.len();
    let half = days.div_ceil(days.div_ceil(HALF).max(1)).max(1);
    // The longest period has six parts.
    const IDS: [&str; 6] = ["plan", "plan_2", "plan_3", "plan_4", "plan_5", "plan_6"];
    (0..days)
        .step_by(half)
        .zip(IDS)
        .map(|(from, id)| part(month, roster, id, from..(from + half).min(days)))
        .collect()
}

/// The plan of the period for programs.
pub fn whole(month: &Month, roster: &Roster) -> Section {
    let mut plan = part(month, roster, "plan", 0..month.days.len());
    plan.title = PLAN.into();
    plan
}

fn part(month: &Month, roster: &Roster, id: &'static str, days: Range<usize>) -> Section {
    let mut columns = vec![name_column()];
    columns.extend(days.clone().map(|day| day_column(month, day, false)));
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

/// The column of names.
pub fn name_column() -> Column {
    Column::new("name", Text::new("姓名", "name"), Kind::Text).keeping(8)
}

/// A day's column: its number over its weekday, and on paper over what is
/// particular about it. Where the period has a day of the month twice, the
/// number is the month's and the day's, so that it reads back.
pub fn day_column(month: &Month, day: usize, paper: bool) -> Column {
    let at = &month.days[day];
    let number = if repeats(month) {
        at.date.format("%m-%d").to_string()
    } else {
        at.date.day().to_string()
    };
    let under = match (paper, particular(at)) {
        (true, Some(what)) => weekday(at).join("\n", &what),
        (true, None) => weekday(at),
        (false, _) => one_sign(at),
    };
    let column = Column::named(&at.date.to_string(), Message::data(number), Kind::Text).over(under);
    if at.kind == DayKind::Workday {
        column
    } else {
        column.toned(Tone::Shaded)
    }
}

fn repeats(month: &Month) -> bool {
    let mut numbers: Vec<u32> = month.days.iter().map(|day| day.date.day()).collect();
    numbers.sort_unstable();
    numbers.windows(2).any(|pair| pair[0] == pair[1])
}

/// The person's name; the identifier where two people share it.
pub fn label(month: &Month, person: usize, member: &Member) -> String {
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

pub fn cell(month: &Month, roster: &Roster, person: usize, day: usize) -> Value {
    match roster.of(person)[day] {
        Some(post) => {
            let shift = month.post(post).shift;
            Value::Message(month.shifts[shift].short.clone()).toned(hue(shift))
        }
        None if month.people[person].on_leave(day).is_some() => {
            Value::Message(LEAVE.into()).toned(Tone::Muted)
        }
        None => Value::None,
    }
}

/// A shift's colour.
pub fn hue(shift: usize) -> Tone {
    Tone::Hue(u8::try_from(shift).unwrap_or(0) % Tone::HUES)
}

/// The weekday in one sign.
pub fn weekday(day: &Day) -> Message {
    const SIGNS: [Text; 7] = [
        Text::new("一", "Mo"),
        Text::new("二", "Tu"),
        Text::new("三", "We"),
        Text::new("四", "Th"),
        Text::new("五", "Fr"),
        Text::new("六", "Sa"),
        Text::new("日", "Su"),
    ];
    let n = usize::try_from(day.date.weekday().num_days_from_monday()).unwrap_or(0);
    SIGNS[n].into()
}

/// One sign: the weekday, or that it is a holiday or a make-up workday.
fn one_sign(day: &Day) -> Message {
    if day.is_holiday() {
        return say!(zh: "节", en: "H");
    }
    if day.make_up {
        return say!(zh: "补", en: "mk");
    }
    weekday(day)
}

/// What is particular about a day, as short as a narrow column: the first two
/// characters of the holiday's name, or that it is worked for one.
pub fn particular(day: &Day) -> Option<Message> {
    if day.make_up {
        return Some(say!(zh: "补班", en: "work"));
    }
    let name = day.holiday.as_ref().filter(|_| day.is_holiday())?;
    let zh: String = name.zh.chars().take(2).collect();
    Some(Message {
        zh,
        en: "hol".to_owned(),
    })
}

/// `2026-12-05 周六`, `2026-12-05 Sa`.
pub fn dated(day: &Day) -> Message {
    let (date, Message { zh, en }) = (day.date, weekday(day));
    say!(zh: "{date} 周{zh}", en: "{date} {en}")
}

/// What the signs mean.
pub fn legend(month: &Month) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    for (id, shift) in month.shifts.iter().enumerate() {
        let (short, name, hours) = (&shift.short, &shift.name, shift.hours());
        let text = Message {
            zh: format!("{} {} {hours}", short.zh, name.zh),
            en: format!("{} {} {hours}", short.en, name.en),
        };
        notes.push(Note {
            tone: Some(hue(id)),
            text,
        });
    }
    notes.push(say!(zh: "假 请假,空格休息", en: "A on leave, blank a day off").into());
    notes
}
