//! Counts over time as a report: what became of each variance, how accurate
//! areas, counters and items are, with charts.

use super::past::Past;
use super::trend::{Course, Step, Track, TrendInput, courses, shortage};
use crate::base::{Finding, Message, Money, Problem, Text};
use crate::report::{Chart, ChartKind, Column, Kind as ColumnKind, Report, Section, Value};
use crate::say;
use crate::stock::order::natural;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

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
    let day = |past: Option<&Past>| past.map(|p| p.day).unwrap_or_default();
    let (first, last) = (day(input.past.first()), day(input.past.last()));
    let (steps, by) = input.steps();
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
        let (word, label) = track.course.word();
        let mut cells = vec![
            Value::filled(text(track.place.sku)),
            Value::filled(&input.goods.title(track.place.sku, input.pool)),
            Value::filled(text(track.place.location)),
            Value::filled(text(track.place.lot)),
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
