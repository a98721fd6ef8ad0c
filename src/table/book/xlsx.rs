//! xlsx and xlsm. Three hands at once, so that the whole takes about as long as
//! calamine's bare cell loop:
//!
//! * a reading thread walks the sheet's cells as a stream (never a range: a
//!   range is as large as its corners, and one stray cell at XFD1048576 makes
//!   it endless) and sends them on in batches;
//! * a searching thread looks for the merge list behind the rows;
//! * the caller's thread turns batches into rows, fills merges and hands them
//!   to the sink. It waits for the merge list once, before the first batch;
//!   the reader meanwhile runs ahead by up to [`AHEAD`] batches.

use super::guard::{self, Source, Stream, calm};
use super::merge::{Merger, Region};
use super::{BATCH, BookError, SheetInfo, SheetRow, Sink, cell, merge_scan, parts};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

/// Batches the reader may be ahead of the caller: some 20,000 rows.
const AHEAD: usize = 20;
/// A batch ends at this many cells even if it has fewer rows than [`BATCH`].
const BATCH_CELLS: usize = 16_384;

pub(super) struct XlsxBook {
    source: Source,
    xlsx: Xlsx<Stream>,
}

/// One cell on its way from the reader; its text is still the workbook's own.
type RawCell<'a> = calamine::Cell<DataRef<'a>>;

pub(super) fn open(source: Source) -> Result<(XlsxBook, Vec<SheetInfo>), BookError> {
    let mut zip = source.zip()?;
    guard::check_sizes(&mut zip)?;
    let names: Vec<Vec<u8>> = zip
        .file_names_raw()
        .map(<[u8]>::to_ascii_lowercase)
        .collect();
    drop(zip);
    if !names.iter().any(|name| super::sniff::is_xlsx_part(name)) {
        return Err(BookError::NotWorkbook);
    }
    if names.iter().any(|name| name.ends_with(b"workbook.bin")) {
        return Err(BookError::Xlsb);
    }
    let stream = source.open()?;
    let xlsx = calm(|| Xlsx::new(stream).map_err(xlsx_error))?;
    let listed = xlsx.sheets_metadata().iter();
    let sheets = listed
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| SheetInfo {
            name: sheet.name.clone(),
            visible: sheet.visible == SheetVisible::Visible,
        })
        .collect();
    Ok((XlsxBook { source, xlsx }, sheets))
}

impl XlsxBook {
    pub(super) fn rows(&mut self, sheet: &str, sink: Sink<'_>) -> Result<(), BookError> {
        let stop = AtomicBool::new(false);
        let (source, xlsx) = (&self.source, &mut self.xlsx);
        let (to_caller, cells) = sync_channel(AHEAD);
        let (give_back, spare) = channel();
        let (to_merger, merges) = sync_channel(1);
        std::thread::scope(|scope| {
            let stop = &stop;
            scope.spawn(move || {
                // A part that cannot be searched cannot be read either; the
                // reader is the one to say so.
                let found = calm(|| find_merges(source, sheet, stop));
                let _ = to_merger.send(found.unwrap_or_default());
            });
            let reader = scope.spawn(move || calm(|| read_cells(xlsx, sheet, &to_caller, &spare)));
            let done = deliver(&cells, &give_back, &merges, sink);
            stop.store(true, Ordering::Relaxed);
            // A closed channel tells the reader to stop.
            drop(cells);
            let read = reader.join();
            match done {
                ControlFlow::Break(()) => Ok(()),
                ControlFlow::Continue(()) => {
                    read.unwrap_or_else(|_| Err(BookError::damaged("reader stopped")))
                }
            }
        })
    }
}

fn find_merges(source: &Source, sheet: &str, stop: &AtomicBool) -> Result<Vec<Region>, BookError> {
    let mut zip = source.zip()?;
    let Some(index) = parts::sheet_part(&mut zip, sheet)? else {
        return Ok(Vec::new());
    };
    let mut part = zip.by_index(index).map_err(guard::zip_error)?;
    merge_scan::scan(&mut part, stop)
}

/// The reading thread: every filled cell of the sheet, in the file's order.
fn read_cells<'a>(
    xlsx: &'a mut Xlsx<Stream>,
    sheet: &str,
    out: &SyncSender<Vec<RawCell<'a>>>,
    spare: &Receiver<Vec<RawCell<'a>>>,
) -> Result<(), BookError> {
    let mut reader = xlsx.worksheet_cells_reader(sheet).map_err(xlsx_error)?;
    let mut batch = Vec::with_capacity(BATCH_CELLS);
    let (mut row, mut rows) = (u32::MAX, 0);
    loop {
        let next = reader.next_cell().map_err(|error| near(error, row))?;
        let Some(found) = next else { break };
        let (at, _) = found.get_position();
        if matches!(found.get_value(), DataRef::Empty) {
            continue;
        }
        if at != row {
            if rows == BATCH || batch.len() >= BATCH_CELLS {
                let empty = spare.try_recv();
                let empty = empty.unwrap_or_else(|_| Vec::with_capacity(BATCH_CELLS));
                let full = std::mem::replace(&mut batch, empty);
                if out.send(full).is_err() {
                    return Ok(());
                }
                rows = 0;
            }
            (row, rows) = (at, rows + 1);
        }
        batch.push(found);
    }
    if !batch.is_empty() {
        let _ = out.send(batch);
    }
    Ok(())
}

/// The caller's thread: batches → rows → merges filled → sink.
/// Emptied batches go back to the reader: new ones would cost page faults.
fn deliver<'a>(
    cells: &Receiver<Vec<RawCell<'a>>>,
    give_back: &Sender<Vec<RawCell<'a>>>,
    merges: &Receiver<Vec<Region>>,
    sink: Sink<'_>,
) -> ControlFlow<()> {
    let Ok(first) = cells.recv() else {
        return ControlFlow::Continue(());
    };
    let mut merger = Merger::new(merges.recv().unwrap_or_default());
    let mut batch = first;
    loop {
        let mut rows = to_rows(&batch);
        batch.clear();
        let _ = give_back.send(batch);
        merger.fill(&mut rows);
        if !rows.is_empty() {
            sink(rows)?;
        }
        batch = match cells.recv() {
            Ok(next) => next,
            Err(_) => return ControlFlow::Continue(()),
        };
    }
}

fn to_rows(batch: &[RawCell<'_>]) -> Vec<SheetRow> {
    let mut rows: Vec<SheetRow> = Vec::with_capacity(BATCH);
    let mut width = 0;
    for raw in batch {
        let Some(value) = cell::from_calamine(raw.get_value()) else {
            continue;
        };
        let (row, column) = raw.get_position();
        let number = row.saturating_add(1);
        match rows.last_mut() {
            Some(last) if last.number == number => last.put(column, value),
            last => {
                width = last.map_or(width, |row| row.cells.len());
                let mut cells = Vec::with_capacity(width);
                cells.push((column, value));
                rows.push(SheetRow { number, cells });
            }
        }
    }
    rows
}

/// Where reading stopped: after that row.
fn near(error: XlsxError, row: u32) -> BookError {
    match xlsx_error(error) {
        BookError::Damaged { detail } if row != u32::MAX => {
            let row = row.saturating_add(1);
            BookError::damaged(format_args!("row {row}: {detail}"))
        }
        other => other,
    }
}

fn xlsx_error(error: XlsxError) -> BookError {
    match error {
        XlsxError::Password => BookError::Password,
        XlsxError::Io(error) => guard::io_error(error),
        other => BookError::damaged(other),
    }
}
