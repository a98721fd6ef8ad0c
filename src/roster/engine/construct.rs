//! The first roster: one person after the other, each the cheapest against what
//! is still open.

use super::compile::Problem;
use super::layout::{LIMIT, Layout};
use super::path::Scratch;
use super::state::State;
use crate::roster::model::{Counter, Duty, Measure};

/// Tries at prices for counters that found no room in the labelling.
const TRIES: u32 = 80;

/// A roster in which everybody in `possible` keeps every hard rule of their own.
pub struct Start {
    pub state: State,
    /// The people who have a roster at all; the others' rules contradict each
    /// other, and they have the nearest there is.
    pub possible: Vec<usize>,
}

pub fn construct(problem: &Problem<'_>, scratch: &mut Scratch) -> Start {
    let mut state = State::new(problem);
    let mut possible = Vec::new();
    for person in 0..problem.plans.len() {
        let mut duties = vec![None; problem.days];
        if one(problem, person, &state, &mut duties, scratch) {
            possible.push(person);
        }
        state.put(problem, person, &duties);
    }
    Start { state, possible }
}

fn one(
    problem: &Problem<'_>,
    person: usize,
    state: &State,
    duties: &mut [Duty],
    scratch: &mut Scratch,
) -> bool {
    let plan = &problem.plans[person];
    let mut costs = Vec::new();
    state.prices(problem, person, (0, problem.days), 1, &mut costs);
    let mut solve = |layout: &Layout, costs: &[i32], duties: &mut [Duty]| {
        State::best_response(problem, person, layout, (costs, 1), duties, scratch).is_some()
    };
    if solve(&plan.full, &costs, duties) {
        if plan.full.dropped.is_empty() {
            return true;
        }
        // What found no room is paid for, ever more, until it holds.
        let mut dues: Vec<i32> = vec![0; plan.person.counters.len()];
        for _ in 0..TRIES {
            if problem.within_limits(person, duties) {
                return true;
            }
            let mut priced = costs.clone();
            for (due, counter) in dues.iter_mut().zip(&plan.person.counters) {
                *due += problem.excess(counter, duties).clamp(-20, 20) * 2;
                charge(problem, counter, *due, &mut priced);
            }
            if !solve(&plan.full, &priced, duties) {
                return false;
            }
        }
        return problem.within_limits(person, duties);
    }
    solve(&problem.softened(person), &costs, duties);
    false
}

/// Adds a price to every duty that a counter counts.
fn charge(problem: &Problem<'_>, counter: &Counter, due: i32, costs: &mut [i32]) {
    if due == 0 {
        return;
    }
    let width = problem.kinds + 1;
    for day in 0..problem.days {
        for kind in 0..problem.kinds {
            let counts = match &counter.measure {
                Measure::Sum { .. } | Measure::Points { .. } => {
                    counter
                        .measure
                        .amount(day, u8::try_from(kind).unwrap_or(u8::MAX))
                        > 0
                }
                Measure::Weekends(pairs) => pairs.iter().any(|&(a, b)| day == a || day == b),
            };
            let cost = &mut costs[day * width + kind];
            if counts && *cost < LIMIT {
                *cost = (*cost + due).clamp(-LIMIT / 512, LIMIT / 512);
            }
        }
    }
}
