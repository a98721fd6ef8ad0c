//! What is known of orders between one run and the next.

use super::text::Text;

/// What is known of one source's orders: lines sorted by their text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    pub rows: Vec<StateRow>,
    /// Which fields the last export had a column for.
    pub has: Vec<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateRow {
    pub text: Text,
    /// Reported as vanished and not seen since.
    pub gone: bool,
    /// The seal whose archive last recorded the order; kept only where values are
    /// hidden, else 0.
    pub seq: u64,
}
