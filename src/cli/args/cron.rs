//! `dayclose cron`, `completions`, `man`

use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose cron | crontab -\n  dayclose cron --systemd --to /etc/systemd/system | Example:\n  dayclose cron | crontab -\n  dayclose cron --systemd --to /etc/systemd/system"
)]
pub struct CronArgs {
    /// 写成 systemd 的 timer 和 service | as systemd timers and services
    #[arg(long)]
    pub systemd: bool,
    /// 单元文件写进这个文件夹(默认:都印出来) | folder for the unit files (default: print them)
    #[arg(long, value_name = "DIR", requires = "systemd")]
    pub to: Option<PathBuf>,
    /// 运行它的机器的时区(默认:这台机器的) | zone of the machine that runs it (default: this one's)
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose completions bash > ~/.local/share/bash-completion/completions/dayclose\n  dayclose completions zsh > ~/.zfunc/_dayclose\n  dayclose completions fish > ~/.config/fish/completions/dayclose.fish | Example:\n  dayclose completions bash > ~/.local/share/bash-completion/completions/dayclose\n  dayclose completions zsh > ~/.zfunc/_dayclose\n  dayclose completions fish > ~/.config/fish/completions/dayclose.fish"
)]
pub struct CompletionsArgs {
    /// 哪种 shell:bash、zsh、fish | which shell: bash, zsh, fish
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    pub shell: ShellArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShellArg {
    Bash,
    Zsh,
    Fish,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  dayclose man > dayclose.1 && man ./dayclose.1 | Example:\n  dayclose man > dayclose.1 && man ./dayclose.1"
)]
pub struct ManArgs {}
