//! The answer of `stock alerts`: ageing on screen, for files a sheet a kind.

use super::ageing::{self, Aged};
use super::alert::{Action, Alert, Kind};
use super::position::{Position, positions, window};
use super::{Watch, expiry, level, returns};
use crate::base::{Clock, Finding, Message, Money, Name, Qty, Severity, Text};
use crate::report::{Column, Fill, Kind as C, Report, Section, Tone, Value};
use crate::say;
use crate::stock::checks;
use crate::stock::entry::Entry;
use crate::stock::goods::Goods;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

const OPINION: Text = Text::new("处理意见", "Decision");

/// Looks over the stock.
pub fn report(watch: &Watch<'_>, scope: Message, clock: Clock) -> Report {
    let title = say!(zh: "库存预警", en: "Stock alerts");
    let mut report = Report::new("stock alerts", title, scope, clock);
    let goods = watch.goods();
    let positions = positions(watch);
    let mut infos = Vec::new();
    let mut alerts: Vec<Alert> = Vec::new();
    for position in &positions {
        let item = goods.item(position.sku);
        alerts.extend(item.map_or_else(Vec::new, |item| level::check(watch, item, position)));
        alerts.extend(expiry::check(watch, item, position, &mut infos));
    }
    let (waiting, untold) = returns::waiting(watch, &positions);
    alerts.extend(waiting);
    // Within a kind: the nearest expiry, else the item's code.
    alerts.sort_by(|a, b| {
        let text = |alert: &Alert| watch.pool.text(alert.sku);
        (a.kind, a.expiry.is_none(), a.expiry)
            .cmp(&(b.kind, b.expiry.is_none(), b.expiry))
            .then_with(|| text(a).cmp(text(b)))
            .then_with(|| a.origin.cmp(&b.origin))
    });
    let aged = aged(watch, &positions);
    summary(&mut report, watch, &positions, &alerts);
    report.sections.push(buckets(watch, &positions, &aged));
    report.sections.push(rows(watch, &goods, &alerts));
    report.sections.extend(sheets(watch, &goods, &alerts));
    report
        .sections
        .push(ageing_by_item(watch, &goods, &positions, &aged));
    report.findings = alerts.iter().map(|a| finding(watch, &goods, a)).collect();
    report
        .findings
        .extend(watch.notes.findings(watch.pool, watch.files));
    let (entries, told) = (watch.entries.iter(), watch.notes.unknown_barcodes());
    let (pool, files) = (watch.pool, watch.files);
    let unlike = checks::against_items(entries, watch.items, pool, files, &told);
    report.findings.extend(unlike);
    report.findings.extend(infos);
    report.findings.extend(untold);
    report.findings.extend(ends_early(watch));
    report
}

fn finding(watch: &Watch<'_>, goods: &Goods<'_>, alert: &Alert) -> Finding {
    let title = goods.title(alert.sku, watch.pool);
    let mut finding = Finding::new(alert.kind.rule(), alert.severity, title, alert.text())
        .with("kind", alert.kind.key())
        .with("sku", watch.pool.text(alert.sku))
        .with("proposal", alert.action.key());
    if let Some(qty) = alert.action_qty {
        finding = finding.with("proposal_qty", qty.to_string());
    }
    if !alert.lot.is_empty() {
        finding = finding.with("lot", alert.lot.clone());
    }
    match alert.origin {
        Some(origin) => finding.at(watch.files.cite(origin)),
        None => finding,
    }
}

/// A ledger that stops before the day it is looked at.
fn ends_early(watch: &Watch<'_>) -> Option<Finding> {
    let (until, today) = (watch.until(), watch.as_of);
    let days = (today - until).num_days();
    (days > 1 && !watch.entries.is_empty()).then(|| {
        let message = say!(
            zh: "流水到 {until} 为止,比 {today} 早 {days} 天:库存和日均按那天,到期和库龄按 {today}",
            en: "the ledger ends {until}, {days} days before {today}: stock and rates are of that day, expiry and age of {today}"
        );
        Finding::info("W9", "-", message)
    })
}

fn summary(report: &mut Report, watch: &Watch<'_>, positions: &[Position], alerts: &[Alert]) {
    let (from, days) = window(watch);
    let until = watch.until();
    report.lead.push(say!(
        zh: "日均按 {from} 至 {until} 共 {days} 天的出库", en: "rates are those of the issues from {from} to {until}, {days} days"
    ));
    let stocked = positions.iter().filter(|p| p.stock > Qty::ZERO).count();
    report.fact(
        "items",
        Text::new("有货品项", "items in stock"),
        Value::from(stocked),
    );
    for kind in Kind::ALL {
        let n = alerts.iter().filter(|alert| alert.kind == kind).count();
        if n > 0 {
            report.fact(kind.key(), kind.label(), Value::from(n));
        } else {
            report.datum(kind.key(), Value::from(0_usize));
        }
    }
    report.datum("as_of", Value::Date(watch.as_of));
    report.datum("rate_days", Value::Int(days));
}

fn aged(watch: &Watch<'_>, positions: &[Position]) -> Vec<Aged> {
    let mut entries: HashMap<Name, Vec<&Entry>> = HashMap::new();
    for entry in watch.entries {
        entries.entry(entry.sku).or_default().push(entry);
    }
    let ends = &watch.rules.age_buckets;
    positions
        .iter()
        .filter_map(|position| {
            let own = entries.get(&position.sku).map_or(&[][..], Vec::as_slice);
            ageing::aged(position, own, ends, watch.as_of)
        })
        .collect()
}

/// «0–30», «31–60», «181 以上».
fn bucket_name(ends: &[u32], at: usize) -> Message {
    let from = at.checked_sub(1).map_or(0, |before| ends[before] + 1);
    match ends.get(at) {
        Some(to) => say!(zh: "{from}–{to} 天", en: "{from}–{to} days"),
        None => say!(zh: "{from} 天以上", en: "{from} days or more"),
    }
}

fn buckets(watch: &Watch<'_>, positions: &[Position], aged: &[Aged]) -> Section {
    let columns = vec![
        Column::new("bucket", Text::new("库龄", "Age"), C::Text),
        Column::new("items", Text::new("品项", "Items"), C::Int),
        Column::new("qty", Text::new("数量", "Qty"), C::Qty).summed(),
        Column::new("value", Text::new("金额", "Value"), C::Money).summed(),
        Column::new("share", Text::new("占金额", "Of value"), C::Percent),
    ];
    let title = say!(zh: "库龄", en: "Age of stock");
    let mut section = Section::new("ageing", title, columns);
    let of_item: HashMap<Name, &Position> = positions.iter().map(|p| (p.sku, p)).collect();
    let ends = &watch.rules.age_buckets;
    let value = |aged: &Aged, at: usize| {
        let position = of_item.get(&aged.sku);
        position
            .and_then(|p| p.value(aged.buckets[at]))
            .unwrap_or_default()
    };
    let sums: Vec<Money> = (0..=ends.len())
        .map(|at| aged.iter().map(|a| value(a, at)).sum())
        .collect();
    let whole: Money = sums.iter().copied().sum();
    for (at, sum) in sums.iter().enumerate() {
        let held = aged.iter().filter(|a| a.buckets[at] > Qty::ZERO);
        let share = sum.0.checked_div(whole.0).map(|share| share.round_dp(4));
        section.rows.push(vec![
            Value::Message(bucket_name(ends, at)),
            Value::from(held.count()),
            Value::from(aged.iter().map(|a| a.buckets[at]).sum::<Qty>()),
            Value::from(*sum),
            share.map_or(Value::None, Value::Percent),
        ]);
    }
    section
}

fn ageing_by_item(
    watch: &Watch<'_>,
    goods: &Goods<'_>,
    positions: &[Position],
    aged: &[Aged],
) -> Section {
    let ends = &watch.rules.age_buckets;
    let mut columns = vec![
        Column::new("sku", Text::new("商品编码", "SKU"), C::Id),
        Column::new("name", Text::new("品名", "Item name"), C::Text),
        Column::new("spec", Text::new("规格", "Spec"), C::Text),
        Column::new("stock", Text::new("库存", "Stock"), C::Qty).summed(),
    ];
    columns.extend((0..=ends.len()).map(|at| {
        let key = match ends.get(at) {
            Some(end) => format!("to_{end}"),
            None => "older".to_owned(),
        };
        Column::named(&key, bucket_name(ends, at), C::Qty).summed()
    }));
    columns.push(Column::new(
        "oldest",
        Text::new("最早入库", "Oldest"),
        C::Date,
    ));
    columns.push(Column::new("value", Text::new("金额", "Value"), C::Money).summed());
    let title = say!(zh: "各品项库龄", en: "Age of stock by item");
    let mut section = Section::new("ageing_items", title, columns);
    section.screen = false;
    let of_item: HashMap<Name, &Position> = positions.iter().map(|p| (p.sku, p)).collect();
    section.rows = aged
        .iter()
        .map(|aged| {
            let stock: Qty = aged.buckets.iter().copied().sum();
            let mut row = vec![
                Value::from(watch.pool.text(aged.sku)),
                Value::from(watch.pool.text(goods.name(aged.sku))),
                Value::from(watch.pool.text(goods.spec(aged.sku))),
                Value::from(stock),
            ];
            row.extend(
                aged.buckets
                    .iter()
                    .map(|qty| Value::from((!qty.is_zero()).then_some(*qty))),
            );
            row.push(Value::Date(aged.oldest));
            let value = of_item.get(&aged.sku).and_then(|p| p.value(stock));
            row.push(Value::from(value));
            row
        })
        .collect();
    section
}

/// A column of a list of alerts.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Show {
    Rule,
    Kind,
    Sku,
    Name,
    Spec,
    Location,
    Lot,
    Expiry,
    Days,
    Stock,
    Limit,
    Rate,
    Cover,
    Value,
    Action,
    ActionQty,
    Why,
    Proposal,
    Source,
}

const ALL: [Show; 19] = [
    Show::Rule,
    Show::Kind,
    Show::Sku,
    Show::Name,
    Show::Spec,
    Show::Location,
    Show::Lot,
    Show::Expiry,
    Show::Days,
    Show::Stock,
    Show::Limit,
    Show::Rate,
    Show::Cover,
    Show::Value,
    Show::Action,
    Show::ActionQty,
    Show::Why,
    Show::Proposal,
    Show::Source,
];

impl Show {
    /// What days and limit are depends on the kind.
    fn column(self, kind: Option<Kind>) -> Column {
        let near = kind == Some(Kind::NearExpiry);
        match self {
            Show::Rule => Column::new("rule", Text::new("规则", "Rule"), C::Text),
            Show::Kind => Column::new("kind", Text::new("情况", "Kind"), C::Text),
            Show::Sku => Column::new("sku", Text::new("商品编码", "SKU"), C::Id),
            Show::Name => Column::new("name", Text::new("品名", "Item name"), C::Text),
            Show::Spec => Column::new("spec", Text::new("规格", "Spec"), C::Text),
            Show::Location => Column::new("location", Text::new("仓位", "Location"), C::Text),
            Show::Lot => Column::new("lot", Text::new("批次", "Lot"), C::Id),
            Show::Expiry => Column::new("expiry", Text::new("有效期至", "Expiry"), C::Date),
            Show::Days if near => Column::new("days", Text::new("剩余天数", "Days left"), C::Int),
            Show::Days => Column::new("days", Text::new("天数", "Days"), C::Int),
            Show::Stock => Column::new("stock", Text::new("库存", "Stock"), C::Qty),
            Show::Limit if near => {
                Column::new("limit", Text::new("需日销", "Needed a day"), C::Qty)
            }
            Show::Limit => Column::new("limit", Text::new("限量", "Limit"), C::Qty),
            Show::Rate => Column::new("rate", Text::new("日均出库", "Issued a day"), C::Qty),
            Show::Cover => {
                Column::new("cover_days", Text::new("可卖天数", "Days of cover"), C::Qty)
            }
            Show::Value => Column::new("value", Text::new("金额", "Value"), C::Money),
            Show::Action => Column::new("proposal", Text::new("建议", "Proposal"), C::Text),
            Show::ActionQty => Column::new(
                "proposal_qty",
                Text::new("建议数量", "Proposed qty"),
                C::Qty,
            ),
            Show::Why => {
                Column::new("text", Text::new("说明", "What is the matter"), C::Text).wide(50)
            }
            Show::Proposal => Column::new(
                "proposal_text",
                Text::new("建议说明", "What to do"),
                C::Text,
            )
            .wide(40),
            Show::Source => Column::new("source", Text::new("出处", "Source"), C::Text),
        }
    }

    fn value(self, watch: &Watch<'_>, goods: &Goods<'_>, alert: &Alert) -> Value {
        let named = |name: Name| {
            let text = watch.pool.text(name);
            Value::from((!text.is_empty()).then(|| text.to_owned()))
        };
        let number = |n: Option<Decimal>| Value::from(n.map(Qty));
        match self {
            Show::Rule => Value::from(alert.kind.rule()),
            Show::Kind => Value::Code(alert.kind.key(), alert.kind.label()),
            Show::Sku => named(alert.sku),
            Show::Name => named(goods.name(alert.sku)),
            Show::Spec => named(goods.spec(alert.sku)),
            Show::Location => named(alert.location),
            Show::Lot => Value::from((!alert.lot.is_empty()).then(|| alert.lot.clone())),
            Show::Expiry => alert.expiry.map_or(Value::None, Value::Date),
            Show::Days => Value::from(alert.days),
            Show::Stock => Value::from(alert.stock),
            Show::Limit => Value::from(alert.limit),
            Show::Rate => number(alert.rate),
            Show::Cover => number(alert.cover),
            Show::Value => Value::from(alert.value),
            Show::Action => {
                Value::Code(alert.action.key(), alert.action.label()).toned(tone(alert))
            }
            Show::ActionQty => Value::from(alert.action_qty),
            Show::Why => Value::Message(alert.why.clone()),
            Show::Proposal => Value::Message(alert.proposal.clone()),
            Show::Source => Value::from(alert.origin.map(|origin| watch.files.cite(origin))),
        }
    }
}

fn tone(alert: &Alert) -> Tone {
    match (alert.severity, alert.action) {
        (Severity::Error, _) => Tone::Bad,
        (Severity::Info, _) | (_, Action::Await) => Tone::Muted,
        _ => Tone::Attention,
    }
}

fn rows(watch: &Watch<'_>, goods: &Goods<'_>, alerts: &[Alert]) -> Section {
    let columns = ALL.iter().map(|show| show.column(None)).collect();
    let mut section = Section::new("rows", say!(zh: "全部预警", en: "All alerts"), columns);
    section.screen = false;
    section.rows = alerts
        .iter()
        .map(|alert| {
            ALL.iter()
                .map(|show| show.value(watch, goods, alert))
                .collect()
        })
        .collect();
    section
}

/// A sheet a kind, with the columns it fills and a place for the decision.
fn sheets(watch: &Watch<'_>, goods: &Goods<'_>, alerts: &[Alert]) -> Vec<Section> {
    let mut sections = Vec::new();
    for kind in Kind::ALL {
        let mine: Vec<&Alert> = alerts.iter().filter(|alert| alert.kind == kind).collect();
        if mine.is_empty() {
            continue;
        }
        let value = |show: Show, alert: &Alert| show.value(watch, goods, alert);
        let filled: HashSet<Show> = ALL
            .into_iter()
            .filter(|show| mine.iter().any(|a| *value(*show, a).bare() != Value::None))
            .collect();
        let shows: Vec<Show> = ALL
            .into_iter()
            .filter(|show| filled.contains(show) && !matches!(show, Show::Rule | Show::Kind))
            .collect();
        let opinion = Column::new("opinion", OPINION, C::Text)
            .filled_in(Fill::Text)
            .wide(20);
        let columns = shows
            .iter()
            .map(|show| show.column(Some(kind)))
            .chain([opinion]);
        let title = Message {
            zh: format!("{} {}", kind.rule(), kind.label().zh),
            en: format!("{} {}", kind.rule(), kind.label().en),
        };
        let mut section = Section::new(kind.key(), title, columns.collect()).signed();
        section.screen = false;
        section.rows = mine
            .iter()
            .map(|alert| {
                let shown = shows.iter().map(|show| value(*show, alert));
                shown.chain([Value::None]).collect()
            })
            .collect();
        sections.push(section);
    }
    sections
}
