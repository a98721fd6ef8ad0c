//! The summary of a run: how each chore ended, and what needs a person.

use super::{Part, State};
use crate::base::{Clock, Finding, Message, RunKind, Severity, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;
use std::collections::BTreeMap;

/// What the summary is of.
pub struct Run<'a> {
    pub kind: RunKind,
    /// The shop and the period.
    pub scope: Message,
    /// The folder of the reports, as written.
    pub folder: &'a str,
    /// Findings of one chore that are shown.
    pub shown: usize,
    /// What is found of the run itself: a month that differs from its seal.
    pub findings: Vec<Finding>,
}

/// The summary.
pub fn summary(run: &Run<'_>, parts: &[Part], clock: Clock) -> Report {
    let command = format!("run {}", run.kind.word());
    let mut report = Report::new(&command, title(run.kind), run.scope.clone(), clock);
    let count = |wanted: fn(State) -> bool| parts.iter().filter(|p| wanted(p.state)).count();
    report.fact("chores", Text::new("任务", "chores"), parts.len().into());
    report.fact(
        "with_findings",
        Text::new("有事要看", "to look at"),
        count(|s| s == State::Findings).into(),
    );
    report.fact(
        "not_done",
        Text::new("没有做", "not done"),
        count(|s| matches!(s, State::NoInput | State::Failed)).into(),
    );
    report.datum("folder", run.folder.into());
    let head = parts.iter().find_map(|p| p.fact("head")).cloned();
    report.datum("head", head.clone().unwrap_or_default());
    let folder = run.folder;
    report
        .lead
        .push(say!(zh: "报表在 {folder}/", en: "reports in {folder}/"));
    if let Some(Value::Text(head)) = head {
        report.lead.push(say!(zh: "封头 {head}", en: "head {head}"));
    }
    report.sections.push(rows(parts, run.shown));
    report.sections.push(rules(parts));
    report.findings = findings(parts, run);
    report
}

fn title(kind: RunKind) -> Message {
    match kind {
        RunKind::Daily => say!(zh: "日清", en: "daily run"),
        RunKind::Weekly => say!(zh: "周清", en: "weekly run"),
        RunKind::Monthly => say!(zh: "月清", en: "monthly run"),
    }
}

fn of_severity(part: &Part, severity: Severity) -> usize {
    let findings = part.report.iter().flat_map(|r| &r.findings);
    findings.filter(|f| f.severity == severity).count()
}

/// A line a chore, in the order they were done.
fn rows(parts: &[Part], shown: usize) -> Section {
    let mut section = Section::new(
        "rows",
        say!(zh: "各项任务", en: "chores"),
        vec![
            Column::new("chore", Text::new("任务", "chore"), Kind::Text),
            Column::new("state", Text::new("结果", "result"), Kind::Text),
            Column::new("errors", Text::new("错误", "errors"), Kind::Int).summed(),
            Column::new("warnings", Text::new("警告", "warnings"), Kind::Int).summed(),
            Column::new("infos", Text::new("提示", "infos"), Kind::Int).droppable(1),
            Column {
                linked: true,
                ..Column::new("report", Text::new("报表", "report"), Kind::Text).droppable(2)
            },
        ],
    );
    for part in parts {
        let page = part.files.iter().find(|f| f.path.ends_with(".html"));
        section.rows.push(vec![
            part.label.as_str().into(),
            part.state.code(),
            of_severity(part, Severity::Error).into(),
            of_severity(part, Severity::Warning).into(),
            of_severity(part, Severity::Info).into(),
            Value::from(page.map(|f| f.path.clone())),
        ]);
        let more = part.needing().count().saturating_sub(shown);
        if let (true, Some(page)) = (more > 0, page) {
            let (command, page) = (&part.label, &page.path);
            let note = say!(
                zh: "{command} 另有 {more} 条没有列在这里,见 {page}",
                en: "{command}: {more} more are not listed here, see {page}"
            );
            section.notes.push(note.into());
        }
    }
    section
}

/// What needs a person, counted by rule.
fn rules(parts: &[Part]) -> Section {
    let mut counts: BTreeMap<(&str, &str), [usize; 2]> = BTreeMap::new();
    for part in parts {
        for finding in part.needing() {
            let at = counts.entry((&finding.rule, &part.label)).or_default();
            at[usize::from(finding.severity != Severity::Error)] += 1;
        }
    }
    let mut section = Section::new(
        "rules",
        say!(zh: "按规矩数", en: "by rule"),
        vec![
            Column::new("rule", Text::new("规矩", "rule"), Kind::Text),
            Column::new("chore", Text::new("任务", "chore"), Kind::Text),
            Column::new("errors", Text::new("错误", "errors"), Kind::Int).summed(),
            Column::new("warnings", Text::new("警告", "warnings"), Kind::Int).summed(),
        ],
    );
    section.screen = false;
    for ((rule, command), [errors, warnings]) in counts {
        section.rows.push(vec![
            rule.into(),
            command.into(),
            errors.into(),
            warnings.into(),
        ]);
    }
    section
}

/// What was not done first, then what was found, at most so many of a chore.
fn findings(parts: &[Part], run: &Run<'_>) -> Vec<Finding> {
    let mut out: Vec<Finding> = parts
        .iter()
        .filter_map(|part| {
            let (why, command) = (part.why.as_ref()?, &part.label);
            let why = first_lines(why, run.shown.max(1));
            let message =
                say!(zh: "{command} 没有做:", en: "{command} was not done: ").join("", &why);
            Some(Finding::error("bad-file", command, message).with("command", part.command))
        })
        .collect();
    out.extend(run.findings.iter().cloned());
    for part in parts {
        let command = &part.label;
        let mut needing: Vec<&Finding> = part.needing().collect();
        needing.sort_by_key(|f| f.severity);
        for finding in needing.into_iter().take(run.shown) {
            let mut finding = finding.clone();
            finding.message = say!(zh: "{command}:", en: "{command}: ").join("", &finding.message);
            out.push(finding.with("command", part.command));
        }
    }
    out
}

/// A list of a thousand bad cells is no news after the first few.
fn first_lines(message: &Message, most: usize) -> Message {
    let cut = |text: &str, more: &dyn Fn(usize) -> String| {
        let lines: Vec<&str> = text.lines().collect();
        let mut kept: Vec<String> = lines.iter().take(most).map(|l| (*l).to_owned()).collect();
        if lines.len() > most {
            kept.push(more(lines.len() - most));
        }
        kept.join("\n")
    };
    Message {
        zh: cut(&message.zh, &|n| format!("…另有 {n} 行")),
        en: cut(&message.en, &|n| format!("… {n} more lines")),
    }
}
