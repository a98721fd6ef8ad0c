//! Lines for crontab. cron knows the machine's zone only, so each hour of the
//! shop's is converted. Where the two zones do not stay the same distance apart
//! all year (summer time in one of them), a line stands for each distance and the
//! shop's own clock is asked before anything runs; so too for the 1st of a month
//! that begins on another day of the machine's.

use super::{Job, Plan, When};
use crate::base::Message;
use crate::say;
use chrono::{Datelike, NaiveDate, TimeZone, Timelike};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// The whole text, comments in the reader's language.
pub fn render(plan: &Plan) -> String {
    let lang = plan.context_lang;
    let mut out = String::new();
    let mut comment = |message: &Message| {
        let _ = writeln!(out, "# {}", message.get(lang));
    };
    let (shop, home, host) = (&plan.shop, plan.home.name(), plan.host.name());
    comment(&say!(
        zh: "日清 {shop}:店里的时区 {home},这台机器 {host}",
        en: "dayclose for {shop}: the shop's zone is {home}, this machine's {host}"
    ));
    comment(&say!(
        zh: "-q:没有要人处理的事就不出声;有的时候 cron 把它寄给 MAILTO",
        en: "-q: says nothing unless a person is needed; then cron mails it to MAILTO"
    ));
    if plan.jobs.iter().any(|job| moments(plan, job).len() > 1) {
        comment(&say!(
            zh: "两地相差的钟点一年里会变(夏令时),所以每条写两行,到店里的那个钟点才真的运行",
            en: "the two zones are not the same hours apart all year (summer time): each line stands twice and runs at the shop's hour only"
        ));
        comment(&say!(
            zh: "cronie 也可以改写成 CRON_TZ={home} 加店里的钟点;Debian 的 cron 不认它",
            en: "with cronie, CRON_TZ={home} and the shop's hours will do instead; Debian's cron does not know it"
        ));
    }
    for job in &plan.jobs {
        out.push('\n');
        let moments = moments(plan, job);
        let at = job.at;
        let shown: Vec<String> = moments.iter().map(|m| m.shown()).collect();
        let what = &job.what;
        let (zh, en) = (shown.join(" 或 "), shown.join(" or "));
        let said = Message {
            zh: format!("{} {at} {home} = {zh} {host}", what.zh),
            en: format!("{}, {at} {home} = {en} {host}", what.en),
        };
        let _ = writeln!(out, "# {}", said.get(lang));
        for moment in &moments {
            let _ = writeln!(out, "{}", line(plan, job, *moment, moments.len() > 1));
        }
    }
    out
}

/// When a line fires by the machine's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    /// Days after the shop's day: -1, 0 or 1.
    shift: i32,
    hour: u32,
    minute: u32,
}

impl Moment {
    fn shown(self) -> String {
        let day = match self.shift {
            0 => "",
            shift if shift < 0 => "-1d ",
            _ => "+1d ",
        };
        format!("{day}{:02}:{:02}", self.hour, self.minute)
    }
}

/// The machine's times of a job over the year, each once.
fn moments(plan: &Plan, job: &Job) -> Vec<Moment> {
    let first = NaiveDate::from_ymd_opt(plan.year, 1, 1).unwrap_or_default();
    let days = first.iter_days().take_while(|day| day.year() == plan.year);
    let moments: BTreeSet<Moment> = days
        .filter_map(|day| {
            let there = plan.home.from_local_datetime(&day.and_time(job.at.0));
            let here = there.earliest()?.with_timezone(&plan.host).naive_local();
            let shift = i32::try_from((here.date() - day).num_days()).unwrap_or(0);
            Some(Moment {
                shift,
                hour: here.hour(),
                minute: here.minute(),
            })
        })
        .collect();
    moments.into_iter().collect()
}

fn line(plan: &Plan, job: &Job, moment: Moment, several: bool) -> String {
    let mut guards = Vec::new();
    let home = plan.home.name();
    let mut guard = |form: &str, value: String| {
        guards.push(format!(
            "[ \"$(TZ={home} date +{form})\" = \"{value}\" ] && "
        ));
    };
    if several {
        guard("\\%H:\\%M", job.at.to_string());
    }
    let (day, weekday) = match job.when {
        When::Daily => ("*", "*".to_owned()),
        // Friday is 5; the day before 4, the day after 6.
        When::Friday => ("*", (5 + moment.shift).to_string()),
        When::First if moment.shift == 0 => ("1", "*".to_owned()),
        When::First if moment.shift > 0 => ("2", "*".to_owned()),
        // The last day of a month has several numbers.
        When::First => {
            guard("\\%d", "01".to_owned());
            ("28-31", "*".to_owned())
        }
    };
    let Moment { hour, minute, .. } = moment;
    let guards = guards.concat();
    let words = job.words.join(" ");
    let (program, config) = (quoted(&plan.program), quoted(&plan.config));
    format!("{minute} {hour} {day} * {weekday} {guards}{program} --config {config} -q {words}")
}

/// A path as one word of sh within a crontab, where `%` ends the line.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:@,".contains(c);
    let text = if text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    };
    text.replace('%', "\\%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;
    use crate::policy::ClockTime;
    use chrono::{NaiveTime, TimeDelta};
    use chrono_tz::Tz;

    fn lines(when: When, at: &str, home: Tz, host: Tz) -> Vec<String> {
        let at: ClockTime = at.parse().expect("a time");
        let plan = Plan {
            shop: "s".to_owned(),
            program: "/usr/bin/dayclose".into(),
            config: "/srv/a b/100%.toml".into(),
            jobs: vec![Job {
                name: "daily",
                words: &["run", "daily"],
                when,
                at,
                what: Message::data("x"),
            }],
            home,
            host,
            year: 2026,
            context_lang: Lang::En,
            folders: Vec::new(),
        };
        let text = render(&plan);
        let lines = text
            .lines()
            .filter(|l| !l.starts_with('#') && !l.is_empty());
        lines
            .map(|l| l.split(" /usr/bin").next().unwrap_or("").to_owned())
            .collect()
    }

    #[test]
    fn the_shops_hours_by_the_machines_clock() {
        use chrono_tz::{America, Asia, Europe, UTC};
        let shanghai = Asia::Shanghai;
        for (when, at, host, expected) in [
            (When::Daily, "18:00", shanghai, vec!["0 18 * * *"]),
            (When::Daily, "18:00", UTC, vec!["0 10 * * *"]),
            (When::Daily, "06:30", UTC, vec!["30 22 * * *"]),
            (When::Friday, "18:30", UTC, vec!["30 10 * * 5"]),
            // Friday morning there is Thursday evening here.
            (When::Friday, "06:30", UTC, vec!["30 22 * * 4"]),
            (When::Friday, "23:30", Asia::Tokyo, vec!["30 0 * * 6"]),
            (When::First, "09:30", UTC, vec!["30 1 1 * *"]),
            (When::First, "23:30", Asia::Tokyo, vec!["30 0 2 * *"]),
            (
                When::First,
                "06:30",
                UTC,
                vec!["30 22 28-31 * * [ \"$(TZ=Asia/Shanghai date +\\%d)\" = \"01\" ] &&"],
            ),
            // Summer time: one line for each distance, the shop's clock decides.
            (
                When::Daily,
                "18:00",
                Europe::Berlin,
                vec![
                    "0 11 * * * [ \"$(TZ=Asia/Shanghai date +\\%H:\\%M)\" = \"18:00\" ] &&",
                    "0 12 * * * [ \"$(TZ=Asia/Shanghai date +\\%H:\\%M)\" = \"18:00\" ] &&",
                ],
            ),
            (When::Daily, "18:00", America::Phoenix, vec!["0 3 * * *"]),
        ] {
            assert_eq!(lines(when, at, shanghai, host), expected, "{at} {host}");
        }
    }

    #[test]
    fn paths_are_one_word_and_percent_signs_no_line_ends() {
        assert_eq!(quoted(Path::new("/srv/店/a.toml")), "/srv/店/a.toml");
        assert_eq!(quoted(Path::new("/a b/100%'s")), "'/a b/100\\%'\\''s'");
    }

    /// What the comment says is true on every day: the machine's time is the
    /// shop's.
    #[test]
    fn every_day_of_the_year_has_its_line() {
        use chrono_tz::{America, Asia};
        let plan_at = |day: NaiveDate| {
            let there = Asia::Shanghai
                .from_local_datetime(&day.and_time(NaiveTime::from_hms_opt(18, 0, 0)?))
                .earliest()?;
            Some(there.with_timezone(&America::New_York).naive_local())
        };
        let told = lines(When::Daily, "18:00", Asia::Shanghai, America::New_York);
        let mut day = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
        while day.year() == 2026 {
            let here = plan_at(day).expect("a time");
            let line = format!("{} {} * * *", here.minute(), here.hour());
            assert!(told.iter().any(|l| l.starts_with(&line)), "{day}: {line}");
            day += TimeDelta::days(1);
        }
    }
}
