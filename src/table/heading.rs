//! Finding the heading of a table and what each column means.
//!
//! The heading is matched by its words, never by position: under any preamble,
//! over one to three rows (merged group headings are joined with `/`), in any
//! column order. Among the tables that a row could head, the one whose required
//! columns are all there wins, then the one with more columns understood, then
//! the earlier row.

use super::head::{HeadRow, Heading, SEARCHED_ROWS};
use super::schema::Table;
use super::shape::{self, Place, joined, may_head, merged};
use super::tables;
use crate::base::normalise::heading_key;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// Further headings by table and field, from `[columns.<table>]`.
pub type Aliases = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// The field of each column: at most one column a field, the better alias
/// winning, then the earlier column.
pub fn match_heading(
    table: &'static Table,
    headings: &[String],
    extra: &Aliases,
) -> Vec<Option<usize>> {
    let forms: Vec<Vec<String>> = headings.iter().map(|h| forms(h)).collect();
    match_forms(table, &forms, extra)
}

fn match_forms(
    table: &'static Table,
    forms: &[Vec<String>],
    extra: &Aliases,
) -> Vec<Option<usize>> {
    let further = extra.get(table.name);
    let mut best: Vec<Option<(usize, usize)>> = vec![None; table.fields.len()];
    for (column, forms) in forms.iter().enumerate() {
        let Some((field, rank)) = field_of(table, forms, further) else {
            continue;
        };
        if best[field].is_none_or(|(held, _)| rank < held) {
            best[field] = Some((rank, column));
        }
    }
    let mut fields = vec![None; forms.len()];
    for (field, held) in best.iter().enumerate() {
        if let Some((_, column)) = held {
            fields[*column] = Some(field);
        }
    }
    fields
}

/// The keys a heading is looked up by, best first.
fn forms(heading: &str) -> Vec<String> {
    // No alias is that long: a cell of prose is no heading.
    if heading.is_empty() || heading.len() > 400 {
        return Vec::new();
    }
    let full = heading_key(heading);
    let mut forms = vec![full.clone()];
    if full.contains('/') {
        forms.push(full.replace('/', ""));
        // Of three levels the first is often only the report's name.
        if full.matches('/').count() == 2
            && let Some((_, rest)) = full.split_once('/')
        {
            forms.push(rest.to_owned());
        }
    }
    if let Some(bare) = without_unit(&full) {
        forms.push(bare.to_owned());
    }
    forms
}

/// The field a heading names and how good the name is (0 is best).
fn field_of(
    table: &'static Table,
    forms: &[String],
    further: Option<&BTreeMap<String, Vec<String>>>,
) -> Option<(usize, usize)> {
    let known = index(table);
    for form in forms {
        if let Some(further) = further {
            for (name, words) in further {
                if words.iter().any(|w| heading_key(w) == *form)
                    && let Some((field, _)) = table.field(name)
                {
                    return Some((field, 0));
                }
            }
        }
        if let Some((field, rank)) = known.get(form) {
            return Some((*field, *rank + 1));
        }
    }
    None
}

/// `商品数量(件)` → `商品数量`.
fn without_unit(key: &str) -> Option<&str> {
    let open = key.rfind('(')?;
    (open > 0 && key.ends_with(')')).then(|| &key[..open])
}

/// Heading key → (field, rank).
type Index = HashMap<String, (usize, usize)>;

/// The index of one table; all are made once.
fn index(table: &'static Table) -> &'static Index {
    static INDEX: OnceLock<HashMap<&'static str, Index>> = OnceLock::new();
    static EMPTY: OnceLock<Index> = OnceLock::new();
    let all = INDEX.get_or_init(|| {
        tables::ALL
            .iter()
            .map(|table| {
                let mut keys = HashMap::new();
                for (field, f) in table.fields.iter().enumerate() {
                    let own = [f.name, f.label.zh, f.label.en];
                    // The field's own words come first, but where the list of
                    // aliases repeats one, its place there counts.
                    let listed: Vec<String> = f.aliases.iter().map(|w| heading_key(w)).collect();
                    let own = own
                        .iter()
                        .map(|w| heading_key(w))
                        .filter(|w| !listed.contains(w));
                    let words: Vec<String> = own.chain(listed.iter().cloned()).collect();
                    for (rank, word) in words.into_iter().enumerate() {
                        keys.entry(word).or_insert((field, rank));
                    }
                }
                (table.name, keys)
            })
            .collect()
    });
    all.get(table.name)
        .unwrap_or_else(|| EMPTY.get_or_init(HashMap::new))
}

/// Groups of required fields that no column satisfies.
pub fn missing(table: &'static Table, fields: &[Option<usize>]) -> Vec<&'static [&'static str]> {
    table
        .required
        .iter()
        .copied()
        .filter(|group| {
            !fields
                .iter()
                .flatten()
                .any(|f| group.contains(&table.fields[*f].name))
        })
        .collect()
}

/// Finds the heading among the first rows. `asked` fixes the table; otherwise
/// every table is tried. `None` only where no row has any cell.
pub fn find(rows: &[HeadRow], asked: Option<&'static Table>, extra: &Aliases) -> Option<Heading> {
    let candidates: Vec<&'static Table> = asked.map_or_else(|| tables::ALL.to_vec(), |t| vec![t]);
    let mut best: Option<(Score, Heading)> = None;
    for first in 0..rows.len().min(SEARCHED_ROWS) {
        for levels in 1..=3 {
            let Some(block) = rows.get(first..first + levels) else {
                break;
            };
            if !may_head(block) {
                break;
            }
            // A group heading is no heading without the row below it.
            if rows
                .get(first..first + levels + 1)
                .is_some_and(|deeper| levels < 3 && may_head(deeper) && merged(deeper))
            {
                continue;
            }
            let headings = joined(block);
            let keys: Vec<Vec<String>> = headings.iter().map(|h| forms(h)).collect();
            let read: Vec<(&'static Table, Vec<Option<usize>>)> = candidates
                .iter()
                .map(|&table| (table, match_forms(table, &keys, extra)))
                .collect();
            let fitting: Vec<&str> = read
                .iter()
                .filter(|(table, fields)| missing(table, fields).is_empty())
                .map(|(table, _)| table.name)
                .collect();
            for (table, fields) in read {
                let known = fields.iter().flatten().count();
                if known == 0 || (asked.is_none() && unlikely(table, &fields, &headings, &fitting))
                {
                    continue;
                }
                let fits = fitting.contains(&table.name);
                // A table that needs more and has it is the likelier one: nearly
                // every stock file could pass for an item list.
                let weight = if fits {
                    known + 2 * (table.required.len() - 1)
                } else {
                    known
                };
                let score = Score {
                    fits,
                    known: weight,
                    // One word that happens to be a heading proves little.
                    sure: known >= 2 || headings.iter().filter(|h| !h.is_empty()).count() == 1,
                };
                if best.as_ref().is_none_or(|(held, _)| score.beats(held)) {
                    let heading = Heading {
                        first,
                        levels,
                        headings: headings.clone(),
                        table: (fits || asked.is_some()).then_some(table),
                        fields,
                    };
                    best = Some((score, heading));
                }
            }
        }
    }
    match best {
        Some((score, heading)) if score.fits && score.sure => Some(heading),
        Some((score, mut heading)) if score.known >= 2 => {
            if asked.is_none() {
                heading.fields = vec![None; heading.headings.len()];
            }
            Some(heading)
        }
        _ => by_shape(rows, asked, extra),
    }
}

/// Where the required columns alone prove too little to choose a table:
/// * 数量 or 实际库存 beside a code is stock; it is a count only where the
///   heading says that somebody counted;
/// * a list with a code and any quantity is that, and no item master.
fn unlikely(
    table: &Table,
    fields: &[Option<usize>],
    headings: &[String],
    fitting: &[&str],
) -> bool {
    const COUNTED: &[&str] = &["盘", "点", "实存", "实物", "良品", "count"];
    const QUANTITIES: &[&str] = &["balances", "count", "movements", "purchase_orders"];
    match table.name {
        "count" => fields.iter().zip(headings).any(|(field, heading)| {
            let heading = heading_key(heading);
            field.is_some_and(|f| table.fields[f].name == "qty")
                && !COUNTED.iter().any(|word| heading.contains(word))
        }),
        "items" => QUANTITIES.iter().any(|other| fitting.contains(other)),
        _ => false,
    }
}

#[derive(Debug, Clone, Copy)]
struct Score {
    fits: bool,
    known: usize,
    sure: bool,
}

impl Score {
    fn beats(&self, held: &Score) -> bool {
        let key = |s: &Score| (s.fits && s.sure, s.known);
        key(self) > key(held)
    }
}

/// No known words: the shape decides, and what it leaves open stays unmapped.
fn by_shape(rows: &[HeadRow], asked: Option<&'static Table>, extra: &Aliases) -> Option<Heading> {
    let (first, levels, headings) = match shape::place(rows)? {
        Place::Heading(first, levels) => (first, levels, joined(&rows[first..first + levels])),
        Place::Headless(first) => {
            let width = rows[first..].iter().map(|r| r.cells.len()).max();
            (first, 0, vec![String::new(); width.unwrap_or(0)])
        }
    };
    let fields = match asked {
        Some(table) => match_heading(table, &headings, extra),
        None => vec![None; headings.len()],
    };
    Some(Heading {
        first,
        levels,
        headings,
        fields,
        table: asked,
    })
}

/// The heading in the file most like what a missing column would be called.
pub fn nearest(table: &'static Table, group: &[&str], headings: &[String]) -> Option<String> {
    let mut best: Option<(f64, &String)> = None;
    for name in group {
        let Some((_, field)) = table.field(name) else {
            continue;
        };
        let words = [field.name, field.label.zh, field.label.en];
        for word in words.iter().chain(field.aliases) {
            let word = heading_key(word);
            for heading in headings.iter().filter(|h| !h.is_empty()) {
                let likeness = strsim::normalized_damerau_levenshtein(&word, &heading_key(heading));
                if likeness >= 0.5 && best.is_none_or(|(held, _)| likeness > held) {
                    best = Some((likeness, heading));
                }
            }
        }
    }
    best.map(|(_, heading)| heading.clone())
}
