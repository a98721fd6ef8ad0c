//! xlsx and xlsm. Three hands at once, so that the whole takes about as long as
//! calamine's bare cell loop:
//!
//! * a reading thread walks the sheet's cells as a stream (never a range: a
//!   range is as large as its corners, and one stray cell at XFD1048576 makes
//!   it endless) and sends them on in batches;
//! * a searching thread looks for the merge list behind the rows
//!   (`merge_scan.rs`), for the first sheet from the moment the book is opened;
//! * the caller's thread turns batches into rows, fills merges and hands them
//!   to the sink. It waits for the merge list once, before the first batch;
//!   the reader meanwhile runs ahead by up to [`AHEAD`] batches.

use super::guard::{self, Source, Stream, calm};
use super::merge::Merger;
use super::merge_scan::Search;
use super::{BATCH, BookError, SheetInfo, SheetRow, Sink, cell, parts};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Batches the reader may be ahead of the caller: some 20,000 rows of 12 cells.
const AHEAD: usize = 60;
/// A batch ends at this many cells even if it has fewer rows than [`BATCH`]: it
/// is to stay in the processor's cache from the reader to the caller.
const BATCH_CELLS: usize = 4_096;
/// Used batches kept for the reader.
const SPARE: usize = 4;

pub(super) struct XlsxBook {
    source: Source,
    xlsx: Xlsx<Stream>,
    search: Search,
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
    if !names.iter().any(|name| super::sniff::is_xlsx_part(name)) {
        return Err(BookError::NotWorkbook);
    }
    if names.iter().any(|name| name.ends_with(b"workbook.bin")) {
        return Err(BookError::Xlsb);
    }
    // Most readers want the first sheet: its merges are looked for while
    // calamine reads the shared texts.
    let first = parts::first_visible_sheet(&mut zip)?;
    drop(zip);
    let search = Search::begin(&source, &first.unwrap_or_default());
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
    let book = XlsxBook {
        source,
        xlsx,
        search,
    };
    Ok((book, sheets))
}

impl XlsxBook {
    pub(super) fn rows(&mut self, sheet: &str, sink: Sink<'_>) -> Result<(), BookError> {
        if self.search.sheet != sheet {
            self.search = Search::begin(&self.source, sheet);
        }
        let (xlsx, search) = (&mut self.xlsx, &mut self.search);
        let (to_caller, cells) = sync_channel(AHEAD);
        let (give_back, spare) = sync_channel(SPARE);
        std::thread::scope(|scope| {
            let reader = scope.spawn(move || calm(|| read_cells(xlsx, sheet, &to_caller, &spare)));
            let done = deliver(&cells, &give_back, search, sink);
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

/// The reading thread: every filled cell of the sheet, in the file's order.
/// What was read before a damaged place is sent on too.
fn read_cells<'a>(
    xlsx: &'a mut Xlsx<Stream>,
    sheet: &str,
    out: &SyncSender<Vec<RawCell<'a>>>,
    spare: &Receiver<Vec<RawCell<'a>>>,
) -> Result<(), BookError> {
    let mut reader = xlsx.worksheet_cells_reader(sheet).map_err(xlsx_error)?;
    let mut batch: Vec<RawCell<'a>> = Vec::with_capacity(BATCH_CELLS);
    let (mut row, mut rows) = (u32::MAX, 0);
    let end = loop {
        let found = match reader.next_cell() {
            Ok(Some(found)) => found,
            Ok(None) => break Ok(()),
            Err(error) => break Err(near(error, row)),
        };
        if matches!(found.get_value(), DataRef::Empty) {
            continue;
        }
        let at = found.get_position().0;
        if at != row {
            if rows == BATCH || batch.len() >= BATCH_CELLS {
                let used = spare.try_recv();
                let mut empty = used.unwrap_or_else(|_| Vec::with_capacity(BATCH_CELLS));
                empty.clear();
                if out.send(std::mem::replace(&mut batch, empty)).is_err() {
                    return Ok(());
                }
                rows = 0;
            }
            (row, rows) = (at, rows + 1);
        }
        batch.push(found);
    };
    if !batch.is_empty() {
        // Nobody listening any more is no error.
        let _ = out.send(batch);
    }
    end
}

/// The caller's thread: batches → rows → merges filled → sink.
/// Used batches go back to the reader, which frees the texts it allocated and
/// writes over them while they are in the cache; a few are enough.
fn deliver<'a>(
    cells: &Receiver<Vec<RawCell<'a>>>,
    give_back: &SyncSender<Vec<RawCell<'a>>>,
    search: &mut Search,
    sink: Sink<'_>,
) -> ControlFlow<()> {
    let Ok(first) = cells.recv() else {
        return ControlFlow::Continue(());
    };
    let mut merger = Merger::new(search.regions().to_vec());
    let mut batch = first;
    loop {
        let mut rows = to_rows(&batch);
        let _ = give_back.try_send(batch);
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
