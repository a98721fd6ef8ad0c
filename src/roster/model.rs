//! What a roster must and should be, as data. The department's own rosters and
//! the public instances both become this; the engine, the bound and the check
//! read nothing else.
//!
//! Hard rules bind each person's own sequence of duties. What several people do
//! together (cover) is a demand with weights; a demand may also carry a hard
//! minimum or maximum, and where that cannot be met it stays visibly open.

/// Index of a shift kind in [`Model::kinds`].
pub type KindId = u8;

/// One person's duty on one day; `None` is a day off.
pub type Duty = Option<KindId>;

/// The most shift kinds a model may have.
pub const MAX_KINDS: usize = 64;

/// A set of shift kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct KindSet(pub u64);

impl KindSet {
    pub const NONE: KindSet = KindSet(0);

    pub fn of(kinds: impl IntoIterator<Item = KindId>) -> Self {
        let mut set = KindSet::NONE;
        for kind in kinds {
            set.insert(kind);
        }
        set
    }

    /// The first `n` kinds.
    pub fn first(n: usize) -> Self {
        KindSet(if n >= MAX_KINDS {
            u64::MAX
        } else {
            (1 << n) - 1
        })
    }

    pub fn insert(&mut self, kind: KindId) {
        self.0 |= 1 << kind;
    }

    pub fn remove(&mut self, kind: KindId) {
        self.0 &= !(1 << kind);
    }

    pub fn has(self, kind: KindId) -> bool {
        self.0 >> kind & 1 == 1
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub fn and(self, other: KindSet) -> KindSet {
        KindSet(self.0 & other.0)
    }

    pub fn iter(self) -> impl Iterator<Item = KindId> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let kind = u8::try_from(left.trailing_zeros()).ok()?;
            left &= left - 1;
            Some(kind)
        })
    }
}

/// The whole month, or any other horizon. Days count from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub days: usize,
    pub kinds: Vec<Kind>,
    pub people: Vec<Person>,
    pub demands: Vec<Demand>,
}

/// A shift kind 班次; an on-call duty may be one too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    pub name: String,
    /// Minute of the day it starts at; `None` where only its length is known.
    pub start: Option<u16>,
    /// Length in minutes; past midnight where start + length passes 1440.
    pub minutes: u32,
}

impl Kind {
    /// Minutes between the end of this kind on one day and the start of `next`
    /// on the following day; `None` where a start is not known.
    pub fn rest_before(&self, next: &Kind) -> Option<i64> {
        let end = i64::from(self.start?) + i64::from(self.minutes);
        Some(1440 + i64::from(next.start?) - end)
    }
}

/// For each kind, the kinds that may not follow it on the next day, when
/// `minutes` of rest must lie between two duties.
pub fn forbidden_by_rest(kinds: &[Kind], minutes: i64) -> Vec<KindSet> {
    let short =
        |kind: &Kind, next: &Kind| kind.rest_before(next).is_some_and(|rest| rest < minutes);
    kinds
        .iter()
        .map(|kind| {
            let after = (0..).zip(kinds).filter(|(_, next)| short(kind, next));
            KindSet::of(after.map(|(id, _)| id))
        })
        .collect()
}

#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub name: String,
    /// The kinds this person may ever work (skills, roles, deputies).
    pub can: KindSet,
    /// One entry a day.
    pub days: Vec<DayRule>,
    /// For each kind, the kinds that may not follow it on the next day.
    pub forbidden_next: Vec<KindSet>,
    /// Consecutive working days.
    pub work: Stretch,
    /// Consecutive days off.
    pub rest: Stretch,
    /// What came before day 0.
    pub history: History,
    pub counters: Vec<Counter>,
    pub requests: Vec<Request>,
}

/// What is settled about one person's day before the search begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayRule {
    Free,
    /// Leave, or a fixed day off.
    Off,
    /// Off, or one of these kinds.
    Only(KindSet),
    /// A locked duty, or one of several.
    Must(KindSet),
}

/// Limits on the length of a run of equal days. A run that touches the end of
/// the horizon may be shorter than `min`: the days after it are taken to
/// complete it. What the days before it are taken to be, [`History`] says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stretch {
    /// 0 and 1 are no limit.
    pub min: u16,
    pub max: Option<u16>,
}

/// The days before day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum History {
    /// Not known. As the public instances have it: a run that begins on day 0
    /// counts from day 0 against a maximum and has met every minimum.
    #[default]
    Open,
    /// So many working days up to day −1, the last of this kind.
    Worked { days: u16, last: KindId },
    /// So many days off up to day −1.
    Off { days: u16 },
}

/// A figure summed over one person's roster, with hard limits and weights:
/// minutes, duties of one kind, weekends, nights, holidays by weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    pub rule: Rule,
    pub measure: Measure,
    /// Each span of days `from..to` is counted and limited alone (a week, a
    /// month); spans do not overlap. One span over the horizon is the usual case.
    pub spans: Vec<(usize, usize)>,
    pub min: Option<u32>,
    pub max: Option<u32>,
    pub cost: Curve,
}

/// Which rule a counter stands for, in reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// Minutes worked.
    Minutes,
    /// Duties of one kind.
    Shifts(KindId),
    /// Weekends with a duty on one of their days.
    Weekends,
    /// Days worked (days off a week or month are its complement).
    Workdays,
    /// Nights, holidays or whatever else is shared out fairly.
    Share(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// A duty of kind `k` on day `d` adds `by_kind[k] × on_day[d]`; an empty
    /// `on_day` is 1 on every day.
    Sum { by_kind: Vec<u32>, on_day: Vec<u32> },
    /// A duty of kind `k` on day `d` adds `by_kind[k] + by_day[d]`: burdens of
    /// the shift and of the day. Only over the whole horizon.
    Points { by_kind: Vec<u32>, by_day: Vec<u32> },
    /// Each pair adds 1 when a duty falls on either day. `last` is `first` or
    /// the day after it.
    Weekends(Vec<(usize, usize)>),
}

impl Measure {
    /// What one duty adds by itself.
    pub fn amount(&self, day: usize, kind: KindId) -> u32 {
        match self {
            Measure::Sum { by_kind, on_day } => {
                let weight = if on_day.is_empty() { 1 } else { on_day[day] };
                by_kind[usize::from(kind)].saturating_mul(weight)
            }
            Measure::Points { by_kind, by_day } => {
                by_kind[usize::from(kind)].saturating_add(by_day[day])
            }
            Measure::Weekends(_) => 0,
        }
    }
}

/// A convex cost of a figure: weight × distance, summed over the points.
/// Fairness is written so: a target, and a steeper weight further away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Curve {
    /// `(target, weight)`: weight for each unit short of the target.
    pub below: Vec<(u32, u32)>,
    /// `(target, weight)`: weight for each unit over the target.
    pub above: Vec<(u32, u32)>,
}

impl Curve {
    pub fn is_flat(&self) -> bool {
        self.below.is_empty() && self.above.is_empty()
    }

    pub fn cost(&self, value: u32) -> i64 {
        let below = self
            .below
            .iter()
            .map(|&(at, w)| i64::from(w) * i64::from(at.saturating_sub(value)));
        let above = self
            .above
            .iter()
            .map(|&(at, w)| i64::from(w) * i64::from(value.saturating_sub(at)));
        below.chain(above).sum()
    }
}

/// A wish or a dislike for one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    pub day: usize,
    /// `None` speaks of the day off.
    pub duty: Duty,
    /// Whether the duty is wanted or to be avoided.
    pub wanted: bool,
    /// The penalty when the request is not met.
    pub weight: u32,
}

impl Request {
    pub fn penalty(&self, duty: Duty) -> i64 {
        if (duty == self.duty) == self.wanted {
            0
        } else {
            i64::from(self.weight)
        }
    }
}

/// How many people are wanted on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    pub day: usize,
    /// A person on any of these kinds counts.
    pub kinds: KindSet,
    /// The people who count (a role); `None` is everybody.
    pub people: Option<Vec<usize>>,
    pub preferred: u32,
    /// Weight for each person short of, and over, `preferred`.
    pub under: u32,
    pub over: u32,
    /// Hard limits.
    pub min: Option<u32>,
    pub max: Option<u32>,
}

impl Demand {
    pub fn counts(&self, person: usize, duty: Duty) -> bool {
        duty.is_some_and(|kind| self.kinds.has(kind))
            && self
                .people
                .as_ref()
                .is_none_or(|people| people.contains(&person))
    }
}

/// Who does what on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    days: usize,
    cells: Vec<Duty>,
}

impl Roster {
    /// Everybody off.
    pub fn new(people: usize, days: usize) -> Self {
        Roster {
            days,
            cells: vec![None; people * days],
        }
    }

    pub fn people(&self) -> usize {
        self.cells.len().checked_div(self.days).unwrap_or(0)
    }

    pub fn days(&self) -> usize {
        self.days
    }

    pub fn of(&self, person: usize) -> &[Duty] {
        &self.cells[person * self.days..(person + 1) * self.days]
    }

    /// Exchanges two people's duties of the days `from..to`.
    pub fn exchange(&mut self, [a, b]: [usize; 2], (from, to): (usize, usize)) {
        for day in from..to {
            self.cells.swap(a * self.days + day, b * self.days + day);
        }
    }

    pub fn of_mut(&mut self, person: usize) -> &mut [Duty] {
        &mut self.cells[person * self.days..(person + 1) * self.days]
    }
}

impl Model {
    /// What the model says of itself that cannot be: sizes that do not fit,
    /// days outside the horizon. The engine relies on `None` here.
    pub fn flaw(&self) -> Option<&'static str> {
        let kinds = self.kinds.len();
        if kinds == 0 || kinds > MAX_KINDS {
            return Some("between 1 and 64 shift kinds are needed");
        }
        if self.days == 0 {
            return Some("the horizon has no day");
        }
        for person in &self.people {
            if person.days.len() != self.days || person.forbidden_next.len() != kinds {
                return Some("a person's days or successions do not fit the model");
            }
            if matches!(person.history, History::Worked { last, .. } if usize::from(last) >= kinds)
            {
                return Some("a history names a kind that is not there");
            }
            let known = |duty: Duty| duty.is_none_or(|kind| usize::from(kind) < kinds);
            if person
                .requests
                .iter()
                .any(|r| r.day >= self.days || !known(r.duty))
            {
                return Some("a request lies outside the model");
            }
            if let Some(flaw) = person.counters.iter().find_map(|c| self.counter_flaw(c)) {
                return Some(flaw);
            }
        }
        self.demands
            .iter()
            .any(|d| d.day >= self.days)
            .then_some("a demand lies outside the horizon")
    }

    fn counter_flaw(&self, counter: &Counter) -> Option<&'static str> {
        let mut end = 0;
        for &(from, to) in &counter.spans {
            if from < end || to <= from || to > self.days {
                return Some("a counter's spans overlap or leave the horizon");
            }
            end = to;
        }
        match &counter.measure {
            Measure::Sum { by_kind, on_day } => {
                let fits = by_kind.len() == self.kinds.len()
                    && (on_day.is_empty() || on_day.len() == self.days);
                (!fits).then_some("a counter's amounts do not fit the model")
            }
            Measure::Points { by_kind, by_day } => {
                let fits = by_kind.len() == self.kinds.len()
                    && by_day.len() == self.days
                    && counter.spans == [(0, self.days)];
                (!fits).then_some("a counter's points do not fit the model")
            }
            Measure::Weekends(pairs) => {
                let mut end = 0;
                for &(first, last) in pairs {
                    if first < end || last < first || last > first + 1 || last >= self.days {
                        return Some("a counter's weekends do not fit the horizon");
                    }
                    if counter
                        .spans
                        .iter()
                        .any(|&(_, to)| first < to && to <= last)
                    {
                        return Some("a counter's span ends within a weekend");
                    }
                    end = last + 1;
                }
                None
            }
        }
    }
}
