//! `--month`, `--quarter`, `--from` and `--to` → the period a report is about.

use super::args::PeriodArgs;
use super::intake::named_date;
use crate::base::{Clock, Period, Problem};
use crate::say;

/// The period asked for; left out, the last complete month (contract §1).
///
/// # Errors
/// No month or date, only one end, an end before the beginning.
pub fn named(args: &PeriodArgs, clock: &Clock) -> Result<Period, Problem> {
    match given(args)? {
        Some(period) => Ok(period),
        None => Ok(Period::last_month(clock.date())),
    }
}

/// The same; `None` where nothing was asked for.
///
/// # Errors
/// As [`named`].
pub fn given(args: &PeriodArgs) -> Result<Option<Period>, Problem> {
    if let Some(text) = &args.month {
        return named_month(text).map(Some);
    }
    let (Some(from), Some(to)) = (&args.from, &args.to) else {
        return Ok(None);
    };
    let (first, last) = (named_date("--from", from)?, named_date("--to", to)?);
    Period::days(first, last).map(Some).ok_or_else(|| {
        say!(
            zh: "--to {last} 早于 --from {first};请对调",
            en: "--to {last} is before --from {first}; swap them"
        )
        .into()
    })
}

/// `--quarter 2026Q3`.
///
/// # Errors
/// No quarter.
pub fn named_quarter(text: &str) -> Result<Period, Problem> {
    Period::named_quarter(text).ok_or_else(|| {
        say!(
            zh: "--quarter「{text}」不是季度;要写成 2026Q3",
            en: "--quarter \"{text}\" is not a quarter; write 2026Q3"
        )
        .into()
    })
}

/// `--month 2026-10`.
///
/// # Errors
/// No month.
pub fn named_month(text: &str) -> Result<Period, Problem> {
    Period::named_month(text).ok_or_else(|| {
        say!(
            zh: "--month「{text}」不是月份;要写成 2026-11",
            en: "--month \"{text}\" is not a month; write 2026-11"
        )
        .into()
    })
}
