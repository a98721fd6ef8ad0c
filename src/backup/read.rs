//! An export file → the lines of its orders, with what is wrong with it.

use super::collect::Found;
use super::commit::digest;
use super::compare::sort_lines;
use super::job::Job;
use super::judge::Judge;
use super::rows::{self, Line, field};
use super::sides::Export;
use super::text::{BUFFER, Text};
use crate::base::dated;
use crate::base::privacy::Private;
use crate::base::{Finding, Privacy, Problem};
use crate::say;
use crate::table::tables::ORDERS;
use crate::table::{self, Options, Outcome, Record, said};
use hashbrown::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

/// A file understood as orders.
pub struct Read {
    pub export: Export,
    /// One of [`super::shapes::SHAPES`].
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
    job: &Job<'_>,
    judge: &Judge,
) -> Result<Result<Vec<Read>, Problem>, Problem> {
    if let Ok(done) = read(found, job, judge) {
        return Ok(Ok(done));
    }
    let path = found.bytes.path();
    digest(path).map_err(|e| Problem::io(path, &e))?;
    Ok(read(found, job, judge))
}

/// Reads an export: every list of orders in it, one for each sheet of a workbook
/// that is one.
///
/// # Errors
/// The file cannot be understood as orders, or not be read.
fn read(found: &Found, job: &Job<'_>, judge: &Judge) -> Result<Vec<Read>, Problem> {
    let source = || {
        let source = found.bytes.table(&found.shown);
        source.counted(&job.progress.done)
    };
    let options = Options {
        table: Some(ORDERS_TABLE),
        ..job.options
    };
    let mut first = Some(table::open(source(), &options, false)?);
    let sheets: Vec<String> = first.iter().flat_map(sheets_to_try).collect();
    let mut reads = Vec::new();
    let mut left: Vec<String> = first.iter().flat_map(hidden_sheets).collect();
    for name in sheets {
        let opened = match first.take_if(|f| f.sheet.as_ref().is_none_or(|s| *s == name)) {
            Some(opened) => Ok(opened),
            None => table::open(source().with_part(name.clone()), &options, false),
        };
        match opened {
            Ok(opened) if understood(&opened) => reads.push(one(found, opened, judge)?),
            _ => left.push(name),
        }
    }
    if reads.is_empty() {
        // Why, it says itself.
        let opened = table::open(source(), &options, true)?;
        return Ok(vec![one(found, opened, judge)?]);
    }
    other_sheets(&found.shown, &left, &mut reads);
    beside(&mut reads);
    Ok(reads)
}

/// Every visible sheet of a workbook; of anything else the one table there is.
fn sheets_to_try(opened: &table::Opened) -> Vec<String> {
    let read = opened.sheet.clone().unwrap_or_default();
    if opened.sheets.is_empty() || opened.source.is_member() {
        return vec![read];
    }
    let visible = opened.sheets.iter().filter(|s| s.visible);
    visible.map(|s| s.name.clone()).collect()
}

/// Sheets that are not even looked at.
fn hidden_sheets(opened: &table::Opened) -> Vec<String> {
    let tried = sheets_to_try(opened);
    let names = opened.sheets.iter().map(|s| s.name.clone());
    names.filter(|n| !tried.contains(n)).collect()
}

/// Whether a list is one of orders: it has their numbers and times; or numbers,
/// items and quantities, or numbers and waybills, and hangs on another list's times.
fn understood(opened: &table::Opened) -> bool {
    let has = |name: &str| {
        opened
            .columns
            .of_field
            .get(field(name))
            .is_some_and(Option::is_some)
    };
    let items = has("qty") && (has("sku") || has("title") || has("line_no"));
    opened.heading_line > 0 && has("order_no") && (has("created_at") || items || has("tracking_no"))
}

/// A list without times, beside one with them in the same workbook: an order
/// that is known of it and stands in that one is expected in this one too.
fn beside(reads: &mut [Read]) {
    let created = CREATED_AT;
    let dated = reads
        .iter()
        .find(|r| r.shape == "orders" && r.export.has[created]);
    let Some(dated) = dated else { return };
    if !reads
        .iter()
        .any(|r| r.shape == "lines" && !r.export.has[created])
    {
        return;
    }
    let orders: HashSet<String> = dated
        .export
        .lines
        .iter()
        .map(|l| l.order_no().to_owned())
        .collect();
    for read in reads.iter_mut() {
        if read.shape == "lines" && !read.export.has[created] {
            read.export.beside = Some(orders.clone());
        }
    }
}

/// Reads one list.
fn one(found: &Found, mut opened: table::Opened, judge: &Judge) -> Result<Read, Problem> {
    let has: Vec<bool> = opened
        .columns
        .of_field
        .iter()
        .map(Option::is_some)
        .collect();
    let mut lines: Vec<Line> = Vec::new();
    let mut seen = Seen::default();
    let outcome = table::scan(&mut opened, Part::new, Part::row, |part| {
        part.end(&mut lines, &mut seen);
    })?;
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
        .or(seen.window);
    let mut findings = Vec::new();
    findings.extend(said::bad_cells(
        &opened.address(),
        &outcome,
        SHOWN,
        discreet,
    ));
    without_number(&found.shown, seen.damaged, &mut findings);
    double_lines(&found.shown, doubles, &mut findings);
    unknown_words(&found.shown, &seen.words, judge, &mut findings);
    findings.extend(said::rounded_ids(&found.shown, &opened.columns, &outcome));
    let items = ITEM_FIELDS.iter().any(|name| has[field(name)]);
    let shape = match (items, has[CREATED_AT]) {
        (true, _) => "lines",
        (false, true) => "orders",
        (false, false) => "shipments",
    };
    Ok(Read {
        export: Export {
            lines,
            has,
            window,
            beside: None,
            source: found.source.as_str().into(),
            file: found.shown.as_str().into(),
            older: None,
        },
        shape,
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

/// What is noted of the rows as they are read.
#[derive(Default)]
struct Seen {
    /// Rows without a usable order number.
    damaged: u64,
    /// How often each status stands there.
    words: HashMap<String, u64>,
    /// The first and the last created_at.
    window: Option<(String, String)>,
}

const STATUS: usize = field("status");
const CREATED_AT: usize = field("created_at");

impl Seen {
    fn line(&mut self, text: &str) {
        let word = rows::value(text, STATUS);
        if !word.is_empty() {
            *self.words.entry_ref(word).or_insert(0) += 1;
        }
        let at = rows::value(text, CREATED_AT);
        if at.len() >= 10 {
            self.span(at, at);
        }
    }

    fn span(&mut self, first: &str, last: &str) {
        match &mut self.window {
            None => self.window = Some((first.to_owned(), last.to_owned())),
            Some((from, to)) => {
                if first < from.as_str() {
                    first.clone_into(from);
                }
                if last > to.as_str() {
                    last.clone_into(to);
                }
            }
        }
    }

    fn join(&mut self, other: Seen) {
        self.damaged += other.damaged;
        for (word, count) in other.words {
            *self.words.entry(word).or_insert(0) += count;
        }
        if let Some((first, last)) = other.window {
            self.span(&first, &last);
        }
    }
}

/// Lines read together: their texts in one buffer.
struct Part {
    text: String,
    /// Where each text ends, and its line in the file.
    ends: Vec<(usize, u32)>,
    seen: Seen,
}

impl Part {
    /// With room for the lines of a text's chunk.
    fn new() -> Part {
        Part {
            text: String::with_capacity(BUFFER + BUFFER / 4),
            ends: Vec::with_capacity(BUFFER / 128),
            seen: Seen::default(),
        }
    }

    fn row(&mut self, record: &Record<'_>) {
        let begin = self.text.len();
        if rows::read(record, &mut self.text) {
            self.seen.line(&self.text[begin..]);
            self.ends.push((self.text.len(), record.line()));
        } else {
            self.seen.damaged += 1;
        }
    }

    fn end(mut self, lines: &mut Vec<Line>, seen: &mut Seen) {
        seen.join(self.seen);
        self.text.shrink_to_fit();
        let hold = Arc::new(self.text);
        let mut from = 0;
        lines.extend(self.ends.into_iter().map(|(end, at)| {
            let text = Text::part(&hold, from, end - from);
            from = end;
            Line { text, at }
        }));
    }
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
            say!(zh: "{rows} 行没有可用的订单编号,已原样封存,但无法比对", en: "rows without a usable order number: {rows}; sealed as they are, but not compared"),
        ));
    }
}

fn double_lines(shown: &str, doubles: usize, out: &mut Vec<Finding>) {
    if doubles > 0 {
        out.push(Finding::info(
            "double-line",
            shown,
            say!(zh: "{doubles} 行与别的行完全相同,只算一次", en: "rows that repeat another row: {doubles}; each counts once"),
        ));
    }
}

/// One info for each status word nobody knows.
fn unknown_words(shown: &str, words: &HashMap<String, u64>, judge: &Judge, out: &mut Vec<Finding>) {
    let seen: std::collections::BTreeMap<_, _> = words.iter().collect();
    for (word, count) in seen {
        if !judge.knows(word) {
            let shown_word = discreet_word(word);
            out.push(Finding::info(
                "O2",
                shown_word.clone(),
                say!(
                    zh: "不认识的订单状态「{shown_word}」({count} 行):已记录,不判先后;可在 [orders.status] 补上",
                    en: "unknown order status \"{shown_word}\" (rows: {count}): recorded, its order is not judged; add it to [orders.status]"
                ),
            )
            .at(shown));
        }
    }
}

/// Sheets that are not compared are named, so that nobody hides an order on one
/// unseen.
fn other_sheets(shown: &str, left: &[String], reads: &mut [Read]) {
    let names: Vec<String> = reads.iter().filter_map(|r| r.sheet.clone()).collect();
    let Some(first) = reads.first_mut().filter(|_| !left.is_empty()) else {
        return;
    };
    let (listed, read) = (left.join(", "), names.join(", "));
    first.findings.push(
        Finding::info(
            "bad-file",
            shown,
            say!(
                zh: "{shown}:比对了工作表:{read};没有比对:{listed}",
                en: "{shown}: sheets compared: {read}; not compared: {listed}"
            ),
        )
        .at(shown),
    );
}
