//! The balance as people know it: 进销存月报, movement types, and what needs a
//! second look.

use super::{Balance, Books, Figure, Request, Row, TypeSum, findings};
use crate::base::{Clock, Message, Money, MoveKind, Name, Pool, Text};
use crate::report::model::{Formula, Paper, Turn};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;
use crate::stock::names::Names;
use std::collections::HashMap;

/// Lines of one sheet of a workbook; a range of a formula stands on one sheet.
const ONE_SHEET: usize = 1_000_000;

const QTY: Text = Text::new("数量", "qty");
const PRICE: Text = Text::new("单价", "price");
const VALUE: Text = Text::new("金额", "value");
const CORRECTION: Text = Text::new("负库存补差", "made good below zero");

/// The four parts of the sheet: key, name, headings of quantity, price, value.
const PARTS: [(&str, Text, [Text; 3]); 4] = [
    (
        "opening",
        Text::new("期初", "Opening"),
        [
            Text::new("期初数量", "opening qty"),
            Text::new("期初单价", "opening price"),
            Text::new("期初金额", "opening value"),
        ],
    ),
    (
        "in",
        Text::new("入库", "In"),
        [
            Text::new("入库数量", "in qty"),
            Text::new("入库单价", "in price"),
            Text::new("入库金额", "in value"),
        ],
    ),
    (
        "out",
        Text::new("出库", "Out"),
        [
            Text::new("出库数量", "out qty"),
            Text::new("出库单价", "out price"),
            Text::new("出库金额", "out value"),
        ],
    ),
    (
        "closing",
        Text::new("结存", "Closing"),
        [
            Text::new("结存数量", "closing qty"),
            Text::new("结存单价", "closing price"),
            Text::new("结存金额", "closing value"),
        ],
    ),
];

/// The report of a balance.
pub fn report(
    balance: &Balance,
    request: &Request,
    books: &Books<'_>,
    shop: &str,
    clock: Clock,
) -> Report {
    let title = if request.period.is_month() {
        say!(zh: "进销存月报", en: "Monthly stock report")
    } else {
        say!(zh: "进销存报表", en: "Stock report")
    };
    let period = request.period.label();
    let scope = Message::data(shop).join("  ", &period);
    let mut report = Report::new("stock balance", title, scope, clock);
    let names = books.names();
    facts(&mut report, balance, request);
    let types = types(balance, books.pool, &names);
    let by_type = by_type(balance, &types);
    report
        .sections
        .push(rows(balance, request, books.pool, &names));
    report.sections.push(by_type);
    report.sections.push(types);
    if !balance.corrections.is_empty() {
        report.sections.push(corrections(balance, books.pool));
    }
    if !balance.late.is_empty() {
        report.sections.push(late(balance, books.pool));
    }
    report.findings = findings::all(balance, request, books);
    report
}

fn facts(report: &mut Report, balance: &Balance, request: &Request) {
    let valued = || balance.rows.iter().filter(|row| row.unvalued.is_none());
    let total = |figure: fn(&Row) -> Figure| -> Value {
        valued().map(|row| figure(row).value).sum::<Money>().into()
    };
    let method = request.method;
    report.datum("from", Value::Date(request.period.from));
    report.datum("to", Value::Date(request.period.last()));
    report.datum("valuation", Value::Code(method.name(), method.label()));
    report.fact(
        "items",
        Text::new("项数", "lines"),
        balance.rows.len().into(),
    );
    report.fact(
        "movements",
        Text::new("流水", "movements"),
        balance.movements.into(),
    );
    report.fact("opening_value", PARTS[0].2[2], total(|row| row.opening));
    report.fact("in_value", PARTS[1].2[2], total(|row| row.received));
    report.fact("out_value", PARTS[2].2[2], total(|row| row.issued));
    report.fact("closing_value", PARTS[3].2[2], total(|row| row.closing));
    let unvalued = balance.rows.len() - valued().count();
    report.datum("unvalued", unvalued.into());
    let below = balance.rows.iter().filter(|r| r.closing.qty.is_negative());
    report.datum("below_zero", below.count().into());
    report.datum("corrections", balance.corrections.len().into());
    report.datum("late", balance.late.len().into());
    report.datum("left_out", balance.left_out.into());
}

fn rows(balance: &Balance, request: &Request, pool: &Pool, names: &Names) -> Section {
    let mut columns = vec![
        Column::new("sku", Text::new("商品编码", "SKU"), Kind::Id),
        Column::new("name", Text::new("品名", "item"), Kind::Text)
            .droppable(1)
            .sparse(),
        Column::new("spec", Text::new("规格", "spec"), Kind::Text)
            .droppable(6)
            .sparse(),
        Column::new("unit", Text::new("单位", "unit"), Kind::Text)
            .droppable(7)
            .sparse(),
        Column::new("location", Text::new("仓位", "location"), Kind::Text).sparse(),
        Column::new("lot", Text::new("批次", "lot"), Kind::Id).sparse(),
    ];
    for (nth, (key, band, [qty, price, value])) in PARTS.into_iter().enumerate() {
        let rank = if nth == 3 { 2 } else { 8 };
        let own = |part: &str| format!("{key}_{part}");
        let column = |part: &str, heading, short: Text, kind| {
            Column::new(&own(part), heading, kind).banded(band, short)
        };
        columns.push(column("qty", qty, QTY, Kind::Qty).summed());
        columns.push(column("price", price, PRICE, Kind::Money).droppable(9));
        let value = column("value", value, VALUE, Kind::Money).summed();
        columns.push(value.droppable(rank));
    }
    let title = say!(zh: "进销存", en: "Stock");
    let mut section = Section::new("rows", title, columns).signed();
    section.paper = Paper {
        turn: Turn::Across,
        ..Paper::default()
    };
    let mut method = Message::from(request.method.label());
    method = say!(zh: "计价:", en: "valued by: ").join("", &method);
    section.subtitle.push(method);
    section.rows = balance
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| line(at, row, pool, names))
        .collect();
    section
}

fn line(at: usize, row: &Row, pool: &Pool, names: &Names) -> Vec<Value> {
    let text = |name: Name| match pool.text(name) {
        "" => Value::None,
        text => text.into(),
    };
    let item = names.item(row.sku);
    let mut cells = vec![
        text(row.sku),
        text(item.name),
        text(item.spec),
        text(item.unit),
        text(row.location),
        text(row.lot),
    ];
    let valued = row.unvalued.is_none();
    let figures = [row.opening, row.received, row.issued, row.closing];
    for ((key, _, _), figure) in PARTS.iter().zip(figures) {
        let closing = *key == "closing";
        cells.push(if closing {
            balanced(at, "qty", 6, figure.qty.into())
        } else {
            figure.qty.into()
        });
        cells.push(if valued {
            price(at, key, figure)
        } else {
            Value::None
        });
        cells.push(match (valued, closing) {
            (false, _) => Value::None,
            (true, true) => balanced(at, "value", 2, figure.value.into()),
            (true, false) => figure.value.into(),
        });
    }
    cells
}

/// Opening + in − out, live.
fn balanced(row: usize, part: &str, decimals: u8, result: Value) -> Value {
    let cell = |key: &str| format!("{key}_{part}");
    Formula::new(result)
        .text("ROUND(")
        .cell("rows", row, cell("opening"))
        .text("+")
        .cell("rows", row, cell("in"))
        .text("-")
        .cell("rows", row, cell("out"))
        .text(format!(",{decimals})"))
        .into()
}

/// Value ÷ quantity, live; blank without a quantity.
fn price(row: usize, key: &str, figure: Figure) -> Value {
    let Some(price) = figure.value.0.checked_div(figure.qty.0) else {
        return Value::None;
    };
    Formula::new(Money(price).rounded())
        .text("ROUND(")
        .cell("rows", row, format!("{key}_value"))
        .text("/")
        .cell("rows", row, format!("{key}_qty"))
        .text(",2)")
        .into()
}

/// What a type is called: by the ledger's word, else by its kind.
fn type_name(sum: &TypeSum, pool: &Pool) -> Value {
    match sum.kind {
        None => Value::Message(CORRECTION.into()),
        Some(kind) if sum.word.is_blank() => Value::Message(kind.label().into()),
        Some(_) => Value::Text(pool.text(sum.word).to_owned()),
    }
}

const FLOWS: [(&str, Text, Kind); 4] = [
    ("in_qty", Text::new("入库数量", "in qty"), Kind::Qty),
    ("in_value", Text::new("入库金额", "in value"), Kind::Money),
    ("out_qty", Text::new("出库数量", "out qty"), Kind::Qty),
    ("out_value", Text::new("出库金额", "out value"), Kind::Money),
];

fn flow_columns(columns: &mut Vec<Column>) {
    columns.push(Column::new("lines", Text::new("行数", "lines"), Kind::Int).summed());
    for (key, heading, kind) in FLOWS {
        columns.push(Column::new(key, heading, kind).summed());
    }
}

/// Every item's movements by type: for files, what `by_type` adds up.
fn types(balance: &Balance, pool: &Pool, names: &Names) -> Section {
    let mut columns = vec![
        Column::new("sku", Text::new("商品编码", "SKU"), Kind::Id),
        Column::new("name", Text::new("品名", "item"), Kind::Text).sparse(),
        Column::new("location", Text::new("仓位", "location"), Kind::Text).sparse(),
        Column::new("lot", Text::new("批次", "lot"), Kind::Id).sparse(),
        Column::new("type", Text::new("单据类型", "type"), Kind::Text),
    ];
    flow_columns(&mut columns);
    let title = say!(zh: "逐项按类型", en: "Items by type");
    let mut section = Section::new("types", title, columns);
    section.screen = false;
    for row in &balance.rows {
        for sum in &row.types {
            let blank_or = |name: Name| match pool.text(name) {
                "" => Value::None,
                text => text.into(),
            };
            let worth = |figure: Figure| {
                let valued = row.unvalued.is_none();
                Value::from(valued.then_some(figure.value))
            };
            section.rows.push(vec![
                blank_or(row.sku),
                blank_or(names.item(row.sku).name),
                blank_or(row.location),
                blank_or(row.lot),
                type_name(sum, pool),
                Value::from(sum.kind.map(|_| i64::from(sum.lines))),
                sum.received.qty.into(),
                worth(sum.received),
                sum.issued.qty.into(),
                worth(sum.issued),
            ]);
        }
    }
    section
}

/// Quantity and value by movement type, added up live from the items'.
fn by_type(balance: &Balance, types: &Section) -> Section {
    let mut columns = vec![Column::new(
        "type",
        Text::new("单据类型", "type"),
        Kind::Text,
    )];
    flow_columns(&mut columns);
    let title = say!(zh: "按单据类型", en: "By type");
    let mut section = Section::new("by_type", title, columns).signed();
    let mut order: Vec<((usize, String), &Value)> = Vec::new();
    let mut sums: HashMap<String, [Value; 5]> = HashMap::new();
    let kinds = balance.rows.iter().flat_map(|row| &row.types);
    for (row, sum) in types.rows.iter().zip(kinds) {
        let held = sums.entry(type_key(&row[4])).or_insert_with(|| {
            order.push((place_of(sum, &row[4]), &row[4]));
            Default::default()
        });
        for (sum, more) in held.iter_mut().zip(&row[5..]) {
            *sum = added(sum, more);
        }
    }
    order.sort_by(|a, b| a.0.cmp(&b.0));
    let last = types.rows.len().saturating_sub(1);
    let keys = ["lines", "in_qty", "in_value", "out_qty", "out_value"];
    for (at, (_, name)) in order.into_iter().enumerate() {
        let mut cells = vec![name.clone()];
        let held = sums.remove(&type_key(name)).unwrap_or_default();
        for (key, result) in keys.into_iter().zip(held) {
            let live = types.rows.len() <= ONE_SHEET && result != Value::None;
            cells.push(if live {
                let decimals = if matches!(result, Value::Money(_)) {
                    2
                } else {
                    6
                };
                Formula::new(result)
                    .text("ROUND(SUMIF(")
                    .column("types", "type", 0, last)
                    .text(",")
                    .cell("by_type", at, "type")
                    .text(",")
                    .column("types", key, 0, last)
                    .text(format!("),{decimals})"))
                    .into()
            } else {
                result
            });
        }
        section.rows.push(cells);
    }
    section
}

/// Two words that look the same are one type.
fn type_key(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Message(message) => message.zh.clone(),
        _ => String::new(),
    }
}

/// Receipts before issues; words of one kind by their characters.
fn place_of(sum: &TypeSum, name: &Value) -> (usize, String) {
    let kind = sum
        .kind
        .and_then(|own| MoveKind::ALL.iter().position(|k| *k == own));
    (kind.unwrap_or(MoveKind::ALL.len()), type_key(name))
}

fn added(sum: &Value, more: &Value) -> Value {
    match (sum, more) {
        (Value::None, more) => more.clone(),
        (sum, Value::None) => sum.clone(),
        (Value::Int(a), Value::Int(b)) => Value::Int(a.saturating_add(*b)),
        (Value::Qty(a), Value::Qty(b)) => Value::Qty(*a + *b),
        (Value::Money(a), Value::Money(b)) => Value::Money(*a + *b),
        (sum, _) => sum.clone(),
    }
}

fn corrections(balance: &Balance, pool: &Pool) -> Section {
    let columns = vec![
        Column::new("date", Text::new("日期", "date"), Kind::Date),
        Column::new("doc_no", Text::new("单据编号", "document"), Kind::Id),
        Column::new("sku", Text::new("商品编码", "SKU"), Kind::Id),
        Column::new("location", Text::new("仓位", "location"), Kind::Text)
            .droppable(1)
            .sparse(),
        Column::new("value", Text::new("补差金额", "made good"), Kind::Money).summed(),
    ];
    let title = say!(zh: "负库存补差", en: "Made good below zero");
    let mut section = Section::new("corrections", title, columns);
    section.rows = balance
        .corrections
        .iter()
        .map(|c| {
            vec![
                Value::Date(c.at.date()),
                pool.text(c.doc_no).into(),
                pool.text(c.sku).into(),
                match pool.text(c.location) {
                    "" => Value::None,
                    place => place.into(),
                },
                c.value.into(),
            ]
        })
        .collect();
    section
}

fn late(balance: &Balance, pool: &Pool) -> Section {
    let columns = vec![
        Column::new("posted_at", Text::new("入账", "posted"), Kind::Date),
        Column::new("date", Text::new("单据日期", "dated"), Kind::Date),
        Column::new("doc_no", Text::new("单据编号", "document"), Kind::Id),
        Column::new("type", Text::new("类型", "type"), Kind::Text).droppable(2),
        Column::new("sku", Text::new("商品编码", "SKU"), Kind::Id),
        Column::new("qty", Text::new("数量增减", "qty change"), Kind::Qty),
        Column::new("value", Text::new("金额增减", "value change"), Kind::Money),
        Column::new(
            "effect",
            Text::new("改变了什么", "what it changes"),
            Kind::Text,
        ),
    ];
    let title = say!(zh: "本期补记的上期单据", en: "Earlier documents posted in this period");
    let mut section = Section::new("late", title, columns);
    section.rows = balance
        .late
        .iter()
        .map(|late| {
            let month = late.at.format("%Y-%m");
            let effect = if late.counted {
                say!(zh: "{month} 结存", en: "closing {month}")
            } else {
                say!(zh: "未计入所给期初", en: "not in opening")
            };
            let kind = match pool.text(late.doc_type) {
                "" => Message::from(late.kind.label()),
                word => Message::data(word),
            };
            vec![
                Value::Date(late.posted_on),
                Value::Date(late.at.date()),
                pool.text(late.doc_no).into(),
                Value::Message(kind),
                pool.text(late.sku).into(),
                late.qty.into(),
                late.value.into(),
                Value::Message(effect),
            ]
        })
        .collect();
    section
}
