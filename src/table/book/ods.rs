//! ods (OpenDocument 1.3 part 3, 9): one part, `content.xml`, holds all sheets,
//! one after the other. It is read as a stream, so rows and cells that are
//! repeated a million times to colour an empty sheet cost nothing; calamine
//! reads all sheets into ranges and leaves merges out.
//!
//! A cell's typed value stands in attributes (`office:value-type`, `value`,
//! `date-value`, `time-value`, `boolean-value`), its text in `text:p`. A merged
//! cell carries `number-columns-spanned` and `number-rows-spanned`. A formula
//! error is text marked `calcext:value-type="error"`.

use super::guard::{self, MAX_PART, Source, Stream, calm};
use super::merge::{Merger, Region};
use super::xml::Tag;
use super::{BATCH, BookError, SheetCell, SheetInfo, SheetRow, Sink, cell, xml};
use html5gum::{IoReader, Token, Tokenizer};
use std::collections::HashSet;
use std::io::Read;
use zip::ZipArchive;

const LAST_ROW: u32 = 1_048_576;
const LAST_COLUMN: u32 = 16_384;

pub(super) struct OdsBook {
    source: Source,
}

pub(super) fn open(source: Source) -> Result<(OdsBook, Vec<SheetInfo>), BookError> {
    let mut zip = source.zip()?;
    guard::check_sizes(&mut zip)?;
    let mut manifest = String::new();
    if let Ok(part) = zip.by_name("META-INF/manifest.xml") {
        // Unreadable is as good as absent: it only tells of encryption.
        let _ = part.take(1 << 20).read_to_string(&mut manifest);
    }
    if manifest.contains("encryption-data") || zip.index_for_name("encrypted-package").is_some() {
        return Err(BookError::Password);
    }
    let sheets = calm(|| list_sheets(&mut zip))?;
    Ok((OdsBook { source }, sheets))
}

fn list_sheets(zip: &mut ZipArchive<Stream>) -> Result<Vec<SheetInfo>, BookError> {
    let (mut style, mut hidden) = (String::new(), HashSet::new());
    let (mut sheets, mut depth, mut complete) = (Vec::new(), 0u32, false);
    let content = zip.by_name("content.xml").map_err(guard::zip_error)?;
    for token in Tokenizer::new(IoReader::new(content.take(MAX_PART))) {
        match token.map_err(guard::io_error)? {
            Token::StartTag(tag) => {
                let tag = Tag(tag);
                match full_name(&tag) {
                    "style:style" => style = tag.attr("style:name").unwrap_or("").to_owned(),
                    "style:table-properties" if tag.attr("table:display") == Some("false") => {
                        hidden.insert(style.clone());
                    }
                    "table:table" => {
                        if depth == 0 {
                            let style = tag.attr("table:style-name").unwrap_or("");
                            sheets.push(SheetInfo {
                                name: tag.attr("table:name").unwrap_or("").to_owned(),
                                visible: !hidden.contains(style),
                            });
                        }
                        depth += u32::from(!tag.0.self_closing);
                    }
                    _ => {}
                }
            }
            Token::EndTag(tag) => match xml::text(&tag.name) {
                "table:table" => depth = depth.saturating_sub(1),
                "office:document-content" => complete = true,
                _ => {}
            },
            _ => {}
        }
    }
    if complete {
        Ok(sheets)
    } else {
        Err(BookError::damaged("content.xml ends too early"))
    }
}

fn full_name(tag: &Tag) -> &str {
    xml::text(&tag.0.name)
}

impl OdsBook {
    pub(super) fn rows(&mut self, sheet: &str, sink: Sink<'_>) -> Result<(), BookError> {
        let mut zip = self.source.zip()?;
        let content = zip.by_name("content.xml").map_err(guard::zip_error)?;
        let mut tokens = Tokenizer::new(IoReader::new(content.take(MAX_PART)));
        let mut reader = SheetReader::new(sheet);
        let mut ended = false;
        while !ended {
            // Only the tokenizer runs guarded: a panic of the sink is not ours.
            let full = calm(|| {
                for token in tokens.by_ref() {
                    reader.take(token.map_err(guard::io_error)?);
                    if reader.done || reader.rows.len() >= BATCH || reader.repeat.is_some() {
                        return Ok(true);
                    }
                }
                Ok(false)
            })?;
            ended = !full || reader.done;
            loop {
                reader.expand();
                let last = ended && reader.repeat.is_none();
                if reader.rows.len() < BATCH && !last {
                    break;
                }
                let mut rows = std::mem::replace(&mut reader.rows, Vec::with_capacity(BATCH));
                reader.merger.fill(&mut rows);
                if !rows.is_empty() && sink(rows).is_break() {
                    return Ok(());
                }
                if last {
                    break;
                }
            }
        }
        if reader.done {
            Ok(())
        } else {
            Err(BookError::damaged("content.xml ends too early"))
        }
    }
}

/// Walks the tokens of `content.xml` and gathers the rows of one sheet.
struct SheetReader<'a> {
    sheet: &'a str,
    /// Tables we are in; 1 within a sheet, more in a table inside a drawing.
    depth: u32,
    wanted: bool,
    done: bool,
    /// Index of the next row.
    row: u32,
    row_repeat: u32,
    column: u32,
    cells: Vec<(u32, SheetCell)>,
    open: Option<OpenCell>,
    rows: Vec<SheetRow>,
    /// A filled row still to be repeated, and how often.
    repeat: Option<(SheetRow, u32)>,
    merger: Merger,
}

/// A cell between its start and end tag.
struct OpenCell {
    tag: Tag,
    text: String,
    paragraphs: u32,
    in_paragraph: bool,
    /// Inside a note or a drawing, whose text is not the cell's.
    aside: u32,
}

impl<'a> SheetReader<'a> {
    fn new(sheet: &'a str) -> Self {
        SheetReader {
            sheet,
            depth: 0,
            wanted: false,
            done: false,
            row: 0,
            row_repeat: 1,
            column: 0,
            cells: Vec::new(),
            open: None,
            rows: Vec::with_capacity(BATCH),
            repeat: None,
            merger: Merger::default(),
        }
    }

    fn take(&mut self, token: Token) {
        match token {
            Token::StartTag(tag) => {
                let tag = Tag(tag);
                let (name, closed) = (full_name(&tag).to_owned(), tag.0.self_closing);
                self.start(&name, tag);
                if closed {
                    self.end(&name);
                }
            }
            Token::EndTag(tag) => self.end(xml::text(&tag.name)),
            Token::String(words) => {
                if let Some(cell) = &mut self.open
                    && cell.in_paragraph
                    && cell.aside == 0
                {
                    cell.text.push_str(xml::text(&words));
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, name: &str, tag: Tag) {
        if name == "table:table" {
            if self.depth == 0 {
                self.wanted = tag.attr("table:name").unwrap_or("") == self.sheet;
            }
            self.depth += 1;
        }
        if !self.wanted || self.depth != 1 {
            return;
        }
        match name {
            "table:table-row" => {
                self.row_repeat = count(&tag, "table:number-rows-repeated");
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.open = Some(OpenCell {
                    tag,
                    text: String::new(),
                    paragraphs: 0,
                    in_paragraph: false,
                    aside: 0,
                });
            }
            _ => {
                if let Some(cell) = &mut self.open {
                    cell.start(name, &tag);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        if name == "table:table" {
            self.depth = self.depth.saturating_sub(1);
            self.done |= self.wanted && self.depth == 0;
            return;
        }
        if !self.wanted || self.depth != 1 {
            return;
        }
        match name {
            "table:table-row" => self.end_row(),
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            _ => {
                if let Some(cell) = &mut self.open {
                    cell.end(name);
                }
            }
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.open.take() else { return };
        let repeat = count(&cell.tag, "table:number-columns-repeated");
        let end = self.column.saturating_add(repeat).min(LAST_COLUMN);
        let across = count(&cell.tag, "table:number-columns-spanned");
        let down = count(&cell.tag, "table:number-rows-spanned");
        if let Some(value) = cell.value() {
            if (across > 1 || down > 1) && self.column < end {
                self.merger.add(Region {
                    top: self.row,
                    left: self.column,
                    bottom: (self.row + (down - 1).min(LAST_ROW)).min(LAST_ROW - 1),
                    right: (self.column + (across - 1).min(LAST_COLUMN)).min(LAST_COLUMN - 1),
                });
            }
            (self.column..end).for_each(|column| self.cells.push((column, value.clone())));
        }
        self.column = end;
    }

    fn end_row(&mut self) {
        let times = self.row_repeat.min(LAST_ROW.saturating_sub(self.row));
        let cells = std::mem::take(&mut self.cells);
        let number = self.row + 1;
        self.row += times;
        self.row_repeat = 1;
        if times > 0 && !cells.is_empty() {
            self.repeat = Some((SheetRow { number, cells }, times));
        }
    }

    /// Writes out a repeated row, as far as the batch has room.
    fn expand(&mut self) {
        while self.rows.len() < BATCH
            && let Some((row, times)) = self.repeat.take()
        {
            if times > 1 {
                let mut next = row.clone();
                next.number += 1;
                self.repeat = Some((next, times - 1));
            }
            self.rows.push(row);
        }
    }
}

impl OpenCell {
    fn start(&mut self, name: &str, tag: &Tag) {
        if self.aside > 0 || name == "office:annotation" || name.starts_with("draw:") {
            self.aside += 1;
            return;
        }
        match name {
            "text:p" => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
                self.in_paragraph = true;
            }
            "text:s" => {
                let spaces = count(tag, "text:c").min(LAST_COLUMN);
                self.text.extend((0..spaces).map(|_| ' '));
            }
            "text:tab" => self.text.push('\t'),
            "text:line-break" => self.text.push('\n'),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.aside > 0 {
            self.aside -= 1;
        } else if name == "text:p" {
            self.in_paragraph = false;
        }
    }

    fn value(self) -> Option<SheetCell> {
        let attr = |name: &str| self.tag.attr(name);
        if attr("calcext:value-type") == Some("error") {
            return Some(cell::error_named(&self.text));
        }
        let typed = match attr("office:value-type") {
            Some("float" | "percentage" | "currency") => attr("office:value")
                .and_then(|value| value.parse().ok())
                .map(SheetCell::Number),
            Some("date") => attr("office:date-value").map(cell::from_iso_date),
            Some("time") => attr("office:time-value").map(cell::from_iso_duration),
            Some("boolean") => attr("office:boolean-value").map(|v| SheetCell::Bool(v == "true")),
            Some("string") => attr("office:string-value")
                .filter(|_| self.text.is_empty())
                .map(|text| SheetCell::Text(text.to_owned())),
            _ => None,
        };
        let value = typed.unwrap_or(SheetCell::Text(self.text));
        (value != SheetCell::Text(String::new())).then_some(value)
    }
}

/// A positive count in an attribute; 1 where there is none.
fn count(tag: &Tag, name: &str) -> u32 {
    let value = tag.attr(name).and_then(|value| value.parse::<u32>().ok());
    value.unwrap_or(1).max(1)
}
