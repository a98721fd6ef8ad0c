//! The seal of one run and the chain of all of them.
//!
//! Each seal names the SHA-256 of the seal before it and of its archive; the
//! SHA-256 of the newest seal is the head. Whoever knows a head knows that
//! nothing before it was changed. docs/archive-format.md describes every key.

use super::layout::Layout;
use crate::base::Problem;
use crate::report::json;
use crate::say;
use crate::table::source::hex;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;

/// Version of the archive's format.
pub const FORMAT: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub format: u32,
    pub seq: u64,
    /// The run's day.
    pub date: NaiveDate,
    /// RFC 3339, the shop's zone.
    pub made_at: String,
    /// Every file in it is about an earlier day.
    pub late: bool,
    /// Operating-system user who ran the backup.
    pub user: String,
    /// SHA-256 of the seal before this one; `None` in the first.
    pub previous: Option<String>,
    pub archive: SealedFile,
    pub sources: Vec<SealedSource>,
    /// The comparison's state after this run: source, shape, SHA-256.
    pub states: Vec<SealedState>,
    pub counts: Counts,
    pub tool: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFile {
    /// Below the archive's folder, with `/`.
    pub name: String,
    pub size: u64,
    pub sha256: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedSource {
    pub source: String,
    /// Below `files/<source>/` in the archive.
    pub name: String,
    pub day: NaiveDate,
    /// `day` is before the run's.
    pub late: bool,
    pub size: u64,
    pub sha256: String,
    /// Data rows; 0 for a file that could not be read as orders.
    pub rows: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedState {
    pub source: String,
    pub shape: String,
    pub sha256: String,
}

/// Orders, but for `files` and `bytes`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub files: u64,
    pub bytes: u64,
    pub orders: u64,
    pub new: u64,
    pub changed: u64,
    pub amended: u64,
    pub repriced: u64,
    pub violations: u64,
    pub vanished: u64,
}

/// A seal with its file's name and hash.
#[derive(Debug, Clone)]
pub struct Link {
    pub seal: Seal,
    pub name: String,
    pub sha256: String,
}

/// What stands in the seal folder.
#[derive(Debug, Default)]
pub struct Chain {
    /// By seq.
    pub links: Vec<Link>,
    /// Files in the seal folder that are no readable seal.
    pub unreadable: Vec<String>,
    /// Hashes of every file in the folder, readable or not.
    pub hashes: Vec<(String, String)>,
}

impl Chain {
    /// Reads every seal; a missing folder is an empty chain.
    ///
    /// # Errors
    /// A folder that cannot be listed or a file that cannot be read.
    pub fn load(layout: &Layout) -> Result<Chain, Problem> {
        let folder = layout.seals();
        let mut chain = Chain::default();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(chain),
            Err(e) => return Err(Problem::io(&folder, &e)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|e| Problem::io(&folder, &e))?;
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.sort_unstable();
        let mut later = None;
        for name in names.into_iter().filter(|n| !super::commit::is_temp(n)) {
            let path = folder.join(&name);
            if path.is_dir() {
                chain.unreadable.push(format!("seal/{name}"));
                continue;
            }
            let bytes = fs::read(&path).map_err(|e| Problem::io(&path, &e))?;
            let sha256 = hex(&Sha256::digest(&bytes));
            let name = format!("seal/{name}");
            chain.hashes.push((name.clone(), sha256.clone()));
            if let Some(format) = later_version(&bytes) {
                later = Some((name.clone(), format));
                chain.unreadable.push(name);
                continue;
            }
            match serde_json::from_slice::<Seal>(&bytes) {
                Ok(seal) if seal.format == FORMAT => {
                    chain.links.push(Link { seal, name, sha256 });
                }
                _ => chain.unreadable.push(name),
            }
        }
        chain.links.sort_by_key(|l| l.seal.seq);
        // No older program seals on top of a later one's: such a seal was altered.
        let newest = chain.newest().map_or(0, |l| l.seal.seq);
        match later {
            Some((name, format)) if number(&name) > Some(newest) => {
                Err(too_new(&layout.show(&name), format))
            }
            _ => Ok(chain),
        }
    }

    /// Number and hash of the file the next seal hangs on: the one with the
    /// greatest number, and be it damaged. Its number is never given away again.
    fn last(&self) -> Option<(u64, &str)> {
        let readable = self.newest().map(|l| (l.seal.seq, l.sha256.as_str()));
        let damaged = self.hashes.iter().filter_map(|(name, sha256)| {
            let number = number(name).filter(|_| self.unreadable.contains(name))?;
            Some((number, sha256.as_str()))
        });
        readable.into_iter().chain(damaged).max_by_key(|l| l.0)
    }

    /// The number of the seal to come.
    pub fn next_seq(&self) -> u64 {
        self.last().map_or(1, |(seq, _)| seq.saturating_add(1))
    }

    /// What the seal to come names as the one before it.
    pub fn previous(&self) -> Option<&str> {
        self.last().map(|(_, sha256)| sha256)
    }

    pub fn newest(&self) -> Option<&Link> {
        self.links.last()
    }

    /// SHA-256 of the newest seal.
    pub fn head(&self) -> Option<&str> {
        self.newest().map(|l| l.sha256.as_str())
    }

    /// Whether a file of these bytes is in any seal.
    pub fn holds(&self, sha256: &str) -> bool {
        self.links
            .iter()
            .any(|l| l.seal.sources.iter().any(|s| s.sha256 == sha256))
    }

    /// The state last sealed for a source and shape.
    pub fn state(&self, source: &str, shape: &str) -> Option<&SealedState> {
        self.links.iter().rev().find_map(|l| {
            l.seal
                .states
                .iter()
                .find(|s| s.source == source && s.shape == shape)
        })
    }

    /// The latest day any sealed file of a source is about.
    pub fn last_day(&self, source: &str) -> Option<NaiveDate> {
        self.links
            .iter()
            .flat_map(|l| &l.seal.sources)
            .filter(|s| s.source == source)
            .map(|s| s.day)
            .max()
    }

    /// The newest seal of a day.
    pub fn of_day(&self, date: NaiveDate) -> Option<&Link> {
        self.links.iter().rev().find(|l| l.seal.date == date)
    }
}

/// `seal/000030-2026-11-22.json` → 30; `None` for what is no seal's name.
pub fn number(name: &str) -> Option<u64> {
    let (number, date) = name.strip_prefix("seal/")?.split_once('-')?;
    date.strip_suffix(".json")?.parse::<NaiveDate>().ok()?;
    let digits = number.len() >= 6 && number.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| number.parse().ok())?
}

/// The format of a seal made by a later version of the program. A greater number
/// in a seal of this version or an earlier one is damage.
fn later_version(bytes: &[u8]) -> Option<u32> {
    #[derive(Deserialize)]
    struct Version {
        format: u32,
        tool: String,
    }
    let version: Version = serde_json::from_slice(bytes).ok()?;
    let numbers = |tool: &str| -> Option<[u64; 3]> {
        let mut parts = tool.strip_prefix("dayclose ")?.splitn(3, '.');
        let mut part = || parts.next()?.parse().ok();
        Some([part()?, part()?, part()?])
    };
    let later = numbers(&version.tool)? > numbers(&json::tool())?;
    (version.format > FORMAT && later).then_some(version.format)
}

fn too_new(shown: &str, format: u32) -> Problem {
    say!(
        zh: "{shown}:封存格式 {format} 比本程序({FORMAT})新;请升级 dayclose",
        en: "{shown}: archive format {format} is newer than this program's ({FORMAT}); upgrade dayclose"
    )
    .into()
}

/// The bytes of a seal as written: the head is their SHA-256.
pub fn to_bytes(seal: &Seal) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(seal).expect("a seal is plain data");
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::{later_version, number};

    #[test]
    fn names_of_seals() {
        assert_eq!(number("seal/000030-2026-11-22.json"), Some(30));
        assert_eq!(number("seal/1000000-2026-11-22.json"), Some(1_000_000));
        for other in [
            "000030-2026-11-22.json",
            "seal/30-2026-11-22.json",
            "seal/00003x-2026-11-22.json",
            "seal/000030-2026-13-22.json",
            "seal/000030-2026-11-22.json~",
            "seal/note.txt",
        ] {
            assert_eq!(number(other), None, "{other}");
        }
    }

    #[test]
    fn only_a_later_program_has_a_later_format() {
        let format = |text: &str| later_version(text.as_bytes());
        // Whatever else it says by then.
        assert_eq!(
            format(r#"{"format":2,"tool":"dayclose 99.0.0","new":1}"#),
            Some(2)
        );
        let ours = crate::report::json::tool();
        for text in [
            format!(r#"{{"format":2,"tool":"{ours}"}}"#),
            r#"{"format":3,"tool":"dayclose 0.0.1"}"#.to_owned(),
            r#"{"format":1,"tool":"dayclose 99.0.0"}"#.to_owned(),
            r#"{"format":2,"tool":"another 99.0.0"}"#.to_owned(),
            r#"{"format":2}"#.to_owned(),
        ] {
            assert_eq!(format(&text), None, "{text}");
        }
    }
}
