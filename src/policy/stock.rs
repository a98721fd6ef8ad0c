//! How stock is valued; movement types 单据类型 and which way they go (contract §3). A negative
//! quantity is a red entry and reduces its own side: the type alone decides.

use super::causes::CauseRules;
use super::values::{Fraction, Share};
use crate::base::normalise::status_key;
use crate::base::{Direction, MoveKind, Valuation};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The built-in words and the kind each means. `[stock.doc_types]` adds to them.
pub const BUILT_IN_DOC_TYPES: &[(&str, MoveKind)] = &[
    ("入库", MoveKind::Receipt),
    ("采购入库", MoveKind::Receipt),
    ("退货入库", MoveKind::ReturnIn),
    ("调拨入", MoveKind::TransferIn),
    ("盘盈", MoveKind::Surplus),
    ("期初", MoveKind::Opening),
    ("receipt", MoveKind::Receipt),
    ("return_in", MoveKind::ReturnIn),
    ("transfer_in", MoveKind::TransferIn),
    ("surplus", MoveKind::Surplus),
    ("opening", MoveKind::Opening),
    ("出库", MoveKind::Issue),
    ("销售出库", MoveKind::Issue),
    ("退供出库", MoveKind::ReturnOut),
    ("调拨出", MoveKind::TransferOut),
    ("盘亏", MoveKind::Shortage),
    ("报损", MoveKind::Damage),
    ("issue", MoveKind::Issue),
    ("return_out", MoveKind::ReturnOut),
    ("transfer_out", MoveKind::TransferOut),
    ("shortage", MoveKind::Shortage),
    ("damage", MoveKind::Damage),
];

/// `[stock]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StockRules {
    /// How stock is valued where `--valuation` does not say.
    pub valuation: Valuation,
    /// Whether a receipt is signed by the keeper (W2).
    pub keeper_signs: bool,
    /// Whether a receipt is signed by the supervisor (W2).
    pub supervisor_signs: bool,
    /// Days after its date by which a document is posted (W3).
    pub post_days: u32,
    /// Days between a delivery note and its receipt, where no number joins them (W1).
    pub delivery_days: u32,
    /// By how much of the ordered price a receipt's may differ (W1).
    pub price_tolerance: Share,
    /// A leap of more numbers than this begins a new pad of forms (W15).
    pub series_leap: u32,
    /// Whether the earlier expiry goes first, before the earlier receipt (W5).
    pub expiry_first: bool,
    /// How often the supplier is chased before the due day (W13).
    pub chase_times: u32,
    /// Days before the due day from which a chase that is owed is told (W13).
    pub chase_notice_days: u32,
    /// Days of issues that make the recent average (W9).
    pub rate_days: u32,
    /// Days from one order to the next (W9).
    pub visit_cycle_days: u32,
    /// Added to the recent average for a promotion or the season (W9).
    pub order_uplift: Share,
    /// Days without an issue that make stock dead (W9).
    pub dead_days: u32,
    /// Days of cover above which stock is slow (W9).
    pub slow_days: u32,
    /// The part of its shelf life from which a lot is near its expiry (W10).
    pub near_expiry: Fraction,
    /// Off the price where goods must be cleared (W9, W10).
    pub clearance: Share,
    /// Places where returned goods wait (W12).
    pub returns_areas: Vec<String>,
    /// Days within which returned goods are put away (W12).
    pub putaway_days: u32,
    /// Upper ends of the ageing buckets, in days (W9).
    pub age_buckets: Vec<u32>,
    /// Further movement types; one that is built in too is overruled here.
    pub doc_types: BTreeMap<String, Direction>,
    /// `[stock.causes]`
    pub causes: CauseRules,
}

impl Default for StockRules {
    fn default() -> Self {
        StockRules {
            causes: CauseRules::default(),
            valuation: Valuation::default(),
            keeper_signs: true,
            supervisor_signs: true,
            post_days: 0,
            delivery_days: 3,
            price_tolerance: Share::percent(0),
            series_leap: 1000,
            expiry_first: true,
            chase_times: 2,
            chase_notice_days: 3,
            rate_days: 30,
            visit_cycle_days: 7,
            order_uplift: Share::percent(0),
            dead_days: 90,
            slow_days: 180,
            near_expiry: Fraction::new(1, 3),
            clearance: Share::percent(30),
            returns_areas: ["退货区", "退货仓", "待检区", "returns"]
                .map(str::to_owned)
                .to_vec(),
            putaway_days: 0,
            age_buckets: vec![30, 60, 90, 180],
            doc_types: BTreeMap::new(),
        }
    }
}

impl StockRules {
    /// What a movement of this type is; `None` for an unknown word. Width, case
    /// and spaces do not matter. A word of the config's own that turns a
    /// built-in one round is of no kind but its direction.
    pub fn kind(&self, word: &str) -> Option<MoveKind> {
        let key = status_key(word);
        let own = self
            .doc_types
            .iter()
            .find(|(known, _)| status_key(known) == key)
            .map(|(_, direction)| *direction);
        let built_in = BUILT_IN_DOC_TYPES
            .iter()
            .find(|(known, _)| status_key(known) == key)
            .map(|(_, kind)| *kind);
        match (own, built_in) {
            (Some(way), Some(kind)) if kind.direction() == way => Some(kind),
            (Some(way), _) => Some(MoveKind::other(way)),
            (None, kind) => kind,
        }
    }

    /// Which way a movement of this type goes; `None` for an unknown word.
    pub fn direction(&self, word: &str) -> Option<Direction> {
        self.kind(word).map(MoveKind::direction)
    }

    /// Whether returned goods wait at that place, by its name (W12).
    pub fn is_returns_area(&self, location: &str) -> bool {
        let key = status_key(location);
        self.returns_areas
            .iter()
            .any(|area| status_key(area) == key)
    }

    /// Every known word, the config's own first.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.doc_types
            .keys()
            .map(String::as_str)
            .chain(BUILT_IN_DOC_TYPES.iter().map(|(word, _)| *word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_add_to_and_overrule_the_built_in_ones() {
        let mut rules = StockRules::default();
        assert_eq!(rules.direction("采购入库"), Some(Direction::In));
        assert_eq!(rules.direction(" Return_Out "), Some(Direction::Out));
        assert_eq!(rules.direction("样品领用"), None);
        rules.doc_types.insert("样品领用".into(), Direction::Out);
        rules.doc_types.insert("盘盈".into(), Direction::Out);
        assert_eq!(rules.direction("样品领用"), Some(Direction::Out));
        assert_eq!(rules.direction("盘盈"), Some(Direction::Out));
        for (word, kind) in [
            ("采购入库", MoveKind::Receipt),
            ("退供 出库", MoveKind::ReturnOut),
            ("样品领用", MoveKind::OtherOut),
            ("盘盈", MoveKind::OtherOut),
        ] {
            assert_eq!(rules.kind(word), Some(kind), "{word}");
        }
    }
}
