//! Understanding a file before its rows are read: what it is, its encoding and
//! separator, the sheet, the heading, what each column means.

use super::book::{self, Book, SheetRow};
use super::cell::date::{self, DateHints, Order};
use super::decode::{self, TextEncoding};
use super::delimited::{Dialect, Span, split_row, unescape};
use super::heading::{self, Aliases, HeadRow, Heading, SEARCHED_ROWS};
use super::record::raw_of;
use super::schema::{FieldKind, Table};
use super::source::Source;
use super::utf8::Utf8Reader;
use crate::base::Problem;
use crate::say;
use std::io::Read;
use std::ops::ControlFlow;

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

/// What the columns mean.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    pub headings: Vec<String>,
    /// Field of each column.
    pub fields: Vec<Option<usize>>,
    /// Column of each field of the table.
    pub of_field: Vec<Option<usize>>,
    /// By column: how its dates are read.
    pub hints: Vec<DateHints>,
    pub table: Option<&'static Table>,
}

impl Columns {
    /// Canonical name of a column, else its heading.
    pub fn field_name(&self, column: usize) -> String {
        match (self.table, self.fields.get(column).copied().flatten()) {
            (Some(table), Some(field)) => table.fields[field].name.to_owned(),
            _ => self.headings.get(column).cloned().unwrap_or_default(),
        }
    }

    /// Whether the file has a column for the named field.
    pub fn has(&self, name: &str) -> bool {
        self.table
            .and_then(|t| t.field(name))
            .is_some_and(|(field, _)| self.of_field[field].is_some())
    }
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
    /// Line of the heading's first row, from 1; 0 in a file without any cell.
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
const HEAD: usize = 256 * 1024;

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

/// Opens a table and understands its heading. With `strict` a table asked for
/// must have its required columns.
///
/// # Errors
/// What cannot be opened at all: no such sheet, a password, a damaged file, a
/// required column that is missing (named with the nearest heading).
pub fn open(source: Source, options: &Options<'_>, strict: bool) -> Result<Opened, Problem> {
    let source = source.unwrapped()?;
    let head = source.head(HEAD)?;
    let mut opened = match book::sniff(&head) {
        Some(_) => open_book(source, options)?,
        None => open_text(source, head, options)?,
    };
    if let Some(table) = options.table.filter(|_| strict) {
        require(&opened, table)?;
    }
    super::prove::prove_dates(&mut opened)?;
    Ok(opened)
}

/// Every required column must be there.
fn require(opened: &Opened, table: &'static Table) -> Result<(), Problem> {
    let missing = heading::missing(table, &opened.columns.fields);
    let Some(group) = missing.first() else {
        return Ok(());
    };
    let label = |name: &str| table.field(name).map(|(_, f)| f.label);
    let zh = group
        .iter()
        .filter_map(|n| label(n))
        .map(|l| l.zh)
        .collect::<Vec<_>>()
        .join("/");
    let en = group.join(" / ");
    let found = opened
        .columns
        .headings
        .iter()
        .filter(|h| !h.is_empty())
        .take(40)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let at = opened.address();
    let line = opened.heading_line;
    let name = table.name;
    let label = table.label.zh;
    let field = group[0];
    let message = match heading::nearest(table, group, &opened.columns.headings) {
        Some(near) => say!(
            zh: "{at}:{label}表缺少必填列「{zh}」({en})。第 {line} 行表头有:{found}。最像的是「{near}」:若就是它,在配置里写 [columns.{name}] {field} = [\"{near}\"]",
            en: "{at}: the {name} table lacks the required column {en}. The heading on line {line} has: {found}. Nearest is \"{near}\"; if that is it, add [columns.{name}] {field} = [\"{near}\"] to the config"
        ),
        None => say!(
            zh: "{at}:{label}表缺少必填列「{zh}」({en})。第 {line} 行表头有:{found}。若列名不同,在配置里写 [columns.{name}] {field} = [\"你的列名\"]",
            en: "{at}: the {name} table lacks the required column {en}. The heading on line {line} has: {found}. If it has another name, add [columns.{name}] {field} = [\"your heading\"] to the config"
        ),
    };
    Err(message.into())
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

fn finish(
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
    let last = &rows[heading.first + heading.levels - 1];
    let mut columns = columns_of(heading, options);
    // What the first rows already prove about the order of day and month.
    let mut shaped_dates = vec![false; columns.headings.len()];
    for row in &rows[heading.first + heading.levels..] {
        for (column, cell) in row.cells.iter().enumerate() {
            if let (Some(order), Some(hints)) = (date::proof(cell), columns.hints.get_mut(column))
                && hints.order == Order::Unproven
            {
                hints.order = order;
                shaped_dates[column] = true;
            }
        }
    }
    Opened {
        source,
        form,
        sheet,
        sheets,
        columns,
        heading_line: rows[heading.first].line,
        heading_levels: u32::try_from(heading.levels).unwrap_or(1),
        data_line: last.line + 1,
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

// ---------------------------------------------------------------- workbooks

fn open_book(source: Source, options: &Options<'_>) -> Result<Opened, Problem> {
    let failed = |e: &book::BookError| Problem::new(e.message(&source.shown));
    let opened = match source.path() {
        Some(path) if source.is_plain() => Book::open(path),
        _ => Book::from_bytes(source.bytes()?),
    };
    let mut workbook = opened.map_err(|e| failed(&e))?;
    let sheets = workbook.sheets().to_vec();
    let asked = source.part.as_deref().filter(|_| !source.is_member());
    let names: Vec<String> = match asked {
        Some(name) => vec![name.to_owned()],
        None => sheets
            .iter()
            .filter(|s| s.visible)
            .map(|s| s.name.clone())
            .collect(),
    };
    let mut fallback: Option<(String, Vec<HeadRow>, Heading)> = None;
    let mut chosen: Option<(String, Vec<HeadRow>, Heading)> = None;
    for name in &names {
        let rows = sheet_head(&mut workbook, name).map_err(|e| failed(&e))?;
        let Some(heading) = heading::find(&rows, options.table, options.aliases) else {
            continue;
        };
        let fits = heading
            .table
            .is_some_and(|t| heading::missing(t, &heading.fields).is_empty());
        if fits {
            chosen = Some((name.clone(), rows, heading));
            break;
        }
        fallback.get_or_insert((name.clone(), rows, heading));
    }
    match chosen.or(fallback) {
        Some((name, rows, heading)) => {
            let form = Form::Book(Box::new(workbook));
            Ok(finish(
                source,
                form,
                Some(name),
                sheets,
                &rows,
                Some(&heading),
                options,
            ))
        }
        None => {
            let name = names.first().cloned();
            let form = Form::Book(Box::new(workbook));
            Ok(finish(source, form, name, sheets, &[], None, options))
        }
    }
}

/// The first rows of a sheet as text.
fn sheet_head(workbook: &mut Book, sheet: &str) -> Result<Vec<HeadRow>, book::BookError> {
    let mut rows: Vec<HeadRow> = Vec::new();
    workbook.rows(sheet, &mut |batch: Vec<SheetRow>| {
        for row in batch {
            if rows.len() >= SEARCHED_ROWS + 20 {
                return ControlFlow::Break(());
            }
            // Columns beyond this are strays, never part of a heading.
            let mut cells = Vec::new();
            for (column, cell) in row.cells.iter().filter(|(c, _)| *c < 1024) {
                cells.resize((*column as usize).max(cells.len()), String::new());
                cells.push(raw_of(cell).shown().into_owned());
            }
            rows.push(HeadRow {
                line: row.number,
                next: 0,
                cells,
            });
        }
        if rows.len() >= SEARCHED_ROWS + 20 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    Ok(rows)
}

// --------------------------------------------------------------------- text

fn open_text(source: Source, head: Vec<u8>, options: &Options<'_>) -> Result<Opened, Problem> {
    refuse_binary(&source, &head)?;
    if let Some(part) = source.part.as_deref().filter(|_| !source.is_member()) {
        let shown = &source.shown;
        return Err(say!(
            zh: "{shown}:是文本文件,没有工作表「{part}」;去掉 # 后面的部分",
            en: "{shown}: a text file has no sheet \"{part}\"; leave out the part after #"
        )
        .into());
    }
    let detected = decode::detect(&head);
    let encoding = match options.encoding {
        Some(encoding) => encoding,
        None if detected.undecided && head.len() == HEAD => settle_encoding(&source)?,
        None => detected.encoding,
    };
    let bom = if detected.encoding == encoding {
        detected.bom
    } else {
        0
    };
    let old_mac = !head.contains(&b'\n') && head.contains(&b'\r');
    let mut best: Option<Candidate> = None;
    for separator in [b',', b'\t', b';', b'|'] {
        let dialect = Dialect { separator };
        let transcoded = !encoding.cuts_as_bytes(separator) || old_mac;
        let candidate = try_separator(&head, bom, encoding, dialect, transcoded, old_mac, options);
        if best
            .as_ref()
            .is_none_or(|held| candidate.strength > held.strength)
        {
            best = Some(candidate);
        }
    }
    let best =
        best.ok_or_else(|| say!(zh: "{}:读不懂", en: "{}: cannot be understood", source.shown))?;
    let data_at = best
        .heading
        .as_ref()
        .map_or(bom_in(best.transcoded, bom), |h| {
            best.rows[h.first + h.levels - 1].next
        });
    let form = Form::Text {
        encoding: if best.transcoded {
            TextEncoding::Utf8
        } else {
            encoding
        },
        dialect: best.dialect,
        transcoded: best.transcoded,
        data_at,
        old_mac,
    };
    let mut opened = finish(
        source,
        form,
        None,
        Vec::new(),
        &best.rows,
        best.heading.as_ref(),
        options,
    );
    opened.source_encoding(encoding);
    Ok(opened)
}

/// A transcoded text has lost its mark; otherwise it still stands in the bytes.
fn bom_in(transcoded: bool, bom: usize) -> usize {
    if transcoded { 0 } else { bom }
}

struct Candidate {
    dialect: Dialect,
    transcoded: bool,
    rows: Vec<HeadRow>,
    heading: Option<Heading>,
    /// (fits a table, columns understood, rows of the common width, that width)
    strength: (bool, usize, usize, usize),
}

fn try_separator(
    head: &[u8],
    bom: usize,
    encoding: TextEncoding,
    dialect: Dialect,
    transcoded: bool,
    old_mac: bool,
    options: &Options<'_>,
) -> Candidate {
    let (text, bom, encoding) = if transcoded {
        let mut out = Vec::new();
        // Reading from memory does not fail.
        let _ = Utf8Reader::new(head, encoding, old_mac).read_to_end(&mut out);
        (out, 0, TextEncoding::Utf8)
    } else {
        (head.to_vec(), bom, encoding)
    };
    let rows = head_rows(&text, bom, encoding, dialect);
    let heading = heading::find(&rows, options.table, options.aliases);
    let mut widths = std::collections::BTreeMap::new();
    for row in rows.iter().filter(|r| r.cells.len() > 1) {
        *widths.entry(row.cells.len()).or_insert(0usize) += 1;
    }
    let (width, regular) = widths
        .into_iter()
        .max_by_key(|(w, n)| (*n, *w))
        .unwrap_or((1, 0));
    let known = heading
        .as_ref()
        .map_or(0, |h| h.fields.iter().flatten().count());
    let fits = heading.as_ref().is_some_and(|h| {
        h.table
            .is_some_and(|t| heading::missing(t, &h.fields).is_empty())
    });
    Candidate {
        dialect,
        transcoded,
        rows,
        heading,
        strength: (fits, known, regular, width),
    }
}

/// The first rows of a text.
fn head_rows(text: &[u8], bom: usize, encoding: TextEncoding, dialect: Dialect) -> Vec<HeadRow> {
    let mut rows = Vec::new();
    let mut spans: Vec<Span> = Vec::new();
    let mut at = bom;
    let mut line: u32 = 1;
    while at < text.len() && rows.len() < SEARCHED_ROWS + 20 {
        let next = split_row(text, at, dialect, &mut spans);
        let cells = spans
            .iter()
            .take(1024)
            .map(|s| {
                let cell = &text[s.start as usize..s.end as usize];
                let plain = if s.doubled {
                    unescape(cell)
                } else {
                    cell.to_vec()
                };
                let words = encoding.codec().decode_without_bom_handling(&plain).0;
                super::cell::ident::unwrap(&words).to_owned()
            })
            .collect();
        rows.push(HeadRow { line, next, cells });
        line += u32::try_from(memchr::memchr_iter(b'\n', &text[at..next]).count()).unwrap_or(0);
        at = next;
    }
    rows
}

/// The beginning was all ASCII: look on until something else decides.
fn settle_encoding(source: &Source) -> Result<TextEncoding, Problem> {
    let mut found = TextEncoding::Utf8;
    source.through(false, |reader| {
        let mut block = vec![0; 1 << 20];
        loop {
            let mut filled = 0;
            while filled < block.len() {
                match reader.read(&mut block[filled..])? {
                    0 => break,
                    n => filled += n,
                }
            }
            if filled == 0 {
                return Ok(());
            }
            if !block[..filled].is_ascii() {
                found = decode::by_content(&block[..filled]);
                return Ok(());
            }
        }
    })?;
    Ok(found)
}

/// Pictures, PDFs and programs are no tables.
fn refuse_binary(source: &Source, head: &[u8]) -> Result<(), Problem> {
    let shown = &source.shown;
    let what = if head.starts_with(b"%PDF") {
        Some("PDF")
    } else if head.starts_with(b"\x89PNG") || head.starts_with(b"\xff\xd8\xff") {
        Some("PNG/JPEG")
    } else if head.starts_with(b"Rar!") || head.starts_with(b"7z\xbc\xaf") {
        Some("RAR/7z")
    } else if head.starts_with(b"PK\x03\x04") {
        Some("zip")
    } else {
        None
    };
    if let Some(what) = what {
        return Err(say!(
            zh: "{shown}:这是 {what} 文件,不是表格;请导出为 csv 或 xlsx",
            en: "{shown}: this is a {what} file, not a table; export csv or xlsx"
        )
        .into());
    }
    let sample = &head[..head.len().min(8192)];
    let zeros = memchr::memchr_iter(0, sample).count();
    if zeros > 0 && decode::detect(sample).encoding == TextEncoding::Utf8 {
        return Err(say!(
            zh: "{shown}:内容不是文字,不像表格;请从平台重新导出 csv 或 xlsx",
            en: "{shown}: its content is no text and no workbook; export csv or xlsx again"
        )
        .into());
    }
    Ok(())
}

impl Opened {
    /// The file's own encoding, kept for showing where rows are cut as UTF-8.
    fn source_encoding(&mut self, encoding: TextEncoding) {
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
                        .is_some_and(|f| table.fields[f].kind == FieldKind::DateTime)
            })
            .collect()
    }
}
