//! Stock-takes through the binary: counts compared, sheets to count with, counts
//! over time.
#![allow(clippy::unwrap_used)]

#[path = "stocktake/causes.rs"]
mod causes;
mod common;
#[path = "stocktake/diff.rs"]
mod diff;
#[path = "common/office.rs"]
mod office;
#[path = "stocktake/oracle.rs"]
mod oracle;
#[path = "stocktake/quarter.rs"]
mod quarter;
#[path = "stocktake/room.rs"]
mod room;
#[path = "stocktake/sheet.rs"]
mod sheet;
#[path = "stocktake/trend.rs"]
mod trend;
