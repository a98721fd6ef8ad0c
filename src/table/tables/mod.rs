//! The canonical tables of the contract (§3), each with the headings that real
//! exports use for its fields. Data only: matching is `heading.rs`'s work.
//!
//! What the alias lists promise:
//!
//! * a heading means one field of a table, never two (tested below);
//! * within a field the alias nearest to the field's meaning comes first, so
//!   that of two such columns in one file the right one is the field;
//!   the label comes before the aliases, unless the list repeats it: then it
//!   stands where the list puts it;
//! * a heading whose meaning is *near* but not the same (what the merchant
//!   receives against what the buyer paid, stock that may still be promised
//!   against stock on the shelf) stands in no list: it stays an unmapped column;
//! * headings of several levels are joined with `/`: `本期结存/数量`.

mod items;
mod movements;
mod orders;
mod pay;
mod people;
mod purchasing;
mod roster;
mod service;
mod shared;
mod stock;

pub use items::ITEMS;
pub use movements::MOVEMENTS;
pub use orders::ORDERS;
pub use pay::{ADJUSTMENTS, COSTS, PAID, SALES};
pub use people::{ATTENDANCE, STAFF};
pub use purchasing::{DELIVERY_NOTES, PURCHASE_ORDERS};
pub use roster::{CALENDAR, LEAVE, ROSTER, WISHES};
pub use service::{CONTACTS, KPI, SERVICE, TARGETS, VISITS};
pub use stock::{BALANCES, COUNT};

use super::schema::{Field, FieldKind, Table};
use crate::base::Text;

/// Every table, in the order in which an equal fit is decided.
pub static ALL: &[&Table] = &[
    &orders::ORDERS,
    &movements::MOVEMENTS,
    &stock::BALANCES,
    &stock::COUNT,
    &items::ITEMS,
    &purchasing::PURCHASE_ORDERS,
    &purchasing::DELIVERY_NOTES,
    &service::SERVICE,
    &pay::SALES,
    &pay::COSTS,
    &service::CONTACTS,
    &people::STAFF,
    &service::KPI,
    &pay::PAID,
    &people::ATTENDANCE,
    &pay::ADJUSTMENTS,
    &service::TARGETS,
    &service::VISITS,
    &roster::LEAVE,
    &roster::ROSTER,
    &roster::WISHES,
    &roster::CALENDAR,
];

/// The table of that English name.
pub fn by_name(name: &str) -> Option<&'static Table> {
    ALL.iter().copied().find(|t| t.name == name)
}

/// One line of a table's list of fields.
const fn field(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    kind: FieldKind,
    aliases: &'static [&'static str],
) -> Field {
    Field {
        name,
        label: Text::new(zh, en),
        kind,
        aliases,
    }
}

#[cfg(test)]
mod tests;
