//! `orders check` (O4–O6): against a count of its own on generated exports, and
//! rule by rule.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "orders/desk.rs"]
mod desk;
#[path = "orders/oracle.rs"]
mod oracle;
#[path = "orders/program.rs"]
mod program;
#[path = "orders/rules.rs"]
mod rules;
