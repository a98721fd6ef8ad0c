//! The reconciliation as a report: the answer in a few lines, a line an item,
//! a sheet a side to fill in and sign.

use super::books::Books;
use super::compare::{BOOK, Compared, Row};
use super::findings::findings;
use super::words as w;
use super::{Asked, Setting};
use crate::base::money::grouped;
use crate::base::{Message, Money, Qty, Text};
use crate::report::{Column, Kind as As, Report, Section, Total, Value};
use crate::say;
use crate::stock::causes::Facts;
use crate::stock::causes::shown;
use std::collections::BTreeSet;

/// The whole report.
pub fn report(books: &Books, sides: &[Compared], asked: Asked, set: &Setting<'_>) -> Report {
    let shop = &set.policy.shop.name;
    let scope = w::scope(shop, asked.as_of, &set.clock);
    let mut report = Report::new("reconcile", w::title(sides), scope, set.clock);
    summary(books, sides, &mut report);
    let several = sides.len() > 1;
    report.sections.push(all_rows(books, sides, several, set));
    for side in sides {
        report.sections.push(one_side(books, side, set));
    }
    report.findings = findings(books, sides, set);
    report
}

fn summary(books: &Books, sides: &[Compared], report: &mut Report) {
    let items: BTreeSet<_> = sides.iter().flat_map(|side| &side.items).collect();
    let rows = || sides.iter().flat_map(|side| &side.rows);
    let differ: BTreeSet<_> = rows().map(|row| row.key.sku).collect();
    let open: BTreeSet<_> = rows()
        .filter(|row| !row.is_explained())
        .map(|row| row.key.sku)
        .collect();
    let values: Vec<Money> = rows().filter_map(|row| value(books, row)).collect();
    let sum = |over: bool| -> Money {
        let of = values.iter().filter(|v| v.is_negative() != over);
        of.map(|v| Money(v.0.abs())).sum()
    };
    let agree = items.len() - differ.len();
    report.fact("items", w::ITEMS, Value::from(items.len()));
    report.fact("agree", w::AGREE, Value::from(agree));
    report.fact("differ", w::DIFFER, Value::from(differ.len()));
    report.fact(
        "explained",
        w::EXPLAINED,
        Value::from(differ.len() - open.len()),
    );
    report.fact("surplus_value", w::SURPLUS, Value::from(sum(true)));
    report.fact("shortage_value", w::SHORTAGE, Value::from(sum(false)));
    report.datum("not_counted", Value::from(books.uncounted));
    if sides.len() > 1 {
        for side in sides {
            report.lead.push(lead(side));
        }
    }
}

/// «财务 400 项:一致 361 · 差异 39(查明 38)»
fn lead(side: &Compared) -> Message {
    let differ: BTreeSet<_> = side.rows.iter().map(|row| row.key.sku).collect();
    let open: BTreeSet<_> = side
        .rows
        .iter()
        .filter(|row| !row.is_explained())
        .map(|row| row.key.sku)
        .collect();
    let number = |n: usize| grouped(&n.to_string());
    let [items, agree, differ, explained] = [
        side.items.len(),
        side.items.len() - differ.len(),
        differ.len(),
        differ.len() - open.len(),
    ]
    .map(number);
    let Text { zh, en } = side.role.label();
    say!(
        zh: "{zh} {items} 项:一致 {agree} · 差异 {differ}(查明 {explained})",
        en: "{en} {items} items: agree {agree} · differ {differ} (explained {explained})"
    )
}

/// Yuan of the difference at the item's cost; `None` where nobody says it.
fn value(books: &Books, row: &Row) -> Option<Money> {
    let cost = books.facts.get(&row.key.sku)?.cost?;
    Some(Money(row.diff().checked_mul(cost.0)?).rounded())
}

/// Whether any row names a place, a lot, has an amount that differs.
struct Depicted {
    places: bool,
    lots: bool,
    amounts: bool,
}

impl Depicted {
    fn of(sides: &[&Compared]) -> Depicted {
        let rows = || {
            sides
                .iter()
                .flat_map(|side| side.rows.iter().chain(&side.agreeing))
        };
        Depicted {
            places: rows().any(|row| !row.key.location.is_blank()),
            lots: rows().any(|row| !row.key.lot.is_blank()),
            amounts: rows().any(|row| row.amount_diff.is_some_and(|d| !d.is_zero())),
        }
    }
}

/// Blank columns are the first to be left out of a narrow terminal.
const BLANK: u8 = 9;

fn key_columns(shown: &Depicted) -> Vec<Column> {
    let unless = |there: bool, column: Column| {
        if there {
            column
        } else {
            column.droppable(BLANK)
        }
    };
    vec![
        Column::new("sku", w::SKU, As::Id),
        Column::new("name", w::NAME, As::Text),
        Column::new("spec", w::SPEC, As::Text).droppable(2),
        unless(shown.places, Column::new("location", w::LOCATION, As::Text)),
        unless(shown.lots, Column::new("lot", w::LOT, As::Id)),
        Column::new("bin", w::BIN, As::Text).droppable(8),
        Column::new("keeper", w::KEEPER, As::Text).droppable(7),
    ]
}

fn figure_columns(other: Text, shown: &Depicted) -> Vec<Column> {
    let amounts = Column::new("amount_diff", w::AMOUNT_DIFF, As::Money);
    vec![
        Column::new("book", BOOK, As::Qty),
        Column::new("other", other, As::Qty),
        Column::new("diff", w::DIFF, As::Qty),
        amounts.droppable(if shown.amounts { 6 } else { BLANK }),
        Column::new("value", w::VALUE, As::Money)
            .summed()
            .droppable(5),
    ]
}

fn key_cells(books: &Books, row: &Row, set: &Setting<'_>) -> Vec<Value> {
    let facts = books.facts.get(&row.key.sku).copied().unwrap_or_default();
    let Facts {
        name, spec, bin, ..
    } = facts;
    let keeper = books.keepers.get(&row.key.sku).copied().unwrap_or_default();
    let bin = row.key.location.or(bin);
    [
        row.key.sku,
        name,
        spec,
        row.key.location,
        row.key.lot,
        bin,
        keeper,
    ]
    .map(|name| set.pool.text(name))
    .map(Value::filled)
    .to_vec()
}

fn figure_cells(books: &Books, row: &Row) -> Vec<Value> {
    vec![
        Qty(row.book).into(),
        Qty(row.other).into(),
        Qty(row.diff()).into(),
        row.amount_diff.into(),
        value(books, row).into(),
    ]
}

/// The differences of all sides: the JSON `rows`, the csv, the screen.
fn all_rows(books: &Books, sides: &[Compared], several: bool, set: &Setting<'_>) -> Section {
    let shown = Depicted::of(&sides.iter().collect::<Vec<_>>());
    let mut columns = key_columns(&shown);
    let side_column = Column::new("side", w::SIDE, As::Text);
    columns.push(if several {
        side_column
    } else {
        side_column.droppable(BLANK)
    });
    let other = if several {
        w::OTHER
    } else {
        sides.first().map_or(w::OTHER, |s| s.role.label())
    };
    columns.extend(figure_columns(other, &shown));
    columns.push(shown::column());
    // The head of the report has the sums.
    columns
        .iter_mut()
        .for_each(|column| column.total = Total::None);
    let title = say!(zh: "差异", en: "differences");
    let mut section = Section::new("rows", title, columns);
    for side in sides {
        for row in side.rows.iter().chain(&side.agreeing) {
            let mut cells = key_cells(books, row, set);
            cells.push(Value::Code(side.role.word(), side.role.label()));
            cells.extend(figure_cells(books, row));
            cells.push(set.causes(side.role).value(&row.causes));
            section.rows.push(cells);
        }
    }
    section
}

/// A side's own sheet: the cause found, who is responsible and what is proposed
/// are filled in by hand, then it is signed.
fn one_side(books: &Books, side: &Compared, set: &Setting<'_>) -> Section {
    let mut columns = key_columns(&Depicted::of(&[side]));
    columns.retain(|column| column.drop != BLANK);
    let kept: Vec<bool> = key_columns(&Depicted::of(&[side]))
        .iter()
        .map(|c| c.drop != BLANK)
        .collect();
    columns.extend(figure_columns(side.role.label(), &Depicted::of(&[side])));
    let keepers: BTreeSet<&str> = books
        .keepers
        .values()
        .map(|name| set.pool.text(*name))
        .collect();
    columns.extend(shown::answer_columns(&keepers));
    let mut section = Section::new(side.role.word(), side.role.label().into(), columns).signed();
    section.screen = false;
    section.subtitle.push(lead(side));
    for row in &side.rows {
        let cells = key_cells(books, row, set).into_iter().zip(&kept);
        let mut cells: Vec<Value> = cells
            .filter(|(_, kept)| **kept)
            .map(|(cell, _)| cell)
            .collect();
        cells.extend(figure_cells(books, row));
        cells.extend(set.causes(side.role).answer_cells(&row.causes, None));
        section.rows.push(cells);
    }
    section
        .notes
        .extend(shown::legend(side.rows.iter().map(|row| &row.causes[..])));
    section
}
