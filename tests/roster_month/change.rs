//! Re-plans, swaps and who could step in.

use crate::office::{date, leave, lock, made, office};
use dayclose::roster::change::{step_in, suggest, swap};
use dayclose::roster::month::Month;

/// A month that was made, kept for a re-plan from its third day on.
fn replanned() -> (Month, dayclose::roster::Made) {
    let mut month = office(4, 8, 1);
    let before = made(&month);
    month.today = date("2026-11-04");
    for id in 0..4 {
        for day in 0..2 {
            let posts: Vec<u8> = before.roster.of(id)[day].into_iter().collect();
            lock(&mut month, id, day, &posts);
        }
    }
    month.kept = Some(before.roster.clone());
    (month, before)
}

#[test]
fn a_replan_after_sick_leave_touches_as_little_as_it_can() {
    let (mut month, before) = replanned();
    let quiet = made(&month);
    assert_eq!(quiet.changes, [], "nothing to change, nothing changed");
    let day = (2..8).find(|d| before.roster.of(0)[*d].is_some()).unwrap();
    leave(&mut month, 0, day..day + 1);
    let after = made(&month);
    assert!(after.open.is_empty());
    assert!(
        !after.changes.is_empty() && after.changes.len() <= 4,
        "{:?}",
        after.changes
    );
    assert!(
        after.changes.iter().all(|c| c.day >= 2),
        "the past is not touched"
    );
    assert_eq!(after.roster.of(0)[day], None);
}

#[test]
fn a_swap_is_judged_before_and_after() {
    let month = office(3, 4, 1);
    let mut roster = dayclose::roster::model::Roster::new(3, 4);
    roster
        .of_mut(0)
        .copy_from_slice(&[Some(0), Some(0), None, Some(0)]);
    roster
        .of_mut(1)
        .copy_from_slice(&[Some(1), Some(1), Some(1), Some(1)]);
    roster
        .of_mut(2)
        .copy_from_slice(&[None, None, Some(0), None]);
    let good = swap(&month, &roster, (0, 0), (2, 2));
    assert!(good.allowed(), "{:?} {:?}", good.broken, good.opened);
    assert_eq!(good.roster.of(2)[0], Some(0));
    assert_eq!(good.roster.of(0)[2], Some(0));
    assert_eq!(good.cost(), good.after.penalty() - good.before.penalty());
    // Late on the first day, early on the second.
    let bad = swap(&month, &roster, (0, 0), (1, 0));
    assert!(!bad.allowed());
    assert_eq!(bad.broken[0].data["kind"], "rest");
}

#[test]
fn those_who_may_step_in_come_first() {
    let mut month = office(4, 3, 1);
    leave(&mut month, 3, 0..3);
    let mut roster = dayclose::roster::model::Roster::new(4, 3);
    roster.of_mut(0).copy_from_slice(&[Some(0), None, Some(0)]);
    roster
        .of_mut(1)
        .copy_from_slice(&[Some(1), Some(1), Some(1)]);
    let found = suggest(&month, &roster, 1, 0);
    let ids: Vec<usize> = found.iter().map(|(p, _)| *p).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids[..2].contains(&0) && ids[..2].contains(&2), "{ids:?}");
    assert!(
        found[0].1.allowed() && found[0].1.cost() < 0,
        "the gap closes"
    );
    let away = found.iter().find(|(p, _)| *p == 3).unwrap();
    assert_eq!(away.1.broken[0].data["kind"], "leave");
    // Whoever is late that day would leave the late shift open.
    let late = step_in(&month, &roster, 1, 1, 0);
    assert!(!late.allowed() && !late.opened.is_empty());
}
