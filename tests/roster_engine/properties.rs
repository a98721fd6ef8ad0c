//! What holds for any roster the engine makes.

use crate::tiny;
use dayclose::roster::evaluate::evaluate;
use dayclose::roster::model::{Curve, DayRule, Demand, KindSet, Measure, Model, Rule, Stretch};
use dayclose::roster::solve::{Limits, Solution, Stopped, solve};
use std::sync::atomic::{AtomicBool, Ordering};

fn rounds(model: &Model, seed: u64, rounds: u64) -> Solution {
    let limits = Limits::rounds(rounds);
    solve(model, seed, limits, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_roster() {
    let model = tiny::model(7, 6, 14, 3);
    let (first, second) = (rounds(&model, 5, 2), rounds(&model, 5, 2));
    assert_eq!(first.roster, second.roster);
    assert_eq!((first.bound, first.rounds), (second.bound, second.rounds));
}

#[test]
fn nobody_who_has_a_roster_breaks_a_rule() {
    let mut kept = 0;
    for seed in 1000..1030 {
        let model = tiny::model(seed, 5, 10, 3);
        let solution = rounds(&model, seed, 1);
        let broken: Vec<_> = solution
            .evaluation
            .violations
            .iter()
            .filter_map(|v| v.person)
            .collect();
        for (id, person) in model.people.iter().enumerate() {
            let mut alone = model.clone();
            (alone.people, alone.demands) = (vec![person.clone()], Vec::new());
            // Alone the person's rules either hold together or do not.
            let possible = rounds(&alone, 1, 1).evaluation.violations.is_empty();
            assert_eq!(broken.contains(&id), !possible, "seed {seed}, person {id}");
            kept += i32::from(possible);
        }
    }
    assert!(kept > 75, "only {kept} people had a roster at all");
}

#[test]
fn locks_and_leave_never_move() {
    let mut model = tiny::model(11, 4, 14, 2);
    for person in &mut model.people {
        *person = tiny::person(14, 2);
        person.days[3] = DayRule::Off;
        person.days[5] = DayRule::Must(KindSet::of([1]));
    }
    for demand in &mut model.demands {
        demand.people = None;
    }
    let solution = rounds(&model, 1, 2);
    for person in 0..4 {
        assert_eq!(
            (solution.roster.of(person)[3], solution.roster.of(person)[5]),
            (None, Some(1))
        );
    }
    assert!(
        solution
            .evaluation
            .violations
            .iter()
            .all(|v| v.person.is_none())
    );
}

/// Half a year: rosters are rebuilt by windows, the bound is a subgradient's.
#[test]
fn a_long_horizon_keeps_the_rules() {
    let mut model = tiny::model(3, 3, 182, 2);
    for person in &mut model.people {
        for counter in &mut person.counters {
            (counter.min, counter.max) = (None, counter.max.map(|max| max.saturating_mul(20)));
        }
        person.days.fill(DayRule::Free);
    }
    let solution = rounds(&model, 1, 1);
    let broken: Vec<_> = solution
        .evaluation
        .violations
        .iter()
        .filter(|v| v.person.is_some())
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
    assert!(
        solution
            .bound
            .is_none_or(|b| b <= solution.evaluation.objective)
    );
}

#[test]
fn an_interrupt_keeps_the_best_so_far() {
    let model = tiny::model(7, 6, 14, 3);
    let stop = AtomicBool::new(false);
    let limits = Limits {
        rounds: None,
        ..Limits::rounds(0)
    };
    let mut seen = 0;
    let solution = solve(&model, 1, limits, &stop, &mut |progress| {
        seen = progress.round;
        stop.store(true, Ordering::Relaxed);
    })
    .unwrap();
    assert_eq!(seen, 1);
    assert!(matches!(
        solution.stopped,
        Stopped::Asked | Stopped::Optimal
    ));
    assert_eq!(evaluate(&model, &solution.roster), solution.evaluation);
}

#[test]
fn a_model_that_contradicts_itself_is_refused() {
    let mut model = tiny::model(1, 2, 4, 2);
    model.demands[0].day = 4;
    let limits = Limits::rounds(1);
    let refused = solve(&model, 1, limits, &AtomicBool::new(false), &mut |_| {}).unwrap_err();
    assert!(refused.0.en.contains("outside the horizon"), "{refused}");
}

/// Where everybody counts alike, people exchange days: what one may have the
/// other may not always take.
#[test]
fn an_exchange_of_days_keeps_every_rule() {
    let (days, kinds) = (28, 3);
    for seed in 1..5 {
        let mut person = tiny::person(days, kinds);
        // Early after neither middle nor night, middle not after night.
        person.forbidden_next = [&[][..], &[0], &[0, 1]]
            .map(|kinds| KindSet::of(kinds.iter().copied()))
            .to_vec();
        person.work = Stretch {
            min: 2,
            max: Some(5),
        };
        let sum = Measure::Sum {
            by_kind: vec![1; kinds],
            on_day: Vec::new(),
        };
        let mut counter = tiny::counter(Rule::Workdays, sum, days);
        counter.max = Some(22);
        counter.cost = Curve {
            below: vec![(19, 4)],
            above: vec![(20, 4)],
        };
        person.counters.push(counter);
        let mut people = vec![person; 9];
        for person in people.iter_mut().step_by(2) {
            // Less than would be fair.
            person.counters[0].max = Some(16);
        }
        people[0].days[3] = DayRule::Off;
        people[1].days[3] = DayRule::Must(KindSet::of([2]));
        let demand = |(day, kind)| Demand {
            day,
            kinds: KindSet::of([kind]),
            people: None,
            preferred: 2,
            under: 30,
            over: 5,
            min: None,
            max: None,
        };
        let cells = (0..days).flat_map(|day| (0..3).map(move |kind| (day, kind)));
        let model = Model {
            days,
            kinds: tiny::kinds(kinds),
            people,
            demands: cells.map(demand).collect(),
        };
        let solution = rounds(&model, seed, 3);
        let broken = &solution.evaluation.violations;
        assert!(broken.is_empty(), "seed {seed}: {broken:?}");
    }
}
