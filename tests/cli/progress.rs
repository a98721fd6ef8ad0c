//! The progress line: on a terminal with real numbers, nowhere else.

use std::path::Path;
use std::process::{Command, Output};

const CONFIG: &str =
    "[backup]\nsettle_seconds = 0\n[[backup.source]]\nname = \"tmall\"\npath = \"inbox\"\n";

/// A backup of one export, by way of `sh`; what came on standard output.
fn run(line: &str, dir: &Path) -> Output {
    Command::new("sh")
        .args(["-c", line])
        .current_dir(dir)
        .env("BIN", env!("CARGO_BIN_EXE_dayclose"))
        .env_remove("DAYCLOSE_CONFIG")
        .env_remove("DAYCLOSE_LANG")
        .env("TERM", "xterm")
        .output()
        .expect("sh")
}

fn desk() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(dir.path().join("inbox")).expect("an inbox");
    std::fs::write(dir.path().join("dayclose.toml"), CONFIG).expect("a config");
    let mut text = "订单编号,订单创建时间\n".to_owned();
    for n in 0..40_000 {
        text.push_str(&format!("30000041822{n:05},2026-11-20 10:00:00\n"));
    }
    std::fs::write(dir.path().join("inbox/orders.csv"), text).expect("an export");
    dir
}

#[test]
fn the_line_is_for_a_terminal() {
    let size = |dir: &Path| {
        std::fs::metadata(dir.join("inbox/orders.csv"))
            .expect("it")
            .len()
    };
    for (lang, sealing, reading) in [
        ("zh", "封存 inbox", "读取 inbox"),
        ("en", "sealing inbox", "reading inbox"),
    ] {
        let dir = desk();
        let path = dir.path();
        let ours = format!("\"$BIN\" --lang {lang} backup run");
        let tty = run(&format!("script -qefc '{ours}' /dev/null"), path);
        let said = String::from_utf8_lossy(&tty.stdout).into_owned();
        if said.is_empty() {
            crate::common::skip(
                "cli::progress",
                "script (a terminal to run in) is not there",
            );
            return;
        }
        assert_eq!(tty.status.code(), Some(0), "{said}");
        // 1.48 MB of an export, whole.
        let whole = format!(
            "/{}.{:02} MB",
            size(path) / 1_000_000,
            size(path) % 1_000_000 / 10_000
        );
        assert!(
            said.contains(sealing) && said.contains(&whole),
            "{whole}: {said}"
        );
        assert!(said.contains(reading), "{said}");
    }
}

#[test]
fn no_line_in_a_pipe_nor_when_quiet() {
    let dir = desk();
    let piped = run("\"$BIN\" --lang en backup run", dir.path());
    assert_eq!(
        (piped.status.code(), piped.stderr.as_slice()),
        (Some(0), &b""[..])
    );
    let dir = desk();
    let quiet = run(
        "script -qefc '\"$BIN\" --lang en -q backup run' /dev/null",
        dir.path(),
    );
    assert!(
        quiet.stdout.is_empty(),
        "{}",
        String::from_utf8_lossy(&quiet.stdout)
    );
}

/// Three people who all want the same days: not proven before the first round.
fn instance() -> String {
    let mut text =
        "SECTION_HORIZON\n14\nSECTION_SHIFTS\nE,480,\nL,480,E\nSECTION_STAFF\n".to_owned();
    for who in ["A", "B", "C", "D", "E"] {
        text.push_str(&format!("{who},E=14|L=14,4320,2400,5,2,2,1\n"));
    }
    text.push_str("SECTION_DAYS_OFF\nA,2\nSECTION_SHIFT_ON_REQUESTS\nA,0,E,3\nB,0,E,2\nC,0,E,2\nSECTION_SHIFT_OFF_REQUESTS\nB,1,L,2\nSECTION_COVER\n");
    for day in 0..14 {
        text.push_str(&format!("{day},E,2,100,1\n{day},L,2,100,1\n"));
    }
    text
}

/// A roster in the making: the best so far and what no roster is below.
#[test]
fn the_search_says_its_best_and_its_bound() {
    for (lang, words) in [("zh", ["最好", "下界"]), ("en", ["best", "bound"])] {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::write(dir.path().join("i.txt"), instance()).expect("an instance");
        let ours = format!("\"$BIN\" --lang {lang} roster solve i.txt --iterations 3 -o out.csv");
        let tty = run(&format!("script -qefc '{ours}' /dev/null"), dir.path());
        let said = String::from_utf8_lossy(&tty.stdout).into_owned();
        if said.is_empty() {
            crate::common::skip(
                "cli::progress",
                "script (a terminal to run in) is not there",
            );
            return;
        }
        let line = said.split('\r').find(|line| line.contains("Ctrl-C"));
        let line = line.unwrap_or_else(|| panic!("{said}"));
        assert!(words.iter().all(|w| line.contains(w)), "{line}");
    }
}
