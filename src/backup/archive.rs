//! One zip a run, readable with plain `unzip` (O9):
//!
//! ```text
//! files/<source>/…   the exports, byte for byte
//! orders.csv         orders that are new or whose recorded state altered,
//!                    in canonical columns, UTF-8
//! changes.csv        every difference found, unmasked
//! manifest.json      how each file was understood, counts, findings about files
//! ```
//!
//! What it says of itself, and reading it; `pack` writes it.

use super::change::Change;
use super::crypt::{self, Plain, damaged};
use super::layout::Layout;
use super::rows;
use super::seal::Counts;
use super::text::Text;
use crate::base::{Finding, Problem};
use crate::table::tables::ORDERS;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use zip::ZipArchive;
use zip::result::ZipError;

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
    /// In encrypted archives: the key under which the state hides values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_key: Option<String>,
    /// Findings about files; those about orders follow from changes.csv.
    pub findings: Vec<Finding>,
}

/// One export and how it was understood; a workbook stands once for each of its
/// sheets that was compared.
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
    /// `orders` (a line an order), `lines` (a line an item) or `shipments`;
    /// `None` for a file that was not understood as orders.
    pub shape: Option<String>,
    pub sheet: Option<String>,
    pub encoding: Option<String>,
    pub heading_line: u32,
    /// Canonical fields it had a column for.
    pub columns: Vec<String>,
    /// Headings that are no field: kept in the export, not compared.
    pub unmapped: Vec<String>,
}

impl ManifestFile {
    /// How orders.csv and changes.csv name it: by name and by path as found,
    /// with the sheet where more than one of its workbook was compared.
    pub fn marks(&self, of: &[ManifestFile]) -> (String, String) {
        let same = |f: &&ManifestFile| f.source == self.source && f.name == self.name;
        match &self.sheet {
            Some(sheet) if of.iter().filter(same).count() > 1 => (
                format!("{}#{sheet}", self.name),
                format!("{}#{sheet}", self.shown),
            ),
            _ => (self.name.clone(), self.shown.clone()),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub rows: u64,
    pub sha256: String,
}

/// One line of orders.csv: where it came from and the order's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub source: Arc<str>,
    pub file: Arc<str>,
    pub text: Text,
}

pub type Zip = ZipArchive<Box<dyn Plain>>;

/// # Errors
/// The archive is missing or no zip.
pub fn open(layout: &Layout, name: &str) -> Result<Zip, Problem> {
    let (path, shown) = (layout.inside(name), layout.show(name));
    let file = File::open(&path).map_err(|e| Problem::io(&shown, &e))?;
    let plain = crypt::reader(file, name, &shown, &layout.keys)?;
    ZipArchive::new(plain).map_err(|e| damaged(&shown, &e))
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
    let Ok(plain) = crypt::reader(file, name, &shown, &layout.keys) else {
        return Ok(None);
    };
    match ZipArchive::new(plain) {
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

/// # Errors
/// There is no such entry, or it is damaged.
pub fn entry(zip: &mut Zip, archive: &str, entry: &str) -> Result<Vec<u8>, Problem> {
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
            source: record.get(0).unwrap_or("").into(),
            file: record.get(1).unwrap_or("").into(),
            text: rows::packed(&values),
        });
    }
    Ok(out)
}
