//! `dayclose reconcile`

use super::Reading;
use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose reconcile --book 流水.xlsx --finance 财务结存.csv --items 商品.xlsx --as-of 2026-10-31\n  dayclose reconcile --book 流水.xlsx --count 盘点.xlsx -o 账实核对.xlsx | Examples:\n  dayclose reconcile --book ledger.xlsx --finance finance.csv --items items.xlsx --as-of 2026-10-31\n  dayclose reconcile --book ledger.xlsx --count count.xlsx -o count.xlsx"
)]
pub struct ReconcileArgs {
    /// 仓库账:流水或余额(不写则用 [files] 里的 movements) | the warehouse's book, movements or balances (left out: movements in [files])
    #[arg(long, value_name = "T")]
    pub book: Option<String>,
    /// 财务账:流水或余额 | finance's book, movements or balances
    #[arg(long, value_name = "T")]
    pub finance: Option<String>,
    /// 系统库存:流水或余额 | the system's stock, movements or balances
    #[arg(long, value_name = "T")]
    pub system: Option<String>,
    /// 货卡:流水或余额 | the bin cards, movements or balances
    #[arg(long, value_name = "T")]
    pub cards: Option<String>,
    /// 盘点表;空白数量是未盘 | the count; a blank quantity is not counted
    #[arg(long, value_name = "T")]
    pub count: Option<String>,
    /// 期初余额,加进仓库账 | opening balances, added to the book
    #[arg(long, value_name = "T")]
    pub opening: Option<String>,
    /// 商品表:品名、规格、装箱数、成本、条码 | items: name, spec, pack size, cost, barcode
    #[arg(long, value_name = "T")]
    pub items: Option<String>,
    /// 截至哪天(含)或哪个时刻 | up to this day, included, or this moment
    #[arg(long, value_name = "T")]
    pub as_of: Option<String>,
    /// 相符的也列出 | list what agrees too
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub reading: Reading,
}
