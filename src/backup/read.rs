//! An export file → the lines of its orders, with what is wrong with it.

use super::collect::Found;
use super::commit::digest;
use super::compare::{own_window, sort_lines};
use super::judge::Judge;
use super::rows::{self, Line, field};
use super::sides::Export;
use crate::base::dated;
use crate::base::privacy::Private;
use crate::base::{Finding, Privacy, Problem};
use crate::say;
use crate::table::tables::ORDERS;
use crate::table::{self, Options, Outcome, Source, said};

/// A file understood as orders.
pub struct Read {
    pub export: Export,
    /// `orders` or `lines`.
    pub shape: &'static str,
    pub outcome: Outcome,
    pub findings: Vec<Finding>,
    pub sheet: Option<String>,
    pub encoding: Option<String>,
    pub heading_line: u32,
    pub unmapped: Vec<String>,
}

/// Fields that only an item list has; a file with one of them has a line an
/// item, any other a line an order.
const ITEM_FIELDS: &[&str] = &["line_no", "sku", "spec", "unit_price", "amount"];

/// Bad cells of one file that are findings of their own; the rest is counted.
const SHOWN: usize = 20;

/// Reads an export; what cannot be understood as orders is sealed all the same.
///
/// # Errors
/// The file cannot be read again: that is a failing disk or a lack of memory or
/// open files, and must not pass for a file that holds no orders.
pub fn read_surely(
    found: &Found,
    options: &Options<'_>,
    judge: &Judge,
) -> Result<Result<Read, Problem>, Problem> {
    if let Ok(done) = read(found, options, judge) {
        return Ok(Ok(done));
    }
    digest(&found.path).map_err(|e| Problem::io(&found.path, &e))?;
    Ok(read(found, options, judge))
}

/// Reads an export.
///
/// # Errors
/// The file cannot be understood as orders, or not be read.
fn read(found: &Found, options: &Options<'_>, judge: &Judge) -> Result<Read, Problem> {
    let mut source = Source::file(&found.path, None);
    source.shown.clone_from(&found.shown);
    let options = Options {
        table: Some(ORDERS_TABLE),
        ..*options
    };
    let mut opened = table::open(source, &options, true)?;
    let has: Vec<bool> = opened
        .columns
        .of_field
        .iter()
        .map(Option::is_some)
        .collect();
    let mut lines: Vec<Line> = Vec::new();
    let mut damaged = 0u64;
    let outcome = table::scan(
        &mut opened,
        || (Vec::new(), String::new(), 0u64),
        |(lines, buffer, damaged): &mut (Vec<Line>, String, u64), record| match rows::read(
            record, buffer,
        ) {
            Some(line) => lines.push(line),
            None => *damaged += 1,
        },
        |(mut part, _, without)| {
            lines.append(&mut part);
            damaged += without;
        },
    )?;
    if outcome.sha256 != found.sha256 {
        let shown = &found.shown;
        return Err(say!(
            zh: "{shown}:读的时候文件又变了;请等它写完再运行一次",
            en: "{shown}: changed while it was read; run again when it is done"
        )
        .into());
    }
    let doubles = sort_lines(&mut lines);
    // A folder's date is no part of a range.
    let file_name = found.name.rsplit('/').next().unwrap_or("");
    let window = dated::range(file_name)
        .or_else(|| dated::range(&opened.preamble_text))
        .map(|(a, b)| (a.to_string(), b.to_string()))
        .or_else(|| own_window(&lines));
    let mut findings = Vec::new();
    findings.extend(said::bad_cells(
        &opened.address(),
        &outcome,
        SHOWN,
        discreet,
    ));
    without_number(&found.shown, damaged, &mut findings);
    double_lines(&found.shown, doubles, &mut findings);
    unknown_words(&found.shown, &lines, judge, &mut findings);
    findings.extend(said::rounded_ids(&found.shown, &opened.columns, &outcome));
    other_sheets(&found.shown, &opened, &mut findings);
    let items = ITEM_FIELDS.iter().any(|name| has[field(name)]);
    Ok(Read {
        export: Export {
            lines,
            has,
            window,
            source: found.source.clone(),
            file: found.shown.clone(),
            older: None,
        },
        shape: if items { "lines" } else { "orders" },
        outcome,
        findings,
        sheet: opened.sheet.clone(),
        encoding: opened.encoding().map(|e| e.name().to_owned()),
        heading_line: opened.heading_line,
        unmapped: opened
            .columns
            .headings
            .iter()
            .zip(&opened.columns.fields)
            .filter(|(h, f)| f.is_none() && !h.is_empty())
            .map(|(h, _)| h.clone())
            .collect(),
    })
}

static ORDERS_TABLE: &crate::table::schema::Table = &ORDERS;

/// A cell of a row whose columns slipped may hold anything, a phone or an
/// address too (O8).
fn discreet(cell: &str) -> String {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let kind = if cell.chars().count() > 8 && !cell.is_ascii() {
        Private::Address
    } else if digits >= 7 {
        Private::Phone
    } else {
        return cell.to_owned();
    };
    Privacy::default().show(kind, cell)
}

/// Words of a status hold no digits; a cell with some is something else.
fn discreet_word(word: &str) -> String {
    if word.chars().any(char::is_numeric) || word.chars().count() > 24 {
        discreet(word)
    } else {
        word.to_owned()
    }
}

fn without_number(shown: &str, rows: u64, out: &mut Vec<Finding>) {
    if rows > 0 {
        out.push(Finding::error(
            "bad-file",
            shown,
            say!(zh: "{rows} 行没有可用的订单编号,已原样封存,但无法比对", en: "{rows} rows have no usable order number; sealed as they are, but not compared"),
        ));
    }
}

fn double_lines(shown: &str, doubles: usize, out: &mut Vec<Finding>) {
    if doubles > 0 {
        out.push(Finding::info(
            "double-line",
            shown,
            say!(zh: "{doubles} 行与别的行完全相同,只算一次", en: "{doubles} rows repeat another row and count once"),
        ));
    }
}

/// One info for each status word nobody knows.
fn unknown_words(shown: &str, lines: &[Line], judge: &Judge, out: &mut Vec<Finding>) {
    let status = field("status");
    let mut counted = std::collections::HashMap::new();
    for line in lines {
        let word = rows::value(&line.text, status);
        if !word.is_empty() {
            *counted.entry(word).or_insert(0u64) += 1;
        }
    }
    let seen: std::collections::BTreeMap<_, _> = counted.into_iter().collect();
    for (word, count) in seen {
        if !judge.knows(word) {
            let shown_word = discreet_word(word);
            out.push(Finding::info(
                "O2",
                shown_word.clone(),
                say!(
                    zh: "不认识的订单状态「{shown_word}」({count} 行):已记录,不判先后;可在 [orders.status] 补上",
                    en: "unknown order status \"{shown_word}\" ({count} rows): recorded, its order is not judged; add it to [orders.status]"
                ),
            )
            .at(shown));
        }
    }
}

/// Only one sheet of a workbook is compared; the others are named, so that
/// nobody hides an order on the second one unseen.
fn other_sheets(shown: &str, opened: &table::Opened, out: &mut Vec<Finding>) {
    let others: Vec<&str> = opened
        .sheets
        .iter()
        .filter(|s| Some(&s.name) != opened.sheet.as_ref())
        .map(|s| s.name.as_str())
        .collect();
    if others.is_empty() {
        return;
    }
    let (listed, read) = (others.join(", "), opened.sheet.as_deref().unwrap_or(""));
    out.push(
        Finding::info(
            "bad-file",
            shown,
            say!(
                zh: "{shown}:只比对了工作表「{read}」,没有比对:{listed}",
                en: "{shown}: only the sheet {read} was compared, not: {listed}"
            ),
        )
        .at(shown),
    );
}
