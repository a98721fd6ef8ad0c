//! The duty roster 值班表: a model as data, an engine that fills it, a lower
//! bound that says how good the result is, and a check that shares nothing with
//! the engine but the model.
//!
//! The department's month. What everybody shares:
//!
//! * [`Month`] is the problem: [`Day`](month::Day)s of the calendar,
//!   [`Shift`](month::Shift)s, [`Post`](month::Post)s (a shift in a role),
//!   [`Need`](month::Need)s (cover of a day), [`Member`](month::Member)s with
//!   contract, [`Leave`](month::Leave), [`Lock`](month::Lock)s,
//!   [`Wish`](month::Wish)es and [`Past`](month::Past),
//!   [`Rota`](month::Rota)s (turns on top of the shifts).
//! * [`Made`] is the answer: `roster` (person × day → [`Duty`](model::Duty), an
//!   index of `Month::posts`), `open` cover, `costs` by rule and person,
//!   `penalty`, `bound`, `optimal`, `turns`, `changes`, `conflicts`.
//! * [`tally`](made::tally) counts what each person's month comes to.
//! * [`gather`] makes a [`Month`] from rows and policy, [`back`] turns rows or
//!   the cells of an edited plan into a roster of it, [`turned`] the lists of
//!   turns, [`calendar`] makes calendars of it, [`translate`] goes to the
//!   engine's model, [`check`] judges a roster by the month alone,
//!   [`conflict`] says why a month is impossible.
//!
//! The engine and the public instances:
//!
//! * [`model`]: days, shift kinds, people, demands, rules and weights.
//! * [`instance`]: the public shift-scheduling instances as a model.
//! * [`evaluate`]: every broken hard rule and every penalty of a roster.
//! * [`engine`]: the search; [`bound`]: what no roster can beat.
//! * [`solve`]: both together, and [`report`] of what came out.

pub mod back;
pub mod bound;
pub mod calendar;
pub mod change;
pub mod check;
pub mod conflict;
pub mod engine;
pub mod evaluate;
pub mod gather;
pub mod give_way;
pub mod instance;
pub mod item;
pub mod made;
pub mod make;
pub mod model;
pub mod month;
pub mod named;
mod report;
pub mod show;
pub mod solve;
pub mod translate;
pub mod turned;
pub mod turns;

pub use made::Made;
pub use month::Month;
pub use report::report;
