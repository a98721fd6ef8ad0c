//! `stocktake report`: the full count at a quarter's end.

use crate::common::skip;
use crate::office::{recalculated, stripped};
use crate::room::{Room, complaints, table};
use serde_json::Value;

const LEDGER: &str = "日期,单据编号,单据类型,商品编码,仓位,数量,单位成本,保管员
2026-12-01,QC,期初,UP,A-1,10,2,员工B
2026-12-01,QC,期初,DOWN,A-1,10,3,员工B
2026-12-01,QC,期初,BROKEN,A-1,10,4,员工B
2026-12-01,QC,期初,BOTH,A-1,10,5,员工B
2026-12-01,QC,期初,SAME,A-1,10,1,员工B
2026-12-01,QC,期初,BLANK,B-1,10,1,员工B
2026-12-01,QC,期初,ABSENT,B-1,10,1,员工B
2026-12-01,QC,期初,SOLD,B-1,10,1,员工B
2026-12-20 10:00,CK1,销售出库,SOLD,B-1,10,,员工C
2026-12-20 10:00,CK1,销售出库,DOWN,A-1,2,,员工C
2026-12-31 21:00,CK9,销售出库,SAME,A-1,4,,员工C
";
const COUNT: &str = "商品编码,仓位,实盘数量,残次数量,盘点时间
UP,A-1,13,,2026-12-31 18:00
DOWN,A-1,7,,2026-12-31 18:01
BROKEN,A-1,8,2,2026-12-31 18:02
BOTH,A-1,9,2,2026-12-31 18:03
SAME,A-1,10,,2026-12-31 18:04
BLANK,B-1,,,2026-12-31 18:05
";
const ROW: &[&str] = &[
    "kind",
    "sku",
    "book",
    "counted",
    "qty",
    "value",
    "responsible",
];
const WORDS: [&str; 8] = [
    "stocktake",
    "report",
    "--quarter",
    "2026Q4",
    "--book",
    "ledger.csv",
    "--count",
    "count.csv",
];

fn room() -> Room {
    let room = Room::new();
    room.put("ledger.csv", LEDGER).put("count.csv", COUNT);
    room
}

fn at<'a>(now: &'a str, words: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["--now", now];
    all.extend(words);
    all
}

const EVENING: &str = "2026-12-31T20:00:00+08:00";

#[test]
fn surplus_shortage_and_damage() {
    let report = room().json(1, &at(EVENING, &WORDS));
    assert_eq!(
        table(&report, ROW),
        [
            // 9 good and 2 damaged of 10: one too many, two no longer good.
            "surplus BOTH 10 9 1 5.00 员工B",
            "surplus UP 10 13 3 6.00 员工B",
            "shortage DOWN 8 7 -1 -3.00 员工C",
            "damaged BOTH 10 9 -2 -10.00 员工B",
            "damaged BROKEN 10 8 -2 -8.00 员工B",
        ]
    );
    let summary = &report["summary"];
    for (key, want) in [
        ("surplus_value", "11.00"),
        ("shortage_value", "-3.00"),
        ("damaged_value", "-18.00"),
        ("net_value", "-10.00"),
    ] {
        assert_eq!(summary[key], want, "{key}");
    }
    for (key, n) in [
        ("places", 7),
        ("same", 1),
        ("surplus", 2),
        ("shortage", 1),
        ("damaged", 2),
        ("not_counted", 2),
        ("overdue", 1),
    ] {
        assert_eq!(summary[key], n, "{key}");
    }
    let damaged = &report["rows"][3];
    assert_eq!(damaged["causes"][0]["kind"], "damaged");
    assert_eq!(damaged["causes"][0]["qty"], "-2");
    assert_eq!(damaged["proposal"], Value::Null);
}

/// What nobody counted is no shortage; it is listed, and why.
#[test]
fn what_was_not_counted_is_not_zero() {
    let report = room().json(1, &at(EVENING, &WORDS));
    let missed = report["sections"]["not_counted"].as_array().unwrap();
    let told: Vec<String> = missed
        .iter()
        .map(|row| format!("{} {} {}", row["sku"], row["book"], row["why"]).replace('"', ""))
        .collect();
    assert_eq!(told, ["ABSENT 10 absent", "BLANK 10 blank"]);
    let complaints = complaints(&report);
    assert!(
        complaints
            .iter()
            .any(|c| c.contains("the full count lacks 2 places")),
        "{complaints:?}"
    );
}

/// The same from balances, with the ledger for keepers and causes only: they
/// are as they stand, movements are not added to them.
#[test]
fn balances_are_taken_as_they_stand() {
    let room = room();
    room.put(
        "balances.csv",
        "sku,location,qty\nUP,A-1,10\nDOWN,A-1,5\nDOWN,A-1,3\nBROKEN,A-1,10\nBOTH,A-1,10\nSAME,A-1,10\nBLANK,B-1,10\nABSENT,B-1,10\n",
    );
    let mut words = at(EVENING, &WORDS).to_vec();
    words[7] = "balances.csv";
    words.extend(["--movements", "ledger.csv"]);
    let report = room.json(1, &words);
    let other = room.json(1, &at(EVENING, &WORDS));
    assert_eq!(table(&report, ROW), table(&other, ROW));
    // Without a ledger: no keeper, no cost but the item list's.
    room.put("items.csv", "sku,name,unit_cost\nUP,甲,7\n");
    let mut words = at(EVENING, &WORDS).to_vec();
    words[7] = "balances.csv";
    words.extend(["--items", "items.csv"]);
    let report = room.json(1, &words);
    let rows = table(&report, ROW);
    assert_eq!(rows[1], "surplus UP 10 13 3 21.00 -");
    assert_eq!(report["summary"]["unvalued"], 4);
}

#[test]
fn one_ledger_is_enough() {
    let mut words = WORDS.to_vec();
    words.extend(["--movements", "ledger.csv"]);
    let ran = room().run(&words);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--book is a ledger itself"), "{}", ran.err);
    let mut words = WORDS.to_vec();
    words[3] = "2026-12";
    let ran = room().run(&words);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("is not a quarter"), "{}", ran.err);
}

#[test]
fn the_count_belongs_to_the_quarter() {
    let room = room();
    let of = |quarter: &str| {
        let mut words = at(EVENING, &WORDS);
        words[5] = Box::leak(quarter.to_owned().into_boxed_str());
        let report = room.json(1, &words);
        complaints(&report)
            .into_iter()
            .filter(|c| c.contains("--quarter"))
            .count()
    };
    assert_eq!(of("2027Q1"), 1);
    assert_eq!((of("2026Q4"), of("2026Q3")), (0, 0));
}

/// A recount settles a place that two sheets have.
#[test]
fn counted_twice_and_settled() {
    let room = room();
    room.put("sheets/a.csv", COUNT);
    room.put(
        "sheets/b.csv",
        "商品编码,仓位,实盘数量\nSAME,A-1,12\nABSENT,B-1,10\n",
    );
    let mut words = at(EVENING, &WORDS);
    words[9] = "sheets";
    let report = room.json(1, &words);
    let open = |report: &Value| {
        let missed = report["sections"]["not_counted"].as_array().unwrap();
        missed
            .iter()
            .filter(|row| row["why"] == "counted_twice")
            .count()
    };
    assert_eq!(open(&report), 2, "{report}");
    assert!(
        complaints(&report)
            .iter()
            .any(|c| c.starts_with("double-line SAME A-1"))
    );
    room.put("again.csv", "商品编码,仓位,实盘数量\nSAME,A-1,10\n");
    words.extend(["--second", "again.csv"]);
    let report = room.json(1, &words);
    assert_eq!((open(&report), &report["summary"]["same"]), (0, &2.into()));
}

/// Every area: by its own interval, and by the full count at the quarter's end.
#[test]
fn what_is_overdue() {
    let room = room();
    room.put(
        "history/2026-12-29.csv",
        "商品编码,仓位,实盘数量\nBLANK,B-1,10\n",
    );
    let overdue = |now: &str, history: bool| {
        let mut words = at(now, &WORDS);
        if history {
            words.extend(["--history", "history"]);
        }
        let report = room.json(1, &words);
        let areas = report["sections"]["areas"].as_array().unwrap();
        let state: Vec<String> = areas
            .iter()
            .map(|row| format!("{} {} {}", row["area"], row["last"], row["state"]).replace('"', ""))
            .collect();
        let told = complaints(&report);
        let told = told.iter().filter(|c| c.starts_with("W8 area")).count();
        (state.join(", "), told)
    };
    // B has no figure of this count: never counted.
    assert_eq!(
        overdue(EVENING, false),
        ("A 2026-12-31 in_time, B null overdue".to_owned(), 1)
    );
    // Counted two days before the quarter's end: stands for it.
    assert_eq!(
        overdue("2027-01-04T09:00:00+08:00", true),
        ("A 2026-12-31 in_time, B 2026-12-29 in_time".to_owned(), 0)
    );
    assert_eq!(
        overdue("2027-01-07T09:00:00+08:00", true),
        ("A 2026-12-31 due, B 2026-12-29 overdue".to_owned(), 1)
    );
    room.put(
        "dayclose.toml",
        "[stocktake]\nend_days = 1\n[stocktake.every]\nwarehouse = \"30d\"\nfull = \"quarter\"\n",
    );
    assert_eq!(
        overdue("2027-01-04T09:00:00+08:00", true),
        ("A 2026-12-31 in_time, B 2026-12-29 overdue".to_owned(), 1)
    );
}

fn cell(rows: &[Vec<String>], line: &str, column: usize) -> f64 {
    let row = rows.iter().find(|row| row[0] == line);
    row.unwrap_or_else(|| panic!("no {line} in {rows:?}"))[column]
        .parse()
        .unwrap()
}

/// The totals are live: LibreOffice works them out from the lines, and they
/// follow a line that is changed.
#[test]
fn totals_are_formulas() {
    let room = room();
    let mut words = at(EVENING, &WORDS);
    words.extend(["-o", "quarter.xlsx"]);
    let ran = room.run(&words);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let bytes = std::fs::read(room.at("quarter.xlsx")).unwrap();
    let (plain, formulas) = stripped(&bytes, |_, _| {});
    assert!(formulas >= 9, "{formulas}");
    std::fs::create_dir(room.at("book")).unwrap();
    std::fs::write(room.at("book/quarter.xlsx"), plain).unwrap();
    let Some(sheets) = recalculated(&room.at("book"), "quarter") else {
        skip("totals_are_formulas", "soffice is not installed");
        return;
    };
    let totals = &sheets["totals"];
    let lines = &sheets["surplus, shortage and damage"];
    for (kind, n, value) in [
        ("surplus", 2.0, 11.0),
        ("shortage", 1.0, -3.0),
        ("damaged", 2.0, -18.0),
        ("Total", 5.0, -10.0),
    ] {
        assert!((cell(totals, kind, 1) - n).abs() < 1e-9, "{kind}");
        assert!((cell(totals, kind, 2) - value).abs() < 1e-9, "{kind}");
    }
    let total = lines.iter().find(|row| row[0] == "Total").unwrap();
    assert!(
        total.iter().any(|cell| cell.parse() == Ok(-10.0)),
        "{total:?}"
    );
    let signed = lines.iter().flatten().any(|cell| cell.contains("finance"));
    assert!(signed, "{lines:?}");
}

#[test]
fn nothing_differs() {
    let room = room();
    room.put(
        "count.csv",
        "商品编码,仓位,实盘数量,盘点时间\nSAME,A-1,10,2026-12-31 18:00\n",
    );
    room.put(
        "ledger.csv",
        "日期,单据编号,单据类型,商品编码,仓位,数量\n2026-12-01,QC,期初,SAME,A-1,10\n",
    );
    let report = room.json(0, &at(EVENING, &WORDS));
    assert_eq!(table(&report, ROW), Vec::<String>::new());
    for name in ["out.xlsx", "out.html"] {
        let mut words = at(EVENING, &WORDS);
        words.extend(["-o", name]);
        let ran = room.run(&words);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        assert!(room.at(name).exists());
    }
}
