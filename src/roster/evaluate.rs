//! The independent check of a roster: reads the model's rules as they are
//! written, day by day, and shares no step with the engine.
//!
//! A weekend belongs to the span in which its first day lies. Penalties are
//! whole numbers; each is reported with the rule and the person it comes from.

use super::model::{
    Counter, DayRule, Demand, Duty, History, KindId, Measure, Model, Person, Roster, Rule, Stretch,
};

/// What a roster is worth.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evaluation {
    pub violations: Vec<Violation>,
    pub penalties: Vec<Penalty>,
    /// The sum of the penalties.
    pub objective: i64,
}

/// A hard rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Index into the people; `None` for a demand.
    pub person: Option<usize>,
    /// The day it shows on, where there is one.
    pub day: Option<usize>,
    pub broken: Broken,
}

/// Which hard rule, and by what figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// A duty of a kind the person may not work.
    Skill(KindId),
    /// A duty on a fixed day off.
    DayOff(KindId),
    /// Not what was locked.
    Lock,
    /// A kind that may not follow the day before's.
    Succession {
        before: KindId,
        after: KindId,
    },
    /// A run of working days (`work`) or days off, its length, its limit.
    TooLong {
        work: bool,
        run: u16,
        max: u16,
    },
    TooShort {
        work: bool,
        run: u16,
        min: u16,
    },
    Over {
        rule: Rule,
        value: u32,
        max: u32,
    },
    Under {
        rule: Rule,
        value: u32,
        min: u32,
    },
    CoverUnder {
        demand: usize,
        present: u32,
        min: u32,
    },
    CoverOver {
        demand: usize,
        present: u32,
        max: u32,
    },
}

/// A soft rule's price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Penalty {
    pub person: Option<usize>,
    pub day: Option<usize>,
    pub cause: Cause,
    pub cost: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A wish that was not met.
    WishRefused(Duty),
    /// A dislike that was not minded.
    DislikeIgnored(Duty),
    Counter(Rule),
    CoverUnder {
        demand: usize,
        short: u32,
    },
    CoverOver {
        demand: usize,
        excess: u32,
    },
}

/// Checks and prices a roster of the model's size.
pub fn evaluate(model: &Model, roster: &Roster) -> Evaluation {
    let mut found = Evaluation::default();
    for (id, person) in model.people.iter().enumerate() {
        let duties = roster.of(id);
        days(id, person, duties, &mut found);
        runs(id, person, duties, &mut found);
        for counter in &person.counters {
            count(id, counter, duties, &mut found);
        }
        for request in &person.requests {
            let cost = request.penalty(duties[request.day]);
            let cause = if request.wanted {
                Cause::WishRefused(request.duty)
            } else {
                Cause::DislikeIgnored(request.duty)
            };
            found.price(Some(id), Some(request.day), cause, cost);
        }
    }
    for (id, demand) in model.demands.iter().enumerate() {
        cover(id, demand, roster, &mut found);
    }
    found.objective = found.penalties.iter().map(|p| p.cost).sum();
    found
}

impl Evaluation {
    fn price(&mut self, person: Option<usize>, day: Option<usize>, cause: Cause, cost: i64) {
        if cost != 0 {
            self.penalties.push(Penalty {
                person,
                day,
                cause,
                cost,
            });
        }
    }

    fn broken(&mut self, person: Option<usize>, day: Option<usize>, broken: Broken) {
        self.violations.push(Violation {
            person,
            day,
            broken,
        });
    }
}

fn days(id: usize, person: &Person, duties: &[Duty], found: &mut Evaluation) {
    let mut before = match person.history {
        History::Worked { last, .. } => Some(last),
        History::Open | History::Off { .. } => None,
    };
    for (day, (&duty, rule)) in duties.iter().zip(&person.days).enumerate() {
        match (rule, duty) {
            (DayRule::Off, Some(kind)) => found.broken(Some(id), Some(day), Broken::DayOff(kind)),
            (DayRule::Only(kinds), Some(kind)) if !kinds.has(kind) => {
                found.broken(Some(id), Some(day), Broken::DayOff(kind));
            }
            (DayRule::Must(kinds), _) if !duty.is_some_and(|kind| kinds.has(kind)) => {
                found.broken(Some(id), Some(day), Broken::Lock);
            }
            _ => {}
        }
        if let Some(kind) = duty {
            if !person.can.has(kind) {
                found.broken(Some(id), Some(day), Broken::Skill(kind));
            }
            if let Some(before) = before
                && person.forbidden_next[usize::from(before)].has(kind)
            {
                let broken = Broken::Succession {
                    before,
                    after: kind,
                };
                found.broken(Some(id), Some(day), broken);
            }
        }
        before = duty;
    }
}

fn runs(id: usize, person: &Person, duties: &[Duty], found: &mut Evaluation) {
    // (working, length, day it began; before the horizon: None, and whether
    // every minimum counts as met)
    let (mut work, mut run, mut met) = match person.history {
        History::Open => (false, 0, true),
        History::Worked { days, .. } => (true, days, false),
        History::Off { days } => (false, days, false),
    };
    if person.history == History::Open {
        work = duties.first().is_some_and(Option::is_some);
    }
    for (day, duty) in duties.iter().enumerate() {
        let limits: &Stretch = if work { &person.work } else { &person.rest };
        if duty.is_some() != work {
            if run < limits.min && !met {
                let broken = Broken::TooShort {
                    work,
                    run,
                    min: limits.min,
                };
                found.broken(Some(id), Some(day), broken);
            }
            (work, run, met) = (!work, 0, false);
        }
        run = run.saturating_add(1);
        let limits: &Stretch = if work { &person.work } else { &person.rest };
        if let Some(max) = limits.max
            && run > max
        {
            found.broken(Some(id), Some(day), Broken::TooLong { work, run, max });
        }
    }
}

fn count(id: usize, counter: &Counter, duties: &[Duty], found: &mut Evaluation) {
    for &(from, to) in &counter.spans {
        let value = match &counter.measure {
            Measure::Sum { .. } | Measure::Points { .. } => (from..to)
                .filter_map(|day| duties[day].map(|kind| counter.measure.amount(day, kind)))
                .sum(),
            Measure::Weekends(pairs) => {
                let inside = pairs.iter().filter(|(first, _)| (from..to).contains(first));
                let worked = inside
                    .filter(|&&(first, last)| duties[first].is_some() || duties[last].is_some());
                u32::try_from(worked.count()).unwrap_or(u32::MAX)
            }
        };
        let rule = || counter.rule.clone();
        let day = (counter.spans.len() > 1).then_some(from);
        if let Some(max) = counter.max
            && value > max
        {
            found.broken(
                Some(id),
                day,
                Broken::Over {
                    rule: rule(),
                    value,
                    max,
                },
            );
        }
        if let Some(min) = counter.min
            && value < min
        {
            found.broken(
                Some(id),
                day,
                Broken::Under {
                    rule: rule(),
                    value,
                    min,
                },
            );
        }
        found.price(
            Some(id),
            day,
            Cause::Counter(rule()),
            counter.cost.cost(value),
        );
    }
}

fn cover(id: usize, demand: &Demand, roster: &Roster, found: &mut Evaluation) {
    let here = (0..roster.people()).filter(|&p| demand.counts(p, roster.of(p)[demand.day]));
    let present = u32::try_from(here.count()).unwrap_or(u32::MAX);
    let day = Some(demand.day);
    let short = demand.preferred.saturating_sub(present);
    let excess = present.saturating_sub(demand.preferred);
    let price = |weight: u32, people: u32| i64::from(weight) * i64::from(people);
    found.price(
        None,
        day,
        Cause::CoverUnder { demand: id, short },
        price(demand.under, short),
    );
    found.price(
        None,
        day,
        Cause::CoverOver { demand: id, excess },
        price(demand.over, excess),
    );
    if let Some(min) = demand.min
        && present < min
    {
        found.broken(
            None,
            day,
            Broken::CoverUnder {
                demand: id,
                present,
                min,
            },
        );
    }
    if let Some(max) = demand.max
        && present > max
    {
        found.broken(
            None,
            day,
            Broken::CoverOver {
                demand: id,
                present,
                max,
            },
        );
    }
}
