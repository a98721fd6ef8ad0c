//! A roster in the making, its cover counted, and what one more duty would cost.

use super::compile::Problem;
use super::layout::{LIMIT, Layout};
use super::path::{Query, Scratch};
use crate::roster::model::{Duty, Roster};

#[derive(Clone)]
pub struct State {
    pub roster: Roster,
    present: Vec<i32>,
    own: Vec<i64>,
    pub cost: i64,
}

impl State {
    /// Everybody off, and nobody counted.
    pub fn new(problem: &Problem<'_>) -> State {
        let people = problem.plans.len();
        State {
            roster: Roster::new(people, problem.days),
            present: vec![0; problem.targets.len()],
            own: vec![0; people],
            cost: problem.targets.iter().map(|t| t.cost(0)).sum(),
        }
    }

    pub fn of(problem: &Problem<'_>, roster: &Roster) -> State {
        let mut state = State::new(problem);
        for person in 0..problem.plans.len() {
            state.put(problem, person, roster.of(person));
        }
        state
    }

    /// What each target needs beyond those who are counted.
    pub fn needs(&self, problem: &Problem<'_>) -> Vec<i32> {
        problem
            .targets
            .iter()
            .zip(&self.present)
            .map(|(t, n)| t.target - n)
            .collect()
    }

    pub fn present(&self, target: usize) -> i32 {
        self.present[target]
    }

    /// Takes a person's duties out of the cover; their cells stay as they were.
    pub fn take(&mut self, problem: &Problem<'_>, person: usize) {
        self.cost -= self.own[person];
        self.own[person] = 0;
        self.count(problem, person, -1);
    }

    pub fn put(&mut self, problem: &Problem<'_>, person: usize, duties: &[Duty]) {
        self.roster.of_mut(person).copy_from_slice(duties);
        self.own[person] = problem.own_cost(person, duties);
        self.cost += self.own[person];
        self.count(problem, person, 1);
    }

    /// Exchanges two people's duties of some days, where both may have them and
    /// `accept` takes the difference in cost; false where all stays as it was.
    /// Everybody counts for the same demands (`Problem::all_count_alike`).
    pub fn exchange(
        &mut self,
        problem: &Problem<'_>,
        two: [usize; 2],
        (from, to): (usize, usize),
        accept: impl FnOnce(i64) -> bool,
    ) -> bool {
        if self.roster.of(two[0])[from..to] == self.roster.of(two[1])[from..to] {
            return false;
        }
        self.roster.exchange(two, (from, to));
        let mut own = [0; 2];
        for (own, p) in own.iter_mut().zip(two) {
            let duties = self.roster.of(p);
            if !problem.allows(p, duties, (from, to)) {
                self.roster.exchange(two, (from, to));
                return false;
            }
            *own = problem.own_cost(p, duties);
        }
        let delta = own[0] + own[1] - self.own[two[0]] - self.own[two[1]];
        if !accept(delta) {
            self.roster.exchange(two, (from, to));
            return false;
        }
        self.cost += delta;
        for (own, p) in own.into_iter().zip(two) {
            self.own[p] = own;
        }
        true
    }

    fn count(&mut self, problem: &Problem<'_>, person: usize, by: i32) {
        for (day, duty) in self.roster.of(person).iter().enumerate() {
            let Some(kind) = *duty else { continue };
            for t in problem.counted(person, day, kind) {
                let target = &problem.targets[t];
                self.cost -= target.cost(self.present[t]);
                self.present[t] += by;
                self.cost += target.cost(self.present[t]);
            }
        }
    }

    /// What each duty of a person who is taken out would add, on the days
    /// `from..to`, times `scale`.
    pub fn prices(
        &self,
        problem: &Problem<'_>,
        person: usize,
        (from, to): (usize, usize),
        scale: i32,
        costs: &mut Vec<i32>,
    ) {
        let base = &problem.plans[person].base;
        let width = problem.kinds + 1;
        costs.clear();
        costs.resize(problem.days * width, 0);
        for day in from..to {
            for kind in 0..problem.kinds {
                let at = day * width + kind;
                if base[at] >= LIMIT {
                    costs[at] = base[at];
                    continue;
                }
                let id = u8::try_from(kind).unwrap_or(u8::MAX);
                let cover: i32 = problem
                    .counted(person, day, id)
                    .map(|t| {
                        let target = &problem.targets[t];
                        if self.present[t] < target.target {
                            -target.under
                        } else {
                            target.over
                        }
                    })
                    .sum();
                costs[at] = (base[at] + cover) * scale;
            }
            let off = day * width + problem.kinds;
            costs[off] = if base[off] >= LIMIT {
                base[off]
            } else {
                base[off] * scale
            };
        }
    }

    /// The cheapest duties of a person on the days of `layout` against `costs`,
    /// the other days kept; false where there are none.
    pub fn best_response(
        problem: &Problem<'_>,
        person: usize,
        layout: &Layout,
        (costs, scale): (&[i32], i32),
        duties: &mut [Duty],
        scratch: &mut Scratch,
    ) -> Option<i32> {
        let plan = &problem.plans[person];
        let exits = (layout.to < problem.days).then(|| problem.exits(person, duties, layout.to));
        let start = if layout.from == 0 {
            plan.automaton.start_node()
        } else {
            Some(problem.entry(person, duties, layout.from)?)
        };
        let query = Query {
            automaton: &plan.automaton,
            ways: &plan.ways,
            layout,
            costs,
            kinds: problem.kinds,
            scale,
            start,
            exit: exits.as_deref(),
        };
        query.solve(scratch, &mut duties[layout.from..layout.to])
    }
}
