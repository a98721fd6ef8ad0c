//! Each hard rule broken once on purpose, and seen; penalties worked out by hand.

use crate::tiny::{counter, demand, kinds, person};
use dayclose::roster::evaluate::{Broken, Cause, evaluate};
use dayclose::roster::model::{
    Curve, DayRule, Duty, History, KindSet, Measure, Model, Person, Request, Roster, Rule, Stretch,
    forbidden_by_rest,
};

const OFF: Duty = None;
const A: Duty = Some(0);
const B: Duty = Some(1);

fn broken(person: Person, duties: &[Duty]) -> Vec<Broken> {
    let model = Model {
        days: duties.len(),
        kinds: kinds(2),
        people: vec![person],
        demands: Vec::new(),
    };
    assert_eq!(model.flaw(), None);
    let mut roster = Roster::new(1, duties.len());
    roster.of_mut(0).copy_from_slice(duties);
    evaluate(&model, &roster)
        .violations
        .into_iter()
        .map(|v| v.broken)
        .collect()
}

#[test]
fn each_hard_rule_is_seen() {
    let plain = || person(4, 2);
    let mut unskilled = plain();
    unskilled.can = KindSet::of([0]);
    assert_eq!(broken(unskilled, &[A, OFF, B, OFF]), [Broken::Skill(1)]);
    let mut leave = plain();
    leave.days[2] = DayRule::Off;
    assert_eq!(broken(leave, &[A, A, B, A]), [Broken::DayOff(1)]);
    let mut locked = plain();
    locked.days[1] = DayRule::Must(KindSet::of([0]));
    assert_eq!(broken(locked.clone(), &[A, B, OFF, OFF]), [Broken::Lock]);
    assert_eq!(broken(locked.clone(), &[A, OFF, OFF, OFF]), [Broken::Lock]);
    assert_eq!(broken(locked, &[OFF, A, OFF, OFF]), []);
    let mut late = plain();
    late.forbidden_next[1] = KindSet::of([0]);
    let succession = Broken::Succession {
        before: 1,
        after: 0,
    };
    assert_eq!(
        broken(late.clone(), &[B, A, OFF, A]),
        std::slice::from_ref(&succession)
    );
    late.history = History::Worked { days: 1, last: 1 };
    assert_eq!(broken(late, &[A, B, OFF, A]), [succession]);
}

#[test]
fn runs_and_the_ends_of_the_horizon() {
    let with = |work: Stretch, rest: Stretch, history| {
        let mut p = person(4, 2);
        (p.work, p.rest, p.history) = (work, rest, history);
        p
    };
    let limit = |min, max| Stretch { min, max };
    let three = with(limit(0, Some(2)), limit(0, None), History::Open);
    assert_eq!(
        broken(three.clone(), &[A, A, B, OFF]),
        [Broken::TooLong {
            work: true,
            run: 3,
            max: 2
        }]
    );
    assert_eq!(broken(three, &[A, A, OFF, A]), []);
    // A run that touches an end counts as long enough; one inside does not.
    let two = |history| with(limit(2, None), limit(2, None), history);
    assert_eq!(broken(two(History::Open), &[A, OFF, OFF, A]), []);
    let short = |work| Broken::TooShort {
        work,
        run: 1,
        min: 2,
    };
    assert_eq!(
        broken(two(History::Open), &[OFF, A, OFF, OFF]),
        [short(true)]
    );
    assert_eq!(broken(two(History::Open), &[A, A, OFF, A]), [short(false)]);
    // What came before counts where it is known.
    assert_eq!(
        broken(two(History::Worked { days: 1, last: 0 }), &[OFF, OFF, A, A]),
        [short(true)]
    );
    assert_eq!(
        broken(two(History::Worked { days: 1, last: 0 }), &[A, OFF, OFF, A]),
        []
    );
    assert_eq!(
        broken(two(History::Off { days: 1 }), &[A, A, A, A]),
        [short(false)]
    );
    let tired = with(
        limit(0, Some(3)),
        limit(0, None),
        History::Worked { days: 3, last: 0 },
    );
    assert_eq!(
        broken(tired, &[A, OFF, A, A]),
        [Broken::TooLong {
            work: true,
            run: 4,
            max: 3
        }]
    );
    let idle = with(limit(0, None), limit(0, Some(1)), History::Open);
    assert_eq!(
        broken(idle, &[A, OFF, OFF, A]),
        [Broken::TooLong {
            work: false,
            run: 2,
            max: 1
        }]
    );
}

#[test]
fn counters_by_span_and_weekend() {
    let minutes = Measure::Sum {
        by_kind: vec![480, 600],
        on_day: Vec::new(),
    };
    let mut hours = counter(Rule::Minutes, minutes.clone(), 4);
    (hours.min, hours.max) = (Some(500), Some(1100));
    let with = |c| {
        let mut p = person(4, 2);
        p.counters = vec![c];
        p
    };
    let rule = Rule::Minutes;
    assert_eq!(
        broken(with(hours.clone()), &[A, B, OFF, A]),
        [Broken::Over {
            rule: rule.clone(),
            value: 1560,
            max: 1100
        }]
    );
    assert_eq!(
        broken(with(hours.clone()), &[A, OFF, OFF, OFF]),
        [Broken::Under {
            rule: rule.clone(),
            value: 480,
            min: 500
        }]
    );
    hours.spans = vec![(0, 2), (2, 4)];
    assert_eq!(broken(with(hours), &[B, OFF, A, B]), []);
    let mut weekends = counter(Rule::Weekends, Measure::Weekends(vec![(0, 0), (2, 3)]), 4);
    weekends.max = Some(1);
    assert_eq!(broken(with(weekends.clone()), &[OFF, A, A, B]), []);
    assert_eq!(
        broken(with(weekends), &[A, OFF, OFF, B]),
        [Broken::Over {
            rule: Rule::Weekends,
            value: 2,
            max: 1
        }]
    );
}

#[test]
fn penalties_add_up_and_name_their_cause() {
    let mut p = person(2, 2);
    p.requests = vec![
        Request {
            day: 0,
            duty: B,
            wanted: true,
            weight: 3,
        },
        Request {
            day: 1,
            duty: A,
            wanted: false,
            weight: 4,
        },
        Request {
            day: 1,
            duty: OFF,
            wanted: true,
            weight: 5,
        },
    ];
    let mut share = counter(
        Rule::Share("nights".into()),
        Measure::Sum {
            by_kind: vec![1, 1],
            on_day: vec![1, 2],
        },
        2,
    );
    share.cost = Curve {
        below: vec![(9, 1)],
        above: vec![(1, 10), (2, 100)],
    };
    p.counters = vec![share];
    let mut short = demand(0, KindSet::of([1]), 2);
    short.min = Some(1);
    let mut over = demand(1, KindSet::first(2), 0);
    over.max = Some(0);
    let model = Model {
        days: 2,
        kinds: kinds(2),
        people: vec![p],
        demands: vec![short, over],
    };
    let mut roster = Roster::new(1, 2);
    roster.of_mut(0).copy_from_slice(&[A, A]);
    let judged = evaluate(&model, &roster);
    let costs: Vec<i64> = judged.penalties.iter().map(|p| p.cost).collect();
    // The share: 6 short of 9, 2 × 10 over 1, 1 × 100 over 2.
    assert_eq!(costs, [126, 3, 4, 5, 20, 1]);
    assert_eq!(judged.objective, 159);
    assert_eq!(
        judged.penalties[0].cause,
        Cause::Counter(Rule::Share("nights".into()))
    );
    assert_eq!(
        judged.penalties[4].cause,
        Cause::CoverUnder {
            demand: 0,
            short: 2
        }
    );
    let hard: Vec<_> = judged
        .violations
        .iter()
        .map(|v| (v.person, v.broken.clone()))
        .collect();
    assert_eq!(
        hard,
        [
            (
                None,
                Broken::CoverUnder {
                    demand: 0,
                    present: 0,
                    min: 1
                }
            ),
            (
                None,
                Broken::CoverOver {
                    demand: 1,
                    present: 1,
                    max: 0
                }
            )
        ]
    );
}

#[test]
fn rest_between_shifts_forbids_successions() {
    let mut three = kinds(3);
    for (kind, start) in three.iter_mut().zip([6 * 60, 14 * 60, 22 * 60]) {
        (kind.start, kind.minutes) = (Some(start), 480);
    }
    // Eleven hours: after 14–22 no 06–14; after 22–06 neither 06–14 nor 14–22.
    assert_eq!(
        forbidden_by_rest(&three, 660),
        [KindSet::NONE, KindSet::of([0]), KindSet::of([0, 1])]
    );
}
