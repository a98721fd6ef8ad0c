//! The department's month: made, checked, explained, changed.
#![allow(clippy::unwrap_used)]

mod calendars;
mod change;
#[path = "../common/mod.rs"]
mod common;
mod conflict;
mod lists;
mod office;
mod outputs;
mod plants;
mod program;
mod properties;
#[path = "../common/office.rs"]
mod spreadsheet;
