//! The month → a roster: translation, engine, bound, and what came out.

use super::check;
use super::conflict;
use super::give_way::give_way;
use super::made::{Change, Made};
use super::model::Roster;
use super::month::Month;
use super::solve::{Limits, Progress, solve};
use super::translate;
use super::turns;
use crate::base::Problem as Failure;
use std::sync::atomic::AtomicBool;

/// Makes the roster of a month.
///
/// # Errors
/// As [`solve`]: weights whose sums leave the range the engine counts in.
pub fn make(
    month: &Month,
    seed: u64,
    limits: Limits,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(&Progress),
) -> Result<Made, Failure> {
    let without = give_way(month);
    let model = translate::model(month, &without);
    let solution = solve(&model, seed, limits, stop, tell)?;
    let judged = check::judge(month, &solution.roster);
    let turns = turns::take(month, &solution.roster, seed)?;
    let mut made = Made {
        open: judged.open.clone(),
        penalty: judged.penalty(),
        costs: judged.costs,
        bound: solution.bound,
        optimal: solution.optimal,
        broken: judged.broken,
        turns,
        changes: changes(month, &solution.roster),
        conflicts: Vec::new(),
        stopped: solution.stopped,
        rounds: solution.rounds,
        seconds: solution.seconds,
        seed,
        roster: solution.roster,
    };
    if !made.open.is_empty() || !without.of_person.is_empty() {
        made.conflicts = conflict::find(month, &made, &without, seed, stop)?;
    }
    Ok(made)
}

/// Days that are not as in the roster that was to be kept.
fn changes(month: &Month, roster: &Roster) -> Vec<Change> {
    let Some(kept) = &month.kept else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    for person in 0..roster.people() {
        let days = kept.of(person).iter().zip(roster.of(person)).enumerate();
        for (day, (before, after)) in days.filter(|(_, (b, a))| b != a) {
            changes.push(Change {
                person,
                day,
                before: *before,
                after: *after,
            });
        }
    }
    changes
}
