//! Movement types 单据类型 and which way they go (contract §3). A negative
//! quantity is a red entry and reduces its own side: the type alone decides.

use super::orders::status_key;
use crate::base::Direction;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The built-in words. `[stock.doc_types]` adds to them.
pub const BUILT_IN_DOC_TYPES: &[(&str, Direction)] = &[
    ("入库", Direction::In),
    ("采购入库", Direction::In),
    ("退货入库", Direction::In),
    ("调拨入", Direction::In),
    ("盘盈", Direction::In),
    ("期初", Direction::In),
    ("receipt", Direction::In),
    ("return_in", Direction::In),
    ("transfer_in", Direction::In),
    ("surplus", Direction::In),
    ("opening", Direction::In),
    ("出库", Direction::Out),
    ("销售出库", Direction::Out),
    ("退供出库", Direction::Out),
    ("调拨出", Direction::Out),
    ("盘亏", Direction::Out),
    ("报损", Direction::Out),
    ("issue", Direction::Out),
    ("return_out", Direction::Out),
    ("transfer_out", Direction::Out),
    ("shortage", Direction::Out),
    ("damage", Direction::Out),
];

/// `[stock]`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StockRules {
    /// Further movement types; one that is built in too is overruled here.
    pub doc_types: BTreeMap<String, Direction>,
}

impl StockRules {
    /// Which way a movement of this type goes; `None` for an unknown word.
    /// Width, case and spaces do not matter.
    pub fn direction(&self, word: &str) -> Option<Direction> {
        let key = status_key(word);
        let own = self.doc_types.iter().map(|(w, d)| (w.as_str(), *d));
        own.chain(BUILT_IN_DOC_TYPES.iter().copied())
            .find(|(known, _)| status_key(known) == key)
            .map(|(_, direction)| direction)
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
    }
}
