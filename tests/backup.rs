//! The order backup through the binary: every rule in both directions, what is
//! said of files, damage and faults.
#![allow(clippy::unwrap_used)]

#[path = "backup/again.rs"]
mod again;
#[path = "backup/books.rs"]
mod books;
#[path = "backup/chance.rs"]
mod chance;
#[path = "backup/damage.rs"]
mod damage;
#[path = "backup/desk.rs"]
mod desk;
#[path = "backup/faults.rs"]
mod faults;
#[path = "backup/files.rs"]
mod files;
#[path = "backup/lines.rs"]
mod lines;
#[path = "backup/programs.rs"]
mod programs;
#[path = "backup/rules.rs"]
mod rules;
#[path = "backup/sheet.rs"]
mod sheet;
