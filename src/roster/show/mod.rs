//! A department's roster as a report: the plan, what each person's month comes
//! to, what is open and why, and the list for programs.

mod change;
mod check;
mod plan;
mod said;

pub use change::{suggest, swap};
pub use check::check;
pub use plan::{LEAVE, PLAN};
pub use said::{findings, open};

use super::made::{Cost, Made, SoftRule, Tally, tally};
use super::model::Roster;
use super::month::Month;
use super::solve::{Stopped, gap_tenths};
use crate::base::money::grouped;
use crate::base::{Clock, Message, Qty, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

/// What the format wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Show {
    /// A screen: the plan in parts that fit eighty columns.
    pub screen: bool,
}

/// The report of `roster make`.
pub fn made(month: &Month, made: &Made, clock: Clock, show: Show) -> Report {
    let mut report = Report::new(
        "roster make",
        say!(zh: "值班表", en: "duty roster"),
        scope(month),
        clock,
    );
    report.datum("month", Value::from(month.period.label().en));
    report.datum(
        "hard_violations",
        Value::from(made.broken.len() + made.open.len()),
    );
    report.datum("penalty", Value::from(made.penalty));
    report.datum("bound", Value::from(made.bound));
    report.datum("optimal", Value::from(made.optimal));
    let seconds = Decimal::from_f64(made.seconds)
        .unwrap_or_default()
        .round_dp(1);
    report.datum("seconds", Value::Qty(Qty(seconds)));
    report.datum("iterations", Value::from(made.rounds));
    report.datum("seed", Value::from(made.seed));
    report.datum("stopped", stopped(made.stopped));
    let tallies = tally(month, &made.roster);
    report.datum("fairness", fairness(&tallies));
    report.lead.push(figures(made));
    report.lead.push(reason(made));
    report
        .sections
        .extend(plan::plan(month, &made.roster, show));
    if !made.conflicts.is_empty() {
        report.sections.push(said::reasons(&made.conflicts));
    }
    report.sections.push(shares(month, &tallies));
    report.sections.push(costs(month, &made.costs));
    report.sections.push(turns(month, made));
    if month.kept.is_some() {
        report.sections.push(changes(month, made));
    }
    report.sections.push(rows(month, &made.roster));
    report.findings = findings(month, made);
    report
}

/// `2026-12 · 8 人 · 2 种班次`.
pub fn scope(month: &Month) -> Message {
    let label = month.period.label();
    let (people, shifts) = (month.people.len(), month.shifts.len());
    let size = say!(
        zh: "{people} 人 · {shifts} 种班次",
        en: "{people} people · {shifts} shifts"
    );
    let scope = label.join("   ", &size);
    match &month.pattern {
        Some((pattern, _)) => scope.join(" · ", pattern),
        None => scope,
    }
}

/// Penalty, bound and the gap between them, rounded up to a tenth of a per cent.
fn figures(made: &Made) -> Message {
    let shown = grouped(&made.penalty.to_string());
    match made.bound {
        Some(_) if made.optimal => {
            say!(zh: "扣分 {shown},已证最优", en: "penalty {shown}, proven optimal")
        }
        Some(bound) => {
            let tenths = gap_tenths(made.penalty, bound);
            let (bound, whole, tenth) = (grouped(&bound.to_string()), tenths / 10, tenths % 10);
            say!(
                zh: "扣分 {shown} · 下界 {bound} · 差距不超过 {whole}.{tenth}%",
                en: "penalty {shown} · bound {bound} · gap at most {whole}.{tenth}%"
            )
        }
        None => say!(zh: "扣分 {shown} · 下界未知", en: "penalty {shown} · no bound known"),
    }
}

fn reason(made: &Made) -> Message {
    let rounds = grouped(&made.rounds.to_string());
    match made.stopped {
        Stopped::Optimal | Stopped::Enough => {
            say!(zh: "{rounds} 轮后证完", en: "proven after {rounds} rounds")
        }
        Stopped::Rounds => say!(zh: "满 {rounds} 轮停止", en: "stopped after {rounds} rounds"),
        Stopped::Seconds => {
            say!(zh: "到时停止,共 {rounds} 轮", en: "stopped by time, after {rounds} rounds")
        }
        Stopped::Asked => {
            say!(zh: "被叫停,共 {rounds} 轮", en: "interrupted after {rounds} rounds")
        }
    }
}

fn stopped(stopped: Stopped) -> Value {
    match stopped {
        Stopped::Optimal | Stopped::Enough => {
            Value::Code("optimal", Text::new("已证最优", "optimal"))
        }
        Stopped::Rounds => Value::Code("iterations", Text::new("轮数", "iterations")),
        Stopped::Seconds => Value::Code("seconds", Text::new("时间", "seconds")),
        Stopped::Asked => Value::Code("interrupted", Text::new("叫停", "interrupted")),
    }
}

/// Fewest, most and sum of what is shared out.
pub fn fairness(tallies: &[Tally]) -> Value {
    let span = |of: &dyn Fn(&Tally) -> u32| {
        let figures = || tallies.iter().map(of);
        let figure = |n: Option<u32>| Value::from(i64::from(n.unwrap_or(0)));
        Value::Map(vec![
            ("min".to_owned(), figure(figures().min())),
            ("max".to_owned(), figure(figures().max())),
            ("sum".to_owned(), figure(Some(figures().sum()))),
        ])
    };
    Value::Map(vec![
        ("days".to_owned(), span(&|t| t.days_worked)),
        ("weekend_days".to_owned(), span(&|t| t.weekend_days)),
        ("holidays".to_owned(), span(&|t| t.holidays)),
        ("late_shifts".to_owned(), span(&|t| t.burdened)),
        ("points".to_owned(), span(&|t| t.points)),
        ("points_in_all".to_owned(), span(&|t| t.points_in_all)),
    ])
}

/// The name of the list's sheet.
pub const LIST: Text = Text::new("班次", "duties");

/// The list for programs, and for reading back: a line a duty.
pub fn rows(month: &Month, roster: &Roster) -> Section {
    let columns = vec![
        Column::new("date", Text::new("日期", "date"), Kind::Date),
        Column::new("staff", Text::new("员工", "staff"), Kind::Id),
        Column::new("name", Text::new("姓名", "name"), Kind::Text),
        Column::new("shift", Text::new("班次", "shift"), Kind::Text),
        Column::new("start", Text::new("开始", "start"), Kind::DateTime),
        Column::new("end", Text::new("结束", "end"), Kind::DateTime),
        Column::new("role", Text::new("岗位", "role"), Kind::Text),
    ];
    let mut section = Section::new("rows", LIST.into(), columns);
    section.screen = false;
    for (day, date) in month.days.iter().enumerate() {
        for (id, person) in month.people.iter().enumerate() {
            let Some(post) = roster.of(id)[day] else {
                continue;
            };
            let shift = month.shift_of(post);
            let role = month.post(post).role.clone();
            section.rows.push(vec![
                Value::Date(date.date),
                person.id.clone().into(),
                person.name.clone().into(),
                Value::Message(shift.name.clone()),
                Value::DateTime(shift.starts(date.date)),
                Value::DateTime(shift.ends(date.date)),
                role.unwrap_or_else(|| person.role.clone()).into(),
            ]);
        }
    }
    section
}

/// What each person's month comes to.
fn shares(month: &Month, tallies: &[Tally]) -> Section {
    let int = |key: &str, zh: &'static str, en: &'static str| {
        Column::new(key, Text::new(zh, en), Kind::Int)
    };
    let mut columns = vec![
        Column::new("staff", Text::new("员工", "staff"), Kind::Id).droppable(3),
        Column::new("name", Text::new("姓名", "name"), Kind::Text),
        int("days", "上班", "days").summed(),
        int("off", "休", "off"),
    ];
    for (id, shift) in month.shifts.iter().enumerate() {
        let key = format!("shift_{}", id + 1);
        columns.push(
            Column::named(&key, shift.name.clone(), Kind::Int)
                .summed()
                .droppable(2),
        );
    }
    columns.push(int("weekend_days", "周末", "weekend days").summed());
    columns.push(int("holidays", "节假日", "holidays").summed().droppable(1));
    columns.push(
        Column::new("hours", Text::new("工时", "hours"), Kind::Qty)
            .summed()
            .droppable(1),
    );
    columns.push(int("points", "辛苦分", "points").summed());
    columns.push(int("points_in_all", "累计分", "points in all").droppable(1));
    let title = say!(zh: "每人合计", en: "per person");
    let mut section = Section::new("people", title, columns);
    for (person, t) in month.people.iter().zip(tallies) {
        let n = |n: u32| Value::from(i64::from(n));
        let mut row = vec![
            person.id.clone().into(),
            person.name.clone().into(),
            n(t.days_worked),
            n(t.days_off),
        ];
        row.extend(t.by_shift.iter().map(|c| n(*c)));
        let hours = Decimal::from(t.minutes) / Decimal::from(60);
        row.push(n(t.weekend_days));
        row.push(n(t.holidays));
        row.push(Value::Qty(Qty(hours.round_dp(1).normalize())));
        row.push(n(t.points));
        row.push(n(t.points_in_all));
        section.rows.push(row);
    }
    section
}

/// Penalties by rule, the dearest first, with the people they fall on.
pub fn costs(month: &Month, costs: &[Cost]) -> Section {
    let columns = vec![
        Column::new("rule", Text::new("扣分原因", "penalty for"), Kind::Text),
        Column::new("cases", Text::new("处", "cases"), Kind::Int).summed(),
        Column::new("penalty", Text::new("扣分", "penalty"), Kind::Int).summed(),
        Column::new("people", Text::new("涉及", "of whom"), Kind::Text).droppable(1),
    ];
    let mut section = Section::new("penalties", say!(zh: "扣分", en: "penalties"), columns);
    let mut sums: Vec<(SoftRule, i64, i64, Vec<usize>)> = Vec::new();
    for rule in SoftRule::ALL {
        let of: Vec<&Cost> = costs.iter().filter(|c| c.rule == rule).collect();
        let mut people: Vec<usize> = of.iter().filter_map(|c| c.person).collect();
        people.sort_unstable();
        people.dedup();
        let cases = i64::try_from(of.len()).unwrap_or(i64::MAX);
        if cases > 0 {
            sums.push((rule, cases, of.iter().map(|c| c.cost).sum(), people));
        }
    }
    sums.sort_by_key(|s| (std::cmp::Reverse(s.2), s.0));
    for (rule, cases, penalty, people) in sums {
        let mut whom: Vec<String> = Vec::new();
        for p in people {
            let own = costs
                .iter()
                .filter(|c| c.rule == rule && c.person == Some(p));
            let sum: i64 = own.map(|c| c.cost).sum();
            whom.push(format!("{} {sum}", month.people[p].name));
        }
        // Cover is nobody's alone: its days stand there instead.
        let of_cover = costs
            .iter()
            .filter(|c| c.rule == rule && c.person.is_none());
        let mut days: Vec<usize> = of_cover.filter_map(|c| c.day).collect();
        days.dedup();
        whom.extend(
            days.iter()
                .map(|d| month.days[*d].date.format("%m-%d").to_string()),
        );
        section.rows.push(vec![
            Value::Code(rule.code(), rule.label()),
            cases.into(),
            penalty.into(),
            whom.join(" · ").into(),
        ]);
    }
    section
}

/// Turns on top of the shifts, by day.
fn turns(month: &Month, made: &Made) -> Section {
    let mut columns = vec![Column::new("date", Text::new("日期", "date"), Kind::Date)];
    for (id, rota) in month.rotas.iter().enumerate() {
        let key = format!("rota_{}", id + 1);
        columns.push(Column::named(&key, rota.name.clone(), Kind::Text));
    }
    let title = say!(zh: "值日与待命", en: "cleaning and on call");
    let mut section = Section::new("turns", title, columns);
    section.screen = false;
    for (day, date) in month.days.iter().enumerate() {
        let of = |rota: usize| {
            let turns = made.turns.iter().filter(|t| t.rota == rota && t.day == day);
            let names = turns.map(|t| t.person.map_or("—", |p| month.people[p].name.as_str()));
            Value::Message(Message::listed(names))
        };
        let mut row = vec![Value::Date(date.date)];
        row.extend((0..month.rotas.len()).map(of));
        section.rows.push(row);
    }
    section
}

/// Days that are not as in the roster that was to be kept.
fn changes(month: &Month, made: &Made) -> Section {
    let columns = vec![
        Column::new("date", Text::new("日期", "date"), Kind::Date),
        Column::new("staff", Text::new("员工", "staff"), Kind::Id).droppable(1),
        Column::new("name", Text::new("姓名", "name"), Kind::Text),
        Column::new("before", Text::new("原来", "before"), Kind::Text),
        Column::new("after", Text::new("现在", "now"), Kind::Text),
    ];
    let mut section = Section::new("changes", say!(zh: "改动", en: "changes"), columns);
    let named = |duty: super::model::Duty| match duty {
        Some(post) => Value::Message(month.shift_of(post).name.clone()),
        None => Value::Message(say!(zh: "休", en: "off")),
    };
    let mut changes: Vec<_> = made.changes.iter().collect();
    changes.sort_by_key(|c| (c.day, c.person));
    for change in changes {
        let person = &month.people[change.person];
        section.rows.push(vec![
            Value::Date(month.days[change.day].date),
            person.id.clone().into(),
            person.name.clone().into(),
            named(change.before),
            named(change.after),
        ]);
    }
    section
}
