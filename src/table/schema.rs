//! The shape of a canonical table: which fields it has, which it cannot do
//! without, and what kind of value stands in them (contract §3). The tables
//! themselves, with the headings real exports use, are data in `tables/`.

use crate::base::Text;

/// A canonical table.
#[derive(Debug)]
pub struct Table {
    /// English name, as given to `--as`: `orders`, `purchase_orders`.
    pub name: &'static str,
    pub label: Text,
    /// In the order of the contract.
    pub fields: &'static [Field],
    /// Each group is satisfied by any one of its fields:
    /// `&[&["order_no"], &["sku", "barcode"]]`.
    pub required: &'static [&'static [&'static str]],
}

/// One canonical field of a table.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Canonical English name, the JSON key.
    pub name: &'static str,
    /// What people read; both forms are accepted as headings too.
    pub label: Text,
    pub kind: FieldKind,
    /// Headings of real exports, best first: where a file has two of them the
    /// earlier one is the field and the other stays an unmapped column.
    pub aliases: &'static [&'static str],
}

/// What a field's cells hold; decides how they are parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text, trimmed.
    Text,
    /// An identifier: wrappers (`="…"`, `'`, backtick, tabs) taken off, ones
    /// a spreadsheet damaged refused.
    Id,
    /// Yuan.
    Money,
    /// Pieces or a measure; may be negative (returns, red entries).
    Qty,
    /// A quantity that may not be negative (a count).
    Count,
    /// A whole or decimal number (seconds, scores, people).
    Number,
    /// A share: `45%` or `0.45`.
    Share,
    /// A date, with or without a time of day.
    DateTime,
    /// One date or several, kept apart by commas.
    Dates,
    /// A clock time within a day.
    Time,
    /// A calendar month, `2026-10` or `2026年10月`.
    Month,
    /// A movement's type; its words and direction are policy.
    DocType,
}

impl FieldKind {
    /// The word shown by `dayclose table` and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Id => "id",
            FieldKind::Money => "money",
            FieldKind::Qty | FieldKind::Count => "qty",
            FieldKind::Number => "number",
            FieldKind::Share => "share",
            FieldKind::DateTime => "datetime",
            FieldKind::Dates => "dates",
            FieldKind::Time => "time",
            FieldKind::Month => "month",
            FieldKind::DocType => "doc_type",
        }
    }

    /// Whether a column of this kind has a sum worth showing.
    pub fn summed(self) -> bool {
        matches!(
            self,
            FieldKind::Money | FieldKind::Qty | FieldKind::Count | FieldKind::Number
        )
    }
}

impl Table {
    pub fn field(&self, name: &str) -> Option<(usize, &'static Field)> {
        self.fields.iter().enumerate().find(|(_, f)| f.name == name)
    }
}
