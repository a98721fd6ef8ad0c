//! Putting a run's archive, seal, signature and state in place.

use super::archive::{self, Manifest, ManifestFile};
use super::commit;
use super::crypt;
use super::done::Done;
use super::draft::Draft;
use super::job::Job;
use super::layout::Layout;
use super::pack::{Pack, Written};
use super::seal::{self, Chain, FORMAT, Link, Seal, SealedFile, SealedSource};
use super::sign;
use super::state;
use super::told::{Pending, Told};
use super::veil::Veil;
use crate::base::{Finding, Problem};
use crate::report::json;
use crate::say;
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// The run that seals, the chain it seals on, and what hides the state's values.
#[derive(Clone, Copy)]
pub struct Making<'m> {
    pub job: &'m Job<'m>,
    pub chain: &'m Chain,
    pub veil: Option<&'m Veil>,
}

/// The folder that an archive of that name stands in.
pub fn folder_of(job: &Job<'_>, name: &str) -> PathBuf {
    let path = job.layout.inside(name);
    path.parent()
        .map_or_else(|| job.layout.zips(), std::path::Path::to_path_buf)
}

/// An archive that is written and waits to be put in place.
pub struct Ready {
    pub name: String,
    pub temp: NamedTempFile,
    /// Who the operating system says made it.
    pub user: String,
    pub manifest: Manifest,
    pub written: Written,
}

/// Writes what was found behind the exports and ends the archive.
///
/// # Errors
/// The disk fails.
pub fn write_up(
    of: &Making<'_>,
    draft: &Draft,
    pack: Pack<'_>,
) -> Result<(Manifest, Written), Problem> {
    let Making { job, chain, veil } = *of;
    let mut manifest = Manifest {
        format: FORMAT,
        seq: chain.next_seq(),
        date: job.clock.date(),
        made_at: job.clock.rfc3339(),
        tool: json::tool(),
        config: job.policy.hash().map(str::to_owned),
        shop: job.policy.shop.name.clone(),
        files: draft.files.clone(),
        orders: archive::Entry::default(),
        changes: archive::Entry::default(),
        counts: draft.counts,
        state_key: veil
            .filter(|_| !job.policy.backup.encrypt_to.is_empty())
            .map(|v| v.text().to_owned()),
        findings: draft.findings.clone(),
    };
    let writing = say!(zh: "写封条", en: "writing the seal");
    job.progress.stage(writing, 0);
    let written = pack.finish(&draft.recorded, &draft.changes, &mut manifest)?;
    Ok((manifest, written))
}

/// Puts archive, seal and state in place.
///
/// # Errors
/// The disk fails before the seal is in place: nothing is sealed then.
pub fn seal_it(of: &Making<'_>, ready: Ready, mut draft: Draft) -> Result<Done, Problem> {
    let Making { job, chain, veil } = *of;
    let layout = &job.layout;
    let Ready {
        name,
        temp,
        user,
        manifest,
        written,
    } = ready;
    let (date, seq) = (manifest.date, manifest.seq);
    let path = layout.inside(&name);
    // A key that does not last would hide the state from the next run too.
    if let Some(veil) = veil {
        veil.keep(layout)?;
    }
    let (size, sha256) = match written {
        Some(written) => {
            let note = Pending {
                seq,
                name: name.clone(),
                sha256: written.1.clone(),
                files: manifest.files.clone(),
            };
            note.keep(layout)?;
            commit::put(temp, &path, &written)?;
            written
        }
        None => commit::place(temp, &path)?,
    };
    let mut states = Vec::new();
    for ((source, shape), state) in &draft.states {
        states.push(state::prepare(layout, source, shape, state, veil));
    }
    let seal = Seal {
        format: FORMAT,
        seq,
        date,
        made_at: manifest.made_at,
        late: !draft.files.is_empty() && draft.files.iter().all(|f| f.late),
        user,
        previous: chain.previous().map(str::to_owned),
        archive: SealedFile { name, size, sha256 },
        sources: sealed_sources(&draft.files),
        states: states.iter().map(|s| s.sealed.clone()).collect(),
        counts: draft.counts,
        tool: json::tool(),
        removed: draft.removal.take(),
    };
    // Before the seal: a run that is cut short behind it can be asked again.
    if crypt::is_encrypted(&seal.archive.name) && seal.removed.is_none() {
        let told = Told::new(seq, &draft.files, &draft.changes, &draft.findings);
        let failed = told.keep(layout).err();
        let lost = failed.map(|problem| not_kept(&problem));
        draft.findings.extend(lost);
    }
    let name = Layout::seal_name(seq, date);
    let at = layout.inside(&name);
    let bytes = seal::to_bytes(&seal);
    let sha256 = commit::place_bytes(&bytes, &layout.seals(), &at);
    if sha256.is_err() && at.try_exists().is_ok_and(|there| !there) {
        // Its exports are where they were.
        commit::withdraw(&path);
    }
    let sha256 = sha256?;
    let failed = states.into_iter().filter_map(|state| state.put().err());
    draft
        .findings
        .extend(failed.map(|problem| not_kept(&problem)));
    let link = Link { seal, name, sha256 };
    draft.findings.extend(sign::seal(job, &link, &bytes));
    Ok(draft.into_done(Some(link)))
}

/// The day is sealed all the same: the next run makes the state anew.
fn not_kept(problem: &Problem) -> Finding {
    let said = say!(
        zh: "已封存;比对底稿没有存下,下次运行从封存重建:",
        en: "sealed; the comparison state could not be kept, the next run rebuilds it from the archives: "
    );
    Finding::warning("O2", "state", said.join("", &problem.0))
}

/// Each file once, however many of its sheets were compared.
fn sealed_sources(files: &[ManifestFile]) -> Vec<SealedSource> {
    let mut out: Vec<SealedSource> = Vec::new();
    for file in files {
        let known = out
            .iter_mut()
            .find(|s| s.source == file.source && s.name == file.name);
        match known {
            Some(known) => known.rows += file.rows,
            None => out.push(SealedSource {
                source: file.source.clone(),
                name: file.name.clone(),
                day: file.day,
                late: file.late,
                size: file.size,
                sha256: file.sha256.clone(),
                rows: file.rows,
            }),
        }
    }
    out
}
