//! The times a duty comes round, and which of them are done.
//!
//! A trace on the day itself makes it done. Else, the earliest time first, a
//! trace since the time before does, or one up to the next time, late. No trace
//! counts twice. A file whose name says its date or month is a trace of that time
//! and no other. With an hour (`at`) a time begins at that hour, so that a run
//! before it does not count for the day.
//!
//! A duty so many days after its last time is due that long after its newest
//! trace.

use super::{Job, Trace};
use crate::base::RunRecord;
use crate::policy::Duty;
use crate::policy::duty::Cadence;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

/// How far back times are looked at: a quarter and its last days.
const BACK: u64 = 100;

/// How a duty stands at one of its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Overdue,
    /// Today, and not done yet.
    Due,
    /// Done, though after its day.
    Late,
    Done,
    Upcoming,
}

/// One time of a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    pub due: NaiveDate,
    pub state: State,
    /// Of an overdue duty: how many times in a row.
    pub missed: usize,
    pub done: Option<NaiveDate>,
    /// What shows it: a command, or a file.
    pub by: Option<String>,
}

/// Where a duty stands now, and when it comes round next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    pub duty: &'a Duty,
    /// The time that matters now; `None` where none was asked for yet.
    pub now: Option<Time>,
    /// After today, within the days asked for.
    pub next: Vec<NaiveDate>,
}

/// A trace of any kind.
#[derive(Debug, Clone)]
struct Sign {
    at: NaiveDateTime,
    by: String,
    used: bool,
}

/// All duties asked about.
pub fn standings<'j>(job: &'j Job<'_>) -> Vec<Standing<'j>> {
    let begin = begin(job);
    let asked = job.asked();
    asked
        .map(|(duty, traces)| match duty.every {
            Cadence::After(days) => after(job, duty, traces, begin, days),
            _ => named(job, duty, traces, begin),
        })
        .collect()
}

/// The day of the first trace of any duty; today where there is none.
fn begin(job: &Job<'_>) -> NaiveDate {
    let today = job.clock.date();
    let runs = job.runs.records.iter().map(RunRecord::day);
    let files = job.traces.iter().flatten().filter_map(Trace::day);
    runs.chain(files).min().map_or(today, |day| day.min(today))
}

/// Traces that carry a day: runs, and files whose name does not say which time
/// they are of; none of the future.
fn signs(job: &Job<'_>, duty: &Duty, traces: &[Trace]) -> Vec<Sign> {
    let now = job.clock.local();
    let mut signs: Vec<Sign> = Vec::new();
    if let Some(run) = &duty.run {
        let of = |r: &&RunRecord| r.done() && (r.chore == *run || r.run.word() == run);
        signs.extend(job.runs.records.iter().filter(of).map(|r| Sign {
            at: r.ended.naive_local(),
            by: r.chore.clone(),
            used: false,
        }));
    }
    if !duty.file_is_dated() {
        signs.extend(traces.iter().filter_map(|trace| {
            let day = trace.day().filter(|day| *day <= now.date())?;
            let written = trace.written.filter(|at| at.date() == day);
            let end = NaiveTime::from_hms_opt(23, 59, 59)?;
            Some(Sign {
                at: written.unwrap_or(day.and_time(end).min(now)),
                by: trace.path.clone(),
                used: false,
            })
        }));
    }
    signs.retain(|sign| sign.at <= now);
    signs.sort_by(|a, b| (a.at, &a.by).cmp(&(b.at, &b.by)));
    signs
}

fn named<'j>(job: &'j Job<'_>, duty: &'j Duty, traces: &[Trace], begin: NaiveDate) -> Standing<'j> {
    let today = job.clock.date();
    let ahead = Days::new(u64::from(job.days) + u64::from(duty.before_days));
    let from = today.checked_sub_days(Days::new(BACK)).unwrap_or(today);
    let last = today.checked_add_days(ahead).unwrap_or(today);
    // Each the day the cadence names, and the day it is due by.
    let all: Vec<(NaiveDate, NaiveDate)> = from
        .iter_days()
        .take_while(|day| *day <= last)
        .filter(|day| duty.every.names(*day))
        .map(|day| (day, duty.due_by(day)))
        .collect();
    let (past, next): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, due)| *due <= today);
    let mut signs = signs(job, duty, traces);
    let asked: Vec<Time> = judged(duty, &past, traces, &mut signs)
        .into_iter()
        .filter(|time| time.due >= begin)
        .collect();
    let horizon = today.checked_add_days(Days::new(job.days.into()));
    Standing {
        duty,
        now: standing(&asked, today),
        next: next
            .into_iter()
            .map(|(_, due)| due)
            .filter(|due| horizon.is_none_or(|end| *due <= end))
            .collect(),
    }
}

/// Each time in order, done or not; `Overdue` stands for «not done».
fn judged(
    duty: &Duty,
    past: &[(NaiveDate, NaiveDate)],
    traces: &[Trace],
    signs: &mut [Sign],
) -> Vec<Time> {
    // When a day's time is over: at midnight, with an hour at that of the next day.
    let end = |day: NaiveDate| {
        let next = day.succ_opt().unwrap_or(day);
        next.and_time(duty.at.map_or(NaiveTime::MIN, |at| at.0))
    };
    let mut out: Vec<Time> = Vec::new();
    for (named, due) in past {
        let own = duty.file_of(*named).filter(|_| duty.file_is_dated());
        let own = own.and_then(|name| glob::Pattern::new(&name).ok());
        let file = own.and_then(|p| traces.iter().find(|t| p.matches(&t.path)));
        let on_time =
            |at: NaiveDateTime| at.date() == *due && duty.at.is_none_or(|hour| at.time() >= hour.0);
        let sign = signs.iter_mut().rfind(|s| !s.used && on_time(s.at));
        let mut time = Time {
            due: *due,
            state: State::Overdue,
            missed: 0,
            done: None,
            by: file.map(|f| f.path.clone()),
        };
        if let Some(sign) = sign {
            time.take(sign, State::Done);
        } else if file.is_some() {
            time.state = State::Done;
        }
        out.push(time);
    }
    for i in 0..out.len() {
        if out[i].state != State::Overdue {
            continue;
        }
        let over = end(out[i].due);
        let before = i.checked_sub(1).map(|before| end(out[before].due));
        let next = out.get(i + 1).map(|next| end(next.due));
        let inside = |at: NaiveDateTime| before.is_none_or(|b| b <= at) && at < over;
        let after = |at: NaiveDateTime| over <= at && next.is_none_or(|next| at < next);
        if let Some(sign) = signs.iter_mut().rfind(|s| !s.used && inside(s.at)) {
            // With an hour, what is inside but not on the day came after midnight.
            let state = if sign.at.date() > out[i].due {
                State::Late
            } else {
                State::Done
            };
            out[i].take(sign, state);
        } else if let Some(sign) = signs.iter_mut().find(|s| !s.used && after(s.at)) {
            out[i].take(sign, State::Late);
        }
    }
    out
}

impl Time {
    fn take(&mut self, sign: &mut Sign, state: State) {
        sign.used = true;
        self.state = state;
        self.done = Some(sign.at.date());
        self.by = Some(sign.by.clone());
    }
}

/// The time that matters now: the first of those missed in a row, today's, or the
/// last that was done.
fn standing(times: &[Time], today: NaiveDate) -> Option<Time> {
    let last = times.last()?;
    let open = |time: &&Time| time.state == State::Overdue;
    let missed: Vec<&Time> = times.iter().rev().take_while(open).collect();
    let past: Vec<&&Time> = missed.iter().filter(|time| time.due < today).collect();
    if let Some(first) = past.last() {
        return Some(Time {
            missed: past.len(),
            ..(**first).clone()
        });
    }
    let state = match last.state {
        State::Overdue => State::Due,
        state => state,
    };
    Some(Time {
        state,
        ..last.clone()
    })
}

/// A duty so many days after its last time.
fn after<'j>(
    job: &'j Job<'_>,
    duty: &'j Duty,
    traces: &[Trace],
    begin: NaiveDate,
    days: u32,
) -> Standing<'j> {
    let today = job.clock.date();
    let step = |day: NaiveDate| {
        let moved = day.checked_add_days(Days::new(days.into()));
        moved.unwrap_or(day)
    };
    let signs = signs(job, duty, traces);
    let newest = signs.last();
    let due = step(newest.map_or(begin, |sign| sign.at.date()));
    let state = match due.cmp(&today) {
        std::cmp::Ordering::Less => State::Overdue,
        std::cmp::Ordering::Equal => State::Due,
        std::cmp::Ordering::Greater if newest.is_some() => State::Done,
        std::cmp::Ordering::Greater => State::Upcoming,
    };
    let late = u32::try_from((today - due).num_days()).unwrap_or(0);
    let missed = if state == State::Overdue {
        late.div_ceil(days).max(1)
    } else {
        0
    };
    let horizon = today.checked_add_days(Days::new(job.days.into()));
    let first = if due > today { due } else { step(today) };
    let next = std::iter::successors(Some(first), |day| Some(step(*day)));
    Standing {
        duty,
        now: Some(Time {
            // What was done stands under the day it was done.
            due: match (state, newest) {
                (State::Done, Some(sign)) => sign.at.date(),
                _ => due,
            },
            state,
            missed: missed as usize,
            done: newest.map(|sign| sign.at.date()),
            by: newest.map(|sign| sign.by.clone()),
        })
        .filter(|time| time.state != State::Upcoming),
        next: next
            .take_while(|day| horizon.is_some_and(|end| *day <= end))
            .collect(),
    }
}
