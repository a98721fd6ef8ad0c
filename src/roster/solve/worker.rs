//! One of the two workers: what it does in a round, and what it hands over.

use super::Shared;
use crate::roster::bound::branch::Tree;
use crate::roster::bound::dive::{Depth, Dive, Effort};
use crate::roster::bound::{Generation, improve::Improver};
use crate::roster::engine::chain::Chain;
use crate::roster::engine::compile::Problem;
use crate::roster::engine::construct::Start;
use crate::roster::engine::state::State;
use crate::roster::model::Roster;
use fastrand::Rng;
use std::sync::atomic::{AtomicBool, Ordering};

/// Work of a round: about a tenth of a second on one idle core. The first
/// rounds are shorter, since a small model is done in no time.
const ROUND: u64 = 500_000_000;
const FIRST_ROUND: u64 = ROUND / 32;
/// Rounds of the first annealing, and of each one after it, where there is time
/// enough; and what part of a shorter time they take.
const FIRST_ANNEAL: u64 = 40;
const ANNEAL: u64 = 30;
const FIRST_PART: u64 = 3;
const PART: u64 = 4;
/// Rounds spent on improving several rosters at once, and on branching.
const IMPROVE: u64 = 12;
const BRANCH: u64 = 8;
/// Subgradient rounds before the master takes over.
const SUBGRADIENT: u32 = 150;
/// People whose rosters are improved together.
const TOGETHER: usize = 8;
/// Temperatures, in the weight of a typical wish: the first annealing, then
/// the ones from a dive or the best roster in turn; each falls to a tenth.
const FIRST_HEAT: f64 = 5.0;
const HEATS: [f64; 4] = [0.5, 1.0, 0.35, 1.5];
const COOLING: f64 = 0.1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Anneals,
    /// `sound`: everybody has a roster, so that there is something to prove.
    Proves {
        sound: bool,
    },
}

/// How long an annealing is, in cells: it has to be cold before time is over.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    first: u64,
    later: u64,
}

impl Pace {
    /// For so many rounds; `None` where there is no end.
    pub fn of(rounds: Option<u64>) -> Pace {
        let all = rounds.map_or(u64::MAX, |rounds| (0..rounds.min(1_000)).map(length).sum());
        Pace {
            first: (all / FIRST_PART).min(FIRST_ANNEAL * ROUND),
            later: (all / PART).min(ANNEAL * ROUND),
        }
    }

    /// Whether an annealing had to be cut to the time there is.
    fn is_short(self) -> bool {
        self.later < ANNEAL * ROUND
    }
}

/// The work of one round.
fn length(round: u64) -> u64 {
    (FIRST_ROUND << (round / 2).min(8)).min(ROUND)
}

/// What a worker is at.
enum Task {
    /// From `heat` down, over the work between two marks.
    Anneal {
        heat: f64,
        from: u64,
        to: u64,
    },
    Improve {
        to: u64,
    },
    Bound,
    Dive(Dive),
    Branch {
        to: u64,
    },
}

pub struct Worker {
    role: Role,
    task: Task,
    chain: Chain,
    improver: Improver,
    generation: Option<Generation>,
    tree: Option<Tree>,
    rng: Rng,
    people: Vec<usize>,
    /// The weight of a typical wish.
    unit: f64,
    pace: Pace,
    cycle: usize,
    bound: Option<i64>,
    found: Option<(u64, Roster)>,
    seen: u64,
    /// Improving did not help lately: it waits for so many cycles.
    patience: (u32, u32),
}

impl Worker {
    pub fn new(problem: &Problem<'_>, start: &Start, seed: u64, role: Role, pace: Pace) -> Worker {
        let unit = typical(problem);
        let anneal = Task::Anneal {
            heat: FIRST_HEAT * unit,
            from: 0,
            to: pace.first,
        };
        let generation = match role {
            Role::Proves { sound: true } => Generation::new(problem),
            _ => None,
        };
        Worker {
            role,
            task: if generation.is_some() {
                Task::Bound
            } else {
                anneal
            },
            chain: Chain::new(problem, start.state.clone(), start.possible.clone(), seed),
            improver: Improver::new(problem),
            generation,
            tree: None,
            rng: Rng::with_seed(seed.wrapping_add(1)),
            people: start.possible.clone(),
            unit,
            pace,
            cycle: 0,
            bound: None,
            found: None,
            seen: 0,
            patience: (0, 0),
        }
    }

    /// Whether this worker's best roster is the optimum by its own bound.
    pub fn has_proved(&self) -> bool {
        self.bound.is_some_and(|b| b >= self.chain.best_cost)
    }

    fn work(&self) -> u64 {
        self.chain.scratch.work
            + self.improver.work()
            + self.generation.as_ref().map_or(0, Generation::work)
            + self.tree.as_ref().map_or(0, Tree::work)
    }

    /// One round of work, less where `over` says so.
    pub fn round(
        &mut self,
        problem: &Problem<'_>,
        shared: &Shared,
        over: &(dyn Fn() -> bool + Sync),
        proved: &AtomicBool,
    ) {
        if shared.cost < self.chain.best_cost {
            self.chain.best_cost = shared.cost;
            self.chain.best.clone_from(&shared.best);
        }
        if let Some(prices) = &shared.prices {
            self.improver.prices.clone_from(prices);
        }
        let end = self.work() + length(shared.rounds);
        while self.work() < end && !over() && !proved.load(Ordering::Relaxed) {
            if self.has_proved() {
                proved.store(true, Ordering::Relaxed);
                return;
            }
            let before = self.work();
            self.some(problem, shared, over);
            if self.work() == before {
                // Nothing to do for this worker is not an endless loop.
                return;
            }
        }
    }

    /// A small piece of the task; the next task where it is done.
    fn some(&mut self, problem: &Problem<'_>, shared: &Shared, over: &(dyn Fn() -> bool + Sync)) {
        let now = self.work();
        match &mut self.task {
            Task::Anneal { heat, from, to } => {
                let part = (now - *from) as f64 / (*to - *from).max(1) as f64;
                let temperature = *heat * COOLING.powf(part.min(1.0));
                for _ in 0..8 {
                    self.chain.step(problem, temperature);
                }
                if now >= *to {
                    self.after_annealing(now);
                }
            }
            Task::Improve { to } => {
                let done = now >= *to;
                self.improve(problem);
                if done {
                    self.after_improving(problem, shared);
                }
            }
            Task::Bound => self.prove(problem),
            Task::Dive(dive) => {
                let Some(generation) = &mut self.generation else {
                    return;
                };
                match generation.dive_step(problem, &mut self.rng, dive) {
                    Depth::Going => {}
                    Depth::Found(rosters) => {
                        let mut roster = self.chain.best.clone();
                        for (&p, duties) in generation.people.iter().zip(&rosters) {
                            roster.of_mut(p).copy_from_slice(duties);
                        }
                        self.found = Some((self.cycle as u64 + 1, roster.clone()));
                        self.anneal_from(problem, &roster);
                    }
                    Depth::GivenUp => {
                        let best = self.chain.best.clone();
                        self.anneal_from(problem, &best);
                    }
                }
            }
            Task::Branch { to } => {
                let done = now >= *to;
                if let Some(tree) = &mut self.tree {
                    let best = self.chain.best_cost;
                    let found = tree.step(problem, best, &self.chain.best, ROUND, over);
                    let bound = tree.bound(best);
                    self.bound = self.bound.max(Some(bound));
                    if let Some(roster) = found {
                        self.chain.jump(State::of(problem, &roster));
                    }
                }
                if done {
                    self.dive_or_anneal(problem, shared);
                }
            }
        }
    }

    fn heat(&mut self) -> f64 {
        self.cycle += 1;
        HEATS[self.cycle % HEATS.len()] * self.unit
    }

    fn anneal_from(&mut self, problem: &Problem<'_>, roster: &Roster) {
        self.chain.jump(State::of(problem, roster));
        let (heat, from) = (self.heat(), self.work());
        self.task = Task::Anneal {
            heat,
            from,
            to: from + self.pace.later,
        };
    }

    fn after_annealing(&mut self, now: u64) {
        // Long horizons are left to annealing, so is a roster that nobody can be
        // taken out of, and so are short times: one improving takes longer.
        if self.people.len() < 2 || self.patience.1 > 0 || self.pace.is_short() {
            self.patience.1 = self.patience.1.saturating_sub(1);
            self.task = Task::Improve { to: 0 };
            return;
        }
        self.task = Task::Improve {
            to: now + IMPROVE * ROUND,
        };
    }

    fn improve(&mut self, problem: &Problem<'_>) {
        if matches!(self.task, Task::Improve { to: 0 }) || !problem.whole() {
            if let Task::Improve { to } = &mut self.task {
                *to = 0;
            }
            return;
        }
        let mut people = self.people.clone();
        self.rng.shuffle(&mut people);
        people.truncate(TOGETHER);
        let mut state = State::of(problem, &self.chain.best);
        if self
            .improver
            .improve(problem, &mut state, &people, &mut self.rng)
        {
            self.patience.0 = 0;
        }
        self.chain.jump(state);
    }

    fn after_improving(&mut self, problem: &Problem<'_>, shared: &Shared) {
        if !matches!(self.task, Task::Improve { to: 0 }) {
            // Each time in vain doubles the wait.
            self.patience.0 = (self.patience.0 * 2 + 1).min(15);
            self.patience.1 = self.patience.0 / 2;
        }
        match (&self.generation, self.role) {
            (Some(generation), _) if generation.done => {
                self.task = Task::Branch {
                    to: self.work() + BRANCH * ROUND,
                };
            }
            _ => self.dive_or_anneal(problem, shared),
        }
    }

    fn dive_or_anneal(&mut self, problem: &Problem<'_>, shared: &Shared) {
        if let Some(generation) = self
            .generation
            .as_ref()
            .filter(|g| g.done && g.columns() > 0)
        {
            let effort = Effort {
                candidates: 1,
                rounds: 3,
            };
            self.task = Task::Dive(generation.start_dive(effort, f64::INFINITY));
            return;
        }
        let fresh = shared.seed.as_ref().filter(|(id, _)| *id > self.seen);
        let from = match fresh {
            Some((id, roster)) => {
                self.seen = *id;
                roster.clone()
            }
            None => self.chain.best.clone(),
        };
        self.anneal_from(problem, &from);
    }

    /// A round of the bound; what to do next when there is nothing more in it.
    fn prove(&mut self, problem: &Problem<'_>) {
        let Some(generation) = &mut self.generation else {
            return;
        };
        if generation.columns() == 0 {
            generation.begin(problem, |p| self.chain.best.of(p));
        }
        if generation.rounds < SUBGRADIENT {
            generation.subgradient(problem, self.chain.best_cost);
        } else {
            generation.round(problem);
        }
        if generation.rounds > 0 && generation.bound > i64::MIN {
            self.bound = self.bound.max(Some(generation.bound));
        }
        if generation.done {
            self.task = if generation.has_mixture() {
                // A small gap may be closed at once.
                self.tree = Some(Tree::new(generation));
                Task::Branch {
                    to: self.work() + BRANCH * ROUND,
                }
            } else {
                self.generation = None;
                let from = self.work();
                Task::Anneal {
                    heat: FIRST_HEAT * self.unit,
                    from,
                    to: from + self.pace.first,
                }
            };
        }
    }

    /// Tells the others what the round brought.
    pub fn hand_over(&mut self, shared: &mut Shared) {
        // Of two optima the prover's counts: how far the other came before it
        // heard of the proof is a matter of time.
        if self.chain.best_cost < shared.cost || self.has_proved() {
            shared.cost = self.chain.best_cost;
            shared.best.clone_from(&self.chain.best);
        }
        shared.bound = shared.bound.max(self.bound);
        if let Some(generation) = &self.generation {
            shared.prices = Some(generation.prices.clone());
        }
        if self.found.is_some() {
            shared.seed = self.found.take();
        }
    }
}

/// The weight of a typical wish: the mean of the requests' weights, else of what
/// is shared out fairly, else of the lightest weights of the demands.
fn typical(problem: &Problem<'_>) -> f64 {
    let mean = |weights: &mut dyn Iterator<Item = u32>| {
        let (sum, n) = weights
            .filter(|w| *w > 0)
            .fold((0.0, 0.0), |(s, n), w| (s + f64::from(w), n + 1.0));
        (n > 0.0).then(|| sum / n)
    };
    let people = &problem.model.people;
    mean(
        &mut people
            .iter()
            .flat_map(|p| p.requests.iter().map(|r| r.weight)),
    )
    .or_else(|| {
        let curves = people
            .iter()
            .flat_map(|p| p.counters.iter().map(|c| &c.cost));
        mean(&mut curves.flat_map(|c| c.below.iter().chain(&c.above).map(|(_, w)| *w)))
    })
    .or_else(|| mean(&mut problem.model.demands.iter().map(|d| d.over)))
    .or_else(|| mean(&mut problem.model.demands.iter().map(|d| d.under)))
    .unwrap_or(1.0)
}
