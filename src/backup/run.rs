//! The 18:00 job: collect, run programs, compare, seal.
//!
//! Order of commit: lock; clear our own temporary files; the archive as temp
//! file (what programs print, the exports, what was found in them), fsync, link
//! without replacing, fsync of the folder, read back; the seal the same way; the
//! derived state; only then is the head said. Where a step up to the seal fails
//! nothing is sealed and what was put in place is taken back.

use super::archive::{self, ManifestFile};
use super::change::Change;
use super::collect::{Bytes, Collected, Found, Known, collect, refuse_own_archives, unreadable};
use super::commit::{self, Lock};
use super::crypt;
use super::done::Done;
use super::draft::{Draft, understand};
use super::dumps;
use super::job::Job;
use super::layout::relative;
use super::orphan::{self, Rescued};
use super::pack::Pack;
use super::put::{self, Making, Ready};
use super::remote;
use super::seal::{Chain, Counts, Link};
use super::sign;
use super::told::Told;
use super::veil;
use crate::base::{Clock, Finding, Problem, Severity};
use crate::say;
use chrono::DateTime;
use std::collections::HashSet;
use std::time::Duration as Wait;

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
    let encrypts = !job.policy.backup.encrypt_to.is_empty();
    let veil = veil::of_run(&job.layout, &chain, encrypts)?;
    let looking = say!(zh: "查找新的导出", en: "looking for new exports");
    job.progress.stage(looking, 0);
    let settle = Wait::from_secs(u64::from(job.policy.backup.settle_seconds));
    let at_once = job.dry_run || unsealed_archive(job, &chain);
    let known = Known::new(&chain, at_once);
    let mut collected = collect(&job.places, &job.layout.root, settle, &job.clock, &known)?;
    rescued.join(&mut collected);
    let broken = chain_findings(&chain);
    if broken.is_empty() && !job.dry_run {
        collected.findings.extend(sign::catch_up(job, &chain));
    }
    let due = dumps::due(job, &chain);
    if collected.found.is_empty() && due.is_empty() {
        return idle(job, &chain, collected, broken);
    }
    let name = free_name(job, &chain);
    let temp = match (job.dry_run, due.is_empty()) {
        (false, _) => Some(commit::temp_in(&put::folder_of(job, &name))?),
        // What a program prints is compared out of a file that is gone at the end.
        (true, false) => Some(commit::temp_in(&std::env::temp_dir())?),
        (true, true) => None,
    };
    let shown = job.layout.show(&name);
    let begun = temp
        .as_ref()
        .map(|temp| Pack::new(temp.as_file(), temp.path(), shown, job));
    let mut pack = begun.transpose()?;
    if let Some(pack) = &mut pack {
        dumps::run(job, &due, pack, &mut collected)?;
        if !job.dry_run {
            put_exports(job, pack, &mut collected)?;
        }
        if collected.found.is_empty() {
            return idle(job, &chain, collected, broken);
        }
        pack.end_of_files()?;
    }
    collected
        .findings
        .extend(exports_missing(job, &chain, &collected.found));
    let making = Making {
        job,
        chain: &chain,
        veil: veil.as_ref(),
    };
    let mut draft = understand(job, &chain, &collected, veil.as_ref())?;
    draft
        .findings
        .splice(0..0, collected.findings.iter().cloned().chain(broken));
    let written = match (pack, job.dry_run) {
        (Some(pack), false) => Some(put::write_up(&making, &draft, pack)?),
        (pack, _) => {
            drop(pack);
            None
        }
    };
    let mut done = match (temp, written) {
        (Some(temp), Some((manifest, written))) => {
            let ready = Ready {
                name,
                user: commit::owner(temp.as_file()),
                temp,
                manifest,
                written,
            };
            let mut done = put::seal_it(&making, ready, draft)?;
            done.findings.extend(rescued.done());
            done
        }
        _ => draft.into_done(None),
    };
    if !job.dry_run {
        done.findings.extend(remote::copy(job));
    }
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
        if matches!(found.bytes, Bytes::Printed(_)) {
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
            Err(e) if matches!(found.bytes, Bytes::Rescued(_)) => {
                return Err(Problem::io(shown, &e));
            }
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
pub(super) fn free_name(job: &Job<'_>, chain: &Chain) -> String {
    let taken: HashSet<&str> = chain
        .links
        .iter()
        .map(|l| l.seal.archive.name.as_str())
        .collect();
    let date = job.clock.date();
    let encrypted = !job.policy.backup.encrypt_to.is_empty();
    job.layout
        .free_archive(date, encrypted, |n| taken.contains(n))
}

/// Time only goes forward in a chain.
pub(super) fn not_before(chain: &Chain, clock: &Clock) -> Result<(), Problem> {
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

/// Nothing to seal; a copy elsewhere that was cut short is gone on with.
fn idle(
    job: &Job<'_>,
    chain: &Chain,
    collected: Collected,
    broken: Vec<Finding>,
) -> Result<Done, Problem> {
    let mut done = nothing_new(job, chain, collected, broken)?;
    if !job.dry_run {
        done.findings.extend(remote::copy(job));
    }
    Ok(done)
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
        let (files, changes, said) = what_was_said(job, link)?;
        // What this run finds again was said then.
        findings.retain(|f| !said.contains(f));
        findings.splice(0..0, said);
        if !job.dry_run {
            // Its head is said again: it must last.
            commit::secure(&job.layout.inside(&link.seal.archive.name))?;
            commit::secure(&job.layout.inside(&link.name))?;
        }
        return Ok(Done {
            link: Some(link.clone()),
            already_sealed: true,
            files,
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

type Said = (Vec<ManifestFile>, Vec<Change>, Vec<Finding>);

/// What the run said that made a seal: out of its archive, or of the note beside
/// the state where the archive cannot be opened here.
fn what_was_said(job: &Job<'_>, link: &Link) -> Result<Said, Problem> {
    let name = &link.seal.archive.name;
    if crypt::is_encrypted(name) && job.layout.keys.is_empty() {
        if let Some(told) = Told::of(&job.layout, link.seal.seq) {
            let (files, findings) = (told.files.clone(), told.findings.clone());
            return Ok((files, told.into_changes(), findings));
        }
        let seq = link.seal.seq;
        let lost = Finding::warning(
            "O2",
            name.clone(),
            say!(
                zh: "第 {seq} 号已封存并加密,当时说了什么没有留底;用 --identity 给出私钥再看",
                en: "seal {seq} is encrypted and what was found is not kept here; name an identity with --identity to see it"
            ),
        );
        return Ok((Vec::new(), Vec::new(), vec![lost]));
    }
    let mut zip = archive::open(&job.layout, name)?;
    let manifest = archive::manifest(&mut zip, name)?;
    let changes = archive::changes(&mut zip, name)?;
    Ok((manifest.files, changes, manifest.findings))
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
    pub(super) fn into_done(self, link: Option<Link>) -> Done {
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
