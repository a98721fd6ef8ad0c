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
pub struct Files(Vec<String>);

impl Files {
    /// Adds a file (`FILE` or `FILE#SHEET`) and gives its position.
    pub fn add(&mut self, shown: impl Into<String>) -> u32 {
        self.0.push(shown.into());
        u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX)
    }

    /// Shows a file by another name: with its sheet, once that is known.
    pub fn rename(&mut self, file: u32, shown: impl Into<String>) {
        if let Some(held) = self.0.get_mut(file as usize) {
            *held = shown.into();
        }
    }

    /// `FILE`, or `FILE#SHEET`.
    pub fn name(&self, file: u32) -> &str {
        self.0.get(file as usize).map_or("", String::as_str)
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
    }
}
