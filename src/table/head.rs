//! The beginning of a file, where its heading is looked for.

use super::schema::Table;

/// One row of a file's beginning, cells as text, merged cells filled.
#[derive(Debug, Clone)]
pub struct HeadRow {
    /// Line or row number from 1.
    pub line: u32,
    /// Where the row and the next one begin in the text (0 for workbooks).
    pub at: usize,
    pub next: usize,
    /// A quotation mark in it is never closed.
    pub open: bool,
    pub cells: Vec<String>,
}

/// A heading that was found.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Index of its first row among the head rows.
    pub first: usize,
    /// Rows it takes; 0 where the file has no heading and `first` is data.
    pub levels: usize,
    pub headings: Vec<String>,
    /// The table it fits, if any.
    pub table: Option<&'static Table>,
    /// For each column the field of `table`.
    pub fields: Vec<Option<usize>>,
}

/// How many of a file's first rows are searched.
pub const SEARCHED_ROWS: usize = 80;
