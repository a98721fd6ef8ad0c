//! The commands, from files to files.

use assert_cmd::Command;
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

const STAFF: &str = "staff,name,role,skills,deputy for,wants,avoids\n\
                     E1,n1,agent,,,,\nE2,n2,agent,,,early,\nE3,n3,agent,,,,Sunday\n\
                     E4,n4,lead,,agent,,\nE5,n5,keeper,,,,\n";
const CONFIG: &str = "[roster]\nroles = [\"agent\", \"lead\"]\n\
                      [[roster.cover]]\nshift = \"early\"\nrole = \"agent\"\nmin = 1\n\
                      [[roster.cover]]\nshift = \"late\"\nrole = \"agent\"\nmin = 1\n";

pub fn office() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [("staff.csv", STAFF), ("dayclose.toml", CONFIG)] {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

pub fn run(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    run_at(dir, "2026-11-20", "en", arguments)
}

/// At ten o'clock of a day.
pub fn run_at(dir: &Path, day: &str, lang: &str, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("dayclose")
        .unwrap()
        .current_dir(dir)
        .args(["--lang", lang, "--now", &format!("{day}T10:00:00+08:00")])
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

pub fn json(dir: &Path, arguments: &[&str]) -> (i32, Value) {
    let mut all = arguments.to_vec();
    all.extend(["--format", "json"]);
    let (status, out, err) = run(dir, &all);
    assert!(status < 2, "{err}");
    (status, serde_json::from_str(&out).unwrap())
}

pub const WEEK: [&str; 6] = [
    "--from",
    "2026-12-01",
    "--days",
    "8",
    "--staff",
    "staff.csv",
];

pub fn make<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let head = ["roster", "make"].iter().chain(&WEEK);
    head.chain(&["--iterations", "3"])
        .chain(more)
        .copied()
        .collect()
}

#[test]
fn made_written_and_checked() {
    let dir = office();
    let (status, made) = json(dir.path(), &make(&[]));
    assert_eq!(status, 0, "{made:#}");
    let summary = &made["summary"];
    for key in [
        "hard_violations",
        "penalty",
        "bound",
        "optimal",
        "seconds",
        "fairness",
    ] {
        assert!(summary.get(key).is_some(), "{key}");
    }
    assert_eq!(summary["hard_violations"], 0);
    assert!(summary["bound"].as_i64().unwrap() <= summary["penalty"].as_i64().unwrap());
    let row = &made["rows"][0];
    for key in ["date", "staff", "shift", "start", "end", "role"] {
        assert!(row[key].is_string(), "{key} of {row}");
    }
    // The keeper is not rostered; the lead stands in as a deputy.
    let rows = made["rows"].as_array().unwrap();
    assert!(
        rows.iter()
            .all(|r| r["staff"] != "E5" && r["role"] == "agent")
    );
    for file in ["roster.csv", "roster.xlsx"] {
        let (status, _, err) = run(dir.path(), &make(&["-o", file]));
        assert_eq!(status, 0, "{err}");
        let mut check = vec!["roster", "check", file];
        check.extend(WEEK);
        let (_, checked) = json(dir.path(), &check);
        assert_eq!(checked["summary"]["penalty"], summary["penalty"], "{file}");
        assert_eq!(checked["summary"]["hard_violations"], 0, "{file}");
        assert_eq!(checked["rows"], made["rows"], "{file}");
    }
}

/// The plan is what people edit: a sheet of that name wins over the list.
#[test]
fn a_plan_edited_by_hand_reads_back() {
    let dir = office();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("plan").unwrap();
    for day in 1..=8_u16 {
        sheet.write_string(0, day, day.to_string()).unwrap();
    }
    sheet.write_string(0, 0, "name").unwrap();
    for (row, (name, cells)) in [("n1", "EEEEE.EE"), ("n2", "LLL.LLLL"), ("n4", "...LL.A.")]
        .iter()
        .enumerate()
    {
        let row = u32::try_from(row).unwrap() + 1;
        sheet.write_string(row, 0, *name).unwrap();
        for (day, sign) in cells.chars().enumerate().filter(|(_, c)| *c != '.') {
            let column = u16::try_from(day).unwrap() + 1;
            sheet.write_string(row, column, sign.to_string()).unwrap();
        }
    }
    book.save(dir.path().join("edited.xlsx")).unwrap();
    let mut check = vec!["roster", "check", "edited.xlsx"];
    check.extend(WEEK);
    let (status, checked) = json(dir.path(), &check);
    assert_eq!(status, 1);
    assert_eq!(checked["rows"].as_array().unwrap().len(), 16);
    let kinds: Vec<&str> = checked["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|f| f["data"]["kind"].as_str())
        .collect();
    // Nobody is early on the sixth day.
    assert_eq!(kinds, ["open", "nobody"], "{checked:#}");
}

#[test]
fn swap_and_suggest_say_what_follows() {
    let dir = office();
    std::fs::write(
        dir.path().join("duty.csv"),
        "date,staff,shift\n2026-12-01,E1,early\n2026-12-01,E2,late\n2026-12-02,E1,early\n2026-12-02,E3,late\n2026-12-03,E2,early\n",
    )
    .unwrap();
    let end = ["--roster", "duty.csv", "--staff", "staff.csv"];
    let mut swap = vec!["roster", "swap", "E1", "2026-12-01", "n2", "2026-12-03"];
    swap.extend(end);
    let (_, good) = json(dir.path(), &swap);
    assert_eq!(
        good["summary"]["allowed"], false,
        "late and early on one day: {good:#}"
    );
    swap[2] = "E3";
    swap[3] = "2026-12-02";
    let (_, other) = json(dir.path(), &swap);
    assert!(other["summary"]["cost"].is_i64());
    let mut suggest = vec!["roster", "suggest", "2026-12-03", "late"];
    suggest.extend(end);
    let (status, found) = json(dir.path(), &suggest);
    assert_eq!(status, 0, "{found:#}");
    assert_eq!(found["rows"][0]["allowed"], "yes");
    let deputy = found["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["staff"] == "E4");
    let (best, deputy) = (&found["rows"][0]["cost"], &deputy.unwrap()["cost"]);
    assert!(
        best.as_i64() < deputy.as_i64(),
        "a deputy costs more: {found:#}"
    );
}

#[test]
fn an_unannounced_year_is_said_and_a_file_settles_it() {
    let dir = office();
    let far = [
        "roster",
        "make",
        "--from",
        "2031-10-01",
        "--days",
        "3",
        "--staff",
        "staff.csv",
        "--iterations",
        "1",
    ];
    let (status, out, _) = run(dir.path(), &far);
    assert_eq!(status, 1);
    assert!(out.contains("holidays of 2031"), "{out}");
    std::fs::write(
        dir.path().join("days.csv"),
        "date,kind,name\n2031-10-01,holiday,National Day\n",
    )
    .unwrap();
    let mut known = far.to_vec();
    known.extend(["--calendar", "days.csv"]);
    let (_, made) = json(dir.path(), &known);
    assert!(
        made["summary"]["fairness"]["holidays"]["sum"].as_i64() > Some(0),
        "{made:#}"
    );
    assert!(
        made["findings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|f| f["rule"] != "R8")
    );
}

/// Late shifts and weekends of the past are made up for.
#[test]
fn history_counts() {
    let dir = office();
    let lines: String = (1..=28)
        .map(|day| format!("2026-11-{day:02},E1,late\n2026-11-{day:02},E2,early\n"))
        .collect();
    std::fs::write(
        dir.path().join("past.csv"),
        format!("date,staff,shift\n{lines}"),
    )
    .unwrap();
    let (_, made) = json(dir.path(), &make(&["--history", "past.csv"]));
    let rows = made["rows"].as_array().unwrap();
    let late = |staff: &str| {
        let of = rows
            .iter()
            .filter(|r| r["staff"] == staff && r["shift"] == "late");
        of.count()
    };
    assert!(late("E1") < late("E3"), "{} {}", late("E1"), late("E3"));
}
