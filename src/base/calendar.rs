//! The working calendar: weekends, statutory holidays and make-up workdays
//! 调休. Holidays are announced a year at a time, so a year may not be known
//! yet; then its days are plain weekdays and weekends, and whoever uses them
//! says so. A file of the user's adds years or replaces single days.

use super::text::Text;
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Announced days of the years known when the program was made.
const ANNOUNCED: &str = include_str!("cn_holidays.csv");

/// What a day is by the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayKind {
    /// Monday to Friday, or a make-up workday.
    Workday,
    /// Saturday or Sunday.
    Weekend,
    /// A day of a statutory holiday, moved days off included.
    Holiday,
}

/// One day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    pub date: NaiveDate,
    pub kind: DayKind,
    /// A Saturday or Sunday that is worked for a day off elsewhere 补班.
    pub make_up: bool,
    /// The holiday it belongs to.
    pub holiday: Option<HolidayName>,
}

/// What a holiday is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HolidayName {
    Known(Text),
    /// As the user's file has it.
    Given(String),
}

/// The holidays there are, by the word of the data file.
const NAMES: [(&str, Text); 7] = [
    ("new_year", Text::new("元旦", "New Year's Day")),
    ("spring", Text::new("春节", "Spring Festival")),
    ("qingming", Text::new("清明节", "Qingming Festival")),
    ("labour", Text::new("劳动节", "Labour Day")),
    ("dragon_boat", Text::new("端午节", "Dragon Boat Festival")),
    ("mid_autumn", Text::new("中秋节", "Mid-Autumn Festival")),
    ("national", Text::new("国庆节", "National Day")),
];

/// Days that are not what their weekday says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    special: BTreeMap<NaiveDate, (bool, HolidayName)>,
    years: BTreeSet<i32>,
}

impl Default for Calendar {
    /// The announced years.
    fn default() -> Self {
        let mut calendar = Calendar {
            special: BTreeMap::new(),
            years: BTreeSet::new(),
        };
        for line in ANNOUNCED.lines() {
            let mut fields = line.split(',');
            let (Some(date), Some(kind), Some(name)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let known = NAMES.iter().find(|(word, _)| *word == name);
            if let (Ok(date), Some((_, text))) = (date.parse(), known) {
                calendar.set(date, kind == "work", HolidayName::Known(*text));
            }
        }
        calendar
    }
}

impl Calendar {
    /// Says what a day is, over whatever was known; its year counts as announced.
    pub fn set(&mut self, date: NaiveDate, worked: bool, name: HolidayName) {
        self.years.insert(date.year());
        self.special.insert(date, (worked, name));
    }

    /// Whether the year's holidays have been announced.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    pub fn day(&self, date: NaiveDate) -> CalendarDay {
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        let (kind, holiday) = match self.special.get(&date) {
            Some((true, name)) => (DayKind::Workday, Some(name.clone())),
            Some((false, name)) => (DayKind::Holiday, Some(name.clone())),
            None if weekend => (DayKind::Weekend, None),
            None => (DayKind::Workday, None),
        };
        CalendarDay {
            date,
            kind,
            make_up: weekend && kind == DayKind::Workday,
            holiday,
        }
    }
}

impl HolidayName {
    pub fn message(&self) -> super::text::Message {
        match self {
            HolidayName::Known(text) => (*text).into(),
            HolidayName::Given(words) => super::text::Message::data(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CalendarDay {
        Calendar::default().day(text.parse().expect("a date"))
    }

    #[test]
    fn announced_days_weekends_and_make_up_workdays() {
        for (date, kind, make_up) in [
            ("2026-10-01", DayKind::Holiday, false),
            ("2026-10-10", DayKind::Workday, true),
            ("2026-10-11", DayKind::Weekend, false),
            ("2026-02-14", DayKind::Workday, true),
            ("2026-02-15", DayKind::Holiday, false),
            ("2026-11-02", DayKind::Workday, false),
        ] {
            let found = day(date);
            assert_eq!((found.kind, found.make_up), (kind, make_up), "{date}");
        }
        let name = day("2026-02-17").holiday.expect("a holiday").message();
        assert_eq!(
            (name.zh.as_str(), name.en.as_str()),
            ("春节", "Spring Festival")
        );
    }

    #[test]
    fn every_line_of_the_announced_years_is_read() {
        let lines = ANNOUNCED.lines().filter(|l| l.starts_with("20")).count();
        let calendar = Calendar::default();
        assert_eq!(calendar.special.len(), lines);
        assert!(lines > 250 && calendar.knows(2026) && !calendar.knows(2027));
    }

    #[test]
    fn a_file_of_the_users_adds_years_and_replaces_days() {
        let mut calendar = Calendar::default();
        let date = "2027-02-06".parse().expect("a date");
        calendar.set(date, false, HolidayName::Given("春节".to_owned()));
        assert!(calendar.knows(2027));
        assert_eq!(calendar.day(date).kind, DayKind::Holiday);
        let worked = "2026-10-01".parse().expect("a date");
        calendar.set(worked, true, HolidayName::Given("x".to_owned()));
        assert_eq!(calendar.day(worked).kind, DayKind::Workday);
    }
}
