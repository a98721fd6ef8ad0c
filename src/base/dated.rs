//! Dates in a text: the day a file is about, the days it covers, from its name
//! or its preamble.

use super::normalise::fold_width;
use chrono::NaiveDate;

/// Dates in a text, in order: `2026-11-22`, `2026_11_22`, `2026.11.22`,
/// `20261122`, `2026年11月22日`.
pub fn dates(text: &str) -> Vec<NaiveDate> {
    let chars: Vec<char> = text.chars().map(fold_width).collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let fresh = i == 0 || !chars[i - 1].is_ascii_digit();
        match fresh.then(|| date_at(&chars[i..])).flatten() {
            Some((date, length)) => {
                found.push(date);
                i += length;
            }
            None => i += 1,
        }
    }
    found
}

/// A date at the very beginning and its length in characters.
fn date_at(chars: &[char]) -> Option<(NaiveDate, usize)> {
    let run = |from: usize| {
        chars[from.min(chars.len())..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count()
    };
    let number = |from: usize, to: usize| {
        chars
            .get(from..to)?
            .iter()
            .collect::<String>()
            .parse::<u32>()
            .ok()
    };
    let make = |y: u32, m: u32, d: u32| {
        NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d).filter(|_| (2000..2100).contains(&y))
    };
    match run(0) {
        // Eight digits, or fourteen with a time of day.
        8 | 14 => Some((make(number(0, 4)?, number(4, 6)?, number(6, 8)?)?, run(0))),
        4 => {
            let month = run(5);
            if !(1..=2).contains(&month) || !matches!(chars.get(4)?, '-' | '_' | '.' | '/' | '年')
            {
                return None;
            }
            let at = 5 + month;
            let day = run(at + 1);
            if !(1..=2).contains(&day) || !matches!(chars.get(at)?, '-' | '_' | '.' | '/' | '月') {
                return None;
            }
            let date = make(number(0, 4)?, number(5, at)?, number(at + 1, at + 1 + day)?)?;
            Some((date, at + 1 + day))
        }
        _ => None,
    }
}

/// The day a file is about: the last date in its name.
pub fn day(name: &str) -> Option<NaiveDate> {
    dates(name).last().copied()
}

/// The range a name or preamble gives: exactly two dates, the earlier first. A
/// single date is none.
pub fn range(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    match dates(text)[..] {
        [from, to] if from <= to => Some((from, to)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_ranges() {
        for (name, days) in [
            ("订单报表_2026-11-22.csv", vec!["2026-11-22"]),
            ("orders-20261122.csv", vec!["2026-11-22"]),
            (
                "绩效_2026-04-20至2026-04-21.xlsx",
                vec!["2026-04-20", "2026-04-21"],
            ),
            ("2026年11月22日订单", vec!["2026-11-22"]),
            ("export_20261122180501.csv", vec!["2026-11-22"]),
            ("orders-1122.csv", vec![]),
            ("3000004182221477.csv", vec![]),
            ("2026-13-01.csv", vec![]),
            ("2026.11.01-2026.11.15", vec!["2026-11-01", "2026-11-15"]),
        ] {
            let found: Vec<String> = dates(name).iter().map(ToString::to_string).collect();
            assert_eq!(found, days, "{name}");
        }
        assert_eq!(range("2026-11-22"), None);
        assert_eq!(
            day("a_2026-11-01_2026-11-15.csv").map(|d| d.to_string()),
            Some("2026-11-15".into())
        );
    }
}
