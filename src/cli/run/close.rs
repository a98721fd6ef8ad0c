//! `run monthly --close`, and a later run of a month that was closed.

use super::carry::{Carried, Desk};
use super::undone;
use crate::base::{Clock, Finding, Problem, Text};
use crate::report::{Report, Value};
use crate::runs::pack::{self, Pack, Reports};
use crate::say;
use chrono::DateTime;

/// A closed month.
pub struct Closed {
    /// As written, `reports/closed/2026-11.zip`.
    shown: String,
    sha256: String,
}

impl Closed {
    /// Says where it is, the same at the closing and after.
    pub fn tell(&self, report: &mut Report) {
        let (shown, sha256) = (&self.shown, &self.sha256);
        report.fact(
            "closed",
            Text::new("封存", "closed"),
            Value::from(shown.as_str()),
        );
        report.datum("closed_sha256", Value::from(sha256.as_str()));
        report
            .lead
            .push(say!(zh: "SHA-256 {sha256}", en: "SHA-256 {sha256}"));
    }
}

/// Closes the month where that is wanted and it is open; a closed one is held
/// against what it comes to now. `None` while it is open.
///
/// # Errors
/// The pack cannot be written, or is damaged.
pub fn held(
    desk: &Desk<'_>,
    carried: &mut [Carried],
    close: bool,
    findings: &mut Vec<Finding>,
) -> Result<Option<Closed>, Problem> {
    let month = desk.plan.label();
    let folder = desk.policy.reports().join("closed");
    let path = folder.join(format!("{month}.zip"));
    let reports = desk.policy.run.reports.trim_end_matches('/');
    let shown = format!("{reports}/closed/{month}.zip");
    if !path.exists() {
        if !close {
            return Ok(None);
        }
        if let Some(part) = undone(carried) {
            let command = part.command;
            findings.push(Finding::error(
                "D",
                month.clone(),
                say!(
                    zh: "{month} 没有封存:{command} 没有做;补上输入再运行 --close",
                    en: "{month} was not closed: {command} was not done; give its input and run --close again"
                ),
            ));
            return Ok(None);
        }
        std::fs::create_dir_all(&folder).map_err(|e| Problem::io(&folder, &e))?;
        let clock = desk.context.clock;
        let reports = rendered(desk, carried, clock)?;
        let inputs = carried
            .iter()
            .filter(|c| c.chore.of_month())
            .flat_map(Carried::sealed_inputs)
            .collect();
        let config = desk.policy.hash();
        let manifest = pack::manifest(&month, clock.rfc3339(), config, &reports, inputs);
        let sha256 = pack::seal(&path, &manifest, &reports)?;
        return Ok(Some(Closed { shown, sha256 }));
    }
    let sealed = Pack::open(&path, &shown)?;
    let at = DateTime::parse_from_rfc3339(&sealed.manifest.closed_at);
    let zone = desk.context.clock.zone();
    let clock = at.map_or(desk.context.clock, |at| Clock::fixed(at, zone));
    let now = rendered(desk, carried, clock)?;
    let most = usize::try_from(desk.policy.run.shown).unwrap_or(usize::MAX);
    let differ = sealed.compare(&now, most);
    if !differ.is_empty() {
        let at = &sealed.manifest.closed_at;
        findings.push(Finding::error(
            "D",
            month.clone(),
            say!(
                zh: "{month} 与封存的({at})不同;查明原因,要重新封存先把 {shown} 移走",
                en: "{month} differs from what was closed ({at}); find out why, and to close it again move {shown} away first"
            ),
        ));
        findings.extend(differ);
    }
    let bytes = std::fs::read(&path).map_err(|e| Problem::io(&path, &e))?;
    let sha256 = pack::sha256(&bytes);
    Ok(Some(Closed { shown, sha256 }))
}

/// The reports about the month itself, made under that clock.
fn rendered(desk: &Desk<'_>, carried: &mut [Carried], clock: Clock) -> Result<Reports, Problem> {
    let mut out = Reports::new();
    for chore in carried.iter_mut().filter(|c| c.chore.of_month()) {
        out.extend(chore.rendered(desk.context, clock)?);
    }
    Ok(out)
}
