//! A text in chunks of whole rows: cut by one thread, read on all cores,
//! handed on in the file's order.

use super::delimited::last_row_end;
use super::part::{Part, PartReader, TextForm};
use super::record::Record;
use crate::base::Problem;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Bytes of a text read at a time.
const CHUNK: usize = 1 << 20;

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
    let (results, done) = sync_channel::<(u64, Part<A>)>(workers * 2);
    std::thread::scope(|scope| {
        let cutter = scope.spawn(move || {
            let jobs = jobs;
            let mut work = |input: &mut dyn Read| cut(input, text, &jobs);
            through(&mut work)
        });
        for _ in 0..workers {
            let results = results.clone();
            let queue = &queue;
            scope.spawn(move || work_off(queue, &results, reader, text));
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
        if results.send((job.number, part)).is_err() {
            return;
        }
    }
}

/// Cuts the text into chunks of whole rows.
fn cut(input: &mut dyn Read, text: TextForm, jobs: &SyncSender<Job>) -> io::Result<()> {
    io::copy(&mut input.take(text.data_at as u64), &mut io::sink())?;
    let mut line = text.data_line;
    let mut number = 0;
    let mut buffer: Vec<u8> = Vec::with_capacity(CHUNK);
    let mut wanted = CHUNK;
    loop {
        let have = buffer.len();
        let room = wanted.saturating_sub(have).max(1) as u64;
        let read = input.take(room).read_to_end(&mut buffer)?;
        let ended = read == 0;
        let cut = if ended {
            buffer.len()
        } else {
            match last_row_end(&buffer, text.dialect) {
                Some(cut) => cut,
                // One row longer than a chunk: read on, up to a bound at which
                // it is handed over as it is and reported as an open quote.
                None if buffer.len() < 64 * CHUNK => {
                    wanted = buffer.len() + CHUNK;
                    continue;
                }
                None => buffer.len(),
            }
        };
        if cut > 0 {
            let rest = buffer[cut..].to_vec();
            buffer.truncate(cut);
            let lines = memchr::memchr_iter(b'\n', &buffer).count();
            let job = Job {
                number,
                bytes: std::mem::replace(&mut buffer, rest),
                first_line: line,
            };
            if jobs.send(job).is_err() {
                return Ok(());
            }
            number += 1;
            line = line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
            buffer.reserve(CHUNK);
        }
        wanted = buffer.len() + CHUNK;
        if ended {
            return Ok(());
        }
    }
}
