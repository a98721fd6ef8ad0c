//! `dayclose roster swap` and `dayclose roster suggest`

use super::month::{self, Read, Rosters};
use crate::base::{Period, Problem};
use crate::cli::ExitStatus;
use crate::cli::args::{Global, RosterSuggestArgs, RosterSwapArgs};
use crate::cli::context::Context;
use crate::cli::intake::named_date;
use crate::cli::output;
use crate::roster::{change, show};
use crate::say;
use crate::table::rows::Who;
use chrono::NaiveDate;

/// # Errors
/// As [`month::read`]; nobody of that name, a day outside the roster or past.
pub fn swap(
    args: &RosterSwapArgs,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    let dates = [
        named_date("DATE", &args.a_date)?,
        named_date("DATE2", &args.b_date)?,
    ];
    let read = open(
        &args.input,
        args.roster.as_deref(),
        dates[0],
        context,
        global,
    )?;
    let (a, b) = (who(&read, &args.a)?, who(&read, &args.b)?);
    if a == b {
        let name = &read.month.people[a].name;
        return Err(say!(
            zh: "{name} 不能和自己换;请给两个人",
            en: "{name} cannot swap with themselves; name two people"
        )
        .into());
    }
    let [first, second] = [day(&read, dates[0])?, day(&read, dates[1])?];
    let changed = change::swap(&read.month, &read.roster, (a, first), (b, second));
    let mut report = show::swap(&read.month, &read.roster, &changed, context.clock);
    report.findings.extend(read.findings);
    read.taken.into_report(&mut report);
    output::emit(report, context, global)
}

/// # Errors
/// As [`month::read`]; a day outside the roster or past, an unknown shift.
pub fn suggest(
    args: &RosterSuggestArgs,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    let date = named_date("DATE", &args.date)?;
    let read = open(&args.input, args.roster.as_deref(), date, context, global)?;
    let day = day(&read, date)?;
    let Some(shift) = read.month.shift_named(&args.shift) else {
        let (word, shifts) = (&args.shift, &read.month.shifts);
        let zh: Vec<&str> = shifts.iter().map(|s| s.name.zh.as_str()).collect();
        let en: Vec<&str> = shifts.iter().map(|s| s.name.en.as_str()).collect();
        let (zh, en) = (zh.join("、"), en.join(", "));
        return Err(say!(
            zh: "没有「{word}」这个班次;有的是 {zh}",
            en: "there is no shift \"{word}\"; there are {en}"
        )
        .into());
    };
    let found = change::suggest(&read.month, &read.roster, day, shift);
    let mut report = show::suggest(
        &read.month,
        &read.roster,
        (day, shift),
        &found,
        context.clock,
    );
    report.findings.extend(read.findings);
    read.taken.into_report(&mut report);
    output::emit(report, context, global)
}

/// Reads the month of the date, or the period asked for.
fn open(
    input: &crate::cli::args::RosterMonth,
    roster: Option<&str>,
    date: NaiveDate,
    context: &Context,
    global: &Global,
) -> Result<Read, Problem> {
    let Some(path) = roster.map(str::to_owned).or_else(|| {
        context
            .policy
            .table_file("roster")
            .map(|p| p.display().to_string())
    }) else {
        return Err(say!(
            zh: "缺少 --roster;请给值班表,或在配置 [files] 里写 roster = \"文件\"",
            en: "--roster is missing; name a file, or write roster = \"FILE\" under [files] of the config"
        )
        .into());
    };
    let period = match (&input.month, &input.from) {
        (None, None) => Period::month_of(date),
        _ => month::period(input, context)?,
    };
    let rosters = Rosters {
        given: Some(&path),
        ..Rosters::default()
    };
    month::read(input, &rosters, period, context, global)
}

fn who(read: &Read, text: &str) -> Result<usize, Problem> {
    let found = match read.register.find(text) {
        Who::One(at) => read.register.person(at),
        Who::Nobody | Who::Several => None,
    };
    let people = &read.month.people;
    found
        .and_then(|person| people.iter().position(|m| m.id == person.id))
        .ok_or_else(|| {
            let names: Vec<&str> = people.iter().map(|m| m.name.as_str()).collect();
            let names = names.join(" ");
            say!(
                zh: "「{text}」不在这张值班表里;有的是 {names}",
                en: "\"{text}\" is not in this roster; there are {names}"
            )
            .into()
        })
}

/// The day's index; what is past stays as it is.
fn day(read: &Read, date: NaiveDate) -> Result<usize, Problem> {
    let today = read.month.today;
    if date < today {
        return Err(say!(
            zh: "{date} 已经过去,不能再改;今天是 {today}",
            en: "{date} is past and stays as it is; today is {today}"
        )
        .into());
    }
    read.month.day_of(date).ok_or_else(|| {
        let (first, last) = (read.month.period.from, read.month.period.last());
        say!(
            zh: "{date} 不在 {first} 至 {last} 之内;请加 --month",
            en: "{date} is not within {first} to {last}; add --month"
        )
        .into()
    })
}
