//! xls (BIFF 5 and 8 in OLE2). The format ends at 65,536 × 256 cells, so
//! calamine reads it whole; rows are handed on in batches like everywhere.

use super::guard::{self, Shared, Source, calm};
use super::merge::{Merger, Region};
use super::{BATCH, BookError, SheetInfo, SheetRow, Sink, biff, cell, sniff};
use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xls, XlsError};
use std::io::Cursor;

pub(super) struct XlsBook {
    xls: Box<Xls<Cursor<Shared>>>,
}

pub(super) fn open(source: &Source) -> Result<(XlsBook, Vec<SheetInfo>), BookError> {
    let bytes = source.bytes()?;
    // An xlsx with a password is an OLE2 file around the encrypted zip.
    if sniff::has_stream(&bytes, "EncryptedPackage") {
        return Err(BookError::Password);
    }
    let has_book = sniff::has_stream(&bytes, "Workbook") || sniff::has_stream(&bytes, "Book");
    if !has_book {
        return Err(BookError::NotWorkbook);
    }
    biff::check(&bytes)?;
    let xls = calm(|| Xls::new(Cursor::new(Shared(bytes))).map_err(xls_error))?;
    let listed = xls.sheets_metadata().iter();
    let sheets = listed
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| SheetInfo {
            name: sheet.name.clone(),
            visible: sheet.visible == SheetVisible::Visible,
        })
        .collect();
    Ok((XlsBook { xls: Box::new(xls) }, sheets))
}

impl XlsBook {
    pub(super) fn rows(&mut self, sheet: &str, sink: Sink<'_>) -> Result<(), BookError> {
        let xls = &mut self.xls;
        let (range, merges) = calm(|| {
            let range = xls.worksheet_range(sheet).map_err(xls_error)?;
            let merges = xls.merge_cells_by_sheet_name(sheet).map_err(xls_error)?;
            Ok((range, merges))
        })?;
        let merges = merges.iter().map(|area| Region {
            top: area.start.0,
            left: area.start.1,
            bottom: area.end.0,
            right: area.end.1,
        });
        let mut merger = Merger::new(merges.collect());
        let (top, left) = range.start().unwrap_or_default();
        let mut batch = Vec::with_capacity(BATCH);
        for (number, row) in (top.saturating_add(1)..).zip(range.rows()) {
            let filled = (left..).zip(row).filter_map(|(column, value)| {
                cell::from_calamine(&borrow(value)).map(|value| (column, value))
            });
            let cells: Vec<_> = filled.collect();
            if cells.is_empty() {
                continue;
            }
            batch.push(SheetRow { number, cells });
            if batch.len() == BATCH {
                merger.fill(&mut batch);
                let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                if sink(full).is_break() {
                    return Ok(());
                }
            }
        }
        if !batch.is_empty() {
            merger.fill(&mut batch);
            let _ = sink(batch);
        }
        Ok(())
    }
}

fn borrow(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(n) => DataRef::Int(*n),
        Data::Float(n) => DataRef::Float(*n),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(b) => DataRef::Bool(*b),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

fn xls_error(error: XlsError) -> BookError {
    match error {
        XlsError::Password => BookError::Password,
        XlsError::Io(error) => guard::io_error(error),
        other => BookError::damaged(other),
    }
}
