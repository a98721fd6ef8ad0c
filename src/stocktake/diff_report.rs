//! The comparison of two counts as a report: who must look again first, then
//! every place that differs.

use super::book::Held;
use super::count::CountSet;
use super::diff::{Compared, Kind, Row};
use super::findings::Told;
use super::form::Form;
use super::goods::Goods;
use super::ledger::Books;
use super::place::{Grain, Place};
use super::why::{self, Variance};
use crate::base::money::grouped;
use crate::base::{Clock, Files, Finding, Message, Money, Name, Origin, Pool, Qty, Text};
use crate::policy::StocktakeRules;
use crate::report::{Column, Kind as ColumnKind, Report, Section, Tone, Value};
use crate::say;
use crate::stock::causes::Cause;
use crate::stock::causes::shown;
use crate::stock::order::natural;
use std::collections::BTreeSet;

/// Cells of a terminal that causes keep beside the figures.
const CAUSE: u16 = 28;

/// What the report is made from.
pub struct DiffInput<'d> {
    pub compared: Compared,
    pub grain: Grain,
    pub this: &'d CountSet,
    /// The ledger, where one is given.
    pub books: Option<Books<'d>>,
    pub rules: &'d StocktakeRules,
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
    let causes = input.books.map(|books| {
        let class = |sku| input.goods.class(sku, input.pool);
        books.value(&mut input.compared.rows, input.goods, input.rules, &class);
        by_row(&input, &books)
    });
    let mut report = Report::new(
        "stocktake diff",
        say!(zh: "盘点对比", en: "stock-take compared"),
        input.scope.clone(),
        input.clock,
    );
    facts(&input, &mut report);
    let rows = section(&input, causes.as_deref());
    report.sections.push(rows);
    if let Some(causes) = &causes {
        report.sections.push(answers(&input, causes));
    }
    report.sections.extend(recount(&input));
    findings(&input, &mut report.findings);
    report
}

/// The sheet for the second count: every place to be counted again, blind, to
/// be filled in and given to `--second`.
fn recount(input: &DiffInput<'_>) -> Option<Section> {
    let mut book: Vec<Held> = Vec::new();
    for row in input.compared.rows.iter().filter(|row| row.recount) {
        if book.last().is_none_or(|held| held.place != row.place) {
            book.push(Held {
                place: row.place,
                qty: Qty::default(),
                expiry: None,
                keeper: Name::BLANK,
            });
        }
    }
    let form = Form {
        goods: input.goods,
        pool: input.pool,
        rules: input.rules,
        blind: true,
    };
    let title = say!(zh: "复盘表", en: "recount sheet");
    let section = (!book.is_empty()).then(|| form.section("recount", title, &book, None));
    section.map(|section| Section {
        screen: false,
        ..section
    })
}

/// The causes of each row; none where there is nothing to explain.
fn by_row(input: &DiffInput<'_>, books: &Books<'_>) -> Vec<Vec<Cause>> {
    let rows = &input.compared.rows;
    let (at, variances): (Vec<usize>, Vec<Variance>) = rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| Some((at, Variance::of(row)?)))
        .unzip();
    let found = books.causes(&variances, input.goods, input.pool, input.compared.items);
    let mut out = vec![Vec::new(); rows.len()];
    for (at, causes) in at.into_iter().zip(found) {
        out[at] = causes;
    }
    out
}

/// By location, item and lot, in natural order.
pub fn sort(rows: &mut [Row], pool: &Pool) {
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
    let [places, same] =
        [input.compared.places, input.compared.same].map(|n| grouped(&n.to_string()));
    let [differ, recount] = [differ, recount].map(|n| grouped(&n.to_string()));
    report.lead.push(say!(
        zh: "{places} 处:相符 {same} · 有出入 {differ} · 要复盘 {recount}",
        en: "{places} places: same {same} · differing {differ} · to recount {recount}"
    ));
    if !surplus.is_zero() || !shortage.is_zero() {
        let [surplus, shortage] = [surplus, shortage].map(|yuan| grouped(&yuan.to_string()));
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

/// Whether any row's item has a name.
fn titled(input: &DiffInput<'_>) -> bool {
    let mut rows = input.compared.rows.iter();
    rows.any(|row| !input.goods.title(row.place.sku, input.pool).is_empty())
}

fn columns(titled: bool) -> Vec<Column> {
    let column = |key: &'static str, zh: &'static str, en: &'static str, kind| {
        Column::new(key, Text::new(zh, en), kind)
    };
    let mut columns = vec![column("sku", "编码", "SKU", ColumnKind::Id)];
    if titled {
        columns.push(column("name", "品名 规格", "item", ColumnKind::Text).droppable(6));
    }
    columns.extend([
        column("location", "仓位", "place", ColumnKind::Text).droppable(1),
        column("lot", "批次", "lot", ColumnKind::Id).droppable(8),
        column("last", "上次", "last", ColumnKind::Qty).droppable(4),
        column("moved", "变动", "moved", ColumnKind::Qty).droppable(5),
        column("expected", "应有", "expected", ColumnKind::Qty),
        column("this", "本次", "this", ColumnKind::Qty),
        column("variance", "差", "diff", ColumnKind::Qty),
        column("variance_value", "差异金额", "value", ColumnKind::Money)
            .summed()
            .droppable(7),
        column("damaged", "残次", "damaged", ColumnKind::Qty).droppable(9),
        column("kind", "结果", "result", ColumnKind::Text).droppable(2),
        column("recount", "复盘", "recount", ColumnKind::Text).droppable(3),
    ]);
    columns
}

fn section(input: &DiffInput<'_>, causes: Option<&[Vec<Cause>]>) -> Section {
    let titled = titled(input);
    let mut columns = columns(titled);
    if causes.is_some() {
        columns.push(shown::column().keeping(CAUSE));
    }
    let shown = why::shown(input.pool, input.files);
    let mut section = Section::new("rows", say!(zh: "差异", en: "differences"), columns);
    for (at, row) in input.compared.rows.iter().enumerate() {
        let mut cells = cells(row, input, titled);
        cells.extend(causes.map(|causes| shown.value(&causes[at])));
        section.rows.push(cells);
        if let Some(tone) = row.kind.tone() {
            section.row_tones.push((at, tone));
        }
    }
    section
}

/// The sheet in which a person writes what was found: every variance with its
/// cause, the last keeper proposed as responsible.
fn answers(input: &DiffInput<'_>, causes: &[Vec<Cause>]) -> Section {
    let titled = titled(input);
    let keepers = input.books.map(|books| books.keepers(input.grain));
    let keeper = |row: &Row| {
        let name = keepers.as_ref().map(|k| k.last(row.place));
        input.pool.text(name.unwrap_or_default())
    };
    let rows = || {
        let rows = input.compared.rows.iter().zip(causes);
        rows.filter(|(_, causes)| !causes.is_empty())
    };
    let named: BTreeSet<&str> = rows()
        .map(|(row, _)| keeper(row))
        .filter(|name| !name.is_empty())
        .collect();
    let mut columns = columns(titled);
    columns.extend(shown::answer_columns(&named));
    let title = say!(zh: "差异处理", en: "what was found");
    let mut section = Section::new("answers", title, columns).signed();
    section.screen = false;
    let shown = why::shown(input.pool, input.files);
    for (row, causes) in rows() {
        let mut cells = cells(row, input, titled);
        let keeper = Some(keeper(row)).filter(|name| !name.is_empty());
        cells.extend(shown.answer_cells(causes, keeper));
        section.rows.push(cells);
    }
    section.notes.push(Message::from(why::PROPOSED).into());
    section
        .notes
        .extend(shown::legend(rows().map(|(_, causes)| &causes[..])));
    section
}

fn cells(row: &Row, input: &DiffInput<'_>, titled: bool) -> Vec<Value> {
    let text = |name| Value::filled(input.pool.text(name));
    let Place { sku, location, lot } = row.place;
    let (word, label) = row.kind.word();
    let mut cells = vec![text(sku)];
    if titled {
        cells.push(Value::filled(&input.goods.title(sku, input.pool)));
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
    let told = Told {
        pool: input.pool,
        files: input.files,
    };
    out.extend(rows.iter().filter(|row| row.open).map(|row| told.open(row)));
    let of = |test: &dyn Fn(&Row) -> bool| -> Vec<(Place, Origin)> {
        rows.iter()
            .filter(|row| !row.open && test(row))
            .map(|row| (row.place, row.origin))
            .collect()
    };
    out.extend(told.listed(
        "W8",
        &of(&|row| row.recount && row.kind != Kind::NotCounted),
        |n, list| say!(zh: "{n} 处差异超出允许范围,要复盘:{list}", en: "{n} variances are beyond the tolerance and must be counted again: {list}"),
    ));
    out.extend(told.listed(
        "W8",
        &of(&|row| row.kind == Kind::Gone && !row.unseen),
        |n, list| say!(zh: "{n} 处上次有、这次的表里没有:{list}", en: "{n} places of the last count are missing from this one: {list}"),
    ));
    out.extend(told.listed(
        "W8",
        &of(&|row| row.kind == Kind::Gone && row.unseen),
        |n, list| say!(zh: "{n} 处两次盘点之间有出入库,两次的表里都没有:{list}", en: "{n} places had movements between the counts and stand on neither: {list}"),
    ));
    out.extend(told.listed(
        "W8",
        &of(&|row| row.kind == Kind::NotCounted && row.this.is_none()),
        |n, list| say!(zh: "{n} 处没有盘(数量空白,不当作零):{list}", en: "{n} places were not counted (blank is not zero): {list}"),
    ));
    out.extend(told.listed(
        "W8",
        &of(&|row| row.kind == Kind::NotCounted && row.this.is_some()),
        |n, list| say!(zh: "{n} 处上次没有盘,没有可比的数:{list}", en: "{n} places were not counted last time, there is nothing to compare with: {list}"),
    ));
    if let Some(books) = &input.books {
        let counted = (input.this, input.grain);
        out.extend(told.moved_while_counted(&input.compared, counted, books.moved));
    }
}
