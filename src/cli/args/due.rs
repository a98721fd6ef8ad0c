//! `dayclose due`

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose due --days 14\n  dayclose due --role 客服 --days 90 --ics 到期.ics | Example:\n  dayclose due --days 14\n  dayclose due --role service --days 90 --ics duties.ics"
)]
pub struct DueArgs {
    /// 往后看几天(默认 7) | days to look ahead (default 7)
    #[arg(long, value_name = "N", default_value_t = 7, hide_default_value = true, value_parser = clap::value_parser!(u32).range(0..=400))]
    pub days: u32,
    /// 只看这个岗位的(写一部分也行) | only duties of this role (a part of its name will do)
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// 另写成日历文件,手机可以订阅 | write a calendar file too, for phones and desks
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
}
