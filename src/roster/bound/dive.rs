//! Diving: a mixture of rosters becomes one roster. The largest shares are
//! settled one after the other, with new columns for the rest in between. A
//! strong dive tries several of the largest shares and settles the one that
//! costs the mixture least.

use super::Generation;
use crate::roster::engine::compile::Problem;
use crate::roster::model::Duty;
use fastrand::Rng;

/// Pivots between two looks at a mixture.
const PIVOTS: usize = 20_000;
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

impl Generation {
    /// Settles the mixture person by person; a roster for each of the people.
    /// `None` where it leads nowhere, or to `give_up` or more.
    pub fn dive(&mut self, problem: &Problem<'_>, rng: &mut Rng, effort: Effort, give_up: f64) -> Option<Vec<Vec<Duty>>> {
        let mut settled: Vec<Option<usize>> = vec![None; self.people.len()];
        let found = self.settle_all(problem, rng, effort, give_up, &mut settled);
        for column in &mut self.master.as_mut()?.columns {
            column.ruled_out = false;
        }
        found?;
        settled.iter().map(|column| column.map(|c| self.rosters[c].clone())).collect()
    }

    fn settle_all(
        &mut self,
        problem: &Problem<'_>,
        rng: &mut Rng,
        effort: Effort,
        give_up: f64,
        settled: &mut [Option<usize>],
    ) -> Option<()> {
        while settled.iter().any(Option::is_none) {
            let master = self.master.as_mut()?;
            master.solve(PIVOTS);
            if master.value() >= give_up {
                return None;
            }
            let shares = self.shares(settled);
            let sure = shares.iter().filter(|s| s.0 > SURE).count();
            let chosen: Vec<usize> = if sure > 0 {
                shares[..sure].iter().map(|s| s.1).collect()
            } else if effort.candidates > 1 {
                vec![self.least_harm(problem, &shares, effort, settled, rng)?]
            } else {
                // One of the largest few, so that dives differ.
                let among = shares.iter().take(3).filter(|s| s.0 > shares[0].0 * 0.8).count().max(1);
                vec![shares.get(rng.usize(0..among))?.1]
            };
            for column in chosen {
                self.settle(column, settled);
            }
            for _ in 0..effort.rounds {
                if !self.fill(problem, settled) {
                    break;
                }
            }
        }
        Some(())
    }

    /// Shares of those not settled, the largest first.
    fn shares(&self, settled: &[Option<usize>]) -> Vec<(f64, usize)> {
        let Some(master) = &self.master else { return Vec::new() };
        let mut shares: Vec<(f64, usize)> = (0..master.columns.len())
            .filter(|&c| settled[master.columns[c].person].is_none() && !master.columns[c].ruled_out)
            .map(|c| (master.share(c), c))
            .filter(|(share, _)| *share > 1e-6)
            .collect();
        shares.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        shares
    }

    fn settle(&mut self, column: usize, settled: &mut [Option<usize>]) {
        let Some(master) = &mut self.master else { return };
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
        effort: Effort,
        settled: &mut [Option<usize>],
        rng: &mut Rng,
    ) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for &(share, column) in shares.iter().take(effort.candidates) {
            let person = self.master.as_ref()?.columns[column].person;
            self.settle(column, settled);
            self.fill(problem, settled);
            let master = self.master.as_mut()?;
            master.solve(PIVOTS);
            // A little for the share, and for chance, between near equals.
            let value = master.value() - share + rng.f64() * 0.5;
            for other in master.columns.iter_mut().filter(|c| c.person == person) {
                other.ruled_out = false;
            }
            settled[person] = None;
            if best.is_none_or(|b| value < b.0) {
                best = Some((value, column));
            }
        }
        best.map(|b| b.1)
    }

    /// New columns for those not settled yet, against the master's prices.
    fn fill(&mut self, problem: &Problem<'_>, settled: &[Option<usize>]) -> bool {
        let Some(master) = &mut self.master else { return false };
        master.solve(PIVOTS);
        let prices = master.target_prices().to_vec();
        let on_grid = self.pricer.to_grid(problem, &prices);
        let open: Vec<usize> = (0..settled.len()).filter(|&at| settled[at].is_none()).collect();
        let people = open.iter().map(|&at| self.people[at]);
        let Some(priced) = self.pricer.price(problem, &on_grid, &self.needs, people) else { return false };
        let mut added = false;
        for (one, &at) in priced.found.iter().zip(&open) {
            added |= self.add(problem, at, &one.duties);
        }
        added
    }
}
