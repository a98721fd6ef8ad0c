//! Files → typed rows: sniff, decode, find the heading, map aliases, parse
//! cells, collect every bad cell with its address.
//!
//! The way of a table: [`source`] (file, sheet, folder, wrapper) → [`open`]
//! (encoding, separator, heading, columns) → [`scan`] (rows, on all cores) →
//! [`record`] (typed fields) → the caller's rows.

pub mod book;
pub mod cell;
mod chunks;
mod codes;
pub mod columns;
pub mod decode;
pub mod delimited;
pub mod head;
pub mod heading;
mod letters;
pub mod open;
mod open_book;
mod open_text;
pub mod opened;
mod part;
mod prove;
pub mod record;
pub mod rows;
pub mod said;
pub mod scan;
pub mod schema;
mod shape;
mod sift;
pub mod source;
pub mod tables;
mod utf8;
mod words;

pub use letters::column_letters;
pub use open::open;
pub use opened::{Opened, Options};
pub use record::{BadCell, Record};
pub use scan::{Outcome, scan};
pub use sift::LeftOut;
pub use source::Source;
pub use words::{mask_phones, mask_text, shorten};
