//! A table that was understood and whose rows can be read: where it comes from,
//! the form of its rows, what its columns mean.

use super::book::{self, Book};
use super::cell::date::{self, DateHints, Order};
use super::columns::Columns;
use super::decode::TextEncoding;
use super::delimited::Dialect;
use super::head::{HeadRow, Heading};
use super::heading::Aliases;
use super::schema::{FieldKind, Table};
use super::source::Source;

/// How a table argument is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Options<'p> {
    /// Fixed table; `None` lets the heading decide.
    pub table: Option<&'static Table>,
    /// `--encoding`
    pub encoding: Option<TextEncoding>,
    pub aliases: &'p Aliases,
    /// The run's month, for dates without a year.
    pub month: Option<(i32, u32)>,
    /// Minutes east of UTC of the shop, for times that name an offset.
    pub offset_minutes: Option<i32>,
}

/// The form the rows come in.
pub enum Form {
    Text {
        encoding: TextEncoding,
        dialect: Dialect,
        /// Whether the bytes are turned into UTF-8 before rows are cut.
        transcoded: bool,
        /// Byte (of the text as cut) where the data begins.
        data_at: usize,
        /// Line ends are lone carriage returns.
        old_mac: bool,
    },
    Book(Box<Book>),
}

/// A table whose rows can be read.
pub struct Opened {
    pub source: Source,
    pub form: Form,
    /// The sheet read, for workbooks.
    pub sheet: Option<String>,
    /// Sheets and whether they are visible, for workbooks.
    pub sheets: Vec<book::SheetInfo>,
    pub columns: Columns,
    /// Line of the heading's first row, from 1; 0 where there is no heading.
    pub heading_line: u32,
    pub heading_levels: u32,
    /// Line on which the data begins.
    pub data_line: u32,
    /// Filled lines above the heading, which are no data.
    pub preamble: Vec<u32>,
    /// Their words, for the dates that stand there.
    pub preamble_text: String,
    /// By column: a first value has the shape `a/b/yyyy`.
    pub(super) shaped_dates: Vec<bool>,
}

/// Bytes of a text file that are looked at to understand it.
pub(super) const HEAD: usize = 256 * 1024;

impl Opened {
    /// `FILE`, `FILE#SHEET`, as in addresses of cells.
    pub fn address(&self) -> String {
        let part = self.sheet.as_deref().or(self.source.part.as_deref());
        self.source.address(part)
    }

    pub fn table(&self) -> Option<&'static Table> {
        self.columns.table
    }
}

fn columns_of(heading: &Heading, options: &Options<'_>) -> Columns {
    let table = heading.table;
    let mut of_field = vec![None; table.map_or(0, |t| t.fields.len())];
    for (column, field) in heading.fields.iter().enumerate() {
        if let Some(field) = field
            && let Some(slot) = of_field.get_mut(*field)
        {
            *slot = Some(column);
        }
    }
    let hints = DateHints {
        order: Order::Unproven,
        month: options.month,
        offset_minutes: options.offset_minutes,
    };
    Columns {
        headings: heading.headings.clone(),
        fields: heading.fields.clone(),
        of_field,
        hints: vec![hints; heading.headings.len()],
        table,
    }
}

pub(super) fn finish(
    source: Source,
    form: Form,
    sheet: Option<String>,
    sheets: Vec<book::SheetInfo>,
    rows: &[HeadRow],
    heading: Option<&Heading>,
    options: &Options<'_>,
) -> Opened {
    let Some(heading) = heading else {
        let columns = Columns {
            table: options.table,
            of_field: vec![None; options.table.map_or(0, |t| t.fields.len())],
            ..Columns::default()
        };
        return Opened {
            source,
            form,
            sheet,
            sheets,
            columns,
            heading_line: 0,
            heading_levels: 0,
            data_line: 1,
            preamble: Vec::new(),
            preamble_text: String::new(),
            shaped_dates: Vec::new(),
        };
    };
    let headed = heading.levels > 0;
    let data_line = match headed {
        true => rows[heading.first + heading.levels - 1].line + 1,
        false => rows[heading.first].line,
    };
    let mut columns = columns_of(heading, options);
    super::codes::barcode_as_sku(&mut columns, &rows[heading.first + heading.levels..]);
    // Dates such as 2/4/2003: `prove` then looks at the whole column.
    let mut shaped_dates = vec![false; columns.headings.len()];
    for row in &rows[heading.first + heading.levels..] {
        for (column, cell) in row.cells.iter().enumerate() {
            if let Some(shaped) = shaped_dates.get_mut(column) {
                *shaped |= date::proof(cell).is_some();
            }
        }
    }
    Opened {
        source,
        form,
        sheet,
        sheets,
        columns,
        heading_line: if headed { rows[heading.first].line } else { 0 },
        heading_levels: u32::try_from(heading.levels).unwrap_or(1),
        data_line,
        preamble: rows[..heading.first]
            .iter()
            .filter(|r| r.cells.iter().any(|c| !c.trim().is_empty()))
            .map(|r| r.line)
            .collect(),
        preamble_text: rows[..heading.first]
            .iter()
            .flat_map(|r| r.cells.iter())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" "),
        shaped_dates,
    }
}

impl Opened {
    /// The file's own encoding, kept for showing where rows are cut as UTF-8.
    pub(super) fn source_encoding(&mut self, encoding: TextEncoding) {
        self.source.encoding = Some(encoding);
    }

    /// The encoding to show: of the file, before any turning into UTF-8.
    pub fn encoding(&self) -> Option<TextEncoding> {
        self.source.encoding
    }

    /// The separator, for text files.
    pub fn separator(&self) -> Option<u8> {
        match &self.form {
            Form::Text { dialect, .. } => Some(dialect.separator),
            Form::Book(_) => None,
        }
    }

    /// Columns of dates whose order of day and month is still open.
    pub(super) fn unproven(&self) -> Vec<usize> {
        let Some(table) = self.columns.table else {
            return Vec::new();
        };
        (0..self.columns.headings.len())
            .filter(|c| {
                self.columns.hints[*c].order == Order::Unproven
                    && self.columns.fields[*c]
                        .map(|f| table.fields[f].kind)
                        .is_some_and(|k| matches!(k, FieldKind::DateTime | FieldKind::Dates))
            })
            .collect()
    }
}
