//! Finding the heading of a table and what each column means.
//!
//! The heading is matched by its words, never by position: under any preamble,
//! over one to three rows (merged group headings are joined with `/`), in any
//! column order. Among the tables that a row could head, the one whose required
//! columns are all there wins, then the one with more columns understood, then
//! the earlier row.

use super::schema::Table;
use super::tables;
use crate::base::normalise::heading_key;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// Further headings by table and field, from `[columns.<table>]`.
pub type Aliases = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// One row of a file's beginning, cells as text, merged cells filled.
#[derive(Debug, Clone)]
pub struct HeadRow {
    /// Line or row number from 1.
    pub line: u32,
    /// Where the next row begins in the text (0 for workbooks).
    pub next: usize,
    pub cells: Vec<String>,
}

/// A heading that was found.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Index of its first row among the head rows.
    pub first: usize,
    pub levels: usize,
    pub headings: Vec<String>,
    /// The table it fits, if any.
    pub table: Option<&'static Table>,
    /// For each column the field of `table`.
    pub fields: Vec<Option<usize>>,
}

/// How many of a file's first rows are searched.
pub const SEARCHED_ROWS: usize = 80;

/// The field of each column: at most one column a field, the better alias
/// winning, then the earlier column.
pub fn match_heading(
    table: &'static Table,
    headings: &[String],
    extra: &Aliases,
) -> Vec<Option<usize>> {
    let further = extra.get(table.name);
    let mut best: Vec<Option<(usize, usize)>> = vec![None; table.fields.len()];
    for (column, heading) in headings.iter().enumerate() {
        let Some((field, rank)) = field_of(table, heading, further) else {
            continue;
        };
        if best[field].is_none_or(|(held, _)| rank < held) {
            best[field] = Some((rank, column));
        }
    }
    let mut fields = vec![None; headings.len()];
    for (field, held) in best.iter().enumerate() {
        if let Some((_, column)) = held {
            fields[*column] = Some(field);
        }
    }
    fields
}

/// The field a heading names and how good the name is (0 is best).
fn field_of(
    table: &'static Table,
    heading: &str,
    further: Option<&BTreeMap<String, Vec<String>>>,
) -> Option<(usize, usize)> {
    if heading.is_empty() {
        return None;
    }
    let full = heading_key(heading);
    let mut forms = vec![full.clone()];
    if full.contains('/') {
        forms.push(full.replace('/', ""));
        // Of three levels the first is often only the report's name.
        if full.matches('/').count() == 2
            && let Some((_, rest)) = full.split_once('/')
        {
            forms.push(rest.to_owned());
        }
    }
    if let Some(bare) = without_unit(&full) {
        forms.push(bare.to_owned());
    }
    let known = index(table);
    for form in &forms {
        if let Some(further) = further {
            for (name, words) in further {
                if words.iter().any(|w| heading_key(w) == *form)
                    && let Some((field, _)) = table.field(name)
                {
                    return Some((field, 0));
                }
            }
        }
        if let Some((field, rank)) = known.get(form) {
            return Some((*field, *rank + 1));
        }
    }
    None
}

/// `商品数量(件)` → `商品数量`.
fn without_unit(key: &str) -> Option<&str> {
    let open = key.rfind('(')?;
    (open > 0 && key.ends_with(')')).then(|| &key[..open])
}

/// Heading key → (field, rank) of one table.
type Keys = HashMap<String, (usize, usize)>;

/// The keys of a table; made once.
fn index(table: &'static Table) -> &'static Keys {
    static INDEX: OnceLock<HashMap<&'static str, Keys>> = OnceLock::new();
    static EMPTY: OnceLock<Keys> = OnceLock::new();
    let all = INDEX.get_or_init(|| {
        tables::ALL
            .iter()
            .map(|table| {
                let mut keys = HashMap::new();
                for (field, f) in table.fields.iter().enumerate() {
                    let own = [f.name, f.label.zh, f.label.en];
                    // The field's own words come first, but where the list of
                    // aliases repeats one, its place there counts.
                    let listed: Vec<String> = f.aliases.iter().map(|w| heading_key(w)).collect();
                    let own = own
                        .iter()
                        .map(|w| heading_key(w))
                        .filter(|w| !listed.contains(w));
                    let words: Vec<String> = own.chain(listed.iter().cloned()).collect();
                    for (rank, word) in words.into_iter().enumerate() {
                        keys.entry(word).or_insert((field, rank));
                    }
                }
                (table.name, keys)
            })
            .collect()
    });
    all.get(table.name)
        .unwrap_or_else(|| EMPTY.get_or_init(HashMap::new))
}

/// Groups of required fields that no column satisfies.
pub fn missing(table: &'static Table, fields: &[Option<usize>]) -> Vec<&'static [&'static str]> {
    table
        .required
        .iter()
        .copied()
        .filter(|group| {
            !fields
                .iter()
                .flatten()
                .any(|f| group.contains(&table.fields[*f].name))
        })
        .collect()
}

/// Finds the heading among the first rows. `asked` fixes the table; otherwise
/// every table is tried. `None` only where no row has any cell.
pub fn find(rows: &[HeadRow], asked: Option<&'static Table>, extra: &Aliases) -> Option<Heading> {
    let candidates: Vec<&'static Table> = asked.map_or_else(|| tables::ALL.to_vec(), |t| vec![t]);
    let mut best: Option<(Score, Heading)> = None;
    for first in 0..rows.len().min(SEARCHED_ROWS) {
        for levels in 1..=3 {
            let Some(block) = rows.get(first..first + levels) else {
                break;
            };
            if !may_head(block) {
                break;
            }
            let headings = joined(block);
            for &table in &candidates {
                let fields = match_heading(table, &headings, extra);
                let known = fields.iter().flatten().count();
                if known == 0 {
                    continue;
                }
                let fits = missing(table, &fields).is_empty();
                // A table that needs more and has it is the likelier one: nearly
                // every stock file could pass for an item list.
                let weight = if fits {
                    known + 2 * (table.required.len() - 1)
                } else {
                    known
                };
                let score = Score {
                    fits,
                    known: weight,
                    // One word that happens to be a heading proves little.
                    sure: known >= 2 || headings.iter().filter(|h| !h.is_empty()).count() == 1,
                };
                if best.as_ref().is_none_or(|(held, _)| score.beats(held)) {
                    let heading = Heading {
                        first,
                        levels,
                        headings: headings.clone(),
                        table: (fits || asked.is_some()).then_some(table),
                        fields,
                    };
                    best = Some((score, heading));
                }
            }
        }
    }
    match best {
        Some((score, heading)) if score.fits && score.sure => Some(heading),
        Some((score, mut heading)) if score.known >= 2 => {
            if asked.is_none() {
                heading.fields = vec![None; heading.headings.len()];
            }
            Some(heading)
        }
        _ => by_shape(rows, asked),
    }
}

#[derive(Debug, Clone, Copy)]
struct Score {
    fits: bool,
    known: usize,
    sure: bool,
}

impl Score {
    fn beats(&self, held: &Score) -> bool {
        let key = |s: &Score| (s.fits && s.sure, s.known);
        key(self) > key(held)
    }
}

/// Whether rows can be a heading of that many levels: the later ones hold words
/// only, and every pair of levels is tied together by a group heading.
fn may_head(block: &[HeadRow]) -> bool {
    let filled = |row: &HeadRow| row.cells.iter().filter(|c| !c.trim().is_empty()).count();
    if block.iter().any(|row| filled(row) == 0) {
        return false;
    }
    block.windows(2).all(|pair| {
        let (upper, lower) = (&pair[0], &pair[1]);
        let wordy = lower
            .cells
            .iter()
            .all(|c| c.trim().is_empty() || !looks_like_value(c));
        let spread = spread(&upper.cells, &lower.cells);
        // A group: one upper cell standing over at least two different lower ones.
        let grouped = (1..spread.len()).any(|i| {
            !spread[i].is_empty()
                && spread[i] == spread[i - 1]
                && lower.cells.get(i).is_some_and(|c| !c.trim().is_empty())
                && lower.cells.get(i) != lower.cells.get(i - 1)
        });
        wordy && grouped && upper.line + 1 == lower.line && filled(upper) >= 2
    })
}

/// Upper cells carried to the right over blanks that have a lower cell, as a
/// merged group heading looks in a text export.
fn spread(upper: &[String], lower: &[String]) -> Vec<String> {
    let width = upper.len().max(lower.len());
    let mut out: Vec<String> = Vec::with_capacity(width);
    for i in 0..width {
        let own = upper.get(i).map(|c| c.trim()).unwrap_or_default();
        let below = lower.get(i).map(|c| c.trim()).unwrap_or_default();
        let carried = if own.is_empty() && !below.is_empty() && i > 0 {
            // Carry only a group that itself has something below it.
            let left_below = lower.get(i - 1).map(|c| c.trim()).unwrap_or_default();
            if left_below.is_empty() {
                ""
            } else {
                out[i - 1].as_str()
            }
        } else {
            own
        };
        out.push(carried.to_owned());
    }
    out
}

/// The heading words of one to three rows, joined with `/`, repeats left out.
fn joined(block: &[HeadRow]) -> Vec<String> {
    let width = block.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (i, row) in block.iter().enumerate() {
        match block.get(i + 1) {
            Some(lower) => rows.push(spread(&row.cells, &lower.cells)),
            None => rows.push(row.cells.clone()),
        }
    }
    (0..width)
        .map(|column| {
            let mut parts: Vec<&str> = Vec::new();
            for row in &rows {
                let part = row.get(column).map(|c| c.trim()).unwrap_or_default();
                if !part.is_empty() && parts.last() != Some(&part) {
                    parts.push(part);
                }
            }
            parts.join("/")
        })
        .collect()
}

/// Digits first, or nothing but marks: a value, not a heading.
fn looks_like_value(cell: &str) -> bool {
    let inner = super::cell::ident::unwrap(cell);
    let mut chars = inner.chars().map(crate::base::normalise::fold_width);
    match chars.next() {
        Some(c) if c.is_ascii_digit() => true,
        Some('-' | '+' | '.' | '¥') => chars.next().is_none_or(|c| c.is_ascii_digit()),
        _ => false,
    }
}

/// No known words: the first row of several words, none of them a value, that
/// is as wide as the rows below it; else the first row there is.
fn by_shape(rows: &[HeadRow], asked: Option<&'static Table>) -> Option<Heading> {
    let width = |row: &HeadRow| row.cells.iter().filter(|c| !c.trim().is_empty()).count();
    let common = {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for row in rows {
            *counts.entry(width(row)).or_default() += 1;
        }
        counts
            .into_iter()
            .max_by_key(|(w, n)| (*n, *w))
            .map_or(1, |(w, _)| w)
    };
    let wordy = |row: &&HeadRow| {
        width(row) * 2 > common
            && row
                .cells
                .iter()
                .all(|c| c.trim().is_empty() || !looks_like_value(c))
    };
    let row = rows
        .iter()
        .find(wordy)
        .or_else(|| rows.iter().find(|r| width(r) * 2 > common))
        .or_else(|| rows.iter().find(|r| width(r) > 0))?;
    let first = rows.iter().position(|r| r.line == row.line)?;
    let mut levels = 1;
    while levels < 3 && rows.get(first..first + levels + 1).is_some_and(may_head) {
        levels += 1;
    }
    let headings = joined(&rows[first..first + levels]);
    Some(Heading {
        first,
        levels,
        fields: vec![None; headings.len()],
        headings,
        table: asked,
    })
}

/// The heading in the file most like what a missing column would be called.
pub fn nearest(table: &'static Table, group: &[&str], headings: &[String]) -> Option<String> {
    let mut best: Option<(f64, &String)> = None;
    for name in group {
        let Some((_, field)) = table.field(name) else {
            continue;
        };
        let words = [field.name, field.label.zh, field.label.en];
        for word in words.iter().chain(field.aliases) {
            let word = heading_key(word);
            for heading in headings.iter().filter(|h| !h.is_empty()) {
                let likeness = strsim::normalized_damerau_levenshtein(&word, &heading_key(heading));
                if likeness >= 0.5 && best.is_none_or(|(held, _)| likeness > held) {
                    best = Some((likeness, heading));
                }
            }
        }
    }
    best.map(|(_, heading)| heading.clone())
}
