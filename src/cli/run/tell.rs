//! The message after a run, put together from the summary.

use crate::base::run_record::RunRecord;
use crate::base::{Clock, Lang, Message};
use crate::notify::{self, Note, Sent};
use crate::policy::Policy;
use crate::report::{Report, Value};
use crate::runs::{Part, State};
use crate::say;
use serde_json::json;
use std::collections::BTreeMap;

/// What is told about a run: counts by rule, what was not done, the head, where
/// the reports are.
pub fn note(report: &Report, parts: &[Part], policy: &Policy, lang: Lang, exit: u8) -> Note {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let own = report
        .findings
        .iter()
        .filter(|f| f.data.get("command").is_none());
    let found = parts
        .iter()
        .flat_map(Part::needing)
        .chain(own.filter(|f| f.needs_person()));
    for finding in found {
        *counts.entry(&finding.rule).or_default() += 1;
    }
    let total: usize = counts.values().sum();
    let undone: Vec<&Part> = parts
        .iter()
        .filter(|p| matches!(p.state, State::NoInput | State::Failed))
        .collect();
    let title = report.title.join(" ", &report.scope);
    let title = if total + undone.len() == 0 {
        title.join("", &say!(zh: ":没有要看的", en: ": nothing to look at"))
    } else {
        let n = total + undone.len();
        title.join("", &say!(zh: ":{n} 件要看", en: ": {n} to look at"))
    };
    let mut lines = vec![title];
    if !counts.is_empty() {
        let listed: Vec<String> = counts
            .iter()
            .map(|(rule, n)| format!("{rule} {n}"))
            .collect();
        lines.push(Message::data(listed.join(" · ")));
    }
    if !undone.is_empty() {
        let listed: Vec<&str> = undone.iter().map(|p| p.label.as_str()).collect();
        let listed = listed.join(", ");
        lines.push(say!(zh: "没有做:{listed}", en: "not done: {listed}"));
    }
    let text = |key: &str| {
        let fact = report.summary.iter().find(|f| f.key == key)?;
        match &fact.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    };
    let (head, folder) = (text("head"), text("folder").unwrap_or_default());
    if let Some(head) = &head {
        lines.push(say!(zh: "封头 {head}", en: "head {head}"));
    }
    let link = policy.notify.link.as_ref().map(|base| {
        let day = folder.rsplit('/').next().unwrap_or_default();
        format!("{}/{day}/", base.trim_end_matches('/'))
    });
    let place = link.clone().unwrap_or_else(|| format!("{folder}/"));
    lines.push(say!(zh: "报表 {place}", en: "reports {place}"));
    let lines: Vec<&str> = lines.iter().map(|l| l.get(lang)).collect();
    let undone: Vec<&str> = undone.iter().map(|p| p.label.as_str()).collect();
    Note {
        text: lines.join("\n"),
        data: json!({
            "tool": crate::report::json::tool(),
            "command": report.command,
            "shop": policy.shop.name,
            "period": parts.first().map(|p| p.record.period.clone()),
            "now": report.clock.rfc3339(),
            "counts": counts,
            "not_done": undone,
            "head": head,
            "folder": folder,
            "link": link,
        }),
        exit,
    }
}

/// Sends it; gives what could not be sent, in words, and the record's line.
pub fn send(
    note: &Note,
    policy: &Policy,
    like: &RunRecord,
    moment: impl Fn() -> Clock,
) -> Option<(Vec<Message>, RunRecord)> {
    let started = moment().fixed_offset();
    let sent = notify::send(&policy.notify, note, &|path| policy.resolve(path));
    if sent.is_empty() {
        return None;
    }
    let failed: Vec<Message> = sent.iter().filter_map(said).collect();
    let record = RunRecord {
        chore: "notify".to_owned(),
        started,
        ended: moment().fixed_offset(),
        exit: u8::from(!failed.is_empty()),
        inputs: Vec::new(),
        outputs: Vec::new(),
        ..like.clone()
    };
    Some((failed, record))
}

fn said(sent: &Sent) -> Option<Message> {
    let why = sent.failed.as_ref()?;
    let (kind, n) = (sent.kind.word(), sent.attempts);
    let tried = say!(
        zh: "警告:消息没有发到 {kind}(试了 {n} 次):",
        en: "warning: the message to {kind} was not sent (attempts: {n}): "
    );
    Some(tried.join("", why))
}
