//! Commission and pay against an oracle that knows nothing of the program, ten
//! months worked by hand, and the workbook as LibreOffice calculates it.
#![allow(clippy::unwrap_used)]

#[path = "commission/attended.rs"]
mod attended;
mod common;
#[path = "commission/hand.rs"]
mod hand;
#[path = "commission/months.rs"]
mod months;
#[path = "common/office.rs"]
mod office;
#[path = "commission/oracle.rs"]
mod oracle;
#[path = "commission/program.rs"]
mod program;
#[path = "commission/workbook.rs"]
mod workbook;
