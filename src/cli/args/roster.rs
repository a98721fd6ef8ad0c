//! `dayclose roster …`

use super::Reading;
use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum RosterCommand {
    /// 排下个月的值班表 | make the duty roster of the next month
    Make(RosterMakeArgs),
    /// 检查一张值班表:规则、人手、劳动法 | check a roster: rules, cover, labour law
    Check(RosterCheckArgs),
    /// 两个人换班,行不行、代价多少 | two people swap: whether they may, and what it costs
    Swap(RosterSwapArgs),
    /// 某天某班谁能顶 | who could step in on a day and shift
    Suggest(RosterSuggestArgs),
    /// 把值班表印出来、发出去:工作簿、手机网页、日历 | hand a roster out: workbook, page for phones, calendars
    Export(RosterExportArgs),
    /// 解公开的排班算例,给出下界 | solve a public shift-scheduling instance, with a lower bound
    Solve(RosterSolveArgs),
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose roster solve 算例.txt --iterations 300 -o 班表.csv | Example:\n  dayclose roster solve instance.txt --iterations 300 -o roster.csv"
)]
pub struct RosterSolveArgs {
    /// 算例文件 | instance file
    #[arg(value_name = "INSTANCE")]
    pub instance: String,
    /// 最多算几秒 | stop after so many seconds
    #[arg(long, value_name = "N")]
    pub seconds: Option<f64>,
    /// 最多算几轮,每轮工作量相同(默认 100;给了 --seconds 则不限) | stop after so many rounds of equal work (default 100; with --seconds no limit)
    #[arg(long, value_name = "N")]
    pub iterations: Option<u64>,
    /// 随机种子;种子和轮数相同,结果就相同(默认 1) | random seed; same seed and rounds, same result (default 1)
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true)]
    pub seed: u64,
}

/// What a month is made from.
#[derive(Debug, Args)]
pub struct RosterMonth {
    /// 哪个月,如 2026-12(默认:下个月) | the month, 2026-12 (default: the next one)
    #[arg(long, value_name = "YYYY-MM", conflicts_with = "from")]
    pub month: Option<String>,
    /// 从哪天起,与 --days 一起用 | from this day, with --days
    #[arg(long, value_name = "DATE", requires = "days")]
    pub from: Option<String>,
    /// 多少天 | so many days
    #[arg(long, value_name = "N", requires = "from")]
    pub days: Option<u32>,
    /// 员工表 | staff
    #[arg(long, value_name = "T")]
    pub staff: Option<String>,
    /// 请假单 | leave
    #[arg(long, value_name = "T")]
    pub leave: Option<String>,
    /// 已经定下的班和休息 | duties and days off that are settled
    #[arg(long, value_name = "T")]
    pub locks: Option<String>,
    /// 每人的希望 | what people wish for
    #[arg(long, value_name = "T")]
    pub wishes: Option<String>,
    /// 上个月的值班表,接着它的月末排 | last month's roster, whose end is gone on from
    #[arg(long, value_name = "ROSTER")]
    pub last: Option<String>,
    /// 过去的值班表,辛苦分接着算 | past rosters, whose burdens count
    #[arg(long, value_name = "T")]
    pub history: Option<String>,
    /// 节假日表,给程序里没有的年份 | holidays, for years the program does not know
    #[arg(long, value_name = "T")]
    pub calendar: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose roster make --month 2026-12 --staff 员工.xlsx --leave 请假.csv -o 值班表.xlsx | Example:\n  dayclose roster make --month 2026-12 --staff staff.xlsx --leave leave.csv -o roster.xlsx"
)]
pub struct RosterMakeArgs {
    #[command(flatten)]
    pub input: RosterMonth,
    /// 照这张值班表少改动地重排,过去的日子不动 | change this roster as little as possible, the past not at all
    #[arg(long, value_name = "ROSTER")]
    pub keep: Option<String>,
    /// 最多算几秒 | stop after so many seconds
    #[arg(long, value_name = "N")]
    pub seconds: Option<f64>,
    /// 最多算几轮,每轮工作量相同(默认 20;给了 --seconds 则不限) | stop after so many rounds of equal work (default 20; with --seconds no limit)
    #[arg(long, value_name = "N")]
    pub iterations: Option<u64>,
    /// 随机种子;种子和轮数相同,结果就相同(默认 1) | random seed; same seed and rounds, same result (default 1)
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true)]
    pub seed: u64,
    #[command(flatten)]
    pub wall: WallArgs,
}

#[derive(Debug, Args)]
pub struct WallArgs {
    /// 墙上那张表印在多大的纸上(默认看人数) | the paper of the plan for the wall (default by the number of people)
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        value_name = "A4|A3",
        hide_possible_values = true
    )]
    pub paper: Option<PaperArg>,
}

/// A sheet of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperArg {
    A4,
    A3,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose roster export 值班表.xlsx --ics 日历 -o 值班表.html | Example:\n  dayclose roster export roster.xlsx --ics calendars -o roster.html"
)]
pub struct RosterExportArgs {
    /// 值班表(roster make 写的,改过也行) | the roster (what roster make wrote, edited or not)
    #[arg(value_name = "ROSTER")]
    pub roster: String,
    #[command(flatten)]
    pub input: RosterMonth,
    /// 日历放进这个文件夹:每人一个,全体一个;再发一次就更新 | calendars into this folder: one a person, one of everybody; publishing again updates them
    #[arg(long, value_name = "DIR")]
    pub ics: Option<String>,
    #[command(flatten)]
    pub wall: WallArgs,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose roster check 值班表.xlsx --staff 员工.xlsx --leave 请假.csv | Example:\n  dayclose roster check roster.xlsx --staff staff.xlsx --leave leave.csv"
)]
pub struct RosterCheckArgs {
    /// 值班表(roster make 写的,改过也行) | the roster (what roster make wrote, edited or not)
    #[arg(value_name = "ROSTER")]
    pub roster: String,
    #[command(flatten)]
    pub input: RosterMonth,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose roster swap 员工A 2026-12-05 员工B 2026-12-06 --roster 值班表.csv --staff 员工.xlsx | Example:\n  dayclose roster swap E01 2026-12-05 E02 2026-12-06 --roster roster.csv --staff staff.xlsx"
)]
pub struct RosterSwapArgs {
    /// 谁 | who
    #[arg(value_name = "A")]
    pub a: String,
    /// 哪天的班 | whose duty of which day
    #[arg(value_name = "DATE")]
    pub a_date: String,
    /// 与谁 | with whom
    #[arg(value_name = "B")]
    pub b: String,
    /// 对方哪天的班 | the other's day
    #[arg(value_name = "DATE2")]
    pub b_date: String,
    /// 现在的值班表 | the roster as it stands
    #[arg(long, value_name = "T")]
    pub roster: Option<String>,
    #[command(flatten)]
    pub input: RosterMonth,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose roster suggest 2026-12-05 晚班 --roster 值班表.csv --staff 员工.xlsx | Example:\n  dayclose roster suggest 2026-12-05 late --roster roster.csv --staff staff.xlsx"
)]
pub struct RosterSuggestArgs {
    /// 哪天 | the day
    #[arg(value_name = "DATE")]
    pub date: String,
    /// 哪个班次 | the shift
    #[arg(value_name = "SHIFT")]
    pub shift: String,
    /// 现在的值班表 | the roster as it stands
    #[arg(long, value_name = "T")]
    pub roster: Option<String>,
    #[command(flatten)]
    pub input: RosterMonth,
}
