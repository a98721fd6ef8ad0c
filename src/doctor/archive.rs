//! The archive, and the room it has to grow.

use super::{Area, Check};
use crate::base::Severity;
use crate::base::size::bytes;
use crate::say;
use chrono::NaiveDate;

/// What was seen of the archive (`backup::health`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// As written in the config.
    pub shown: &'a str,
    pub seals: usize,
    pub fits: bool,
    pub damaged: &'a [String],
    /// Days without a backup, of the last month.
    pub missed: Vec<NaiveDate>,
}

/// Seals and archives; `None` where nothing was ever sealed.
pub fn archive(sealed: Option<&Sealed<'_>>, shown: &str) -> Vec<Check> {
    let Some(sealed) = sealed else {
        return vec![Check::told(
            Area::Archive,
            Severity::Warning,
            shown,
            say!(zh: "还没有封存过", en: "nothing was ever sealed"),
            say!(zh: "运行 dayclose backup run;每天的由 cron 来,要写的行由 dayclose cron 印出来", en: "run dayclose backup run, and leave every day's to cron: dayclose cron prints the lines"),
        )];
    };
    let mut out = Vec::new();
    let n = sealed.seals;
    if !sealed.fits || !sealed.damaged.is_empty() {
        let listed = sealed.damaged.join(", ");
        let what = if listed.is_empty() {
            say!(zh: "封存链对不上", en: "the chain of seals does not fit")
        } else {
            say!(zh: "缺失或被改:{listed}", en: "missing or changed: {listed}")
        };
        out.push(Check::told(
            Area::Archive,
            Severity::Error,
            shown,
            what,
            say!(
                zh: "运行 dayclose backup verify 看详情,再从另一份备份取回;不要删任何文件",
                en: "see dayclose backup verify, then take it back from another copy; delete nothing"
            ),
        ));
    } else {
        out.push(Check::fine(
            Area::Archive,
            shown,
            say!(zh: "{n} 号封存都在,链条完整,最新一份已核对", en: "all {n} seals are there, the chain fits, the newest was read through"),
        ));
    }
    if let (Some(first), Some(last)) = (sealed.missed.first(), sealed.missed.last()) {
        let days = sealed.missed.len();
        out.push(Check::told(
            Area::Archive,
            Severity::Warning,
            shown,
            say!(zh: "近一个月漏备 {days} 天({first} 至 {last})", en: "{days} days of the last month were missed ({first} to {last})"),
            say!(zh: "看 dayclose backup status,补导出,查 cron 为什么没跑", en: "see dayclose backup status, export again, find out why cron did not run"),
        ));
    }
    out
}

/// The disk the archive stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Bytes that are free to this account.
    pub free: u64,
    /// Bytes sealed a day, from the first seal on.
    pub a_day: u64,
    /// Days there must be room for.
    pub days: u32,
}

/// Whether the disk has room for so many days more; a gigabyte at least.
pub fn disk(shown: &str, room: Room) -> Check {
    const LEAST: u64 = 1_000_000_000;
    let needed = room.a_day.saturating_mul(room.days.into()).max(LEAST);
    let (free, a_day) = (bytes(room.free), bytes(room.a_day));
    let what = say!(zh: "剩 {free},封存每天约 {a_day}", en: "{free} free, the archive grows by about {a_day} a day");
    if room.free >= needed {
        return Check::fine(Area::Disk, shown, what);
    }
    let (needed, days) = (bytes(needed), room.days);
    Check::told(
        Area::Disk,
        Severity::Warning,
        shown,
        what,
        say!(
            zh: "{days} 天要 {needed};清出空间,或把封存移到大一些的盘并改 [backup] archive",
            en: "{days} days need {needed}; make room, or move the archive to a larger disk and mend [backup] archive"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_for_so_many_days_and_a_gigabyte_at_least() {
        let seen = |free, a_day| {
            disk(
                "a",
                Room {
                    free,
                    a_day,
                    days: 90,
                },
            )
            .severity
        };
        assert_eq!(seen(1_000_000_000, 6_000_000), None);
        assert_eq!(seen(999_999_999, 0), Some(Severity::Warning));
        assert_eq!(seen(1_799_999_999, 20_000_000), Some(Severity::Warning));
        assert_eq!(seen(1_800_000_000, 20_000_000), None);
    }

    #[test]
    fn what_is_damaged_and_what_was_missed() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).expect("a day");
        let sealed = |fits, damaged: &'static [String], missed| Sealed {
            shown: "archive",
            seals: 3,
            fits,
            damaged,
            missed,
        };
        let severities = |s: Option<&Sealed<'_>>| {
            archive(s, "archive")
                .iter()
                .map(|c| c.severity)
                .collect::<Vec<_>>()
        };
        assert_eq!(severities(None), [Some(Severity::Warning)]);
        assert_eq!(severities(Some(&sealed(true, &[], vec![]))), [None]);
        assert_eq!(
            severities(Some(&sealed(false, &[], vec![day(1), day(2)]))),
            [Some(Severity::Error), Some(Severity::Warning)]
        );
    }
}
