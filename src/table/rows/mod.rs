//! Typed rows: what a chore sees of a table. Texts are [`Name`]s of the run's
//! one pool, figures are exact, a blank cell is `None` (or the blank name), and
//! every row knows the line it stands on.
//!
//! A row type names its fields and their kinds once ([`row!`]); reading, the
//! check for required cells and the merging of pools follow from that.

mod load;
pub mod orders;
pub mod pay;
pub mod people;
pub mod register;
pub mod roster;
pub mod service;
pub mod stock;

pub use load::{Aside, Loaded, TotalLine, load, load_each};
pub use orders::{Contact, OrderLine};
pub use pay::{Adjustment, Cost, Paid, Sale, SoldOrder};
pub use people::{AttendanceLine, Staff};
pub use register::{Register, Who};
pub use roster::{CalendarLine, LeaveLine, RosterLine, WishLine};
pub use service::{KpiScore, ServiceLine, Target, Visit};
pub use stock::{Balance, Count, DeliveryNote, Item, Movement, PurchaseLine};

use super::record::Record;
use super::schema::Table;
use crate::base::{Name, Origin, Pool, Renames};

/// A typed row of a table.
pub trait Row: Sized + Send {
    /// Canonical names of the fields read, in the order of [`Row::read`].
    const FIELDS: &'static [&'static str];
    /// Groups of fields of which a row must give one at least.
    const NEED: &'static [&'static [&'static str]];

    fn table() -> &'static Table;

    /// Reads the cells; `at` holds each field's position in the table. What
    /// cannot be read is noted on the record.
    fn read(record: &Record<'_>, at: &[usize], pool: &mut Pool, origin: Origin) -> Self;

    /// Whether the field of that position in [`Row::FIELDS`] was given.
    fn gives(&self, field: usize) -> bool;

    /// Moves the row's names from a part's pool to the run's.
    fn rename(&mut self, by: &Renames);

    fn origin(&self) -> Origin;

    /// The row's origin, to be set to the run's file.
    fn origin_mut(&mut self) -> &mut Origin;
}

/// The type a kind of cell is kept as.
macro_rules! cell_type {
    (text) => { crate::base::Name };
    (id) => { crate::base::Name };
    (money) => { Option<crate::base::Money> };
    (qty) => { Option<crate::base::Qty> };
    (count) => { Option<crate::base::Qty> };
    (packed) => { Option<crate::table::cell::packed::Packed> };
    (number) => { Option<rust_decimal::Decimal> };
    (share) => { Option<rust_decimal::Decimal> };
    (moment) => { Option<crate::table::cell::date::Moment> };
    (dates) => { Vec<crate::table::cell::date::Moment> };
    (time) => { Option<chrono::NaiveTime> };
    (month) => { Option<chrono::NaiveDate> };
}

macro_rules! cell_read {
    (text, $record:ident, $field:expr, $pool:ident) => {
        $record
            .text($field)
            .map_or(crate::base::Name::BLANK, |t| $pool.intern(&t))
    };
    (id, $record:ident, $field:expr, $pool:ident) => {
        $record
            .id($field)
            .map_or(crate::base::Name::BLANK, |t| $pool.intern(&t))
    };
    ($kind:ident, $record:ident, $field:expr, $pool:ident) => {
        $record.$kind($field)
    };
}

macro_rules! cell_given {
    (text, $value:expr) => {
        !$value.is_blank()
    };
    (id, $value:expr) => {
        !$value.is_blank()
    };
    (dates, $value:expr) => {
        !$value.is_empty()
    };
    ($kind:ident, $value:expr) => {
        $value.is_some()
    };
}

macro_rules! cell_rename {
    (text, $value:expr, $by:ident) => {
        $value = $by.of($value)
    };
    (id, $value:expr, $by:ident) => {
        $value = $by.of($value)
    };
    ($kind:ident, $value:expr, $by:ident) => {};
}

/// Declares a row type: `field: kind` for each cell read, the groups of fields
/// a row needs, and fields that are worked out after reading.
macro_rules! row {
    (
        $(#[$doc:meta])*
        $row:ident of $table:path, needs [$([$($need:literal),+]),* $(,)?];
        $($(#[$field_doc:meta])* $field:ident: $kind:ident,)*
        $(; $($(#[$extra_doc:meta])* $extra:ident: $type:ty,)*)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $row {
            pub origin: crate::base::Origin,
            $($(#[$field_doc])* pub $field: cell_type!($kind),)*
            $($($(#[$extra_doc])* pub $extra: $type,)*)?
        }

        impl crate::table::rows::Row for $row {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];
            const NEED: &'static [&'static [&'static str]] = &[$(&[$($need),+]),*];

            fn table() -> &'static crate::table::schema::Table {
                &$table
            }

            fn read(
                record: &crate::table::Record<'_>,
                at: &[usize],
                pool: &mut crate::base::Pool,
                origin: crate::base::Origin,
            ) -> Self {
                let mut row = $row { origin, ..$row::default() };
                // A table without the field has no cell for it.
                let mut fields = at.iter().copied();
                $(
                    let field = fields.next().unwrap_or(usize::MAX);
                    if field != usize::MAX {
                        row.$field = cell_read!($kind, record, field, pool);
                    }
                )*
                row
            }

            fn gives(&self, field: usize) -> bool {
                let given = [$(cell_given!($kind, self.$field)),*];
                given.get(field).copied().unwrap_or(false)
            }

            fn rename(&mut self, by: &crate::base::Renames) {
                let _ = by;
                $(cell_rename!($kind, self.$field, by);)*
            }

            fn origin(&self) -> crate::base::Origin {
                self.origin
            }

            fn origin_mut(&mut self) -> &mut crate::base::Origin {
                &mut self.origin
            }
        }
    };
}
use {cell_given, cell_read, cell_rename, cell_type, row};

/// Where each field of a row stands in its table.
fn positions<R: Row>() -> Vec<usize> {
    R::FIELDS
        .iter()
        .map(|name| R::table().field(name).map_or(usize::MAX, |(at, _)| at))
        .collect()
}

/// The text of a name, or a dash where it is blank.
pub fn or_dash(pool: &Pool, name: Name) -> &str {
    if name.is_blank() {
        "-"
    } else {
        pool.text(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every field of every row type is one of its table.
    #[test]
    fn fields_are_the_tables() {
        fn check<R: Row>() {
            let table = R::table();
            for name in R::FIELDS {
                assert!(table.field(name).is_some(), "{} has no {name}", table.name);
            }
            for name in R::NEED.iter().copied().flatten() {
                assert!(
                    R::FIELDS.contains(name),
                    "{}: {name} is not read",
                    table.name
                );
            }
        }
        check::<Movement>();
        check::<Balance>();
        check::<Count>();
        check::<Item>();
        check::<PurchaseLine>();
        check::<DeliveryNote>();
        check::<Staff>();
        check::<AttendanceLine>();
        check::<Sale>();
        check::<SoldOrder>();
        check::<OrderLine>();
        check::<Contact>();
        check::<Paid>();
        check::<Adjustment>();
        check::<Cost>();
        check::<ServiceLine>();
        check::<KpiScore>();
        check::<Target>();
        check::<Visit>();
        check::<LeaveLine>();
        check::<RosterLine>();
        check::<WishLine>();
        check::<CalendarLine>();
    }
}
