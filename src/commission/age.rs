//! Dates in names of files: of two exports of one order the newer counts.

use chrono::NaiveDate;

/// The latest date in a file's name: `2026-10-31`, `20261031`, `2026_10_31`.
pub fn date_in(name: &str) -> Option<NaiveDate> {
    let digits: Vec<char> = name.chars().collect();
    let mut latest = None;
    for start in 0..digits.len() {
        if start > 0 && digits[start - 1].is_ascii_digit() {
            continue;
        }
        let mut found = String::new();
        let mut signs = 0;
        for c in &digits[start..] {
            if c.is_ascii_digit() {
                found.push(*c);
            } else if matches!(c, '-' | '_' | '.') && matches!(found.len(), 4 | 6) && signs < 2 {
                signs += 1;
            } else {
                break;
            }
        }
        let date = found
            .get(..8)
            .and_then(|d| NaiveDate::parse_from_str(d, "%Y%m%d").ok());
        latest = latest.max(date);
    }
    latest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_names() {
        for (name, date) in [
            ("orders_2026-10-31.csv", Some("2026-10-31")),
            ("绩效_2026-10-01至2026-10-31.xlsx", Some("2026-10-31")),
            ("o20261102.csv", Some("2026-11-02")),
            ("o2026_11_02.csv", Some("2026-11-02")),
            ("o.csv", None),
            ("12345.csv", None),
        ] {
            let date = date.map(|d| d.parse().expect("a date"));
            assert_eq!(date_in(name), date, "{name}");
        }
    }
}
