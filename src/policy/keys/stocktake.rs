//! Stock-takes (W7, W8).

use super::{Head, Key, Shape, head, key};
use crate::base::Text;

pub(super) const HEADS: &[Head] = &[
    head("stocktake", "盘点", "Stock-takes"),
    head(
        "stocktake.tolerance",
        "各等级商品允许的盘点差异:件数,或占应有数的比例;没有写的等级一件也不许差",
        "How far a count may be off by ABC class: pieces, or a share of what was expected; classes not named may not be off at all",
    ),
    head(
        "stocktake.every",
        "各类区域多久盘一次",
        "How often each kind of area is counted",
    ),
    head(
        "stocktake.areas",
        "各类区域的仓位以什么开头;没有写到的算 warehouse",
        "How the locations of each kind of area begin; all others are warehouse",
    ),
];

pub(super) const KEYS: &[Key] = &[
    key(
        "stocktake.recount_value",
        Shape::Price,
        "W7",
        "差异金额到了这么多元,就算在允许范围内也要复盘;0 表示不看金额",
        "Variances worth this many yuan are counted again even within the tolerance; 0 is off",
    ),
    key(
        "stocktake.case_units",
        Shape::Words,
        "W8",
        "哪些单位表示整箱,如 3箱2瓶;商品自己的单位除外",
        "Units that mean a case in a count of cases and pieces, unless it is the item's own unit",
    ),
    key(
        "stocktake.end_days",
        Shape::Whole(27),
        "W8",
        "月底或季末前这么多天之内盘的,算那个月或那个季度的",
        "A count up to so many days before the end of a month or a quarter stands for it",
    ),
    key(
        "stocktake.area_separator",
        Shape::Text,
        "W8",
        "仓位里区域和货位之间的符号,如 A-01-02 的区域是 A",
        "What stands between the area and the bin of a location: in A-01-02 the area is A",
    ),
    Key {
        path: "stocktake.tolerance.*",
        shape: Shape::Tolerance,
        rule: "W7",
        why: Text::new(
            "超出就要复盘:件数如 2,比例如 1%",
            "Beyond it the item is counted again: pieces as 2, a share as 1%",
        ),
        example: "A = \"0\"",
    },
    Key {
        path: "stocktake.every.*",
        shape: Shape::Interval,
        rule: "W8",
        why: Text::new(
            "几天一次如 2d,每月底 month,每季度底 quarter;full 是全盘",
            "Every so many days as 2d, month, quarter; full is the full count",
        ),
        example: "shop = \"2d\"",
    },
    Key {
        path: "stocktake.areas.*",
        shape: Shape::Words,
        rule: "W14",
        why: Text::new(
            "仓位以这些字开头的区域属于这一类",
            "Areas whose locations begin like this are of this kind",
        ),
        example: "van = [\"车\"]",
    },
];
