//! The pay sheet's columns: keys of the contract, headings, how they total.

use crate::base::Text;
use crate::report::{Column, Kind};

/// Columns of the pay sheet, in order.
pub(super) fn columns(net: bool, overtime: bool) -> Vec<Column> {
    let text = |key: &str, zh, en| Column::new(key, Text::new(zh, en), Kind::Text);
    let money = |key: &str, zh, en| Column::new(key, Text::new(zh, en), Kind::Money).summed();
    let mut columns = vec![
        Column::new("staff", Text::new("员工", "staff"), Kind::Id),
        text("name", "姓名", "name").droppable(1),
        text("month", "月份", "month").droppable(9),
        text("scheme", "方案", "scheme").droppable(3),
        money("credited_sales", "销售额", "credited sales").droppable(5),
        money("excluded_sales", "不计销售额", "excluded sales").droppable(8),
        money("refunds", "退款", "refunds").droppable(7),
        money("base_sales", "提成基数", "base sales"),
        Column::new("kpi_score", Text::new("绩效得分", "KPI score"), Kind::Qty),
        Column::new("rate", Text::new("提成比例", "rate"), Kind::Percent),
        money("commission", "提成", "commission"),
        money("clawback", "退款收回(减)", "clawback (less)").droppable(4),
        money("carried_in", "上月结转", "carried in").droppable(10),
        money("relief", "负数不扣", "relief").droppable(10),
        money("base_pay", "底薪", "base pay"),
        money("service_reward", "服务奖励", "service reward").droppable(8),
        money("review_bonus", "好评奖金", "review bonus").droppable(8),
        money("photo_bonus", "买家秀奖金", "photo bonus").droppable(8),
        money("allowances", "补贴", "allowances").droppable(6),
        money("adjustments", "奖罚", "adjustments").droppable(5),
    ];
    if overtime {
        columns.push(money("overtime", "加班费", "overtime").droppable(6));
    }
    columns.push(
        money(
            "attendance_deduction",
            "考勤扣款(减)",
            "attendance deduction (less)",
        )
        .droppable(5),
    );
    columns.push(money("gross_pay", "应发", "gross pay"));
    if net {
        columns.extend([
            money(
                "social_insurance",
                "个人社保(减)",
                "social insurance (less)",
            )
            .droppable(8),
            money("housing_fund", "个人公积金(减)", "housing fund (less)").droppable(8),
            money("income_tax", "个税(减)", "income tax (less)").droppable(8),
            money("net_pay", "实发", "net pay"),
        ]);
    }
    columns.push(money("carried", "结转下月", "carried").droppable(9));
    columns
}
