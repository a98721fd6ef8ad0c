//! Runs of document and order numbers (O6, W15).
//!
//! A number is read as lead, date and count: `CK` `20261012` `03`. Which part is
//! a date is told by the documents' own dates: the form that fits most numbers
//! of a lead. Counts run within lead and date; without a date in the number they
//! run on, unless most counts of a month come again in another, which is a
//! series that begins anew each month.

use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Date forms in a number, the longest first.
const FORMS: [&str; 5] = ["%Y%m%d", "%y%m%d", "%Y%m", "%y%m", "%Y"];

/// A number taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    pub lead: String,
    pub digits: String,
}

impl Parts {
    /// `None` where the number does not end in a digit, or in too many.
    pub fn of(no: &str) -> Option<Parts> {
        let lead = no.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &no[lead.len()..];
        (!digits.is_empty() && digits.len() <= 18).then(|| Parts {
            lead: lead.to_owned(),
            digits: digits.to_owned(),
        })
    }
}

/// The numbers of one lead.
#[derive(Debug, Clone)]
pub struct Numbering {
    lead: String,
    /// The form of the date in the number, if any.
    pub form: Option<&'static str>,
    /// The date part is the document's month, not a part of the number.
    monthly: bool,
    /// Most runs begin with 1.
    from_one: bool,
    /// By date part: count → the members that bear it, by position.
    pub runs: BTreeMap<String, BTreeMap<u64, Vec<usize>>>,
    /// Digits of a count as written, by date part.
    width: BTreeMap<String, usize>,
}

/// Counts that are missing between two that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap<'n> {
    /// The run's date part.
    pub date: &'n str,
    pub first: u64,
    pub last: u64,
    /// The member that comes next, by position.
    pub next: usize,
}

impl Gap<'_> {
    /// How many numbers are missing.
    pub fn missing(&self) -> u64 {
        self.last - self.first + 1
    }
}

impl Numbering {
    /// Reads the numbers of a lead: each the document's day and the digits
    /// behind the lead.
    pub fn of(lead: &str, members: &[(NaiveDate, &str)]) -> Numbering {
        let fits = |form: &str, day: NaiveDate, digits: &str| {
            let date = day.format(form).to_string();
            digits.len() > date.len() && digits.starts_with(&date)
        };
        let form = FORMS.into_iter().find(|form| {
            let fitting = members.iter();
            let fitting = fitting.filter(|(day, digits)| fits(form, *day, digits));
            fitting.count() * 2 > members.len()
        });
        let monthly = form.is_none() && begins_anew(members);
        let mut out = Numbering {
            lead: lead.to_owned(),
            form,
            monthly,
            from_one: false,
            runs: BTreeMap::new(),
            width: BTreeMap::new(),
        };
        for (at, (day, digits)) in members.iter().enumerate() {
            let cut = form.map_or(0, |form| day.format(form).to_string().len());
            let (date, count) = digits.split_at(cut.min(digits.len().saturating_sub(1)));
            let date = if monthly {
                day.format("%Y-%m").to_string()
            } else {
                date.to_owned()
            };
            if let Ok(number) = count.parse() {
                let width = out.width.entry(date.clone()).or_default();
                *width = (*width).max(count.len());
                let run = out.runs.entry(date).or_default();
                run.entry(number).or_default().push(at);
            }
        }
        let starts = out.runs.values().filter_map(|run| run.keys().next());
        let ones = starts.filter(|first| **first <= 1).count();
        out.from_one = (form.is_some() || monthly) && ones * 2 > out.runs.len();
        out
    }

    /// A count as the number is written.
    pub fn text(&self, date: &str, count: u64) -> String {
        let width = self.width.get(date).copied().unwrap_or(1);
        let date = if self.monthly { "" } else { date };
        format!("{}{date}{count:0width$}", self.lead)
    }

    /// Every gap, in order: between two counts that are there; before the first
    /// one too, where most runs begin with 1. A leap over more than `leap`
    /// numbers is a new pad of forms.
    pub fn gaps(&self, leap: u64) -> Vec<Gap<'_>> {
        let mut out = Vec::new();
        for (date, run) in &self.runs {
            let mut before: Option<u64> = self.from_one.then_some(0);
            for (count, members) in run {
                let missing = before.map_or(0, |b| count.saturating_sub(b + 1));
                before = Some(*count);
                let Some(next) = members.first().copied() else {
                    continue;
                };
                if missing > 0 && missing <= leap {
                    out.push(Gap {
                        date,
                        first: count - missing,
                        last: count - 1,
                        next,
                    });
                }
            }
        }
        out
    }

    /// How many numbers follow one that is there, and how many of these follow
    /// it at once: numbers a platform draws at random hardly ever do.
    pub fn steps(&self) -> (usize, usize) {
        let (mut steps, mut next) = (0, 0);
        for run in self.runs.values() {
            let counts: Vec<u64> = run.keys().copied().collect();
            steps += counts.len().saturating_sub(1);
            next += counts.windows(2).filter(|w| w[1] == w[0] + 1).count();
        }
        (steps, next)
    }
}

/// Whether most counts of the shorter of two neighbours stand in both.
pub fn come_again(groups: &[&BTreeSet<&str>]) -> bool {
    groups.windows(2).any(|pair| {
        let shared = pair[0].intersection(pair[1]).count();
        let shorter = pair[0].len().min(pair[1].len());
        shorter > 1 && shared * 2 > shorter
    })
}

/// Whether the series begins anew each month.
fn begins_anew(members: &[(NaiveDate, &str)]) -> bool {
    let mut months: BTreeMap<(i32, u32), BTreeSet<&str>> = BTreeMap::new();
    for (day, digits) in members {
        let month = (day.year(), day.month());
        months.entry(month).or_default().insert(digits);
    }
    let months: Vec<&BTreeSet<&str>> = months.values().collect();
    come_again(&months)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_ends_in_its_count() {
        let parts = |no: &str| Parts::of(no).map(|p| (p.lead, p.digits));
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(parts("CK2026101203"), pair("CK", "2026101203"));
        assert_eq!(parts("CK-2026-10-0001"), pair("CK-2026-10-", "0001"));
        assert_eq!(parts("000123"), pair("", "000123"));
        assert_eq!(parts("RK12A"), None);
    }

    #[test]
    fn numbers_drawn_at_random_do_not_follow_each_other() {
        let day = NaiveDate::from_ymd_opt(2026, 10, 12).expect("a day");
        let steps = |digits: &[&str]| {
            let members: Vec<_> = digits.iter().map(|d| (day, *d)).collect();
            Numbering::of("", &members).steps()
        };
        assert_eq!(steps(&["1", "2", "3", "7"]), (3, 2));
        assert_eq!(steps(&["918273", "374651", "192"]), (2, 0));
        assert_eq!(steps(&["2026101201", "2026101202"]), (1, 1));
    }
}
