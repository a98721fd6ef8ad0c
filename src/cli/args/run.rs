//! `run`: the day, the week, the month.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum RunCommand {
    /// 每天:按配置依次做完,报表放进当天的文件夹 | the day: the chores of the config, reports in the day's folder
    #[command(
        after_help = "例:\n  dayclose -q run daily || [ $? -eq 1 ] | Example:\n  dayclose -q run daily || [ $? -eq 1 ]"
    )]
    Daily(RunArgs),
    /// 每周:到当天为止的七天 | the week: the seven days up to that day
    #[command(
        after_help = "例:\n  dayclose run weekly --date 2026-11-27 | Example:\n  dayclose run weekly --date 2026-11-27"
    )]
    Weekly(RunArgs),
    /// 每月:上一个整月;--close 封存当月 | the month: the last complete one; --close seals it
    #[command(
        after_help = "例:\n  dayclose run monthly --month 2026-11 --close | Example:\n  dayclose run monthly --month 2026-11 --close"
    )]
    Monthly(MonthlyArgs),
}

#[derive(Debug, Args)]
pub struct RunArgs {
    /// 当作哪一天的(默认今天);报表放进这天的文件夹 | the day it is about (default: today); names the folder of the reports
    #[arg(long, value_name = "DATE")]
    pub date: Option<chrono::NaiveDate>,
}

#[derive(Debug, Args)]
pub struct MonthlyArgs {
    /// 哪个月,如 2026-11(默认:上一个整月) | the month, 2026-11 (default: the last complete one)
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<String>,
    /// 报表放进哪一天的文件夹(默认今天) | the day whose folder takes the reports (default: today)
    #[arg(long, value_name = "DATE")]
    pub date: Option<chrono::NaiveDate>,
    /// 封存当月:报表打成一个 zip,附清单;以后再跑这个月会逐项核对 | seal the month: its reports in one zip with a manifest; later runs of the month are compared with it
    #[arg(long)]
    pub close: bool,
}
