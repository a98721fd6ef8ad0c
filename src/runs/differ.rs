//! Two JSON reports held against each other: which row and field differ.

use serde_json::Value;

/// One place where they differ: `rows[3] RQ1004 closing_qty`, what was sealed,
/// what is now; `None` where the place is not there.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub place: String,
    pub sealed: Option<String>,
    pub now: Option<String>,
}

/// Keys that may differ without the report saying anything else.
const IGNORED: [&str; 2] = ["tool", "now"];

/// Every difference, in the order of the sealed report.
pub fn differences(sealed: &Value, now: &Value) -> Vec<Difference> {
    let mut out = Vec::new();
    walk(Some(sealed), Some(now), "", &mut out);
    out
}

fn walk(sealed: Option<&Value>, now: Option<&Value>, place: &str, out: &mut Vec<Difference>) {
    match (sealed, now) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let added = b.keys().filter(|k| !a.contains_key(*k));
            for key in a.keys().chain(added) {
                if place.is_empty() && IGNORED.contains(&key.as_str()) {
                    continue;
                }
                let glue = if place.is_empty() { "" } else { " " };
                walk(a.get(key), b.get(key), &format!("{place}{glue}{key}"), out);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for at in 0..a.len().max(b.len()) {
                let (old, new) = (a.get(at), b.get(at));
                let name = old.or(new).and_then(named).unwrap_or_default();
                let glue = if name.is_empty() { "" } else { " " };
                walk(old, new, &format!("{place}[{at}]{glue}{name}"), out);
            }
        }
        (a, b) if a == b => {}
        (a, b) => out.push(Difference {
            place: place.to_owned(),
            sealed: a.map(short),
            now: b.map(short),
        }),
    }
}

/// What a person calls the row: its first word or number in text.
fn named(row: &Value) -> Option<&str> {
    let row = row.as_object()?;
    row.values()
        .find_map(Value::as_str)
        .filter(|s| s.len() <= 60)
}

/// A value on one line, cut where it is long.
fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_row_and_field() {
        let sealed = json!({"tool": "a 1", "now": "x", "rows": [
            {"sku": "A-1", "qty": "5"}, {"sku": "A-2", "qty": "7"}]});
        let now = json!({"tool": "a 2", "now": "y", "rows": [
            {"sku": "A-1", "qty": "6"}, {"sku": "A-2", "qty": "7", "lot": null}, {"sku": "A-3"}]});
        let found: Vec<String> = differences(&sealed, &now)
            .iter()
            .map(|d| format!("{}: {:?} {:?}", d.place, d.sealed, d.now))
            .collect();
        assert_eq!(
            found,
            [
                "rows[0] A-1 qty: Some(\"5\") Some(\"6\")",
                "rows[1] A-2 lot: None Some(\"null\")",
                "rows[2] A-3: None Some(\"{\\\"sku\\\":\\\"A-3\\\"}\")",
            ]
        );
        assert_eq!(differences(&sealed, &sealed), []);
    }
}
