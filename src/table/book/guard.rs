//! Keeping a broken file from breaking the program.
//!
//! * [`calm`] turns a panic into [`BookError::Damaged`]. The readers of xlsx and
//!   xls are calamine's; on damaged bytes some of its paths index or subtract
//!   past what is there. Every call into calamine goes through here (opening,
//!   and the loop that reads cells), and so does the HTML and ods tokenizer,
//!   which costs nothing. Unwinding is safe: whatever was half built is dropped.
//! * [`check_sizes`] refuses a zip whose directory announces absurd parts.
//! * [`Source`] opens the same bytes as often as needed.

use super::BookError;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Once};
use zip::ZipArchive;

/// No part of a workbook may unpack to more than this many bytes.
pub(super) const MAX_PART: u64 = 4 << 30;

thread_local! {
    static CALM: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; a panic in it becomes `Damaged` and prints nothing. The hook
/// that stays silent does so on this thread only and only while `work` runs;
/// every other panic goes to the hook that was there before.
pub(super) fn calm<T>(work: impl FnOnce() -> Result<T, BookError>) -> Result<T, BookError> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !CALM.with(Cell::get) {
                before(info);
            }
        }));
    });
    let outer = CALM.with(|c| c.replace(true));
    let result = catch_unwind(AssertUnwindSafe(work));
    CALM.with(|c| c.set(outer));
    result.unwrap_or_else(|_| Err(BookError::damaged("unreadable structure")))
}

/// Where the workbook's bytes are.
#[derive(Debug, Clone)]
pub(super) enum Source {
    File(PathBuf),
    Bytes(Arc<Vec<u8>>),
}

impl Source {
    pub(super) fn open(&self) -> io::Result<Stream> {
        Ok(match self {
            Source::File(path) => Stream::File(BufReader::new(File::open(path)?)),
            Source::Bytes(bytes) => Stream::Bytes(Cursor::new(Shared(bytes.clone()))),
        })
    }

    pub(super) fn zip(&self) -> Result<ZipArchive<Stream>, BookError> {
        ZipArchive::new(self.open()?).map_err(zip_error)
    }

    /// All bytes, for the formats that are read whole.
    pub(super) fn bytes(&self) -> io::Result<Arc<Vec<u8>>> {
        match self {
            Source::File(path) => Ok(Arc::new(std::fs::read(path)?)),
            Source::Bytes(bytes) => Ok(bytes.clone()),
        }
    }
}

/// Bytes shared by several readers.
#[derive(Debug, Clone)]
pub(super) struct Shared(pub(super) Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

pub(super) enum Stream {
    File(BufReader<File>),
    Bytes(Cursor<Shared>),
}

impl Read for Stream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::File(file) => file.read(buf),
            Stream::Bytes(bytes) => bytes.read(buf),
        }
    }
}

impl Seek for Stream {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Stream::File(file) => file.seek(to),
            Stream::Bytes(bytes) => bytes.seek(to),
        }
    }
}

/// Refuses a zip with a part that announces more than [`MAX_PART`] bytes.
pub(super) fn check_sizes(zip: &mut ZipArchive<Stream>) -> Result<(), BookError> {
    for index in 0..zip.len() {
        let part = zip.by_index_raw(index).map_err(zip_error)?;
        if part.size() > MAX_PART {
            return Err(BookError::TooBig {
                bytes: part.size(),
                part: String::from_utf8_lossy(part.name_raw()).into_owned(),
            });
        }
    }
    Ok(())
}

/// An error while reading on: the disk's own errors stay what they are, all
/// others (end of data, bad checksum) mean that the file is damaged.
pub(super) fn io_error(error: io::Error) -> BookError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => BookError::Io(error),
        _ => BookError::damaged(error),
    }
}

pub(super) fn zip_error(error: zip::result::ZipError) -> BookError {
    match error {
        zip::result::ZipError::Io(error) => io_error(error),
        other => BookError::damaged(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_and_the_next_call_works() {
        let empty: Vec<u8> = Vec::new();
        let broken = calm(|| Ok(empty[std::hint::black_box(3)]));
        assert!(matches!(broken, Err(BookError::Damaged { .. })));
        assert!(matches!(calm(|| Ok(7)), Ok(7)));
        assert!(!CALM.with(Cell::get));
    }
}
