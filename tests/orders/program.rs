//! The command itself: the sample, real files, exit status, privacy.

use crate::common::skip;
use crate::desk::{Desk, figure};
use std::path::Path;
use std::process::Command;

fn dayclose(dir: &Path, arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_dayclose"))
        .args(arguments)
        .current_dir(dir)
        .env("DAYCLOSE_NOW", "2026-11-22T18:00:00+08:00")
        .env_remove("DAYCLOSE_CONFIG")
        .env_remove("DAYCLOSE_LANG")
        .output()
        .unwrap()
}

/// What the sample's README promises is what is found.
#[test]
fn the_sample_keeps_its_word() {
    let dir = tempfile::tempdir().unwrap();
    for seed in ["1", "2"] {
        let shop = format!("shop{seed}");
        dayclose(
            dir.path(),
            &["init", &shop, "--sample", "--seed", seed, "--lang", "en"],
        );
        let shop = dir.path().join(shop);
        let output = dayclose(&shop, &["orders", "check", "--format", "json"]);
        assert_eq!(output.status.code(), Some(1));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let promised = format!(
            "{} contacted in time, {} late, {} never",
            figure(&report, "on_time"),
            figure(&report, "late"),
            figure(&report, "not_contacted")
        );
        let readme = std::fs::read_to_string(shop.join("README.md")).unwrap();
        assert!(readme.contains(&promised), "{promised}\n{readme}");
        assert_eq!(figure(&report, "totals_differ"), 0);
        // Of a folder of exports each order once, in its newest state.
        let output = dayclose(
            &shop,
            &[
                "orders", "check", "--orders", "inbox/jd", "--format", "json",
            ],
        );
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(figure(&report, "totals_differ"), 0);
        assert!(figure(&report, "totals_judged").as_u64() > Some(100));
    }
}

#[test]
fn a_real_report_of_a_month() {
    let file = "../shared/data/tmall_order_report.csv";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if !path.exists() {
        skip("a_real_report_of_a_month", &format!("{file} is absent"));
        return;
    }
    let report = Desk::new().check(&["--orders", path.to_str().unwrap()]);
    // Published: 28,010 orders, numbered through.
    assert_eq!(figure(&report, "orders"), 28_010);
    assert_eq!(figure(&report, "missing_numbers"), 0);
    assert_eq!(figure(&report, "doubles"), 0);
}

#[test]
fn exit_status_and_privacy() {
    let quiet = "order no,created at,contacted at,status,buyer,phone\n1,2026-11-22 10:00:00,2026-11-22 10:01:00,finished,buyer-x,13812344477\n";
    let desk = Desk::with(quiet);
    assert_eq!(desk.run(&["--orders", "orders.csv"]).status.code(), Some(0));
    let desk = Desk::with(&quiet.replace("10:01", "11:01"));
    let output = desk.run(&["--orders", "orders.csv", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("buyer-x") && !text.contains("4477"));
    let output = desk.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("--orders")
    );
}
