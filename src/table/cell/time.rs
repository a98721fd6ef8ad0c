//! Clock times: alone in a cell, or after a date. `8:25`, `18:00:05.123`,
//! `下午 3:05`, `3:05 PM`, `18时05分`, with `Z` or `+08:00` where ISO gives one.

use chrono::NaiveTime;

/// Minutes east of UTC, if the time names an offset.
pub(super) fn split_offset(text: &str) -> (&str, Option<i32>) {
    if let Some(rest) = text.strip_suffix('Z') {
        return (rest.trim_end(), Some(0));
    }
    if let Some(at) = text.rfind(['+', '-']).filter(|at| *at >= 4) {
        let sign = if text[at..].starts_with('-') { -1 } else { 1 };
        let digits: String = text[at + 1..].chars().filter(|c| *c != ':').collect();
        if digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) {
            let (h, m) = digits.split_at(2);
            if let (Ok(h), Ok(m)) = (h.parse::<i32>(), m.parse::<i32>()) {
                return (text[..at].trim_end(), Some(sign * (h * 60 + m)));
            }
        }
    }
    (text, None)
}

/// A clock time and whether it named seconds.
pub(super) fn time_of(text: &str) -> Option<(NaiveTime, bool)> {
    let mut rest = text.trim();
    let mut afternoon = None;
    for (word, pm) in [
        ("上午", false),
        ("凌晨", false),
        ("早上", false),
        ("中午", true),
        ("下午", true),
        ("晚上", true),
    ] {
        if let Some(r) = rest.strip_prefix(word) {
            (afternoon, rest) = (Some(pm), r.trim_start());
        }
    }
    let upper = rest.to_ascii_uppercase();
    if let Some(r) = upper
        .strip_suffix("AM")
        .or_else(|| upper.strip_suffix("PM"))
    {
        afternoon = Some(upper.ends_with("PM"));
        rest = &rest[..r.trim_end().len()];
    }
    let mut numbers = [0u32; 3];
    let mut count = 0;
    let body = rest.split_once('.').map_or(rest, |(whole, fraction)| {
        if fraction.bytes().all(|b| b.is_ascii_digit()) {
            whole
        } else {
            rest
        }
    });
    for piece in body.split([':', '时', '分', '秒', '点']) {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        if count == 3 || piece.len() > 2 || !piece.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        numbers[count] = piece.parse().ok()?;
        count += 1;
    }
    if count < 2 && !(count == 1 && (body.contains('时') || body.contains('点'))) {
        return None;
    }
    let [mut hour, minute, second] = numbers;
    match afternoon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    Some((NaiveTime::from_hms_opt(hour, minute, second)?, count == 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_times() {
        for (text, time, seconds) in [
            ("8:25", "08:25:00", false),
            ("18:00:05.123", "18:00:05", true),
            ("下午 3:05", "15:05:00", false),
            ("12:05 AM", "00:05:00", false),
            ("18时05分", "18:05:00", false),
            ("7点", "07:00:00", false),
        ] {
            let found = time_of(text).map(|(t, s)| (t.to_string(), s));
            assert_eq!(found, Some((time.to_owned(), seconds)), "{text}");
        }
        for text in ["25:00", "8", "8:25:10:5", "早", "8:a"] {
            assert_eq!(time_of(text), None, "{text}");
        }
    }

    #[test]
    fn offsets() {
        assert_eq!(split_offset("18:00:00Z"), ("18:00:00", Some(0)));
        assert_eq!(split_offset("18:00 +08:00"), ("18:00", Some(480)));
        assert_eq!(split_offset("18:00-0330"), ("18:00", Some(-210)));
        assert_eq!(split_offset("18:00"), ("18:00", None));
    }
}
