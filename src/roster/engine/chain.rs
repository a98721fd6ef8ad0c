//! One chain of annealed ruin and recreate: a few people are taken out, and
//! each one's whole roster is rebuilt as the cheapest against the cover that
//! the others leave open.

use super::compile::Problem;
use super::layout::LIMIT;
use super::path::Scratch;
use super::state::State;
use crate::roster::model::{Duty, Roster};
use fastrand::Rng;

/// Prices are refined by this, so that noise below one unit breaks ties.
const SCALE: i32 = 8;

pub struct Chain {
    pub state: State,
    pub best: Roster,
    pub best_cost: i64,
    rng: Rng,
    pub scratch: Scratch,
    costs: Vec<i32>,
    saved: Vec<Vec<Duty>>,
    duties: Vec<Duty>,
    pub iterations: u64,
}

impl Chain {
    pub fn new(start: State, seed: u64) -> Chain {
        Chain {
            best: start.roster.clone(),
            best_cost: start.cost,
            state: start,
            rng: Rng::with_seed(seed),
            scratch: Scratch::default(),
            costs: Vec::new(),
            saved: Vec::new(),
            duties: Vec::new(),
            iterations: 0,
        }
    }

    /// One ruin and recreate at a temperature.
    pub fn step(&mut self, problem: &Problem<'_>, temperature: f64) {
        self.iterations += 1;
        let people = self.choose(problem);
        let before = self.state.cost;
        self.saved.clear();
        for &p in &people {
            self.saved.push(self.state.roster.of(p).to_vec());
            self.state.take(problem, p);
        }
        let noise = match self.rng.u32(0..4) {
            0 => 0,
            1 | 2 => SCALE - 1,
            _ => 3 * SCALE,
        };
        for &p in &people {
            self.rebuild(problem, p, noise);
        }
        let delta = self.state.cost - before;
        let accept = delta <= 0 || self.rng.f64() < (-(delta as f64) / temperature).exp();
        if !accept {
            for (&p, old) in people.iter().zip(&self.saved) {
                self.state.take(problem, p);
                self.state.put(problem, p, old);
            }
        } else if self.state.cost < self.best_cost {
            self.best_cost = self.state.cost;
            self.best.clone_from(&self.state.roster);
        }
    }

    fn choose(&mut self, problem: &Problem<'_>) -> Vec<usize> {
        let all = problem.plans.len();
        let count = (2 + self.rng.usize(0..3)).min(all);
        let mut people = Vec::with_capacity(count);
        while people.len() < count {
            let p = self.rng.usize(0..all);
            if !people.contains(&p) {
                people.push(p);
            }
        }
        people
    }

    pub fn rebuild(&mut self, problem: &Problem<'_>, person: usize, noise: i32) {
        let plan = &problem.plans[person];
        self.state.prices(problem, person, (0, problem.days), SCALE, &mut self.costs);
        if noise > 0 {
            for cost in self.costs.iter_mut().filter(|c| **c < LIMIT) {
                *cost += self.rng.i32(0..=noise);
            }
        }
        self.duties.clear();
        self.duties.extend_from_slice(self.state.roster.of(person));
        let layout = &plan.full;
        State::best_response(problem, person, layout, (&self.costs, SCALE), &mut self.duties, &mut self.scratch);
        self.state.put(problem, person, &self.duties);
    }
}
