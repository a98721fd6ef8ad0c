//! `dayclose cron`: lines for crontab, or units for systemd, with absolute paths.

mod crontab;
mod systemd;

use super::ExitStatus;
use super::args::{CronArgs, Global};
use super::context::Context;
use super::output;
use crate::base::{Message, Problem};
use crate::policy::ClockTime;
use crate::report::write;
use crate::say;
use chrono_tz::Tz;
use std::path::PathBuf;

/// What is started when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Daily,
    Friday,
    First,
}

/// One line, or one timer.
#[derive(Debug, Clone)]
pub struct Job {
    /// `daily`, `weekly`, `monthly`, `due`.
    pub name: &'static str,
    /// Words of the command behind its options.
    pub words: &'static [&'static str],
    pub when: When,
    /// In the shop's zone.
    pub at: ClockTime,
    pub what: Message,
}

/// All that the lines are made from.
pub struct Plan {
    pub shop: String,
    pub program: PathBuf,
    pub config: PathBuf,
    pub jobs: Vec<Job>,
    /// The shop's zone and the machine's.
    pub home: Tz,
    pub host: Tz,
    /// The year whose rules of summer time are looked at.
    pub year: i32,
    pub context_lang: crate::base::Lang,
    /// Folders that are written to.
    pub folders: Vec<PathBuf>,
}

/// # Errors
/// No config, a zone nobody knows, a folder that cannot be written to.
pub fn run(args: &CronArgs, context: &Context, _: &Global) -> Result<ExitStatus, Problem> {
    let plan = plan(args, context)?;
    if !args.systemd {
        output::print(crontab::render(&plan).as_bytes())?;
        return Ok(ExitStatus::Done);
    }
    let units = systemd::render(&plan);
    match &args.to {
        None => {
            let mut out = String::new();
            for (name, text) in &units {
                out.push_str(&format!("# {name}\n{text}\n"));
            }
            output::print(out.as_bytes())?;
        }
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|e| Problem::io(folder, &e))?;
            for (name, text) in &units {
                let path = folder.join(name);
                write::write_whole(&path, text.as_bytes()).map_err(|e| Problem::io(&path, &e))?;
            }
            let (n, shown) = (units.len(), folder.display());
            let said = say!(
                zh: "写了 {n} 个单元文件到 {shown}\n下一步:systemctl daemon-reload && systemctl enable --now dayclose-daily.timer dayclose-weekly.timer dayclose-monthly.timer\n",
                en: "wrote {n} unit files to {shown}\nnext: systemctl daemon-reload && systemctl enable --now dayclose-daily.timer dayclose-weekly.timer dayclose-monthly.timer\n"
            );
            output::print(said.get(context.lang).as_bytes())?;
        }
    }
    Ok(ExitStatus::Done)
}

fn plan(args: &CronArgs, context: &Context) -> Result<Plan, Problem> {
    let policy = &context.policy;
    let Some(config) = policy.file() else {
        return Err(say!(
            zh: "定时运行要有配置;请先 dayclose init,或用 --config 指定",
            en: "timed runs need a config; make one with dayclose init, or name it with --config"
        )
        .into());
    };
    let whole = |path: &std::path::Path| path.canonicalize().map_err(|e| Problem::io(path, &e));
    let program = std::env::current_exe().map_err(|e| Problem::io("dayclose", &e))?;
    let config = whole(config)?;
    let folder = config.parent().map(PathBuf::from).unwrap_or_default();
    let hung = |path: &str| {
        let path = folder.join(path);
        path.canonicalize().unwrap_or(path)
    };
    let mut folders = vec![folder.clone()];
    for path in [&policy.backup.archive, &policy.run.reports] {
        let path = hung(path);
        if !path.starts_with(&folder) {
            folders.push(path);
        }
    }
    let job = |name, words, when, at, what| Job {
        name,
        words,
        when,
        at,
        what,
    };
    Ok(Plan {
        shop: policy.shop.name.clone(),
        program,
        config,
        jobs: vec![
            job(
                "daily",
                &["run", "daily"],
                When::Daily,
                policy.backup.time,
                say!(zh: "每天", en: "every day"),
            ),
            job(
                "weekly",
                &["run", "weekly"],
                When::Friday,
                policy.cron.weekly,
                say!(zh: "周五", en: "Fridays"),
            ),
            job(
                "monthly",
                &["run", "monthly"],
                When::First,
                policy.cron.monthly,
                say!(zh: "每月 1 日", en: "the 1st of the month"),
            ),
            job(
                "due",
                &["due"],
                When::Daily,
                policy.cron.due,
                say!(zh: "每天早上看过期的事项", en: "every morning, what is overdue"),
            ),
        ],
        home: policy.shop.timezone,
        host: host(args.zone.as_deref())?,
        year: chrono::Datelike::year(&context.clock.date()),
        context_lang: context.lang,
        folders,
    })
}

/// The machine's zone: as given, else `$TZ` or what the system is set to.
///
/// # Errors
/// A name that is no zone; a machine that does not say.
fn host(given: Option<&str>) -> Result<Tz, Problem> {
    let name = match given {
        Some(name) => name.to_owned(),
        None => std::env::var("TZ")
            .ok()
            .map(|tz| tz.trim_start_matches(':').to_owned())
            .filter(|tz| tz.parse::<Tz>().is_ok())
            .or_else(|| iana_time_zone::get_timezone().ok())
            .unwrap_or_else(|| "UTC".to_owned()),
    };
    name.parse().map_err(|_| {
        say!(
            zh: "没有时区「{name}」;要写成 Asia/Shanghai、UTC 这样,用 --zone 指定",
            en: "there is no zone \"{name}\"; write Asia/Shanghai or UTC, with --zone"
        )
        .into()
    })
}
