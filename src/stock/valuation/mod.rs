//! What stock is worth: first in, first out, or the moving average, to the fen
//! (W6).
//!
//! Everything is counted in whole fen and whole smallest units (`exact`); a
//! movement is worth what the shown value changed by. Opening + in − out =
//! closing therefore holds in the figures shown, to the last digit, and an item
//! that is gone is worth nothing.

pub mod average;
pub mod exact;
pub mod fifo;
pub mod item;
pub mod store;

pub use crate::base::Valuation as Method;
pub use exact::{Cost, Scale};
pub use fifo::Layer;
pub use item::{Flow, Item, Step};
pub use store::Store;
