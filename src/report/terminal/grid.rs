//! How wide each column of a table is, and which are left out.

use crate::base::{Lang, Message};
use crate::report::model::{Kind, Section, Total, Value};
use crate::report::width::{longest_word, one_line, shorten, width, wrap};
use crate::report::{show, words};

/// Spaces between two columns.
pub const GAP: usize = 2;
/// Words may be shortened to this before a column is left out.
const COMFORTABLE: usize = 24;
/// Words are not shortened below this.
const LEAST: usize = 6;
/// A heading no wider than this stays on one line.
const WHOLE: usize = 8;

/// A table's column in the making.
pub struct Grid {
    /// Index in the section.
    pub index: usize,
    pub right: bool,
    /// Whether its cells may be shortened.
    elastic: bool,
    pub heading: Vec<String>,
    pub width: usize,
    /// The widest cell.
    cells: usize,
    drop: u8,
    keep: usize,
}

impl Grid {
    /// Cells it takes at the least before columns are left out.
    fn need(&self) -> usize {
        if self.elastic {
            self.width.min(COMFORTABLE.max(self.keep))
        } else {
            self.width
        }
    }
}

/// Every cell as text, the line of totals last if there is one.
pub fn cells(section: &Section, lang: Lang) -> Vec<Vec<String>> {
    let show_row = |row: &Vec<Value>| -> Vec<String> {
        let cells = section.columns.iter().enumerate();
        cells
            .map(|(i, column)| match row.get(i) {
                Some(value) => one_line(&show::text(value, column.kind, lang)),
                None => String::new(),
            })
            .collect()
    };
    let mut cells: Vec<Vec<String>> = section.rows.iter().map(show_row).collect();
    if let Some(totals) = show::totals(section) {
        let mut last = show_row(&totals);
        if let Some(i) = show::total_label_column(section) {
            last[i] = words::TOTAL.get(lang).to_owned();
        }
        cells.push(last);
    }
    cells
}

/// Widths that fit, as far as they can, and the columns left out.
pub fn layout(
    section: &Section,
    cells: &[Vec<String>],
    lang: Lang,
    room: usize,
) -> (Vec<Grid>, Vec<Message>) {
    let columns = section.columns.iter().enumerate();
    let mut grid: Vec<Grid> = columns
        // A form's blank cells are for paper.
        .filter(|(i, column)| column.fill.is_none() || cells.iter().any(|c| !c[*i].is_empty()))
        .map(|(index, column)| {
            let under = column.under.as_ref().map(|u| one_line(u.get(lang)));
            let heading = one_line(column.heading.get(lang));
            let own = under.as_ref().map_or(0, |u| width(u)).max(width(&heading));
            let widest = cells.iter().map(|row| width(&row[index])).max();
            let widest = widest.unwrap_or(0);
            Grid {
                index,
                right: column.kind.is_number(),
                elastic: column.kind == Kind::Text,
                width: widest.max(own),
                heading: std::iter::once(heading).chain(under).collect(),
                cells: widest,
                drop: column.drop,
                keep: column.keep.into(),
            }
        })
        .collect();
    let needed =
        |grid: &[Grid]| -> usize { grid.iter().map(Grid::need).sum::<usize>() + gaps(grid.len()) };
    if needed(&grid) > room {
        grid.iter_mut().for_each(two_line_heading);
    }
    let mut dropped: Vec<usize> = Vec::new();
    while needed(&grid) > room {
        // Of equal rank the one further right goes first.
        let next = (0..grid.len())
            .filter(|&i| grid[i].drop > 0)
            .max_by_key(|&i| (grid[i].drop, i));
        let Some(next) = next else { break };
        dropped.push(grid.remove(next).index);
    }
    dropped.sort_unstable();
    let names = dropped.iter().filter_map(|&i| section.columns.get(i));
    let left_out = names.map(|column| column.heading.clone()).collect();
    squeeze(&mut grid, room);
    (grid, left_out)
}

/// Whether any column that has a total is left.
pub fn shows_total(section: &Section, grid: &[Grid]) -> bool {
    grid.iter()
        .any(|g| section.columns[g.index].total != Total::None)
}

fn gaps(columns: usize) -> usize {
    columns.saturating_sub(1) * GAP
}

/// Cells the table takes.
pub fn total_width(grid: &[Grid]) -> usize {
    grid.iter().map(|g| g.width).sum::<usize>() + gaps(grid.len())
}

/// Lets a heading that is wider than its cells take two lines.
fn two_line_heading(g: &mut Grid) {
    let [heading] = g.heading.as_slice() else {
        return;
    };
    let heading = heading.clone();
    if width(&heading) <= g.cells {
        return;
    }
    let least = g
        .cells
        .max(WHOLE)
        .max(longest_word(&heading))
        .max(width(&heading).div_ceil(2));
    for limit in least..width(&heading) {
        let lines = wrap(&heading, limit, limit);
        if lines.len() <= 2 && lines.iter().all(|line| width(line) <= limit) {
            g.width = limit;
            g.heading = lines;
            return;
        }
    }
}

/// Shortens the widest words until the table fits or nothing can give.
fn squeeze(grid: &mut [Grid], room: usize) {
    while total_width(grid) > room {
        let widest = grid
            .iter_mut()
            .filter(|g| g.elastic && g.width > LEAST)
            .max_by_key(|g| g.width);
        let Some(widest) = widest else { return };
        widest.width -= 1;
        for line in &mut widest.heading {
            *line = shorten(line, widest.width);
        }
    }
}
