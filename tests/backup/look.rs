//! Looking back: what restore takes out and where it may not write, every
//! version of an order, the list, and which days are not backed up.

use crate::desk::{CONFIG, Desk, Ran};
use crate::sheet::{Row, export};
use serde_json::Value;

const A: &str = "3000004182221001";
const B: &str = "3000004182221002";

fn first() -> Vec<Row> {
    vec![Row::new(A), Row::new(B)]
}

/// Two shops, three seals: one of the 21st, two of the 22nd.
fn sealed() -> Desk {
    let other = "[[backup.source]]\nname = \"jd\"\npath = \"jd\"\n";
    let desk = Desk::with(&format!("{CONFIG}{other}"));
    std::fs::create_dir(desk.at("jd")).unwrap();
    desk.export("2026-11-21", &export(&first()));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-22", &later());
    let jd = export(&[Row::new("310000000001").with(&[("shop", "京东店")])]);
    desk.write("jd/2026-11-22/订单.csv", jd.as_bytes());
    desk.run("2026-11-22").exits(1);
    desk.write("inbox/b-2026-11-22.csv", b"no orders");
    desk.run("2026-11-22").exits(1);
    desk
}

/// A violation, a lawful change.
fn later() -> String {
    let mut rows = first();
    rows[0].put("phone", "13800000009");
    rows[1].put("courier", "顺丰速运");
    export(&rows)
}

fn restore(desk: &Desk, arguments: &[&str]) -> Ran {
    let all = [&["restore", "--format", "json"][..], arguments].concat();
    desk.backup("2026-11-23", &all)
}

fn names(desk: &Desk, below: &str) -> Vec<String> {
    desk.tree(below).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn exports_come_back_as_they_were() {
    let desk = sealed();
    let ran = restore(&desk, &["--date", "2026-11-21", "--to", "back"]).exits(0);
    assert_eq!(ran.summary("files"), 1);
    assert_eq!(
        desk.tree("back"),
        [(
            "tmall/orders-2026-11-21.csv".to_owned(),
            desk.read("inbox/orders-2026-11-21.csv")
        )]
    );
    // Two seals of one day: a folder each.
    restore(&desk, &["--date", "2026-11-22", "--to", "day"]).exits(0);
    assert_eq!(
        names(&desk, "day"),
        [
            "000002/jd/2026-11-22/订单.csv",
            "000002/tmall/orders-2026-11-22.csv",
            "000003/tmall/b-2026-11-22.csv"
        ]
    );
    // One seal, one source.
    restore(&desk, &["--seq", "2", "--source", "jd", "--to", "jd only"]).exits(0);
    assert_eq!(names(&desk, "jd only"), ["jd/2026-11-22/订单.csv"]);
    // Every look is logged, and the log is known to verify.
    let log = String::from_utf8(desk.read("archive/access.jsonl")).unwrap();
    let subjects: Vec<Value> = log
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap()["subject"].clone())
        .collect();
    assert_eq!(subjects, ["seq 1", "seq 2, 3", "seq 2"]);
    desk.verify(&[]).exits(0);
}

/// Nothing is written but below the folder that was named, nothing there is
/// replaced, and where one file cannot be put none is.
#[test]
fn nothing_is_in_danger() {
    let desk = sealed();
    desk.write("back/tmall/orders-2026-11-22.csv", b"mine");
    let refused = |to: &str, words: &str| {
        let before = desk.tree(".");
        let ran = restore(&desk, &["--seq", "2", "--to", to]).exits(2);
        assert!(
            ran.out.is_empty() && ran.err.contains(words),
            "{to}: {}",
            ran.err
        );
        assert!(desk.tree(".") == before, "{to}: something was written");
    };
    refused("back", "is already there and is not replaced");
    for inside in ["archive", "archive/zip/2026", "archive/new/folder"] {
        refused(inside, "inside the archive");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        std::fs::create_dir_all(desk.at("elsewhere")).unwrap();
        std::fs::create_dir_all(desk.at("linked")).unwrap();
        symlink(desk.at("elsewhere"), desk.at("linked/tmall")).unwrap();
        refused("linked", "leads out of --to");
        // A link in place of the file, leading nowhere.
        std::fs::create_dir_all(desk.at("hollow/tmall")).unwrap();
        let link = desk.at("hollow/tmall/orders-2026-11-22.csv");
        symlink(desk.at("elsewhere/x"), link).unwrap();
        refused("hollow", "is already there");
        // --to itself may be a link: that is where it was asked for.
        symlink(desk.at("elsewhere"), desk.at("by link")).unwrap();
        restore(&desk, &["--seq", "2", "--to", "by link"]).exits(0);
        assert_eq!(names(&desk, "elsewhere").len(), 2);
        symlink(desk.at("archive"), desk.at("into the archive")).unwrap();
        refused("into the archive", "inside the archive");
    }
}

#[test]
fn what_is_not_the_sealed_one_is_not_restored() {
    let desk = sealed();
    let zip = "archive/zip/2026/2026-11-22.zip";
    let mut bytes = desk.read(zip);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    desk.write(zip, &bytes);
    for which in [["--seq", "2"], ["--date", "2026-11-22"]] {
        let ran = restore(&desk, &[&which[..], &["--to", "back"]].concat()).exits(2);
        assert!(ran.err.contains("not what its seal says"), "{}", ran.err);
        assert!(!desk.at("back").exists());
    }
    // The other days do not suffer.
    restore(&desk, &["--seq", "1", "--to", "back"]).exits(0);
    for (which, words) in [
        (["--seq", "9"], "there is no seal #9"),
        (["--date", "2026-11-20"], "there is no seal 2026-11-20"),
    ] {
        let ran = restore(&desk, &[&which[..], &["--to", "none"]].concat()).exits(2);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
    let ran = restore(&desk, &["--seq", "1", "--source", "x", "--to", "none"]).exits(2);
    assert!(ran.err.contains("it holds: tmall"), "{}", ran.err);
    assert!(!desk.at("none").exists());
}

/// The files of an archive are all there is: on a machine that has nothing else
/// it is verified, restored from, and sealed on.
#[test]
fn on_an_empty_machine() {
    let desk = sealed();
    let head = desk.verify(&[]).head();
    let bare = Desk::with(&CONFIG.replace("path = \"inbox\"", "path = \"exports\""));
    std::fs::create_dir(bare.at("exports")).unwrap();
    for (name, bytes) in desk.tree("archive") {
        // The state is derived and the lock is nothing.
        if !name.starts_with("state/") && name != "lock" {
            bare.write(&format!("archive/{name}"), &bytes);
        }
    }
    assert_eq!(bare.verify(&["--head", &head]).exits(0).head(), head);
    restore(&bare, &["--seq", "2", "--to", "back"]).exits(0);
    assert_eq!(
        bare.read("back/tmall/orders-2026-11-22.csv"),
        desk.read("inbox/orders-2026-11-22.csv")
    );
    let mut rows = first();
    rows[0].put("phone", "13800000009");
    rows[1].put("address", "另一处 某路2号");
    bare.write("exports/orders-2026-11-23.csv", export(&rows).as_bytes());
    let ran = bare.run("2026-11-23").exits(1);
    assert_eq!(ran.summary("seq"), 4);
    assert_eq!(ran.changes(A), Vec::<String>::new(), "it was known by then");
    assert_eq!(ran.changes(B), ["violation address", "violation courier"]);
    bare.verify(&["--head", &head]).exits(0);
}

fn history(desk: &Desk, order_no: &str) -> Vec<String> {
    let ran = desk
        .backup("2026-11-23", &["history", order_no, "--format", "json"])
        .exits(0);
    let json = ran.json();
    let rows = json["rows"].as_array().unwrap();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or("").to_owned();
    rows.iter()
        .filter(|r| r["kind"] != "new")
        .map(|r| {
            format!(
                "{} {} {} {} {} {}",
                r["seq"],
                text(r, "source"),
                text(r, "kind"),
                text(r, "field"),
                text(r, "old"),
                text(r, "new")
            )
            .trim_end()
            .to_owned()
        })
        .collect()
}

#[test]
fn every_version_of_an_order() {
    let desk = sealed();
    assert_eq!(
        history(&desk, A),
        ["2 tmall violation phone 138****0001 138****0009"]
    );
    assert_eq!(history(&desk, B), ["2 tmall changed courier  顺丰速运"]);
    // One back as it was, one gone.
    desk.export("2026-11-23", &export(&first()[..1]));
    desk.run("2026-11-23").exits(1);
    assert_eq!(
        history(&desk, A)[1..],
        ["4 tmall violation phone 138****0009 138****0001"]
    );
    assert_eq!(history(&desk, B)[1..], ["4 tmall vanished"]);
    let ran = desk.backup("2026-11-23", &["history", "3000004182229999"]);
    assert!(
        ran.code == 2 && ran.err.contains("in none of 4 archives"),
        "{}",
        ran.err
    );
    // Asked for in vain is asked for, too.
    let log = String::from_utf8(desk.read("archive/access.jsonl")).unwrap();
    assert_eq!(log.lines().count(), 5);
}

#[test]
fn the_list_names_every_seal() {
    let desk = sealed();
    let ran = desk
        .backup("2026-11-23", &["list", "--format", "json"])
        .exits(0);
    let json = ran.json();
    let rows = json["rows"].as_array().unwrap();
    let seen: Vec<String> = rows
        .iter()
        .map(|r| {
            format!(
                "{} {} {} {}",
                r["seq"], r["date"], r["files"], r["violations"]
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "1 \"2026-11-21\" 1 0",
            "2 \"2026-11-22\" 2 1",
            "3 \"2026-11-22\" 1 0"
        ]
    );
    assert_eq!(rows[2]["head"], desk.verify(&[]).summary("head"));
}

/// Which days are named, by what was sealed when.
#[test]
fn the_status_of_days() {
    let status = |desk: &Desk, now: &str| {
        let now = format!("2026-11-{now}:00+08:00");
        desk.ran(&[
            "--now", &now, "--lang", "en", "--format", "json", "backup", "status",
        ])
    };
    let desk = Desk::new();
    let none = status(&desk, "20T12:00");
    assert_eq!((none.code, none.findings().len()), (1, 1), "{}", none.out);
    let at = |day: u32, time: &str| {
        let mut row = Row::new(&format!("30000041822210{day}"));
        row.put("created_at", &format!("2026-11-{day} 09:00:00"));
        desk.export(&format!("2026-11-{day}"), &export(&[row]));
        let now = format!("2026-11-{day}T{time}:00+08:00");
        desk.ran(&["--now", &now, "backup", "run"]).exits(0);
    };
    at(20, "18:00");
    // Within the grace nothing is late yet.
    let fine = status(&desk, "21T18:30").exits(0);
    assert_eq!(fine.summary("next_due"), "2026-11-21T18:00:00");
    let late = status(&desk, "21T18:31").exits(1);
    assert_eq!(late.findings(), ["O1 error 2026-11-21"]);
    assert_eq!(late.summary("missed"), serde_json::json!(["2026-11-21"]));
    // Before the hour does not count for the day.
    at(21, "17:59");
    let early = status(&desk, "21T18:31").exits(1);
    assert!(early.out.contains("only before 18:00"), "{}", early.out);
    at(22, "18:05");
    assert_eq!(
        status(&desk, "22T19:00").exits(1).findings(),
        ["O1 error 2026-11-21"]
    );
    // The 23rd's file comes with the 24th's: late, no longer missed.
    let mut row = Row::new("3000004182221023");
    row.put("created_at", "2026-11-23 09:00:00");
    desk.export("2026-11-23", &export(&[row]));
    at(24, "18:00");
    let ran = status(&desk, "24T19:00").exits(1);
    assert_eq!(
        ran.findings(),
        ["O1 error 2026-11-21", "O1 warning 2026-11-23"]
    );
    assert_eq!(ran.summary("last_seq"), 4);
    assert_eq!(ran.summary("next_due"), "2026-11-25T18:00:00");
    // Long ago is looked for only when asked.
    let two = desk.ran(&[
        "--now",
        "2026-11-24T19:00:00+08:00",
        "backup",
        "status",
        "--days",
        "1",
    ]);
    assert_eq!(two.code, 0, "{}", two.out);
}
