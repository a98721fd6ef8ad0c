//! The last runs, from `runs.jsonl`.

use super::{Area, Check};
use crate::base::{RunKind, RunRecord, Runs, Severity};
use crate::say;
use chrono::{DateTime, Duration, FixedOffset};

/// What the record says of the last run of each kind; a daily one must not be
/// older than `hours`.
pub fn runs(runs: &Runs, shown: &str, now: DateTime<FixedOffset>, hours: u32) -> Vec<Check> {
    if runs.records.is_empty() {
        return vec![Check::told(
            Area::Runs,
            Severity::Info,
            shown,
            say!(zh: "还没有跑过 dayclose run", en: "dayclose run was never used"),
            say!(zh: "让 cron 每天 18:00 运行 dayclose run daily;要写的行由 dayclose cron 印出来", en: "let cron use dayclose run daily every day at 18:00; dayclose cron prints the lines"),
        )];
    }
    let mut out: Vec<Check> = RunKind::ALL
        .into_iter()
        .filter_map(|kind| last(runs, kind, now, hours))
        .collect();
    let message = runs.records.iter().rfind(|r| r.chore == "notify");
    if let Some(record) = message.filter(|r| r.exit > 0) {
        let day = record.day();
        out.push(Check::told(
            Area::Runs,
            Severity::Warning,
            "notify",
            say!(zh: "{day} 的消息没有全部发出去", en: "the message of {day} was not taken by everybody"),
            say!(zh: "再跑一次 dayclose run,看它说的原因;检查 [notify] 的地址和密钥", en: "use dayclose run again and see what it says; check addresses and secrets of [notify]"),
        ));
    }
    if !runs.damaged.is_empty() {
        let lines: Vec<String> = runs
            .damaged
            .iter()
            .take(5)
            .map(ToString::to_string)
            .collect();
        let lines = lines.join(", ");
        out.push(Check::told(
            Area::Runs,
            Severity::Info,
            shown,
            say!(zh: "第 {lines} 行不是记录,没有算", en: "lines {lines} are no record and do not count"),
            say!(zh: "多半是断电留下的;不用改,也不要手工编辑这个文件", en: "most likely a power cut's; leave them, and do not edit the file by hand"),
        ));
    }
    out
}

fn last(runs: &Runs, kind: RunKind, now: DateTime<FixedOffset>, hours: u32) -> Option<Check> {
    let of = |r: &&RunRecord| r.run == kind && r.chore != "notify";
    let ended = runs.records.iter().filter(of).map(|r| r.ended).max();
    let word = kind.word();
    let Some(ended) = ended else {
        return (kind == RunKind::Daily).then(|| {
            Check::told(
                Area::Runs,
                Severity::Warning,
                word,
                say!(zh: "没有每日任务的记录", en: "there is no daily run on record"),
                say!(zh: "把 dayclose cron 印出来的行放进 crontab", en: "put the lines that dayclose cron prints into the crontab"),
            )
        });
    };
    let at = ended.format("%Y-%m-%d %H:%M").to_string();
    if kind == RunKind::Daily && now - ended > Duration::hours(hours.into()) {
        return Some(Check::told(
            Area::Runs,
            Severity::Warning,
            word,
            say!(zh: "最近一次是 {at},超过 {hours} 小时", en: "the last one was {at}, more than {hours} hours ago"),
            say!(zh: "看 crontab -l 和系统日志,cron 为什么没跑", en: "see crontab -l and the system's log for why cron did not run"),
        ));
    }
    // What the last run of that kind could not do, each chore by its last line.
    let start = runs
        .records
        .iter()
        .filter(of)
        .filter(|r| r.ended == ended)
        .map(|r| &r.period)
        .next();
    let undone: Vec<&str> = runs
        .records
        .iter()
        .enumerate()
        .filter(|(at, r)| {
            let later = runs.records[at + 1..]
                .iter()
                .any(|l| of(&l) && l.chore == r.chore);
            of(r) && Some(&r.period) == start && !r.done() && !later
        })
        .map(|(_, r)| r.chore.as_str())
        .collect();
    if undone.is_empty() {
        return Some(Check::fine(
            Area::Runs,
            word,
            say!(zh: "最近一次 {at},都做了", en: "the last one was {at}, all of it done"),
        ));
    }
    let listed = undone.join(", ");
    Some(Check::told(
        Area::Runs,
        Severity::Warning,
        word,
        say!(zh: "最近一次 {at},没有做:{listed}", en: "the last one was {at}, not done: {listed}"),
        say!(zh: "看那天的 summary.html,补上输入再跑一次", en: "see that day's summary.html, give the input and run it again"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(run: &str, chore: &str, at: &str, exit: u8) -> String {
        format!(
            "{{\"run\":\"{run}\",\"chore\":\"{chore}\",\"period\":\"{}\",\"started\":\"{at}\",\"ended\":\"{at}\",\"exit\":{exit}}}",
            &at[..10]
        )
    }

    #[test]
    fn each_kind_by_its_last() {
        let now = DateTime::parse_from_rfc3339("2026-11-23T09:00:00+08:00").expect("a literal");
        let seen = |lines: &[String]| {
            let all = super::runs(&Runs::read(&lines.join("\n")), "runs.jsonl", now, 36);
            all.iter()
                .map(|c| (c.subject.clone(), c.severity))
                .collect::<Vec<_>>()
        };
        let (good, old) = ("2026-11-22T18:00:00+08:00", "2026-11-20T18:00:00+08:00");
        let told = |subject: &str, severity| (subject.to_owned(), severity);
        assert_eq!(seen(&[]), [told("runs.jsonl", Some(Severity::Info))]);
        assert_eq!(seen(&[line("daily", "a", good, 1)]), [told("daily", None)]);
        assert_eq!(
            seen(&[line("daily", "a", old, 0)]),
            [told("daily", Some(Severity::Warning))]
        );
        assert_eq!(
            seen(&[line("daily", "a", good, 2), line("weekly", "b", old, 0)]),
            [told("daily", Some(Severity::Warning)), told("weekly", None)]
        );
        // Run again, and done.
        assert_eq!(
            seen(&[line("daily", "a", good, 2), line("daily", "a", good, 0)]),
            [told("daily", None)]
        );
        assert_eq!(
            seen(&[
                line("daily", "a", good, 0),
                line("daily", "notify", good, 1),
                "{".into()
            ]),
            [
                told("daily", None),
                told("notify", Some(Severity::Warning)),
                told("runs.jsonl", Some(Severity::Info))
            ]
        );
    }
}
