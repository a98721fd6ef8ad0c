//! A stretch of time that a report is about: months, quarters and weeks of the
//! shop's zone, half open (contract §1: a month is [1st 00:00, next 1st 00:00)).

use super::text::Message;
use crate::say;
use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};

/// From one day's midnight up to another's, the latter not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The first day after it.
    pub until: NaiveDate,
}

impl Period {
    /// Both whole days included; `None` where the last is before the first or
    /// beyond the calendar.
    pub fn days(first: NaiveDate, last: NaiveDate) -> Option<Period> {
        let until = last.checked_add_days(Days::new(1))?;
        (first <= last).then_some(Period { from: first, until })
    }

    /// The calendar month of that day.
    pub fn month_of(day: NaiveDate) -> Period {
        Period::months_from(first_of_month(day), 1)
    }

    /// The calendar quarter of that day.
    pub fn quarter_of(day: NaiveDate) -> Period {
        let back = day.month0() % 3;
        let first = first_of_month(day);
        Period::months_from(step_back(first, back), 3)
    }

    /// The last complete month before `today`.
    pub fn last_month(today: NaiveDate) -> Period {
        Period::months_from(step_back(first_of_month(today), 1), 1)
    }

    /// The month after that of `today`.
    pub fn next_month(today: NaiveDate) -> Period {
        Period::month_of(Period::month_of(today).until)
    }

    /// The seven days ending on `today` (contract §1, `run weekly`).
    pub fn week_to(today: NaiveDate) -> Period {
        Period {
            from: today.checked_sub_days(Days::new(6)).unwrap_or(today),
            until: today.succ_opt().unwrap_or(today),
        }
    }

    fn months_from(first: NaiveDate, months: u32) -> Period {
        Period {
            from: first,
            until: first
                .checked_add_months(Months::new(months))
                .unwrap_or(NaiveDate::MAX),
        }
    }

    /// `2026-10`: the month of that name.
    pub fn named_month(text: &str) -> Option<Period> {
        let (year, month) = text.trim().split_once('-')?;
        let plain = year.len() == 4 && month.len() <= 2 && !month.is_empty();
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if !plain || !digits(year) || !digits(month) {
            return None;
        }
        let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
        Some(Period::month_of(first))
    }

    /// `2026Q3`: the quarter of that name.
    pub fn named_quarter(text: &str) -> Option<Period> {
        let (year, quarter) = text.trim().split_once(['Q', 'q'])?;
        let year = year.strip_suffix('-').unwrap_or(year);
        let month = match quarter {
            "1" => 1,
            "2" => 4,
            "3" => 7,
            "4" => 10,
            _ => return None,
        };
        let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month, 1)?;
        Some(Period::quarter_of(first))
    }

    /// The last day.
    pub fn last(&self) -> NaiveDate {
        self.until.pred_opt().unwrap_or(self.until)
    }

    pub fn start(&self) -> NaiveDateTime {
        self.from.and_time(NaiveTime::MIN)
    }

    /// The first moment after it.
    pub fn end(&self) -> NaiveDateTime {
        self.until.and_time(NaiveTime::MIN)
    }

    pub fn holds(&self, at: NaiveDateTime) -> bool {
        self.start() <= at && at < self.end()
    }

    pub fn holds_day(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }

    /// Every day, in order.
    pub fn iter_days(&self) -> impl Iterator<Item = NaiveDate> {
        let until = self.until;
        self.from.iter_days().take_while(move |day| *day < until)
    }

    /// Whether it is one whole calendar month.
    pub fn is_month(&self) -> bool {
        *self == Period::month_of(self.from)
    }

    /// `2026-10` for a month, `2026Q4` for a quarter, else both ends.
    pub fn label(&self) -> Message {
        if self.is_month() {
            return Message::data(self.from.format("%Y-%m").to_string());
        }
        if *self == Period::quarter_of(self.from) {
            let (year, quarter) = (self.from.year(), self.from.month0() / 3 + 1);
            return Message::data(format!("{year}Q{quarter}"));
        }
        let (from, last) = (self.from, self.last());
        say!(zh: "{from} 至 {last}", en: "{from} to {last}")
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).expect("every month has a first day")
}

fn step_back(first: NaiveDate, months: u32) -> NaiveDate {
    first
        .checked_sub_months(Months::new(months))
        .unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn months_quarters_weeks() {
        for (period, from, last, label) in [
            (
                Period::month_of(day("2026-02-17")),
                "2026-02-01",
                "2026-02-28",
                "2026-02",
            ),
            (
                Period::last_month(day("2026-01-31")),
                "2025-12-01",
                "2025-12-31",
                "2025-12",
            ),
            (
                Period::next_month(day("2026-12-31")),
                "2027-01-01",
                "2027-01-31",
                "2027-01",
            ),
            (
                Period::quarter_of(day("2026-11-22")),
                "2026-10-01",
                "2026-12-31",
                "2026Q4",
            ),
            (
                Period::week_to(day("2026-11-27")),
                "2026-11-21",
                "2026-11-27",
                "2026-11-21 to 2026-11-27",
            ),
            (
                Period::days(day("2026-11-02"), day("2026-11-02")).expect("a day"),
                "2026-11-02",
                "2026-11-02",
                "2026-11-02 to 2026-11-02",
            ),
        ] {
            assert_eq!((period.from, period.last()), (day(from), day(last)));
            assert_eq!(period.label().en, label);
        }
        assert_eq!(Period::days(day("2026-11-03"), day("2026-11-02")), None);
    }

    #[test]
    fn names() {
        assert_eq!(
            Period::named_month("2026-02"),
            Some(Period::month_of(day("2026-02-01")))
        );
        assert_eq!(
            Period::named_quarter("2026Q3"),
            Some(Period::quarter_of(day("2026-07-01")))
        );
        for wrong in ["2026", "2026-13", "26-01", "2026-1x", "2026-", ""] {
            assert_eq!(Period::named_month(wrong), None, "{wrong}");
        }
        for wrong in ["2026Q5", "Q3", "2026", "2026Q"] {
            assert_eq!(Period::named_quarter(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_end_is_not_inside() {
        let month = Period::month_of(day("2026-10-01"));
        assert!(month.holds(month.start()) && !month.holds(month.end()));
        assert_eq!(month.iter_days().count(), 31);
    }
}
