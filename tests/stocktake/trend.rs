//! `stocktake trend`: what becomes of a variance over four weeks.

use crate::room::{Room, complaints, table};

fn weeks() -> Room {
    let room = Room::new();
    room.put("c/2026-10-07.csv", "sku,location,qty\nNEW,A-1,9\nAGAIN,A-1,9\nHEALED,A-1,9\nMOVED,A-1,9\nMOVED,B-1,0\nFINE,B-1,9\nBACK,B-1,9\n");
    room.put("c/2026-10-14.csv", "sku,location,qty\nNEW,A-1,9\nAGAIN,A-1,8\nHEALED,A-1,9\nMOVED,A-1,9\nMOVED,B-1,0\nFINE,B-1,9\nBACK,B-1,9\n");
    room.put("c/2026-10-21.csv", "sku,location,qty\nNEW,A-1,9\nAGAIN,A-1,8\nHEALED,A-1,7\nMOVED,A-1,9\nMOVED,B-1,0\nFINE,B-1,\nBACK,B-1,8\n");
    room.put("c/2026-10-28.csv", "sku,location,qty\nNEW,A-1,8\nAGAIN,A-1,6\nHEALED,A-1,7\nMOVED,A-1,5\nMOVED,B-1,4\nFINE,B-1,9\nBACK,B-1,9\n");
    room
}

#[test]
fn courses() {
    let room = weeks();
    let report = room.json(1, &["stocktake", "trend", "c"]);
    assert_eq!(
        table(
            &report,
            &[
                "sku",
                "location",
                "2026-10-14",
                "2026-10-21",
                "2026-10-28",
                "times",
                "course"
            ]
        ),
        [
            "AGAIN A-1 -1 - -2 2 recurring",
            "MOVED A-1 - - -4 1 moved",
            "MOVED B-1 - - 4 1 moved",
            "NEW A-1 - - -1 1 new",
            // Only the count in between was wrong.
            "BACK B-1 - -1 1 2 healed",
            "HEALED A-1 - -2 - 1 healed",
        ]
    );
    for (key, n) in [
        ("new", 1),
        ("recurring", 1),
        ("moved", 2),
        ("healed", 2),
        ("counts", 4),
    ] {
        assert_eq!(report["summary"][key], n, "{key}");
    }
    let said = complaints(&report);
    assert!(
        said.len() == 1 && said[0].contains("AGAIN A-1 was off 2 times"),
        "{said:?}"
    );
}

/// Places of two areas over 3 steps; what was not counted is no comparison.
#[test]
fn accuracy() {
    let room = weeks();
    let ran = room.run(&["stocktake", "trend", "c"]);
    let areas: Vec<&str> = ran
        .out
        .lines()
        .skip_while(|l| !l.starts_with("accuracy by area"))
        .skip(2)
        .take(2)
        .collect();
    let cells: Vec<Vec<&str>> = areas
        .iter()
        .map(|l| l.split_whitespace().collect())
        .collect();
    assert_eq!(
        cells,
        [["B", "7", "3", "57.14%"], ["A", "12", "5", "58.33%"]],
        "{}",
        ran.out
    );
}

#[test]
fn one_count_is_no_trend() {
    let room = Room::new();
    room.put("c/2026-10-07.csv", "sku,qty\nA,9\n");
    let ran = room.run(&["stocktake", "trend", "c"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("two counts"), "{}", ran.err);
}
