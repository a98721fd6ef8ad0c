//! Every roster of a tiny model is looked at. What the engine finds and calls
//! optimal must cost the least of them, and no bound may be above it.

use crate::tiny;
use dayclose::roster::bound::Generation;
use dayclose::roster::engine::compile::Problem;
use dayclose::roster::engine::construct::construct;
use dayclose::roster::evaluate::{Broken, Evaluation, evaluate};
use dayclose::roster::model::{Duty, KindSet, Measure, Model, Roster, Rule};
use dayclose::roster::solve::{Limits, solve};
use std::sync::atomic::AtomicBool;

const CASES: u64 = 120;

/// Heads by which hard cover is missed.
fn heads(evaluation: &Evaluation) -> i64 {
    let gap = |b: &Broken| match b {
        Broken::CoverUnder { present, min, .. } => i64::from(min - present),
        Broken::CoverOver { present, max, .. } => i64::from(present - max),
        _ => 0,
    };
    evaluation.violations.iter().map(|v| gap(&v.broken)).sum()
}

/// Each person's rosters that keep every hard rule, with their own penalty.
fn lawful(model: &Model, person: usize) -> Vec<(Vec<Duty>, i64)> {
    let mut alone = model.clone();
    alone.people = vec![model.people[person].clone()];
    alone.demands.clear();
    let base = model.kinds.len() + 1;
    let mut found = Vec::new();
    for code in 0..base.pow(u32::try_from(model.days).unwrap()) {
        let mut roster = Roster::new(1, model.days);
        let mut rest = code;
        for duty in roster.of_mut(0) {
            *duty = u8::try_from(rest % base)
                .ok()
                .and_then(|d| d.checked_sub(1));
            rest /= base;
        }
        let judged = evaluate(&alone, &roster);
        if judged.violations.is_empty() {
            found.push((roster.of(0).to_vec(), judged.objective));
        }
    }
    found
}

/// The least cost of any roster: penalties, and `hard` for each head by which
/// hard cover is missed. `None` where somebody has no roster.
fn least(model: &Model, hard: i64) -> Option<i64> {
    let all: Vec<_> = (0..model.people.len()).map(|p| lawful(model, p)).collect();
    let mut best: Option<i64> = None;
    let mut at = vec![0; all.len()];
    if all.iter().any(Vec::is_empty) {
        return None;
    }
    loop {
        let mut cost: i64 = at.iter().zip(&all).map(|(&i, rosters)| rosters[i].1).sum();
        for demand in &model.demands {
            let there = |p: &usize| demand.counts(*p, all[*p][at[*p]].0[demand.day]);
            let n = i64::try_from((0..all.len()).filter(there).count()).unwrap();
            let (want, zero) = (i64::from(demand.preferred), 0);
            cost += (want - n).max(zero) * i64::from(demand.under)
                + (n - want).max(zero) * i64::from(demand.over);
            cost += demand.min.map_or(0, |min| (i64::from(min) - n).max(0)) * hard;
            cost += demand.max.map_or(0, |max| (n - i64::from(max)).max(0)) * hard;
        }
        best = Some(best.map_or(cost, |b| b.min(cost)));
        let Some(next) = (0..at.len()).find(|&p| at[p] + 1 < all[p].len()) else {
            return best;
        };
        at[next] += 1;
        at[..next].fill(0);
    }
}

#[test]
fn no_roster_beats_the_bound_and_none_is_missed() {
    let (mut compared, mut gaps, mut impossible) = (0, 0, 0);
    for seed in 0..CASES {
        let (people, days, kinds) =
            [(2, 5, 2), (3, 4, 2), (2, 4, 3)][usize::try_from(seed % 3).unwrap()];
        let model = tiny::model(seed, people, days, kinds);
        let problem = Problem::new(&model);
        let limits = Limits::rounds(4);
        let solution = solve(&model, seed, limits, &AtomicBool::new(false), &mut |_| {}).unwrap();
        let Some(best) = least(&model, i64::from(problem.hard)) else {
            assert!(
                !solution.evaluation.violations.is_empty(),
                "seed {seed}: impossible, and not said"
            );
            impossible += 1;
            continue;
        };
        // The bound of the column generation alone, before any branching.
        let start = construct(&problem, &mut Default::default());
        assert_eq!(
            start.possible.len(),
            people,
            "seed {seed}: a person has rosters, none was found"
        );
        let mut generation = Generation::new(&problem).unwrap();
        generation.begin(&problem, |p| start.state.roster.of(p));
        for _ in 0..5 {
            generation.subgradient(&problem, start.state.cost);
            assert!(
                generation.bound <= best,
                "seed {seed}: bound {} above {best}",
                generation.bound
            );
        }
        while !generation.done {
            generation.round(&problem);
            assert!(
                generation.bound <= best,
                "seed {seed}: bound {} above {best}",
                generation.bound
            );
        }
        gaps += i32::from(generation.bound < best);
        let judged = &solution.evaluation;
        let missed = heads(judged);
        let others = judged
            .violations
            .iter()
            .filter(|v| v.person.is_some())
            .count();
        assert_eq!(others, 0, "seed {seed}: {:?}", judged.violations);
        assert_eq!(
            judged.objective + missed * i64::from(problem.hard),
            best,
            "seed {seed}: not the optimum"
        );
        if missed == 0 {
            assert!(solution.optimal, "seed {seed}: the optimum was not proven");
            assert_eq!(solution.bound, Some(best), "seed {seed}");
        }
        compared += 1;
    }
    // The cases would prove little if most were impossible, or none had a gap.
    assert!(
        compared >= 60,
        "{compared} compared, {impossible} impossible"
    );
    assert!(gaps > 0, "branching was never needed");
}

/// On day 0 of an unknown history a duty may leave the room of a counter at once.
#[test]
fn a_first_duty_keeps_within_every_counter() {
    let days = 3;
    let mut model = tiny::model(0, 1, days, 2);
    model.people = vec![tiny::person(days, 2)];
    let sum = |by_kind: Vec<u32>, on_day: Vec<u32>| Measure::Sum { by_kind, on_day };
    let mut workdays = tiny::counter(Rule::Workdays, sum(vec![1, 1], Vec::new()), days);
    workdays.cost.above = vec![(3, 1)];
    let mut nights = tiny::counter(Rule::Shifts(1), sum(vec![0, 1], vec![1, 1, 0]), days);
    nights.max = Some(0);
    model.people[0].counters = vec![workdays, nights];
    model.demands = (0..days)
        .map(|day| tiny::demand(day, KindSet::of([1]), 1))
        .collect();
    let limits = Limits::rounds(5);
    let solution = solve(&model, 1, limits, &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!(solution.evaluation.violations, []);
    assert_eq!(solution.evaluation.objective, least(&model, 0).unwrap());
}
