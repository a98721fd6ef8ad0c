//! Writing an archive, entry by entry, into a temporary file: first the output
//! of programs as it comes, then the exports byte for byte, then what was found.
//!
//! In clear a program's output stands nowhere but in its entry. Where the program
//! fails the entry is taken back and the file cut to where it was, so that half a
//! dump is never sealed; where its output is compared, it is read out of the entry.
//! An archive for recipients is encrypted as it is written, and a program's output
//! goes by way of a [`Spool`].

use super::archive::{Manifest, Recorded};
use super::change::Change;
use super::collect::Found;
use super::commit::digest;
use super::crypt;
use super::job::Job;
use super::level::{self, level_for};
use super::lists::{hashed, write_changes, write_orders};
use super::out::Out;
use super::sink::Watch;
use super::spool::Spool;
use crate::base::{Clock, Problem};
use crate::say;
use crate::table::source::{Packed, Unpacked, hex};
use chrono::{Datelike, Timelike};
use flate2::bufread::DeflateDecoder;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use zip::CompressionMethod;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

/// An archive being written.
pub struct Pack<'f> {
    out: Out<'f>,
    watch: Watch,
    file: &'f File,
    path: &'f Path,
    /// For people: the archive's name.
    shown: String,
    options: SimpleFileOptions,
    /// The strongest compression an entry asked for.
    level: u32,
    /// Told of every byte of a raw file.
    done: Arc<AtomicU64>,
}

/// An entry written from what a program printed.
pub struct Dumped {
    pub size: u64,
    pub sha256: String,
    place: Place,
}

/// Where it can be read once more.
enum Place {
    /// Its packed bytes begin here; they end where the next entry begins.
    Entry(u64),
    Spool(Arc<Spool>),
}

/// Which side of a copy failed.
enum Copying {
    Read(io::Error),
    Write(io::Error),
}

/// Size and SHA-256 of an archive that was written in one go.
pub type Written = Option<(u64, String)>;

impl<'f> Pack<'f> {
    /// Begins an archive in an empty file that stands at `path` and will be
    /// called `shown`; for the recipients of the config where it names any.
    ///
    /// # Errors
    /// The disk fails.
    pub fn new(
        file: &'f File,
        path: &'f Path,
        shown: String,
        job: &Job<'_>,
    ) -> Result<Pack<'f>, Problem> {
        let to = &job.policy.backup.encrypt_to;
        let (out, watch) = if to.is_empty() {
            Out::clear(file)
        } else {
            crypt::recipients(to)
                .and_then(|to| Out::sealed(file, &to))
                .map_err(|e| Problem::io(&shown, &e))?
        };
        Ok(Pack {
            out,
            watch,
            file,
            path,
            shown,
            options: options(&job.clock),
            level: level::LEAST,
            done: Arc::clone(&job.progress.done),
        })
    }

    fn failed(&self, e: &io::Error) -> Problem {
        Problem::io(&self.shown, e)
    }

    fn refused(&self, e: ZipError) -> Problem {
        match e {
            ZipError::Io(e) => self.failed(&e),
            e => self.failed(&e.into()),
        }
    }

    fn options(&self, level: u32, big: bool) -> SimpleFileOptions {
        let options = self.options.compression_level(Some(i64::from(level)));
        // Room for the sizes of a large one.
        options.large_file(big)
    }

    fn start(&mut self, name: &str, level: u32, big: bool) -> Result<(), Problem> {
        let started = self.out.start(name, self.options(level, big));
        started.map_err(|e| self.refused(e))
    }

    /// Writes an entry of unknown length piece by piece: `fill` is handed where to
    /// write, `first` is what it will begin with. What fails takes the entry back as
    /// if it had never been begun.
    ///
    /// # Errors
    /// The inner one is `fill`'s own or a disk that fails under this entry; the
    /// outer one means that the archive cannot go on.
    pub fn dump<E>(
        &mut self,
        name: &str,
        first: &[u8],
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), E>,
    ) -> Result<Result<Dumped, E>, Problem> {
        if self.out.is_clear() {
            return self.entry(name, first, true, fill);
        }
        let level = self.raised(first);
        let options = self.options(level, true);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let (mut count, done) = (Count::default(), Arc::clone(&self.done));
        let spooled = Spool::filled(folder, name, options, |take| {
            fill(&mut |piece| {
                count.add(piece, &done);
                take(piece)
            })
        })?;
        let spool = match spooled {
            Ok(spool) => Arc::new(spool),
            Err(e) => return Ok(Err(e)),
        };
        let mut zip = spool.zip().map_err(|e| self.failed(&e))?;
        let copied = zip.by_index(0).and_then(|entry| self.out.copy(entry));
        copied.map_err(|e| self.refused(e))?;
        self.watch.check().map_err(|e| self.failed(&e))?;
        Ok(Ok(count.dumped(Place::Spool(spool))))
    }

    /// The level for what begins like this; orders.csv takes the strongest.
    fn raised(&mut self, first: &[u8]) -> u32 {
        let level = level_for(first);
        self.level = self.level.max(level);
        level
    }

    fn entry<E>(
        &mut self,
        name: &str,
        first: &[u8],
        big: bool,
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), E>,
    ) -> Result<Result<Dumped, E>, Problem> {
        let level = self.raised(first);
        self.start(name, level, big)?;
        // What went before this entry must stand before anything is taken back.
        self.watch.check().map_err(|e| self.failed(&e))?;
        let start = self.watch.at();
        let mut count = Count::default();
        let filled = fill(&mut |piece| {
            count.add(piece, &self.done);
            self.out.write_all(piece)?;
            self.watch.check()
        });
        match filled {
            Ok(()) => Ok(Ok(count.dumped(Place::Entry(start)))),
            Err(e) => {
                if self.out.is_clear() {
                    self.take_back()?;
                }
                Ok(Err(e))
            }
        }
    }

    /// Cuts the file to where the entry began.
    fn take_back(&mut self) -> Result<(), Problem> {
        // Its last block must not find the disk full again.
        self.watch.deafen();
        self.out.abort().map_err(|e| self.refused(e))?;
        let end = self.watch.at();
        self.file.set_len(end).map_err(|e| self.failed(&e))?;
        let gone = (&mut &*self.file).seek(SeekFrom::Start(end));
        gone.map_err(|e| self.failed(&e))?;
        self.watch.mend();
        Ok(())
    }

    /// Copies an export; gives the SHA-256 of what went in, which must be what was
    /// found where that is known. What cannot be read is left out: the inner error.
    ///
    /// # Errors
    /// The disk fails, or the file is no longer what it was.
    pub fn export(&mut self, found: &Found) -> Result<io::Result<String>, Problem> {
        let clear = self.out.is_clear();
        // Nothing can be taken back from a stream: that a file can be read to its end
        // must be known before it is begun.
        if !clear
            && found.sha256.is_empty()
            && let Err(e) = digest(found.bytes.path())
        {
            return Ok(Err(e));
        }
        let big = found.size > u64::from(u32::MAX) / 2;
        let mut buffer = vec![0; 1 << 18];
        let begun = found.bytes.open().and_then(|mut input| {
            let n = read(&mut input, &mut buffer)?;
            Ok((input, n))
        });
        let (mut input, mut n) = match begun {
            Ok(begun) => begun,
            Err(e) => return Ok(Err(e)),
        };
        let first = buffer[..n.min(level::SAMPLE)].to_vec();
        let copied = self.entry(&entry_name(found), &first, big, |take| {
            while n > 0 {
                take(&buffer[..n]).map_err(Copying::Write)?;
                n = read(&mut input, &mut buffer).map_err(Copying::Read)?;
            }
            Ok(())
        })?;
        let copied = match copied {
            Ok(copied) => copied,
            Err(Copying::Read(e)) if clear => return Ok(Err(e)),
            Err(Copying::Read(e)) => return Err(Problem::io(&found.shown, &e)),
            Err(Copying::Write(e)) => return Err(self.failed(&e)),
        };
        let same = found.sha256.is_empty() || copied.sha256 == found.sha256;
        if same && copied.size == found.size {
            return Ok(Ok(copied.sha256));
        }
        let shown = &found.shown;
        Err(say!(
            zh: "{shown}:封存的时候文件又变了,没有封存;请等它写完再运行一次",
            en: "{shown}: changed while it was being sealed; nothing was sealed, run again when it is done"
        )
        .into())
    }

    /// Ends the raw files: from here on every entry so far can be read.
    ///
    /// # Errors
    /// The disk fails.
    pub fn end_of_files(&mut self) -> Result<(), Problem> {
        // They hold what the exports hold.
        self.start("orders.csv", self.level, false)?;
        self.watch.check().map_err(|e| self.failed(&e))
    }

    /// Where an ended entry can be read.
    pub fn packed(&self, dumped: &Dumped) -> Packed {
        let start = match &dumped.place {
            Place::Spool(spool) => return spool.packed(),
            Place::Entry(start) => *start,
        };
        let path = self.path.to_path_buf();
        Packed::new(path.clone(), move || {
            let mut file = File::open(&path)?;
            file.seek(SeekFrom::Start(start))?;
            Ok(Box::new(DeflateDecoder::new(BufReader::new(file))))
        })
    }

    /// Writes what was found and ends the archive; fills in the manifest's
    /// entries. [`Pack::end_of_files`] comes before it.
    ///
    /// # Errors
    /// The disk fails.
    pub fn finish(
        mut self,
        recorded: &[Recorded],
        changes: &[Change],
        manifest: &mut Manifest,
    ) -> Result<Written, Problem> {
        manifest.orders.rows = recorded.len() as u64;
        let orders = hashed(&mut self.out, |w| write_orders(w, recorded));
        manifest.orders.sha256 = orders.map_err(|e| self.failed(&e))?;
        manifest.changes.rows = changes.len() as u64;
        self.start("changes.csv", self.level, false)?;
        let hidden = manifest.state_key.is_some();
        let listed = hashed(&mut self.out, |w| write_changes(w, changes, hidden));
        manifest.changes.sha256 = listed.map_err(|e| self.failed(&e))?;
        self.start("manifest.json", self.level, false)?;
        let mut json = serde_json::to_vec_pretty(manifest).map_err(|e| self.failed(&e.into()))?;
        json.push(b'\n');
        let written = self.out.write_all(&json);
        written.map_err(|e| self.failed(&e))?;
        let Pack {
            out, watch, shown, ..
        } = self;
        out.finish(&watch).map_err(|e| Problem::io(&shown, &e))
    }
}

/// What goes into an entry, counted and hashed.
#[derive(Default)]
struct Count {
    size: u64,
    state: Sha256,
}

impl Count {
    fn add(&mut self, piece: &[u8], done: &AtomicU64) {
        let n = piece.len() as u64;
        self.state.update(piece);
        self.size += n;
        done.fetch_add(n, Ordering::Relaxed);
    }

    fn dumped(self, place: Place) -> Dumped {
        Dumped {
            size: self.size,
            sha256: hex(&self.state.finalize()),
            place,
        }
    }
}

/// Reads what there is, 0 at the end.
fn read(input: &mut Unpacked, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(buffer) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

/// Where an export stands in its archive.
pub fn entry_name(found: &Found) -> String {
    format!("files/{}/{}", found.source, found.name)
}

/// The same clock gives the same bytes: entries carry the run's time.
fn options(clock: &Clock) -> SimpleFileOptions {
    let at = clock.local();
    let small = |n: u32| u8::try_from(n).unwrap_or(0);
    let time = u16::try_from(at.year()).ok().and_then(|year| {
        zip::DateTime::from_date_and_time(
            year,
            small(at.month()),
            small(at.day()),
            small(at.hour()),
            small(at.minute()),
            small(at.second()),
        )
        .ok()
    });
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o600)
        .last_modified_time(time.unwrap_or_default())
}
