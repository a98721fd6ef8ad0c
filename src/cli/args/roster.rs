//! `dayclose roster …`

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum RosterCommand {
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
