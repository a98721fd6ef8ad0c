//! Both sides are ledgers: documents are matched, and what does not match is
//! the cause.
//!
//! By number and item first; a document that stands on another item, at another
//! place, of another lot or on the other side of the cut-off is found by its
//! number. What is left is matched as the other department writes it, under
//! numbers of its own (`near`). Every line ends up matched or named, so the
//! causes of an item add up to its difference.

use super::near;
use super::state::{Found, State};
use super::{Ground, Line};

/// The causes that the documents of both ledgers show. Lines of items that
/// agree may be left out; lines after the cut-off are needed to tell a late
/// document from a missing one.
pub fn match_documents(book: &[Line], other: &[Line], ground: &Ground<'_>) -> Vec<Found> {
    let mut state = State::new(book, other, ground);
    state.openings();
    state.same_number();
    state.other_item();
    near::settle(&mut state);
    state.left_over();
    state.found
}
