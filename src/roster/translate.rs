//! The month → the engine's model. A post becomes a shift kind, a person's
//! contract becomes limits on runs and counters, needs become demands, wishes
//! become requests. Minimum and maximum cover carry the weight `open`, so that
//! penalty and bound speak of open cover too.

use super::gather::share;
use super::item::{HardRule, Item};
use super::model::{
    Counter, Curve, DayRule, Demand, History, Kind, KindId, KindSet, Measure, Model, Person,
    Request, Rule, Stretch,
};
use super::month::{Member, Month};
use std::collections::BTreeSet;

/// What is left out of the translation: items of a month that is searched for
/// its contradiction, and rules of people who could not have a roster otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Without {
    pub items: BTreeSet<Item>,
    pub of_person: BTreeSet<(usize, HardRule)>,
    /// Only whether everything hard can hold: no soft rule is translated, and
    /// each person missing from a minimum costs one.
    pub hard_only: bool,
}

impl Without {
    fn rule(&self, person: usize, rule: HardRule) -> bool {
        self.items.contains(&Item::Rule(rule)) || self.of_person.contains(&(person, rule))
    }

    /// Whether a rule of somebody's is in force.
    pub fn keeps(&self, person: usize, rule: HardRule) -> bool {
        !self.rule(person, rule)
    }
}

/// The engine's model of the month.
pub fn model(month: &Month, without: &Without) -> Model {
    let kinds = month.posts.iter().map(|post| {
        let shift = &month.shifts[post.shift];
        Kind {
            name: shift.name.zh.clone(),
            start: Some(shift.start),
            minutes: shift.paid_minutes,
        }
    });
    let people = (0..month.people.len()).map(|id| person(month, id, without));
    Model {
        days: month.days.len(),
        kinds: kinds.collect(),
        people: people.collect(),
        demands: demands(month, without),
    }
}

/// The posts that count for a need.
fn counted(month: &Month, need: &super::month::Need) -> KindSet {
    KindSet::of(all(month).filter(|post| month.counts(need, *post)))
}

fn all(month: &Month) -> impl Iterator<Item = KindId> {
    (0..).take(month.posts.len())
}

fn demands(month: &Month, without: &Without) -> Vec<Demand> {
    let weights = &month.weights;
    let mut demands = Vec::new();
    for (id, need) in month.needs.iter().enumerate() {
        let kinds = counted(month, need);
        let mut add = |preferred: u32, under: u32, over: u32| {
            demands.push(Demand {
                day: need.day,
                kinds,
                people: None,
                preferred,
                under,
                over,
                min: None,
                max: None,
            });
        };
        let kept = !without.items.contains(&Item::Need(id));
        if without.hard_only {
            if kept && need.min > 0 {
                add(need.min, 1, 0);
            }
            if let Some(max) = need.max {
                add(max, 0, 1);
            }
            continue;
        }
        add(need.preferred, weights.short, weights.over);
        if kept && need.min > 0 {
            add(need.min, weights.open, 0);
        }
        if let Some(max) = need.max {
            add(max, 0, weights.open);
        }
    }
    demands
}

fn person(month: &Month, id: usize, without: &Without) -> Person {
    let member = &month.people[id];
    let mut can = KindSet::of(all(month).filter(|p| month.may_work(member, *p)));
    for lock in &member.locks {
        for post in &lock.posts {
            can.insert(*post);
        }
    }
    let days = (0..month.days.len()).map(|day| day_rule(month, id, day, can, without));
    let limit = |value: Option<u32>, rule: HardRule| {
        value
            .filter(|_| without.keeps(id, rule))
            .map(|n| u16::try_from(n).unwrap_or(u16::MAX))
    };
    let limits = &member.limits;
    Person {
        name: member.name.clone(),
        can,
        days: days.collect(),
        forbidden_next: forbidden_next(month, member, id, without),
        work: Stretch {
            min: limit(limits.min_run, HardRule::MinRun).unwrap_or(0),
            max: limit(limits.max_run, HardRule::MaxRun),
        },
        rest: Stretch {
            min: limit(limits.min_rest_run, HardRule::MinRestRun).unwrap_or(0),
            max: limit(limits.max_rest_run, HardRule::MaxRestRun),
        },
        history: history(member),
        counters: counters(month, member, id, without),
        requests: if without.hard_only {
            Vec::new()
        } else {
            requests(month, member, id, can)
        },
    }
}

fn day_rule(month: &Month, id: usize, day: usize, can: KindSet, without: &Without) -> DayRule {
    let member = &month.people[id];
    if !member.employed.contains(&day) {
        return DayRule::Off;
    }
    let lock = member.locks.iter().position(|l| l.day == day);
    if let Some(at) = lock
        && !without.items.contains(&Item::Lock {
            person: id,
            lock: at,
        })
    {
        let posts = &member.locks[at].posts;
        return if posts.is_empty() {
            DayRule::Off
        } else {
            DayRule::Must(KindSet::of(posts.iter().copied()))
        };
    }
    let away = member.leave.iter().enumerate().any(|(at, leave)| {
        leave.standing.holds()
            && leave.days.contains(&day)
            && !without.items.contains(&Item::Leave {
                person: id,
                leave: at,
            })
    });
    if away {
        return DayRule::Off;
    }
    let open = KindSet::of(can.iter().filter(|p| month.runs(day, month.post(*p).shift)));
    if open == can {
        DayRule::Free
    } else if open.is_empty() {
        DayRule::Off
    } else {
        DayRule::Only(open)
    }
}

/// Too short a rest, and successions the config forbids.
fn forbidden_next(month: &Month, member: &Member, id: usize, without: &Without) -> Vec<KindSet> {
    let rest = member
        .limits
        .rest_hours
        .filter(|_| without.keeps(id, HardRule::Rest))
        .map_or(0, |hours| hours * 60);
    let forbidden = without.keeps(id, HardRule::Forbidden);
    let bad = |before: KindId, after: KindId| {
        let (a, b) = (month.shift_of(before), month.shift_of(after));
        let gap = 1440 + i64::from(b.start) - i64::from(a.end);
        let pair = (month.post(before).shift, month.post(after).shift);
        gap < i64::from(rest) || (forbidden && month.forbidden.contains(&pair))
    };
    all(month)
        .map(|before| KindSet::of(all(month).filter(|after| bad(before, *after))))
        .collect()
}

fn history(member: &Member) -> History {
    let tail = &member.past.tail;
    let Some(last) = tail.last() else {
        return History::Open;
    };
    let run = tail
        .iter()
        .rev()
        .take_while(|d| d.is_some() == last.is_some());
    let days = u16::try_from(run.count()).unwrap_or(u16::MAX);
    match last {
        Some(last) => History::Worked { days, last: *last },
        None => History::Off { days },
    }
}

fn counters(month: &Month, member: &Member, id: usize, without: &Without) -> Vec<Counter> {
    let (days, kinds) = (month.days.len(), month.posts.len());
    let mut counters = Vec::new();
    let mut add = |rule, measure, spans, (min, max): (Option<u32>, Option<u32>), cost: Curve| {
        if min.is_some() || max.is_some() || !cost.is_flat() {
            counters.push(Counter {
                rule,
                measure,
                spans,
                min,
                max,
                cost,
            });
        }
    };
    let month_long = || vec![(0, days)];
    let sum = |by_kind: Vec<u32>| Measure::Sum {
        by_kind,
        on_day: Vec::new(),
    };
    let soft = |(from, to): (u32, u32), weight: u32| {
        if without.hard_only || weight == 0 {
            return Curve::default();
        }
        Curve {
            below: vec![(from, weight)],
            // Steeper further away, so that nobody carries it all.
            above: vec![(to, weight), (to + 2, weight)],
        }
    };
    let (share, weights) = (&member.share, &month.weights);
    let most = most_days(month, member, id, without);
    add(
        Rule::Workdays,
        sum(vec![1; kinds]),
        month_long(),
        (None, most),
        soft(share.days, weights.days),
    );
    add(
        Rule::Share("burden".to_owned()),
        Measure::Points {
            by_kind: all(month).map(|p| month.shift_of(p).points).collect(),
            by_day: (0..days).map(|d| month.day_points(d)).collect(),
        },
        month_long(),
        (None, None),
        soft(share.points, weights.fairness),
    );
    let hours = |limit: Option<u32>| {
        limit
            .filter(|_| without.keeps(id, HardRule::Hours))
            .map(|hours| hours * 60)
    };
    let minutes = sum(all(month).map(|p| month.shift_of(p).paid_minutes).collect());
    let least = hours(member.limits.min_hours).map(|m| in_part(month, member, m));
    let limits = (least, hours(member.limits.max_hours));
    add(
        Rule::Minutes,
        minutes,
        month_long(),
        limits,
        Curve::default(),
    );
    if without.keeps(id, HardRule::MaxShifts) {
        for (shift, max) in &member.max_shifts {
            let of = |p: KindId| u32::from(month.post(p).shift == *shift);
            let post = month.posts_of(*shift).next().unwrap_or(0);
            let measure = sum(all(month).map(of).collect());
            let limit = (None, Some(*max));
            add(
                Rule::Shifts(post),
                measure,
                month_long(),
                limit,
                Curve::default(),
            );
        }
    }
    if let Some(max) = member.limits.max_weekends
        && without.keeps(id, HardRule::Weekends)
    {
        let pairs = Measure::Weekends(weekends(month));
        add(
            Rule::Weekends,
            pairs,
            month_long(),
            (None, Some(max)),
            Curve::default(),
        );
    }
    if without.keeps(id, HardRule::DaysOffWeek) {
        for (week, max) in weekly(month, member) {
            let spans = vec![(week.start, week.end)];
            add(
                Rule::Workdays,
                sum(vec![1; kinds]),
                spans,
                (None, Some(max)),
                Curve::default(),
            );
        }
    }
    counters
}

/// The most working days that days off and the staff table leave.
fn most_days(month: &Month, member: &Member, id: usize, without: &Without) -> Option<u32> {
    let present = share::present_days(member);
    let off = member
        .limits
        .days_off
        .filter(|_| without.keeps(id, HardRule::DaysOff))
        .map(|_| present.saturating_sub(share::days_off_due(month, member)));
    let own = member
        .max_days
        .filter(|_| without.keeps(id, HardRule::MaxDays));
    off.into_iter().chain(own).min()
}

/// In proportion to the days present, for a part of a month.
pub fn in_part(month: &Month, member: &Member, minutes: u32) -> u32 {
    let whole = crate::base::Period::month_of(month.period.from);
    let length = u32::try_from(whole.iter_days().count()).unwrap_or(30);
    minutes * share::present_days(member) / length
}

/// Saturday and Sunday of each weekend, as far as they lie in the period.
pub fn weekends(month: &Month) -> Vec<(usize, usize)> {
    use chrono::{Datelike, Weekday};
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (i, day) in month.days.iter().enumerate() {
        match (day.date.weekday(), pairs.last_mut()) {
            (Weekday::Sun, Some(last)) if last.0 + 1 == i => last.1 = i,
            (Weekday::Sat | Weekday::Sun, _) => pairs.push((i, i)),
            _ => {}
        }
    }
    pairs
}

/// Each week with the most days worked in it. A week that begins before the
/// period counts the days of the roster before it, where they are known.
pub fn weekly(month: &Month, member: &Member) -> Vec<(std::ops::Range<usize>, u32)> {
    let Some(off) = member.limits.days_off_week.filter(|n| *n > 0) else {
        return Vec::new();
    };
    let weeks = month.weeks().into_iter().map(|week| {
        let length = u32::try_from(week.len()).unwrap_or(7);
        let before = 7_u32.saturating_sub(length);
        let worked = match week.start {
            0 => {
                let days = member.past.tail.iter().rev();
                let days = days.take(usize::try_from(before).unwrap_or(0));
                u32::try_from(days.filter(|d| d.is_some()).count()).unwrap_or(0)
            }
            _ => 0,
        };
        (week, 7_u32.saturating_sub(off).saturating_sub(worked))
    });
    weeks
        .filter(|(week, max)| u32::try_from(week.len()).unwrap_or(7) > *max)
        .collect()
}

fn requests(month: &Month, member: &Member, id: usize, can: KindSet) -> Vec<Request> {
    let mut requests = Vec::new();
    let mut unwanted = |day: usize, duty: Option<KindId>, weight: u32| {
        if weight > 0 {
            requests.push(Request {
                day,
                duty,
                wanted: false,
                weight,
            });
        }
    };
    let weights = &month.weights;
    let duties = || can.iter().map(Some).chain([None]);
    for day in 0..month.days.len() {
        for duty in duties() {
            for wish in member.wishes.iter().filter(|w| w.day == day) {
                if !meets(month, wish, duty) {
                    unwanted(day, duty, weights.wish);
                }
            }
            let asked = member
                .leave
                .iter()
                .any(|l| !l.standing.holds() && l.days.contains(&day));
            if duty.is_some() && asked {
                unwanted(day, duty, weights.asked);
            }
            if duty.is_some_and(|post| month.as_deputy(member, post)) {
                unwanted(day, duty, weights.deputy);
            }
            if let Some(kept) = &month.kept
                && kept.of(id)[day] != duty
            {
                unwanted(day, duty, weights.change);
            }
        }
    }
    requests
}

/// Whether a duty is what a wish asks for.
fn meets(month: &Month, wish: &super::month::Wish, duty: Option<KindId>) -> bool {
    let speaks_of = match (wish.shift, duty) {
        (None, None) => true,
        (Some(shift), Some(post)) => month.post(post).shift == shift,
        _ => false,
    };
    speaks_of == wish.wanted
}
