//! Counts over time (W7, W8): which variances are new, come back, have healed or
//! only moved to another place; how accurate each area, counter and item is, and
//! what is lost.
//!
//! A place is off in a count when it differs from the one before, movements in
//! between reckoned with. *New*: off now and not before. *Recurring*: off now
//! and in an earlier count. *Healed*: off in the count before, not now. *Moved*:
//! off now, and the same item is off by the opposite quantity at another place
//! in the same count. Accuracy = places not off ÷ places compared; shrink rate =
//! value of shortages ÷ value counted.

use super::count::{CountSet, Place};
use super::diff::{Kind, Row, Terms, diff};
use super::goods::Goods;
use super::moved::Moved;
use super::past::Past;
use crate::base::{Clock, Finding, Message, Money, Name, Pool, Problem, Qty, Text};
use crate::policy::StocktakeRules;
use crate::report::{Chart, ChartKind, Column, Kind as ColumnKind, Report, Section, Value};
use crate::say;
use crate::stock::Entry;
use crate::stock::order::natural;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What the trend is made from.
pub struct TrendInput<'t> {
    /// The earliest first.
    pub past: Vec<Past>,
    pub entries: Option<&'t [Entry]>,
    pub goods: &'t Goods<'t>,
    pub pool: &'t Pool,
    pub rules: &'t StocktakeRules,
    pub scope: Message,
    pub clock: Clock,
}

/// What became of a place's variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Course {
    Recurring,
    Moved,
    New,
    Healed,
    Past,
}

impl Course {
    fn word(self) -> (&'static str, Text) {
        match self {
            Course::New => ("new", Text::new("新出现", "new")),
            Course::Recurring => ("recurring", Text::new("又出现", "recurring")),
            Course::Healed => ("healed", Text::new("已平", "healed")),
            Course::Moved => ("moved", Text::new("挪了地方", "moved")),
            Course::Past => ("past", Text::new("早先有过", "past")),
        }
    }
}

/// One step from a count to the next.
struct Step {
    day: NaiveDate,
    /// Places on both sides with a figure.
    compared: u64,
    off: HashMap<Place, Row>,
    /// Yuan counted at cost.
    counted: Decimal,
}

/// The report.
///
/// # Errors
/// Fewer than two counts.
pub fn report(mut input: TrendInput<'_>) -> Result<Report, Problem> {
    if input.past.len() < 2 {
        return Err(say!(
            zh: "至少要两次盘点才有走势可看;文件夹里只有 {} 份",
            en: "a trend needs two counts at least; the folder holds {}",
            input.past.len()
        )
        .into());
    }
    let mut past = std::mem::take(&mut input.past);
    let mut by = Tallies::default();
    let steps: Vec<Step> = (1..past.len())
        .map(|at| {
            let (before, now) = past.split_at_mut(at);
            step(&mut before[at - 1], &mut now[0], &input, &mut by)
        })
        .collect();
    let first = past.first().map(|p| p.day).unwrap_or_default();
    let last = past.last().map(|p| p.day).unwrap_or_default();
    let shop = &input.scope;
    let span = say!(zh: "{first} 至 {last}", en: "{first} to {last}");
    let mut report = Report::new(
        "stocktake trend",
        say!(zh: "盘点走势", en: "stock-takes over time"),
        shop.join("  ", &span),
        input.clock,
    );
    let rows = courses(&steps);
    facts(&steps, &rows, &mut report);
    report.sections.push(places_section(&steps, &rows, &input));
    report.sections.push(step_section(&steps));
    for (id, title, heading, tally) in [
        (
            "areas",
            say!(zh: "各区域准确率", en: "accuracy by area"),
            Text::new("区域", "area"),
            by.areas,
        ),
        (
            "counters",
            say!(zh: "各盘点人准确率", en: "accuracy by counter"),
            Text::new("盘点人", "counter"),
            by.counters,
        ),
        (
            "items",
            say!(zh: "各商品准确率", en: "accuracy by item"),
            Text::new("编码", "SKU"),
            by.items,
        ),
    ] {
        report
            .sections
            .push(accuracy_section(id, title, heading, tally));
    }
    charts(&mut report);
    repeat_offenders(&rows, &input, &mut report.findings);
    Ok(report)
}

/// Places compared and places off, by a name.
#[derive(Debug, Default)]
struct Tallies {
    areas: BTreeMap<String, (u64, u64)>,
    counters: BTreeMap<String, (u64, u64)>,
    items: BTreeMap<String, (u64, u64)>,
}

fn step(before: &mut Past, now: &mut Past, input: &TrendInput<'_>, by: &mut Tallies) -> Step {
    let grain = before.set.grain(&now.set);
    let timed = before.set.span.is_some() && now.set.span.is_some();
    let moved = input
        .entries
        .filter(|_| timed)
        .map(|e| Moved::new(e, grain));
    let terms = Terms {
        rules: input.rules,
        moved: moved.as_ref(),
        made: None,
        cost: &|sku, own| own.or_else(|| input.goods.cost(sku)),
        class: &|sku| input.goods.class(sku, input.pool),
    };
    let rows = diff(&mut before.set, &mut now.set, &terms, true).rows;
    let counters = counters(&now.set);
    let mut out = Step {
        day: now.day,
        compared: 0,
        off: HashMap::new(),
        counted: Decimal::ZERO,
    };
    for row in rows {
        // What is not counted, or open, is neither right nor wrong.
        let Some(variance) = row
            .variance
            .filter(|_| !row.open && row.kind != Kind::NotCounted)
        else {
            continue;
        };
        let wrong = u64::from(!variance.is_zero());
        out.compared += 1;
        let place = row.place;
        let who = counters.get(&place).copied().unwrap_or_default();
        let names = [
            (
                &mut by.areas,
                input.rules.area(input.pool.text(place.location)),
            ),
            (&mut by.counters, input.pool.text(who)),
            (&mut by.items, input.pool.text(place.sku)),
        ];
        for (tally, name) in names {
            if !name.is_empty() {
                let held = tally.entry(name.to_owned()).or_insert((0, 0));
                held.0 += 1;
                held.1 += wrong;
            }
        }
        let cost = input.goods.cost(place.sku).unwrap_or_default();
        let worth = row.this.unwrap_or_default().0.checked_mul(cost.0);
        out.counted = out.counted.saturating_add(worth.unwrap_or_default());
        if wrong == 1 {
            out.off.insert(place, row);
        }
    }
    out
}

/// Who counted each place.
fn counters(set: &CountSet) -> HashMap<Place, Name> {
    let grain = set.own_grain();
    set.lines
        .iter()
        .map(|line| (grain.of(line.place), set.extra(line).counter))
        .filter(|(_, who)| !who.is_blank())
        .collect()
}

/// A place that was off at least once.
struct Track {
    place: Place,
    course: Course,
    /// By step: its variance there.
    variances: Vec<Option<Qty>>,
    times: usize,
    value: Option<Money>,
}

fn courses(steps: &[Step]) -> Vec<Track> {
    let places: HashSet<Place> = steps.iter().flat_map(|s| s.off.keys().copied()).collect();
    let newest = steps.len().saturating_sub(1);
    let moved_now = steps.last().map(moved_places).unwrap_or_default();
    places
        .into_iter()
        .map(|place| {
            let rows: Vec<Option<&Row>> = steps.iter().map(|s| s.off.get(&place)).collect();
            let times = rows.iter().flatten().count();
            let now = rows.last().copied().flatten().is_some();
            let before = newest > 0 && rows.get(newest - 1).copied().flatten().is_some();
            let course = match (now, before) {
                (true, _) if moved_now.contains(&place) => Course::Moved,
                (true, _) if times > 1 => Course::Recurring,
                (true, _) => Course::New,
                (false, true) => Course::Healed,
                (false, false) => Course::Past,
            };
            Track {
                place,
                course,
                variances: rows
                    .iter()
                    .map(|row| row.and_then(|r| r.variance))
                    .collect(),
                times,
                value: rows.iter().flatten().map(|r| r.value).sum(),
            }
        })
        .collect()
}

/// Places whose variance another place of the same item makes good.
fn moved_places(step: &Step) -> HashSet<Place> {
    let mut by_item: HashMap<Name, Vec<(Place, Qty)>> = HashMap::new();
    for (place, row) in &step.off {
        if let Some(variance) = row.variance {
            by_item
                .entry(place.sku)
                .or_default()
                .push((*place, variance));
        }
    }
    let offsets = |off: &[(Place, Qty)], qty: Qty| off.iter().any(|(_, other)| *other == -qty);
    by_item
        .values()
        .flat_map(|off| off.iter().filter(|(_, qty)| offsets(off, *qty)))
        .map(|(place, _)| *place)
        .collect()
}

fn share(part: Decimal, whole: Decimal) -> Value {
    match part.checked_div(whole) {
        Some(share) => Value::Percent(share),
        None => Value::None,
    }
}

fn accuracy(compared: u64, off: u64) -> Value {
    let right = compared.saturating_sub(off);
    share(Decimal::from(right), Decimal::from(compared))
}

fn shortage(step: &Step) -> Decimal {
    step.off
        .values()
        .filter_map(|row| row.value)
        .filter(|value| value.is_negative())
        .map(|value| -value.0)
        .sum()
}

fn facts(steps: &[Step], rows: &[Track], report: &mut Report) {
    report.datum("counts", Value::from(steps.len() + 1));
    let count = |course: Course| rows.iter().filter(|t| t.course == course).count();
    let [new, recurring, healed, moved] = [
        Course::New,
        Course::Recurring,
        Course::Healed,
        Course::Moved,
    ]
    .map(count);
    for (key, n) in [
        ("new", new),
        ("recurring", recurring),
        ("healed", healed),
        ("moved", moved),
    ] {
        report.datum(key, Value::from(n));
    }
    report.lead.push(say!(
        zh: "最近一次:新差异 {new} · 又出现 {recurring} · 挪了地方 {moved} · 已平 {healed}",
        en: "last count: new {new} · recurring {recurring} · moved {moved} · healed {healed}"
    ));
    let counted: Decimal = steps.iter().map(|s| s.counted).sum();
    let lost: Decimal = steps.iter().map(shortage).sum();
    report.datum("shrink_rate", share(lost, counted));
}

fn places_section(steps: &[Step], rows: &[Track], input: &TrendInput<'_>) -> Section {
    let column = |key: &'static str, zh: &'static str, en: &'static str, kind| {
        Column::new(key, Text::new(zh, en), kind)
    };
    let mut columns = vec![
        column("sku", "编码", "SKU", ColumnKind::Id),
        column("name", "品名 规格", "item", ColumnKind::Text).droppable(2),
        column("location", "仓位", "location", ColumnKind::Text),
        column("lot", "批次", "lot", ColumnKind::Id).droppable(4),
    ];
    for step in steps {
        let (key, heading) = (step.day.to_string(), step.day.format("%m-%d").to_string());
        columns.push(Column::named(&key, Message::data(heading), ColumnKind::Qty));
    }
    columns.extend([
        column("times", "次数", "times", ColumnKind::Int),
        column("value", "金额", "value", ColumnKind::Money)
            .summed()
            .droppable(3),
        column("course", "走势", "course", ColumnKind::Text),
    ]);
    let mut section = Section::new(
        "rows",
        say!(zh: "有过差异的地方", en: "places that were off"),
        columns,
    );
    let mut sorted: Vec<&Track> = rows.iter().collect();
    let text = |name| input.pool.text(name);
    sorted.sort_by(|a, b| {
        (a.course, std::cmp::Reverse(a.times))
            .cmp(&(b.course, std::cmp::Reverse(b.times)))
            .then_with(|| natural(text(a.place.location), text(b.place.location)))
            .then_with(|| natural(text(a.place.sku), text(b.place.sku)))
            .then_with(|| natural(text(a.place.lot), text(b.place.lot)))
    });
    for track in sorted {
        let filled = |name| {
            let text: &str = text(name);
            if text.is_empty() {
                Value::None
            } else {
                Value::from(text)
            }
        };
        let (word, label) = track.course.word();
        let mut cells = vec![
            filled(track.place.sku),
            Value::from(input.goods.title(track.place.sku, input.pool)),
            filled(track.place.location),
            filled(track.place.lot),
        ];
        cells.extend(track.variances.iter().map(|v| Value::from(*v)));
        cells.push(Value::from(track.times));
        cells.push(Value::from(track.value));
        cells.push(Value::Code(word, label));
        section.rows.push(cells);
    }
    section
}

fn step_section(steps: &[Step]) -> Section {
    let column = |key: &'static str, zh: &'static str, en: &'static str, kind| {
        Column::new(key, Text::new(zh, en), kind)
    };
    let columns = vec![
        column("day", "盘点日", "count of", ColumnKind::Date),
        column("compared", "比对", "compared", ColumnKind::Int),
        column("off", "有出入", "off", ColumnKind::Int),
        column("accuracy", "准确率", "accuracy", ColumnKind::Percent),
        column("shortage_value", "盘亏金额", "shortage", ColumnKind::Money).summed(),
        column("shrink_rate", "损耗率", "shrink rate", ColumnKind::Percent),
    ];
    let mut section = Section::new(
        "counts",
        say!(zh: "历次盘点", en: "count by count"),
        columns,
    );
    for step in steps {
        let off = step.off.len() as u64;
        section.rows.push(vec![
            Value::Date(step.day),
            Value::from(step.compared),
            Value::from(off),
            accuracy(step.compared, off),
            Value::from(Money(shortage(step)).rounded()),
            share(shortage(step), step.counted),
        ]);
    }
    section
}

fn accuracy_section(
    id: &'static str,
    title: Message,
    heading: Text,
    tally: BTreeMap<String, (u64, u64)>,
) -> Section {
    let columns = vec![
        Column::new("name", heading, ColumnKind::Id),
        Column::new("compared", Text::new("比对", "compared"), ColumnKind::Int),
        Column::new("off", Text::new("有出入", "off"), ColumnKind::Int),
        Column::new(
            "accuracy",
            Text::new("准确率", "accuracy"),
            ColumnKind::Percent,
        ),
    ];
    let mut section = Section::new(id, title, columns);
    let mut rows: Vec<(String, (u64, u64))> = tally.into_iter().collect();
    // The least accurate first.
    rows.sort_by(|(a, (n, x)), (b, (m, y))| {
        (u128::from(*y) * u128::from(*n))
            .cmp(&(u128::from(*x) * u128::from(*m)))
            .then_with(|| natural(a, b))
    });
    section.rows = rows
        .into_iter()
        .map(|(name, (compared, off))| {
            vec![
                Value::from(name),
                Value::from(compared),
                Value::from(off),
                accuracy(compared, off),
            ]
        })
        .collect();
    section.screen = id != "items";
    section
}

fn charts(report: &mut Report) {
    let chart = |title: Message,
                 section,
                 category: &'static str,
                 series: &'static str,
                 axis: Message,
                 kind| Chart {
        title,
        kind,
        section,
        category: category.into(),
        series: vec![series.into()],
        category_axis: axis,
        value_axis: say!(zh: "准确率(%)", en: "accuracy (%)"),
        top: Some(20),
    };
    report.charts.push(chart(
        say!(zh: "历次准确率", en: "accuracy over time"),
        "counts",
        "day",
        "accuracy",
        say!(zh: "盘点日", en: "count of"),
        ChartKind::Line,
    ));
    report.charts.push(chart(
        say!(zh: "各区域准确率", en: "accuracy by area"),
        "areas",
        "name",
        "accuracy",
        say!(zh: "区域", en: "area"),
        ChartKind::Bar,
    ));
}

fn repeat_offenders(rows: &[Track], input: &TrendInput<'_>, out: &mut Vec<Finding>) {
    let mut again: Vec<(String, usize)> = rows
        .iter()
        .filter(|t| t.times > 1 && matches!(t.course, Course::Recurring | Course::Moved))
        .map(|t| {
            let parts = [t.place.sku, t.place.location, t.place.lot].map(|n| input.pool.text(n));
            let shown: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
            (shown.join(" "), t.times)
        })
        .collect();
    again.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| natural(&a.0, &b.0)));
    for (place, times) in again {
        out.push(Finding::warning(
            "W7",
            place.clone(),
            say!(zh: "{place} 已 {times} 次盘出差异,要查原因", en: "{place} was off {times} times; find out why"),
        ));
    }
}
