//! The clock: everything is judged by it, and a backup refuses to run while it
//! is behind.

use super::{Area, Check};
use crate::base::{Clock, Severity};
use crate::say;
use chrono::{DateTime, FixedOffset};

/// The latest moments the shop's own files name, and the host's zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times {
    pub newest_seal: Option<DateTime<FixedOffset>>,
    pub last_run: Option<DateTime<FixedOffset>>,
    /// Minutes east of UTC, of the host.
    pub host_minutes: Option<i32>,
}

/// Whether the time can be right, and whether the host's zone is the shop's.
pub fn clock(now: &Clock, times: &Times) -> Vec<Check> {
    let at = now.fixed_offset();
    let zone = now.zone().name();
    let shown = now.minute();
    let mut out = Vec::new();
    let latest = times.newest_seal.max(times.last_run);
    match latest.filter(|latest| *latest > at) {
        Some(latest) => {
            let latest = latest
                .with_timezone(&now.zone())
                .format("%Y-%m-%d %H:%M")
                .to_string();
            out.push(Check::told(
                Area::Clock,
                Severity::Error,
                zone,
                say!(zh: "现在是 {shown},可是已有 {latest} 的记录", en: "it is {shown}, yet there is a record of {latest}"),
                say!(
                    zh: "校准电脑的时间(timedatectl set-ntp true);时间没到那一刻以前备份不会运行",
                    en: "set the machine's clock (timedatectl set-ntp true); until that moment no backup runs"
                ),
            ));
        }
        None => out.push(Check::fine(
            Area::Clock,
            zone,
            say!(zh: "现在是 {shown}", en: "it is {shown}"),
        )),
    }
    let own = now.offset_minutes();
    if let Some(host) = times.host_minutes.filter(|host| *host != own) {
        let (host, own) = (offset(host), offset(own));
        out.push(Check::told(
            Area::Clock,
            Severity::Info,
            zone,
            say!(zh: "电脑的时区是 {host},店铺的是 {own}", en: "the machine's zone is {host}, the shop's {own}"),
            say!(
                zh: "cron 按电脑的时区走;18:00 要换算成电脑的时间再写进 crontab",
                en: "cron goes by the machine's zone; 18:00 has to be written as the machine's time in the crontab"
            ),
        ));
    }
    out
}

/// `+08:00`
fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_the_future_is_a_clock_that_is_behind() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).expect("a literal");
        let now = Clock::fixed(at("2026-11-22T18:00:00+08:00"), chrono_tz::Asia::Shanghai);
        let seen = |seal: &str, host: i32| {
            let times = Times {
                newest_seal: Some(at(seal)),
                last_run: None,
                host_minutes: Some(host),
            };
            clock(&now, &times)
                .iter()
                .map(|c| c.severity)
                .collect::<Vec<_>>()
        };
        assert_eq!(seen("2026-11-22T18:00:00+08:00", 480), [None]);
        assert_eq!(
            seen("2026-11-22T10:00:01+00:00", 480),
            [Some(Severity::Error)]
        );
        assert_eq!(
            seen("2026-11-21T18:00:00+08:00", 0),
            [None, Some(Severity::Info)]
        );
        assert_eq!(offset(-210), "UTC-03:30");
    }
}
