//! The config file that `init` writes: every key with its value, its rule
//! number and one line of why, in the reader's language.

use super::keys::{self, HEADS, Head, KEYS, Key};
use super::{Policy, Source};
use crate::base::{Lang, Text};
use std::fmt::Write as _;
use toml::Value;

const TITLE: Text = Text::new(
    "日清的配置。每个键都写出了默认值;前面的编号是部门规矩的编号。",
    "The config of dayclose. Every key stands with its default; the number before it is the department's rule.",
);
const PATHS: Text = Text::new(
    "相对路径从本文件所在的文件夹算起。拼错的键会报错,不会被忽略。",
    "Relative paths start at this file's folder. A misspelt key is an error, never ignored.",
);
const WIDTH: usize = 90;

/// `dayclose.toml` saying `policy`, with comments in `lang`. Reading it back
/// gives `policy` again.
pub fn render(lang: Lang, policy: &Policy) -> String {
    let mut out = format!("# {}\n# {}\n", TITLE.get(lang), PATHS.get(lang));
    for head in HEADS.iter() {
        if !head.path.contains("[].") {
            let _ = write!(out, "\n# {}\n", head.why.get(lang));
        }
        let keys: Vec<&Key> = KEYS.iter().filter(|k| k.section() == head.path).collect();
        match head.path {
            "columns.*" => columns(&mut out, lang, head, &keys, policy),
            "backup.source[]" => sources(&mut out, lang, &keys, &policy.backup.source),
            // Written within their section.
            path if path.contains("[].") => {}
            path if path.ends_with("[]") => repeated(&mut out, lang, head, policy),
            _ if keys.iter().all(|k| k.name() == "*") => {
                named(&mut out, lang, head, &keys, policy);
            }
            _ => section(&mut out, lang, head, &keys, policy),
        }
    }
    out
}

fn comment(out: &mut String, lang: Lang, key: &Key) {
    let _ = writeln!(out, "# {} {}", key.rule, key.why.get(lang));
}

fn section(out: &mut String, lang: Lang, head: &Head, keys: &[&Key], policy: &Policy) {
    let _ = writeln!(out, "[{}]", head.path);
    for key in keys {
        comment(out, lang, key);
        match keys::value_of(policy, key.path) {
            Some(value) => {
                let _ = writeln!(out, "{} = {}", key.name(), toml_text(&value));
            }
            None if key.example.contains(" = ") => {
                let _ = writeln!(out, "# {}", key.example);
            }
            None => {
                let _ = writeln!(out, "# {} = {}", key.name(), quoted(key.example));
            }
        }
    }
}

fn columns(out: &mut String, lang: Lang, head: &Head, keys: &[&Key], policy: &Policy) {
    for key in keys {
        comment(out, lang, key);
        if policy.columns.is_empty() {
            let shown = head.path.replace('*', "orders");
            let _ = writeln!(out, "# [{shown}]\n# {}", key.example);
        }
    }
    for (table, fields) in &policy.columns {
        let _ = writeln!(out, "[columns.{}]", key_text(table));
        for (field, headings) in fields {
            let headings = Value::Array(headings.iter().cloned().map(Value::String).collect());
            let _ = writeln!(out, "{} = {}", key_text(field), toml_text(&headings));
        }
    }
}

fn sources(out: &mut String, lang: Lang, keys: &[&Key], sources: &[Source]) {
    for key in keys {
        comment(out, lang, key);
    }
    if sources.is_empty() {
        // One of each kind: a path, and a program with all that goes with it.
        let (of_path, of_program): (Vec<&&Key>, Vec<&&Key>) = keys
            .iter()
            .partition(|k| matches!(k.name(), "name" | "path"));
        out.push_str("# [[backup.source]]\n");
        for key in of_path {
            let _ = writeln!(out, "# {}", key.example);
        }
        out.push_str("# [[backup.source]]\n# name = \"erp\"\n");
        for key in of_program {
            let _ = writeln!(out, "# {}", key.example);
        }
    }
    for source in sources {
        let _ = writeln!(out, "[[backup.source]]\nname = {}", quoted(&source.name));
        if let Some(path) = &source.path {
            let _ = writeln!(out, "path = {}", quoted(path));
            continue;
        }
        let words = source.command.iter().cloned().map(Value::String).collect();
        let _ = writeln!(out, "command = {}", toml_text(&Value::Array(words)));
        let every = Value::try_from(source.every).map_or_else(|_| String::new(), |v| v.to_string());
        let _ = writeln!(out, "every = {every}");
        if let Some(table) = &source.table {
            let _ = writeln!(out, "table = {}", quoted(table));
        }
    }
}

/// A section that may stand several times: what its keys mean, an example of
/// each, then those of the policy.
fn repeated(out: &mut String, lang: Lang, head: &Head, policy: &Policy) {
    let section = head.path.trim_end_matches("[]");
    let inner = KEYS.iter().filter(|k| {
        k.path
            .strip_prefix(head.path)
            .is_some_and(|rest| rest.starts_with('.'))
    });
    for key in inner {
        comment(out, lang, key);
        if !key.example.is_empty() {
            let _ = writeln!(out, "#   {}", key.example);
        }
    }
    let held = match section.split_once('.') {
        Some((outer, own)) => {
            keys::value_of(policy, outer).and_then(|outer| outer.get(own)?.as_array().cloned())
        }
        None => keys::value_of(policy, section).and_then(|own| own.as_array().cloned()),
    };
    for entry in held.unwrap_or_default() {
        let _ = writeln!(out, "[[{section}]]");
        for (name, value) in entry.as_table().into_iter().flatten() {
            let _ = writeln!(out, "{} = {}", key_text(name), toml_text(value));
        }
    }
}

/// A section whose keys are the user's own names.
fn named(out: &mut String, lang: Lang, head: &Head, keys: &[&Key], policy: &Policy) {
    let _ = writeln!(out, "[{}]", head.path);
    let held = match keys::value_of(policy, head.path) {
        Some(Value::Table(held)) => held,
        _ => toml::Table::new(),
    };
    for key in keys {
        comment(out, lang, key);
        if held.is_empty() {
            let _ = writeln!(out, "# {}", key.example);
        }
    }
    for (word, value) in &held {
        let _ = writeln!(out, "{} = {}", key_text(word), toml_text(value));
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// A key bare where TOML allows it, else quoted.
fn key_text(key: &str) -> String {
    let bare = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare { key.to_owned() } else { quoted(key) }
}

/// A value in TOML: long lists wrapped, lists of lists one to a line.
pub(super) fn toml_text(value: &Value) -> String {
    let Value::Array(items) = value else {
        return value.to_string();
    };
    let parts: Vec<String> = items.iter().map(Value::to_string).collect();
    let one_line = format!("[{}]", parts.join(", "));
    let nested = items.iter().any(Value::is_array);
    if !nested && one_line.chars().count() <= WIDTH {
        return one_line;
    }
    let mut out = String::from("[\n");
    let mut line = String::new();
    for part in parts {
        if !line.is_empty() && (nested || line.chars().count() + part.chars().count() > WIDTH) {
            let _ = writeln!(out, "  {}", line.trim_end());
            line.clear();
        }
        let _ = write!(line, "{part}, ");
    }
    let _ = writeln!(out, "  {}", line.trim_end());
    out.push(']');
    out
}
