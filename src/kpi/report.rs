//! Scores as a report: ranking, metric by metric, teams, targets, shops, visits.

use super::score::{Scored, Worked};
use super::{Job, shops, targets, visits};
use crate::base::{Message, Money, Qty, Text};
use crate::policy::kpi::Metric;
use crate::report::earlier::{self, Earlier, From};
use crate::report::{Chart, ChartKind, Column, Formula, Key, Kind, Report, Section, Value};
use crate::say;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// How much is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Show<'e> {
    /// The metrics line by line, with formulas and charts: for files people open.
    pub detail: bool,
    /// The metrics as one object a row: for programs.
    pub machine: bool,
    pub earlier: Option<&'e Earlier>,
}

const ROWS: &str = "rows";
const METRICS: &str = "metrics";

/// The period's KPI.
pub fn report(job: &Job<'_>, worked: &Worked, show: Show<'_>) -> Report {
    let (shop, period) = (&job.policy.shop.name, job.period.label());
    let scope = Message {
        zh: format!("{shop} {}", period.zh),
        en: format!("{shop} {}", period.en),
    };
    let title = say!(zh: "绩效", en: "KPI");
    let mut report = Report::new("kpi", title, scope, job.clock);
    report.datum("month", period.en.clone().into());
    report.fact(
        "staff",
        Text::new("人数", "people"),
        worked.people.len().into(),
    );
    let open = worked.people.iter().filter(|p| p.score.is_none()).count();
    report.fact(
        "without_score",
        Text::new("没有得分", "without score"),
        open.into(),
    );
    report.sections.push(ranking(job, worked, show));
    report
        .sections
        .extend([metrics(job, worked, show.detail), teams(job, worked)]);
    if job.targets.is_some() {
        report.sections.push(targets::section(job, worked));
    }
    let (shops, called_out) = shops::section(job);
    report.sections.push(shops);
    report.sections.push(visits::section(job, &worked.measures));
    report
        .sections
        .retain(|s| s.id == ROWS || !s.rows.is_empty());
    report.findings.clone_from(&worked.findings);
    report.findings.extend(called_out);
    report.findings.extend(visits::weekly(job));
    if show.detail {
        charts(&mut report);
    }
    report
}

fn last_score(job: &Job<'_>, show: Show<'_>, id: &str) -> Option<Decimal> {
    let row = show.earlier?.rows.get(id)?;
    if row.get("month").map(String::as_str) == Some(&job.period.label().en) {
        return None;
    }
    row.get("score")?.parse().ok()
}

fn ranking(job: &Job<'_>, worked: &Worked, show: Show<'_>) -> Section {
    let mut columns = vec![
        Column::new("rank", Text::new("名次", "rank"), Kind::Int),
        Column::new("staff", Text::new("员工", "staff"), Kind::Id),
        Column::new("name", Text::new("姓名", "name"), Kind::Text).droppable(1),
        Column::new("month", Text::new("月份", "month"), Kind::Text).droppable(7),
        Column::new("score", Text::new("得分", "score"), Kind::Qty),
    ];
    let compared = worked.people.iter().any(|p| {
        let id = &job.register.people()[p.who].id;
        last_score(job, show, id).is_some()
    });
    if compared {
        columns
            .push(Column::new("last", Text::new("上次得分", "last score"), Kind::Qty).droppable(3));
        columns.push(Column::new(
            "change",
            Text::new("变化", "change"),
            Kind::Qty,
        ));
    }
    for metric in &job.policy.kpi.metric {
        let key = format!("score_{}", metric.id);
        let heading = Message::data(metric.name.clone());
        columns.push(Column::named(&key, heading, Kind::Qty).droppable(5));
    }
    if show.machine {
        columns.push(Column::new(
            "metrics",
            Text::new("指标", "metrics"),
            Kind::Text,
        ));
    }
    let title = say!(zh: "绩效排名", en: "Ranking");
    let mut section = Section::new(ROWS, title, columns).signed();
    let width = job.policy.kpi.metric.len();
    for (at, person) in worked.people.iter().enumerate() {
        let staff = &job.register.people()[person.who];
        let mut row = vec![
            person.rank.into(),
            staff.id.as_str().into(),
            staff.name.as_str().into(),
            job.period.label().en.into(),
            score_cell(person, at, width, show.detail),
        ];
        if compared {
            let last = last_score(job, show, &staff.id);
            row.push(last.map(Qty).into());
            row.push(last.zip(person.score).map(|(l, s)| Qty(s - l)).into());
        }
        row.extend(person.metrics.iter().map(|m| Value::from(m.score.map(Qty))));
        if show.machine {
            let pairs = job.policy.kpi.metric.iter().zip(&person.metrics);
            let object = |(metric, m): (&Metric, &super::score::MetricValue)| {
                let value = |v: Option<Decimal>| {
                    v.map_or(Value::None, |v| Value::Qty(Qty(shown(metric, v))))
                };
                let target = metric.target().map(|t| t.value);
                let map = vec![
                    ("value".to_owned(), value(m.value)),
                    ("target".to_owned(), value(target)),
                    ("score".to_owned(), m.score.map(Qty).into()),
                    ("weight".to_owned(), Value::Int(m.weight.into())),
                ];
                (metric.id.clone(), Value::Map(map))
            };
            row.push(Value::Map(pairs.map(object).collect()));
        }
        section.rows.push(row);
    }
    section
}

/// A value as it is shown: shares to 0.01 %, others to 0.01.
fn shown(metric: &Metric, value: Decimal) -> Decimal {
    let places = if metric.is_percent() { 4 } else { 2 };
    value.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}

/// The score, live over the person's metrics in a workbook.
fn score_cell(person: &Scored, at: usize, width: usize, detail: bool) -> Value {
    let Some(score) = person.score else {
        return Value::None;
    };
    if !detail || width == 0 {
        return Value::Qty(Qty(score));
    }
    let (first, last) = (at * width, at * width + width - 1);
    Formula::new(Qty(score))
        .text("ROUND(SUMPRODUCT(")
        .column(METRICS, "score", first, last)
        .text(",")
        .column(METRICS, "weight", first, last)
        .text(")/SUMIF(")
        .column(METRICS, "score", first, last)
        .text(",\">=0\",")
        .column(METRICS, "weight", first, last)
        .text("),2)")
        .into()
}

/// Metric by metric: what the value is, what it scores.
fn metrics(job: &Job<'_>, worked: &Worked, detail: bool) -> Section {
    let columns = vec![
        Column::new("staff", Text::new("员工", "staff"), Kind::Id),
        Column::new("name", Text::new("姓名", "name"), Kind::Text),
        Column::new("metric", Text::new("指标", "metric"), Kind::Text),
        Column::new("made_of", Text::new("由什么算", "made of"), Kind::Text).droppable(4),
        Column::new("over", Text::new("分子", "over"), Kind::Qty).droppable(5),
        Column::new("under", Text::new("分母", "under"), Kind::Qty).droppable(5),
        Column::new("value", Text::new("数值", "value"), Kind::Text),
        Column::new("target", Text::new("满分值", "best at"), Kind::Text).droppable(3),
        Column::new("score", Text::new("得分", "score"), Kind::Qty),
        Column::new("weight", Text::new("权重", "weight"), Kind::Int),
    ];
    let title = say!(zh: "指标明细", en: "Metric by metric");
    let mut section = Section::new(METRICS, title, columns);
    section.screen = false;
    for person in &worked.people {
        let staff = &job.register.people()[person.who];
        let own = &worked.measures[person.who];
        for (metric, m) in job.policy.kpi.metric.iter().zip(&person.metrics) {
            let names = metric.measures();
            let labels = |of: fn(Text) -> &'static str| {
                let all: Vec<&str> = names
                    .iter()
                    .map(|n| of(crate::policy::kpi::measure_label(n)))
                    .collect();
                all.join(" ÷ ")
            };
            let made_of = Message {
                zh: labels(|t| t.zh),
                en: labels(|t| t.en),
            };
            let part = |at: usize| {
                let value = names.get(at).and_then(|n| own.get(n));
                Value::from(value.map(|v| Qty(v.round_dp(4))))
            };
            let value = m.value.map_or(Value::None, |v| {
                let v = shown(metric, v);
                let text = if metric.is_percent() {
                    format!("{}%", (v * Decimal::ONE_HUNDRED).normalize())
                } else {
                    v.normalize().to_string()
                };
                text.into()
            });
            let target = metric
                .target()
                .map_or(Value::None, |t| t.to_string().into());
            section.rows.push(vec![
                staff.id.as_str().into(),
                staff.name.as_str().into(),
                metric.name.as_str().into(),
                Value::Message(made_of),
                part(0),
                part(1),
                value,
                target,
                metric_score(metric, m.score, section.rows.len(), own, detail),
                Value::Int(m.weight.into()),
            ]);
        }
    }
    section
}

/// A metric's score, live over its measures: the curve as nested IFs.
fn metric_score(
    metric: &Metric,
    score: Option<Decimal>,
    at: usize,
    own: &super::measures::Measures,
    detail: bool,
) -> Value {
    let Some(score) = score else {
        return Value::None;
    };
    let names = metric.measures();
    let known = names.iter().all(|n| own.get(n).is_some());
    // Measures longer than what the sheet shows would not give the same score.
    let exact = names
        .iter()
        .filter_map(|n| own.get(n))
        .all(|v| v.normalize().scale() <= 4);
    if !detail || !known || !exact || metric.curve.len() < 2 {
        return Value::Qty(Qty(score));
    }
    let value = |formula: Formula| {
        let formula = formula.cell(METRICS, at, "over");
        if names.len() == 2 {
            formula.text("/").cell(METRICS, at, "under")
        } else {
            formula
        }
    };
    let plain = |d: Decimal| d.normalize().to_string();
    let mut formula = Formula::new(Qty(score)).text("ROUND(");
    let (first, last) = (metric.curve[0], metric.curve[metric.curve.len() - 1]);
    formula = value(formula.text("IF(")).text(format!(
        "<={},{},",
        plain(first.at.value),
        plain(first.score)
    ));
    for pair in metric.curve.windows(2) {
        let (low, high) = (pair[0], pair[1]);
        formula = value(formula.text("IF(")).text(format!(
            "<={},{}+(",
            plain(high.at.value),
            plain(low.score)
        ));
        formula = value(formula).text(format!(
            "-({}))*({})/({}),",
            plain(low.at.value),
            plain(high.score - low.score),
            plain(high.at.value - low.at.value)
        ));
    }
    let closing = ")".repeat(metric.curve.len());
    formula
        .text(format!("{}{closing},2)", plain(last.score)))
        .into()
}

/// Totals by role.
fn teams(job: &Job<'_>, worked: &Worked) -> Section {
    let columns = vec![
        Column::new("role", Text::new("岗位", "role"), Kind::Text),
        Column::new("people", Text::new("人数", "people"), Kind::Int).summed(),
        Column::new("sales", Text::new("销售额", "sales"), Kind::Money).summed(),
        Column::new("target", Text::new("目标", "target"), Kind::Money).summed(),
        Column::new("achieved", Text::new("达成率", "achieved"), Kind::Percent),
        Column::new("score", Text::new("平均得分", "mean score"), Kind::Qty),
    ];
    let title = say!(zh: "各岗位合计", en: "Teams");
    let mut section = Section::new("teams", title, columns);
    let mut teams: BTreeMap<&str, Vec<&Scored>> = BTreeMap::new();
    for person in &worked.people {
        let role = job.pool.text(job.register.people()[person.who].row.role);
        teams.entry(role).or_default().push(person);
    }
    for (role, people) in teams {
        let sum = |name: &str| -> Option<Money> {
            let all: Vec<Decimal> = people
                .iter()
                .filter_map(|p| worked.measures[p.who].get(name))
                .collect();
            (!all.is_empty()).then(|| Money(all.into_iter().sum()))
        };
        let (sales, target) = (sum("sales"), sum("target"));
        let scores: Option<Vec<Decimal>> = people.iter().map(|p| p.score).collect();
        let mean = scores.map(|s| s.iter().sum::<Decimal>() / Decimal::from(s.len().max(1)));
        let achieved = sales.zip(target).and_then(|(s, t)| s.0.checked_div(t.0));
        section.rows.push(vec![
            role.into(),
            people.len().into(),
            sales.map(Money::rounded).into(),
            target.map(Money::rounded).into(),
            achieved.map_or(Value::None, Value::Percent),
            mean.map(|m| Qty(m.round_dp(2))).into(),
        ]);
    }
    section
}

fn charts(report: &mut Report) {
    let bar = |title, section, category: &'static str, series: &'static str, axis, unit| Chart {
        title,
        kind: ChartKind::Bar,
        section,
        category: Key::from(category),
        series: vec![Key::from(series)],
        category_axis: axis,
        value_axis: unit,
        top: Some(30),
    };
    let has = |id: &str| {
        report
            .sections
            .iter()
            .any(|s| s.id == id && !s.rows.is_empty())
    };
    let (ranked, aimed) = (has(ROWS), has("targets"));
    if ranked {
        report.charts.push(bar(
            say!(zh: "绩效排名", en: "Ranking"),
            ROWS,
            "name",
            "score",
            say!(zh: "员工", en: "staff"),
            say!(zh: "得分", en: "score"),
        ));
    }
    if aimed {
        report.charts.push(bar(
            say!(zh: "目标达成率", en: "Targets achieved"),
            "targets",
            "scope",
            "achieved",
            say!(zh: "目标", en: "target of"),
            say!(zh: "达成率(%)", en: "achieved (%)"),
        ));
    }
}

/// What changed since an earlier run of the same period.
pub fn compare(report: &Report, earlier: &Earlier) -> Section {
    const ROLES: &[&str] = &[
        "service",
        "targets",
        "orders",
        "attendance",
        "adjustments",
        "visits",
        "staff",
    ];
    const SOURCES: &[From] = &[From {
        column: "score",
        parts: &[],
        roles: ROLES,
        config: true,
    }];
    earlier::changes(report, earlier, "staff", SOURCES)
}
