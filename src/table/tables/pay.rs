//! What pay is worked out from: sales credited to people, shop costs, what was
//! paid before, rewards and penalties.

use super::{field, shared};
use crate::base::Text;
use crate::table::schema::{FieldKind as K, Table};

/// Sales credited to a person.
pub static SALES: Table = Table {
    name: "sales",
    label: Text::new("销售业绩", "credited sales"),
    required: &[&["staff"], &["date"], &["amount"]],
    fields: &[
        field(
            "staff",
            "员工",
            "staff",
            K::Text,
            &[
                "工号",
                "客服",
                "客服昵称",
                "旺旺昵称",
                "业务员",
                "销售员",
                "销售导购",
                "导购",
                "账户名",
                "员工ID",
                "员工姓名",
                "姓名",
                "agent",
                "salesperson",
            ],
        ),
        field(
            "date",
            "日期",
            "date",
            K::DateTime,
            &[
                "销售日期",
                "成交日期",
                "付款时间",
                "订单付款时间",
                "支付时间",
                "单据日期",
                "单据日期.日期",
                "sales date",
            ],
        ),
        field(
            "amount",
            "销售额",
            "amount",
            K::Money,
            &[
                "销售金额",
                "客服销售额",
                "个人销售额",
                "业绩",
                "成交金额",
                "实付金额",
                "实付",
                "金额",
                "sales",
                "sales amount",
            ],
        ),
        field(
            "refund",
            "退款金额",
            "refund",
            K::Money,
            &[
                "退款",
                "完成退款金额",
                "退货金额",
                "refunds",
                "refund amount",
            ],
        ),
        field(
            "refunded_at",
            "退款时间",
            "refunded at",
            K::DateTime,
            &["退款日期", "退款完成时间", "退款成功时间"],
        ),
        field(
            "share",
            "分成比例",
            "share",
            K::Share,
            &["分成", "分摊比例", "占比", "业绩占比"],
        ),
        field("order_no", "订单编号", "order no.", K::Id, shared::ORDER_NO),
        field("shop", "店铺", "shop", K::Text, shared::SHOP),
        field(
            "channel",
            "渠道",
            "channel",
            K::Text,
            &["销售渠道", "平台", "platform"],
        ),
        field(
            "category",
            "类目",
            "category",
            K::Text,
            &["品类", "分类", "商品类目"],
        ),
    ],
};

/// Costs and expenses of a shop (K13).
pub static COSTS: Table = Table {
    name: "costs",
    label: Text::new("店铺费用", "shop costs"),
    required: &[&["month"], &["shop"], &["kind"], &["amount"]],
    fields: &[
        field(
            "month",
            "月份",
            "month",
            K::Month,
            &["费用月份", "月度", "年月", "所属月份"],
        ),
        field("shop", "店铺", "shop", K::Text, shared::SHOP),
        field(
            "kind",
            "费用类型",
            "kind",
            K::Text,
            &[
                "费用项目",
                "费用类别",
                "科目",
                "项目",
                "类型",
                "类别",
                "cost type",
                "type",
            ],
        ),
        field(
            "amount",
            "金额",
            "amount",
            K::Money,
            &["费用金额", "费用", "发生额", "cost"],
        ),
    ],
};

/// Earlier results of a commission run, or the pay sheet they went into.
pub static PAID: Table = Table {
    name: "paid",
    label: Text::new("已发提成", "commission paid"),
    required: &[&["staff"], &["month"]],
    fields: &[
        field(
            "staff",
            "员工",
            "staff",
            K::Text,
            &["员工ID", "员工编号", "工号", "客服", "员工姓名", "姓名"],
        ),
        // 年 and 月 as two columns are not a month: no alias.
        field(
            "month",
            "月份",
            "month",
            K::Month,
            &["工资月份", "年月", "月度", "所属月份"],
        ),
        field("order_no", "订单编号", "order no.", K::Id, shared::ORDER_NO),
        field(
            "base_sales",
            "提成基数",
            "base sales",
            K::Money,
            &["计提销售额", "计提基数", "提成销售额", "commission base"],
        ),
        field(
            "rate",
            "提成比例",
            "rate",
            K::Share,
            &["提成率", "提成点", "提点", "commission rate"],
        ),
        field(
            "commission",
            "提成",
            "commission",
            K::Money,
            &["提成金额", "个人提成", "销售提成"],
        ),
        field(
            "carried",
            "结转",
            "carried",
            K::Money,
            &["结转下月", "结转金额", "负数结转", "carried forward"],
        ),
    ],
};

/// Rewards and penalties (K8, K9); the amount carries its sign.
pub static ADJUSTMENTS: Table = Table {
    name: "adjustments",
    label: Text::new("奖罚", "rewards and penalties"),
    required: &[&["staff"], &["date"], &["amount"]],
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
                "被奖罚人",
                "员工姓名",
                "姓名",
            ],
        ),
        field(
            "date",
            "日期",
            "date",
            K::DateTime,
            &["奖罚日期", "发生日期", "登记日期"],
        ),
        field(
            "amount",
            "金额",
            "amount",
            K::Money,
            &["奖罚金额", "奖惩金额", "调整金额", "奖罚"],
        ),
        field(
            "kind",
            "类型",
            "kind",
            K::Text,
            &["奖罚类型", "奖惩类型", "类别", "项目", "type"],
        ),
        field(
            "reason",
            "原因",
            "reason",
            K::Text,
            &[
                "事由",
                "奖罚原因",
                "奖惩事由",
                "说明",
                "备注",
                "remark",
                "note",
            ],
        ),
        field(
            "approver",
            "审批人",
            "approver",
            K::Text,
            &["批准人", "审核人", "审批", "approved by"],
        ),
    ],
};
