//! The report as one JSON object for programs.
//!
//! Keys are English in both languages, decimals are strings, dates ISO 8601.
//! `rows` are the first section's rows by column key, further sections stand
//! under `sections`; codes are their English words, sentences are in the
//! language chosen.

use super::model::{Chart, ChartKind, Column, Input, Report, Section, Value};
use super::show;
use crate::base::{Finding, Lang};
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

/// Pretty-printed, with a line end.
///
/// # Errors
/// Only when memory for the text runs out.
pub fn render(report: &Report, lang: Lang) -> serde_json::Result<String> {
    let mut out = serde_json::to_string_pretty(&Root { report, lang })?;
    out.push('\n');
    Ok(out)
}

/// The name and version every format gives for the tool.
pub fn tool() -> String {
    format!("dayclose {}", env!("CARGO_PKG_VERSION"))
}

struct Root<'a> {
    report: &'a Report,
    lang: Lang,
}

impl Serialize for Root<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (report, lang) = (self.report, self.lang);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("tool", &tool())?;
        map.serialize_entry("command", &report.command)?;
        map.serialize_entry("now", &report.clock.rfc3339())?;
        if let Some(config) = &report.config {
            map.serialize_entry("config", config)?;
        }
        map.serialize_entry("inputs", &List(&report.inputs, InputJson))?;
        map.serialize_entry("summary", &Summary { report, lang })?;
        let main = report.main_section();
        let further: Vec<&Section> = report
            .sections
            .iter()
            .filter(|s| main.is_none_or(|m| !std::ptr::eq(m, *s)))
            .collect();
        match main {
            Some(section) => {
                let sections = vec![section];
                map.serialize_entry("rows", &Rows { sections, lang })?;
            }
            None => map.serialize_entry("rows", &[(); 0])?,
        }
        if !further.is_empty() {
            map.serialize_entry(
                "sections",
                &Sections {
                    further: &further,
                    lang,
                },
            )?;
        }
        if !report.charts.is_empty() {
            map.serialize_entry(
                "charts",
                &List(&report.charts, |chart| ChartJson(chart, lang)),
            )?;
        }
        map.serialize_entry(
            "findings",
            &List(&report.findings, |finding| FindingJson { finding, lang }),
        )?;
        map.end()
    }
}

/// A slice written as a JSON list, each item through a view of it.
struct List<'a, T, F>(&'a [T], F);

impl<'a, T, V: Serialize, F: Fn(&'a T) -> V> Serialize for List<'a, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

struct InputJson<'a>(&'a Input);

impl Serialize for InputJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let input = self.0;
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("role", &input.role)?;
        map.serialize_entry("path", &input.path)?;
        map.serialize_entry("sheet", &input.sheet)?;
        map.serialize_entry("sha256", &input.sha256)?;
        map.serialize_entry("rows", &input.rows)?;
        map.serialize_entry("rejected", &input.rejected)?;
        map.end()
    }
}

struct Summary<'a> {
    report: &'a Report,
    lang: Lang,
}

impl Serialize for Summary<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.report
                .summary
                .iter()
                .map(|fact| (fact.key, ValueJson(&fact.value, self.lang))),
        )
    }
}

struct Sections<'a> {
    further: &'a [&'a Section],
    lang: Lang,
}

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lang = self.lang;
        let mut ids: Vec<&str> = Vec::new();
        for section in self.further {
            if !ids.contains(&section.id) {
                ids.push(section.id);
            }
        }
        // Slips of one kind, each a section to print, are one list.
        serializer.collect_map(ids.into_iter().map(|id| {
            let same = self.further.iter().copied().filter(|s| s.id == id);
            let sections = same.collect();
            (id, Rows { sections, lang })
        }))
    }
}

/// The rows of sections with the same columns.
struct Rows<'a> {
    sections: Vec<&'a Section>,
    lang: Lang,
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows = self.sections.iter().map(|section| section.rows.len()).sum();
        let mut list = serializer.serialize_seq(Some(rows))?;
        for section in &self.sections {
            for row in &section.rows {
                list.serialize_element(&Row(&section.columns, row, self.lang))?;
            }
        }
        list.end()
    }
}

struct Row<'a>(&'a [Column], &'a [Value], Lang);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Row(columns, row, lang) = self;
        serializer.collect_map(columns.iter().enumerate().map(|(i, column)| {
            let value = row.get(i).unwrap_or(&Value::None);
            (&column.key, ValueJson(value, *lang))
        }))
    }
}

struct ValueJson<'a>(&'a Value, Lang);

impl Serialize for ValueJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ValueJson(value, lang) = self;
        match value {
            Value::None => serializer.serialize_none(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Message(message) => serializer.serialize_str(message.get(*lang)),
            Value::Code(word, _) => serializer.serialize_str(word),
            Value::Said(both) => ValueJson(&both.0, *lang).serialize(serializer),
            Value::Int(n) => serializer.serialize_i64(*n),
            Value::Money(amount) => serializer.serialize_str(&show::money(*amount)),
            Value::Qty(qty) => serializer.serialize_str(&show::qty(*qty)),
            Value::Percent(share) if share.is_zero() => serializer.serialize_str("0"),
            Value::Percent(share) => serializer.serialize_str(&share.normalize().to_string()),
            Value::Date(date) => serializer.serialize_str(&date.to_string()),
            Value::DateTime(at) => {
                serializer.serialize_str(&at.format("%Y-%m-%dT%H:%M:%S").to_string())
            }
            Value::Bool(yes) => serializer.serialize_bool(*yes),
            Value::List(parts) => serializer.collect_seq(parts.iter().map(|v| ValueJson(v, *lang))),
            Value::Map(pairs) => {
                serializer.collect_map(pairs.iter().map(|(key, v)| (key, ValueJson(v, *lang))))
            }
            Value::Formula(_) | Value::Toned(_) => {
                ValueJson(value.bare(), *lang).serialize(serializer)
            }
        }
    }
}

/// What a chart draws; the numbers stand in its section.
struct ChartJson<'a>(&'a Chart, Lang);

impl Serialize for ChartJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ChartJson(chart, lang) = self;
        let kind = match chart.kind {
            ChartKind::Bar => "bar",
            ChartKind::Column => "column",
            ChartKind::Line => "line",
            ChartKind::Stacked => "stacked",
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("title", chart.title.get(*lang))?;
        map.serialize_entry("kind", kind)?;
        map.serialize_entry("section", chart.section)?;
        map.serialize_entry("category", &chart.category)?;
        map.serialize_entry("series", &chart.series)?;
        map.serialize_entry("category_axis", chart.category_axis.get(*lang))?;
        map.serialize_entry("value_axis", chart.value_axis.get(*lang))?;
        map.serialize_entry("top", &chart.top)?;
        map.end()
    }
}

struct FindingJson<'a> {
    finding: &'a Finding,
    lang: Lang,
}

impl Serialize for FindingJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let finding = self.finding;
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("rule", &finding.rule)?;
        map.serialize_entry("severity", &finding.severity)?;
        map.serialize_entry("subject", &finding.subject)?;
        map.serialize_entry("message", finding.message.get(self.lang))?;
        map.serialize_entry("source", &finding.source)?;
        map.serialize_entry("data", &finding.data)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use serde_json::{Value as Json, json};

    fn parsed(lang: Lang) -> Json {
        let text = render(&sample::report(3), lang).expect("serialises");
        assert!(text.ends_with("}\n"));
        serde_json::from_str(&text).expect("valid JSON")
    }

    #[test]
    fn the_shape_is_the_contracts() {
        let root = parsed(Lang::Zh);
        let keys: Vec<&String> = root.as_object().expect("one object").keys().collect();
        assert_eq!(
            keys,
            [
                "tool", "command", "now", "config", "inputs", "summary", "rows", "sections",
                "findings"
            ]
        );
        assert_eq!(root["now"], "2026-11-30T18:00:00+08:00");
        assert_eq!(root["inputs"][0]["sheet"], Json::Null);
        assert_eq!(
            root["rows"][0],
            json!({
                "order_no": "3000004182221001",
                "name": "商品1 红色/M",
                "kind": "surplus",
                "qty": "3",
                "diff": -7,
                "amount": "-1234.57",
                "share": "0.1534",
                "day": "2026-10-02",
                "at": "2026-10-02T18:00:00",
                "note": null,
            })
        );
        assert_eq!(
            root["sections"]["detail"][0]["causes"][0]["kind"],
            "cut_off"
        );
        assert_eq!(root["findings"][0]["severity"], "error");
        assert_eq!(root["findings"][0]["data"]["field"], "phone");
        assert_eq!(root["summary"]["checked"], true);
    }

    #[test]
    fn sentences_are_in_the_language_chosen() {
        assert_eq!(parsed(Lang::Zh)["findings"][0]["message"], "手机已改");
        assert_eq!(parsed(Lang::En)["findings"][0]["message"], "phone changed");
        assert_eq!(parsed(Lang::En)["rows"][0]["kind"], "surplus");
    }

    #[test]
    fn an_empty_report_has_every_key() {
        let mut report = sample::report(0);
        report.sections.clear();
        report.config = None;
        let root: Json =
            serde_json::from_str(&render(&report, Lang::Zh).expect("serialises")).expect("JSON");
        assert_eq!(root["rows"], json!([]));
        assert!(root.get("sections").is_none() && root.get("config").is_none());
    }
}
