//! What a program prints, on its way into an encrypted archive. Nothing can be
//! taken back from that, and of a program that fails nothing may stay in it. So
//! its output is packed into a temporary file first, encrypted to a key that is
//! nowhere but in this run's memory: whoever finds the file has nothing.

use super::commit;
use super::crypt;
use super::out::Out;
use crate::base::Problem;
use crate::table::source::Packed;
use age::stream::StreamReader;
use age::x25519::Identity;
use flate2::bufread::DeflateDecoder;
use std::fs::File;
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use tempfile::NamedTempFile;
use zip::ZipArchive;
use zip::write::SimpleFileOptions;

/// A zip of one entry that only this run can read; gone when dropped.
pub struct Spool {
    temp: NamedTempFile,
    key: Identity,
    /// Where the entry's packed bytes begin.
    start: u64,
}

impl Spool {
    /// Fills one in `folder`: `fill` is handed where to write.
    ///
    /// # Errors
    /// The inner one is `fill`'s own or a disk that fails under it; the outer one
    /// a disk that fails before or after.
    pub fn filled<E>(
        folder: &Path,
        name: &str,
        options: SimpleFileOptions,
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), E>,
    ) -> Result<Result<Spool, E>, Problem> {
        let temp = commit::temp_in(folder)?;
        let failed = |e: io::Error| Problem::io(folder, &e);
        let key = Identity::generate();
        let (mut out, watch) = Out::sealed(temp.as_file(), &[key.to_public()]).map_err(failed)?;
        out.start(name, options).map_err(|e| failed(e.into()))?;
        let start = watch.at();
        let filled = fill(&mut |piece| {
            out.write_all(piece)?;
            watch.check()
        });
        if let Err(e) = filled {
            return Ok(Err(e));
        }
        out.finish(&watch).map_err(failed)?;
        Ok(Ok(Spool { temp, key, start }))
    }

    fn opened(&self) -> io::Result<StreamReader<BufReader<File>>> {
        crypt::opened(BufReader::new(File::open(self.temp.path())?), &self.key)
    }

    /// The zip, to take its entry over as it is packed.
    ///
    /// # Errors
    /// The disk fails.
    pub fn zip(&self) -> io::Result<ZipArchive<StreamReader<BufReader<File>>>> {
        Ok(ZipArchive::new(self.opened()?)?)
    }

    /// What the program printed, to be read once more.
    pub fn packed(self: &Arc<Spool>) -> Packed {
        let spool = Arc::clone(self);
        Packed::new(self.temp.path().to_path_buf(), move || {
            let mut plain = spool.opened()?;
            plain.seek(SeekFrom::Start(spool.start))?;
            let plain = BufReader::with_capacity(1 << 16, plain);
            Ok(Box::new(DeflateDecoder::new(plain)))
        })
    }
}
