//! Impossible months: the set of reasons is irreducible, by enumeration of
//! every way to drop one part.

use crate::office::{leave, lock, made, office};
use dayclose::roster::Made;
use dayclose::roster::conflict::{Answer, Oracle, items};
use dayclose::roster::item::{HardRule, Item};
use dayclose::roster::month::Month;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

/// The parts alone are impossible; without any one of them they are not.
fn irreducible(month: &Month, made: &Made) -> Vec<Item> {
    let conflict = made.conflicts.first().expect("a reason is told");
    assert!(conflict.irreducible);
    let parts: Vec<Item> = conflict.parts.iter().map(|p| p.what).collect();
    let stop = AtomicBool::new(false);
    let oracle = Oracle::new(month, 7, &stop);
    let without = |kept: &dyn Fn(&Item) -> bool| -> BTreeSet<Item> {
        items(month).into_iter().filter(|i| !kept(i)).collect()
    };
    let all = oracle.ask(&without(&|i| parts.contains(i))).unwrap();
    assert_eq!(all, Answer::Impossible, "{parts:?}");
    for part in &parts {
        let rest = oracle
            .ask(&without(&|i| parts.contains(i) && i != part))
            .unwrap();
        assert_eq!(rest, Answer::Possible, "without {part:?} of {parts:?}");
    }
    assert_eq!(conflict.ways_out.len(), parts.len());
    parts
}

#[test]
fn two_on_leave_leave_too_few() {
    let mut month = office(3, 5, 1);
    leave(&mut month, 0, 1..4);
    leave(&mut month, 1, 2..3);
    let made = made(&month);
    assert_eq!(made.open.len(), 1);
    let parts = irreducible(&month, &made);
    // One person cannot work both shifts of that day.
    assert!(
        parts
            .iter()
            .any(|p| matches!(p, Item::Need(n) if month.needs[*n].day == 2))
    );
    assert!(parts.contains(&Item::Leave {
        person: 0,
        leave: 0
    }));
    assert!(parts.contains(&Item::Leave {
        person: 1,
        leave: 0
    }));
    assert_eq!(
        made.bound,
        Some(made.penalty),
        "open cover is part of the bound"
    );
}

#[test]
fn a_rule_that_stands_in_the_way_is_named() {
    let mut month = office(2, 4, 1);
    for person in &mut month.people {
        person.limits.max_run = Some(2);
    }
    let parts = irreducible(&month, &made(&month));
    assert!(parts.contains(&Item::Rule(HardRule::MaxRun)), "{parts:?}");
    assert!(!parts.contains(&Item::Rule(HardRule::Rest)), "{parts:?}");
}

/// Late one day and early the next, both locked: the locks stay, the rest gives
/// way, and both are named.
#[test]
fn locks_of_one_person_that_contradict_a_rule() {
    let mut month = office(3, 4, 1);
    lock(&mut month, 0, 1, &[1]);
    lock(&mut month, 0, 2, &[0]);
    let made = made(&month);
    assert_eq!(made.roster.of(0)[1..3], [Some(1), Some(0)]);
    assert_eq!(made.broken.len(), 1, "{:?}", made.broken);
    assert_eq!(made.broken[0].data["kind"], "rest");
    let parts: Vec<Item> = made.conflicts[0].parts.iter().map(|p| p.what).collect();
    assert_eq!(
        parts,
        [
            Item::Lock { person: 0, lock: 0 },
            Item::Lock { person: 0, lock: 1 },
            Item::Rule(HardRule::Rest)
        ]
    );
}

#[test]
fn a_month_that_works_has_no_reason_to_tell() {
    let made = made(&office(5, 7, 1));
    assert!(made.open.is_empty() && made.conflicts.is_empty());
}
