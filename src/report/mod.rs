//! What a chore gives back, and one renderer a format.
//!
//! A chore fills a [`Report`]; it never prints. A renderer takes the model and
//! returns bytes; it never computes. The same report and clock give the same
//! bytes in every format.

pub mod model;

pub use model::{Column, Fact, Input, Kind, Report, Section, Total, Value};
