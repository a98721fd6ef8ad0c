//! Who took data out of the archive, and when (O8): `access.jsonl`, a line for
//! every restore, history and unmasked look.

use super::commit;
use super::layout::Layout;
use crate::base::{Clock, Problem};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};

#[derive(Debug, Serialize, Deserialize)]
pub struct Access {
    pub at: String,
    pub user: String,
    /// `restore`, `history`, `unmask`.
    pub action: String,
    /// What was looked at: an order number, `seq 3`.
    pub subject: String,
}

/// Appends a line; what cannot be logged is not done.
///
/// # Errors
/// The log cannot be written.
pub fn log(layout: &Layout, clock: &Clock, action: &str, subject: &str) -> Result<(), Problem> {
    commit::private_folder(&layout.root)?;
    let path = layout.access();
    let failed = |e: std::io::Error| Problem::io(&path, &e);
    let new = !path.exists();
    let mut options = OpenOptions::new();
    options.create(true).append(true).read(true);
    let mut file = commit::private(&mut options).open(&path).map_err(failed)?;
    commit::close_to_others(&file).map_err(failed)?;
    let entry = Access {
        at: clock.rfc3339(),
        user: commit::owner(&file),
        action: action.to_owned(),
        subject: subject.to_owned(),
    };
    let mut line = serde_json::to_vec(&entry).map_err(|e| failed(e.into()))?;
    line.push(b'\n');
    if torn(&mut file).map_err(failed)? {
        line.insert(0, b'\n');
    }
    file.write_all(&line).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    if new {
        commit::sync_folder(&layout.root).map_err(failed)?;
    }
    Ok(())
}

/// Whether the last line was cut short, by a full disk for one.
fn torn(file: &mut File) -> io::Result<bool> {
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    Ok(last != [b'\n'])
}
