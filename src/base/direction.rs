//! Which way goods go.

use serde::{Deserialize, Serialize};

/// Whether a movement adds to the balance or takes from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    In,
    Out,
}
