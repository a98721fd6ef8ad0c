//! HTML that calls itself .xls: what many shop back offices export. Every
//! `<table>` is a sheet, «table 1» (or «表1») on, in the order of the opening tags; a table
//! inside a cell is a sheet of its own. Cells are text (the table floor parses
//! them), white space as a browser shows it, `<br>` a space, entities decoded,
//! `colspan` and `rowspan` filled like merged regions.
//!
//! Closing tags are optional in HTML and often missing: a new `td` or `th` ends
//! the cell before it, a new `tr` the row.
//!
//! The charset: byte order mark, else the `meta` tag, else UTF-8 if it is valid,
//! else GB18030. A `meta` tag that the bytes belie gives way to the last two.

use super::guard::{Source, calm};
use super::merge::{Merger, Region};
use super::{BATCH, BookError, SheetCell, SheetInfo, SheetRow, Sink, xml};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use std::collections::BTreeMap;

/// Limits of the HTML standard (`td`, 4.9.11) and of a sheet.
const MOST_COLSPAN: u32 = 1_000;
const MOST_ROWSPAN: u32 = 65_534;
const LAST_COLUMN: u32 = 16_384;

pub(super) struct HtmlBook {
    tables: Vec<Vec<SheetRow>>,
}

pub(super) fn open(source: &Source) -> Result<(HtmlBook, Vec<SheetInfo>), BookError> {
    let bytes = source.bytes()?;
    let tables = calm(|| Ok(read_tables(&decode(&bytes))))?;
    let sheets = (1..=tables.len()).map(|number| SheetInfo {
        name: format!("table {number}"),
        visible: true,
    });
    let sheets = sheets.collect();
    Ok((HtmlBook { tables }, sheets))
}

impl HtmlBook {
    pub(super) fn rows(&mut self, sheet: &str, sink: Sink<'_>) -> Result<(), BookError> {
        let number = sheet.strip_prefix("table ").and_then(|n| n.parse().ok());
        let table = number.and_then(|n: usize| self.tables.get(n.checked_sub(1)?));
        for batch in table.into_iter().flat_map(|rows| rows.chunks(BATCH)) {
            if sink(batch.to_vec()).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// A table has no tab to take a name from: `table 1` is also called `表1`.
pub(super) fn sheet_name(asked: &str) -> String {
    match asked.strip_prefix('表') {
        Some(number) => format!("table {}", number.trim()),
        None => asked.to_owned(),
    }
}

fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let body = bytes.get(length..).unwrap_or_default();
        return encoding.decode_without_bom_handling(body).0.into_owned();
    }
    // UTF-16 without a mark: every other byte of `<html` is zero.
    match bytes {
        [b'<', 0, ..] => return encoding_rs::UTF_16LE.decode(bytes).0.into_owned(),
        [0, b'<', ..] => return encoding_rs::UTF_16BE.decode(bytes).0.into_owned(),
        _ => {}
    }
    let named = declared(bytes).map(|found| if found == GBK { GB18030 } else { found });
    for encoding in named.into_iter().chain([UTF_8]) {
        let (text, _, wrong) = encoding.decode(bytes);
        if !wrong {
            return text.into_owned();
        }
    }
    GB18030.decode(bytes).0.into_owned()
}

/// The charset a `meta` tag names; UTF-16 there cannot be true, the tag itself
/// having been read as ASCII.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset")?;
    let rest = head[at + 7..].trim_ascii_start().strip_prefix(b"=")?;
    let rest = rest.trim_ascii_start();
    let rest = rest
        .strip_prefix(b"\"")
        .or(rest.strip_prefix(b"'"))
        .unwrap_or(rest);
    let end = rest
        .iter()
        .position(|b| !b.is_ascii_alphanumeric() && !b"-_".contains(b));
    let label = Encoding::for_label(&rest[..end.unwrap_or(rest.len())])?;
    (label.is_ascii_compatible()).then_some(label)
}

fn read_tables(html: &str) -> Vec<Vec<SheetRow>> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => page.start(&tag),
            Ok(Token::EndTag(tag)) => page.end(xml::text(&tag.name)),
            Ok(Token::String(words)) => page.words(xml::text(&words)),
            Ok(_) => {}
            Err(never) => match never {},
        }
    }
    while let Some(table) = page.open.pop() {
        page.close(table);
    }
    page.tables.into_values().collect()
}

#[derive(Default)]
struct Page {
    /// Finished tables by the order of their opening tags.
    tables: BTreeMap<usize, Vec<SheetRow>>,
    opened: usize,
    /// Tables around the current place, the innermost last.
    open: Vec<OpenTable>,
    /// The script, style or title we are in: not text.
    unseen: Option<String>,
}

#[derive(Default)]
struct OpenTable {
    order: usize,
    rows: Vec<SheetRow>,
    regions: Vec<Region>,
    /// Columns still taken by a rowspan from above: column → last row.
    taken: BTreeMap<u32, u32>,
    /// Rows begun so far; the current one's number while `in_row`.
    number: u32,
    in_row: bool,
    column: u32,
    cells: Vec<(u32, SheetCell)>,
    cell: Option<OpenCell>,
}

struct OpenCell {
    text: String,
    /// A space is due before the next word.
    gap: bool,
    across: u32,
    down: u32,
}

impl Page {
    fn start(&mut self, tag: &StartTag<()>) {
        let name = xml::text(&tag.name);
        match name {
            "script" | "style" | "title" => self.unseen = Some(name.to_owned()),
            "table" => {
                self.open.push(OpenTable {
                    order: self.opened,
                    ..OpenTable::default()
                });
                self.opened += 1;
            }
            _ => {
                if let Some(table) = self.open.last_mut() {
                    table.start(name, tag);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        if self.unseen.as_deref() == Some(name) {
            self.unseen = None;
        } else if name == "table" {
            if let Some(table) = self.open.pop() {
                self.close(table);
            }
        } else if let Some(table) = self.open.last_mut() {
            match name {
                "td" | "th" => table.end_cell(),
                "tr" | "thead" | "tbody" | "tfoot" => table.end_row(),
                "p" | "div" | "li" => table.gap(),
                _ => {}
            }
        }
    }

    fn words(&mut self, words: &str) {
        if self.unseen.is_none()
            && let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut())
        {
            cell.push(words);
        }
    }

    fn close(&mut self, mut table: OpenTable) {
        table.end_row();
        let mut merger = Merger::new(std::mem::take(&mut table.regions));
        merger.fill(&mut table.rows);
        self.tables.insert(table.order, table.rows);
    }
}

impl OpenTable {
    fn start(&mut self, name: &str, tag: &StartTag<()>) {
        match name {
            "tr" => {
                self.end_row();
                self.begin_row();
            }
            "td" | "th" => {
                self.end_cell();
                if !self.in_row {
                    self.begin_row();
                }
                self.cell = Some(OpenCell {
                    text: String::new(),
                    gap: false,
                    across: span(tag, b"colspan", MOST_COLSPAN),
                    down: span(tag, b"rowspan", MOST_ROWSPAN),
                });
            }
            "br" | "p" | "div" | "li" => self.gap(),
            _ => {}
        }
    }

    fn gap(&mut self) {
        if let Some(cell) = &mut self.cell {
            cell.gap = true;
        }
    }

    fn begin_row(&mut self) {
        self.in_row = true;
        self.column = 0;
        self.number = self.number.saturating_add(1);
        let number = self.number;
        self.taken.retain(|_, last| *last >= number);
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        while self.taken.contains_key(&self.column) {
            self.column += 1;
        }
        let left = self.column;
        self.column = left.saturating_add(cell.across);
        if self.column > LAST_COLUMN {
            return;
        }
        let last = self.number.saturating_add(cell.down - 1);
        if cell.down > 1 {
            self.taken
                .extend((left..self.column).map(|column| (column, last)));
        }
        if cell.text.is_empty() {
            return;
        }
        if cell.across > 1 || cell.down > 1 {
            self.regions.push(Region {
                top: self.number - 1,
                left,
                bottom: last - 1,
                right: self.column - 1,
            });
        }
        self.cells.push((left, SheetCell::Text(cell.text)));
    }

    fn end_row(&mut self) {
        self.end_cell();
        self.in_row = false;
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            let number = self.number;
            self.rows.push(SheetRow { number, cells });
        }
    }
}

impl OpenCell {
    /// White space of the source is one space between words; a no-break space
    /// is a character like others.
    fn push(&mut self, words: &str) {
        for character in words.chars() {
            if character.is_ascii_whitespace() {
                self.gap = true;
            } else {
                if self.gap && !self.text.is_empty() {
                    self.text.push(' ');
                }
                self.gap = false;
                self.text.push(character);
            }
        }
    }
}

/// A span of 1 to `most`; 0 and nonsense are 1.
fn span(tag: &StartTag<()>, name: &[u8], most: u32) -> u32 {
    let value = tag.attributes.get(name).map(|value| xml::text(value));
    let value = value.and_then(|value| value.trim().parse::<u32>().ok());
    value.unwrap_or(1).clamp(1, most)
}
