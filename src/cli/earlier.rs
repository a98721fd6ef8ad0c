//! `--compare OLD`: an earlier run's result, from json, csv or xlsx.

use super::context::Context;
use crate::base::{Lang, Problem};
use crate::report::earlier::Earlier;
use crate::report::{Report, words};
use crate::say;
use crate::table::{Options, Source, open, scan};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads an earlier run; `report` is this run's, whose columns it is read by.
///
/// # Errors
/// A file that cannot be read, or is no result of the command.
pub fn read(path: &str, report: &Report, context: &Context) -> Result<Earlier, Problem> {
    let not_ours = || {
        let command = &report.command;
        Problem::new(say!(
            zh: "{path}:不是 {command} 的结果;请给从前用 -o 写出的 json、csv 或 xlsx",
            en: "{path}: is no result of {command}; give the json, csv or xlsx that an earlier run wrote with -o"
        ))
    };
    let ending = Path::new(path).extension().and_then(|e| e.to_str());
    if ending.is_some_and(|e| e.eq_ignore_ascii_case("json")) {
        let text = std::fs::read_to_string(path).map_err(|e| Problem::io(path, &e))?;
        return Earlier::from_json(path, &text, "staff").ok_or_else(not_ours);
    }
    let main = report.main_section().ok_or_else(not_ours)?;
    let mut sheets = vec![main.title.zh.clone(), main.title.en.clone()];
    let mut rows = table(path, &mut sheets, context)?.ok_or_else(not_ours)?;
    let mut earlier = Earlier {
        path: path.to_owned(),
        ..Earlier::default()
    };
    let headings = rows.remove(0);
    let keys: Vec<Option<&str>> = headings
        .iter()
        .map(|heading| {
            let named = |c: &&crate::report::Column| {
                [&c.heading.zh, &c.heading.en, &c.key].contains(&heading)
            };
            main.columns.iter().find(named).map(|c| c.key.as_str())
        })
        .collect();
    if !keys.contains(&Some("staff")) {
        return Err(not_ours());
    }
    for row in rows {
        let cells: BTreeMap<String, String> = keys
            .iter()
            .zip(&row)
            .filter(|(_, cell)| !cell.is_empty())
            .filter_map(|(key, cell)| Some(((*key)?.to_owned(), cell.replace(',', ""))))
            .collect();
        if let Some(staff) = cells.get("staff").cloned() {
            earlier.rows.insert(staff, cells);
        }
    }
    let mut sheets = [Lang::Zh, Lang::En]
        .map(|l| words::INPUTS.get(l).to_owned())
        .to_vec();
    if ending.is_some_and(|e| e.eq_ignore_ascii_case("xlsx"))
        && let Some(rows) = table(path, &mut sheets, context)?
    {
        earlier.inputs = inputs(&rows);
        earlier.config = rows
            .iter()
            .find(|row| row.first().is_some_and(|c| is(c, words::CONFIG)))
            .and_then(|row| row.get(1).cloned())
            .filter(|hash| !is(hash, words::BUILT_IN));
    }
    Ok(earlier)
}

fn is(cell: &str, text: crate::base::Text) -> bool {
    cell == text.zh || cell == text.en
}

/// Role and SHA-256 of the sheet of inputs.
fn inputs(rows: &[Vec<String>]) -> Option<Vec<(String, String)>> {
    let heading = rows
        .iter()
        .position(|row| row.iter().any(|c| is(c, words::SHA256)))?;
    let column = |text| rows[heading].iter().position(|c| is(c, text));
    let (role, sha) = (column(words::ROLE)?, column(words::SHA256)?);
    let listed = rows[heading + 1..].iter().filter_map(|row| {
        let (role, sha) = (row.get(role)?, row.get(sha)?);
        (sha.len() == 64).then(|| (words::role_shown(role).to_owned(), sha.clone()))
    });
    Some(listed.collect())
}

/// The cells of a file, heading first; of a workbook the first of the sheets
/// that is there. `None` where nothing is.
fn table(
    path: &str,
    sheets: &mut Vec<String>,
    context: &Context,
) -> Result<Option<Vec<Vec<String>>>, Problem> {
    let source = |part: Option<String>| Source::file(Path::new(path), part);
    if !Path::new(path).exists() {
        return Source::expand(path).map(|_| None);
    }
    let options = Options {
        ..context.options(None, None)
    };
    let mut opened = open(source(None), &options, false)?;
    if !opened.sheets.is_empty() {
        sheets.retain(|name| opened.sheets.iter().any(|s| s.name == *name));
        let Some(name) = sheets.first() else {
            return Ok(None);
        };
        opened = open(source(Some(name.clone())), &options, false)?;
    }
    let columns = opened.columns.headings.len();
    let mut rows = vec![opened.columns.headings.clone()];
    scan(
        &mut opened,
        Vec::new,
        |part: &mut Vec<Vec<String>>, record| {
            let cell = |at| record.at(at).shown().trim().to_owned();
            part.push((0..columns).map(cell).collect());
        },
        |mut part| rows.append(&mut part),
    )?;
    Ok((rows[0].iter().any(|h| !h.is_empty())).then_some(rows))
}
