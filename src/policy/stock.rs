//! How stock is valued; movement types 单据类型 and which way they go (contract §3). A negative
//! quantity is a red entry and reduces its own side: the type alone decides.

use super::causes::CauseRules;
use super::orders::status_key;
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StockRules {
    /// How stock is valued where `--valuation` does not say.
    pub valuation: Valuation,
    /// Further movement types; one that is built in too is overruled here.
    pub doc_types: BTreeMap<String, Direction>,
    /// `[stock.causes]`
    pub causes: CauseRules,
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
