//! A department's roster as a report: the plan, what each person's month comes
//! to, what is open and why, and the list for programs. What else there is
//! follows from where it goes: a workbook has the plan for the wall, hand-over
//! sheets and rotas; a page has each person's own calendar.

mod change;
mod check;
mod export;
mod handover;
mod phone;
mod plan;
mod said;
mod sums;
mod turns;
mod wall;

pub use change::{suggest, swap};
pub use check::check;
pub use export::{Published, export};
pub use plan::{LEAVE, PLAN, label};
pub use said::{findings, open};
pub use turns::{DATE, NAME, ON_CALL_SHEET, ROTA_SHEET, TURN, headings, span};

use super::made::{Made, Tally, Turn, tally};
use super::model::Roster;
use super::month::Month;
use super::solve::{Stopped, gap_tenths};
use crate::base::money::grouped;
use crate::base::{Clock, Message, Qty, Text};
use crate::report::{Column, Kind, Report, Section, Size, Value};
use crate::say;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use sums::{costs, shares};

/// Where a report goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// A screen: the plan in parts that fit eighty columns.
    Screen,
    /// A workbook, to print: the plan on that paper, on A4 or A3 by its lines
    /// where none is named.
    Book(Option<Size>),
    /// A page, for a phone as well.
    Page(Option<Size>),
    /// Programs.
    Data,
}

/// The plan, and what a workbook or a page has of the roster beside it.
fn sheets(month: &Month, roster: &Roster, turns: &[Turn], show: Show) -> Vec<Section> {
    match show {
        Show::Screen => plan::halves(month, roster),
        Show::Data => {
            let mut sections = vec![plan::whole(month, roster)];
            sections.extend(turns::sections(month, turns));
            sections
        }
        Show::Page(paper) => {
            let mut sections = phone::sections(month, roster, turns);
            sections.push(wall::wall(month, roster, paper));
            sections.extend(turns::sections(month, turns));
            sections
        }
        Show::Book(paper) => {
            let mut sections = vec![wall::wall(month, roster, paper)];
            sections.extend(turns::sections(month, turns));
            sections.extend(handover::handover(month, roster));
            sections
        }
    }
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
        .extend(sheets(month, &made.roster, &made.turns, show));
    if !made.conflicts.is_empty() {
        report.sections.push(said::reasons(&made.conflicts));
    }
    report.sections.push(shares(month, &tallies));
    report.sections.push(costs(month, &made.costs));
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
