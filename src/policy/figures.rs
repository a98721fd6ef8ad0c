//! Figures of pay and KPI: amounts, multiples, points of a curve, months and
//! days of the year. Written as strings, exact.

use super::values::{NotThat, as_string};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::fmt;
use std::str::FromStr;

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

as_string!(Amount);
as_string!(Factor);
as_string!(Figure);
as_string!(Month);
as_string!(MonthDay);

#[cfg(test)]
mod tests {
    use super::*;

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
}
