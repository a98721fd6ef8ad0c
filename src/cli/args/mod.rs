//! The command line. Every help text stands as «中文 | English»; the half that
//! is wanted is put in before clap shows it (`localise`).

mod cron;
mod due;
mod orders;
mod reconcile;
mod stock;
pub mod stocktake;

pub use cron::{CompletionsArgs, CronArgs, ManArgs, ShellArg};
pub use due::DueArgs;
pub use orders::{OrdersCheckArgs, OrdersCommand};
pub use reconcile::ReconcileArgs;
pub use stock::{
    ByArg, StockAlertsArgs, StockBalanceArgs, StockCommand, StockDocsArgs, ValuationArg,
};
mod roster;

pub use roster::{
    PaperArg, RosterCheckArgs, RosterCommand, RosterExportArgs, RosterMakeArgs, RosterMonth,
    RosterSolveArgs, RosterSuggestArgs, RosterSwapArgs,
};
mod pay;

pub use pay::{CommissionArgs, KpiArgs};
mod run;

pub use run::{RunArgs, RunCommand};

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// 日清:网店部门的日常,一条命令做完 | dayclose: an online shop department's daily chores, one command each
#[derive(Debug, Parser)]
#[command(
    name = "dayclose",
    version,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// 配置文件(默认:从当前文件夹往上最近的 dayclose.toml) | config file (default: the nearest dayclose.toml upward)
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "DAYCLOSE_CONFIG",
        hide_env = true
    )]
    pub config: Option<OsString>,
    /// 语言:zh 或 en | language: zh or en
    #[arg(
        long,
        global = true,
        value_name = "zh|en",
        env = "DAYCLOSE_LANG",
        hide_env = true,
        hide_possible_values = true
    )]
    pub lang: Option<LangArg>,
    /// 结果的格式:table、json、csv、xlsx、html | format of the result: table, json, csv, xlsx, html
    #[arg(long, global = true, value_name = "F", hide_possible_values = true)]
    pub format: Option<FormatArg>,
    /// 结果写进文件,后缀决定格式 | write the result to a file; its ending chooses the format
    #[arg(short, long, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// 当作现在的时刻,如 2026-11-22T18:00:00+08:00 | the time to take as now, 2026-11-22T18:00:00+08:00
    #[arg(
        long,
        global = true,
        value_name = "T",
        env = "DAYCLOSE_NOW",
        hide_env = true
    )]
    pub now: Option<String>,
    /// csv 给谁用:file 带 BOM、excel 长编号写成 ="…"、plain 不带 BOM | csv for whom: file (BOM), excel (long ids as ="…"), plain (no BOM)
    #[arg(long, global = true, value_name = "WHO", hide_possible_values = true)]
    pub csv_for: Option<CsvFor>,
    /// 显示完整的手机、地址、姓名 | show phones, addresses and names in full
    #[arg(long, global = true)]
    pub unmask: bool,
    /// 没有要人处理的事就不出声 | say nothing unless a person is needed
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// 提示全部列出,输入文件也列出 | list every notice and the input files
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// 显示帮助 | show help
    #[arg(short, long, global = true, action = ArgAction::Help)]
    pub help: Option<bool>,
    /// 显示版本 | show the version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    pub version: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    Zh,
    En,
    /// An empty `$DAYCLOSE_LANG` is none.
    #[value(name = "", hide = true)]
    Unset,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    Table,
    Json,
    Csv,
    Xlsx,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CsvFor {
    /// With a byte order mark in files.
    File,
    Excel,
    Plain,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 建立配置和文件夹 | make a config and its folders
    Init(InitArgs),
    /// 一个表格是怎么看懂的:编码、表头、各列、合计、坏单元格 | how a table is understood: encoding, heading, columns, sums, bad cells
    Table(TableArgs),
    /// 订单备份:封存、核对、取回 | order backup: seal, verify, list
    #[command(subcommand, arg_required_else_help = true)]
    Backup(BackupCommand),
    /// 订单的跟进 | following up orders
    #[command(subcommand, arg_required_else_help = true)]
    Orders(OrdersCommand),
    /// 到期事项:做了没有、过期没有、往后几天 | the calendar of duties: done, due, overdue, the days to come
    Due(DueArgs),
    /// 盘点:打印盘点表、对比、走势、季度报告 | stock-takes: sheets, comparison, trend, the quarter's report
    #[command(subcommand, arg_required_else_help = true)]
    Stocktake(stocktake::StocktakeCommand),
    /// 仓库的账:进销存 | the warehouse's books: balances
    #[command(subcommand, arg_required_else_help = true)]
    Stock(StockCommand),
    /// 账账、账卡、账实核对,差异说出原因和单据 | the book against other books, cards and counts, with the cause of each difference
    Reconcile(Box<ReconcileArgs>),
    /// 值班表 | duty roster
    #[command(subcommand, arg_required_else_help = true)]
    Roster(RosterCommand),
    /// 绩效得分:排名、目标达成、店铺、走访 | KPI scores: ranking, targets, shops, visits
    Kpi(KpiArgs),
    /// 提成与工资:工资表、明细、工资条 | commission and pay: pay sheet, details, slips
    Commission(CommissionArgs),
    /// 每天、每周、每月:一条命令做完,报表放一处 | the day, the week, the month: one command each, the reports in one place
    #[command(subcommand, arg_required_else_help = true)]
    Run(RunCommand),
    /// 体检:配置、表格、封存、磁盘、时间、权限,各附办法 | the check-up: config, tables, archive, disk, clock, access, each with what to do
    #[command(
        after_help = "例:\n  dayclose doctor || echo 有事要处理 | Example:\n  dayclose doctor || echo something to mend"
    )]
    Doctor,
    /// 定时运行:crontab 的几行,或 systemd 的单元 | timed runs: lines for crontab, or units for systemd
    Cron(CronArgs),
    /// 命令补全脚本 | completion scripts
    Completions(CompletionsArgs),
    /// 手册页 | the manual page
    Man(ManArgs),
}

/// What every command that reads tables takes.
#[derive(Debug, Args)]
pub struct Reading {
    /// 有坏单元格的行放到一边,其余照做;要同时给 -o 或 --rejected | set rows with bad cells aside and go on; needs -o or --rejected
    #[arg(long)]
    pub keep_going: bool,
    /// 放到一边的行写进这个 csv | write the rows set aside to this csv
    #[arg(long, value_name = "FILE", requires = "keep_going")]
    pub rejected: Option<PathBuf>,
    /// 文本编码:utf-8、gb18030、utf-16(默认自动判断) | text encoding: utf-8, gb18030, utf-16 (default: detected)
    #[arg(long, value_name = "ENC")]
    pub encoding: Option<String>,
}

/// A month, or from one day to another.
#[derive(Debug, Args)]
pub struct PeriodArgs {
    /// 哪个月,如 2026-10(默认:上一个整月) | the month, 2026-10 (default: the last complete one)
    #[arg(long, value_name = "YYYY-MM", conflicts_with_all = ["from", "to"])]
    pub month: Option<String>,
    /// 从哪天起(含) | first day
    #[arg(long, value_name = "DATE", requires = "to")]
    pub from: Option<String>,
    /// 到哪天止(含) | last day, included
    #[arg(long, value_name = "DATE", requires = "from")]
    pub to: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose init 我的店 --sample | Example:\n  dayclose init myshop --sample --lang en"
)]
pub struct InitArgs {
    /// 放在哪个文件夹(默认:当前文件夹) | folder to make it in (default: the current one)
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub dir: PathBuf,
    /// 另放一个月的样例文件,每条命令都能试 | add a month of sample files to try everything on
    #[arg(long)]
    pub sample: bool,
    /// 样例的随机种子(默认 1) | seed of the sample (default 1)
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        hide_default_value = true,
        requires = "sample"
    )]
    pub seed: u64,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose table 订单.csv --as orders | Example:\n  dayclose table orders.csv --as orders"
)]
pub struct TableArgs {
    /// 表格文件、文件#工作表、文件夹或 -;不写则用配置 [files] 里的 | a table file, FILE#SHEET, a folder or -; left out: the one in [files]
    #[arg(value_name = "FILE", required_unless_present = "as_table")]
    pub file: Option<String>,
    /// 当作哪个表看,如 orders、movements | read it as this table, as orders, movements
    #[arg(long = "as", value_name = "TABLE", id = "as_table")]
    pub as_table: Option<String>,
    /// 给出可以贴进配置的列名写法 | print alias lines to paste into the config
    #[arg(long)]
    pub suggest: bool,
    /// 列出全部行,而不只是前十行 | list every row, not the first ten
    #[arg(long)]
    pub all: bool,
    /// 日期没有年份时按哪个月看,如 2026-11 | the month to read dates without a year by, 2026-11
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<String>,
    /// 文本编码:utf-8、gb18030、utf-16(默认自动判断) | text encoding: utf-8, gb18030, utf-16 (default: detected)
    #[arg(long, value_name = "ENC")]
    pub encoding: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// 封存今天的导出,比对以前封存的订单 | seal today's exports and compare them with the orders sealed before
    Run(BackupRunArgs),
    /// 核对全部封存:有没有被改、被删、被换 | check every archive and seal: altered, missing, swapped
    Verify(BackupVerifyArgs),
    /// 哪天漏备、迟到,下次什么时候 | days missed or late, and when the next is due
    Status(BackupStatusArgs),
    /// 列出全部封存 | list what is sealed
    #[command(
        after_help = "例:\n  dayclose backup list -o 封存.xlsx | Example:\n  dayclose backup list -o sealed.xlsx"
    )]
    List,
    /// 把封存的导出原样取回 | take sealed exports out again, byte for byte
    Restore(BackupRestoreArgs),
    /// 一个订单的每个版本,逐项 | every version of one order, field by field
    History(BackupHistoryArgs),
    /// 删除很早的封存:要有理由和批准人,三年之内的不删 | remove old archives: with a reason and an approver, none younger than three years
    Prune(BackupPruneArgs),
    /// 生成给封条签名的钥匙 | make a key to sign seals with
    Keygen(BackupKeygenArgs),
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose backup prune --keep 5y --reason 到期 --approver 店长 --dry-run | Example:\n  dayclose backup prune --keep 5y --reason expired --approver manager --dry-run"
)]
pub struct BackupPruneArgs {
    /// 保留多久,如 5y(年)、60m(月),更早的删除 | how long is kept, as 5y (years) or 60m (months); what is older goes
    #[arg(long, value_name = "TIME")]
    pub keep: String,
    /// 删除的理由,记进封条 | why; it stands in the seal
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// 批准人,记进封条 | who approves it; it stands in the seal
    #[arg(long, value_name = "NAME")]
    pub approver: String,
    /// 只列出,不删 | list only, remove nothing
    #[arg(long)]
    pub dry_run: bool,
    /// 比对底稿丢了才用:打开加密封存的 age 私钥文件 | only where the comparison state is lost: age identity file that opens encrypted archives
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose backup keygen --to keys/seal.key | Example:\n  dayclose backup keygen --to keys/seal.key"
)]
pub struct BackupKeygenArgs {
    /// 私钥放在哪里(默认 keys/seal.key,从配置所在的文件夹算起) | where the secret key goes (default keys/seal.key, from the config's folder)
    #[arg(
        long,
        value_name = "FILE",
        default_value = "keys/seal.key",
        hide_default_value = true
    )]
    pub to: PathBuf,
    /// 核对时显示的名字(默认店铺名) | name that verify shows (default: the shop's)
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose backup status --days 7 | Example:\n  dayclose backup status --days 7"
)]
pub struct BackupStatusArgs {
    /// 往回看几天(默认 31) | days to look back (default 31)
    #[arg(
        long,
        value_name = "N",
        default_value_t = 31,
        hide_default_value = true
    )]
    pub days: u32,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose backup restore --date 2026-11-22 --to 取回 | Example:\n  dayclose backup restore --date 2026-11-22 --to restored"
)]
#[command(group = clap::ArgGroup::new("which").required(true).args(["date", "seq"]))]
pub struct BackupRestoreArgs {
    /// 哪一天的封存,如 2026-11-22 | the day of the seal, 2026-11-22
    #[arg(long, value_name = "D")]
    pub date: Option<chrono::NaiveDate>,
    /// 第几号封存 | the number of the seal
    #[arg(long, value_name = "N")]
    pub seq: Option<u64>,
    /// 取到哪个文件夹,不覆盖已有文件 | folder to restore to; nothing there is replaced
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// 打开加密封存的 age 私钥文件 | age identity file that opens encrypted archives
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
    /// 只取这个来源 | only this source
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose backup history 3000004182221477 | Example:\n  dayclose backup history 3000004182221477"
)]
pub struct BackupHistoryArgs {
    /// 订单编号 | order number
    #[arg(value_name = "ORDER_NO")]
    pub order_no: String,
    /// 打开加密封存的 age 私钥文件 | age identity file that opens encrypted archives
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose backup run --dry-run | Example:\n  dayclose backup run --dry-run"
)]
pub struct BackupRunArgs {
    /// 只比对,不封存 | compare only, seal nothing
    #[arg(long)]
    pub dry_run: bool,
    /// 比对底稿丢了才用:打开加密封存的 age 私钥文件 | only where the comparison state is lost: age identity file that opens encrypted archives
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose backup verify --head 9f2c41d07b35e07a | Example:\n  dayclose backup verify --head 9f2c41d07b35e07a"
)]
pub struct BackupVerifyArgs {
    /// 发在外面的封头(16 位以上) | a head posted outside (16 or more hex digits)
    #[arg(long, value_name = "HASH")]
    pub head: Option<String>,
    /// 异地副本也逐个读回来核对 | read back and check the copy elsewhere too
    #[arg(long)]
    pub remote: bool,
}
