//! Diving: a mixture of rosters becomes one roster. The largest shares are
//! settled one after the other, with new columns for the rest in between. A
//! strong dive tries several of the largest shares and settles the one that
//! costs the mixture least.

use super::Generation;
use crate::roster::engine::compile::Problem;
use crate::roster::model::Duty;
use fastrand::Rng;

/// Pivots between two looks at a mixture.
const PIVOTS: usize = 2_000;
/// A share from which on nothing else is tried.
const SURE: f64 = 0.99;

/// How much a dive looks around.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Rosters that are tried before one is settled; 1 settles the largest.
    pub candidates: usize,
    /// Rounds of new columns after each settling.
    pub rounds: u32,
}

/// A dive under way.
#[derive(Debug, Clone)]
pub struct Dive {
    settled: Vec<Option<usize>>,
    effort: Effort,
    /// A mixture that costs this much or more is given up.
    give_up: f64,
}

/// Where a dive stands after a step.
pub enum Depth {
    Going,
    /// A roster for each of the people.
    Found(Vec<Vec<Duty>>),
    GivenUp,
}

impl Generation {
    pub fn start_dive(&self, effort: Effort, give_up: f64) -> Dive {
        Dive {
            settled: vec![None; self.people.len()],
            effort,
            give_up,
        }
    }

    /// Settles one person, or all those of whom nothing is in doubt.
    pub fn dive_step(&mut self, problem: &Problem<'_>, rng: &mut Rng, dive: &mut Dive) -> Depth {
        let found = self.deeper(problem, rng, dive);
        if found.is_some() && dive.settled.iter().any(Option::is_none) {
            return Depth::Going;
        }
        self.end_dive();
        let rosters: Option<Vec<_>> = dive
            .settled
            .iter()
            .map(|c| c.map(|c| self.rosters[c].clone()))
            .collect();
        rosters
            .filter(|_| found.is_some())
            .map_or(Depth::GivenUp, Depth::Found)
    }

    /// Every roster may be mixed again.
    pub fn end_dive(&mut self) {
        for column in self.master.iter_mut().flat_map(|m| &mut m.columns) {
            column.ruled_out = false;
        }
    }

    fn deeper(&mut self, problem: &Problem<'_>, rng: &mut Rng, dive: &mut Dive) -> Option<()> {
        let master = self.master.as_mut()?;
        master.solve(PIVOTS);
        if master.value() >= dive.give_up {
            return None;
        }
        let shares = self.shares(&dive.settled);
        let sure = shares.iter().filter(|s| s.0 > SURE).count();
        let chosen: Vec<usize> = if sure > 0 {
            shares[..sure].iter().map(|s| s.1).collect()
        } else if dive.effort.candidates > 1 {
            vec![self.least_harm(problem, &shares, dive, rng)?]
        } else {
            // One of the largest few, so that dives differ.
            let largest = shares.first()?.0;
            let among = shares
                .iter()
                .take(3)
                .filter(|s| s.0 > largest * 0.8)
                .count();
            vec![shares.get(rng.usize(0..among.max(1)))?.1]
        };
        for column in chosen {
            self.settle(column, &mut dive.settled);
        }
        for _ in 0..dive.effort.rounds {
            if !self.fill(problem, &dive.settled) {
                break;
            }
        }
        Some(())
    }

    /// Shares of those not settled, the largest first.
    fn shares(&self, settled: &[Option<usize>]) -> Vec<(f64, usize)> {
        let Some(master) = &self.master else {
            return Vec::new();
        };
        let mut shares: Vec<(f64, usize)> = (0..master.columns.len())
            .filter(|&c| {
                settled[master.columns[c].person].is_none() && !master.columns[c].ruled_out
            })
            .map(|c| (master.share(c), c))
            .filter(|(share, _)| *share > 1e-6)
            .collect();
        shares.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        shares
    }

    fn settle(&mut self, column: usize, settled: &mut [Option<usize>]) {
        let Some(master) = &mut self.master else {
            return;
        };
        let person = master.columns[column].person;
        settled[person] = Some(column);
        for (id, other) in master.columns.iter_mut().enumerate() {
            other.ruled_out |= other.person == person && id != column;
        }
    }

    /// Tries the largest shares and gives the one after which the mixture costs
    /// least.
    fn least_harm(
        &mut self,
        problem: &Problem<'_>,
        shares: &[(f64, usize)],
        dive: &mut Dive,
        rng: &mut Rng,
    ) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for &(share, column) in shares.iter().take(dive.effort.candidates) {
            let person = self.master.as_ref()?.columns[column].person;
            self.settle(column, &mut dive.settled);
            self.fill(problem, &dive.settled);
            let master = self.master.as_mut()?;
            master.solve(PIVOTS);
            // A little for the share, and for chance, between near equals.
            let value = master.value() - share + rng.f64() * 0.5;
            for other in master.columns.iter_mut().filter(|c| c.person == person) {
                other.ruled_out = false;
            }
            dive.settled[person] = None;
            if best.is_none_or(|b| value < b.0) {
                best = Some((value, column));
            }
        }
        best.map(|b| b.1)
    }

    /// New columns for those not settled yet, against the master's prices.
    fn fill(&mut self, problem: &Problem<'_>, settled: &[Option<usize>]) -> bool {
        let Some(master) = &mut self.master else {
            return false;
        };
        master.solve(PIVOTS);
        let prices = master.target_prices().to_vec();
        let on_grid = self.pricer.to_grid(problem, &prices);
        let open: Vec<usize> = (0..settled.len())
            .filter(|&at| settled[at].is_none())
            .collect();
        let people = open.iter().map(|&at| self.people[at]);
        let Some(priced) = self.pricer.price(problem, &on_grid, &self.needs, people) else {
            return false;
        };
        let mut added = false;
        for (one, &at) in priced.found.iter().zip(&open) {
            added |= self.add(problem, at, &one.duties);
        }
        added
    }
}
