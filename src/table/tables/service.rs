//! Customer service statistics (赤兔 and its likes), first contacts, scores,
//! targets, visits.
//!
//! * `inquiries` are people who asked before buying (询单人数); 咨询人数 stands
//!   in where a report has no such column; 接待人数 (people served, buyers with
//!   after-sales questions among them) does not.
//! * `good_reviews` are reviews of the order. 很满意 is the answer to the
//!   satisfaction question after a conversation, and is not one of them.
//! * Ratios a report has already worked out (转化率, 回复率) stay unmapped: they
//!   are recomputed from sums.

use super::{field, shared};
use crate::base::Text;
use crate::table::schema::{FieldKind as K, Table};

/// One person's figures of a day or a month.
pub static SERVICE: Table = Table {
    name: "service",
    label: Text::new("客服绩效", "customer service"),
    required: &[&["staff"], &["date", "month"], &["sales"]],
    fields: &[
        field(
            "staff",
            "客服",
            "staff",
            K::Text,
            &[
                "旺旺昵称",
                "客服昵称",
                "旺旺",
                "客服旺旺",
                "客服账号",
                "客服帐号",
                "账户名",
                "子账号",
                "员工",
                "工号",
                "客服姓名",
                "姓名",
                "agent",
            ],
        ),
        field(
            "date",
            "日期",
            "date",
            K::DateTime,
            &["统计日期", "统计时间", "接待日期", "day"],
        ),
        field(
            "month",
            "月份",
            "month",
            K::Month,
            &["统计月份", "月度", "年月"],
        ),
        field(
            "sales",
            "销售额",
            "sales",
            K::Money,
            &[
                "客服销售额",
                "个人销售额",
                "销售金额",
                "询单销售额",
                "付款金额",
                "成交金额",
                "sales amount",
            ],
        ),
        field(
            "inquiries",
            "询单人数",
            "inquiries",
            K::Number,
            &["询盘人数", "咨询人数", "inquirers"],
        ),
        field(
            "buyers",
            "销售人数",
            "buyers",
            K::Number,
            &[
                "最终付款人数",
                "询单->最终付款人数",
                "付款人数",
                "成交人数",
                "购买人数",
                "下单人数",
            ],
        ),
        field(
            "first_response_s",
            "首次响应(秒)",
            "first response (s)",
            K::Number,
            &[
                "首次响应",
                "首次响应时间",
                "首响时间",
                "平均首次响应时间",
                "首次响应时长",
                "first response",
            ],
        ),
        field(
            "avg_response_s",
            "平均响应(秒)",
            "average response (s)",
            K::Number,
            &[
                "平均响应",
                "平均响应时间",
                "平均响应时长",
                "平均回复时间",
                "average response",
            ],
        ),
        field(
            "satisfaction",
            "客户满意率",
            "satisfaction",
            K::Share,
            &["客户满意比", "满意率", "满意度", "客户满意度", "服务满意度"],
        ),
        field(
            "good_reviews",
            "好评数",
            "good reviews",
            K::Number,
            &["好评", "好评量", "好评条数", "好评人数"],
        ),
        field(
            "bad_reviews",
            "差评数",
            "bad reviews",
            K::Number,
            &["差评", "差评量", "中差评数", "中差评", "差评条数"],
        ),
        field(
            "buyer_photos",
            "买家秀",
            "buyer photos",
            K::Number,
            &["买家秀数", "买家秀数量", "晒图数", "晒单数", "晒图"],
        ),
        field(
            "refunds",
            "退款金额",
            "refunds",
            K::Money,
            &[
                "完成退款金额",
                "退款",
                "成功退款金额",
                "客服退款金额",
                "refund",
            ],
        ),
        field(
            "return_visits_due",
            "应回访数",
            "return visits due",
            K::Number,
            &["应回访", "应回访人数", "需回访数", "应回访客户数"],
        ),
        field(
            "return_visits_done",
            "已回访数",
            "return visits done",
            K::Number,
            &[
                "已回访",
                "已回访人数",
                "实际回访数",
                "完成回访数",
                "已回访客户数",
            ],
        ),
    ],
};

/// A person's score of a month; also what `kpi` itself writes.
pub static KPI: Table = Table {
    name: "kpi",
    label: Text::new("绩效得分", "KPI scores"),
    required: &[&["staff"], &["month"], &["score"]],
    fields: &[
        field(
            "staff",
            "员工",
            "staff",
            K::Text,
            &[
                "工号",
                "客服",
                "员工ID",
                "员工编号",
                "客服昵称",
                "旺旺昵称",
                "员工姓名",
                "姓名",
            ],
        ),
        field(
            "month",
            "月份",
            "month",
            K::Month,
            &["考核月份", "月度", "年月", "考核月"],
        ),
        field(
            "score",
            "得分",
            "score",
            K::Number,
            &[
                "总分",
                "总得分",
                "绩效得分",
                "考核得分",
                "KPI得分",
                "考核分数",
                "分数",
                "绩效分",
                "kpi",
                "total score",
            ],
        ),
    ],
};

/// Monthly sales targets, whole or split (K12).
pub static TARGETS: Table = Table {
    name: "targets",
    label: Text::new("销售目标", "sales targets"),
    required: &[&["month"], &["target"]],
    fields: &[
        field(
            "month",
            "月份",
            "month",
            K::Month,
            &["目标月份", "月度", "年月"],
        ),
        field(
            "target",
            "目标",
            "target",
            K::Money,
            &[
                "销售目标",
                "目标金额",
                "目标销售额",
                "月目标",
                "任务",
                "任务额",
                "target amount",
            ],
        ),
        field(
            "staff",
            "员工",
            "staff",
            K::Text,
            &["工号", "客服", "业务员", "负责人", "员工姓名", "姓名"],
        ),
        field(
            "channel",
            "渠道",
            "channel",
            K::Text,
            &["销售渠道", "平台", "platform"],
        ),
        field("shop", "店铺", "shop", K::Text, shared::SHOP),
        field(
            "category",
            "类目",
            "category",
            K::Text,
            &["品类", "分类", "商品类目"],
        ),
    ],
};

/// Visits to shops and field days (K14).
pub static VISITS: Table = Table {
    name: "visits",
    label: Text::new("拜访记录", "visits"),
    required: &[&["staff"], &["date"], &["shop"]],
    fields: &[
        field(
            "staff",
            "员工",
            "staff",
            K::Text,
            &[
                "工号",
                "客服",
                "拜访人",
                "业务员",
                "督导",
                "员工姓名",
                "姓名",
                "visitor",
            ],
        ),
        field(
            "date",
            "日期",
            "date",
            K::DateTime,
            &["拜访日期", "拜访时间", "巡店日期", "走访日期"],
        ),
        field(
            "shop",
            "门店",
            "shop",
            K::Text,
            &[
                "店铺",
                "店铺名称",
                "门店名称",
                "网点",
                "客户",
                "客户名称",
                "store",
            ],
        ),
        field(
            "class",
            "门店等级",
            "class",
            K::Text,
            &["等级", "客户等级", "店铺等级", "门店级别", "级别"],
        ),
        field(
            "kind",
            "拜访类型",
            "kind",
            K::Text,
            &["类型", "拜访方式", "工作类型", "事项", "type"],
        ),
        field(
            "vehicle",
            "车辆",
            "vehicle",
            K::Text,
            &["车牌", "车牌号", "车号", "跟车车辆", "van"],
        ),
    ],
};

/// When a customer was first contacted about an order (O4).
pub static CONTACTS: Table = Table {
    name: "contacts",
    label: Text::new("联系记录", "contacts"),
    required: &[&["order_no"], &["contacted_at"]],
    fields: &[
        field(
            "order_no",
            "订单编号",
            "order no.",
            K::Id,
            &[
                "主订单编号",
                "订单号",
                "平台订单号",
                "order no",
                "order number",
                "order id",
            ],
        ),
        field(
            "contacted_at",
            "联系时间",
            "contacted at",
            K::DateTime,
            &[
                "首次联系时间",
                "联系客户时间",
                "客户联系时间",
                "回访时间",
                "致电时间",
                "通话时间",
                "拨打时间",
                "contact time",
                "call time",
            ],
        ),
        field(
            "staff",
            "客服",
            "staff",
            K::Text,
            &[
                "员工",
                "工号",
                "客服昵称",
                "联系人员",
                "坐席",
                "姓名",
                "agent",
            ],
        ),
    ],
};
