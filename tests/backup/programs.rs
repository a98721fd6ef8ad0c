//! Sources that are programs: a database's dump, orders out of a database, and
//! programs that fail in every way a program can.

use crate::desk::{Desk, Ran, skip};
use crate::sheet::{Row, export};
use dayclose::backup::{Done, Job, Layout, Place, Program, Progress, run};
use dayclose::base::Clock;
use dayclose::policy::{Cadence, Policy};
use dayclose::table::Options;
use dayclose::table::heading::Aliases;
use std::process::Command;
use std::time::Duration;

/// A config with the usual path and these sources besides.
pub fn config(sources: &str) -> String {
    format!("{}{sources}", crate::desk::CONFIG)
}

/// Programs only.
pub fn programs(sources: &str) -> String {
    format!("[shop]\nname = \"shop\"\n[backup]\nsettle_seconds = 0\n{sources}")
}

fn source(name: &str, command: &[&str], more: &str) -> String {
    let words: Vec<String> = command.iter().map(|w| format!("{w:?}")).collect();
    format!(
        "[[backup.source]]\nname = \"{name}\"\ncommand = [{}]\n{more}",
        words.join(", ")
    )
}

/// `sh -c`: what a plain script does.
pub fn script(name: &str, text: &str, more: &str) -> String {
    source(name, &["sh", "-c", text], more)
}

fn sqlite(desk: &Desk, statements: &str) -> bool {
    let ran = Command::new("sqlite3")
        .arg(desk.at("shop.db"))
        .arg(statements)
        .status();
    match ran {
        Ok(status) => {
            assert!(status.success(), "{statements}");
            true
        }
        Err(_) => {
            skip("backup::programs", "sqlite3 is not installed");
            false
        }
    }
}

/// Names of an archive's entries below `files/`, sorted.
pub fn entries(desk: &Desk, archive: &str) -> Vec<String> {
    let file = std::fs::File::open(desk.at("archive").join(archive)).unwrap();
    let zip = zip::ZipArchive::new(file).unwrap();
    let mut names: Vec<String> = zip
        .file_names()
        .map(|n| n.unwrap().into_owned())
        .filter(|n| n.starts_with("files/"))
        .collect();
    names.sort();
    names
}

pub fn orders(count: usize) -> String {
    let rows: Vec<Row> = (0..count)
        .map(|i| Row::new(&format!("30000041822{i:05}")))
        .collect();
    export(&rows)
}

#[test]
fn a_database_is_dumped_and_comes_back() {
    let desk = Desk::with(&config(&source("db", &["sqlite3", "shop.db", ".dump"], "")));
    if !sqlite(
        &desk,
        "create table t(a); insert into t values('甲'),('乙');",
    ) {
        return;
    }
    desk.export("2026-11-21", &orders(3));
    let ran = desk.run("2026-11-21").exits(0);
    assert_eq!(ran.summary("files"), 2);
    assert_eq!(ran.summary("orders"), 3);
    assert_eq!(
        entries(&desk, "zip/2026/2026-11-21.zip"),
        [
            "files/db/db-2026-11-21.sql",
            "files/tmall/orders-2026-11-21.csv"
        ]
    );
    desk.verify(&[]).exits(0);
    desk.backup(
        "2026-11-22",
        &["restore", "--seq", "1", "--source", "db", "--to", "back"],
    )
    .exits(0);
    let dump = String::from_utf8(desk.read("back/db/db-2026-11-21.sql")).unwrap();
    assert!(
        dump.contains("INSERT INTO t VALUES('甲')") && dump.ends_with("COMMIT;\n"),
        "{dump}"
    );
    // The database made anew from it gives the same dump.
    let again = Command::new("sh")
        .args([
            "-c",
            "sqlite3 new.db <back/db/db-2026-11-21.sql && sqlite3 new.db .dump",
        ])
        .current_dir(desk.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(again.stdout).unwrap(), dump);
    // unzip knows it too.
    let unzip = Command::new("unzip")
        .args(["-tqq", "archive/zip/2026/2026-11-21.zip"])
        .current_dir(desk.path())
        .status();
    assert!(unzip.is_ok_and(|s| s.success()));
}

/// Whatever goes wrong with a program, the day's exports are sealed, nothing of
/// its output is, and the next run tries again.
#[test]
fn a_program_that_fails_leaves_nothing_of_itself() {
    let chatty = "seq 1 300000; echo 'dump of 13812344477 broke' >&2; echo >&2; exit 3";
    for (text, words) in [
        (chatty, "status 3): dump of 138****4477 broke"),
        ("seq 1 300000; kill -9 $$", "killed by signal 9"),
        ("exit 0", "printed nothing"),
        (
            "echo 'no such database' >&2; exit 1",
            "status 1): no such database",
        ),
    ] {
        let desk = Desk::with(&config(&script(
            "db",
            &format!("test -e fine && echo ok && exit 0; {text}"),
            "",
        )));
        desk.export("2026-11-21", &orders(3));
        let ran = desk.run("2026-11-21").exits(1);
        assert_eq!(ran.findings(), ["bad-file error db"], "{text}");
        assert!(ran.out.contains(words), "{text}: {}", ran.out);
        assert!(!ran.out.contains("13812344477"));
        assert_eq!(ran.summary("files"), 1);
        assert_eq!(
            entries(&desk, "zip/2026/2026-11-21.zip"),
            ["files/tmall/orders-2026-11-21.csv"],
            "{text}"
        );
        // No byte of what was taken back is left in the file.
        let size = desk.read("archive/zip/2026/2026-11-21.zip").len();
        assert!(size < 20_000, "{text}: {size}");
        desk.verify(&[]).exits(0);
        // Still failing, it is said again; mended, it is sealed the same evening.
        assert_eq!(
            desk.run("2026-11-21").exits(1).findings(),
            ["bad-file error db"]
        );
        desk.write("fine", b"");
        assert_eq!(desk.run("2026-11-21").exits(0).summary("seq"), 2, "{text}");
        assert_eq!(
            entries(&desk, "zip/2026/2026-11-21.2.zip"),
            ["files/db/db-2026-11-21.txt"]
        );
        desk.verify(&[]).exits(0);
    }
}

#[test]
fn a_program_that_is_not_there() {
    let desk = Desk::with(&programs(&source(
        "db",
        &["no-such-program-here", "secret"],
        "",
    )));
    let ran = desk.run("2026-11-21").exits(1);
    assert_eq!(ran.findings(), ["bad-file error db", "O1 error 2026-11-21"]);
    assert!(
        ran.out.contains("no-such-program-here") && !ran.out.contains("secret"),
        "{}",
        ran.out
    );
    assert!(desk.tree("archive").iter().all(|(name, _)| name == "lock"));
}

/// The config's words are the program's arguments, its folder is where it runs,
/// and nobody is asked anything on standard input.
#[test]
fn no_shell_no_input_the_config_s_folder() {
    let desk = Desk::with(&programs(&source(
        "db",
        &["./dump.sh", "$HOME; *", "a b"],
        "",
    )));
    desk.write(
        "dump.sh",
        b"#!/bin/sh\npwd\nprintf '%s\\n' \"$@\"\ncat\necho end\n",
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(desk.at("dump.sh"), std::fs::Permissions::from_mode(0o755))
            .unwrap();
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let ran = desk
        .command()
        .current_dir(elsewhere.path())
        .arg("--config")
        .arg(desk.at("dayclose.toml"))
        .args(["--now", "2026-11-21T18:00:00+08:00", "backup", "run"])
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    desk.backup("2026-11-22", &["restore", "--seq", "1", "--to", "back"])
        .exits(0);
    let here = desk.path().canonicalize().unwrap();
    assert_eq!(
        String::from_utf8(desk.read("back/db/db-2026-11-21.txt")).unwrap(),
        format!("{}\n$HOME; *\na b\nend\n", here.display())
    );
}

fn orders_of(desk: &Desk, statement: &str) -> bool {
    sqlite(
        desk,
        &format!(
            "create table if not exists o(no text, at text, phone text, paid text); {statement}"
        ),
    )
}

const SELECT: &str = "select no as \"订单编号\", at as \"下单时间\", phone as \"手机\", paid as \"实付\" from o order by no";

/// Orders out of a database are compared like an export.
#[test]
fn orders_out_of_a_database_are_compared() {
    let select = source(
        "erp",
        &["sqlite3", "-csv", "-header", "shop.db", SELECT],
        "table = \"orders\"\n",
    );
    let desk = Desk::with(&programs(&select));
    if !orders_of(
        &desk,
        "insert into o values('3000004182221001','2026-11-20 10:00:00','13800000001','5'),\
         ('3000004182221002','2026-11-20 11:00:00','13800000002','');",
    ) {
        return;
    }
    let ran = desk.run("2026-11-21").exits(0);
    assert_eq!(
        (ran.summary("orders"), ran.summary("new")),
        (2.into(), 2.into())
    );
    assert_eq!(
        entries(&desk, "zip/2026/2026-11-21.zip"),
        ["files/erp/erp-2026-11-21.csv"]
    );
    assert!(orders_of(
        &desk,
        "update o set phone='13900000001' where no like '%1001'; update o set paid='7';"
    ));
    // A dry run sees it and writes nothing.
    let before = desk.tree("archive");
    let dry = desk
        .backup("2026-11-22", &["run", "--dry-run", "--format", "json"])
        .exits(1);
    assert_eq!(
        dry.changes("3000004182221001"),
        ["violation paid", "violation phone"]
    );
    assert_eq!(desk.tree("archive"), before);
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(
        ran.changes("3000004182221001"),
        ["violation paid", "violation phone"]
    );
    assert_eq!(ran.changes("3000004182221002"), ["changed paid"]);
    assert!(
        ran.out.contains("files/erp/erp-2026-11-22.csv:2"),
        "{}",
        ran.out
    );
    // An order that is deleted has vanished.
    assert!(orders_of(
        &desk,
        "insert into o values('3000004182221003','2026-11-22 11:00:00','','7');delete from o where no like '%1002';"
    ));
    assert_eq!(
        desk.run("2026-11-23").exits(1).changes("3000004182221002"),
        ["vanished"]
    );
    let history = desk
        .backup("2026-11-24", &["history", "3000004182221001"])
        .exits(0);
    assert!(history.out.contains("139****0001"), "{}", history.out);
    // The state comes back from the archives, to the same bytes.
    let states = desk.tree("archive/state");
    assert_eq!(states.len(), 1);
    std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
    assert!(orders_of(&desk, "update o set paid='7.00'"));
    let ran = desk.run("2026-11-24").exits(0);
    assert_eq!(ran.findings(), ["O2 info erp"]);
    assert_eq!(desk.tree("archive/state"), states);
    desk.verify(&[]).exits(0);
}

/// What is no orders table is sealed all the same, and said.
#[test]
fn a_program_that_prints_something_else() {
    let desk = Desk::with(&programs(&script(
        "erp",
        "echo hello",
        "table = \"orders\"\n",
    )));
    let ran = desk.run("2026-11-21").exits(1);
    assert_eq!(
        ran.findings(),
        ["bad-file error files/erp/erp-2026-11-21.csv"]
    );
    assert_eq!(ran.summary("files"), 1);
}

/// Two runs with programs whose output is the same give the same bytes.
#[test]
fn the_same_output_gives_the_same_archive() {
    let sealed = || {
        let desk = Desk::with(&config(&script("db", "seq 1 100000", "")));
        desk.export("2026-11-21", &orders(3));
        desk.run("2026-11-21").exits(0);
        desk.read("archive/zip/2026/2026-11-21.zip")
    };
    assert_eq!(sealed(), sealed());
}

/// A run with a program of this script and that limit, beside an export.
fn limited(desk: &Desk, text: &str, limit: Duration) -> Done {
    let mut policy = Policy::default();
    policy.backup.settle_seconds = 0;
    let aliases = Aliases::default();
    let place = |name: &str, path: &str, program| Place {
        name: name.to_owned(),
        path: desk.at(path),
        shown: path.to_owned(),
        program,
    };
    let program = Program {
        command: ["sh", "-c", text].map(str::to_owned).into(),
        folder: desk.path().to_owned(),
        every: Cadence::Day,
        orders: false,
        limit,
    };
    let now = "2026-11-21T18:00:00+08:00".parse().unwrap();
    let job = Job {
        policy: &policy,
        layout: Layout::new(desk.at("archive"), "archive".to_owned()),
        places: vec![
            place("db", "", Some(program)),
            place("tmall", "inbox", None),
        ],
        clock: Clock::fixed(now, policy.shop.timezone),
        options: Options {
            table: None,
            encoding: None,
            aliases: &aliases,
            month: None,
            offset_minutes: None,
        },
        names: Vec::new(),
        findings: Vec::new(),
        dry_run: false,
        progress: Progress::none(),
    };
    run(&job).unwrap()
}

/// A program without end is stopped at its limit, with all it started; what it
/// had printed is not sealed, the export is.
#[test]
fn a_program_without_end_is_stopped() {
    for text in [
        "yes",
        "cat /dev/urandom",
        "echo begun; echo stuck >&2; sleep 1000",
        "exec >&-; sleep 1000",
        // What it left behind holds its output open.
        "echo begun; sleep 1000 & echo $! >pid; exit 0",
    ] {
        let desk = Desk::new();
        desk.export("2026-11-21", &orders(3));
        let done = limited(&desk, text, Duration::from_millis(700));
        assert_eq!(done.counts.files, 1, "{text}");
        assert_eq!(done.findings.len(), 1, "{text}: {:?}", done.findings);
        assert!(
            done.findings[0].message.en.contains("was stopped"),
            "{text}: {:?}",
            done.findings
        );
        assert!(
            desk.read("archive/zip/2026/2026-11-21.zip").len() < 20_000,
            "{text}"
        );
        if text.contains("pid") {
            let pid = String::from_utf8(desk.read("pid")).unwrap();
            let ended = |_| {
                std::thread::sleep(Duration::from_millis(20));
                let status = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
                status
                    .is_ok_and(|s| !s.contains(") Z"))
                    .then_some(())
                    .is_none()
            };
            assert!((0..100).any(ended), "{pid} is still there");
        }
        desk.verify(&[]).exits(0);
    }
}

/// More output than there is memory for it passes through, on its way into an
/// encrypted archive too.
#[cfg(target_os = "linux")]
#[test]
fn long_output_is_not_held() {
    let (hidden, _keys) = crate::encrypted::desk();
    for desk in [Desk::new(), hidden] {
        let config = String::from_utf8(desk.read("dayclose.toml")).unwrap();
        let long = script("db", "head -c 600000000 /dev/zero", "");
        desk.write("dayclose.toml", format!("{config}{long}").as_bytes());
        desk.export("2026-11-21", &orders(3));
        // 128 MB for all that it writes to in memory.
        let line = "ulimit -d 131072 && exec \"$0\" --now 2026-11-21T18:00:00+08:00 --format json backup run";
        let ran = Command::new("sh")
            .args(["-c", line])
            .arg(crate::desk::binary())
            .current_dir(desk.path())
            .env_remove("DAYCLOSE_CONFIG")
            .output()
            .unwrap();
        let ran = Ran::from(ran).exits(0);
        let bytes = 600_000_000 + desk.read("inbox/orders-2026-11-21.csv").len();
        assert_eq!(ran.summary("bytes"), bytes);
        desk.verify(&[]).exits(0);
    }
}
