//! `dayclose orders …`

use super::Reading;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum OrdersCommand {
    /// 联系及时率、没办完的订单、缺号重号、总额核对 | customers contacted in time, orders not done, numbers missing or used twice, totals
    Check(Box<OrdersCheckArgs>),
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose orders check --orders 订单.csv --contacts 联系.csv --month 2026-10 | Example:\n  dayclose orders check --orders orders.csv --contacts calls.csv --month 2026-10"
)]
pub struct OrdersCheckArgs {
    /// 订单;同一单在几份导出里的,看最新一份 | orders; of an order in several exports the newest speaks
    #[arg(long, value_name = "T")]
    pub orders: Option<String>,
    /// 联系客户的记录 | when customers were contacted
    #[arg(long, value_name = "T")]
    pub contacts: Option<String>,
    /// 员工表:客服的别名归到本人 | staff: an agent's nicks go to the person
    #[arg(long, value_name = "T")]
    pub staff: Option<String>,
    /// 只看这个月下的订单(默认:全部);没办完的不论哪天下的都看 | only orders placed in this month (default: all); open orders are told whenever they were placed
    #[arg(long, value_name = "YYYY-MM", conflicts_with_all = ["from", "to"])]
    pub month: Option<String>,
    /// 从哪天起(含) | first day
    #[arg(long, value_name = "DATE", requires = "to")]
    pub from: Option<String>,
    /// 到哪天止(含) | last day, included
    #[arg(long, value_name = "DATE", requires = "from")]
    pub to: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}
