//! What is hung up and handed out: the plan for the wall with its live counts,
//! the page for a phone.

use crate::common::skip;
use crate::program::{json, make, office, run, run_at};
use crate::spreadsheet::{Rows, recalculated, stripped};
use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
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

pub fn open(path: &Path) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(std::fs::read(path).unwrap())).unwrap()
}

pub fn text(range: &Range<Data>, row: u32, column: u32) -> String {
    range
        .get_value((row, column))
        .map_or(String::new(), ToString::to_string)
}

pub fn sheet_xml(path: &Path, nth: usize) -> String {
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
pub fn same_as_stored(path: &Path, sheets: &std::collections::BTreeMap<String, Rows>) -> usize {
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
