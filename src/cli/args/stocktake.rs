//! `stocktake …`: what each command takes.

use super::Reading;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum StocktakeCommand {
    /// 两次盘点对比:哪里变了、为什么、谁要复盘 | two counts compared: what changed, why, who must look again
    Diff(StocktakeDiffArgs),
}

#[derive(Debug, Args)]
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
