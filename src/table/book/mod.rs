//! Workbooks (xlsx, xlsm, xls, ods) and HTML tables that call themselves xls:
//! rows of typed cells, in order, a batch at a time.
//!
//! Blank cells and rows without a filled cell are not delivered, a formula is
//! its cached value, merged regions are filled from their top-left cell
//! (`merge.rs`), hidden rows come like any other, and text stays as stored:
//! cleaning it is the table floor's work. No input panics (`guard.rs`).

mod biff;
mod cell;
mod error;
mod guard;
mod html;
mod merge;
mod merge_scan;
mod ods;
mod parts;
mod sniff;
mod xls;
mod xlsx;
mod xml;

pub use error::BookError;
pub use sniff::{BookKind, SNIFF_LEN, sniff};

use chrono::{NaiveDateTime, NaiveTime};
use guard::Source;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// Most rows in one batch.
pub const BATCH: usize = 1_000;

/// Takes batches of rows; `Break` ends the reading.
type Sink<'a> = &'a mut dyn FnMut(Vec<SheetRow>) -> ControlFlow<()>;

/// One filled cell of a sheet. Blank cells are not kept.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetCell {
    Text(String),
    /// As stored: a binary float of at most 15 significant digits that count.
    Number(f64),
    DateTime(NaiveDateTime),
    /// A cell formatted as a clock time (a serial below 1).
    Time(NaiveTime),
    Bool(bool),
    /// `#N/A`, `#REF!` … as shown in the sheet.
    Error(&'static str),
}

/// One row of a sheet with its filled cells in column order.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// As shown at the sheet's left edge, from 1.
    pub number: u32,
    /// (column from 0, cell)
    pub cells: Vec<(u32, SheetCell)>,
}

/// A sheet's tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetInfo {
    pub name: String,
    pub visible: bool,
}

impl SheetRow {
    /// Adds a cell; a column that is there already takes the later value.
    fn put(&mut self, column: u32, value: SheetCell) {
        match self.cells.last() {
            Some(last) if last.0 >= column => {
                match self.cells.binary_search_by_key(&column, |cell| cell.0) {
                    Ok(at) => self.cells[at].1 = value,
                    Err(at) => self.cells.insert(at, (column, value)),
                }
            }
            _ => self.cells.push((column, value)),
        }
    }
}

/// An open workbook.
pub struct Book {
    sheets: Vec<SheetInfo>,
    inner: Inner,
}

enum Inner {
    Xlsx(Box<xlsx::XlsxBook>),
    Xls(xls::XlsBook),
    Ods(ods::OdsBook),
    Html(html::HtmlBook),
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book")
            .field("sheets", &self.sheets)
            .finish()
    }
}

impl Book {
    /// Opens a workbook by its content, whatever its ending says.
    ///
    /// # Errors
    /// [`BookError`]; `message` says what to do about it.
    pub fn open(path: &Path) -> Result<Book, BookError> {
        let mut head = Vec::new();
        let file = std::fs::File::open(path)?;
        file.take(SNIFF_LEN as u64).read_to_end(&mut head)?;
        Book::from_source(Source::File(path.to_owned()), &head)
    }

    /// The same from bytes in memory.
    ///
    /// # Errors
    /// As [`Book::open`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Book, BookError> {
        let head = bytes[..bytes.len().min(SNIFF_LEN)].to_vec();
        Book::from_source(Source::Bytes(Arc::new(bytes)), &head)
    }

    fn from_source(source: Source, head: &[u8]) -> Result<Book, BookError> {
        // A zip whose first 64 KiB name no telling part may still be a
        // workbook; its own directory decides.
        let is_zip = head.starts_with(b"PK\x03\x04");
        let is_ole2 = head.starts_with(&sniff::OLE2);
        let (inner, sheets) = match sniff(head) {
            Some(BookKind::Ods) => {
                let (book, sheets) = ods::open(source)?;
                (Inner::Ods(book), sheets)
            }
            _ if is_zip => {
                let (book, sheets) = xlsx::open(source)?;
                (Inner::Xlsx(Box::new(book)), sheets)
            }
            _ if is_ole2 => {
                let (book, sheets) = xls::open(&source)?;
                (Inner::Xls(book), sheets)
            }
            Some(BookKind::Html) => {
                let (book, sheets) = html::open(&source)?;
                (Inner::Html(book), sheets)
            }
            _ if sniff::is_spreadsheet_ml(head) => return Err(BookError::SpreadsheetMl),
            _ => return Err(BookError::NotWorkbook),
        };
        Ok(Book { sheets, inner })
    }

    /// The sheets in the order of their tabs; hidden ones are not `visible`.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Hands the sheet's rows to `sink`, in order, at most [`BATCH`] at a time,
    /// on the calling thread. Rows before a damaged place are delivered first.
    ///
    /// # Errors
    /// No such sheet, or the file is damaged further in. A `Break` is no error.
    pub fn rows(
        &mut self,
        sheet: &str,
        sink: &mut dyn FnMut(Vec<SheetRow>) -> ControlFlow<()>,
    ) -> Result<(), BookError> {
        let sheet = match &self.inner {
            Inner::Html(_) => &html::sheet_name(sheet),
            _ => sheet,
        };
        if !self.sheets.iter().any(|known| known.name == sheet) {
            return Err(BookError::NoSuchSheet {
                sheet: sheet.to_owned(),
                sheets: self.sheets.iter().map(|s| s.name.clone()).collect(),
            });
        }
        match &mut self.inner {
            Inner::Xlsx(book) => book.rows(sheet, sink),
            Inner::Xls(book) => book.rows(sheet, sink),
            Inner::Ods(book) => book.rows(sheet, sink),
            Inner::Html(book) => book.rows(sheet, sink),
        }
    }
}
