//! Columns and rows the sections of details have in common.

use super::Job;
use crate::base::{Message, Text};
use crate::report::{Column, Kind, Section, Value};
use std::collections::BTreeMap;

/// Rows of each person in a section, by position in the register.
pub(super) type Ranges = BTreeMap<usize, (usize, usize)>;

pub(super) fn text(key: &str, zh: &'static str, en: &'static str) -> Column {
    Column::new(key, Text::new(zh, en), Kind::Text)
}

pub(super) fn money(key: &str, zh: &'static str, en: &'static str) -> Column {
    Column::new(key, Text::new(zh, en), Kind::Money)
}

pub(super) fn who() -> [Column; 2] {
    [
        Column::new("staff", Text::new("员工", "staff"), Kind::Id),
        text("name", "姓名", "name"),
    ]
}

pub(super) fn hidden(id: &'static str, title: Message, columns: Vec<Column>) -> Section {
    let mut section = Section::new(id, title, columns);
    section.screen = false;
    section
}

/// Notes which rows are a person's; rows of one person stand together.
pub(super) fn mark(ranges: &mut Ranges, who: usize, row: usize) {
    ranges.entry(who).or_insert((row, row)).1 = row;
}

pub(super) fn person(job: &Job<'_>, who: usize) -> [Value; 2] {
    let person = &job.register.people()[who];
    [person.id.as_str().into(), person.name.as_str().into()]
}
