//! What is to be explained, and the ledger it is looked for in.

use super::{Key, Line, Side};
use chrono::NaiveDateTime;
use rust_decimal::Decimal;

/// A difference to be explained.
#[derive(Debug, Clone)]
pub struct Gap {
    pub key: Key,
    /// other − book, never zero.
    pub diff: Decimal,
    /// Damaged pieces found with a count.
    pub damaged: Decimal,
    /// The last moment the comparison includes, where the row has its own.
    pub cut: Option<NaiveDateTime>,
}

/// The side that has documents.
#[derive(Debug, Clone, Copy)]
pub struct Ledger<'a> {
    pub side: Side,
    /// Sorted by key.
    pub lines: &'a [Line],
}
