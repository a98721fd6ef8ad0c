//! `due` (D): times, traces, what is asked and what is not; the calendar file; the
//! command itself.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, NaiveDateTime};
use dayclose::base::{Clock, Lang, Message, Runs};
use dayclose::due::{Job, Trace, calendar, report};
use dayclose::policy::Duty;
use dayclose::policy::duty::Cadence;
use dayclose::report::{Value, ics};
use std::collections::BTreeSet;
use std::process::Command;

fn clock(at: &str) -> Clock {
    let at = DateTime::parse_from_rfc3339(&format!("{}:00+08:00", at.replace(' ', "T"))).unwrap();
    Clock::fixed(at, chrono_tz::Asia::Shanghai)
}

fn duty(every: &str) -> Duty {
    Duty {
        id: "d1".to_owned(),
        name: "n1".to_owned(),
        role: "r1".to_owned(),
        rule: "D".to_owned(),
        every: every.parse().unwrap(),
        before_days: 0,
        at: None,
        run: Some("kpi".to_owned()),
        file: None,
    }
}

/// A record of runs: `2026-11-20 18:00 kpi 0`, a line each.
fn runs(lines: &[&str]) -> Runs {
    let line = |line: &&str| {
        let words: Vec<&str> = line.split(' ').collect();
        let at = format!("{}T{}:00+08:00", words[0], words[1]);
        let (chore, exit) = (words[2].replace('_', " "), words[3]);
        format!(
            "{{\"run\":\"weekly\",\"chore\":\"{chore}\",\"period\":\"p\",\"started\":\"{at}\",\"ended\":\"{at}\",\"exit\":{exit}}}\n"
        )
    };
    Runs::read(&lines.iter().map(line).collect::<String>())
}

/// «state due missed» of a single duty, and its next days.
fn stands(duty: &Duty, lines: &[&str], files: &[(&str, &str)], now: &str) -> (String, Vec<String>) {
    let traces: Vec<Trace> = files
        .iter()
        .map(|(path, at)| Trace {
            path: (*path).to_owned(),
            written: NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M").ok(),
        })
        .collect();
    let runs = runs(lines);
    let job = Job {
        duties: std::slice::from_ref(duty),
        runs: &runs,
        traces: &[traces],
        clock: clock(now),
        days: 7,
        role: None,
    };
    let report = report(&job, Message::default());
    let text = |value: &Value| match value.bare() {
        Value::Code(word, _) => (*word).to_owned(),
        Value::Date(day) => day.to_string(),
        Value::Int(n) => n.to_string(),
        _ => String::new(),
    };
    let section = |id: &str| report.sections.iter().find(|s| s.id == id).unwrap();
    let at = |id: &str, key: &str| section(id).index_of(key).unwrap();
    let now = section("rows").rows.first().map(|row| {
        let cells = ["state", "due", "missed"].map(|key| text(&row[at("rows", key)]));
        cells.join(" ").trim().to_owned()
    });
    let overdue = report.needs_person();
    assert_eq!(
        overdue,
        now.as_deref().is_some_and(|n| n.starts_with("overdue"))
    );
    let next = section("next").rows.iter();
    let next = next.map(|row| text(&row[at("next", "date")])).collect();
    (now.unwrap_or_default(), next)
}

const OLD: &str = "2026-10-01 09:00 other 0";

#[test]
fn weekly_duties() {
    let friday = duty("fri");
    // 20 and 27 November 2026 are Fridays.
    for (lines, now, expected) in [
        (
            &[OLD, "2026-11-20 09:00 kpi 0"][..],
            "2026-11-20 18:00",
            "done 2026-11-20",
        ),
        // Findings do not undo it, a failure does.
        (
            &[OLD, "2026-11-13 09:00 kpi 0", "2026-11-20 09:00 kpi 1"],
            "2026-11-21 18:00",
            "done 2026-11-20",
        ),
        (
            &[OLD, "2026-11-13 09:00 kpi 0", "2026-11-20 09:00 kpi 2"],
            "2026-11-21 18:00",
            "overdue 2026-11-20 1",
        ),
        // Before its day is in time, its own day too; the next morning it is late.
        (
            &[OLD, "2026-11-13 09:00 kpi 0", "2026-11-18 09:00 kpi 0"],
            "2026-11-20 18:00",
            "done 2026-11-20",
        ),
        (
            &[OLD, "2026-11-13 09:00 kpi 0"],
            "2026-11-20 23:59",
            "due 2026-11-20",
        ),
        (
            &[OLD, "2026-11-13 09:00 kpi 0"],
            "2026-11-21 00:00",
            "overdue 2026-11-20 1",
        ),
        (
            &[OLD, "2026-11-13 09:00 kpi 0", "2026-11-23 09:00 kpi 0"],
            "2026-11-24 00:00",
            "late 2026-11-20",
        ),
        // What was done late for one Friday is not done for the next.
        (
            &[OLD, "2026-11-13 09:00 kpi 0", "2026-11-23 09:00 kpi 0"],
            "2026-11-27 09:00",
            "due 2026-11-27",
        ),
        // Missed several times in a row.
        (
            &[OLD, "2026-11-06 09:00 kpi 0"],
            "2026-11-22 09:00",
            "overdue 2026-11-13 2",
        ),
        // Nothing is asked for before the first trace there is.
        (
            &["2026-11-18 09:00 other 0"],
            "2026-11-22 09:00",
            "overdue 2026-11-20 1",
        ),
        (&["2026-11-21 09:00 other 0"], "2026-11-22 09:00", ""),
        (&[], "2026-11-22 09:00", ""),
        (&[], "2026-11-20 09:00", "due 2026-11-20"),
    ] {
        let (now_stands, next) = stands(&friday, lines, &[], now);
        assert_eq!(now_stands, expected, "{lines:?} {now}");
        assert!(next.len() <= 1 && next.iter().all(|d| d.as_str() > &now[..10]));
    }
    assert_eq!(
        stands(&friday, &[], &[], "2026-11-20 09:00").1,
        ["2026-11-27"]
    );
    // A chore of the run stands for it.
    let weekly = Duty {
        run: Some("weekly".to_owned()),
        ..duty("fri")
    };
    assert_eq!(
        stands(
            &weekly,
            &["2026-11-20 09:00 stock_docs 0"],
            &[],
            "2026-11-20 18:00"
        )
        .0,
        "done 2026-11-20"
    );
}

#[test]
fn an_hour_counts() {
    let daily = Duty {
        at: "18:00".parse().ok(),
        ..duty("daily")
    };
    for (lines, now, expected) in [
        (
            &[OLD, "2026-11-21 18:00 kpi 0", "2026-11-22 17:59 kpi 0"][..],
            "2026-11-22 19:00",
            "due 2026-11-22",
        ),
        (
            &[OLD, "2026-11-21 18:00 kpi 0", "2026-11-22 18:00 kpi 0"],
            "2026-11-22 19:00",
            "done 2026-11-22",
        ),
        // Forgotten, it shows the next morning.
        (
            &[OLD, "2026-11-21 18:00 kpi 0"],
            "2026-11-23 08:00",
            "overdue 2026-11-22 1",
        ),
        // The evening's run is that evening's, and no late one of the day before.
        (
            &[OLD, "2026-11-21 18:00 kpi 0", "2026-11-23 18:10 kpi 0"],
            "2026-11-23 19:00",
            "done 2026-11-23",
        ),
        (
            &[OLD, "2026-11-21 18:00 kpi 0", "2026-11-23 08:10 kpi 0"],
            "2026-11-23 09:00",
            "due 2026-11-23",
        ),
    ] {
        assert_eq!(
            stands(&daily, lines, &[], now).0,
            expected,
            "{lines:?} {now}"
        );
    }
}

#[test]
fn so_many_days_after_the_last_time() {
    let count = Duty {
        run: None,
        file: Some("counts/*".to_owned()),
        ..duty("2d")
    };
    for (files, now, expected, next) in [
        (
            &[("counts/c-2026-11-20.csv", "")][..],
            "2026-11-21 09:00",
            "done 2026-11-20",
            "2026-11-22",
        ),
        (
            &[("counts/c-2026-11-20.csv", "")],
            "2026-11-22 09:00",
            "due 2026-11-22",
            "2026-11-24",
        ),
        (
            &[("counts/c-2026-11-20.csv", "")],
            "2026-11-23 09:00",
            "overdue 2026-11-22 1",
            "2026-11-25",
        ),
        (
            &[("counts/c-2026-11-18.csv", "")],
            "2026-11-23 09:00",
            "overdue 2026-11-20 2",
            "2026-11-25",
        ),
        // Without a date in the name the day it was written counts.
        (
            &[("counts/shop.csv", "2026-11-22 10:00")],
            "2026-11-22 12:00",
            "done 2026-11-22",
            "2026-11-24",
        ),
        // Nothing of tomorrow.
        (
            &[
                ("counts/c-2026-11-20.csv", ""),
                ("counts/c-2026-11-30.csv", ""),
            ],
            "2026-11-22 09:00",
            "due 2026-11-22",
            "2026-11-24",
        ),
    ] {
        let (stand, days) = stands(&count, &[], files, now);
        assert_eq!(
            (stand.as_str(), days[0].as_str()),
            (expected, next),
            "{files:?} {now}"
        );
    }
}

#[test]
fn days_of_the_month_and_files_that_say_theirs() {
    let sheet = Duty {
        run: None,
        file: Some("people/attendance_{last_month}*".to_owned()),
        ..duty("month:3")
    };
    let old = ("people/attendance_2026-09.xlsx", "2026-10-02 10:00");
    for (files, now, expected) in [
        (
            &[old, ("people/attendance_2026-10.xlsx", "2026-11-02 10:00")][..],
            "2026-11-04 09:00",
            "done 2026-11-03",
        ),
        (&[old], "2026-11-04 09:00", "overdue 2026-11-03 1"),
        (&[old], "2026-11-03 09:00", "due 2026-11-03"),
        (&[old], "2026-11-02 09:00", "done 2026-10-03"),
    ] {
        assert_eq!(
            stands(&sheet, &[], files, now).0,
            expected,
            "{files:?} {now}"
        );
    }
    // Seven days before the month begins, its roster.
    let roster = Duty {
        run: None,
        before_days: 7,
        file: Some("people/roster*{month}*".to_owned()),
        ..duty("month:1")
    };
    let october = ("people/roster-2026-11.xlsx", "2026-10-20 10:00");
    assert_eq!(
        stands(&roster, &[], &[october], "2026-11-25 09:00").0,
        "overdue 2026-11-24 1"
    );
    assert_eq!(
        stands(&roster, &[], &[october], "2026-11-20 09:00").1,
        ["2026-11-24"]
    );
    let december = ("people/roster-2026-12.xlsx", "2026-11-20 10:00");
    assert_eq!(
        stands(&roster, &[], &[october, december], "2026-11-25 09:00").0,
        "done 2026-11-24"
    );
    let last = duty("month:15,last");
    assert_eq!(
        stands(&last, &[], &[], "2026-02-22 09:00").1,
        ["2026-02-28"]
    );
    let quarter = duty("quarter:last");
    assert_eq!(
        stands(&quarter, &[], &[], "2026-12-27 09:00").1,
        ["2026-12-31"]
    );
    assert_eq!(
        stands(&quarter, &[OLD], &[], "2027-01-02 09:00").0,
        "overdue 2026-12-31 1"
    );
}

/// The built-in list over two years: each day of the rules comes round.
#[test]
fn the_calendar_of_the_rules() {
    let days = |id: &str| -> Vec<String> {
        let all = Duty::built_in(Lang::En);
        let duty = all.iter().find(|d| d.id == id).unwrap();
        let first = "2026-11-01".parse::<chrono::NaiveDate>().unwrap();
        let named = first.iter_days().take(92).filter(|d| duty.every.names(*d));
        named.map(|day| duty.due_by(day).to_string()).collect()
    };
    assert_eq!(days("monthly"), ["2026-11-01", "2026-12-01", "2027-01-01"]);
    assert_eq!(
        days("attendance"),
        ["2026-11-03", "2026-12-03", "2027-01-03"]
    );
    assert_eq!(days("finance"), ["2026-11-05", "2026-12-05", "2027-01-05"]);
    assert_eq!(days("targets"), ["2026-11-28", "2026-12-28", "2027-01-28"]);
    assert_eq!(
        days("stock-report"),
        ["2026-11-30", "2026-12-31", "2027-01-31"]
    );
    assert_eq!(
        days("adjustments"),
        ["2026-11-09", "2026-12-09", "2027-01-09"]
    );
    assert_eq!(days("full-count"), ["2026-12-31"]);
    assert_eq!(days("roster"), ["2026-10-25", "2026-11-24", "2026-12-25"]);
    assert_eq!(days("weekly").len(), 13);
    assert_eq!(days("sales-meeting").len(), 39);
    let relative: Vec<Cadence> = ["count-shop", "count-week", "pages"]
        .iter()
        .map(|id| {
            Duty::built_in(Lang::Zh)
                .into_iter()
                .find(|d| d.id == *id)
                .unwrap()
                .every
        })
        .collect();
    assert_eq!(
        relative,
        [Cadence::After(2), Cadence::After(7), Cadence::After(14)]
    );
}

#[test]
fn the_calendar_file_keeps_its_ids() {
    let duties = Duty::built_in(Lang::En);
    let events = |now: &str, days: u32| {
        let traces = vec![Vec::new(); duties.len()];
        let runs = Runs::default();
        let job = Job {
            duties: &duties,
            runs: &runs,
            traces: &traces,
            clock: clock(now),
            days,
            role: None,
        };
        let calendar = calendar(&job, "shop");
        let bytes = ics::render(&calendar, Lang::En);
        let read: icalendar::Calendar = String::from_utf8(bytes).unwrap().parse().unwrap();
        let uids: Vec<String> = read
            .components
            .iter()
            .filter_map(|c| c.as_event())
            .filter_map(|e| icalendar::Component::get_uid(e).map(str::to_owned))
            .collect();
        assert_eq!(uids.len(), calendar.events.len());
        uids
    };
    let first = events("2026-11-20T09:00", 30);
    let unique: BTreeSet<&String> = first.iter().collect();
    assert_eq!(unique.len(), first.len());
    assert!(first.len() > 40, "{}", first.len());
    // Tomorrow's file holds the same events, but for today's and one day more.
    let second: BTreeSet<String> = events("2026-11-21T09:00", 29).into_iter().collect();
    let kept = first.iter().filter(|uid| second.contains(*uid)).count();
    let fixed = second.len();
    assert!(kept * 10 > fixed * 7, "{kept} of {fixed}");
}

#[test]
fn the_command() {
    let dir = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_dayclose"))
            .args(["--lang", "en", "--now", "2026-11-23T08:00:00+08:00"])
            .args(arguments)
            .current_dir(dir.path())
            .env_remove("DAYCLOSE_CONFIG")
            .env_remove("DAYCLOSE_LANG")
            .output()
            .unwrap()
    };
    std::fs::write(
        dir.path().join("dayclose.toml"),
        "[shop]\nname = \"myshop\"\n[[duty]]\nid = \"b\"\nname = \"backup\"\nrole = \"desk\"\nrule = \"O1\"\nevery = \"daily\"\nat = \"18:00\"\nrun = \"backup run\"\n[[duty]]\nid = \"m\"\nname = \"minutes\"\nrole = \"head\"\nrule = \"D\"\nevery = \"mon\"\nfile = \"minutes/*{date}**\"\n",
    )
    .unwrap();
    // Nothing was ever run: nothing is owed, today's is named.
    let output = run(&["due"]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("today") && text.contains("minutes"), "{text}");
    std::fs::create_dir_all(dir.path().join("minutes")).unwrap();
    std::fs::write(dir.path().join("minutes/2026-11-23.txt"), "").unwrap();
    std::fs::create_dir_all(dir.path().join("reports")).unwrap();
    std::fs::write(
        dir.path().join("reports/runs.jsonl"),
        "{\"run\":\"daily\",\"chore\":\"backup run\",\"period\":\"2026-11-21\",\"started\":\"2026-11-21T18:00:00+08:00\",\"ended\":\"2026-11-21T18:00:00+08:00\",\"exit\":0}\n{\"run\":\n",
    )
    .unwrap();
    let output = run(&[
        "due",
        "--format",
        "json",
        "--ics",
        "duties.ics",
        "--days",
        "9",
    ]);
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["summary"]["overdue"], 1);
    assert_eq!(json["summary"]["done"], 1);
    assert_eq!(json["findings"][0]["rule"], "O1");
    assert_eq!(json["findings"][1]["rule"], "bad-file");
    assert_eq!(json["inputs"][0]["rejected"], 1);
    let states: Vec<&str> = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["overdue", "done"]);
    let calendar = std::fs::read_to_string(dir.path().join("duties.ics")).unwrap();
    // Nine evenings, today's with what is owed, and two Mondays.
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 12, "{calendar}");
    let output = run(&["due", "--role", "HEAD", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["rows"].as_array().unwrap().len(), 1);
    // The calendar may not replace what it was made from.
    let output = run(&["due", "--ics", "reports/runs.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
}
