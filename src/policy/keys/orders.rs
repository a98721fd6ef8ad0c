//! How orders may change (O2, O3).

use super::{Head, Key, Shape, head, key};

pub(super) const HEADS: &[Head] = &[
    head(
        "orders",
        "订单字段的改动规矩",
        "How the fields of an order may change",
    ),
    head(
        "orders.status",
        "订单状态的先后",
        "The order of the status words",
    ),
];

pub(super) const KEYS: &[Key] = &[
    key(
        "orders.frozen",
        Shape::Words,
        "O2",
        "订单生成后不得改动的字段",
        "Fields nobody may change once the order exists",
    ),
    key(
        "orders.once",
        Shape::Words,
        "O2",
        "可以从空白填上、填上后不得再改的字段",
        "Fields that may be filled in, but not changed after that",
    ),
    key(
        "orders.lifecycle",
        Shape::Words,
        "O2",
        "只许往前走的字段:状态不得倒退,退款不得减少",
        "Fields that only go forward: a status not back, a refund not down",
    ),
    key(
        "orders.append_only",
        Shape::Words,
        "O2",
        "只许在后面添写的字段",
        "Fields that may only grow at the end",
    ),
    key(
        "orders.amendable",
        Shape::Words,
        "O3",
        "客户要求、备注添写了日期和姓名时可以改的字段",
        "Fields that may change at the customer's request, when the remark grew by a date and a name",
    ),
    key(
        "orders.require_flag",
        Shape::Flag,
        "O3",
        "有据修改是否还须插红旗",
        "Whether an amendment needs the red flag too",
    ),
    key(
        "orders.coverage_share",
        Shape::Share,
        "O2",
        "应有的订单缺了超过这个比例,视为导出不全",
        "An export lacking more than this share of the expected orders is incomplete",
    ),
    key(
        "orders.coverage_orders",
        Shape::Whole(1_000_000_000),
        "O2",
        "并且至少缺这么多单",
        "… and at least this many of them",
    ),
    key(
        "orders.status.steps",
        Shape::Steps,
        "O2",
        "状态的先后,同一步的说法写在一起;第一步是未付款",
        "The steps of an order, the words of one step together; the first is «not paid»",
    ),
    key(
        "orders.status.closed",
        Shape::Words,
        "O2",
        "表示订单已关闭的说法",
        "Words that mean the order is closed",
    ),
];
