//! Every version of one order, field by field, out of the archives' orders.csv
//! and changes.csv.

use super::access;
use super::archive;
use super::change::Kind;
use super::layout::Layout;
use super::mark::{MARK, hidden};
use super::pair::pair;
use super::rows;
use super::seal::Chain;
use super::text::Text as LineText;
use crate::base::{Clock, Finding, Message, Privacy, Problem, Text};
use crate::report::{Column, Kind as ColumnKind, Report, Section, Value};
use crate::say;
use crate::table::tables::ORDERS;
use std::collections::BTreeMap;

/// One order as a source last showed it.
type Lines = Vec<LineText>;

/// Lists what was ever sealed of an order.
///
/// # Errors
/// The order is in no archive, or an archive cannot be read.
pub fn history(
    layout: &Layout,
    order_no: &str,
    shop: &str,
    clock: Clock,
    privacy: Privacy,
) -> Result<Report, Problem> {
    let chain = Chain::load(layout)?;
    access::log(layout, &clock, "history", order_no)?;
    let mut report = Report::new(
        "backup history",
        say!(zh: "订单 {order_no} 的历史", en: "history of order {order_no}"),
        Message::data(shop),
        clock,
    );
    let mut section = Section::new(
        "rows",
        say!(zh: "各版本", en: "versions"),
        vec![
            Column::new("seq", Text::new("号", "seq"), ColumnKind::Int),
            Column::new("date", Text::new("日期", "date"), ColumnKind::Date),
            Column::new("source", Text::new("来源", "source"), ColumnKind::Text).droppable(2),
            Column::new("file", Text::new("文件", "file"), ColumnKind::Text).droppable(4),
            Column::new(
                "line_no",
                Text::new("子订单编号", "line no."),
                ColumnKind::Id,
            )
            .droppable(3),
            Column::new("kind", Text::new("性质", "kind"), ColumnKind::Text),
            Column::new("field", Text::new("字段", "field"), ColumnKind::Text),
            Column::new("old", Text::new("原值", "old"), ColumnKind::Text),
            Column::new("new", Text::new("新值", "new"), ColumnKind::Text),
        ],
    );
    let mut known: BTreeMap<String, Lines> = BTreeMap::new();
    let mut versions = 0u64;
    let mut gone = 0u64;
    for link in &chain.links {
        let name = &link.seal.archive.name;
        if link.seal.removed.is_some() {
            continue;
        }
        if chain.removed_by(name).is_some() {
            gone += 1;
            continue;
        }
        let mut zip = archive::open(layout, name)?;
        let manifest = archive::manifest(&mut zip, name)?;
        let recorded = archive::orders_of(&mut zip, name, order_no)?;
        let changes = archive::changes(&mut zip, name)?;
        for file in &manifest.files {
            let (name, shown) = file.marks(&manifest.files);
            let mut of_file: Lines = recorded
                .iter()
                .filter(|r| *r.source == *file.source && *r.file == *name)
                .map(|r| r.text.clone())
                .collect();
            let place = Place {
                seq: link.seal.seq,
                date: link.seal.date,
                source: &file.source,
                file: &shown,
            };
            for change in changes.iter().filter(|c| {
                c.order_no == order_no && *c.source == *file.source && *c.file == *shown
            }) {
                if matches!(change.kind, Kind::Vanished | Kind::Reappeared) {
                    section.rows.push(place.row(
                        "",
                        Value::Code(change.kind.word(), change.kind.label()),
                        "",
                        "",
                        "",
                        privacy,
                    ));
                }
            }
            if of_file.is_empty() {
                continue;
            }
            versions += 1;
            let key = format!("{}/{}", file.source, file.shape.as_deref().unwrap_or(""));
            if let Some(before) = known.get(&key) {
                of_file = shown_again(before, &of_file);
            }
            let judged: BTreeMap<(&str, &str), Kind> = changes
                .iter()
                .filter(|c| {
                    c.order_no == order_no && *c.source == *file.source && *c.file == *shown
                })
                .map(|c| ((&*c.field, c.new.as_str()), c.kind))
                .collect();
            differences(
                known.get(&key),
                &of_file,
                &place,
                &judged,
                privacy,
                &mut section,
            );
            known.insert(key, of_file);
        }
    }
    if versions == 0 {
        let archives = chain.links.len();
        return Err(say!(
            zh: "订单 {order_no}:{archives} 个封存里都没有;请核对订单编号",
            en: "order {order_no}: in none of {archives} archives; check the number"
        )
        .into());
    }
    report.fact(
        "order_no",
        Text::new("订单编号", "order no."),
        Value::from(order_no),
    );
    report.fact(
        "versions",
        Text::new("版本", "versions"),
        Value::from(versions),
    );
    report.sections.push(section);
    if gone > 0 {
        report.findings.push(Finding::info(
            "O7",
            order_no,
            say!(zh: "另有 {gone} 个封存已按批准删除,没有看", en: "{gone} archives were removed with approval and are not looked at"),
        ));
    }
    Ok(report)
}

/// Values that the archive holds as hidden are those of the version before.
fn shown_again(before: &Lines, after: &Lines) -> Lines {
    if !after.iter().any(|t| t.contains(MARK)) {
        return after.clone();
    }
    let old: Vec<Vec<&str>> = before.iter().map(|t| rows::values(t)).collect();
    let mut new: Vec<Vec<&str>> = after.iter().map(|t| rows::values(t)).collect();
    for (o, n) in pair(&old, &new.clone()) {
        if let (Some(o), Some(n)) = (o, n) {
            for (value, known) in new[n].iter_mut().zip(&old[o]) {
                if hidden(value) {
                    *value = known;
                }
            }
        }
    }
    new.iter().map(|values| rows::packed(values)).collect()
}

struct Place<'p> {
    seq: u64,
    date: chrono::NaiveDate,
    source: &'p str,
    file: &'p str,
}

impl Place<'_> {
    fn row(
        &self,
        line_no: &str,
        kind: Value,
        field: &str,
        old: &str,
        new: &str,
        privacy: Privacy,
    ) -> Vec<Value> {
        vec![
            Value::from(self.seq),
            Value::Date(self.date),
            Value::from(self.source),
            Value::from(self.file),
            super::report::optional(line_no),
            kind,
            super::report::field_value(field),
            super::report::optional(&super::report::masked(field, old, privacy)),
            super::report::optional(&super::report::masked(field, new, privacy)),
        ]
    }
}

fn differences(
    before: Option<&Lines>,
    after: &Lines,
    place: &Place<'_>,
    judged: &BTreeMap<(&str, &str), Kind>,
    privacy: Privacy,
    section: &mut Section,
) {
    let blank = Lines::new();
    let old: Vec<Vec<&str>> = before
        .unwrap_or(&blank)
        .iter()
        .map(|t| rows::values(t))
        .collect();
    let new: Vec<Vec<&str>> = after.iter().map(|t| rows::values(t)).collect();
    for (o, n) in pair(&old, &new) {
        for (i, f) in ORDERS.fields.iter().enumerate() {
            let was = o.map_or("", |o| old[o][i]);
            let is = n.map_or("", |n| new[n][i]);
            // A value all lines share is listed once.
            let repeated = n.is_some_and(|n| {
                n > 0 && new.iter().all(|v| v[i] == is) && old.iter().all(|v| v[i] == was)
            });
            if was == is || repeated {
                continue;
            }
            let line_no = n.map_or("", |n| new[n][rows::field("line_no")]);
            let kind = match (before.is_some(), judged.get(&(f.name, is))) {
                (false, _) => Value::Code("new", Text::new("新增", "new")),
                (true, Some(kind)) => Value::Code(kind.word(), kind.label()),
                (true, None) => Value::Code(Kind::Changed.word(), Kind::Changed.label()),
            };
            section
                .rows
                .push(place.row(line_no, kind, f.name, was, is, privacy));
        }
    }
}
