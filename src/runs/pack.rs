//! A month closed: its reports in one zip with a manifest, and a later run of
//! the month held against it.
//!
//! The zip is the same to the byte for the same reports: members in the order
//! of their names, no times in it. `manifest.json` stands first and gives every
//! file's SHA-256, the clock and the config it was made by, and the inputs with
//! theirs. A closed month is never replaced.

use super::differ::differences;
use crate::base::{Finding, Problem};
use crate::report::{json, write};
use crate::say;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const MANIFEST: &str = "manifest.json";
/// Of the manifest's own form.
const FORMAT: u32 = 1;
/// No report is larger; a damaged zip must not fill the memory.
const MOST: u64 = 1 << 30;

/// Reports by name.
pub type Reports = BTreeMap<String, Vec<u8>>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// `2026-11`
    pub month: String,
    /// The clock of the run that closed it.
    pub closed_at: String,
    pub tool: String,
    pub config: Option<String>,
    pub files: Vec<Sealed>,
    pub inputs: Vec<SealedInput>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub name: String,
    pub size: u64,
    pub sha256: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SealedInput {
    pub command: String,
    pub role: String,
    pub path: String,
    pub sha256: String,
}

/// A closed month as it is read back.
#[derive(Debug)]
pub struct Pack {
    pub manifest: Manifest,
    files: Reports,
}

/// Lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The manifest of those reports.
pub fn manifest(
    month: &str,
    closed_at: String,
    config: Option<&str>,
    reports: &Reports,
    mut inputs: Vec<SealedInput>,
) -> Manifest {
    inputs.sort();
    inputs.dedup();
    let sealed = |(name, bytes): (&String, &Vec<u8>)| Sealed {
        name: name.clone(),
        size: bytes.len() as u64,
        sha256: sha256(bytes),
    };
    Manifest {
        format: FORMAT,
        month: month.to_owned(),
        closed_at,
        tool: json::tool(),
        config: config.map(str::to_owned),
        files: reports.iter().map(sealed).collect(),
        inputs,
    }
}

/// Writes the zip, whole or not at all; gives its SHA-256.
///
/// # Errors
/// The file cannot be written.
pub fn seal(path: &Path, manifest: &Manifest, reports: &Reports) -> Result<String, Problem> {
    let bytes = zipped(manifest, reports).map_err(|e| Problem::io(path, &e))?;
    write::write_whole(path, &bytes).map_err(|e| Problem::io(path, &e))?;
    Ok(sha256(&bytes))
}

fn zipped(manifest: &Manifest, reports: &Reports) -> std::io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut listed = serde_json::to_vec_pretty(manifest)?;
    listed.push(b'\n');
    zip.start_file(MANIFEST, options)?;
    zip.write_all(&listed)?;
    for (name, bytes) in reports {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

impl Pack {
    /// Reads a closed month; every file is checked against the manifest.
    ///
    /// # Errors
    /// The zip cannot be read, or a file in it is not what was sealed.
    pub fn open(path: &Path, shown: &str) -> Result<Pack, Problem> {
        let damaged = |what: &str| {
            let what = what.to_owned();
            Problem::new(say!(
                zh: "{shown}:封存的月份损坏({what});请从备份取回这个文件",
                en: "{shown}: the closed month is damaged ({what}); take this file back from a backup"
            ))
        };
        let bytes = std::fs::read(path).map_err(|e| Problem::io(shown, &e))?;
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e.to_string()))?;
        let mut files = Reports::new();
        for at in 0..zip.len() {
            let member = zip.by_index(at).map_err(|e| damaged(&e.to_string()))?;
            let name = member
                .name()
                .map_err(|e| damaged(&e.to_string()))?
                .into_owned();
            let mut bytes = Vec::new();
            member
                .take(MOST)
                .read_to_end(&mut bytes)
                .map_err(|e| damaged(&e.to_string()))?;
            files.insert(name, bytes);
        }
        let listed = files.remove(MANIFEST).ok_or_else(|| damaged(MANIFEST))?;
        let manifest: Manifest =
            serde_json::from_slice(&listed).map_err(|e| damaged(&e.to_string()))?;
        for file in &manifest.files {
            let whole = files
                .get(&file.name)
                .is_some_and(|b| sha256(b) == file.sha256);
            if !whole {
                return Err(damaged(&file.name));
            }
        }
        if files.len() != manifest.files.len() {
            return Err(damaged("manifest"));
        }
        Ok(Pack { manifest, files })
    }

    /// What differs between the closed month and `now`, the same reports made
    /// again under the clock it was closed at; at most `most` places a file.
    pub fn compare(&self, now: &Reports, most: usize) -> Vec<Finding> {
        let mut out = Vec::new();
        let same_tool = self.manifest.tool == json::tool();
        for (name, sealed) in &self.files {
            let Some(made) = now.get(name) else {
                out.push(differs(
                    name,
                    say!(zh: "{name}:封存里有,这次没有", en: "{name}: is in the closed month and was not made now"),
                ));
                continue;
            };
            if sealed == made {
                continue;
            }
            if name.ends_with(".json") {
                out.extend(places(name, sealed, made, most));
            } else if same_tool {
                out.push(differs(
                    name,
                    say!(zh: "{name}:与封存的不同", en: "{name}: differs from the closed month's"),
                ));
            }
        }
        for name in now.keys().filter(|name| !self.files.contains_key(*name)) {
            out.push(differs(
                name,
                say!(zh: "{name}:封存里没有", en: "{name}: is not in the closed month"),
            ));
        }
        out
    }
}

fn differs(name: &str, message: crate::base::Message) -> Finding {
    Finding::error("D", name, message).with("file", name)
}

/// Row and field of a JSON report's differences.
fn places(name: &str, sealed: &[u8], made: &[u8], most: usize) -> Vec<Finding> {
    let read = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap_or_default();
    let found = differences(&read(sealed), &read(made));
    let count = found.len();
    let mut out: Vec<Finding> = found
        .into_iter()
        .take(most.max(1))
        .map(|d| {
            let none = || "—".to_owned();
            let place = &d.place;
            let (old, new) = (
                d.sealed.clone().unwrap_or_else(none),
                d.now.clone().unwrap_or_else(none),
            );
            let message = say!(
                zh: "{name}:{place} 封存的是 {old},现在是 {new}",
                en: "{name}: {place} was {old} when the month was closed and is {new} now"
            );
            differs(name, message)
                .at(name)
                .with("place", d.place)
                .with("sealed", d.sealed)
                .with("now", d.now)
        })
        .collect();
    let more = count.saturating_sub(out.len());
    if more > 0 {
        out.push(differs(
            name,
            say!(zh: "{name}:另有 {more} 处不同", en: "{name}: differs in {more} more places"),
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports(qty: &str) -> Reports {
        let json = format!("{{\"now\":\"x\",\"rows\":[{{\"sku\":\"A-1\",\"qty\":\"{qty}\"}}]}}");
        [
            ("a.json".to_owned(), json.clone().into_bytes()),
            ("a.html".to_owned(), json.into_bytes()),
        ]
        .into()
    }

    fn sealed(path: &Path, reports: &Reports) -> String {
        let manifest = manifest(
            "2026-11",
            "2026-12-01T09:00:00+08:00".into(),
            None,
            reports,
            Vec::new(),
        );
        seal(path, &manifest, reports).expect("sealed")
    }

    #[test]
    fn the_zip_is_the_same_to_the_byte() {
        let dir = tempfile::tempdir().expect("a folder");
        let (a, b) = (dir.path().join("a.zip"), dir.path().join("b.zip"));
        assert_eq!(sealed(&a, &reports("5")), sealed(&b, &reports("5")));
        assert_eq!(std::fs::read(&a).expect("a"), std::fs::read(&b).expect("b"));
    }

    #[test]
    fn a_difference_names_file_row_and_field() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("2026-11.zip");
        sealed(&path, &reports("5"));
        let pack = Pack::open(&path, "2026-11.zip").expect("read");
        assert_eq!(pack.compare(&reports("5"), 9), []);
        let said: Vec<String> = pack
            .compare(&reports("6"), 9)
            .iter()
            .map(|f| f.message.en.clone())
            .collect();
        assert_eq!(
            said,
            [
                "a.html: differs from the closed month's",
                "a.json: rows[0] A-1 qty was 5 when the month was closed and is 6 now",
            ]
        );
        let mut fewer = reports("5");
        fewer.remove("a.html");
        fewer.insert("b.html".into(), Vec::new());
        assert_eq!(pack.compare(&fewer, 9).len(), 2);
    }

    #[test]
    fn a_changed_pack_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("2026-11.zip");
        let good = reports("5");
        let manifest = manifest("2026-11", "x".into(), None, &good, Vec::new());
        seal(&path, &manifest, &reports("6")).expect("sealed");
        let problem = Pack::open(&path, "p").expect_err("refused");
        assert!(problem.0.en.contains("a.html"), "{problem}");
    }
}
