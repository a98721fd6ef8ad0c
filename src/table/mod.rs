//! Files → typed rows: sniff, decode, find the heading, map aliases, parse
//! cells, collect every bad cell with its address.
//!
//! The way of a table: [`source`] (file, sheet, folder, wrapper) → [`open`]
//! (encoding, separator, heading, columns) → [`scan`] (rows, on all cores) →
//! [`record`] (typed fields) → the caller's rows.

pub mod book;
pub mod cell;
mod chunks;
pub mod decode;
pub mod delimited;
pub mod heading;
pub mod open;
mod prove;
pub mod record;
pub mod scan;
pub mod schema;
mod sift;
pub mod source;
pub mod tables;
mod utf8;
mod words;

pub use open::{Opened, Options, open};
pub use record::{BadCell, Record, column_letters};
pub use scan::{Outcome, scan};
pub use sift::LeftOut;
pub use source::Source;
