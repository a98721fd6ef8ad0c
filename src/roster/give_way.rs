//! Rules of a person that must give way for a roster to be there at all.

use super::engine::compile::Problem;
use super::engine::construct::construct;
use super::item::HardRule;
use super::month::Month;
use super::translate::{self, Without};

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
