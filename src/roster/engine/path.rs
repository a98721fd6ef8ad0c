//! The cheapest roster of one person against a price for every duty: a
//! labelling over days whose labels stand in a dense table (`layout`), so that
//! the work of a day is a few passes of «smaller of two» over short vectors.
//!
//! Dominance is exact: of all paths that meet in the same node with the same
//! counters only the cheapest is kept. The path is found again from the end by
//! asking which predecessor gives the same cost.

use super::automaton::{Automaton, Node};
use super::layout::{INF, LIMIT, Layout, Move, Step};
use super::ways::{Source, Ways};
use crate::roster::model::{Duty, KindId};

/// Memory that one thread uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    cells: Vec<i32>,
    gathered: Vec<i32>,
    /// Whether anything reaches a node, by layer and node.
    alive: Vec<bool>,
    gather_alive: Vec<bool>,
    /// The cheapest kind of each group, by day and group.
    best: Vec<(i32, KindId)>,
    /// Cells looked at so far: the measure of work.
    pub work: u64,
}

/// What a path may cost and where it begins and may end.
pub struct Query<'a> {
    pub automaton: &'a Automaton,
    pub ways: &'a Ways,
    pub layout: &'a Layout,
    /// By day of the horizon and kind, a day off last; `INF` is forbidden.
    pub costs: &'a [i32],
    pub kinds: usize,
    /// What `costs` were multiplied by; the counters' costs follow.
    pub scale: i32,
    /// The node before the layout's first day; `None` on day 0 of an unknown
    /// history.
    pub start: Option<Node>,
    /// Which nodes the layout's last day may end in; `None` is any.
    pub exit: Option<&'a [bool]>,
}

impl Query<'_> {
    /// The cheapest path's cost, its duties written to `duties` (one a day of
    /// the layout); `None` where the rules leave no way.
    pub fn solve(&self, scratch: &mut Scratch, duties: &mut [Duty]) -> Option<i32> {
        let layers = self.layout.steps.len() as u64;
        scratch.work += (self.layout.work + 8 * layers) * self.ways.ways.len() as u64;
        self.prepare(scratch);
        self.forward(scratch);
        let (node, cell, total) = self.cheapest(scratch)?;
        self.back(scratch, node, cell, duties);
        Some(total)
    }

    fn scaled(&self, cost: i32) -> i32 {
        scaled(cost, self.scale)
    }

    fn prepare(&self, scratch: &mut Scratch) {
        let layout = self.layout;
        let (layers, nodes) = (layout.steps.len() + 1, self.ways.nodes);
        let cells = layers * nodes * layout.size;
        if scratch.cells.len() < cells {
            scratch.cells.resize(cells, INF);
        }
        let gathered = self.ways.gathers.len() * layout.size;
        if scratch.gathered.len() < gathered {
            scratch.gathered.resize(gathered, INF);
        }
        scratch.alive.clear();
        scratch.alive.resize(layers * nodes, false);
        scratch.gather_alive.clear();
        scratch.gather_alive.resize(self.ways.gathers.len(), false);
        scratch.best.clear();
        for day in layout.from..layout.to {
            let row = &self.costs[day * (self.kinds + 1)..(day + 1) * (self.kinds + 1)];
            for group in &self.automaton.groups {
                let cheapest = group.kinds.iter().map(|&k| (row[usize::from(k)], k)).min();
                scratch.best.push(cheapest.unwrap_or((INF, 0)));
            }
        }
    }

    /// Cost of a group's cheapest kind (or of the day off) on a day.
    fn cost(&self, best: &[(i32, KindId)], day: usize, group: Option<usize>) -> i32 {
        match group {
            None => self.costs[day * (self.kinds + 1) + self.kinds],
            Some(g) => best[(day - self.layout.from) * self.automaton.groups.len() + g].0,
        }
    }

    fn forward(&self, scratch: &mut Scratch) {
        let layout = self.layout;
        let layer_cells = self.ways.nodes * layout.size;
        let (low, high) = layout.band[0];
        if let Some(start) = self.start {
            let at = start * layout.size;
            scratch.cells[at + low * layout.row..at + (high + 1) * layout.row].fill(INF);
            scratch.cells[at] = 0;
            scratch.alive[start] = low == 0;
        }
        for (i, step) in layout.steps.iter().enumerate() {
            let (before, after) = scratch.cells.split_at_mut((i + 1) * layer_cells);
            let before = &before[i * layer_cells..];
            let after = &mut after[..layer_cells];
            let (alive, alive_after) = scratch.alive.split_at_mut((i + 1) * self.ways.nodes);
            let alive = &alive[i * self.ways.nodes..];
            let alive_after = &mut alive_after[..self.ways.nodes];
            let span = Span::new(layout, i);
            match step {
                Step::Day {
                    day,
                    rested,
                    worked,
                } => {
                    if i == 0 && self.start.is_none() {
                        self.first_day(*day, rested, &scratch.best, after, alive_after, &span);
                        continue;
                    }
                    self.gather(
                        before,
                        alive,
                        &mut scratch.gathered,
                        &mut scratch.gather_alive,
                        &span,
                    );
                    let from = Sources {
                        nodes: before,
                        alive,
                        gathered: &scratch.gathered,
                        gather_alive: &scratch.gather_alive,
                    };
                    self.one_day(
                        *day,
                        (rested, worked),
                        &scratch.best,
                        &from,
                        (after, alive_after),
                        &span,
                    );
                }
                Step::Close { stride, values } => {
                    for node in (0..self.ways.nodes).filter(|&n| alive[n]) {
                        let at = node * layout.size;
                        close(
                            &before[at..at + layout.size],
                            &mut after[at..at + layout.size],
                            *stride,
                            values,
                            self.scale,
                            &span,
                        );
                        alive_after[node] = true;
                    }
                }
            }
        }
    }

    fn first_day(
        &self,
        day: usize,
        moves: &[Move],
        best: &[(i32, KindId)],
        after: &mut [i32],
        alive: &mut [bool],
        span: &Span,
    ) {
        let options = std::iter::once(None).chain((0..self.automaton.groups.len()).map(Some));
        for group in options {
            let cost = self.cost(best, day, group);
            let offset = group.map_or(0, |g| moves[g].offset);
            let inside = (span.to.0..span.to.1).contains(&offset);
            if cost >= LIMIT || !inside || self.leaves(moves, group) {
                continue;
            }
            let node = self.automaton.first(group);
            let at = node * self.layout.size;
            if !alive[node] {
                after[at + span.to.0..at + span.to.1].fill(INF);
                alive[node] = true;
            }
            let cell = &mut after[at + offset];
            *cell = (*cell).min(cost);
        }
    }

    /// Whether a first duty would leave an inner dimension at once.
    fn leaves(&self, moves: &[Move], group: Option<usize>) -> bool {
        let mask = group.and_then(|g| moves[g].mask);
        mask.is_some_and(|m| self.layout.masks[m][0] != 0)
    }

    fn gather(
        &self,
        nodes: &[i32],
        alive: &[bool],
        gathered: &mut [i32],
        gather_alive: &mut [bool],
        span: &Span,
    ) {
        let size = self.layout.size;
        let (low, high) = span.from;
        for (g, gather) in self.ways.gathers.iter().enumerate() {
            let (held, rest) = gathered.split_at_mut(g * size);
            let to = &mut rest[low..high];
            let mut any = false;
            if let Some(base) = gather.base.filter(|&b| gather_alive[b]) {
                to.copy_from_slice(&held[base * size + low..base * size + high]);
                any = true;
            }
            for &node in gather.extra.iter().filter(|&&n| alive[n]) {
                let from = &nodes[node * size + low..node * size + high];
                if any {
                    for (to, from) in to.iter_mut().zip(from) {
                        *to = (*to).min(*from);
                    }
                } else {
                    to.copy_from_slice(from);
                    any = true;
                }
            }
            gather_alive[g] = any;
        }
    }

    fn one_day(
        &self,
        day: usize,
        (rested, worked): (&[Move], &[Move]),
        best: &[(i32, KindId)],
        from: &Sources<'_>,
        (after, alive_after): (&mut [i32], &mut [bool]),
        span: &Span,
    ) {
        let size = self.layout.size;
        for way in &self.ways.ways {
            let cost = self.cost(best, day, way.group);
            if cost >= LIMIT {
                continue;
            }
            let Some(source) = from.get(way.source, size) else {
                continue;
            };
            let moves = if way.worked { worked } else { rested };
            let (offset, mask) = way
                .group
                .map_or((0, None), |g| (moves[g].offset, moves[g].mask));
            let start = span.from.0.max(span.to.0.saturating_sub(offset));
            let end = span.from.1.min(span.to.1.saturating_sub(offset));
            if start >= end {
                continue;
            }
            let at = way.to * size;
            if !alive_after[way.to] {
                after[at + span.to.0..at + span.to.1].fill(INF);
                alive_after[way.to] = true;
            }
            let to = &mut after[at + start + offset..at + end + offset];
            let source = &source[start..end];
            match mask {
                None => {
                    for (to, from) in to.iter_mut().zip(source) {
                        *to = (*to).min(*from + cost);
                    }
                }
                Some(mask) => {
                    let mask = &self.layout.masks[mask][start..end];
                    for ((to, from), mask) in to.iter_mut().zip(source).zip(mask) {
                        *to = (*to).min(*from + cost + *mask);
                    }
                }
            }
        }
    }

    fn cheapest(&self, scratch: &Scratch) -> Option<(Node, usize, i32)> {
        let layout = self.layout;
        let layer = layout.steps.len();
        let span = Span::of(layout, layer);
        let mut found: Option<(Node, usize, i32)> = None;
        for node in 0..self.ways.nodes {
            let allowed = self.exit.is_none_or(|exit| exit[node]);
            if !allowed || !scratch.alive[layer * self.ways.nodes + node] {
                continue;
            }
            let at = (layer * self.ways.nodes + node) * layout.size;
            for cell in span.0..span.1 {
                let total = scratch.cells[at + cell].saturating_add(self.scaled(layout.fin[cell]));
                if total < found.map_or(LIMIT, |(.., t)| t) {
                    found = Some((node, cell, total));
                }
            }
        }
        found
    }

    fn back(&self, scratch: &Scratch, mut node: Node, mut cell: usize, duties: &mut [Duty]) {
        let layout = self.layout;
        let value = |layer: usize, node: Node, cell: usize| -> i32 {
            let (low, high) = Span::of(layout, layer);
            if scratch.alive[layer * self.ways.nodes + node] && (low..high).contains(&cell) {
                scratch.cells[(layer * self.ways.nodes + node) * layout.size + cell]
            } else {
                INF
            }
        };
        for (layer, step) in layout.steps.iter().enumerate().rev() {
            let now = value(layer + 1, node, cell);
            match step {
                Step::Close { stride, values } => {
                    let gave = |v: &usize| {
                        let from = value(layer, node, cell + v * stride);
                        from < LIMIT && from.saturating_add(self.scaled(values[*v])).min(INF) == now
                    };
                    cell += (0..values.len()).find(gave).unwrap_or(0) * stride;
                }
                Step::Day {
                    day,
                    rested,
                    worked,
                } => {
                    let chosen = |group: Option<usize>| -> Duty {
                        group.map(|g| {
                            scratch.best[(day - layout.from) * self.automaton.groups.len() + g].1
                        })
                    };
                    if layer == 0 && self.start.is_none() {
                        let mut options =
                            std::iter::once(None).chain((0..self.automaton.groups.len()).map(Some));
                        let group = options.find(|&group| {
                            let offset = group.map_or(0, |g| rested[g].offset);
                            self.automaton.first(group) == node
                                && offset == cell
                                && !self.leaves(rested, group)
                                && self.cost(&scratch.best, *day, group) == now
                        });
                        duties[0] = chosen(group.flatten());
                        return;
                    }
                    let found = self
                        .ways
                        .ways
                        .iter()
                        .filter(|w| w.to == node)
                        .find_map(|way| {
                            let moves = if way.worked { worked } else { rested };
                            let (offset, mask) = way
                                .group
                                .map_or((0, None), |g| (moves[g].offset, moves[g].mask));
                            let before = cell.checked_sub(offset)?;
                            if mask.is_some_and(|m| layout.masks[m][before] != 0) {
                                return None;
                            }
                            let cost = self.cost(&scratch.best, *day, way.group);
                            let gave = |n: &&Node| {
                                let from = value(layer, **n, before);
                                from < LIMIT && cost < LIMIT && from + cost == now
                            };
                            way.from.iter().find(gave).map(|n| (*n, before, way.group))
                        });
                    let Some((from, before, group)) = found else {
                        return;
                    };
                    duties[day - layout.from] = chosen(group);
                    (node, cell) = (from, before);
                }
            }
        }
    }
}

fn scaled(cost: i32, scale: i32) -> i32 {
    if cost >= LIMIT {
        INF
    } else {
        cost.saturating_mul(scale)
    }
}

/// The cells of two neighbouring layers that matter.
struct Span {
    from: (usize, usize),
    to: (usize, usize),
}

impl Span {
    fn of(layout: &Layout, layer: usize) -> (usize, usize) {
        let (low, high) = layout.band[layer];
        (low * layout.row, (high + 1) * layout.row)
    }

    fn new(layout: &Layout, layer: usize) -> Span {
        Span {
            from: Span::of(layout, layer),
            to: Span::of(layout, layer + 1),
        }
    }
}

struct Sources<'a> {
    nodes: &'a [i32],
    alive: &'a [bool],
    gathered: &'a [i32],
    gather_alive: &'a [bool],
}

impl Sources<'_> {
    fn get(&self, source: Source, size: usize) -> Option<&[i32]> {
        match source {
            Source::Node(n) => self.alive[n].then(|| &self.nodes[n * size..(n + 1) * size]),
            Source::Gather(g) => {
                self.gather_alive[g].then(|| &self.gathered[g * size..(g + 1) * size])
            }
        }
    }
}

/// Every value of a counter pays its price and becomes 0.
fn close(from: &[i32], to: &mut [i32], stride: usize, values: &[i32], scale: i32, span: &Span) {
    to[span.to.0..span.to.1].fill(INF);
    let cells = from.iter().enumerate().take(span.from.1).skip(span.from.0);
    for (cell, &cost) in cells {
        let v = cell / stride % values.len();
        let at = cell - v * stride;
        if (span.to.0..span.to.1).contains(&at) && cost < LIMIT {
            to[at] = to[at].min(cost.saturating_add(scaled(values[v], scale)).min(INF));
        }
    }
}
