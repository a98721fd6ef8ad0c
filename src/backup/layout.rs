//! Where things stand in the archive's folder:
//!
//! ```text
//! archive/zip/2026/2026-11-22.zip      one a run that sealed something
//! archive/seal/000030-2026-11-22.json  its seal
//! archive/state/…                      derived, may be deleted
//! archive/lock                         held while a run works
//! ```

use chrono::{Datelike, NaiveDate};
use std::path::{Path, PathBuf};

/// The archive's folder on disk.
#[derive(Debug, Clone)]
pub struct Layout {
    pub root: PathBuf,
    /// The folder as the user wrote it, for messages.
    pub shown: String,
}

impl Layout {
    pub fn new(root: PathBuf, shown: String) -> Layout {
        Layout { root, shown }
    }

    pub fn seals(&self) -> PathBuf {
        self.root.join("seal")
    }

    pub fn zips(&self) -> PathBuf {
        self.root.join("zip")
    }

    pub fn states(&self) -> PathBuf {
        self.root.join("state")
    }

    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// A path inside the archive, with `/` on every system.
    pub fn inside(&self, name: &str) -> PathBuf {
        let mut path = self.root.clone();
        path.extend(name.split('/'));
        path
    }

    /// For people: the archive's folder as written, then the name.
    pub fn show(&self, name: &str) -> String {
        format!("{}/{name}", self.shown.trim_end_matches('/'))
    }

    /// `zip/2026/2026-11-22.zip`, or `….2.zip` where that name is taken.
    pub fn free_archive(&self, date: NaiveDate, taken: impl Fn(&str) -> bool) -> String {
        let name = |n: u32| match n {
            1 => format!("zip/{}/{date}.zip", date.year()),
            _ => format!("zip/{}/{date}.{n}.zip", date.year()),
        };
        (1..)
            .map(name)
            .find(|name| !taken(name) && !self.inside(name).exists())
            .unwrap_or_else(|| name(1))
    }

    pub fn seal_name(seq: u64, date: NaiveDate) -> String {
        format!("seal/{seq:06}-{date}.json")
    }
}

/// The path below `root` with `/`, for entries of the archive.
pub fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below
        .components()
        .filter_map(|c| match c {
            std::path::Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect::<Vec<_>>()
        .join("/")
}
