//! What posting noticed, kept by origin and put into words at the end, when the
//! files' names are known.

use crate::base::{Files, Finding, Name, Origin, Pool};
use crate::say;
use std::collections::HashSet;

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKind {
    /// The same line stands earlier too.
    DoubleLine,
    /// No item has this barcode.
    UnknownBarcode,
    /// The type goes one way, the column it stands in the other.
    SideAgainstType,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    pub kind: NoteKind,
    pub origin: Origin,
    /// The earlier line of a double.
    pub other: Option<Origin>,
    /// The item, or the barcode.
    pub subject: Name,
}

/// Notes in the order of kind and place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes(Vec<Note>);

impl Notes {
    pub fn add(&mut self, kind: NoteKind, origin: Origin, subject: Name) {
        self.push(Note {
            kind,
            origin,
            other: None,
            subject,
        });
    }

    pub fn push(&mut self, note: Note) {
        self.0.push(note);
    }

    pub fn append(&mut self, mut more: Notes) {
        self.0.append(&mut more.0);
    }

    pub fn sort(&mut self) {
        self.0.sort_by_key(|note| (note.kind, note.origin));
        // Both ends of a transfer stand on one line.
        self.0.dedup_by_key(|note| (note.kind, note.origin));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Note> {
        self.0.iter()
    }

    /// Barcodes that are no item's.
    pub fn unknown_barcodes(&self) -> HashSet<Name> {
        let unknown = self.0.iter().filter(|n| n.kind == NoteKind::UnknownBarcode);
        unknown.map(|note| note.subject).collect()
    }

    /// One finding a note.
    pub fn findings(&self, pool: &Pool, files: &Files) -> Vec<Finding> {
        self.0
            .iter()
            .map(|note| note.finding(pool, files))
            .collect()
    }
}

impl Note {
    fn finding(&self, pool: &Pool, files: &Files) -> Finding {
        let subject = pool.text(self.subject);
        let (rule, message) = match (self.kind, self.other) {
            (NoteKind::DoubleLine, other) => {
                let first = files.place(other.unwrap_or(self.origin));
                let (zh, en) = (first.zh, first.en);
                (
                    "double-line",
                    say!(
                        zh: "与 {zh}每一格都相同;两行都算了,确是重复就删去一行",
                        en: "the same in every cell as {en}; both count, delete one if it is a repeat"
                    ),
                )
            }
            (NoteKind::UnknownBarcode, _) => (
                "W3",
                say!(
                    zh: "商品表里没有条码 {subject};按条码自成一项,请补进商品表",
                    en: "no item has the barcode {subject}; it stands as an item of its own, add it to the item list"
                ),
            ),
            (NoteKind::SideAgainstType, _) => (
                "W3",
                say!(
                    zh: "单据类型与数量所在的列方向相反;按列算,请改正一处",
                    en: "the document type goes one way, the quantity's column the other; the column counts, mend one of them"
                ),
            ),
        };
        Finding::warning(rule, subject, message).at(files.cite(self.origin))
    }
}
