//! How orders may change (O2, O3).

use super::{Head, Key, Shape, head, key};

/// A year.
const HOURS: Shape = Shape::Whole(8784);

pub(super) const HEADS: &[Head] = &[
    head(
        "orders",
        "订单字段的改动规矩",
        "How the fields of an order may change",
    ),
    head(
        "orders.open",
        "没办完的订单多久要有人看:小时数,0 = 不看",
        "How long an order may stand before somebody looks: hours, 0 = not judged",
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
        "orders.response_minutes",
        Shape::Whole(1440),
        "O4",
        "受理后几分钟内要联系客户确认",
        "Minutes after acceptance within which the customer is contacted",
    ),
    key(
        "orders.series_share",
        Shape::Share,
        "O6",
        "单号里至少有这么多是接着前一号的,才算连号,才查缺号;平台随机发的号不查",
        "Numbers of which this share follow the one before are a series and are checked for gaps; a platform's random ones are not",
    ),
    key(
        "orders.series_leap",
        Shape::Whole(1_000_000_000),
        "O6",
        "一次跳过的号比这还多,算另起一段",
        "A leap of more numbers than this is a new beginning",
    ),
    key(
        "orders.freight_most",
        Shape::Amount,
        "O6",
        "订单总额最多比各行合计多这么多元(运费)",
        "Yuan by which an order's total may exceed its lines (freight)",
    ),
    key(
        "orders.discount_most",
        Shape::Share,
        "O6",
        "订单总额最多比各行合计少这个比例(整单优惠)",
        "Share of its lines by which an order's total may be lower (a discount on the whole)",
    ),
    key(
        "orders.open.unpaid_hours",
        HOURS,
        "O5",
        "下单后这么久没付款",
        "Not paid so long after it was placed",
    ),
    key(
        "orders.open.to_ship_hours",
        HOURS,
        "O5",
        "付款后这么久没发货",
        "Not shipped so long after it was paid",
    ),
    key(
        "orders.open.partly_shipped_hours",
        HOURS,
        "O5",
        "部分发货后这么久没发齐",
        "Not wholly shipped so long after the first parcel",
    ),
    key(
        "orders.open.shipped_hours",
        HOURS,
        "O5",
        "发货后这么久没签收:催物流",
        "Not received so long after it was shipped: chase the carrier",
    ),
    key(
        "orders.open.received_hours",
        HOURS,
        "O5",
        "发货后这么久还没办结",
        "Received, but not finished so long after it was shipped",
    ),
    key(
        "orders.open.tracking_hours",
        HOURS,
        "O5",
        "发货后这么久还没有快递单号",
        "No tracking number so long after it was shipped",
    ),
    key(
        "orders.open.refund_words",
        Shape::Words,
        "O5",
        "表示退款中、维权中的状态:每天都要看",
        "Status words of a refund in progress or a claim: looked at every day",
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
