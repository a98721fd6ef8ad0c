//! A large neighbourhood: several people at once are given the best rosters
//! that column generation and diving find together, the others kept. The bound
//! of the small problem says at once where nothing can be gained.

use super::Generation;
use super::dive::{Depth, Effort};
use super::dual::Pricer;
use crate::roster::engine::compile::Problem;
use crate::roster::engine::state::State;
use fastrand::Rng;

pub struct Improver {
    pricer: Option<Pricer>,
    /// Prices to begin with: those of the whole problem, once they are known.
    pub prices: Vec<f64>,
    /// Work done in the masters.
    work: u64,
}

/// Rounds of column generation for a small problem.
const ROUNDS: u32 = 60;
const DIVES: u32 = 2;
const EFFORT: Effort = Effort {
    candidates: 3,
    rounds: 3,
};

impl Improver {
    pub fn new(problem: &Problem<'_>) -> Improver {
        Improver {
            pricer: Pricer::new(problem),
            prices: vec![0.0; problem.targets.len()],
            work: 0,
        }
    }

    /// Work done so far, in cells looked at.
    pub fn work(&self) -> u64 {
        self.work + self.pricer.as_ref().map_or(0, |p| p.scratch.work)
    }

    /// Tries to do better for `people`; `state` changes where that costs no more.
    pub fn improve(
        &mut self,
        problem: &Problem<'_>,
        state: &mut State,
        people: &[usize],
        rng: &mut Rng,
    ) -> bool {
        let Some(pricer) = self.pricer.take() else {
            return false;
        };
        let before = state.cost;
        let old: Vec<_> = people
            .iter()
            .map(|&p| state.roster.of(p).to_vec())
            .collect();
        for &p in people {
            state.take(problem, p);
        }
        // What is already over cannot be undone by these people; it is part of
        // the needs, which may be negative.
        let needs = state.needs(problem);
        let rest = before - self.small_cost(problem, &needs, people, &old);
        let mut small = Generation::of(pricer, people.to_vec(), needs, self.prices.clone());
        small.begin(problem, |p| {
            people
                .iter()
                .position(|q| *q == p)
                .map_or(&[][..], |at| &old[at])
        });
        while !small.done && small.rounds < ROUNDS && rest + small.bound.max(0) < before {
            small.round(problem);
        }
        let mut best: Option<(i64, Vec<Vec<Option<u8>>>)> = None;
        if rest + small.bound.max(0) < before {
            'dives: for _ in 0..DIVES {
                let mut dive = small.start_dive(EFFORT, (before - rest) as f64 + 0.5);
                let found = loop {
                    match small.dive_step(problem, rng, &mut dive) {
                        Depth::Going => {}
                        Depth::Found(found) => break found,
                        Depth::GivenUp => continue 'dives,
                    }
                };
                for (&p, duties) in people.iter().zip(&found) {
                    state.put(problem, p, duties);
                }
                let cost = state.cost;
                for &p in people {
                    state.take(problem, p);
                }
                if best.as_ref().is_none_or(|b| cost < b.0) {
                    best = Some((cost, found));
                }
                if cost <= rest + small.bound {
                    break;
                }
            }
        }
        let chosen = best.filter(|b| b.0 <= before);
        let better = chosen.as_ref().is_some_and(|b| b.0 < before);
        let duties = chosen.map_or(old, |b| b.1);
        for (&p, duties) in people.iter().zip(&duties) {
            state.put(problem, p, duties);
        }
        let labelled = small.labelled();
        self.work += small.work() - labelled;
        self.pricer = Some(small.into_pricer());
        better
    }

    /// What the people's rosters cost together against the needs.
    fn small_cost(
        &self,
        problem: &Problem<'_>,
        needs: &[i32],
        people: &[usize],
        rosters: &[Vec<Option<u8>>],
    ) -> i64 {
        let mut left = needs.to_vec();
        let mut cost = 0;
        for (&p, duties) in people.iter().zip(rosters) {
            cost += problem.own_cost(p, duties);
            for (day, duty) in duties.iter().enumerate() {
                if let Some(kind) = *duty {
                    for t in problem.counted(p, day, kind) {
                        left[t] -= 1;
                    }
                }
            }
        }
        let gap = |(need, target): (&i32, &crate::roster::engine::compile::Target)| {
            target.cost(target.target - need)
        };
        cost + left.iter().zip(&problem.targets).map(gap).sum::<i64>()
    }
}
