//! The plan for the wall: people × days, counts and fairness at the edges, live
//! in a workbook, so that an edited cell changes them.

use super::plan::{self, LEAVE, PLAN};
use super::sums::hours;
use crate::base::{Message, Text};
use crate::report::{Column, Formula, Key, Kind, Layout, Note, Section, Size, Value};
use crate::roster::model::Roster;
use crate::roster::month::{Day, Month};
use crate::say;
use chrono::NaiveDate;
use std::ops::Range;

/// The section's id: formulas refer to it.
const ID: &str = "plan";
/// Lines of a plan that are still large enough to read on A4.
const LINES_A4: usize = 30;

/// A column of figures right of the days.
struct Edge {
    key: String,
    heading: Message,
    kind: Kind,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Shift(usize),
    Off,
    Leave,
    Weekend,
    Holiday,
    Points,
    Hours,
}

/// The plan of the period on one sheet. Without a paper, A4 until its lines
/// become too small.
pub fn wall(month: &Month, roster: &Roster, paper: Option<Size>) -> Section {
    let days = month.days.len();
    let edges = edges(month);
    let mut columns = vec![plan::name_column()];
    columns.extend((0..days).map(|day| plan::day_column(month, day, true)));
    columns.extend(
        edges
            .iter()
            .map(|edge| Column::named(&edge.key, edge.heading.clone(), edge.kind)),
    );
    let mut section = Section::new(ID, PLAN.into(), columns).laid_out(Layout::Grid);
    for (person, member) in month.people.iter().enumerate() {
        let mut row = vec![Value::from(plan::label(month, person, member))];
        row.extend((0..days).map(|day| plan::cell(month, roster, person, day)));
        let counts = Counts::of(month, roster, person);
        row.extend(
            edges
                .iter()
                .map(|edge| figure(month, person, &counts, edge)),
        );
        section.rows.push(row);
    }
    by_day(month, roster, &edges, &mut section);
    spread(month, &edges, &mut section);
    section.notes = notes(month);
    let lines = section.rows.len();
    section.paper.size = paper.unwrap_or(if lines > LINES_A4 { Size::A3 } else { Size::A4 });
    section
}

fn edges(month: &Month) -> Vec<Edge> {
    let edge = |key: String, heading: Message, what| Edge {
        key,
        heading,
        kind: if what == What::Hours {
            Kind::Qty
        } else {
            Kind::Int
        },
        what,
    };
    let fixed = |key: &str, zh: &'static str, en: &'static str, what| {
        edge(key.to_owned(), Text::new(zh, en).into(), what)
    };
    let shifts = month.shifts.iter().enumerate();
    let mut edges: Vec<Edge> = shifts
        .map(|(id, shift)| edge(shift_key(id), shift.name.clone(), What::Shift(id)))
        .collect();
    edges.push(fixed("off", "休", "off", What::Off));
    edges.push(fixed("leave", "请假", "on leave", What::Leave));
    if month.days.iter().any(Day::is_weekend) {
        edges.push(fixed("weekend_days", "周末", "weekend days", What::Weekend));
    }
    if month.days.iter().any(Day::is_holiday) {
        edges.push(fixed("holidays", "节假日", "holidays", What::Holiday));
    }
    if !burdens(month).is_empty() {
        edges.push(fixed("points", "辛苦分", "points", What::Points));
    }
    edges.push(fixed("hours", "工时", "hours", What::Hours));
    edges
}

fn shift_key(id: usize) -> String {
    format!("shift_{}", id + 1)
}

fn day_key(month: &Month, day: usize) -> Key {
    Key::Owned(month.days[day].date.to_string())
}

/// What weighs in the points: the column's key, its points, what counts there.
fn burdens(month: &Month) -> Vec<(String, u32, What)> {
    let shifts = month.shifts.iter().enumerate();
    let mut burdens: Vec<(String, u32, What)> = shifts
        .map(|(id, shift)| (shift_key(id), shift.points, What::Shift(id)))
        .collect();
    if month.days.iter().any(Day::is_weekend) {
        burdens.push((
            "weekend_days".to_owned(),
            month.points.weekend,
            What::Weekend,
        ));
    }
    if month.days.iter().any(Day::is_holiday) {
        burdens.push(("holidays".to_owned(), month.points.holiday, What::Holiday));
    }
    burdens.retain(|(_, points, _)| *points > 0);
    burdens
}

/// The figures of one person's line, as its formulas count them.
struct Counts {
    by_shift: Vec<u32>,
    employed: u32,
    leave: u32,
    weekend: u32,
    holiday: u32,
}

impl Counts {
    fn of(month: &Month, roster: &Roster, person: usize) -> Counts {
        let member = &month.people[person];
        let mut counts = Counts {
            by_shift: vec![0; month.shifts.len()],
            employed: u32::try_from(member.employed.len()).unwrap_or(0),
            leave: 0,
            weekend: 0,
            holiday: 0,
        };
        for (day, duty) in roster.of(person).iter().enumerate() {
            match duty {
                Some(post) => {
                    counts.by_shift[month.post(*post).shift] += 1;
                    counts.weekend += u32::from(month.days[day].is_weekend());
                    counts.holiday += u32::from(month.days[day].is_holiday());
                }
                None => counts.leave += u32::from(member.on_leave(day).is_some()),
            }
        }
        counts
    }

    fn worked(&self) -> u32 {
        self.by_shift.iter().sum()
    }

    fn get(&self, what: What) -> u32 {
        match what {
            What::Shift(id) => self.by_shift[id],
            What::Off => self.employed.saturating_sub(self.worked()),
            What::Leave => self.leave,
            What::Weekend => self.weekend,
            What::Holiday => self.holiday,
            What::Points | What::Hours => 0,
        }
    }
}

/// One figure of a person's line, from the cells of that line.
fn figure(month: &Month, row: usize, counts: &Counts, edge: &Edge) -> Value {
    let employed = &month.people[row].employed;
    let shifts = month.shifts.len();
    match edge.what {
        What::Shift(id) => {
            let all = 0..month.days.len();
            count(
                month,
                row,
                &all,
                &month.shifts[id].short,
                int(counts.get(edge.what)),
            )
        }
        What::Leave => {
            let all = 0..month.days.len();
            count(month, row, &all, &LEAVE.into(), int(counts.leave))
        }
        What::Off => {
            let formula = Formula::new(int(counts.get(What::Off))).text("MAX(0,COLUMNS(");
            across(formula, month, row, employed)
                .text(")-SUM(")
                .row(ID, row, shift_key(0), shift_key(shifts - 1))
                .text("))")
                .into()
        }
        What::Weekend => on_days(month, row, int(counts.weekend), Day::is_weekend),
        What::Holiday => on_days(month, row, int(counts.holiday), Day::is_holiday),
        What::Points => {
            let burdens = burdens(month);
            let sum = burdens
                .iter()
                .map(|(_, points, what)| points * counts.get(*what));
            let mut formula = Formula::new(int(sum.sum()));
            for (n, (key, points, _)) in burdens.into_iter().enumerate() {
                let plus = if n == 0 { "" } else { "+" };
                formula = formula.text(plus).cell(ID, row, key).text(times(points));
            }
            formula.into()
        }
        What::Hours => {
            let paid = |id: usize| month.shifts[id].paid_minutes;
            let minutes = (0..shifts).map(|id| counts.by_shift[id] * paid(id)).sum();
            let mut formula = Formula::new(hours(minutes)).text("ROUND((");
            for id in 0..shifts {
                let plus = if id == 0 { "" } else { "+" };
                formula = formula
                    .text(plus)
                    .cell(ID, row, shift_key(id))
                    .text(times(paid(id)));
            }
            formula.text(")/60,1)").into()
        }
    }
}

fn int(n: u32) -> Value {
    Value::from(i64::from(n))
}

/// `*3`, nothing for one.
fn times(n: u32) -> String {
    if n == 1 {
        String::new()
    } else {
        format!("*{n}")
    }
}

/// The cells of a person's line on those days.
fn across(formula: Formula, month: &Month, row: usize, days: &Range<usize>) -> Formula {
    let last = days.end.saturating_sub(1).max(days.start);
    formula.row(ID, row, day_key(month, days.start), day_key(month, last))
}

/// How often a sign stands in a person's line.
fn count(month: &Month, row: usize, days: &Range<usize>, sign: &Message, result: Value) -> Value {
    let formula = Formula::new(result).text("COUNTIF(");
    across(formula, month, row, days)
        .text(",")
        .counted(sign)
        .text(")")
        .into()
}

/// Duties on days of a kind, run by run of such days.
fn on_days(month: &Month, row: usize, result: Value, kind: fn(&Day) -> bool) -> Value {
    let mut formula = Formula::new(result);
    let mut plus = "COUNTIF(";
    for run in runs(month, kind) {
        for shift in &month.shifts {
            formula = across(formula.text(plus), month, row, &run)
                .text(",")
                .counted(&shift.short)
                .text(")");
            plus = "+COUNTIF(";
        }
    }
    formula.into()
}

/// The longest runs of days of a kind.
fn runs(month: &Month, kind: fn(&Day) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (day, _) in month.days.iter().enumerate().filter(|(_, day)| kind(day)) {
        match runs.last_mut() {
            Some(run) if run.end == day => run.end = day + 1,
            _ => runs.push(day..day + 1),
        }
    }
    runs
}

/// A line a shift: how many people each day, and all of them at the edge.
fn by_day(month: &Month, roster: &Roster, edges: &[Edge], section: &mut Section) {
    let last = month.people.len().saturating_sub(1);
    for (id, shift) in month.shifts.iter().enumerate() {
        let line = section.rows.len();
        let name = Value::Message(shift.name.clone()).toned(plan::hue(id));
        let mut row = vec![name];
        let mut all = 0;
        for day in 0..month.days.len() {
            let on_it = |p: &usize| roster.of(*p)[day].is_some_and(|d| month.post(d).shift == id);
            let people = (0..month.people.len()).filter(on_it).count();
            all += people;
            row.push(
                Formula::new(people)
                    .text("COUNTIF(")
                    .column(ID, day_key(month, day), 0, last)
                    .text(",")
                    .counted(&shift.short)
                    .text(")")
                    .into(),
            );
        }
        for edge in edges {
            row.push(if edge.what == What::Shift(id) {
                let days = 0..month.days.len();
                let sum = Formula::new(all).text("SUM(");
                across(sum, month, line, &days).text(")").into()
            } else {
                Value::None
            });
        }
        section.rows.push(row);
    }
}

/// The most and the fewest of every figure: how far apart people are.
fn spread(month: &Month, edges: &[Edge], section: &mut Section) {
    let people = month.people.len();
    let first = month.days.len() + 1;
    for (label, word) in [
        (Text::new("最多", "most"), "MAX("),
        (Text::new("最少", "fewest"), "MIN("),
    ] {
        let mut row = vec![Value::Message(label.into())];
        row.extend(month.days.iter().map(|_| Value::None));
        for (at, edge) in edges.iter().enumerate() {
            let figures = section.rows[..people]
                .iter()
                .filter_map(|row| row.get(first + at));
            let figures = figures.map(|value| value.bare().clone());
            let by = |value: &Value| crate::report::show::number(value);
            let found = if word == "MAX(" {
                figures.max_by_key(by)
            } else {
                figures.min_by_key(by)
            };
            let formula = Formula::new(found.unwrap_or_default()).text(word);
            let last = people.saturating_sub(1);
            row.push(
                formula
                    .column(ID, edge.key.clone(), 0, last)
                    .text(")")
                    .into(),
            );
        }
        section.rows.push(row);
    }
}

/// The legend, what the points are made of, the holidays by name.
fn notes(month: &Month) -> Vec<Note> {
    let mut notes = plan::legend(month);
    let burdens = burdens(month);
    if !burdens.is_empty() {
        let parts = burdens.iter().map(|(_, points, what)| {
            let name = match what {
                What::Shift(id) => month.shifts[*id].name.clone(),
                What::Holiday => say!(zh: "节假日", en: "holiday"),
                _ => say!(zh: "周末", en: "weekend"),
            };
            name.join(" ", &Message::data(points.to_string()))
        });
        let parts = parts
            .reduce(|all, one| all.join(" + ", &one))
            .unwrap_or_default();
        let head = say!(zh: "辛苦分 = ", en: "points = ");
        notes.push(head.join("", &parts).into());
    }
    notes.extend(holidays(month).map(Note::from));
    notes.push(
        say!(
            zh: "改排班就在格子里写简称,颜色、次数和辛苦分跟着变",
            en: "to change the plan write a sign into a cell; colours, counts and points follow"
        )
        .into(),
    );
    notes
}

/// `元旦 2027-01-01 至 2027-01-03,补班 2027-01-04`.
fn holidays(month: &Month) -> Option<Message> {
    let named = |day: &Day| {
        day.holiday
            .clone()
            .filter(|_| day.is_holiday() || day.make_up)
    };
    let mut parts: Vec<(Message, NaiveDate, NaiveDate)> = Vec::new();
    for day in &month.days {
        let Some(mut name) = named(day) else { continue };
        if day.make_up {
            name = name.join(" ", &say!(zh: "补班", en: "(worked)"));
        }
        match parts.last_mut() {
            Some((same, _, last)) if *same == name && last.succ_opt() == Some(day.date) => {
                *last = day.date;
            }
            _ => parts.push((name, day.date, day.date)),
        }
    }
    let words = parts.into_iter().map(|(name, first, last)| {
        let (first, last) = (first.format("%m-%d"), last.format("%m-%d"));
        let Message { zh, en } = name;
        if first.to_string() == last.to_string() {
            say!(zh: "{zh} {first}", en: "{en} {first}")
        } else {
            say!(zh: "{zh} {first} 至 {last}", en: "{en} {first} to {last}")
        }
    });
    words.reduce(|all, one| all.join(" · ", &one))
}
