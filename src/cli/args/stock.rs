//! `dayclose stock …`

use super::{PeriodArgs, Reading};
use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum StockCommand {
    /// 进销存:期初、入库、出库、结存,数量和金额 | what there was, came in, went out and is left, in quantity and value
    Balance(Box<StockBalanceArgs>),
    /// 单据核查:无单、缺号、签名、收货三单核对、负库存、先进先出、采购催货 | are the documents whole: numbers, signatures, goods in, stock below zero, first in first out, orders
    Docs(Box<StockDocsArgs>),
    /// 库存预警:缺货、超储、积压、临期、下架、退货,各附建议 | what to order, move, clear, send back or take off sale, each with a proposal
    Alerts(Box<StockAlertsArgs>),
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

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose stock docs --movements 流水.xlsx --purchase-orders 采购.csv --delivery-notes 送货单.csv --month 2026-10 | Example:\n  dayclose stock docs --movements ledger.xlsx --purchase-orders orders.csv --delivery-notes notes.csv --month 2026-10"
)]
pub struct StockDocsArgs {
    /// 出入库流水(不写则用 [files] 里的) | the stock ledger (left out: the one in [files])
    #[arg(long, value_name = "T")]
    pub movements: Option<String>,
    /// 采购订单(不写则用 [files] 里的) | purchase orders (left out: those in [files])
    #[arg(long, value_name = "T")]
    pub purchase_orders: Option<String>,
    /// 送货单(不写则用 [files] 里的) | delivery notes (left out: those in [files])
    #[arg(long, value_name = "T")]
    pub delivery_notes: Option<String>,
    #[command(flatten)]
    pub period: PeriodArgs,
    /// 期初余额;给了它,本期之前的流水就不算 | opening balances; movements before the period are then left out
    #[arg(long, value_name = "T")]
    pub opening: Option<String>,
    /// 商品表:品名、规格、条码 | the item list: names, specs, barcodes
    #[arg(long, value_name = "T")]
    pub items: Option<String>,
    /// 没有日期列的单据,全部按这天算 | the date of a form that has no column for it
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// 没有类型列的单据,全部是这个类型 | the document type of a form that has no column for it
    #[arg(long, value_name = "TYPE")]
    pub doc_type: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose stock alerts --movements 流水.xlsx --items 商品.csv -o 库存预警.xlsx | Example:\n  dayclose stock alerts --movements ledger.xlsx --items items.csv -o alerts.xlsx"
)]
pub struct StockAlertsArgs {
    /// 出入库流水(不写则用 [files] 里的) | the stock ledger (left out: the one in [files])
    #[arg(long, value_name = "T")]
    pub movements: Option<String>,
    /// 商品表:安全库存、上限、保质期、成本(不写则用 [files] 里的) | the item list: safety stock, maximum, shelf life, cost (left out: the one in [files])
    #[arg(long, value_name = "T")]
    pub items: Option<String>,
    /// 采购订单:在途的不再订(不写则用 [files] 里的) | purchase orders: what is on its way is not ordered again (left out: those in [files])
    #[arg(long, value_name = "T")]
    pub purchase_orders: Option<String>,
    /// 期初余额,在流水第一天之前 | opening balances, from before the ledger's first day
    #[arg(long, value_name = "T")]
    pub opening: Option<String>,
    /// 看到哪天为止(含;默认今天) | the day to look at, included (default: today)
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// 没有日期列的单据,全部按这天算 | the date of a form that has no column for it
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// 没有类型列的单据,全部是这个类型 | the document type of a form that has no column for it
    #[arg(long, value_name = "TYPE")]
    pub doc_type: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}
