//! The zip of a run while it is written. In clear it is a file: sizes are put in
//! where they belong once they are known, and an entry can be taken back. For
//! recipients it is a stream into age: not a byte of it touches the disk in
//! clear, and nothing that was written can be touched again.

use super::crypt;
use super::hashing::Hashing;
use super::sink::{Sink, Watch};
use age::stream::StreamWriter as Sealing;
use age::x25519::Recipient;
use std::fs::File;
use std::io::{self, Read, Write};
use zip::ZipWriter;
use zip::read::ZipFile;
use zip::result::ZipResult;
use zip::write::{SimpleFileOptions, StreamWriter};

/// A zip being written. Errors of what is below are the watch's to tell.
pub enum Out<'f> {
    Clear(Box<ZipWriter<Sink<&'f File>>>),
    Sealed(Box<ZipWriter<StreamWriter<Sink<Sealed<'f>>>>>),
}

/// An age file, hashed as it is written.
type Sealed<'f> = Sealing<Hashing<&'f File>>;

impl<'f> Out<'f> {
    pub fn clear(file: &'f File) -> (Out<'f>, Watch) {
        let (sink, watch) = Sink::new(file);
        (Out::Clear(Box::new(ZipWriter::new(sink))), watch)
    }

    /// # Errors
    /// The beginning cannot be written.
    pub fn sealed(file: &'f File, to: &[Recipient]) -> io::Result<(Out<'f>, Watch)> {
        let sealing = crypt::sealed_to(to, Hashing::new(file))?;
        let (sink, watch) = Sink::new(sealing);
        Ok((Out::Sealed(Box::new(ZipWriter::new_stream(sink))), watch))
    }

    /// Whether an entry can be taken back.
    pub fn is_clear(&self) -> bool {
        matches!(self, Out::Clear(_))
    }

    pub fn start(&mut self, name: &str, options: SimpleFileOptions) -> ZipResult<()> {
        match self {
            Out::Clear(zip) => zip.start_file(name, options),
            Out::Sealed(zip) => zip.start_file(name, options),
        }
    }

    /// Takes an entry over as it is packed.
    pub fn copy<R: Read>(&mut self, entry: ZipFile<'_, R>) -> ZipResult<()> {
        match self {
            Out::Clear(zip) => zip.raw_copy_file(entry),
            Out::Sealed(zip) => zip.raw_copy_file(entry),
        }
    }

    /// Takes back the entry that was begun last, where that can be done.
    pub fn abort(&mut self) -> ZipResult<()> {
        match self {
            Out::Clear(zip) => zip.abort_file(),
            Out::Sealed(zip) => zip.abort_file(),
        }
    }

    /// Ends it; gives size and SHA-256 of what stands in the file, where it went
    /// there in one go.
    ///
    /// # Errors
    /// What went wrong first.
    pub fn finish(self, watch: &Watch) -> io::Result<Option<(u64, String)>> {
        match self {
            Out::Clear(zip) => {
                zip.finish()?;
                watch.check()?;
                Ok(None)
            }
            Out::Sealed(zip) => {
                let sink = zip.finish()?.into_inner();
                watch.check()?;
                let hashing = sink.into_inner().finish()?;
                Ok(Some(hashing.finish()))
            }
        }
    }
}

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::Clear(zip) => zip.write(bytes),
            Out::Sealed(zip) => zip.write(bytes),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Clear(zip) => zip.flush(),
            Out::Sealed(zip) => zip.flush(),
        }
    }
}
