//! The roster's engine and bound against enumeration, and the independent check
//! against planted violations.
#![allow(clippy::unwrap_used)]

mod brute;
mod evaluator;
mod properties;
mod tiny;
