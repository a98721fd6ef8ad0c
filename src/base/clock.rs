//! The one source of «now». `--now` replaces the wall clock, so the same inputs
//! give the same bytes; the zone is the shop's, never the host's.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

/// An instant in the shop's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    now: DateTime<Tz>,
}

impl Clock {
    /// The wall clock in `zone`, cut to whole seconds.
    pub fn wall(zone: Tz) -> Self {
        let seconds = Utc::now().timestamp();
        Clock {
            now: zone
                .timestamp_opt(seconds, 0)
                .single()
                .expect("a Unix second is one instant in any zone"),
        }
    }

    /// A given instant, shown in `zone`.
    pub fn fixed(at: DateTime<FixedOffset>, zone: Tz) -> Self {
        Clock {
            now: at.with_timezone(&zone),
        }
    }

    /// Local date and time in the shop's zone.
    pub fn local(&self) -> NaiveDateTime {
        self.now.naive_local()
    }

    /// The shop's calendar day.
    pub fn date(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// The instant with the shop's offset.
    pub fn fixed_offset(&self) -> DateTime<FixedOffset> {
        self.now.fixed_offset()
    }

    pub fn zone(&self) -> Tz {
        self.now.timezone()
    }

    /// Minutes east of UTC at this instant.
    pub fn offset_minutes(&self) -> i32 {
        self.now.offset().fix().local_minus_utc() / 60
    }

    /// `2026-11-22T18:00:00+08:00`
    pub fn rfc3339(&self) -> String {
        self.now.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// `2026-11-22 18:00`, for people.
    pub fn minute(&self) -> String {
        self.now.format("%Y-%m-%d %H:%M").to_string()
    }

    /// The shop's local time of a Unix second (a file's mtime).
    pub fn local_of_unix(&self, seconds: i64) -> Option<NaiveDateTime> {
        self.zone()
            .timestamp_opt(seconds, 0)
            .single()
            .map(|t| t.naive_local())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_the_shops() {
        let at = DateTime::parse_from_rfc3339("2026-11-22T23:30:00+00:00").expect("literal");
        let clock = Clock::fixed(at, chrono_tz::Asia::Shanghai);
        assert_eq!(clock.rfc3339(), "2026-11-23T07:30:00+08:00");
        assert_eq!(clock.date().to_string(), "2026-11-23");
    }
}
