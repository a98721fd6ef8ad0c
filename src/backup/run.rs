//! The 18:00 job: collect, compare, seal.
//!
//! Order of commit: lock; clear our own temporary files; the archive as temp
//! file, fsync, link without replacing, fsync of the folder, read back; the seal
//! the same way; the derived state; only then is the head said. Where a step up
//! to the seal fails nothing is sealed and what was put in place is taken back.

use super::archive::{self, Manifest, ManifestFile};
use super::change::Change;
use super::collect::{Collected, Found, collect, refuse_own_archives};
use super::commit::{self, Lock};
use super::draft::{Draft, understand};
use super::job::Job;
use super::layout::Layout;
use super::orphan::{self, Rescued};
use super::seal::{self, Chain, Counts, FORMAT, Link, Seal, SealedFile, SealedSource};
use super::state;
use crate::base::{Clock, Finding, Problem};
use crate::report::json;
use crate::say;
use chrono::DateTime;
use std::collections::HashSet;
use std::time::Duration as Wait;

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
    (job.progress)(say!(zh: "查找新的导出", en: "looking for new exports"));
    let settle = Wait::from_secs(u64::from(job.policy.backup.settle_seconds));
    let mut collected = collect(&job.places, &job.layout.root, settle, &job.clock, |sha| {
        chain.holds(sha)
    })?;
    rescued.join(&mut collected);
    let broken = chain_findings(&chain);
    if collected.found.is_empty() {
        return nothing_new(job, &chain, collected, broken);
    }
    let mut draft = understand(job, &chain, &collected)?;
    draft
        .findings
        .splice(0..0, collected.findings.iter().cloned().chain(broken));
    let done = if job.dry_run {
        draft.into_done(None)
    } else {
        let mut done = seal_it(job, &chain, &collected.found, draft)?;
        done.findings.extend(rescued.done());
        done
    };
    drop(lock);
    Ok(done)
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
    let places = job
        .places
        .iter()
        .map(|p| p.shown.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let date = job.clock.date();
    findings.push(Finding::error(
        "bad-file",
        places.clone(),
        say!(
            zh: "{date} 没有新的导出({places}),没有封存,这一天算漏备;请从平台导出后再运行",
            en: "no new export for {date} ({places}); nothing was sealed and the day counts as missed; export and run again"
        ),
    ));
    Ok(Done {
        link: None,
        already_sealed: false,
        files: Vec::new(),
        counts: Counts::default(),
        changes: Vec::new(),
        findings,
    })
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

/// Writes archive, seal and state.
fn seal_it(
    job: &Job<'_>,
    chain: &Chain,
    found: &[Found],
    mut draft: Draft,
) -> Result<Done, Problem> {
    let layout = &job.layout;
    let date = job.clock.date();
    let seq = chain.newest().map_or(1, |l| l.seal.seq.saturating_add(1));
    let taken: HashSet<&str> = chain
        .links
        .iter()
        .map(|l| l.seal.archive.name.as_str())
        .collect();
    let name = layout.free_archive(date, |n| taken.contains(n));
    let shown = layout.show(&name);
    (job.progress)(say!(zh: "封存 {shown}", en: "sealing {shown}"));
    let mut manifest = Manifest {
        format: FORMAT,
        seq,
        date,
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
    let path = layout.inside(&name);
    let folder = path
        .parent()
        .map_or_else(|| layout.zips(), std::path::Path::to_path_buf);
    let mut temp = commit::temp_in(&folder)?;
    let user = commit::owner(temp.as_file());
    archive::write(
        temp.as_file_mut(),
        &shown,
        found,
        &draft.recorded,
        &draft.changes,
        &mut manifest,
        &job.clock,
    )?;
    let (size, sha256) = commit::place(temp, &path)?;
    let states: Vec<(&str, &str, Vec<u8>)> = draft
        .states
        .iter()
        .map(|((source, shape), state)| (source.as_str(), *shape, state::to_bytes(state)))
        .collect();
    let seal = Seal {
        format: FORMAT,
        seq,
        date,
        made_at: job.clock.rfc3339(),
        late: draft.files.iter().all(|f| f.late),
        user,
        previous: chain.head().map(str::to_owned),
        archive: SealedFile { name, size, sha256 },
        sources: draft.files.iter().map(sealed_source).collect(),
        states: states
            .iter()
            .map(|(source, shape, bytes)| state::seal_entry(source, shape, bytes))
            .collect(),
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
    let failed = states
        .iter()
        .filter_map(|(source, shape, bytes)| state::store(layout, source, shape, bytes).err());
    let failed: Vec<Finding> = failed.map(|problem| not_kept(&problem)).collect();
    drop(states);
    draft.findings.extend(failed);
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

fn sealed_source(file: &ManifestFile) -> SealedSource {
    SealedSource {
        source: file.source.clone(),
        name: file.name.clone(),
        day: file.day,
        late: file.late,
        size: file.size,
        sha256: file.sha256.clone(),
        rows: file.rows,
    }
}
