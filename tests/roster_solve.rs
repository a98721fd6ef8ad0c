//! `dayclose roster solve`: files, figures, messages; the published optima of
//! the public instances, where those are at hand.
#![allow(clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Three people, a week, early and late; a Saturday that one of them may work.
const SMALL: &str = "# three people, one week\r
SECTION_HORIZON\r
7\r
SECTION_SHIFTS\r
# name, minutes, what may not follow\r
E,480,\r
L,480,E\r
SECTION_STAFF\r
甲,E=7|L=7,2400,960,5,2,1,1\r
乙,E=7|L=0,2400,960,5,1,1,0\r
丙,E=7|L=2,2400,960,3,1,2,0\r
SECTION_DAYS_OFF\r
甲,2\r
SECTION_SHIFT_ON_REQUESTS\r
乙,0,E,3\r
SECTION_SHIFT_OFF_REQUESTS\r
丙,1,L,2\r
SECTION_COVER\r
0,E,1,100,1\r
0,L,1,100,1\r
1,E,1,100,1\r
1,L,1,100,1\r
2,E,1,100,1\r
3,E,1,100,1\r
4,E,1,100,1\r
4,L,1,100,1\r
5,L,1,100,1\r
";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(text: &str) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        std::fs::write(folder.path("small.txt"), text).unwrap();
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, lang: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_dayclose"))
            .args(["--lang", lang, "--now", "2026-11-22T18:00:00+08:00"])
            .args(["roster", "solve"])
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("DAYCLOSE_CONFIG")
            .env_remove("DAYCLOSE_LANG")
            .output()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.run("en", &[arguments, &["--format", "json"]].concat());
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_small_instance_is_solved_and_written() {
    let folder = Folder::new(SMALL);
    let output = folder.run("en", &["small.txt", "-o", "out.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "");
    assert!(
        text(&output.stderr).contains("proven optimal"),
        "{}",
        text(&output.stderr)
    );
    let csv = std::fs::read_to_string(folder.path("out.csv")).unwrap();
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    assert_eq!(lines.next(), Some("employee,day,shift"));
    let duties: Vec<Vec<&str>> = lines.map(|l| l.split(',').collect()).collect();
    let has = |who: &str, day: &str| duties.iter().any(|d| d[0] == who && d[1] == day);
    assert!(!has("甲", "2"), "a fixed day off");
    assert!(
        ["5", "6"].iter().all(|d| !has("乙", d) && !has("丙", d)),
        "no weekend for them"
    );
    assert!(
        duties.iter().all(|d| d[0] != "乙" || d[2] != "L"),
        "never late"
    );
    assert!(
        duties
            .iter()
            .all(|d| matches!(d[2], "E" | "L") && d[1].parse::<u8>().unwrap() < 7)
    );
}

#[test]
fn the_summary_says_what_the_contract_says() {
    let folder = Folder::new(SMALL);
    let json = folder.json(&["small.txt"]);
    let summary = json["summary"].as_object().unwrap();
    let keys: Vec<&str> = summary.keys().map(String::as_str).collect();
    assert_eq!(
        keys[..5],
        [
            "hard_violations",
            "objective",
            "bound",
            "optimal",
            "seconds"
        ]
    );
    assert_eq!(summary["hard_violations"], 0);
    assert_eq!(summary["objective"], summary["bound"]);
    assert_eq!(summary["optimal"], true);
    assert_eq!(json["command"], "roster solve");
    assert_eq!(json["inputs"][0]["role"], "instance");
    let rows = json["rows"].as_array().unwrap();
    assert!(
        rows.iter()
            .all(|r| r["day"].is_i64() && r["shift"].is_string()),
        "{rows:?}"
    );
}

#[test]
fn the_same_seed_and_rounds_give_the_same_bytes() {
    let folder = Folder::new(SMALL);
    let arguments = ["small.txt", "--seed", "3", "--iterations", "4"];
    let (mut first, mut second) = (folder.json(&arguments), folder.json(&arguments));
    for json in [&mut first, &mut second] {
        json["summary"]["seconds"].take();
    }
    assert_eq!(first, second);
}

#[test]
fn rules_that_contradict_each_other_are_findings() {
    // Seven days of work a week are asked of somebody who may work one weekend
    // day less: no roster of hers keeps every rule.
    let folder = Folder::new(&SMALL.replace(
        "乙,E=7|L=0,2400,960,5,1,1,0",
        "乙,E=7|L=0,2400,2400,2,1,3,0",
    ));
    let output = folder.run("en", &["small.txt", "--iterations", "1"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).contains("minutes 1920, at least 2400"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let nothing = Folder::new("hello\n");
    let no_shift = SMALL.replace("5,L,1,100,1", "5,N,1,100,1");
    let no_day = SMALL.replace("甲,2", "甲,7");
    for (text_of, en, zh) in [
        (
            "hello\n".to_owned(),
            "small.txt:1: the file must begin with SECTION_HORIZON",
            "small.txt 第 1 行",
        ),
        (
            no_shift,
            "small.txt:27: there is no shift \"N\"",
            "没有班次「N」",
        ),
        (
            no_day,
            "small.txt:13: day 7 is outside the horizon; it must be from 0 to 6",
            "日序 7 超出天数",
        ),
        (
            SMALL.replace("\r\n7\r\n", "\r\n0\r\n"),
            "small.txt:3: a horizon of 0 days",
            "天数 0",
        ),
        (
            SMALL.replace("0,E,1,100,1", "0,E,x,100,1"),
            "requirement \"x\" is not a whole number",
            "人数「x」",
        ),
        (
            "SECTION_HORIZON\n7\n".to_owned(),
            "the staff are missing",
            "缺少天数、班次或人员",
        ),
    ] {
        std::fs::write(nothing.path("small.txt"), text_of).unwrap();
        for (lang, words) in [("en", en), ("zh", zh)] {
            let output = nothing.run(lang, &["small.txt"]);
            assert_eq!(output.status.code(), Some(2));
            assert!(
                text(&output.stderr).contains(words),
                "{words}: {}",
                text(&output.stderr)
            );
        }
    }
    for arguments in [
        &["none.txt"][..],
        &["small.txt", "--seconds", "0"],
        &["small.txt", "--seconds", "-1"],
    ] {
        assert_eq!(
            nothing.run("en", arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}

#[test]
fn published_optima_are_proven() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/roster");
    if !folder.exists() {
        common::skip("published_optima_are_proven", "no ../shared/roster");
        return;
    }
    let here = Folder::new(SMALL);
    // Instance 1 needs branching, which its linear bound of 558 shows.
    let file = folder.join("Instance1.txt");
    let summary = here.json(&[file.to_str().unwrap()])["summary"].take();
    assert_eq!(summary["objective"], 607);
    assert_eq!(summary["optimal"], true);
    assert_eq!(summary["hard_violations"], 0);
}
