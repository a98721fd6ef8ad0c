//! Exports drawn at random, and every figure counted a second time here, in whole
//! seconds and fen, by a way of its own.

use crate::desk::{Desk, figure};
use chrono::{Duration, NaiveDate, NaiveDateTime};
use fastrand::Rng;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One drawn order.
struct Drawn {
    number: u32,
    agent: &'static str,
    created: NaiveDateTime,
    paid: Option<i64>,
    accepted: Option<i64>,
    contacted: Option<i64>,
    /// Fen of each line, and of the whole.
    lines: Vec<i64>,
    total: i64,
    status: &'static str,
}

const AGENTS: [&str; 4] = ["a1", "a2", "a3", ""];

fn draw(rng: &mut Rng, number: u32) -> Drawn {
    let now = NaiveDate::from_ymd_opt(2026, 11, 22)
        .unwrap()
        .and_hms_opt(18, 0, 0)
        .unwrap();
    let created = now - Duration::seconds(rng.i64(1..20 * 86_400));
    let paid = rng.bool().then(|| rng.i64(0..900));
    let accepted = (rng.u8(0..3) == 0).then(|| rng.i64(0..900));
    let contacted = (rng.u8(0..4) > 0).then(|| rng.i64(0..1500));
    let lines: Vec<i64> = (0..rng.usize(1..4)).map(|_| rng.i64(1..9999)).collect();
    let off = [0, 0, 0, 1, 3000, 3001, -1][rng.usize(0..7)];
    let status = if paid.is_none() {
        ["unpaid", "closed"][rng.usize(0..2)]
    } else {
        [
            "paid",
            "partly_shipped",
            "shipped",
            "received",
            "finished",
            "closed",
            "refunding",
        ][rng.usize(0..7)]
    };
    let total = lines.iter().sum::<i64>() + off;
    Drawn {
        number,
        agent: AGENTS[rng.usize(0..4)],
        created,
        paid,
        accepted,
        contacted,
        lines,
        total,
        status,
    }
}

fn csv(orders: &[Drawn]) -> String {
    let mut text = "order no,created at,paid at,accepted at,contacted at,status,amount,order amount,staff,sku\n".to_owned();
    for order in orders {
        let at = |seconds: Option<i64>| {
            seconds.map_or(String::new(), |s| {
                (order.created + Duration::seconds(s)).to_string()
            })
        };
        for (sku, fen) in order.lines.iter().enumerate() {
            let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
            let _ = writeln!(
                text,
                "N{:05},{},{},{},{},{},{},{},{},S{sku}",
                order.number,
                order.created,
                at(order.paid),
                at(order.accepted),
                at(order.contacted),
                order.status,
                yuan(*fen),
                yuan(order.total),
                order.agent,
            );
        }
    }
    text
}

#[derive(Default)]
struct Sum {
    orders: u64,
    waits: Vec<i64>,
    late: u64,
    never: u64,
}

#[test]
fn figures_counted_twice() {
    for seed in 0..12 {
        let mut rng = Rng::with_seed(seed);
        let mut orders: Vec<Drawn> = (1..300).map(|n| draw(&mut rng, n)).collect();
        // Some numbers are gone.
        let mut gone = Vec::new();
        orders.retain(|o| {
            let keep = o.number < 3 || o.number > 290 || rng.u8(0..12) > 0;
            if !keep {
                gone.push(o.number);
            }
            keep
        });
        let report = Desk::with(&csv(&orders)).check(&[]);
        let now = NaiveDate::from_ymd_opt(2026, 11, 22)
            .unwrap()
            .and_hms_opt(18, 0, 0)
            .unwrap();
        let after = |o: &Drawn, s: i64| o.created + Duration::seconds(s);
        let first = orders
            .iter()
            .filter_map(|o| o.contacted.map(|s| after(o, s).date()))
            .min()
            .unwrap();
        let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
        let (mut differs, mut open, mut over) = (0, 0, 0);
        for o in &orders {
            let start = o.accepted.or(o.paid).unwrap_or(0);
            let sum = sums.entry(o.agent).or_default();
            sum.orders += 1;
            match o.contacted {
                Some(s) => {
                    sum.waits.push((s - start).max(0));
                    sum.late += u64::from(s - start > 600);
                }
                None => {
                    let owed = (o.accepted.is_some() || o.paid.is_some()) && o.status != "closed";
                    let waited = now - after(o, start) > Duration::seconds(600);
                    sum.never += u64::from(owed && waited && after(o, start).date() >= first);
                }
            }
            let off = o.total - o.lines.iter().sum::<i64>();
            differs += u64::from(o.status != "closed" && !(0..=3000).contains(&off));
            // Nothing says when it was shipped: every stage runs from payment.
            let since = after(
                o,
                if o.status == "unpaid" {
                    0
                } else {
                    o.paid.unwrap_or(0)
                },
            );
            let hours = match o.status {
                "unpaid" => 72,
                "paid" => 48,
                "partly_shipped" => 72,
                "shipped" => 240,
                "received" => 360,
                "refunding" => -1,
                _ => continue,
            };
            open += 1;
            over += u64::from(now - since > Duration::hours(hours));
        }
        let all: Vec<i64> = sums.values().flat_map(|s| s.waits.clone()).collect();
        assert_eq!(figure(&report, "orders"), orders.len(), "{seed}");
        assert_eq!(figure(&report, "measured"), all.len(), "{seed}");
        assert_eq!(
            figure(&report, "late"),
            sums.values().map(|s| s.late).sum::<u64>(),
            "{seed}"
        );
        assert_eq!(
            figure(&report, "not_contacted"),
            sums.values().map(|s| s.never).sum::<u64>(),
            "{seed}"
        );
        assert_eq!(figure(&report, "missing_numbers"), gone.len(), "{seed}");
        assert_eq!(figure(&report, "totals_differ"), differs, "{seed}");
        assert_eq!(
            (figure(&report, "open"), figure(&report, "over")),
            (json!(open), json!(over)),
            "{seed}"
        );
        let rows = report["rows"].as_array().unwrap();
        assert_eq!(rows.len(), sums.len(), "{seed}");
        for (agent, sum) in &mut sums {
            let name = if agent.is_empty() {
                Value::Null
            } else {
                json!(agent)
            };
            let row = rows.iter().find(|r| r["staff"] == name).unwrap();
            sum.waits.sort_unstable();
            assert_eq!(row["orders"], sum.orders, "{seed} {agent}");
            assert_eq!(row["late"], sum.late, "{seed} {agent}");
            assert_eq!(row["not_contacted"], sum.never, "{seed} {agent}");
            assert_eq!(
                row["worst_seconds"],
                json!(sum.waits.last()),
                "{seed} {agent}"
            );
            // Halves counted in half seconds, so that the mean is exact.
            let n = sum.waits.len();
            let twice = (n > 0).then(|| sum.waits[(n - 1) / 2] + sum.waits[n / 2]);
            assert_eq!(
                row["median_seconds"],
                json!(twice.map(|t| (t + 1) / 2)),
                "{seed} {agent}"
            );
            // The share to four places, as a decimal text: half up in whole numbers.
            let (on, of) = (n as u64 - sum.late, n as u64 + sum.never);
            let myriads = (of > 0).then(|| (on * 20_000 + of) / (2 * of));
            let share: Option<f64> = row["share_on_time"].as_str().map(|s| s.parse().unwrap());
            let share = share.map(|s| (s * 10_000.0).round() as u64);
            assert_eq!(share, myriads, "{seed} {agent}");
        }
    }
}
