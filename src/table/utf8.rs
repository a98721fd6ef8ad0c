//! Text in an encoding whose rows cannot be cut as bytes, read as UTF-8.

use super::decode::TextEncoding;
use encoding_rs::Decoder;
use std::io::{self, Read};

/// Turns a text into UTF-8 as it is read; bytes that are no text become U+FFFD.
pub struct Utf8Reader<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
    /// Lone carriage returns become line feeds.
    old_mac: bool,
}

impl<R: Read> Utf8Reader<R> {
    pub fn new(inner: R, encoding: TextEncoding, old_mac: bool) -> Self {
        Utf8Reader {
            inner,
            decoder: encoding.codec().new_decoder_with_bom_removal(),
            raw: vec![0; 1 << 16],
            ready: Vec::new(),
            at: 0,
            ended: false,
            old_mac,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        while self.at == self.ready.len() && !self.ended {
            let n = self.inner.read(&mut self.raw)?;
            self.ended = n == 0;
            let room = self.decoder.max_utf8_buffer_length(n).unwrap_or(4 * n + 16);
            self.ready.clear();
            self.ready.resize(room, 0);
            let (_, _, written, _) =
                self.decoder
                    .decode_to_utf8(&self.raw[..n], &mut self.ready, self.ended);
            self.ready.truncate(written);
            if self.old_mac {
                for b in &mut self.ready {
                    if *b == b'\r' {
                        *b = b'\n';
                    }
                }
            }
            self.at = 0;
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let n = out.len().min(self.ready.len() - self.at);
        out[..n].copy_from_slice(&self.ready[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
