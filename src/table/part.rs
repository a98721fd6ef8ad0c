//! The rows of one chunk of a text or one batch of a workbook: each row told
//! apart, handed to the caller, counted.

use super::book::SheetRow;
use super::cell::Fault;
use super::cell::wrap::unwrap;
use super::columns::Columns;
use super::decode::TextEncoding;
use super::delimited::{Dialect, Span, split_row};
use super::record::{BAD_CELLS_KEPT, BadCell, Cells, Record, Tally};
use super::sift::{LeftOut, Row, Sieve};
use std::cell::RefCell;

/// One chunk's or batch's result.
pub(super) struct Part<A> {
    pub kept: A,
    pub tally: Tally,
    pub rows: u64,
    pub rejected: u64,
    pub left_out: Vec<(u32, LeftOut)>,
    /// Lines of totals with their cells.
    pub totals: Vec<(u32, Vec<String>)>,
    /// Rows that are notes unless data follows: line and the blank column.
    pub pending: Vec<(u32, u32)>,
    /// Data rows stand before the first of `pending`.
    pub data: bool,
    /// A second table began: nothing after this part is data.
    pub ended: bool,
}

/// Lines of totals of a part whose cells are kept.
const TOTALS_KEPT: usize = 100;

/// How a text is read.
#[derive(Clone, Copy)]
pub(super) struct TextForm {
    pub encoding: TextEncoding,
    pub dialect: Dialect,
    /// Byte and line where the data begins.
    pub data_at: usize,
    pub data_line: u32,
    /// Bytes of a chunk.
    pub chunk: usize,
}

/// Reads the rows of one part.
pub(super) struct PartReader<'r, M, E> {
    pub columns: &'r Columns,
    pub sieve: Sieve,
    pub make: &'r M,
    pub each: &'r E,
}

impl<M, E> PartReader<'_, M, E> {
    pub(super) fn start<A>(&self) -> Part<A>
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
            totals: Vec::new(),
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
        let kept = tally.borrow().bad.len();
        let mut record = Record {
            cells,
            columns: self.columns,
            tally,
            line,
            before: tally.borrow().bad_cells,
        };
        // What a quotation mark swallowed is data, whatever it looks like.
        let row = if record.open_at().is_some() {
            Row::Data
        } else {
            self.sieve.sift(&record, count)
        };
        if row == Row::Left(LeftOut::Total) && part.totals.len() < TOTALS_KEPT {
            let cells = (0..self.columns.headings.len())
                .map(|column| unwrap(&record.at(column).shown()).to_owned());
            part.totals.push((line, cells.collect()));
        }
        if row != Row::Data {
            // What is no data has no bad cells, whatever was met on the way.
            let mut tally = tally.borrow_mut();
            tally.bad.truncate(kept);
            tally.bad_cells = record.before;
        }
        match row {
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
                let counted = tally.borrow().bad_cells;
                promote(
                    &mut part.pending,
                    self.columns,
                    tally,
                    &mut part.rows,
                    &mut part.rejected,
                );
                // What was wrong with those rows is not wrong with this one.
                record.before += tally.borrow().bad_cells - counted;
                part.data = true;
                part.rows += 1;
                self.shape(&record, count);
                (self.each)(&mut part.kept, &record);
                part.rejected += u64::from(record.is_bad());
            }
        }
    }

    /// Cells beyond the heading, quotes that never close, a file cut off.
    fn shape(&self, record: &Record<'_>, count: usize) {
        let Cells::Bytes { bytes, spans, .. } = record.cells else {
            return;
        };
        let headings = &self.columns.headings;
        if let Some(column) = record.first_extra() {
            record.note(column, Fault::ExtraCells);
        }
        if let Some(column) = record.open_at() {
            record.note(column, Fault::OpenQuote);
        } else if self.columns.table.is_some()
            && spans.last().is_some_and(|s| s.end as usize == bytes.len())
            && headings[count.min(headings.len())..]
                .iter()
                .any(|h| !h.is_empty())
        {
            // No line end behind it, and cells missing: the file's last row.
            record.note(count - 1, Fault::CutOff);
        }
    }

    pub fn chunk<A>(&self, bytes: &[u8], first_line: u32, text: TextForm) -> Part<A>
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

    pub(super) fn batch<A>(&self, rows: &[SheetRow], first: u32) -> Part<A>
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
            if count > near {
                part.left_out.push((row.number, LeftOut::Beside));
                if row.cells.first().is_some_and(|(c, _)| *c as usize >= near) {
                    continue;
                }
            }
            let count = count.min(near);
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
pub(super) fn promote(
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
