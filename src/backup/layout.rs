//! Where things stand in the archive's folder:
//!
//! ```text
//! archive/zip/2026/2026-11-22.zip      one a run that sealed something
//! archive/seal/000030-2026-11-22.json  its seal
//! archive/seal/….json.minisig           its signature, where a key is set
//! archive/state/…                      derived, may be deleted
//! archive/access.jsonl                 who took data out, and when
//! archive/lock                         held while a run works
//! ```

use super::crypt::{self, Keys};
use chrono::{Datelike, NaiveDate};
use std::path::{Path, PathBuf};

/// Ending of a seal's signature, as minisign looks for it.
pub const SIGNATURE: &str = ".minisig";

/// The archive's folder on disk.
#[derive(Debug, Clone)]
pub struct Layout {
    pub root: PathBuf,
    /// The folder as the user wrote it, for messages.
    pub shown: String,
    /// Opens what is encrypted.
    pub keys: Keys,
}

impl Layout {
    pub fn new(root: PathBuf, shown: String) -> Layout {
        Layout {
            root,
            shown,
            keys: Keys::default(),
        }
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

    /// Who took data out, and when.
    pub fn access(&self) -> PathBuf {
        self.root.join("access.jsonl")
    }

    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// The key under which the state's values are hidden.
    pub fn state_key(&self) -> PathBuf {
        self.states().join("key")
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

    /// `zip/2026/2026-11-22.zip`, or `….2.zip` where that name is taken; with
    /// `.age` behind it where it is `encrypted`.
    pub fn free_archive(
        &self,
        date: NaiveDate,
        encrypted: bool,
        taken: impl Fn(&str) -> bool,
    ) -> String {
        let ending = if encrypted { crypt::ENDING } else { "" };
        let name = |n: u32| match n {
            1 => format!("zip/{}/{date}.zip{ending}", date.year()),
            _ => format!("zip/{}/{date}.{n}.zip{ending}", date.year()),
        };
        (1..)
            .map(name)
            .find(|name| !taken(name) && !self.inside(name).exists())
            .unwrap_or_else(|| name(1))
    }

    /// Beside the seal of that name.
    pub fn signature_name(seal: &str) -> String {
        format!("{seal}{SIGNATURE}")
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
