//! Which field an unknown heading most likely means: alias lines to paste into
//! the config.

use crate::base::{Lang, normalise::heading_key};
use crate::table::columns::Columns;
use crate::table::heading::{Aliases, match_heading, missing};
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

/// A table that a file nearly is.
#[derive(Debug, Clone)]
pub struct Likelier {
    pub table: &'static Table,
    /// Headings that belong to it.
    pub known: usize,
    /// Required fields no column gives, the first of each group.
    pub missing: Vec<&'static str>,
}

/// The table that at least two more headings belong to than to the one that
/// fits: a transfer form without a date also passes for a list of balances.
pub fn likelier(columns: &Columns) -> Option<Likelier> {
    let table = nearest_table(columns)?;
    let fields = match_heading(table, &columns.headings, &Aliases::new());
    let known = fields.iter().flatten().count();
    let held = columns.fields.iter().flatten().count();
    let missing = missing(table, &fields)
        .iter()
        .map(|group| group[0])
        .collect();
    (known >= held + 2).then_some(Likelier {
        table,
        known,
        missing,
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(headings: &[&str], table: &'static Table) -> Columns {
        let headings: Vec<String> = headings.iter().map(|h| (*h).to_owned()).collect();
        let fields = match_heading(table, &headings, &Aliases::new());
        let mut of_field = vec![None; table.fields.len()];
        for (column, field) in fields.iter().enumerate() {
            if let Some(field) = field {
                of_field[*field] = Some(column);
            }
        }
        Columns {
            headings,
            fields,
            of_field,
            table: Some(table),
            ..Columns::default()
        }
    }

    #[test]
    fn a_transfer_form_is_more_like_movements_than_balances() {
        let balances = tables::by_name("balances").expect("known");
        let form = columns(
            &["条码", "数量", "原仓库", "目的仓库", "移库单号"],
            balances,
        );
        let near = likelier(&form).expect("movements");
        assert_eq!(near.table.name, "movements");
        assert!(near.missing.contains(&"date"), "{:?}", near.missing);
        let list = columns(&["编码", "数量", "仓库"], balances);
        assert!(likelier(&list).is_none());
    }

    #[test]
    fn a_near_heading_is_proposed_once() {
        let orders = tables::by_name("orders").expect("known");
        let found = suggest(orders, &columns(&["我的订单编号", "天气"], orders));
        assert_eq!(found[0].field, Some("order_no"));
        assert_eq!(found[1].field, None);
        let lines = snippet(orders, &found, Lang::Zh);
        assert_eq!(
            lines,
            "[columns.orders]\norder_no = [\"我的订单编号\"]\n# 请选字段 = [\"天气\"]\n"
        );
        let parsed: toml::Table = lines.parse().expect("valid TOML");
        assert!(parsed.contains_key("columns"));
    }
}
