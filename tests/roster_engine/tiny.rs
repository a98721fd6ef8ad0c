//! Tiny models drawn from a seed, with something of every rule.

use dayclose::roster::model::{
    Counter, Curve, DayRule, Demand, Duty, History, Kind, KindSet, Measure, Model, Person, Request,
    Rule, Stretch,
};
use fastrand::Rng;

pub fn person(days: usize, kinds: usize) -> Person {
    Person {
        name: "员工A".to_owned(),
        can: KindSet::first(kinds),
        days: vec![DayRule::Free; days],
        forbidden_next: vec![KindSet::NONE; kinds],
        work: Stretch::default(),
        rest: Stretch::default(),
        history: History::Open,
        counters: Vec::new(),
        requests: Vec::new(),
    }
}

pub fn kinds(n: usize) -> Vec<Kind> {
    let kind = |i: usize| Kind {
        name: format!("K{i}"),
        start: None,
        minutes: [480, 600, 240][i % 3],
    };
    (0..n).map(kind).collect()
}

pub fn counter(rule: Rule, measure: Measure, days: usize) -> Counter {
    Counter {
        rule,
        measure,
        spans: vec![(0, days)],
        min: None,
        max: None,
        cost: Curve::default(),
    }
}

pub fn demand(day: usize, kinds: KindSet, preferred: u32) -> Demand {
    Demand {
        day,
        kinds,
        people: None,
        preferred,
        under: 10,
        over: 1,
        min: None,
        max: None,
    }
}

/// The same model for the same seed.
pub fn model(seed: u64, people: usize, days: usize, n_kinds: usize) -> Model {
    let mut rng = Rng::with_seed(seed);
    let mut model = Model {
        days,
        kinds: kinds(n_kinds),
        people: Vec::new(),
        demands: Vec::new(),
    };
    for id in 0..people {
        let drawn = draw(&mut rng, &model, id);
        model.people.push(drawn);
    }
    for day in 0..days {
        for kind in 0..n_kinds {
            let mut wanted = demand(
                day,
                KindSet::of([u8::try_from(kind).unwrap()]),
                rng.u32(0..=2),
            );
            wanted.under = rng.u32(0..12);
            wanted.over = rng.u32(0..3);
            if rng.u32(0..5) == 0 {
                wanted.min = Some(rng.u32(0..=1));
            }
            if rng.u32(0..5) == 0 {
                wanted.max = Some(rng.u32(1..=2));
            }
            if rng.u32(0..4) == 0 {
                wanted.people = Some((0..people).filter(|_| rng.bool()).collect());
            }
            model.demands.push(wanted);
        }
        if rng.u32(0..3) == 0 {
            let mut either = demand(day, KindSet::first(n_kinds), rng.u32(1..=2));
            either.under = 7;
            model.demands.push(either);
        }
    }
    assert_eq!(model.flaw(), None, "seed {seed}");
    model
}

fn draw(rng: &mut Rng, model: &Model, id: usize) -> Person {
    let (days, n) = (model.days, model.kinds.len());
    let mut p = person(days, n);
    p.name = format!("员工{id}");
    for set in &mut p.forbidden_next {
        for kind in 0..n {
            if rng.u32(0..4) == 0 {
                set.insert(u8::try_from(kind).unwrap());
            }
        }
    }
    p.work = Stretch {
        min: rng.u16(0..=2),
        max: rng.bool().then(|| rng.u16(2..=4)),
    };
    p.rest = Stretch {
        min: rng.u16(0..=2),
        max: (rng.u32(0..4) == 0).then(|| rng.u16(2..=3)),
    };
    p.history = match rng.u32(0..3) {
        0 => History::Open,
        1 => History::Worked {
            days: rng.u16(1..=2),
            last: u8::try_from(rng.usize(0..n)).unwrap(),
        },
        _ => History::Off {
            days: rng.u16(1..=2),
        },
    };
    if rng.u32(0..3) == 0 {
        p.days[rng.usize(0..days)] = DayRule::Off;
    }
    if rng.u32(0..6) == 0 {
        p.days[rng.usize(0..days)] = DayRule::Must(KindSet::of([0]));
    }
    if rng.u32(0..4) == 0 && n > 1 {
        p.can.remove(1);
        p.days
            .iter_mut()
            .filter(|d| matches!(d, DayRule::Must(_)))
            .for_each(|d| *d = DayRule::Free);
    }
    let minutes = Measure::Sum {
        by_kind: model.kinds.iter().map(|k| k.minutes).collect(),
        on_day: Vec::new(),
    };
    let mut hours = counter(Rule::Minutes, minutes, days);
    hours.max = Some(480 * rng.u32(2..=4));
    hours.min = rng.bool().then_some(480);
    p.counters.push(hours);
    let one = |kind: usize| (0..n).map(|k| u32::from(k == kind)).collect::<Vec<u32>>();
    if rng.bool() {
        let mut nights = counter(
            Rule::Shifts(0),
            Measure::Sum {
                by_kind: one(0),
                on_day: Vec::new(),
            },
            days,
        );
        nights.max = Some(rng.u32(1..=2));
        p.counters.push(nights);
    }
    if rng.bool() {
        let mut weekends = counter(
            Rule::Weekends,
            Measure::Weekends(vec![(0, 0), (2, 3)]),
            days,
        );
        weekends.max = Some(rng.u32(0..=1));
        weekends.cost = Curve {
            below: Vec::new(),
            above: vec![(0, rng.u32(0..4))],
        };
        p.counters.push(weekends);
    }
    if rng.bool() {
        let weights = (0..days).map(|_| rng.u32(0..=2) * 2).collect();
        let mut share = counter(
            Rule::Share("holidays".into()),
            Measure::Sum {
                by_kind: vec![1; n],
                on_day: weights,
            },
            days,
        );
        share.cost = Curve {
            below: vec![(2, rng.u32(0..3))],
            above: vec![(2, 1), (4, 3)],
        };
        p.counters.push(share);
    }
    if rng.u32(0..3) == 0 {
        let mut weekly = counter(
            Rule::Workdays,
            Measure::Sum {
                by_kind: vec![1; n],
                on_day: Vec::new(),
            },
            days,
        );
        weekly.spans = if rng.bool() {
            vec![(0, 2), (2, days)]
        } else {
            vec![(1, days)]
        };
        if weekly.spans.len() > 1
            && p.counters
                .iter()
                .any(|c| matches!(c.measure, Measure::Weekends(_)))
        {
            weekly.spans = vec![(0, 2), (2, days)];
        }
        weekly.max = Some(rng.u32(1..=2));
        weekly.cost = Curve {
            below: vec![(1, 2)],
            above: Vec::new(),
        };
        p.counters.push(weekly);
    }
    for _ in 0..rng.u32(0..4) {
        let duty: Duty = rng.bool().then(|| u8::try_from(rng.usize(0..n)).unwrap());
        p.requests.push(Request {
            day: rng.usize(0..days),
            duty,
            wanted: rng.bool(),
            weight: rng.u32(1..5),
        });
    }
    if rng.u32(0..3) == 0 {
        let measure = Measure::Points {
            by_kind: (0..n).map(|_| rng.u32(0..=2)).collect(),
            by_day: (0..days).map(|_| rng.u32(0..=1) * 2).collect(),
        };
        let mut burden = counter(Rule::Share("burden".into()), measure, days);
        burden.max = rng.bool().then(|| rng.u32(0..=3));
        burden.cost = Curve {
            below: vec![(1, 1)],
            above: vec![(2, 2)],
        };
        p.counters.push(burden);
    }
    if rng.u32(0..4) == 0 {
        let day = &mut p.days[rng.usize(0..days)];
        if *day == DayRule::Free {
            *day = DayRule::Only(KindSet::of([0]));
        }
    }
    p
}
