//! The ground floor: values, texts and the clock. Imports nothing of ours.

pub mod calendar;
pub mod clock;
pub mod dated;
pub mod direction;
pub mod finding;
pub mod money;
pub mod move_kind;
pub mod normalise;
pub mod numbering;
pub mod origin;
pub mod period;
pub mod pool;
pub mod privacy;
pub mod problem;
pub mod run_record;
pub mod size;
pub mod text;
pub mod valuation;

pub use calendar::{Calendar, CalendarDay, DayKind, HolidayName};
pub use clock::Clock;
pub use direction::Direction;
pub use finding::{Finding, Severity};
pub use money::{Money, Qty};
pub use move_kind::MoveKind;
pub use origin::{Files, Origin};
pub use period::Period;
pub use pool::{Name, Pool, Renames};
pub use privacy::Privacy;
pub use problem::Problem;
pub use run_record::{RunFile, RunKind, RunRecord, Runs};
pub use text::{Lang, Message, Text};
pub use valuation::Valuation;
