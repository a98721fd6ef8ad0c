//! The one door through which rows come in.
//!
//! A text is cut into chunks of whole rows by one thread, which also hashes the
//! file; the chunks are read on all cores and handed on in the file's order. A
//! workbook's rows come in batches from its reader. Memory holds a few chunks,
//! never the file; what is kept is the caller's `A`.

use super::book::SheetRow;
use super::cell::Fault;
use super::decode::TextEncoding;
use super::delimited::{Dialect, Span, last_row_end, split_row};
use super::open::{Columns, Form, Opened};
use super::record::{BAD_CELLS_KEPT, BadCell, Cells, Record, Tally};
use super::sift::{LeftOut, Row, Sieve};
use super::utf8::Utf8Reader;
use crate::base::Problem;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// What reading a table's rows came to.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Of the file's own bytes.
    pub sha256: String,
    /// Data rows found, bad ones included.
    pub rows: u64,
    /// Data rows with a bad cell.
    pub rejected: u64,
    /// The first bad cells; `bad_cells` counts all.
    pub bad: Vec<BadCell>,
    pub bad_cells: u64,
    /// Rows below the heading that are no data: line and reason.
    pub left_out: Vec<(u32, LeftOut)>,
    /// Fields whose long ids end in 000 suspiciously often: (field, ids, ending in 000).
    pub rounded_ids: Vec<(usize, u32, u32)>,
}

/// Bytes of a text read at a time.
const CHUNK: usize = 1 << 20;

/// One chunk's or batch's result.
struct Part<A> {
    kept: A,
    tally: Tally,
    rows: u64,
    rejected: u64,
    left_out: Vec<(u32, LeftOut)>,
    /// Rows that are notes unless data follows: line and the blank column.
    pending: Vec<(u32, u32)>,
    /// Data rows stand before the first of `pending`.
    data: bool,
    /// A second table began: nothing after this part is data.
    ended: bool,
}

/// Reads every data row: `make` starts a part's accumulator, `each` is called
/// for its rows (on several threads for text), `sink` takes the accumulators in
/// the file's order. Check [`Record::is_bad`] before keeping a row.
///
/// # Errors
/// Files that cannot be read to their end. Bad cells are in the [`Outcome`].
pub fn scan<A: Send>(
    opened: &mut Opened,
    make: impl Fn() -> A + Sync,
    each: impl Fn(&mut A, &Record<'_>) + Sync,
    mut sink: impl FnMut(A),
) -> Result<Outcome, Problem> {
    let Opened {
        source,
        form,
        sheet,
        columns,
        data_line,
        ..
    } = opened;
    let reader = PartReader {
        columns,
        sieve: Sieve::new(columns),
        make: &make,
        each: &each,
    };
    let mut whole = Whole::new(columns);
    match form {
        Form::Text {
            encoding,
            dialect,
            transcoded,
            data_at,
            old_mac,
        } => {
            let text = TextForm {
                encoding: *encoding,
                dialect: *dialect,
                data_at: *data_at,
                data_line: *data_line,
            };
            let file_encoding = source.encoding.unwrap_or(*encoding);
            let (transcoded, old_mac) = (*transcoded, *old_mac);
            let digest = scan_text(
                text,
                &reader,
                |work| {
                    source.through(true, |input| {
                        if transcoded {
                            work(&mut Utf8Reader::new(input, file_encoding, old_mac))
                        } else {
                            work(input)
                        }
                    })
                },
                |part| whole.take(part, &mut sink),
            )?;
            whole.outcome.sha256 = digest;
        }
        Form::Book(book) => {
            let name = sheet.clone().unwrap_or_default();
            let first = *data_line;
            book.rows(&name, &mut |batch: Vec<SheetRow>| {
                whole.take(reader.batch(&batch, first), &mut sink);
                if whole.ended {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .map_err(|e| Problem::new(e.message(&source.shown)))?;
            whole.outcome.sha256 = source.digest()?;
        }
    }
    Ok(whole.finish())
}

#[derive(Clone, Copy)]
struct TextForm {
    encoding: TextEncoding,
    dialect: Dialect,
    data_at: usize,
    data_line: u32,
}

/// Reads the rows of one part.
struct PartReader<'r, M, E> {
    columns: &'r Columns,
    sieve: Sieve,
    make: &'r M,
    each: &'r E,
}

impl<M, E> PartReader<'_, M, E> {
    fn start<A>(&self) -> Part<A>
    where
        M: Fn() -> A,
    {
        Part {
            kept: (self.make)(),
            tally: Tally {
                ids: vec![(0, 0); self.columns.of_field.len()],
                ..Tally::default()
            },
            rows: 0,
            rejected: 0,
            left_out: Vec::new(),
            pending: Vec::new(),
            data: false,
            ended: false,
        }
    }

    fn row<A>(
        &self,
        part: &mut Part<A>,
        cells: Cells<'_>,
        count: usize,
        line: u32,
        tally: &RefCell<Tally>,
    ) where
        E: Fn(&mut A, &Record<'_>),
    {
        let record = Record {
            cells,
            columns: self.columns,
            tally,
            line,
            before: tally.borrow().bad_cells,
        };
        match self.sieve.sift(&record, count) {
            Row::Blank => {}
            Row::Left(why) => {
                part.left_out.push((line, why));
                part.ended |= why == LeftOut::SecondTable;
            }
            Row::Pending(column) => part.pending.push((line, column)),
            Row::Data => {
                if part.pending.is_empty() {
                    part.data = true;
                }
                promote(
                    &mut part.pending,
                    self.columns,
                    tally,
                    &mut part.rows,
                    &mut part.rejected,
                );
                part.data = true;
                part.rows += 1;
                self.shape(&record, count);
                (self.each)(&mut part.kept, &record);
                part.rejected += u64::from(record.is_bad());
            }
        }
    }

    /// Cells beyond the heading, quotes that never close.
    fn shape(&self, record: &Record<'_>, count: usize) {
        let width = self.columns.headings.len();
        if let Cells::Bytes { spans, .. } = record.cells {
            if count > width
                && let Some(column) = (width..count).find(|c| !record.blank_at(*c))
            {
                record.note(column, Fault::ExtraCells);
            }
            if let Some(column) = spans.iter().position(|s| s.open) {
                record.note(column, Fault::OpenQuote);
            }
        }
    }

    fn chunk<A>(&self, bytes: &[u8], first_line: u32, text: TextForm) -> Part<A>
    where
        M: Fn() -> A,
        E: Fn(&mut A, &Record<'_>),
    {
        let mut part = self.start();
        let tally = RefCell::new(std::mem::take(&mut part.tally));
        let mut spans: Vec<Span> = Vec::with_capacity(self.columns.headings.len());
        let mut at = 0;
        let mut line = first_line;
        while at < bytes.len() && !part.ended {
            let next = split_row(bytes, at, text.dialect, &mut spans);
            let cells = Cells::Bytes {
                bytes,
                spans: &spans,
                encoding: text.encoding,
            };
            self.row(&mut part, cells, spans.len(), line, &tally);
            line += lines_in(&bytes[at..next], &spans);
            at = next;
        }
        part.tally = tally.into_inner();
        part
    }

    fn batch<A>(&self, rows: &[SheetRow], first: u32) -> Part<A>
    where
        M: Fn() -> A,
        E: Fn(&mut A, &Record<'_>),
    {
        let mut part = self.start();
        let tally = RefCell::new(std::mem::take(&mut part.tally));
        for row in rows.iter().filter(|r| r.number >= first) {
            if part.ended {
                break;
            }
            let count = row.cells.last().map_or(0, |(c, _)| *c as usize + 1);
            // A stray cell far to the right must not cost a walk over the gap.
            let near = self.columns.headings.len();
            let count = if count > near {
                if row.cells.first().is_some_and(|(c, _)| *c as usize >= near) {
                    part.left_out.push((row.number, LeftOut::Beside));
                    continue;
                }
                near
            } else {
                count
            };
            self.row(
                &mut part,
                Cells::Sheet(&row.cells),
                count,
                row.number,
                &tally,
            );
        }
        part.tally = tally.into_inner();
        part
    }
}

/// Line ends in a row: one, and those inside its quoted cells.
fn lines_in(row: &[u8], spans: &[Span]) -> u32 {
    let quoted = spans.iter().any(|s| s.doubled || s.open) || row.contains(&b'"');
    if quoted {
        u32::try_from(memchr::memchr_iter(b'\n', row).count()).unwrap_or(u32::MAX)
    } else {
        1
    }
}

/// Notes that turn out to stand among the data: rows without a required cell.
fn promote(
    pending: &mut Vec<(u32, u32)>,
    columns: &Columns,
    tally: &RefCell<Tally>,
    rows: &mut u64,
    rejected: &mut u64,
) {
    let unnamed = columns.table.is_none();
    for (line, column) in pending.drain(..) {
        *rows += 1;
        if unnamed {
            continue;
        }
        *rejected += 1;
        let mut tally = tally.borrow_mut();
        tally.bad_cells += 1;
        if tally.bad.len() < BAD_CELLS_KEPT {
            tally.bad.push(BadCell {
                line,
                column,
                field: columns.field_name(column as usize),
                shown: None,
                fault: Fault::Missing,
            });
        }
    }
}

/// Puts the parts together in order.
struct Whole<'c> {
    columns: &'c Columns,
    outcome: Outcome,
    ids: Vec<(u32, u32)>,
    pending: Vec<(u32, u32)>,
    ended: bool,
}

impl<'c> Whole<'c> {
    fn new(columns: &'c Columns) -> Self {
        Whole {
            columns,
            outcome: Outcome::default(),
            ids: vec![(0, 0); columns.of_field.len()],
            pending: Vec::new(),
            ended: false,
        }
    }

    fn take<A>(&mut self, part: Part<A>, sink: &mut impl FnMut(A)) {
        if self.ended {
            return;
        }
        let out = &mut self.outcome;
        if part.data {
            let tally = RefCell::new(Tally::default());
            promote(
                &mut self.pending,
                self.columns,
                &tally,
                &mut out.rows,
                &mut out.rejected,
            );
            let tally = tally.into_inner();
            out.bad_cells += tally.bad_cells;
            out.bad.extend(tally.bad);
        }
        self.pending.extend(part.pending);
        out.rows += part.rows;
        out.rejected += part.rejected;
        out.bad_cells += part.tally.bad_cells;
        out.bad.extend(part.tally.bad);
        out.bad.truncate(BAD_CELLS_KEPT);
        out.left_out.extend(part.left_out);
        for (held, more) in self.ids.iter_mut().zip(part.tally.ids) {
            held.0 += more.0;
            held.1 += more.1;
        }
        self.ended = part.ended;
        sink(part.kept);
    }

    fn finish(mut self) -> Outcome {
        self.outcome
            .left_out
            .extend(self.pending.iter().map(|(line, _)| (*line, LeftOut::Note)));
        self.outcome.left_out.sort_unstable();
        // Contract §1: 20 or more long ids, at least half of them ending in 000.
        self.outcome.rounded_ids = self
            .ids
            .iter()
            .enumerate()
            .filter(|(_, (long, zeros))| *long >= 20 && zeros * 2 >= *long)
            .map(|(field, (long, zeros))| (field, *long, *zeros))
            .collect();
        self.outcome
    }
}

/// Reads a text on all cores; gives the file's SHA-256.
fn scan_text<A, M, E>(
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
