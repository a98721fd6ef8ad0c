//! What a run is given: policy, clock, places. Nothing here reads or writes.

use super::collect::Place;
use super::layout::Layout;
use crate::base::{Clock, Finding, Message};
use crate::policy::Policy;
use crate::table::Options;

/// What a run works with.
pub struct Job<'j> {
    pub policy: &'j Policy,
    pub layout: Layout,
    pub places: Vec<Place>,
    pub clock: Clock,
    /// How tables are read.
    pub options: Options<'j>,
    /// Folded names of the staff; empty where no staff table is given.
    pub names: Vec<String>,
    /// What was found wrong before the run: an unreadable staff table.
    pub findings: Vec<Finding>,
    pub dry_run: bool,
    /// Told what is being done, for a progress line.
    pub progress: &'j dyn Fn(Message),
}

impl Job<'_> {
    /// Whether what a source gives is read as orders; of a source that the config
    /// no longer has, so it is.
    pub fn has_orders(&self, source: &str) -> bool {
        let place = self.places.iter().find(|p| p.name == source);
        place.is_none_or(Place::has_orders)
    }
}
