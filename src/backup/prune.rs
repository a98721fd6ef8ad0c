//! Removing archives that nobody needs any more (O7): never by itself, never one
//! younger than three years, and never a seal.
//!
//! What is removed, why and who approved it is an entry of the chain like any
//! other, sealed before the first file goes. Its archive holds the comparison's
//! state, so that nothing that is still judged hangs on what is gone. A run cut
//! short between the two is finished by the next.

use super::commit::{self, Lock};
use super::draft::Draft;
use super::job::Job;
use super::pack::Pack;
use super::put::{self, Making, Ready};
use super::run::{chain_findings, free_name, not_before};
use super::seal::{Chain, Link, Removal, RemovedArchive};
use super::state::{self, Origin};
use super::veil;
use crate::base::{Message, Problem, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;
use chrono::{Months, NaiveDate};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// No archive younger than this is removed: the limitation period for civil
/// claims is three years (Civil Code, article 188).
const LEAST_MONTHS: u32 = 36;

/// What is asked for.
pub struct Pruning<'p> {
    /// `5y`, `60m`: what is kept, counted back from today.
    pub keep: &'p str,
    pub reason: &'p str,
    pub approver: &'p str,
}

/// Removes the archives that are older than what is kept.
///
/// # Errors
/// Less than three years kept, no reason or approver, a chain or an archive that
/// is not whole, a state that cannot be had, a disk that fails.
pub fn prune(job: &Job<'_>, wanted: &Pruning<'_>) -> Result<Report, Problem> {
    let before = before(wanted.keep, job.clock.date())?;
    let (reason, approver) = (wanted.reason.trim(), wanted.approver.trim());
    if reason.is_empty() || approver.is_empty() {
        return Err(say!(
            zh: "--reason 和 --approver 不能为空:删除要有理由,有人批准",
            en: "--reason and --approver may not be blank: a removal has a reason and somebody who approves it"
        )
        .into());
    }
    let _lock = if job.layout.root.exists() {
        Some(Lock::take(&job.layout.lock(), &job.layout.shown)?)
    } else {
        None
    };
    let chain = Chain::load(&job.layout)?;
    not_before(&chain, &job.clock)?;
    if let Some(broken) = chain_findings(&chain).into_iter().next() {
        return Err(broken.message.into());
    }
    let old: Vec<&Link> = chain
        .links
        .iter()
        .filter(|l| l.seal.date < before && l.seal.removed.is_none())
        .filter(|l| chain.removed_by(&l.seal.archive.name).is_none())
        .collect();
    let mut report = begun(job, before);
    if !job.dry_run {
        finish_earlier(job, &chain)?;
    }
    if old.is_empty() {
        report.lead.push(say!(zh: "没有这么早的封存,什么也没有删", en: "no archive is that old; nothing was removed"));
        rows(&old, &mut report);
        return Ok(report);
    }
    for link in &old {
        whole(job, link)?;
    }
    rows(&old, &mut report);
    if job.dry_run {
        report
            .lead
            .push(say!(zh: "只列出,没有删", en: "listed only, nothing was removed"));
        return Ok(report);
    }
    let removal = Removal {
        before,
        reason: reason.to_owned(),
        approver: approver.to_owned(),
        archives: old.iter().map(|l| removed(l)).collect(),
    };
    let link = seal(job, &chain, removal)?;
    for link in &old {
        remove(job, &link.seal.archive.name)?;
    }
    let (seq, head) = (link.seal.seq, &link.sha256);
    report.datum("seq", Value::from(seq));
    report.datum("head", Value::from(head.clone()));
    report
        .lead
        .push(say!(zh: "删除记在第 {seq} 号", en: "the removal is entry {seq}"));
    report.lead.push(say!(zh: "封头 {head}", en: "head {head}"));
    report.lead.push(say!(zh: "把封头发到群里,日后可验", en: "post the head in the group chat; it proves this day later"));
    Ok(report)
}

/// The first day that is kept.
fn before(keep: &str, today: NaiveDate) -> Result<NaiveDate, Problem> {
    let text = keep.trim();
    let split = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let months = match (number.parse::<u32>(), unit.trim()) {
        (Ok(n), "y" | "year" | "years" | "年") => n.checked_mul(12),
        (Ok(n), "m" | "month" | "months" | "个月") => Some(n),
        _ => {
            return Err(say!(
                zh: "--keep「{keep}」看不懂;要写成 5y(年)或 60m(月)",
                en: "--keep \"{keep}\" is not understood; write 5y (years) or 60m (months)"
            )
            .into());
        }
    };
    if months.is_some_and(|m| m < LEAST_MONTHS) {
        return Err(say!(
            zh: "--keep {keep}:三年之内的封存不能删,诉讼时效是三年",
            en: "--keep {keep}: archives younger than three years are never removed, claims can be made for that long"
        )
        .into());
    }
    let first = months.and_then(|m| today.checked_sub_months(Months::new(m)));
    Ok(first.unwrap_or(NaiveDate::MIN))
}

fn removed(link: &Link) -> RemovedArchive {
    RemovedArchive {
        seq: link.seal.seq,
        name: link.seal.archive.name.clone(),
        sha256: link.seal.archive.sha256.clone(),
    }
}

/// What was altered is evidence, and stays.
fn whole(job: &Job<'_>, link: &Link) -> Result<(), Problem> {
    let name = &link.seal.archive.name;
    let shown = job.layout.show(name);
    let digest = commit::digest(&job.layout.inside(name)).map_err(|e| Problem::io(&shown, &e))?;
    if digest.1 == link.seal.archive.sha256 {
        return Ok(());
    }
    Err(say!(
        zh: "{shown}:和封条不符,不删;请运行 dayclose backup verify",
        en: "{shown}: is not what its seal says and is not removed; run dayclose backup verify"
    )
    .into())
}

/// Archives that an earlier entry names and that are still there.
fn finish_earlier(job: &Job<'_>, chain: &Chain) -> Result<(), Problem> {
    let names = chain.links.iter().filter_map(|l| l.seal.removed.as_ref());
    for archive in names.flat_map(|r| &r.archives) {
        remove(job, &archive.name)?;
    }
    Ok(())
}

fn remove(job: &Job<'_>, name: &str) -> Result<(), Problem> {
    match commit::remove(&job.layout.inside(name)) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => {
            Err(Problem::io(job.layout.show(name), &e))
        }
        _ => Ok(()),
    }
}

/// Seals the removal, with every state in its archive.
fn seal(job: &Job<'_>, chain: &Chain, removal: Removal) -> Result<Link, Problem> {
    let encrypts = !job.policy.backup.encrypt_to.is_empty();
    let veil = veil::of_run(&job.layout, chain, encrypts)?;
    let name = free_name(job, chain);
    let temp = commit::temp_in(&put::folder_of(job, &name))?;
    let mut pack = Pack::new(temp.as_file(), temp.path(), job.layout.show(&name), job)?;
    let states: BTreeSet<(&str, &str)> = chain
        .links
        .iter()
        .flat_map(|l| &l.seal.states)
        .map(|s| (s.source.as_str(), s.shape.as_str()))
        .collect();
    for (source, shape) in states {
        let (state, origin) = state::load(&job.layout, chain, source, shape, veil.as_ref())?;
        let Some(state) = state.filter(|_| origin != Origin::Other) else {
            return Err(say!(
                zh: "来源「{source}」的比对底稿和封条不符,不能删;请运行 dayclose backup verify",
                en: "the comparison state of source \"{source}\" is not the sealed one, nothing is removed; run dayclose backup verify"
            )
            .into());
        };
        let entry = state::entry_name(source, shape);
        pack.dump(&entry, b"", |take| {
            state::write(&state, veil.as_ref(), Taking(take)).map(|_| ())
        })?
        .map_err(|e| Problem::io(job.layout.show(&name), &e))?;
    }
    pack.end_of_files()?;
    let making = Making {
        job,
        chain,
        veil: veil.as_ref(),
    };
    let draft = Draft::removing(removal);
    let user = commit::owner(temp.as_file());
    let (manifest, written) = put::write_up(&making, &draft, pack)?;
    let ready = Ready {
        name,
        temp,
        user,
        manifest,
        written,
    };
    let done = put::seal_it(&making, ready, draft)?;
    let not_sealed = || Problem::new(say!(zh: "没有封存", en: "nothing was sealed"));
    done.link.ok_or_else(not_sealed)
}

/// Hands on what is written.
struct Taking<'t>(&'t mut dyn FnMut(&[u8]) -> io::Result<()>);

impl Write for Taking<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.0)(bytes).map(|()| bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn begun(job: &Job<'_>, before: NaiveDate) -> Report {
    let (shop, shown) = (&job.policy.shop.name, &job.layout.shown);
    let mut report = Report::new(
        "backup prune",
        say!(zh: "删除早于 {before} 的封存", en: "removal of archives before {before}"),
        Message::data(format!("{shop}  {shown}")),
        job.clock,
    );
    report.datum("before", Value::Date(before));
    report
}

fn rows(old: &[&Link], report: &mut Report) {
    let bytes: u64 = old.iter().map(|l| l.seal.archive.size).sum();
    report.fact(
        "removed",
        Text::new("删除", "removed"),
        Value::from(old.len()),
    );
    report.fact("bytes", Text::new("字节", "bytes"), Value::from(bytes));
    let mut section = Section::new(
        "rows",
        say!(zh: "封存", en: "archives"),
        vec![
            Column::new("seq", Text::new("号", "seq"), Kind::Int),
            Column::new("date", Text::new("日期", "date"), Kind::Date),
            Column::new("archive", Text::new("文件", "file"), Kind::Text),
            Column::new("size", Text::new("字节", "bytes"), Kind::Int),
        ],
    );
    section.rows = old
        .iter()
        .map(|l| {
            vec![
                Value::from(l.seal.seq),
                Value::Date(l.seal.date),
                Value::from(l.seal.archive.name.clone()),
                Value::from(l.seal.archive.size),
            ]
        })
        .collect();
    report.sections.push(section);
}

#[cfg(test)]
mod tests {
    use super::before;
    use chrono::NaiveDate;

    #[test]
    fn three_years_are_always_kept() {
        let today = NaiveDate::from_ymd_opt(2030, 2, 28).expect("a day");
        let day = |keep: &str| before(keep, today).ok().map(|d| d.to_string());
        assert_eq!(day("3y").as_deref(), Some("2027-02-28"));
        assert_eq!(day("60m").as_deref(), Some("2025-02-28"));
        assert_eq!(day("5年").as_deref(), Some("2025-02-28"));
        for bad in ["2y", "35m", "0y", "", "y", "3", "3w", "-3y", "1.5y"] {
            assert_eq!(day(bad), None, "{bad}");
        }
        assert!(day("999999999999y").is_none() && day("400000000y").is_some());
    }
}
