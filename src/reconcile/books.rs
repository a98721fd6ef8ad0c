//! What was read, in one shape: lines that change a balance. A balance is a line
//! that was brought forward.

use super::{Asked, Book, Given, Role};
use crate::base::{Money, MoveKind, Name, Origin, Pool, Qty};
use crate::policy::StockRules;
use crate::stock::causes::{Facts, Key, Line};
use crate::stock::notes::Notes;
use crate::stock::{Entry, post};
use crate::table::rows::{Balance, Count, Item};
use chrono::{NaiveDateTime, Timelike};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Lines of one book.
#[derive(Debug, Default)]
pub struct Sheet {
    pub lines: Vec<Line>,
    /// It has documents, not balances only.
    pub is_ledger: bool,
    pub notes: Notes,
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
    pub facts: HashMap<Name, Facts>,
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
    pub fn of(given: Given, asked: Asked, pool: &mut Pool, rules: &StockRules) -> Books {
        let cut = asked.as_of.map(|as_of| as_of.last);
        let items = given.items.as_deref();
        let mut known = Known::new(items);
        let mut book = match given.book {
            Book::Ledger(rows) => {
                let ledger = post(rows, items, pool, rules);
                for entry in &ledger.entries {
                    known.learn(entry);
                }
                sheet(ledger.entries, ledger.notes, cut)
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
                    Book::Ledger(rows) => {
                        let ledger = post(rows, items, pool, rules);
                        let mut lines = sheet(ledger.entries, ledger.notes, cut).lines;
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
                Book::Ledger(rows) => {
                    let ledger = post(rows, items, pool, rules);
                    sheet(ledger.entries, ledger.notes, cut)
                }
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

/// Lines of a posted ledger.
fn sheet(entries: Vec<Entry>, notes: Notes, cut: Option<NaiveDateTime>) -> Sheet {
    let line = |entry: Entry| {
        let own = entry.amount.or_else(|| {
            let cost = entry.unit_cost?;
            Some(Money(cost.0.checked_mul(entry.qty.0)?).rounded())
        });
        Line {
            key: Key {
                sku: entry.sku,
                location: entry.location,
                lot: entry.lot,
            },
            doc: entry.doc_no,
            reference: entry.ref_no,
            at: entry.at.at,
            party: entry.party,
            qty: entry.qty.0,
            amount: own,
            late: cut.is_some_and(|cut| entry.at.at > cut),
            opening: entry.kind == MoveKind::Opening,
            origin: entry.origin,
        }
    };
    Sheet {
        lines: entries.into_iter().map(line).collect(),
        is_ledger: true,
        notes,
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
    facts: HashMap<Name, Facts>,
    keepers: HashMap<Name, Name>,
    barcodes: HashMap<Name, Name>,
}

impl Known {
    fn new(items: Option<&[Item]>) -> Known {
        let mut known = Known {
            facts: HashMap::new(),
            keepers: HashMap::new(),
            barcodes: HashMap::new(),
        };
        for item in items.unwrap_or_default() {
            let facts = Facts {
                name: item.name,
                spec: item.spec,
                pack: item.pack_size.map(|q| q.0),
                cost: item.unit_cost,
                ..Facts::default()
            };
            known.facts.insert(item.sku, facts);
            if !item.barcode.is_blank() {
                known.barcodes.entry(item.barcode).or_insert(item.sku);
            }
        }
        known
    }

    /// Name, last keeper, last place and latest cost, in posting order.
    fn learn(&mut self, entry: &Entry) {
        let facts = self.facts.entry(entry.sku).or_default();
        facts.name = facts.name.or(entry.name);
        facts.spec = facts.spec.or(entry.spec);
        if !entry.location.is_blank() {
            facts.bin = entry.location;
        }
        if facts.cost.is_none()
            && entry.qty > Qty::ZERO
            && let Some(cost) = entry.cost()
        {
            facts.cost = Some(Money(cost));
        }
        if !entry.keeper.is_blank() {
            self.keepers.insert(entry.sku, entry.keeper);
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
