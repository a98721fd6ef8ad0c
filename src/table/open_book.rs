//! Opening a workbook: which sheet is read, and its first rows.

use super::book::{self, Book, SheetRow};
use super::head::{HeadRow, Heading, SEARCHED_ROWS};
use super::heading;
use super::opened::{Form, Opened, Options, finish};
use super::record::raw_of;
use super::source::Source;
use super::words::shorten;
use crate::base::Problem;
use crate::say;
use std::ops::ControlFlow;

pub(super) fn open_book(source: Source, options: &Options<'_>) -> Result<Opened, Problem> {
    let failed = |e: &book::BookError| Problem::new(e.message(&source.shown));
    let opened = match source.path() {
        Some(path) if source.is_plain() => Book::open(path),
        _ => Book::from_bytes(source.bytes()?),
    };
    let mut workbook = opened.map_err(|e| failed(&e))?;
    let sheets = workbook.sheets().to_vec();
    let asked = source.part.as_deref().filter(|_| !source.is_member());
    let names: Vec<String> = match asked {
        Some(name) => vec![name.to_owned()],
        None => sheets
            .iter()
            .filter(|s| s.visible)
            .map(|s| s.name.clone())
            .collect(),
    };
    if names.is_empty() && !sheets.is_empty() {
        let shown = &source.shown;
        let listed: Vec<String> = sheets.iter().map(|s| shorten(&s.name)).collect();
        let listed = listed.join(", ");
        return Err(say!(
            zh: "{shown}:工作表全是隐藏的:{listed};用 文件#工作表 指定一个",
            en: "{shown}: every sheet is hidden: {listed}; name one with FILE#SHEET"
        )
        .into());
    }
    let mut fallback: Option<(String, Vec<HeadRow>, Heading)> = None;
    let mut chosen: Option<(String, Vec<HeadRow>, Heading)> = None;
    for name in &names {
        let rows = sheet_head(&mut workbook, name).map_err(|e| failed(&e))?;
        let Some(heading) = heading::find(&rows, options.table, options.aliases) else {
            continue;
        };
        let fits = heading
            .table
            .is_some_and(|t| heading::missing(t, &heading.fields).is_empty());
        if fits {
            chosen = Some((name.clone(), rows, heading));
            break;
        }
        fallback.get_or_insert((name.clone(), rows, heading));
    }
    match chosen.or(fallback) {
        Some((name, rows, heading)) => {
            let form = Form::Book(Box::new(workbook));
            Ok(finish(
                source,
                form,
                Some(name),
                sheets,
                &rows,
                Some(&heading),
                options,
            ))
        }
        None => {
            let name = names.first().cloned();
            let form = Form::Book(Box::new(workbook));
            Ok(finish(source, form, name, sheets, &[], None, options))
        }
    }
}

/// The first rows of a sheet as text.
fn sheet_head(workbook: &mut Book, sheet: &str) -> Result<Vec<HeadRow>, book::BookError> {
    let mut rows: Vec<HeadRow> = Vec::new();
    workbook.rows(sheet, &mut |batch: Vec<SheetRow>| {
        for row in batch {
            if rows.len() >= SEARCHED_ROWS + 20 {
                return ControlFlow::Break(());
            }
            // Columns beyond this are strays, never part of a heading.
            let mut cells = Vec::new();
            for (column, cell) in row.cells.iter().filter(|(c, _)| *c < 1024) {
                cells.resize((*column as usize).max(cells.len()), String::new());
                cells.push(raw_of(cell).shown().into_owned());
            }
            rows.push(HeadRow {
                line: row.number,
                at: 0,
                next: 0,
                open: false,
                cells,
            });
        }
        if rows.len() >= SEARCHED_ROWS + 20 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    Ok(rows)
}
