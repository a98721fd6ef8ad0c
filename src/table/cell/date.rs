//! Dates and times in the shapes real exports use:
//! `2026-11-22 18:00:00`, `2020/2/21 0:00`, `2014.11.22`, `20210101`,
//! `2026年11月22日`, `2/24/2003 0:00` (only where the column proves the order),
//! `11月18日` (only with a known year), serials of a workbook, ISO 8601.
//!
//! A bare date is midnight with `has_time = false`. Times are the shop's local
//! time; an offset in an ISO time is converted by the caller's zone.

use super::time::{split_offset, time_of};
use super::{Fault, Raw, none_word};
use crate::base::normalise::fold_width;
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// A moment as a cell gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    pub at: NaiveDateTime,
    /// False for a bare date, which means the whole day.
    pub has_time: bool,
    /// The cell named seconds (or could not but: a workbook's date cell).
    pub has_seconds: bool,
}

impl Moment {
    /// The whole of a day.
    pub fn whole(day: NaiveDate) -> Moment {
        Moment {
            at: day.and_time(NaiveTime::MIN),
            has_time: false,
            has_seconds: false,
        }
    }
}

/// What must be known to read a column's dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateHints {
    /// For `2/24/2003`: proven by a value above 12.
    pub order: Order,
    /// For `11月18日`: the year and month the run is about.
    pub month: Option<(i32, u32)>,
    /// Minutes east of UTC of the shop, to bring `…Z` times home.
    pub offset_minutes: Option<i32>,
}

/// The order in a date of the shape `a/b/yyyy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Unproven,
    MonthFirst,
    DayFirst,
}

/// A date or date and time; `None` for a blank or none-word.
///
/// # Errors
/// [`Fault::NotADate`], [`Fault::AmbiguousDate`], [`Fault::NoYear`],
/// [`Fault::ErrorCell`].
pub fn parse(raw: &Raw<'_>, hints: DateHints) -> Result<Option<Moment>, Fault> {
    match raw {
        Raw::Blank => Ok(None),
        Raw::Text(text) => match iso(text.as_bytes()) {
            Some(moment) => Ok(Some(moment)),
            None => written(text, hints),
        },
        Raw::Number(n) => serial(*n).map(Some).ok_or(Fault::NotADate),
        Raw::DateTime(at) => Ok(Some(whole(*at))),
        Raw::Error(e) => Err(Fault::ErrorCell(e)),
        Raw::Bool(_) | Raw::Time(_) => Err(Fault::NotADate),
    }
}

/// A workbook's date cell: midnight means a bare date.
fn whole(at: NaiveDateTime) -> Moment {
    Moment {
        at,
        has_time: at.num_seconds_from_midnight() != 0,
        has_seconds: true,
    }
}

/// The common case without allocation: `2026-11-22` with an optional
/// ` 18:00[:00]`, separators `-`, `/` or `.`.
fn iso(bytes: &[u8]) -> Option<Moment> {
    if bytes.len() != 10 && bytes.len() != 16 && bytes.len() != 19 {
        return None;
    }
    let two = |at: usize| -> Option<u32> {
        let (a, b) = (
            bytes[at].wrapping_sub(b'0'),
            bytes[at + 1].wrapping_sub(b'0'),
        );
        (a <= 9 && b <= 9).then(|| u32::from(a) * 10 + u32::from(b))
    };
    let year = two(0)? * 100 + two(2)?;
    let separator = bytes[4];
    if !matches!(separator, b'-' | b'/' | b'.') || bytes[7] != separator {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, two(5)?, two(8)?)?;
    if !plausible(date) {
        return None;
    }
    if bytes.len() == 10 {
        return Some(Moment::whole(date));
    }
    if !matches!(bytes[10], b' ' | b'T') || bytes[13] != b':' {
        return None;
    }
    let has_seconds = bytes.len() == 19;
    let seconds = if has_seconds {
        if bytes[16] != b':' {
            return None;
        }
        two(17)?
    } else {
        0
    };
    Some(Moment {
        at: date.and_hms_opt(two(11)?, two(14)?, seconds)?,
        has_time: true,
        has_seconds,
    })
}

/// Dates outside living commerce are numbers that only look like dates.
fn plausible(date: NaiveDate) -> bool {
    (1950..=2199).contains(&date.year())
}

/// A spreadsheet's day number (1900 system), rounded to the second.
fn serial(n: f64) -> Option<Moment> {
    // yyyymmdd typed into a numeric cell.
    if n.fract() == 0.0 && (19_500_101.0..=21_991_231.0).contains(&n) {
        return compact(&format!("{n:.0}"));
    }
    if !(18_264.0..=109_572.0).contains(&n) {
        return None;
    }
    // Whole seconds of a day number fit an i64 by far.
    #[allow(clippy::cast_possible_truncation)]
    let seconds = (n * 86_400.0).round() as i64;
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN);
    Some(whole(
        epoch.checked_add_signed(Duration::try_seconds(seconds)?)?,
    ))
}

/// `20210101`, `20210101183000`, `202101011830`.
fn compact(digits: &str) -> Option<Moment> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(i32::try_from(part(0, 4)?).ok()?, part(4, 6)?, part(6, 8)?)?;
    if !plausible(date) {
        return None;
    }
    let at = match digits.len() {
        8 => return Some(Moment::whole(date)),
        12 => date.and_hms_opt(part(8, 10)?, part(10, 12)?, 0)?,
        14 => date.and_hms_opt(part(8, 10)?, part(10, 12)?, part(12, 14)?)?,
        _ => return None,
    };
    Some(Moment {
        at,
        has_time: true,
        has_seconds: digits.len() == 14,
    })
}

/// Everything else that people write.
fn written(text: &str, hints: DateHints) -> Result<Option<Moment>, Fault> {
    let inner = super::wrap::unwrap(text);
    if inner.is_empty() || none_word(inner) {
        return Ok(None);
    }
    if let Some(word) = super::error_word(inner) {
        return Err(Fault::ErrorCell(word));
    }
    let folded: String = inner.chars().map(fold_width).collect();
    let folded = folded.trim();
    if none_word(folded) || folded.starts_with("0000-00-00") {
        return Ok(None);
    }
    if let Some(moment) = iso(folded.as_bytes()) {
        return Ok(Some(moment));
    }
    if folded.bytes().all(|b| b.is_ascii_digit())
        && let Some(moment) = compact(folded)
    {
        return Ok(Some(moment));
    }
    if let Ok(n) = folded.parse::<f64>() {
        return serial(n).map(Some).ok_or(Fault::NotADate);
    }
    let (day_part, time_part) = split_time(folded);
    let date = day(day_part, hints)?;
    let Some(time_part) = time_part else {
        return Ok(Some(Moment::whole(date)));
    };
    clock(time_part, date, hints).map(Some)
}

/// Where the date ends: at the first blank or `T` followed by a digit or a
/// word for the half of the day.
fn split_time(text: &str) -> (&str, Option<&str>) {
    if let Some(at) = text.find('日').map(|i| i + '日'.len_utf8()) {
        let rest = text[at..].trim();
        return (&text[..at], (!rest.is_empty()).then_some(rest));
    }
    match text.find(|c: char| c.is_whitespace() || c == 'T') {
        Some(at) => {
            let mut rest = text[at..].chars();
            rest.next();
            let rest = rest.as_str().trim();
            (&text[..at], (!rest.is_empty()).then_some(rest))
        }
        None => (text, None),
    }
}

/// The date alone.
fn day(text: &str, hints: DateHints) -> Result<NaiveDate, Fault> {
    let mut numbers = [0u32; 3];
    let mut widths = [0usize; 3];
    let mut count = 0;
    for piece in text.split(['-', '/', '.', '年', '月', '日', '号']) {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        if count == 3 || piece.len() > 4 || !piece.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Fault::NotADate);
        }
        numbers[count] = piece.parse().map_err(|_| Fault::NotADate)?;
        widths[count] = piece.len();
        count += 1;
    }
    let [a, b, c] = numbers;
    let (year, month, day) = match (count, widths) {
        (3, [4, _, _]) => (a, b, c),
        (3, [_, _, 4]) => match hints.order {
            Order::MonthFirst => (c, a, b),
            Order::DayFirst => (c, b, a),
            Order::Unproven if a > 12 => (c, b, a),
            Order::Unproven if b > 12 => (c, a, b),
            Order::Unproven => return Err(Fault::AmbiguousDate),
        },
        (2, _) if text.contains('月') => {
            let (year, run_month) = hints.month.ok_or(Fault::NoYear)?;
            // A run about January that meets December rows means last year.
            let year = if a > run_month + 6 { year - 1 } else { year };
            let date = NaiveDate::from_ymd_opt(year, a, b).ok_or(Fault::NotADate)?;
            return Ok(date);
        }
        _ => return Err(Fault::NotADate),
    };
    let year = i32::try_from(year).map_err(|_| Fault::NotADate)?;
    NaiveDate::from_ymd_opt(year, month, day)
        .filter(|d| plausible(*d))
        .ok_or(Fault::NotADate)
}

/// The clock part of a date cell: `0:00`, `18:00:05.123`, `下午 3:05`, `3:05 PM`,
/// `18时05分`, with `Z` or `+08:00` where ISO gives one.
fn clock(text: &str, date: NaiveDate, hints: DateHints) -> Result<Moment, Fault> {
    let (text, offset) = split_offset(text);
    let (time, has_seconds) = time_of(text).ok_or(Fault::NotADate)?;
    let mut at = date.and_time(time);
    if let (Some(from), Some(home)) = (offset, hints.offset_minutes) {
        at += Duration::minutes(i64::from(home - from));
    }
    Ok(Moment {
        at,
        has_time: true,
        has_seconds,
    })
}

/// A clock time within a day; a date and time gives its time.
///
/// # Errors
/// [`Fault::NotATime`].
pub fn parse_time(raw: &Raw<'_>) -> Result<Option<NaiveTime>, Fault> {
    match raw {
        Raw::Blank => Ok(None),
        Raw::Time(t) => Ok(Some(*t)),
        Raw::DateTime(at) => Ok(Some(at.time())),
        Raw::Number(n) if (0.0..1.0).contains(n) => {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let seconds = (n * 86_400.0).round() as u32;
            NaiveTime::from_num_seconds_from_midnight_opt(seconds % 86_400, 0)
                .map(Some)
                .ok_or(Fault::NotATime)
        }
        Raw::Text(text) => {
            let inner = super::wrap::unwrap(text);
            if inner.is_empty() || none_word(inner) {
                return Ok(None);
            }
            let folded: String = inner.chars().map(fold_width).collect();
            if let Some((time, _)) = time_of(&folded) {
                return Ok(Some(time));
            }
            match parse(raw, DateHints::default()) {
                Ok(Some(moment)) if moment.has_time => Ok(Some(moment.at.time())),
                _ => Err(Fault::NotATime),
            }
        }
        Raw::Error(e) => Err(Fault::ErrorCell(e)),
        Raw::Number(_) | Raw::Bool(_) => Err(Fault::NotATime),
    }
}

/// A calendar month as its first day: `2026-10`, `2026年10月`, `202610`, or any
/// date in it.
///
/// # Errors
/// [`Fault::NotAMonth`].
pub fn parse_month(raw: &Raw<'_>) -> Result<Option<NaiveDate>, Fault> {
    let first = |year: i32, month: u32| {
        NaiveDate::from_ymd_opt(year, month, 1)
            .filter(|d| plausible(*d))
            .ok_or(Fault::NotAMonth)
    };
    let shown = raw.shown();
    let inner = super::wrap::unwrap(&shown);
    if inner.is_empty() || none_word(inner) {
        return Ok(None);
    }
    let numbers: Vec<&str> = inner
        .split(['-', '/', '.', '年', '月'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    let parsed = match numbers[..] {
        [year, month] if year.len() == 4 => year.parse().ok().zip(month.parse().ok()),
        [packed] if packed.len() == 6 && packed.is_ascii() => {
            packed[..4].parse().ok().zip(packed[4..].parse().ok())
        }
        _ => None,
    };
    if let Some((year, month)) = parsed {
        return first(year, month).map(Some);
    }
    match parse(raw, DateHints::default()) {
        Ok(Some(moment)) => first(moment.at.year(), moment.at.month()).map(Some),
        Ok(None) => Ok(None),
        Err(Fault::ErrorCell(e)) => Err(Fault::ErrorCell(e)),
        Err(_) => Err(Fault::NotAMonth),
    }
}

/// What an `a/b/yyyy` value proves about its column, if it has that shape.
pub fn proof(text: &str) -> Option<Order> {
    let inner = super::wrap::unwrap(text);
    let (day_part, _) = split_time(inner);
    let mut pieces = day_part.split(['/', '-', '.']);
    let (a, b, c) = (pieces.next()?, pieces.next()?, pieces.next()?);
    if pieces.next().is_some()
        || c.len() != 4
        || !(1..=2).contains(&a.len())
        || !(1..=2).contains(&b.len())
    {
        return None;
    }
    let (a, b): (u32, u32) = (a.parse().ok()?, b.parse().ok()?);
    Some(match (a > 12, b > 12) {
        (false, true) => Order::MonthFirst,
        (true, false) => Order::DayFirst,
        _ => Order::Unproven,
    })
}

/// A moment as text: `2026-11-22` at midnight, else with its time.
pub fn shown(at: NaiveDateTime) -> String {
    if at.num_seconds_from_midnight() == 0 {
        at.format("%Y-%m-%d").to_string()
    } else {
        at.format("%Y-%m-%d %H:%M:%S").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, hints: DateHints) -> Result<Option<String>, Fault> {
        parse(&Raw::Text(text.into()), hints).map(|m| m.map(|m| shown(m.at)))
    }

    #[test]
    fn shapes() {
        for (from, to) in [
            ("2026-11-22 18:00:05", "2026-11-22 18:00:05"),
            ("2026-11-22", "2026-11-22"),
            ("2020/2/21 0:00", "2020-02-21"),
            ("2020/2/21  10:05", "2020-02-21 10:05:00"),
            ("20210101", "2021-01-01"),
            ("20210101183000", "2021-01-01 18:30:00"),
            ("2014.11.22", "2014-11-22"),
            ("2026年11月22日", "2026-11-22"),
            ("2026年11月22日 18:05", "2026-11-22 18:05:00"),
            ("2026年11月22日18时05分", "2026-11-22 18:05:00"),
            ("2026-11-22T18:00:00Z", "2026-11-22 18:00:00"),
            ("2026-11-22 18:00:00.0", "2026-11-22 18:00:00"),
            ("2020/2/21 下午 3:05", "2020-02-21 15:05:00"),
            ("2020/2/21 3:05 PM", "2020-02-21 15:05:00"),
            ("2/24/2003 0:00", "2003-02-24"),
            ("24/2/2003", "2003-02-24"),
            ("43882.5", "2020-02-21 12:00:00"),
            ("43882", "2020-02-21"),
            ("=\"2026-11-22\"", "2026-11-22"),
            ("２０２６-11-22", "2026-11-22"),
            ("2020/2/21\u{3000}10:05", "2020-02-21 10:05:00"),
            ("2020/2/21\u{2003}10:05", "2020-02-21 10:05:00"),
        ] {
            assert_eq!(
                read(from, DateHints::default()),
                Ok(Some(to.into())),
                "{from:?}"
            );
        }
        for none in ["", "-", "NULL", "任意时间", "0000-00-00 00:00:00"] {
            assert_eq!(read(none, DateHints::default()), Ok(None), "{none:?}");
        }
        for (bad, fault) in [
            ("2026-02-30", Fault::NotADate),
            ("2026-11-22 25:00", Fault::NotADate),
            ("昨天", Fault::NotADate),
            ("03/04/2003", Fault::AmbiguousDate),
            ("11月18日", Fault::NoYear),
            ("7", Fault::NotADate),
            ("99999999", Fault::NotADate),
        ] {
            assert_eq!(read(bad, DateHints::default()), Err(fault), "{bad:?}");
        }
    }

    #[test]
    fn hints_settle_what_a_cell_cannot() {
        let us = DateHints {
            order: Order::MonthFirst,
            ..DateHints::default()
        };
        assert_eq!(read("03/04/2003", us), Ok(Some("2003-03-04".into())));
        let november = DateHints {
            month: Some((2026, 11)),
            ..DateHints::default()
        };
        assert_eq!(read("11月18日", november), Ok(Some("2026-11-18".into())));
        let january = DateHints {
            month: Some((2027, 1)),
            ..DateHints::default()
        };
        assert_eq!(read("12月31日", january), Ok(Some("2026-12-31".into())));
        let home = DateHints {
            offset_minutes: Some(480),
            ..DateHints::default()
        };
        assert_eq!(
            read("2026-11-22T18:00:00Z", home),
            Ok(Some("2026-11-23 02:00:00".into()))
        );
        assert_eq!(
            read("2026-11-22T18:00:00+08:00", home),
            Ok(Some("2026-11-22 18:00:00".into()))
        );
    }

    #[test]
    fn proofs() {
        assert_eq!(proof("2/24/2003 0:00"), Some(Order::MonthFirst));
        assert_eq!(proof("24/2/2003"), Some(Order::DayFirst));
        assert_eq!(proof("2/4/2003"), Some(Order::Unproven));
        assert_eq!(proof("2003/2/4"), None);
        assert_eq!(proof("24/2/2003\u{3000}0:00"), Some(Order::DayFirst));
        assert_eq!(proof("某某\u{3000}备注\u{a0}"), None);
    }

    #[test]
    fn times_and_months() {
        let time =
            |t: &str| parse_time(&Raw::Text(t.to_owned().into())).map(|t| t.map(|t| t.to_string()));
        assert_eq!(time("8:25"), Ok(Some("08:25:00".into())));
        assert_eq!(time("2026-11-22 13:55:01"), Ok(Some("13:55:01".into())));
        assert_eq!(time("未打卡"), Err(Fault::NotATime));
        let month = |t: &str| {
            parse_month(&Raw::Text(t.to_owned().into())).map(|m| m.map(|m| m.to_string()))
        };
        for text in ["2026-10", "2026年10月", "202610", "2026/10", "2026-10-31"] {
            assert_eq!(month(text), Ok(Some("2026-10-01".into())), "{text}");
        }
        assert_eq!(month("2026-13"), Err(Fault::NotAMonth));
    }
}
