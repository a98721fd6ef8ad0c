//! One zip a run, readable with plain `unzip` (O9):
//!
//! ```text
//! files/<source>/…   the exports, byte for byte
//! orders.csv         orders that are new or whose recorded state altered,
//!                    in canonical columns, UTF-8
//! changes.csv        every difference found, unmasked
//! manifest.json      how each file was understood, counts, findings about files
//! ```

use super::change::Change;
use super::collect::Found;
use super::layout::Layout;
use super::rows;
use super::seal::Counts;
use super::sink::{Failure, Sink};
use crate::base::{Clock, Finding, Problem};
use crate::say;
use crate::table::source::hex;
use crate::table::tables::ORDERS;
use chrono::{Datelike, NaiveDate, Timelike};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What the archive says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    pub seq: u64,
    pub date: NaiveDate,
    pub made_at: String,
    pub tool: String,
    /// Short hash of the config in force.
    pub config: Option<String>,
    pub shop: String,
    pub files: Vec<ManifestFile>,
    pub orders: Entry,
    pub changes: Entry,
    pub counts: Counts,
    /// Findings about files; those about orders follow from changes.csv.
    pub findings: Vec<Finding>,
}

/// One export and how it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    pub source: String,
    /// Below `files/<source>/`.
    pub name: String,
    /// The path as the run found it.
    pub shown: String,
    pub day: NaiveDate,
    pub late: bool,
    pub size: u64,
    pub sha256: String,
    pub rows: u64,
    pub rejected: u64,
    pub orders: u64,
    /// `orders` (a line an order) or `lines`; `None` for a file that was not
    /// understood as orders.
    pub shape: Option<String>,
    pub sheet: Option<String>,
    pub encoding: Option<String>,
    pub heading_line: u32,
    /// Canonical fields it had a column for.
    pub columns: Vec<String>,
    /// Headings that are no field: kept in the export, not compared.
    pub unmapped: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub rows: u64,
    pub sha256: String,
}

/// One line of orders.csv: where it came from and the order's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub source: String,
    pub file: String,
    pub text: Box<str>,
}

/// Writes an archive to `out`, which is called `shown`; fills in the manifest's
/// entries.
///
/// # Errors
/// The disk fails, or an export is no longer what it was when it was read.
pub fn write<W: Write + Seek>(
    out: W,
    shown: &str,
    found: &[Found],
    recorded: &[Recorded],
    changes: &[Change],
    manifest: &mut Manifest,
    clock: &Clock,
) -> Result<W, Problem> {
    let (sink, failure) = Sink::new(out);
    let mut zip = ZipWriter::new(sink);
    let failed = |e: io::Error| Problem::io(shown, &e);
    let refused = |e: ZipError| match e {
        ZipError::Io(e) => failed(e),
        e => failed(e.into()),
    };
    let options = options(clock);
    for file in found {
        let name = format!("files/{}/{}", file.source, file.name);
        let big = file.size > u64::from(u32::MAX) / 2;
        zip.start_file(&name, options.large_file(big))
            .map_err(refused)?;
        copy_checked(file, &mut zip, &failure, shown)?;
    }
    manifest.orders.rows = recorded.len() as u64;
    zip.start_file("orders.csv", options).map_err(refused)?;
    manifest.orders.sha256 = hashed(&mut zip, |w| write_orders(w, recorded)).map_err(failed)?;
    manifest.changes.rows = changes.len() as u64;
    zip.start_file("changes.csv", options).map_err(refused)?;
    manifest.changes.sha256 = hashed(&mut zip, |w| write_changes(w, changes)).map_err(failed)?;
    zip.start_file("manifest.json", options).map_err(refused)?;
    let mut json = serde_json::to_vec_pretty(manifest).map_err(|e| failed(e.into()))?;
    json.push(b'\n');
    zip.write_all(&json).map_err(failed)?;
    let sink = zip.finish().map_err(refused)?;
    failure.check().map_err(failed)?;
    Ok(sink.into_inner())
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
        // zlib-rs at 4: within 1.05 of the size of `zip -6`, in a third of its time.
        .compression_level(Some(4))
        .unix_permissions(0o600)
        .last_modified_time(time.unwrap_or_default())
}

/// Copies an export; what goes in must be what was compared.
fn copy_checked(
    file: &Found,
    out: &mut impl Write,
    failure: &Failure,
    archive: &str,
) -> Result<(), Problem> {
    let read = |e: io::Error| Problem::io(&file.path, &e);
    let mut input = File::open(&file.path).map_err(read)?;
    let mut state = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let n = input.read(&mut buffer).map_err(read)?;
        if n == 0 {
            break;
        }
        state.update(&buffer[..n]);
        out.write_all(&buffer[..n])
            .and_then(|()| failure.check())
            .map_err(|e| Problem::io(archive, &e))?;
    }
    if hex(&state.finalize()) == file.sha256 {
        return Ok(());
    }
    let shown = &file.shown;
    Err(say!(
        zh: "{shown}:封存的时候文件又变了,没有封存;请等它写完再运行一次",
        en: "{shown}: changed while it was being sealed; nothing was sealed, run again when it is done"
    )
    .into())
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

// ------------------------------------------------------------------ reading

pub type Zip = ZipArchive<BufReader<File>>;

/// «Damaged», with what to do.
pub fn damaged(name: &str, error: &dyn std::fmt::Display) -> Problem {
    say!(
        zh: "{name}:封存打不开或已损坏({error});请先运行 dayclose backup verify",
        en: "{name}: the archive cannot be opened or is damaged ({error}); run dayclose backup verify"
    )
    .into()
}

/// # Errors
/// The archive is missing or no zip.
pub fn open(layout: &Layout, name: &str) -> Result<Zip, Problem> {
    let path = layout.inside(name);
    let file = File::open(&path).map_err(|e| Problem::io(layout.show(name), &e))?;
    ZipArchive::new(BufReader::new(file)).map_err(|e| damaged(&layout.show(name), &e))
}

/// `None` for what is no whole zip or not this user's to open: an error of the
/// system is not taken for damage.
///
/// # Errors
/// The file cannot be opened or read.
pub fn open_if_whole(layout: &Layout, name: &str) -> Result<Option<Zip>, Problem> {
    let shown = layout.show(name);
    let file = match File::open(layout.inside(name)) {
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => return Ok(None),
        file => file.map_err(|e| Problem::io(&shown, &e))?,
    };
    match ZipArchive::new(BufReader::new(file)) {
        Ok(zip) => Ok(Some(zip)),
        // What reading beyond an end comes to is none of the system's errors.
        Err(ZipError::Io(e))
            if e.raw_os_error().is_some() && e.kind() != io::ErrorKind::InvalidInput =>
        {
            Err(Problem::io(shown, &e))
        }
        Err(_) => Ok(None),
    }
}

fn entry(zip: &mut Zip, archive: &str, entry: &str) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    zip.by_name(entry)
        .map_err(|e| damaged(archive, &e))?
        .read_to_end(&mut bytes)
        .map_err(|e| damaged(archive, &e))?;
    Ok(bytes)
}

/// # Errors
/// The archive has no readable manifest.
pub fn manifest(zip: &mut Zip, archive: &str) -> Result<Manifest, Problem> {
    serde_json::from_slice(&entry(zip, archive, "manifest.json")?).map_err(|e| damaged(archive, &e))
}

/// # Errors
/// The archive has no readable changes.csv.
pub fn changes(zip: &mut Zip, archive: &str) -> Result<Vec<Change>, Problem> {
    let bytes = entry(zip, archive, "changes.csv")?;
    csv::Reader::from_reader(bytes.as_slice())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| damaged(archive, &e))
}

/// # Errors
/// The archive has no readable orders.csv.
pub fn orders(zip: &mut Zip, archive: &str) -> Result<Vec<Recorded>, Problem> {
    recorded(zip, archive, |_| true)
}

/// The lines of one order.
///
/// # Errors
/// The archive has no readable orders.csv.
pub fn orders_of(zip: &mut Zip, archive: &str, order_no: &str) -> Result<Vec<Recorded>, Problem> {
    recorded(zip, archive, |found| found == order_no)
}

fn recorded(
    zip: &mut Zip,
    archive: &str,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Recorded>, Problem> {
    let bytes = entry(zip, archive, "orders.csv")?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    // Columns by name: a later version may know more fields.
    let heading = reader.headers().map_err(|e| damaged(archive, &e))?.clone();
    let of_field: Vec<Option<usize>> = ORDERS
        .fields
        .iter()
        .map(|f| heading.iter().position(|h| h == f.name))
        .collect();
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| damaged(archive, &e))?;
        let values: Vec<&str> = of_field
            .iter()
            .map(|at| at.and_then(|i| record.get(i)).unwrap_or(""))
            .collect();
        if !wanted(values[0]) {
            continue;
        }
        out.push(Recorded {
            source: record.get(0).unwrap_or("").to_owned(),
            file: record.get(1).unwrap_or("").to_owned(),
            text: rows::packed(&values),
        });
    }
    Ok(out)
}
