//! Column generation: prices by subgradient first, then by the master; every
//! round proves a bound. It works for all the people, or for a few
//! against what the others' rosters leave open.

use super::dual::{Found, Pricer};
use super::master::Master;
use crate::roster::engine::compile::Problem;
use crate::roster::model::Duty;
use std::collections::HashSet;

/// A master with more rows than this is not worked with: the subgradient's
/// bound stands.
const MAX_ROWS: usize = 1_200;
/// A cell of the inverse costs as much time as so many of a labelling.
const PIVOT_WORK: u64 = 8;
/// Pivots of one round at most; the next goes on from there.
const PIVOTS: usize = 2_000;
/// Columns above which idle ones are dropped.
const MANY_COLUMNS: usize = 8_000;

pub struct Generation {
    /// The people it is about; columns and rows count in this order.
    pub people: Vec<usize>,
    /// What each target still needs of them.
    pub(super) needs: Vec<i32>,
    pub(super) pricer: Pricer,
    pub(super) master: Option<Master>,
    pub(super) rosters: Vec<Vec<Duty>>,
    known: HashSet<(usize, Vec<Duty>)>,
    /// The best prices so far, and what they prove.
    pub prices: Vec<f64>,
    pub bound: i64,
    pub exact: f64,
    /// The share of the best prices in those that are tried next.
    smoothing: f64,
    /// Subgradient: step length, and rounds without a better bound.
    step: f64,
    stale: u32,
    /// Nothing more to gain from further rounds.
    pub done: bool,
    pub rounds: u32,
}

impl Generation {
    /// For all the people; `None` where the weights leave no room for prices.
    pub fn new(problem: &Problem<'_>) -> Option<Generation> {
        let needs = problem.targets.iter().map(|t| t.target).collect();
        let prices = vec![0.0; problem.targets.len()];
        Some(Self::of(
            Pricer::new(problem)?,
            (0..problem.plans.len()).collect(),
            needs,
            prices,
        ))
    }

    /// For a few people, `needs` being what the others leave open.
    pub fn of(pricer: Pricer, people: Vec<usize>, needs: Vec<i32>, prices: Vec<f64>) -> Generation {
        Generation {
            people,
            needs,
            pricer,
            master: None,
            rosters: Vec::new(),
            known: HashSet::new(),
            prices,
            bound: i64::MIN,
            exact: f64::NEG_INFINITY,
            smoothing: 0.5,
            step: 1.0,
            stale: 0,
            done: false,
            rounds: 0,
        }
    }

    /// The memory for pricing, for the next generation to use.
    pub fn into_pricer(self) -> Pricer {
        self.pricer
    }

    /// The part of the work that was labelling.
    pub fn labelled(&self) -> u64 {
        self.pricer.scratch.work
    }

    /// Begins the master with rosters that keep every rule (one for each of
    /// the people), where it is small enough to work with.
    pub fn begin<'r>(&mut self, problem: &Problem<'_>, roster: impl Fn(usize) -> &'r [Duty]) {
        if self.people.len() + problem.targets.len() > MAX_ROWS {
            return;
        }
        let figure = |n: i32| f64::from(n);
        let targets: Vec<(f64, f64, f64)> = problem
            .targets
            .iter()
            .zip(&self.needs)
            .map(|(t, need)| (figure(*need), figure(t.under), figure(t.over)))
            .collect();
        let start = self
            .people
            .iter()
            .map(|&p| self.column(problem, p, roster(p)))
            .collect();
        self.master = Some(Master::new(&targets, start));
        for (at, &p) in self.people.iter().enumerate() {
            self.rosters.push(roster(p).to_vec());
            self.known.insert((at, roster(p).to_vec()));
        }
    }

    fn column(&self, problem: &Problem<'_>, person: usize, duties: &[Duty]) -> (f64, Vec<u32>) {
        let mut covers: Vec<u32> = duties
            .iter()
            .enumerate()
            .filter_map(|(day, duty)| duty.map(|kind| (day, kind)))
            .flat_map(|(day, kind)| problem.counted(person, day, kind))
            .filter_map(|t| u32::try_from(t).ok())
            .collect();
        covers.sort_unstable();
        (problem.own_cost(person, duties) as f64, covers)
    }

    /// Adds a roster of the person at place `at` to the master; false where it
    /// is known or breaks a limit that the labelling left out.
    pub fn add(&mut self, problem: &Problem<'_>, at: usize, duties: &[Duty]) -> bool {
        if self.master.is_none() || self.known.contains(&(at, duties.to_vec())) {
            return false;
        }
        let person = self.people[at];
        if !problem.plans[person].full.dropped.is_empty() && !problem.within_limits(person, duties)
        {
            return false;
        }
        let (cost, covers) = self.column(problem, person, duties);
        self.known.insert((at, duties.to_vec()));
        self.rosters.push(duties.to_vec());
        if let Some(master) = &mut self.master {
            master.add(at, cost, covers);
        }
        true
    }

    /// One round of subgradient (Held, Wolfe, Crowder 1974) towards `best`, the
    /// cost of the best roster known.
    pub fn subgradient(&mut self, problem: &Problem<'_>, best: i64) {
        self.rounds += 1;
        let trial = self.prices.clone();
        let Some(found) = self.prove(problem, &trial) else {
            return;
        };
        let mut lack: Vec<f64> = self.needs.iter().map(|n| f64::from(*n)).collect();
        for (at, one) in found.iter().enumerate() {
            self.add(problem, at, &one.duties);
            for (day, duty) in one.duties.iter().enumerate() {
                if let Some(kind) = *duty {
                    for t in problem.counted(one.person, day, kind) {
                        lack[t] -= 1.0;
                    }
                }
            }
        }
        // What pushes against a limit of a price does not count.
        for ((lack, price), target) in lack.iter_mut().zip(&trial).zip(&problem.targets) {
            let (low, high) = (-f64::from(target.over), f64::from(target.under));
            if (*lack > 0.0 && *price >= high) || (*lack < 0.0 && *price <= low) {
                *lack = 0.0;
            }
        }
        let length: f64 = lack.iter().map(|l| l * l).sum();
        if length == 0.0 {
            self.step = 0.0;
            return;
        }
        let stretch = self.step * (best as f64 * 1.01 - self.exact).max(1.0) / length;
        for ((price, lack), target) in self.prices.iter_mut().zip(&lack).zip(&problem.targets) {
            *price =
                (*price + stretch * lack).clamp(-f64::from(target.over), f64::from(target.under));
        }
    }

    /// Prices everybody; keeps the bound and how it goes.
    fn prove(&mut self, problem: &Problem<'_>, prices: &[f64]) -> Option<Vec<Found>> {
        let on_grid = self.pricer.to_grid(problem, prices);
        let Some(priced) =
            self.pricer
                .price(problem, &on_grid, &self.needs, self.people.iter().copied())
        else {
            self.done = true;
            return None;
        };
        self.bound = self.bound.max(priced.bound);
        if priced.exact > self.exact + 1e-6 || self.rounds <= 1 {
            self.exact = priced.exact.max(self.exact);
            self.stale = 0;
        } else {
            self.stale += 1;
            if self.stale >= 8 {
                self.stale = 0;
                self.step *= 0.7;
            }
        }
        Some(priced.found)
    }

    /// One round of column generation.
    pub fn round(&mut self, problem: &Problem<'_>) {
        self.rounds += 1;
        let Some(master) = &mut self.master else {
            self.done = true;
            return;
        };
        let settled = master.solve(PIVOTS) < PIVOTS;
        let value = master.value();
        if settled && value - self.exact < 1e-3 {
            self.done = true;
            return;
        }
        let now = master.target_prices().to_vec();
        let mut share = self.smoothing;
        loop {
            let trial: Vec<f64> = now
                .iter()
                .zip(&self.prices)
                .map(|(n, b)| share * b + (1.0 - share) * n)
                .collect();
            let before = self.exact;
            let Some(found) = self.prove(problem, &trial) else {
                return;
            };
            let better = self.exact > before;
            if better {
                self.prices = trial;
            }
            let mut added = 0;
            for (at, one) in found.iter().enumerate() {
                added += u32::from(self.add(problem, at, &one.duties));
            }
            if added > 0 || share == 0.0 {
                self.done = added == 0 && settled;
                break;
            }
            share = if share > 0.3 { share / 2.0 } else { 0.0 };
        }
        self.prune();
    }

    fn prune(&mut self) {
        let Some(master) = &mut self.master else {
            return;
        };
        if master.columns.len() < MANY_COLUMNS {
            return;
        }
        let kept = master.prune(30);
        let mut keep = kept.iter();
        let people: Vec<usize> = master.columns.iter().map(|c| c.person).collect();
        self.rosters
            .retain(|_| keep.next().copied().unwrap_or(true));
        self.known = people
            .into_iter()
            .zip(self.rosters.iter().cloned())
            .collect();
    }

    /// The rosters that are mixed, with the person's place and their share.
    pub fn mixed(&self) -> impl Iterator<Item = (usize, &[Duty], f64)> {
        self.master.iter().flat_map(|master| {
            (0..master.columns.len())
                .map(|c| (c, master.share(c)))
                .filter(|(_, share)| *share > 1e-6)
                .map(|(c, share)| (master.columns[c].person, self.rosters[c].as_slice(), share))
        })
    }

    /// Every roster it knows, with the person's place.
    pub fn rosters_of(&self) -> impl Iterator<Item = (usize, Vec<Duty>)> {
        let people = self
            .master
            .iter()
            .flat_map(|m| m.columns.iter().map(|c| c.person));
        people.zip(self.rosters.iter().cloned())
    }

    /// Work done so far, in cells looked at.
    pub fn work(&self) -> u64 {
        self.pricer.scratch.work + self.master.as_ref().map_or(0, |m| m.work * PIVOT_WORK)
    }

    pub fn has_mixture(&self) -> bool {
        self.master.is_some()
    }

    pub fn columns(&self) -> usize {
        self.rosters.len()
    }

    pub fn mixture(&self) -> f64 {
        self.master.as_ref().map_or(0.0, Master::value)
    }
}
