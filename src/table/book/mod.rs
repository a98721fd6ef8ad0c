//! Workbooks (xlsx, xlsm, xls, ods) and HTML tables that call themselves xls:
//! rows of typed cells, in order, a batch at a time.

use chrono::{NaiveDateTime, NaiveTime};

/// One filled cell of a sheet. Blank cells are not kept.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetCell {
    Text(String),
    /// As stored: a binary float of at most 15 significant digits that count.
    Number(f64),
    DateTime(NaiveDateTime),
    /// A cell formatted as a clock time (a serial below 1).
    Time(NaiveTime),
    Bool(bool),
    /// `#N/A`, `#REF!` … as shown in the sheet.
    Error(&'static str),
}

/// One row of a sheet with its filled cells in column order.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// As shown at the sheet's left edge, from 1.
    pub number: u32,
    /// (column from 0, cell)
    pub cells: Vec<(u32, SheetCell)>,
}

/// A sheet's tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetInfo {
    pub name: String,
    pub visible: bool,
}
