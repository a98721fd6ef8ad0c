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
struct Dim {
    size: usize,
    /// What one step of it is worth to its counter.
    unit: u32,
    adds: Adds,
    /// Counters that this dimension alone decides, with unit and amount outside.
    span_counter: Option<usize>,
}

enum Adds {
    /// By group; times the weight of the day.
    Groups(Vec<u32>, Vec<u32>),
    /// First and last days of weekends.
    Weekends(Vec<(usize, usize)>),
}

impl Adds {
    fn amount(&self, day: usize, group: usize, worked: bool) -> usize {
        match self {
            Adds::Groups(by_group, on_day) => {
                let weight = if on_day.is_empty() { 1 } else { on_day[day] };
                (by_group[group] * weight) as usize
            }
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
struct Live {
    id: usize,
    unit: u32,
    size: usize,
    whole: bool,
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

    fn counters(&self) -> &[Counter] {
        &self.person.counters
    }

    fn amount(&self, counter: &Counter, day: usize, group: usize) -> u32 {
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
        let Measure::Sum { by_kind, on_day } = &counter.measure else {
            return (1, 1);
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
                Measure::Sum { .. } => {
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
                .filter(|l| matches!(self.counters()[l.id].measure, Measure::Weekends(_)))
                .map(|l| self.direct(l)),
        );
        Some(dims)
    }

    /// What a value of a counter costs; `INF` where it breaks a limit.
    fn price(&self, id: usize, value: u32) -> i32 {
        let counter = &self.counters()[id];
        let soft = i32::try_from(counter.cost.cost(value))
            .unwrap_or(INF / 64)
            .min(INF / 64);
        let over = counter.max.map_or(0, |max| value.saturating_sub(max));
        let under = counter.min.map_or(0, |min| min.saturating_sub(value));
        let broken = i64::from(over) + i64::from(under);
        match (broken, self.soften) {
            (0, _) => soft,
            (_, None) => INF,
            (_, Some(weight)) => i32::try_from(broken * i64::from(weight))
                .unwrap_or(INF)
                .min(LIMIT / 4),
        }
    }

    fn fin(&self, dims: &[Dim], strides: &[usize], live: &[Live], size: usize) -> Vec<i32> {
        (0..size)
            .map(|cell| {
                let value = |i: usize| cell / strides[i] % dims[i].size;
                let mut total = 0_i32;
                for l in live.iter().filter(|l| l.whole) {
                    let inside = match dims.iter().position(|d| d.span_counter == Some(l.id)) {
                        Some(i) => u32::try_from(value(i)).unwrap_or(0) * l.unit,
                        None => (0..dims.len())
                            .map(|i| {
                                self.share(&dims[i], l.id) * u32::try_from(value(i)).unwrap_or(0)
                            })
                            .sum(),
                    };
                    total = total
                        .saturating_add(self.price(l.id, inside.saturating_add(self.outside[l.id])))
                        .min(INF);
                }
                total
            })
            .collect()
    }

    /// What one duty of a dimension by groups adds to a counter.
    fn share(&self, dim: &Dim, counter: usize) -> u32 {
        match (&dim.adds, dim.span_counter) {
            (Adds::Groups(adds, _), None) => adds
                .iter()
                .position(|a| *a > 0)
                .map_or(0, |g| self.amount(&self.counters()[counter], 0, g)),
            _ => 0,
        }
    }

    fn steps(&self, dims: &[Dim], strides: &[usize], layout: &mut Layout) {
        let groups = self.automaton.groups.len();
        let mut known: Vec<Vec<usize>> = Vec::new();
        for day in self.from..self.to {
            let mut moves = |worked: bool| -> Vec<Move> {
                (0..groups)
                    .map(|g| {
                        let adds: Vec<usize> =
                            dims.iter().map(|d| d.adds.amount(day, g, worked)).collect();
                        let offset = adds.iter().zip(strides).map(|(a, s)| a * s).sum();
                        let inner = adds.get(1..).unwrap_or_default();
                        let mask = inner.iter().any(|a| *a > 0).then(|| {
                            known.iter().position(|k| k == inner).unwrap_or_else(|| {
                                known.push(inner.to_vec());
                                layout.masks.push(mask(dims, strides, inner, layout.size));
                                known.len() - 1
                            })
                        });
                        Move {
                            offset,
                            mask,
                            outer: adds.first().copied().unwrap_or(0),
                        }
                    })
                    .collect()
            };
            let (rested, worked) = (moves(false), moves(true));
            layout.steps.push(Step::Day {
                day,
                rested,
                worked,
            });
            for (dim, stride) in dims.iter().zip(strides) {
                let Some(id) = dim.span_counter else { continue };
                let counter = &self.counters()[id];
                if counter.spans.len() > 1 && counter.spans.iter().any(|&(_, to)| to == day + 1) {
                    let unit = dim.unit;
                    let values = (0..dim.size)
                        .map(|v| self.price(id, u32::try_from(v).unwrap_or(0) * unit))
                        .collect();
                    layout.steps.push(Step::Close {
                        stride: *stride,
                        values,
                    });
                }
            }
        }
    }

    /// The values of the outermost dimension between which a limit can still be
    /// met, by the most that days before and after can add.
    fn band(&self, dims: &[Dim], layout: &mut Layout) {
        let layers = layout.steps.len() + 1;
        let Some(outer) = dims.first() else {
            layout.band = vec![(0, 0); layers];
            return;
        };
        let closes = outer
            .span_counter
            .is_some_and(|id| self.counters()[id].spans.len() > 1);
        if closes {
            layout.band = vec![(0, outer.size - 1); layers];
            return;
        }
        let possible = |v: usize| (0..layout.row).any(|i| layout.fin[v * layout.row + i] < INF);
        let least = (0..outer.size).find(|&v| possible(v)).unwrap_or(0);
        let most = (0..outer.size)
            .rev()
            .find(|&v| possible(v))
            .unwrap_or(outer.size - 1);
        let after = self.most_after(layout);
        let before = self.most_before(layout);
        layout.band = (0..layers)
            .map(|layer| {
                let low = least.saturating_sub(after[layer]).min(most);
                (low, before[layer].clamp(low, most.max(low)))
            })
            .collect();
    }

    /// The most the outermost dimension can grow from each layer on.
    fn most_after(&self, layout: &Layout) -> Vec<usize> {
        let mut best = vec![0_usize; self.automaton.nodes];
        let mut after = vec![0; layout.steps.len() + 1];
        for (layer, step) in layout.steps.iter().enumerate().rev() {
            if let Step::Day {
                day,
                rested,
                worked,
            } = step
            {
                let mut next = vec![0; self.automaton.nodes];
                for way in &self.automaton.ways {
                    let Some(gain) = self.gain(*day, way.group, way.worked, rested, worked) else {
                        continue;
                    };
                    for &from in &way.from {
                        next[from] = next[from].max(best[way.to] + gain);
                    }
                }
                best = next;
            }
            after[layer] = best.iter().copied().max().unwrap_or(0);
        }
        if self.from == 0 && self.automaton.start_node().is_none() {
            // The first day of an unknown history has more ways than any node.
            after[0] += layout.steps.first().map_or(0, |s| match s {
                Step::Day { rested, .. } => rested.iter().map(|m| m.outer).max().unwrap_or(0),
                Step::Close { .. } => 0,
            });
        }
        after
    }

    fn most_before(&self, layout: &Layout) -> Vec<usize> {
        let mut before = vec![0];
        let mut most = 0;
        for step in &layout.steps {
            if let Step::Day {
                day,
                rested,
                worked,
            } = step
            {
                let groups = 0..self.automaton.groups.len();
                let gains = groups.filter_map(|g| {
                    let rested = self.gain(*day, Some(g), false, rested, worked)?;
                    Some(rested.max(worked[g].outer))
                });
                most += gains.max().unwrap_or(0);
            }
            before.push(most);
        }
        before
    }

    /// What a way adds on a day; `None` where the day does not allow it.
    fn gain(
        &self,
        day: usize,
        group: Option<usize>,
        after_work: bool,
        rested: &[Move],
        worked: &[Move],
    ) -> Option<usize> {
        let Some(g) = group else {
            return (!matches!(self.person.days[day], DayRule::Must(_))).then_some(0);
        };
        let allowed = |kind: &KindId| match self.person.days[day] {
            DayRule::Free => true,
            DayRule::Off => false,
            DayRule::Must(kinds) => kinds.has(*kind),
        };
        let moves = if after_work { worked } else { rested };
        self.automaton.groups[g]
            .kinds
            .iter()
            .any(allowed)
            .then(|| moves[g].outer)
    }
}

fn mask(dims: &[Dim], strides: &[usize], inner: &[usize], size: usize) -> Vec<i32> {
    let leaves = |cell: usize| {
        inner
            .iter()
            .enumerate()
            .any(|(i, add)| cell / strides[i + 1] % dims[i + 1].size + add >= dims[i + 1].size)
    };
    (0..size)
        .map(|cell| if leaves(cell) { INF } else { 0 })
        .collect()
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
            Measure::Sum { .. } => (0..duties.len())
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
