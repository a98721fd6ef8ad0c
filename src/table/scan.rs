//! The one door through which rows come in.
//!
//! A text is cut into chunks of whole rows by one thread, which also hashes the
//! file; the chunks are read on all cores and handed on in the file's order. A
//! workbook's rows come in batches from its reader. Memory holds a few chunks,
//! never the file; what is kept is the caller's `A`.

use super::book::SheetRow;
use super::chunks::{CHUNK, scan_text};
use super::columns::Columns;
use super::opened::{Form, Opened};
use super::part::{Part, PartReader, TextForm, promote};
use super::record::{BAD_CELLS_KEPT, BadCell, Record, Tally};
use super::sift::{LeftOut, Sieve};
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
    /// The first lines of totals among them, with their cells, so that a chore
    /// can hold its own sums against the export's.
    pub totals: Vec<(u32, Vec<String>)>,
    /// Fields whose long ids end in 000 suspiciously often: (field, ids, ending in 000).
    pub rounded_ids: Vec<(usize, u32, u32)>,
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
        out.totals.extend(part.totals);
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
        // A note that turned out to be a bad row is told after the row behind it.
        self.outcome.bad.sort_by_key(|bad| bad.line);
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
#[path = "scan_tests.rs"]
mod tests;
