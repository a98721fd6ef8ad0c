//! The tables a workbook and a page carry beside the report's own: findings,
//! figures, and the inputs with all that is needed to make the report again.

pub use super::json::tool;
use super::model::{Column, Kind, Report, Section, Value};
use super::words;
use crate::base::{Finding, Severity};

/// Findings in the order of their severity, as given within one.
pub fn by_severity(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.severity);
    sorted
}

/// The word a severity's cell holds.
fn severity_code(severity: Severity) -> Value {
    let word = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    Value::Code(word, severity.label())
}

/// Severity, rule, subject, message, source; a line a finding.
pub fn findings(findings: &[&Finding]) -> Section {
    let columns = vec![
        Column::new("severity", words::SEVERITY, Kind::Text),
        Column::new("rule", words::RULE, Kind::Text),
        Column::new("subject", words::SUBJECT, Kind::Id),
        Column::new("message", words::MESSAGE, Kind::Text),
        Column::new("source", words::SOURCE, Kind::Text),
    ];
    let mut section = Section::new("findings", words::FINDINGS.into(), columns);
    section.rows = findings
        .iter()
        .map(|f| {
            vec![
                severity_code(f.severity),
                Value::Text(f.rule.clone()),
                Value::Text(f.subject.clone()),
                Value::Message(f.message.clone()),
                Value::from(f.source.clone()),
            ]
        })
        .collect();
    section
}

/// The figures that have a label, a line each.
pub fn figures(report: &Report) -> Section {
    let columns = vec![
        Column::new("figure", words::FIGURE, Kind::Text),
        Column::new("value", words::FIGURE_VALUE, Kind::Text),
    ];
    let mut section = Section::new("summary", words::SUMMARY.into(), columns);
    section.rows = report
        .summary
        .iter()
        .filter_map(|fact| {
            let label = fact.label?;
            Some(vec![Value::Message(label.into()), fact.value.clone()])
        })
        .collect();
    section
}

/// The files that were read, a line each.
pub fn inputs(report: &Report) -> Section {
    let columns = vec![
        Column::new("role", words::ROLE, Kind::Text),
        Column::new("path", words::FILE, Kind::Text),
        Column::new("sheet", words::SHEET, Kind::Text),
        Column::new("rows", words::ROWS, Kind::Int),
        Column::new("rejected", words::REJECTED, Kind::Int),
        Column::new("sha256", words::SHA256, Kind::Id),
    ];
    let mut section = Section::new("inputs", words::INPUTS.into(), columns);
    section.rows = report
        .inputs
        .iter()
        .map(|input| {
            vec![
                Value::Message(words::role(&input.role)),
                Value::Text(input.path.clone()),
                Value::from(input.sheet.clone()),
                Value::from(input.rows),
                Value::from(input.rejected),
                Value::Text(input.sha256.clone()),
            ]
        })
        .collect();
    section
}

/// Command, tool version, config hash and clock, as label and value.
pub fn circumstances(report: &Report) -> Vec<(crate::base::Text, Value)> {
    let config = match &report.config {
        Some(hash) => Value::Text(hash.clone()),
        None => Value::Message(words::BUILT_IN.into()),
    };
    vec![
        (words::COMMAND, Value::Text(report.command.clone())),
        (words::TOOL, Value::Text(tool())),
        (words::CONFIG, config),
        (words::CLOCK, Value::Text(report.clock.rfc3339())),
    ]
}
