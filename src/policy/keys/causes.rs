//! How causes of differences are looked for (W3, W7).

use super::{Head, Key, Shape, head, key};

pub(super) const HEADS: &[Head] = &[head(
    "stock.causes",
    "差异的原因怎么找",
    "How the cause of a difference is looked for",
)];

pub(super) const KEYS: &[Key] = &[
    key(
        "stock.causes.cut_off_days",
        Shape::Whole(366),
        "W3",
        "截止日前后这么多天内的单据,可能被另一方记到另一期",
        "Documents this many days around the cut-off may have been booked on its other side",
    ),
    key(
        "stock.causes.count_days",
        Shape::Whole(366),
        "W7",
        "盘点前后这么多天内的出入库,可能没赶上盘点",
        "Movements this many days around a count may have missed it",
    ),
    key(
        "stock.causes.voucher_days",
        Shape::Whole(366),
        "W3",
        "另一方自编凭证号时,日期最多相差这么多天",
        "A voucher with a number of its own may be dated this many days apart",
    ),
    key(
        "stock.causes.factors",
        Shape::Words,
        "W3",
        "除商品的装箱数外,常见的每箱件数",
        "Usual pieces in a case, besides the item's pack size",
    ),
    key(
        "stock.causes.set_documents",
        Shape::Whole(60),
        "W3",
        "一个商品的单据不超过这么多时,才试几张单据合起来的数",
        "Sets of documents that sum to a difference are tried for items of up to this many",
    ),
    key(
        "stock.causes.named_from",
        Shape::Share,
        "W3",
        "推断的原因,把握到这个程度才说",
        "An inferred cause is named from this confidence on",
    ),
    key(
        "stock.causes.candidates",
        Shape::Whole(100),
        "W3",
        "同样说得通的单据不超过这么多张,才算找到原因",
        "A cause is named where no more documents than this fit equally well",
    ),
    key(
        "stock.causes.without_cause",
        Shape::Share,
        "W3",
        "账与账的差异里,估计有这么多是账上看不出原因的;越大,说原因越谨慎",
        "Share of differences between books taken to have no cause that shows; the larger, the fewer causes are named",
    ),
    key(
        "stock.causes.without_cause_counted",
        Shape::Share,
        "W7",
        "盘点的差异里,估计有这么多是账上看不出原因的",
        "The same share of differences found by a count",
    ),
    key(
        "stock.causes.amount_tolerance_fen",
        Shape::Whole(10_000),
        "W3",
        "金额相差不超过这么多分,算舍入",
        "Amounts this many fen apart differ by rounding only",
    ),
];
