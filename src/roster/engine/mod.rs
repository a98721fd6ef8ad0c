//! The search.

pub mod automaton;
mod band;
pub mod chain;
pub mod compile;
pub mod construct;
mod fill;
pub mod layout;
pub mod path;
pub mod state;
pub mod ways;
