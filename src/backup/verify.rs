//! Whether everything that was sealed is still there and unchanged.
//!
//! Seals are checked against each other (each names the hash of the one before)
//! and archives against their seals. What this cannot find without a head known
//! from outside: seals cut off at the end, or a whole chain made anew.

#[path = "verify_signatures.rs"]
mod signatures;

use super::commit;
use super::layout::{Layout, relative};
use super::seal::{Chain, Link, number};
use crate::base::{Clock, Finding, Message, Problem, Text};
use crate::policy::Policy;
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;
use std::collections::{HashMap, HashSet};
use std::io::ErrorKind::{IsADirectory, NotADirectory, NotFound};

/// Missing seals named one by one; more are one damage.
const LISTED: u64 = 1_000;

/// One damage.
struct Damage {
    seq: Option<u64>,
    archive: String,
    kind: &'static str,
    message: Message,
}

/// Checks the archive; `head` is one posted outside, 16 or more hex digits.
///
/// # Errors
/// No archive there, a head that is no hash, a folder that cannot be read.
pub fn verify(
    layout: &Layout,
    head: Option<&str>,
    remote: bool,
    policy: &Policy,
    clock: Clock,
) -> Result<Report, Problem> {
    let head = head.map(checked_head).transpose()?;
    if !layout.root.exists() {
        return Err(none_yet(layout));
    }
    let chain = Chain::load(layout)?;
    let nothing = chain.links.is_empty() && chain.unreadable.is_empty() && !has_files(layout);
    if nothing && head.is_none() {
        return Err(none_yet(layout));
    }
    let mut damages = Vec::new();
    check_seals(&chain, &mut damages);
    let sizes = check_archives(layout, &chain, &mut damages)?;
    check_extra(layout, &chain, &mut damages)?;
    let signed = signatures::check(layout, &chain, &policy.backup.signers, &mut damages)?;
    let copied = remote
        .then(|| check_remote(layout, &chain, policy, &mut damages))
        .transpose()?;
    if let Some(head) = &head {
        check_head(&chain, head, &mut damages);
    }
    let shop = &policy.shop.name;
    let mut report = report(layout, &chain, &damages, &sizes, shop, clock);
    if let Some(copied) = copied {
        report.fact(
            "remote",
            Text::new("异地完好", "whole elsewhere"),
            Value::from(copied),
        );
    }
    signatures::say(&chain, &signed, &mut report);
    removed(layout, &chain, &sizes, &mut report);
    Ok(report)
}

/// The copy elsewhere; gives how many seals it holds whole.
fn check_remote(
    layout: &Layout,
    chain: &Chain,
    policy: &Policy,
    out: &mut Vec<Damage>,
) -> Result<u64, Problem> {
    let (wrong, whole) = super::remote::check(layout, chain, policy)?;
    // What is wrong there does not make the archive here any less whole.
    out.extend(wrong.into_iter().map(|w| Damage {
        seq: None,
        archive: w.place,
        kind: w.kind,
        message: w.message,
    }));
    Ok(whole)
}

/// Archives that are gone with approval: by which entry, why, by whom.
fn removed(layout: &Layout, chain: &Chain, found: &[Option<(u64, String)>], report: &mut Report) {
    let by = |link: &Link| {
        chain
            .removed_by(&link.seal.archive.name)
            .map(|l| l.seal.seq)
    };
    let count = chain.links.iter().filter(|l| by(l).is_some()).count();
    if count == 0 {
        return;
    }
    report.fact(
        "pruned",
        Text::new("按批准删除", "removed with approval"),
        Value::from(count),
    );
    let mut left = Vec::new();
    if let Some(section) = report.sections.first_mut() {
        let label = Text::new("由第几号删除", "removed by entry");
        section
            .columns
            .push(Column::new("pruned_by", label, Kind::Int));
        for ((row, link), found) in section.rows.iter_mut().zip(&chain.links).zip(found) {
            row.push(by(link).map_or(Value::None, Value::from));
            if by(link).is_some() {
                match found {
                    // Gone: neither whole nor not.
                    None => row[4] = Value::None,
                    Some(_) => left.push(layout.show(&link.seal.archive.name)),
                }
            }
        }
    }
    for link in &chain.links {
        let Some(removal) = &link.seal.removed else {
            continue;
        };
        let (seq, n) = (link.seal.seq, removal.archives.len());
        let (reason, approver) = (&removal.reason, &removal.approver);
        report.findings.push(
            Finding::info(
                "O7",
                link.name.clone(),
                say!(
                    zh: "{n} 个封存由第 {seq} 号删除,批准人 {approver},理由:{reason}",
                    en: "{n} archives pruned by entry {seq}, approved by {approver}, reason: {reason}"
                ),
            )
            .with("seq", seq)
            .with("archives", n as u64),
        );
    }
    for shown in left {
        report.findings.push(Finding::info(
            "O7",
            shown.clone(),
            say!(zh: "{shown}:已批准删除,文件还在;再运行一次 backup prune 就会删掉", en: "{shown}: its removal is approved and the file is still there; backup prune removes it when run again"),
        ));
    }
}

fn none_yet(layout: &Layout) -> Problem {
    let shown = &layout.shown;
    Problem::no_input(say!(
        zh: "{shown}:还没有封存;先运行 dayclose backup run",
        en: "{shown}: there is no archive yet; run dayclose backup run first"
    ))
}

/// Whether any file lies among the archives.
fn has_files(layout: &Layout) -> bool {
    walkdir::WalkDir::new(layout.zips())
        .into_iter()
        .flatten()
        .any(|e| e.file_type().is_file())
}

fn checked_head(head: &str) -> Result<String, Problem> {
    let head = head.trim().to_ascii_lowercase();
    if (16..=64).contains(&head.len()) && head.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(head);
    }
    Err(say!(
        zh: "--head 要 16 到 64 位十六进制数,是 backup run 打印的封头",
        en: "--head takes 16 to 64 hex digits, as printed by backup run"
    )
    .into())
}

/// Numbers, names and links of the seals.
fn check_seals(chain: &Chain, out: &mut Vec<Damage>) {
    for name in &chain.unreadable {
        let seq = number(name);
        let (kind, message) = match seq {
            Some(_) => (
                "altered",
                say!(zh: "{name}:封条读不懂,被改过或损坏", en: "{name}: the seal cannot be read, it was altered or damaged"),
            ),
            None => (
                "extra",
                say!(zh: "{name}:不是封条,不知从哪里来的文件", en: "{name}: no seal, a file from elsewhere"),
            ),
        };
        out.push(Damage {
            seq,
            archive: name.clone(),
            kind,
            message,
        });
    }
    let mut expected = 1;
    let mut before: Option<&Link> = None;
    for link in &chain.links {
        let (seq, name) = (link.seal.seq, &link.name);
        let damage = |kind, message| Damage {
            seq: Some(seq),
            archive: name.clone(),
            kind,
            message,
        };
        if *name != Layout::seal_name(seq, link.seal.date) {
            out.push(damage("reordered", say!(zh: "{name}:文件名和里面的第 {seq} 号对不上,被换过", en: "{name}: the name does not fit seal {seq} inside it; files were swapped")));
        }
        if before.is_some_and(|b| b.seal.seq == seq) {
            out.push(damage("extra", say!(zh: "{name}:第 {seq} 号有两个封条", en: "{name}: there are two seals numbered {seq}")));
            continue;
        }
        // An altered number must not make a list without end.
        let gap = seq.saturating_sub(expected);
        if gap > LISTED {
            let last = seq - 1;
            out.push(Damage {
                seq: Some(expected),
                archive: String::new(),
                kind: "missing",
                message: say!(zh: "第 {expected} 到 {last} 号封条不见了", en: "seals {expected} to {last} are missing"),
            });
        }
        for missing in expected..if gap > LISTED { expected } else { seq } {
            out.push(Damage {
                seq: Some(missing),
                archive: String::new(),
                kind: "missing",
                message: say!(zh: "第 {missing} 号封条不见了", en: "seal {missing} is missing"),
            });
        }
        let follows = before.map_or(1, |b| b.seal.seq.saturating_add(1)) == seq;
        let linked = link.seal.previous.as_deref() == before.map(|b| b.sha256.as_str());
        if follows && !linked {
            // The seal before was changed, or this one was.
            let earlier = before.map_or_else(|| name.clone(), |b| b.name.clone());
            out.push(Damage {
                seq: before.map(|b| b.seal.seq).or(Some(seq)),
                archive: earlier.clone(),
                kind: "altered",
                message: say!(
                    zh: "{earlier} 的哈希和 {name} 里记的不同:两个封条中有一个被改过",
                    en: "the hash of {earlier} is not the one in {name}: one of the two seals was altered"
                ),
            });
        }
        expected = seq.saturating_add(1);
        before = Some(link);
    }
}

/// Archives against their seals, hashed on all cores; gives each size found.
fn check_archives(
    layout: &Layout,
    chain: &Chain,
    out: &mut Vec<Damage>,
) -> Result<Vec<Option<(u64, String)>>, Problem> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let found = std::sync::Mutex::new(vec![None; chain.links.len()]);
    let failed = std::sync::Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(link) = chain.links.get(i) else {
                        return;
                    };
                    let name = &link.seal.archive.name;
                    match commit::digest(&layout.inside(name)) {
                        Ok(both) => {
                            if let Ok(mut found) = found.lock() {
                                found[i] = Some(both);
                            }
                        }
                        // A folder, or a file where its folder was, is not it.
                        Err(e) if matches!(e.kind(), NotFound | IsADirectory | NotADirectory) => {}
                        Err(e) => {
                            if let Ok(mut failed) = failed.lock() {
                                failed.get_or_insert(Problem::io(layout.show(name), &e));
                            }
                        }
                    }
                }
            });
        }
    });
    if let Ok(Some(problem)) = failed.into_inner() {
        return Err(problem);
    }
    let found = found.into_inner().unwrap_or_default();
    let owners: HashMap<&str, &str> = chain
        .links
        .iter()
        .map(|l| (l.seal.archive.sha256.as_str(), l.seal.archive.name.as_str()))
        .collect();
    for (link, digest) in chain.links.iter().zip(&found) {
        let (seq, file) = (link.seal.seq, &link.seal.archive);
        let shown = layout.show(&file.name);
        let (kind, message) = match digest {
            None if chain.removed_by(&file.name).is_some() => continue,
            None => (
                "missing",
                say!(zh: "{shown}:封存不见了(第 {seq} 号)", en: "{shown}: the archive is missing (seal {seq})"),
            ),
            Some((_, sha)) if *sha == file.sha256 => continue,
            Some((_, sha)) if owners.contains_key(sha.as_str()) => {
                let other = owners[sha.as_str()];
                (
                    "reordered",
                    say!(zh: "{shown}:里面其实是 {other},两个封存被换过", en: "{shown}: it holds what is {other}; archives were swapped"),
                )
            }
            Some((size, _)) if *size < file.size => {
                let lost = file.size - size;
                (
                    "truncated",
                    say!(zh: "{shown}:少了 {lost} 字节,被截断(第 {seq} 号)", en: "{shown}: {lost} bytes short, it was cut (seal {seq})"),
                )
            }
            Some(_) => (
                "altered",
                say!(zh: "{shown}:内容和封条不符,被改过(第 {seq} 号)", en: "{shown}: its content is not what seal {seq} says; it was altered"),
            ),
        };
        out.push(Damage {
            seq: Some(seq),
            archive: file.name.clone(),
            kind,
            message,
        });
    }
    Ok(found)
}

/// Files that no seal names: among the archives, or beside their folders.
fn check_extra(layout: &Layout, chain: &Chain, out: &mut Vec<Damage>) -> Result<(), Problem> {
    let named: HashSet<&str> = chain
        .links
        .iter()
        .map(|l| l.seal.archive.name.as_str())
        .collect();
    for entry in walkdir::WalkDir::new(&layout.root).sort_by_file_name() {
        let entry = entry.map_err(|e| {
            Problem::new(
                say!(zh: "封存文件夹读不了:{e}", en: "the archive's folder cannot be read: {e}"),
            )
        })?;
        let name = relative(&layout.root, entry.path());
        // The seals are checked by themselves, the state is derived.
        let other = name.starts_with("seal/") || name.starts_with("state/");
        let own = matches!(name.as_str(), "lock" | "access.jsonl") || named.contains(name.as_str());
        let temp = commit::is_temp(&entry.file_name().to_string_lossy());
        if entry.file_type().is_dir() || temp || other || own {
            continue;
        }
        let shown = layout.show(&name);
        out.push(Damage {
            seq: None,
            archive: name,
            kind: "extra",
            message: say!(zh: "{shown}:没有封条提到它,不知从哪里来的文件", en: "{shown}: no seal names it, a file from elsewhere"),
        });
    }
    Ok(())
}

/// The chain must hold the head that was posted; what comes after hangs on it
/// by the links already checked.
fn check_head(chain: &Chain, head: &str, out: &mut Vec<Damage>) {
    if chain.hashes.iter().any(|(_, sha)| sha.starts_with(head)) {
        return;
    }
    out.push(Damage {
        seq: None,
        archive: String::new(),
        kind: "head_mismatch",
        message: say!(
            zh: "链上没有封头 {head}:封存被截掉末尾,或整条链被重做过",
            en: "the chain does not hold head {head}: its end was cut off, or the whole chain was made anew"
        ),
    });
}

fn report(
    layout: &Layout,
    chain: &Chain,
    damages: &[Damage],
    found: &[Option<(u64, String)>],
    shop: &str,
    clock: Clock,
) -> Report {
    let mut report = Report::new(
        "backup verify",
        say!(zh: "核对封存", en: "verify the archive"),
        Message::data(format!("{shop}  {}", layout.shown)),
        clock,
    );
    let bad: HashSet<u64> = damages.iter().filter_map(|d| d.seq).collect();
    let count = chain.links.len();
    report.fact(
        "archives",
        Text::new("封存", "archives"),
        Value::from(count),
    );
    report.fact(
        "bad",
        Text::new("有问题", "bad"),
        Value::from(damages.len()),
    );
    report.datum("head", Value::from(chain.head().map(str::to_owned)));
    // Whole up to the last seal before the first damage.
    let complete = chain
        .links
        .iter()
        .take_while(|l| bad.iter().all(|b| *b > l.seal.seq))
        .last()
        .map(|l| l.seal.date);
    let loose = damages
        .iter()
        .any(|d| d.seq.is_none() && d.kind == "head_mismatch");
    let complete = if loose { None } else { complete };
    report.fact(
        "complete",
        Text::new("完好至", "whole up to"),
        complete.map_or(Value::None, Value::Date),
    );
    if let Some(head) = chain.head() {
        report.lead.push(say!(zh: "封头 {head}", en: "head {head}"));
    }
    // What was removed with approval is neither whole nor damaged.
    let gone = |(link, found): &(&Link, &Option<(u64, String)>)| {
        found.is_none() && chain.removed_by(&link.seal.archive.name).is_some()
    };
    let count = count - chain.links.iter().zip(found).filter(gone).count();
    report.lead.push(if damages.is_empty() {
        say!(zh: "{count} 个封存全部完好", en: "all {count} archives are whole")
    } else {
        let n = damages.len();
        let problems = if n == 1 { "problem" } else { "problems" };
        say!(zh: "发现 {n} 处问题", en: "{n} {problems} found")
    });
    let mut section = Section::new(
        "rows",
        say!(zh: "封存", en: "archives"),
        vec![
            Column::new("seq", Text::new("号", "seq"), Kind::Int),
            Column::new("date", Text::new("日期", "date"), Kind::Date),
            Column::new("archive", Text::new("文件", "file"), Kind::Text),
            Column::new("size", Text::new("字节", "bytes"), Kind::Int),
            Column::new("whole", Text::new("完好", "whole"), Kind::Text),
        ],
    );
    section.screen = false;
    for (link, digest) in chain.links.iter().zip(found) {
        section.rows.push(vec![
            Value::from(link.seal.seq),
            Value::Date(link.seal.date),
            Value::from(link.seal.archive.name.clone()),
            Value::from(digest.as_ref().map(|(size, _)| *size)),
            Value::Bool(!bad.contains(&link.seal.seq)),
        ]);
    }
    report.sections.push(section);
    for damage in damages {
        report.findings.push(
            Finding::error("O2", damage.archive.clone(), damage.message.clone())
                .with("seq", damage.seq)
                .with("archive", damage.archive.clone())
                .with("kind", damage.kind),
        );
    }
    report
}
