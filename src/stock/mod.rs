//! The warehouse's books: the ledger every stock chore stands on, balances with
//! their value, documents, alerts, and the causes of differences (W1–W15).
//!
//! `ledger` turns the rows of any form into entries in posting order; the
//! others read entries only.

pub mod alerts;
pub mod balance;
pub mod causes;
pub mod checks;
pub mod docs;
mod enter;
mod entry;
pub mod goods;
pub mod ledger;
pub mod line;
pub mod lines;
pub mod names;
pub mod notes;
pub mod order;
pub mod steps;
pub mod valuation;
pub mod worth;

pub use crate::base::MoveKind;
pub use enter::Clerk;
pub use entry::Entry;
pub use ledger::{Ledger, post};
pub use lines::{Lines, Poster};
