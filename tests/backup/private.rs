//! What may not be shown, and who looked at it (O8).

use crate::again::{number, seal_three};
use crate::desk::Desk;
use crate::sheet::{HEADINGS, Row, all_names, columns, export};

const SECRETS: &[(&str, &str)] = &[
    ("buyer", "secretbuyer"),
    ("receiver", "诸葛秘密人"),
    ("phone", "13912345678"),
    ("address", "浙江省杭州市秘密路77号"),
];
const LATER: &[(&str, &str)] = &[
    ("buyer", "othersecret"),
    ("receiver", "欧阳隐藏人"),
    ("phone", "13987654321"),
    ("address", "江苏省南京市隐藏路88号"),
    (
        "remark",
        "11-22 客户欧阳隐藏人改到江苏省南京市隐藏路88号，电话13987654321",
    ),
    ("message", "我的电话13987654321，江苏省南京市隐藏路88号"),
];
const HIDDEN: &[&str] = &[
    "secretbuyer",
    "othersecret",
    "诸葛秘密",
    "欧阳隐藏",
    "13912345678",
    "13987654321",
    "秘密路",
    "隐藏路",
    "139123456",
    "139876543",
];

fn seen(bytes: Vec<u8>, format: &str) -> String {
    if format != "xlsx" {
        return String::from_utf8(bytes).unwrap();
    }
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for i in 0..zip.len() {
        std::io::Read::read_to_string(&mut zip.by_index(i).unwrap(), &mut all).unwrap();
    }
    all
}

/// O8: phones, addresses and names are masked wherever a person looks, and in
/// full only where it is asked for.
#[test]
fn private_values_are_masked_in_every_format() {
    let desk = Desk::new();
    desk.export(
        "2026-11-21",
        &export(&[
            Row::new(&number(1)).with(SECRETS),
            Row::new(&number(2)).with(SECRETS),
        ]),
    );
    desk.run("2026-11-21").exits(0);
    // A row whose cells slipped: phone and address stand in wrong columns.
    let mut slipped = Row::new(&number(3));
    for (name, _) in HEADINGS.iter().filter(|(n, _)| *n != "order_no") {
        slipped.put(name, "江苏省南京市隐藏路88号欧阳隐藏人13987654321");
    }
    let rows = [Row::new(&number(1)).with(LATER), slipped];
    desk.export("2026-11-22", &columns(&all_names(), &rows));
    desk.run("2026-11-22").exits(1);
    for format in ["table", "json", "csv", "html", "xlsx"] {
        for lang in ["zh", "en"] {
            for verbose in [&[][..], &["-v"]] {
                let arguments = [
                    &[
                        "--now",
                        "2026-11-22T18:00:00+08:00",
                        "--lang",
                        lang,
                        "--format",
                        format,
                        "backup",
                        "run",
                    ],
                    verbose,
                ]
                .concat();
                let out = desk.command().args(&arguments).output().unwrap();
                let text = seen(out.stdout, format) + &String::from_utf8(out.stderr).unwrap();
                for hidden in HIDDEN {
                    assert!(
                        !text.contains(hidden),
                        "{format} {lang}: {hidden} in\n{text}"
                    );
                }
                assert!(
                    text.contains("139****5678"),
                    "{format}: masked, not left out"
                );
            }
        }
        let open = desk
            .command()
            .args([
                "--now",
                "2026-11-22T18:00:00+08:00",
                "--format",
                format,
                "--unmask",
                "backup",
                "run",
            ])
            .output()
            .unwrap();
        let text = seen(open.stdout, format);
        assert!(
            text.contains("13912345678") && text.contains("诸葛秘密人"),
            "{format}"
        );
    }
    let seal = String::from_utf8(desk.read("archive/seal/000002-2026-11-22.json")).unwrap();
    assert!(HIDDEN.iter().all(|h| !seal.contains(h)), "{seal}");
}

/// Only their owner may read what is sealed (O8).
#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_archive() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    seal_three(&desk);
    for entry in walkdir::WalkDir::new(desk.at("archive")) {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        let expected = if entry.file_type().is_dir() {
            0o700
        } else {
            0o600
        };
        assert_eq!(mode, expected, "{}: {mode:o}", entry.path().display());
    }
}

/// O8: whoever looks at private values in full is named, with any command.
#[test]
fn an_unmasked_look_is_logged() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&[Row::new(&number(1)).with(SECRETS)]));
    desk.run("2026-11-21").exits(0);
    let table = ["table", "inbox/orders-2026-11-21.csv"];
    desk.ran(&table);
    assert!(!desk.at("archive/access.jsonl").exists());
    desk.ran(&[&table[..], &["--unmask"]].concat());
    let log = String::from_utf8(desk.read("archive/access.jsonl")).expect("text");
    assert_eq!(log.lines().count(), 1, "{log}");
    assert!(
        log.contains("\"unmask\"") && log.contains("table inbox"),
        "{log}"
    );
}
