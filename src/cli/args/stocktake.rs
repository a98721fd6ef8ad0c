//! `stocktake …`: what each command takes.

use super::Reading;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum StocktakeCommand {
    /// 打印盘点表:按货位顺序,一区一页,默认不印账面数 | a sheet to count with: by bin, a page an area, blind by default
    Sheet(StocktakeSheetArgs),
    /// 两次盘点对比:哪里变了、为什么、谁要复盘 | two counts compared: what changed, why, who must look again
    Diff(StocktakeDiffArgs),
    /// 季末全盘报告:盘盈、盘亏、残次,原因、责任人、处理意见 | the quarter's full count: surplus, shortage, damage, with cause, responsible and proposal
    Report(Box<StocktakeReportArgs>),
    /// 历次盘点的走势:新差异、老差异、准确率、损耗 | counts over time: new and recurring variances, accuracy, shrink
    Trend(StocktakeTrendArgs),
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose stocktake sheet --book 流水.xlsx --items 商品.csv -o 盘点表.xlsx\n  dayclose stocktake sheet --book 流水.xlsx --items 商品.csv --spot 20 --history 盘点 -o 抽盘表.xlsx\n  dayclose stocktake sheet --book 流水.xlsx --due --history 盘点 -o 该盘的.xlsx | Examples:\n  dayclose stocktake sheet --book ledger.xlsx --items items.csv -o sheet.xlsx\n  dayclose stocktake sheet --book ledger.xlsx --items items.csv --spot 20 --history counts -o spot.xlsx\n  dayclose stocktake sheet --book ledger.xlsx --due --history counts -o due.xlsx"
)]
pub struct StocktakeSheetArgs {
    /// 账:库存余额或出入库流水 | the book: balances, or movements
    #[arg(long, value_name = "TABLE")]
    pub book: Option<String>,
    /// 商品资料:品名、规格、条码、等级、成本 | items: names, specs, barcodes, classes, costs
    #[arg(long, value_name = "TABLE")]
    pub items: Option<String>,
    /// 不印账面数量(默认 yes;no 则印上) | leave the book's quantity out (default yes; no prints it)
    #[arg(
        long,
        value_name = "yes|no",
        num_args = 0..=1,
        default_missing_value = "yes",
        default_value = "yes",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub blind: YesNo,
    /// 抽盘:按金额和以往差异抽这么多处 | spot check: draw so many places by value and past variance
    #[arg(long, value_name = "N")]
    pub spot: Option<usize>,
    /// 抽盘的随机种子(默认:当天日期) | seed of the draw (default: the day's date)
    #[arg(long, value_name = "N", requires = "spot")]
    pub seed: Option<u64>,
    /// 只盘这个等级的商品 | only items of this class
    #[arg(long, value_name = "A")]
    pub class: Option<String>,
    /// 只盘这辆车(或这个区域) | only this van, or this area
    #[arg(long, value_name = "NAME")]
    pub van: Option<String>,
    /// 只盘到期该盘的区域,要给 --history | only areas that are due, needs --history
    #[arg(long, requires = "history")]
    pub due: bool,
    /// 以往盘点表的文件夹 | folder of earlier counts
    #[arg(long, value_name = "DIR")]
    pub history: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose stocktake trend 盘点 --movements 流水.xlsx --items 商品.csv -o 走势.xlsx | Examples:\n  dayclose stocktake trend counts --movements ledger.xlsx --items items.csv -o trend.xlsx"
)]
pub struct StocktakeTrendArgs {
    /// 历次盘点表的文件夹 | folder of the counts, one after the other
    #[arg(value_name = "DIR")]
    pub dir: String,
    /// 这段时间的出入库流水 | the movements of the time
    #[arg(long, value_name = "TABLE")]
    pub movements: Option<String>,
    /// 商品资料:品名、成本、装箱数 | items: names, costs, pack sizes
    #[arg(long, value_name = "TABLE")]
    pub items: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum YesNo {
    Yes,
    No,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose stocktake diff 盘点_2026-10-21.xlsx 盘点_2026-10-28.xlsx --movements 流水.xlsx --items 商品.csv\n  dayclose stocktake diff 上周 本周 --second 复盘.xlsx -o 对比.xlsx | Examples:\n  dayclose stocktake diff count_2026-10-21.xlsx count_2026-10-28.xlsx --movements ledger.xlsx --items items.csv\n  dayclose stocktake diff last this --second recount.xlsx -o compared.xlsx"
)]
pub struct StocktakeDiffArgs {
    /// 上次的盘点表,文件或文件夹 | the last count, a file or a folder
    #[arg(value_name = "LAST")]
    pub last: String,
    /// 这次的盘点表,文件或文件夹 | this count, a file or a folder
    #[arg(value_name = "THIS")]
    pub this: String,
    /// 复盘表:有它的地方以它为准 | the second count; where it has a figure, that settles
    #[arg(long, value_name = "TABLE")]
    pub second: Option<String>,
    /// 两次盘点之间的出入库流水 | the movements between the two counts
    #[arg(long, value_name = "TABLE")]
    pub movements: Option<String>,
    /// 商品资料:品名、等级、装箱数、成本 | items: names, classes, pack sizes, costs
    #[arg(long, value_name = "TABLE")]
    pub items: Option<String>,
    /// 上次盘点的时刻(盘点表里没有时) | when the last count was made, where it does not say
    #[arg(long, value_name = "TIME", requires = "to")]
    pub from: Option<String>,
    /// 这次盘点的时刻(盘点表里没有时) | when this count was made, where it does not say
    #[arg(long, value_name = "TIME", requires = "from")]
    pub to: Option<String>,
    /// 相符的也列出 | list places that agree too
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose stocktake report --quarter 2026Q4 --book 流水.xlsx --count 季末盘点.xlsx --items 商品.csv -o 季度盘点报告.xlsx\n  dayclose stocktake report --quarter 2026Q4 --book 结存.csv --movements 流水.xlsx --count 季末盘点 --history 盘点 | Examples:\n  dayclose stocktake report --quarter 2026Q4 --book ledger.xlsx --count count.xlsx --items items.csv -o quarter.xlsx\n  dayclose stocktake report --quarter 2026Q4 --book balances.csv --movements ledger.xlsx --count sheets --history counts"
)]
pub struct StocktakeReportArgs {
    /// 哪个季度,如 2026Q4 | the quarter, 2026Q4
    #[arg(long, value_name = "YYYYQn")]
    pub quarter: String,
    /// 账:出入库流水,或盘点时的库存余额 | the book: movements, or the balances at the time of the count
    #[arg(long, value_name = "TABLE")]
    pub book: Option<String>,
    /// 季末盘点表,文件或文件夹 | the quarter's count, a file or a folder
    #[arg(long, value_name = "TABLE")]
    pub count: Option<String>,
    /// 复盘表:有它的地方以它为准 | the second count; where it has a figure, that settles
    #[arg(long, value_name = "TABLE")]
    pub second: Option<String>,
    /// 账是余额时的出入库流水:查原因、保管员、成本 | movements where the book is balances: for causes, keepers and costs
    #[arg(long, value_name = "TABLE")]
    pub movements: Option<String>,
    /// 商品资料:品名、装箱数、成本 | items: names, pack sizes, costs
    #[arg(long, value_name = "TABLE")]
    pub items: Option<String>,
    /// 以往盘点表的文件夹:看哪些区域过期没盘 | folder of earlier counts: which areas are overdue
    #[arg(long, value_name = "DIR")]
    pub history: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}
