//! The order backup through the binary: every rule in both directions, what is
//! said of files, damage and faults.
#![allow(clippy::unwrap_used)]

#[path = "backup/again.rs"]
mod again;
#[path = "backup/books.rs"]
mod books;
#[cfg(target_os = "linux")]
#[path = "backup/calls.rs"]
mod calls;
#[path = "backup/chance.rs"]
mod chance;
#[path = "backup/damage.rs"]
mod damage;
#[path = "backup/databases.rs"]
mod databases;
#[path = "backup/desk.rs"]
mod desk;
#[cfg(target_os = "linux")]
#[path = "backup/disk.rs"]
mod disk;
#[path = "backup/due.rs"]
mod due;
#[path = "backup/elsewhere.rs"]
mod elsewhere;
#[path = "backup/encrypted.rs"]
mod encrypted;
#[path = "backup/faults.rs"]
mod faults;
#[path = "backup/files.rs"]
mod files;
#[path = "backup/lines.rs"]
mod lines;
#[path = "backup/look.rs"]
mod look;
#[cfg(target_os = "linux")]
#[path = "backup/order.rs"]
mod order;
#[path = "backup/packed.rs"]
mod packed;
#[cfg(target_os = "linux")]
#[path = "backup/power.rs"]
mod power;
#[path = "backup/private.rs"]
mod private;
#[path = "backup/programs.rs"]
mod programs;
#[path = "backup/pruned.rs"]
mod pruned;
#[path = "backup/remarks.rs"]
mod remarks;
#[path = "backup/rules.rs"]
mod rules;
#[cfg(target_os = "linux")]
#[path = "backup/scene.rs"]
mod scene;
#[path = "backup/sheet.rs"]
mod sheet;
#[path = "backup/signed.rs"]
mod signed;
#[cfg(target_os = "linux")]
#[path = "backup/strace.rs"]
mod strace;
#[cfg(target_os = "linux")]
#[path = "backup/streamed.rs"]
mod streamed;
#[path = "backup/values.rs"]
mod values;
#[path = "backup/windows.rs"]
mod windows;
