//! What the item list says against a ledger: items nobody knows, another unit,
//! an expiry that is missing (W1, W10). Each is told once an item, with every
//! cell.

use super::entry::Entry;
use super::line::Line;
use crate::base::{Direction, Files, Finding, MoveKind, Name, Origin, Pool};
use crate::say;
use crate::table::rows::Item;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Cells a finding names one by one; the rest is counted.
const CELLS: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    UnknownItem,
    /// The unit the movement has.
    OtherUnit(Name),
    NoExpiry,
}

impl What {
    /// The column to look at.
    fn field(self) -> &'static str {
        match self {
            What::UnknownItem => "sku",
            What::OtherUnit(_) => "unit",
            What::NoExpiry => "expiry",
        }
    }
}

/// What is looked at of a movement.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    origin: Origin,
    sku: Name,
    unit: Name,
    lacks_expiry: bool,
}

impl From<&Entry> for Seen {
    fn from(entry: &Entry) -> Seen {
        Seen {
            origin: entry.origin,
            sku: entry.sku,
            unit: entry.unit,
            lacks_expiry: entry.expiry.is_none() && must_say_expiry(entry.kind, entry.red),
        }
    }
}

impl From<&Line> for Seen {
    fn from(line: &Line) -> Seen {
        Seen {
            origin: line.origin,
            sku: line.sku,
            unit: line.unit,
            lacks_expiry: !line.expires && must_say_expiry(line.kind, line.red),
        }
    }
}

/// Goods that come in from outside say when they expire.
fn must_say_expiry(kind: MoveKind, red: bool) -> bool {
    let brought = matches!(kind, MoveKind::TransferIn | MoveKind::Opening);
    kind.direction() == Direction::In && !red && !brought
}

/// Findings, by what is wrong and by item in order of first sight; `told` are
/// items that were said to be unknown already (barcodes).
pub fn against_items<E: Into<Seen>>(
    entries: impl Iterator<Item = E>,
    items: &[Item],
    pool: &Pool,
    files: &Files,
    told: &HashSet<Name>,
) -> Vec<Finding> {
    let mut known: HashMap<Name, &Item> = HashMap::new();
    for item in items {
        known.entry(item.sku).or_insert(item);
    }
    let mut found: BTreeMap<(What, Name), Vec<Origin>> = BTreeMap::new();
    for entry in entries {
        let entry: Seen = entry.into();
        let Some(item) = known.get(&entry.sku) else {
            if !told.contains(&entry.sku) {
                note(&mut found, What::UnknownItem, &entry);
            }
            continue;
        };
        if !entry.unit.is_blank() && !item.unit.is_blank() && !same_unit(&entry, item, pool) {
            note(&mut found, What::OtherUnit(entry.unit), &entry);
        }
        if expires(item) && entry.lacks_expiry {
            note(&mut found, What::NoExpiry, &entry);
        }
    }
    found
        .into_iter()
        .map(|((what, sku), origins)| finding(what, known.get(&sku), sku, &origins, pool, files))
        .collect()
}

fn note(found: &mut BTreeMap<(What, Name), Vec<Origin>>, what: What, entry: &Seen) {
    let origins = found.entry((what, entry.sku)).or_default();
    // The two ends of a transfer stand on one line.
    if origins.last() != Some(&entry.origin) {
        origins.push(entry.origin);
    }
}

fn same_unit(entry: &Seen, item: &Item, pool: &Pool) -> bool {
    let folded = |name| crate::base::normalise::name_key(pool.text(name));
    entry.unit == item.unit || folded(entry.unit) == folded(item.unit)
}

fn expires(item: &Item) -> bool {
    item.shelf_life_days
        .is_some_and(|days| days.is_sign_positive() && !days.is_zero())
}

fn finding(
    what: What,
    item: Option<&&Item>,
    sku: Name,
    origins: &[Origin],
    pool: &Pool,
    files: &Files,
) -> Finding {
    let subject = pool.text(sku);
    let n = origins.len();
    let message = match what {
        What::UnknownItem => say!(
            zh: "商品表里没有 {subject}({n} 行);补进商品表,或改正编码",
            en: "{subject} is not in the item list (lines: {n}); add it, or mend the code"
        ),
        What::OtherUnit(unit) => {
            let unit = pool.text(unit);
            let own = item.map_or("", |item| pool.text(item.unit));
            say!(
                zh: "{subject} 的单位写「{unit}」,商品表是「{own}」({n} 行);数量没有换算,请改成同一单位",
                en: "{subject} is in \"{unit}\", in the item list in \"{own}\" (lines: {n}); nothing is converted, use one unit"
            )
        }
        What::NoExpiry => say!(
            zh: "{subject} 有保质期,入库没有写有效期至({n} 行);补上才能管临期",
            en: "{subject} has a shelf life, but its receipts lack an expiry (lines: {n}); without it nobody sees it near its end"
        ),
    };
    let rule = match what {
        What::UnknownItem => "W3",
        What::OtherUnit(_) => "W1",
        What::NoExpiry => "W10",
    };
    let cells: Vec<String> = origins
        .iter()
        .take(CELLS)
        .map(|origin| files.cell(*origin, what.field()))
        .collect();
    let first = cells.first().cloned().unwrap_or_default();
    let finding = Finding::warning(rule, subject, message).with("lines", n);
    finding.with("cells", cells).at(first)
}
