//! The config reference of the manual: one table a section, made from the list
//! of keys, so that it cannot say anything else than the program does.

use super::keys::{self, HEADS, KEYS, Key};
use super::template::toml_text;
use crate::base::{Lang, Text};
use std::fmt::Write as _;

const HEADINGS: Text = Text::new(
    "| 键 | 默认值 | 写法 | 规矩 | 为什么 |",
    "| key | default | what to write | rule | why |",
);

/// Markdown, without a title.
pub fn render(lang: Lang) -> String {
    let mut out = String::new();
    for head in HEADS.iter() {
        let shown = match head.path.strip_suffix("[]") {
            Some(path) => format!("[[{}]]", path.replace("[]", "")),
            None => format!("[{}]", head.path.replace("[]", "")),
        };
        let _ = write!(out, "## `{shown}`\n\n{}\n\n", head.why.get(lang));
        let keys = KEYS.iter().filter(|k| k.section() == head.path);
        let _ = writeln!(out, "{}\n|---|---|---|---|---|", HEADINGS.get(lang));
        let mut long = Vec::new();
        for key in keys {
            let default = default(lang, key, &mut long);
            let _ = writeln!(
                out,
                "| `{}` | {default} | {} | {} | {} |",
                key.name(),
                key.shape.expected().get(lang),
                key.rule,
                key.why.get(lang)
            );
        }
        out.push('\n');
        for (name, text) in long {
            let _ = write!(out, "```toml\n{name} = {text}\n```\n\n");
        }
    }
    out
}

/// The default for a table's cell; a long one is set below the table.
fn default(lang: Lang, key: &Key, long: &mut Vec<(&'static str, String)>) -> String {
    let Some(value) = keys::default_of(key.path) else {
        let example = match key.shape {
            keys::Shape::Path if !key.example.contains('=') => format!("\"{}\"", key.example),
            _ => key.example.to_owned(),
        };
        return match lang {
            Lang::Zh => format!("无,例:`{example}`"),
            Lang::En => format!("none; example: `{example}`"),
        };
    };
    let text = toml_text(&value);
    if text.chars().count() <= 40 {
        return format!("`{text}`");
    }
    long.push((key.name(), text));
    "↓".to_owned()
}
