//! What is counted while the rows go by.

use crate::policy::StockRules;
use crate::table::cell::{Fault, number};
use crate::table::columns::Columns;
use crate::table::record::Record;
use crate::table::schema::FieldKind;
use rust_decimal::prelude::ToPrimitive;

/// One column's figures.
#[derive(Debug, Clone, Default)]
pub struct ColumnTally {
    /// Cells that hold something.
    pub filled: u64,
    pub sum: number::ExactSum,
    /// An unmapped column holds a cell that is no number.
    pub wordy: bool,
    /// An unmapped column holds a mobile number: of one row the sum would be it.
    pub phones: bool,
}

/// A row as the file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    pub line: u32,
    pub cells: Vec<String>,
    /// Its cells stand under the wrong headings.
    pub shifted: bool,
}

/// A part of the table; parts are merged in the file's order.
#[derive(Debug, Clone)]
pub struct Tally {
    pub columns: Vec<ColumnTally>,
    /// The first rows, as shown.
    pub rows: Vec<KeptRow>,
    keep: usize,
}

impl Tally {
    /// `keep`: how many of the first rows are kept.
    pub fn new(columns: &Columns, keep: usize) -> Self {
        Tally {
            columns: vec![ColumnTally::default(); columns.headings.len()],
            rows: Vec::new(),
            keep,
        }
    }

    /// Counts one row; every mapped cell is read as its kind.
    pub fn row(&mut self, record: &Record<'_>, columns: &Columns, stock: &StockRules) {
        // Cells under the wrong headings are no part of any sum.
        let shifted = record.is_shifted();
        for (column, tally) in self.columns.iter_mut().enumerate() {
            let field = columns.fields.get(column).copied().flatten();
            let kind = field.and_then(|f| columns.table.map(|t| t.fields[f].kind));
            if shifted
                || at_a_glance(tally, record, column, field.zip(kind))
                || record.blank_at(column)
            {
                continue;
            }
            match field.zip(kind) {
                Some((field, kind)) => mapped(tally, record, field, kind, stock),
                None => unmapped(tally, record, column),
            }
        }
        if self.rows.len() < self.keep {
            let cells = (0..self.columns.len())
                .map(|c| crate::table::cell::wrap::unwrap(&record.at(c).shown()).to_owned())
                .collect();
            self.rows.push(KeptRow {
                line: record.line(),
                cells,
                shifted,
            });
        }
    }

    /// Adds the next part.
    pub fn merge(&mut self, next: Tally) {
        for (held, more) in self.columns.iter_mut().zip(next.columns) {
            held.filled += more.filled;
            held.sum.merge(&more.sum);
            held.wordy |= more.wordy;
            held.phones |= more.phones;
        }
        let room = self.keep.saturating_sub(self.rows.len());
        self.rows.extend(next.rows.into_iter().take(room));
    }
}

/// The number in a text cell where it is written plainly: no decoding.
fn plain(record: &Record<'_>, column: usize) -> Option<(i64, u32)> {
    number::parts(record.bytes_at(column)?.trim_ascii())
}

/// Counts a cell whose bytes alone settle it, as nearly all do; false where it
/// has to be read.
fn at_a_glance(
    tally: &mut ColumnTally,
    record: &Record<'_>,
    column: usize,
    mapped: Option<(usize, FieldKind)>,
) -> bool {
    let kind = mapped.map(|(_, kind)| kind);
    if kind.is_none_or(FieldKind::summed) {
        return match plain(record, column) {
            Some((mantissa, scale)) if kind != Some(FieldKind::Count) || mantissa >= 0 => {
                tally.filled += 1;
                tally.phones |= kind.is_none() && scale == 0 && MOBILES.contains(&mantissa);
                tally.sum.add_parts(mantissa, scale);
                true
            }
            _ => false,
        };
    }
    let given = mapped.is_some_and(|(field, kind)| record.plainly_given(field, kind));
    tally.filled += u64::from(given);
    given
}

fn mapped(
    tally: &mut ColumnTally,
    record: &Record<'_>,
    field: usize,
    kind: FieldKind,
    stock: &StockRules,
) {
    let filled = match kind {
        FieldKind::Money | FieldKind::Qty | FieldKind::Number | FieldKind::Count => {
            let number = if kind == FieldKind::Count {
                record.count(field).map(|q| q.0)
            } else {
                record.number(field)
            };
            if let Some(number) = number {
                tally.sum.add(number);
            }
            number.is_some()
        }
        FieldKind::Id => record.id(field).is_some(),
        FieldKind::DateTime => record.moment(field).is_some(),
        FieldKind::Dates => !record.dates(field).is_empty(),
        FieldKind::Time => record.time(field).is_some(),
        FieldKind::Month => record.month(field).is_some(),
        FieldKind::Share => record.share(field).is_some(),
        FieldKind::DocType => {
            let word = record.text(field);
            if let Some(word) = &word
                && stock.direction(word).is_none()
            {
                record.fault(field, Fault::UnknownDocType);
            }
            word.is_some()
        }
        FieldKind::Text => record.text(field).is_some(),
    };
    tally.filled += u64::from(filled);
}

/// Numbers that are mobile numbers.
const MOBILES: std::ops::Range<i64> = 13_000_000_000..20_000_000_000;

fn unmapped(tally: &mut ColumnTally, record: &Record<'_>, column: usize) {
    if tally.wordy {
        // Words are not looked at any closer.
        tally.filled += 1;
        return;
    }
    let raw = record.at(column);
    if raw.is_blank() {
        return;
    }
    match number::parse(&raw) {
        Ok(Some(number)) => {
            tally.filled += 1;
            tally.phones |= number.to_i64().is_some_and(|n| MOBILES.contains(&n));
            tally.sum.add(number);
        }
        Ok(None) => {}
        Err(_) => {
            tally.filled += 1;
            tally.wordy = true;
        }
    }
}
