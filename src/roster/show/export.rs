//! The report of `roster export`: a roster as it stands, to hang up and hand
//! out, and the calendars that were published.

use super::{Show, fairness, rows, scope, shares, sheets};
use crate::base::{Clock, Finding, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::roster::check;
use crate::roster::made::{Turn, tally};
use crate::roster::model::Roster;
use crate::roster::month::Month;
use crate::say;

/// A calendar file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The file's name.
    pub file: String,
    /// The person it is of; `None` is everybody's, or that of somebody who is
    /// no longer in the roster.
    pub person: Option<usize>,
    /// Events of the period that stand in it.
    pub events: usize,
    pub new: usize,
    pub changed: usize,
    pub cancelled: usize,
}

/// The roster with its turns, and the calendars published, everybody's first; broken rules and open cover are said, so that
/// nobody hangs up a plan without knowing.
pub fn export(
    month: &Month,
    roster: &Roster,
    turns: &[Turn],
    published: Option<&[Published]>,
    clock: Clock,
    show: Show,
) -> Report {
    let judged = check::judge(month, roster);
    let mut report = Report::new(
        "roster export",
        say!(zh: "值班表", en: "duty roster"),
        scope(month),
        clock,
    );
    report.datum("month", Value::from(month.period.label().en));
    report.datum("hard_violations", Value::from(judged.hard_violations()));
    report.datum("penalty", Value::from(judged.penalty()));
    let tallies = tally(month, roster);
    report.datum("fairness", fairness(&tallies));
    if let Some(published) = published {
        // Everybody's calendar says the same again.
        let own = published.get(1..).unwrap_or_default();
        let sum = |of: fn(&Published) -> usize| own.iter().map(of).sum::<usize>();
        let files = published.len();
        let (new, changed) = (sum(|p| p.new), sum(|p| p.changed));
        let cancelled = sum(|p| p.cancelled);
        report.lead.push(say!(
            zh: "日历 {files} 个文件:新增 {new} · 改动 {changed} · 取消 {cancelled}",
            en: "{files} calendar files: {new} new · {changed} changed · {cancelled} cancelled"
        ));
        report.sections.push(calendars(month, published));
    }
    let mut plan = sheets(month, roster, turns, show);
    plan.push(shares(month, &tallies));
    plan.push(rows(month, roster));
    for mut section in plan {
        section.screen &= published.is_none();
        report.sections.push(section);
    }
    report.findings = judged.broken;
    let open = judged.open.iter().map(|open| super::open(month, open));
    report.findings.extend(open.collect::<Vec<Finding>>());
    report
}

fn calendars(month: &Month, published: &[Published]) -> Section {
    let columns = vec![
        Column::new("file", Text::new("文件", "file"), Kind::Text).keeping(20),
        Column::new("staff", Text::new("员工", "staff"), Kind::Id).droppable(1),
        Column::new("events", Text::new("班次", "events"), Kind::Int),
        Column::new("new", Text::new("新增", "new"), Kind::Int),
        Column::new("changed", Text::new("改动", "changed"), Kind::Int),
        Column::new("cancelled", Text::new("取消", "cancelled"), Kind::Int),
    ];
    let mut section = Section::new("calendars", say!(zh: "日历", en: "calendars"), columns);
    for one in published {
        let staff = one.person.map(|id| month.people[id].id.clone());
        section.rows.push(vec![
            one.file.clone().into(),
            staff.into(),
            one.events.into(),
            one.new.into(),
            one.changed.into(),
            one.cancelled.into(),
        ]);
    }
    section
}
