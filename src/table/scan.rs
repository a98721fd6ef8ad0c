//! The one door through which rows come in.
//!
//! A text is cut into chunks of whole rows by one thread, which also hashes the
//! file; the chunks are read on all cores and handed on in the file's order. A
//! workbook's rows come in batches from its reader. Memory holds a few chunks,
//! never the file; what is kept is the caller's `A`.

use super::book::SheetRow;
use super::cell::Fault;
use super::chunks::{CHUNK, TextForm, scan_text};
use super::delimited::{Span, split_row};
use super::open::{Columns, Form, Opened};
use super::record::{BAD_CELLS_KEPT, BadCell, Cells, Record, Tally};
use super::sift::{LeftOut, Row, Sieve};
use super::utf8::Utf8Reader;
use crate::base::Problem;
use std::cell::RefCell;
use std::ops::ControlFlow;

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

/// One chunk's or batch's result.
pub(super) struct Part<A> {
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
    sink: impl FnMut(A),
) -> Result<Outcome, Problem> {
    scan_by(CHUNK, opened, make, each, sink)
}

/// [`scan`] with texts read in chunks of that many bytes.
fn scan_by<A: Send>(
    chunk: usize,
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
                chunk,
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

/// Reads the rows of one part.
pub(super) struct PartReader<'r, M, E> {
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
        if let Cells::Bytes { spans, quoted, .. } = record.cells {
            if count > width
                && let Some(column) = (width..count).find(|c| !record.blank_at(*c))
            {
                record.note(column, Fault::ExtraCells);
            }
            if quoted && let Some(column) = spans.iter().position(|s| s.open) {
                record.note(column, Fault::OpenQuote);
            }
        }
    }

    /// Reads a chunk of whole rows.
    pub(super) fn chunk<A>(&self, bytes: &[u8], first_line: u32, text: TextForm) -> Part<A>
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
            let quoted = spans.iter().any(|s| s.quoted);
            let cells = Cells::Bytes {
                bytes,
                spans: &spans,
                encoding: text.encoding,
                quoted,
            };
            self.row(&mut part, cells, spans.len(), line, &tally);
            line += if quoted {
                line_ends(&bytes[at..next])
            } else {
                1
            };
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

/// Line ends in a row with quoted cells: one, and those inside them.
fn line_ends(row: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', row).count()).unwrap_or(u32::MAX)
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

#[cfg(test)]
mod tests;
