//! The outermost dimension of a layout: between which of its values a limit can
//! still be met.

use super::layout::{Builder, Dim, INF, Layout, Move, Step};
use crate::roster::model::{DayRule, KindId};

impl Builder<'_> {
    /// The values of the outermost dimension between which a limit can still be
    /// met, by the most that days before and after can add.
    pub(super) fn band(&self, dims: &[Dim], layout: &mut Layout) {
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
            DayRule::Only(kinds) | DayRule::Must(kinds) => kinds.has(*kind),
        };
        let moves = if after_work { worked } else { rested };
        self.automaton.groups[g]
            .kinds
            .iter()
            .any(allowed)
            .then(|| moves[g].outer)
    }
}
