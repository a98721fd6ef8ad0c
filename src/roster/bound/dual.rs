//! The Lagrangian bound: cover is taken out of the rules and paid for instead.
//!
//! For any price λ of a head at each target, with −over ≤ λ ≤ under,
//!
//! > Σ over people of min over their rosters (own cost − Σ λ of what it covers)
//! > + Σ over targets of λ × target
//!
//! is not above the cost of any roster (Geoffrion 1974). The prices are rounded
//! to a grid and everything is summed in whole numbers, so the bound is exact
//! whatever arithmetic the prices came from. Where a person's counters had to be
//! left out of the labelling, the minimum is over more rosters, and the bound
//! still holds.

use crate::roster::engine::compile::Problem;
use crate::roster::engine::layout::LIMIT;
use crate::roster::engine::path::{Query, Scratch};
use crate::roster::model::Duty;

/// Finest grid for prices: 1/16384 of a penalty point.
const FINEST: i32 = 1 << 14;

/// A roster of one person, as the bound found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub person: usize,
    pub duties: Vec<Duty>,
    /// Its cost against the prices, in grid units.
    pub priced: i64,
}

/// Works out bounds for prices.
pub struct Pricer {
    pub grid: i32,
    pub scratch: Scratch,
    costs: Vec<i32>,
}

/// What one set of prices proves.
pub struct Priced {
    /// In penalty points, rounded up: costs are whole.
    pub bound: i64,
    pub exact: f64,
    pub found: Vec<Found>,
}

impl Pricer {
    /// `None` where the weights are so large that no grid fits.
    pub fn new(problem: &Problem<'_>) -> Option<Pricer> {
        let heaviest = problem.heaviest_path();
        let mut grid = FINEST;
        while grid > 1 && heaviest.saturating_mul(i64::from(grid)) > i64::from(LIMIT / 2) {
            grid /= 2;
        }
        let fits = heaviest.saturating_mul(i64::from(grid)) <= i64::from(LIMIT / 2);
        fits.then(|| Pricer {
            grid,
            scratch: Scratch::default(),
            costs: Vec::new(),
        })
    }

    /// The prices on the grid, within what a target can cost.
    pub fn to_grid(&self, problem: &Problem<'_>, prices: &[f64]) -> Vec<i32> {
        let grid = f64::from(self.grid);
        prices
            .iter()
            .zip(&problem.targets)
            .map(|(price, target)| {
                let (low, high) = (-f64::from(target.over), f64::from(target.under));
                let inside = if price.is_finite() {
                    price.clamp(low, high)
                } else {
                    0.0
                };
                // In range: the grid was chosen so that prices × grid fit.
                (inside * grid).round() as i32
            })
            .collect()
    }

    /// The cheapest roster of each of `people` against the prices, and the
    /// bound of what they and the targets' needs cost together; `None` where somebody has no roster.
    pub fn price(
        &mut self,
        problem: &Problem<'_>,
        prices: &[i32],
        needs: &[i32],
        people: impl Iterator<Item = usize>,
    ) -> Option<Priced> {
        let mut total: i64 = prices
            .iter()
            .zip(needs)
            .map(|(&price, &need)| i64::from(price) * i64::from(need))
            .sum();
        let mut found = Vec::new();
        for person in people {
            let mut duties = vec![None; problem.days];
            let priced = i64::from(self.one(problem, prices, person, &mut duties)?);
            total += priced;
            found.push(Found {
                person,
                duties,
                priced,
            });
        }
        let grid = i64::from(self.grid);
        Some(Priced {
            bound: total.div_euclid(grid) + i64::from(total.rem_euclid(grid) > 0),
            exact: total as f64 / f64::from(self.grid),
            found,
        })
    }

    fn one(
        &mut self,
        problem: &Problem<'_>,
        prices: &[i32],
        person: usize,
        duties: &mut [Duty],
    ) -> Option<i32> {
        let plan = &problem.plans[person];
        let width = problem.kinds + 1;
        self.costs.clear();
        self.costs.extend(
            plan.base
                .iter()
                .map(|&c| if c >= LIMIT { c } else { c * self.grid }),
        );
        for day in 0..problem.days {
            for kind in 0..problem.kinds {
                let at = day * width + kind;
                if self.costs[at] < LIMIT {
                    let id = u8::try_from(kind).unwrap_or(u8::MAX);
                    self.costs[at] -= problem
                        .counted(person, day, id)
                        .map(|t| prices[t])
                        .sum::<i32>();
                }
            }
        }
        let query = Query {
            automaton: &plan.automaton,
            ways: &plan.ways,
            layout: &plan.full,
            costs: &self.costs,
            kinds: problem.kinds,
            scale: self.grid,
            start: plan.automaton.start_node(),
            exit: None,
        };
        query.solve(&mut self.scratch, duties)
    }
}
