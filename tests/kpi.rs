//! KPI against an oracle in whole numbers, and the command itself.
#![allow(clippy::unwrap_used)]

#[path = "kpi/oracle.rs"]
mod oracle;
#[path = "kpi/program.rs"]
mod program;
