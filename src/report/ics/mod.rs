//! Events as an iCalendar file (RFC 5545) for calendars on phones and desks.
//!
//! A calendar knows an event by its `UID` and takes a later file over an
//! earlier one by `SEQUENCE`: whoever publishes a plan again keeps the first and
//! raises the second ([`Earlier`] does). Times are the shop's, with the zone's rules in the file,
//! so a phone elsewhere shows the right hour. `DTSTAMP` is the report's clock,
//! so the same events give the same bytes.

mod earlier;

pub use earlier::{Earlier, Republished};

use crate::base::{Clock, Lang, Message};
use chrono::{Days, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Octets in a line, its end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// What one file holds.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Shown by most programs as the calendar's name.
    pub name: Message,
    /// The time of publication and the zone of all times.
    pub clock: Clock,
    pub events: Vec<Event>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for the same event in every file; see [`uid`].
    pub uid: String,
    /// 0 when first published, one more with every change.
    pub sequence: u32,
    pub when: When,
    pub summary: Message,
    pub description: Option<Message>,
    pub location: Option<Message>,
    /// Taken back: programs that knew the event strike it out.
    pub cancelled: bool,
    /// A reminder so many minutes before the start.
    pub remind: Option<u32>,
}

/// When an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Whole days, both inclusive.
    Days { first: NaiveDate, last: NaiveDate },
    /// From a time to a later one, in the shop's zone; an end not after the
    /// start is left out.
    Time {
        start: NaiveDateTime,
        end: NaiveDateTime,
    },
}

impl Event {
    pub fn new(uid: String, when: When, summary: Message) -> Self {
        Event {
            uid,
            sequence: 0,
            when,
            summary,
            description: None,
            location: None,
            cancelled: false,
            remind: None,
        }
    }
}

/// A `UID` out of what makes an event the same one again: shop, kind, person,
/// day. A hash, so that it holds no name.
pub fn uid(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // The length keeps ["ab", "c"] apart from ["a", "bc"].
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut uid = String::with_capacity(41);
    for byte in &hash.finalize()[..16] {
        let _ = write!(uid, "{byte:02x}");
    }
    uid.push_str("@dayclose");
    uid
}

/// The file's bytes: UTF-8, lines ended by CR LF and folded at 75 octets.
pub fn render(calendar: &Calendar, lang: Lang) -> Vec<u8> {
    let zone = calendar.clock.zone();
    let events = calendar.events.iter();
    let entries: Vec<Entry> = events.map(|e| Entry::new(e, zone, lang)).collect();
    write(calendar, &entries, lang)
}

/// An event as its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    uid: String,
    sequence: u32,
    /// Unfolded, without `UID`, `SEQUENCE` and `DTSTAMP`; the start first.
    lines: Vec<String>,
}

fn write(calendar: &Calendar, entries: &[Entry], lang: Lang) -> Vec<u8> {
    let mut out = Lines(String::new());
    let zone = calendar.clock.zone();
    let name = escape(calendar.name.get(lang));
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line(&format!(
        "PRODID:-//dayclose//{}//{}",
        super::extra::tool(),
        match lang {
            Lang::Zh => "ZH",
            Lang::En => "EN",
        }
    ));
    out.line("CALSCALE:GREGORIAN");
    out.line("METHOD:PUBLISH");
    out.line(&format!("NAME:{name}"));
    out.line(&format!("X-WR-CALNAME:{name}"));
    out.line(&format!("X-WR-TIMEZONE:{}", zone.name()));
    out.zone(zone, entries);
    let stamp = stamp(&calendar.clock);
    for entry in entries {
        out.line("BEGIN:VEVENT");
        out.line(&format!("UID:{}", entry.uid));
        out.line(&format!("SEQUENCE:{}", entry.sequence));
        out.line(&format!("DTSTAMP:{stamp}"));
        for line in &entry.lines {
            out.line(line);
        }
        out.line("END:VEVENT");
    }
    out.line("END:VCALENDAR");
    out.0.into_bytes()
}

struct Lines(String);

impl Lines {
    /// One content line, folded between characters; a further line begins with
    /// a space, which counts.
    fn line(&mut self, line: &str) {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(c);
            used += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// The zone's offset where the timed events begin, and every change until
    /// they end. Without such events no zone is needed.
    fn zone(&mut self, zone: Tz, entries: &[Entry]) {
        let days = || entries.iter().flat_map(Entry::timed_days);
        let (Some(first), Some(last)) = (days().min(), days().max()) else {
            return;
        };
        self.line("BEGIN:VTIMEZONE");
        self.line(&format!("TZID:{}", zone.name()));
        // A day before, so that the first event lies under a rule in any case.
        let mut at = first.pred_opt().unwrap_or(first).and_time(MIDNIGHT);
        let end = last.succ_opt().unwrap_or(last).and_time(MIDNIGHT);
        let mut offset = seconds_east(zone, at);
        self.rule(false, at, offset, offset);
        while at < end {
            let next = at + TimeDelta::hours(1);
            let then = seconds_east(zone, next);
            if then != offset {
                // The onset is told in the time that ends there.
                let onset = next + TimeDelta::seconds(i64::from(offset));
                self.rule(then > offset, onset, offset, then);
                offset = then;
            }
            at = next;
        }
        self.line("END:VTIMEZONE");
    }

    fn rule(&mut self, daylight: bool, onset: NaiveDateTime, from: i32, to: i32) {
        let name = if daylight { "DAYLIGHT" } else { "STANDARD" };
        self.line(&format!("BEGIN:{name}"));
        self.line(&format!("DTSTART:{}", local(onset)));
        self.line(&format!("TZOFFSETFROM:{}", east(from)));
        self.line(&format!("TZOFFSETTO:{}", east(to)));
        self.line(&format!("END:{name}"));
    }
}

impl Entry {
    fn new(event: &Event, zone: Tz, lang: Lang) -> Entry {
        let mut lines = Vec::new();
        match event.when {
            When::Days { first, last } => {
                lines.push(format!("DTSTART;VALUE=DATE:{}", first.format("%Y%m%d")));
                // The end is the first day after.
                let end = last.max(first).checked_add_days(Days::new(1));
                if let Some(end) = end {
                    lines.push(format!("DTEND;VALUE=DATE:{}", end.format("%Y%m%d")));
                }
                lines.push("TRANSP:TRANSPARENT".to_owned());
            }
            When::Time { start, end } => {
                lines.push(format!("DTSTART;TZID={}:{}", zone.name(), local(start)));
                if end > start {
                    lines.push(format!("DTEND;TZID={}:{}", zone.name(), local(end)));
                }
            }
        }
        let texts = [
            ("SUMMARY", Some(&event.summary)),
            ("DESCRIPTION", event.description.as_ref()),
            ("LOCATION", event.location.as_ref()),
        ];
        let text = |(name, text): (&str, Option<&Message>)| {
            Some(format!("{name}:{}", escape(text?.get(lang))))
        };
        lines.extend(texts.into_iter().filter_map(text));
        lines.push(
            if event.cancelled {
                CANCELLED
            } else {
                CONFIRMED
            }
            .to_owned(),
        );
        if let Some(minutes) = event.remind {
            lines.push("BEGIN:VALARM".to_owned());
            lines.push("ACTION:DISPLAY".to_owned());
            lines.push(format!("TRIGGER:-PT{minutes}M"));
            lines.extend(text(("DESCRIPTION", Some(&event.summary))));
            lines.push("END:VALARM".to_owned());
        }
        Entry {
            uid: escape(&event.uid),
            sequence: event.sequence,
            lines,
        }
    }

    /// What a line of that name says of the start or end, and whether it has a
    /// time in a zone.
    fn moment(&self, name: &str) -> Option<(&str, bool)> {
        let line = self.lines.iter().find(|line| {
            let rest = line.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with([';', ':']))
        })?;
        let (head, value) = line.split_once(':')?;
        Some((value, head.contains("TZID=")))
    }

    /// The day it begins on.
    fn day(&self) -> Option<NaiveDate> {
        day_of(self.moment("DTSTART")?.0)
    }

    /// The days of its start and end, where those have a time.
    fn timed_days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        ["DTSTART", "DTEND"]
            .into_iter()
            .filter_map(|name| self.moment(name))
            .filter(|(_, timed)| *timed)
            .filter_map(|(value, _)| day_of(value))
    }
}

const CONFIRMED: &str = "STATUS:CONFIRMED";
const CANCELLED: &str = "STATUS:CANCELLED";

/// `20261201` or `20261201T160000`.
fn day_of(value: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(value.get(..8)?, "%Y%m%d").ok()
}

const MIDNIGHT: chrono::NaiveTime = chrono::NaiveTime::MIN;

/// The zone's offset at a moment of UTC.
fn seconds_east(zone: Tz, utc: NaiveDateTime) -> i32 {
    zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()
}

/// `+0800`, with seconds where an old offset has some.
fn east(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let s = seconds.unsigned_abs();
    let mut text = format!("{sign}{:02}{:02}", s / 3600, s / 60 % 60);
    if !s.is_multiple_of(60) {
        let _ = write!(text, "{:02}", s % 60);
    }
    text
}

fn local(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

/// The clock in UTC, as `DTSTAMP` asks.
fn stamp(clock: &Clock) -> String {
    let offset = TimeDelta::minutes(i64::from(clock.offset_minutes()));
    let utc = Utc.from_utc_datetime(&(clock.local() - offset));
    utc.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value (RFC 5545, 3.3.11); controls other than breaks go.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => out.push_str("\\n"),
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn calendar(zone: Tz, events: Vec<Event>) -> String {
        let now = DateTime::parse_from_rfc3339("2026-11-30T18:00:00+08:00").expect("literal");
        let calendar = Calendar {
            name: Message::data("值班"),
            clock: Clock::fixed(now, zone),
            events,
        };
        String::from_utf8(render(&calendar, Lang::Zh)).expect("UTF-8")
    }

    fn shift(month: u32, day: u32, hour: u32, hours: i64) -> Event {
        let day = NaiveDate::from_ymd_opt(2026, month, day).expect("literal");
        let start = day.and_hms_opt(hour, 0, 0).expect("literal");
        let end = start + TimeDelta::hours(hours);
        let uid = uid(&["shop", "员工A", &day.to_string()]);
        Event::new(uid, When::Time { start, end }, Message::data("早班"))
    }

    #[test]
    fn lines_are_folded_between_characters_and_never_longer_than_75_octets() {
        for n in 60..90 {
            let mut event = shift(12, 1, 8, 8);
            event.summary = Message::data(format!("{}{}", "a".repeat(n), "值班表".repeat(40)));
            let text = calendar(chrono_tz::Asia::Shanghai, vec![event.clone()]);
            for line in text.split("\r\n") {
                assert!(line.len() <= LINE, "{} octets: {line}", line.len());
                assert!(!line.contains('\n'));
            }
            let unfolded = text.replace("\r\n ", "");
            assert!(unfolded.contains(&format!("SUMMARY:{}\r\n", event.summary.zh)));
        }
    }

    #[test]
    fn text_is_escaped() {
        for (text, to) in [
            ("a,b;c\\d", "a\\,b\\;c\\\\d"),
            ("一\r\n二\n三\r四", "一\\n二\\n三\\n四"),
            ("x\u{7}y", "xy"),
        ] {
            assert_eq!(escape(text), to);
        }
    }

    #[test]
    fn the_zone_stands_in_the_file_with_its_changes() {
        let shanghai = calendar(chrono_tz::Asia::Shanghai, vec![shift(12, 1, 16, 8)]);
        assert!(shanghai.contains("DTSTART;TZID=Asia/Shanghai:20261201T160000\r\n"));
        assert!(shanghai.contains("DTEND;TZID=Asia/Shanghai:20261202T000000\r\n"));
        assert!(shanghai.contains("DTSTAMP:20261130T100000Z\r\n"));
        assert_eq!(shanghai.matches("TZOFFSETTO:+0800\r\n").count(), 1);
        // Central Europe leaves summer time on 25 October 2026, 03:00.
        let berlin = calendar(
            chrono_tz::Europe::Berlin,
            vec![shift(10, 20, 8, 8), shift(10, 30, 8, 8)],
        );
        assert!(berlin.contains(
            "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\n\
             TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
        ));
        assert_eq!(berlin.matches("TZOFFSETTO").count(), 2);
    }

    #[test]
    fn whole_days_end_on_the_day_after_and_need_no_zone() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 12, d).expect("literal");
        let when = When::Days {
            first: day(30),
            last: day(31),
        };
        let text = calendar(
            chrono_tz::Asia::Shanghai,
            vec![Event::new(uid(&["x"]), when, Message::data("盘点"))],
        );
        assert!(text.contains("DTSTART;VALUE=DATE:20261230\r\nDTEND;VALUE=DATE:20270101\r\n"));
        assert!(!text.contains("VTIMEZONE"));
    }

    #[test]
    fn an_id_depends_on_every_part_and_names_nobody() {
        assert_eq!(uid(&["a", "b"]), uid(&["a", "b"]));
        assert_ne!(uid(&["ab", "c"]), uid(&["a", "bc"]));
        assert!(!uid(&["员工A"]).contains("员工"));
    }
}
