//! The model made ready for the engine: plain tables of what each duty costs a
//! person, demands with one target each, and each person's automaton.

use super::automaton::{Automaton, Node};
use super::layout::{Builder, INF, LIMIT, Layout, outside};
use super::ways::Ways;
use crate::roster::model::{Counter, DayRule, Duty, KindId, Measure, Model, Person};
use std::sync::Arc;

/// What a head missing from a hard minimum costs, in the heaviest soft weights.
const HARD_TIMES: i64 = 10;
const HARD_LEAST: i64 = 1_000;
const HARD_MOST: i64 = 100_000;

/// Cells × ways of a labelling that is quick enough to run on whole rosters.
const QUICK: u64 = 4_000_000;

pub struct Problem<'a> {
    pub model: &'a Model,
    pub days: usize,
    pub kinds: usize,
    pub plans: Arc<Vec<Plan<'a>>>,
    pub targets: Vec<Target>,
    /// Targets that a duty counts for, by day and kind.
    cells: Vec<Vec<u32>>,
    /// A cost for a broken hard cover, above any soft weight.
    pub hard: i32,
}

/// A demand with one target: a demand with hard limits is up to three of these.
#[derive(Debug, Clone)]
pub struct Target {
    pub day: usize,
    pub target: i32,
    pub under: i32,
    pub over: i32,
    /// Who counts, where not everybody does.
    members: Option<Vec<bool>>,
}

/// One side of a split of all rosters in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    AtMost {
        target: usize,
        heads: i32,
    },
    AtLeast {
        target: usize,
        heads: i32,
    },
    Never {
        person: usize,
        day: usize,
        kind: KindId,
    },
    Always {
        person: usize,
        day: usize,
        kind: KindId,
    },
}

impl Target {
    pub fn counts(&self, person: usize) -> bool {
        self.members.as_ref().is_none_or(|m| m[person])
    }

    pub fn cost(&self, present: i32) -> i64 {
        let gap = i64::from(self.target - present);
        if gap > 0 {
            gap * i64::from(self.under)
        } else {
            -gap * i64::from(self.over)
        }
    }
}

pub struct Plan<'a> {
    pub person: &'a Person,
    pub automaton: Automaton,
    pub ways: Ways,
    /// The whole horizon.
    pub full: Layout,
    /// Requests and days that are settled, by day and kind, off last.
    pub base: Vec<i32>,
    /// Whether any counter has a soft cost.
    pub soft_counters: bool,
}

impl<'a> Problem<'a> {
    /// `model` has no flaw (`Model::flaw`).
    pub fn new(model: &'a Model) -> Problem<'a> {
        let heaviest = model
            .demands
            .iter()
            .flat_map(|d| [d.under, d.over])
            .chain(
                model
                    .people
                    .iter()
                    .flat_map(|p| p.requests.iter().map(|r| r.weight)),
            )
            .max()
            .unwrap_or(0);
        let hard = (i64::from(heaviest) * HARD_TIMES).clamp(HARD_LEAST, HARD_MOST);
        let hard = i32::try_from(hard).unwrap_or(i32::MAX);
        let mut problem = Problem {
            model,
            days: model.days,
            kinds: model.kinds.len(),
            plans: Arc::new(model.people.iter().map(|p| plan(model, p)).collect()),
            targets: Vec::new(),
            cells: vec![Vec::new(); model.days * model.kinds.len()],
            hard,
        };
        problem.targets(hard);
        problem
    }

    fn targets(&mut self, hard: i32) {
        for demand in &self.model.demands {
            let figure = |n: u32| i32::try_from(n).unwrap_or(i32::MAX / 4).min(1_000_000);
            let members = demand.people.as_ref().map(|people| {
                let mut members = vec![false; self.model.people.len()];
                for &p in people.iter().filter(|&&p| p < self.model.people.len()) {
                    members[p] = true;
                }
                members
            });
            let mut add = |target: u32, under: i32, over: i32| {
                if under == 0 && over == 0 {
                    return;
                }
                let id = u32::try_from(self.targets.len()).unwrap_or(u32::MAX);
                for kind in demand.kinds.iter().filter(|k| usize::from(*k) < self.kinds) {
                    self.cells[demand.day * self.kinds + usize::from(kind)].push(id);
                }
                let members = members.clone();
                self.targets.push(Target {
                    day: demand.day,
                    target: figure(target),
                    under,
                    over,
                    members,
                });
            };
            add(demand.preferred, figure(demand.under), figure(demand.over));
            if let Some(min) = demand.min {
                add(min, hard, 0);
            }
            if let Some(max) = demand.max {
                add(max, 0, hard);
            }
        }
    }

    /// The same problem, held to one side of each split.
    pub fn with(&self, sides: &[Side]) -> Problem<'a> {
        let mut problem = Problem {
            model: self.model,
            days: self.days,
            kinds: self.kinds,
            plans: Arc::clone(&self.plans),
            targets: self.targets.clone(),
            cells: self.cells.clone(),
            hard: self.hard,
        };
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        for side in sides {
            let id = number(problem.targets.len());
            let (under, over) = match side {
                Side::AtMost { .. } | Side::Never { .. } => (0, self.hard),
                Side::AtLeast { .. } | Side::Always { .. } => (self.hard, 0),
            };
            let (day, target, members) = match *side {
                Side::AtMost { target, heads } | Side::AtLeast { target, heads } => {
                    for cell in &mut problem.cells {
                        if cell.contains(&number(target)) {
                            cell.push(id);
                        }
                    }
                    let of = &self.targets[target];
                    (of.day, heads, of.members.clone())
                }
                Side::Never { person, day, kind } | Side::Always { person, day, kind } => {
                    problem.cells[day * self.kinds + usize::from(kind)].push(id);
                    let members = (0..self.plans.len()).map(|p| p == person).collect();
                    (
                        day,
                        i32::from(matches!(side, Side::Always { .. })),
                        Some(members),
                    )
                }
            };
            problem.targets.push(Target {
                day,
                target,
                under,
                over,
                members,
            });
        }
        problem
    }

    /// More than any path of one person can cost or earn.
    pub fn heaviest_path(&self) -> i64 {
        let cover = |cell: &Vec<u32>| -> i64 {
            cell.iter()
                .map(|&t| {
                    i64::from(
                        self.targets[t as usize]
                            .under
                            .max(self.targets[t as usize].over),
                    )
                })
                .sum()
        };
        let cover = self.cells.iter().map(cover).max().unwrap_or(0);
        let own = |plan: &Plan<'_>| {
            plan.base
                .iter()
                .filter(|c| **c < LIMIT)
                .max()
                .copied()
                .unwrap_or(0)
        };
        let own = self.plans.iter().map(own).max().unwrap_or(0);
        (cover + i64::from(own) + 1).saturating_mul(i64::try_from(self.days).unwrap_or(i64::MAX))
    }

    /// The targets that a person's duty counts for.
    pub fn counted(
        &self,
        person: usize,
        day: usize,
        kind: KindId,
    ) -> impl Iterator<Item = usize> + '_ {
        self.cells[day * self.kinds + usize::from(kind)]
            .iter()
            .map(|&t| t as usize)
            .filter(move |&t| self.targets[t].counts(person))
    }

    /// What a person's roster costs by itself: requests and soft counters.
    pub fn own_cost(&self, person: usize, duties: &[Duty]) -> i64 {
        let plan = &self.plans[person];
        let wishes: i64 = duties
            .iter()
            .enumerate()
            .map(|(day, duty)| {
                let at = duty.map_or(self.kinds, usize::from);
                let cost = plan.base[day * (self.kinds + 1) + at];
                if cost < LIMIT { i64::from(cost) } else { 0 }
            })
            .sum();
        if !plan.soft_counters {
            return wishes;
        }
        wishes
            + counters(plan.person, duties)
                .map(|(id, value)| plan.person.counters[id].cost.cost(value))
                .sum::<i64>()
    }

    /// Whether two people on one duty always count for the same demands.
    pub fn all_count_alike(&self) -> bool {
        self.targets.iter().all(|t| t.members.is_none())
    }

    /// Whether a roster that differs from an allowed one on the days `from..to`
    /// only keeps every rule of the person.
    pub fn allows(&self, person: usize, duties: &[Duty], (from, to): (usize, usize)) -> bool {
        let plan = &self.plans[person];
        let settled = (from..to).all(|day| {
            let at = duties[day].map_or(self.kinds, usize::from);
            plan.base[day * (self.kinds + 1) + at] < LIMIT
        });
        settled && plan.automaton.takes(duties) && self.within_limits(person, duties)
    }

    /// Whether the roster keeps every counter within its limits.
    pub fn within_limits(&self, person: usize, duties: &[Duty]) -> bool {
        let person = self.plans[person].person;
        counters(person, duties).all(|(id, value)| {
            let counter = &person.counters[id];
            counter.min.is_none_or(|min| value >= min) && counter.max.is_none_or(|max| value <= max)
        })
    }

    /// How far a counter is over its limit (or, below 0, short of it).
    pub fn excess(&self, counter: &Counter, duties: &[Duty]) -> i32 {
        let gaps = spans(counter, duties).map(|value| {
            let over = counter.max.map_or(0, |max| value.saturating_sub(max));
            let under = counter.min.map_or(0, |min| min.saturating_sub(value));
            i64::from(over) - i64::from(under)
        });
        i32::try_from(gaps.sum::<i64>()).unwrap_or(0)
    }

    /// Whether whole rosters are worked on at once, or windows of them: whole
    /// ones where every counter has its place and a labelling is quick.
    pub fn whole(&self) -> bool {
        self.plans
            .iter()
            .all(|p| p.full.dropped.is_empty() && p.full.work * p.ways.len() as u64 <= QUICK)
    }

    /// The days around `from..to` that may be cut out of a person's roster.
    pub fn window(&self, person: usize, from: usize, to: usize) -> (usize, usize) {
        let start = (0..=from)
            .rev()
            .find(|&d| self.may_cut(person, d))
            .unwrap_or(0);
        let end = (to..=self.days)
            .find(|&d| self.may_cut(person, d))
            .unwrap_or(self.days);
        (start, end)
    }

    /// Room for the counters of a person on some days, the others kept.
    pub fn window_layout(
        &self,
        person: usize,
        duties: &[Duty],
        (from, to): (usize, usize),
    ) -> Layout {
        let plan = &self.plans[person];
        let mut sums = Vec::new();
        outside(plan.person, duties, from, to, &mut sums);
        Builder {
            person: plan.person,
            automaton: &plan.automaton,
            from,
            to,
            outside: &sums,
            max_cells: max_cells(to - from, plan.automaton.nodes),
            soften: None,
        }
        .build()
    }

    /// As `Plan::full`, limits of counters being costs: for a person who has no
    /// roster otherwise.
    pub fn softened(&self, person: usize) -> Layout {
        let plan = &self.plans[person];
        Builder {
            person: plan.person,
            automaton: &plan.automaton,
            from: 0,
            to: self.days,
            outside: &vec![0; plan.person.counters.len()],
            max_cells: max_cells(self.days, plan.automaton.nodes),
            soften: Some(self.hard),
        }
        .build()
    }

    /// Whether the horizon may be cut before `day` without cutting a weekend or
    /// a counter's span in two.
    pub fn may_cut(&self, person: usize, day: usize) -> bool {
        if day == 0 || day >= self.days {
            return true;
        }
        self.plans[person].person.counters.iter().all(|c| {
            let spans =
                c.spans.len() == 1 || c.spans.iter().all(|&(from, to)| day <= from || day >= to);
            let weekends = match &c.measure {
                Measure::Weekends(pairs) => pairs
                    .iter()
                    .all(|&(first, last)| day <= first || day > last),
                Measure::Sum { .. } | Measure::Points { .. } => true,
            };
            spans && weekends
        })
    }

    /// For a layout up to `to`: the nodes from which the rest of the roster may
    /// follow.
    pub fn exits(&self, person: usize, duties: &[Duty], to: usize) -> Vec<bool> {
        let automaton = &self.plans[person].automaton;
        (0..automaton.nodes)
            .map(|node| {
                let mut at = Some(node);
                for &duty in &duties[to..] {
                    at = at.and_then(|n| automaton.step(Some(n), duty));
                }
                at.is_some()
            })
            .collect()
    }

    /// The node that the days before `from` lead to.
    pub fn entry(&self, person: usize, duties: &[Duty], from: usize) -> Option<Node> {
        let automaton = &self.plans[person].automaton;
        duties[..from]
            .iter()
            .fold(automaton.start_node(), |node, &duty| {
                automaton.step(node, duty)
            })
    }
}

/// Each span's figure of each counter.
fn counters<'a>(person: &'a Person, duties: &'a [Duty]) -> impl Iterator<Item = (usize, u32)> + 'a {
    let figures = |(id, counter)| spans(counter, duties).map(move |value| (id, value));
    person.counters.iter().enumerate().flat_map(figures)
}

fn spans<'a>(counter: &'a Counter, duties: &'a [Duty]) -> impl Iterator<Item = u32> + 'a {
    counter
        .spans
        .iter()
        .map(move |&(from, to)| match &counter.measure {
            Measure::Sum { .. } | Measure::Points { .. } => {
                let worked =
                    (from..to).filter_map(|d| duties[d].map(|k| counter.measure.amount(d, k)));
                worked.sum()
            }
            Measure::Weekends(pairs) => {
                let inside = pairs.iter().filter(|(first, _)| (from..to).contains(first));
                let worked = inside.filter(|&&(a, b)| duties[a].is_some() || duties[b].is_some());
                u32::try_from(worked.count()).unwrap_or(u32::MAX)
            }
        })
}

fn plan<'a>(model: &Model, person: &'a Person) -> Plan<'a> {
    let alike = |a: KindId, b: KindId| {
        person.counters.iter().all(|c| match &c.measure {
            Measure::Sum { by_kind, .. } | Measure::Points { by_kind, .. } => {
                by_kind[usize::from(a)] == by_kind[usize::from(b)]
            }
            Measure::Weekends(_) => true,
        })
    };
    let automaton = Automaton::new(person, model.days, &alike);
    let ways = Ways::new(&automaton);
    let full = Builder {
        person,
        automaton: &automaton,
        from: 0,
        to: model.days,
        outside: &vec![0; person.counters.len()],
        max_cells: max_cells(model.days, automaton.nodes),
        soften: None,
    }
    .build();
    Plan {
        person,
        ways,
        full,
        base: base(model, person),
        soft_counters: person.counters.iter().any(|c| !c.cost.is_flat()),
        automaton,
    }
}

/// A whole table of days × nodes stays near three million cells, so that a
/// labelling takes milliseconds at most.
fn max_cells(days: usize, nodes: usize) -> usize {
    (3_000_000 / (days * nodes).max(1)).clamp(300, super::layout::MAX_CELLS)
}

fn base(model: &Model, person: &Person) -> Vec<i32> {
    let kinds = model.kinds.len();
    let mut base = vec![0_i32; model.days * (kinds + 1)];
    for request in &person.requests {
        let row = &mut base[request.day * (kinds + 1)..][..=kinds];
        let ids = (0..).take(kinds).map(Some).chain([None]);
        for (cell, duty) in row.iter_mut().zip(ids) {
            let penalty = i32::try_from(request.penalty(duty)).unwrap_or(LIMIT);
            *cell = cell.saturating_add(penalty).min(LIMIT / 64);
        }
    }
    for (day, rule) in person.days.iter().enumerate() {
        let row = &mut base[day * (kinds + 1)..][..=kinds];
        let ids = (0..).take(kinds).map(Some).chain([None]);
        for (cell, duty) in row.iter_mut().zip(ids) {
            let allowed = match (rule, duty) {
                (DayRule::Must(_), None) => false,
                (_, None) => true,
                (DayRule::Off, Some(_)) => false,
                (DayRule::Must(locked), Some(kind)) => locked.has(kind) && person.can.has(kind),
                (DayRule::Only(kinds), Some(kind)) => kinds.has(kind) && person.can.has(kind),
                (DayRule::Free, Some(kind)) => person.can.has(kind),
            };
            if !allowed {
                *cell = INF;
            }
        }
    }
    base
}
