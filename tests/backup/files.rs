//! What is said of files: columns, damaged cells, sources.

use crate::desk::{CONFIG, Desk};
use crate::sheet::{Row, all_names, columns, export, gb18030};

pub fn number(i: usize) -> String {
    format!("30000041822214{i:03}")
}

/// Orders created one a minute on a day.
pub fn day_of(day: &str, from: usize, count: usize) -> Vec<Row> {
    (from..from + count)
        .map(|i| {
            Row::new(&number(i)).with(&[(
                "created_at",
                &format!("{day} {:02}:{:02}:00", 8 + i / 60 % 12, i % 60),
            )])
        })
        .collect()
}

#[test]
fn order_of_rows_and_columns_says_nothing() {
    let desk = Desk::new();
    let rows = day_of("2026-11-20", 0, 50);
    desk.export("2026-11-21", &export(&rows));
    desk.run("2026-11-21").exits(0);
    let mut names = all_names();
    names.reverse();
    let mut shuffled = rows.clone();
    shuffled.reverse();
    shuffled.swap(3, 30);
    // Another encoding as well.
    desk.write(
        "inbox/orders-2026-11-22.csv",
        &gb18030(&columns(&names, &shuffled)),
    );
    let ran = desk.run("2026-11-22").exits(0);
    assert_eq!(ran.summary("changed"), 0);
    assert_eq!(ran.findings(), Vec::<String>::new());
    let mut bom = vec![0xef, 0xbb, 0xbf];
    bom.extend(columns(&all_names(), &shuffled).replace(',', "\t").bytes());
    desk.write("inbox/orders-2026-11-23.csv", &bom);
    assert_eq!(desk.run("2026-11-23").exits(0).summary("changed"), 0);
}

#[test]
fn a_column_gone_is_said_once() {
    let desk = Desk::new();
    let without: Vec<&str> = all_names().into_iter().filter(|n| *n != "phone").collect();
    let row = Row::new(&number(1));
    desk.export("2026-11-21", &export(std::slice::from_ref(&row)));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-22", &columns(&without, std::slice::from_ref(&row)));
    assert_eq!(
        desk.run("2026-11-22").exits(1).findings(),
        ["column-changed warning phone"]
    );
    let later = row.clone().with(&[("status", "已发货")]);
    desk.export(
        "2026-11-23",
        &columns(&without, std::slice::from_ref(&later)),
    );
    assert_eq!(
        desk.run("2026-11-23").exits(0).findings(),
        Vec::<String>::new()
    );
    // Back again: compared with what was last known.
    desk.export(
        "2026-11-24",
        &export(&[later.with(&[("phone", "13800000009")])]),
    );
    assert_eq!(
        desk.run("2026-11-24").exits(1).changes(&number(1)),
        ["violation phone"]
    );
}

/// Leaving out the item columns must not make every order a new one.
#[test]
fn another_shape_is_not_taken_silently() {
    let desk = Desk::new();
    let row = Row::new(&number(1));
    desk.export("2026-11-21", &export(std::slice::from_ref(&row)));
    desk.run("2026-11-21").exits(0);
    desk.export(
        "2026-11-22",
        &columns(
            &["order_no", "created_at", "status", "phone"],
            &[row.with(&[("phone", "13800000009")])],
        ),
    );
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(
        ran.findings(),
        ["column-changed warning inbox/orders-2026-11-22.csv"]
    );
}

#[test]
fn an_unknown_status_word_is_one_info() {
    let desk = Desk::new();
    let rows: Vec<Row> = day_of("2026-11-20", 0, 4)
        .into_iter()
        .map(|r| r.with(&[("status", "某新状态")]))
        .collect();
    desk.export("2026-11-21", &export(&rows));
    assert_eq!(
        desk.run("2026-11-21").exits(0).findings(),
        ["O2 info 某新状态"]
    );
    // Recorded, not judged, in either direction.
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|r| r.with(&[("status", "等待买家付款")]))
        .collect();
    desk.export("2026-11-22", &export(&rows));
    let ran = desk.run("2026-11-22").exits(0);
    assert_eq!(ran.summary("changed"), 4);
}

#[test]
fn a_damaged_order_number_is_not_joined_on() {
    let desk = Desk::new();
    let rows = day_of("2026-11-20", 0, 3);
    desk.export("2026-11-21", &export(&rows));
    desk.run("2026-11-21").exits(0);
    let mut damaged = rows.clone();
    damaged[1].put("order_no", "3.00000E+16");
    desk.export("2026-11-22", &export(&damaged));
    let ran = desk.run("2026-11-22").exits(1);
    assert!(
        ran.findings()[0].starts_with("damaged-id error inbox/orders-2026-11-22.csv"),
        "{:?}",
        ran.findings()
    );
    assert!(
        ran.json()["rows"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["order_no"] != "3.00000E+16")
    );
    assert_eq!(ran.changes(&number(1)), ["vanished"]);
    assert_eq!(ran.summary("new"), 0);
}

#[test]
fn a_bad_cell_does_not_stop_the_evening() {
    let desk = Desk::new();
    let rows = day_of("2026-11-20", 0, 3);
    desk.export("2026-11-21", &export(&rows));
    desk.run("2026-11-21").exits(0);
    let mut bad = rows.clone();
    bad[1].put("qty", "两件");
    bad[2].put("phone", "13800000009");
    desk.export("2026-11-22", &export(&bad));
    let ran = desk.run("2026-11-22").exits(1);
    assert!(
        ran.findings()[0].starts_with("bad-file error inbox/orders-2026-11-22.csv!"),
        "{:?}",
        ran.findings()
    );
    assert_eq!(ran.changes(&number(1)), ["violation qty"]);
    assert_eq!(ran.changes(&number(2)), ["violation phone"]);
    assert_eq!(ran.summary("seq"), 2);
}

#[test]
fn a_file_nobody_understands_is_sealed_as_it_is() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&day_of("2026-11-20", 0, 3)));
    desk.write(
        "inbox/broken-2026-11-21.xlsx",
        b"PK\x03\x04 this is no workbook",
    );
    desk.write("inbox/empty-2026-11-21.csv", b"");
    desk.write("inbox/note-2026-11-21.txt", "明天记得导出".as_bytes());
    let ran = desk.run("2026-11-21").exits(1);
    let mut findings = ran.findings();
    findings.sort();
    assert_eq!(
        findings,
        [
            "bad-file error inbox/broken-2026-11-21.xlsx",
            "bad-file error inbox/empty-2026-11-21.csv",
            "bad-file error inbox/note-2026-11-21.txt",
        ]
    );
    assert_eq!(ran.summary("orders"), 3);
    assert_eq!(ran.summary("files"), 4);
    let file = std::fs::File::open(desk.at("archive/zip/2026/2026-11-21.zip")).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    for name in [
        "broken-2026-11-21.xlsx",
        "empty-2026-11-21.csv",
        "note-2026-11-21.txt",
        "orders-2026-11-21.csv",
    ] {
        let mut sealed = Vec::new();
        std::io::Read::read_to_end(
            &mut zip.by_name(&format!("files/tmall/{name}")).unwrap(),
            &mut sealed,
        )
        .unwrap();
        assert!(
            sealed == desk.read(&format!("inbox/{name}")),
            "{name}: byte for byte"
        );
    }
    // The same evening again: the same findings, nothing sealed twice.
    let again = desk.run("2026-11-21").exits(1);
    assert_eq!(again.summary("already_sealed"), true);
    assert_eq!(again.findings(), ran.findings());
}

#[test]
fn two_sources_are_two_shops() {
    let config = CONFIG.replace("path = \"inbox\"", "path = \"inbox/tmall\"")
        + "[[backup.source]]\nname = \"jd\"\npath = \"inbox/jd/list.csv\"\n";
    let desk = Desk::with(&config);
    let put = |phone: &str| {
        desk.write(
            "inbox/tmall/a.csv",
            export(&[Row::new(&number(1))]).as_bytes(),
        );
        desk.write(
            "inbox/jd/list.csv",
            export(&[Row::new(&number(1)).with(&[("phone", phone)])]).as_bytes(),
        );
    };
    put("13800000002");
    let ran = desk.run("2026-11-21").exits(0);
    assert_eq!(
        (ran.summary("orders"), ran.summary("new")),
        (2.into(), 2.into())
    );
    // The same number in another shop is another order.
    put("13800000003");
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(ran.changes(&number(1)), ["violation phone"]);
    assert_eq!(ran.json()["rows"][0]["source"], "jd");
}

#[test]
fn a_missing_source_does_not_keep_the_other_from_being_sealed() {
    let config = format!("{CONFIG}[[backup.source]]\nname = \"jd\"\npath = \"elsewhere\"\n");
    let desk = Desk::with(&config);
    desk.export("2026-11-21", &export(&day_of("2026-11-21", 0, 3)));
    let ran = desk.run("2026-11-21").exits(1);
    assert_eq!(ran.findings(), ["bad-file error elsewhere"]);
    assert_eq!(ran.summary("seq"), 1);
    let again = desk.run("2026-11-21").exits(1);
    assert_eq!(again.findings(), ran.findings(), "said once, not twice");
    assert_eq!(again.head(), ran.head());
}

#[test]
fn what_cannot_begin_says_why() {
    for (config, word) in [
        ("[backup]\narchive = \"archive\"\n".to_owned(), "source"),
        (
            CONFIG.replace(
                "settle_seconds",
                "archive = \"inbox/archive\"\nsettle_seconds",
            ),
            "archive",
        ),
        (
            CONFIG.replace("path = \"inbox\"", "path = \"archive/zip\""),
            "archive",
        ),
        (
            CONFIG.replace("path = \"inbox\"", "path = \".\""),
            "archive",
        ),
    ] {
        let desk = Desk::with(&config);
        std::fs::create_dir_all(desk.at("archive/zip")).unwrap();
        desk.export("2026-11-21", &export(&day_of("2026-11-21", 0, 3)));
        let ran = desk.run("2026-11-21").exits(2);
        assert!(ran.out.is_empty() && ran.err.contains(word), "{}", ran.err);
        assert!(!desk.at("archive/seal").exists());
    }
}

#[test]
fn a_staff_table_that_cannot_be_read_does_not_stop_the_evening() {
    let config = format!("{CONFIG}[files]\nstaff = \"staff.xlsx\"\n");
    let desk = Desk::with(&config);
    let row = Row::new(&number(1));
    desk.export("2026-11-21", &export(std::slice::from_ref(&row)));
    let ran = desk.run("2026-11-21").exits(1);
    assert_eq!(ran.findings(), ["bad-file warning staff.xlsx"]);
    assert_eq!(ran.summary("seq"), 1);
    // Nobody's name is known, so nobody is accused for want of one.
    desk.export(
        "2026-11-22",
        &export(&[row.with(&[("phone", "1"), ("remark", "11-22 员工A")])]),
    );
    assert_eq!(
        desk.run("2026-11-22").exits(1).changes(&number(1)),
        ["amended phone", "changed remark"]
    );
}

/// Names that two files share once they are made readable stay two files.
#[cfg(unix)]
#[test]
fn file_names_in_another_encoding() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    for (name, i) in [("订单甲.csv", 1), ("订单乙.csv", 2)] {
        let bytes = gb18030(name);
        let path = desk.at("inbox").join(std::ffi::OsStr::from_bytes(&bytes));
        std::fs::write(path, export(&[Row::new(&number(i))])).unwrap();
    }
    let ran = desk.run("2026-11-21").exits(0);
    assert_eq!(
        (ran.summary("files"), ran.summary("orders")),
        (2.into(), 2.into())
    );
    assert_eq!(desk.verify(&[]).exits(0).summary("bad"), 0);
    std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
    desk.export(
        "2026-11-22",
        &export(&[Row::new(&number(1)), Row::new(&number(2))]),
    );
    assert_eq!(desk.run("2026-11-22").exits(0).summary("new"), 0);
}

/// A pipe in the inbox is no export, and must not be waited for.
#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&day_of("2026-11-21", 0, 3)));
    let made = std::process::Command::new("mkfifo")
        .arg(desk.at("inbox/pipe"))
        .status();
    if !made.is_ok_and(|s| s.success()) {
        crate::desk::skip("a_pipe_is_not_waited_for", "no mkfifo here");
        return;
    }
    let ran = desk.run("2026-11-21").exits(1);
    assert_eq!(ran.findings(), ["bad-file error inbox/pipe"]);
    assert_eq!(ran.summary("orders"), 3);
}

/// A merged or hand-made list may hold thousands of rows under one number.
#[test]
fn thousands_of_lines_under_one_number() {
    let desk = Desk::new();
    let rows = |tag: &str| -> String {
        let rows: Vec<Row> = (0..3000)
            .map(|i| Row::new("0").with(&[("sku", &format!("{tag}{i}"))]))
            .collect();
        columns(&["order_no", "created_at", "sku", "qty"], &rows)
    };
    desk.export("2026-11-21", &rows("A"));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-22", &rows("B"));
    assert_eq!(desk.run("2026-11-22").exits(1).changes("0").len(), 3000);
}
