//! Every command, help page and error in both languages: no Chinese in English,
//! no English heading or label in Chinese.
//!
//! The data is plain ASCII, so that any Chinese character in an English result
//! is a translation that is missing; and a word that the English result has and
//! the data has not may not stand in the Chinese one.
#![allow(clippy::unwrap_used)]

#[path = "languages/office.rs"]
mod office;
#[path = "languages/tried.rs"]
mod tried;

use office::Office;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Commands that print plain text whatever the format, and no file by `-o`.
const PLAIN: &[&str] = &["init", "cron", "completions", "man"];

/// Lines for a shell, scripts and markup: full of words of their own language.
const SCRIPTS: &[&str] = &["cron", "completions", "man"];

const FORMATS: [&str; 5] = ["table", "json", "csv", "xlsx", "html"];

/// Words that are the same in both languages: names of things, formats, keys.
#[rustfmt::skip]
const SAME: &[&str] = &[
    "dayclose", "sha", "sha-256", "utf", "utf-8", "utf-16", "gb", "gb18030", "gbk", "csv", "xlsx", "html",
    "json", "toml", "txt", "zip", "file", "bad-file", "damaged-id", "double-line",
    "unknown-staff", "column-changed", "sheet", "zh", "en", "excel", "plain", "table", "bom",
    "hash", "dir", "kb", "mb",
    // A number that is missing, made from those beside it.
    "ck2026100602", "ck2026100603",
    // Commands to type.
    "stock", "docs", "alerts", "balance", "delivery-notes", "purchase-orders",
    "monthly", "weekly", "daily", "reconcile", "trend", "commission", "kpi", "summary",
    // What a message calls a tool's own file.
    "html", "closed", "reports", "runs", "jsonl", "cron", "crontab", "utc", "asia", "shanghai",
    // Keys of the config.
    "inputs", "source", "targets_2026-10",
    "age-secret-key-1", "sign_key", "signers", "cd", "echo", "init", "backup", "run", "verify", "list", "status", "restore", "history",
    "keygen", "prune", "age",
    // Sections of the config, and kinds of columns as JSON names them.
    "pay", "scheme", "per_piece", "good_review", "buyer_photo", "service_reward", "overtime", "true", "missing",
    "columns", "files", "text", "id", "money", "datetime", "number",
    "orders", "open", "refund_words",
    // Commands, files and keys of the calendar of duties.
    "check", "weekly", "monthly", "date", "month", "last_month", "quarter", "seal", "counts", "duty",
    "follow-up", "count-shop", "count-week", "count-goods", "dump", "dumps", "channels",
    "sales-meeting", "attendance", "finance", "objections", "targets", "vehicles",
    "stock-report", "vans", "adjustments", "full-count", "pages", "roster", "people",
    "runs", "jsonl", "attendance_", "ics", "stocktake", "diff", "report",
    // Letters of a column, in the areas of a workbook.
    "aa",
];

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

#[track_caller]
fn no_chinese(text: &str, what: &str) {
    if let Some((at, c)) = text.char_indices().find(|(_, c)| is_chinese(*c)) {
        let near: String = text[at..].chars().take(40).collect();
        panic!("{what}: «{c}» in English: …{near}…");
    }
}

/// What a person sees of an output: workbooks opened, style sheets and fonts
/// left out.
fn seen(bytes: &[u8], format: &str) -> String {
    if format == "xlsx" && bytes.starts_with(b"PK") {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut all = String::new();
        for i in 0..zip.len() {
            let mut part = zip.by_index(i).unwrap();
            let name = part.name().unwrap().into_owned();
            if name.ends_with("sharedStrings.xml")
                || name.contains("worksheets/sheet")
                || name.ends_with("workbook.xml")
            {
                let mut text = String::new();
                std::io::Read::read_to_string(&mut part, &mut text).unwrap();
                all.push_str(&text);
            }
        }
        return without_tags(&all);
    }
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    if format == "html" {
        without_tags(&text)
    } else {
        text
    }
}

/// The text between tags, and sheet names, which stand in an attribute.
fn without_tags(markup: &str) -> String {
    let mut out = String::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        out.push(' ');
        let tag = &rest[at..];
        // The functions of formulas are called the same in every language.
        let hidden = ["style", "script", "f", "formula1"]
            .into_iter()
            .find(|t| tag.starts_with(&format!("<{t}>")) || tag.starts_with(&format!("<{t} ")));
        let end = match hidden {
            Some(t) => tag
                .find(&format!("</{t}>"))
                .map_or(tag.len(), |e| e + t.len() + 3),
            None => tag.find('>').map_or(tag.len(), |e| e + 1),
        };
        if let Some(name) = tag[..end].strip_prefix("<sheet name=\"") {
            out.push_str(name.split('"').next().unwrap_or(""));
        }
        rest = &tag[end..];
    }
    out.push_str(rest);
    out.replace("&amp;", "&")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$')))
        // A place on a sheet and a flag to type are no words.
        .filter(|w| !w.contains('$') && !w.starts_with("--"))
        .map(|w| w.trim_matches('-').to_ascii_lowercase())
        .filter(|w| w.len() > 1 && w.bytes().filter(u8::is_ascii_alphabetic).count() > 1)
        // A hash is no word.
        .filter(|w| w.len() < 12 || !w.bytes().all(|b| b.is_ascii_hexdigit()))
        .collect()
}

/// Words of the data and of what was typed: they stay as they are.
fn known(office: &Office, typed: &[&str]) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = SAME.iter().map(|w| (*w).to_owned()).collect();
    known.extend(words(&typed.join(" ")));
    for entry in walkdir::WalkDir::new(office.dir.path())
        .into_iter()
        .flatten()
    {
        let below = entry.path().strip_prefix(office.dir.path()).unwrap();
        known.extend(words(&below.to_string_lossy()));
        if entry.file_type().is_file()
            && below.extension().is_some_and(|e| e == "csv" || e == "json")
        {
            known.extend(words(&std::fs::read_to_string(entry.path()).unwrap()));
        }
    }
    // Series of documents are named by what stands before their numbers.
    known.extend(words("myshop main other inbox missing archive ck rk th"));
    // What the unzipper says of a broken workbook is its own.
    known.extend(words("invalid Zip archive: Could not find EOCD"));
    known.extend(words(&whoami()));
    known.extend(words(&office.dir.path().to_string_lossy()));
    for table in dayclose::table::tables::ALL {
        known.insert(table.name.to_owned());
        known.extend(table.fields.iter().map(|f| f.name.to_owned()));
    }
    known
}

fn whoami() -> String {
    let out = Command::new("id").arg("-un").output();
    out.map(|o| String::from_utf8_lossy(&o.stdout).into_owned())
        .unwrap_or_default()
}

/// English words in the Chinese result that the English one has and the data
/// has not.
fn untranslated(zh: &str, en: &str, known: &BTreeSet<String>) -> Vec<String> {
    let en = words(en);
    words(zh)
        .into_iter()
        .filter(|w| en.contains(w) && !known.contains(w))
        .collect()
}

/// Names of commands that take arguments, from the help pages themselves.
fn leaves(office: &Office, path: &[String], out: &mut Vec<String>) {
    let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
    arguments.push("--help");
    let help = office.run("en", "2026-11-22", &arguments);
    assert_eq!(help.status.code(), Some(0), "{arguments:?}");
    let text = String::from_utf8(help.stdout).unwrap();
    let below: Vec<String> = text
        .lines()
        .skip_while(|l| *l != "Commands:")
        .skip(1)
        .take_while(|l| !l.is_empty())
        .filter(|l| l.starts_with("  ") && !l.starts_with("   "))
        .filter_map(|l| l.split_whitespace().next().map(str::to_owned))
        .collect();
    if below.is_empty() {
        out.push(path.join(" "));
    }
    for name in below {
        leaves(office, &[path, &[name]].concat(), out);
    }
}

#[test]
fn every_command_is_tried() {
    let office = Office::new();
    let mut found = Vec::new();
    leaves(&office, &[], &mut found);
    assert!(found.len() > 3, "{found:?}");
    let tried: Vec<&str> = tried::TRIED.iter().map(|(name, _)| *name).collect();
    for name in &found {
        assert!(
            tried.contains(&name.as_str()),
            "`{name}` is not in TRIED of tests/languages/tried.rs"
        );
    }
    assert_eq!(found.len(), tried.len());
}

#[test]
fn help_pages() {
    let office = Office::new();
    let mut found = Vec::new();
    leaves(&office, &[], &mut found);
    found.push(String::new());
    found.extend(["backup", "run"].map(str::to_owned));
    for name in found {
        for flag in ["--help", "-h"] {
            let arguments: Vec<&str> = name.split_whitespace().chain([flag]).collect();
            let page = |lang| {
                String::from_utf8(office.run(lang, "2026-11-22", &arguments).stdout).unwrap()
            };
            let (zh, en) = (page("zh"), page("en"));
            no_chinese(&en, &format!("{name} {flag}"));
            assert!(!en.is_empty() && zh.chars().any(is_chinese), "{name}");
            // Options, and what stands between angle brackets, are typed as they are.
            let mut known = known(&office, &arguments);
            known.extend(
                zh.split_whitespace()
                    .filter(|w| w.starts_with(['-', '<', '[']) || w.contains('/'))
                    .flat_map(words),
            );
            known.extend(words(
                "init table backup run verify status list restore history keygen prune kpi reconcile stocktake stock roster orders daily weekly monthly make check swap suggest export doctor echo key keys systemd bash zsh fish completions man",
            ));
            assert_eq!(
                untranslated(&zh, &en, &known),
                Vec::<String>::new(),
                "{name} {flag}:\n{zh}"
            );
        }
    }
}

#[test]
fn every_result_in_both_languages() {
    let shared = Office::new();
    for (name, arguments) in tried::tried() {
        for format in FORMATS {
            let fresh;
            let office = if name == "init" {
                fresh = Office::new();
                &fresh
            } else {
                &shared
            };
            let out = |lang: &str| {
                let arguments = [&["--format", format][..], &arguments].concat();
                let output = office.run(lang, "2026-11-22", &arguments);
                assert!(
                    output.status.code().is_some_and(|c| c < 2),
                    "{name} {format}: {}",
                    String::from_utf8_lossy(&output.stderr)
                );
                if name == "init" {
                    std::fs::remove_dir_all(office.dir.path().join("new")).unwrap();
                }
                seen(&output.stdout, format) + &String::from_utf8(output.stderr).unwrap()
            };
            let (en, zh) = (out("en"), out("zh"));
            let what = format!("{arguments:?} {format}");
            no_chinese(&en, &what);
            if format == "json" {
                messages_are_chinese(&zh, &what);
                continue;
            }
            assert!(zh.chars().any(is_chinese), "{what}: {zh}");
            if SCRIPTS.contains(&name) {
                continue;
            }
            let left = untranslated(&zh, &en, &known(office, &arguments));
            assert_eq!(left, Vec::<String>::new(), "{what}:\n{zh}");
        }
    }
}

/// The check itself finds what it is there for.
#[test]
fn a_heading_left_in_english_is_found() {
    let known = BTreeSet::from(["sha-256".to_owned()]);
    let (en, zh) = ("seq,vanished,SHA-256\n1,2,3", "号,vanished,SHA-256\n1,2,3");
    assert_eq!(untranslated(zh, en, &known), ["vanished"]);
    assert_eq!(
        without_tags("<p class=\"名\">a<style>b</style>&amp;"),
        " a &"
    );
    assert!(is_chinese('封') && is_chinese('，') && !is_chinese('…') && !is_chinese('é'));
}

/// JSON keeps its English keys; what it says is in the language asked for.
fn messages_are_chinese(json: &str, what: &str) {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(json) else {
        // `init` and `--suggest` say plain text in every format.
        assert!(json.chars().any(is_chinese), "{what}: {json}");
        return;
    };
    for finding in value["findings"].as_array().unwrap() {
        let message = finding["message"].as_str().unwrap();
        assert!(message.chars().any(is_chinese), "{what}: {message}");
    }
    for input in value["inputs"].as_array().unwrap() {
        let role = input["role"].as_str().unwrap();
        let shown = dayclose::report::words::role(role).zh;
        // The sources of a backup have the names the config gives them.
        let named = ["main", "other"].contains(&role);
        assert!(named || shown.chars().any(is_chinese), "{what}: {shown}");
    }
}

#[test]
fn every_file_in_both_languages() {
    let office = Office::new();
    for (_, arguments) in tried::tried().filter(|(name, _)| !PLAIN.contains(name)) {
        if arguments.contains(&"--suggest") {
            continue;
        }
        for ending in ["txt", "json", "csv", "xlsx", "html"] {
            let file = |lang: &str| {
                let name = format!("result-{lang}.{ending}");
                let output = office.run(
                    lang,
                    "2026-11-22",
                    &[&arguments, &["-o", &name][..]].concat(),
                );
                assert!(output.status.code().is_some_and(|c| c < 2), "{arguments:?}");
                let path = office.dir.path().join(name);
                let text = seen(&std::fs::read(&path).unwrap(), ending).replace('\u{feff}', "");
                std::fs::remove_file(path).unwrap();
                text
            };
            let what = format!("{arguments:?} {ending}");
            no_chinese(&file("en"), &what);
            assert!(
                ending == "json" || file("zh").chars().any(is_chinese),
                "{what}"
            );
        }
    }
}

#[test]
fn every_error_in_both_languages() {
    let office = Office::new();
    for line in tried::FAILING {
        let arguments: Vec<&str> = line.split(' ').collect();
        let said = |lang| {
            let output = office.run(lang, "2026-11-22", &arguments);
            let text = String::from_utf8(output.stderr).unwrap();
            assert_eq!(
                output.status.code(),
                Some(2),
                "{arguments:?}: {text}{}",
                String::from_utf8_lossy(&output.stdout)
            );
            assert!(output.stdout.is_empty(), "{arguments:?}");
            text
        };
        let (en, zh) = (said("en"), said("zh"));
        // What the TOML parser says is its own.
        let zh = zh.split(" TOML:").next().unwrap_or("").to_owned();
        no_chinese(&en, &format!("{arguments:?}"));
        assert!(zh.chars().any(is_chinese), "{arguments:?}: {zh}");
        let mut known = known(&office, &arguments);
        known.extend(
            zh.split_whitespace()
                .filter(|w| w.contains('<') || w.contains("--") || w.contains('`'))
                .flat_map(words),
        );
        known.extend(words(
            "init table backup run verify status list restore history help utf-8 utf-16 remote path bucket s3",
        ));
        assert_eq!(
            untranslated(&zh, &en, &known),
            Vec::<String>::new(),
            "{arguments:?}:\n{zh}"
        );
    }
}

/// The sample's own words are part of what a person reads.
#[test]
fn init_writes_in_the_language_asked_for() {
    let office = Office::new();
    office.run("en", "2026-11-22", &["init", "sample-en", "--sample"]);
    for name in ["dayclose.toml", "README.md"] {
        let text = std::fs::read_to_string(office.dir.path().join("sample-en").join(name)).unwrap();
        let prose: String = text
            .lines()
            .filter(|l| l.trim_start().starts_with('#') && !l.contains('='))
            .collect::<Vec<_>>()
            .join("\n");
        assert!(!prose.is_empty());
        if name == "dayclose.toml" {
            // Status words and headings are data; what is said of them is not.
            no_chinese(&prose, name);
        }
    }
    office.run("zh", "2026-11-22", &["init", "sample-zh"]);
    let path: &Path = &office.dir.path().join("sample-zh/dayclose.toml");
    assert!(
        std::fs::read_to_string(path)
            .unwrap()
            .chars()
            .any(is_chinese)
    );
}
