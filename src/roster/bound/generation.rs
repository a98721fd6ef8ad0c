//! Column generation: prices by subgradient first, then by the master; every
//! round proves a bound. Diving turns a mixture into a roster: the largest
//! shares are settled one after the other, with new columns in between.

use super::dual::{Found, Pricer};
use super::master::Master;
use crate::roster::engine::compile::Problem;
use crate::roster::model::{Duty, Roster};
use fastrand::Rng;
use std::collections::HashSet;

/// A master with more rows than this is not worked with: the subgradient's
/// bound stands.
const MAX_ROWS: usize = 1_200;
/// Columns above which idle ones are dropped.
const MANY_COLUMNS: usize = 8_000;

pub struct Generation {
    pricer: Pricer,
    master: Option<Master>,
    rosters: Vec<Vec<Duty>>,
    known: HashSet<(usize, Vec<Duty>)>,
    /// The best prices so far, and what they prove.
    prices: Vec<f64>,
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
    /// `None` where the weights leave no room for prices, or a person has no
    /// roster at all.
    pub fn new(problem: &Problem<'_>) -> Option<Generation> {
        Some(Generation {
            pricer: Pricer::new(problem)?,
            master: None,
            rosters: Vec::new(),
            known: HashSet::new(),
            prices: vec![0.0; problem.targets.len()],
            bound: 0,
            exact: 0.0,
            smoothing: 0.5,
            step: 1.0,
            stale: 0,
            done: false,
            rounds: 0,
        })
    }

    /// Labelling runs so far.
    pub fn runs(&self) -> u64 {
        self.pricer.scratch.runs
    }

    fn rows(problem: &Problem<'_>) -> usize {
        problem.plans.len() + problem.targets.len()
    }

    /// Begins the master with a roster that keeps every rule, where it is small
    /// enough to work with.
    pub fn begin(&mut self, problem: &Problem<'_>, roster: &Roster) {
        if Self::rows(problem) > MAX_ROWS {
            return;
        }
        let figure = |n: i32| f64::from(n);
        let targets: Vec<(f64, f64, f64)> = problem
            .targets
            .iter()
            .map(|t| (figure(t.target), figure(t.under), figure(t.over)))
            .collect();
        let start = (0..problem.plans.len()).map(|p| self.column(problem, p, roster.of(p))).collect();
        self.master = Some(Master::new(&targets, start));
        for p in 0..problem.plans.len() {
            self.rosters.push(roster.of(p).to_vec());
            self.known.insert((p, roster.of(p).to_vec()));
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

    /// Adds a person's roster to the master; false where it is known or breaks
    /// a limit that the labelling left out.
    pub fn add(&mut self, problem: &Problem<'_>, person: usize, duties: &[Duty]) -> bool {
        if self.master.is_none() || self.known.contains(&(person, duties.to_vec())) {
            return false;
        }
        if !problem.plans[person].full.dropped.is_empty() && !problem.within_limits(person, duties) {
            return false;
        }
        let (cost, covers) = self.column(problem, person, duties);
        self.known.insert((person, duties.to_vec()));
        self.rosters.push(duties.to_vec());
        if let Some(master) = &mut self.master {
            master.add(person, cost, covers);
        }
        true
    }

    /// One round of subgradient (Held, Wolfe, Crowder 1974) towards `best`, the
    /// cost of the best roster known.
    pub fn subgradient(&mut self, problem: &Problem<'_>, best: i64) {
        self.rounds += 1;
        let trial = self.prices.clone();
        let Some(found) = self.prove(problem, &trial) else { return };
        let mut lack: Vec<f64> = problem.targets.iter().map(|t| f64::from(t.target)).collect();
        for one in &found {
            self.add(problem, one.person, &one.duties);
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
            *price = (*price + stretch * lack).clamp(-f64::from(target.over), f64::from(target.under));
        }
    }

    /// Prices everybody; keeps the bound and how it goes.
    fn prove(&mut self, problem: &Problem<'_>, prices: &[f64]) -> Option<Vec<Found>> {
        let on_grid = self.pricer.to_grid(problem, prices);
        let Some(priced) = self.pricer.price(problem, &on_grid, 0..problem.plans.len()) else {
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
        master.solve(20_000);
        let value = master.value();
        if value - self.exact < 1e-3 {
            self.done = true;
            return;
        }
        let now = master.target_prices().to_vec();
        let mut share = self.smoothing;
        loop {
            let trial: Vec<f64> = now.iter().zip(&self.prices).map(|(n, b)| share * b + (1.0 - share) * n).collect();
            let before = self.exact;
            let Some(found) = self.prove(problem, &trial) else { return };
            let better = self.exact > before;
            if better {
                self.prices = trial;
            }
            let mut added = 0;
            for one in &found {
                added += u32::from(self.add(problem, one.person, &one.duties));
            }
            if added > 0 || share == 0.0 {
                self.done = added == 0;
                break;
            }
            share = if share > 0.3 { share / 2.0 } else { 0.0 };
        }
        self.prune();
    }

    fn prune(&mut self) {
        let Some(master) = &mut self.master else { return };
        if master.columns.len() < MANY_COLUMNS {
            return;
        }
        let kept = master.prune(30);
        let mut keep = kept.iter();
        let people: Vec<usize> = master.columns.iter().map(|c| c.person).collect();
        self.rosters.retain(|_| keep.next().copied().unwrap_or(true));
        self.known = people.into_iter().zip(self.rosters.iter().cloned()).collect();
    }

    /// Settles the mixture person by person into a roster.
    pub fn dive(&mut self, problem: &Problem<'_>, rng: &mut Rng, rounds: u32) -> Option<Roster> {
        let people = problem.plans.len();
        let mut settled: Vec<Option<usize>> = vec![None; people];
        while settled.iter().any(Option::is_none) {
            let master = self.master.as_mut()?;
            master.solve(20_000);
            let mut shares: Vec<(f64, usize)> = (0..master.columns.len())
                .filter(|&c| settled[master.columns[c].person].is_none() && !master.columns[c].ruled_out)
                .map(|c| (master.share(c), c))
                .filter(|(share, _)| *share > 1e-6)
                .collect();
            shares.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let sure = shares.iter().filter(|s| s.0 > 0.99).count();
            let chosen: Vec<usize> = if sure > 0 {
                shares[..sure].iter().map(|s| s.1).collect()
            } else {
                // One of the largest few, so that dives differ.
                let among = shares.iter().take(3).filter(|s| s.0 > shares[0].0 * 0.8).count().max(1);
                shares.get(rng.usize(0..among)).map(|s| s.1).into_iter().collect()
            };
            if chosen.is_empty() {
                break;
            }
            for column in chosen {
                let person = master.columns[column].person;
                settled[person] = Some(column);
                for (id, other) in master.columns.iter_mut().enumerate() {
                    other.ruled_out |= other.person == person && id != column;
                }
            }
            for _ in 0..rounds {
                if !self.fill(problem, &settled) {
                    break;
                }
            }
        }
        let master = self.master.as_mut()?;
        let mut roster = Roster::new(people, problem.days);
        for (person, column) in settled.iter().enumerate() {
            roster.of_mut(person).copy_from_slice(&self.rosters[(*column)?]);
        }
        for column in &mut master.columns {
            column.ruled_out = false;
        }
        Some(roster)
    }

    /// New columns for those not settled yet, against the master's prices.
    fn fill(&mut self, problem: &Problem<'_>, settled: &[Option<usize>]) -> bool {
        let Some(master) = &mut self.master else { return false };
        master.solve(20_000);
        let prices = master.target_prices().to_vec();
        let on_grid = self.pricer.to_grid(problem, &prices);
        let open = (0..settled.len()).filter(|&p| settled[p].is_none());
        let Some(priced) = self.pricer.price(problem, &on_grid, open) else { return false };
        let mut added = false;
        for one in &priced.found {
            added |= self.add(problem, one.person, &one.duties);
        }
        added
    }

    pub fn columns(&self) -> usize {
        self.rosters.len()
    }

    pub fn mixture(&self) -> f64 {
        self.master.as_ref().map_or(0.0, Master::value)
    }
}
