//! A text's rows on all cores: one thread reads and hashes the file and cuts it
//! into chunks of whole rows, the others read the rows; parts are handed on in
//! the file's order. Used buffers go back to the cutter, so memory is a few
//! chunks and no page is asked of the system twice.

use super::delimited::last_row_end;
use super::part::{Part, PartReader, TextForm};
use super::record::Record;
use crate::base::Problem;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Bytes of a text read at a time: what the cutter has hashed is still in the
/// processor's cache when its rows are read.
pub(super) const CHUNK: usize = 1 << 19;

/// A row longer than this is handed over as it is and reported as an open quote.
const LONGEST_ROW: usize = 64 << 20;

/// Reads a text on all cores; gives the file's SHA-256.
pub(super) fn scan_text<A, M, E>(
    text: TextForm,
    reader: &PartReader<'_, M, E>,
    through: impl FnOnce(&mut dyn FnMut(&mut dyn Read) -> io::Result<()>) -> Result<String, Problem>
    + Send,
    mut take: impl FnMut(Part<A>),
) -> Result<String, Problem>
where
    A: Send,
    M: Fn() -> A + Sync,
    E: Fn(&mut A, &Record<'_>) + Sync,
{
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let (jobs, queue) = sync_channel::<Job>(workers);
    let queue = Mutex::new(queue);
    let (give_back, spare) = sync_channel::<Vec<u8>>(workers * 2);
    let (results, done) = sync_channel::<(u64, Part<A>)>(workers * 2);
    std::thread::scope(|scope| {
        let cutter = scope.spawn(move || {
            let jobs = jobs;
            let mut work = |input: &mut dyn Read| cut(input, text, &jobs, &spare);
            through(&mut work)
        });
        for _ in 0..workers {
            let results = results.clone();
            let give_back = give_back.clone();
            let queue = &queue;
            scope.spawn(move || work_off(queue, &results, &give_back, reader, text));
        }
        drop(results);
        let mut waiting: BTreeMap<u64, Part<A>> = BTreeMap::new();
        let mut next = 0;
        for (number, part) in done {
            waiting.insert(number, part);
            while let Some(part) = waiting.remove(&next) {
                take(part);
                next += 1;
            }
        }
        match cutter.join() {
            Ok(digest) => digest,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// A chunk of whole rows with the line it begins on.
struct Job {
    number: u64,
    bytes: Vec<u8>,
    first_line: u32,
}

fn work_off<A, M, E>(
    queue: &Mutex<Receiver<Job>>,
    results: &SyncSender<(u64, Part<A>)>,
    give_back: &SyncSender<Vec<u8>>,
    reader: &PartReader<'_, M, E>,
    text: TextForm,
) where
    M: Fn() -> A,
    E: Fn(&mut A, &Record<'_>),
{
    loop {
        let job = match queue.lock() {
            Ok(queue) => queue.recv(),
            Err(_) => return,
        };
        let Ok(job) = job else {
            return;
        };
        let part = reader.chunk(&job.bytes, job.first_line, text);
        // Where enough are spare already this one is freed.
        let _ = give_back.try_send(job.bytes);
        if results.send((job.number, part)).is_err() {
            return;
        }
    }
}

/// Cuts the text into chunks of whole rows.
fn cut(
    input: &mut dyn Read,
    text: TextForm,
    jobs: &SyncSender<Job>,
    spare: &Receiver<Vec<u8>>,
) -> io::Result<()> {
    io::copy(&mut input.take(text.data_at as u64), &mut io::sink())?;
    let mut line = text.data_line;
    let mut number = 0;
    // The first `have` bytes of the buffer are text; it is as long as wanted.
    let mut buffer = vec![0; text.chunk];
    let mut have = 0;
    loop {
        let ended = fill(input, &mut buffer, &mut have)?;
        let cut = if ended {
            have
        } else {
            match last_row_end(&buffer[..have], text.dialect) {
                Some(cut) => cut,
                // One row longer than a chunk: read on.
                None if have < LONGEST_ROW => {
                    buffer.resize(have + have.max(text.chunk), 0);
                    continue;
                }
                None => have,
            }
        };
        if cut > 0 {
            let mut next = spare.try_recv().unwrap_or_default();
            let rest = have - cut;
            next.truncate(text.chunk + rest);
            next.resize(text.chunk + rest, 0);
            next[..rest].copy_from_slice(&buffer[cut..have]);
            buffer.truncate(cut);
            have = rest;
            let lines = memchr::memchr_iter(b'\n', &buffer).count();
            let job = Job {
                number,
                bytes: std::mem::replace(&mut buffer, next),
                first_line: line,
            };
            if jobs.send(job).is_err() {
                return Ok(());
            }
            number += 1;
            line = line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        }
        if ended {
            return Ok(());
        }
    }
}

/// Reads until the buffer is full; true at the text's end.
fn fill(input: &mut dyn Read, buffer: &mut [u8], have: &mut usize) -> io::Result<bool> {
    while *have < buffer.len() {
        match input.read(&mut buffer[*have..]) {
            Ok(0) => return Ok(true),
            Ok(n) => *have += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(false)
}
