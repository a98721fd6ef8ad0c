//! Small changes to a roster that stands: two people swap, somebody steps in.
//! Both are judged by the check, before and after.

use super::check::{self, Judgement, law, minutes};
use super::model::{Duty, Roster};
use super::month::Month;
use super::named;
use crate::base::Finding;

/// A change and what it does.
#[derive(Debug, Clone)]
pub struct Changed {
    pub roster: Roster,
    pub before: Judgement,
    pub after: Judgement,
    /// Hard rules that hold before and no longer after.
    pub broken: Vec<Finding>,
    /// Needs and hours that are left without anybody by it.
    pub opened: Vec<Finding>,
    /// What the law says more than before (R12).
    pub law: Vec<Finding>,
}

impl Changed {
    /// Whether no hard rule is broken and no cover opened by it.
    pub fn allowed(&self) -> bool {
        self.broken.is_empty() && self.opened.is_empty()
    }

    /// Penalty points more than before.
    pub fn cost(&self) -> i64 {
        self.after.penalty() - self.before.penalty()
    }
}

/// Each takes the other's duties of the two days.
pub fn swap(month: &Month, roster: &Roster, a: (usize, usize), b: (usize, usize)) -> Changed {
    let mut swapped = roster.clone();
    let mut days = vec![a.1, b.1];
    days.dedup();
    for day in days {
        let (first, second) = (roster.of(a.0)[day], roster.of(b.0)[day]);
        swapped.of_mut(a.0)[day] = taken_over(month, a.0, second);
        swapped.of_mut(b.0)[day] = taken_over(month, b.0, first);
    }
    judged(month, roster, swapped)
}

/// Somebody works a shift on a day, whatever stood there.
pub fn step_in(month: &Month, roster: &Roster, person: usize, day: usize, shift: usize) -> Changed {
    let mut changed = roster.clone();
    let post = month.posts_of(shift).next();
    changed.of_mut(person)[day] = taken_over(month, person, post);
    judged(month, roster, changed)
}

/// The duty as this person would work it: the same shift, in a role of theirs.
fn taken_over(month: &Month, person: usize, duty: Duty) -> Duty {
    let post = duty?;
    let member = &month.people[person];
    if month.may_work(member, post) && !month.as_deputy(member, post) {
        return Some(post);
    }
    let name = &month.shift_of(post).name.zh;
    let own = named::posts(month, member, name, "").unwrap_or_default();
    own.first().copied().or(duty)
}

fn judged(month: &Month, old: &Roster, new: Roster) -> Changed {
    let (before, after) = (check::judge(month, old), check::judge(month, &new));
    let more = |was: &[Finding], is: Vec<Finding>| -> Vec<Finding> {
        is.into_iter()
            .filter(|f| !was.iter().any(|w| w.message == f.message))
            .collect()
    };
    let broken = more(&before.broken, after.broken.clone());
    let mut opened: Vec<Finding> = Vec::new();
    for open in &after.open {
        let was = before.open.iter().find(|o| o.need == open.need);
        if was.is_none_or(|w| w.missing < open.missing) {
            opened.push(super::show::open(month, open));
        }
    }
    opened.extend(more(
        &minutes::findings(month, old),
        minutes::findings(month, &new),
    ));
    let warnings = |roster| {
        let mut found = law::findings(month, roster);
        found.retain(Finding::needs_person);
        found
    };
    let law = more(&warnings(old), warnings(&new));
    Changed {
        roster: new,
        before,
        after,
        broken,
        opened,
        law,
    }
}

/// Everybody who could step in, the best first: those who are allowed to, by
/// what it costs, then the others.
pub fn suggest(month: &Month, roster: &Roster, day: usize, shift: usize) -> Vec<(usize, Changed)> {
    let on_it = |p: &usize| roster.of(*p)[day].is_some_and(|post| month.post(post).shift == shift);
    let mut found: Vec<(usize, Changed)> = (0..month.people.len())
        .filter(|p| !on_it(p))
        .map(|p| (p, step_in(month, roster, p, day, shift)))
        .collect();
    found.sort_by_key(|(p, c)| {
        let faults = c.broken.len() + c.opened.len();
        (faults, c.cost(), c.law.len(), *p)
    });
    found
}
