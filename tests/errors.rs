//! The error gallery: every message of tables, config and command line is got
//! out of the program once in each language (`fixtures/errors/cases.toml`), and
//! `docs/*/errors.md` shows exactly what it prints. `UPDATE_DOCS=1` writes the
//! pages anew; read them before you keep them.

use assert_cmd::Command;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

#[derive(Deserialize)]
struct Gallery {
    section: Vec<Section>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Section {
    id: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
struct Case {
    section: String,
    /// Arguments, split at blanks.
    run: String,
    /// The exit status.
    exit: i32,
    /// The message is this finding of the report, not standard error.
    finding: Option<usize>,
    /// The message is the line below the title of what is printed.
    #[serde(default)]
    lead: bool,
    /// Files written first.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// A file too long to be written down: see [`long_file`].
    make: Option<String>,
    /// Words of the operating system's stand in it.
    #[serde(default)]
    unix: bool,
    means_zh: String,
    means_en: String,
    do_zh: String,
    do_en: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn gallery() -> Gallery {
    let text = std::fs::read_to_string(root().join("fixtures/errors/cases.toml")).expect("cases");
    toml::from_str(&text).expect("cases.toml is valid")
}

fn long_file(name: &str) -> String {
    match name {
        "wide.csv" => "列,".repeat(1100) + "\n1\n",
        "long.csv" => "字".repeat(100_000),
        "blank_top.csv" => "\n".repeat(300_000) + "a,b\n",
        "thousand.csv" => {
            (1..1003).fold("订单编号,下单时间\n".to_owned(), |mut text, n| {
                let _ = writeln!(text, "{n},x");
                text
            })
        }
        _ => panic!("nothing is known of {name}"),
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&to).expect("a folder");
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("copied");
        }
    }
}

/// A folder with all the fixtures.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for from in ["fixtures/quirks", "fixtures/errors"] {
        copy(&root().join(from), dir.path());
    }
    dir
}

/// What the case prints in that language: the message, exactly.
fn message(case: &Case, lang: &str, shared: &Path) -> Result<String, String> {
    let own;
    let mut at = shared;
    if !case.files.is_empty() || case.make.is_some() {
        own = folder();
        at = own.path();
        for (name, text) in &case.files {
            std::fs::write(at.join(name), text).expect("written");
        }
        if let Some(name) = &case.make {
            std::fs::write(at.join(name), long_file(name)).expect("written");
        }
    }
    let mut words: Vec<&str> = case.run.split(' ').collect();
    if case.finding.is_some() {
        words.extend(["--format", "json"]);
    }
    let output = Command::cargo_bin("dayclose")
        .expect("the program")
        .current_dir(at)
        .env_clear()
        .env("DAYCLOSE_LANG", lang)
        .env("DAYCLOSE_NOW", "2026-11-22T18:00:00+08:00")
        .args(&words)
        .output()
        .expect("ran");
    let complaint = String::from_utf8(output.stderr).expect("UTF-8");
    let status = output.status.code();
    if status != Some(case.exit) {
        let out = String::from_utf8_lossy(&output.stdout);
        return Err(format!("{}: {status:?}\n{complaint}{out}", case.run));
    }
    if case.lead {
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let line = text.lines().nth(1).map(|l| l.trim().to_owned());
        return line.ok_or_else(|| format!("{}: nothing printed", case.run));
    }
    let Some(number) = case.finding else {
        assert!(output.stdout.is_empty(), "{}: words on stdout", case.run);
        return Ok(complaint.trim_end().to_owned());
    };
    assert!(complaint.is_empty(), "{}: {complaint}", case.run);
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = json["findings"][number]["message"].as_str();
    text.map(str::to_owned)
        .ok_or_else(|| format!("{}: no finding {number}", case.run))
}

const BEGIN: &str = "<!-- gallery: begin -->\n";
const END: &str = "<!-- gallery: end -->\n";

/// The part of the page between the marks.
fn page(lang: &str) -> String {
    let gallery = gallery();
    let shared = folder();
    let zh = lang == "zh";
    let mut page = String::new();
    let mut wrong = Vec::new();
    for section in &gallery.section {
        let _ = writeln!(page, "\n## {}", if zh { &section.zh } else { &section.en });
        for case in gallery.case.iter().filter(|c| c.section == section.id) {
            // Elsewhere the operating system says it in other words.
            if case.unix && !cfg!(unix) {
                continue;
            }
            let said = match message(case, lang, shared.path()) {
                Ok(said) => said,
                Err(why) => {
                    wrong.push(why);
                    continue;
                }
            };
            let (means, act) = if zh {
                (&case.means_zh, &case.do_zh)
            } else {
                (&case.means_en, &case.do_en)
            };
            let labels = if zh {
                ("命令", "意思", "怎么办", "退出状态")
            } else {
                ("Command", "Meaning", "What to do", "exit status")
            };
            let _ = write!(
                page,
                "\n```text\n{said}\n```\n\n* {}: `dayclose {}` ({} {})\n* {}: {means}\n* {}: {act}\n",
                labels.0, case.run, labels.3, case.exit, labels.1, labels.2
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    page
}

fn check(lang: &str) {
    let path = root().join(format!("docs/{lang}/errors.md"));
    let text = std::fs::read_to_string(&path).expect("the page is committed");
    let (head, rest) = text.split_once(BEGIN).expect("the first mark");
    let (have, tail) = rest.split_once(END).expect("the second mark");
    let want = page(lang);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{head}{BEGIN}{want}{END}{tail}")).expect("written");
        return;
    }
    for (have, want) in have.split("\n```text").zip(want.split("\n```text")) {
        assert_eq!(
            have,
            want,
            "{}: UPDATE_DOCS=1 cargo test --test errors",
            path.display()
        );
    }
    assert!(
        have == want,
        "{}: entries too many or too few",
        path.display()
    );
}

#[cfg(unix)]
#[test]
fn the_chinese_page_is_what_is_printed() {
    check("zh");
}

#[cfg(unix)]
#[test]
fn the_english_page_is_what_is_printed() {
    check("en");
}

/// Messages that no test can bring about, each with the reason.
const UNREACHED: &[(&str, &str)] = &[
    (
        "{}:文件夹读不了({e});请检查权限",
        "needs a folder this account may not read",
    ),
    (
        "{shown}:解压后超过 1 GiB,不像正常的工作簿,拒绝读取;请解压后再给出文件",
        "needs a gigabyte",
    ),
    ("{shown}:读写失败({error})", "needs a failing disk"),
    (
        "{path}:其中的 {part} 解压后有 {gib} GiB,超过 4 GiB 上限,不像正常的工作簿,拒绝读取。请重新导出或拆成几个文件。",
        "tests/books.rs",
    ),
    (
        "{path}:读取文件失败({error})。请确认文件存在、有读取权限,且没有被其他程序独占。",
        "needs a file that vanishes while it is read",
    ),
    (
        "{path}:不是工作簿。需要 xlsx、xlsm、xls、ods,或内容为 HTML 表格的 xls;请从原系统重新导出,或用 Excel/WPS 打开后另存为 xlsx。",
        "what is no workbook is read as text first",
    ),
    (
        "{path}:没有工作表「{sheet}」,这个文件里一张表也没有。请检查是否导出完整。",
        "tests/books.rs",
    ),
    (
        "xlsx 不能显示在屏幕上;请加 -o 文件.xlsx",
        "needs a terminal",
    ),
    ("结果写不出来:{error}", "needs memory to run out"),
    ("要给一个文件", "the command line is refused before"),
    (
        "命令写得不对",
        "for what a later version of the parser may say",
    ),
    ("参数里有不是 UTF-8 的字节", "tests/hostile.rs"),
];

/// No message: titles, column groups, what follows success.
const NO_MESSAGE: &[&str] = &[
    "看懂一个表",
    "各列",
    "内容",
    "看帮助:{command} --help",
    "{}:",
    "已建立 {shown}\n下一步:把平台导出的订单放进 {folder}/inbox,然后 cd {folder} && dayclose backup run\n",
    "已建立 {shown} 和 {month} 的 {files} 个样例文件\n下一步:cd {folder} && dayclose backup run\n样例里埋了什么、该查出什么,见 {folder}/README.md\n",
];

/// Every Chinese sentence of the sources is shown in the gallery, or stands in
/// one of the two lists above.
#[test]
fn no_message_is_left_out() {
    let shown = std::fs::read_to_string(root().join("docs/zh/errors.md")).expect("the page");
    let sources = [
        "src/table",
        "src/table/cell",
        "src/table/book",
        "src/policy",
        "src/inspect",
    ];
    let mut files: Vec<PathBuf> = [
        "args/mod",
        "context",
        "init",
        "intake/mod",
        "intake/stock",
        "localise",
        "output",
        "period",
        "roster/change",
        "roster/export",
        "roster/month",
        "table",
    ]
    .iter()
    .map(|name| root().join(format!("src/cli/{name}.rs")))
    .collect();
    files.push(root().join("src/base/problem.rs"));
    for folder in sources {
        for entry in std::fs::read_dir(root().join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let mut left_out = Vec::new();
    let mut seen = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source");
        for literal in literals(&text) {
            seen += 1;
            let excused = UNREACHED.iter().any(|(t, _)| *t == literal)
                || NO_MESSAGE.contains(&literal.as_str());
            if !excused && !is_shown(&literal, &shown) {
                left_out.push(format!("{}: {literal}", file.display()));
            }
        }
    }
    assert!(seen > 80, "only {seen} messages found");
    assert!(left_out.is_empty(), "{}", left_out.join("\n"));
}

/// The Chinese halves of `say!(zh: "…", …)`.
fn literals(source: &str) -> Vec<String> {
    source
        .split("zh: \"")
        .skip(1)
        .map(|rest| {
            let mut out = String::new();
            let mut chars = rest.chars();
            while let Some(c) = chars.next() {
                match c {
                    '"' => break,
                    '\\' => match chars.next() {
                        Some('n') => out.push('\n'),
                        Some(other) => out.push(other),
                        None => break,
                    },
                    c => out.push(c),
                }
            }
            out
        })
        .collect()
}

/// Whether the page shows the sentence: its fixed parts one after the other
/// within one block of text.
fn is_shown(literal: &str, page: &str) -> bool {
    let mut parts: Vec<String> = vec![String::new()];
    let mut depth = 0;
    for c in literal.chars() {
        match c {
            '{' => {
                depth += 1;
                parts.push(String::new());
            }
            '}' => depth -= 1,
            c if depth == 0 => parts.last_mut().expect("one at least").push(c),
            _ => {}
        }
    }
    let blocks = page.split("```text\n").skip(1);
    blocks.filter_map(|b| b.split("\n```").next()).any(|block| {
        let mut rest = block;
        parts.iter().all(|part| match rest.find(part.as_str()) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    })
}
