//! The tables a month is made from → the month.

use crate::base::{Finding, Period, Problem};
use crate::cli::args::{Global, RosterMonth};
use crate::cli::context::Context;
use crate::cli::intake::{Intake, Taken, named_date};
use crate::cli::period::named_month;
use crate::roster::Month;
use crate::roster::gather::{self, Job};
use crate::roster::model::Roster;
use crate::say;
use crate::table::rows::{CalendarLine, LeaveLine, Register, RosterLine, Staff, WishLine};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// The longest period, in days.
const LONGEST: u32 = 92;

/// A month read, and the roster that came with it.
pub struct Read {
    pub month: Month,
    pub register: Register,
    /// The roster of `given`, where one was asked for.
    roster: Option<Roster>,
    pub findings: Vec<Finding>,
    pub taken: Taken,
}

impl Read {
    /// The roster that was given, to be judged.
    ///
    /// # Errors
    /// None was.
    pub fn roster(&mut self) -> Result<Roster, Problem> {
        self.roster
            .take()
            .ok_or_else(|| say!(zh: "没有给值班表", en: "no roster was given").into())
    }
}

/// The rosters that come with a month.
#[derive(Default)]
pub struct Rosters<'a> {
    /// Kept as far as possible.
    pub keep: Option<&'a str>,
    /// Only looked at.
    pub given: Option<&'a str>,
}

/// The period asked for; left out, the next month.
///
/// # Errors
/// No month or date, or too many days.
pub fn period(args: &RosterMonth, context: &Context) -> Result<Period, Problem> {
    if let (Some(from), Some(days)) = (&args.from, args.days) {
        let first = named_date("--from", from)?;
        let last = first.checked_add_days(Days::new(u64::from(days).saturating_sub(1)));
        return last
            .filter(|_| (1..=LONGEST).contains(&days))
            .and_then(|last| Period::days(first, last))
            .ok_or_else(|| {
                say!(
                    zh: "--days 要在 1 到 {LONGEST} 之间;写了 {days}",
                    en: "--days must be from 1 to {LONGEST}; {days} was given"
                )
                .into()
            });
    }
    match &args.month {
        Some(text) => named_month(text),
        None => Ok(Period::next_month(context.clock.date())),
    }
}

/// The period asked for; left out, the month most lines of the roster are of.
///
/// # Errors
/// As [`period`] and [`read`].
pub fn period_of(
    args: &RosterMonth,
    roster: &str,
    context: &Context,
    global: &Global,
) -> Result<Period, Problem> {
    if args.month.is_some() || args.from.is_some() {
        return period(args, context);
    }
    let mut intake = Intake::new(context, &args.reading, global, None)?;
    let lines = intake.rows::<RosterLine>("roster", roster)?;
    let mut months: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for date in lines.iter().filter_map(|line| line.date) {
        *months
            .entry(Period::month_of(date.at.date()).from)
            .or_default() += 1;
    }
    let most = months.into_iter().max_by_key(|(_, lines)| *lines);
    match most {
        Some((first, _)) => Ok(Period::month_of(first)),
        None => period(args, context),
    }
}

/// Reads everything.
///
/// # Errors
/// A missing table, bad cells, nobody or nothing to roster.
pub fn read(
    args: &RosterMonth,
    rosters: &Rosters<'_>,
    period: Period,
    context: &Context,
    global: &Global,
) -> Result<Read, Problem> {
    let mut intake = Intake::new(context, &args.reading, global, Some(period))?;
    let staff = intake.needed("staff", args.staff.as_deref())?;
    let staff = intake.rows::<Staff>("staff", &staff)?;
    let leave = intake.optional::<LeaveLine>("leave", args.leave.as_deref())?;
    let locks = intake.optional::<RosterLine>("locks", args.locks.as_deref())?;
    let wishes = intake.optional::<WishLine>("wishes", args.wishes.as_deref())?;
    let calendar = intake.optional::<CalendarLine>("calendar", args.calendar.as_deref())?;
    let mut history = intake
        .optional::<RosterLine>("history", args.history.as_deref())?
        .unwrap_or_default();
    if let Some(last) = &args.last {
        history.extend(intake.rows::<RosterLine>("last", last)?);
    }
    let mut roster = |role: &str, path: Option<&str>| {
        path.map(|path| intake.rows::<RosterLine>(role, path))
            .transpose()
    };
    let keep = roster("keep", rosters.keep)?;
    let given = roster("roster", rosters.given)?;
    let taken = intake.finish()?;
    let (register, mut findings) = Register::new(&staff, &taken.pool, &taken.files);
    let job = Job {
        period,
        rules: &context.policy.roster,
        clock: context.clock,
        calendar: &gather::calendar(&calendar.unwrap_or_default(), &taken.pool),
        pool: &taken.pool,
        files: &taken.files,
        register: &register,
        leave: &leave.unwrap_or_default(),
        locks: &locks.unwrap_or_default(),
        wishes: &wishes.unwrap_or_default(),
        history: &history,
        kept: keep.as_deref(),
    };
    let (month, said) = gather::gather(&job)?;
    findings.extend(said);
    let roster = given.map(|lines| {
        let (roster, said) = crate::roster::back::roster(&month, &job, &lines, "roster");
        findings.extend(said);
        roster
    });
    Ok(Read {
        month,
        register,
        roster,
        findings,
        taken,
    })
}
