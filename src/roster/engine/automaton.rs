//! One person's rules on the order of duties as a finite automaton: which day
//! may follow which, how long runs are and may become.
//!
//! Kinds after which the same kinds are forbidden are one class: the automaton
//! need not remember more of yesterday than that. A node is then a run of days
//! off (its length, up to the shortest allowed) or a run of duties (class of
//! the last, length). A run that began on day 0 of an unknown history has met
//! every minimum; nodes of their own remember that.

use crate::roster::model::{Duty, History, KindId, KindSet, Person};

/// Index of a node.
pub type Node = usize;

/// A way into a node: which nodes lead there by which duty.
#[derive(Debug, Clone)]
pub struct Way {
    pub to: Node,
    pub from: Vec<Node>,
    /// `None`: a day off. Else a group of kinds that may all be worked here.
    pub group: Option<usize>,
    /// Whether yesterday was worked.
    pub worked: bool,
}

/// Kinds that lead to the same class from the same classes, and count alike.
#[derive(Debug, Clone)]
pub struct Group {
    pub kinds: Vec<KindId>,
    class: usize,
    /// Classes it may follow.
    after: u64,
}

#[derive(Debug, Clone)]
pub struct Automaton {
    pub nodes: usize,
    pub ways: Vec<Way>,
    pub groups: Vec<Group>,
    /// Where each node stands before day 0; the first day of an unknown history
    /// has ways of its own.
    pub start: Start,
    class_of: Vec<usize>,
    shape: Shape,
    /// Where a day off, and each group after it, leads from each node.
    next: Vec<Option<Node>>,
    group_of: Vec<Option<usize>>,
}

/// The state before the first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    Open,
    Node(Node),
}

#[derive(Debug, Clone, Copy)]
struct Shape {
    /// Lengths of runs that are told apart; the last one may stand for «or more».
    off: u16,
    work: u16,
    off_capped: bool,
    work_capped: bool,
    min_off: u16,
    min_work: u16,
    /// Runs of day 0 that are shorter than `min_work`, or `min_off`.
    met: u16,
    met_off: u16,
    classes: usize,
}

impl Shape {
    fn off_node(self, run: u16) -> Node {
        usize::from(run - 1)
    }

    fn work_node(self, class: usize, run: u16) -> Node {
        usize::from(self.off) + class * usize::from(self.work) + usize::from(run - 1)
    }

    fn met_node(self, class: usize, run: u16) -> Node {
        let before = usize::from(self.off) + self.classes * usize::from(self.work);
        before + class * usize::from(self.met) + usize::from(run - 1)
    }

    fn met_off_node(self, run: u16) -> Node {
        let works = self.classes * usize::from(self.work + self.met);
        usize::from(self.off) + works + usize::from(run - 1)
    }

    /// As `early`, of days off.
    fn early_off(self, run: u16) -> Node {
        if run <= self.met_off {
            self.met_off_node(run)
        } else {
            self.off_node(run)
        }
    }

    /// The node of a run that began on day 0 of an unknown history.
    fn early(self, class: usize, run: u16) -> Node {
        if run <= self.met {
            self.met_node(class, run)
        } else {
            self.work_node(class, run)
        }
    }
}

impl Automaton {
    /// `alike(a, b)` says whether two kinds add the same to every counter.
    pub fn new(person: &Person, days: usize, alike: &dyn Fn(KindId, KindId) -> bool) -> Automaton {
        let horizon = u16::try_from(days).unwrap_or(u16::MAX);
        let (before_work, before_off) = match person.history {
            History::Open => (0, 0),
            History::Worked { days, .. } => (days, 0),
            History::Off { days } => (0, days),
        };
        let usable = usable(person);
        let (class_of, classes) = classes(person, usable);
        let longest = |max: Option<u16>, min: u16, before: u16| match max {
            Some(max) if max < horizon.saturating_add(before) => (max.max(1), true),
            _ => (min.max(1), false),
        };
        let (work, work_capped) = longest(person.work.max, person.work.min, before_work);
        let (off, off_capped) = longest(person.rest.max, person.rest.min, before_off);
        let open = person.history == History::Open;
        let shape = Shape {
            off,
            work,
            off_capped,
            work_capped,
            min_off: person.rest.min.clamp(1, off),
            min_work: person.work.min.clamp(1, work),
            met: if open {
                person.work.min.clamp(1, work) - 1
            } else {
                0
            },
            // Without a longest run, day 0 may as well stand at the shortest.
            met_off: if open && off_capped {
                person.rest.min.clamp(1, off) - 1
            } else {
                0
            },
            classes,
        };
        let start = match person.history {
            History::Open => Start::Open,
            History::Worked { days, last } => {
                let run = days.clamp(1, work);
                Start::Node(shape.work_node(class_of[usize::from(last)], run))
            }
            History::Off { days } => Start::Node(shape.off_node(days.clamp(1, off))),
        };
        let groups = groups(person, usable, &class_of, classes, alike);
        let ways = ways(&groups, shape);
        let nodes = usize::from(off + shape.met_off) + classes * usize::from(work + shape.met);
        let mut next = vec![None; nodes * (groups.len() + 1)];
        for way in &ways {
            for from in &way.from {
                let at = from * (groups.len() + 1) + way.group.map_or(0, |g| g + 1);
                next[at].get_or_insert(way.to);
            }
        }
        let group_of = |kind: KindId| groups.iter().position(|g| g.kinds.contains(&kind));
        let group_of = (0..).take(class_of.len()).map(group_of).collect();
        Automaton {
            nodes,
            ways,
            groups,
            start,
            class_of,
            shape,
            next,
            group_of,
        }
    }

    /// The nodes of day 0 when what came before is not known: off, and each
    /// group of kinds.
    pub fn first(&self, group: Option<usize>) -> Node {
        match group {
            None if self.shape.off_capped => self.shape.early_off(1),
            None => self.shape.off_node(self.shape.min_off),
            Some(group) => self.shape.early(self.groups[group].class, 1),
        }
    }

    /// One more day; `None` where the rules forbid it.
    pub fn step(&self, from: Option<Node>, duty: Duty) -> Option<Node> {
        let group = match duty {
            None => None,
            Some(kind) => Some((*self.group_of.get(usize::from(kind))?)?),
        };
        match from {
            None => Some(self.first(group)),
            Some(from) => self.next[from * (self.groups.len() + 1) + group.map_or(0, |g| g + 1)],
        }
    }

    /// The node before the first day.
    pub fn start_node(&self) -> Option<Node> {
        match self.start {
            Start::Open => None,
            Start::Node(node) => Some(node),
        }
    }

    /// Whether the rules allow these duties, from day 0 on.
    pub fn takes(&self, duties: &[Duty]) -> bool {
        let mut node = self.start_node();
        duties.iter().all(|&duty| {
            node = self.step(node, duty);
            node.is_some()
        })
    }

    pub fn is_work(&self, node: Node) -> bool {
        let off = usize::from(self.shape.off);
        (off..self.nodes - usize::from(self.shape.met_off)).contains(&node)
    }

    /// How many classes of kinds are told apart.
    pub fn classes(&self) -> usize {
        self.class_of.iter().max().map_or(0, |m| m + 1)
    }
}

/// The kinds that may be worked at all: within the skills, or the last before day 0.
fn usable(person: &Person) -> KindSet {
    person.can
}

/// Classes of kinds by what they forbid among the kinds the person may work.
fn classes(person: &Person, usable: KindSet) -> (Vec<usize>, usize) {
    let mut seen: Vec<KindSet> = Vec::new();
    let mut needed = usable;
    if let History::Worked { last, .. } = person.history {
        needed.insert(last);
    }
    let of = (0..)
        .zip(&person.forbidden_next)
        .map(|(kind, forbidden)| {
            if !needed.has(kind) {
                return 0;
            }
            let key = forbidden.and(usable);
            seen.iter().position(|s| *s == key).unwrap_or_else(|| {
                seen.push(key);
                seen.len() - 1
            })
        })
        .collect();
    (of, seen.len().max(1))
}

fn groups(
    person: &Person,
    usable: KindSet,
    class_of: &[usize],
    classes: usize,
    alike: &dyn Fn(KindId, KindId) -> bool,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    // One kind of each class says what the class forbids.
    let speaks: Vec<Option<usize>> = (0..classes)
        .map(|class| {
            (0..class_of.len()).find(|&k| {
                let id = u8::try_from(k).unwrap_or(u8::MAX);
                class_of[k] == class
                    && (usable.has(id)
                        || matches!(person.history, History::Worked { last, .. } if last == id))
            })
        })
        .collect();
    for kind in usable.iter() {
        let class = class_of[usize::from(kind)];
        let after = speaks
            .iter()
            .enumerate()
            .filter(|(_, speaker)| speaker.is_some_and(|k| !person.forbidden_next[k].has(kind)))
            .fold(0_u64, |set, (class, _)| set | 1 << class);
        let same = groups
            .iter_mut()
            .find(|g| g.class == class && g.after == after && alike(g.kinds[0], kind));
        match same {
            Some(group) => group.kinds.push(kind),
            None => groups.push(Group {
                kinds: vec![kind],
                class,
                after,
            }),
        }
    }
    groups
}

fn ways(groups: &[Group], shape: Shape) -> Vec<Way> {
    let mut ways = Vec::new();
    let classes = 0..shape.classes;
    // A day off after a day off.
    for run in 1..=shape.off {
        let mut from = Vec::new();
        if run > 1 {
            from.push(shape.off_node(run - 1));
        }
        if run == shape.off && !shape.off_capped {
            from.push(shape.off_node(run));
        }
        if !from.is_empty() {
            ways.push(Way {
                to: shape.off_node(run),
                from,
                group: None,
                worked: false,
            });
        }
    }
    for run in 1..=shape.met_off {
        let (to, from) = (shape.early_off(run + 1), vec![shape.met_off_node(run)]);
        ways.push(Way {
            to,
            from,
            group: None,
            worked: false,
        });
    }
    // The first day off: every run that is long enough, or need not be.
    let mut ended = Vec::new();
    for class in classes.clone() {
        ended.extend((shape.min_work..=shape.work).map(|run| shape.work_node(class, run)));
        ended.extend((1..=shape.met).map(|run| shape.met_node(class, run)));
    }
    ways.push(Way {
        to: shape.off_node(1),
        from: ended,
        group: None,
        worked: true,
    });
    let mut rested: Vec<Node> = (shape.min_off..=shape.off)
        .map(|run| shape.off_node(run))
        .collect();
    rested.extend((1..=shape.met_off).map(|run| shape.met_off_node(run)));
    for (id, group) in groups.iter().enumerate() {
        let to = shape.work_node(group.class, 1);
        ways.push(Way {
            to,
            from: rested.clone(),
            group: Some(id),
            worked: false,
        });
        let before = |node: &dyn Fn(usize) -> Node| -> Vec<Node> {
            classes
                .clone()
                .filter(|class| group.after >> class & 1 == 1)
                .map(node)
                .collect()
        };
        for run in 1..=shape.work {
            let next = if run < shape.work {
                run + 1
            } else if shape.work_capped {
                continue;
            } else {
                run
            };
            let from = before(&|class| shape.work_node(class, run));
            let to = shape.work_node(group.class, next);
            ways.push(Way {
                to,
                from,
                group: Some(id),
                worked: true,
            });
        }
        for run in 1..=shape.met {
            let from = before(&|class| shape.met_node(class, run));
            let to = shape.early(group.class, run + 1);
            ways.push(Way {
                to,
                from,
                group: Some(id),
                worked: true,
            });
        }
    }
    ways.retain(|way| !way.from.is_empty());
    ways
}
