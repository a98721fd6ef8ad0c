//! What is hung up and handed out: the plan for the wall with its live counts,
//! hand-over sheets, the lists of turns, the page for a phone.

use crate::common::skip;
use crate::program::{WEEK, json, make, office, run, run_at};
use crate::spreadsheet::{Rows, recalculated, stripped};
use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::io::{Cursor, Read};
use std::path::Path;

/// Weekends, Mid-Autumn and National Day, and two days worked for them.
const GOLDEN: [&str; 10] = [
    "roster",
    "make",
    "--from",
    "2026-09-19",
    "--days",
    "23",
    "--staff",
    "staff.csv",
    "--iterations",
    "3",
];

fn golden<'a>(more: &[&'a str]) -> Vec<&'a str> {
    GOLDEN.iter().chain(more).copied().collect()
}

fn open(path: &Path) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(std::fs::read(path).unwrap())).unwrap()
}

fn text(range: &Range<Data>, row: u32, column: u32) -> String {
    range
        .get_value((row, column))
        .map_or(String::new(), ToString::to_string)
}

fn sheet_xml(path: &Path, nth: usize) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut xml = String::new();
    zip.by_name(&format!("xl/worksheets/sheet{nth}.xml"))
        .unwrap()
        .read_to_string(&mut xml)
        .unwrap();
    xml
}

/// Row of the sheet whose first cell has these words.
fn row_of(range: &Range<Data>, words: &str) -> u32 {
    (0..60)
        .find(|row| text(range, *row, 0) == words)
        .unwrap_or_else(|| panic!("a line {words}"))
}

fn column_of(range: &Range<Data>, heading: &str) -> u32 {
    (0..60)
        .find(|at| text(range, 2, *at) == heading)
        .unwrap_or_else(|| panic!("a column {heading}"))
}

#[test]
fn the_plan_hangs_on_one_sheet_of_paper() {
    let dir = office();
    for (more, paper) in [(&[][..], 9), (&["--paper", "a3"], 8)] {
        let mut arguments = vec!["-o", "plan.xlsx"];
        arguments.extend(more);
        let (status, _, err) = run_at(dir.path(), "2026-09-10", "zh", &golden(&arguments));
        assert_eq!(status, 0, "{err}");
        let path = dir.path().join("plan.xlsx");
        let mut book = open(&path);
        assert_eq!(
            book.sheet_names(),
            [
                "排班",
                "值日表",
                "轮值次数",
                "交接单",
                "每人合计",
                "扣分",
                "班次",
                "摘要",
                "输入"
            ]
        );
        let xml = sheet_xml(&path, 1);
        for mark in [
            &format!("paperSize=\"{paper}\"")[..],
            "orientation=\"landscape\"",
            "fitToHeight=\"0\"",
            "<pageSetUpPr fitToPage=\"1\"/>",
        ] {
            assert!(xml.contains(mark), "{mark}");
        }
        let plan = book.worksheet_range("排班").unwrap();
        let heading = |at| text(&plan, 2, at);
        // Saturday, a Sunday worked for the holiday, Monday, two holidays.
        assert_eq!(
            [heading(1), heading(2), heading(3), heading(7), heading(13)],
            [
                "19\n六",
                "20\n日\n补班",
                "21\n一",
                "25\n五\n中秋",
                "1\n四\n国庆"
            ]
        );
        let notes: Vec<String> = (0..40)
            .map(|row| text(&plan, row, 0) + &text(&plan, row, 1))
            .collect();
        assert!(
            notes.iter().any(|n| n.contains("国庆节 10-01 至 10-07")),
            "{notes:?}"
        );
        // Both shifts and leave have their colour wherever they stand.
        assert_eq!(xml.matches("<cfRule ").count(), 2, "a rule a sign");
        assert!(xml.contains("<formula>\"早\"</formula>"), "{xml}");
    }
}

/// Lines of thirty people and more are too small on A4.
#[test]
fn many_people_need_a3() {
    let dir = office();
    let lines: String = (1..=33).map(|n| format!("F{n},m{n},agent\n")).collect();
    std::fs::write(
        dir.path().join("staff.csv"),
        format!("staff,name,role\n{lines}"),
    )
    .unwrap();
    let (status, _, err) = run(dir.path(), &make(&["-o", "plan.xlsx"]));
    assert!(status < 2, "{err}");
    let xml = sheet_xml(&dir.path().join("plan.xlsx"), 1);
    assert!(xml.contains("paperSize=\"8\""));
}

/// Every formula of every sheet: LibreOffice, without the stored results, finds
/// what is stored.
fn same_as_stored(path: &Path, sheets: &std::collections::BTreeMap<String, Rows>) -> usize {
    let mut book = open(path);
    let mut compared = 0;
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        let values = book.worksheet_range(&name).unwrap();
        let (first_row, first_column) = formulas.start().unwrap_or((0, 0));
        for (row, column, formula) in formulas.used_cells() {
            if formula.is_empty() {
                continue;
            }
            let (row, column) = (row + first_row as usize, column + first_column as usize);
            let at = (u32::try_from(row).unwrap(), u32::try_from(column).unwrap());
            let stored = values.get_value(at).unwrap().to_string();
            let found = &sheets[&name][row][column];
            assert_eq!(
                found.parse::<f64>().ok(),
                stored.parse::<f64>().ok(),
                "{name} {at:?} ={formula}: {found}, stored {stored}"
            );
            compared += 1;
        }
    }
    compared
}

/// Puts words into a cell of a sheet.
fn write(sheet: &mut String, cell: &str, words: &str) {
    let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap();
    let end = start + sheet[start..].find('>').unwrap();
    let old = &sheet[start..end];
    let style = old.split("s=\"").nth(1).unwrap().split('"').next().unwrap();
    let new = format!("<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{words}</t></is></c>");
    let end = if sheet[..end].ends_with('/') {
        end + 1
    } else {
        end + sheet[end..].find("</c>").unwrap() + 4
    };
    sheet.replace_range(start..end, &new);
}

#[test]
fn counts_are_live_and_right() {
    let dir = office();
    let leave =
        "staff,from,to,kind,asked at,approved by\nE2,2026-09-29,2026-10-01,k,2026-09-01,a\n";
    std::fs::write(dir.path().join("leave.csv"), leave).unwrap();
    let more = ["--leave", "leave.csv", "-o", "plan.xlsx"];
    let (status, _, err) = run_at(dir.path(), "2026-09-10", "en", &golden(&more));
    assert_eq!(status, 0, "{err}");
    let path = dir.path().join("plan.xlsx");
    let mut book = open(&path);
    let plan = book.worksheet_range("plan").unwrap();
    let formulas = book.worksheet_formula("plan").unwrap();
    let early = column_of(&plan, "early");
    let of = |row, heading| {
        formulas
            .get_value((row, column_of(&plan, heading)))
            .unwrap()
            .clone()
    };
    assert_eq!(of(3, "early"), "COUNTIF($B$4:$X$4,\"E\")");
    assert!(of(3, "weekend days").starts_with("COUNTIF($B$4:$B$4,\"E\")+COUNTIF("));
    // The counts are those of the people's table, which the check makes.
    let (_, made, _) = run_at(
        dir.path(),
        "2026-09-10",
        "en",
        &golden(&["--leave", "leave.csv", "--format", "json"]),
    );
    let made: Value = serde_json::from_str(&made).unwrap();
    let people = made["sections"]["people"].as_array().unwrap();
    for (row, person) in (3..).zip(people) {
        assert_eq!(text(&plan, row, 0), person["name"].as_str().unwrap());
        for (heading, key) in [
            ("early", "shift_1"),
            ("late", "shift_2"),
            ("off", "off"),
            ("weekend days", "weekend_days"),
            ("holidays", "holidays"),
            ("points", "points"),
            ("hours", "hours"),
        ] {
            let shown = text(&plan, row, column_of(&plan, heading));
            let told = match &person[key] {
                Value::String(words) => words.clone(),
                other => other.to_string(),
            };
            assert_eq!(shown, told, "{key} of {person}");
        }
    }
    let row = row_of(&plan, "n2");
    assert_eq!(text(&plan, row, column_of(&plan, "on leave")), "3");
    // Somebody is taken off the early shift of the second day and put on the
    // late one.
    let line = (3..7).find(|row| text(&plan, *row, 2) == "E").unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let (as_is, found) = stripped(&bytes, |_, _| ());
    let (edited, _) = stripped(&bytes, |nth, sheet| {
        if nth == 1 {
            write(sheet, &format!("C{}", line + 1), "L");
        }
    });
    std::fs::write(dir.path().join("as-is.xlsx"), as_is).unwrap();
    std::fs::write(dir.path().join("edited.xlsx"), edited).unwrap();
    let Some(sheets) = recalculated(dir.path(), "as-is") else {
        skip("counts_are_live_and_right", "soffice is not installed");
        return;
    };
    assert_eq!(same_as_stored(&path, &sheets), found);
    let edited = &recalculated(dir.path(), "edited").unwrap()["plan"];
    let before = &sheets["plan"];
    let moved = |row: u32, column: u32| {
        let at = |rows: &Rows| rows[row as usize][column as usize].parse::<i64>().unwrap();
        at(edited) - at(before)
    };
    let late = column_of(&plan, "late");
    assert_eq!([moved(line, early), moved(line, late)], [-1, 1]);
    let (e, l) = (row_of(&plan, "early"), row_of(&plan, "late"));
    assert_eq!([moved(e, 2), moved(l, 2), moved(e, 3)], [-1, 1, 0]);
    // The late shift weighs one point more.
    assert_eq!(moved(line, column_of(&plan, "points")), 1);
    assert_eq!(moved(line, column_of(&plan, "weekend days")), 0);
    assert_eq!(moved(line, column_of(&plan, "off")), 0);
    // What was edited reads back.
    let check = [
        "roster",
        "check",
        "edited.xlsx",
        "--from",
        "2026-09-19",
        "--days",
        "23",
        "--staff",
        "staff.csv",
        "--leave",
        "leave.csv",
    ];
    let (_, checked) = json(dir.path(), &check);
    let name = text(&plan, line, 0);
    let rows = checked["rows"].as_array().unwrap();
    let duty = rows
        .iter()
        .find(|r| r["date"] == "2026-09-20" && r["name"] == name.as_str());
    assert_eq!(duty.unwrap()["shift"], "late");
}

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
    assert_eq!(shown["rows"].as_array().unwrap().len(), 3);
}

/// On a phone everybody finds their own days, and who is there with whom.
#[test]
fn the_page_has_each_persons_own_weeks() {
    let dir = office();
    let (status, _, err) = run(dir.path(), &make(&["-o", "plan.html"]));
    assert_eq!(status, 0, "{err}");
    let (_, made) = json(dir.path(), &make(&[]));
    let page = std::fs::read_to_string(dir.path().join("plan.html")).unwrap();
    assert!(!page.contains("<script"));
    let part = |anchor: &str| {
        let from = page.find(&format!("<div id=\"{anchor}\">")).unwrap();
        &page[from..from + page[from..].find("</details>").unwrap()]
    };
    let rows = made["rows"].as_array().unwrap();
    for name in ["n1", "n2", "n3", "n4"] {
        let own = part(name);
        let mut duties = 0;
        for row in rows.iter().filter(|r| r["name"] == name) {
            let day: u32 = row["date"].as_str().unwrap()[8..].parse().unwrap();
            let sign = if row["shift"] == "early" { "E" } else { "L" };
            assert!(
                own.contains(&format!(">{day}\n{sign}")),
                "{name} {day}: {own}"
            );
            duties += 1;
        }
        let shown = own.matches("\nE").count() + own.matches("\nL").count();
        assert_eq!(shown, duties, "{name} has no other duties");
    }
    let week = part("12-01-to-12-06");
    let early = rows
        .iter()
        .filter(|r| r["date"] == "2026-12-05" && r["shift"] == "early")
        .map(|r| r["name"].as_str().unwrap())
        .collect::<Vec<_>>()
        .join(", ");
    let line = week
        .lines()
        .skip_while(|l| !l.contains(">5\u{a0}Sa"))
        .take(1);
    assert!(line.collect::<String>().contains(&early), "{early}: {week}");
    // The first day's team stands first.
    let (first, plan) = (
        page.find("id=\"today\"").unwrap(),
        page.find("id=\"plan\"").unwrap(),
    );
    assert!(first < plan);
    assert!(page.contains("first day 2026-12-01 Tu"));
    // On the day itself it is that day's.
    let (_, _, err) = run_at(dir.path(), "2026-12-03", "en", &make(&["-o", "later.html"]));
    let page = std::fs::read_to_string(dir.path().join("later.html")).expect(&err);
    assert!(page.contains("today 2026-12-03 Th"));
}

/// Over more than a month a day's number stands twice; the plan reads back all
/// the same.
#[test]
fn a_plan_over_two_months_reads_back() {
    let dir = office();
    let period = [
        "--from",
        "2026-11-28",
        "--days",
        "40",
        "--staff",
        "staff.csv",
    ];
    let mut arguments = vec!["roster", "make", "--iterations", "1", "-o", "plan.xlsx"];
    arguments.extend(period);
    let (status, _, err) = run(dir.path(), &arguments);
    assert!(status < 2, "{err}");
    arguments.truncate(4);
    arguments.extend(period);
    let (_, made) = json(dir.path(), &arguments);
    let mut check = vec!["roster", "check", "plan.xlsx"];
    check.extend(period);
    let (_, checked) = json(dir.path(), &check);
    assert!(made["rows"].as_array().unwrap().len() >= 80);
    assert_eq!(checked["rows"], made["rows"]);
}
