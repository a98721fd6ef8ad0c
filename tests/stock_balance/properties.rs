//! What holds of every ledger.

use crate::ledgers::{Dice, Line, balance, csv, dayclose, ledger, number};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

fn rows(report: &Value) -> &Vec<Value> {
    report["rows"].as_array().unwrap()
}

fn shuffled(lines: &[Line], seed: u64) -> Vec<Line> {
    let mut dice = Dice(seed);
    let mut out = lines.to_vec();
    for i in (1..out.len()).rev() {
        out.swap(i, usize::try_from(dice.roll(i as u64 + 1)).unwrap());
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn what_comes_and_goes_adds_up(seed in 1_u64..1_000_000) {
        let text = csv(&ledger(seed, 200));
        for extra in [&["--valuation", "fifo"], &["--valuation", "average"], &["--by", "location"]] {
            let report = balance(&text, &[&["--month", "2026-10"], &extra[..]].concat());
            let mut total = Decimal::ZERO;
            for row in rows(&report) {
                for kind in ["qty", "value"] {
                    let part = |name: &str| number(row, &format!("{name}_{kind}"));
                    prop_assert_eq!(part("opening") + part("in") - part("out"), part("closing"), "{}", row);
                }
                total += number(row, "closing_value");
            }
            prop_assert_eq!(number(&report["summary"], "closing_value"), total);
            // The types are the same movements once more.
            let types = report["sections"]["types"].as_array().unwrap();
            for key in ["in_qty", "out_qty", "in_value", "out_value"] {
                let sum = |rows: &[Value]| rows.iter().map(|r| number(r, key)).sum::<Decimal>();
                prop_assert_eq!(sum(types), sum(rows(&report)), "{}", key);
            }
        }
    }

    #[test]
    fn the_order_of_lines_changes_nothing(seed in 1_u64..1_000_000) {
        let lines = ledger(seed, 200);
        let arguments = ["--month", "2026-10", "--by", "location"];
        let in_order = balance(&csv(&lines), &arguments);
        let mixed = balance(&csv(&shuffled(&lines, seed)), &arguments);
        prop_assert_eq!(rows(&in_order), rows(&mixed));
    }

    #[test]
    fn two_halves_are_the_whole(seed in 1_u64..1_000_000, day in 2_u32..30) {
        let text = csv(&ledger(seed, 200));
        for method in ["fifo", "average"] {
            let of = |from: String, to: String| {
                balance(&text, &["--from", &from, "--to", &to, "--valuation", method])
            };
            let date = |day: u32| format!("2026-10-{day:02}");
            let (first, second) = (of(date(1), date(day - 1)), of(date(day), date(31)));
            let whole = of(date(1), date(31));
            for row in rows(&whole) {
                let part = |report: &Value, key: &str| {
                    let found = rows(report).iter().find(|r| r["sku"] == row["sku"]);
                    found.map_or(Decimal::ZERO, |row| number(row, key))
                };
                for kind in ["qty", "value"] {
                    let key = |name: &str| format!("{name}_{kind}");
                    for side in ["in", "out"] {
                        let both = part(&first, &key(side)) + part(&second, &key(side));
                        prop_assert_eq!(both, number(row, &key(side)), "{} {}", side, row);
                    }
                    prop_assert_eq!(part(&first, &key("closing")), part(&second, &key("opening")));
                    prop_assert_eq!(part(&second, &key("closing")), number(row, &key("closing")));
                }
            }
        }
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ledger.csv"), csv(&ledger(3, 300))).unwrap();
    let run = |out: &str| {
        let arguments = [
            "stock",
            "balance",
            "--movements",
            "ledger.csv",
            "--month",
            "2026-10",
            "-o",
            out,
        ];
        dayclose(folder.path(), &arguments);
        std::fs::read(folder.path().join(out)).unwrap()
    };
    assert!(run("a.xlsx") == run("b.xlsx"));
}
