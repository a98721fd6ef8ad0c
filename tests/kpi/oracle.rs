//! Scores from K7 in fractions of whole numbers, nothing of the program's own
//! arithmetic, over thousands of months.

use chrono::NaiveDate;
use dayclose::base::{Clock, Files, Money, Origin, Period, Pool};
use dayclose::kpi::{self, Job};
use dayclose::policy::Policy;
use dayclose::policy::kpi::{Metric, Missing, Point};
use dayclose::table::cell::date::Moment;
use dayclose::table::rows::{Register, ServiceLine, Staff};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// A day of one person: sales (fen), inquiries, buyers, response (tenths of a
/// second), satisfaction (hundredths of a per cent; none where nobody answered).
type Day = (i64, i64, i64, i64, Option<i64>);

#[derive(Debug, Clone)]
struct Case {
    /// By person.
    days: Vec<Vec<Day>>,
    /// Points (value in hundredths, score) of the four metrics.
    curves: [Vec<(i64, i64)>; 4],
    /// Weights of the first three; the last has the rest.
    weights: [u32; 3],
    missing: Missing,
}

fn day() -> impl Strategy<Value = Day> {
    (
        0i64..500_000,
        0i64..60,
        0i64..40,
        0i64..1200,
        prop::option::weighted(0.8, 0i64..=10_000),
    )
}

fn curve() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::btree_map(0i64..200, 0i64..=100, 2..6)
        .prop_map(|points| points.into_iter().collect())
}

fn case() -> impl Strategy<Value = Case> {
    let missing = prop_oneof![
        Just(Missing::None),
        Just(Missing::Reweight),
        Just(Missing::Zero)
    ];
    (
        prop::collection::vec(prop::collection::vec(day(), 1..8), 1..4),
        [curve(), curve(), curve(), curve()],
        [1u32..30, 1u32..30, 1u32..30],
        missing,
    )
        .prop_map(|(days, curves, weights, missing)| Case {
            days,
            curves,
            weights,
            missing,
        })
}

/// a ÷ b in hundredths, half away from zero; b above 0.
fn hundredths(a: i128, b: i128) -> i128 {
    let (sign, a) = if a < 0 { (-1, -a) } else { (1, a) };
    sign * ((200 * a + b) / (2 * b))
}

/// The score in hundredths of a value over ÷ under (under above 0).
fn score(curve: &[(i64, i64)], over: i128, under: i128) -> i128 {
    // Values of points are hundredths: v ≤ p ⇔ 100 × over ≤ p × under.
    let v = 100 * over;
    let at = |p: i64| i128::from(p) * under;
    let (first, last) = (curve[0], curve[curve.len() - 1]);
    if v <= at(first.0) {
        return i128::from(first.1) * 100;
    }
    if v >= at(last.0) {
        return i128::from(last.1) * 100;
    }
    let pair = curve.windows(2).find(|w| v <= at(w[1].0)).unwrap();
    let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
    let wide = at(x1) - at(x0);
    hundredths(
        i128::from(y0) * wide + (v - at(x0)) * i128::from(y1 - y0),
        wide,
    )
}

/// Everybody's total in hundredths.
fn expected(case: &Case) -> Vec<Option<i128>> {
    let one = |days: &Vec<Day>| {
        let sum = |of: fn(&Day) -> i64| -> i128 { days.iter().map(|d| i128::from(of(d))).sum() };
        let (sales, inquiries, buyers) = (sum(|d| d.0), sum(|d| d.1), sum(|d| d.2));
        // Means of days, weighted by inquiries; plain where there are none.
        let mean = |of: fn(&Day) -> Option<i64>, unit: i128| -> Option<(i128, i128)> {
            let given: Vec<(i128, i128)> = days
                .iter()
                .filter_map(|d| Some((i128::from(of(d)?), i128::from(d.1))))
                .collect();
            let weights: i128 = given.iter().map(|(_, w)| w).sum();
            let plain: i128 = given.iter().map(|(v, _)| v).sum();
            match (given.len(), weights) {
                (0, _) => None,
                (n, 0) => Some((plain, unit * i128::try_from(n).unwrap())),
                _ => Some((given.iter().map(|(v, w)| v * w).sum(), unit * weights)),
            }
        };
        let ratio = |over: i128, under: i128| (under > 0).then_some((over, under));
        let values = [
            ratio(buyers, inquiries),
            mean(|d| Some(d.3), 10),
            mean(|d| d.4, 10_000),
            // Sales in thousands of yuan for each buyer.
            ratio(sales, 100 * buyers),
        ];
        let last = 100 - case.weights.iter().sum::<u32>();
        let weights = [case.weights[0], case.weights[1], case.weights[2], last];
        let (mut points, mut held, mut whole) = (0, 0, true);
        for ((value, curve), weight) in values.iter().zip(&case.curves).zip(weights) {
            let weight = i128::from(weight);
            match value {
                Some((over, under)) => {
                    points += score(curve, *over, *under) * weight;
                    held += weight;
                }
                None if case.missing == Missing::Zero => held += weight,
                None => whole &= case.missing == Missing::Reweight,
            }
        }
        (whole && held > 0).then(|| hundredths(points, 100 * held))
    };
    case.days.iter().map(one).collect()
}

fn program(case: &Case) -> Vec<Option<i128>> {
    let (mut pool, mut files, mut policy) = (Pool::new(), Files::default(), Policy::default());
    files.add("case.csv");
    let last = 100 - case.weights.iter().sum::<u32>();
    let metric =
        |id: &str, value: Option<&str>, ratio: Option<[&str; 2]>, weight, curve: &[(i64, i64)]| {
            Metric {
                id: id.to_owned(),
                name: id.to_owned(),
                value: value.map(str::to_owned),
                ratio: ratio.map(|r| r.map(str::to_owned)),
                weight,
                curve: curve
                    .iter()
                    .map(|(at, score)| Point {
                        at: format!("{at}%").parse().unwrap(),
                        score: Decimal::from(*score),
                    })
                    .collect(),
            }
        };
    let [a, b, c] = case.weights;
    policy.kpi.metric = vec![
        metric(
            "m0",
            None,
            Some(["buyers", "inquiries"]),
            a,
            &case.curves[0],
        ),
        metric("m1", Some("first_response_s"), None, b, &case.curves[1]),
        metric("m2", Some("satisfaction"), None, c, &case.curves[2]),
        metric("m3", None, Some(["sales", "buyers"]), last, &case.curves[3]),
    ];
    policy.kpi.missing = case.missing;
    let first = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
    let (mut staff, mut service) = (Vec::new(), Vec::new());
    for (who, days) in case.days.iter().enumerate() {
        let name = pool.intern(&format!("E{who}"));
        staff.push(Staff {
            staff: name,
            ..Staff::default()
        });
        for (i, day) in (0u32..).zip(days) {
            let at = first + chrono::Duration::days(i.into());
            service.push(ServiceLine {
                origin: Origin { file: 0, line: i },
                staff: name,
                date: Some(Moment {
                    at: at.and_time(chrono::NaiveTime::MIN),
                    has_time: false,
                    has_seconds: false,
                }),
                sales: Some(Money(Decimal::new(day.0, 2))),
                inquiries: Some(day.1.into()),
                buyers: Some(day.2.into()),
                first_response_s: Some(Decimal::new(day.3, 1)),
                satisfaction: day.4.map(|s| Decimal::new(s, 4)),
                ..ServiceLine::default()
            });
        }
    }
    let (register, _) = Register::new(&staff, &pool, &files);
    let job = Job {
        period: Period::month_of(first),
        policy: &policy,
        clock: Clock::wall(chrono_tz::Asia::Shanghai),
        pool: &pool,
        files: &files,
        register: &register,
        service: &service,
        orders: None,
        attendance: None,
        adjustments: None,
        targets: None,
        visits: None,
        costs: None,
        totals: &[],
    };
    let scores = kpi::score(&job).unwrap().scores();
    let hundredths = |s: Decimal| i128::try_from((s * Decimal::ONE_HUNDRED).normalize()).unwrap();
    scores.into_iter().map(|s| s.map(hundredths)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn every_score_is_the_oracles(case in case()) {
        prop_assert_eq!(program(&case), expected(&case));
    }
}
