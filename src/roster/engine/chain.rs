//! One chain of annealed ruin and recreate (Schrimpf et al. 2000; Kirkpatrick,
//! Gelatt and Vecchi 1983): a few people are taken out, and each one's whole
//! roster, or a window of it, is rebuilt as the cheapest against the cover that
//! the others leave open.

use super::compile::Problem;
use super::layout::{LIMIT, Layout};
use super::path::Scratch;
use super::state::State;
use crate::roster::model::{Duty, Roster};
use fastrand::Rng;

/// Prices are refined by this, so that noise below one unit breaks ties.
const SCALE: i32 = 8;
/// Days of a window, where rosters are too long to be rebuilt whole.
const WINDOW: usize = 21;
/// Exchanges tried between two ruins, and the most days of one.
const EXCHANGES: u32 = 100;
const EXCHANGED: usize = 7;
/// Cells of a labelling that take as long as a day of an exchange.
const EXCHANGE_WORK: u64 = 200;

pub struct Chain {
    pub state: State,
    pub best: Roster,
    pub best_cost: i64,
    pub scratch: Scratch,
    rng: Rng,
    /// The people who may be taken out.
    people: Vec<usize>,
    whole: bool,
    costs: Vec<i32>,
    saved: Vec<Vec<Duty>>,
    duties: Vec<Duty>,
}

/// Whom to take out, and on which days.
struct Ruin {
    people: Vec<usize>,
    days: (usize, usize),
}

impl Chain {
    pub fn new(problem: &Problem<'_>, start: State, people: Vec<usize>, seed: u64) -> Chain {
        Chain {
            best: start.roster.clone(),
            best_cost: start.cost,
            state: start,
            scratch: Scratch::default(),
            rng: Rng::with_seed(seed),
            people,
            whole: problem.whole(),
            costs: Vec::new(),
            saved: Vec::new(),
            duties: Vec::new(),
        }
    }

    /// Goes on from another roster; the best so far is kept.
    pub fn jump(&mut self, state: State) {
        self.state = state;
        self.keep_best();
    }

    fn keep_best(&mut self) {
        if self.state.cost < self.best_cost {
            self.best_cost = self.state.cost;
            self.best.clone_from(&self.state.roster);
        }
    }

    /// One ruin and recreate at a temperature, in penalty points.
    pub fn step(&mut self, problem: &Problem<'_>, temperature: f64) {
        if self.people.is_empty() {
            return;
        }
        if self.people.len() > 1 && problem.all_count_alike() {
            for _ in 0..EXCHANGES {
                self.exchange(problem, temperature);
            }
        }
        let ruin = self.choose(problem);
        let before = self.state.cost;
        self.saved.clear();
        for &p in &ruin.people {
            self.saved.push(self.state.roster.of(p).to_vec());
            self.state.take(problem, p);
        }
        let noise = match self.rng.u32(0..4) {
            0 => 0,
            1 | 2 => SCALE - 1,
            _ => 3 * SCALE,
        };
        for &p in &ruin.people {
            self.rebuild(problem, p, ruin.days, noise);
        }
        let delta = self.state.cost - before;
        if accepts(&mut self.rng, delta, temperature) {
            self.keep_best();
            return;
        }
        for (&p, old) in ruin.people.iter().zip(&self.saved) {
            self.state.take(problem, p);
            self.state.put(problem, p, old);
        }
    }

    /// Two people exchange their duties of a few days. The cover stays as it is,
    /// so that what is each one's own is set right far cheaper than by a labelling.
    fn exchange(&mut self, problem: &Problem<'_>, temperature: f64) {
        self.scratch.work += EXCHANGE_WORK * problem.days as u64;
        let all = self.people.len();
        let first = self.rng.usize(0..all);
        let second = (first + 1 + self.rng.usize(0..all - 1)) % all;
        let two = [self.people[first], self.people[second]];
        let from = self.rng.usize(0..problem.days);
        let to = (from + 1 + self.rng.usize(0..EXCHANGED)).min(problem.days);
        let rng = &mut self.rng;
        let accept = |delta: i64| accepts(rng, delta, temperature);
        if self.state.exchange(problem, two, (from, to), accept) {
            self.keep_best();
        }
    }

    fn choose(&mut self, problem: &Problem<'_>) -> Ruin {
        let days = if self.whole {
            (0, problem.days)
        } else {
            // A window may hang over either end, so that the ends get their share.
            let at = self.rng.usize(0..problem.days + WINDOW / 2);
            let from = at
                .saturating_sub(WINDOW / 2)
                .min(problem.days.saturating_sub(1));
            (from, (from + WINDOW).min(problem.days))
        };
        let mut people = Vec::new();
        let several = (2 + self.rng.usize(0..3)).min(self.people.len());
        match self.rng.u32(0..8) {
            0 | 1 => self.around_a_gap(problem, days, several, &mut people),
            2 => self.of_one_kind(days, several, &mut people),
            _ => {}
        }
        while people.len() < several {
            let p = self.people[self.rng.usize(0..self.people.len())];
            if !people.contains(&p) {
                people.push(p);
            }
        }
        Ruin { people, days }
    }

    /// One who could fill a demand that is short, or leave one that is over.
    fn around_a_gap(
        &mut self,
        problem: &Problem<'_>,
        (from, to): (usize, usize),
        several: usize,
        people: &mut Vec<usize>,
    ) {
        if problem.targets.is_empty() {
            return;
        }
        let all = problem.targets.len();
        let start = self.rng.usize(0..all);
        let gap = (0..all).map(|i| (start + i) % all).find(|&t| {
            let target = &problem.targets[t];
            (from..to).contains(&target.day) && target.cost(self.state.present(t)) > 0
        });
        let Some(t) = gap else { return };
        let short = self.state.present(t) < problem.targets[t].target;
        let day = problem.targets[t].day;
        for _ in 0..2 * several {
            let p = self.people[self.rng.usize(0..self.people.len())];
            let there = self.state.roster.of(p)[day]
                .is_some_and(|kind| problem.counted(p, day, kind).any(|c| c == t));
            if there != short
                && problem.targets[t].counts(p)
                && people.len() < several
                && !people.contains(&p)
            {
                people.push(p);
            }
        }
    }

    /// People who work the same kind on the same day.
    fn of_one_kind(&mut self, (from, to): (usize, usize), several: usize, people: &mut Vec<usize>) {
        let day = self.rng.usize(from..to);
        let first = self.people[self.rng.usize(0..self.people.len())];
        let duty = self.state.roster.of(first)[day];
        people.push(first);
        let start = self.rng.usize(0..self.people.len());
        for i in 0..self.people.len() {
            let p = self.people[(start + i) % self.people.len()];
            if people.len() < several
                && self.state.roster.of(p)[day] == duty
                && !people.contains(&p)
            {
                people.push(p);
            }
        }
    }

    fn rebuild(&mut self, problem: &Problem<'_>, person: usize, days: (usize, usize), noise: i32) {
        let plan = &problem.plans[person];
        self.duties.clear();
        self.duties.extend_from_slice(self.state.roster.of(person));
        let window: Option<Layout> = (!self.whole).then(|| {
            let days = problem.window(person, days.0, days.1);
            problem.window_layout(person, &self.duties, days)
        });
        let layout = window.as_ref().unwrap_or(&plan.full);
        self.state.prices(
            problem,
            person,
            (layout.from, layout.to),
            SCALE,
            &mut self.costs,
        );
        if noise > 0 {
            let width = problem.kinds + 1;
            for cost in &mut self.costs[layout.from * width..layout.to * width] {
                if *cost < LIMIT {
                    *cost += self.rng.i32(0..=noise);
                }
            }
        }
        let found = State::best_response(
            problem,
            person,
            layout,
            (&self.costs, SCALE),
            &mut self.duties,
            &mut self.scratch,
        );
        let sound = layout.dropped.is_empty() || problem.within_limits(person, &self.duties);
        if found.is_none() || !sound {
            self.duties.clear();
            self.duties.extend_from_slice(self.state.roster.of(person));
        }
        self.state.put(problem, person, &self.duties);
    }
}

/// Better always, worse the less likely the colder it is.
fn accepts(rng: &mut Rng, delta: i64, temperature: f64) -> bool {
    delta <= 0 || rng.f64() < (-(delta as f64) / temperature).exp()
}
