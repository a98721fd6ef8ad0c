//! Cells a person fills in.

use crate::base::Message;

/// What may be filled into a column's cells. A value of the row stands in the
/// cell already and may be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fill {
    /// Free words.
    Text,
    /// One of a list; the workbook offers it as a drop-down and takes other
    /// words only after asking.
    OneOf(Vec<Message>),
    /// A number of zero or more; anything else is refused.
    Number,
    /// A whole number of zero or more; anything else is refused.
    Whole,
    /// A count: a number of zero or more, or one in cases and pieces with one of
    /// these units for a case (`3箱2瓶`); anything else is refused.
    Count(Vec<String>),
    /// A day and a time of day.
    DateTime,
}
