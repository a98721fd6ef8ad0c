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

    /// The table's fields that the file has, each with its column's letters.
    pub fn letters(&self) -> Vec<(&'static str, String)> {
        let fields = self.table.map_or(&[][..], |table| table.fields);
        let placed = fields.iter().zip(&self.of_field);
        placed
            .filter_map(|(field, column)| {
                let column = u32::try_from((*column)?).ok()?;
                Some((field.name, super::letters::column_letters(column)))
            })
            .collect()
    }

    /// Whether the file has a column for the named field.
    pub fn has(&self, name: &str) -> bool {
        self.table
            .and_then(|t| t.field(name))
            .is_some_and(|(field, _)| self.of_field[field].is_some())
    }
}
