//! What a chore gives back, and one renderer a format.
//!
//! A chore fills a [`Report`]; it never prints. A renderer takes the model and
//! returns bytes; it never computes. The same report and clock give the same
//! bytes in every format.

pub mod csv;
pub mod earlier;
pub(crate) mod extra;
pub mod html;
pub mod ics;
pub mod json;
pub mod model;
#[cfg(test)]
mod sample;
pub mod show;
pub mod terminal;
mod tint;
pub mod width;
pub mod words;
pub mod write;
pub mod xlsx;

#[cfg(test)]
use crate::base;
pub use model::{
    Chart, ChartKind, Column, Fact, Fill, Formula, Input, Key, Kind, Layout, Note, Paper, Part,
    Report, Section, Size, Tone, Toned, Total, Turn, Value,
};

use std::path::Path;

/// The formats a report is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Aligned text for a terminal.
    #[default]
    Table,
    Json,
    Csv,
    Xlsx,
    Html,
}

impl Format {
    pub const ALL: [Format; 5] = [
        Format::Table,
        Format::Json,
        Format::Csv,
        Format::Xlsx,
        Format::Html,
    ];

    /// The word after `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Html => "html",
        }
    }

    /// The format of that name, in any case.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL
            .into_iter()
            .find(|format| format.name().eq_ignore_ascii_case(name))
    }

    /// The format that the ending of an output file chooses; `None` for an
    /// ending no renderer writes.
    pub fn from_extension(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "txt" => Some(Format::Table),
            "htm" => Some(Format::Html),
            "table" => None,
            other => Format::from_name(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_chooses() {
        for (path, format) in [
            ("out.xlsx", Some(Format::Xlsx)),
            ("报表/十月.XLSX", Some(Format::Xlsx)),
            ("a.csv", Some(Format::Csv)),
            ("a.json", Some(Format::Json)),
            ("a.htm", Some(Format::Html)),
            ("a.html", Some(Format::Html)),
            ("a.txt", Some(Format::Table)),
            ("a.table", None),
            ("a.xls", None),
            ("a", None),
        ] {
            assert_eq!(Format::from_extension(Path::new(path)), format, "{path}");
        }
        assert_eq!(Format::from_name("JSON"), Some(Format::Json));
        assert_eq!(Format::from_name("pdf"), None);
    }
}
