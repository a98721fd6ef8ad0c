//! The comparison's state on disk. It is derived: its hash stands in the seal,
//! and a state that is missing or not the sealed one is rebuilt from the
//! archives' orders.csv and changes.csv, to the same bytes.

use super::archive;
use super::change::Kind;
use super::commit;
use super::crypt;
use super::hashing::Hashing;
use super::known::{State, StateRow};
use super::layout::Layout;
use super::rows;
use super::seal::{Chain, Link, SealedState};
use super::text::{BUFFER, Text};
use super::veil::Veil;
use crate::base::Problem;
use crate::table::source::hex;
use crate::table::tables::ORDERS;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::NamedTempFile;

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: u32,
    /// Fields the last export had a column for.
    has: Vec<String>,
    /// The key under which values are hidden, where they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// Separates rows.
const RECORD: u8 = 0x1e;

/// Writes a state, its values hidden where there is a veil; gives the SHA-256 of
/// its bytes.
///
/// # Errors
/// What is written to fails.
pub fn write(state: &State, veil: Option<&Veil>, out: impl Write) -> io::Result<String> {
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
        key: veil.map(Veil::id),
    };
    let mut out = BufWriter::with_capacity(BLOCK, Hashing::new(out));
    serde_json::to_writer(&mut out, &header)?;
    out.write_all(b"\n")?;
    let Some(veil) = veil else {
        for row in &state.rows {
            out.write_all(if row.gone { b"-" } else { b"+" })?;
            out.write_all(row.text.as_bytes())?;
            out.write_all(&[RECORD])?;
        }
        return ended(out);
    };
    for order in state
        .rows
        .chunk_by(|a, b| rows::same_order(&a.text, &b.text))
    {
        // Some of its lines may have been hidden already: sorted as they are kept.
        let mut lines: Vec<(Text, &StateRow)> =
            order.iter().map(|row| (veil.row(&row.text), row)).collect();
        lines.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (text, row) in lines {
            out.write_all(if row.gone { b"-" } else { b"+" })?;
            write!(out, "{} ", row.seq)?;
            out.write_all(text.as_bytes())?;
            out.write_all(&[RECORD])?;
        }
    }
    ended(out)
}

type Hashed<W> = BufWriter<Hashing<W>>;

fn ended<W: Write>(out: Hashed<W>) -> io::Result<String> {
    let out = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(out.finish().1)
}

/// Bytes handed on at a time.
const BLOCK: usize = 1 << 17;

/// Reads a state block by block, each block one buffer of its rows; `None` for
/// what is no state.
fn read(mut input: impl BufRead, veil: Option<&Veil>) -> Option<State> {
    let mut header = Vec::new();
    input.read_until(b'\n', &mut header).ok()?;
    let header: Header = serde_json::from_slice(header.strip_suffix(b"\n")?).ok()?;
    let hidden = header.key.is_some();
    // Under another key, or in clear: that is not what this run goes on from.
    if header.key != veil.map(Veil::id) {
        return None;
    }
    let mut rows = Vec::new();
    let mut left = Vec::new();
    loop {
        let mut block = Vec::with_capacity(BUFFER + left.len());
        block.append(&mut left);
        let read = input
            .by_ref()
            .take(BUFFER as u64)
            .read_to_end(&mut block)
            .ok()?;
        let whole = memchr::memrchr(RECORD, &block).map_or(0, |at| at + 1);
        if read == 0 {
            // Every row ends in its mark.
            if whole != block.len() {
                return None;
            }
        }
        left.extend_from_slice(&block[whole..]);
        block.truncate(whole);
        rows_of(String::from_utf8(block).ok()?, hidden, &mut rows)?;
        if read == 0 {
            break;
        }
    }
    Some(State {
        rows,
        has: flags(&header.has),
    })
}

/// The rows of a block that ends with one.
fn rows_of(block: String, hidden: bool, rows: &mut Vec<StateRow>) -> Option<()> {
    let hold = Arc::new(block);
    let bytes = hold.as_bytes();
    let mut from = 0;
    for end in memchr::memchr_iter(RECORD, bytes) {
        let gone = match bytes[from] {
            b'-' => true,
            b'+' => false,
            _ => return None,
        };
        let (mut start, mut seq) = (from + 1, 0);
        if hidden {
            let blank = start + memchr::memchr(b' ', &bytes[start..end])?;
            seq = hold.get(start..blank)?.parse().ok()?;
            start = blank + 1;
        }
        rows.push(StateRow {
            text: Text::part(&hold, start, end - start),
            gone,
            seq,
        });
        from = end + 1;
    }
    Some(())
}

/// The state in a file and the SHA-256 of all its bytes.
fn read_file(path: &Path, veil: Option<&Veil>) -> Option<(State, String)> {
    struct HashingFile(File, Sha256);
    impl Read for HashingFile {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.0.read(buffer)?;
            self.1.update(&buffer[..n]);
            Ok(n)
        }
    }
    let file = HashingFile(File::open(path).ok()?, Sha256::new());
    let mut input = BufReader::with_capacity(BLOCK, file);
    let state = read(&mut input, veil)?;
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

/// Where a state stands in the archive of a removal.
pub fn entry_name(source: &str, shape: &str) -> String {
    format!("state/{}", file_name(source, shape))
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
    veil: Option<&Veil>,
) -> Result<(Option<State>, Origin), Problem> {
    let Some(sealed) = chain.state(source, shape) else {
        return Ok((None, Origin::Kept));
    };
    let path = layout.states().join(file_name(source, shape));
    if let Some((state, sha256)) = read_file(&path, veil)
        && sha256 == sealed.sha256
    {
        return Ok((Some(state), Origin::Kept));
    }
    let state = rebuild(layout, chain, source, shape, veil)?;
    // The state of a chain that was not encrypted until now was sealed in clear.
    let same = digest(&state, veil) == sealed.sha256
        || veil.is_some() && digest(&state, None) == sealed.sha256;
    let origin = match same {
        true if veil.is_some() && digest(&state, None) == sealed.sha256 => Origin::Kept,
        true => Origin::Rebuilt,
        false => Origin::Other,
    };
    Ok((Some(state), origin))
}

/// A state written beside its place, to be put there once its seal is on disk.
pub struct Written {
    pub sealed: SealedState,
    /// The problem where there was no room for it.
    temp: Result<NamedTempFile, Problem>,
    path: PathBuf,
}

/// Writes a state beside its place. Where the disk has no room for it the day is
/// sealed all the same: the next run rebuilds it from the archives.
pub fn prepare(
    layout: &Layout,
    source: &str,
    shape: &str,
    state: &State,
    veil: Option<&Veil>,
) -> Written {
    let path = layout.states().join(file_name(source, shape));
    let mut sha256 = String::new();
    let temp = commit::temp_in(&layout.states()).and_then(|temp| {
        sha256 = write(state, veil, temp.as_file()).map_err(|e| Problem::io(&path, &e))?;
        Ok(temp)
    });
    if sha256.is_empty() {
        sha256 = digest(state, veil);
    }
    Written {
        sealed: SealedState {
            source: source.to_owned(),
            shape: shape.to_owned(),
            sha256,
        },
        temp,
        path,
    }
}

/// SHA-256 of a state's bytes.
fn digest(state: &State, veil: Option<&Veil>) -> String {
    write(state, veil, io::sink()).expect("nothing fails where nothing is written")
}

impl Written {
    /// Puts it in its place.
    ///
    /// # Errors
    /// The disk fails, or had no room for it.
    pub fn put(self) -> Result<(), Problem> {
        commit::replace(self.temp?, &self.path)
    }
}

/// Plays every archive back, from the newest removal on, whose archive holds the
/// state of then.
fn rebuild(
    layout: &Layout,
    chain: &Chain,
    source: &str,
    shape: &str,
    veil: Option<&Veil>,
) -> Result<State, Problem> {
    // By order: its lines, sorted; a BTreeMap keeps the state's order.
    let mut orders: BTreeMap<String, Vec<StateRow>> = BTreeMap::new();
    let mut has = Vec::new();
    let mut from = 0;
    let of_removal = |l: &Link| l.seal.removed.is_some();
    if let Some(at) = chain.links.iter().rposition(of_removal)
        && let Some(state) = kept_at(layout, &chain.links[at], source, shape, veil)?
    {
        from = at + 1;
        has = state.has;
        for row in state.rows {
            let order_no = rows::order_no(&row.text).to_owned();
            orders.entry(order_no).or_default().push(row);
        }
    }
    for link in &chain.links[from..] {
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
                .filter(|r| *r.source == *source && *r.file == *name)
            {
                replaced
                    .entry(rows::order_no(&row.text))
                    .or_default()
                    .push(StateRow {
                        text: row.text.clone(),
                        gone: false,
                        seq: link.seal.seq,
                    });
            }
            for (order_no, lines) in replaced {
                orders.insert(order_no.to_owned(), lines);
            }
            for change in changes
                .iter()
                .filter(|c| c.kind == Kind::Vanished && *c.source == *source && *c.file == *shown)
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

/// The state in a removal's archive; `None` where it has none of that source.
fn kept_at(
    layout: &Layout,
    link: &Link,
    source: &str,
    shape: &str,
    veil: Option<&Veil>,
) -> Result<Option<State>, Problem> {
    let name = &link.seal.archive.name;
    let mut zip = archive::open(layout, name)?;
    let entry = entry_name(source, shape);
    if zip.index_for_name(&entry).is_none() {
        return Ok(None);
    }
    let bytes = archive::entry(&mut zip, name, &entry)?;
    let state = read(bytes.as_slice(), veil).or_else(|| read(bytes.as_slice(), None));
    match state {
        Some(state) => Ok(Some(state)),
        None => Err(crypt::damaged(name, &entry)),
    }
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
                    seq: 0,
                },
                StateRow {
                    text: "2\u{1f}".into(),
                    gone: true,
                    seq: 0,
                },
            ],
            has: flags(&["order_no".to_owned()]),
        };
        let mut bytes = Vec::new();
        let sha = write(&state, None, &mut bytes).expect("memory");
        assert_eq!(sha, hex(&Sha256::digest(&bytes)));
        assert_eq!(read(bytes.as_slice(), None), Some(state));
        bytes.pop();
        assert_eq!(read(bytes.as_slice(), None), None, "cut");
        assert_eq!(read(&b"no header"[..], None), None);
        assert_eq!(
            read(&b"{\"format\":1,\"has\":[]}\nxrow\x1e"[..], None),
            None
        );
    }
}
