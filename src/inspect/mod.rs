//! How a file was understood: encoding, heading line, what each column means,
//! how many cells are filled, exact sums, bad cells. On any spreadsheet at all.

mod report;
mod suggest;
mod tally;

pub use report::{Understood, report};
pub use suggest::{Likelier, Suggestion, likelier, nearest_table, snippet, suggest};
pub use tally::{ColumnTally, Tally};
