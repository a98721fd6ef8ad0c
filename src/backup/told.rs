//! Two notes beside the state for archives that this machine cannot open again.
//!
//! `told.json`: what the newest run said, masked, so that the same day repeats it.
//! `pending.json`: what the archive holds that a run is about to put in place, so
//! that the next run knows what one without a seal was. Both are derived: where
//! they are lost, less is said, and nothing that is sealed is touched.

use super::archive::ManifestFile;
use super::change::Change;
use super::commit;
use super::layout::Layout;
use super::report::masked;
use crate::base::{Finding, Privacy, Problem};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::Write;
use std::path::PathBuf;

/// What a run came to, as it was shown.
#[derive(Debug, Serialize, Deserialize)]
pub struct Told {
    pub seq: u64,
    pub files: Vec<ManifestFile>,
    /// Each with the seal that holds its old value.
    changes: Vec<(Change, Option<u64>)>,
    pub findings: Vec<Finding>,
}

impl Told {
    pub fn new(seq: u64, files: &[ManifestFile], changes: &[Change], findings: &[Finding]) -> Told {
        let hidden = |change: &Change| {
            let mut change = change.clone();
            let show = |value: &str| masked(&change.field, value, Privacy::default());
            (change.old, change.new) = (show(&change.old), show(&change.new));
            change.remark = masked("remark", &change.remark, Privacy::default());
            let sealed = change.old_sealed_in;
            (change, sealed)
        };
        Told {
            seq,
            files: files.to_vec(),
            changes: changes.iter().map(hidden).collect(),
            findings: findings.to_vec(),
        }
    }

    /// # Errors
    /// The disk fails.
    pub fn keep(&self, layout: &Layout) -> Result<(), Problem> {
        write(layout, told(layout), self)
    }

    /// That of a seal, where it is kept.
    pub fn of(layout: &Layout, seq: u64) -> Option<Told> {
        read::<Told>(told(layout)).filter(|t| t.seq == seq)
    }

    pub fn into_changes(self) -> Vec<Change> {
        let put = |(mut change, sealed): (Change, Option<u64>)| {
            change.old_sealed_in = sealed;
            change
        };
        self.changes.into_iter().map(put).collect()
    }
}

/// An encrypted archive that is about to be put in place.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pending {
    pub seq: u64,
    pub name: String,
    pub sha256: String,
    pub files: Vec<ManifestFile>,
}

impl Pending {
    /// # Errors
    /// The disk fails.
    pub fn keep(&self, layout: &Layout) -> Result<(), Problem> {
        write(layout, pending(layout), self)
    }

    /// That of an archive, where it is kept and the archive is the one it names.
    pub fn of(layout: &Layout, name: &str) -> Option<Pending> {
        let note = read::<Pending>(pending(layout)).filter(|p| p.name == name)?;
        let (_, sha256) = commit::digest(&layout.inside(name)).ok()?;
        (sha256 == note.sha256).then_some(note)
    }
}

fn told(layout: &Layout) -> PathBuf {
    layout.states().join("told.json")
}

fn pending(layout: &Layout) -> PathBuf {
    layout.states().join("pending.json")
}

fn write(layout: &Layout, path: PathBuf, note: &impl Serialize) -> Result<(), Problem> {
    let failed = |e: std::io::Error| Problem::io(&path, &e);
    let bytes = serde_json::to_vec(note).map_err(|e| failed(e.into()))?;
    let temp = commit::temp_in(&layout.states())?;
    (&mut temp.as_file()).write_all(&bytes).map_err(failed)?;
    commit::replace(temp, &path)
}

fn read<T: DeserializeOwned>(path: PathBuf) -> Option<T> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}
