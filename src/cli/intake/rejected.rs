//! `--rejected FILE`: the rows that were set aside, as their file has them,
//! with the place and what is wrong, to be mended and read again.

use crate::base::{Lang, Problem, Text};
use crate::report::write;
use crate::table::column_letters;
use crate::table::rows::Loaded;
use std::collections::BTreeMap;
use std::path::Path;

const FILE: Text = Text::new("文件", "file");
const LINE: Text = Text::new("行", "line");
const WHY: Text = Text::new("原因", "why");

/// Rows set aside, table by table.
#[derive(Debug, Default)]
pub struct Rejected(Vec<Part>);

#[derive(Debug)]
struct Part {
    address: String,
    headings: Vec<String>,
    /// Line, reasons in both languages, cells.
    rows: Vec<(u32, [String; 2], Vec<String>)>,
}

impl Rejected {
    /// Takes over what a table's reading set aside.
    pub fn add(&mut self, loaded: &Loaded) {
        let mut rows: BTreeMap<u32, ([String; 2], Vec<String>)> = BTreeMap::new();
        for aside in &loaded.aside {
            let entry = rows.entry(aside.line).or_default();
            entry.1.clone_from(&aside.cells);
        }
        for bad in &loaded.outcome.bad {
            let message = bad.fault.message();
            let at = format!("{}{} {}: ", column_letters(bad.column), bad.line, bad.field);
            let entry = rows.entry(bad.line).or_default();
            for (text, why) in entry.0.iter_mut().zip([&message.zh, &message.en]) {
                if !text.is_empty() {
                    text.push_str("; ");
                }
                text.push_str(&at);
                text.push_str(why);
            }
        }
        if !rows.is_empty() {
            self.0.push(Part {
                address: loaded.address.clone(),
                headings: loaded.columns.headings.clone(),
                rows: rows
                    .into_iter()
                    .map(|(line, (why, cells))| (line, why, cells))
                    .collect(),
            });
        }
    }

    /// Writes a csv with a byte order mark; each table begins with its heading.
    ///
    /// # Errors
    /// The file cannot be written; an old one is then untouched.
    pub fn write(&self, path: &Path, lang: Lang) -> Result<(), Problem> {
        let failed = |e: &std::io::Error| Problem::io(path, e);
        let mut out = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(b"\xef\xbb\xbf".to_vec());
        let mut put = |cells: &mut dyn Iterator<Item = &str>| {
            out.write_record(cells)
                .map_err(|e| failed(&std::io::Error::other(e)))
        };
        for part in &self.0 {
            let lead = [FILE, LINE, WHY].map(|t| t.get(lang));
            put(&mut lead
                .into_iter()
                .chain(part.headings.iter().map(String::as_str)))?;
            for (line, why, cells) in &part.rows {
                let line = line.to_string();
                let why = match lang {
                    Lang::Zh => &why[0],
                    Lang::En => &why[1],
                };
                let lead = [part.address.as_str(), line.as_str(), why.as_str()];
                put(&mut lead.into_iter().chain(cells.iter().map(String::as_str)))?;
            }
        }
        let bytes = out
            .into_inner()
            .map_err(|e| failed(&std::io::Error::other(e.to_string())))?;
        write::write_whole(path, &bytes).map_err(|e| failed(&e))
    }
}
