//! What no roster can beat, and rosters found on the way there.
//!
//! Column generation (Desrosiers and Lübbecke 2005; for rosters Burke and
//! Curtois 2014): a linear programme mixes known rosters of each person, its
//! prices tell the labelling what to look for, and the labelling adds what the
//! mixture lacks. Each round of prices proves a bound (`dual`).

pub mod branch;
pub mod dive;
pub mod dual;
pub mod generation;
pub mod improve;
pub mod master;

pub use generation::Generation;
