//! How long an order may stand at a stage before somebody looks (O5). The rule
//! gives no figures; the defaults follow what the platforms allow: payment
//! within three days, shipping within 48 hours, ten days to confirm receipt.

use crate::base::normalise::status_key;
use serde::{Deserialize, Serialize};

/// `[orders.open]`; hours, 0 = not judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OpenRules {
    /// Since it was placed.
    pub unpaid_hours: u32,
    /// Since it was paid.
    pub to_ship_hours: u32,
    /// Since the first parcel left.
    pub partly_shipped_hours: u32,
    /// Since it was shipped.
    pub shipped_hours: u32,
    /// Since it was shipped, the customer having received it.
    pub received_hours: u32,
    /// Hours after shipping by which a parcel has a tracking number.
    pub tracking_hours: u32,
    /// Status words of a refund in progress or a claim.
    pub refund_words: Vec<String>,
}

impl Default for OpenRules {
    fn default() -> Self {
        OpenRules {
            unpaid_hours: 72,
            to_ship_hours: 48,
            partly_shipped_hours: 72,
            shipped_hours: 240,
            received_hours: 360,
            tracking_hours: 24,
            refund_words: [
                "退款中",
                "维权中",
                "退货中",
                "换货中",
                "售后中",
                "售后处理中",
                "退款处理中",
                "退款申请中",
                "待退款",
                "等待退款",
                "待商家处理",
                "退货退款中",
                "纠纷中",
                "refunding",
                "claim",
            ]
            .map(str::to_owned)
            .to_vec(),
        }
    }
}

impl OpenRules {
    /// Whether the word is of a refund in progress or a claim.
    pub fn is_refund(&self, word: &str) -> bool {
        let key = status_key(word);
        self.refund_words.iter().any(|w| status_key(w) == key)
    }
}
