//! Running again: the same evening, the next one, another folder, without the
//! derived state.

use crate::desk::{CONFIG, Desk};
use crate::sheet::{Row, export};

pub fn number(i: usize) -> String {
    format!("30000041822214{i:03}")
}

/// Three evenings with lawful changes, a violation, a vanished order.
fn three_evenings() -> [(&'static str, Vec<Row>); 3] {
    let rows: Vec<Row> = (0..6)
        .map(|i| Row::new(&number(i)).with(&[("created_at", &format!("2026-11-20 10:{i:02}:00"))]))
        .collect();
    let mut second = rows.clone();
    second[1].put("phone", "13800000009");
    second[2].put("status", "已发货");
    second[4].put("address", "浙江省 某路2号");
    second[4].put("remark", "11-22 员工A\n改地址");
    second.remove(3);
    let mut third = rows;
    for i in [1, 2, 4] {
        let from = if i > 2 { i - 1 } else { i };
        third[i] = second[from].clone();
    }
    third[0].put("status", "交易关闭");
    [
        ("2026-11-21", third[..0].to_vec()),
        ("2026-11-22", second),
        ("2026-11-23", third),
    ]
}

/// Seals the three evenings; gives what the third run said.
pub fn seal_three(desk: &Desk) -> String {
    let [_, (_, second), (_, third)] = three_evenings();
    let first: Vec<Row> = (0..6)
        .map(|i| Row::new(&number(i)).with(&[("created_at", &format!("2026-11-20 10:{i:02}:00"))]))
        .collect();
    desk.export("2026-11-21", &export(&first));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-22", &export(&second));
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(
        (
            ran.summary("violations"),
            ran.summary("vanished"),
            ran.summary("amended")
        ),
        (1.into(), 1.into(), 1.into())
    );
    desk.export("2026-11-23", &export(&third));
    desk.run("2026-11-23").exits(0).out
}

#[test]
fn the_same_evening_again_says_the_same() {
    let desk = Desk::new();
    seal_three(&desk);
    desk.export(
        "2026-11-24",
        &export(&[Row::new(&number(1)).with(&[
            ("created_at", "2026-11-20 10:01:00"),
            ("phone", "13800000001"),
        ])]),
    );
    let ran = desk.run("2026-11-24").exits(1);
    let before = desk.tree("archive");
    let again = desk
        .backup("2026-11-24", &["run", "--format", "json"])
        .exits(1);
    assert_eq!(again.summary("already_sealed"), true);
    assert_eq!(again.findings(), ran.findings());
    assert_eq!(again.json()["rows"], ran.json()["rows"]);
    for key in ["head", "seq", "archive", "sha256", "orders", "violations"] {
        assert_eq!(again.summary(key), ran.summary(key), "{key}");
    }
    assert!(before == desk.tree("archive"), "nothing was written");
    // Later the same evening as well, and for a person.
    let now = "2026-11-24T23:59:59+08:00";
    let table = desk
        .ran(&["--now", now, "--lang", "en", "backup", "run"])
        .exits(1);
    assert!(table.out.contains("already sealed"), "{}", table.out);
}

#[test]
fn a_new_day_without_a_new_export_is_missed() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&[Row::new(&number(1))]));
    desk.run("2026-11-21").exits(0);
    let before = desk.tree("archive");
    let ran = desk.run("2026-11-22").exits(1);
    assert_eq!(ran.findings(), ["bad-file error inbox"]);
    assert!(ran.out.contains("no new export"), "{}", ran.out);
    assert_eq!(
        (ran.summary("seq"), ran.summary("already_sealed")),
        (serde_json::Value::Null, false.into())
    );
    assert!(before == desk.tree("archive"));
    // An empty inbox on the very first day.
    let desk = Desk::new();
    let ran = desk.run("2026-11-22").exits(1);
    assert!(ran.out.contains("no new export"), "{}", ran.out);
}

#[test]
fn a_further_seal_of_a_day() {
    let desk = Desk::new();
    for (i, name) in ["2026-11-21.zip", "2026-11-21.2.zip", "2026-11-21.3.zip"]
        .iter()
        .enumerate()
    {
        desk.write(
            &format!("inbox/part{i}-2026-11-21.csv"),
            export(&[Row::new(&number(i))]).as_bytes(),
        );
        let ran = desk.run("2026-11-21");
        assert_eq!(ran.summary("archive"), format!("archive/zip/2026/{name}"));
    }
    assert_eq!(desk.verify(&[]).exits(0).summary("archives"), 3);
}

#[test]
fn time_does_not_go_back() {
    let desk = Desk::new();
    desk.export("2026-11-22", &export(&[Row::new(&number(1))]));
    desk.run("2026-11-22").exits(0);
    let before = desk.tree("archive");
    desk.export(
        "2026-11-23",
        &export(&[Row::new(&number(2)).with(&[("created_at", "2026-11-22 12:00:00")])]),
    );
    for now in [
        "2026-11-22T17:59:59+08:00",
        "2026-11-21T18:00:00+08:00",
        "2026-11-22T09:59:59Z",
    ] {
        let ran = desk
            .ran(&["--now", now, "--lang", "en", "backup", "run"])
            .exits(2);
        assert!(
            ran.out.is_empty() && ran.err.contains("before the newest seal"),
            "{now}: {}",
            ran.err
        );
    }
    assert!(before == desk.tree("archive"));
    desk.ran(&["--now", "2026-11-22T10:00:00Z", "backup", "run"])
        .exits(0);
}

#[test]
fn a_dry_run_writes_nothing() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&[Row::new(&number(1))]));
    let before = desk.tree(".");
    let ran = desk
        .backup("2026-11-21", &["run", "--dry-run", "--format", "json"])
        .exits(0);
    assert_eq!(
        (ran.summary("new"), ran.summary("seq")),
        (1.into(), serde_json::Value::Null)
    );
    assert!(!desk.at("archive").exists(), "not even a folder");
    assert!(before == desk.tree("."));
    desk.run("2026-11-21").exits(0);
    desk.export(
        "2026-11-22",
        &export(&[Row::new(&number(1)).with(&[("phone", "1")])]),
    );
    let before = desk.tree(".");
    let dry = desk
        .backup("2026-11-22", &["run", "--dry-run", "--format", "json"])
        .exits(1);
    assert!(before == desk.tree("."));
    // It says what the run then says.
    let wet = desk.run("2026-11-22").exits(1);
    assert_eq!(dry.json()["rows"], wet.json()["rows"]);
    assert_eq!(dry.findings(), wet.findings());
}

#[test]
fn the_state_is_derived() {
    let (whole, other) = (Desk::new(), Desk::new());
    for desk in [&whole, &other] {
        seal_three(desk);
    }
    let last = [Row::new(&number(0)).with(&[
        ("created_at", "2026-11-20 10:00:00"),
        ("status", "交易关闭"),
        ("phone", "13800000009"),
    ])];
    whole.export("2026-11-24", &export(&last));
    let expected = whole.run("2026-11-24").exits(1);
    let name = "archive/state/tmall-lines.state";
    let kept = other.read(name);
    other.export("2026-11-24", &export(&last));
    let dry = || {
        other
            .backup("2026-11-24", &["run", "--dry-run", "--format", "json"])
            .exits(1)
    };
    let rebuilt = |ran: &crate::desk::Ran| {
        ran.findings()
            .iter()
            .filter(|f| *f == "O2 info tmall")
            .count()
    };
    assert_eq!(rebuilt(&dry()), 0);
    let mut altered = kept.clone();
    let at = altered.len() / 2;
    altered[at] ^= 1;
    // Altered, cut, emptied: each is found, the same differences are said.
    for bytes in [
        altered,
        kept[..kept.len() - 20].to_vec(),
        Vec::new(),
        b"{\"format\":1,\"has\":[]}\n".to_vec(),
    ] {
        other.write(name, &bytes);
        let ran = dry();
        assert_eq!(rebuilt(&ran), 1);
        assert_eq!(ran.json()["rows"], expected.json()["rows"]);
    }
    std::fs::remove_dir_all(other.at("archive/state")).unwrap();
    let ran = other.run("2026-11-24").exits(1);
    assert_eq!(ran.json()["rows"], expected.json()["rows"]);
    assert!(
        other.read(name) == whole.read(name),
        "rebuilt to the same bytes"
    );
}

/// Who deletes the state and rewrites what it is rebuilt from is found out.
#[test]
fn a_state_rebuilt_from_altered_archives_is_not_trusted() {
    let desk = Desk::new();
    seal_three(&desk);
    let name = "archive/zip/2026/2026-11-21.zip";
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(desk.read(name))).unwrap();
    let mut forged = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..zip.len() {
        let mut entry = zip.by_index(i).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        let options = zip::write::SimpleFileOptions::default();
        forged
            .start_file(entry.name().unwrap().into_owned(), options)
            .unwrap();
        let text = text.replace("13800000001", "13800000007");
        std::io::Write::write_all(&mut forged, text.as_bytes()).unwrap();
    }
    desk.write(name, &forged.finish().unwrap().into_inner());
    std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
    let row = Row::new(&number(0)).with(&[
        ("created_at", "2026-11-20 10:00:00"),
        ("status", "交易关闭"),
        ("phone", "13800000007"),
    ]);
    desk.export("2026-11-24", &export(&[row]));
    let ran = desk.run("2026-11-24").exits(1);
    assert_eq!(ran.findings()[0], "O2 error tmall");
    assert!(ran.out.contains("not the sealed one"), "{}", ran.out);
    assert_eq!(desk.verify(&[]).exits(1).summary("bad"), 1);
}

/// A damaged old archive must not keep tonight's exports from being sealed.
#[test]
fn a_state_that_cannot_be_rebuilt_does_not_stop_the_evening() {
    let desk = Desk::new();
    seal_three(&desk);
    let name = "archive/zip/2026/2026-11-22.zip";
    let kept = desk.read(name);
    desk.write(name, &kept[..kept.len() / 2]);
    let next = Row::new(&number(9)).with(&[("created_at", "2026-11-24 10:00:00")]);
    desk.export("2026-11-24", &export(&[next]));
    // With its state, the damage is verify's business.
    let dry = &["run", "--dry-run", "--format", "json"];
    desk.backup("2026-11-24", dry).exits(0);
    std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
    let ran = desk.run("2026-11-24").exits(1);
    assert_eq!(ran.findings(), ["O2 error tmall"]);
    assert!(ran.out.contains("cannot be rebuilt"), "{}", ran.out);
    assert_eq!(ran.summary("seq"), 4);
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let (one, two) = (Desk::new(), Desk::new());
    assert_eq!(seal_three(&one), seal_three(&two));
    assert!(one.tree("archive") == two.tree("archive"));
    for format in ["table", "json", "csv", "html", "xlsx"] {
        let out = |desk: &Desk| {
            let mut all = Vec::new();
            for command in [&["run"][..], &["verify"], &["list"]] {
                let mut command = [
                    &[
                        "--now",
                        "2026-11-23T18:00:00+08:00",
                        "--format",
                        format,
                        "backup",
                    ],
                    command,
                ]
                .concat();
                command.push("-v");
                all.extend(desk.command().args(&command).output().unwrap().stdout);
            }
            all
        };
        assert!(out(&one) == out(&two), "{format}");
        assert!(!out(&one).is_empty());
    }
}

#[test]
fn started_elsewhere_it_is_the_same() {
    let (here, there) = (Desk::new(), Desk::new());
    for desk in [&here, &there] {
        desk.export("2026-11-21", &export(&[Row::new(&number(1))]));
    }
    let now = ["--now", "2026-11-21T18:00:00+08:00"];
    here.ran(&[&now[..], &["backup", "run"]].concat()).exits(0);
    let elsewhere = tempfile::tempdir().unwrap();
    let config = there.at("dayclose.toml");
    let ran = there
        .command()
        .current_dir(elsewhere.path())
        .args(now)
        .arg("--config")
        .arg(config)
        .args(["backup", "run"])
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(0));
    assert!(here.tree("archive") == there.tree("archive"));
}

/// O9: the archive opens without dayclose and holds the exports byte for byte.
#[test]
fn exports_are_sealed_byte_for_byte() {
    let desk = Desk::with(CONFIG);
    let mut odd = export(&[Row::new(&number(1))]).into_bytes();
    odd.extend_from_slice(b"\r\n\xff\xfe\x00 garbage at the end");
    desk.write("inbox/sub/orders-2026-11-21.csv", &odd);
    desk.run("2026-11-21");
    let file = std::fs::File::open(desk.at("archive/zip/2026/2026-11-21.zip")).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    let names: Vec<String> = zip.file_names().map(|n| n.unwrap().into_owned()).collect();
    assert_eq!(
        names,
        [
            "files/tmall/sub/orders-2026-11-21.csv",
            "orders.csv",
            "changes.csv",
            "manifest.json"
        ]
    );
    let mut sealed = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name(&names[0]).unwrap(), &mut sealed).unwrap();
    assert!(sealed == odd);
}
