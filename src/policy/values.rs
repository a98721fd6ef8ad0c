//! Typed values of the config: a clock time, a share, a time zone. All are
//! written as strings, so that nothing in a config is ever a binary float.

use chrono::NaiveTime;
use rust_decimal::Decimal;
use std::fmt;
use std::str::FromStr;

/// A time of day, `18:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(pub NaiveTime);

/// A share of one, written `20%` or `0.2`; 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub Decimal);

/// Why a string is no such value. The reader sees what was expected instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a value of this kind")]
pub struct NotThat;

impl ClockTime {
    /// The full hour; hours past 23 become 23.
    pub(super) fn hour(hour: u32) -> Self {
        ClockTime(NaiveTime::from_hms_opt(hour.min(23), 0, 0).unwrap_or(NaiveTime::MIN))
    }
}

impl FromStr for ClockTime {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        NaiveTime::parse_from_str(text.trim(), "%H:%M")
            .map(ClockTime)
            .map_err(|_| NotThat)
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%H:%M"))
    }
}

impl Share {
    /// `percent` hundredths.
    pub(super) fn percent(percent: i64) -> Self {
        Share(Decimal::new(percent, 2))
    }
}

impl FromStr for Share {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let text = text.trim();
        let share = match text.strip_suffix('%') {
            Some(percent) => Decimal::from_str(percent.trim())
                .ok()
                .and_then(|p| p.checked_div(Decimal::ONE_HUNDRED)),
            None => Decimal::from_str(text).ok(),
        };
        share
            .filter(|s| (Decimal::ZERO..=Decimal::ONE).contains(s))
            .map(Share)
            .ok_or(NotThat)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", (self.0 * Decimal::ONE_HUNDRED).normalize())
    }
}

macro_rules! as_string {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(super) use as_string;
as_string!(ClockTime);
as_string!(Share);

/// A time zone as its IANA name.
pub(super) mod zone {
    use chrono_tz::Tz;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(zone: &Tz, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(zone.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Tz, D::Error> {
        let name = String::deserialize(from)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact_and_between_nothing_and_all() {
        for (from, to) in [
            ("20%", "20%"),
            ("0.2", "20%"),
            ("12.5 %", "12.5%"),
            ("1", "100%"),
        ] {
            let share: Share = from.parse().expect(from);
            assert_eq!(share.to_string(), to, "{from}");
        }
        for bad in ["", "%", "101%", "-1%", "abc", "1.01"] {
            assert_eq!(bad.parse::<Share>(), Err(NotThat), "{bad:?}");
        }
    }

    #[test]
    fn times_have_hours_and_minutes() {
        let time: ClockTime = "18:00".parse().expect("literal");
        assert_eq!(time, ClockTime::hour(18));
        for bad in ["24:00", "18", "6pm", "18:60", "18:00:00"] {
            assert_eq!(bad.parse::<ClockTime>(), Err(NotThat), "{bad:?}");
        }
    }
}
