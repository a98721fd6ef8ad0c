//! A second copy elsewhere: a folder (a NAS) or a store that speaks S3.
//!
//! Nothing there is ever replaced or removed. Of each seal the archive goes first,
//! then the signature, the seal itself last, so that a seal that is there says
//! that all of it is; each file is read back and hashed. A copy that was cut short
//! is taken up by the next run. A copy that fails never undoes a seal.

mod check;
mod folder;
mod s3;

pub use check::check;

use super::commit;
use super::job::Job;
use super::layout::{Layout, relative};
use super::seal::{Chain, Link};
use crate::base::{Finding, Problem};
use crate::policy::{Policy, Remote};
use crate::say;
use std::collections::BTreeSet;
use std::path::Path;

/// Where copies stand.
pub trait Store {
    /// For people: the place of a file.
    fn show(&self, name: &str) -> String;

    /// Every file, as `seal/…` and `zip/…`.
    ///
    /// # Errors
    /// The place is not there or cannot be listed.
    fn list(&self) -> Result<BTreeSet<String>, Problem>;

    /// Puts a file where none is.
    ///
    /// # Errors
    /// A file of that name is there, the place fails.
    fn put(&self, name: &str, from: &Path) -> Result<(), Problem>;

    /// Size and SHA-256 of what is there.
    ///
    /// # Errors
    /// It is not there or cannot be read.
    fn digest(&self, name: &str) -> Result<(u64, String), Problem>;
}

/// The place the config names.
///
/// # Errors
/// No credentials for it, an address that is none.
pub fn store(policy: &Policy) -> Result<Option<Box<dyn Store>>, Problem> {
    let remote: &Remote = &policy.backup.remote;
    if let Some(path) = &remote.path {
        let root = policy.resolve(Path::new(path));
        return Ok(Some(Box::new(folder::Folder::new(root, path.clone()))));
    }
    if remote.bucket.is_some() {
        return Ok(Some(Box::new(s3::Bucket::new(policy)?)));
    }
    Ok(None)
}

/// Copies what is not there yet; what went wrong is a finding.
pub fn copy(job: &Job<'_>) -> Vec<Finding> {
    let found = || -> Result<Vec<Finding>, Problem> {
        let Some(store) = store(job.policy)? else {
            return Ok(Vec::new());
        };
        // As it is on disk: this run's seal is in it.
        let chain = Chain::load(&job.layout)?;
        copy_to(job, &chain, store.as_ref())
    };
    found().unwrap_or_else(|problem| vec![failed(&problem)])
}

fn failed(problem: &Problem) -> Finding {
    let said = say!(
        zh: "本地已封存;异地副本没有写完,下次运行接着写:",
        en: "sealed here; the copy elsewhere is not complete, the next run goes on with it: "
    );
    Finding::error("O7", "remote", said.join("", &problem.0)).with("kind", "remote")
}

fn copy_to(job: &Job<'_>, chain: &Chain, store: &dyn Store) -> Result<Vec<Finding>, Problem> {
    let there = store.list()?;
    let mut findings = Vec::new();
    for link in &chain.links {
        let files = files_of(chain, link);
        if files.iter().all(|(name, _)| there.contains(name)) {
            continue;
        }
        let seq = link.seal.seq;
        let copying = say!(zh: "第 {seq} 号写到异地", en: "copying no. {seq} elsewhere");
        job.progress.stage(copying, 0);
        for (name, sealed) in files {
            let shown = job.layout.show(&name);
            let from = job.layout.inside(&name);
            let (size, sha256) = commit::digest(&from).map_err(|e| Problem::io(&shown, &e))?;
            if sealed.is_some_and(|s| s != sha256) {
                // Damage does not travel; nor does a seal without its archive.
                findings.push(Finding::error(
                    "O2",
                    shown.clone(),
                    say!(zh: "{shown}:和封条不符,没有写到异地;请运行 dayclose backup verify", en: "{shown}: is not what its seal says and was not copied; run dayclose backup verify"),
                ));
                break;
            }
            if !there.contains(&name) {
                store.put(&name, &from)?;
            }
            if store.digest(&name)? != (size, sha256) {
                let place = store.show(&name);
                return Err(say!(
                    zh: "{place}:读回来和本地的不一样;不覆盖,请查看那边的文件",
                    en: "{place}: what is read back is not what stands here; it is not replaced, look at the file there"
                )
                .into());
            }
        }
    }
    Ok(findings)
}

/// The files of a seal in the order in which they go, and the hash that each is
/// known by. An archive that was removed is not sent.
fn files_of<'c>(chain: &'c Chain, link: &'c Link) -> Vec<(String, Option<&'c str>)> {
    let archive = &link.seal.archive;
    let mut files = Vec::new();
    if chain.removed_by(&archive.name).is_none() {
        files.push((archive.name.clone(), Some(archive.sha256.as_str())));
    }
    let signature = Layout::signature_name(&link.name);
    if chain.signatures.contains(&signature) {
        files.push((signature, None));
    }
    files.push((link.name.clone(), Some(link.sha256.as_str())));
    files
}

/// Whether a file belongs to an archive.
fn belongs(name: &str) -> bool {
    name.starts_with("seal/") || name.starts_with("zip/")
}

/// Files below a folder that belong to an archive.
fn below(root: &Path) -> Result<BTreeSet<String>, Problem> {
    let mut names = BTreeSet::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.map_err(|e| {
            Problem::new(
                say!(zh: "异地文件夹读不了:{e}", en: "the folder elsewhere cannot be read: {e}"),
            )
        })?;
        let temp = commit::is_temp(&entry.file_name().to_string_lossy());
        let name = relative(root, entry.path());
        if entry.file_type().is_file() && !temp && belongs(&name) {
            names.insert(name);
        }
    }
    Ok(names)
}
