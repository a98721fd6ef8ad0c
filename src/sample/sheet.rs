//! Files of the sample: CSV in the encoding of the platform it imitates, and
//! workbooks whose bytes depend on nothing but their cells.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use std::io;

/// Encoding of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Gb18030,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
}

/// A cell of a workbook.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Blank,
    Text(String),
    Int(i64),
    /// An amount in fen, shown in yuan.
    Fen(i64),
    Date(NaiveDate),
    At(NaiveDateTime),
    Time(NaiveTime),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        match text {
            "" => Cell::Blank,
            _ => Cell::Text(text.to_owned()),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::from(text.as_str())
    }
}

impl From<i64> for Cell {
    fn from(n: i64) -> Self {
        Cell::Int(n)
    }
}

/// The heading row of a workbook.
pub fn heading(words: &[&str]) -> Vec<Cell> {
    words.iter().map(|w| Cell::from(*w)).collect()
}

/// A row of a CSV file.
pub fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|w| (*w).to_owned()).collect()
}

/// A day, or a blank cell.
pub fn date(day: Option<NaiveDate>) -> Cell {
    day.map_or(Cell::Blank, Cell::Date)
}

/// `1234` fen → `12.34`.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// A CSV file's bytes, lines ended as on Windows.
pub fn csv(encoding: Encoding, rows: &[Vec<String>]) -> io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    let utf8 = writer
        .into_inner()
        .map_err(|e| io::Error::other(e.to_string()))?;
    Ok(match encoding {
        Encoding::Utf8Bom => [b"\xef\xbb\xbf".as_slice(), &utf8].concat(),
        Encoding::Gb18030 => {
            let text = String::from_utf8_lossy(&utf8);
            encoding_rs::GB18030.encode(&text).0.into_owned()
        }
    })
}

/// A workbook of one sheet. Its creation time is `made`, so that the same rows
/// give the same bytes.
pub fn xlsx(sheet: &str, made: NaiveDate, rows: &[Vec<Cell>]) -> io::Result<Vec<u8>> {
    build(sheet, made, rows).map_err(|e| io::Error::other(e.to_string()))
}

fn build(sheet: &str, made: NaiveDate, rows: &[Vec<Cell>]) -> Result<Vec<u8>, XlsxError> {
    let money = Format::new().set_num_format("#,##0.00");
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let at = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let time = Format::new().set_num_format("hh:mm");
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new().set_creation_datetime(&excel(made.and_time(NaiveTime::MIN))?),
    );
    let page = book.add_worksheet();
    page.set_name(sheet)?;
    for (row, cells) in (0u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Blank => {}
                Cell::Text(text) => {
                    page.write_string(row, column, text)?;
                }
                Cell::Int(n) => {
                    page.write_number(row, column, number(*n))?;
                }
                Cell::Fen(fen) => {
                    page.write_number_with_format(row, column, number(*fen) / 100.0, &money)?;
                }
                Cell::Date(day) => {
                    let day = excel(day.and_time(NaiveTime::MIN))?;
                    page.write_datetime_with_format(row, column, &day, &date)?;
                }
                Cell::At(moment) => {
                    page.write_datetime_with_format(row, column, &excel(*moment)?, &at)?;
                }
                Cell::Time(clock) => {
                    let (h, m) = (clock.hour(), clock.minute());
                    let serial = f64::from(h * 60 + m) / 1440.0;
                    page.write_number_with_format(row, column, serial, &time)?;
                }
            }
        }
    }
    for (column, width) in (0u16..).zip(widths(rows)) {
        page.set_column_width(column, width)?;
    }
    book.save_to_buffer()
}

/// A workbook holds every number as a binary float. Those of the sample have at
/// most 12 digits and are exact there, or the nearest float to a whole fen.
fn number(n: i64) -> f64 {
    let (high, low) = (n / 1_000_000, n % 1_000_000);
    let part = |n: i64| f64::from(i32::try_from(n).unwrap_or(i32::MAX));
    part(high) * 1e6 + part(low)
}

fn excel(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&at.format("%Y-%m-%dT%H:%M:%S").to_string())
}

/// Widths by the longest text; a Chinese character is two wide.
fn widths(rows: &[Vec<Cell>]) -> Vec<f64> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![8usize; columns];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            let needs = match cell {
                Cell::Text(text) => unicode_width::UnicodeWidthStr::width(text.as_str()) + 2,
                Cell::At(_) => 18,
                Cell::Date(_) | Cell::Fen(_) => 12,
                Cell::Blank | Cell::Int(_) | Cell::Time(_) => 8,
            };
            *width = needs.clamp(*width, 40.max(*width));
        }
    }
    let units = |w: usize| f64::from(u32::try_from(w).unwrap_or(40));
    widths.into_iter().map(units).collect()
}
