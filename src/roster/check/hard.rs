//! Hard rules of one person (R4, R8, R9, R11, R12), each told with date and
//! figure.

use crate::base::{Finding, Message};
use crate::roster::model::Duty;
use crate::roster::month::{Member, Month};
use crate::say;
use chrono::{Datelike, Weekday};

/// Where a person's broken rules are collected.
struct Found<'a> {
    month: &'a Month,
    member: &'a Member,
    out: &'a mut Vec<Finding>,
}

impl Found<'_> {
    /// `what` names the rule for programs.
    fn broken(&mut self, rule: &str, what: &str, day: Option<usize>, words: &Message) {
        let name = &self.member.name;
        let date = day.map(|d| self.month.days[d].date);
        let place = match date {
            Some(date) => say!(zh: "{name} {date} ", en: "{name} {date}: "),
            None => say!(zh: "{name} ", en: "{name}: "),
        };
        let mut finding = Finding::error(rule, name.clone(), place.join("", words))
            .with("kind", what)
            .with("staff", self.member.id.clone());
        if let Some(date) = date {
            finding = finding.with("date", date.to_string());
        }
        self.out.push(finding);
    }

    fn name_of(&self, duty: Duty) -> Message {
        match duty {
            Some(post) => self.month.shift_of(post).name.clone(),
            None => say!(zh: "休息", en: "a day off"),
        }
    }
}

/// Every hard rule of a person.
pub fn person(month: &Month, id: usize, duties: &[Duty], out: &mut Vec<Finding>) {
    let member = &month.people[id];
    let mut found = Found { month, member, out };
    for (day, duty) in duties.iter().enumerate() {
        settled(&mut found, day, *duty);
        allowed(&mut found, day, *duty);
    }
    rests(&mut found, duties);
    runs(&mut found, duties);
    figures(&mut found, duties);
    weeks(&mut found, duties);
}

/// Locks.
fn settled(found: &mut Found<'_>, day: usize, duty: Duty) {
    let Some(lock) = found.member.lock(day) else {
        return;
    };
    let fits = match duty {
        Some(post) => lock.posts.contains(&post),
        None => lock.posts.is_empty(),
    };
    if !fits {
        let (was, is) = (
            found.name_of(lock.posts.first().copied()),
            found.name_of(duty),
        );
        let zh = format!("锁定的是{},现在是{}", was.zh, is.zh);
        let en = format!("was locked as {}, is {}", was.en, is.en);
        found.broken("R4", "lock", Some(day), &Message { zh, en });
    }
}

/// Whether the person may work there that day at all.
fn allowed(found: &mut Found<'_>, day: usize, duty: Duty) {
    let (month, member) = (found.month, found.member);
    let Some(post) = duty else { return };
    let Message { zh, en } = found.name_of(duty);
    if !member.employed.contains(&day) {
        let words = say!(zh: "不在职,排了{zh}", en: "has {en} and is not employed");
        found.broken("R4", "not_employed", Some(day), &words);
    }
    if let Some(leave) = member.on_leave(day) {
        let kind = if leave.kind.is_empty() {
            "-"
        } else {
            &leave.kind
        };
        let words = say!(zh: "请假({kind}),排了{zh}", en: "is on leave ({kind}) and has {en}");
        found.broken("R9", "leave", Some(day), &words);
    }
    if !month.may_work(member, post) {
        let role = month.post(post).role.as_deref();
        let roles = month.shift_of(post).roles.iter().map(String::as_str);
        let asked = role.map_or_else(|| Message::listed(roles), Message::data);
        let (role, roles) = (&asked.zh, &asked.en);
        let words = say!(
            zh: "不能上{zh}:没有岗位、技能或代理「{role}」",
            en: "may not work {en}: has no role, skill or deputy post \"{roles}\""
        );
        found.broken("R11", "skill", Some(day), &words);
    }
    if !month.runs(day, month.post(post).shift) {
        let words = say!(zh: "这天没有{zh}", en: "there is no {en} that day");
        found.broken("R4", "no_such_shift", Some(day), &words);
    }
}

/// Rest between a day's shift and the next day's, and forbidden successions.
fn rests(found: &mut Found<'_>, duties: &[Duty]) {
    let (month, member) = (found.month, found.member);
    let mut before = member.past.tail.last().copied().flatten();
    for (day, duty) in duties.iter().enumerate() {
        if let (Some(a), Some(b)) = (before, *duty) {
            let (first, second) = (month.shift_of(a), month.shift_of(b));
            let rest = 1440 + i32::from(second.start) - i32::from(first.end);
            let hours = member.limits.rest_hours.unwrap_or(0);
            let least = i32::try_from(hours * 60).unwrap_or(i32::MAX);
            let Message { zh: z1, en: e1 } = found.name_of(Some(a));
            let Message { zh: z2, en: e2 } = found.name_of(Some(b));
            if rest < least {
                let shown = half_hours(rest);
                let words = say!(
                    zh: "{z1}后接{z2},只隔 {shown} 小时,至少 {hours} 小时",
                    en: "{e2} after {e1}: {shown} hours of rest, at least {hours}"
                );
                found.broken("R12", "rest", Some(day), &words);
            }
            if month
                .forbidden
                .contains(&(month.post(a).shift, month.post(b).shift))
            {
                let words = say!(zh: "{z1}之后不能接{z2}", en: "{e2} may not follow {e1}");
                found.broken("R4", "forbidden", Some(day), &words);
            }
        }
        before = *duty;
    }
}

/// Hours with one decimal.
fn half_hours(minutes: i32) -> String {
    let tenths = minutes * 10 / 60;
    if tenths % 10 == 0 {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, (tenths % 10).abs())
    }
}

/// Working days and days off in a row, those before the period included.
fn runs(found: &mut Found<'_>, duties: &[Duty]) {
    let tail = found.member.past.tail.clone();
    let limits = found.member.limits.clone();
    let known = !tail.is_empty();
    let all: Vec<bool> = tail.iter().chain(duties).map(Option::is_some).collect();
    let offset = tail.len();
    let mut start = 0;
    while start < all.len() {
        let work = all[start];
        let length = all[start..].iter().take_while(|w| **w == work).count();
        let end = start + length;
        let run = u32::try_from(length).unwrap_or(u32::MAX);
        // The days after the period may go on with the last run, and what came
        // before an unknown beginning may have begun the first.
        let open_end = end == all.len();
        let open_start = start == 0 && !known;
        let (most, least) = if work {
            (limits.max_run, limits.min_run)
        } else {
            (limits.max_rest_run, limits.min_rest_run)
        };
        let kind = if work { "work" } else { "rest" };
        let (zh, en) = if work {
            ("连上", "working days")
        } else {
            ("连休", "days off")
        };
        if let Some(max) = most
            && run > max
            && end > offset
        {
            let first = start + usize::try_from(max).unwrap_or(0);
            let day = first.max(offset) - offset;
            let words = say!(
                zh: "{zh} {run} 天,最多 {max} 天",
                en: "{run} {en} in a row, at most {max}"
            );
            found.broken("R4", &format!("max_{kind}_run"), Some(day), &words);
        }
        // A run that ended before the period is not this roster's doing.
        if let Some(min) = least
            && run < min
            && !open_end
            && !open_start
            && end > offset.saturating_sub(1)
        {
            let day = end.saturating_sub(offset);
            let words = say!(
                zh: "只{zh} {run} 天,最少 {min} 天",
                en: "only {run} {en} in a row, at least {min}"
            );
            found.broken("R4", &format!("min_{kind}_run"), Some(day), &words);
        }
        start = end;
    }
}

/// Figures of the whole period: days off, hours, duties of a shift, weekends.
fn figures(found: &mut Found<'_>, duties: &[Duty]) {
    let (month, member) = (found.month, found.member);
    let worked: Vec<(usize, u8)> = duties
        .iter()
        .enumerate()
        .filter_map(|(day, duty)| Some((day, (*duty)?)))
        .collect();
    let count = u32::try_from(worked.len()).unwrap_or(u32::MAX);
    let length = calendar_days(month);
    let days = member.employed.clone();
    let here = days.filter(|d| member.on_leave(*d).is_none()).count();
    let here = u32::try_from(here).unwrap_or(u32::MAX);
    if let Some(due) = member.limits.days_off {
        // Days off are for the days a person is there at all.
        let due = due * here / length;
        let off = here.saturating_sub(count);
        if off < due {
            let words =
                say!(zh: "只休 {off} 天,至少 {due} 天", en: "{off} days off, at least {due}");
            found.broken("R8", "days_off", None, &words);
        }
    }
    if let Some(max) = member.max_days
        && count > max
    {
        let words = say!(
            zh: "上班 {count} 天,员工表里最多 {max} 天",
            en: "{count} working days, at most {max} by the staff table"
        );
        found.broken("R8", "max_days", None, &words);
    }
    let minutes: u32 = worked
        .iter()
        .map(|(_, p)| month.shift_of(*p).paid_minutes)
        .sum();
    let hours = half_hours(i32::try_from(minutes).unwrap_or(i32::MAX / 10));
    if let Some(max) = member.limits.max_hours
        && minutes > max * 60
    {
        let words = say!(zh: "{hours} 小时,最多 {max} 小时", en: "{hours} hours, at most {max}");
        found.broken("R12", "max_hours", None, &words);
    }
    if let Some(min) = member.limits.min_hours {
        let due = min * 60 * here / length;
        if minutes < due {
            let least = half_hours(i32::try_from(due).unwrap_or(i32::MAX / 10));
            let words =
                say!(zh: "{hours} 小时,至少 {least} 小时", en: "{hours} hours, at least {least}");
            found.broken("R12", "min_hours", None, &words);
        }
    }
    for (shift, max) in &member.max_shifts {
        let of = worked
            .iter()
            .filter(|(_, p)| month.post(*p).shift == *shift);
        let n = u32::try_from(of.count()).unwrap_or(u32::MAX);
        if n > *max {
            let Message { zh, en } = &month.shifts[*shift].name;
            let words = say!(zh: "{zh} {n} 个,最多 {max} 个", en: "{n} of {en}, at most {max}");
            found.broken("R5", "max_shifts", None, &words);
        }
    }
    if let Some(max) = member.limits.max_weekends {
        let mut weekends: Vec<_> = worked
            .iter()
            .map(|(day, _)| month.days[*day].date)
            .filter(|d| matches!(d.weekday(), Weekday::Sat | Weekday::Sun))
            .map(|d| d.iso_week())
            .collect();
        weekends.dedup();
        let n = u32::try_from(weekends.len()).unwrap_or(u32::MAX);
        if n > max {
            let words = say!(
                zh: "{n} 个周末上班,最多 {max} 个",
                en: "{n} weekends worked, at most {max}"
            );
            found.broken("R2", "max_weekends", None, &words);
        }
    }
}

/// Days off in each week that ends in the period.
fn weeks(found: &mut Found<'_>, duties: &[Duty]) {
    let (month, member) = (found.month, found.member);
    let Some(due) = member.limits.days_off_week.filter(|n| *n > 0) else {
        return;
    };
    for week in month.weeks() {
        let inside = duties[week.clone()].iter().filter(|d| d.is_some()).count();
        let missing = 7 - week.len();
        let before = if week.start == 0 {
            let tail = member.past.tail.iter().rev().take(missing);
            tail.filter(|d| d.is_some()).count()
        } else {
            0
        };
        let worked = u32::try_from(inside + before).unwrap_or(7);
        if inside > 0 && worked > 7 - due.min(7) {
            let first = month.days[week.start].date;
            let off = 7 - worked;
            let words = say!(
                zh: "{first} 这一周只休 {off} 天,至少 {due} 天",
                en: "{off} days off in the week of {first}, at least {due}"
            );
            found.broken("R8", "days_off_week", Some(week.start), &words);
        }
    }
}

/// Days of the calendar month in which the period begins.
fn calendar_days(month: &Month) -> u32 {
    let first = month.period.from.with_day(1).unwrap_or(month.period.from);
    let next = first
        .checked_add_months(chrono::Months::new(1))
        .unwrap_or(first);
    u32::try_from((next - first).num_days())
        .unwrap_or(30)
        .max(1)
}
