//! `dayclose stock …`

use super::{PeriodArgs, Reading};
use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum StockCommand {
    /// 进销存:期初、入库、出库、结存,数量和金额 | what there was, came in, went out and is left, in quantity and value
    Balance(Box<StockBalanceArgs>),
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose stock balance --movements 流水.xlsx --items 商品.csv --month 2026-10 -o 进销存月报.xlsx | Example:\n  dayclose stock balance --movements ledger.xlsx --items items.csv --month 2026-10 -o stock.xlsx"
)]
pub struct StockBalanceArgs {
    /// 出入库流水(不写则用 [files] 里的) | the stock ledger (left out: the one in [files])
    #[arg(long, value_name = "T")]
    pub movements: Option<String>,
    #[command(flatten)]
    pub period: PeriodArgs,
    /// 期初余额;给了它,本期之前的流水就不算 | opening balances; movements before the period are then left out
    #[arg(long, value_name = "T")]
    pub opening: Option<String>,
    /// 商品表:品名、条码、成本单价 | the item list: names, barcodes, unit costs
    #[arg(long, value_name = "T")]
    pub items: Option<String>,
    /// 计价:fifo 先进先出、average 移动加权平均(默认:配置里的) | how it is valued: fifo or average (default: the config's)
    #[arg(long, value_name = "fifo|average", hide_possible_values = true)]
    pub valuation: Option<ValuationArg>,
    /// 分仓位 location 或批次 lot 列,各算各的成本 | a line for each location or lot, each with its own cost
    #[arg(long, value_name = "location|lot", hide_possible_values = true)]
    pub by: Option<ByArg>,
    /// 没有日期列的单据,全部按这天算 | the date of a form that has no column for it
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// 没有类型列的单据,全部是这个类型 | the document type of a form that has no column for it
    #[arg(long, value_name = "TYPE")]
    pub doc_type: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ValuationArg {
    Fifo,
    Average,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ByArg {
    Location,
    Lot,
}
