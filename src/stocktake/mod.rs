//! Stock-takes (W7, W8, W14): sheets to count with, what changed since the last
//! count and why, who must look again.
//!
//! `count` holds counted lines, `settle` what several lines of one place come
//! to, `moved` the movements between two counts, `diff` the comparison.

pub mod count;
pub mod diff;
mod diff_report;
pub mod goods;
pub mod moved;
pub mod settle;

pub use diff_report::{DiffInput, report as diff_report};
