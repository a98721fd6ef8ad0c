//! Typed values of the config: clock times, shares, amounts, months. All are
//! written as strings, so that nothing in a config is ever a binary float.

use chrono::{Datelike, NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use std::fmt;
use std::str::FromStr;

/// A time of day, `18:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(pub NaiveTime);

/// A share of one, written `20%` or `0.2`; 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub Decimal);

/// A part of a whole, exact: written `1/3`, `30%` or `0.3`; 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    over: i64,
    under: i64,
}

/// An amount, score or divisor from 0 to a million million, written `"2200"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(pub Decimal);

/// A multiple of an hour's or day's pay, written `150%`; 0 to 1000 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Factor(pub Decimal);

/// A figure of a curve: a number, or a share written with `%`; may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    pub value: Decimal,
    /// Written with a percent sign, and shown so.
    pub percent: bool,
}

/// A calendar month by its first day, written `2026-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub NaiveDate);

/// A day of any year, written `10-15`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    pub month: u32,
    pub day: u32,
}

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

impl ClockTime {
    /// Half past the hour; hours past 23 become 23.
    pub(super) fn half_past(hour: u32) -> Self {
        ClockTime(NaiveTime::from_hms_opt(hour.min(23), 30, 0).unwrap_or(NaiveTime::MIN))
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

impl Fraction {
    /// `over / under`; an `under` of 0 is taken as 1.
    pub(super) const fn new(over: i64, under: i64) -> Self {
        let under = if under == 0 { 1 } else { under };
        Fraction { over, under }
    }

    /// Whether `part` is at most this fraction of `whole`, in whole numbers, so
    /// that a third is a third.
    pub fn covers(self, part: i64, whole: i64) -> bool {
        i128::from(part) * i128::from(self.under) <= i128::from(whole) * i128::from(self.over)
    }
}

impl FromStr for Fraction {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let number = |part: &str| -> Result<i64, NotThat> {
            let plain = part.trim();
            let digits = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit());
            let number = if digits { plain.parse().ok() } else { None };
            number.filter(|n: &i64| *n <= 1_000_000).ok_or(NotThat)
        };
        if let Some((over, under)) = text.split_once('/') {
            let (over, under) = (number(over)?, number(under)?);
            return if under > 0 && over <= under {
                Ok(Fraction { over, under })
            } else {
                Err(NotThat)
            };
        }
        let share = text.parse::<Share>()?.0.normalize();
        let under = 10_i64.checked_pow(share.scale()).ok_or(NotThat)?;
        let over = i64::try_from(share.mantissa()).map_err(|_| NotThat)?;
        Ok(Fraction { over, under })
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.over, self.under)
    }
}

/// Figures of the config stay below this, so that no product leaves the range
/// of an exact decimal.
const MOST: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

impl Amount {
    pub(super) fn whole(yuan: i64) -> Self {
        Amount(Decimal::new(yuan, 0))
    }
}

impl FromStr for Amount {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let amount = Decimal::from_str_exact(text.trim()).map_err(|_| NotThat)?;
        let fits = amount.scale() <= 8 && (Decimal::ZERO..=MOST).contains(&amount);
        fits.then_some(Amount(amount)).ok_or(NotThat)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

impl Factor {
    pub(super) fn percent(percent: i64) -> Self {
        Factor(Decimal::new(percent, 2))
    }
}

impl FromStr for Factor {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let percent = text.trim().strip_suffix('%').ok_or(NotThat)?;
        let Amount(percent) = percent.parse()?;
        let fits = percent <= Decimal::ONE_THOUSAND;
        fits.then(|| Factor(percent / Decimal::ONE_HUNDRED))
            .ok_or(NotThat)
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", (self.0 * Decimal::ONE_HUNDRED).normalize())
    }
}

impl FromStr for Figure {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let text = text.trim();
        let (body, percent) = match text.strip_suffix('%') {
            Some(body) => (body.trim(), true),
            None => (text, false),
        };
        let (negative, body) = match body.strip_prefix('-') {
            Some(body) => (true, body),
            None => (false, body),
        };
        let Amount(size) = body.parse()?;
        let size = if percent {
            size / Decimal::ONE_HUNDRED
        } else {
            size
        };
        let value = if negative { -size } else { size };
        Ok(Figure { value, percent })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.percent {
            write!(f, "{}%", (self.value * Decimal::ONE_HUNDRED).normalize())
        } else {
            write!(f, "{}", self.value.normalize())
        }
    }
}

impl FromStr for Month {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let period = crate::base::Period::named_month(text).ok_or(NotThat)?;
        Ok(Month(period.from))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

impl MonthDay {
    /// Of that year; the last day of February where the year has no 29th.
    pub fn of(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
            .or_else(|| NaiveDate::from_ymd_opt(year, self.month, self.day.min(28)))
    }
}

impl FromStr for MonthDay {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let (month, day) = text.trim().split_once('-').ok_or(NotThat)?;
        // A leap year has every day.
        let month = month.parse().map_err(|_| NotThat)?;
        let day = day.parse().map_err(|_| NotThat)?;
        let date = NaiveDate::from_ymd_opt(2000, month, day).ok_or(NotThat)?;
        Ok(MonthDay {
            month: date.month(),
            day: date.day(),
        })
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
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
as_string!(Fraction);
as_string!(Amount);
as_string!(Factor);
as_string!(Figure);
as_string!(Month);
as_string!(MonthDay);

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
    fn a_third_is_a_third() {
        let third: Fraction = " 1 / 3".parse().expect("literal");
        assert!(third.covers(180, 540) && !third.covers(181, 540));
        assert_eq!(third.to_string(), "1/3");
        let share: Fraction = "12.5%".parse().expect("literal");
        assert!(share.covers(1, 8) && !share.covers(2, 15));
        for bad in ["", "1/0", "4/3", "1/3/5", "-1/3", "a/b", "101%", "+1/3"] {
            assert_eq!(bad.parse::<Fraction>(), Err(NotThat), "{bad:?}");
        }
    }

    #[test]
    fn figures_months_and_days() {
        for (from, to) in [("30%", "30%"), ("-100", "-100"), ("0.50", "0.5")] {
            let figure: Figure = from.parse().expect(from);
            assert_eq!(figure.to_string(), to);
        }
        assert_eq!("1000000000000".parse(), Ok(Amount(MOST)));
        for bad in ["-1", "1000000000001", "1e3", "", "0.123456789"] {
            assert_eq!(bad.parse::<Amount>(), Err(NotThat), "{bad:?}");
        }
        assert_eq!("150%".parse(), Ok(Factor::percent(150)));
        assert_eq!("1.5".parse::<Factor>(), Err(NotThat));
        let month: Month = "2026-01".parse().expect("a month");
        assert_eq!(month.to_string(), "2026-01");
        let day: MonthDay = "10-15".parse().expect("a day");
        assert_eq!(day.of(2026), NaiveDate::from_ymd_opt(2026, 10, 15));
        assert_eq!("02-30".parse::<MonthDay>(), Err(NotThat));
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
