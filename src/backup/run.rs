//! The 18:00 job: collect, run programs, compare, seal.
//!
//! Order of commit: lock; clear our own temporary files; the archive as temp
//! file (what programs print, the exports, what was found in them), fsync, link
//! without replacing, fsync of the folder, read back; the seal the same way; the
//! derived state; only then is the head said. Where a step up to the seal fails
//! nothing is sealed and what was put in place is taken back.

use super::archive::{self, Manifest, ManifestFile};
use super::change::Change;
use super::collect::{Collected, Found, Known, collect, refuse_own_archives, unreadable};
use super::commit::{self, Lock};
use super::draft::{Draft, understand};
use super::dumps::{self, Outputs};
use super::job::Job;
use super::layout::{Layout, relative};
use super::orphan::{self, Rescued};
use super::pack::Pack;
use super::seal::{self, Chain, Counts, FORMAT, Link, Seal, SealedFile, SealedSource};
use super::state;
use crate::base::{Clock, Finding, Problem, Severity};
use crate::report::json;
use crate::say;
use chrono::DateTime;
use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration as Wait;
use tempfile::NamedTempFile;

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

/// Runs the backup.
///
/// # Errors
/// No source, another run at work, a clock before the newest seal, a disk that
/// fails: nothing is sealed then.
pub fn run(job: &Job<'_>) -> Result<Done, Problem> {
    if job.places.is_empty() {
        return Err(say!(
            zh: "配置里没有来源;请写 [[backup.source]] name = \"tmall\" path = \"inbox/tmall\"",
            en: "the config has no source; add [[backup.source]] name = \"tmall\" path = \"inbox/tmall\""
        )
        .into());
    }
    // A dry run writes nothing, not even the lock's file.
    let lock = if !job.dry_run {
        refuse_own_archives(&job.places, &job.layout.root)?;
        commit::private_folder(&job.layout.root)?;
        Some(Lock::take(&job.layout.lock(), &job.layout.shown)?)
    } else if job.layout.lock().exists() {
        Some(Lock::take(&job.layout.lock(), &job.layout.shown)?)
    } else {
        None
    };
    let chain = Chain::load(&job.layout)?;
    not_before(&chain, &job.clock)?;
    let mut rescued = if job.dry_run {
        Rescued::default()
    } else {
        orphan::clear(&job.layout, &chain, &job.places)?
    };
    let looking = say!(zh: "查找新的导出", en: "looking for new exports");
    job.progress.stage(looking, 0);
    let settle = Wait::from_secs(u64::from(job.policy.backup.settle_seconds));
    let at_once = job.dry_run || unsealed_archive(job, &chain);
    let known = Known::new(&chain, at_once);
    let mut collected = collect(&job.places, &job.layout.root, settle, &job.clock, &known)?;
    rescued.join(&mut collected);
    let broken = chain_findings(&chain);
    let due = dumps::due(job, &chain);
    if collected.found.is_empty() && due.is_empty() {
        return nothing_new(job, &chain, collected, broken);
    }
    let name = free_name(job, &chain);
    let temp = match (job.dry_run, due.is_empty()) {
        (false, _) => Some(commit::temp_in(&folder_of(job, &name))?),
        // What a program prints is compared out of a file that is gone at the end.
        (true, false) => Some(commit::temp_in(&std::env::temp_dir())?),
        (true, true) => None,
    };
    let mut pack = temp
        .as_ref()
        .map(|temp| Pack::new(temp.as_file(), temp.path(), job.layout.show(&name), job));
    let mut outputs = Outputs::new();
    if let Some(pack) = &mut pack {
        outputs = dumps::run(job, &due, pack, &mut collected)?;
        if !job.dry_run {
            put_exports(job, pack, &mut collected)?;
        }
        if collected.found.is_empty() {
            return nothing_new(job, &chain, collected, broken);
        }
        pack.end_of_files()?;
    }
    collected
        .findings
        .extend(exports_missing(job, &chain, &collected.found));
    let mut draft = understand(job, &chain, &collected, &outputs)?;
    draft
        .findings
        .splice(0..0, collected.findings.iter().cloned().chain(broken));
    let done = match (temp.as_ref(), pack) {
        (Some(temp), Some(pack)) if !job.dry_run => {
            let user = commit::owner(temp.as_file());
            let manifest = write_up(job, &chain, &draft, pack)?;
            Some((user, manifest))
        }
        _ => None,
    };
    let done = match (temp, done) {
        (Some(temp), Some((user, manifest))) => {
            let mut done = seal_it(job, &chain, name, temp, user, &manifest, draft)?;
            done.findings.extend(rescued.done());
            done
        }
        _ => draft.into_done(None),
    };
    drop(lock);
    Ok(done)
}

/// Copies every export into the archive; what cannot be read is said, unless it
/// is the only copy there is.
fn put_exports(
    job: &Job<'_>,
    pack: &mut Pack<'_>,
    collected: &mut Collected,
) -> Result<(), Problem> {
    let mut put = Vec::with_capacity(collected.found.len());
    for mut found in std::mem::take(&mut collected.found) {
        if found.path.as_os_str().is_empty() {
            put.push(found);
            continue;
        }
        let shown = &found.shown;
        let sealing = say!(zh: "封存 {shown}", en: "sealing {shown}");
        job.progress.stage(sealing, found.size);
        match pack.export(&found)? {
            Ok(sha256) => {
                found.sha256 = sha256;
                put.push(found);
            }
            // The archive it came out of goes once this run is sealed.
            Err(e) if found.only_copy => return Err(Problem::io(shown, &e)),
            Err(e) => {
                let finding = unreadable(shown, &e.to_string());
                collected.findings.push(finding);
            }
        }
    }
    collected.found = put;
    Ok(())
}

/// Whether an archive without a seal lies there: its exports may be among those
/// that are found.
fn unsealed_archive(job: &Job<'_>, chain: &Chain) -> bool {
    let sealed: HashSet<&str> = chain
        .links
        .iter()
        .map(|l| l.seal.archive.name.as_str())
        .collect();
    let root = &job.layout.root;
    walkdir::WalkDir::new(job.layout.zips())
        .into_iter()
        .flatten()
        .filter(|e| e.file_type().is_file())
        .any(|e| !sealed.contains(relative(root, e.path()).as_str()))
}

/// A name for the archive that no other has or had.
fn free_name(job: &Job<'_>, chain: &Chain) -> String {
    let taken: HashSet<&str> = chain
        .links
        .iter()
        .map(|l| l.seal.archive.name.as_str())
        .collect();
    let date = job.clock.date();
    job.layout.free_archive(date, |n| taken.contains(n))
}

fn folder_of(job: &Job<'_>, name: &str) -> PathBuf {
    let path = job.layout.inside(name);
    path.parent()
        .map_or_else(|| job.layout.zips(), std::path::Path::to_path_buf)
}

/// Time only goes forward in a chain.
fn not_before(chain: &Chain, clock: &Clock) -> Result<(), Problem> {
    let Some(link) = chain.newest() else {
        return Ok(());
    };
    let made = &link.seal.made_at;
    let Ok(newest) = DateTime::parse_from_rfc3339(made) else {
        return Ok(());
    };
    let now = clock.rfc3339();
    match DateTime::parse_from_rfc3339(&now) {
        Ok(at) if at < newest => Err(say!(
            zh: "现在({now})早于最近一次封存({made});请检查电脑的时间或 --now",
            en: "now ({now}) is before the newest seal ({made}); check the machine's clock or --now"
        )
        .into()),
        _ => Ok(()),
    }
}

/// Links that do not fit: said at every run, examined by verify.
pub(super) fn chain_findings(chain: &Chain) -> Vec<Finding> {
    let fits = chain.links.windows(2).all(|w| {
        w[1].seal.previous.as_deref() == Some(w[0].sha256.as_str())
            && w[1].seal.seq == w[0].seal.seq.saturating_add(1)
    }) && chain
        .links
        .first()
        .is_none_or(|l| l.seal.seq == 1 && l.seal.previous.is_none());
    if fits && chain.unreadable.is_empty() {
        return Vec::new();
    }
    vec![Finding::error(
        "O2",
        "seal",
        say!(zh: "封存链对不上;请运行 dayclose backup verify", en: "the chain of seals does not fit; run dayclose backup verify"),
    )]
}

/// No file is new: the same day repeats what it said, another day is missed.
fn nothing_new(
    job: &Job<'_>,
    chain: &Chain,
    collected: Collected,
    broken: Vec<Finding>,
) -> Result<Done, Problem> {
    let mut findings = job.findings.clone();
    findings.extend(collected.findings);
    findings.extend(broken);
    if let Some(link) = chain.of_day(job.clock.date()) {
        let mut zip = archive::open(&job.layout, &link.seal.archive.name)?;
        let manifest = archive::manifest(&mut zip, &link.seal.archive.name)?;
        let changes = archive::changes(&mut zip, &link.seal.archive.name)?;
        // What this run finds again was said then.
        findings.retain(|f| !manifest.findings.contains(f));
        findings.splice(0..0, manifest.findings);
        if !job.dry_run {
            // Its head is said again: it must last.
            commit::secure(&job.layout.inside(&link.seal.archive.name))?;
            commit::secure(&job.layout.inside(&link.name))?;
        }
        return Ok(Done {
            link: Some(link.clone()),
            already_sealed: true,
            files: manifest.files,
            counts: link.seal.counts,
            changes,
            findings,
        });
    }
    findings.push(match no_export(job) {
        Some(finding) => finding,
        None if findings.iter().any(|f| f.severity == Severity::Error) => nothing_sealed(job),
        None => Finding::info(
            "O7",
            "backup",
            say!(zh: "今天没有到期的程序,没有封存", en: "no program is due today; nothing was sealed"),
        ),
    });
    Ok(Done {
        link: None,
        already_sealed: false,
        files: Vec::new(),
        counts: Counts::default(),
        changes: Vec::new(),
        findings,
    })
}

/// Exports that are not there; `None` where every source is a program.
fn no_export(job: &Job<'_>) -> Option<Finding> {
    let of_files = job.places.iter().filter(|p| p.program.is_none());
    let places: Vec<&str> = of_files.map(|p| p.shown.as_str()).collect();
    if places.is_empty() {
        return None;
    }
    let places = places.join(", ");
    let date = job.clock.date();
    Some(Finding::error(
        "bad-file",
        places.clone(),
        say!(
            zh: "{date} 没有新的导出({places}),没有封存,这一天算漏备;请从平台导出后再运行",
            en: "no new export for {date} ({places}); nothing was sealed and the day counts as missed; export and run again"
        ),
    ))
}

fn nothing_sealed(job: &Job<'_>) -> Finding {
    let date = job.clock.date();
    Finding::error(
        "O1",
        date.to_string(),
        say!(
            zh: "{date} 什么也没有封存,这一天算漏备",
            en: "nothing was sealed for {date}; the day counts as missed"
        ),
    )
}

/// A dump that is sealed must not hide that the day's exports are not there.
fn exports_missing(job: &Job<'_>, chain: &Chain, found: &[Found]) -> Option<Finding> {
    let of_files = |source: &str| {
        let mut places = job.places.iter();
        !places.any(|p| p.name == source && p.program.is_some())
    };
    let today = job.clock.date();
    let mut sealed = chain.links.iter().filter(|l| l.seal.date == today);
    if found.iter().any(|f| of_files(&f.source))
        || sealed.any(|l| l.seal.sources.iter().any(|s| of_files(&s.source)))
    {
        return None;
    }
    let finding = no_export(job)?;
    let (places, date) = (&finding.subject, today);
    let message = say!(
        zh: "{date} 没有新的导出({places}),只封存了程序的输出;请从平台导出后再运行",
        en: "no new export for {date} ({places}), only the output of programs was sealed; export and run again"
    );
    Some(Finding { message, ..finding })
}

impl Draft {
    fn into_done(self, link: Option<Link>) -> Done {
        Done {
            link,
            already_sealed: false,
            files: self.files,
            counts: self.counts,
            changes: self.changes,
            findings: self.findings,
        }
    }
}

/// Writes what was found behind the exports and ends the archive.
fn write_up(
    job: &Job<'_>,
    chain: &Chain,
    draft: &Draft,
    pack: Pack<'_>,
) -> Result<Manifest, Problem> {
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
        findings: draft.findings.clone(),
    };
    let writing = say!(zh: "写封条", en: "writing the seal");
    job.progress.stage(writing, 0);
    pack.finish(&draft.recorded, &draft.changes, &mut manifest)?;
    Ok(manifest)
}

/// Puts archive, seal and state in place.
fn seal_it(
    job: &Job<'_>,
    chain: &Chain,
    name: String,
    temp: NamedTempFile,
    user: String,
    manifest: &Manifest,
    mut draft: Draft,
) -> Result<Done, Problem> {
    let layout = &job.layout;
    let (date, seq) = (manifest.date, manifest.seq);
    let path = layout.inside(&name);
    let (size, sha256) = commit::place(temp, &path)?;
    let mut states = Vec::new();
    for ((source, shape), state) in &draft.states {
        states.push(state::prepare(layout, source, shape, state));
    }
    let seal = Seal {
        format: FORMAT,
        seq,
        date,
        made_at: manifest.made_at.clone(),
        late: draft.files.iter().all(|f| f.late),
        user,
        previous: chain.previous().map(str::to_owned),
        archive: SealedFile { name, size, sha256 },
        sources: sealed_sources(&draft.files),
        states: states.iter().map(|s| s.sealed.clone()).collect(),
        counts: draft.counts,
        tool: json::tool(),
    };
    let name = Layout::seal_name(seq, date);
    let at = layout.inside(&name);
    let sha256 = commit::place_bytes(&seal::to_bytes(&seal), &layout.seals(), &at);
    if sha256.is_err() && at.try_exists().is_ok_and(|there| !there) {
        // Its exports are where they were.
        commit::withdraw(&path);
    }
    let sha256 = sha256?;
    let failed = states.into_iter().filter_map(|state| state.put().err());
    draft
        .findings
        .extend(failed.map(|problem| not_kept(&problem)));
    Ok(draft.into_done(Some(Link { seal, name, sha256 })))
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
