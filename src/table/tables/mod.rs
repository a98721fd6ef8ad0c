//! The canonical tables of the contract (§3), each with the headings that real
//! exports use for its fields. Data only: matching is `heading.rs`'s work.

mod orders;

use super::schema::Table;

/// Every table, in the order in which an equal fit is decided.
pub static ALL: &[&Table] = &[&orders::ORDERS];

/// The table of that English name.
pub fn by_name(name: &str) -> Option<&'static Table> {
    ALL.iter().copied().find(|t| t.name == name)
}
