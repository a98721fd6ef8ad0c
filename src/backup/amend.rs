//! O3: does what a remark grew by document a change? It must hold a date, from
//! the day before the last seal to the run's day, and a name.

use chrono::{Datelike, Duration, NaiveDate};

/// The days a remark's date may name, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// `None` at the first seal: any earlier day.
    pub from: Option<NaiveDate>,
    pub to: NaiveDate,
}

/// Why a grown remark documents nothing, or that it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The remark did not grow.
    None,
    /// It grew, but a date or a name is missing.
    Incomplete,
    Whole,
}

/// What `new` has beyond `old`, where it only grew: the part after it.
pub fn growth<'n>(old: &str, new: &'n str) -> Option<&'n str> {
    let rest = new.strip_prefix(old)?;
    let rest = rest.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ';' | '；' | ',' | '，' | '|' | '/')
    });
    (!rest.is_empty()).then_some(rest)
}

/// Judges what a remark grew by. `names` are the staff's; where there are none
/// any further word will do.
pub fn evidence(grown: Option<&str>, names: &[String], days: Days) -> Evidence {
    let Some(grown) = grown else {
        return Evidence::None;
    };
    let (dated, rest) = take_dates(grown, days);
    let named = if names.is_empty() {
        rest.chars().filter(|c| c.is_alphabetic()).count() >= 2
    } else {
        let key = crate::base::normalise::name_key(grown);
        names
            .iter()
            .any(|n| !n.is_empty() && key.contains(n.as_str()))
    };
    if dated && named {
        Evidence::Whole
    } else {
        Evidence::Incomplete
    }
}

/// Whether a date of `days` stands in the text, and the text without digits
/// and the marks of dates.
fn take_dates(text: &str, days: Days) -> (bool, String) {
    let mut numbers: Vec<(usize, usize, String)> = Vec::new();
    let folded: Vec<char> = text
        .chars()
        .map(crate::base::normalise::fold_width)
        .collect();
    let mut i = 0;
    while i < folded.len() {
        if folded[i].is_ascii_digit() {
            let start = i;
            while i < folded.len() && folded[i].is_ascii_digit() {
                i += 1;
            }
            numbers.push((start, i, folded[start..i].iter().collect()));
        } else {
            i += 1;
        }
    }
    let joined = |a: usize, b: usize| {
        let mut between = folded[numbers[a].1..numbers[b].0]
            .iter()
            .filter(|c| !c.is_whitespace());
        matches!(between.next(), Some('.' | '-' | '/' | '年' | '月')) && between.next().is_none()
    };
    let dated = (0..numbers.len()).any(|k| {
        let text = numbers[k].2.as_str();
        let two = k + 1 < numbers.len() && joined(k, k + 1);
        let three = two && k + 2 < numbers.len() && joined(k + 1, k + 2);
        if three
            && text.len() == 4
            && ymd(text, &numbers[k + 1].2, &numbers[k + 2].2).is_some_and(|d| within(d, days))
        {
            return true;
        }
        // `26.11.22`
        if three
            && text.len() == 2
            && ymd(&format!("20{text}"), &numbers[k + 1].2, &numbers[k + 2].2)
                .is_some_and(|d| within(d, days))
        {
            return true;
        }
        // The month and day of a longer date are not a date of their own.
        let tail = k > 0 && joined(k - 1, k);
        if two && !tail && text.len() <= 2 && month_day(text, &numbers[k + 1].2, days) {
            return true;
        }
        text.len() == 8 && ymd(&text[..4], &text[4..6], &text[6..]).is_some_and(|d| within(d, days))
    });
    let rest = folded
        .into_iter()
        .filter(|c| !c.is_ascii_digit() && !matches!(c, '年' | '月' | '日' | '号'))
        .collect();
    (dated, rest)
}

fn ymd(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn within(date: NaiveDate, days: Days) -> bool {
    date <= days.to && days.from.is_none_or(|from| date >= from)
}

/// `11-22`, `04.05`, `11月22日`: a day in the time that counts, whatever its year.
fn month_day(month: &str, day: &str, days: Days) -> bool {
    let Some(from) = days.from else {
        return ymd(&days.to.year().to_string(), month, day).is_some_and(|d| d <= days.to)
            || ymd(&(days.to.year() - 1).to_string(), month, day).is_some();
    };
    let mut date = from;
    while date <= days.to {
        if month.parse() == Ok(date.month()) && day.parse() == Ok(date.day()) {
            return true;
        }
        date += Duration::days(1);
        // A year names every month and day once.
        if date - from > Duration::days(366) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("test date")
    }

    #[test]
    fn a_date_and_a_name_are_evidence() {
        let days = Days {
            from: Some(day("2026-11-20")),
            to: day("2026-11-22"),
        };
        let names = vec!["员工a".to_owned()];
        for (text, with_names, without) in [
            (
                "2026.11.22 员工A 新地址为某路,已修改妥当",
                Evidence::Whole,
                Evidence::Whole,
            ),
            ("11-22员工A改地址", Evidence::Whole, Evidence::Whole),
            ("11月21日 员工Ａ", Evidence::Whole, Evidence::Whole),
            ("20261122员工A", Evidence::Whole, Evidence::Whole),
            ("11.22", Evidence::Incomplete, Evidence::Incomplete),
            ("员工A 改地址", Evidence::Incomplete, Evidence::Incomplete),
            ("2026.11.22 改地址", Evidence::Incomplete, Evidence::Whole),
            (
                "2026-11-10 员工A",
                Evidence::Incomplete,
                Evidence::Incomplete,
            ),
            (
                "2026-11-23 员工A",
                Evidence::Incomplete,
                Evidence::Incomplete,
            ),
            (
                "2025-11-22 员工A",
                Evidence::Incomplete,
                Evidence::Incomplete,
            ),
        ] {
            assert_eq!(evidence(Some(text), &names, days), with_names, "{text}");
            assert_eq!(evidence(Some(text), &[], days), without, "{text}");
        }
        assert_eq!(evidence(None, &[], days), Evidence::None);
    }

    #[test]
    fn only_growth_counts() {
        assert_eq!(growth("请早发", "请早发;11-22 员工A"), Some("11-22 员工A"));
        assert_eq!(growth("", "11-22 员工A"), Some("11-22 员工A"));
        assert_eq!(growth("请早发", "11-22 员工A"), None);
        assert_eq!(growth("请早发", "请早发 "), None);
    }
}
