//! A calendar file published before, and the same calendar published again.
//!
//! An event that stands as before keeps its `SEQUENCE`; one that changed gets
//! the next number. An event of the period that is no longer planned stays in
//! the file as cancelled, so that programs which add what they read (and do not
//! replace what they had) strike it out, and so that its number goes on if it
//! comes back. Events of other periods stay as they are.
//!
//! Only files of this program are read: their events are taken line by line as
//! they were written, so nothing of them can be lost on the way.

use super::{CANCELLED, CONFIRMED, Calendar, Entry, write};
use crate::base::{Clock, Lang, Message, Period};

/// A calendar file as it was published before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Earlier {
    entries: Vec<Entry>,
    zone: Option<String>,
    name: Message,
}

/// A calendar published again, and what became of its events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Republished {
    pub bytes: Vec<u8>,
    pub new: usize,
    pub changed: usize,
    pub cancelled: usize,
    pub unchanged: usize,
}

impl Earlier {
    /// Reads a file's bytes; `None` where they are no calendar of this program.
    pub fn read(bytes: &[u8]) -> Option<Earlier> {
        let lines = unfold(std::str::from_utf8(bytes).ok()?);
        let ours = |line: &String| line.starts_with("PRODID:-//dayclose//");
        if lines.first().is_none_or(|l| l != "BEGIN:VCALENDAR") || !lines.iter().any(ours) {
            return None;
        }
        let mut earlier = Earlier::default();
        let mut open: Option<Entry> = None;
        for line in lines {
            let Some(entry) = &mut open else {
                if line == "BEGIN:VEVENT" {
                    open = Some(Entry {
                        uid: String::new(),
                        sequence: 0,
                        lines: Vec::new(),
                    });
                } else if let Some(zone) = line.strip_prefix("X-WR-TIMEZONE:") {
                    earlier.zone = Some(zone.to_owned());
                } else if let Some(name) = line.strip_prefix("X-WR-CALNAME:") {
                    earlier.name = Message::data(unescape(name));
                }
                continue;
            };
            if line == "END:VEVENT" {
                earlier.entries.extend(open.take());
            } else if let Some(uid) = line.strip_prefix("UID:") {
                entry.uid = uid.to_owned();
            } else if let Some(number) = line.strip_prefix("SEQUENCE:") {
                entry.sequence = number.trim().parse().ok()?;
            } else if !line.starts_with("DTSTAMP:") {
                entry.lines.push(line);
            }
        }
        Some(earlier)
    }

    /// The zone its times are in.
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    /// The calendar's events of the period over those published before.
    pub fn republish(&self, calendar: &Calendar, period: Period, lang: Lang) -> Republished {
        let mut out = Republished::default();
        let zone = calendar.clock.zone();
        let mut entries: Vec<Entry> = Vec::new();
        for event in &calendar.events {
            let mut entry = Entry::new(event, zone, lang);
            match self.entries.iter().find(|e| e.uid == entry.uid) {
                None => out.new += 1,
                Some(was) if was.lines == entry.lines => {
                    entry.sequence = was.sequence;
                    out.unchanged += 1;
                }
                Some(was) => {
                    entry.sequence = was.sequence.saturating_add(1);
                    out.changed += 1;
                }
            }
            entries.push(entry);
        }
        let planned = entries.len();
        for was in &self.entries {
            if entries[..planned].iter().any(|e| e.uid == was.uid) {
                continue;
            }
            let mut entry = was.clone();
            let gone = was.day().is_some_and(|day| period.holds_day(day));
            let status = entry.lines.iter_mut().find(|line| *line == CONFIRMED);
            if let (true, Some(status)) = (gone, status) {
                CANCELLED.clone_into(status);
                entry.sequence = was.sequence.saturating_add(1);
                out.cancelled += 1;
            }
            entries.push(entry);
        }
        let key = |entry: &Entry| {
            let start = entry.moment("DTSTART").map(|(value, _)| value.to_owned());
            (start, entry.uid.clone())
        };
        entries.sort_by_cached_key(key);
        out.bytes = write(calendar, &entries, lang);
        out
    }
}

impl Earlier {
    /// The calendar of somebody who is no longer planned: its events of the
    /// period are cancelled.
    pub fn withdraw(&self, clock: Clock, period: Period, lang: Lang) -> Republished {
        let nobody = Calendar {
            name: self.name.clone(),
            clock,
            events: Vec::new(),
        };
        self.republish(&nobody, period, lang)
    }
}

/// Content lines, put together again where they were folded.
fn unfold(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// A value as text, without the marks of [`escape`](super::escape).
fn unescape(value: &str) -> String {
    let mut out = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Event, When, uid};
    use super::*;
    use chrono::{DateTime, NaiveDate};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// A whole-day event for each day named, with its words.
    fn calendar(days: &[(&str, &str)]) -> Calendar {
        let now = DateTime::parse_from_rfc3339("2026-11-30T18:00:00+08:00").expect("literal");
        let event = |(date, words): &(&str, &str)| {
            let when = When::Days {
                first: day(date),
                last: day(date),
            };
            Event::new(uid(&["shop", date]), when, Message::data(*words))
        };
        Calendar {
            name: Message::data("值班"),
            clock: Clock::fixed(now, chrono_tz::Asia::Shanghai),
            events: days.iter().map(event).collect(),
        }
    }

    fn again(earlier: &Earlier, days: &[(&str, &str)], month: &str) -> (Earlier, [usize; 4]) {
        let period = Period::month_of(day(month));
        let out = earlier.republish(&calendar(days), period, Lang::Zh);
        let counts = [out.new, out.changed, out.cancelled, out.unchanged];
        (Earlier::read(&out.bytes).expect("ours"), counts)
    }

    fn states(earlier: &Earlier) -> Vec<(u32, bool)> {
        let cancelled = |e: &Entry| e.lines.iter().any(|line| line == CANCELLED);
        let entries = earlier.entries.iter();
        entries.map(|e| (e.sequence, cancelled(e))).collect()
    }

    #[test]
    fn numbers_rise_with_every_change_and_nothing_else() {
        let long = "早班，与很多人一起：".repeat(9);
        let first = [("2026-12-01", long.as_str()), ("2026-12-02", "晚班")];
        let (one, counts) = again(&Earlier::default(), &first, "2026-12-01");
        assert_eq!(counts, [2, 0, 0, 0]);
        let (same, counts) = again(&one, &first, "2026-12-01");
        assert_eq!(counts, [0, 0, 0, 2]);
        assert_eq!(same, one);
        let changed = [("2026-12-01", "晚班"), ("2026-12-03", "晚班")];
        let (two, counts) = again(&one, &changed, "2026-12-01");
        assert_eq!(counts, [1, 1, 1, 0]);
        assert_eq!(states(&two), [(1, false), (1, true), (0, false)]);
        // What is cancelled stays so, and comes back under the next number.
        let (three, counts) = again(&two, &changed, "2026-12-01");
        assert_eq!(counts, [0, 0, 0, 2]);
        assert_eq!(three, two);
        let back = [("2026-12-01", "晚班"), ("2026-12-02", "晚班")];
        let (four, counts) = again(&two, &back, "2026-12-01");
        assert_eq!(counts, [0, 1, 1, 1]);
        assert_eq!(states(&four), [(1, false), (2, false), (1, true)]);
        // The next month leaves this one alone.
        let (five, counts) = again(&four, &[("2027-01-01", "早班")], "2027-01-01");
        assert_eq!(counts, [1, 0, 0, 0]);
        assert_eq!(states(&five)[..3], states(&four)[..]);
    }

    #[test]
    fn other_peoples_calendars_are_not_ours() {
        let ours = super::super::render(&calendar(&[]), Lang::En);
        assert_eq!(
            Earlier::read(&ours).expect("ours").zone(),
            Some("Asia/Shanghai")
        );
        let text = String::from_utf8(ours).expect("UTF-8");
        for other in [
            text.replace("dayclose", "other"),
            text.replace("BEGIN:VCALENDAR", "hello"),
            String::new(),
        ] {
            assert_eq!(Earlier::read(other.as_bytes()), None);
        }
        assert_eq!(Earlier::read(&[0xff, 0xfe]), None);
    }
}
