//! What the shape of a file's first rows says about its heading: groups over
//! several rows, and where it stands when none of its words are known.

use super::head::{HeadRow, SEARCHED_ROWS};
use crate::base::normalise::fold_width;
use std::collections::BTreeMap;

/// Whether rows can be a heading of that many levels: the later ones hold words
/// only, and every pair of levels is tied together by a group heading.
pub(super) fn may_head(block: &[HeadRow]) -> bool {
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

/// Whether the last row's group headings stand in every cell they span, as a
/// workbook's merged cells do: then they head nothing by themselves.
pub(super) fn merged(block: &[HeadRow]) -> bool {
    let [.., upper, lower] = block else {
        return false;
    };
    let (up, low) = (&upper.cells, &lower.cells);
    (1..up.len().min(low.len())).any(|i| {
        !up[i].trim().is_empty()
            && up[i] == up[i - 1]
            && !low[i].trim().is_empty()
            && !low[i - 1].trim().is_empty()
            && low[i] != low[i - 1]
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
pub(super) fn joined(block: &[HeadRow]) -> Vec<String> {
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
    let inner = super::cell::wrap::unwrap(cell);
    let mut chars = inner.chars().map(fold_width);
    match chars.next() {
        Some(c) if c.is_ascii_digit() => true,
        Some('-' | '+' | '.' | '¥') => chars.next().is_none_or(|c| c.is_ascii_digit()),
        _ => false,
    }
}

/// Where a heading of unknown words stands.
pub(super) enum Place {
    /// Index of its first row and how many rows it takes.
    Heading(usize, usize),
    /// The data begin at that row, under no heading at all.
    Headless(usize),
}

/// No known words: the first row about as wide as most that reads like a
/// heading, words above columns of values. Where rows of values come first the
/// file has none, and no cell of it may be taken for one. `None` where no row
/// has any cell.
pub(super) fn place(rows: &[HeadRow]) -> Option<Place> {
    let width = |row: &HeadRow| row.cells.iter().filter(|c| !c.trim().is_empty()).count();
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(width(row)).or_default() += 1;
    }
    let common = counts
        .into_iter()
        .max_by_key(|(w, n)| (*n, *w))
        .map_or(1, |(w, _)| w);
    let wide: Vec<usize> = (0..rows.len().min(SEARCHED_ROWS))
        .filter(|i| width(&rows[*i]) * 2 > common)
        .collect();
    let mut values_seen = 0;
    for &first in &wide {
        let (words, values) = against_below(rows, first);
        if words >= values {
            let mut levels = 1;
            while levels < 3 && rows.get(first..first + levels + 1).is_some_and(may_head) {
                levels += 1;
            }
            return Some(Place::Heading(first, levels));
        }
        values_seen += 1;
        if values_seen == 2 {
            break;
        }
    }
    let first = wide.first().copied();
    first
        .or_else(|| rows.iter().position(|r| width(r) > 0))
        .map(Place::Headless)
}

/// Of the columns that mostly hold values further down: in how many the row has
/// a word, and in how many a value too.
fn against_below(rows: &[HeadRow], at: usize) -> (usize, usize) {
    let below = &rows[at + 1..rows.len().min(at + 21)];
    let mut words = 0;
    let mut values = 0;
    for (column, cell) in rows[at].cells.iter().enumerate() {
        if cell.trim().is_empty() {
            continue;
        }
        let held = below.iter().filter_map(|r| r.cells.get(column));
        let held: Vec<&String> = held.filter(|c| !c.trim().is_empty()).collect();
        let numbers = held.iter().filter(|c| looks_like_value(c)).count();
        // The last row of a file has nothing below it: a value is a value.
        if held.is_empty() || numbers * 2 > held.len() {
            if looks_like_value(cell) {
                values += 1;
            } else if !held.is_empty() {
                words += 1;
            }
        }
    }
    (words, values)
}
