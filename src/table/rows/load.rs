//! A table file → typed rows, with what could not be read set aside.

use super::{Row, positions};
use crate::base::{Finding, Origin, Pool, Problem};
use crate::table::cell::{Fault, wrap};
use crate::table::columns::Columns;
use crate::table::open::{open, require};
use crate::table::opened::Options;
use crate::table::record::Record;
use crate::table::said;
use crate::table::scan::{Outcome, scan};
use crate::table::source::Source;

/// A row set aside for a bad cell, as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    pub line: u32,
    /// By column; wrappers taken off.
    pub cells: Vec<String>,
}

/// A line of totals of the export itself: no data, but something to hold one's
/// own sums against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalLine {
    pub origin: Origin,
    /// Its first word: 汇总, 均值.
    pub label: String,
    /// Canonical field → the cell's text, where it is filled.
    pub cells: Vec<(&'static str, String)>,
}

impl Loaded {
    /// The export's own totals.
    pub fn totals(&self, file: u32) -> Vec<TotalLine> {
        let Some(table) = self.columns.table else {
            return Vec::new();
        };
        let line = |(line, cells): &(u32, Vec<String>)| TotalLine {
            origin: Origin { file, line: *line },
            label: cells
                .iter()
                .find(|c| !c.is_empty())
                .cloned()
                .unwrap_or_default(),
            cells: cells
                .iter()
                .zip(&self.columns.fields)
                .filter(|(cell, _)| !cell.is_empty())
                .filter_map(|(cell, field)| Some((table.fields[(*field)?].name, cell.clone())))
                .collect(),
        };
        self.outcome.totals.iter().map(line).collect()
    }
}

/// A table that was read to its end.
#[derive(Debug)]
pub struct Loaded {
    pub outcome: Outcome,
    /// In the file's order.
    pub aside: Vec<Aside>,
    pub columns: Columns,
    /// `FILE` or `FILE#SHEET`.
    pub address: String,
    /// The path as given.
    pub shown: String,
    pub sheet: Option<String>,
    /// One a bad cell, at its address.
    pub bad: Vec<Finding>,
    /// What else a person should know of the file.
    pub notices: Vec<Finding>,
    /// Words of the lines above the heading.
    pub preamble: String,
}

/// [`load_each`], the rows collected.
///
/// # Errors
/// As [`load_each`].
pub fn load<R: Row>(
    source: Source,
    options: &Options<'_>,
    waived: &[&str],
    file: u32,
    pool: &mut Pool,
    settle: impl Fn(&mut R, &Record<'_>, &Pool) + Sync,
) -> Result<(Loaded, Vec<R>), Problem> {
    let mut rows = Vec::new();
    let loaded = load_each(source, options, waived, file, pool, settle, |part, _| {
        rows.extend(part);
    })?;
    Ok((loaded, rows))
}

/// Reads a file as `R`, handing the rows that have no bad cell to `sink` in the
/// file's order, some thousand at a time, with the names so far. Columns of the `waived` fields may be absent (the
/// command line gives their value), `file` goes into the rows' origins, and
/// `settle` works out what the cells alone do not say and may note a fault of
/// its own.
///
/// # Errors
/// A file that cannot be opened or lacks a required column. Bad cells are in
/// [`Loaded::outcome`], their rows in [`Loaded::aside`].
pub fn load_each<R: Row>(
    source: Source,
    options: &Options<'_>,
    waived: &[&str],
    file: u32,
    pool: &mut Pool,
    settle: impl Fn(&mut R, &Record<'_>, &Pool) + Sync,
    mut sink: impl FnMut(Vec<R>, &Pool),
) -> Result<Loaded, Problem> {
    let options = Options {
        table: Some(R::table()),
        ..*options
    };
    let mut opened = open(source, &options, false)?;
    require(&opened, R::table(), waived)?;
    let at = positions::<R>();
    let columns = opened.columns.clone();
    let need = needed::<R>(waived, &columns);
    // A field without a column has no cell in any row.
    let there = |field: usize| columns.of_field.get(field).copied().flatten().is_some();
    let found = at
        .iter()
        .map(|at| if there(*at) { *at } else { usize::MAX });
    let found: Vec<usize> = found.collect();
    let mut aside: Vec<Aside> = Vec::new();
    let outcome = scan(
        &mut opened,
        || (Vec::new(), Pool::new(), Vec::new()),
        |(rows, pool, aside): &mut (Vec<R>, Pool, Vec<Aside>), record| {
            let origin = Origin {
                file,
                line: record.line(),
            };
            let mut row = R::read(record, &found, pool, origin);
            for group in &need {
                if !group.iter().any(|field| row.gives(*field)) {
                    let first = group.iter().map(|field| at[*field]);
                    let there = first.clone().find(|field| record.has(*field));
                    if let Some(field) = there.or(first.clone().next()) {
                        record.fault(field, Fault::Missing);
                    }
                }
            }
            settle(&mut row, record, pool);
            if record.is_bad() {
                let cells = (0..columns.headings.len())
                    .map(|column| wrap::unwrap(&record.at(column).shown()).to_owned());
                aside.push(Aside {
                    line: record.line(),
                    cells: cells.collect(),
                });
            } else {
                rows.push(row);
            }
        },
        |(mut part, names, mut without)| {
            let renames = pool.absorb(&names);
            for row in &mut part {
                row.rename(&renames);
            }
            sink(part, pool);
            aside.append(&mut without);
        },
    )?;
    Ok(Loaded {
        aside,
        bad: said::bad_cells(&opened.address(), &outcome, usize::MAX, str::to_owned),
        notices: said::notices(&opened, &outcome),
        outcome,
        address: opened.address(),
        shown: opened.source.shown.clone(),
        sheet: opened.sheet.clone(),
        preamble: opened.preamble_text.clone(),
        columns,
    })
}

/// The groups of `R::NEED`, as positions in `R::FIELDS`, that the file must
/// give in every row.
fn needed<R: Row>(waived: &[&str], columns: &Columns) -> Vec<Vec<usize>> {
    let position = |name: &&str| R::FIELDS.iter().position(|f| f == name);
    R::NEED
        .iter()
        .filter(|group| {
            let may_lack = group.iter().any(|name| waived.contains(name));
            !may_lack || group.iter().any(|name| columns.has(name))
        })
        .map(|group| group.iter().filter_map(position).collect())
        .filter(|group: &Vec<usize>| !group.is_empty())
        .collect()
}
