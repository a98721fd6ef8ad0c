//! Hand-over sheets 交接单 (R4): where one shift follows another, what is to be
//! told, with room to write and names to sign with. A page a day.

use super::plan;
use crate::base::{Message, Text};
use crate::report::{Column, Fill, Kind, Section, Tone, Turn as Lie, Value};
use crate::roster::model::Roster;
use crate::roster::month::Month;
use crate::say;

/// A day, in minutes.
const DAY: u16 = 1440;
/// Points of height that a page has for lines to write on, and of such a line.
const PAGE: usize = 780;
const HEIGHTS: (usize, usize) = (24, 150);

/// One shift takes over from another.
struct Handover {
    day: usize,
    giver: (usize, usize),
    taker: usize,
    /// Minutes after midnight: both are there from, until.
    both: (u16, u16),
}

/// The sheets of the period; `None` where no shift follows another.
pub fn handover(month: &Month, roster: &Roster) -> Option<Section> {
    let found: Vec<Handover> = (0..month.days.len())
        .flat_map(|day| on_day(month, roster, day))
        .collect();
    if found.is_empty() {
        return None;
    }
    let names: Vec<Message> = month
        .people
        .iter()
        .enumerate()
        .map(|(id, member)| Message::data(plan::label(month, id, member)))
        .collect();
    let signs = |key: &str, heading: Text| {
        Column::new(key, heading, Kind::Text)
            .filled_in(Fill::OneOf(names.clone()))
            .wide(13)
    };
    let columns = vec![
        Column::new("when", Text::new("日期、时间", "date, time"), Kind::Text).wide(14),
        Column::new("item", Text::new("事项", "what"), Kind::Text).wide(24),
        Column::new(
            "note",
            Text::new("情况与下一步", "how it stands, what next"),
            Kind::Text,
        )
        .filled_in(Fill::Text)
        .wide(34),
        signs("giver", Text::new("交班人", "given by")),
        signs("taker", Text::new("接班人", "taken by")),
    ];
    let mut section = Section::new("handover", say!(zh: "交接单", en: "hand-over"), columns);
    section.screen = false;
    section.subtitle = vec![say!(
        zh: "逐项说清,没有就写「无」,双方签名;还有顾客在就接待完再走(R4)",
        en: "go through every line, write \"none\" where there is nothing, both sign; a customer being served is served to the end (R4)"
    )];
    let mut most = 1;
    let mut lines = 0;
    for (n, handover) in found.iter().enumerate() {
        if n > 0 && found[n - 1].day != handover.day {
            section.paper.breaks.push(section.rows.len());
            lines = 0;
        }
        lines += push(month, roster, handover, &mut section);
        most = most.max(lines);
    }
    section.paper.turn = Lie::Upright;
    let height = (PAGE / most).clamp(HEIGHTS.0, HEIGHTS.1);
    section.paper.by_hand = u16::try_from(height).ok();
    Some(section)
}

/// The lines of one hand-over; gives how many wait to be written.
fn push(month: &Month, roster: &Roster, handover: &Handover, section: &mut Section) -> usize {
    let Handover {
        day,
        giver,
        taker,
        both,
    } = handover;
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    let time = if both.0 == both.1 {
        clock(both.0)
    } else {
        format!("{}–{}", clock(both.0), clock(both.1))
    };
    let shift = |id: usize| {
        let shift = &month.shifts[id];
        shift.name.join(" ", &Message::data(shift.hours()))
    };
    let gives = say!(zh: "交班 ", en: "hands over: ").join("", &shift(giver.1));
    let takes = say!(zh: "接班 ", en: "takes over: ").join("", &shift(*taker));
    let line = |when: Value, item: Message, note: Value| {
        vec![when, Value::Message(item), note, Value::None, Value::None]
    };
    let date = Value::Message(plan::dated(&month.days[*day]));
    let (from, to) = (
        people(month, roster, giver.0, giver.1),
        people(month, roster, *day, *taker),
    );
    for row in 0..2 {
        section.tint_row(section.rows.len() + row, Tone::Shaded);
    }
    section.rows.push(line(date, gives, Value::Message(from)));
    section
        .rows
        .push(line(time.into(), takes, Value::Message(to)));
    let items = month.handover.iter().filter(|item| item.on[*day]);
    let before = section.rows.len();
    let lines = items.map(|item| line(Value::None, item.words.clone(), Value::None));
    section.rows.extend(lines);
    section.rows.len() - before
}

/// Who works a shift on a day.
fn people(month: &Month, roster: &Roster, day: usize, shift: usize) -> Message {
    let names: Vec<String> = working(month, roster, day, shift)
        .map(|id| plan::label(month, id, &month.people[id]))
        .collect();
    Message::listed(names.iter().map(String::as_str))
}

fn working<'a>(
    month: &'a Month,
    roster: &'a Roster,
    day: usize,
    shift: usize,
) -> impl Iterator<Item = usize> + 'a {
    (0..month.people.len()).filter(move |id| {
        let duty = roster.of(*id)[day];
        duty.is_some_and(|post| month.post(post).shift == shift)
    })
}

/// The hand-overs of a day by the clock: each shift takes over from the one that
/// began last before it and is there until it begins.
fn on_day(month: &Month, roster: &Roster, day: usize) -> Vec<Handover> {
    let there = |day: usize, shift: usize| working(month, roster, day, shift).next().is_some();
    let mut found = Vec::new();
    for (taker, next) in month.shifts.iter().enumerate() {
        if !there(day, taker) {
            continue;
        }
        let starts = next.start + DAY;
        // Shifts of the day before and of the day, on one scale.
        let days = day
            .checked_sub(1)
            .map(|d| (d, 0))
            .into_iter()
            .chain([(day, DAY)]);
        let shifts = days.flat_map(|(d, from)| (0..month.shifts.len()).map(move |s| (d, s, from)));
        let giver = shifts
            .filter(|(d, s, _)| there(*d, *s))
            .map(|(d, s, from)| {
                let shift = &month.shifts[s];
                (shift.start + from, shift.end + from, d, s)
            })
            .filter(|(start, end, ..)| *start < starts && *end >= starts)
            .max();
        if let Some((_, end, d, s)) = giver {
            let until = end.min(next.end + DAY);
            found.push(Handover {
                day,
                giver: (d, s),
                taker,
                both: (next.start, until - DAY),
            });
        }
    }
    found.sort_by_key(|handover| handover.both);
    found
}
