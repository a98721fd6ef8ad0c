//! The first section as csv: headings in the reader's language, no thousands
//! marks, no total line.
//!
//! For a spreadsheet program, ids that it would turn into numbers are written
//! `="…"`, and words that it would run as a formula get a leading `'`.

use super::model::{Kind, Report, Value};
use super::show;
use crate::base::Lang;
use ::csv::{Terminator, WriterBuilder};
use std::io;

/// How the csv is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// A byte order mark first, so that a spreadsheet program takes it as UTF-8.
    pub bom: bool,
    /// Guard long ids and formula-like words; lines end in CR LF.
    pub excel: bool,
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// UTF-8 bytes; a report without sections gives no lines.
///
/// # Errors
/// Only when memory for the bytes runs out.
pub fn render(report: &Report, lang: Lang, options: Options) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    if options.bom {
        out.extend_from_slice(BOM);
    }
    let Some(section) = report.main_section() else {
        return Ok(out);
    };
    let terminator = if options.excel {
        Terminator::CRLF
    } else {
        Terminator::Any(b'\n')
    };
    let mut writer = WriterBuilder::new()
        .terminator(terminator)
        .flexible(true)
        .from_writer(out);
    writer.write_record(section.columns.iter().map(|column| {
        let heading = column.title(lang);
        if options.excel {
            guard(heading)
        } else {
            heading
        }
    }))?;
    for row in &section.rows {
        writer.write_record(section.columns.iter().enumerate().map(|(i, column)| {
            let value = row.get(i).unwrap_or(&Value::None);
            cell(value.bare(), column.kind, lang, options)
        }))?;
    }
    writer
        .into_inner()
        .map_err(::csv::IntoInnerError::into_error)
}

fn cell(value: &Value, kind: Kind, lang: Lang, options: Options) -> String {
    let plain = show::plain(value, lang);
    if !options.excel {
        return plain;
    }
    match value {
        _ if kind == Kind::Id && becomes_a_number(&plain) => {
            format!("=\"{}\"", plain.replace('"', "\"\""))
        }
        Value::Text(_)
        | Value::Message(_)
        | Value::Said(_)
        | Value::Code(..)
        | Value::List(_)
        | Value::Map(_) => guard(plain),
        _ => plain,
    }
}

/// Whether a spreadsheet program would damage the id: more than 11 digits lose
/// their end, a leading zero is dropped, `12E5` becomes 1200000.
fn becomes_a_number(id: &str) -> bool {
    let digits = id.bytes().filter(u8::is_ascii_digit).count();
    let rest: Vec<u8> = id.bytes().filter(|b| !b.is_ascii_digit()).collect();
    let starts_with_digit = id.starts_with(|c: char| c.is_ascii_digit());
    digits > 11
        || (rest.is_empty() && digits > 1 && id.starts_with('0'))
        || (matches!(rest.as_slice(), [b'e' | b'E'])
            && starts_with_digit
            && id.ends_with(|c: char| c.is_ascii_digit()))
}

/// A leading `'` before what a spreadsheet program would take for a formula.
fn guard(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Message, Money, Text};
    use crate::report::{Column, Section, sample};
    use rust_decimal::Decimal;

    #[test]
    fn cells_for_a_spreadsheet_program() {
        let excel = Options {
            bom: false,
            excel: true,
        };
        for (value, kind, plain, guarded) in [
            (
                "300000418222",
                Kind::Id,
                "300000418222",
                "=\"300000418222\"",
            ),
            ("30000041822", Kind::Id, "30000041822", "30000041822"),
            ("00123", Kind::Id, "00123", "=\"00123\""),
            ("12E5", Kind::Id, "12E5", "=\"12E5\""),
            ("SP11295", Kind::Id, "SP11295", "SP11295"),
            ("0", Kind::Id, "0", "0"),
            (
                "3000004182221\"&A1",
                Kind::Id,
                "3000004182221\"&A1",
                "=\"3000004182221\"\"&A1\"",
            ),
            ("=1+1", Kind::Text, "=1+1", "'=1+1"),
            (
                "+8613800000000",
                Kind::Text,
                "+8613800000000",
                "'+8613800000000",
            ),
            ("-", Kind::Text, "-", "'-"),
            ("@x", Kind::Id, "@x", "'@x"),
            ("\tx", Kind::Text, "\tx", "'\tx"),
            ("a=b", Kind::Text, "a=b", "a=b"),
        ] {
            let value = Value::from(value);
            assert_eq!(cell(&value, kind, Lang::Zh, Options::default()), plain);
            assert_eq!(cell(&value, kind, Lang::Zh, excel), guarded);
        }
        let negative = Value::Money(Money(Decimal::new(-150, 2)));
        assert_eq!(cell(&negative, Kind::Money, Lang::Zh, excel), "-1.50");
    }

    #[test]
    fn quoting_and_line_ends() {
        let mut report = sample::report(0);
        let columns = vec![
            Column::new("a", Text::new("品名", "name"), Kind::Text),
            Column::new("b", Text::new("数量", "qty"), Kind::Int).summed(),
        ];
        let mut section = Section::new("rows", Message::data("rows"), columns);
        section
            .rows
            .push(vec!["红,M \"大\"".into(), 1234_i64.into()]);
        section.rows.push(vec!["两\n行".into()]);
        report.sections = vec![section];
        let run = |bom, excel, lang| {
            String::from_utf8(render(&report, lang, Options { bom, excel }).expect("in memory"))
                .expect("UTF-8")
        };
        assert_eq!(
            run(false, false, Lang::Zh),
            "品名,数量\n\"红,M \"\"大\"\"\",1234\n\"两\n行\",\n"
        );
        assert_eq!(
            run(true, true, Lang::En),
            "\u{feff}name,qty\r\n\"红,M \"\"大\"\"\",1234\r\n\"两\n行\",\r\n"
        );
        report.sections.clear();
        assert_eq!(
            render(&report, Lang::Zh, Options::default()).expect("in memory"),
            b""
        );
    }
}
