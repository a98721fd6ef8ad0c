//! dayclose (日清): an online shop department's daily chores, from the
//! spreadsheets it already exports.
//!
//! Four floors, one direction (docs/architecture.md): `base` imports nothing of
//! ours; `policy`, `table` and `report` stand on it; the chores (`backup`, …)
//! stand on those; `cli` turns arguments into a chore and a report into output.

pub mod backup;
pub mod base;
pub mod cli;
pub mod commission;
pub mod doctor;
pub mod due;
pub mod inspect;
pub mod kpi;
pub mod notify;
pub mod orders;
pub mod policy;
pub mod reconcile;
pub mod report;
pub mod roster;
pub mod runs;
pub mod sample;
pub mod stock;
pub mod stocktake;
pub mod table;
