//! The ground floor: values, texts and the clock. Imports nothing of ours.

pub mod clock;
pub mod finding;
pub mod money;
pub mod normalise;
pub mod privacy;
pub mod problem;
pub mod text;

pub use clock::Clock;
pub use finding::{Finding, Severity};
pub use money::{Money, Qty};
pub use privacy::Privacy;
pub use problem::Problem;
pub use text::{Lang, Message, Text};
