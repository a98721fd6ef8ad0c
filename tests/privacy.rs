//! Nothing that the program prints about the sample gives a customer away: not a
//! phone, not a name, not an address, in any format of any command (O8).
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output};

const FORMATS: [&str; 5] = ["table", "json", "csv", "xlsx", "html"];
const NOW: &str = "2026-11-22T18:30:00+08:00";

/// No value that is shorter is looked for: it would be found in anything.
const START: usize = 8;

/// Columns of the exports that are a customer's, as the platforms call them.
const PRIVATE: [&str; 8] = [
    "买家会员名",
    "收货人姓名",
    "收货地址",
    "联系手机",
    "客户姓名",
    "客户地址",
    "联系电话",
    "下单帐号",
];

fn dayclose(at: &Path, now: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dayclose"))
        .current_dir(at)
        .env_remove("DAYCLOSE_CONFIG")
        .env_remove("DAYCLOSE_NOW")
        .args(["--now", now, "--lang", "zh"])
        .args(arguments)
        .output()
        .unwrap()
}

/// Every value of those columns in the sample's exports.
fn secrets(shop: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in walkdir::WalkDir::new(shop.join("exports")) {
        let path = entry.unwrap().into_path();
        if !path.is_file() {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => encoding_rs::GB18030.decode(&bytes).0.into_owned(),
        };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        let wanted: Vec<usize> = reader
            .headers()
            .unwrap()
            .iter()
            .enumerate()
            .filter(|(_, h)| PRIVATE.contains(&h.trim()))
            .map(|(i, _)| i)
            .collect();
        assert!(wanted.len() >= 3, "{}: {wanted:?}", path.display());
        for record in reader.records() {
            let record = record.unwrap();
            let values = wanted.iter().filter_map(|i| record.get(*i));
            // A value that is masked already, or too short to tell, is none.
            let plain = values.map(|v| v.trim_matches(['=', '"', '\t', ' ']));
            let whole = plain.filter(|v| !v.contains('*') && v.len() >= START);
            found.extend(whole.map(str::to_owned));
        }
    }
    found
}

/// What a file of that format says: the parts of a workbook one after the other.
fn text(bytes: &[u8], format: &str) -> String {
    if format != "xlsx" {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let mut all = String::new();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).unwrap();
        let mut one = Vec::new();
        part.read_to_end(&mut one).unwrap();
        all += &String::from_utf8_lossy(&one);
    }
    all
}

#[test]
fn no_output_of_the_sample_gives_a_customer_away() {
    let folder = tempfile::tempdir().unwrap();
    dayclose(folder.path(), NOW, &["init", "shop", "--sample"]);
    let shop = folder.path().join("shop");
    std::fs::rename(shop.join("inbox"), shop.join("exports")).unwrap();
    let secrets = secrets(&shop);
    assert!(secrets.len() > 2_000, "{} values", secrets.len());
    // All secrets at once: by their first bytes.
    let mut by_start: HashMap<&[u8], Vec<&str>> = HashMap::new();
    for secret in &secrets {
        by_start
            .entry(&secret.as_bytes()[..START])
            .or_default()
            .push(secret);
    }
    let given_away = |text: &str| -> Option<String> {
        let bytes = text.as_bytes();
        let at = |from: usize| {
            let begun = by_start.get(bytes.get(from..from + START)?)?;
            begun
                .iter()
                .find(|s| bytes[from..].starts_with(s.as_bytes()))
        };
        (0..bytes.len()).find_map(at).map(|s| (*s).to_owned())
    };
    let example = secrets.iter().find(|s| s.starts_with('1')).unwrap();
    assert_eq!(
        given_away(&format!("xx{example}yy")).as_ref(),
        Some(example)
    );

    let commands: &[&[&str]] = &[
        &["backup", "run"],
        &["backup", "run", "-v"],
        &["backup", "list"],
        &["backup", "status"],
        &["backup", "verify"],
        &["backup", "history", "4261116000682078482"],
        &["backup", "history", "4261117000697406044"],
        &["table", "exports/tmall/订单报表_2026-11-22.csv"],
        &["table", "exports/jd/jd-orders-2026-11-22.csv"],
        &["stock", "balance", "--month", "2026-10"],
        &["stock", "docs", "--month", "2026-10"],
        &["stock", "alerts"],
        &["kpi", "--month", "2026-10"],
        &["commission", "--month", "2026-10"],
        &["reconcile", "--as-of", "2026-10-31"],
    ];
    let mut tried = 0;
    for day in ["2026-11-16", "2026-11-20", "2026-11-22"] {
        for source in ["tmall", "jd"] {
            std::fs::create_dir_all(shop.join("inbox").join(source)).unwrap();
            for entry in std::fs::read_dir(shop.join("exports").join(source)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if name.contains(day) {
                    std::fs::copy(&path, shop.join("inbox").join(source).join(name)).unwrap();
                }
            }
        }
        let now = format!("{day}T18:00:00+08:00");
        let of_day = if day == "2026-11-22" {
            commands
        } else {
            &commands[..1]
        };
        for arguments in of_day {
            for format in FORMATS {
                let ran = dayclose(
                    &shop,
                    &now,
                    &[arguments, &["--format", format][..]].concat(),
                );
                let said = text(&ran.stderr, "table");
                assert_eq!(given_away(&said), None, "{arguments:?} {format} on stderr");
                if ran.status.code() != Some(2) {
                    tried += 1;
                    let said = text(&ran.stdout, format);
                    assert!(!said.is_empty(), "{arguments:?} {format}");
                    assert_eq!(given_away(&said), None, "{arguments:?} {format}: {day}");
                }
            }
        }
    }
    assert!(tried > 60, "only {tried} results were looked at");
    // With --unmask it is another matter, and logged.
    let out = dayclose(
        &shop,
        NOW,
        &["backup", "history", "4261116000682078482", "--unmask"],
    );
    assert!(given_away(&text(&out.stdout, "table")).is_some());
    let back = ["backup", "restore", "--date", "2026-11-22", "--to", "back"];
    assert_eq!(dayclose(&shop, NOW, &back).status.code(), Some(0));
    let log = std::fs::read_to_string(shop.join("archive/access.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let last: Vec<String> = lines[lines.len() - 3..]
        .iter()
        .map(|l| {
            format!(
                "{} {}",
                l["action"].as_str().unwrap(),
                l["subject"].as_str().unwrap()
            )
        })
        .collect();
    assert!(
        last.contains(&"history 4261116000682078482".to_owned()),
        "{last:?}"
    );
    assert!(last.contains(&"restore seq 3".to_owned()), "{last:?}");
    assert!(last.iter().any(|l| l.starts_with("unmask")), "{last:?}");
    for line in &lines {
        assert!(
            line["at"].as_str().unwrap().starts_with("2026-11-"),
            "{line}"
        );
        assert!(!line["user"].as_str().unwrap().is_empty(), "{line}");
    }
    assert_eq!(given_away(&log), None, "the log itself");
}
