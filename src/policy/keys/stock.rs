//! The warehouse (W).

use super::{Head, Key, Shape, head, key};
use crate::base::Text;

/// A hundred years and more.
const DAYS: Shape = Shape::Whole(36_600);

pub(super) const HEADS: &[Head] = &[
    head("stock", "仓库", "The warehouse"),
    head(
        "stock.doc_types",
        "自己的单据类型,程序认得的之外再加的",
        "Your own movement types, besides those the program knows",
    ),
];

pub(super) const KEYS: &[Key] = &[
    key(
        "stock.valuation",
        Shape::Valuation,
        "W6",
        "库存计价:fifo 先进先出,average 移动加权平均;一年之内不要换",
        "How stock is valued: fifo (first in, first out) or average (moving average); keep to one within a year",
    ),
    key(
        "stock.keeper_signs",
        Shape::Flag,
        "W2",
        "入库单要有保管员签名",
        "A receipt is signed by the keeper",
    ),
    key(
        "stock.supervisor_signs",
        Shape::Flag,
        "W2",
        "入库单要有仓库主管签名",
        "A receipt is signed by the warehouse supervisor",
    ),
    key(
        "stock.post_days",
        DAYS,
        "W3",
        "单据日期后几天内要入账;0 = 当日清",
        "Days within which a document is posted; 0 = on its own day",
    ),
    key(
        "stock.delivery_days",
        DAYS,
        "W1",
        "入库单与送货单没有共同单号时,日期相差几天以内还算同一批货",
        "Where no number joins receipt and delivery note: days they may lie apart and still be one delivery",
    ),
    key(
        "stock.price_tolerance",
        Shape::Share,
        "W1",
        "入库单价与采购单价可以相差的比例",
        "By how much of the ordered price a receipt's may differ",
    ),
    key(
        "stock.series_leap",
        Shape::Whole(1_000_000_000),
        "W15",
        "连号中断超过这么多号,算换了一本新单据,不算缺号",
        "A leap over more numbers than this is a new pad of forms, not missing numbers",
    ),
    key(
        "stock.expiry_first",
        Shape::Flag,
        "W5",
        "先看有效期,再看入库日期:先到期先出",
        "The earlier expiry goes first, before the earlier receipt",
    ),
    key(
        "stock.chase_times",
        Shape::Whole(1_000),
        "W13",
        "交货日前要催货几次",
        "How often the supplier is chased before the due day",
    ),
    key(
        "stock.chase_notice_days",
        DAYS,
        "W13",
        "交货日前几天起提醒催货",
        "Days before the due day from which a chase that is owed is told",
    ),
    key(
        "stock.rate_days",
        DAYS,
        "W9",
        "近几天的出库算日均",
        "Days of issues that make the recent average",
    ),
    key(
        "stock.visit_cycle_days",
        DAYS,
        "W9",
        "几天订一次货:订货量要撑到下次",
        "Days from one order to the next: what is ordered must last as long",
    ),
    key(
        "stock.order_uplift",
        Shape::Share,
        "W9",
        "促销或旺季时在日均上加的比例",
        "Added to the recent average for a promotion or the season",
    ),
    key(
        "stock.dead_days",
        DAYS,
        "W9",
        "几天没有出库算积压",
        "Days without an issue that make stock dead",
    ),
    key(
        "stock.slow_days",
        DAYS,
        "W9",
        "按日均要卖几天以上算滞销",
        "Days of cover above which stock is slow",
    ),
    key(
        "stock.near_expiry",
        Shape::Fraction,
        "W10",
        "剩余保质期到几分之几以内算大日期",
        "The part of its shelf life from which a lot is near its expiry",
    ),
    key(
        "stock.clearance",
        Shape::Share,
        "W10",
        "清货建议打掉的折扣:30% 就是七折",
        "Off the price where goods must be cleared",
    ),
    key(
        "stock.returns_areas",
        Shape::Words,
        "W12",
        "退货暂放的仓位",
        "Places where returned goods wait",
    ),
    key(
        "stock.putaway_days",
        DAYS,
        "W12",
        "退货几天内要归位;0 = 当天",
        "Days within which returned goods are put away; 0 = on the day",
    ),
    key(
        "stock.age_buckets",
        Shape::Rising,
        "W9",
        "库龄分段的上限,天",
        "Upper ends of the ageing buckets, in days",
    ),
    Key {
        path: "stock.doc_types.*",
        shape: Shape::Direction,
        rule: "W4",
        why: Text::new(
            "单据类型算入库 in 还是出库 out",
            "Whether this type of movement goes in or out",
        ),
        example: "\"样品领用\" = \"out\"",
    },
];
