//! The search.

pub mod automaton;
pub mod chain;
pub mod compile;
pub mod construct;
pub mod layout;
pub mod path;
pub mod state;
