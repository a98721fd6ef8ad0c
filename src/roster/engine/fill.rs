//! What a layout holds: the steps of its days, and what counters cost at the end.

use super::layout::{Adds, Builder, Dim, INF, LIMIT, Layout, Live, Move, Step};

impl Builder<'_> {
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

    pub(super) fn fin(
        &self,
        dims: &[Dim],
        strides: &[usize],
        live: &[Live],
        size: usize,
    ) -> Vec<i32> {
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

    pub(super) fn steps(&self, dims: &[Dim], strides: &[usize], layout: &mut Layout) {
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
