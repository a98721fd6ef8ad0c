//! `stocktake diff`: each kind, what settles a place counted twice, movements
//! between the counts, cases and pieces.

use crate::room::{Room, complaints, table};
use proptest::prelude::*;
use std::collections::BTreeMap;

const SHORT: &[&str] = &[
    "sku", "last", "moved", "expected", "this", "variance", "kind", "recount",
];

#[test]
fn every_kind() {
    let room = Room::new();
    room.put(
        "a.csv",
        "sku,qty\nSAME,5\nUP,5\nDOWN,5\nBROKEN,5\nGONE,5\nBLANK,5\nZERO,0\nFRESH,\n",
    );
    room.put(
        "b.csv",
        "sku,qty,damaged\nSAME,5,\nUP,7,\nDOWN,2,1\nBROKEN,3,2\nBLANK,,\nNEW,4,\nNIL,0,\nFRESH,6,\n",
    );
    let report = room.json(1, &["stocktake", "diff", "a.csv", "b.csv"]);
    assert_eq!(
        table(&report, SHORT),
        [
            "BLANK 5 0 5 - - not_counted true",
            "BROKEN 5 0 5 3 -2 damaged true",
            "DOWN 5 0 5 2 -3 shortage true",
            // Not counted last time: nothing to hold it against, never zero.
            "FRESH - 0 - 6 - not_counted true",
            "GONE 5 0 5 - -5 gone true",
            "NEW 0 0 0 4 4 new true",
            "NIL 0 0 0 0 0 new false",
            "UP 5 0 5 7 2 surplus true",
            "ZERO 0 0 0 - 0 gone false",
        ]
    );
    assert_eq!(report["summary"]["same"], 1);
    assert_eq!(report["summary"]["places"], 10);
    let all = room.json(1, &["stocktake", "diff", "a.csv", "b.csv", "--all"]);
    assert_eq!(all["rows"].as_array().unwrap().len(), 10);
}

#[test]
fn the_same_count_differs_nowhere() {
    let room = Room::new();
    room.put(
        "a.csv",
        "sku,location,lot,qty\nA,1-1,L1,5\nA,1-2,L1,0\nB,,,2.5\n",
    );
    let report = room.json(0, &["stocktake", "diff", "a.csv", "a.csv"]);
    assert_eq!(table(&report, SHORT), Vec::<String>::new());
    assert_eq!(complaints(&report), Vec::<String>::new());
}

/// What one count does not tell apart is added in the other.
#[test]
fn places_are_compared_by_what_both_know() {
    let room = Room::new();
    room.put(
        "fine.csv",
        "sku,location,lot,qty\nA,1-1,L1,5\nA,1-2,L1,3\nA,1-2,L2,1\n",
    );
    room.put("coarse.csv", "sku,location,qty\nA,1-1,5\nA,1-2,4\n");
    room.put("bare.csv", "sku,qty\nA,9\n");
    for other in ["coarse.csv", "bare.csv"] {
        room.json(0, &["stocktake", "diff", "fine.csv", other]);
        room.json(0, &["stocktake", "diff", other, "fine.csv"]);
    }
    // A part that was not counted leaves the sum unknown.
    room.put(
        "hole.csv",
        "sku,location,lot,qty\nA,1-1,L1,5\nA,1-2,L1,\nA,1-2,L2,1\n",
    );
    let report = room.json(1, &["stocktake", "diff", "bare.csv", "hole.csv"]);
    assert_eq!(table(&report, SHORT), ["A 9 0 9 - - not_counted true"]);
}

#[test]
fn a_place_counted_twice_is_shown_twice_and_settled_by_the_second_count() {
    let room = Room::new();
    room.put("a.csv", "sku,qty\nA,5\nB,2\n");
    room.put("b.csv", "sku,qty\nA,5\nB,2\nA,6\n");
    let report = room.json(1, &["stocktake", "diff", "a.csv", "b.csv"]);
    assert_eq!(
        table(
            &report,
            &[
                "sku",
                "expected",
                "this",
                "variance",
                "variance_value",
                "recount"
            ]
        ),
        ["A 5 5 0 - true", "A 5 6 1 - true"]
    );
    let said = complaints(&report);
    assert!(
        said.iter()
            .any(|s| s.starts_with("double-line A") && s.contains("line 4")),
        "{said:?}"
    );
    room.put("c.csv", "sku,qty\nA,5\n");
    let settled = room.json(
        0,
        &["stocktake", "diff", "a.csv", "b.csv", "--second", "c.csv"],
    );
    assert_eq!(table(&settled, SHORT), Vec::<String>::new());
}

#[test]
fn two_teams_are_compared_first() {
    let room = Room::new();
    room.put("a.csv", "sku,qty\nA,5\nB,2\n");
    room.put("b/one.csv", "sku,qty,team\nA,5,1\nB,2,1\n");
    room.put("b/two.csv", "sku,qty,team\nA,5,2\nB,3,2\n");
    let report = room.json(1, &["stocktake", "diff", "a.csv", "b"]);
    // They agree on A; B is on the recount list.
    assert_eq!(
        table(&report, &["sku", "this", "variance", "recount"]),
        ["B 2 0 true", "B 3 1 true"]
    );
}

#[test]
fn a_sheet_handed_in_twice_counts_once() {
    let room = Room::new();
    room.put("a.csv", "sku,qty\nA,5\n");
    room.put("b/one.csv", "sku,qty\nA,5\n");
    room.put("b/two.csv", "sku,qty\nA,5\n");
    let report = room.json(1, &["stocktake", "diff", "a.csv", "b"]);
    assert_eq!(table(&report, SHORT), Vec::<String>::new());
    let said = complaints(&report);
    assert!(
        said.len() == 1 && said[0].contains("handed in twice"),
        "{said:?}"
    );
}

#[test]
fn movements_between_the_counts() {
    let room = Room::new();
    room.put("a.csv", "sku,qty,counted_at\nA,10,2026-10-14 18:30\n");
    room.put("b.csv", "sku,qty,counted_at\nA,13,2026-10-21 18:30\n");
    let header = "date,doc_no,doc_type,sku,qty\n";
    for (when, counts) in [
        ("2026-10-14 18:30", false),
        ("2026-10-14 18:31", true),
        // Without a time of day: before the count of its day.
        ("2026-10-14", false),
        ("2026-10-15", true),
        ("2026-10-21", true),
        ("2026-10-21 18:30", true),
        ("2026-10-21 18:31", false),
        ("2026-10-22", false),
    ] {
        room.put("m.csv", &format!("{header}{when},RK1,receipt,A,3\n"));
        let report = room.json(
            i32::from(!counts),
            &[
                "stocktake",
                "diff",
                "a.csv",
                "b.csv",
                "--movements",
                "m.csv",
                "--all",
            ],
        );
        let want = if counts {
            "A 10 3 13 13 0 same false"
        } else {
            "A 10 0 10 13 3 surplus true"
        };
        assert_eq!(table(&report, SHORT), [want], "{when}");
    }
}

#[test]
fn movements_need_the_counts_times() {
    let room = Room::new();
    room.put("a.csv", "sku,qty\nA,10\n");
    room.put("b.csv", "sku,qty\nA,13\n");
    room.put(
        "m.csv",
        "date,doc_no,doc_type,sku,qty\n2026-10-15,RK1,receipt,A,3\n",
    );
    let words = [
        "stocktake",
        "diff",
        "a.csv",
        "b.csv",
        "--movements",
        "m.csv",
    ];
    let ran = room.run(&words);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("--from and --to"), "{}", ran.err);
    let mut dated = words.to_vec();
    dated.extend(["--from", "2026-10-14", "--to", "2026-10-21"]);
    assert_eq!(table(&room.json(0, &dated), SHORT), Vec::<String>::new());
}

/// A movement while the count went on is told with document and minute.
#[test]
fn movements_during_the_count() {
    let room = Room::new();
    room.put(
        "a.csv",
        "sku,qty,counted_at\nA,10,2026-10-14 18:00\nB,1,2026-10-14 18:00\n",
    );
    room.put(
        "b.csv",
        "sku,qty,counted_at\nA,9,2026-10-21 09:00\nB,1,2026-10-21 11:00\n",
    );
    room.put(
        "m.csv",
        "date,doc_no,doc_type,sku,qty\n2026-10-21 10:05,CK7,issue,A,1\n",
    );
    let report = room.json(
        1,
        &[
            "stocktake",
            "diff",
            "a.csv",
            "b.csv",
            "--movements",
            "m.csv",
        ],
    );
    let said = complaints(&report);
    assert!(
        said.iter().any(|s| s.contains("CK7 10-21 10:05 -1")),
        "{said:?}"
    );
}

#[test]
fn cases_and_pieces() {
    let room = Room::new();
    room.put(
        "items.csv",
        "sku,name,unit,pack_size,unit_cost,class\nA,甲,瓶,12,2.50,B\nB,乙,瓶,,1,A\n",
    );
    room.put("a.csv", "sku,qty\nA,38\nB,4\n");
    room.put("b.csv", "sku,qty\nA,3箱1瓶\nB,4瓶\n");
    let report = room.json(
        1,
        &[
            "stocktake",
            "diff",
            "a.csv",
            "b.csv",
            "--items",
            "items.csv",
        ],
    );
    assert_eq!(
        table(
            &report,
            &["sku", "this", "variance", "variance_value", "recount"]
        ),
        // 1 of 38 is beyond the 1 % of class B.
        ["A 37 -1 -2.50 true"]
    );
    room.put("bad.csv", "sku,qty\nA,3箱\nB,4箱\nA,2袋\n");
    let ran = room.run(&[
        "stocktake",
        "diff",
        "a.csv",
        "bad.csv",
        "--items",
        "items.csv",
    ]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("bad.csv!B3: qty: \"4箱\""), "{}", ran.err);
    assert!(ran.err.contains("bad.csv!B4: qty: \"2袋\""), "{}", ran.err);
}

#[test]
fn the_tolerance_decides_the_recount_only() {
    let room = Room::new();
    room.put("items.csv", "sku,class\nA,A\nB,B\nC,C\n");
    room.put("a.csv", "sku,qty\nA,100\nB,100\nC,100\nX,100\n");
    room.put("b.csv", "sku,qty\nA,99\nB,99\nC,97\nX,99\n");
    let report = room.json(
        1,
        &[
            "stocktake",
            "diff",
            "a.csv",
            "b.csv",
            "--items",
            "items.csv",
        ],
    );
    assert_eq!(
        table(&report, &["sku", "kind", "recount"]),
        [
            "A shortage true",
            "B shortage false",
            "C shortage false",
            "X shortage true"
        ]
    );
}

#[test]
fn bad_rows_are_told_together_or_set_aside() {
    let room = Room::new();
    room.put("a.csv", "sku,qty\nA,5\n1.23457E+17,2\nB,x\n");
    room.put("b.csv", "sku,qty\nA,4\nB,-1\n");
    let ran = room.run(&["stocktake", "diff", "a.csv", "b.csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for cell in [
        "a.csv!A3: sku",
        "a.csv!B4: qty: \"x\"",
        "b.csv!B3: qty: \"-1\"",
        "3 to mend",
    ] {
        assert!(ran.err.contains(cell), "{cell}\n{}", ran.err);
    }
    let keep = ["stocktake", "diff", "a.csv", "b.csv", "--keep-going"];
    assert_eq!(room.run(&keep).code, 2, "the rows set aside must be seen");
    let mut aside = keep.to_vec();
    aside.extend(["--rejected", "aside.csv"]);
    let report = room.json(1, &aside);
    assert_eq!(table(&report, &["sku", "last", "this"]), ["A 5 4"]);
    assert_eq!(report["inputs"][0]["rejected"], 2);
    let written = std::fs::read_to_string(room.at("aside.csv")).unwrap();
    let lines: Vec<&str> = written.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "file,line,why,sku,qty");
    assert!(
        lines[1].starts_with("a.csv,3,") && lines[1].ends_with(",1.23457E+17,2"),
        "{written}"
    );
    assert!(
        lines[2].starts_with("a.csv,4,") && lines[2].ends_with(",B,x"),
        "{written}"
    );
    assert!(
        lines[4].starts_with("b.csv,3,") && lines[4].ends_with(",B,-1"),
        "{written}"
    );
    // An input is never replaced by what was set aside.
    let mut over = keep.to_vec();
    over.extend(["--rejected", "a.csv"]);
    assert_eq!(room.run(&over).code, 2);
    assert!(
        std::fs::read_to_string(room.at("a.csv"))
            .unwrap()
            .contains("1.23457E+17")
    );
}

fn counts() -> impl Strategy<Value = BTreeMap<(u8, u8), Option<i64>>> {
    prop::collection::btree_map(
        (0u8..6, 0u8..3),
        prop::option::weighted(0.9, 0i64..20),
        0..14,
    )
}

fn file(counts: &BTreeMap<(u8, u8), Option<i64>>, turned: bool) -> String {
    let mut lines: Vec<String> = counts
        .iter()
        .map(|((sku, place), qty)| {
            let qty = qty.map_or(String::new(), |q| q.to_string());
            if turned {
                format!("{qty},S{sku},P{place}")
            } else {
                format!("S{sku},P{place},{qty}")
            }
        })
        .collect();
    if turned {
        lines.reverse();
    }
    // A line of its own, so that both files know places.
    lines.push(if turned {
        "1,Z,Z".into()
    } else {
        "Z,Z,1".into()
    });
    let head = if turned {
        "qty,sku,location"
    } else {
        "sku,location,qty"
    };
    format!("{head}\n{}\n", lines.join("\n"))
}

fn variances(room: &Room, a: &str, b: &str) -> BTreeMap<String, Option<i64>> {
    let ran = room.run(&["--format", "json", "stocktake", "diff", a, b, "--all"]);
    assert!(ran.code < 2, "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let number = |v: &serde_json::Value| v.as_str().map(|t| t.parse::<i64>().unwrap());
    report["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let place = format!("{} {}", row["sku"], row["location"]);
            (place, number(&row["variance"]))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Mirrored; and last + variance = this; and neither the order of rows nor
    /// that of columns matters.
    #[test]
    fn a_difference_is_a_difference(a in counts(), b in counts()) {
        let room = Room::new();
        room.put("a.csv", &file(&a, false)).put("b.csv", &file(&b, false));
        room.put("ta.csv", &file(&a, true)).put("tb.csv", &file(&b, true));
        let there = variances(&room, "a.csv", "b.csv");
        let back = variances(&room, "b.csv", "a.csv");
        prop_assert_eq!(&there, &variances(&room, "ta.csv", "tb.csv"));
        let mirrored: BTreeMap<String, Option<i64>> =
            back.into_iter().map(|(place, v)| (place, v.map(|v| -v))).collect();
        prop_assert_eq!(&there, &mirrored);
        for ((sku, place), now) in &b {
            let before = a.get(&(*sku, *place)).copied().unwrap_or(Some(0));
            let got = there[&format!("\"S{sku}\" \"P{place}\"")];
            prop_assert_eq!(before.zip(*now).map(|(x, y)| y - x), got);
        }
    }
}

/// The same lines in another file, in another order and form: one sheet.
#[test]
fn a_sheet_saved_anew_counts_once() {
    let room = Room::new();
    room.put("last.csv", "sku,location,qty\nA,1,5\nB,1,3\n");
    room.put("this/a.csv", "sku,location,qty\nA,1,5\nB,1,3\n");
    room.put("this/b.csv", "location;sku;qty\n1;B;3.0\n1;A;5\n");
    let report = room.json(1, &["stocktake", "diff", "last.csv", "this"]);
    assert_eq!(report["summary"]["same"], 2);
    let said = complaints(&report);
    assert!(
        said.len() == 1 && said[0].contains("every line of this/b.csv stands in this/a.csv"),
        "{said:?}"
    );
    // One line differs: another count of the same places.
    room.put("this/b.csv", "location;sku;qty\n1;B;4\n1;A;5\n");
    let report = room.json(1, &["stocktake", "diff", "last.csv", "this"]);
    assert_eq!(report["summary"]["same"], 0);
    assert_eq!(complaints(&report).len(), 4);
}

#[test]
fn counts_the_wrong_way_round() {
    let room = Room::new();
    room.put("a.csv", "sku,qty,counted_at\nA,5,2026-10-21 18:00\n");
    room.put("b.csv", "sku,qty,counted_at\nA,5,2026-10-28 18:00\n");
    room.json(0, &["stocktake", "diff", "a.csv", "b.csv"]);
    let report = room.json(1, &["stocktake", "diff", "b.csv", "a.csv"]);
    assert!(complaints(&report)[0].contains("wrong way round"));
}

/// What has to be counted again is a sheet to count with, blind, and read back.
#[test]
fn the_recount_is_a_sheet() {
    let room = Room::new();
    room.put(
        "a.csv",
        "sku,location,qty\nSAME,A-1,5\nOFF,A-1,5\nTWO,B-1,5\n",
    );
    room.put(
        "b.csv",
        "sku,location,qty\nSAME,A-1,5\nOFF,A-1,7773\nTWO,B-1,5\nTWO,B-1,6\n",
    );
    let words = ["stocktake", "diff", "a.csv", "b.csv"];
    let report = room.json(1, &words);
    let sheet = report["sections"]["recount"].as_array().unwrap();
    let places: Vec<String> = sheet
        .iter()
        .map(|row| format!("{} {} {}", row["location"], row["sku"], row["qty"]).replace('"', ""))
        .collect();
    assert_eq!(places, ["A-1 OFF null", "B-1 TWO null"]);
    room.run(&["stocktake", "diff", "a.csv", "b.csv", "-o", "out.xlsx"]);
    // Blank as it is, it settles nothing.
    let mut again = words.to_vec();
    again.extend(["--second", "out.xlsx#recount sheet"]);
    let second = room.json(1, &again);
    assert_eq!(second["rows"], report["rows"]);
}
