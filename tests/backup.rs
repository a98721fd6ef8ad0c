//! The order backup through the binary: every rule in both directions, what is
//! said of files, damage and faults.
#![allow(clippy::unwrap_used)]

#[path = "backup/desk.rs"]
mod desk;
#[path = "backup/rules.rs"]
mod rules;
#[path = "backup/sheet.rs"]
mod sheet;
