//! What was understood, as a report.

use super::suggest::{Likelier, Suggestion};
use super::tally::{KeptRow, Tally};
use crate::base::privacy::Private;
use crate::base::{Clock, Finding, Message, Money, Privacy, Qty, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;
use crate::table::cell::{Raw, number};
use crate::table::record::private_field;
use crate::table::schema::FieldKind;
use crate::table::{Opened, Outcome, column_letters, mask_phones, mask_text, said, shorten};

/// Everything that is known about one file.
pub struct Understood<'a> {
    pub opened: &'a Opened,
    pub outcome: &'a Outcome,
    pub tally: &'a Tally,
    /// A table that more of the headings belong to, though a required column is
    /// missing; looked for where no table was asked for.
    pub likelier: Option<Likelier>,
    /// Filled with `--suggest`.
    pub suggestions: Option<&'a [Suggestion]>,
}

const HEADING: Text = Text::new("列名", "heading");

/// The report of one file; contract §4 «table».
pub fn report(known: &Understood<'_>, clock: Clock, privacy: Privacy) -> Report {
    let Understood {
        opened, outcome, ..
    } = known;
    let address = opened.address();
    let mut report = Report::new(
        "table",
        say!(zh: "看懂一个表", en: "how a table was understood"),
        Message::data(&address),
        clock,
    );
    let table = opened.table();
    report.fact(
        "table",
        Text::new("表", "table"),
        table.map_or(Value::None, |t| Value::Code(t.name, t.label)),
    );
    report.fact(
        "encoding",
        Text::new("编码", "encoding"),
        Value::from(opened.encoding().map(|e| e.name().to_owned())),
    );
    report.fact(
        "separator",
        Text::new("分隔符", "separator"),
        separator(opened),
    );
    report.fact(
        "sheet",
        Text::new("工作表", "sheet"),
        Value::from(opened.sheet.clone()),
    );
    report.fact(
        "heading_line",
        Text::new("表头行", "heading line"),
        Value::Int(i64::from(opened.heading_line)),
    );
    report.fact(
        "rows",
        Text::new("数据行", "rows"),
        Value::from(outcome.rows),
    );
    report.fact(
        "rejected",
        Text::new("坏行", "rejected"),
        Value::from(outcome.rejected),
    );
    report.datum("columns", Value::List(columns(known)));
    if let Some(suggestions) = known.suggestions {
        report.datum(
            "suggest",
            Value::List(suggestions.iter().map(suggestion).collect()),
        );
    }
    if table.is_none() && opened.heading_line > 0 {
        report.lead.push(
            say!(zh: "没有哪个表对得上,按原样列出", en: "no known table fits; shown as it is"),
        );
    }
    report.lead.extend(known.likelier.as_ref().map(likelier));
    report.sections.push(column_section(known, privacy));
    report.sections.push(row_section(known, privacy));
    findings(known, &address, &mut report.findings);
    report
}

/// «It looks more like …, which lacks …».
fn likelier(near: &Likelier) -> Message {
    let Likelier {
        table,
        known,
        missing,
    } = near;
    let (zh, en) = (table.label.zh, table.name);
    let label = |name: &&str| {
        table
            .field(name)
            .map_or(*name, |(_, f)| f.label.zh)
            .to_owned()
    };
    let lacks_zh = missing.iter().map(label).collect::<Vec<_>>().join("、");
    let lacks_en = missing.join(", ");
    say!(
        zh: "更像{zh}({known} 列对得上),只是缺少「{lacks_zh}」",
        en: "it looks more like {en} ({known} columns known), which lacks {lacks_en}"
    )
}

fn separator(opened: &Opened) -> Value {
    match opened.separator() {
        None => Value::None,
        Some(b'\t') => Value::Code("\t", Text::new("制表符", "tab")),
        Some(b',') => Value::Code(",", Text::new("逗号", "comma")),
        Some(b';') => Value::Code(";", Text::new("分号", "semicolon")),
        Some(_) => Value::Code("|", Text::new("竖线", "vertical bar")),
    }
}

fn suggestion(s: &Suggestion) -> Value {
    Value::Map(vec![
        ("heading".to_owned(), Value::from(s.heading.clone())),
        ("field".to_owned(), Value::from(s.field.map(str::to_owned))),
    ])
}

/// One column's kind as a word, and its exact sum where it has one.
fn kind_and_sum(known: &Understood<'_>, column: usize) -> (&'static str, Value) {
    let columns = &known.opened.columns;
    let tally = &known.tally.columns[column];
    match (columns.table, columns.fields[column]) {
        (Some(table), Some(field)) => {
            let kind = table.fields[field].kind;
            let sum = tally.sum.total().filter(|_| kind.summed());
            let value = match kind {
                // A price of more than two decimals is not rounded away.
                FieldKind::Money if sum.is_some_and(|s| s.scale() <= 2) => {
                    Value::from(sum.map(Money))
                }
                _ => Value::from(sum.map(Qty)),
            };
            (kind.word(), value)
        }
        // The sum of one phone is the phone.
        _ if known.opened.heading_line == 0 || private_field(columns, column).is_some() => {
            ("text", Value::None)
        }
        _ if tally.filled > 0 && !tally.wordy && !tally.phones => {
            ("number", Value::from(tally.sum.total().map(Qty)))
        }
        _ => ("text", Value::None),
    }
}

fn field_of(known: &Understood<'_>, column: usize) -> Option<String> {
    let columns = &known.opened.columns;
    columns.fields[column].map(|_| columns.field_name(column))
}

fn columns(known: &Understood<'_>) -> Vec<Value> {
    (0..known.opened.columns.headings.len())
        .map(|column| {
            let (kind, sum) = kind_and_sum(known, column);
            Value::Map(vec![
                ("heading".to_owned(), Value::from(heading(known, column))),
                ("field".to_owned(), Value::from(field_of(known, column))),
                ("kind".to_owned(), Value::from(kind)),
                (
                    "filled".to_owned(),
                    Value::from(known.tally.columns[column].filled),
                ),
                ("sum".to_owned(), sum),
            ])
        })
        .collect()
}

/// What people read: a line a column, with an example of its values.
fn column_section(known: &Understood<'_>, privacy: Privacy) -> Section {
    let mut section = Section::new(
        "columns",
        say!(zh: "各列", en: "columns"),
        vec![
            Column::new("letter", Text::new("列", "col."), Kind::Text),
            Column::new("heading", HEADING, Kind::Text),
            Column::new("field", Text::new("字段", "field"), Kind::Text),
            Column::new("kind", Text::new("类型", "kind"), Kind::Text).droppable(2),
            Column::new("filled", Text::new("有值", "filled"), Kind::Int),
            Column::new("sum", Text::new("合计", "sum"), Kind::Qty),
            Column::new("example", Text::new("例", "example"), Kind::Text).droppable(1),
        ],
    );
    for column in 0..known.opened.columns.headings.len() {
        let (kind, sum) = kind_and_sum(known, column);
        let example = known
            .tally
            .rows
            .iter()
            .find(|row| !row.cells[column].is_empty())
            .map(|row| shorten(&masked(known, column, row, privacy)));
        section.rows.push(vec![
            Value::from(column_letters(u32::try_from(column).unwrap_or(0))),
            Value::from(heading(known, column)),
            Value::from(field_of(known, column).unwrap_or_else(|| "·".to_owned())),
            Value::from(kind),
            Value::from(known.tally.columns[column].filled),
            sum,
            Value::from(example),
        ]);
    }
    section
}

/// The first rows, or all with `--all`; keys are the headings as they stand.
fn row_section(known: &Understood<'_>, privacy: Privacy) -> Section {
    let headings: Vec<String> = (0..known.opened.columns.headings.len())
        .map(|column| heading(known, column))
        .collect();
    let mut columns = vec![Column::new("line", Text::new("行号", "line"), Kind::Int)];
    let mut seen = std::collections::HashMap::from([("line".to_owned(), 1)]);
    for (i, heading) in headings.iter().enumerate() {
        let name = if heading.is_empty() {
            column_letters(u32::try_from(i).unwrap_or(0))
        } else {
            heading.clone()
        };
        // Two columns of one name must not fall onto one key.
        let again: &mut u32 = seen.entry(name.clone()).or_insert(0);
        *again += 1;
        let name = if *again > 1 {
            format!("{name}#{again}")
        } else {
            name
        };
        columns.push(Column {
            heading: Message::data(&name),
            key: name,
            ..Column::new("", HEADING, Kind::Id)
        });
    }
    let mut section = Section::new("rows", say!(zh: "内容", en: "rows"), columns);
    section.screen = false;
    for kept in &known.tally.rows {
        let mut row = vec![Value::Int(i64::from(kept.line))];
        row.extend(kept.cells.iter().enumerate().map(|(column, cell)| {
            if cell.is_empty() {
                Value::None
            } else {
                Value::from(masked(known, column, kept, privacy))
            }
        }));
        section.rows.push(row);
    }
    section
}

/// A heading as it may be shown: where the line end behind it was lost, values
/// stand among the headings.
fn heading(known: &Understood<'_>, column: usize) -> String {
    mask_text(&known.opened.columns.headings[column])
}

/// A cell as it may be shown (O8). Under no heading, or under the wrong one, any
/// word may be private.
fn masked(known: &Understood<'_>, column: usize, row: &KeptRow, privacy: Privacy) -> String {
    let cell = &row.cells[column];
    if privacy.unmask {
        return cell.clone();
    }
    let columns = &known.opened.columns;
    if let Some(kind) = private_field(columns, column) {
        return privacy.show(kind, cell);
    }
    if row.shifted || known.opened.heading_line == 0 {
        return match number::parse(&Raw::Text(cell.into())) {
            Ok(Some(_)) => mask_phones(cell),
            _ => privacy.show(Private::Person, cell),
        };
    }
    let kind = columns
        .table
        .zip(columns.fields[column])
        .map(|(table, field)| table.fields[field].kind);
    match kind {
        Some(FieldKind::Id) => cell.clone(),
        // A phone strays into any column, as a wrong cell of it.
        _ => mask_text(cell),
    }
}

// ----------------------------------------------------------------- findings

fn findings(known: &Understood<'_>, address: &str, out: &mut Vec<Finding>) {
    let Understood {
        opened, outcome, ..
    } = known;
    let notices = said::notices(opened, outcome);
    // What stops a reader stands before what merely is so.
    let (first, rest): (Vec<_>, Vec<_>) = notices.into_iter().partition(|f| f.needs_person());
    out.extend(first);
    out.extend(said::bad_cells(address, outcome, usize::MAX, str::to_owned));
    out.extend(rest);
}
