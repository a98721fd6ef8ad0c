//! Every file of `fixtures/quirks/`, and what the program says of it, word for
//! word: `fixtures/quirks/expected.txt`, read and approved by a person.
//! `UPDATE_EXPECTED=1` writes it anew; read the difference before you keep it.

use assert_cmd::Command;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dayclose::table::heading::Aliases;
use dayclose::table::{self, Options, Source};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/quirks")
}

/// Runs in the fixtures' folder, where no config of anybody's is found.
fn dayclose(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("dayclose").expect("the program");
    command
        .current_dir(folder())
        .env_clear()
        .env("DAYCLOSE_NOW", "2026-11-22T18:00:00+08:00")
        .args(arguments);
    command
}

/// What the program says of one table argument, in a few lines.
fn said(arguments: &str, stdin: &[u8]) -> String {
    let mut words = vec!["table"];
    words.extend(arguments.split(' '));
    words.extend(["--format", "json", "--lang", "en"]);
    let output = dayclose(&words).write_stdin(stdin).output().expect("ran");
    let status = output.status.code().expect("an exit status");
    let mut out = format!("exit {status}\n");
    let complaint = String::from_utf8(output.stderr).expect("UTF-8");
    out.push_str(&complaint);
    if output.stdout.is_empty() {
        return out;
    }
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let summary = &json["summary"];
    let word = |v: &Value| match v {
        Value::Null => "·".to_owned(),
        Value::String(s) => s.replace('\t', "⇥").replace('\n', "⏎"),
        other => other.to_string(),
    };
    let facts = ["table", "encoding", "separator", "sheet"];
    let facts: Vec<String> = facts.iter().map(|k| word(&summary[k])).collect();
    let _ = writeln!(
        out,
        "{} · heading {} · {} rows · {} rejected",
        facts.join(" "),
        summary["heading_line"],
        summary["rows"],
        summary["rejected"]
    );
    let columns = summary["columns"].as_array().expect("columns");
    for column in columns {
        let sum = match &column["sum"] {
            Value::Null => String::new(),
            sum => format!(" sum {}", word(sum)),
        };
        let _ = writeln!(
            out,
            "  [{}] {} {} {}{sum}",
            word(&column["heading"]),
            word(&column["field"]),
            word(&column["kind"]),
            column["filled"]
        );
    }
    for row in json["rows"].as_array().expect("rows") {
        let cells: Vec<String> = row.as_object().expect("a row").values().map(word).collect();
        let _ = writeln!(out, "  {}", cells.join(" | "));
    }
    for finding in json["findings"].as_array().expect("findings") {
        let _ = writeln!(
            out,
            "{} {}: {} ({})",
            word(&finding["severity"]),
            word(&finding["rule"]),
            word(&finding["message"]),
            word(&finding["source"])
        );
    }
    out
}

/// The blocks of `expected.txt`: argument and what is said of it.
fn blocks(text: &str) -> Vec<(String, String)> {
    text.split("== ")
        .skip(1)
        .map(|block| {
            let (argument, said) = block.split_once('\n').expect("a line");
            (argument.to_owned(), said.trim_end().to_owned() + "\n")
        })
        .collect()
}

#[test]
fn what_is_said_of_every_file() {
    let path = folder().join("expected.txt");
    let text = std::fs::read_to_string(&path).expect("expected.txt");
    let utf8 = std::fs::read(folder().join("gb18030.csv")).expect("a fixture");
    let mut anew = String::new();
    let mut wrong = Vec::new();
    for (argument, expected) in blocks(&text) {
        let stdin = if argument.starts_with('-') {
            utf8.as_slice()
        } else {
            b""
        };
        let said = said(&argument, stdin);
        let _ = write!(anew, "== {argument}\n{said}\n");
        if said != expected {
            wrong.push(format!("== {argument}\n{said}--- expected\n{expected}"));
        }
    }
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, anew).expect("written");
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_is_described_and_expected() {
    let text = std::fs::read_to_string(folder().join("expected.txt")).expect("expected.txt");
    let arguments: BTreeSet<String> = blocks(&text).into_iter().map(|(a, _)| a).collect();
    let readme = std::fs::read_to_string(folder().join("../README.md")).expect("README");
    for entry in std::fs::read_dir(folder()).expect("the folder") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        assert!(readme.contains(&format!("`{name}`")), "README: {name}");
        let tried = arguments.iter().any(|a| a.starts_with(&name))
            || ["make.py", "expected.txt", "folder"].contains(&name.as_str());
        assert!(tried, "expected.txt: {name}");
    }
}

/// File, the run's year and month, the moments read (`None` for a bad cell).
type DateCase = (
    &'static str,
    Option<(i32, u32)>,
    &'static [Option<&'static str>],
);

/// Dates as they are read, not as they stand in the file.
#[test]
fn dates_are_the_days_that_were_meant() {
    let cases: &[DateCase] = &[
        (
            "dates_us.csv",
            None,
            &[
                Some("2003-02-04 00:00:00"),
                Some("2003-02-24 13:05:00"),
                Some("2003-12-01 00:00:00"),
            ],
        ),
        (
            "dates_day_first.csv",
            None,
            &[Some("2003-02-04 00:00:00"), Some("2003-02-24 00:00:00")],
        ),
        ("dates_ambiguous.csv", None, &[None, None]),
        (
            "dates_shapes.csv",
            None,
            &[
                Some("2020-02-21 00:00:00"),
                Some("2021-01-01 00:00:00"),
                Some("2021-01-01 18:30:00"),
                Some("2014-11-22 00:00:00"),
                Some("2026-11-22 18:05:00"),
                Some("2026-11-22 18:00:05"),
                Some("2020-02-21 12:00:00"),
                Some("2026-11-22 00:00:00"),
                Some("2020-02-21 15:05:00"),
                // UTC, read in a shop eight hours east of it.
                Some("2026-11-23 02:00:00"),
                Some("2020-02-21 10:05:00"),
                Some("2026-11-22 00:00:00"),
            ],
        ),
        (
            "dates_bad.csv",
            Some((2026, 11)),
            &[Some("2026-11-18 00:00:00"), None, None, None, None, None],
        ),
        ("dates_bad.csv", None, &[None, None, None, None, None, None]),
    ];
    for (file, month, expected) in cases {
        let aliases = Aliases::new();
        let options = Options {
            table: dayclose::table::tables::by_name("orders"),
            encoding: None,
            aliases: &aliases,
            month: *month,
            offset_minutes: Some(480),
        };
        let source = Source::file(&folder().join(file), None);
        let mut opened = table::open(source, &options, true).expect("opened");
        let mut read = Vec::new();
        let (field, _) = options
            .table
            .and_then(|t| t.field("created_at"))
            .expect("a field");
        table::scan(
            &mut opened,
            Vec::new,
            |part: &mut Vec<Option<String>>, record| {
                part.push(record.moment(field).map(|m| m.at.to_string()));
            },
            |part| read.extend(part),
        )
        .expect("read");
        let read: Vec<Option<&str>> = read.iter().map(Option::as_deref).collect();
        assert_eq!(&read, expected, "{file} {month:?}");
    }
}

/// The same table in every encoding, separator and wrapper is the same table.
#[test]
fn wrappers_do_not_change_a_table() {
    let plain = rows_and_sums(&said("utf8.csv", b""));
    assert!(plain.contains("sum 47.4"), "{plain}");
    for file in [
        "gb18030.csv",
        "utf8_bom.csv",
        "utf16le_bom.txt",
        "utf16be_bom.txt",
        "utf16le_bare.txt",
        "utf16be_bare.txt",
        "tab.tsv",
        "semicolon.csv",
        "old_mac.csv",
        "old_mac_gbk.csv",
        "dos.csv",
        "orders.csv.gz",
        "one.zip",
        "several.zip#a.csv",
        "gbk_names.zip#订单.csv",
        "hash#name.csv",
        "far_dimension.xlsx",
        "workbook_in.zip",
        "sheet#mark.xlsx#6#7月",
    ] {
        assert_eq!(rows_and_sums(&said(file, b"")), plain, "{file}");
    }
}

/// Without encoding, separator, sheet and findings, which differ.
fn rows_and_sums(said: &str) -> String {
    said.lines()
        .filter(|l| l.starts_with("  "))
        .collect::<Vec<_>>()
        .join("\n")
}

/// A folder's files one after the other; what is no table is passed over.
#[test]
fn a_folder_is_read_file_by_file() {
    let output = dayclose(&["table", "folder"]).output().expect("ran");
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let titles: Vec<&str> = text
        .lines()
        .filter(|l| l.starts_with("看懂一个表"))
        .collect();
    let slash = std::path::MAIN_SEPARATOR;
    assert_eq!(
        titles,
        [
            format!("看懂一个表  folder{slash}1.csv"),
            format!("看懂一个表  folder{slash}2.csv")
        ]
    );
}
