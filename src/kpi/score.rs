//! Measures → metrics → scores.

use super::Job;
use super::measure;
use super::measures::Measures;
use crate::base::{Finding, Problem};
use crate::policy::kpi::{Metric, Missing, measure_label};
use crate::say;
use crate::table::cell::{Raw, number};
use crate::table::rows::register::Finder;
use rust_decimal::{Decimal, RoundingStrategy};

/// One metric of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricValue {
    /// Exact; `None` where there is no data for it.
    pub value: Option<Decimal>,
    /// Rounded to 0.01.
    pub score: Option<Decimal>,
    pub weight: u32,
}

/// One person's score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// Position in the register.
    pub who: usize,
    /// In the order of the config's metrics.
    pub metrics: Vec<MetricValue>,
    /// Rounded to 0.01.
    pub score: Option<Decimal>,
    /// From 1; people with equal scores share a rank, no score has none.
    pub rank: Option<usize>,
}

/// Everything that was worked out.
#[derive(Debug)]
pub struct Worked {
    /// By rank, then in the order of the staff list.
    pub people: Vec<Scored>,
    /// Everybody's measures, by position in the register.
    pub measures: Vec<Measures>,
    pub findings: Vec<Finding>,
}

impl Worked {
    /// Scores by position in the register.
    pub fn scores(&self) -> Vec<Option<Decimal>> {
        let mut scores = vec![None; self.measures.len()];
        for person in &self.people {
            scores[person.who] = person.score;
        }
        scores
    }
}

fn hundredth(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// Scores everybody the service tool has lines of in the period.
///
/// # Errors
/// A config without metrics.
pub fn score(job: &Job<'_>) -> Result<Worked, Problem> {
    let rules = &job.policy.kpi;
    if rules.metric.is_empty() {
        return Err(say!(
            zh: "配置里没有绩效指标 [[kpi.metric]];dayclose init 建的配置里有一套建议的,可以照抄",
            en: "the config has no [[kpi.metric]]; the file that dayclose init writes proposes a set to copy"
        )
        .into());
    }
    let mut finder = Finder::new(job.register);
    let mut findings = Vec::new();
    let measures = measure::collect(job, &mut finder, &mut findings);
    let mut people: Vec<Scored> = Vec::new();
    for (who, own) in measures.iter().enumerate() {
        if own.served {
            people.push(person(job, who, own, &mut findings));
        }
    }
    people.sort_by(|a, b| b.score.cmp(&a.score).then(a.who.cmp(&b.who)));
    for at in 0..people.len() {
        people[at].rank = match people[at].score {
            None => None,
            score if at > 0 && people[at - 1].score == score => people[at - 1].rank,
            Some(_) => Some(at + 1),
        };
    }
    own_totals(job, &mut findings);
    let mut all = finder.findings(job.pool, job.files);
    all.extend(findings);
    all.sort_by_key(|f| f.severity);
    Ok(Worked {
        people,
        measures,
        findings: all,
    })
}

/// The value of a metric as a quotient; what is missing, in the second half.
fn value(metric: &Metric, measures: &Measures) -> Result<(Decimal, Decimal), Lack> {
    let get = |name: &str| {
        measures
            .quotient(name)
            .ok_or_else(|| Lack::Measure(name.to_owned()))
    };
    match (&metric.value, &metric.ratio) {
        (Some(name), _) => get(name),
        (None, Some([over, under])) => {
            let (a, b) = (get(over)?, get(under)?);
            if b.0.is_zero() {
                return Err(Lack::Zero(under.clone()));
            }
            let product = |x: Decimal, y: Decimal| {
                x.checked_mul(y).ok_or_else(|| Lack::Measure(over.clone()))
            };
            Ok((product(a.0, b.1)?, product(a.1, b.0)?))
        }
        (None, None) => Err(Lack::Measure(metric.id.clone())),
    }
}

enum Lack {
    /// No data for that measure.
    Measure(String),
    /// The measure divided by is 0.
    Zero(String),
}

fn person(job: &Job<'_>, who: usize, own: &Measures, findings: &mut Vec<Finding>) -> Scored {
    let rules = &job.policy.kpi;
    let staff = &job.register.people()[who];
    let mut metrics = Vec::new();
    for metric in &rules.metric {
        let value = value(metric, own);
        if let Err(lack) = &value {
            let (name, title) = (&staff.name, &metric.name);
            let (zh, en) = match lack {
                Lack::Measure(measure) => {
                    let label = measure_label(measure);
                    (
                        format!("没有「{}」的数据", label.zh),
                        format!("there is no data for {}", label.en),
                    )
                }
                Lack::Zero(measure) => {
                    let label = measure_label(measure);
                    (
                        format!("「{}」是 0", label.zh),
                        format!("{} is 0", label.en),
                    )
                }
            };
            let words = say!(
                zh: "{name} 的指标「{title}」算不出来:{zh};请补齐数据,或在 [kpi] 改 missing",
                en: "metric \"{title}\" of {name} cannot be worked out: {en}; complete the data, or set `missing` under [kpi]"
            );
            findings.push(
                Finding::error("K7", staff.id.clone(), words).with("metric", metric.id.clone()),
            );
        }
        let quotient = value.ok();
        let value = quotient.and_then(|(over, under)| over.checked_div(under));
        let score = match (quotient, rules.missing) {
            (Some((over, under)), _) => metric.score(over, under).map(hundredth),
            (None, Missing::Zero) => Some(Decimal::ZERO),
            (None, _) => None,
        };
        metrics.push(MetricValue {
            value,
            score,
            weight: metric.weight,
        });
    }
    let known: Vec<(Decimal, Decimal)> = metrics
        .iter()
        .filter_map(|m| Some((m.score?, Decimal::from(m.weight))))
        .collect();
    let weights: Decimal = known.iter().map(|(_, w)| *w).sum();
    // A score of a config's curve is at most 10¹², a weight 100.
    let points: Decimal = known.iter().map(|(s, w)| *s * *w).sum();
    let whole = known.len() == metrics.len() || rules.missing == Missing::Reweight;
    let score = points.checked_div(weights).filter(|_| whole).map(hundredth);
    Scored {
        who,
        metrics,
        score,
        rank: None,
    }
}

/// The export's own 汇总 and 均值 against the lines of the same file.
fn own_totals(job: &Job<'_>, findings: &mut Vec<Finding>) {
    for (_, line) in job.totals.iter().filter(|(role, _)| role == "service") {
        for (name, text) in &line.cells {
            let Ok(Some(theirs)) = number::parse(&Raw::Text(text.as_str().into())) else {
                continue;
            };
            let cell = |row: &crate::table::rows::ServiceLine| match *name {
                "sales" => row.sales.map(|m| m.0),
                "inquiries" => row.inquiries,
                "buyers" => row.buyers,
                "refunds" => row.refunds.map(|m| m.0),
                "good_reviews" => row.good_reviews,
                "bad_reviews" => row.bad_reviews,
                "buyer_photos" => row.buyer_photos,
                _ => None,
            };
            let of_file = job
                .service
                .iter()
                .filter(|r| r.origin.file == line.origin.file);
            let cells: Vec<Decimal> = of_file.filter_map(cell).collect();
            if cells.is_empty() {
                continue;
            }
            let count = Decimal::from(cells.len());
            let sum: Decimal = cells.into_iter().sum();
            let label = &line.label;
            // A mean is rounded by the export, amounts to the fen.
            let (ours, within) = if label.contains('均') {
                let unit = if matches!(*name, "sales" | "refunds") {
                    Decimal::new(1, 2)
                } else {
                    Decimal::ONE
                };
                (sum / count, unit)
            } else {
                (sum, Decimal::ZERO)
            };
            if (hundredth(ours) - hundredth(theirs)).abs() > within {
                let ours = hundredth(ours).normalize();
                let title = measure_label(name);
                let (zh, en) = (title.zh, title.en);
                let words = say!(
                    zh: "导出自己的「{label}」行{zh}是 {theirs},各行算出来是 {ours};导出可能不全",
                    en: "the export's own line \"{label}\" has {en} of {theirs}, its lines come to {ours}; it may be incomplete"
                );
                findings.push(
                    Finding::warning("K15", label.clone(), words).at(job.files.cite(line.origin)),
                );
            }
        }
    }
}
