//! What a killed run left behind: temporary files, and an archive that never
//! got its seal.
//!
//! Such an archive is redone: where its exports still lie in their places it is
//! removed and they are sealed again from there; where one is gone, the archive
//! holds the only copy, and its exports are sealed out of it with this run's, and
//! stand nowhere else meanwhile. They are read and compared like any others: what
//! the unsealed archive says of them is not trusted.

use super::archive::{self, ManifestFile};
use super::collect::{Bytes, Collected, Found, Place};
use super::commit;
use super::crypt;
use super::hashing::Hashing;
use super::layout::{Layout, relative};
use super::seal::Chain;
use super::told::Pending;
use crate::base::{Finding, Problem};
use crate::say;
use crate::table::source::Packed;
use flate2::bufread::DeflateDecoder;
use std::collections::HashSet;
use std::fs::File;
use std::io::ErrorKind::{NotFound, PermissionDenied};
use std::io::{self, BufReader, Seek, SeekFrom};
use std::path::PathBuf;
use zip::CompressionMethod;

/// Exports taken out of archives without a seal.
#[derive(Default)]
pub struct Rescued {
    found: Vec<Found>,
    /// To be removed once their exports are sealed.
    archives: Vec<PathBuf>,
    findings: Vec<Finding>,
}

/// Clears what a killed run left.
///
/// # Errors
/// The archive's folders cannot be read, a left file cannot be removed, an
/// export cannot be taken out.
pub fn clear(layout: &Layout, chain: &Chain, places: &[Place]) -> Result<Rescued, Problem> {
    commit::clear_temps(&layout.root)?;
    commit::clear_temps(&layout.seals())?;
    commit::clear_temps(&layout.states())?;
    let next = chain.next_seq();
    let mut rescued = Rescued::default();
    for name in unnamed(layout, chain)? {
        let path = layout.inside(&name);
        if crypt::is_encrypted(&name) && rescued.encrypted(layout, &name, next, places)? {
            continue;
        }
        let Some(mut zip) = archive::open_if_whole(layout, &name)? else {
            continue;
        };
        let Ok(manifest) = archive::manifest(&mut zip, &name) else {
            continue;
        };
        // Another archive than the one a killed run was making is not ours to touch.
        if manifest.seq == next {
            if manifest.files.iter().all(|f| still_there(places, f)) {
                commit::remove(&path).map_err(|e| Problem::io(&path, &e))?;
            } else {
                rescued.take_out(layout, chain, &name, &mut zip, &manifest.files)?;
            }
        } else if redone(layout, chain, &name, &manifest)? {
            commit::remove(&path).map_err(|e| Problem::io(&path, &e))?;
        }
    }
    Ok(rescued)
}

/// Files among the archives that no seal names, as `zip/…`; clears temporary
/// files on the way.
fn unnamed(layout: &Layout, chain: &Chain) -> Result<Vec<String>, Problem> {
    let named: HashSet<&str> = chain
        .links
        .iter()
        .map(|l| l.seal.archive.name.as_str())
        .collect();
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(layout.zips()).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => {
                let path = e.path().unwrap_or(&layout.root).to_path_buf();
                match e.into_io_error() {
                    // Nothing sealed yet; a folder that this user never made.
                    Some(e) if matches!(e.kind(), NotFound | PermissionDenied) => continue,
                    Some(e) => return Err(Problem::io(path, &e)),
                    None => continue,
                }
            }
        };
        let name = format!("zip/{}", relative(&layout.zips(), entry.path()));
        if entry.file_type().is_dir() {
            commit::clear_temps(entry.path())?;
            continue;
        }
        // The walk has listed what was cleared just now.
        let temp = commit::is_temp(&entry.file_name().to_string_lossy());
        if entry.file_type().is_file() && !temp && !named.contains(name.as_str()) {
            found.push(name);
        }
    }
    Ok(found)
}

/// Whether a run took the exports of an unsealed archive over and was killed
/// before it could remove it: the seal it would have had is another's, and all
/// its exports are sealed. A copy of a sealed archive is nobody's leftover.
fn redone(
    layout: &Layout,
    chain: &Chain,
    name: &str,
    manifest: &archive::Manifest,
) -> Result<bool, Problem> {
    if !chain.links.iter().any(|l| l.seal.seq == manifest.seq)
        || !manifest.files.iter().all(|f| chain.holds(&f.sha256))
    {
        return Ok(false);
    }
    let (_, sha256) =
        commit::digest(&layout.inside(name)).map_err(|e| Problem::io(layout.show(name), &e))?;
    Ok(chain.links.iter().all(|l| l.seal.archive.sha256 != sha256))
}

/// Whether an export is still where it was found; paths as shown are relative
/// to the config, not to wherever the run was started.
fn still_there(places: &[Place], file: &ManifestFile) -> bool {
    let Some(place) = places.iter().find(|p| p.name == file.source) else {
        return false;
    };
    let path = if place.path.is_dir() {
        place.path.join(&file.name)
    } else {
        place.path.clone()
    };
    commit::digest(&path).is_ok_and(|(_, sha)| sha == file.sha256)
}

impl Rescued {
    /// An archive that may only be opened with a key: the note beside the state
    /// says what it holds. True where nothing is left to do.
    fn encrypted(
        &mut self,
        layout: &Layout,
        name: &str,
        next: u64,
        places: &[Place],
    ) -> Result<bool, Problem> {
        let Some(note) = Pending::of(layout, name).filter(|n| n.seq == next) else {
            return Ok(layout.keys.is_empty());
        };
        // A program runs again.
        let again = |f: &ManifestFile| {
            let program = |p: &Place| p.name == f.source && p.program.is_some();
            still_there(places, f) || places.iter().any(program)
        };
        let Some(gone) = note.files.iter().find(|f| !again(f)) else {
            let path = layout.inside(name);
            commit::remove(&path).map_err(|e| Problem::io(&path, &e))?;
            return Ok(true);
        };
        if !layout.keys.is_empty() {
            return Ok(false);
        }
        let (shown, file) = (layout.show(name), &gone.shown);
        self.findings.push(Finding::error(
            "O2",
            shown.clone(),
            say!(
                zh: "{shown}:上次封存中断,没有封条;{file} 只剩这里面的一份,而它已加密:请用 --identity 给出私钥再运行一次",
                en: "{shown}: the run that made it was cut short and it has no seal; it holds the only copy of {file} and is encrypted: run again with --identity"
            ),
        ));
        Ok(true)
    }

    fn take_out(
        &mut self,
        layout: &Layout,
        chain: &Chain,
        name: &str,
        zip: &mut archive::Zip,
        files: &[ManifestFile],
    ) -> Result<(), Problem> {
        let mut found = Vec::new();
        for file in files.iter().filter(|f| !chain.holds(&f.sha256)) {
            let Some(packed) = packed(layout, name, zip, file)? else {
                // Damaged or made up: it stays, and verify names it.
                return Ok(());
            };
            found.push(Found {
                source: file.source.clone(),
                bytes: Bytes::Rescued(packed),
                // The inbox may hold another file of that name by now.
                shown: format!("{} ({name})", file.shown),
                name: file.name.clone(),
                day: file.day,
                size: file.size,
                sha256: file.sha256.clone(),
            });
        }
        let shown = layout.show(name);
        self.findings.push(Finding::info(
            "O2",
            shown.clone(),
            say!(
                zh: "{shown}:上次封存中断,没有封条;里面的导出随这次一起封存",
                en: "{shown}: the run that made it was cut short and it has no seal; its exports are sealed with this run's"
            ),
        ));
        self.archives.push(layout.inside(name));
        self.found.append(&mut found);
        Ok(())
    }

    /// Puts the exports among those of this run, in the order of their days.
    pub fn join(&mut self, collected: &mut Collected) {
        let there: HashSet<(String, String)> = collected
            .found
            .iter()
            .map(|f| (f.source.clone(), f.sha256.clone()))
            .collect();
        // Before those of this run: of one day, what was sealed first was first.
        let mut all: Vec<Found> = self
            .found
            .drain(..)
            .filter(|f| !there.contains(&(f.source.clone(), f.sha256.clone())))
            .collect();
        all.append(&mut collected.found);
        collected.found = all;
        collected.order();
        collected.findings.append(&mut self.findings);
    }

    /// Once everything is sealed. What cannot be removed harms nothing; the next
    /// run tries again.
    pub fn done(self) -> Vec<Finding> {
        let failed = |path: PathBuf| {
            let error = commit::remove(&path).err()?;
            let problem = Problem::io(&path, &error);
            let said = say!(
                zh: "已封存过的旧档删不掉,下次运行再删:",
                en: "an archive whose exports are sealed by now cannot be removed, the next run tries again: "
            );
            let subject = path.display().to_string();
            Some(Finding::warning("O2", subject, said.join("", &problem.0)))
        };
        self.archives.into_iter().filter_map(failed).collect()
    }
}

/// An export in an archive that has no seal; `None` where it is not what the
/// manifest says.
fn packed(
    layout: &Layout,
    name: &str,
    zip: &mut archive::Zip,
    file: &ManifestFile,
) -> Result<Option<Packed>, Problem> {
    let last = file.name.rsplit('/').next().unwrap_or("");
    if matches!(last, "" | "." | "..") || last.contains('\\') {
        return Ok(None);
    }
    let entry_name = format!("files/{}/{}", file.source, file.name);
    let Ok(mut entry) = zip.by_name(&entry_name) else {
        return Ok(None);
    };
    // A read error of the entry is damage, one of the disk is not.
    let mut hashing = Hashing::new(io::sink());
    match io::copy(&mut entry, &mut hashing) {
        Err(e) if e.raw_os_error().is_some() => return Err(Problem::io(layout.show(name), &e)),
        Err(_) => return Ok(None),
        Ok(_) => {}
    }
    if hashing.finish().1 != file.sha256 {
        return Ok(None);
    }
    let start = entry.data_start();
    let (Some(start), CompressionMethod::Deflated) = (start, entry.compression()) else {
        return Ok(None);
    };
    let (path, shown) = (layout.inside(name), layout.show(name));
    let (name, keys) = (name.to_owned(), layout.keys.clone());
    Ok(Some(Packed::new(path.clone(), move || {
        let file = File::open(&path)?;
        let plain = crypt::reader(file, &name, &shown, &keys);
        // It was opened a moment ago.
        let mut plain = plain.map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        plain.seek(SeekFrom::Start(start))?;
        let plain = BufReader::with_capacity(1 << 16, plain);
        Ok(Box::new(DeflateDecoder::new(plain)))
    })))
}
