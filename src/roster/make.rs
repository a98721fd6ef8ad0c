//! The month → a roster: translation, engine, bound, and what came out.

use super::check;
use super::conflict::{self, HardRule};
use super::engine::compile::Problem;
use super::engine::construct::construct;
use super::made::{Change, Made};
use super::model::Roster;
use super::month::Month;
use super::solve::{Limits, Progress, solve};
use super::translate::{self, Without};
use super::turns;
use crate::base::Problem as Failure;
use std::sync::atomic::AtomicBool;

/// Rules of a person that give way, one after the other, where locks and leave
/// leave that person no roster at all; the lightest first.
const GIVE_WAY: [HardRule; 12] = [
    HardRule::MinRun,
    HardRule::MinRestRun,
    HardRule::MaxRestRun,
    HardRule::Weekends,
    HardRule::Hours,
    HardRule::MaxShifts,
    HardRule::DaysOffWeek,
    HardRule::DaysOff,
    HardRule::MaxDays,
    HardRule::Forbidden,
    HardRule::Rest,
    HardRule::MaxRun,
];

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
        made.conflicts = conflict::find(month, &made, &without, seed)?;
    }
    Ok(made)
}

/// Which rules of which people must give way for everybody to have a roster.
/// Where a rule that gave way turns out not to matter, it is kept.
pub fn give_way(month: &Month) -> Without {
    let mut without = Without::default();
    for id in 0..month.people.len() {
        if possible(month, id, &without) {
            continue;
        }
        for rule in GIVE_WAY {
            without.of_person.insert((id, rule));
            if possible(month, id, &without) {
                break;
            }
        }
        for rule in GIVE_WAY {
            if without.of_person.remove(&(id, rule)) && !possible(month, id, &without) {
                without.of_person.insert((id, rule));
            }
        }
    }
    without
}

/// Whether a person's own rules, leave and locks leave a roster.
pub fn possible(month: &Month, id: usize, without: &Without) -> bool {
    let hard = Without {
        hard_only: true,
        ..without.clone()
    };
    let mut model = translate::model(month, &hard);
    model.people = vec![model.people.swap_remove(id)];
    model.demands.clear();
    let problem = Problem::new(&model);
    construct(&problem, &mut Default::default()).possible.len() == 1
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
