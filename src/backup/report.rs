//! What a run came to, as a report: the answer in a few lines, then what needs
//! a person. The same report is made when a sealed day is asked for again.

use super::change::{Change, Kind};
use super::done::Done;
use super::job::Job;
use crate::base::money::grouped;
use crate::base::privacy::Private;
use crate::base::size::bytes;
use crate::base::{Finding, Message, Money, Privacy, Severity, Text};
use crate::report::{Column, Input, Kind as ColumnKind, Report, Section, Value, show};
use crate::say;
use crate::table::cell::number;
use crate::table::schema::FieldKind;
use crate::table::tables::ORDERS;
use std::collections::HashSet;

/// The report of a run; `list` says whether its list of changes will be shown.
pub fn report(done: &Done, job: &Job<'_>, privacy: Privacy, list: bool) -> Report {
    let mut report = Report::new(
        "backup run",
        say!(zh: "日清备份", en: "order backup"),
        scope(done, job),
        job.clock,
    );
    summary(done, job, &mut report);
    lead(done, job, &mut report.lead);
    let listed: &[Change] = if list { &done.changes } else { &[] };
    report.sections.push(rows(listed, privacy));
    report.findings = order_findings(done, privacy);
    // What is said of files comes before what is said of orders.
    let about_orders = std::mem::take(&mut report.findings);
    report.findings.extend(done.findings.iter().cloned());
    report.findings.extend(about_orders);
    report.inputs = done
        .files
        .iter()
        .map(|f| Input {
            role: f.source.clone(),
            path: f.shown.clone(),
            sheet: f.sheet.clone(),
            sha256: f.sha256.clone(),
            rows: f.rows,
            rejected: f.rejected,
        })
        .collect();
    report
}

fn number(n: u64) -> String {
    grouped(&n.to_string())
}

/// Time, and what each source gave: orders, or a dump of so many bytes.
fn scope(done: &Done, job: &Job<'_>) -> Message {
    let mut parts: Vec<Message> = Vec::new();
    for place in &job.places {
        let name = &place.name;
        let of_place = || done.files.iter().filter(|f| f.source == *name);
        if of_place().next().is_none() {
            continue;
        }
        if !place.has_orders() {
            // A dump is as large as it is: it has no orders to count.
            let size = bytes(of_place().map(|f| f.size).sum());
            parts.push(say!(zh: "{name} {size}", en: "{name} {size}"));
            continue;
        }
        let n = number(of_place().map(|f| f.orders).max().unwrap_or(0));
        parts.push(say!(zh: "{name} {n} 单", en: "{name} {n} orders"));
    }
    let minute = Message::data(job.clock.minute());
    parts
        .into_iter()
        .reduce(|a, b| a.join(" · ", &b))
        .map_or(minute.clone(), |listed| minute.join("   ", &listed))
}

fn summary(done: &Done, job: &Job<'_>, report: &mut Report) {
    let seal = done.link.as_ref().map(|l| &l.seal);
    let counts = &done.counts;
    report.datum("seq", Value::from(seal.map(|s| s.seq)));
    report.datum(
        "archive",
        Value::from(seal.map(|s| job.layout.show(&s.archive.name))),
    );
    report.datum(
        "sha256",
        Value::from(seal.map(|s| s.archive.sha256.clone())),
    );
    report.datum(
        "head",
        Value::from(done.link.as_ref().map(|l| l.sha256.clone())),
    );
    report.datum("already_sealed", Value::Bool(done.already_sealed));
    for (key, n) in [
        ("files", counts.files),
        ("bytes", counts.bytes),
        ("orders", counts.orders),
        ("new", counts.new),
        ("changed", counts.changed),
        ("amended", counts.amended),
        ("repriced", counts.repriced),
        ("violations", counts.violations),
        ("vanished", counts.vanished),
    ] {
        report.datum(key, Value::from(n));
    }
}

fn lead(done: &Done, job: &Job<'_>, out: &mut Vec<Message>) {
    let counts = &done.counts;
    let [new, changed, repriced, amended, vanished] = [
        counts.new,
        counts.changed,
        counts.repriced,
        counts.amended,
        counts.vanished,
    ]
    .map(number);
    if counts.files > 0 {
        out.push(say!(
            zh: "新增 {new} · 变更 {changed}(改价 {repriced} · 有据修改 {amended})· 消失 {vanished}",
            en: "new {new} · changed {changed} (repriced {repriced} · amended {amended}) · vanished {vanished}"
        ));
    }
    let Some(link) = &done.link else {
        if job.dry_run && counts.files > 0 {
            out.push(say!(zh: "只比对,没有封存", en: "compared only, nothing was sealed"));
        }
        return;
    };
    let (archive, seq) = (job.layout.show(&link.seal.archive.name), link.seal.seq);
    let size = bytes(link.seal.archive.size);
    if done.already_sealed {
        out.push(say!(zh: "已封存 {archive}  {size}  第 {seq} 号", en: "already sealed {archive}  {size}  no. {seq}"));
    } else {
        out.push(say!(zh: "封存 {archive}  {size}  第 {seq} 号", en: "sealed {archive}  {size}  no. {seq}"));
    }
    let head = &link.sha256;
    out.push(say!(zh: "封头 {head}", en: "head {head}"));
    out.push(say!(zh: "把封头发到群里,日后可验", en: "post the head in the group chat; it proves this day later"));
}

fn rows(changes: &[Change], privacy: Privacy) -> Section {
    let mut section = Section::new(
        "rows",
        say!(zh: "变更明细", en: "changes"),
        vec![
            Column::new("kind", Text::new("性质", "kind"), ColumnKind::Text),
            Column::new(
                "order_no",
                Text::new("订单编号", "order no."),
                ColumnKind::Id,
            ),
            Column::new(
                "line_no",
                Text::new("子订单编号", "line no."),
                ColumnKind::Id,
            ),
            Column::new("field", Text::new("字段", "field"), ColumnKind::Text),
            Column::new("old", Text::new("原值", "old"), ColumnKind::Id),
            Column::new("new", Text::new("新值", "new"), ColumnKind::Id),
            Column::new("why", Text::new("说明", "why"), ColumnKind::Text),
            Column::new("source", Text::new("来源", "source"), ColumnKind::Text),
            Column::new("file", Text::new("文件", "file"), ColumnKind::Text),
            Column::new("line", Text::new("行号", "line"), ColumnKind::Int),
        ],
    );
    let sealed = changes.iter().any(|c| c.old_sealed_in.is_some());
    if sealed {
        section.columns.push(Column::new(
            "old_sealed_in",
            Text::new("原值在第几号", "old value in archive"),
            ColumnKind::Int,
        ));
    }
    section.screen = false;
    // What needs a person first; within a kind as found.
    let mut ordered: Vec<&Change> = changes.iter().collect();
    ordered.sort_by_key(|c| std::cmp::Reverse(weight(c.kind)));
    for change in ordered {
        section.rows.push(vec![
            Value::Code(change.kind.word(), change.kind.label()),
            Value::from(change.order_no.clone()),
            optional(&change.line_no),
            field_value(&change.field),
            optional(&shown(change, &change.old, privacy)),
            optional(&shown(change, &change.new, privacy)),
            change
                .why
                .map_or(Value::None, |w| Value::Message(w.message())),
            Value::from(change.source.to_string()),
            Value::from(change.file.to_string()),
            if change.line == 0 {
                Value::None
            } else {
                Value::Int(i64::from(change.line))
            },
        ]);
        if let (true, Some(row)) = (sealed, section.rows.last_mut()) {
            row.push(change.old_sealed_in.map_or(Value::None, Value::from));
        }
    }
    section
}

pub(super) fn optional(text: &str) -> Value {
    if text.is_empty() {
        Value::None
    } else {
        Value::from(text)
    }
}

fn label(field: &str) -> Text {
    match ORDERS.field(field) {
        Some((_, f)) => f.label,
        None if field == "line" => Text::new("明细", "line"),
        None => Text::new("", ""),
    }
}

/// The canonical name for programs, the label for people.
pub(super) fn field_value(field: &str) -> Value {
    match ORDERS.field(field) {
        Some((_, f)) => Value::Code(f.name, f.label),
        None if field == "line" => Value::Code("line", label(field)),
        None => Value::None,
    }
}

/// Masked where the field is private (O8).
fn shown(change: &Change, value: &str, privacy: Privacy) -> String {
    masked(&change.field, value, privacy)
}

/// A field's value as it may be shown.
pub(super) fn masked(field: &str, value: &str, privacy: Privacy) -> String {
    let kind = match field {
        "phone" => Private::Phone,
        "address" => Private::Address,
        "buyer" | "receiver" => Private::Person,
        // Remarks and messages quote names, phones and addresses.
        "remark" | "message" | "invoice_title" | "card" => Private::Address,
        field => return plain(field, value),
    };
    privacy.show(kind, value)
}

/// How much a kind asks of a person.
fn weight(kind: Kind) -> u8 {
    match kind {
        Kind::Changed => 0,
        Kind::Reappeared => 1,
        Kind::Repriced => 2,
        Kind::Amended => 3,
        Kind::Vanished => 4,
        Kind::Violation => 5,
    }
}

/// Amounts as people read them, two decimals.
fn plain(field: &str, value: &str) -> String {
    let money = ORDERS
        .field(field)
        .is_some_and(|(_, f)| f.kind == FieldKind::Money);
    match number::decimal(value) {
        Some(amount) if money => show::money(Money(amount)),
        _ => value.to_owned(),
    }
}

/// One finding for each change a person must see, and infos for O3.
fn order_findings(done: &Done, privacy: Privacy) -> Vec<Finding> {
    // Where so many are absent that the file is in doubt, one finding was made.
    let doubted: HashSet<(&str, &str)> = done
        .findings
        .iter()
        .filter(|f| f.data.get("kind").and_then(|k| k.as_str()) == Some("coverage"))
        .filter_map(|f| {
            Some((
                f.data.get("source")?.as_str()?,
                f.data.get("file")?.as_str()?,
            ))
        })
        .collect();
    let mut findings: Vec<(u8, Finding)> = done
        .changes
        .iter()
        .filter(|c| c.kind != Kind::Changed)
        .filter(|c| c.kind != Kind::Vanished || !doubted.contains(&(&*c.source, &*c.file)))
        .map(|c| (weight(c.kind), finding(c, privacy)))
        .collect();
    findings.sort_by_key(|(rank, _)| *rank);
    findings.into_iter().map(|(_, f)| f).collect()
}

fn finding(change: &Change, privacy: Privacy) -> Finding {
    let (rule, severity) = match change.kind {
        Kind::Violation | Kind::Vanished => ("O2", Severity::Error),
        Kind::Amended | Kind::Repriced => ("O3", Severity::Info),
        Kind::Reappeared | Kind::Changed => ("O2", Severity::Info),
    };
    let order = &change.order_no;
    let old = shown(change, &change.old, privacy);
    let new = shown(change, &change.new, privacy);
    let name = label(&change.field);
    let kind = change.kind.label();
    let blank = Text::new("(空)", "(blank)");
    let side = |value: &str, zh: bool| match value {
        "" if zh => blank.zh.to_owned(),
        "" => blank.en.to_owned(),
        value => value.to_owned(),
    };
    let message = match change.kind {
        Kind::Vanished => say!(
            zh: "消失:导出里应有却没有了", en: "vanished: should be in the export and is not"
        ),
        Kind::Reappeared => say!(zh: "消失后又出现", en: "is back after it had vanished"),
        _ => {
            let (mut old_zh, new_zh) = (side(&old, true), side(&new, true));
            let (mut old_en, new_en) = (side(&old, false), side(&new, false));
            if let Some(seq) = change.old_sealed_in {
                let sealed = super::veil::in_archive(seq);
                (old_zh, old_en) = (sealed.zh, sealed.en);
            }
            let (zh, en) = (name.zh, name.en);
            let (kind_zh, kind_en) = (kind.zh, kind.en);
            Message {
                zh: format!("{kind_zh} {zh} {old_zh} → {new_zh}"),
                en: format!("{kind_en}: {en} {old_en} → {new_en}"),
            }
        }
    };
    // Behind the same mask two values look alike.
    let message = if old == new && change.old != change.new {
        message.join(
            "",
            &say!(zh: "(遮住的部分不同)", en: " (differs where masked)"),
        )
    } else {
        message
    };
    let message = match change.why {
        Some(why) => message
            .join("", &say!(zh: ",", en: ", "))
            .join("", &why.message()),
        None => message,
    };
    let remark = match privacy.unmask {
        true => change.remark.clone(),
        false => privacy.show(Private::Address, &change.remark),
    };
    let mut finding = Finding::new(rule, severity, order.clone(), message)
        .with("kind", change.kind.word())
        .with("order_no", order.clone())
        .with("line_no", blank_is_null(&change.line_no))
        .with("source", change.source.to_string())
        .with("field", blank_is_null(&change.field))
        .with("old", blank_is_null(&old))
        .with("new", blank_is_null(&new))
        .with("remark", blank_is_null(&remark));
    if let Some(seq) = change.old_sealed_in {
        finding = finding.with("old_sealed_in", seq);
    }
    finding.source = Some(if change.line == 0 {
        change.file.to_string()
    } else {
        format!("{}:{}", change.file, change.line)
    });
    finding
}

fn blank_is_null(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
