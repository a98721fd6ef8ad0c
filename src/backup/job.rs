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
