//! The order in which a day of the labelling is computed.

use super::automaton::{Automaton, Node};

/// The automaton's ways in the order in which a day is computed.
#[derive(Debug, Clone)]
pub struct Ways {
    /// Nodes whose minimum several ways share; `base` is an earlier gather that
    /// already holds part of them.
    pub(super) gathers: Vec<Gather>,
    pub(super) ways: Vec<Arc>,
    pub(super) nodes: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Gather {
    pub(super) base: Option<usize>,
    pub(super) extra: Vec<Node>,
}

#[derive(Debug, Clone)]
pub(super) struct Arc {
    pub(super) to: Node,
    pub(super) source: Source,
    pub(super) from: Vec<Node>,
    pub(super) group: Option<usize>,
    pub(super) worked: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    Node(Node),
    Gather(usize),
}

impl Ways {
    /// How many ways a day has.
    pub fn len(&self) -> usize {
        self.ways.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    pub fn new(automaton: &Automaton) -> Ways {
        let mut sets: Vec<Vec<Node>> = Vec::new();
        for way in &automaton.ways {
            let mut from = way.from.clone();
            from.sort_unstable();
            if from.len() > 1 && !sets.contains(&from) {
                sets.push(from);
            }
        }
        sets.sort_by_key(Vec::len);
        let gathers = sets
            .iter()
            .enumerate()
            .map(|(i, set)| {
                let within = |j: &usize| sets[*j].iter().all(|n| set.contains(n));
                let base = (0..i).rev().find(within);
                let held = base.map_or(&[][..], |j| &sets[j]);
                let extra = set.iter().filter(|n| !held.contains(n)).copied().collect();
                Gather { base, extra }
            })
            .collect();
        let mut ways: Vec<Arc> = automaton
            .ways
            .iter()
            .map(|way| {
                let mut from = way.from.clone();
                from.sort_unstable();
                let source = match sets.iter().position(|s| *s == from) {
                    Some(at) => Source::Gather(at),
                    None => Source::Node(from[0]),
                };
                Arc {
                    to: way.to,
                    source,
                    from,
                    group: way.group,
                    worked: way.worked,
                }
            })
            .collect();
        ways.sort_by_key(|w| w.to);
        Ways {
            gathers,
            ways,
            nodes: automaton.nodes,
        }
    }
}
