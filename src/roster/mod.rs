//! The duty roster 值班表: a model as data, an engine that fills it, a lower
//! bound that says how good the result is, and a check that shares nothing with
//! the engine but the model.
//!
//! * [`model`]: days, shift kinds, people, demands, rules and weights.
//! * [`instance`]: the public shift-scheduling instances as a model.
//! * [`evaluate`]: every broken hard rule and every penalty of a roster.
//! * [`engine`]: the search; [`bound`]: what no roster can beat.
//! * [`solve`]: both together, and [`report`] of what came out.

pub mod bound;
pub mod engine;
pub mod evaluate;
pub mod instance;
pub mod model;
mod report;
pub mod solve;

pub use report::report;
