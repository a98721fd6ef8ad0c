//! Reconciliation through the binary: causes on planted faults, measured; the
//! meaning of each flag and figure; a fixture a cause.
#![allow(clippy::unwrap_used)]

#[path = "reconcile/causes.rs"]
mod causes;
#[path = "reconcile/desk.rs"]
mod desk;
#[path = "reconcile/generator.rs"]
mod generator;
#[path = "reconcile/rates.rs"]
mod rates;
