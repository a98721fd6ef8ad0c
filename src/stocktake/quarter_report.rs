//! The quarter's count as a report to be signed by warehouse and finance (W7):
//! what it comes to, every surplus, shortage and damage with its cause, who is
//! proposed as responsible and what is to be done, what was not counted, and how
//! far each area was.

use super::diff::Kind;
use super::quarter::{Line, Missed, Quarter, QuarterInput, quarter};
use super::why;
use crate::base::money::grouped;
use crate::base::{Finding, Message, Money, Origin, Text};
use crate::report::{Column, Formula, Kind as As, Paper, Report, Section, Turn, Value};
use crate::say;
use crate::stock::causes::shown;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

const SIGNERS: [Text; 3] = [
    Text::new("保管员", "keeper"),
    Text::new("仓库主管", "warehouse"),
    Text::new("财务", "finance"),
];
const RESPONSIBLE: Text = Text::new("责任人(建议)", "responsible (proposed)");
const KINDS: [Kind; 3] = [Kind::Surplus, Kind::Shortage, Kind::Damaged];
/// Cells of a terminal that causes keep beside the figures.
const CAUSE: u16 = 24;

/// The report.
pub fn report(mut input: QuarterInput<'_>) -> Report {
    let found = quarter(&mut input);
    let label = input.quarter.label();
    let mut report = Report::new(
        "stocktake report",
        say!(zh: "季度盘点报告", en: "the quarter's count"),
        input.scope.join("  ", &label),
        input.clock,
    );
    facts(&found, &input, &mut report);
    report.sections.push(totals(&found));
    report.sections.push(rows(&found, &input));
    if !found.missed.is_empty() {
        report.sections.push(not_counted(&found, &input));
    }
    report.sections.push(areas(&found, &input));
    findings(&found, &input, &mut report.findings);
    report
}

/// Lines and yuan of a kind; those without a cost count nothing.
fn sum(found: &Quarter, kind: Kind) -> (usize, Money) {
    let value = found.of(kind).filter_map(|line| line.value).sum();
    (found.of(kind).count(), value)
}

fn facts(found: &Quarter, input: &QuarterInput<'_>, report: &mut Report) {
    let (places, same, missed) = (found.places, found.same, found.missed.len());
    report.datum("quarter", Value::Message(input.quarter.label()));
    report.datum("places", Value::from(places));
    report.datum("same", Value::from(same));
    let [surplus, shortage, damaged] = KINDS.map(|kind| sum(found, kind));
    for (key, n) in [
        ("surplus", surplus.0),
        ("shortage", shortage.0),
        ("damaged", damaged.0),
        ("not_counted", missed),
    ] {
        report.datum(key, Value::from(n));
    }
    let net = surplus.1 + shortage.1 + damaged.1;
    for (key, yuan) in [
        ("surplus_value", surplus.1),
        ("shortage_value", shortage.1),
        ("damaged_value", damaged.1),
        ("net_value", net),
    ] {
        report.datum(key, Value::from(yuan));
    }
    let explained = found
        .lines
        .iter()
        .filter(|line| line.is_explained())
        .count();
    let unvalued = found
        .lines
        .iter()
        .filter(|line| line.value.is_none())
        .count();
    let overdue = found
        .due
        .iter()
        .filter(|due| due.overdue(input.clock.date()))
        .count();
    report.datum("explained", Value::from(explained));
    report.datum("unvalued", Value::from(unvalued));
    report.datum("overdue", Value::from(overdue));
    let day = input.count.day;
    report.lead.push(say!(
        zh: "{day} 盘点 {places} 处:相符 {same} · 没有盘到 {missed}",
        en: "counted {day}, {places} places: same {same} · not counted {missed}"
    ));
    let [up, down, broken, all] =
        [surplus.1, shortage.1, damaged.1, net].map(|yuan| grouped(&yuan.to_string()));
    let (n, m, k) = (surplus.0, shortage.0, damaged.0);
    report.lead.push(say!(
        zh: "盘盈 {n} 笔 {up} · 盘亏 {m} 笔 {down} · 残次 {k} 笔 {broken} · 合计 {all} 元",
        en: "surplus {n}: {up} · shortage {m}: {down} · damaged {k}: {broken} · net {all} yuan"
    ));
    if unvalued > 0 {
        report.lead.push(say!(
            zh: "{unvalued} 笔没有成本价,不在金额里;请给 --items 或带单价的流水",
            en: "{unvalued} lines have no cost and are in no value; give --items, or a ledger with prices"
        ));
    }
}

fn column(key: &'static str, zh: &'static str, en: &'static str, kind: As) -> Column {
    Column::new(key, Text::new(zh, en), kind)
}

/// The report proper.
fn rows(found: &Quarter, input: &QuarterInput<'_>) -> Section {
    let named: BTreeSet<&str> = found
        .lines
        .iter()
        .map(|line| input.pool.text(line.keeper))
        .filter(|name| !name.is_empty())
        .collect();
    let mut columns = vec![
        column("kind", "类别", "kind", As::Text),
        column("sku", "编码", "SKU", As::Id),
        column("name", "品名 规格", "item", As::Text)
            .sparse()
            .droppable(7),
        column("location", "仓位", "place", As::Text)
            .sparse()
            .droppable(1),
        column("lot", "批次", "lot", As::Id).sparse().droppable(8),
        column("book", "账面", "book", As::Qty).droppable(4),
        column("counted", "实盘", "counted", As::Qty).droppable(3),
        column("qty", "差", "diff", As::Qty),
        column("value", "金额", "value", As::Money)
            .summed()
            .droppable(2),
    ];
    columns.extend(shown::answer_columns(&named).into_iter().filter_map(answer));
    let title = say!(zh: "盘盈盘亏残次明细", en: "surplus, shortage and damage");
    let mut section = Section::new("rows", title, columns).signed_by(&SIGNERS);
    section.paper = Paper {
        turn: Turn::Across,
        ..Paper::default()
    };
    let cells = |line: &Line| cells(line, input);
    section.rows = found.lines.iter().map(cells).collect();
    if input.entries.is_some() {
        section.notes.push(Message::from(why::PROPOSED).into());
    }
    let causes = found.lines.iter().map(|line| &line.causes[..]);
    section.notes.extend(shown::legend(causes));
    section
}

/// A column of the answers as this report has it, so that a line stands on one
/// page: documents and confidence are told with the cause.
fn answer(column: Column) -> Option<Column> {
    match column.key.as_str() {
        "causes" => Some(column.keeping(CAUSE).wide(30)),
        "responsible" => Some(Column {
            heading: RESPONSIBLE.into(),
            ..column.droppable(6).wide(13)
        }),
        "documents" | "confidence" => None,
        _ => Some(column.droppable(9).wide(12)),
    }
}

fn cells(line: &Line, input: &QuarterInput<'_>) -> Vec<Value> {
    let (word, label) = line.kind.word();
    let text = |name| Value::filled(input.pool.text(name));
    let mut cells = vec![
        Value::Code(word, label),
        text(line.place.sku),
        Value::filled(&input.goods.title(line.place.sku, input.pool)),
        text(line.place.location),
        text(line.place.lot),
        Value::from(line.book),
        Value::from(line.counted),
        Value::from(line.qty),
        Value::from(line.value),
    ];
    let keeper = input.pool.text(line.keeper);
    let keeper = Some(keeper).filter(|name| !name.is_empty());
    let shown = why::shown(input.pool, input.files);
    let answers = shown.answer_cells(&line.causes, keeper);
    let kept = shown::answer_columns(&BTreeSet::new())
        .into_iter()
        .map(answer);
    let kept = answers
        .into_iter()
        .zip(kept)
        .filter(|(_, column)| column.is_some());
    cells.extend(kept.map(|(cell, _)| cell));
    cells
}

/// What it comes to by kind, live from the lines.
fn totals(found: &Quarter) -> Section {
    let columns = vec![
        column("kind", "类别", "kind", As::Text),
        column("lines", "笔数", "lines", As::Int).summed(),
        column("value", "金额", "value", As::Money).summed(),
    ];
    let title = say!(zh: "汇总", en: "totals");
    let mut section = Section::new("totals", title, columns);
    // The head of the report says the same.
    section.screen = false;
    let last = found.lines.len().checked_sub(1);
    for (at, kind) in KINDS.into_iter().enumerate() {
        let (word, label) = kind.word();
        let (lines, value) = sum(found, kind);
        let of_kind = |words: &'static str, result: Value, last: usize| {
            Formula::new(result)
                .text(words)
                .column("rows", "kind", 0, last)
                .text(",")
                .cell("totals", at, "kind")
        };
        let (lines, value) = match last {
            Some(last) => (
                of_kind("COUNTIF(", lines.into(), last).text(")").into(),
                of_kind("ROUND(SUMIF(", value.into(), last)
                    .text(",")
                    .column("rows", "value", 0, last)
                    .text("),2)")
                    .into(),
            ),
            None => (lines.into(), value.into()),
        };
        section
            .rows
            .push(vec![Value::Code(word, label), lines, value]);
    }
    section
}

impl Missed {
    fn word(self) -> (&'static str, Text) {
        match self {
            Missed::Blank => ("blank", Text::new("数量空白", "left blank")),
            Missed::Absent => ("absent", Text::new("不在盘点表上", "on no sheet")),
            Missed::Open => (
                "counted_twice",
                Text::new("盘了两次未定", "counted twice, not settled"),
            ),
        }
    }
}

fn not_counted(found: &Quarter, input: &QuarterInput<'_>) -> Section {
    let columns = vec![
        column("sku", "编码", "SKU", As::Id),
        column("name", "品名 规格", "item", As::Text)
            .sparse()
            .droppable(3),
        column("location", "仓位", "place", As::Text).sparse(),
        column("lot", "批次", "lot", As::Id).sparse().droppable(2),
        column("book", "账面", "book", As::Qty),
        column("why", "情况", "why", As::Text),
    ];
    let title = say!(zh: "没有盘到", en: "not counted");
    let mut section = Section::new("not_counted", title, columns);
    for (row, missed) in &found.missed {
        let (word, label) = missed.word();
        section.rows.push(vec![
            Value::filled(input.pool.text(row.place.sku)),
            Value::filled(&input.goods.title(row.place.sku, input.pool)),
            Value::filled(input.pool.text(row.place.location)),
            Value::filled(input.pool.text(row.place.lot)),
            Value::from(row.expected),
            Value::Code(word, label),
        ]);
    }
    section
}

/// How far each area was counted and right, and when it is due again.
fn areas(found: &Quarter, input: &QuarterInput<'_>) -> Section {
    let columns = vec![
        column("area", "区域", "area", As::Text),
        column("places", "账面处数", "places", As::Int).summed(),
        column("counted", "已盘", "counted", As::Int).summed(),
        column("same", "相符", "same", As::Int).summed(),
        column("accuracy", "准确率", "accuracy", As::Percent),
        column("last", "最近盘点", "last count", As::Date),
        column("due", "应盘期限", "due by", As::Date).sparse(),
        column("state", "状态", "state", As::Text),
    ];
    let mut section = Section::new("areas", say!(zh: "各区域", en: "areas"), columns);
    let today = input.clock.date();
    for (area, tally) in &found.areas {
        let due = found.due.iter().find(|due| due.area == *area);
        let (word, label) = match due {
            Some(due) if due.overdue(today) => ("overdue", Text::new("过期", "overdue")),
            Some(_) => ("due", Text::new("该盘", "due")),
            None => ("in_time", Text::new("按时", "in time")),
        };
        let share = Decimal::from(tally.same).checked_div(Decimal::from(tally.counted));
        section.rows.push(vec![
            Value::filled(area),
            Value::from(tally.places),
            Value::from(tally.counted),
            Value::from(tally.same),
            share.map_or(Value::None, Value::Percent),
            found
                .last
                .get(area)
                .map_or(Value::None, |day| Value::Date(*day)),
            due.and_then(|due| due.due).map_or(Value::None, Value::Date),
            Value::Code(word, label),
        ]);
    }
    section
}

fn findings(found: &Quarter, input: &QuarterInput<'_>, out: &mut Vec<Finding>) {
    let told = input.told();
    let at = |line: &Line| (line.place, line.origin);
    let of = |kind: Kind| -> Vec<_> { found.of(kind).map(at).collect() };
    out.extend(told.listed(
        "W7",
        &of(Kind::Surplus),
        |n, list| say!(zh: "盘盈 {n} 笔,要查原因、定责任、提处理意见:{list}", en: "surplus, lines: {n}; find the cause, name who is responsible, propose what to do: {list}"),
    ));
    out.extend(told.listed(
        "W7",
        &of(Kind::Shortage),
        |n, list| say!(zh: "盘亏 {n} 笔,要查原因、定责任、提处理意见:{list}", en: "shortage, lines: {n}; find the cause, name who is responsible, propose what to do: {list}"),
    ));
    out.extend(told.listed(
        "W7",
        &of(Kind::Damaged),
        |n, list| say!(zh: "残次 {n} 笔,要查原因、定责任、提处理意见:{list}", en: "damage, lines: {n}; find the cause, name who is responsible, propose what to do: {list}"),
    ));
    let rows = &found.compared.rows;
    out.extend(rows.iter().filter(|row| row.open).map(|row| told.open(row)));
    let missed: Vec<_> = found
        .missed
        .iter()
        .filter(|(_, why)| *why != Missed::Open)
        .map(|(row, _)| (row.place, row.origin))
        .collect::<Vec<(_, Origin)>>();
    out.extend(told.listed(
        "W7",
        &missed,
        |n, list| say!(zh: "全盘还缺 {n} 处没有盘(空白不当作零):{list}", en: "the full count lacks {n} places (blank is not zero): {list}"),
    ));
    out.extend(found.while_counted.iter().cloned());
    let today = input.clock.date();
    out.extend(found.due.iter().map(|due| due.finding(today)));
    out.extend(out_of_quarter(input));
}

/// A count that was not made in the quarter.
fn out_of_quarter(input: &QuarterInput<'_>) -> Option<Finding> {
    let (day, quarter) = (input.count.day, &input.quarter);
    let label = quarter.label().zh;
    if day < quarter.from {
        let message = say!(
            zh: "盘点是 {day} 的,不在 {label};请看 --quarter 和 --count 是否配对",
            en: "the count is of {day}, not of {label}; check that --quarter and --count belong together"
        );
        return Some(Finding::warning("W7", day.to_string(), message));
    }
    (day > quarter.last()).then(|| {
        let message = say!(
            zh: "{label} 已过,{day} 才盘;账面取盘点那一刻的数",
            en: "counted on {day}, after the end of {label}; the book is taken at the time of the count"
        );
        Finding::info("W7", day.to_string(), message)
    })
}
