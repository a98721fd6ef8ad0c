//! What was read, in one shape: lines that change a balance. A balance is a line
//! that was brought forward.

use super::{Asked, Book, Given, Role};
use crate::base::{Money, Name, Origin, Pool};
use crate::policy::StockRules;
use crate::stock::causes::{Facts, Key, Latest, Line};
use crate::stock::notes::{Note, NoteKind, Notes};
use crate::stock::{Clerk, Entry};
use crate::table::rows::{Balance, Count, Item, Movement};
use chrono::{NaiveDateTime, Timelike};
use hashbrown::hash_map::Entry as Place;
use hashbrown::{DefaultHashBuilder, HashMap};
use rust_decimal::Decimal;
use std::hash::BuildHasher;

/// Lines of one book.
#[derive(Debug, Default)]
pub struct Sheet {
    pub lines: Vec<Line>,
    /// It has documents, not balances only.
    pub is_ledger: bool,
    pub notes: Notes,
    heard: HashMap<Name, Latest>,
}

/// Makes a ledger's lines of its rows as they are read, so that the rows never
/// stand in memory as a whole.
pub struct SheetMaker<'a> {
    clerk: Clerk<'a>,
    cut: Option<NaiveDateTime>,
    entries: Vec<Entry>,
    sheet: Sheet,
    /// A line's cells → where it stands first.
    seen: HashMap<u64, Origin>,
    hasher: DefaultHashBuilder,
}

impl<'a> SheetMaker<'a> {
    /// `items` resolve barcodes; without them a barcode stands for the item.
    pub fn new(items: Option<&[Item]>, asked: Asked, rules: &'a StockRules) -> SheetMaker<'a> {
        SheetMaker {
            clerk: Clerk::new(items, rules),
            cut: asked.as_of.map(|as_of| as_of.last),
            entries: Vec::new(),
            sheet: Sheet {
                is_ledger: true,
                ..Sheet::default()
            },
            seen: HashMap::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }

    pub fn take(&mut self, rows: Vec<Movement>, pool: &Pool) {
        self.sheet.lines.reserve(rows.len());
        self.seen.reserve(rows.len());
        for mut row in rows {
            let notes = &mut self.sheet.notes;
            self.clerk.enter(&mut row, pool, &mut self.entries, notes);
            self.told_twice(&row);
            for entry in self.entries.drain(..) {
                self.sheet.heard.entry(entry.sku).or_default().hear(&entry);
                let late = self.cut.is_some_and(|cut| entry.at.at > cut);
                let key = Key {
                    sku: entry.sku,
                    location: entry.location,
                    lot: entry.lot,
                };
                self.sheet.lines.push(Line::of(&entry, key, late));
            }
        }
    }

    /// A line that is the same in every cell counts, and is told. Two lines of
    /// one fingerprint are the same: with a million lines the chance of taking
    /// others for it is below 1 in 10,000,000.
    fn told_twice(&mut self, row: &Movement) {
        let cells = (
            (row.date, row.doc_no, row.doc_type, row.sku, row.barcode),
            (row.qty, row.in_qty, row.out_qty, row.unit_cost, row.amount),
            (
                row.location,
                row.to_location,
                row.lot,
                row.expiry,
                row.posted_at,
            ),
            (row.name, row.spec, row.unit, row.party, row.ref_no),
            (row.keeper, row.supervisor, row.note),
        );
        match self.seen.entry(self.hasher.hash_one(cells)) {
            Place::Occupied(first) => self.sheet.notes.push(Note {
                kind: NoteKind::DoubleLine,
                origin: row.origin,
                other: Some(*first.get()),
                subject: row.sku,
            }),
            Place::Vacant(place) => {
                place.insert(row.origin);
            }
        }
    }

    pub fn finish(mut self) -> Sheet {
        self.sheet.notes.sort();
        self.sheet
    }
}

/// A count's line with a quantity.
#[derive(Debug, Clone)]
pub struct Counted {
    pub key: Key,
    pub qty: Decimal,
    pub damaged: Decimal,
    pub at: Option<NaiveDateTime>,
    pub origin: Origin,
}

/// Everything that is compared.
#[derive(Debug)]
pub struct Books {
    pub book: Sheet,
    pub others: Vec<(Role, Sheet)>,
    pub count: Option<Vec<Counted>>,
    /// Rows of the count without a quantity.
    pub uncounted: usize,
    pub facts: std::collections::HashMap<Name, Facts>,
    pub keepers: HashMap<Name, Name>,
    /// Lines of opening stock in the book that `--opening` replaces.
    pub replaced: usize,
    /// Sides that have no opening stock of their own and were given the book's.
    pub lent: Vec<Role>,
    /// The last moment compared, where one was named.
    pub cut: Option<NaiveDateTime>,
    /// The last day of the ledgers.
    pub last_day: Option<NaiveDateTime>,
}

impl Books {
    pub fn of(given: Given, asked: Asked) -> Books {
        let cut = asked.as_of.map(|as_of| as_of.last);
        let items = given.items.as_deref();
        let mut known = Known::new(items);
        let mut book = match given.book {
            Book::Ledger(mut sheet) => {
                known.learn(std::mem::take(&mut sheet.heard));
                sheet
            }
            Book::Balances(rows) => known.balances(rows),
        };
        let mut replaced = 0;
        let mut opening: Vec<Line> = match given.opening {
            Some(given) => {
                let before = book.lines.len();
                if book.is_ledger {
                    book.lines.retain(|line| !line.opening);
                    replaced = before - book.lines.len();
                }
                match given {
                    Book::Balances(rows) => known.balances(rows).lines,
                    Book::Ledger(sheet) => {
                        let mut lines = sheet.lines;
                        lines.iter_mut().for_each(|line| line.opening = true);
                        lines
                    }
                }
            }
            None => Vec::new(),
        };
        book.lines.extend(opening.iter().cloned());
        if opening.is_empty() && book.is_ledger {
            opening = book
                .lines
                .iter()
                .filter(|line| line.opening)
                .cloned()
                .collect();
        }
        let mut lent = Vec::new();
        let mut others = Vec::new();
        for (role, other) in given.others {
            let mut sheet = match other {
                Book::Ledger(sheet) => sheet,
                Book::Balances(rows) => known.balances(rows),
            };
            let own = sheet.lines.iter().any(|line| line.opening);
            if sheet.is_ledger && !own && !opening.is_empty() {
                sheet.lines.extend(opening.iter().cloned());
                lent.push(role);
            }
            others.push((role, sheet));
        }
        let (count, uncounted) = match given.count {
            Some(rows) => {
                let (counted, blank) = known.count(rows);
                (Some(counted), blank)
            }
            None => (None, 0),
        };
        let days = std::iter::once(&book).chain(others.iter().map(|(_, sheet)| sheet));
        let documents = days.flat_map(|sheet| sheet.lines.iter().filter(|l| !l.opening && !l.late));
        let last_day = documents.map(|line| line.at).max();
        Books {
            book,
            others,
            count,
            uncounted,
            facts: known.facts,
            keepers: known.keepers,
            replaced,
            lent,
            cut,
            last_day,
        }
    }
}

/// The end of the minute a moment stands in, or of its second where it has one.
pub fn end_of_minute(at: NaiveDateTime, has_seconds: bool) -> NaiveDateTime {
    let second = if has_seconds { at.second() } else { 59 };
    at.with_second(second)
        .and_then(|t| t.with_nanosecond(999_999_999))
        .unwrap_or(at)
}

/// What is known of the items, and which code a barcode stands for.
struct Known {
    facts: std::collections::HashMap<Name, Facts>,
    keepers: HashMap<Name, Name>,
    barcodes: HashMap<Name, Name>,
}

impl Known {
    fn new(items: Option<&[Item]>) -> Known {
        let mut known = Known {
            facts: std::collections::HashMap::new(),
            keepers: HashMap::new(),
            barcodes: HashMap::new(),
        };
        for item in items.unwrap_or_default() {
            let facts = Facts::of(Some(item), None);
            known.facts.insert(item.sku, facts);
            if !item.barcode.is_blank() {
                known.barcodes.entry(item.barcode).or_insert(item.sku);
            }
        }
        known
    }

    /// Name, last keeper, last place and latest cost of each item, by date.
    fn learn(&mut self, heard: HashMap<Name, Latest>) {
        for (sku, seen) in heard {
            self.facts.entry(sku).or_default().learn(&seen);
            if !seen.keeper().is_blank() {
                self.keepers.insert(sku, seen.keeper());
            }
        }
    }

    /// A balance may name an item by its barcode.
    fn sku(&self, code: Name) -> Name {
        if self.facts.contains_key(&code) {
            return code;
        }
        self.barcodes.get(&code).copied().unwrap_or(code)
    }

    fn balances(&mut self, rows: Vec<Balance>) -> Sheet {
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let sku = self.sku(row.sku);
            let qty = row.qty.unwrap_or_default();
            let facts = self.facts.entry(sku).or_default();
            if !row.location.is_blank() && facts.bin.is_blank() {
                facts.bin = row.location;
            }
            if facts.cost.is_none() {
                let each = row.amount.and_then(|a| a.0.checked_div(qty.0));
                facts.cost = each.filter(|c| *c > Decimal::ZERO).map(Money);
            }
            lines.push(Line {
                key: Key {
                    sku,
                    location: row.location,
                    lot: row.lot,
                },
                doc: Name::BLANK,
                reference: Name::BLANK,
                at: NaiveDateTime::default(),
                party: Name::BLANK,
                qty: qty.0,
                amount: row.amount,
                late: false,
                opening: true,
                origin: row.origin,
            });
        }
        Sheet {
            lines,
            ..Sheet::default()
        }
    }

    /// Lines with a quantity, and how many had none.
    fn count(&mut self, rows: Vec<Count>) -> (Vec<Counted>, usize) {
        let all = rows.len();
        let mut counted = Vec::with_capacity(all);
        for row in rows {
            let Some(qty) = row.pieces else { continue };
            let sku = self.sku(row.sku.or(row.barcode));
            let facts = self.facts.entry(sku).or_default();
            facts.cost = facts.cost.or(row.unit_cost);
            counted.push(Counted {
                key: Key {
                    sku,
                    location: row.location,
                    lot: row.lot,
                },
                qty: qty.0,
                damaged: row.damaged.unwrap_or_default().0,
                at: row.counted_at.map(|m| {
                    if m.has_time {
                        end_of_minute(m.at, m.has_seconds)
                    } else {
                        m.at.date().and_hms_opt(23, 59, 59).unwrap_or(m.at)
                    }
                }),
                origin: row.origin,
            });
        }
        let blank = all - counted.len();
        (counted, blank)
    }
}
