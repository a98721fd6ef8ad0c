//! Stock-takes (W7, W8, W14): sheets to count with, what changed since the last
//! count and why, who must look again.
//!
//! `count` holds counted lines, `settle` what several lines of one place come
//! to, `moved` the movements between two counts, `diff` the comparison.

mod again;
pub mod book;

pub mod count;
pub mod diff;
mod diff_report;
mod findings;
mod form;
pub mod goods;
pub mod ledger;
pub mod moved;
pub mod past;
pub mod pieces;
mod place;
pub mod quarter;
mod quarter_report;
pub mod settle;
pub mod sheet;
mod sorted;
pub mod spot;
pub mod trend;
mod trend_report;
pub mod why;

pub use diff_report::{DiffInput, report as diff_report};
pub use quarter_report::report as quarter_report;
pub use trend_report::report as trend_report;
