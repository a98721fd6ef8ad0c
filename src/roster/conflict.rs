//! Why a month is impossible: demands, leave, locks and rules that cannot all
//! hold, so that dropping any one of them makes the rest possible.
//!
//! A set is shrunk by deletion (Chinneck and Dravnieks 1991): each part is left
//! out in turn, and stays out where the rest is still impossible. Whether a rest
//! is possible is asked of the engine with nothing but the hard rules, each
//! missing head costing one: a roster that costs nothing shows that it is, a
//! lower bound of one that it is not. Demands of far days are dropped at once
//! where the near ones are enough.

use super::give_way::possible;
use super::item::{HardRule, Item};
use super::made::{Conflict, Made, Part, WayOut};
use super::model::Model;
use super::month::{Month, Need};
use super::solve::{Limits, solve};
use super::translate::{self, Without};
use crate::base::{Message, Problem as Failure};
use crate::say;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// Contradictions told of one month; each is a reason of its own.
const MOST: usize = 3;
/// Rounds of the engine for one question.
const ROUNDS: u64 = 14;
/// Days on each side of an open need that are looked at first.
const NEAR: [usize; 3] = [0, 3, 8];

/// An answer to whether everything that is left can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Possible,
    Impossible,
    /// Neither was shown within the rounds.
    Unknown,
}

/// Asks whether the month is possible without some of its parts.
pub struct Oracle<'a> {
    month: &'a Month,
    seed: u64,
    /// Set from outside: every further answer is unknown.
    stop: &'a AtomicBool,
}

impl<'a> Oracle<'a> {
    pub fn new(month: &'a Month, seed: u64, stop: &'a AtomicBool) -> Oracle<'a> {
        Oracle { month, seed, stop }
    }

    /// # Errors
    /// As [`solve`].
    pub fn ask(&self, dropped: &BTreeSet<Item>) -> Result<Answer, Failure> {
        self.heads(dropped).map(|(answer, _)| answer)
    }

    /// The answer, and how many heads are missing at the least known.
    fn heads(&self, dropped: &BTreeSet<Item>) -> Result<(Answer, u32), Failure> {
        let without = Without {
            items: dropped.clone(),
            hard_only: true,
            ..Without::default()
        };
        if (0..self.month.people.len()).any(|p| !possible(self.month, p, &without)) {
            return Ok((Answer::Impossible, u32::MAX));
        }
        let model: Model = translate::model(self.month, &without);
        let limits = Limits {
            enough: Some(1),
            ..Limits::rounds(ROUNDS)
        };
        let solution = solve(&model, self.seed, limits, self.stop, &mut |_| {})?;
        let missing = u32::try_from(solution.evaluation.objective).unwrap_or(u32::MAX);
        let answer = if solution.evaluation.objective == 0 {
            Answer::Possible
        } else if solution.bound.is_some_and(|b| b >= 1) {
            Answer::Impossible
        } else {
            Answer::Unknown
        };
        Ok((answer, missing))
    }
}

/// Everything of the month that may be dropped.
pub fn items(month: &Month) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (person, member) in month.people.iter().enumerate() {
        let leave = 0..member.leave.len();
        let holds = leave.filter(|l| member.leave[*l].standing.holds());
        items.extend(holds.map(|leave| Item::Leave { person, leave }));
        items.extend((0..member.locks.len()).map(|lock| Item::Lock { person, lock }));
    }
    items.extend(
        HardRule::ALL
            .into_iter()
            .filter(|r| in_use(month, *r))
            .map(Item::Rule),
    );
    items.extend(
        (0..month.needs.len())
            .filter(|n| month.needs[*n].min > 0)
            .map(Item::Need),
    );
    items
}

fn in_use(month: &Month, rule: HardRule) -> bool {
    let any = |f: &dyn Fn(&super::month::Member) -> bool| month.people.iter().any(f);
    match rule {
        HardRule::DaysOff => any(&|m| m.limits.days_off.is_some_and(|n| n > 0)),
        HardRule::DaysOffWeek => any(&|m| m.limits.days_off_week.is_some_and(|n| n > 0)),
        HardRule::MaxRun => any(&|m| m.limits.max_run.is_some()),
        HardRule::MinRun => any(&|m| m.limits.min_run.is_some_and(|n| n > 1)),
        HardRule::MaxRestRun => any(&|m| m.limits.max_rest_run.is_some()),
        HardRule::MinRestRun => any(&|m| m.limits.min_rest_run.is_some_and(|n| n > 1)),
        HardRule::Rest => any(&|m| m.limits.rest_hours.is_some_and(|n| n > 0)),
        HardRule::Forbidden => !month.forbidden.is_empty(),
        HardRule::Hours => any(&|m| m.limits.min_hours.or(m.limits.max_hours).is_some()),
        HardRule::MaxShifts => any(&|m| !m.max_shifts.is_empty()),
        HardRule::Weekends => any(&|m| m.limits.max_weekends.is_some()),
        HardRule::MaxDays => any(&|m| m.max_days.is_some()),
    }
}

/// The contradictions behind the open cover and the rules that gave way.
///
/// # Errors
/// As [`solve`].
pub fn find(
    month: &Month,
    made: &Made,
    gave_way: &Without,
    seed: u64,
    stop: &AtomicBool,
) -> Result<Vec<Conflict>, Failure> {
    let oracle = Oracle::new(month, seed, stop);
    let mut conflicts = Vec::new();
    let mut explained: BTreeSet<Item> = BTreeSet::new();
    let people: BTreeSet<usize> = gave_way.of_person.iter().map(|(p, _)| *p).collect();
    for person in people {
        let set = of_person(month, person);
        conflicts.push(told(month, set, true, &oracle, made)?);
    }
    // Rules that gave way for a person are settled above; the rest of the search
    // looks at cover only.
    let pool = items(month);
    for open in &made.open {
        let asked = stop.load(Ordering::Relaxed);
        if asked || conflicts.len() >= MOST || explained.contains(&Item::Need(open.need)) {
            continue;
        }
        if !gave_way.of_person.is_empty() {
            break;
        }
        let Some((set, sure)) = of_need(month, &oracle, &pool, open.need)? else {
            continue;
        };
        explained.extend(set.iter().copied());
        conflicts.push(told(month, set, sure, &oracle, made)?);
    }
    Ok(conflicts)
}

/// The smallest set around an open need; `None` where the month as a whole was
/// not shown to be impossible.
fn of_need(
    month: &Month,
    oracle: &Oracle<'_>,
    pool: &[Item],
    need: usize,
) -> Result<Option<(Vec<Item>, bool)>, Failure> {
    let day = month.needs[need].day;
    let far = |item: &Item, near: usize| match *item {
        Item::Need(n) => month.needs[n].day.abs_diff(day) > near,
        Item::Leave { person, leave } => {
            let days = &month.people[person].leave[leave].days;
            days.start > day + near || days.end + near <= day
        }
        Item::Lock { person, lock } => month.people[person].locks[lock].day.abs_diff(day) > near,
        Item::Rule(_) => false,
    };
    for near in NEAR.into_iter().chain([month.days.len()]) {
        let dropped: BTreeSet<Item> = pool.iter().copied().filter(|i| far(i, near)).collect();
        if oracle.ask(&dropped)? == Answer::Impossible {
            let kept: Vec<Item> = pool.iter().copied().filter(|i| !far(i, near)).collect();
            return shrink(pool, kept, &|d| oracle.ask(d)).map(Some);
        }
    }
    Ok(None)
}

/// Leaves out one part after the other where the rest stays impossible. The
/// answer says whether every part that stays was shown to be needed.
fn shrink(
    pool: &[Item],
    mut kept: Vec<Item>,
    ask: &dyn Fn(&BTreeSet<Item>) -> Result<Answer, Failure>,
) -> Result<(Vec<Item>, bool), Failure> {
    let mut sure = true;
    let mut at = 0;
    while at < kept.len() {
        let item = kept[at];
        let rest: BTreeSet<Item> = pool
            .iter()
            .copied()
            .filter(|i| *i == item || !kept.contains(i))
            .collect();
        match ask(&rest)? {
            Answer::Impossible => {
                kept.remove(at);
            }
            Answer::Possible => at += 1,
            Answer::Unknown => {
                sure = false;
                at += 1;
            }
        }
    }
    Ok((kept, sure))
}

/// A person whose own leave, locks and rules contradict each other.
fn of_person(month: &Month, person: usize) -> Vec<Item> {
    let member = &month.people[person];
    let mut pool: Vec<Item> = (0..member.leave.len())
        .map(|leave| Item::Leave { person, leave })
        .collect();
    pool.extend((0..member.locks.len()).map(|lock| Item::Lock { person, lock }));
    pool.extend(HardRule::ALL.into_iter().map(Item::Rule));
    let ask = |dropped: &BTreeSet<Item>| {
        let without = Without {
            items: dropped.clone(),
            ..Without::default()
        };
        Ok(if possible(month, person, &without) {
            Answer::Possible
        } else {
            Answer::Impossible
        })
    };
    match shrink(&pool, pool.clone(), &ask) {
        Ok((set, _)) => set,
        // This question has no way to fail.
        Err(_) => pool,
    }
}

/// The set in words, and its ways out, the cheapest first.
fn told(
    month: &Month,
    set: Vec<Item>,
    irreducible: bool,
    oracle: &Oracle<'_>,
    made: &Made,
) -> Result<Conflict, Failure> {
    let missing: u32 = made.open.iter().map(|o| o.missing).sum();
    let mut ways = Vec::new();
    for item in &set {
        let (_, left) = oracle.heads(&BTreeSet::from([*item]))?;
        let still_open = if left == u32::MAX { missing } else { left };
        ways.push((still_open, trouble(item), way_out(month, item)));
    }
    ways.sort_by_key(|(open, trouble, _)| (*open, *trouble));
    Ok(Conflict {
        ways_out: ways
            .into_iter()
            .map(|(still_open, _, words)| WayOut { words, still_open })
            .collect(),
        parts: set
            .into_iter()
            .map(|what| Part {
                words: part(month, &what),
                what,
            })
            .collect(),
        irreducible,
    })
}

/// How much trouble a way out is, where the cover says nothing: a lock is a
/// decision of one's own, leave was promised, rules protect people.
fn trouble(item: &Item) -> u32 {
    match item {
        Item::Lock { .. } => 0,
        Item::Need(_) => 1,
        Item::Leave { .. } => 2,
        Item::Rule(_) => 3,
    }
}

/// `2026-12-05 晚班(售后)`.
pub fn need_words(month: &Month, need: &Need) -> Message {
    let (date, shift) = (month.days[need.day].date, &month.shifts[need.shift].name);
    let (zh, en) = (&shift.zh, &shift.en);
    match &need.role {
        Some(role) => say!(zh: "{date} {zh}({role})", en: "{date} {en} ({role})"),
        None => say!(zh: "{date} {zh}", en: "{date} {en}"),
    }
}

fn part(month: &Month, item: &Item) -> Message {
    match *item {
        Item::Need(need) => {
            let need = &month.needs[need];
            let (Message { zh, en }, min) = (need_words(month, need), need.min);
            say!(zh: "{zh}至少 {min} 人", en: "{en}: at least {min}")
        }
        Item::Leave { person, leave } => {
            let member = &month.people[person];
            let (name, leave) = (&member.name, &member.leave[leave]);
            let (first, last) = dates(month, &leave.days);
            let kind = if leave.kind.is_empty() {
                "-"
            } else {
                &leave.kind
            };
            say!(
                zh: "{name} {first} 至 {last} 请假({kind})",
                en: "{name} on leave {first} to {last} ({kind})"
            )
        }
        Item::Lock { person, lock } => {
            let member = &month.people[person];
            let (name, lock) = (&member.name, &member.locks[lock]);
            let date = month.days[lock.day].date;
            match lock.posts.first() {
                Some(post) => {
                    let Message { zh, en } = &month.shift_of(*post).name;
                    say!(zh: "{name} {date} 锁定{zh}", en: "{name} locked on {en} on {date}")
                }
                None => say!(zh: "{name} {date} 锁定休息", en: "{name} locked off on {date}"),
            }
        }
        Item::Rule(rule) => rule_words(month, rule),
    }
}

fn dates(month: &Month, days: &std::ops::Range<usize>) -> (chrono::NaiveDate, chrono::NaiveDate) {
    let last = days.end.saturating_sub(1).max(days.start);
    (month.days[days.start].date, month.days[last].date)
}

fn rule_words(month: &Month, rule: HardRule) -> Message {
    let most = |f: &dyn Fn(&super::month::Member) -> Option<u32>| {
        month.people.iter().filter_map(f).max().unwrap_or(0)
    };
    match rule {
        HardRule::DaysOff => {
            let n = most(&|m| m.limits.days_off);
            say!(zh: "每月至少休 {n} 天", en: "at least {n} days off a month")
        }
        HardRule::DaysOffWeek => {
            let n = most(&|m| m.limits.days_off_week);
            say!(zh: "每周至少休 {n} 天", en: "at least {n} days off a week")
        }
        HardRule::MaxRun => {
            let n = most(&|m| m.limits.max_run);
            say!(zh: "连上不超过 {n} 天", en: "at most {n} working days in a row")
        }
        HardRule::MinRun => {
            let n = most(&|m| m.limits.min_run);
            say!(zh: "至少连上 {n} 天", en: "at least {n} working days in a row")
        }
        HardRule::MaxRestRun => {
            let n = most(&|m| m.limits.max_rest_run);
            say!(zh: "连休不超过 {n} 天", en: "at most {n} days off in a row")
        }
        HardRule::MinRestRun => {
            let n = most(&|m| m.limits.min_rest_run);
            say!(zh: "至少连休 {n} 天", en: "at least {n} days off in a row")
        }
        HardRule::Rest => {
            let n = most(&|m| m.limits.rest_hours);
            say!(zh: "两班之间至少隔 {n} 小时", en: "at least {n} hours between two shifts")
        }
        HardRule::Forbidden => {
            say!(zh: "不许的接班(roster.limits.forbid)", en: "successions forbidden by roster.limits.forbid")
        }
        HardRule::Hours => say!(zh: "每月工时的上下限", en: "the limits on hours a month"),
        HardRule::MaxShifts => say!(zh: "每种班次的上限", en: "the most duties of a shift"),
        HardRule::Weekends => {
            let n = most(&|m| m.limits.max_weekends);
            say!(zh: "每月最多 {n} 个周末上班", en: "at most {n} weekends worked a month")
        }
        HardRule::MaxDays => {
            say!(zh: "员工表里的最多天数", en: "the most days of the staff table")
        }
    }
}

fn way_out(month: &Month, item: &Item) -> Message {
    match *item {
        Item::Need(need) => {
            let need = &month.needs[need];
            let Message { zh, en } = need_words(month, need);
            let less = need.min.saturating_sub(1);
            say!(zh: "{zh}减到 {less} 人,或另找人顶", en: "{en}: {less} will do, or somebody from outside")
        }
        Item::Leave { person, leave } => {
            let member = &month.people[person];
            let (name, days) = (&member.name, &member.leave[leave].days);
            let (first, last) = dates(month, days);
            say!(zh: "请 {name} 改期 {first} 至 {last} 的假", en: "ask {name} to move the leave of {first} to {last}")
        }
        Item::Lock { person, lock } => {
            let member = &month.people[person];
            let (name, date) = (&member.name, month.days[member.locks[lock].day].date);
            say!(zh: "放开 {name} {date} 的锁定", en: "unlock {name} on {date}")
        }
        Item::Rule(rule) => {
            let Message { zh, en } = rule_words(month, rule);
            say!(zh: "放宽「{zh}」", en: "relax \"{en}\"")
        }
    }
}
