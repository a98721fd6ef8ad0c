//! The comparison's state on disk. It is derived: its hash stands in the seal,
//! and a state that is missing or not the sealed one is rebuilt from the
//! archives' orders.csv and changes.csv, to the same bytes.

use super::archive;
use super::change::Kind;
use super::commit;
use super::layout::Layout;
use super::rows;
use super::seal::{Chain, SealedState};
use super::sides::{State, StateRow};
use crate::base::Problem;
use crate::table::source::hex;
use crate::table::tables::ORDERS;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: u32,
    /// Fields the last export had a column for.
    has: Vec<String>,
}

/// Separates rows.
const RECORD: u8 = 0x1e;

/// A state's bytes.
pub fn to_bytes(state: &State) -> Vec<u8> {
    let has = ORDERS
        .fields
        .iter()
        .zip(&state.has)
        .filter(|(_, has)| **has)
        .map(|(f, _)| f.name.to_owned())
        .collect();
    let header = Header {
        format: super::seal::FORMAT,
        has,
    };
    let mut bytes = serde_json::to_vec(&header).expect("a header is plain data");
    bytes.reserve_exact(1 + state.rows.iter().map(|r| r.text.len() + 2).sum::<usize>());
    bytes.push(b'\n');
    for row in &state.rows {
        bytes.push(if row.gone { b'-' } else { b'+' });
        bytes.extend_from_slice(row.text.as_bytes());
        bytes.push(RECORD);
    }
    bytes
}

/// Reads a state record by record, so that its bytes are never held beside its
/// rows; `None` for what is no state.
fn read(mut input: impl BufRead) -> Option<State> {
    let mut record = Vec::new();
    input.read_until(b'\n', &mut record).ok()?;
    let header: Header = serde_json::from_slice(record.strip_suffix(b"\n")?).ok()?;
    let mut rows = Vec::new();
    loop {
        record.clear();
        if input.read_until(RECORD, &mut record).ok()? == 0 {
            break;
        }
        let text = record.strip_suffix(&[RECORD]).unwrap_or(&record);
        let (mark, text) = text.split_first()?;
        let gone = match mark {
            b'-' => true,
            b'+' => false,
            _ => return None,
        };
        rows.push(StateRow {
            text: std::str::from_utf8(text).ok()?.into(),
            gone,
        });
    }
    Some(State {
        rows,
        has: flags(&header.has),
    })
}

/// The state in a file and the SHA-256 of all its bytes.
fn read_file(path: &Path) -> Option<(State, String)> {
    struct Hashing(File, Sha256);
    impl Read for Hashing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.0.read(buffer)?;
            self.1.update(&buffer[..n]);
            Ok(n)
        }
    }
    let file = Hashing(File::open(path).ok()?, Sha256::new());
    let mut input = BufReader::with_capacity(1 << 17, file);
    let state = read(&mut input)?;
    Some((state, hex(&input.into_inner().1.finalize())))
}

/// Field names → one flag a field.
pub fn flags(names: &[String]) -> Vec<bool> {
    ORDERS
        .fields
        .iter()
        .map(|f| names.iter().any(|n| n == f.name))
        .collect()
}

fn file_name(source: &str, shape: &str) -> String {
    format!("{source}-{shape}.state")
}

/// Where a state came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The state folder, as sealed; or there is none yet.
    Kept,
    /// The archives, to the bytes that were sealed.
    Rebuilt,
    /// The archives, but they are not what they were when it was sealed.
    Other,
}

/// The state before this run: from the state folder where its hash is the
/// sealed one, else rebuilt from the archives; empty for a new source.
///
/// # Errors
/// An archive that is needed for rebuilding cannot be read.
pub fn load(
    layout: &Layout,
    chain: &Chain,
    source: &str,
    shape: &str,
) -> Result<(Option<State>, Origin), Problem> {
    let Some(sealed) = chain.state(source, shape) else {
        return Ok((None, Origin::Kept));
    };
    let path = layout.states().join(file_name(source, shape));
    if let Some((state, sha256)) = read_file(&path)
        && sha256 == sealed.sha256
    {
        return Ok((Some(state), Origin::Kept));
    }
    let state = rebuild(layout, chain, source, shape)?;
    let same = hex(&Sha256::digest(to_bytes(&state))) == sealed.sha256;
    let origin = if same { Origin::Rebuilt } else { Origin::Other };
    Ok((Some(state), origin))
}

/// Writes a state; gives what the seal says of it.
///
/// # Errors
/// The disk fails.
pub fn seal_entry(source: &str, shape: &str, bytes: &[u8]) -> SealedState {
    SealedState {
        source: source.to_owned(),
        shape: shape.to_owned(),
        sha256: hex(&Sha256::digest(bytes)),
    }
}

/// Puts a state in its place, after its seal is on disk.
///
/// # Errors
/// The disk fails.
pub fn store(layout: &Layout, source: &str, shape: &str, bytes: &[u8]) -> Result<(), Problem> {
    let folder = layout.states();
    let mut temp = commit::temp_in(&folder)?;
    let path = folder.join(file_name(source, shape));
    temp.write_all(bytes).map_err(|e| Problem::io(&path, &e))?;
    commit::replace(temp, &path)
}

/// Plays every archive back.
fn rebuild(layout: &Layout, chain: &Chain, source: &str, shape: &str) -> Result<State, Problem> {
    // By order: its lines, sorted; a BTreeMap keeps the state's order.
    let mut orders: BTreeMap<String, Vec<StateRow>> = BTreeMap::new();
    let mut has = Vec::new();
    for link in &chain.links {
        if !link.seal.sources.iter().any(|s| s.source == source) {
            continue;
        }
        let mut zip = archive::open(layout, &link.seal.archive.name)?;
        let manifest = archive::manifest(&mut zip, &link.seal.archive.name)?;
        let recorded = archive::orders(&mut zip, &link.seal.archive.name)?;
        let changes = archive::changes(&mut zip, &link.seal.archive.name)?;
        let of_shape =
            |f: &&archive::ManifestFile| f.source == source && f.shape.as_deref() == Some(shape);
        for file in manifest.files.iter().filter(of_shape) {
            has = flags(&file.columns);
            let (name, shown) = file.marks(&manifest.files);
            let mut replaced: BTreeMap<&str, Vec<StateRow>> = BTreeMap::new();
            for row in recorded
                .iter()
                .filter(|r| r.source == source && r.file == name)
            {
                replaced
                    .entry(rows::order_no(&row.text))
                    .or_default()
                    .push(StateRow {
                        text: row.text.clone(),
                        gone: false,
                    });
            }
            for (order_no, lines) in replaced {
                orders.insert(order_no.to_owned(), lines);
            }
            for change in changes
                .iter()
                .filter(|c| c.kind == Kind::Vanished && c.source == source && c.file == shown)
            {
                for row in orders.get_mut(&change.order_no).into_iter().flatten() {
                    row.gone = true;
                }
            }
        }
    }
    Ok(State {
        rows: orders.into_values().flatten().collect(),
        has,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_read_back() {
        let state = State {
            rows: vec![
                StateRow {
                    text: "1\u{1f}a\nb".into(),
                    gone: false,
                },
                StateRow {
                    text: "2\u{1f}".into(),
                    gone: true,
                },
            ],
            has: flags(&["order_no".to_owned()]),
        };
        assert_eq!(read(to_bytes(&state).as_slice()), Some(state));
        assert_eq!(read(&b"no header"[..]), None);
        assert_eq!(read(&b"{\"format\":1,\"has\":[]}\nxrow\x1e"[..]), None);
    }
}
