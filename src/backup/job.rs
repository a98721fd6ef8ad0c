//! What a run is given: policy, clock, places. Nothing here reads or writes.

use super::collect::Place;
use super::layout::Layout;
use crate::base::{Clock, Finding, Message};
use crate::policy::Policy;
use crate::table::Options;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
    pub progress: Progress<'j>,
}

/// Told how a run goes, for a line on the terminal.
pub struct Progress<'p> {
    /// A stage begins: what is being done, and how many bytes it will go through
    /// (0: not known).
    pub tell: &'p dyn Fn(Message, u64),
    /// Bytes this stage has gone through.
    pub done: Arc<AtomicU64>,
}

impl Progress<'_> {
    /// For nobody to look at.
    pub fn none() -> Progress<'static> {
        Progress {
            tell: &|_, _| {},
            done: Arc::default(),
        }
    }

    /// A stage begins.
    pub fn stage(&self, what: Message, bytes: u64) {
        self.done.store(0, Ordering::Relaxed);
        (self.tell)(what, bytes);
    }
}

impl Job<'_> {
    /// Whether what a source gives is read as orders; of a source that the config
    /// no longer has, so it is.
    pub fn has_orders(&self, source: &str) -> bool {
        let place = self.places.iter().find(|p| p.name == source);
        place.is_none_or(Place::has_orders)
    }
}
