//! The tables a month is made from → the month.

use crate::base::{Finding, Origin, Period, Pool, Problem};
use crate::cli::args::{FormatArg, Global, PaperArg, RosterMonth};
use crate::cli::context::Context;
use crate::cli::intake::{Intake, Taken, named_date};
use crate::cli::output;
use crate::cli::period::named_month;
use crate::report::Size;
use crate::roster::Month;
use crate::roster::back::plan_days;
use crate::roster::gather;
use crate::roster::gather::job::Job;
use crate::roster::made::Turn;
use crate::roster::model::Roster;
use crate::roster::show::{self, Show};
use crate::roster::turned::{self, Sheet};
use crate::say;
use crate::table::cell::date::Moment;
use crate::table::rows::{CalendarLine, LeaveLine, Register, RosterLine, Staff, Who, WishLine};
use chrono::{Days, NaiveDate, NaiveTime};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The longest period, in days.
const LONGEST: u32 = 92;

/// A month read, and the roster that came with it.
pub struct Read {
    pub month: Month,
    pub register: Register,
    /// The roster of `given`; nobody on duty where none was.
    pub roster: Roster,
    /// The turns that its workbook has; `None` where it has none, or they were
    /// not asked for.
    pub turns: Option<Vec<Turn>>,
    pub findings: Vec<Finding>,
    pub taken: Taken,
}

/// Where the report goes, and on which paper.
///
/// # Errors
/// An ending that names no format.
pub fn shown(global: &Global, paper: Option<PaperArg>) -> Result<Show, Problem> {
    let paper = paper.map(|paper| match paper {
        PaperArg::A4 => Size::A4,
        PaperArg::A3 => Size::A3,
    });
    Ok(match output::asked(global)? {
        FormatArg::Table => Show::Screen,
        FormatArg::Xlsx => Show::Book(paper),
        FormatArg::Html => Show::Page(paper),
        FormatArg::Json | FormatArg::Csv => Show::Data,
    })
}

/// The rosters that come with a month.
#[derive(Default)]
pub struct Rosters<'a> {
    /// Kept as far as possible.
    pub keep: Option<&'a str>,
    /// Only looked at.
    pub given: Option<&'a str>,
    /// Whether the lists of turns of `given` are read as well.
    pub turns: bool,
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
    let lines = lines(&mut intake, "roster", roster, None)?.lines;
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

/// The lines of a roster: of its list, or, in a workbook with a plan, of the
/// plan, which is what people edit. Without a period the list alone is read.
struct Lines {
    lines: Vec<RosterLine>,
    /// What the list says beside a plan.
    list: Vec<RosterLine>,
}

fn lines(
    intake: &mut Intake<'_>,
    role: &str,
    path: &str,
    period: Option<Period>,
) -> Result<Lines, Problem> {
    let plan = match period {
        Some(period) => plan(intake, role, path, period)?,
        None => None,
    };
    let listed = listed(intake, path)?;
    let beside = plan.is_none() || listed != path;
    let list = if beside {
        intake.rows::<RosterLine>(role, &listed)?
    } else {
        Vec::new()
    };
    Ok(match plan {
        Some(lines) => Lines { lines, list },
        None => Lines {
            lines: list,
            list: Vec::new(),
        },
    })
}

impl Lines {
    /// The lines, those of a plan in the roles that the list has for the day.
    fn in_roles(mut self, register: &Register, pool: &Pool) -> Vec<RosterLine> {
        let key = |line: &RosterLine| match register.find(pool.text(line.staff)) {
            Who::One(at) => Some((line.date?.at.date(), at)),
            Who::Nobody | Who::Several => None,
        };
        let list = self.list.iter();
        let roles: HashMap<_, _> = list.filter_map(|l| Some((key(l)?, l.role))).collect();
        for line in &mut self.lines {
            if let Some(role) = key(line).and_then(|key| roles.get(&key)) {
                line.role = *role;
            }
        }
        self.lines
    }
}

/// A workbook's sheet of duties, where it has one; the argument otherwise.
fn listed(intake: &Intake<'_>, path: &str) -> Result<String, Problem> {
    let sheet = intake.sheet(path, &[show::LIST.zh, show::LIST.en])?;
    Ok(sheet.map_or_else(|| path.to_owned(), |sheet| format!("{path}#{sheet}")))
}

/// The cells of a plan as lines; `None` where the file holds none.
fn plan(
    intake: &mut Intake<'_>,
    role: &str,
    path: &str,
    period: Period,
) -> Result<Option<Vec<RosterLine>>, Problem> {
    let Some(cells) = intake.cells(role, path, &[show::PLAN.zh, show::PLAN.en])? else {
        return Ok(None);
    };
    // The line with the days: titles may stand above it, and counts below look
    // like days, but like the same ones again and again.
    let days_of = |row: &[String]| plan_days(period, row);
    let found = |(_, row): &&(u32, Vec<String>)| {
        let days: BTreeSet<NaiveDate> = days_of(row).into_iter().flatten().collect();
        days.len()
    };
    let Some((heading, names)) = cells.rows.iter().rev().max_by_key(found) else {
        return Ok(None);
    };
    let days = days_of(names);
    let called = |text: &String| ["姓名", "员工", "name", "staff"].contains(&text.as_str());
    let name = names.iter().position(called).unwrap_or(0);
    let mut lines = Vec::new();
    for (line, row) in cells.rows.iter().skip_while(|(line, _)| line <= heading) {
        let Some(who) = row.get(name).filter(|who| !who.is_empty()) else {
            continue;
        };
        for (cell, day) in row.iter().zip(&days) {
            let (Some(day), false) = (day, cell.is_empty()) else {
                continue;
            };
            // Sums at the foot of a plan are no shifts.
            if cell.bytes().all(|b| b.is_ascii_digit()) {
                continue;
            }
            if [show::LEAVE.zh, show::LEAVE.en].contains(&cell.as_str()) {
                continue;
            }
            lines.push(RosterLine {
                origin: Origin {
                    file: cells.file,
                    line: *line,
                },
                date: Some(Moment {
                    at: day.and_time(NaiveTime::MIN),
                    has_time: false,
                    has_seconds: false,
                }),
                staff: intake.intern(who),
                shift: intake.intern(cell),
                ..RosterLine::default()
            });
        }
    }
    Ok(Some(lines))
}

/// The lists of turns that a workbook has.
fn turn_sheets(intake: &mut Intake<'_>, path: &str) -> Result<Vec<Sheet>, Problem> {
    let mut sheets = Vec::new();
    for name in [show::ROTA_SHEET, show::ON_CALL_SHEET] {
        let cells = intake.cells("roster", path, &[name.zh, name.en])?;
        sheets.extend(cells.map(|cells| Sheet {
            file: cells.file,
            rows: cells.rows,
        }));
    }
    Ok(sheets)
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
        path.map(|path| lines(&mut intake, role, path, Some(period)))
            .transpose()
    };
    let keep = roster("keep", rosters.keep)?;
    let given = roster("roster", rosters.given)?;
    let sheets = match rosters.given.filter(|_| rosters.turns) {
        Some(path) => turn_sheets(&mut intake, path)?,
        None => Vec::new(),
    };
    let taken = intake.finish()?;
    let (register, mut findings) = Register::new(&staff, &taken.pool, &taken.files);
    let keep = keep.map(|lines| lines.in_roles(&register, &taken.pool));
    let given = given.map(|lines| lines.in_roles(&register, &taken.pool));
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
    let lines = given.unwrap_or_default();
    let (roster, said) = crate::roster::back::roster(&month, &job, &lines, "roster");
    findings.extend(said);
    let turns = if sheets.is_empty() {
        None
    } else {
        let (turns, said) = turned::turns(&month, &job, &sheets);
        findings.extend(said);
        Some(turns)
    };
    Ok(Read {
        month,
        register,
        roster,
        turns,
        findings,
        taken,
    })
}
