//! Where a row stands, so that a finding can say where to look.

use super::text::Message;
use crate::say;

/// A row of one of a run's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Origin {
    /// Position in [`Files`].
    pub file: u32,
    /// Line or row number, from 1.
    pub line: u32,
}

/// The files of a run, as they are shown to people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(Vec<File>);

/// One file as shown, and the letters of the columns its fields stand in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct File {
    shown: String,
    columns: Vec<(&'static str, String)>,
}

impl Files {
    /// Adds a file (`FILE` or `FILE#SHEET`) and gives its position.
    pub fn add(&mut self, shown: impl Into<String>) -> u32 {
        self.0.push(File {
            shown: shown.into(),
            columns: Vec::new(),
        });
        u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX)
    }

    /// Shows a file by another name: with its sheet, once that is known.
    pub fn rename(&mut self, file: u32, shown: impl Into<String>) {
        if let Some(held) = self.0.get_mut(file as usize) {
            held.shown = shown.into();
        }
    }

    /// Says in which columns of a file its fields stand: `("unit", "F")`.
    pub fn set_columns(&mut self, file: u32, columns: Vec<(&'static str, String)>) {
        if let Some(held) = self.0.get_mut(file as usize) {
            held.columns = columns;
        }
    }

    /// `book.xlsx#6月!F17`: the field's cell of that row; the row where the
    /// file has no such column.
    pub fn cell(&self, origin: Origin, field: &str) -> String {
        let columns = self.0.get(origin.file as usize).map(|f| &f.columns);
        let letters = columns.and_then(|c| c.iter().find(|(name, _)| *name == field));
        match letters {
            Some((_, letters)) => {
                format!("{}!{letters}{}", self.name(origin.file), origin.line)
            }
            None => self.cite(origin),
        }
    }

    /// Whether the file has a column for the field.
    pub fn has(&self, file: u32, field: &str) -> bool {
        let columns = self.0.get(file as usize).map(|f| &f.columns);
        columns.is_some_and(|columns| columns.iter().any(|(name, _)| *name == field))
    }

    /// `FILE`, or `FILE#SHEET`.
    pub fn name(&self, file: u32) -> &str {
        self.0
            .get(file as usize)
            .map_or("", |file| file.shown.as_str())
    }

    /// `book.csv:118`, for [`Finding::at`](super::Finding::at).
    pub fn cite(&self, origin: Origin) -> String {
        format!("{}:{}", self.name(origin.file), origin.line)
    }

    /// «book.csv 第 118 行».
    pub fn place(&self, origin: Origin) -> Message {
        let (file, line) = (self.name(origin.file), origin.line);
        say!(zh: "{file} 第 {line} 行", en: "{file} line {line}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_cited_by_its_file_and_line() {
        let mut files = Files::default();
        files.add("a.csv");
        let file = files.add("b.xlsx#6月");
        let origin = Origin { file, line: 118 };
        assert_eq!(files.cite(origin), "b.xlsx#6月:118");
        assert_eq!(files.place(origin).zh, "b.xlsx#6月 第 118 行");
        files.set_columns(file, vec![("unit", "F".to_owned())]);
        assert_eq!(files.cell(origin, "unit"), "b.xlsx#6月!F118");
        assert_eq!(files.cell(origin, "expiry"), "b.xlsx#6月:118");
    }
}
