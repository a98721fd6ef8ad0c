//! Which files a run seals: those of the configured sources whose bytes are in
//! no seal yet, and which are no longer being written.

use super::commit::digest;
use super::layout::relative;
use super::program::Program;
use super::seal::Chain;
use crate::base::{Clock, Finding, Problem, dated};
use crate::say;
use crate::table::source::{Packed, Source, Unpacked};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// A source of exports: a path, resolved, or a program.
#[derive(Debug, Clone)]
pub struct Place {
    pub name: String,
    /// Empty for a program: there is no file to look for.
    pub path: PathBuf,
    /// As written in the config; of a program its name.
    pub shown: String,
    pub program: Option<Program>,
}

impl Place {
    /// Whether what it gives is read as orders.
    pub fn has_orders(&self) -> bool {
        self.program.as_ref().is_none_or(|p| p.orders)
    }
}

/// A file to seal.
#[derive(Debug, Clone)]
pub struct Found {
    pub source: String,
    pub bytes: Bytes,
    /// For people: the source's path as written, then the file; of a program's
    /// output its place in the archive.
    pub shown: String,
    /// Below `files/<source>/` in the archive.
    pub name: String,
    pub day: NaiveDate,
    pub size: u64,
    /// Empty until the file is archived, where no sealed file has its size: what
    /// cannot be known already need not be read for it.
    pub sha256: String,
}

/// Where the bytes of an export stand.
#[derive(Debug, Clone)]
pub enum Bytes {
    File(PathBuf),
    /// In an archive that goes once this is sealed: there is no other copy.
    Rescued(Packed),
    /// The output of a program: in this run's archive at once. What nobody will
    /// read cannot be read.
    Printed(Option<Packed>),
}

impl Bytes {
    /// # Errors
    /// They cannot be read.
    pub fn open(&self) -> io::Result<Unpacked> {
        match self {
            Bytes::File(path) => Ok(Box::new(File::open(path)?)),
            Bytes::Rescued(packed) | Bytes::Printed(Some(packed)) => packed.open(),
            Bytes::Printed(None) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// The file on disk that they stand in.
    pub fn path(&self) -> &Path {
        match self {
            Bytes::File(path) => path,
            Bytes::Rescued(packed) | Bytes::Printed(Some(packed)) => &packed.path,
            Bytes::Printed(None) => Path::new(""),
        }
    }

    /// As a table.
    pub fn table(&self, shown: &str) -> Source {
        let mut source = match self {
            Bytes::Rescued(packed) | Bytes::Printed(Some(packed)) => {
                Source::packed(shown, packed.clone())
            }
            file => Source::file(file.path(), None),
        };
        shown.clone_into(&mut source.shown);
        source
    }
}

/// What was found in all sources.
#[derive(Debug, Default)]
pub struct Collected {
    /// In the order in which they apply: by day, source, name.
    pub found: Vec<Found>,
    /// Files already in a seal.
    pub known: u64,
    pub findings: Vec<Finding>,
}

/// Times a file is looked at before it counts as still being written.
const LOOKS: u32 = 15;

/// Looks through every source.
///
/// # Errors
/// A source that holds the archive itself.
pub fn collect(
    places: &[Place],
    archive: &Path,
    settle: Duration,
    clock: &Clock,
    known: &Known,
) -> Result<Collected, Problem> {
    let mut out = Collected::default();
    refuse_own_archives(places, archive)?;
    for place in places.iter().filter(|p| p.program.is_none()) {
        if !place.path.exists() {
            let shown = &place.shown;
            out.findings.push(Finding::error(
                "bad-file",
                shown.clone(),
                say!(zh: "来源「{}」的路径不存在:{shown}", en: "the path of source \"{}\" is not there: {shown}", place.name),
            ));
            continue;
        }
        for entry in walkdir::WalkDir::new(&place.path).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if passing(entry.path()) => {}
                Ok(entry) => look_at(place, entry.path(), settle, clock, known, &mut out),
                Err(e) => out.findings.push(unreadable(&place.shown, &e.to_string())),
            }
        }
    }
    out.order();
    Ok(out)
}

/// What is sealed already.
pub struct Known {
    hashes: HashSet<String>,
    /// `None` where every file is to be hashed at once.
    sizes: Option<HashSet<u64>>,
}

impl Known {
    /// With `at_once` every file is hashed when it is found.
    pub fn new(chain: &Chain, at_once: bool) -> Known {
        let sealed = || chain.links.iter().flat_map(|l| &l.seal.sources);
        Known {
            hashes: sealed().map(|s| s.sha256.clone()).collect(),
            sizes: (!at_once).then(|| sealed().map(|s| s.size).collect()),
        }
    }

    fn digest(&self, path: &Path) -> io::Result<(u64, String)> {
        let size = fs::metadata(path)?.len();
        if self.sizes.as_ref().is_some_and(|s| !s.contains(&size)) {
            // Whether it can be read is known only by opening it.
            File::open(path)?;
            return Ok((size, String::new()));
        }
        digest(path)
    }
}

impl Collected {
    /// Puts the files in the order in which they apply, each once.
    pub fn order(&mut self) {
        self.hash_equals();
        self.found
            .sort_by(|a, b| (a.day, &a.source, &a.name).cmp(&(b.day, &b.source, &b.name)));
        // The same bytes twice in this run are one file.
        let mut seen = HashSet::new();
        self.found
            .retain(|f| f.sha256.is_empty() || seen.insert((f.source.clone(), f.sha256.clone())));
        name_apart(&mut self.found);
    }

    /// Files of one size may be one file.
    fn hash_equals(&mut self) {
        let mut sizes: HashMap<u64, u32> = HashMap::new();
        for file in &self.found {
            *sizes.entry(file.size).or_default() += 1;
        }
        let several = |f: &&mut Found| sizes.get(&f.size).is_some_and(|n| *n > 1);
        for file in self.found.iter_mut().filter(several) {
            if file.sha256.is_empty()
                && let Ok((_, sha256)) = digest(file.bytes.path())
            {
                file.sha256 = sha256;
            }
        }
    }
}

/// Two files whose names read the same (one in an encoding that is not the
/// system's) stay two entries of the archive.
fn name_apart(found: &mut [Found]) {
    let mut taken = HashSet::new();
    for file in found {
        let name = file.name.clone();
        for n in 2.. {
            if taken.insert((file.source.clone(), file.name.clone())) {
                break;
            }
            file.name = format!("{name}~{n}");
        }
    }
}

/// Files of other programs that are no exports yet: lock files of an open
/// workbook, downloads under way.
fn passing(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let ending = path
        .extension()
        .map(|e| e.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default();
    name.starts_with('.')
        || name.starts_with("~$")
        || matches!(ending.as_str(), "part" | "crdownload" | "tmp" | "download")
}

/// # Errors
/// A source that holds the archive, or stands in it.
pub fn refuse_own_archives(places: &[Place], archive: &Path) -> Result<(), Problem> {
    places
        .iter()
        .filter(|place| place.program.is_none())
        .try_for_each(|place| refuse_own_archive(place, archive))
}

fn refuse_own_archive(place: &Place, archive: &Path) -> Result<(), Problem> {
    let (Some(source), Some(archive)) = (resolved(&place.path), resolved(archive)) else {
        return Ok(());
    };
    let shown = &place.shown;
    if source.starts_with(&archive) && source != archive {
        return Err(say!(
            zh: "来源「{}」({shown})在封存文件夹里面;导出文件要放在封存之外",
            en: "source \"{}\" ({shown}) is inside the archive's folder; keep exports out of the archive",
            place.name
        )
        .into());
    }
    if archive.starts_with(&source) {
        return Err(say!(
            zh: "来源「{}」({shown})里面放着封存文件夹;请把 [backup] archive 移到来源之外",
            en: "source \"{}\" ({shown}) holds the archive's own folder; move [backup] archive out of it",
            place.name
        )
        .into());
    }
    Ok(())
}

/// The real path; of a folder that is not there yet, through its parent.
fn resolved(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let parent = match path.parent()? {
            p if p.as_os_str().is_empty() => Path::new("."),
            p => p,
        };
        Some(parent.canonicalize().ok()?.join(path.file_name()?))
    })
}

fn look_at(
    place: &Place,
    path: &Path,
    settle: Duration,
    clock: &Clock,
    known: &Known,
    out: &mut Collected,
) {
    let below = relative(&place.path, path);
    let single = below.is_empty();
    let name = if single {
        path.file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default()
    } else {
        below
    };
    let shown = if single {
        place.shown.clone()
    } else {
        format!("{}/{name}", place.shown.trim_end_matches('/'))
    };
    // Opening a pipe would wait for whoever writes to it.
    if fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        out.findings.push(Finding::error(
            "bad-file",
            shown.clone(),
            say!(zh: "{shown}:不是文件(管道、设备或指向文件夹的链接),没有封存", en: "{shown}: is no file (a pipe, a device or a link to a folder) and was not sealed"),
        ));
        return;
    }
    match settled(path, settle) {
        Ok(true) => {}
        Ok(false) => {
            out.findings.push(Finding::error(
                "bad-file",
                shown.clone(),
                say!(zh: "{shown}:还在写入,这次没有封存;等它写完再运行一次", en: "{shown}: is still being written and was not sealed; run again when it is done"),
            ));
            return;
        }
        Err(e) => {
            out.findings.push(unreadable(&shown, &e.to_string()));
            return;
        }
    }
    let (size, sha256) = match known.digest(path) {
        Ok(both) => both,
        Err(e) => {
            out.findings.push(unreadable(&shown, &e.to_string()));
            return;
        }
    };
    if known.hashes.contains(&sha256) {
        out.known += 1;
        return;
    }
    let day = dated::day(&name).unwrap_or_else(|| modified_day(path, clock));
    out.found.push(Found {
        source: place.name.clone(),
        bytes: Bytes::File(path.to_path_buf()),
        shown,
        name,
        day,
        size,
        sha256,
    });
}

/// A file that is there and cannot be read.
pub fn unreadable(shown: &str, error: &str) -> Finding {
    Finding::error(
        "bad-file",
        shown,
        say!(zh: "{shown}:读不了({error}),没有封存", en: "{shown}: cannot be read ({error}) and was not sealed"),
    )
}

/// The file's last change, in the shop's zone.
fn modified_day(path: &Path, clock: &Clock) -> NaiveDate {
    let seconds = fs::metadata(path)
        .and_then(|m| m.modified())
        .ok()
        .and_then(|t| t.duration_since(SystemTime::UNIX_EPOCH).ok())
        .and_then(|d| i64::try_from(d.as_secs()).ok());
    seconds
        .and_then(|s| clock.local_of_unix(s))
        .map_or_else(|| clock.date(), |t| t.date())
}

/// Two looks `settle` apart show the same size and time; a file older than
/// that needs no second look. Bounded: a file that never rests is not settled.
fn settled(path: &Path, settle: Duration) -> io::Result<bool> {
    let look = || -> io::Result<(u64, SystemTime)> {
        let meta = fs::metadata(path)?;
        Ok((meta.len(), meta.modified()?))
    };
    let mut before = look()?;
    // By the real clock: --now says nothing about a disk.
    let age = SystemTime::now()
        .duration_since(before.1)
        .unwrap_or_default();
    if settle.is_zero() || age >= settle {
        return Ok(true);
    }
    for _ in 0..LOOKS {
        sleep(settle);
        let after = look()?;
        if after == before {
            return Ok(true);
        }
        before = after;
    }
    Ok(false)
}
