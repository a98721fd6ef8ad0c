//! When a program is due, and what its dump does not stand for (O7).

use crate::desk::Desk;
use crate::programs::{config, entries, orders, programs, script};

/// The same bytes as yesterday are today's dump all the same.
#[test]
fn an_unchanged_database_is_dumped_again() {
    let desk = Desk::with(&programs(&script("db", "echo same", "")));
    for day in ["2026-11-21", "2026-11-22"] {
        let ran = desk.run(day).exits(0);
        assert_eq!(ran.summary("files"), 1, "{day}");
        assert_eq!(ran.summary("already_sealed"), false);
        // A second run of the evening has nothing to do.
        assert_eq!(desk.run(day).exits(0).summary("already_sealed"), true);
    }
    let status = desk.ran(&["--now", "2026-11-22T19:00:00+08:00", "backup", "status"]);
    assert_eq!(status.code, 0, "{}", status.out);
    desk.verify(&[]).exits(0);
}

/// What was sealed before the hour does not stand for the evening.
#[test]
fn a_dump_of_the_morning_is_not_the_evening_s() {
    let desk = Desk::with(&programs(&script("db", "date +%N", "")));
    let at = |time: &str| {
        let now = format!("2026-11-21T{time}:00+08:00");
        desk.ran(&["--now", &now, "--format", "json", "backup", "run"])
            .exits(0)
    };
    assert_eq!(at("10:00").summary("seq"), 1);
    assert_eq!(at("11:00").summary("already_sealed"), true);
    assert_eq!(at("18:00").summary("seq"), 2);
    assert_eq!(at("18:10").summary("already_sealed"), true);
}

#[test]
fn weekly_programs_run_once_in_seven_days() {
    let desk = Desk::with(&config(&script("db", "date +%N", "every = \"week\"\n")));
    let mut dumped = Vec::new();
    for day in 10..=25 {
        let date = format!("2026-11-{day}");
        desk.export(&date, &orders(day));
        // On the 17th it is due again but fails to be asked: nobody ran the backup.
        if day == 17 {
            continue;
        }
        desk.run(&date).exits(0);
        if entries(&desk, &format!("zip/2026/{date}.zip")).len() > 1 {
            dumped.push(day);
        }
    }
    assert_eq!(dumped, [10, 18, 25]);
}

/// A weekly dump alone: days between are not missed, a week without it is.
#[test]
fn a_weekly_dump_alone() {
    let desk = Desk::with(&programs(&script("db", "echo 1", "every = \"week\"\n")));
    desk.run("2026-11-10").exits(0);
    let between = desk.run("2026-11-12").exits(0);
    assert_eq!(between.findings(), ["O7 info backup"]);
    let status = |day: &str| {
        let now = format!("{day}T19:00:00+08:00");
        desk.ran(&[
            "--now", &now, "--lang", "en", "--format", "json", "backup", "status",
        ])
    };
    status("2026-11-16").exits(0);
    let late = status("2026-11-17").exits(1);
    assert_eq!(late.findings(), ["O1 error 2026-11-17", "O7 error db"]);
}

#[test]
fn status_names_a_dump_that_is_behind() {
    let desk = Desk::with(&config(&script("db", "test -e fine && echo 1", "")));
    desk.write("fine", b"");
    desk.export("2026-11-21", &orders(3));
    desk.run("2026-11-21").exits(0);
    std::fs::remove_file(desk.at("fine")).unwrap();
    desk.export("2026-11-22", &orders(4));
    desk.run("2026-11-22").exits(1);
    let now = "2026-11-22T19:00:00+08:00";
    let status = desk
        .ran(&["--now", now, "--format", "json", "backup", "status"])
        .exits(1);
    assert_eq!(status.findings(), ["O7 error db"]);
}

/// A dump that is sealed does not hide that the day's orders are not there.
#[test]
fn a_dump_does_not_stand_for_the_export() {
    let desk = Desk::with(&config(&script("db", "date +%N", "")));
    desk.export("2026-11-21", &orders(3));
    desk.run("2026-11-21").exits(0);
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(ran.findings(), ["bad-file error inbox"]);
    assert_eq!(ran.summary("files"), 1);
    assert!(
        ran.out.contains("only the output of programs"),
        "{}",
        ran.out
    );
    let now = "2026-11-22T19:00:00+08:00";
    let status = desk
        .ran(&["--now", now, "--format", "json", "backup", "status"])
        .exits(1);
    assert_eq!(status.findings(), ["O1 error 2026-11-22"]);
}
