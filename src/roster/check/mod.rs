//! The independent check of a department's roster. It reads the [`Month`] as it
//! is written, day by day, and shares nothing with the engine, the translation
//! or the search: a mistake there shows here.
//!
//! Hard rules broken, soft penalties by rule and person, cover that is open;
//! [`minutes`] looks at cover minute by minute (R1), [`law`] at working time
//! (R12), [`notice`] at publishing ahead (R7).

mod hard;
pub mod law;
pub mod minutes;
pub mod notice;
mod soft;

use super::made::{Cost, Open};
use super::model::Roster;
use super::month::Month;
use crate::base::Finding;

/// What a roster is worth.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judgement {
    /// Hard rules of people that do not hold.
    pub broken: Vec<Finding>,
    /// Needs below their minimum.
    pub open: Vec<Open>,
    pub costs: Vec<Cost>,
}

impl Judgement {
    pub fn penalty(&self) -> i64 {
        self.costs.iter().map(|c| c.cost).sum()
    }

    /// Broken rules of people, and needs that stay open.
    pub fn hard_violations(&self) -> usize {
        self.broken.len() + self.open.len()
    }
}

/// Checks and prices a roster of the month's size.
pub fn judge(month: &Month, roster: &Roster) -> Judgement {
    let mut found = Judgement::default();
    for id in 0..month.people.len() {
        hard::person(month, id, roster.of(id), &mut found.broken);
        soft::person(month, id, roster.of(id), &mut found.costs);
    }
    soft::cover(month, roster, &mut found);
    found
}
