//! How the cause of a difference is looked for (W3, W7).

use super::values::Share;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// `[stock.causes]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CauseRules {
    /// Days around the cut-off in which a document may have been booked on its
    /// other side.
    pub cut_off_days: u32,
    /// The same around a count.
    pub count_days: u32,
    /// Days a voucher of another book may be dated apart from the document.
    pub voucher_days: u32,
    /// Pieces in a case, besides the item's own pack size.
    pub factors: Vec<Decimal>,
    /// Of how many documents of an item sets are tried that sum to a difference.
    pub set_documents: u32,
    /// A cause that is inferred is named from this confidence on.
    pub named_from: Share,
    /// Documents that may fit equally well for a cause to be named.
    pub candidates: u32,
    /// How many differences between books have no cause that shows in them.
    pub without_cause: Share,
    /// The same of a count.
    pub without_cause_counted: Share,
    /// Fen by which the amounts of an item may be apart: rounding.
    pub amount_tolerance_fen: u32,
}

impl Default for CauseRules {
    fn default() -> Self {
        CauseRules {
            cut_off_days: 3,
            count_days: 1,
            voucher_days: 3,
            factors: [6, 12, 24, 48].map(Decimal::from).to_vec(),
            set_documents: 24,
            named_from: Share::percent(50),
            candidates: 3,
            without_cause: Share::percent(35),
            without_cause_counted: Share::percent(75),
            amount_tolerance_fen: 1,
        }
    }
}
