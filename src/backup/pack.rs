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
use super::sink::{Sink, Watch};
use crate::base::{Clock, Problem};
use crate::say;
use crate::table::source::{Packed, hex};
use crate::table::tables::ORDERS;
use chrono::{Datelike, Timelike};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An archive being written.
pub struct Pack<'f> {
    zip: ZipWriter<Sink<&'f File>>,
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
    /// Where its compressed bytes begin; they end where the next entry begins.
    start: u64,
}

/// Which side of a copy failed.
enum Copying {
    Read(io::Error),
    Write(io::Error),
}

impl<'f> Pack<'f> {
    /// Begins an archive in an empty file that stands at `path` and will be
    /// called `shown`.
    pub fn new(file: &'f File, path: &'f Path, shown: String, job: &Job<'_>) -> Pack<'f> {
        let (sink, watch) = Sink::new(file);
        Pack {
            zip: ZipWriter::new(sink),
            watch,
            file,
            path,
            shown,
            options: options(&job.clock),
            level: LEVELS[0],
            done: Arc::clone(&job.progress.done),
        }
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

    fn start(&mut self, name: &str, level: u32, big: bool) -> Result<(), Problem> {
        let options = self.options.compression_level(Some(i64::from(level)));
        let started = self.zip.start_file(name, options.large_file(big));
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
        // Room for the sizes of a large one.
        self.entry(name, first, true, fill)
    }

    fn entry<E>(
        &mut self,
        name: &str,
        first: &[u8],
        big: bool,
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), E>,
    ) -> Result<Result<Dumped, E>, Problem> {
        let level = level_for(first);
        self.level = self.level.max(level);
        self.start(name, level, big)?;
        // What went before this entry must stand before anything is taken back.
        self.watch.check().map_err(|e| self.failed(&e))?;
        let start = self.watch.at();
        let (mut size, mut state) = (0u64, Sha256::new());
        let filled = fill(&mut |piece| {
            state.update(piece);
            size += piece.len() as u64;
            self.done.fetch_add(piece.len() as u64, Ordering::Relaxed);
            self.zip.write_all(piece)?;
            self.watch.check()
        });
        if let Err(e) = filled {
            // Its last block must not find the disk full again.
            self.watch.deafen();
            self.zip.abort_file().map_err(|e| self.refused(e))?;
            let end = self.watch.at();
            self.file.set_len(end).map_err(|e| self.failed(&e))?;
            let gone = (&mut &*self.file).seek(SeekFrom::Start(end));
            gone.map_err(|e| self.failed(&e))?;
            self.watch.mend();
            return Ok(Err(e));
        }
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
        let mut buffer = vec![0; 1 << 18];
        let begun = File::open(&found.path).and_then(|mut input| {
            let n = read(&mut input, &mut buffer)?;
            Ok((input, n))
        });
        let (mut input, mut n) = match begun {
            Ok(begun) => begun,
            Err(e) => return Ok(Err(e)),
        };
        let first = buffer[..n.min(SAMPLE)].to_vec();
        let copied = self.entry(&entry_name(found), &first, big, |take| {
            while n > 0 {
                take(&buffer[..n]).map_err(Copying::Write)?;
                n = read(&mut input, &mut buffer).map_err(Copying::Read)?;
            }
            Ok(())
        })?;
        let copied = match copied {
            Ok(copied) => copied,
            Err(Copying::Read(e)) => return Ok(Err(e)),
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
        let orders = hashed(&mut self.zip, |w| write_orders(w, recorded));
        manifest.orders.sha256 = orders.map_err(|e| self.failed(&e))?;
        manifest.changes.rows = changes.len() as u64;
        self.start("changes.csv", self.level, false)?;
        let listed = hashed(&mut self.zip, |w| write_changes(w, changes));
        manifest.changes.sha256 = listed.map_err(|e| self.failed(&e))?;
        self.start("manifest.json", self.level, false)?;
        let mut json = serde_json::to_vec_pretty(manifest).map_err(|e| self.failed(&e.into()))?;
        json.push(b'\n');
        let written = self.zip.write_all(&json);
        written.map_err(|e| self.failed(&e))?;
        let Pack {
            zip, watch, shown, ..
        } = self;
        let finished = zip.finish().map_err(io::Error::from);
        finished
            .and_then(|_| watch.check())
            .map_err(|e| Problem::io(&shown, &e))
    }
}

/// Levels of zlib-rs that are tried, from the quickest; the last is `zip -6`'s.
const LEVELS: [u32; 4] = [3, 4, 5, 6];

/// Bytes of an entry by which its level is chosen.
const SAMPLE: usize = 1 << 17;

/// An entry may be so many hundredths of what the last level makes of it: then an
/// archive stays within 1.1 of `zip -6`, mostly in a third of its time.
const LARGER: usize = 107;

/// The quickest level that packs what begins like this well enough.
fn level_for(first: &[u8]) -> u32 {
    let sample = &first[..first.len().min(SAMPLE)];
    let size = |level: u32| {
        let mut out = DeflateEncoder::new(Vec::new(), Compression::new(level));
        out.write_all(sample)
            .and_then(|()| out.finish())
            .map_or(usize::MAX, |packed| packed.len())
    };
    let [quicker @ .., last] = LEVELS;
    let most = size(last).saturating_mul(LARGER) / 100;
    let enough = |level: &u32| size(*level) <= most;
    quicker.into_iter().find(enough).unwrap_or(last)
}

/// Reads what there is, 0 at the end.
fn read(input: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
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

#[cfg(test)]
mod tests {
    use super::level_for;
    use std::fmt::Write;

    #[test]
    fn the_level_follows_the_text() {
        let (mut orders, mut nested) = (String::new(), String::new());
        for n in 0..4000u64 {
            let mix = |x: u64| (x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let r = mix(mix(mix(n + 1))) >> 8;
            let _ = writeln!(orders, "3000004182{n:05},{r},19.90,毛巾");
            let _ = write!(
                nested,
                "\n {{\n  \"order\": \"3000004182{n:05}\",\n  \"at\": \"2026-11-{:02}T{:02}:00:00\",\n  \"items\": [\n   {{\n    \"sku\": \"A-{}\"\n   }}\n  ]\n }},",
                r / 3 % 28 + 1,
                r / 5 % 24,
                r % 97
            );
        }
        assert_eq!(level_for(orders.as_bytes()), 3);
        assert!(level_for(nested.as_bytes()) > 3);
        assert_eq!(level_for(b""), 3);
    }
}
