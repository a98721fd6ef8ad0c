//! Merged regions: the sheet stores one value in the top-left cell and shows it
//! over the whole region, so every cell of the region gets it, in heading rows
//! and data rows alike. A value stored under a merge is not shown and gives way.
//!
//! A region may cover whole columns or rows and must still cost nothing:
//! * downwards only rows that have a cell of their own are filled;
//! * sideways a region of up to [`NARROW`] columns is filled exactly, a wider
//!   one only in columns that hold a value somewhere in the rows read so far
//!   (the batch at hand included).

use super::{SheetCell, SheetRow};
use std::collections::BTreeSet;

/// Columns of a region that is always filled exactly.
const NARROW: u32 = 64;

/// A merged rectangle, all bounds inclusive and from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

impl Region {
    fn is_narrow(&self) -> bool {
        self.right - self.left < NARROW
    }
}

/// Fills rows that arrive in order, a batch at a time.
#[derive(Debug, Default)]
pub(super) struct Merger {
    /// Not yet reached, the topmost last.
    waiting: Vec<Region>,
    /// Regions the current row lies in, by column; they do not overlap.
    active: Vec<(Region, SheetCell)>,
    used: BTreeSet<u32>,
}

impl Merger {
    /// Single cells and turned-round rectangles are left out.
    pub(super) fn new(mut regions: Vec<Region>) -> Self {
        regions.retain(|r| r.top <= r.bottom && r.left <= r.right);
        regions.retain(|r| r.top != r.bottom || r.left != r.right);
        regions.sort_by_key(|r| std::cmp::Reverse((r.top, r.left)));
        Merger {
            waiting: regions,
            ..Merger::default()
        }
    }

    /// Adds a region that starts at the next row or below.
    pub(super) fn add(&mut self, region: Region) {
        let place = (self.waiting).partition_point(|r| (r.top, r.left) > (region.top, region.left));
        self.waiting.insert(place, region);
    }

    /// Fills the rows of the next batch.
    pub(super) fn fill(&mut self, rows: &mut [SheetRow]) {
        if self.waiting.is_empty() && self.active.is_empty() {
            return;
        }
        let wide = self.waiting.iter().any(|r| !r.is_narrow())
            || self.active.iter().any(|(r, _)| !r.is_narrow());
        if wide {
            let columns = rows.iter().flat_map(|r| r.cells.iter().map(|c| c.0));
            self.used.extend(columns);
        }
        for row in rows {
            self.fill_row(row);
        }
    }

    fn fill_row(&mut self, row: &mut SheetRow) {
        let index = row.number.saturating_sub(1);
        self.active.retain(|(region, _)| region.bottom >= index);
        while let Some(region) = self.waiting.pop_if(|r| r.top <= index) {
            // A region whose first row has no cell shows nothing.
            if region.top == index {
                self.start(region, row);
            }
        }
        if self.active.is_empty() {
            return;
        }
        let own = std::mem::take(&mut row.cells);
        let mut own = own.into_iter().peekable();
        for (region, value) in &self.active {
            while let Some(cell) = own.next_if(|cell| cell.0 < region.left) {
                row.cells.push(cell);
            }
            let mut put = |column| row.cells.push((column, value.clone()));
            if region.is_narrow() {
                (region.left..=region.right).for_each(&mut put);
            } else {
                put(region.left);
                let inside = self.used.range(region.left + 1..=region.right);
                inside.copied().for_each(&mut put);
            }
            while own.next_if(|cell| cell.0 <= region.right).is_some() {}
        }
        row.cells.extend(own);
    }

    fn start(&mut self, region: Region, row: &SheetRow) {
        let Ok(at) = row.cells.binary_search_by_key(&region.left, |cell| cell.0) else {
            return;
        };
        // Spreadsheets never let merges overlap; in a file that does, the one
        // that came first stands.
        let place = self.active.partition_point(|(r, _)| r.left < region.left);
        let before = place.checked_sub(1).and_then(|i| self.active.get(i));
        let clash = before.is_some_and(|(r, _)| r.right >= region.left)
            || (self.active.get(place)).is_some_and(|(r, _)| r.left <= region.right);
        if !clash {
            let value = row.cells[at].1.clone();
            self.active.insert(place, (region, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(word: &str) -> SheetCell {
        SheetCell::Text(word.to_owned())
    }

    fn row(number: u32, cells: &[(u32, &str)]) -> SheetRow {
        let cells = cells.iter().map(|(c, w)| (*c, text(w))).collect();
        SheetRow { number, cells }
    }

    fn region(top: u32, left: u32, bottom: u32, right: u32) -> Region {
        Region {
            top,
            left,
            bottom,
            right,
        }
    }

    #[test]
    fn fills_down_across_and_over_batches() {
        let mut merger = Merger::new(vec![region(1, 0, 3, 0), region(0, 1, 0, 2)]);
        let mut first = [
            row(1, &[(0, "h"), (1, "wide")]),
            row(2, &[(0, "A"), (1, "x")]),
        ];
        merger.fill(&mut first);
        assert_eq!(first[0], row(1, &[(0, "h"), (1, "wide"), (2, "wide")]));
        let mut second = [row(4, &[(1, "y")]), row(5, &[(1, "z")])];
        merger.fill(&mut second);
        assert_eq!(second[0], row(4, &[(0, "A"), (1, "y")]));
        assert_eq!(second[1], row(5, &[(1, "z")]));
    }

    #[test]
    fn a_whole_sheet_merge_fills_used_columns_only() {
        let mut merger = Merger::new(vec![region(0, 0, 1_048_575, 16_383)]);
        let mut rows = [row(1, &[(0, "t")]), row(2, &[(1, "a"), (16_383, "b")])];
        merger.fill(&mut rows);
        assert_eq!(rows[0], row(1, &[(0, "t"), (1, "t"), (16_383, "t")]));
        assert_eq!(rows[1], rows[1].clone());
        assert_eq!(rows[1].cells.len(), 3);
    }

    #[test]
    fn hidden_values_give_way_overlaps_and_blanks_do_not_fill() {
        let overlapping = vec![region(0, 0, 0, 2), region(0, 1, 5, 1), region(1, 0, 2, 0)];
        let mut merger = Merger::new(overlapping);
        let mut rows = [row(1, &[(0, "a"), (1, "under")]), row(2, &[(2, "c")])];
        merger.fill(&mut rows);
        assert_eq!(rows[0], row(1, &[(0, "a"), (1, "a"), (2, "a")]));
        assert_eq!(rows[1], row(2, &[(2, "c")]));
    }
}
