//! Stock-takes (W7, W8): what is counted how often, and which variances are
//! counted again.

use super::values::NotThat;
use crate::base::{Money, Qty};
use chrono::{Datelike, Days, Months, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// `[stocktake]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StocktakeRules {
    /// Variances worth at least this many yuan are counted again even within
    /// the tolerance; 0 is off.
    pub recount_value: Price,
    /// Units that mean a case.
    pub case_units: Vec<String>,
    /// A count within so many days before a month's or a quarter's end stands
    /// for that month or quarter.
    pub end_days: u32,
    /// What stands between the area and the rest of a location.
    pub area_separator: String,
    /// ABC class → tolerance. A class that is not named here has none.
    pub tolerance: BTreeMap<String, Tolerance>,
    /// Kind of area → how often it is counted.
    pub every: BTreeMap<String, Interval>,
    /// Kind of area → how its locations begin.
    pub areas: BTreeMap<String, Vec<String>>,
}

impl Default for StocktakeRules {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect();
        StocktakeRules {
            recount_value: Price(Decimal::ZERO),
            case_units: words(&["箱", "件", "case", "ctn"]),
            end_days: 3,
            area_separator: "-".to_owned(),
            tolerance: [
                ("A", Tolerance::Pieces(Decimal::ZERO)),
                ("B", Tolerance::Share(Decimal::new(1, 2))),
                ("C", Tolerance::Share(Decimal::new(3, 2))),
            ]
            .into_iter()
            .map(|(class, t)| (class.to_owned(), t))
            .collect(),
            every: [
                ("shop", Interval::Days(2)),
                ("warehouse", Interval::Days(7)),
                ("van", Interval::Month),
                ("full", Interval::Quarter),
            ]
            .into_iter()
            .map(|(kind, every)| (kind.to_owned(), every))
            .collect(),
            areas: [("shop", words(&["门店"])), ("van", words(&["车"]))]
                .into_iter()
                .map(|(kind, begins)| (kind.to_owned(), begins))
                .collect(),
        }
    }
}

/// The entry of `every` that is of no area: the count of everything.
pub const FULL_COUNT: &str = "full";

/// The kind of area of a location that no entry of `areas` names.
pub const OTHER_AREA: &str = "warehouse";

impl StocktakeRules {
    /// The area a location belongs to: what stands before the separator.
    pub fn area<'l>(&self, location: &'l str) -> &'l str {
        if self.area_separator.is_empty() {
            return location;
        }
        location
            .split_once(self.area_separator.as_str())
            .map_or(location, |(area, _)| area)
    }

    /// The kind of that area.
    pub fn kind(&self, area: &str) -> &str {
        self.areas
            .iter()
            .find(|(_, begins)| begins.iter().any(|b| area.starts_with(b.as_str())))
            .map_or(OTHER_AREA, |(kind, _)| kind)
    }

    /// Whether a variance has to be counted again: beyond the class's tolerance,
    /// or worth `recount_value`. `worth` is its value in yuan, where known.
    pub fn recount(&self, class: &str, expected: Qty, variance: Qty, worth: Option<Money>) -> bool {
        if variance.is_zero() {
            return false;
        }
        let none = Tolerance::Pieces(Decimal::ZERO);
        let tolerance = self.tolerance.get(class).copied().unwrap_or(none);
        let dear = !self.recount_value.0.is_zero()
            && worth.is_some_and(|w| w.0.abs() >= self.recount_value.0);
        dear || variance.0.abs() > tolerance.of(expected.0)
    }
}

/// How far a count may be off, `1%` of what was expected or so many pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tolerance {
    Pieces(Decimal),
    Share(Decimal),
}

impl Tolerance {
    fn of(self, expected: Decimal) -> Decimal {
        match self {
            Tolerance::Pieces(n) => n,
            // A quantity so large that its share overflows has no tolerance.
            Tolerance::Share(s) => expected.abs().checked_mul(s).unwrap_or_default(),
        }
    }
}

impl FromStr for Tolerance {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let text = text.trim();
        let number = |t: &str| {
            let n = Decimal::from_str(t.trim()).map_err(|_| NotThat)?;
            (n >= Decimal::ZERO).then_some(n).ok_or(NotThat)
        };
        match text.strip_suffix('%') {
            Some(percent) => number(percent)?
                .checked_div(Decimal::ONE_HUNDRED)
                .filter(|s| *s <= Decimal::ONE)
                .map(Tolerance::Share)
                .ok_or(NotThat),
            None => number(text).map(Tolerance::Pieces),
        }
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tolerance::Pieces(n) => write!(f, "{n}"),
            Tolerance::Share(s) => write!(f, "{}%", (s * Decimal::ONE_HUNDRED).normalize()),
        }
    }
}

/// An amount of yuan that is not negative, `200`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price(pub Decimal);

impl FromStr for Price {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let n = Decimal::from_str(text.trim()).map_err(|_| NotThat)?;
        (n >= Decimal::ZERO).then_some(Price(n)).ok_or(NotThat)
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How often something is due: `2d`, `month`, `quarter`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    Days(u32),
    /// By the last day of each calendar month.
    Month,
    /// By the last day of each calendar quarter.
    Quarter,
}

impl Interval {
    /// The last day on which the next count is in time, after one on `last`. A
    /// count up to `end_days` before a month's or a quarter's end stands for
    /// the one that ends.
    pub fn due_after(self, last: NaiveDate, end_days: u32) -> NaiveDate {
        let months = |n: u32| {
            let first = last.with_day(1).unwrap_or(last);
            first
                .checked_add_months(Months::new(n))
                .and_then(|day| day.pred_opt())
                .unwrap_or(NaiveDate::MAX)
        };
        let stands = |end: NaiveDate| (end - last).num_days() <= i64::from(end_days);
        match self {
            Interval::Days(n) => last
                .checked_add_days(Days::new(n.into()))
                .unwrap_or(NaiveDate::MAX),
            Interval::Month => {
                let end = months(1);
                if stands(end) { months(2) } else { end }
            }
            Interval::Quarter => {
                let end = months(3 - last.month0() % 3);
                if stands(end) {
                    months(6 - last.month0() % 3)
                } else {
                    end
                }
            }
        }
    }
}

impl FromStr for Interval {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        match text.trim() {
            "month" => Ok(Interval::Month),
            "quarter" => Ok(Interval::Quarter),
            other => other
                .strip_suffix('d')
                .and_then(|n| n.parse::<u32>().ok())
                .filter(|n| (1..=366).contains(n))
                .map(Interval::Days)
                .ok_or(NotThat),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Interval::Days(n) => write!(f, "{n}d"),
            Interval::Month => f.write_str("month"),
            Interval::Quarter => f.write_str("quarter"),
        }
    }
}

super::values::as_string!(Tolerance);
super::values::as_string!(Price);
super::values::as_string!(Interval);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_back() {
        for text in ["0", "2", "1%", "2.5%"] {
            let tolerance: Tolerance = text.parse().expect(text);
            assert_eq!(tolerance.to_string(), text);
        }
        for bad in ["", "-1", "101%", "x%", "%"] {
            assert_eq!(bad.parse::<Tolerance>(), Err(NotThat), "{bad}");
        }
        for text in ["2d", "month", "quarter"] {
            let interval: Interval = text.parse().expect(text);
            assert_eq!(interval.to_string(), text);
        }
        for bad in ["0d", "d", "2", "week", "400d"] {
            assert_eq!(bad.parse::<Interval>(), Err(NotThat), "{bad}");
        }
    }

    #[test]
    fn the_next_count_is_due() {
        let day = |t: &str| -> NaiveDate { t.parse().expect("a date") };
        for (every, last, due) in [
            ("2d", "2026-10-30", "2026-11-01"),
            ("month", "2026-10-14", "2026-10-31"),
            ("month", "2026-10-27", "2026-10-31"),
            ("month", "2026-10-28", "2026-11-30"),
            ("month", "2026-10-31", "2026-11-30"),
            ("quarter", "2026-09-30", "2026-12-31"),
            ("quarter", "2026-10-02", "2026-12-31"),
            ("quarter", "2026-11-30", "2026-12-31"),
            ("quarter", "2026-12-30", "2027-03-31"),
        ] {
            let every: Interval = every.parse().expect(every);
            assert_eq!(every.due_after(day(last), 3), day(due), "{every} {last}");
        }
    }

    #[test]
    fn areas_and_recounts() {
        let rules = StocktakeRules::default();
        assert_eq!((rules.area("A-01-02"), rules.area("主仓")), ("A", "主仓"));
        assert_eq!((rules.kind("车3"), rules.kind("A")), ("van", "warehouse"));
        let q = |n: i64| Qty(Decimal::from(n));
        for (class, expected, variance, want) in [
            ("A", 100, 1, true),
            ("B", 100, 1, false),
            ("B", 100, -2, true),
            ("C", 100, 3, false),
            ("C", 0, 1, true),
            ("", 100, 1, true),
            ("", 100, 0, false),
        ] {
            assert_eq!(
                rules.recount(class, q(expected), q(variance), None),
                want,
                "{class} {variance}"
            );
        }
        let dear = StocktakeRules {
            recount_value: Price(Decimal::from(200)),
            ..rules
        };
        let worth = |n: i64| Some(Money(Decimal::from(n)));
        assert!(dear.recount("C", q(1000), q(-1), worth(-200)));
        assert!(!dear.recount("C", q(1000), q(-1), worth(-199)));
    }
}
