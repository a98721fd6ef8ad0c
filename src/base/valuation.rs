//! How stock is valued.

use super::Text;
use serde::{Deserialize, Serialize};

/// The two methods of valuation that both taxes and books accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Valuation {
    /// First in, first out 先进先出.
    #[default]
    Fifo,
    /// Moving average 移动加权平均.
    Average,
}

impl Valuation {
    pub const ALL: [Valuation; 2] = [Valuation::Fifo, Valuation::Average];

    /// The config's word.
    pub fn name(self) -> &'static str {
        match self {
            Valuation::Fifo => "fifo",
            Valuation::Average => "average",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Valuation::Fifo => Text::new("先进先出", "first in, first out"),
            Valuation::Average => Text::new("移动加权平均", "moving average"),
        }
    }
}

/// The config's word.
impl std::fmt::Display for Valuation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
