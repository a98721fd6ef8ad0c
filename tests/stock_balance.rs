//! `stock balance` against reckoning that shares no code with it: SQLite for
//! quantities, a queue of single pieces for values, LibreOffice for the
//! workbook. Nothing of the library is used here; the program is run.
#![allow(clippy::unwrap_used)]

#[path = "stock_balance/book.rs"]
mod book;
mod common;
#[path = "stock_balance/ledgers.rs"]
mod ledgers;
#[path = "common/office.rs"]
mod office;
#[path = "stock_balance/properties.rs"]
mod properties;
#[path = "stock_balance/queue.rs"]
mod queue;
#[path = "stock_balance/rules.rs"]
mod rules;
#[path = "stock_balance/sqlite.rs"]
mod sqlite;
