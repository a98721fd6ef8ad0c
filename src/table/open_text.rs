//! Opening a text: its encoding, its separator, its first rows.

use super::decode::{self, TextEncoding};
use super::delimited::{Dialect, Span, split_row, unescape};
use super::head::{HeadRow, Heading, SEARCHED_ROWS};
use super::heading;
use super::opened::{Form, HEAD, Opened, Options, finish};
use super::source::Source;
use super::utf8::Utf8Reader;
use crate::base::Problem;
use crate::say;
use std::io::Read;

/// Columns beyond this are no table of a shop.
const HEADINGS: usize = 1024;

pub(super) fn open_text(
    source: Source,
    head: Vec<u8>,
    options: &Options<'_>,
) -> Result<Opened, Problem> {
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
    let read = |separator: u8| {
        let dialect = Dialect { separator };
        let transcoded = !encoding.cuts_as_bytes(separator) || old_mac;
        try_separator(&head, bom, encoding, dialect, transcoded, old_mac, options)
    };
    // Of equal ones the earlier.
    let mut best = read(b',');
    for separator in [b'\t', b';', b'|'] {
        let candidate = read(separator);
        if candidate.strength > best.strength {
            best = candidate;
        }
    }
    if let Some(heading) = best
        .heading
        .as_ref()
        .filter(|h| h.headings.len() > HEADINGS)
    {
        let shown = &source.shown;
        let line = best.rows[heading.first].line;
        return Err(say!(
            zh: "{shown}:第 {line} 行超过 1024 列,不像表格;请检查分隔符和换行",
            en: "{shown}: line {line} has more than 1024 columns and is no table; check the separator and the line ends"
        )
        .into());
    }
    let start = bom_in(best.transcoded, bom);
    let data_at = match &best.heading {
        None => start,
        Some(h) if h.levels == 0 => best.rows[h.first].at,
        Some(h) => best.rows[h.first + h.levels - 1].next,
    };
    whole_heading(&source, &best, head.len() == HEAD)?;
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

/// The heading must end inside the part of the file that was looked at.
fn whole_heading(source: &Source, best: &Candidate, more: bool) -> Result<(), Problem> {
    let shown = &source.shown;
    let Some(heading) = &best.heading else {
        if !more {
            return Ok(());
        }
        return Err(say!(
            zh: "{shown}:开头 256 KB 全是空白,找不到表头;请删掉上面的空行再导出",
            en: "{shown}: the first 256 KB are blank, no heading is found; take out the blank lines and export again"
        )
        .into());
    };
    let last = heading.first + heading.levels.max(1) - 1;
    let line = best.rows[last].line;
    if best.rows[last].open && heading.levels > 0 {
        return Err(say!(
            zh: "{shown}:第 {line} 行是表头,其中的引号没有结尾,后面全被当成了它的内容;请补上引号",
            en: "{shown}: line {line} is the heading and a quotation mark in it is never closed, so that all that follows is taken for it; close the quotation mark"
        )
        .into());
    }
    if !more || best.rows[last].next < best.length {
        return Ok(());
    }
    Err(say!(
        zh: "{shown}:第 {line} 行超过 256 KB 还没有结束,不像表格的表头;请检查换行和引号",
        en: "{shown}: line {line} does not end within 256 KB and is no heading of a table; check its line ends and quotation marks"
    )
    .into())
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
    /// Bytes of the text that was looked at.
    length: usize,
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
        length: text.len(),
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
        let cells: Vec<String> = spans
            .iter()
            .take(HEADINGS + 1)
            .map(|s| {
                let cell = &text[s.start as usize..s.end as usize];
                let plain = if s.doubled {
                    unescape(cell)
                } else {
                    cell.to_vec()
                };
                let words = encoding.codec().decode_without_bom_handling(&plain).0;
                super::cell::wrap::unwrap(&words).to_owned()
            })
            .collect();
        // Blank lines are passed over, however many there are.
        if cells.iter().any(|c| !c.is_empty()) {
            rows.push(HeadRow {
                line,
                at,
                next,
                open: spans.iter().any(|s| s.open),
                cells,
            });
        }
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
    // UTF-16 is full of zero bytes; no other text has more than a stray one.
    let utf16 = matches!(
        decode::detect(sample).encoding,
        TextEncoding::Utf16Le | TextEncoding::Utf16Be
    );
    let odd = sample
        .iter()
        .filter(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a))
        .count();
    if !utf16 && odd * 50 > sample.len() {
        return Err(say!(
            zh: "{shown}:内容不是文字,不像表格;请从平台重新导出 csv 或 xlsx",
            en: "{shown}: its content is no text and no workbook; export csv or xlsx again"
        )
        .into());
    }
    Ok(())
}
