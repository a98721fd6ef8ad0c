//! Turns on top of the shifts: the cleaning rota 值日 (R10) and on-call nights
//! (R1), shared out by the same engine once the shifts are settled.

use super::made::Turn;
use super::model::{
    Counter, Curve, DayRule, Demand, History, Kind, KindSet, Measure, Model, Person, Roster, Rule,
    Stretch,
};
use super::month::{Member, Month, Rota};
use super::solve::{Limits, solve};
use crate::base::Problem as Failure;
use crate::policy::roster::Among;
use std::sync::atomic::AtomicBool;

/// Rounds of the engine: the model has one kind and no order of duties.
const ROUNDS: u64 = 6;
/// A turn nobody takes, against the fair share of one more turn.
const OPEN: u32 = 1_000;

/// Everybody's turns, by rota and day. A turn that nobody can take stands there
/// without a person.
///
/// # Errors
/// As [`solve`].
pub fn take(month: &Month, roster: &Roster, seed: u64) -> Result<Vec<Turn>, Failure> {
    let mut turns = Vec::new();
    for (id, rota) in month.rotas.iter().enumerate() {
        let model = model(month, roster, rota);
        let stop = AtomicBool::new(false);
        let solution = solve(&model, seed, Limits::rounds(ROUNDS), &stop, &mut |_| {})?;
        let mut taken = solution.roster;
        level(&model, &mut taken);
        for (day, heads) in rota.heads.iter().enumerate() {
            let takers = (0..month.people.len()).filter(|p| taken.of(*p)[day].is_some());
            let takers: Vec<usize> = takers.collect();
            for n in 0..usize::try_from(*heads).unwrap_or(0) {
                turns.push(Turn {
                    rota: id,
                    day,
                    person: takers.get(n).copied(),
                });
            }
        }
    }
    Ok(turns)
}

/// Somebody passes the turn of a day on.
struct Pass {
    from: usize,
    to: usize,
    day: usize,
}

/// Passes turns on, from one person to the next and so on to a last one, as long
/// as the shares come nearer to what is fair. The search rebuilds one person at a
/// time, and where every turn must be taken a person alone can give nothing away;
/// what is left here is a flow with a convex cost a person, and without such a
/// chain it has none that is better.
fn level(model: &Model, taken: &mut Roster) {
    let people = model.people.len();
    let cost = |id: usize, turns: u32| -> i64 {
        let counter = &model.people[id].counters[0];
        if counter.max.is_some_and(|max| turns > max) {
            return i64::from(OPEN);
        }
        counter.cost.cost(turns)
    };
    let turns = |taken: &Roster, id: usize| -> u32 {
        u32::try_from(taken.of(id).iter().flatten().count()).unwrap_or(u32::MAX)
    };
    loop {
        let mut best: Option<(i64, Vec<Pass>)> = None;
        for giver in (0..people).filter(|id| turns(taken, *id) > 0) {
            let have = turns(taken, giver);
            let saved = cost(giver, have) - cost(giver, have - 1);
            for (taker, chain) in chains(model, taken, giver) {
                let own = turns(taken, taker);
                let gain = saved + cost(taker, own) - cost(taker, own + 1);
                if gain > best.as_ref().map_or(0, |(gain, _)| *gain) {
                    best = Some((gain, chain));
                }
            }
        }
        let Some((_, chain)) = best else { return };
        for Pass { from, to, day } in chain {
            taken.of_mut(to)[day] = taken.of_mut(from)[day].take();
        }
    }
}

/// The shortest chain from a person to each other one: who gives whom the turn of
/// which day. Nobody stands in a chain twice, so its turns can all be passed on.
fn chains(model: &Model, taken: &Roster, giver: usize) -> Vec<(usize, Vec<Pass>)> {
    let people = model.people.len();
    let mut came: Vec<Option<(usize, usize)>> = vec![None; people];
    let mut order = vec![giver];
    let mut next = 0;
    while let Some(from) = order.get(next).copied() {
        next += 1;
        for to in (0..people).filter(|id| *id != giver) {
            if came[to].is_some() {
                continue;
            }
            let passes = |day: &usize| {
                taken.of(from)[*day].is_some()
                    && taken.of(to)[*day].is_none()
                    && model.people[to].days[*day] == DayRule::Free
            };
            if let Some(day) = (0..model.days).find(passes) {
                came[to] = Some((from, day));
                order.push(to);
            }
        }
    }
    order[1..]
        .iter()
        .map(|taker| {
            let mut chain = Vec::new();
            let mut at = *taker;
            while let Some((from, day)) = came[at] {
                chain.push(Pass { from, to: at, day });
                at = from;
            }
            (*taker, chain)
        })
        .collect()
}

/// Whether a person may take a turn of the rota on a day.
pub fn may_take(month: &Month, roster: &Roster, rota: &Rota, id: usize, day: usize) -> bool {
    let member = &month.people[id];
    rota.heads[day] > 0
        && takes_part(member, rota)
        && member.employed.contains(&day)
        && member.on_leave(day).is_none()
        && (rota.among == Among::Present || roster.of(id)[day].is_some())
}

fn takes_part(member: &Member, rota: &Rota) -> bool {
    rota.roles.is_empty() || rota.roles.iter().any(|r| member.has(r))
}

fn model(month: &Month, roster: &Roster, rota: &Rota) -> Model {
    let days = month.days.len();
    let here = |id: usize| {
        let days = 0..days;
        days.filter(|d| may_take(month, roster, rota, id, *d))
            .count()
    };
    let here: Vec<u64> = (0..month.people.len())
        .map(|id| u64::try_from(here(id)).unwrap_or(0))
        .collect();
    let total: u64 = rota.heads.iter().map(|h| u64::from(*h)).sum();
    let able = here.iter().sum::<u64>().max(1);
    let person = |(id, member): (usize, &Member)| {
        let rule = |day| {
            if may_take(month, roster, rota, id, day) {
                DayRule::Free
            } else {
                DayRule::Off
            }
        };
        // In proportion to the days on which a turn could be taken.
        let share = u32::try_from(total * here[id] / able).unwrap_or(u32::MAX);
        let max = rota.max.into_iter().chain(member.max_turns).min();
        Person {
            name: member.name.clone(),
            can: KindSet::first(1),
            days: (0..days).map(rule).collect(),
            forbidden_next: vec![KindSet::NONE],
            work: Stretch::default(),
            rest: Stretch::default(),
            history: History::Open,
            counters: vec![Counter {
                rule: Rule::Share("turns".to_owned()),
                measure: Measure::Sum {
                    by_kind: vec![1],
                    on_day: Vec::new(),
                },
                spans: vec![(0, days)],
                min: None,
                max,
                cost: Curve {
                    below: vec![(share, 1)],
                    above: vec![(share + 1, 1), (share + 2, 2)],
                },
            }],
            requests: Vec::new(),
        }
    };
    let demand = |(day, heads): (usize, &u32)| Demand {
        day,
        kinds: KindSet::first(1),
        people: None,
        preferred: *heads,
        under: OPEN,
        over: OPEN,
        min: None,
        max: None,
    };
    Model {
        days,
        kinds: vec![Kind {
            name: rota.name.zh.clone(),
            start: None,
            minutes: 0,
        }],
        people: month.people.iter().enumerate().map(person).collect(),
        demands: rota.heads.iter().enumerate().map(demand).collect(),
    }
}
