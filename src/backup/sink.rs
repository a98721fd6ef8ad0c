//! Where an archive is written to. The zip writer takes an error badly: when it
//! is dropped after one it goes on writing, complains on standard error or, with
//! debug assertions, panics. So it is never told: the first error is kept, what
//! is written after it goes nowhere, and whoever made the sink asks.

use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::rc::Rc;

/// A sink as seen from outside: its first error, and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Watch(Rc<State>);

#[derive(Debug, Default)]
struct State {
    failure: RefCell<Option<io::Error>>,
    broken: Cell<bool>,
    /// Kept up after a failure too: the zip writer asks for it.
    at: Cell<u64>,
    end: Cell<u64>,
}

impl Watch {
    /// # Errors
    /// What went wrong first; once.
    pub fn check(&self) -> io::Result<()> {
        self.0.failure.take().map_or(Ok(()), Err)
    }

    /// Where the next byte goes.
    pub fn at(&self) -> u64 {
        self.0.at.get()
    }

    /// From here on nothing is written, until [`Watch::mend`].
    pub fn deafen(&self) {
        self.0.broken.set(true);
    }

    /// Writes again, after whoever owns the file has cut it to where the sink
    /// stands and gone there.
    pub fn mend(&self) {
        self.0.failure.take();
        self.0.broken.set(false);
        self.0.end.set(self.0.at.get());
    }
}

#[derive(Debug)]
pub struct Sink<W> {
    out: W,
    state: Rc<State>,
}

impl<W> Sink<W> {
    pub fn new(out: W) -> (Sink<W>, Watch) {
        let watch = Watch::default();
        let sink = Sink {
            out,
            state: Rc::clone(&watch.0),
        };
        (sink, watch)
    }

    pub fn into_inner(self) -> W {
        self.out
    }

    fn broken(&self) -> bool {
        self.state.broken.get()
    }

    fn fail(&self, error: io::Error) {
        self.state.broken.set(true);
        self.state.failure.replace(Some(error));
    }
}

impl<W: Write> Write for Sink<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut count = bytes.len();
        if !self.broken() {
            match self.out.write(bytes) {
                Ok(0) if count > 0 => self.fail(ErrorKind::WriteZero.into()),
                Ok(n) => count = n,
                Err(e) if e.kind() == ErrorKind::Interrupted => return Err(e),
                Err(e) => self.fail(e),
            }
        }
        let at = self.state.at.get() + count as u64;
        self.state.at.set(at);
        self.state.end.set(self.state.end.get().max(at));
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.broken()
            && let Err(e) = self.out.flush()
        {
            self.fail(e);
        }
        Ok(())
    }
}

impl<W: Seek> Seek for Sink<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(n) => Some(n),
            SeekFrom::Current(n) => self.state.at.get().checked_add_signed(n),
            SeekFrom::End(n) => self.state.end.get().checked_add_signed(n),
        };
        let target = target.ok_or(ErrorKind::InvalidInput)?;
        if !self.broken()
            && let Err(e) = self.out.seek(SeekFrom::Start(target))
        {
            self.fail(e);
        }
        self.state.at.set(target);
        Ok(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// Takes so many bytes and no more.
    struct Full(Cursor<Vec<u8>>, usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.1 < bytes.len() {
                return Err(ErrorKind::StorageFull.into());
            }
            self.1 -= bytes.len();
            self.0.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Full {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    /// A zip on a disk that is full after so many bytes.
    fn zip(room: usize) -> io::Result<Vec<u8>> {
        let (sink, failure) = Sink::new(Full(Cursor::default(), room));
        let mut zip = zip::ZipWriter::new(sink);
        let options = zip::write::SimpleFileOptions::default();
        for name in ["a", "b"] {
            zip.start_file(name, options).map_err(io::Error::from)?;
            zip.write_all(&[7; 1000])?;
        }
        let sink = zip.finish().map_err(io::Error::from)?;
        failure.check()?;
        Ok(sink.into_inner().0.into_inner())
    }

    #[test]
    fn the_first_error_is_kept_and_nothing_panics() {
        let whole = zip(usize::MAX).expect("room");
        assert!(zip::ZipArchive::new(Cursor::new(whole)).is_ok());
        let full = |room| zip(room).is_err_and(|e| e.kind() == ErrorKind::StorageFull);
        let needed = (0..).find(|room| !full(*room)).expect("a size");
        assert!(needed > 100 && zip(needed).is_ok(), "{needed}");
    }
}
