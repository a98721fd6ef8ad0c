//! A writer that hashes what goes through it.

use crate::table::source::hex;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// What is written, counted and hashed on its way.
pub struct Hashing<W> {
    out: W,
    state: Sha256,
    size: u64,
}

impl<W: Write> Hashing<W> {
    pub fn new(out: W) -> Hashing<W> {
        Hashing {
            out,
            state: Sha256::new(),
            size: 0,
        }
    }

    /// Size and SHA-256 of all that was written.
    pub fn finish(self) -> (u64, String) {
        (self.size, hex(&self.state.finalize()))
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.state.update(&bytes[..n]);
        self.size += n as u64;
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
