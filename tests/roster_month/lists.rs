//! Hand-over sheets and the lists of turns.

use crate::common::skip;
use crate::outputs::{open, same_as_stored, sheet_xml, text};
use crate::program::{WEEK, json, make, office, run};
use crate::spreadsheet::recalculated;
use calamine::{Data, Reader};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

/// R4: where the early shift meets the late one, a page a day.
#[test]
fn hand_over_sheets_name_both_shifts_and_leave_room() {
    let dir = office();
    let (status, _, err) = run(dir.path(), &make(&["-o", "plan.xlsx"]));
    assert_eq!(status, 0, "{err}");
    let (_, made) = json(dir.path(), &make(&[]));
    let path = dir.path().join("plan.xlsx");
    let mut book = open(&path);
    let nth = book
        .sheet_names()
        .iter()
        .position(|n| n == "hand-over")
        .unwrap()
        + 1;
    let sheet = book.worksheet_range("hand-over").unwrap();
    let xml = sheet_xml(&path, nth);
    assert!(xml.contains("<rowBreaks count=\"7\""), "a page a day");
    // Both sign by a list of names.
    assert_eq!(xml.matches("type=\"list\"").count(), 2);
    assert!(xml.contains("\"n1,n2,n3,n4\""), "the names to choose from");
    let lines: Vec<[String; 3]> = (0..200)
        .map(|row| [0, 1, 2].map(|at| text(&sheet, row, at)))
        .collect();
    let people = |date: &str, shift: &str| {
        let rows = made["rows"].as_array().unwrap().iter();
        let of = rows.filter(|r| r["date"] == date && r["shift"] == shift);
        let names: Vec<&str> = of.map(|r| r["name"].as_str().unwrap()).collect();
        names.join(", ")
    };
    for (date, shown) in [
        ("2026-12-01", "2026-12-01 Tu"),
        ("2026-12-07", "2026-12-07 Mo"),
    ] {
        let at = lines.iter().position(|l| l[0] == shown).unwrap();
        assert_eq!(lines[at][1], "hands over: early 08:30–16:30");
        assert_eq!(lines[at][2], people(date, "early"));
        assert_eq!(lines[at + 1][0], "16:00–16:30");
        assert_eq!(lines[at + 1][2], people(date, "late"));
        let page: Vec<&str> = lines[at + 2..]
            .iter()
            .take_while(|l| l[0].is_empty())
            .map(|l| l[1].as_str())
            .collect();
        let meeting = page.contains(&"points of the Monday 8:45 meeting");
        assert_eq!(meeting, date == "2026-12-07", "{page:?}");
        assert!(page.contains(&"customers still being served"), "{page:?}");
    }
    // The department's own list takes the place of the built-in one.
    let config = std::fs::read_to_string(dir.path().join("dayclose.toml")).unwrap();
    let own = format!("{config}[[roster.handover]]\nitem = \"keys\"\non = [\"sun\"]\n");
    std::fs::write(dir.path().join("dayclose.toml"), own).unwrap();
    let (_, _, err) = run(dir.path(), &make(&["-o", "own.xlsx"]));
    let mut book = open(&dir.path().join("own.xlsx"));
    let sheet = book.worksheet_range("hand-over").expect(&err);
    let keys = (0..60)
        .filter(|row| text(&sheet, *row, 1) == "keys")
        .count();
    assert_eq!(keys, 1, "one Sunday");
}

/// Three shifts hand over three times a day, the night to the next morning.
#[test]
fn the_night_hands_over_to_the_next_morning() {
    let dir = office();
    std::fs::write(
        dir.path().join("dayclose.toml"),
        "[roster]\ntemplate = \"three-shift\"\n",
    )
    .unwrap();
    let (status, _, err) = run(dir.path(), &make(&["-o", "plan.xlsx"]));
    assert!(status < 2, "{err}");
    let mut book = open(&dir.path().join("plan.xlsx"));
    let sheet = book.worksheet_range("hand-over").unwrap();
    let column = |at| (3..400).map(move |row| (row, at));
    let gives: Vec<(u32, String)> = column(1)
        .map(|(row, at)| (row, text(&sheet, row, at)))
        .filter(|(_, words)| words.starts_with("hands over: "))
        .collect();
    let night = gives.iter().find(|(_, words)| words.contains("night"));
    let (row, words) = night.expect("a night hands over");
    assert_eq!(words, "hands over: night 22:00–06:00");
    // The day that begins, not the day of the night.
    assert!(
        !text(&sheet, *row, 0).starts_with("2026-12-01"),
        "the night before is not known"
    );
    assert_eq!(text(&sheet, row + 1, 0), "06:00");
    assert!(text(&sheet, row + 1, 1).contains("06:00–14:00"));
}

#[test]
fn turns_hang_beside_the_plan_and_are_counted() {
    let dir = office();
    let config = "[roster]\ntemplate = \"service-hours\"\n[[roster.rota]]\nname = \"machines\"\non = [\"workday\"]\nheads = 2\n[[roster.rota]]\nname = \"on call\"\nroles = [\"lead\", \"agent\"]\namong = \"present\"\n";
    std::fs::write(dir.path().join("dayclose.toml"), config).unwrap();
    let (status, _, err) = run(dir.path(), &make(&["-o", "plan.xlsx"]));
    assert!(status < 2, "{err}");
    let mut book = open(&dir.path().join("plan.xlsx"));
    let rota = book.worksheet_range("cleaning rota").unwrap();
    let headings: Vec<String> = (0..6).map(|at| text(&rota, 2, at)).collect();
    assert_eq!(
        headings,
        [
            "date",
            "weekday",
            "cleaning",
            "machines 1",
            "machines 2",
            "done, signed"
        ]
    );
    // Saturday has nobody for the machines.
    assert_eq!(text(&rota, 7, 1), "Sa");
    assert!(!text(&rota, 7, 2).is_empty() && text(&rota, 7, 3).is_empty());
    let calls = book.worksheet_range("on-call list").unwrap();
    let time = |row, at| match calls.get_value((row, at)) {
        Some(Data::DateTime(time)) => {
            let (y, m, d, hour, minute, ..) = time.to_ymd_hms_milli();
            format!("{y}-{m:02}-{d:02} {hour:02}:{minute:02}")
        }
        other => panic!("a time, not {other:?}"),
    };
    assert_eq!(text(&calls, 3, 2), "on call");
    assert_eq!(time(3, 4), "2026-12-01 21:00");
    assert_eq!(time(3, 5), "2026-12-02 08:30");
    // Each count is what stands in the lists.
    let counts = book.worksheet_range("turns per person").unwrap();
    let formulas = book.worksheet_formula("turns per person").unwrap();
    for row in 3..8 {
        let name = text(&counts, row, 0);
        let in_rota = |at| (3..11).filter(|r| text(&rota, *r, at) == name).count();
        let called = (3..11).filter(|r| text(&calls, *r, 3) == name).count();
        let shown: Vec<String> = (1..4).map(|at| text(&counts, row, at)).collect();
        let told = [in_rota(2), in_rota(3) + in_rota(4), called].map(|n| n.to_string());
        assert_eq!(shown, told, "{name}");
        assert!(
            formulas
                .get_value((row, 1))
                .unwrap()
                .starts_with("COUNTIF(")
        );
    }
    let Some(sheets) = recalculated(dir.path(), "plan") else {
        skip(
            "turns_hang_beside_the_plan_and_are_counted",
            "soffice is not installed",
        );
        return;
    };
    same_as_stored(&dir.path().join("plan.xlsx"), &sheets);
}

/// A turn that people changed in the workbook stays as they changed it.
#[test]
fn turns_are_read_back_from_the_workbook() {
    let dir = office();
    let mut book = Workbook::new();
    let list = book.add_worksheet().set_name("duties").unwrap();
    for (row, line) in [
        ["date", "staff", "shift"],
        ["2026-12-01", "E1", "early"],
        ["2026-12-01", "E2", "late"],
        ["2026-12-02", "E3", "early"],
    ]
    .iter()
    .enumerate()
    {
        list.write_row(u32::try_from(row).unwrap(), 0, line.iter().copied())
            .unwrap();
    }
    let rota = book.add_worksheet().set_name("cleaning rota").unwrap();
    rota.write_row(0, 0, ["date", "weekday", "cleaning"])
        .unwrap();
    rota.write_row(1, 0, ["2026-12-01", "Tu", "n2"]).unwrap();
    rota.write_row(2, 0, ["2026-12-02", "We", "who"]).unwrap();
    rota.write_row(3, 0, ["12/0x", "Th", "n1"]).unwrap();
    rota.write_row(4, 0, ["a remark"]).unwrap();
    let calls = book.add_worksheet().set_name("on-call list").unwrap();
    calls.write_row(0, 0, ["date", "turn", "name"]).unwrap();
    calls
        .write_row(1, 0, ["2026-12-01", "no such", "n1"])
        .unwrap();
    book.save(dir.path().join("edited.xlsx")).unwrap();
    let mut export = vec!["roster", "export", "edited.xlsx"];
    export.extend(WEEK);
    let (status, shown) = json(dir.path(), &export);
    assert_eq!(status, 1);
    let turns = shown["sections"]["turns"].as_array().unwrap();
    assert_eq!(turns[0]["rota_1"], "n2");
    assert_eq!(turns[1]["rota_1"], Value::Null);
    let findings = shown["findings"].as_array().unwrap();
    assert!(
        findings
            .iter()
            .any(|f| f["rule"] == "unknown-staff" && f["subject"] == "who")
    );
    // What cannot be taken is told with its line; a remark is no turn.
    let told: Vec<_> = findings.iter().filter(|f| f["rule"] == "R10").collect();
    let subjects: Vec<_> = told
        .iter()
        .map(|f| f["subject"].as_str().unwrap())
        .collect();
    assert_eq!(subjects, ["12/0x", "no such"], "{told:?}");
    assert_eq!(shown["rows"].as_array().unwrap().len(), 3);
}
