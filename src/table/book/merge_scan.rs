//! The merge list of an xlsx sheet. `<mergeCells>` stands after the rows
//! (ECMA-376 part 1, 18.3.1.99), but the rows cannot be filled without it, so
//! the part is unpacked a second time, on its own thread, and only searched:
//! that is several times quicker than parsing, and is over while the first
//! rows are still being parsed.

use super::guard::{MAX_PART, Source};
use super::merge::Region;
use super::{BookError, guard, parts};
use memchr::memmem::Finder;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

const CHUNK: usize = 128 * 1024;
/// Longest tag looked at; what is carried from one chunk to the next.
const LONGEST_TAG: usize = 4096;

/// A search under way on a thread of its own, or its result.
pub(super) struct Search {
    pub(super) sheet: String,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Vec<Region>>>,
    found: Vec<Region>,
}

impl Search {
    pub(super) fn begin(source: &Source, sheet: &str) -> Search {
        let stop = Arc::new(AtomicBool::new(false));
        let (flag, source, name) = (stop.clone(), source.clone(), sheet.to_owned());
        let work = move || {
            // A part that cannot be searched cannot be read either; the reader
            // is the one to say so.
            guard::calm(|| find(&source, &name, &flag)).unwrap_or_default()
        };
        Search {
            sheet: sheet.to_owned(),
            stop,
            thread: Some(std::thread::spawn(work)),
            found: Vec::new(),
        }
    }

    /// The sheet's merged regions; waits for the search to end.
    pub(super) fn regions(&mut self) -> &[Region] {
        if let Some(thread) = self.thread.take() {
            self.found = thread.join().unwrap_or_default();
        }
        &self.found
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // It stops within one chunk; the file is closed when we return.
        let _ = self.regions();
    }
}

fn find(source: &Source, sheet: &str, stop: &AtomicBool) -> Result<Vec<Region>, BookError> {
    let mut zip = source.zip()?;
    let Some(index) = parts::sheet_part(&mut zip, sheet)? else {
        return Ok(Vec::new());
    };
    let mut part = zip.by_index(index).map_err(guard::zip_error)?;
    scan(&mut part, stop)
}

/// Searches the sheet's XML for merged regions. Ends early, with what was found
/// so far, once `stop` is set.
pub(super) fn scan(part: &mut impl Read, stop: &AtomicBool) -> Result<Vec<Region>, BookError> {
    let finder = Finder::new(b"mergeCell");
    let mut regions = Vec::new();
    let mut buffer = Vec::with_capacity(CHUNK + LONGEST_TAG);
    let mut total = 0u64;
    loop {
        let read = part
            .by_ref()
            .take(CHUNK as u64)
            .read_to_end(&mut buffer)
            .map_err(guard::io_error)?;
        total += read as u64;
        if total > MAX_PART {
            return Err(BookError::TooBig {
                part: "worksheet".to_owned(),
                bytes: total,
            });
        }
        let last = read == 0;
        if last || stop.load(Ordering::Relaxed) {
            take_regions(&buffer, &finder, true, &mut regions);
            return Ok(regions);
        }
        let done = take_regions(&buffer, &finder, false, &mut regions);
        buffer.drain(..done);
    }
}

/// Reads the complete tags in `text`; returns how many bytes are finished with.
fn take_regions(text: &[u8], finder: &Finder, last: bool, regions: &mut Vec<Region>) -> usize {
    let mut from = 0;
    while let Some(at) = finder.find(&text[from..]).map(|at| from + at) {
        let Some(open) = tag_start(text, at) else {
            from = at + 1;
            continue;
        };
        let Some(close) = memchr::memchr(b'>', &text[at..]).map(|len| at + len) else {
            if last || text.len() - open > LONGEST_TAG {
                from = at + 1;
                continue;
            }
            return open;
        };
        // `mergeCells` has no ref attribute and falls through.
        regions.extend(reference(&text[at..close]).and_then(parse_range));
        from = close;
    }
    let keep = text.len().saturating_sub(64);
    if last { text.len() } else { from.max(keep) }
}

/// Where the tag begins whose local name is at `at`: after `<`, perhaps with a
/// namespace prefix. Text can hold the word but never a bare `<`.
fn tag_start(text: &[u8], at: usize) -> Option<usize> {
    let head = &text[at.saturating_sub(40)..at];
    let open = memchr::memrchr(b'<', head)?;
    let prefix = &head[open + 1..];
    let name = match prefix {
        [] => true,
        [name @ .., b':'] => name
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(b)),
        _ => false,
    };
    name.then_some(at - head.len() + open)
}

fn reference(tag: &[u8]) -> Option<&[u8]> {
    let at = memchr::memmem::find(tag, b" ref")?;
    let value = tag[at + 4..].trim_ascii_start().strip_prefix(b"=")?;
    let (quote, value) = value.trim_ascii_start().split_first()?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    value.split(|b| b == quote).next()
}

/// `B2:D10`, with or without `$`; also whole columns `A:C` and rows `1:3`.
fn parse_range(text: &[u8]) -> Option<Region> {
    let colon = memchr::memchr(b':', text)?;
    let (start, end) = (corner(&text[..colon])?, corner(&text[colon + 1..])?);
    Some(Region {
        top: start.0.unwrap_or(0),
        left: start.1.unwrap_or(0),
        bottom: end.0.unwrap_or(1_048_575),
        right: end.1.unwrap_or(16_383),
    })
}

/// (row, column) from 0; either may be absent.
fn corner(text: &[u8]) -> Option<(Option<u32>, Option<u32>)> {
    let (mut row, mut column) = (0u32, 0u32);
    for byte in text {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 && column < 1 << 20 => {
                column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
            }
            b'0'..=b'9' if row < 1 << 24 => row = row * 10 + u32::from(byte - b'0'),
            _ => return None,
        }
    }
    let corner = (row.checked_sub(1), column.checked_sub(1));
    (corner != (None, None)).then_some(corner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions(xml: &str) -> Vec<(u32, u32, u32, u32)> {
        let stop = AtomicBool::new(false);
        let found = scan(&mut xml.as_bytes(), &stop).expect("reads");
        found
            .iter()
            .map(|r| (r.top, r.left, r.bottom, r.right))
            .collect()
    }

    #[test]
    fn finds_the_list_wherever_the_chunks_break() {
        let list = "<x:mergeCells count='2'><x:mergeCell ref=\"A1:C1\"/>\
                    <x:mergeCell\n ref = '$B$3:B7' ></x:mergeCell></x:mergeCells>";
        for pad in (CHUNK - 140)..(CHUNK + 3) {
            let xml = format!("<v>{}</v>{list}", "7".repeat(pad));
            assert_eq!(regions(&xml), [(0, 0, 0, 2), (2, 1, 6, 1)], "{pad}");
        }
    }

    #[test]
    fn words_in_cells_and_nonsense_are_not_regions() {
        assert_eq!(regions("<t>mergeCell ref=\"A1:B2\"</t>"), []);
        assert_eq!(regions("<a b='mergeCell ref=\"A1:B2\"'>"), []);
        assert_eq!(
            regions("<mergeCell ref=\"A1\"/><mergeCell ref=\"?:B2\"/>"),
            []
        );
        assert_eq!(regions("<mergeCell ref=\"A1:B2\""), []);
        assert_eq!(regions("<mergeCell ref=\"A:B\"/>"), [(0, 0, 1_048_575, 1)]);
    }
}
