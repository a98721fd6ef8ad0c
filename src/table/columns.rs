//! What the columns of a file mean.

use super::cell::date::DateHints;
use super::schema::Table;

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
