//! Branch and price, best bound first: where the mixture's bound leaves a gap,
//! the rosters are split in two by something the mixture is undecided on (how
//! many people are on a target; whether a person works a kind on a day), and
//! each side has a bound of its own. The least of the open sides' bounds is a
//! bound for all; with none open below the best roster, that is the optimum.
//!
//! A side is held to by a further target at the cost of a broken hard rule. No
//! roster of that side pays it, so the side's bound holds for all of them.

use super::Generation;
use crate::roster::engine::compile::{Problem, Side};
use crate::roster::model::{Duty, KindId, Roster};
use std::sync::Arc;

/// A part of all rosters, not yet looked into.
#[derive(Clone)]
struct Part {
    sides: Vec<Side>,
    bound: i64,
    prices: Vec<f64>,
    columns: Arc<Vec<(usize, Vec<Duty>)>>,
}

pub struct Tree {
    open: Vec<Part>,
    pub parts: u64,
    /// Work done in parts that are finished.
    work: u64,
}

/// Less than this counts as a whole number.
const WHOLE: f64 = 1e-4;

impl Tree {
    /// Begins from a finished generation of the whole problem.
    pub fn new(root: &Generation) -> Tree {
        let part = Part {
            sides: Vec::new(),
            bound: root.bound,
            prices: root.prices.clone(),
            columns: Arc::new(root.rosters_of().collect()),
        };
        Tree {
            open: vec![part],
            parts: 0,
            work: 0,
        }
    }

    /// What no roster can beat, `best` being the cost of one.
    pub fn bound(&self, best: i64) -> i64 {
        self.open
            .iter()
            .map(|p| p.bound)
            .min()
            .unwrap_or(best)
            .min(best)
    }

    pub fn work(&self) -> u64 {
        self.work
    }

    /// Whether no part is left that could hold a roster below `best`.
    pub fn is_done(&self, best: i64) -> bool {
        self.bound(best) >= best
    }

    /// Looks into the part with the least bound, for no more than `budget` of
    /// work; gives a roster where its mixture is one. Nothing happens once no part can hold a better one.
    pub fn step(
        &mut self,
        problem: &Problem<'_>,
        best: i64,
        incumbent: &Roster,
        budget: u64,
        stop: &dyn Fn() -> bool,
    ) -> Option<Roster> {
        self.open.retain(|p| p.bound < best);
        let at = (0..self.open.len()).min_by_key(|&i| {
            (
                self.open[i].bound,
                std::cmp::Reverse(self.open[i].sides.len()),
            )
        })?;
        let part = self.open.swap_remove(at);
        self.parts += 1;
        let here = problem.with(&part.sides);
        let mut generation = Generation::new(&here)?;
        generation.prices[..part.prices.len()].copy_from_slice(&part.prices);
        generation.bound = part.bound;
        generation.begin(&here, |p| incumbent.of(p));
        for (p, duties) in part.columns.iter() {
            generation.add(&here, *p, duties);
        }
        let before = part.bound;
        while !generation.done && generation.bound < best && generation.work() < budget && !stop() {
            generation.round(&here);
        }
        self.work += generation.work();
        let bound = generation.bound.max(before);
        if bound >= best {
            return None;
        }
        if !generation.done {
            // Interrupted: what was found is kept.
            let columns = Arc::new(generation.rosters_of().collect());
            self.open.push(Part {
                bound,
                prices: generation.prices.clone(),
                columns,
                sides: part.sides,
            });
            return None;
        }
        match undecided(&here, &generation, problem.targets.len()) {
            Some((less, more)) => {
                let columns = Arc::new(generation.rosters_of().collect::<Vec<_>>());
                for side in [less, more] {
                    let mut sides = part.sides.clone();
                    sides.push(side);
                    let prices = generation.prices.clone();
                    self.open.push(Part {
                        sides,
                        bound,
                        prices,
                        columns: Arc::clone(&columns),
                    });
                }
                None
            }
            None => {
                // Decided in everything: one roster a person.
                let mut roster = incumbent.clone();
                for (p, duties, share) in generation.mixed() {
                    if share > 0.5 {
                        roster.of_mut(p).copy_from_slice(duties);
                    }
                }
                Some(roster)
            }
        }
    }
}

/// What the mixture is most undecided on, as two sides; `None` where every
/// person has one roster.
fn undecided(
    problem: &Problem<'_>,
    generation: &Generation,
    targets: usize,
) -> Option<(Side, Side)> {
    let mut present = vec![0.0; targets];
    let width = problem.kinds;
    let mut cells = vec![0.0; problem.plans.len() * problem.days * width];
    for (p, duties, share) in generation.mixed() {
        for (day, duty) in duties.iter().enumerate() {
            let Some(kind) = *duty else { continue };
            cells[(p * problem.days + day) * width + usize::from(kind)] += share;
            for t in problem.counted(p, day, kind).filter(|&t| t < targets) {
                present[t] += share;
            }
        }
    }
    let far = |value: f64| (value - value.round()).abs();
    let most = |values: &[f64]| {
        let at = (0..values.len())
            .max_by(|&a, &b| far(values[a]).total_cmp(&far(values[b])).then(b.cmp(&a)))?;
        (far(values[at]) > WHOLE).then_some(at)
    };
    if let Some(t) = most(&present) {
        let low = present[t].floor() as i32;
        return Some((
            Side::AtMost {
                target: t,
                heads: low,
            },
            Side::AtLeast {
                target: t,
                heads: low + 1,
            },
        ));
    }
    let at = most(&cells)?;
    let (person, day) = (at / width / problem.days, at / width % problem.days);
    let kind = KindId::try_from(at % width).ok()?;
    Some((
        Side::Never { person, day, kind },
        Side::Always { person, day, kind },
    ))
}
