//! What holds for any roster made.

use crate::office::{cleaning, leave, lock, made, office};
use dayclose::policy::roster::Among;
use dayclose::roster::check::judge;
use dayclose::roster::evaluate::evaluate;
use dayclose::roster::model::Duty;
use dayclose::roster::month::{Month, Past, Post, Share, Wish};
use dayclose::roster::translate::{Without, model};
use dayclose::roster::turns::may_take;
use fastrand::Rng;

/// A month with something of everything.
fn drawn(seed: u64) -> Month {
    let mut rng = Rng::with_seed(seed);
    let (people, days) = (rng.usize(3..=5), rng.usize(6..=9));
    let mut month = office(people, days, 1);
    if rng.bool() {
        month.posts.push(Post {
            shift: 0,
            role: Some("lead".to_owned()),
        });
        let mut wanted = month.needs[0].clone();
        (wanted.day, wanted.role) = (rng.usize(0..days), Some("lead".to_owned()));
        month.needs.push(wanted);
        month.people[0].role = "lead".to_owned();
        month.people[1].deputy_for = vec!["lead".to_owned()];
    }
    if rng.bool() {
        month.forbidden.push((1, 0));
    }
    for id in 0..people {
        let person = &mut month.people[id];
        person.share = Share {
            days: (rng.u32(2..4), rng.u32(4..6)),
            points: (rng.u32(0..3), rng.u32(3..5)),
        };
        person.limits.max_run = Some(rng.u32(3..=6));
        person.limits.min_run = rng.bool().then_some(2);
        person.limits.min_rest_run = (rng.u32(0..3) == 0).then_some(2);
        person.limits.days_off_week = rng.bool().then_some(1);
        person.limits.max_weekends = rng.bool().then_some(1);
        person.limits.max_hours = rng.bool().then(|| 8 * rng.u32(3..6) * 4);
        if rng.bool() {
            person.max_shifts.insert(1, rng.u32(1..4));
        }
        if rng.bool() {
            let tail: Vec<Duty> = (0..6).map(|_| rng.bool().then(|| rng.u8(0..2))).collect();
            person.past = Past {
                tail,
                ..Past::default()
            };
        }
        for _ in 0..rng.usize(0..3) {
            person.wishes.push(Wish {
                day: rng.usize(0..days),
                shift: rng.bool().then(|| rng.usize(0..2)),
                wanted: rng.bool(),
            });
        }
        if rng.u32(0..3) == 0 {
            let from = rng.usize(0..days);
            leave(&mut month, id, from..(from + 2).min(days));
        }
        if rng.u32(0..3) == 0 {
            let day = rng.usize(0..days);
            let posts: &[u8] = if rng.bool() { &[0] } else { &[] };
            if month.people[id].on_leave(day).is_none() {
                lock(&mut month, id, day, posts);
            }
        }
    }
    for need in &mut month.needs {
        need.preferred = need.min + rng.u32(0..2);
        need.max = (rng.u32(0..4) == 0).then_some(need.preferred + 1);
    }
    month
}

/// Any roster made passes the check that shares nothing with the engine but the
/// month, and both price it alike.
#[test]
fn what_is_made_passes_the_check() {
    let (mut whole, mut gave_way) = (0, 0);
    for seed in 0..10 {
        let month = drawn(seed);
        let made = made(&month);
        let judged = judge(&month, &made.roster);
        let engine = evaluate(&model(&month, &Without::default()), &made.roster);
        assert_eq!(
            judged.penalty(),
            engine.objective,
            "seed {seed}: check and engine price differently"
        );
        let persons = engine.violations.len();
        assert_eq!(
            persons == 0,
            judged.broken.is_empty(),
            "seed {seed}: {:?} {:?}",
            engine.violations,
            judged.broken
        );
        if judged.broken.is_empty() {
            whole += 1;
            assert!(made.bound.unwrap() <= made.penalty, "seed {seed}");
        } else {
            gave_way += 1;
            assert!(
                !made.conflicts.is_empty(),
                "seed {seed}: nothing said of why"
            );
        }
        for (id, person) in month.people.iter().enumerate() {
            for lock in &person.locks {
                let duty = made.roster.of(id)[lock.day];
                let held = match duty {
                    Some(post) => lock.posts.contains(&post),
                    None => lock.posts.is_empty(),
                };
                assert!(held, "seed {seed}: a lock moved");
            }
        }
    }
    assert!(whole >= 5, "{whole} whole, {gave_way} gave way");
}

#[test]
fn a_person_less_never_improves_the_bound() {
    let mut compared = 0;
    for seed in 0..4 {
        let month = drawn(seed);
        let all = made(&month);
        let mut fewer = month.clone();
        fewer.people.pop();
        let less = made(&fewer);
        // Only proven optima can be compared: a bound alone may be loose. What
        // the person's own share cost is theirs to take away.
        let own: i64 = all
            .costs
            .iter()
            .filter(|c| c.person == Some(month.people.len() - 1))
            .map(|c| c.cost)
            .sum();
        if all.optimal && less.optimal {
            compared += 1;
            assert!(
                less.penalty >= all.penalty - own - over(&all),
                "seed {seed}"
            );
        }
    }
    assert!(compared >= 2, "only {compared} compared");
}

/// Nobody has more turns than their days there make fair, nobody fewer.
#[test]
fn turns_follow_the_days_people_are_there() {
    for people in [5, 7] {
        let mut month = office(people, 28, 2);
        month.rotas.push(cleaning(28));
        let made = made(&month);
        let rota = &month.rotas[0];
        let here = |id: usize| {
            let days = (0..28).filter(|day| may_take(&month, &made.roster, rota, id, *day));
            days.count()
        };
        let all: usize = (0..people).map(here).sum();
        for id in 0..people {
            let share = 28 * here(id) / all;
            let turns = made.turns.iter().filter(|t| t.person == Some(id)).count();
            assert!(
                (share..=share + 1).contains(&turns),
                "{id}: {turns}, fair {share}"
            );
        }
    }
}

/// Penalties for too many on a shift, which a person less can only lower.
fn over(made: &dayclose::roster::Made) -> i64 {
    use dayclose::roster::made::SoftRule;
    let rules = [SoftRule::Over, SoftRule::TooMany];
    let over = made.costs.iter().filter(|c| rules.contains(&c.rule));
    over.map(|c| c.cost).sum()
}

#[test]
fn the_same_seed_makes_the_same_roster() {
    let month = drawn(3);
    let (first, second) = (made(&month), made(&month));
    assert_eq!(first.roster, second.roster);
    assert_eq!((first.bound, first.rounds), (second.bound, second.rounds));
}

#[test]
fn turns_are_shared_among_those_on_duty() {
    let mut month = office(4, 12, 1);
    month.rotas.push(cleaning(12));
    let mut on_call = cleaning(12);
    on_call.among = Among::Present;
    month.rotas.push(on_call);
    let made = made(&month);
    assert_eq!(made.turns.len(), 24);
    let mut each = [0; 4];
    for turn in &made.turns {
        let person = turn.person.unwrap();
        let rota = &month.rotas[turn.rota];
        assert!(may_take(&month, &made.roster, rota, person, turn.day));
        each[person] += i32::from(turn.rota == 1);
    }
    assert_eq!(each, [3; 4]);
}
