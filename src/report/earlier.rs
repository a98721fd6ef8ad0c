//! Two runs of one report: what changed, and which input it came from.
//!
//! A figure whose parts changed changed because of them; one without changed
//! parts came straight from a table. Of the tables it can come from those whose
//! bytes differ are named; where none does the config is, or nobody can tell.

use super::model::{Column, Kind, Report, Section, Tone, Value};
use super::{show, words};
use crate::base::{Lang, Message, Money, Qty, Text};
use crate::say;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::str::FromStr;

/// An earlier run, as far as it can be read back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// As given by the user.
    pub path: String,
    /// Key of the row → column → plain text (decimals without marks).
    pub rows: BTreeMap<String, BTreeMap<String, String>>,
    /// Role and SHA-256 of what it read; `None` where the file does not say.
    pub inputs: Option<Vec<(String, String)>>,
    pub config: Option<String>,
}

/// Where a column's figures come from.
#[derive(Debug, Clone, Copy)]
pub struct From {
    pub column: &'static str,
    /// Columns of the same row it is worked out from.
    pub parts: &'static [&'static str],
    /// Tables it is read or worked out from.
    pub roles: &'static [&'static str],
    /// Whether the config's figures go into it.
    pub config: bool,
}

impl Earlier {
    /// Reads a report's JSON.
    pub fn from_json(path: &str, text: &str, key: &str) -> Option<Earlier> {
        let json: serde_json::Value = serde_json::from_str(text).ok()?;
        let plain = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(n) => Some(n.to_string()),
            _ => None,
        };
        let mut rows = BTreeMap::new();
        for row in json.get("rows")?.as_array()? {
            let row = row.as_object()?;
            let cells: BTreeMap<String, String> = row
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), plain(value)?)))
                .collect();
            rows.insert(cells.get(key)?.clone(), cells);
        }
        let inputs = json.get("inputs").and_then(|i| i.as_array()).map(|inputs| {
            let text = |of: &serde_json::Value, name: &str| {
                of.get(name)
                    .and_then(|v| v.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            inputs
                .iter()
                .map(|i| (text(i, "role"), text(i, "sha256")))
                .collect()
        });
        let config = json
            .get("config")
            .and_then(|c| c.as_str())
            .map(str::to_owned);
        Some(Earlier {
            path: path.to_owned(),
            rows,
            inputs,
            config,
        })
    }
}

/// A value as an earlier run's file has it: decimals plain, codes as words.
fn plain(value: &Value) -> Option<String> {
    match value.bare() {
        Value::None => None,
        Value::Money(m) => Some(m.to_string()),
        Value::Qty(q) => Some(q.to_string()),
        Value::Percent(d) => Some(d.normalize().to_string()),
        Value::Int(n) => Some(n.to_string()),
        other => Some(show::plain(other, Lang::Zh)),
    }
}

/// Whether two texts say the same: numbers by value.
fn same(kind: Kind, a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        return a.unwrap_or("").is_empty() && b.unwrap_or("").is_empty();
    };
    match (number(kind, a), number(kind, b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

fn number(kind: Kind, text: &str) -> Option<Decimal> {
    if !kind.is_number() {
        return None;
    }
    match text.strip_suffix('%') {
        Some(percent) => Some(Decimal::from_str(percent.trim()).ok()? / Decimal::ONE_HUNDRED),
        None => Decimal::from_str(text).ok(),
    }
}

fn typed(kind: Kind, text: Option<&str>) -> Value {
    let Some(text) = text else { return Value::None };
    match (kind, number(kind, text)) {
        (Kind::Money, Some(n)) => Money(n).into(),
        (Kind::Percent, Some(n)) => Value::Percent(n),
        (_, Some(n)) => Qty(n).into(),
        _ => text.into(),
    }
}

/// Which of the tables have other bytes than then, and the config.
struct Differs<'a> {
    earlier: &'a Earlier,
    report: &'a Report,
}

impl Differs<'_> {
    /// The inputs among `roles` that differ, in words; `None` where none does.
    fn among(&self, from: &From) -> Option<Message> {
        let Some(before) = &self.earlier.inputs else {
            let mut named: Vec<Message> = from.roles.iter().map(|r| words::role(r)).collect();
            named.extend(from.config.then(|| say!(zh: "配置", en: "config")));
            let zh: Vec<&str> = named.iter().map(|m| m.zh.as_str()).collect();
            let en: Vec<&str> = named.iter().map(|m| m.en.as_str()).collect();
            let (zh, en) = (zh.join("、"), en.join(", "));
            return Some(say!(
                zh: "来自 {zh};从前的文件没有记下输入,说不出是哪一个",
                en: "comes from {en}; the earlier file does not list its inputs, so which of them cannot be told"
            ));
        };
        let of = |role: &str| -> Vec<&str> {
            let held = before.iter().filter(|(r, _)| r == role);
            held.map(|(_, sha)| sha.as_str()).collect()
        };
        let mut named: Vec<Message> = Vec::new();
        for role in from.roles {
            let now: Vec<_> = self
                .report
                .inputs
                .iter()
                .filter(|i| i.role == **role)
                .collect();
            let then = of(role);
            let Message { zh, en } = words::role(role);
            for input in &now {
                if !then.contains(&input.sha256.as_str()) {
                    let path = &input.path;
                    named.push(if then.is_empty() {
                        say!(zh: "新给了{zh} {path}", en: "{en} {path} is new")
                    } else {
                        say!(zh: "{zh} {path} 改过", en: "{en} {path} has changed")
                    });
                }
            }
            if now.is_empty() && !then.is_empty() {
                named.push(say!(zh: "这次没有给{zh}", en: "{en} is not given this time"));
            }
        }
        if from.config && self.earlier.config != self.report.config {
            named.push(say!(zh: "配置改过", en: "the config has changed"));
        }
        let mut named = named.into_iter();
        let first = named.next()?;
        Some(named.fold(first, |all, one| Message {
            zh: format!("{};{}", all.zh, one.zh),
            en: format!("{}; {}", all.en, one.en),
        }))
    }
}

/// The section of changes: one line a figure that differs. `key` is the column
/// that tells rows apart.
pub fn changes(report: &Report, earlier: &Earlier, key: &str, sources: &[From]) -> Section {
    let title = say!(zh: "与上次相比", en: "Compared with the last run");
    let columns = vec![
        Column::new(key, Text::new("员工", "staff"), Kind::Id),
        Column::new("figure", Text::new("项目", "figure"), Kind::Text),
        Column::new("before", Text::new("上次", "before"), Kind::Qty),
        Column::new("now", Text::new("这次", "now"), Kind::Qty),
        Column::new("diff", Text::new("差", "difference"), Kind::Qty),
        Column::new("because", Text::new("原因", "because"), Kind::Text),
    ];
    let mut section = Section::new("compare", title, columns);
    let Some(main) = report.main_section() else {
        return section;
    };
    let Some(key_at) = main.index_of(key) else {
        return section;
    };
    let differs = Differs { earlier, report };
    let mut met: Vec<String> = Vec::new();
    let line = |id: &str, words: Message, before: Value, now: Value, diff: Value, why: Message| {
        vec![
            Value::from(id),
            Value::Message(words),
            before,
            now,
            diff,
            Value::Message(why),
        ]
    };
    for row in &main.rows {
        let Some(id) = plain(&row[key_at]) else {
            continue;
        };
        met.push(id.clone());
        let Some(before) = earlier.rows.get(&id) else {
            section.rows.push(line(
                &id,
                say!(zh: "整行", en: "whole row"),
                Value::None,
                Value::None,
                Value::None,
                say!(zh: "上次没有这个人", en: "was not there last time"),
            ));
            continue;
        };
        let changed = |column: &str| -> bool {
            let Some(at) = main.index_of(column) else {
                return false;
            };
            let now = plain(&row[at]);
            let then = before.get(column).map(String::as_str);
            !same(main.columns[at].kind, then, now.as_deref())
        };
        for (column, value) in main.columns.iter().zip(row) {
            let Some(from) = sources.iter().find(|s| s.column == column.key) else {
                continue;
            };
            if !changed(&column.key) {
                continue;
            }
            let parts: Vec<&Column> = from
                .parts
                .iter()
                .filter(|part| changed(part))
                .filter_map(|part| main.columns.iter().find(|c| c.key == **part))
                .collect();
            let straight = || {
                differs.among(from).unwrap_or_else(|| {
                    say!(
                        zh: "输入和配置都没有变;是程序或 --now 变了",
                        en: "neither inputs nor config differ; the program or --now does"
                    )
                })
            };
            let why = if parts.is_empty() {
                straight()
            } else {
                let names = |of: fn(&Message) -> &str, glue: &str| {
                    let all: Vec<&str> = parts.iter().map(|c| of(&c.heading)).collect();
                    all.join(glue)
                };
                let (zh, en) = (names(|m| &m.zh, "、"), names(|m| &m.en, ", "));
                say!(zh: "因为变了:{zh}", en: "because these did: {en}")
            };
            let now = plain(value);
            let then = before.get(&column.key).map(String::as_str);
            let kind = column.kind;
            let diff = match (
                now.as_deref().and_then(|t| number(kind, t)),
                then.and_then(|t| number(kind, t)),
            ) {
                (Some(now), Some(then)) => typed(kind, Some(&(now - then).to_string())),
                _ => Value::None,
            };
            section.rows.push(line(
                &id,
                column.heading.clone(),
                typed(kind, then),
                typed(kind, now.as_deref()),
                diff,
                why,
            ));
        }
    }
    for id in earlier.rows.keys().filter(|id| !met.contains(id)) {
        section
            .row_tones
            .push((section.rows.len(), Tone::Attention));
        section.rows.push(line(
            id,
            say!(zh: "整行", en: "whole row"),
            Value::None,
            Value::None,
            Value::None,
            say!(zh: "这次没有这个人", en: "is not there this time"),
        ));
    }
    if section.rows.is_empty() {
        let path = &earlier.path;
        section
            .notes
            .push(say!(zh: "与 {path} 完全一样", en: "exactly as in {path}").into());
    }
    section
}
