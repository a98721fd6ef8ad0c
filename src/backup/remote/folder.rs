//! A copy in a folder, on a NAS for one. Written as the archive itself is:
//! temporary file, fsync, a name that must be free, fsync of the folder.

use super::Store;
use crate::backup::commit;
use crate::base::Problem;
use crate::say;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

pub struct Folder {
    root: PathBuf,
    /// As written in the config.
    shown: String,
}

impl Folder {
    pub fn new(root: PathBuf, shown: String) -> Folder {
        Folder { root, shown }
    }

    fn at(&self, name: &str) -> PathBuf {
        let mut path = self.root.clone();
        path.extend(name.split('/'));
        path
    }

    /// The folder itself is never made: where a NAS is not mounted the copy would
    /// land on this machine's own disk.
    fn there(&self) -> Result<(), Problem> {
        if self.root.is_dir() {
            return Ok(());
        }
        let shown = &self.shown;
        Err(say!(
            zh: "{shown}:异地文件夹不在;盘挂上了吗?第一次用要先建好这个文件夹",
            en: "{shown}: the folder elsewhere is not there; is it mounted? make it yourself the first time"
        )
        .into())
    }
}

impl Store for Folder {
    fn show(&self, name: &str) -> String {
        format!("{}/{name}", self.shown.trim_end_matches('/'))
    }

    fn list(&self) -> Result<BTreeSet<String>, Problem> {
        self.there()?;
        super::below(&self.root)
    }

    fn put(&self, name: &str, from: &Path) -> Result<(), Problem> {
        self.there()?;
        let to = self.at(name);
        let folder = to.parent().unwrap_or(&self.root);
        commit::private_folder(folder)?;
        // What a run left that was cut short.
        commit::clear_temps(folder)?;
        let temp = commit::temp_in(folder)?;
        let failed = |e: io::Error| Problem::io(self.show(name), &e);
        let mut input = File::open(from).map_err(|e| Problem::io(from, &e))?;
        io::copy(&mut input, &mut temp.as_file()).map_err(failed)?;
        commit::place(temp, &to).map(|_| ())
    }

    fn digest(&self, name: &str) -> Result<(u64, String), Problem> {
        commit::digest(&self.at(name)).map_err(|e| Problem::io(self.show(name), &e))
    }
}
