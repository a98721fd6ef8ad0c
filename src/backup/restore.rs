//! Taking exports out of the archive again: never outside the folder asked for,
//! never over a file that is there, each file's hash checked on the way.

use super::access;
use super::archive;
use super::commit;
use super::crypt;
use super::layout::Layout;
use super::seal::{Chain, Link, SealedSource};
use crate::base::{Clock, Message, Problem, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;
use crate::table::source::hex;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

/// Which seals are wanted.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// Every seal of the run's day.
    Date(NaiveDate),
    Seq(u64),
}

/// Restores the exports of the wanted seals below `to`.
///
/// # Errors
/// No such seal, an altered archive, a file in the way, a folder that leads
/// elsewhere: nothing is restored then. A disk that fails: what was restored
/// before it stays.
pub fn restore(
    layout: &Layout,
    wanted: Wanted,
    to: &Path,
    source: Option<&str>,
    shop: &str,
    clock: Clock,
) -> Result<Report, Problem> {
    let chain = Chain::load(layout)?;
    let links = pick(&chain, wanted, layout)?;
    if resolved(to).starts_with(resolved(&layout.root)) {
        let shown = to.display();
        return Err(say!(
            zh: "{shown}:在封存文件夹里面,不能取回到这里;请换一个 --to",
            en: "{shown}: is inside the archive's folder, where nothing is restored to; choose another --to"
        )
        .into());
    }
    let planned = plan(&links, to, source)?;
    if planned.is_empty() {
        let listed: Vec<&str> = links
            .iter()
            .flat_map(|l| l.seal.sources.iter().map(|s| s.source.as_str()))
            .collect();
        let listed = listed.join(", ");
        return Err(say!(zh: "里面没有这个来源;有:{listed}", en: "no such source in it; it holds: {listed}").into());
    }
    access::log(layout, &clock, "restore", &subject(&links))?;
    for link in &links {
        not_removed(&chain, layout, link)?;
        check(layout, link)?;
    }
    let mut rows = Vec::new();
    for link in &links {
        let of_link: Vec<&Planned<'_>> = planned
            .iter()
            .filter(|p| p.link.seal.seq == link.seal.seq)
            .collect();
        rows.extend(unpack(layout, link, &of_link, to)?);
    }
    let shown = to.display();
    let mut report = Report::new(
        "backup restore",
        say!(zh: "取回封存", en: "restored from the archive"),
        Message::data(format!("{shop}  {shown}")),
        clock,
    );
    report.fact("files", Text::new("文件", "files"), Value::from(rows.len()));
    report.datum("to", Value::from(shown.to_string()));
    let mut section = Section::new(
        "rows",
        say!(zh: "文件", en: "files"),
        vec![
            Column::new("seq", Text::new("号", "seq"), Kind::Int),
            Column::new("date", Text::new("日期", "date"), Kind::Date).droppable(1),
            Column::new("file", Text::new("文件", "file"), Kind::Text),
            Column::new("size", Text::new("字节", "bytes"), Kind::Int),
            Column::new("sha256", Text::new("SHA-256", "SHA-256"), Kind::Id).droppable(2),
        ],
    );
    section.rows = rows;
    report.sections.push(section);
    Ok(report)
}

fn subject(links: &[&Link]) -> String {
    let seqs: Vec<String> = links.iter().map(|l| l.seal.seq.to_string()).collect();
    format!("seq {}", seqs.join(", "))
}

fn pick<'c>(chain: &'c Chain, wanted: Wanted, layout: &Layout) -> Result<Vec<&'c Link>, Problem> {
    let links: Vec<&Link> = chain
        .links
        .iter()
        .filter(|l| match wanted {
            Wanted::Date(date) => l.seal.date == date,
            Wanted::Seq(seq) => l.seal.seq == seq,
        })
        .collect();
    if !links.is_empty() {
        return Ok(links);
    }
    let shown = &layout.shown;
    let what = match wanted {
        Wanted::Date(date) => date.to_string(),
        Wanted::Seq(seq) => format!("#{seq}"),
    };
    let known = match (chain.links.first(), chain.links.last()) {
        (Some(a), Some(b)) => format!(
            "#{} {} … #{} {}",
            a.seal.seq, a.seal.date, b.seal.seq, b.seal.date
        ),
        _ => "-".to_owned(),
    };
    Err(say!(
        zh: "{shown}:没有 {what} 的封存;现有 {known}",
        en: "{shown}: there is no seal {what}; there are {known}"
    )
    .into())
}

/// An archive that was removed cannot be restored; who removed it is known.
fn not_removed(chain: &Chain, layout: &Layout, link: &Link) -> Result<(), Problem> {
    let name = &link.seal.archive.name;
    let Some(entry) = chain.removed_by(name) else {
        return Ok(());
    };
    let (shown, seq, date) = (layout.show(name), entry.seal.seq, entry.seal.date);
    Err(say!(
        zh: "{shown}:已由第 {seq} 号({date})按批准删除,取不回;封条还在",
        en: "{shown}: was removed with approval by entry {seq} ({date}) and cannot be restored; its seal is still there"
    )
    .into())
}

/// The archive must be the sealed one.
fn check(layout: &Layout, link: &Link) -> Result<(), Problem> {
    let name = &link.seal.archive.name;
    let shown = layout.show(name);
    let (_, sha256) = commit::digest(&layout.inside(name)).map_err(|e| Problem::io(&shown, &e))?;
    if sha256 == link.seal.archive.sha256 {
        return Ok(());
    }
    Err(say!(
        zh: "{shown}:和封条不符,不能取回;请运行 dayclose backup verify,或从异地备份拿回这个文件",
        en: "{shown}: is not what its seal says and is not restored; run dayclose backup verify, or fetch the file from another copy"
    )
    .into())
}

/// An export and where it goes.
struct Planned<'c> {
    link: &'c Link,
    sealed: &'c SealedSource,
    target: PathBuf,
}

/// Where each export goes; that nothing is in the way is known before anything
/// is written.
fn plan<'c>(
    links: &[&'c Link],
    to: &Path,
    source: Option<&str>,
) -> Result<Vec<Planned<'c>>, Problem> {
    // Several seals of a day get a folder each, so that none hides another.
    let several = links.len() > 1;
    let mut out = Vec::new();
    for link in links {
        let folder = if several {
            to.join(format!("{:06}", link.seal.seq))
        } else {
            to.to_path_buf()
        };
        let wanted = |s: &&SealedSource| source.is_none_or(|w| w == s.source);
        for sealed in link.seal.sources.iter().filter(wanted) {
            let target = folder
                .join(inside(&sealed.source)?)
                .join(inside(&sealed.name)?);
            // A link that leads nowhere is in the way, too.
            if target.symlink_metadata().is_ok() {
                let shown = target.display();
                return Err(say!(
                    zh: "{shown}:已经有这个文件,不覆盖;请换一个 --to",
                    en: "{shown}: is already there and is not replaced; choose another --to"
                )
                .into());
            }
            if !target
                .parent()
                .is_none_or(|p| resolved(p).starts_with(resolved(to)))
            {
                let shown = target.display();
                return Err(say!(
                    zh: "{shown}:路径里有通向 --to 之外的链接,不取回;请换一个 --to",
                    en: "{shown}: a link on the way leads out of --to; nothing is restored, choose another --to"
                )
                .into());
            }
            out.push(Planned {
                link,
                sealed,
                target,
            });
        }
    }
    Ok(out)
}

/// The real path, as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut there = whole.as_path();
    loop {
        if let Ok(real) = there.canonicalize() {
            return real.join(whole.strip_prefix(there).unwrap_or(Path::new("")));
        }
        match there.parent() {
            Some(parent) => there = parent,
            None => return whole,
        }
    }
}

fn unpack(
    layout: &Layout,
    link: &Link,
    planned: &[&Planned<'_>],
    to: &Path,
) -> Result<Vec<Vec<Value>>, Problem> {
    let name = &link.seal.archive.name;
    let mut zip = archive::open(layout, name)?;
    let mut rows = Vec::new();
    for Planned { sealed, target, .. } in planned {
        let entry = format!("files/{}/{}", sealed.source, sealed.name);
        let mut input = zip.by_name(&entry).map_err(|e| crypt::damaged(name, &e))?;
        let parent = target.parent().unwrap_or(to);
        let shown = target.display().to_string();
        let mut temp = commit::temp_in(parent)?;
        let failed = |e: std::io::Error| Problem::io(target, &e);
        let mut state = Sha256::new();
        let mut buffer = vec![0; 1 << 18];
        loop {
            let n = input
                .read(&mut buffer)
                .map_err(|e| crypt::damaged(name, &e))?;
            if n == 0 {
                break;
            }
            state.update(&buffer[..n]);
            temp.write_all(&buffer[..n]).map_err(failed)?;
        }
        if hex(&state.finalize()) != sealed.sha256 {
            return Err(crypt::damaged(name, &entry));
        }
        commit::place(temp, target)?;
        rows.push(vec![
            Value::from(link.seal.seq),
            Value::Date(link.seal.date),
            Value::from(shown),
            Value::from(sealed.size),
            Value::from(sealed.sha256.clone()),
        ]);
    }
    Ok(rows)
}

/// A name from a seal, as a path that cannot leave its folder.
fn inside(name: &str) -> Result<PathBuf, Problem> {
    let path: PathBuf = name.split('/').collect();
    let plain = path.components().all(|c| matches!(c, Component::Normal(_)));
    if plain && !name.is_empty() && !name.starts_with('/') && !name.contains('\\') {
        return Ok(path);
    }
    Err(say!(
        zh: "封条里的文件名「{name}」会写到别处,不取回",
        en: "the seal names a file \"{name}\" that would be written elsewhere; it is not restored"
    )
    .into())
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn nothing_leaves_the_folder() {
        for bad in [
            "../x.csv",
            "a/../../x",
            "/etc/passwd",
            "",
            "a\\..\\b",
            "./x",
        ] {
            assert!(inside(bad).is_err(), "{bad:?}");
        }
        assert!(inside("2026/订单.csv").is_ok());
    }
}
