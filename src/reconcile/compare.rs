//! Sums by key on both sides, what differs, and the causes.

use super::books::{Books, Counted, Sheet};
use super::depth::Depth;
use super::{Asked, Role};
use crate::base::{Money, Name, Origin, Pool, Qty, Text};
use crate::policy::CauseRules;
use crate::stock::causes::{
    Cause, Found, Gap, Ground, Key, Kind, Ledger, Line, Side, infer, match_documents, sort, words,
};
use chrono::NaiveDateTime;
use hashbrown::HashMap;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashSet};

pub const BOOK: Text = Text::new("账面", "book");

/// One key of one side.
#[derive(Debug, Clone)]
pub struct Row {
    pub key: Key,
    pub book: Decimal,
    pub other: Decimal,
    /// Yuan, other − book; where both sides give amounts.
    pub amount_diff: Option<Money>,
    pub causes: Vec<Cause>,
    /// Where the other side says it, else the book.
    pub origin: Option<Origin>,
}

impl Row {
    pub fn diff(&self) -> Decimal {
        self.other - self.book
    }

    /// Whether a document or the row itself accounts for all of it.
    pub fn is_explained(&self) -> bool {
        self.causes.iter().all(|c| c.kind != Kind::Unexplained)
    }
}

/// The book against one other side.
#[derive(Debug)]
pub struct Compared {
    pub role: Role,
    /// Sorted by item, place and lot.
    pub rows: Vec<Row>,
    pub agreeing: Vec<Row>,
    pub items: BTreeSet<Name>,
    /// Keys of a count that stand twice.
    pub doubles: Vec<Origin>,
    /// Amounts that stand on another footing: how many of how many differ where
    /// the quantities agree.
    pub other_footing: Option<(usize, usize)>,
}

/// Quantity and amount of one key.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    qty: Decimal,
    amount: Decimal,
    lines: u32,
    valued: u32,
    origin: Origin,
}

impl Sum {
    fn add(&mut self, line: &Line) {
        self.qty += line.qty;
        if let Some(amount) = line.amount {
            self.amount += amount.0;
            self.valued += 1;
        }
        self.lines += 1;
        self.origin = line.origin;
    }

    fn amount(&self) -> Option<Decimal> {
        (self.lines == self.valued).then_some(self.amount)
    }
}

/// Compares every side that was given.
pub fn sides(books: &Books, asked: Asked, pool: &Pool, rules: &CauseRules) -> Vec<Compared> {
    let mut sides: Vec<Compared> = books
        .others
        .iter()
        .map(|(role, sheet)| with_book(books, *role, sheet, asked, pool, rules))
        .collect();
    if let Some(count) = &books.count {
        sides.push(with_count(books, count, asked, pool, rules));
    }
    for side in &mut sides {
        by_code(&mut side.rows, pool);
        by_code(&mut side.agreeing, pool);
    }
    sides
}

fn by_code(rows: &mut [Row], pool: &Pool) {
    rows.sort_by(|a, b| {
        let texts = |key: Key| [key.sku, key.location, key.lot].map(|name| pool.text(name));
        texts(a.key).cmp(&texts(b.key))
    });
}

fn with_book(
    books: &Books,
    role: Role,
    other: &Sheet,
    asked: Asked,
    pool: &Pool,
    rules: &CauseRules,
) -> Compared {
    let depth = Depth::of(keys(&books.book), keys(other));
    let mut sums: HashMap<Key, [Sum; 2]> = HashMap::new();
    for (side, sheet) in [&books.book, other].into_iter().enumerate() {
        for line in sheet.lines.iter().filter(|line| !line.late) {
            sums.entry(depth.reduce(line.key)).or_default()[side].add(line);
        }
    }
    let items: BTreeSet<Name> = sums.keys().map(|key| key.sku).collect();
    let other_footing = footing(&sums, rules);
    let (mut rows, mut agreeing) = (Vec::new(), Vec::new());
    for (key, [book, there]) in sums {
        let amount_diff = amounts(&book, &there);
        let amount_differs =
            amount_diff.is_some_and(|d| !within(d, rules)) && other_footing.is_none();
        let row = Row {
            key,
            book: book.qty,
            other: there.qty,
            amount_diff,
            causes: Vec::new(),
            origin: Some(if there.lines > 0 {
                there.origin
            } else {
                book.origin
            }),
        };
        if row.book != row.other || amount_differs {
            rows.push(row);
        } else if asked.all {
            agreeing.push(row);
        }
    }
    by_code(&mut rows, pool);
    let ground = ground(books, role, items.len(), pool, rules);
    let differing: HashSet<Name> = rows.iter().map(|row| row.key.sku).collect();
    let pair = Pair {
        book: &books.book,
        other,
        depth: &depth,
    };
    if books.book.is_ledger && other.is_ledger {
        documented(
            &mut rows,
            &pair,
            differing,
            &ground,
            other_footing.is_none(),
        );
    } else {
        let book_lines = lines_of(&books.book, &differing, &depth);
        let other_lines = lines_of(other, &differing, &depth);
        let ledger = match (books.book.is_ledger, other.is_ledger) {
            (true, _) => Some(Ledger {
                side: Side::Book,
                lines: &book_lines,
            }),
            (_, true) => Some(Ledger {
                side: Side::Other,
                lines: &other_lines,
            }),
            _ => None,
        };
        inferred(&mut rows, &[], ledger, &ground);
    }
    Compared {
        role,
        rows,
        agreeing,
        items,
        doubles: Vec::new(),
        other_footing,
    }
}

/// Two books and how deep they are compared.
struct Pair<'a> {
    book: &'a Sheet,
    other: &'a Sheet,
    depth: &'a Depth,
}

impl Pair<'_> {
    /// Causes of the items; those of documents that seem to stand on one side
    /// only are looked for under the items that agree, too: two mistakes may
    /// cancel there.
    fn causes(&self, mut items: HashSet<Name>, ground: &Ground<'_>) -> Vec<Found> {
        let matched = |items: &HashSet<Name>| {
            let book = lines_of(self.book, items, self.depth);
            let other = lines_of(self.other, items, self.depth);
            match_documents(&book, &other, ground)
        };
        let found = matched(&items);
        let one_sided = |kind| matches!(kind, Kind::MissingInBook | Kind::MissingInOther);
        let documents: HashSet<Name> = found
            .iter()
            .filter(|found| one_sided(found.cause.kind))
            .flat_map(|found| found.cause.documents.iter().copied())
            .collect();
        let known = items.len();
        let lines = self.book.lines.iter().chain(&self.other.lines);
        items.extend(
            lines
                .filter(|line| documents.contains(&line.doc))
                .map(|line| line.key.sku),
        );
        if items.len() == known {
            found
        } else {
            matched(&items)
        }
    }
}

fn keys(sheet: &Sheet) -> impl Iterator<Item = Key> + Clone + '_ {
    sheet.lines.iter().map(|line| line.key)
}

fn amounts(book: &Sum, other: &Sum) -> Option<Money> {
    let both = book.valued > 0 || other.valued > 0;
    both.then_some(Money(other.amount()? - book.amount()?))
}

fn within(amount: Money, rules: &CauseRules) -> bool {
    amount.0.abs() <= Decimal::new(i64::from(rules.amount_tolerance_fen), 2)
}

/// Where most amounts differ although the quantities agree, one side is not
/// valued as the other is: that is one thing to say, not one an item.
fn footing(sums: &HashMap<Key, [Sum; 2]>, rules: &CauseRules) -> Option<(usize, usize)> {
    let (mut differ, mut all) = (0, 0);
    for [book, other] in sums.values() {
        if book.qty == other.qty
            && let Some(diff) = amounts(book, other)
        {
            all += 1;
            differ += usize::from(!within(diff, rules));
        }
    }
    (differ > 1 && differ * 2 > all).then_some((differ, all))
}

fn ground<'a>(
    books: &'a Books,
    role: Role,
    compared: usize,
    pool: &'a Pool,
    rules: &'a CauseRules,
) -> Ground<'a> {
    Ground {
        pool,
        rules,
        facts: &books.facts,
        book: BOOK,
        other: role.label(),
        cut: books.cut.or(books.last_day),
        counted: role == Role::Count,
        compared,
    }
}

/// Lines of the items that differ, by the key they are compared under.
fn lines_of(sheet: &Sheet, items: &HashSet<Name>, depth: &Depth) -> Vec<Line> {
    // Places are sorted, not lines: those are large.
    let mut places: Vec<(Key, usize)> = (sheet.lines.iter().enumerate())
        .filter(|(_, line)| items.contains(&line.key.sku))
        .map(|(at, line)| (depth.reduce(line.key), at))
        .collect();
    places.sort_unstable();
    let placed = |(key, at): (Key, usize)| Line {
        key,
        ..sheet.lines[at].clone()
    };
    places.into_iter().map(placed).collect()
}

/// Causes by the documents of both sides.
fn documented(
    rows: &mut [Row],
    pair: &Pair<'_>,
    items: HashSet<Name>,
    ground: &Ground<'_>,
    amounts: bool,
) {
    let at: HashMap<Key, usize> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (row.key, at))
        .collect();
    for found in pair.causes(items, ground) {
        if let Some(&at) = at.get(&found.key)
            && (!found.cause.qty.is_zero() || amounts)
        {
            rows[at].causes.push(found.cause);
        }
    }
    for row in rows {
        let left = row.diff() - row.causes.iter().map(|c| c.qty.0).sum::<Decimal>();
        if !left.is_zero() || row.causes.is_empty() {
            row.causes.push(unexplained(left));
        }
        sort(&mut row.causes, ground.pool);
    }
}

fn unexplained(left: Decimal) -> Cause {
    Cause {
        kind: Kind::Unexplained,
        side: Side::Other,
        qty: Qty(left),
        would: Qty(left),
        amount: None,
        confidence: 50,
        documents: Vec::new(),
        lines: Vec::new(),
        text: words::unexplained(left),
    }
}

/// Causes by what the figures allow.
fn inferred(
    rows: &mut [Row],
    counted: &[&Counted],
    ledger: Option<Ledger<'_>>,
    ground: &Ground<'_>,
) {
    let of: Vec<usize> = (0..rows.len())
        .filter(|&at| !rows[at].diff().is_zero())
        .collect();
    let gaps: Vec<Gap> = of
        .iter()
        .map(|&at| Gap {
            key: rows[at].key,
            diff: rows[at].diff(),
            damaged: counted.get(at).map_or(Decimal::ZERO, |c| c.damaged),
            cut: counted.get(at).and_then(|c| c.at),
        })
        .collect();
    for (at, causes) in of.into_iter().zip(infer(&gaps, ledger, ground)) {
        rows[at].causes = causes;
    }
    for row in rows.iter_mut().filter(|row| row.causes.is_empty()) {
        row.causes.push(unexplained(Decimal::ZERO));
    }
}

/// Counted lines as deep as they are compared: those of several places are one
/// where the book has no places. The same place counted twice stays two.
fn as_deep(count: &[Counted], depth: &Depth) -> Vec<Counted> {
    let mut at: HashMap<Key, usize> = HashMap::new();
    let mut deep: Vec<Counted> = Vec::with_capacity(count.len());
    for counted in count {
        let key = depth.reduce(counted.key);
        match at.get(&key) {
            Some(&held) if key != counted.key => {
                let held = &mut deep[held];
                held.qty += counted.qty;
                held.damaged += counted.damaged;
                held.at = held.at.max(counted.at);
            }
            _ => {
                at.insert(key, deep.len());
                deep.push(Counted {
                    key,
                    ..counted.clone()
                });
            }
        }
    }
    deep
}

fn with_count(
    books: &Books,
    count: &[Counted],
    asked: Asked,
    pool: &Pool,
    rules: &CauseRules,
) -> Compared {
    let depth = Depth::of(keys(&books.book), count.iter().map(|c| c.key));
    let mut lines: BTreeMap<Key, Vec<&Line>> = BTreeMap::new();
    let counted_items: HashSet<Name> = count.iter().map(|c| c.key.sku).collect();
    for line in books
        .book
        .lines
        .iter()
        .filter(|l| counted_items.contains(&l.key.sku))
    {
        lines.entry(depth.reduce(line.key)).or_default().push(line);
    }
    let timed = books.book.is_ledger;
    let cut_of = |counted: &Counted| counted.at.filter(|_| timed).or(books.cut);
    let mut seen: HashSet<Key> = HashSet::new();
    let (mut found, mut agreeing, mut doubles) = (Vec::new(), Vec::new(), Vec::new());
    let count = as_deep(count, &depth);
    for counted in &count {
        let key = counted.key;
        if !seen.insert(key) {
            doubles.push(counted.origin);
        }
        let cut = cut_of(counted);
        let before = |line: &&&Line| line.opening || cut.is_none_or(|cut| line.at <= cut);
        let book = lines
            .get(&key)
            .into_iter()
            .flatten()
            .filter(before)
            .map(|l| l.qty)
            .sum();
        let row = Row {
            key,
            book,
            other: counted.qty,
            amount_diff: None,
            causes: Vec::new(),
            origin: Some(counted.origin),
        };
        if row.book != row.other {
            found.push((row, counted));
        } else if asked.all {
            agreeing.push(row);
        }
    }
    found.sort_by_key(|(row, _)| row.key);
    let (mut rows, counted): (Vec<Row>, Vec<&Counted>) = found.into_iter().unzip();
    let mut ledger_lines: Vec<Line> = Vec::new();
    let mut done: HashSet<Key> = HashSet::new();
    for (row, counted) in rows.iter().zip(&counted) {
        if !done.insert(row.key) {
            continue;
        }
        let cut: Option<NaiveDateTime> = cut_of(counted);
        let own = lines.get(&row.key).into_iter().flatten();
        ledger_lines.extend(own.map(|line| Line {
            key: row.key,
            late: !line.opening && cut.is_some_and(|cut| line.at > cut),
            ..(*line).clone()
        }));
    }
    let ground = ground(books, Role::Count, counted_items.len(), pool, rules);
    let ledger = books.book.is_ledger.then_some(Ledger {
        side: Side::Book,
        lines: &ledger_lines,
    });
    inferred(&mut rows, &counted, ledger, &ground);
    let items = counted_items.into_iter().collect();
    Compared {
        role: Role::Count,
        rows,
        agreeing,
        items,
        doubles,
        other_footing: None,
    }
}
