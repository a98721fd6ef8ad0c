//! Which orders a file should hold, and in which order files apply: windows, days,
//! late files, parts.

use crate::desk::Desk;
use crate::files::{day_of, number};
use crate::sheet::{Row, export};

#[test]
fn an_order_vanishes_once_and_may_come_back() {
    let desk = Desk::new();
    let rows = day_of("2026-11-20", 0, 5);
    let without: Vec<Row> = rows
        .iter()
        .filter(|r| r.value("order_no") != number(2))
        .cloned()
        .collect();
    desk.export("2026-11-21", &export(&rows));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-22", &export(&without));
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(ran.changes(&number(2)), ["vanished"]);
    assert_eq!(ran.summary("vanished"), 1);
    let more: Vec<Row> = without
        .iter()
        .cloned()
        .chain(day_of("2026-11-22", 9, 1))
        .collect();
    desk.export("2026-11-23", &export(&more));
    let ran = desk.run("2026-11-23").exits(0);
    assert_eq!(ran.findings(), Vec::<String>::new(), "said once");
    // Back, and altered on the way.
    let back: Vec<Row> = rows
        .iter()
        .map(|r| {
            if r.value("order_no") == number(2) {
                r.clone().with(&[("phone", "13800000009")])
            } else {
                r.clone()
            }
        })
        .chain(day_of("2026-11-22", 9, 1))
        .collect();
    desk.export("2026-11-24", &export(&back));
    let ran = desk.run("2026-11-24").exits(1);
    assert_eq!(ran.changes(&number(2)), ["reappeared", "violation phone"]);
    assert!(ran.findings().contains(&format!("O2 info {}", number(2))));
    // And gone again: said again.
    let again: Vec<Row> = more
        .iter()
        .map(|r| r.clone().with(&[("status", "已发货")]))
        .collect();
    desk.export("2026-11-25", &export(&again));
    assert_eq!(
        desk.run("2026-11-25").exits(1).changes(&number(2)),
        ["vanished"]
    );
}

#[test]
fn daily_exports_expect_only_their_own_days() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&day_of("2026-11-21", 0, 5)));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-22", &export(&day_of("2026-11-22", 10, 5)));
    let ran = desk.run("2026-11-22").exits(0);
    assert_eq!(
        (ran.summary("vanished"), ran.summary("new")),
        (0.into(), 5.into())
    );
}

#[test]
fn a_range_in_the_name_or_preamble_is_the_window() {
    let rows = day_of("2026-11-20", 0, 5);
    // Its own rows would end before the last order; the name says otherwise.
    for (name, preamble, vanished) in [
        ("a_2026-11-20_2026-11-22.csv", "", 1),
        ("a_20261120-20261122.csv", "", 1),
        (
            "a-2026-11-22.csv",
            "订单报表\n日期范围：2026-11-20 至 2026-11-22\n",
            1,
        ),
        ("a-2026-11-22.csv", "", 0),
        ("a_2026-11-21_2026-11-22.csv", "", 0),
        ("a-2026-11-22.csv", "订单报表 2026-11-22\n", 0),
        // A folder's date is no part of a range.
        ("2026-11-20/a-2026-11-22.csv", "", 0),
    ] {
        let desk = Desk::new();
        desk.export("2026-11-21", &export(&rows));
        desk.run("2026-11-21").exits(0);
        desk.write(
            &format!("inbox/{name}"),
            format!("{preamble}{}", export(&rows[..4])).as_bytes(),
        );
        let ran = desk.run("2026-11-22");
        assert_eq!(ran.summary("vanished"), vanished, "{name} {preamble}");
        assert_eq!(
            ran.code,
            i32::from(vanished > 0),
            "{name} {preamble}: {}",
            ran.out
        );
    }
}

#[test]
fn many_absent_orders_put_the_file_in_doubt() {
    // (orders before, orders absent, one finding of coverage)
    for (count, absent, coverage) in [
        (100, 20, false),
        (100, 21, true),
        (60, 19, false),
        (60, 20, true),
    ] {
        let desk = Desk::new();
        let rows = day_of("2026-11-20", 0, count);
        desk.export("2026-11-21", &export(&rows));
        desk.run("2026-11-21").exits(0);
        let kept: Vec<Row> = rows
            .iter()
            .enumerate()
            .filter(|(i, _)| *i == 0 || *i > absent)
            .map(|(_, r)| r.clone())
            .collect();
        desk.export("2026-11-22", &export(&kept));
        let ran = desk.run("2026-11-22").exits(1);
        assert_eq!(ran.summary("vanished"), absent, "{count} {absent}");
        assert_eq!(
            ran.findings().len(),
            if coverage { 1 } else { absent },
            "{count} {absent}"
        );
        let kind = ran.json()["findings"][0]["data"]["kind"].clone();
        assert_eq!(kind, if coverage { "coverage" } else { "vanished" });
        let listed = ran.json()["rows"].as_array().unwrap().len();
        assert_eq!(listed, absent, "the list is in the rows all the same");
    }
}

#[test]
fn yesterday_s_file_may_lie_there() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&day_of("2026-11-21", 0, 3)));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-22", &export(&day_of("2026-11-22", 5, 2)));
    let ran = desk.run("2026-11-22").exits(0);
    assert_eq!(ran.summary("files"), 1);
    assert_eq!(ran.summary("orders"), 2);
}

fn seal(desk: &Desk, name: &str) -> serde_json::Value {
    serde_json::from_slice(&desk.read(&format!("archive/seal/{name}.json"))).unwrap()
}

#[test]
fn a_late_file_is_marked_late() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&day_of("2026-11-21", 0, 3)));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-23", &export(&day_of("2026-11-23", 20, 2)));
    desk.export("2026-11-22", &export(&day_of("2026-11-22", 10, 2)));
    desk.run("2026-11-23").exits(0);
    let sealed = seal(&desk, "000002-2026-11-23");
    let days: Vec<_> = sealed["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["day"].clone(), s["late"].clone()))
        .collect();
    assert_eq!(
        days,
        [
            ("2026-11-22".into(), true.into()),
            ("2026-11-23".into(), false.into())
        ]
    );
    assert_eq!(sealed["late"], false, "today's file is there as well");
    // A file of an earlier day alone.
    desk.write(
        "inbox/more-2026-11-22.csv",
        export(&day_of("2026-11-22", 15, 2)).as_bytes(),
    );
    desk.run("2026-11-24").exits(0);
    let sealed = seal(&desk, "000003-2026-11-24");
    assert_eq!(
        (sealed["late"].clone(), sealed["date"].clone()),
        (true.into(), "2026-11-24".into())
    );
}

/// An older export sealed after a newer one tells of an earlier state: that an
/// order was not shipped then is no step back.
#[test]
fn a_late_file_accuses_nobody_of_going_back_in_time() {
    let desk = Desk::new();
    let row = Row::new(&number(1));
    let shipped = row.clone().with(&[
        ("status", "已发货"),
        ("shipped_at", "2026-11-22 09:00:00"),
        ("tracking_no", "SF1"),
        ("address", "浙江省 某路2号"),
        ("remark", "11-22 员工A 改地址"),
    ]);
    desk.export("2026-11-20", &export(std::slice::from_ref(&row)));
    desk.run("2026-11-20").exits(0);
    desk.export("2026-11-22", &export(std::slice::from_ref(&shipped)));
    desk.run("2026-11-22").exits(0);
    desk.export(
        "2026-11-21",
        &export(&[
            row.clone().with(&[("status", "待发货")]),
            Row::new(&number(2)),
        ]),
    );
    let ran = desk.run("2026-11-23").exits(0);
    assert_eq!(ran.findings(), Vec::<String>::new());
    assert_eq!(ran.summary("new"), 1);
    // What is known is not wound back either: the next export finds no change …
    desk.export(
        "2026-11-24",
        &export(&[shipped.clone(), Row::new(&number(2))]),
    );
    let ran = desk.run("2026-11-24").exits(0);
    assert_eq!(ran.changes(&number(1)), Vec::<String>::new());
    // … and a late file that fits neither before nor after is found.
    desk.write(
        "inbox/b-2026-11-21.csv",
        export(&[shipped.with(&[("phone", "13800000009")])]).as_bytes(),
    );
    assert_eq!(
        desk.run("2026-11-25").exits(1).changes(&number(1)),
        ["violation phone"]
    );
}

#[test]
fn several_files_apply_in_order_of_their_days() {
    let desk = Desk::new();
    let row = Row::new(&number(1));
    desk.write(
        "inbox/z-2026-11-20.csv",
        export(std::slice::from_ref(&row)).as_bytes(),
    );
    desk.write(
        "inbox/a-2026-11-22.csv",
        export(&[row.clone().with(&[("status", "交易成功")])]).as_bytes(),
    );
    desk.write(
        "inbox/m-2026-11-21.csv",
        export(&[row.with(&[("status", "已发货")])]).as_bytes(),
    );
    let ran = desk.run("2026-11-22").exits(0);
    assert_eq!(
        ran.changes(&number(1)),
        ["changed status", "changed status"]
    );
    assert_eq!(
        (
            ran.summary("orders"),
            ran.summary("new"),
            ran.summary("files")
        ),
        (1.into(), 1.into(), 3.into())
    );
    let days: Vec<_> = ran.json()["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["path"].clone())
        .collect();
    assert_eq!(
        days,
        [
            "inbox/z-2026-11-20.csv",
            "inbox/m-2026-11-21.csv",
            "inbox/a-2026-11-22.csv"
        ]
    );
}

/// Platforms cut long exports into parts; who is in the other part is not gone.
#[test]
fn an_export_in_parts_is_one() {
    let desk = Desk::new();
    let put = |day: &str, rows: &[Row]| {
        let (odd, even): (Vec<_>, Vec<_>) = rows
            .iter()
            .cloned()
            .enumerate()
            .partition(|(i, _)| i % 2 == 1);
        for (part, rows) in [("a", odd), ("b", even)] {
            let rows: Vec<Row> = rows.into_iter().map(|(_, r)| r).collect();
            desk.write(&format!("inbox/{part}-{day}.csv"), export(&rows).as_bytes());
        }
    };
    let rows = day_of("2026-11-20", 0, 50);
    put("2026-11-21", &rows);
    let ran = desk.run("2026-11-21").exits(0);
    assert_eq!(
        (ran.summary("orders"), ran.summary("vanished")),
        (50.into(), 0.into())
    );
    let mut later: Vec<Row> = rows
        .into_iter()
        .map(|r| r.with(&[("status", "已发货")]))
        .collect();
    later.remove(10);
    put("2026-11-22", &later);
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(
        (ran.summary("changed"), ran.changes(&number(10))),
        (49.into(), vec!["vanished".to_owned(); 1])
    );
}

/// Two looks at the same orders on one day are no parts of one export: who is
/// in the first and not in the second has vanished between them.
#[test]
fn two_exports_of_one_day_are_two_looks() {
    let desk = Desk::new();
    let mut rows = day_of("2026-11-20", 0, 50);
    desk.write("inbox/a-2026-11-21.csv", export(&rows).as_bytes());
    rows.remove(10);
    desk.write("inbox/b-2026-11-21.csv", export(&rows).as_bytes());
    let ran = desk.run("2026-11-21").exits(1);
    assert_eq!(ran.summary("vanished"), 1);
    assert_eq!(ran.changes(&number(10)), ["vanished"]);
}
