//! Where something lies, and a counted line there.

use super::pieces::Pieces;
use crate::base::{Name, Origin};
use crate::stock::Entry;

/// Where something lies: item, location, lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    pub sku: Name,
    pub location: Name,
    pub lot: Name,
}

/// Which parts of a place both sides of a comparison know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grain {
    pub location: bool,
    pub lot: bool,
}

impl Grain {
    /// Without the parts that no entry of the ledger names: its movements could
    /// not be told apart by them.
    #[must_use]
    pub fn with(self, entries: &[Entry]) -> Grain {
        Grain {
            location: self.location && entries.iter().any(|e| !e.location.is_blank()),
            lot: self.lot && entries.iter().any(|e| !e.lot.is_blank()),
        }
    }

    /// The place without what only one side knows.
    pub fn of(self, place: Place) -> Place {
        Place {
            sku: place.sku,
            location: if self.location {
                place.location
            } else {
                Name::BLANK
            },
            lot: if self.lot { place.lot } else { Name::BLANK },
        }
    }
}

/// A counted line.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub place: Place,
    /// Good pieces; see `CountSet::qty`.
    pub pieces: Pieces,
    pub origin: Origin,
    /// Position in the extras; [`NONE`] where the line has none.
    pub(super) extra: u32,
}

impl Line {
    pub fn is_counted(&self) -> bool {
        self.pieces != Pieces::BLANK
    }

    /// Whether it is a plain figure, with nothing beside it.
    pub fn is_plain(&self) -> bool {
        self.is_counted() && self.extra == NONE
    }
}

pub(super) const NONE: u32 = u32::MAX;
