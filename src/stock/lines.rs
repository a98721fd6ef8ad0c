//! A long ledger, kept short: what a balance needs of each entry, in a third of
//! its room. Rows are taken as they are read and never stand in memory as a
//! whole; posting order is worked out item by item.

use super::enter::Clerk;
use super::entry::Entry;
use super::line::Line;
use super::names::Heard;
use super::notes::{Note, NoteKind, Notes};
use super::order::{self, Watch};
use crate::base::{Name, Origin, Pool};
use crate::policy::StockRules;
use crate::table::rows::{Item, Movement};
use std::collections::HashMap;

/// A ledger as a balance reads it, in the order of its files.
#[derive(Debug, Default)]
pub struct Lines {
    pub lines: Vec<Line>,
    pub notes: Notes,
    /// What the movements call the items.
    pub heard: Heard,
    watch: Watch,
}

impl Lines {
    /// Whether lines of one moment and stage stand by document as they come.
    pub fn by_document(&self) -> bool {
        self.watch.told()
    }

    fn push(&mut self, entry: &Entry, pool: &Pool) {
        let line = Line::from(entry);
        self.heard.hear(entry);
        self.watch.see(&line, pool);
        self.lines.push(line);
    }

    /// Entries kept short.
    pub fn of(entries: Vec<Entry>, pool: &Pool) -> Lines {
        let mut out = Lines::default();
        entries.iter().for_each(|entry| out.push(entry, pool));
        out
    }
}

/// Takes rows in as they are read.
pub struct Poster<'a> {
    clerk: Clerk<'a>,
    entries: Vec<Entry>,
    out: Lines,
}

impl<'a> Poster<'a> {
    /// `items` resolve barcodes; without them a barcode stands for the item.
    pub fn new(items: Option<&[Item]>, rules: &'a StockRules) -> Poster<'a> {
        Poster {
            clerk: Clerk::new(items, rules),
            entries: Vec::new(),
            out: Lines::default(),
        }
    }

    pub fn take(&mut self, rows: Vec<Movement>, pool: &Pool) {
        self.out.lines.reserve(rows.len());
        for mut row in rows {
            let notes = &mut self.out.notes;
            self.clerk.enter(&mut row, pool, &mut self.entries, notes);
            for entry in self.entries.drain(..) {
                self.out.push(&entry, pool);
            }
        }
    }

    pub fn finish(self) -> Lines {
        self.out
    }
}

/// Puts the lines of one item into posting order and tells those that stand
/// twice. `told` as for [`order::compare`].
pub fn posted(lines: &mut [Line], told: bool, pool: &Pool, notes: &mut Notes) {
    let compare = |a: &Line, b: &Line| order::compare(a, b, pool, told);
    if !lines.is_sorted_by(|a, b| compare(a, b).is_le()) {
        lines.sort_by(compare);
    }
    let one_document = |a: &Line, b: &Line| a.at == b.at && a.doc_no == b.doc_no;
    for run in lines.chunk_by(one_document) {
        if run.len() > 1 {
            doubles(run, notes);
        }
    }
}

fn doubles(run: &[Line], notes: &mut Notes) {
    if let [a, b] = run
        && (a.qty != b.qty || a.location != b.location)
    {
        return;
    }
    let cells = |line: &Line| Line {
        origin: Origin::default(),
        ..*line
    };
    let mut first: HashMap<(i64, Name, u64), Vec<Line>> = HashMap::new();
    for line in run {
        let like = first
            .entry((line.qty, line.location, line.rest))
            .or_default();
        match like.iter().find(|held| cells(held) == cells(line)) {
            Some(held) => notes.push(Note {
                kind: NoteKind::DoubleLine,
                origin: line.origin,
                other: Some(held.origin),
                subject: line.sku,
            }),
            None => like.push(*line),
        }
    }
}
