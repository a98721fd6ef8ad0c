//! Where one person's counters stand in the table of the labelling: every
//! combination of counter values is one cell, so that a duty moves a whole
//! vector of cells by one offset.
//!
//! Counters that cannot bind are left out. Where kinds fall into few groups
//! that count alike, the table is laid out by duties a group instead of by
//! counter, if that is smaller (600 and 480 minutes share few multiples). The
//! outermost dimension is kept to the band from which the limits can still be
//! met.

use super::automaton::Automaton;
use crate::roster::model::{Counter, DayRule, KindId, Measure, Person};

/// No way, or not allowed. Costs of a whole path stay far below it.
pub const INF: i32 = 1 << 29;

/// From here on a cost stands for «no way»: prices may be negative, so that a
/// path through `INF` can end a little below it.
pub const LIMIT: i32 = INF / 2;

/// A table larger than this is not laid out in full: counters are dropped, and
/// the caller is told.
pub const MAX_CELLS: usize = 40_000;

#[derive(Debug, Clone)]
pub struct Layout {
    pub from: usize,
    pub to: usize,
    /// Cells a node.
    pub size: usize,
    /// Cells of one value of the outermost dimension.
    pub row: usize,
    pub steps: Vec<Step>,
    /// Values of the outermost dimension that matter, a pair a layer.
    pub band: Vec<(usize, usize)>,
    pub masks: Vec<Vec<i32>>,
    /// What the counters cost at the end, a value a cell.
    pub fin: Vec<i32>,
    /// Cells of all layers within the band: the work of a labelling is this for
    /// each way.
    pub work: u64,
    /// Counters that found no room: a path may break them.
    pub dropped: Vec<usize>,
}

#[derive(Debug, Clone)]
pub enum Step {
    /// A day; moves by group, after a day off and after a duty.
    Day {
        day: usize,
        rested: Vec<Move>,
        worked: Vec<Move>,
    },
    /// A counter's span ends: its cost is due and it starts again at 0.
    Close { stride: usize, values: Vec<i32> },
}

/// What a duty does to the place in the table.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    pub offset: usize,
    /// The mask of cells that would leave an inner dimension.
    pub mask: Option<usize>,
    /// How far the outermost dimension moves.
    pub outer: usize,
}

/// One dimension: what each group adds on each day.
pub(super) struct Dim {
    pub(super) size: usize,
    /// What one step of it is worth to its counter.
    pub(super) unit: u32,
    pub(super) adds: Adds,
    /// Counters that this dimension alone decides, with unit and amount outside.
    pub(super) span_counter: Option<usize>,
}

pub(super) enum Adds {
    /// By group; times the weight of the day.
    Groups(Vec<u32>, Vec<u32>),
    /// By day and group.
    Points(Vec<Vec<u32>>),
    /// First and last days of weekends.
    Weekends(Vec<(usize, usize)>),
}

impl Adds {
    pub(super) fn amount(&self, day: usize, group: usize, worked: bool) -> usize {
        match self {
            Adds::Groups(by_group, on_day) => {
                let weight = if on_day.is_empty() { 1 } else { on_day[day] };
                (by_group[group] * weight) as usize
            }
            Adds::Points(by_day) => by_day[day][group] as usize,
            Adds::Weekends(pairs) => {
                let counts = pairs
                    .iter()
                    .any(|&(first, last)| day == first || (day == last && !worked));
                usize::from(counts)
            }
        }
    }
}

/// Finds room for the counters of `person` on the days `from..to`, when the
/// days outside already add `outside` (a figure a counter).
pub struct Builder<'a> {
    pub person: &'a Person,
    pub automaton: &'a Automaton,
    pub from: usize,
    pub to: usize,
    pub outside: &'a [u32],
    pub max_cells: usize,
    /// Whether broken limits cost instead of being impossible: a weight a unit.
    pub soften: Option<i32>,
}

/// A counter that may bind, in whole units.
pub(super) struct Live {
    pub(super) id: usize,
    pub(super) unit: u32,
    pub(super) size: usize,
    pub(super) whole: bool,
}

impl Builder<'_> {
    pub fn build(&self) -> Layout {
        let (mut live, mut dropped) = (self.live(), Vec::new());
        let mut dims = self.dims(&live);
        while dims.iter().map(|d| d.size).product::<usize>() > self.max_cells {
            // The largest inner dimension goes first; minutes, being first, last.
            let Some(at) = (1..live.len())
                .max_by_key(|&i| live[i].size)
                .or((!live.is_empty()).then_some(0))
            else {
                break;
            };
            dropped.push(live.remove(at).id);
            dims = self.dims(&live);
        }
        let mut strides = vec![1; dims.len()];
        for i in (0..dims.len().saturating_sub(1)).rev() {
            strides[i] = strides[i + 1] * dims[i + 1].size;
        }
        let size = dims.iter().map(|d| d.size).product::<usize>().max(1);
        let row = strides.first().copied().unwrap_or(1);
        let fin = self.fin(&dims, &strides, &live, size);
        let mut layout = Layout {
            from: self.from,
            to: self.to,
            size,
            row,
            steps: Vec::new(),
            band: Vec::new(),
            masks: Vec::new(),
            fin,
            work: 0,
            dropped,
        };
        self.steps(&dims, &strides, &mut layout);
        self.band(&dims, &mut layout);
        let cells = |(low, high): &(usize, usize)| ((high + 1 - low) * layout.row) as u64;
        layout.work = layout.band.iter().map(cells).sum();
        layout
    }

    pub(super) fn counters(&self) -> &[Counter] {
        &self.person.counters
    }

    pub(super) fn amount(&self, counter: &Counter, day: usize, group: usize) -> u32 {
        counter
            .measure
            .amount(day, self.automaton.groups[group].kinds[0])
    }

    /// What one duty of each group adds on a day of weight 1.
    fn by_kind(&self, by_kind: &[u32]) -> Vec<u32> {
        self.automaton
            .groups
            .iter()
            .map(|g| by_kind[usize::from(g.kinds[0])])
            .collect()
    }

    /// The weight of each day; empty where it is 1 on all.
    fn weights(&self, counter: &Counter, on_day: &[u32]) -> Vec<u32> {
        let days = self.person.days.len();
        if counter.spans == [(0, days)] {
            return on_day.to_vec();
        }
        let inside = |day: usize| {
            counter
                .spans
                .iter()
                .any(|&(from, to)| (from..to).contains(&day))
        };
        let weight = |day: usize| on_day.get(day).copied().unwrap_or(1);
        (0..days)
            .map(|day| if inside(day) { weight(day) } else { 0 })
            .collect()
    }

    /// The greatest amount that divides what any duty adds, as the part that
    /// divides the kinds' amounts and the part that divides the days' weights.
    fn unit(&self, counter: &Counter) -> (u32, u32) {
        let (by_kind, on_day) = match &counter.measure {
            Measure::Sum { by_kind, on_day } => (by_kind, on_day),
            Measure::Points { .. } => {
                let groups = 0..self.automaton.groups.len();
                let amounts = (self.from..self.to)
                    .flat_map(|day| groups.clone().map(move |g| (day, g)))
                    .map(|(day, g)| self.amount(counter, day, g));
                return (amounts.fold(0, gcd).max(1), 1);
            }
            Measure::Weekends(_) => return (1, 1),
        };
        let weights = self.weights(counter, on_day);
        let here = weights.get(self.from..self.to).unwrap_or_default();
        let common = |amounts: &[u32]| amounts.iter().copied().fold(0, gcd).max(1);
        (common(&self.by_kind(by_kind)), common(here))
    }

    /// The most a counter can reach on the days of this layout, a span at most.
    fn reach(&self, counter: &Counter) -> u32 {
        let groups = 0..self.automaton.groups.len();
        let most = |day: usize| {
            groups
                .clone()
                .map(|g| self.amount(counter, day, g))
                .max()
                .unwrap_or(0)
        };
        let spans = counter.spans.iter().map(|&(from, to)| {
            let (from, to) = (from.max(self.from), to.min(self.to));
            match &counter.measure {
                Measure::Sum { .. } | Measure::Points { .. } => {
                    let mut amounts: Vec<u32> = (from..to)
                        .filter(|&d| self.person.days[d] != DayRule::Off)
                        .map(most)
                        .collect();
                    // No more days than the automaton's runs allow.
                    amounts.sort_unstable_by(|a, b| b.cmp(a));
                    amounts.truncate(self.most_days(to.saturating_sub(from)));
                    amounts.iter().sum()
                }
                Measure::Weekends(pairs) => {
                    let inside = pairs.iter().filter(|(first, _)| (from..to).contains(first));
                    u32::try_from(inside.count()).unwrap_or(u32::MAX)
                }
            }
        });
        spans.max().unwrap_or(0)
    }

    /// The most working days among `days` in a row.
    fn most_days(&self, days: usize) -> usize {
        let Some(max) = self.person.work.max.map(usize::from) else {
            return days;
        };
        let cycle = max + usize::from(self.person.rest.min.max(1));
        // A run may be cut by either end, so both may hold a full one.
        (days / cycle * max + (days % cycle).min(max) + max).min(days)
    }

    fn live(&self) -> Vec<Live> {
        let mut live: Vec<Live> = Vec::new();
        for (id, counter) in self.counters().iter().enumerate() {
            let reach = self.reach(counter);
            let outside = self.outside[id];
            let max = counter.max.map(|max| max.saturating_sub(outside));
            let needs = counter.min.is_some_and(|min| min > outside);
            let binds = max.is_some_and(|max| max < reach) || needs || !counter.cost.is_flat();
            // What cannot be changed here need not be counted.
            if !binds || (reach == 0 && !needs) {
                continue;
            }
            let (within, rest) = self.unit(counter);
            let unit = within * rest;
            let top = if self.soften.is_some() {
                reach
            } else {
                max.unwrap_or(reach).min(reach)
            };
            let whole = counter.spans.len() == 1;
            live.push(Live {
                id,
                unit,
                size: (top / unit) as usize + 1,
                whole,
            });
        }
        // The widest whole counter stands outermost: its band is the narrowest.
        live.sort_by_key(|l| {
            (
                !l.whole,
                matches!(self.counters()[l.id].measure, Measure::Weekends(_)),
                std::cmp::Reverse(l.size),
            )
        });
        live
    }

    fn dims(&self, live: &[Live]) -> Vec<Dim> {
        let direct: Vec<Dim> = live.iter().map(|l| self.direct(l)).collect();
        let Some(by_group) = self.by_group(live) else {
            return direct;
        };
        let cells = |dims: &[Dim]| dims.iter().map(|d| d.size).product::<usize>();
        if cells(&by_group) < cells(&direct) {
            by_group
        } else {
            direct
        }
    }

    fn direct(&self, live: &Live) -> Dim {
        let counter = &self.counters()[live.id];
        let adds = match &counter.measure {
            Measure::Sum { by_kind, on_day } => {
                let (within, rest) = self.unit(counter);
                let amounts = self.by_kind(by_kind).iter().map(|a| a / within).collect();
                let weights = self.weights(counter, on_day);
                Adds::Groups(amounts, weights.iter().map(|w| w / rest).collect())
            }
            Measure::Points { .. } => {
                let groups = 0..self.automaton.groups.len();
                let of_day = |day: usize| -> Vec<u32> {
                    let amount = |g| self.amount(counter, day, g) / live.unit;
                    groups.clone().map(amount).collect()
                };
                Adds::Points((0..self.person.days.len()).map(of_day).collect())
            }
            Measure::Weekends(pairs) => {
                let counts = |&&(first, _): &&(usize, usize)| {
                    counter
                        .spans
                        .iter()
                        .any(|&(from, to)| (from..to).contains(&first))
                };
                Adds::Weekends(pairs.iter().filter(counts).copied().collect())
            }
        };
        Dim {
            size: live.size,
            unit: live.unit,
            adds,
            span_counter: Some(live.id),
        }
    }

    /// The table by duties of each group of kinds, where every counter but the
    /// weekends follows from those.
    fn by_group(&self, live: &[Live]) -> Option<Vec<Dim>> {
        let sums: Vec<&Live> = live
            .iter()
            .filter(|l| matches!(self.counters()[l.id].measure, Measure::Sum { .. }))
            .collect();
        let plain = sums.iter().all(|l| {
            let counter = &self.counters()[l.id];
            counter.spans == [(0, self.person.days.len())]
                && matches!(&counter.measure, Measure::Sum { on_day, .. } if on_day.is_empty())
        });
        if sums.len() < 2 || !plain || self.soften.is_some() {
            return None;
        }
        let groups = 0..self.automaton.groups.len();
        let mut seen: Vec<Vec<u32>> = Vec::new();
        let vector = |g: usize| {
            sums.iter()
                .map(|l| self.amount(&self.counters()[l.id], 0, g))
                .collect::<Vec<u32>>()
        };
        for g in groups.clone() {
            let amounts = vector(g);
            if amounts.iter().any(|a| *a > 0) && !seen.contains(&amounts) {
                seen.push(amounts);
            }
        }
        if seen.len() > 3 {
            return None;
        }
        let days = self.most_days(self.to - self.from);
        let mut dims: Vec<Dim> = seen
            .iter()
            .map(|amounts| {
                let caps = sums.iter().zip(amounts).filter(|(_, a)| **a > 0);
                let most = caps.map(|(l, a)| ((l.size - 1) * l.unit as usize) / *a as usize);
                let adds = groups
                    .clone()
                    .map(|g| u32::from(vector(g) == *amounts))
                    .collect();
                Dim {
                    size: most.min().unwrap_or(days).min(days) + 1,
                    adds: Adds::Groups(adds, Vec::new()),
                    unit: 1,
                    span_counter: None,
                }
            })
            .collect();
        dims.sort_by_key(|d| std::cmp::Reverse(d.size));
        dims.extend(
            live.iter()
                .filter(|l| !matches!(self.counters()[l.id].measure, Measure::Sum { .. }))
                .map(|l| self.direct(l)),
        );
        Some(dims)
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// What the days outside `from..to` add to each counter of `person`.
pub fn outside(
    person: &Person,
    duties: &[Option<KindId>],
    from: usize,
    to: usize,
    sums: &mut Vec<u32>,
) {
    sums.clear();
    let out = |day: usize| day < from || day >= to;
    sums.extend(person.counters.iter().map(|counter| {
        if counter.spans.len() != 1 {
            return 0;
        }
        match &counter.measure {
            Measure::Sum { .. } | Measure::Points { .. } => (0..duties.len())
                .filter(|&day| out(day) && (counter.spans[0].0..counter.spans[0].1).contains(&day))
                .filter_map(|day| duties[day].map(|kind| counter.measure.amount(day, kind)))
                .sum(),
            Measure::Weekends(pairs) => {
                let worked = pairs.iter().filter(|&&(first, last)| {
                    out(first) && (duties[first].is_some() || duties[last].is_some())
                });
                u32::try_from(worked.count()).unwrap_or(u32::MAX)
            }
        }
    }));
}
