//! What reading a table found wrong, as findings: the same words wherever a
//! table is read.

use super::cell::Fault;
use super::columns::Columns;
use super::letters::column_letters;
use super::opened::Opened;
use super::scan::Outcome;
use super::sift::LeftOut;
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

/// Everything about a file that a person should know besides its bad cells:
/// that it is empty or headless, ids a spreadsheet cut, rows that are no data,
/// sheets that were not read.
pub fn notices(opened: &Opened, outcome: &Outcome) -> Vec<Finding> {
    let address = &opened.address();
    let mut out = Vec::new();
    nothing_there(opened, outcome, address, &mut out);
    out.extend(rounded_ids(address, &opened.columns, outcome));
    left_out(opened, outcome, address, &mut out);
    unread_sheets(opened, address, &mut out);
    out
}

fn unread_sheets(opened: &Opened, address: &str, out: &mut Vec<Finding>) {
    let unread = opened
        .sheets
        .iter()
        .filter(|s| Some(&s.name) != opened.sheet.as_ref());
    let (visible, hidden): (Vec<_>, Vec<_>) = unread.partition(|s| s.visible);
    if !visible.is_empty() {
        let names: Vec<&str> = visible.iter().map(|s| s.name.as_str()).collect();
        let listed = names.join(", ");
        out.push(Finding::info(
            "bad-file",
            address,
            say!(zh: "还有工作表:{listed};用 文件#工作表 指定", en: "other sheets: {listed}; name one with FILE#SHEET"),
        ).at(address));
    }
    if !hidden.is_empty() {
        let hidden = hidden.len();
        out.push(Finding::info(
            "bad-file",
            address,
            say!(zh: "{hidden} 个隐藏的工作表没有看", en: "{hidden} hidden sheets were not looked at"),
        ).at(address));
    }
}

/// A file without content or without a heading needs a person; one without data
/// may be a quiet day.
fn nothing_there(opened: &Opened, outcome: &Outcome, address: &str, out: &mut Vec<Finding>) {
    let finding = if opened.columns.headings.is_empty() {
        Finding::warning(
            "bad-file",
            address,
            say!(zh: "里面什么也没有,连表头也没有;请重新导出", en: "there is nothing in it, not even a heading; export it again"),
        )
    } else if opened.heading_line == 0 {
        Finding::warning(
            "bad-file",
            address,
            say!(zh: "没有找到表头,第一行就是数据;请连表头一起导出", en: "no heading was found, the data begin at once; export it with its heading"),
        )
    } else if outcome.rows == 0 {
        Finding::info(
            "bad-file",
            address,
            say!(zh: "只有表头,没有数据行", en: "a heading and no data rows"),
        )
    } else {
        return;
    };
    out.push(finding.at(address));
}

/// Rows and lines that are no data, each kind with its lines.
fn left_out(opened: &Opened, outcome: &Outcome, address: &str, out: &mut Vec<Finding>) {
    let lines_of = |why: LeftOut| -> Vec<u32> {
        outcome
            .left_out
            .iter()
            .filter(|(_, w)| *w == why)
            .map(|(line, _)| *line)
            .collect()
    };
    let mut say_lines = |lines: &[u32], zh: &str, en: &str| {
        if lines.is_empty() {
            return;
        }
        let listed = listed(lines);
        out.push(
            Finding::info(
                "bad-file",
                address,
                say!(zh: "{zh}(第 {listed} 行)不算数据", en: "{en} (line {listed}) left out"),
            )
            .at(format!("{address}:{}", lines[0])),
        );
    };
    say_lines(&opened.preamble, "表头上方的说明", "preamble");
    say_lines(&lines_of(LeftOut::Total), "合计行", "totals");
    say_lines(&lines_of(LeftOut::Note), "附注", "notes");
    say_lines(
        &lines_of(LeftOut::RepeatedHeading),
        "重复的表头",
        "repeated headings",
    );
    say_lines(
        &lines_of(LeftOut::Beside),
        "表外的单元格",
        "cells beside the table",
    );
    let second = lines_of(LeftOut::SecondTable);
    if let Some(line) = second.first() {
        out.push(
            Finding::info(
                "bad-file",
                address,
                say!(zh: "第 {line} 行起是另一个表,没有读", en: "another table begins on line {line}; it was not read"),
            )
            .at(format!("{address}:{line}")),
        );
    }
}

/// `1–24, 31`: at most six runs of lines.
fn listed(lines: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &line in lines {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => runs.push((line, line)),
        }
    }
    let mut parts: Vec<String> = runs
        .iter()
        .take(6)
        .map(|(a, b)| {
            if a == b {
                a.to_string()
            } else {
                format!("{a}–{b}")
            }
        })
        .collect();
    if runs.len() > 6 {
        parts.push("…".to_owned());
    }
    parts.join(", ")
}
