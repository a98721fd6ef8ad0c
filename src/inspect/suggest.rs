//! Which field an unknown heading most likely means: alias lines to paste into
//! the config.

use crate::base::{Lang, normalise::heading_key};
use crate::table::heading::{Aliases, match_heading};
use crate::table::open::Columns;
use crate::table::schema::Table;
use crate::table::{mask_text, tables};
use std::fmt::Write;

/// One heading without a field, and the nearest field that is still free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub heading: String,
    /// `None` where nothing is near: the user chooses.
    pub field: Option<&'static str>,
}

/// Likeness from which a field is proposed.
const NEAR: f64 = 0.45;

/// One suggestion for each unmapped heading; a field is proposed once, to the
/// heading most like it.
pub fn suggest(table: &'static Table, columns: &Columns) -> Vec<Suggestion> {
    let open: Vec<usize> = (0..columns.headings.len())
        .filter(|c| columns.fields[*c].is_none() && !columns.headings[*c].is_empty())
        // A phone or an address among the headings is none.
        .filter(|c| mask_text(&columns.headings[*c]) == columns.headings[*c])
        .collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (field, f) in table.fields.iter().enumerate() {
        if columns.of_field.get(field).copied().flatten().is_some() {
            continue;
        }
        for &column in &open {
            let key = heading_key(&columns.headings[column]);
            let likeness = [f.name, f.label.zh, f.label.en]
                .iter()
                .chain(f.aliases)
                .map(|word| strsim::normalized_damerau_levenshtein(&heading_key(word), &key))
                .fold(0.0, f64::max);
            if likeness >= NEAR {
                pairs.push((likeness, column, field));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut of_column = vec![None; columns.headings.len()];
    let mut used = vec![false; table.fields.len()];
    for (_, column, field) in pairs {
        if of_column[column].is_none() && !used[field] {
            of_column[column] = Some(field);
            used[field] = true;
        }
    }
    open.into_iter()
        .map(|column| Suggestion {
            heading: columns.headings[column].clone(),
            field: of_column[column].map(|f| table.fields[f].name),
        })
        .collect()
}

/// The table that more of the headings, as they stand or nearly, belong to;
/// `None` where fewer than two do.
pub fn nearest_table(columns: &Columns) -> Option<&'static Table> {
    tables::ALL
        .iter()
        .map(|table| {
            let known = match_heading(table, &columns.headings, &Aliases::new());
            (known.iter().flatten().count(), *table)
        })
        .filter(|(known, _)| *known >= 2)
        // The first of equals.
        .rev()
        .max_by_key(|(known, _)| *known)
        .map(|(_, table)| table)
}

/// A heading as a TOML string on one line: a comment must not run on.
fn quoted(heading: &str) -> String {
    let mut out = String::from("\"");
    for c in heading.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                // Writing to a String does not fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The lines to paste, valid TOML as they stand.
pub fn snippet(table: &Table, suggestions: &[Suggestion], lang: Lang) -> String {
    let mut out = format!("[columns.{}]\n", table.name);
    for s in suggestions {
        // Writing to a String does not fail.
        let _ = match (s.field, lang) {
            (Some(field), _) => writeln!(out, "{field} = [{}]", quoted(&s.heading)),
            (None, Lang::Zh) => writeln!(out, "# 请选字段 = [{}]", quoted(&s.heading)),
            (None, Lang::En) => writeln!(out, "# choose_a_field = [{}]", quoted(&s.heading)),
        };
    }
    out
}
