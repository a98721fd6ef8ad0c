//! What reading a table found wrong, as findings: the same words wherever a
//! table is read.

use super::cell::Fault;
use super::columns::Columns;
use super::record::column_letters;
use super::scan::Outcome;
use crate::base::Finding;
use crate::say;

/// One error finding a bad cell, at its address; at most `most` of them, the
/// rest counted. `show` may mask a cell's text further.
pub fn bad_cells(
    address: &str,
    outcome: &Outcome,
    most: usize,
    show: impl Fn(&str) -> String,
) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    for bad in outcome.bad.iter().take(most) {
        let rule = match bad.fault {
            Fault::DamagedId => "damaged-id",
            _ => "bad-file",
        };
        let cell = format!("{address}!{}{}", column_letters(bad.column), bad.line);
        let field = &bad.field;
        let why = bad.fault.message();
        let message = match &bad.shown {
            Some(shown) => {
                let shown = show(shown);
                say!(zh: "{field}:「{shown}」", en: "{field}: \"{shown}\" ").join("", &why)
            }
            None if field.is_empty() => why,
            None => say!(zh: "{field}:", en: "{field}: ").join("", &why),
        };
        out.push(Finding::error(rule, cell.clone(), message).at(cell));
    }
    let more = outcome.bad_cells.saturating_sub(out.len() as u64);
    if more > 0 {
        let message = say!(
            zh: "另有 {more} 个坏单元格没有列出;先改好列出的",
            en: "{more} more bad cells are not listed; mend those listed first"
        );
        out.push(Finding::error("bad-file", address, message).at(address));
    }
    out
}

/// A warning for each column whose long ids end in 000 too often (contract §1).
pub fn rounded_ids(address: &str, columns: &Columns, outcome: &Outcome) -> Vec<Finding> {
    let heading = |field: usize| {
        let column = columns.of_field.get(field).copied().flatten();
        column
            .and_then(|c| columns.headings.get(c))
            .cloned()
            .unwrap_or_default()
    };
    outcome
        .rounded_ids
        .iter()
        .map(|(field, ids, zeros)| {
            let heading = heading(*field);
            let message = say!(
                zh: "「{heading}」{ids} 个长编号里有 {zeros} 个以 000 结尾,多半被表格软件抹掉了末几位;请从平台重新导出",
                en: "\"{heading}\": {zeros} of {ids} long ids end in 000, most likely cut by a spreadsheet; export again from the platform"
            );
            Finding::warning("damaged-id", heading, message).at(address)
        })
        .collect()
}
