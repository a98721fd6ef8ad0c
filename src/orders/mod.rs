//! `orders check`: are the customers called in time, the orders followed up, the
//! numbers whole and the totals true?
//!
//! | module | rule |
//! |---|---|
//! | `group` | lines → orders, each in its newest state |
//! | `contact` | O4: contact within `response_minutes`, by agent |
//! | `open` | O5: orders that stand too long at a stage, refunds in progress |
//! | `numbers` | O6: numbers missing, used twice; bundles by channel and day |
//! | `totals` | O6: an order's total against its lines |
//!
//! A period narrows what is told of contact, numbers and totals to the orders
//! placed in it; open orders are told whenever they were placed.

mod checked;
mod contact;
mod group;
mod numbers;
mod open;
mod report;
mod sheets;
mod totals;

pub use report::report;

use crate::base::{Clock, Files, Name, Period, Pool};
use crate::policy::OrderRules;
use crate::table::rows::{Contact, OrderLine, Register, Who};
use chrono::{NaiveDateTime, Timelike};

/// What the check looks at.
pub struct Job<'a> {
    pub orders: &'a [OrderLine],
    pub contacts: Option<&'a [Contact]>,
    /// Whom the agents' names mean; without it they stand as written.
    pub register: Option<&'a Register>,
    /// Orders placed in it; `None` is all of them.
    pub period: Option<Period>,
    pub rules: &'a OrderRules,
    pub pool: &'a Pool,
    pub files: &'a Files,
    pub clock: Clock,
}

impl Job<'_> {
    fn text(&self, name: Name) -> &str {
        self.pool.text(name)
    }

    /// Whether an order placed then is told of.
    fn tells(&self, placed: Option<NaiveDateTime>) -> bool {
        self.period
            .is_none_or(|period| placed.is_some_and(|at| period.holds(at)))
    }

    /// The agent's name as the staff list has it, else as written.
    fn agent(&self, name: Name) -> &str {
        let written = self.text(name).trim();
        let Some(register) = self.register else {
            return written;
        };
        match register.find(written) {
            Who::One(at) => register.person(at).map_or(written, |p| p.name.as_str()),
            Who::Nobody | Who::Several => written,
        }
    }
}

/// The beginning of the minute.
fn minute(at: NaiveDateTime) -> NaiveDateTime {
    at.with_second(0).unwrap_or(at)
}
