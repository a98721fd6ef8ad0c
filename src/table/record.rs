//! One data row, and typed access to its fields. What cannot be read is noted
//! with its address; the caller gets nothing and the row is rejected.

use super::book::SheetCell;
use super::cell::date::{DateHints, Moment};
use super::cell::packed::Packed;
use super::cell::{Fault, Raw, date, dates, ident, number, packed, plain, text};
use super::columns::Columns;
use super::decode::TextEncoding;
use super::delimited::{Span, unescape};
use super::schema::FieldKind;
use super::words::{mask_text, private_heading, shorten};
use crate::base::privacy::Private;
use crate::base::{Money, Qty};
use chrono::{NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cell::RefCell;

/// A row's cells, as the file holds them.
#[derive(Clone, Copy)]
pub(super) enum Cells<'a> {
    Bytes {
        bytes: &'a [u8],
        spans: &'a [Span],
        encoding: TextEncoding,
        /// Some cell began with a quote.
        quoted: bool,
    },
    Sheet(&'a [(u32, SheetCell)]),
}

/// A cell that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCell {
    pub line: u32,
    /// From 0.
    pub column: u32,
    /// Canonical field name; the heading where the column is unmapped.
    pub field: String,
    /// The cell's text; `None` for private fields and blanks.
    pub shown: Option<String>,
    pub fault: Fault,
}

/// What rows leave behind while they are read.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub bad: Vec<BadCell>,
    pub bad_cells: u64,
    /// By field: ids of more than 15 digits, and those of them ending in 000.
    pub ids: Vec<(u32, u32)>,
}

/// Bad cells kept in full for each file; the rest is counted.
pub const BAD_CELLS_KEPT: usize = 1_000;

/// 10¹²: no amount, quantity or count of a shop comes near it.
const MOST: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

/// One data row.
pub struct Record<'a> {
    pub(super) cells: Cells<'a>,
    pub(super) columns: &'a Columns,
    pub(super) tally: &'a RefCell<Tally>,
    pub(super) line: u32,
    /// Bad cells noted before this row.
    pub(super) before: u64,
}

impl<'a> Record<'a> {
    /// Line or row number in the file, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Cells in the row, by column position.
    pub fn at(&self, column: usize) -> Raw<'a> {
        match self.cells {
            Cells::Bytes {
                bytes,
                spans,
                encoding,
                ..
            } => {
                let Some(span) = spans.get(column) else {
                    return Raw::Blank;
                };
                let cell = &bytes[span.start as usize..span.end as usize];
                if cell.is_empty() {
                    return Raw::Blank;
                }
                if span.doubled {
                    let cell = unescape(cell);
                    return match encoding.text(&cell) {
                        Some(text) => Raw::Text(Cow::Owned(text.into_owned())),
                        None => self.undecodable(column, &cell, encoding),
                    };
                }
                match encoding.text(cell) {
                    Some(text) => Raw::Text(text),
                    None => self.undecodable(column, cell, encoding),
                }
            }
            Cells::Sheet(cells) => {
                let wanted = u32::try_from(column).unwrap_or(u32::MAX);
                match cells.binary_search_by_key(&wanted, |(c, _)| *c) {
                    Ok(i) => raw_of(&cells[i].1),
                    Err(_) => Raw::Blank,
                }
            }
        }
    }

    /// The cell as bytes where the file is text without doubled quotes: for
    /// callers that need no decoding.
    #[inline]
    pub fn bytes_at(&self, column: usize) -> Option<&'a [u8]> {
        match self.cells {
            Cells::Bytes { bytes, spans, .. } => {
                let span = spans.get(column)?;
                (!span.doubled).then(|| &bytes[span.start as usize..span.end as usize])
            }
            Cells::Sheet(_) => None,
        }
    }

    /// Whether the file has a column for the field.
    pub fn has(&self, field: usize) -> bool {
        self.columns
            .of_field
            .get(field)
            .copied()
            .flatten()
            .is_some()
    }

    /// [`Record::bytes_at`] of a field's column.
    pub fn field_bytes(&self, field: usize) -> Option<&'a [u8]> {
        self.bytes_at(self.columns.of_field.get(field).copied().flatten()?)
    }

    /// Whether the field's bytes alone settle that [`Record::text`], [`Record::id`]
    /// or [`Record::moment`] gives a value: for callers that need no more of it.
    /// Where they do not the cell has to be read.
    pub fn plainly_given(&self, field: usize, kind: FieldKind) -> bool {
        let Cells::Bytes { encoding, .. } = self.cells else {
            return false;
        };
        let Some(cell) = self.field_bytes(field) else {
            return false;
        };
        match kind {
            FieldKind::Text => plain::text(cell, encoding),
            FieldKind::DateTime => plain::moment(cell),
            FieldKind::Id => {
                let given = plain::id(cell);
                if given == Some(true) && cell.len() > 15 {
                    self.count_long(field, cell.ends_with(b"000"));
                }
                given.is_some()
            }
            _ => false,
        }
    }

    /// The field's text where its bytes are that text as they stand.
    pub fn plain_text(&self, field: usize, kind: FieldKind) -> Option<&'a str> {
        let Cells::Bytes { encoding, .. } = self.cells else {
            return None;
        };
        let cell = self.field_bytes(field)?;
        // Bytes of GB18030 may pass for UTF-8 by chance.
        if encoding != TextEncoding::Utf8 && !cell.is_ascii() {
            return None;
        }
        let text = std::str::from_utf8(cell).ok()?;
        let given = match kind {
            FieldKind::Text => plain::words(text),
            _ => self.plainly_given(field, kind),
        };
        given.then_some(text)
    }

    /// Whether the cell holds nothing that can be seen.
    #[inline]
    pub fn blank_at(&self, column: usize) -> bool {
        match self.cells {
            Cells::Bytes { bytes, spans, .. } => spans.get(column).is_none_or(|s| {
                let cell = &bytes[s.start as usize..s.end as usize];
                cell.first().is_none_or(|b| {
                    b.is_ascii_whitespace() && cell.iter().all(u8::is_ascii_whitespace)
                })
            }),
            Cells::Sheet(_) => self.at(column).is_blank(),
        }
    }

    fn undecodable(&self, column: usize, cell: &[u8], encoding: TextEncoding) -> Raw<'a> {
        self.note(column, Fault::Undecodable);
        let text = encoding.codec().decode_without_bom_handling(cell).0;
        Raw::Text(Cow::Owned(text.into_owned()))
    }

    /// The field's cell, or blank where the file has no such column.
    pub fn raw(&self, field: usize) -> Raw<'a> {
        match self.columns.of_field.get(field) {
            Some(Some(column)) => self.at(*column),
            _ => Raw::Blank,
        }
    }

    /// The first filled cell beyond the heading.
    pub(super) fn first_extra(&self) -> Option<usize> {
        let Cells::Bytes { spans, .. } = self.cells else {
            return None;
        };
        (self.columns.headings.len()..spans.len()).find(|c| !self.blank_at(*c))
    }

    /// Whether cells stand under the wrong headings, so that a private value
    /// may stand anywhere.
    pub fn is_shifted(&self) -> bool {
        self.first_extra().is_some() || self.open_at().is_some()
    }

    /// The cell whose quotation mark is never closed.
    pub(super) fn open_at(&self) -> Option<usize> {
        match self.cells {
            Cells::Bytes { spans, quoted, .. } if quoted => spans.iter().position(|s| s.open),
            _ => None,
        }
    }

    /// Notes a bad cell of a column; the first thing wrong with it is enough.
    pub(super) fn note(&self, column: usize, fault: Fault) {
        // Before the borrow: a cell that cannot be decoded notes that itself.
        let shown = self.shown_for(column, &fault);
        let mut tally = self.tally.borrow_mut();
        let at = u32::try_from(column).unwrap_or(u32::MAX);
        let here = tally.bad.iter().rev().take_while(|b| b.line == self.line);
        if here.into_iter().any(|b| b.column == at) {
            return;
        }
        tally.bad_cells += 1;
        if tally.bad.len() < BAD_CELLS_KEPT {
            tally.bad.push(BadCell {
                line: self.line,
                column: at,
                field: shorten(&mask_text(&self.columns.field_name(column))),
                shown,
                fault,
            });
        }
    }

    /// The cell's text for a message, where it tells nothing private (O8).
    fn shown_for(&self, column: usize, fault: &Fault) -> Option<String> {
        let silent = matches!(
            fault,
            Fault::Missing | Fault::Undecodable | Fault::OpenQuote | Fault::ExtraCells
        );
        let private = private_field(self.columns, column).is_some();
        if silent || private || self.is_shifted() {
            return None;
        }
        let text = self.at(column).shown().into_owned();
        (!text.is_empty()).then(|| shorten(&mask_text(&text)))
    }

    /// Notes a fault that the caller found in a field (a value outside its
    /// vocabulary, a blank that this use needs).
    pub fn fault(&self, field: usize, fault: Fault) {
        let column = self.columns.of_field.get(field).copied().flatten();
        self.note(column.unwrap_or(0), fault);
    }

    fn keep<T>(&self, field: usize, read: Result<Option<T>, Fault>) -> Option<T> {
        match read {
            Ok(value) => value,
            Err(fault) => {
                self.fault(field, fault);
                None
            }
        }
    }

    pub fn text(&self, field: usize) -> Option<Cow<'a, str>> {
        if let Some(plain) = self.plain_text(field, FieldKind::Text) {
            return Some(Cow::Borrowed(plain));
        }
        self.keep(field, text(self.raw(field)))
    }

    pub fn id(&self, field: usize) -> Option<Cow<'a, str>> {
        if let Some(plain) = self.plain_text(field, FieldKind::Id) {
            return Some(Cow::Borrowed(plain));
        }
        let id = self.keep(field, ident::parse(self.raw(field)))?;
        if id.len() > 15 && id.bytes().all(|b| b.is_ascii_digit()) {
            self.count_long(field, id.ends_with("000"));
        }
        Some(id)
    }

    /// An id of more than 15 digits.
    fn count_long(&self, field: usize, zeros_end: bool) {
        let mut tally = self.tally.borrow_mut();
        if let Some((long, zeros)) = tally.ids.get_mut(field) {
            *long += 1;
            *zeros += u32::from(zeros_end);
        }
    }

    /// Any number, exact and below 10¹²: sums and products of such stay within
    /// the range of a decimal.
    pub fn number(&self, field: usize) -> Option<Decimal> {
        let number = self.keep(field, number::parse(&self.raw(field)))?;
        if number.abs() >= MOST {
            self.fault(field, Fault::TooLarge);
            return None;
        }
        Some(number)
    }

    /// An amount in yuan.
    pub fn money(&self, field: usize) -> Option<Money> {
        self.number(field).map(Money)
    }

    pub fn qty(&self, field: usize) -> Option<Qty> {
        self.number(field).map(Qty)
    }

    /// A quantity that may not be negative.
    pub fn count(&self, field: usize) -> Option<Qty> {
        let qty = self.qty(field)?;
        if qty.is_negative() {
            self.fault(field, Fault::Negative);
            return None;
        }
        Some(qty)
    }

    /// A count in pieces or in cases and pieces.
    pub fn packed(&self, field: usize) -> Option<Packed> {
        let packed = self.keep(field, packed::parse(&self.raw(field)))?;
        if packed.largest() >= MOST {
            self.fault(field, Fault::TooLarge);
            return None;
        }
        Some(packed)
    }

    /// A share of one.
    pub fn share(&self, field: usize) -> Option<Decimal> {
        let share = self.keep(field, number::share(&self.raw(field)))?;
        if share.abs() >= MOST {
            self.fault(field, Fault::TooLarge);
            return None;
        }
        Some(share)
    }

    pub fn moment(&self, field: usize) -> Option<Moment> {
        let hints = self.hints(field);
        self.keep(field, date::parse(&self.raw(field), hints))
    }

    /// The dates of a cell that may hold several; none for a blank.
    pub fn dates(&self, field: usize) -> Vec<Moment> {
        let read = dates::parse(&self.raw(field), self.hints(field));
        self.keep(field, read.map(Some)).unwrap_or_default()
    }

    pub fn time(&self, field: usize) -> Option<NaiveTime> {
        self.keep(field, date::parse_time(&self.raw(field)))
    }

    /// The month's first day.
    pub fn month(&self, field: usize) -> Option<NaiveDate> {
        self.keep(field, date::parse_month(&self.raw(field)))
    }

    fn hints(&self, field: usize) -> DateHints {
        let column = self.columns.of_field.get(field).copied().flatten();
        column
            .and_then(|c| self.columns.hints.get(c).copied())
            .unwrap_or_default()
    }

    /// Whether a cell of this row could not be read so far.
    pub fn is_bad(&self) -> bool {
        self.tally.borrow().bad_cells > self.before
    }
}

pub(super) fn raw_of(cell: &SheetCell) -> Raw<'_> {
    match cell {
        SheetCell::Text(text) => Raw::Text(Cow::Borrowed(text)),
        SheetCell::Number(n) => Raw::Number(*n),
        SheetCell::DateTime(at) => Raw::DateTime(*at),
        SheetCell::Time(t) => Raw::Time(*t),
        SheetCell::Bool(b) => Raw::Bool(*b),
        SheetCell::Error(e) => Raw::Error(e),
    }
}

/// The kind of private value a column holds: by its field, or by the words of
/// its heading where it is no field.
pub fn private_field(columns: &Columns, column: usize) -> Option<Private> {
    let field = columns.fields.get(column).copied().flatten();
    match (columns.table, field) {
        (Some(table), Some(field)) => match table.fields[field].name {
            "phone" => Some(Private::Phone),
            "address" => Some(Private::Address),
            "buyer" | "receiver" => Some(Private::Person),
            _ => None,
        },
        _ => private_heading(columns.headings.get(column)?),
    }
}
