//! The comparison of two counts as a report: who must look again first, then
//! every place that differs.

use super::count::{CountSet, Grain, Place};
use super::diff::{Compared, Kind, Row};
use super::goods::Goods;
use super::moved::Moved;
use crate::base::{Clock, Files, Finding, Message, Money, Pool, Text};
use crate::report::{Column, Kind as ColumnKind, Report, Section, Tone, Value};
use crate::say;
use crate::stock::order::natural;
use std::collections::BTreeMap;

/// What the report is made from.
pub struct DiffInput<'d> {
    pub compared: Compared,
    pub last: &'d CountSet,
    pub this: &'d CountSet,
    pub moved: Option<&'d Moved<'d>>,
    pub goods: &'d Goods<'d>,
    pub pool: &'d Pool,
    pub files: &'d Files,
    /// For the title: shop, or the two counts.
    pub scope: Message,
    pub clock: Clock,
}

impl Kind {
    /// The word for programs and the label for people.
    pub fn word(self) -> (&'static str, Text) {
        match self {
            Kind::Same => ("same", Text::new("相符", "same")),
            Kind::Surplus => ("surplus", Text::new("盘盈", "surplus")),
            Kind::Shortage => ("shortage", Text::new("盘亏", "shortage")),
            Kind::New => ("new", Text::new("新出现", "new")),
            Kind::Gone => ("gone", Text::new("没有盘到", "gone")),
            Kind::Damaged => ("damaged", Text::new("残次", "damaged")),
            Kind::NotCounted => ("not_counted", Text::new("未盘", "not counted")),
        }
    }

    fn tone(self) -> Option<Tone> {
        match self {
            Kind::Same => None,
            Kind::Surplus => Some(Tone::Good),
            Kind::Shortage | Kind::Gone => Some(Tone::Bad),
            Kind::Damaged | Kind::New => Some(Tone::Attention),
            Kind::NotCounted => Some(Tone::Muted),
        }
    }
}

/// The report of a comparison.
pub fn report(mut input: DiffInput<'_>) -> Report {
    sort(&mut input.compared.rows, input.pool);
    let mut report = Report::new(
        "stocktake diff",
        say!(zh: "盘点对比", en: "stock-take compared"),
        input.scope.clone(),
        input.clock,
    );
    facts(&input, &mut report);
    let rows = section(&input);
    report.sections.push(rows);
    findings(&input, &mut report.findings);
    report
}

/// By location, item and lot, in natural order.
fn sort(rows: &mut [Row], pool: &Pool) {
    rows.sort_by(|a, b| {
        let (p, q) = (a.place, b.place);
        natural(pool.text(p.location), pool.text(q.location))
            .then_with(|| natural(pool.text(p.sku), pool.text(q.sku)))
            .then_with(|| natural(pool.text(p.lot), pool.text(q.lot)))
            .then_with(|| (a.last, a.this).cmp(&(b.last, b.this)))
            .then(a.origin.cmp(&b.origin))
    });
}

fn facts(input: &DiffInput<'_>, report: &mut Report) {
    let rows = &input.compared.rows;
    let count = |test: &dyn Fn(&&Row) -> bool| rows.iter().filter(test).count();
    let value = |test: &dyn Fn(&&Row) -> bool| -> Money {
        rows.iter().filter(test).filter_map(|row| row.value).sum()
    };
    let up = |row: &&Row| {
        !row.open
            && row
                .variance
                .is_some_and(|v| !v.is_zero() && !v.is_negative())
    };
    let down = |row: &&Row| !row.open && row.variance.is_some_and(|v| v.is_negative());
    report.datum("places", Value::from(input.compared.places));
    report.datum("same", Value::from(input.compared.same));
    let differ = count(&|row| row.kind != Kind::Same);
    report.datum("differ", Value::from(differ));
    for kind in [
        Kind::Surplus,
        Kind::Shortage,
        Kind::Damaged,
        Kind::New,
        Kind::Gone,
        Kind::NotCounted,
    ] {
        report.datum(kind.word().0, Value::from(count(&|row| row.kind == kind)));
    }
    let recount = count(&|row| row.recount);
    report.datum("recount", Value::from(recount));
    let (surplus, shortage) = (value(&up), value(&down));
    report.datum("surplus_value", Value::from(surplus));
    report.datum("shortage_value", Value::from(shortage));
    let unvalued = count(&|row| row.value.is_none() && (up(row) || down(row)));
    report.datum("unvalued", Value::from(unvalued));
    let (places, same) = (input.compared.places, input.compared.same);
    report.lead.push(say!(
        zh: "{places} 处:相符 {same} · 有出入 {differ} · 要复盘 {recount}",
        en: "{places} places: same {same} · differing {differ} · to recount {recount}"
    ));
    if !surplus.is_zero() || !shortage.is_zero() {
        report.lead.push(say!(
            zh: "盘盈 {surplus} 元 · 盘亏 {shortage} 元",
            en: "surplus {surplus} yuan · shortage {shortage} yuan"
        ));
    }
    if unvalued > 0 {
        report.lead.push(say!(
            zh: "{unvalued} 处没有成本价,不在金额里;请给 --items 或带单价的 --movements",
            en: "{unvalued} places have no cost and are in no value; give --items, or --movements with prices"
        ));
    }
}

fn section(input: &DiffInput<'_>) -> Section {
    let any = |test: &dyn Fn(&Row) -> bool| input.compared.rows.iter().any(test);
    let titled = any(&|row| !input.goods.title(row.place.sku, input.pool).is_empty());
    let column = |key: &'static str, zh: &'static str, en: &'static str, kind| {
        Column::new(key, Text::new(zh, en), kind)
    };
    let mut columns = vec![column("sku", "编码", "SKU", ColumnKind::Id)];
    if titled {
        columns.push(column("name", "品名 规格", "item", ColumnKind::Text).droppable(3));
    }
    columns.extend([
        column("location", "仓位", "location", ColumnKind::Text).droppable(1),
        column("lot", "批次", "lot", ColumnKind::Id).droppable(5),
        column("last", "上次", "last", ColumnKind::Qty),
        column("moved", "变动", "moved", ColumnKind::Qty).droppable(2),
        column("expected", "应有", "expected", ColumnKind::Qty),
        column("this", "本次", "this", ColumnKind::Qty),
        column("variance", "差", "variance", ColumnKind::Qty),
        column("variance_value", "差异金额", "value", ColumnKind::Money)
            .summed()
            .droppable(4),
        column("damaged", "残次", "damaged", ColumnKind::Qty).droppable(6),
        column("kind", "结果", "result", ColumnKind::Text),
        column("recount", "复盘", "recount", ColumnKind::Text),
    ]);
    let mut section = Section::new("rows", say!(zh: "差异", en: "differences"), columns);
    for (at, row) in input.compared.rows.iter().enumerate() {
        section.rows.push(cells(row, input, titled));
        if let Some(tone) = row.kind.tone() {
            section.row_tones.push((at, tone));
        }
    }
    section
}

fn cells(row: &Row, input: &DiffInput<'_>, titled: bool) -> Vec<Value> {
    let text = |name| {
        let text: &str = input.pool.text(name);
        if text.is_empty() {
            Value::None
        } else {
            Value::from(text)
        }
    };
    let Place { sku, location, lot } = row.place;
    let (word, label) = row.kind.word();
    let mut cells = vec![text(sku)];
    if titled {
        cells.push(Value::from(input.goods.title(sku, input.pool)));
    }
    cells.extend([
        text(location),
        text(lot),
        Value::from(row.last),
        Value::from(row.moved),
        Value::from(row.expected),
        Value::from(row.this),
        Value::from(row.variance),
        Value::from(row.value),
        Value::from(row.damaged),
        Value::Code(word, label),
        Value::Bool(row.recount),
    ]);
    cells
}

// ----------------------------------------------------------------- findings

fn findings(input: &DiffInput<'_>, out: &mut Vec<Finding>) {
    let rows = &input.compared.rows;
    for row in rows.iter().filter(|row| row.open) {
        out.push(open(row, input));
    }
    let of = |kind: Kind| rows.iter().filter(move |row| row.kind == kind && !row.open);
    let beyond: Vec<&Row> = rows
        .iter()
        .filter(|r| r.recount && !r.open && r.kind != Kind::NotCounted)
        .collect();
    listed(
        out,
        &beyond,
        input,
        |n, list| say!(zh: "{n} 处差异超出允许范围,要复盘:{list}", en: "{n} variances are beyond the tolerance and must be counted again: {list}"),
    );
    let gone: Vec<&Row> = of(Kind::Gone).collect();
    listed(
        out,
        &gone,
        input,
        |n, list| say!(zh: "{n} 处上次有、这次的表里没有:{list}", en: "{n} places of the last count are missing from this one: {list}"),
    );
    let blank: Vec<&Row> = of(Kind::NotCounted)
        .filter(|row| row.this.is_none())
        .collect();
    listed(
        out,
        &blank,
        input,
        |n, list| say!(zh: "{n} 处没有盘(数量空白,不当作零):{list}", en: "{n} places were not counted (blank is not zero): {list}"),
    );
    let before: Vec<&Row> = of(Kind::NotCounted)
        .filter(|row| row.this.is_some())
        .collect();
    listed(
        out,
        &before,
        input,
        |n, list| say!(zh: "{n} 处上次没有盘,没有可比的数:{list}", en: "{n} places were not counted last time, there is nothing to compare with: {list}"),
    );
    moved_while_counted(input, out);
}

/// One warning for rows of a kind, with the first few places named.
fn listed(
    out: &mut Vec<Finding>,
    rows: &[&Row],
    input: &DiffInput<'_>,
    words: impl Fn(usize, &str) -> Message,
) {
    if rows.is_empty() {
        return;
    }
    let mut names: Vec<String> = rows
        .iter()
        .take(5)
        .map(|row| place(row.place, input.pool))
        .collect();
    if rows.len() > names.len() {
        names.push("…".to_owned());
    }
    let all: Vec<String> = rows
        .iter()
        .map(|row| place(row.place, input.pool))
        .collect();
    out.push(
        Finding::warning("W8", all[0].clone(), words(rows.len(), &names.join(", ")))
            .at(input.files.cite(rows[0].origin))
            .with("places", all),
    );
}

/// `RQ1001 A-01 20260704`.
fn place(place: Place, pool: &Pool) -> String {
    [place.sku, place.location, place.lot]
        .map(|name| pool.text(name))
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A place counted twice.
fn open(row: &Row, input: &DiffInput<'_>) -> Finding {
    let shown = place(row.place, input.pool);
    let place = input.files.place(row.origin);
    let (zh, en) = (place.zh, place.en);
    let figure = row
        .this
        .or(row.last)
        .map_or_else(|| "-".to_owned(), |q| q.to_string());
    Finding::warning(
        "double-line",
        shown.clone(),
        say!(
            zh: "{shown} 盘了不止一次,数为 {figure}({zh});没有相加,请复盘后用 --second 定下",
            en: "{shown} was counted more than once, here {figure} ({en}); not added, count it again and settle it with --second"
        ),
    )
    .at(input.files.cite(row.origin))
}

/// Movements of a counted place while the count went on: each with its document
/// and minute.
fn moved_while_counted(input: &DiffInput<'_>, out: &mut Vec<Finding>) {
    let (Some(moved), Some(span)) = (input.moved, input.this.span) else {
        return;
    };
    let grain = input.last.grain(input.this);
    let differ: BTreeMap<Place, &Row> = input
        .compared
        .rows
        .iter()
        .filter(|row| row.kind != Kind::Same)
        .map(|row| (row.place, row))
        .collect();
    let mut told: Vec<(String, Finding)> = Vec::new();
    for place_of in counted_places(input.this, grain) {
        for entry in moved.during(place_of, span) {
            let shown = place(place_of, input.pool);
            let (doc, minute) = (
                input.pool.text(entry.doc_no),
                entry.at.at.format("%m-%d %H:%M"),
            );
            let qty = entry.qty;
            let message = say!(
                zh: "{shown} 盘点进行中有出入库:{doc} {minute} {qty}",
                en: "{shown} moved while it was counted: {doc} {minute} {qty}"
            );
            let differs = differ.contains_key(&place_of);
            let make = if differs {
                Finding::warning
            } else {
                Finding::info
            };
            let finding = make("W8".to_owned(), shown.clone(), message)
                .at(input.files.cite(entry.origin))
                .with("doc_no", doc)
                .with("at", entry.at.at.to_string());
            told.push((format!("{shown} {minute} {doc}"), finding));
        }
    }
    told.sort_by(|a, b| a.0.cmp(&b.0));
    out.extend(told.into_iter().map(|(_, finding)| finding));
}

fn counted_places(this: &CountSet, grain: Grain) -> impl Iterator<Item = Place> + '_ {
    this.groups(grain)
        .filter_map(move |lines| lines.first().map(|line| grain.of(line.place)))
}
