//! Ten months worked by hand: `fixtures/pay/*/by-hand.md` shows the arithmetic,
//! `expected.csv` the figures, `findings` what a person must look at.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pay");
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|p| p.join("run").exists()).collect();
    cases.sort();
    cases
}

/// Runs a case's command in its folder.
pub fn run(case: &Path, more: &[&str]) -> std::process::Output {
    let line = fs::read_to_string(case.join("run")).unwrap();
    Command::new(env!("CARGO_BIN_EXE_dayclose"))
        .current_dir(case)
        .env_remove("DAYCLOSE_CONFIG")
        .args(["--now", "2027-01-05T09:00:00+08:00"])
        .args(line.split_whitespace())
        .args(more)
        .output()
        .unwrap()
}

fn json(case: &Path) -> Value {
    let out = run(case, &["--format", "json"]);
    let said = String::from_utf8_lossy(&out.stderr);
    serde_json::from_slice(&out.stdout)
        .unwrap_or_else(|e| panic!("{}: {e}\n{said}", case.display()))
}

#[test]
fn ten_months_come_out_as_by_hand() {
    let cases = cases();
    assert_eq!(cases.len(), 10);
    for case in cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let got = json(&case);
        let rows = got["rows"].as_array().unwrap();
        let by_hand = fs::read_to_string(case.join("by-hand.md")).unwrap();
        let mut reader = csv::Reader::from_path(case.join("expected.csv")).unwrap();
        let headings = reader.headers().unwrap().clone();
        let expected: Vec<_> = reader.records().map(Result::unwrap).collect();
        let people: Vec<&str> = rows.iter().map(|r| r["staff"].as_str().unwrap()).collect();
        let wanted: Vec<&str> = expected.iter().map(|r| &r[0]).collect();
        assert_eq!(people, wanted, "{name}: who is on the sheet");
        for (row, wanted) in rows.iter().zip(&expected) {
            for (key, figure) in headings.iter().zip(wanted) {
                assert_eq!(
                    row[key].as_str(),
                    Some(figure),
                    "{name} {} {key}",
                    &wanted[0]
                );
            }
            let gross = row["gross_pay"].as_str().unwrap();
            assert!(by_hand.contains(gross), "{name}: by-hand.md lacks {gross}");
        }
        let mut findings: Vec<String> = got["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["severity"] != "info")
            .map(|f| {
                let text = |key: &str| f[key].as_str().unwrap().to_owned();
                format!("{} {} {}", text("severity"), text("rule"), text("subject"))
            })
            .collect();
        findings.sort();
        let wanted = fs::read_to_string(case.join("findings")).unwrap();
        let mut wanted: Vec<&str> = wanted.lines().collect();
        wanted.sort_unstable();
        assert_eq!(findings, wanted, "{name}: findings");
    }
}

/// Gross pay is the sum of the columns it stands beside.
#[test]
fn every_row_adds_up() {
    use rust_decimal::Decimal;
    for case in cases() {
        for row in json(&case)["rows"].as_array().unwrap() {
            let figure = |key: &str| -> Decimal { row[key].as_str().unwrap().parse().unwrap() };
            let plus: Decimal = [
                "base_pay",
                "commission",
                "carried_in",
                "relief",
                "service_reward",
                "review_bonus",
                "photo_bonus",
                "allowances",
                "adjustments",
            ]
            .map(figure)
            .iter()
            .sum();
            let minus = figure("clawback") + figure("attendance_deduction");
            assert_eq!(plus - minus, figure("gross_pay"), "{row}");
            let base = figure("credited_sales") - figure("excluded_sales") - figure("refunds");
            assert_eq!(base, figure("base_sales"), "{row}");
        }
    }
}
