//! The warehouse (W).

use super::{Head, Key, Shape, head};
use crate::base::Text;

pub(super) const HEADS: &[Head] = &[head(
    "stock.doc_types",
    "自己的单据类型,程序认得的之外再加的",
    "Your own movement types, besides those the program knows",
)];

pub(super) const KEYS: &[Key] = &[Key {
    path: "stock.doc_types.*",
    shape: Shape::Direction,
    rule: "W4",
    why: Text::new(
        "单据类型算入库 in 还是出库 out",
        "Whether this type of movement goes in or out",
    ),
    example: "\"样品领用\" = \"out\"",
}];
