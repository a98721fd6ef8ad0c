//! Writing an archive, entry by entry, into a temporary file: first the output
//! of programs as it comes, then the exports byte for byte, then what was found.
//!
//! A program's output stands nowhere but in its entry. Where the program fails
//! the entry is taken back and the file cut to where it was, so that half a dump
//! is never sealed; where its output is compared, it is read out of the entry.

use super::archive::{Manifest, Recorded};
use super::change::Change;
use super::collect::Found;
use super::job::Job;
use super::rows;
use crate::base::{Clock, Problem};
use crate::say;
use crate::table::source::{Packed, hex};
use crate::table::tables::ORDERS;
use chrono::{Datelike, Timelike};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An archive being written.
pub struct Pack<'f> {
    zip: ZipWriter<Out<'f>>,
    file: &'f File,
    path: &'f Path,
    trouble: Trouble,
    options: SimpleFileOptions,
    /// Told of every byte of a raw file.
    done: Arc<AtomicU64>,
}

/// A failing disk while an entry is on trial: kept, and the rest of the entry
/// goes nowhere. `None` where no entry is on trial.
type Trouble = Rc<RefCell<Option<io::Result<()>>>>;

/// The file below the zip.
struct Out<'f> {
    file: &'f File,
    trouble: Trouble,
}

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut trouble = self.trouble.borrow_mut();
        match &mut *trouble {
            None => self.file.write(bytes),
            Some(Err(_)) => Ok(bytes.len()),
            Some(fine) => match self.file.write(bytes) {
                Ok(n) => Ok(n),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => Err(e),
                Err(e) => {
                    *fine = Err(e);
                    Ok(bytes.len())
                }
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Out<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// An entry written from what a program printed.
pub struct Dumped {
    pub size: u64,
    pub sha256: String,
    /// Where its compressed bytes begin; they end where the next entry begins.
    start: u64,
}

/// Which side of a copy failed.
enum Copying {
    Read(io::Error),
    Write(io::Error),
}

fn failed(e: io::Error) -> Problem {
    say!(zh: "封存写不下去:{e}", en: "the archive cannot be written: {e}").into()
}

impl<'f> Pack<'f> {
    /// Begins an archive in an empty file that stands at `path`.
    pub fn new(file: &'f File, path: &'f Path, job: &Job<'_>) -> Pack<'f> {
        let trouble = Trouble::default();
        let out = Out {
            file,
            trouble: Rc::clone(&trouble),
        };
        Pack {
            zip: ZipWriter::new(out),
            file,
            path,
            trouble,
            options: options(&job.clock),
            done: Arc::clone(&job.progress.done),
        }
    }

    fn start(&mut self, name: &str, big: bool) -> Result<(), Problem> {
        self.zip
            .start_file(name, self.options.large_file(big))
            .map_err(|e| failed(e.into()))
    }

    /// Writes an entry of unknown length piece by piece: `fill` is handed where to
    /// write. What fails takes the entry back as if it had never been begun.
    ///
    /// # Errors
    /// The inner one is `fill`'s own or a disk that fails under this entry; the
    /// outer one means that the archive cannot go on.
    pub fn dump<E>(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), E>,
    ) -> Result<Result<Dumped, E>, Problem> {
        // Room for the sizes of a large one.
        self.entry(name, true, fill)
    }

    fn entry<E>(
        &mut self,
        name: &str,
        big: bool,
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), E>,
    ) -> Result<Result<Dumped, E>, Problem> {
        self.start(name, big)?;
        let start = (&mut &*self.file).stream_position().map_err(failed)?;
        *self.trouble.borrow_mut() = Some(Ok(()));
        let (mut size, mut state) = (0u64, Sha256::new());
        let filled = fill(&mut |piece| {
            state.update(piece);
            size += piece.len() as u64;
            self.done.fetch_add(piece.len() as u64, Ordering::Relaxed);
            self.zip.write_all(piece)?;
            match &mut *self.trouble.borrow_mut() {
                Some(Err(e)) => Err(io::Error::new(e.kind(), e.to_string())),
                _ => Ok(()),
            }
        });
        if let Err(e) = filled {
            // Its last block must not find the disk full again.
            let gone = io::Error::from(io::ErrorKind::Other);
            *self.trouble.borrow_mut() = Some(Err(gone));
            self.zip.abort_file().map_err(|e| failed(e.into()))?;
            *self.trouble.borrow_mut() = None;
            let end = (&mut &*self.file).stream_position().map_err(failed)?;
            self.file.set_len(end).map_err(failed)?;
            return Ok(Err(e));
        }
        *self.trouble.borrow_mut() = None;
        Ok(Ok(Dumped {
            size,
            sha256: hex(&state.finalize()),
            start,
        }))
    }

    /// Copies an export; gives the SHA-256 of what went in, which must be what was
    /// found where that is known. What cannot be read is left out: the inner error.
    ///
    /// # Errors
    /// The disk fails, or the file is no longer what it was.
    pub fn export(&mut self, found: &Found) -> Result<io::Result<String>, Problem> {
        let big = found.size > u64::from(u32::MAX) / 2;
        let copied = self.entry(&entry_name(found), big, |take| {
            let mut input = File::open(&found.path).map_err(Copying::Read)?;
            let mut buffer = vec![0; 1 << 18];
            loop {
                match input.read(&mut buffer) {
                    Ok(0) => return Ok(()),
                    Ok(n) => take(&buffer[..n]).map_err(Copying::Write)?,
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    Err(e) => return Err(Copying::Read(e)),
                }
            }
        })?;
        let copied = match copied {
            Ok(copied) => copied,
            Err(Copying::Read(e)) => return Ok(Err(e)),
            Err(Copying::Write(e)) => return Err(failed(e)),
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
        self.start("orders.csv", false)
    }

    /// Where an ended entry stands.
    pub fn packed(&self, dumped: &Dumped) -> Packed {
        Packed {
            path: self.path.to_path_buf(),
            start: dumped.start,
        }
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
    ) -> Result<(), Problem> {
        manifest.orders.rows = recorded.len() as u64;
        manifest.orders.sha256 =
            hashed(&mut self.zip, |w| write_orders(w, recorded)).map_err(failed)?;
        manifest.changes.rows = changes.len() as u64;
        self.start("changes.csv", false)?;
        manifest.changes.sha256 =
            hashed(&mut self.zip, |w| write_changes(w, changes)).map_err(failed)?;
        self.start("manifest.json", false)?;
        let mut json = serde_json::to_vec_pretty(manifest).map_err(|e| failed(e.into()))?;
        json.push(b'\n');
        self.zip.write_all(&json).map_err(failed)?;
        self.zip.finish().map_err(|e| failed(e.into()))?;
        Ok(())
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
        // zlib-rs at 3: within 1.08 of the size of `zip -6`, in a third of its time.
        .compression_level(Some(3))
        .unix_permissions(0o600)
        .last_modified_time(time.unwrap_or_default())
}

/// Writes through a hash.
fn hashed<W: Write>(
    out: &mut W,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<String> {
    struct Tee<'w, W>(&'w mut W, Sha256);
    impl<W: Write> Write for Tee<'_, W> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let n = self.0.write(bytes)?;
            self.1.update(&bytes[..n]);
            Ok(n)
        }
        fn flush(&mut self) -> io::Result<()> {
            self.0.flush()
        }
    }
    let mut tee = BufWriter::with_capacity(1 << 16, Tee(out, Sha256::new()));
    write(&mut tee)?;
    let tee = tee.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(hex(&tee.1.finalize()))
}

fn write_orders(out: &mut dyn Write, recorded: &[Recorded]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let heading = ["source", "file"]
        .into_iter()
        .chain(ORDERS.fields.iter().map(|f| f.name));
    csv.write_record(heading)?;
    for row in recorded {
        let place = [row.source.as_str(), row.file.as_str()];
        csv.write_record(place.into_iter().chain(rows::values(&row.text)))?;
    }
    csv.flush()
}

fn write_changes(out: &mut dyn Write, changes: &[Change]) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(out);
    csv.write_record([
        "kind", "order_no", "line_no", "field", "old", "new", "remark", "why", "source", "file",
        "line",
    ])?;
    for change in changes {
        csv.serialize(change)?;
    }
    csv.flush()
}
