//! Values as a sheet stores them → [`SheetCell`].
//!
//! Dates are serials: whole days since the workbook's epoch plus the fraction
//! of a day (ECMA-376 part 1, 18.17.4). The 1900 epoch counts a 29 February
//! 1900 that never was; the 1904 epoch starts on 1 January 1904. Calamine's
//! `ExcelDateTime` knows which epoch the workbook uses. A serial below 1 under
//! a date or time format is a clock time. An elapsed time (`[h]:mm`) of a day
//! or more is not a clock time: it stays the text the sheet shows, `25:30:00`.

use super::SheetCell;
use calamine::{CellErrorType, DataRef, ExcelDateTime};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// Serials from here on are past 9999-12-31 and no date.
const END_OF_DATES: f64 = 2_958_466.0;
const DAY_MS: f64 = 86_400_000.0;

/// `None` for a blank cell; a formula that shows nothing is blank too.
pub(super) fn from_calamine(value: &DataRef<'_>) -> Option<SheetCell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) if text.is_empty() => return None,
        DataRef::SharedString("") => return None,
        DataRef::String(text) => SheetCell::Text(text.clone()),
        DataRef::SharedString(text) => SheetCell::Text((*text).to_owned()),
        DataRef::Int(n) => SheetCell::Number(*n as f64),
        DataRef::Float(n) => SheetCell::Number(*n),
        DataRef::Bool(b) => SheetCell::Bool(*b),
        DataRef::DateTime(serial) => from_serial(*serial),
        DataRef::DateTimeIso(text) => from_iso_date(text),
        DataRef::DurationIso(text) => from_iso_duration(text),
        DataRef::Error(error) => SheetCell::Error(error_word(error)),
    })
}

fn error_word(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// The error a sheet shows under that word; unknown ones (`Err:502`) count as
/// `#VALUE!`.
pub(super) fn error_named(shown: &str) -> SheetCell {
    const KNOWN: [&str; 8] = [
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#GETTING_DATA",
    ];
    let shown = shown.trim();
    let known = KNOWN.into_iter().find(|word| *word == shown);
    SheetCell::Error(known.unwrap_or("#VALUE!"))
}

fn from_serial(serial: ExcelDateTime) -> SheetCell {
    let value = serial.as_f64();
    if !(0.0..END_OF_DATES).contains(&value) {
        return SheetCell::Number(value);
    }
    if value < 1.0 {
        // What rounds up to midnight stays the last instant of the day.
        let ms = settle((value * DAY_MS).round() as u64).min(86_399_999);
        let (seconds, ms) = ((ms / 1000) as u32, (ms % 1000) as u32);
        return match NaiveTime::from_num_seconds_from_midnight_opt(seconds, ms * 1_000_000) {
            Some(time) => SheetCell::Time(time),
            None => SheetCell::Number(value),
        };
    }
    if serial.is_duration() {
        return SheetCell::Text(elapsed((value * 86_400.0).round() as u64));
    }
    let (year, month, day, hour, minute, second, ms) = serial.to_ymd_hms_milli();
    let whole = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()).and_then(|date| {
        date.and_hms_milli_opt(hour.into(), minute.into(), second.into(), ms.into())
    });
    match whole {
        // A fraction of a day is never exact in binary: half past may be
        // stored a thousandth of a second early.
        Some(at) if ms == 999 => SheetCell::DateTime(at + chrono::Duration::milliseconds(1)),
        Some(at) if ms == 1 => SheetCell::DateTime(at - chrono::Duration::milliseconds(1)),
        Some(at) => SheetCell::DateTime(at),
        None => SheetCell::Number(value), // 29 February 1900
    }
}

/// Milliseconds within one of a whole second are that second.
fn settle(ms: u64) -> u64 {
    match ms % 1000 {
        999 => ms + 1,
        1 => ms - 1,
        _ => ms,
    }
}

/// Seconds as `[h]:mm:ss`.
fn elapsed(seconds: u64) -> String {
    let (hours, rest) = (seconds / 3600, seconds % 3600);
    format!("{hours}:{:02}:{:02}", rest / 60, rest % 60)
}

/// `2026-10-01` or `2026-10-01T08:30:00`, else the text as it stands.
pub(super) fn from_iso_date(text: &str) -> SheetCell {
    let text = text.trim_end_matches('Z');
    if let Ok(at) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f") {
        return SheetCell::DateTime(at);
    }
    if let Ok(at) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M") {
        return SheetCell::DateTime(at);
    }
    if let Ok(time) = NaiveTime::parse_from_str(text, "%H:%M:%S%.f") {
        return SheetCell::Time(time);
    }
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(date) => SheetCell::DateTime(date.and_time(NaiveTime::MIN)),
        Err(_) => SheetCell::Text(text.to_owned()),
    }
}

/// `PT08H30M00S`, else the text as it stands.
pub(super) fn from_iso_duration(text: &str) -> SheetCell {
    match iso_seconds(text) {
        Some(seconds) if seconds < 86_400 => {
            match NaiveTime::from_num_seconds_from_midnight_opt(seconds as u32, 0) {
                Some(time) => SheetCell::Time(time),
                None => SheetCell::Text(text.to_owned()),
            }
        }
        Some(seconds) => SheetCell::Text(elapsed(seconds)),
        None => SheetCell::Text(text.to_owned()),
    }
}

/// Whole seconds of `PTnHnMnS`; a fraction of a second is rounded.
fn iso_seconds(text: &str) -> Option<u64> {
    let (mut total, mut rest) = (0u64, text.strip_prefix("PT")?);
    while !rest.is_empty() {
        let at = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
        let number = rest[..at].replace(',', ".");
        let amount = match rest.as_bytes()[at] {
            b'H' => number.parse::<u64>().ok()?.checked_mul(3600)?,
            b'M' => number.parse::<u64>().ok()?.checked_mul(60)?,
            b'S' => number.parse::<f64>().ok()?.round() as u64,
            _ => return None,
        };
        total = total.checked_add(amount)?;
        rest = &rest[at + 1..];
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    fn serial(value: f64, epoch_1904: bool) -> SheetCell {
        let kind = ExcelDateTimeType::DateTime;
        from_serial(ExcelDateTime::new(value, kind, epoch_1904))
    }

    fn at(text: &str) -> SheetCell {
        from_iso_date(text)
    }

    #[test]
    fn serials_of_both_epochs() {
        assert_eq!(serial(46296.0, false), at("2026-10-01"));
        assert_eq!(serial(44834.5, true), at("2026-10-01T12:00:00"));
        assert_eq!(serial(0.354_166_666_666_667, false), at("08:30:00"));
        assert_eq!(serial(0.0, false), at("00:00:00"));
        assert_eq!(serial(60.0, false), SheetCell::Number(60.0));
        assert_eq!(serial(-1.0, false), SheetCell::Number(-1.0));
        assert_eq!(serial(2_958_466.0, false), SheetCell::Number(2_958_466.0));
        assert!(matches!(serial(f64::NAN, false), SheetCell::Number(_)));
    }

    #[test]
    fn elapsed_times_of_a_day_or_more_stay_as_shown() {
        let kind = ExcelDateTimeType::TimeDelta;
        let long = from_serial(ExcelDateTime::new(1.0625, kind, false));
        assert_eq!(long, SheetCell::Text("25:30:00".to_owned()));
        assert_eq!(from_iso_duration("PT08H30M00S"), at("08:30:00"));
        let odd = from_iso_duration("P1D");
        assert_eq!(odd, SheetCell::Text("P1D".to_owned()));
    }

    #[test]
    fn errors_keep_their_word() {
        assert_eq!(error_named("#N/A"), SheetCell::Error("#N/A"));
        assert_eq!(error_named("Err:502"), SheetCell::Error("#VALUE!"));
    }
}
