//! Which rows are data: totals, notes, repeated headings and second tables are
//! told apart and left out, each with its line, so that nothing is skipped
//! silently.

use super::cell::wrap::unwrap;
use super::cell::{Fault, none_word, plain};
use super::columns::Columns;
use super::record::Record;
use super::schema::FieldKind;
use super::words::{NOTE_WORDS, is_note, is_total};
use crate::base::normalise::{fold_width, heading_key};

/// Why a row below the heading is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// 合计, 汇总, 均值 …
    Total,
    /// A line of words at the end, or a `#` line.
    Note,
    /// The heading once more (exports put together).
    RepeatedHeading,
    /// Another table begins; everything from here on is left out.
    SecondTable,
    /// Cells beside the table, under no heading.
    Beside,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Blank,
    Data,
    Left(LeftOut),
    /// A note if no data follows, else a row without its required cell.
    Pending(u32),
}

/// What is needed to tell rows apart, worked out once a table.
pub(super) struct Sieve {
    width: usize,
    /// For each required id or name: the columns any of which gives it.
    must: Vec<Vec<usize>>,
    /// Columns that hold numbers or dates.
    values: Vec<usize>,
    headed: usize,
    /// By column: whether the heading has no digit, so that no code repeats it.
    wordy: Vec<bool>,
}

impl Sieve {
    pub fn new(columns: &Columns) -> Sieve {
        let mut must = Vec::new();
        let mut values = Vec::new();
        if let Some(table) = columns.table {
            for group in table.required {
                let held: Vec<usize> = group
                    .iter()
                    .filter_map(|name| table.field(name))
                    .filter(|(_, f)| matches!(f.kind, FieldKind::Id | FieldKind::Text))
                    .filter_map(|(field, _)| columns.of_field[field])
                    .collect();
                if !held.is_empty() {
                    must.push(held);
                }
            }
            for (column, field) in columns.fields.iter().enumerate() {
                let kind = field.map(|f| table.fields[f].kind);
                if kind.is_some_and(|k| {
                    !matches!(k, FieldKind::Id | FieldKind::Text | FieldKind::DocType)
                }) {
                    values.push(column);
                }
            }
        }
        Sieve {
            width: columns.headings.len(),
            must,
            values,
            headed: columns.headings.iter().filter(|h| !h.is_empty()).count(),
            wordy: columns.headings.iter().map(|h| !has_digit(h)).collect(),
        }
    }

    /// Tells what the row is; faults of a data row are noted on it.
    pub fn sift(&self, record: &Record<'_>, cells: usize) -> Row {
        let Some(first) = (0..cells.min(self.width)).find(|c| !record.blank_at(*c)) else {
            return if (self.width..cells).any(|c| !record.blank_at(c)) {
                Row::Left(LeftOut::Beside)
            } else {
                Row::Blank
            };
        };
        // Nearly every row begins with an id: digits settle it at once, and so
        // does a code that no label, note or heading can be.
        let lead = record.bytes_at(first).unwrap_or_default();
        let code = || self.wordy[first] && !self.must.is_empty() && is_code(lead);
        let digits = lead.first().is_some_and(u8::is_ascii_digit);
        let settled = (digits || code()) && self.complete(record);
        if !settled && let Some(row) = self.odd(record, first, cells) {
            return row;
        }
        Row::Data
    }

    fn complete(&self, record: &Record<'_>) -> bool {
        self.must
            .iter()
            .all(|group| group.iter().any(|c| given(record, *c)))
    }

    /// A row that does not begin with digits, or lacks a required cell.
    fn odd(&self, record: &Record<'_>, first: usize, cells: usize) -> Option<Row> {
        let raw = record.at(first);
        let lead = raw.shown();
        let id_given = self
            .must
            .iter()
            .any(|group| group.iter().any(|c| *c != first && given(record, *c)));
        if is_total(&lead) && !id_given {
            return Some(Row::Left(LeftOut::Total));
        }
        let filled = (first..cells.min(self.width)).filter(|c| !record.blank_at(*c));
        let filled_count = filled.clone().count();
        if lead.starts_with('#') && filled_count == 1 && self.headed > 2 {
            return Some(Row::Left(LeftOut::Note));
        }
        if filled_count <= 3
            && self.headed > filled_count
            && filled.clone().all(|c| is_note(&record.at(c).shown()))
        {
            return Some(Row::Left(LeftOut::Note));
        }
        if filled_count >= 2 && self.repeats_heading(record, cells) {
            return Some(Row::Left(LeftOut::RepeatedHeading));
        }
        if filled_count >= 2 && self.second_table(record, cells) {
            return Some(Row::Left(LeftOut::SecondTable));
        }
        if !self.complete(record) {
            let column = self
                .must
                .iter()
                .find(|g| g.iter().all(|c| !given(record, *c)))
                .and_then(|g| g.first())
                .copied()
                .unwrap_or(first);
            if filled_count <= 2 && self.headed > 2 {
                return Some(Row::Pending(u32::try_from(column).unwrap_or(0)));
            }
            record.note(column, Fault::Missing);
        } else if self.must.is_empty() && filled_count == 1 && self.headed > 2 {
            return Some(Row::Pending(u32::try_from(first).unwrap_or(0)));
        }
        None
    }

    fn repeats_heading(&self, record: &Record<'_>, cells: usize) -> bool {
        let mut same = 0;
        for column in 0..cells.min(self.width) {
            let raw = record.at(column);
            let cell = heading_key(unwrap(&raw.shown()));
            if cell.is_empty() {
                continue;
            }
            let heading = &record.columns.headings[column];
            // Of a heading over several rows each row comes again.
            if heading_key(heading) != cell && !heading.split('/').any(|p| heading_key(p) == cell) {
                return false;
            }
            same += 1;
        }
        same >= 2
    }

    /// Words where numbers and dates should be, no digit anywhere, no word
    /// twice, and most of them such as headings end in: a row of 休假 or 未统计
    /// is none.
    fn second_table(&self, record: &Record<'_>, cells: usize) -> bool {
        let mut words_for_values = 0;
        let mut seen: Vec<String> = Vec::new();
        let mut heading_words = 0;
        for column in 0..cells.min(self.width) {
            let raw = record.at(column);
            let shown = raw.shown();
            let inner = unwrap(&shown);
            if inner.is_empty() {
                continue;
            }
            let key = heading_key(inner);
            if key.chars().any(|c| c.is_ascii_digit()) || seen.contains(&key) {
                return false;
            }
            if self.values.contains(&column) && key.chars().count() >= 2 && !none_word(inner) {
                words_for_values += 1;
            }
            let bare = key.split('(').next().unwrap_or(&key);
            heading_words += usize::from(HEADING_ENDS.iter().any(|end| bare.ends_with(end)));
            seen.push(key);
        }
        words_for_values >= 2 && heading_words * 2 >= seen.len()
    }
}

/// What headings of figures, times and codes end in.
const HEADING_ENDS: &[&str] = &[
    "数", "量", "额", "率", "比", "时间", "日期", "名称", "编号", "编码", "单号", "金", "费", "价",
    "类型", "状态", "备注", "date", "time", "qty", "quantity", "amount", "total", "count", "price",
    "name",
];

fn has_digit(heading: &str) -> bool {
    let mut folded = heading.chars().map(fold_width);
    folded.any(|c| c.is_ascii_digit())
}

/// Letters with a digit among them, `SP0012-3`: a label of totals has no digit,
/// a note begins with one of its words or has a colon.
fn is_code(cell: &[u8]) -> bool {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'/');
    cell.first().is_some_and(u8::is_ascii_alphabetic)
        && cell.iter().any(u8::is_ascii_digit)
        && cell.iter().all(plain)
        && !NOTE_WORDS.iter().any(|word| {
            let begin = cell.get(..word.len());
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(word.as_bytes()))
        })
}

/// Whether a required cell holds something that can be an id or a name.
fn given(record: &Record<'_>, column: usize) -> bool {
    if record.blank_at(column) {
        return false;
    }
    let cell = record.bytes_at(column).unwrap_or_default();
    let digits = cell.first().is_some_and(u8::is_ascii_digit);
    if digits || plain::id(cell).is_some() {
        return true;
    }
    let raw = record.at(column);
    let shown = raw.shown();
    let inner = unwrap(&shown);
    !inner.is_empty() && !none_word(inner)
}
