//! `kpi` and `commission`.

use super::Reading;
use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose kpi --month 2026-10 --service 客服.xlsx --staff 员工.xlsx | Example:\n  dayclose kpi --month 2026-10 --service service.xlsx --staff staff.xlsx"
)]
pub struct KpiArgs {
    /// 哪个月,如 2026-10(默认:上一个整月) | the month, 2026-10 (default: the last complete one)
    #[arg(long, value_name = "YYYY-MM", conflicts_with = "quarter")]
    pub month: Option<String>,
    /// 哪个季度,如 2026Q3 | the quarter, 2026Q3
    #[arg(long, value_name = "YYYYQN")]
    pub quarter: Option<String>,
    /// 客服绩效导出 | customer-service figures
    #[arg(long, value_name = "T")]
    pub service: Option<String>,
    /// 员工表 | staff
    #[arg(long, value_name = "T")]
    pub staff: Option<String>,
    /// 订单:新客、店铺销售额 | orders: new customers, sales of the shops
    #[arg(long, value_name = "T")]
    pub orders: Option<String>,
    /// 考勤 | attendance
    #[arg(long, value_name = "T")]
    pub attendance: Option<String>,
    /// 奖罚表 | rewards and penalties
    #[arg(long, value_name = "T")]
    pub adjustments: Option<String>,
    /// 销售目标 | sales targets
    #[arg(long, value_name = "T")]
    pub targets: Option<String>,
    /// 走访记录 | visits
    #[arg(long, value_name = "T")]
    pub visits: Option<String>,
    /// 店铺费用 | costs of the shops
    #[arg(long, value_name = "T")]
    pub costs: Option<String>,
    /// 上次的结果(json、csv、xlsx):同一个月列出哪里变了、为什么,别的月列出涨跌 | an earlier result (json, csv, xlsx): of the same month what changed and why, of another the difference
    #[arg(long, value_name = "OLD")]
    pub compare: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose commission --month 2026-10 --sales 销售.csv --staff 员工.xlsx --kpi 绩效.xlsx -o 工资.xlsx | Example:\n  dayclose commission --month 2026-10 --sales sales.csv --staff staff.xlsx --kpi kpi.xlsx -o pay.xlsx"
)]
pub struct CommissionArgs {
    /// 哪个月,如 2026-10(默认:上一个整月) | the month, 2026-10 (default: the last complete one)
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<String>,
    /// 员工表 | staff
    #[arg(long, value_name = "T")]
    pub staff: Option<String>,
    /// 销售业绩,每人每天或每单一行 | credited sales, a line for each person and day or order
    #[arg(long, value_name = "T", conflicts_with = "orders")]
    pub sales: Option<String>,
    /// 订单,带客服 | orders that name the agent
    #[arg(long, value_name = "T")]
    pub orders: Option<String>,
    /// 客服绩效:件数、绩效;没有 --sales 和 --orders 时也是销售额 | customer-service figures: pieces and KPI; without --sales and --orders the sales too
    #[arg(long, value_name = "T")]
    pub service: Option<String>,
    /// 绩效得分(kpi 的结果);不给就先按 --service 算 | KPI scores (what kpi wrote); left out, kpi runs on --service first
    #[arg(long, value_name = "T")]
    pub kpi: Option<String>,
    /// 销售目标,算绩效用 | sales targets, for KPI
    #[arg(long, value_name = "T")]
    pub targets: Option<String>,
    /// 走访记录,算绩效用 | visits, for KPI
    #[arg(long, value_name = "T")]
    pub visits: Option<String>,
    /// 奖罚表 | rewards and penalties
    #[arg(long, value_name = "T")]
    pub adjustments: Option<String>,
    /// 考勤 | attendance
    #[arg(long, value_name = "T")]
    pub attendance: Option<String>,
    /// 以前发过的提成:退款按当时的比例收回,负数结转 | commission paid before: refunds go back at the rate paid then, what was carried
    #[arg(long, value_name = "T")]
    pub paid: Option<String>,
    /// 用文字和数字写出这个人的工资是怎么算的 | print how this person's pay was worked out
    #[arg(long, value_name = "STAFF")]
    pub explain: Option<String>,
    /// 上次的结果(json、csv、xlsx):列出哪里变了、为什么 | an earlier result (json, csv, xlsx): what changed and why
    #[arg(long, value_name = "OLD")]
    pub compare: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}
