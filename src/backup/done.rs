//! What a run of the backup came to.

use super::archive::ManifestFile;
use super::change::Change;
use super::seal::{Counts, Link};
use crate::base::Finding;

/// What a run came to.
#[derive(Debug)]
pub struct Done {
    /// The seal with its hash; `None` in a dry run and where nothing was sealed.
    pub link: Option<Link>,
    /// The same files were sealed before today; the outcome is repeated.
    pub already_sealed: bool,
    pub files: Vec<ManifestFile>,
    pub counts: Counts,
    pub changes: Vec<Change>,
    /// Findings about files, not about orders.
    pub findings: Vec<Finding>,
}
