//! The department's month: made, checked, explained, changed.
#![allow(clippy::unwrap_used)]

mod change;
mod conflict;
mod office;
mod plants;
mod properties;
