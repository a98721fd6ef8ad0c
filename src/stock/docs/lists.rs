//! Lists beside the remarks: open purchase orders, number series, bundles.

use super::Papers;
use super::purchase::{Open, State};
use super::series::Run;
use super::sheets::{NAME, OPINION, PARTY, SKU};
use crate::base::{MoveKind, Text};
use crate::report::{Column, Fill, Kind as C, Section, Tone, Value};
use crate::say;
use crate::stock::goods::Goods;
use crate::stock::order::natural;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn open_orders(papers: &Papers<'_>, goods: &Goods<'_>, open: &[Open]) -> Section {
    let columns = vec![
        Column::new("po_no", Text::new("采购单号", "PO no."), C::Id),
        Column::new("supplier", Text::new("供应商", "Supplier"), C::Text).droppable(2),
        Column::new("sku", SKU, C::Id),
        Column::new("name", NAME, C::Text).droppable(3),
        Column::new("ordered", Text::new("订购", "Ordered"), C::Qty).droppable(4),
        Column::new("received", Text::new("已到", "Received"), C::Qty).droppable(5),
        Column::new("open", Text::new("未到", "Open"), C::Qty),
        Column::new("due", Text::new("交货日", "Due"), C::Date),
        Column::new("days", Text::new("逾期天数", "Days late"), C::Int),
        Column::new("chases", Text::new("催货次数", "Chases"), C::Int),
        Column::new("last_chase", Text::new("最近催货", "Last chase"), C::Date).droppable(6),
        Column::new("state", Text::new("状态", "State"), C::Text),
        Column::new("opinion", OPINION, C::Text)
            .filled_in(Fill::Text)
            .wide(20),
    ];
    let as_of = papers.as_of;
    let title = say!(zh: "未到货采购单 截至 {as_of}", en: "Open purchase orders as of {as_of}");
    let mut section = Section::new("orders", title, columns);
    section.rows = open
        .iter()
        .map(|line| {
            let tone = match line.state {
                State::Overdue => Tone::Bad,
                State::ChaseNow => Tone::Attention,
                State::Open => Tone::Muted,
            };
            vec![
                Value::from(papers.pool.text(line.po_no)),
                Value::from(papers.pool.text(line.supplier)),
                Value::from(papers.pool.text(line.sku)),
                Value::from(papers.pool.text(goods.name(line.sku))),
                Value::from(line.ordered),
                Value::from(line.received),
                Value::from(line.left()),
                Value::Date(line.due),
                Value::from(line.days.max(0)),
                Value::from(line.chases),
                line.last_chase.map_or(Value::None, Value::Date),
                Value::Code(line.state.key(), line.state.label()).toned(tone),
                Value::None,
            ]
        })
        .collect();
    section
}

pub(super) fn series(runs: &[Run]) -> Section {
    let columns = vec![
        Column::new("series", Text::new("编号前缀", "Series"), C::Id),
        Column::new("month", Text::new("月份", "Month"), C::Text),
        Column::new("documents", Text::new("张数", "Documents"), C::Int),
        Column::new("first", Text::new("首号", "First"), C::Id),
        Column::new("last", Text::new("末号", "Last"), C::Id),
        Column::new("missing", Text::new("缺号", "Missing"), C::Int),
        Column::new("doubles", Text::new("重号", "Doubles"), C::Int),
        Column::new("disorder", Text::new("跳号", "Out of order"), C::Int),
    ];
    let mut section = Section::new(
        "series",
        say!(zh: "编号连续性", en: "Number series"),
        columns,
    );
    section.screen = false;
    section.rows = runs
        .iter()
        .map(|run| {
            vec![
                Value::from(run.lead.as_str()),
                Value::from(run.month.as_str()),
                Value::from(run.documents),
                Value::from(run.first.as_str()),
                Value::from(run.last.as_str()),
                Value::from(run.missing),
                Value::from(run.doubles),
                Value::from(run.disorder),
            ]
        })
        .collect();
    section
}

/// What is bound together: receipts by supplier and month, issues by channel and
/// month (W15).
pub(super) fn bundles(papers: &Papers<'_>) -> Section {
    let columns = vec![
        Column::new("kind", Text::new("类型", "Kind"), C::Text),
        Column::new("party", PARTY, C::Text),
        Column::new("month", Text::new("月份", "Month"), C::Text),
        Column::new("documents", Text::new("张数", "Documents"), C::Int).summed(),
        Column::new("first", Text::new("首号", "First"), C::Id),
        Column::new("last", Text::new("末号", "Last"), C::Id),
    ];
    let mut section = Section::new(
        "bundles",
        say!(zh: "装订清单", en: "Bundles to bind"),
        columns,
    );
    section.screen = false;
    let mut bundles: BTreeMap<(MoveKind, &str, String), BTreeSet<&str>> = BTreeMap::new();
    for entry in &papers.ledger.entries {
        let bound = matches!(entry.kind, MoveKind::Receipt | MoveKind::Issue);
        if bound && papers.period.holds_day(entry.day()) && !entry.doc_no.is_blank() {
            let month = entry.day().format("%Y-%m").to_string();
            let key = (entry.kind, papers.pool.text(entry.party), month);
            bundles
                .entry(key)
                .or_default()
                .insert(papers.pool.text(entry.doc_no));
        }
    }
    for ((kind, party, month), numbers) in bundles {
        let mut numbers: Vec<&str> = numbers.into_iter().collect();
        numbers.sort_by(|a, b| natural(a, b));
        section.rows.push(vec![
            Value::Code(kind.key(), kind.label()),
            Value::from(party),
            Value::from(month),
            Value::from(numbers.len()),
            Value::from(numbers.first().copied().map(str::to_owned)),
            Value::from(numbers.last().copied().map(str::to_owned)),
        ]);
    }
    section
}
