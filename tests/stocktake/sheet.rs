//! `stocktake sheet`: blind to the last byte, read back as it is filled in.

use crate::room::{Room, complaints, table};
use std::io::{Read, Write};

const BOOK: &str = "\u{feff}商品编码,仓位,批次,有效期至,结存数量
A,A-01-02,L1,2027-01-31,7771
A,A-01-10,L1,,7772
B,A-01-02,,,7773
C,B-02-01,,,7774
D,B-02-01,,,0
E,车3,,,7775
";
const ITEMS: &str = "\u{feff}商品编码,品名,规格,单位,装箱数,条码,等级,成本
A,甲,大,瓶,12,690001,A,2.5
B,乙,小,瓶,,690002,B,1
C,丙,,盒,,,C,3
E,戊,,盒,,,C,1
";

fn room() -> Room {
    let room = Room::new();
    room.put("book.csv", BOOK).put("items.csv", ITEMS);
    room
}

/// Every part of the workbook, unpacked.
fn parts(path: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut part = archive.by_index(i).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn holds(parts: &[(String, Vec<u8>)], text: &str) -> bool {
    parts
        .iter()
        .any(|(_, bytes)| bytes.windows(text.len()).any(|w| w == text.as_bytes()))
}

#[test]
fn bins_in_order_and_nothing_where_nothing_lies() {
    let report = room().json(
        0,
        &[
            "stocktake",
            "sheet",
            "--book",
            "book.csv",
            "--items",
            "items.csv",
        ],
    );
    assert_eq!(
        table(
            &report,
            &["area", "location", "sku", "barcode", "unit", "qty"]
        ),
        [
            "A A-01-02 A 690001 瓶 -",
            "A A-01-02 B 690002 瓶 -",
            "A A-01-10 A 690001 瓶 -",
            "B B-02-01 C - 盒 -",
            "车3 车3 E - 盒 -",
        ]
    );
    assert_eq!(report["summary"]["areas"], 3);
}

#[test]
fn blind_to_the_last_byte() {
    let room = room();
    for name in ["s.xlsx", "s.html", "s.csv", "s.json"] {
        let words = [
            "-o",
            name,
            "stocktake",
            "sheet",
            "--book",
            "book.csv",
            "--items",
            "items.csv",
        ];
        assert_eq!(room.run(&words).code, 0);
        let bytes = std::fs::read(room.at(name)).unwrap();
        let parts = if name == "s.xlsx" {
            parts(&room.at(name))
        } else {
            vec![(name.to_owned(), bytes)]
        };
        for qty in ["7771", "7772", "7773", "7774", "7775"] {
            assert!(!holds(&parts, qty), "{qty} in {name}");
        }
    }
    let seen = [
        "-o",
        "seen.xlsx",
        "stocktake",
        "sheet",
        "--book",
        "book.csv",
        "--blind",
        "no",
    ];
    assert_eq!(room.run(&seen).code, 0);
    assert!(
        holds(&parts(&room.at("seen.xlsx")), "7771"),
        "the check above can fail"
    );
}

#[test]
fn only_the_cells_to_fill_are_open() {
    let room = room();
    room.run(&["-o", "s.xlsx", "stocktake", "sheet", "--book", "book.csv"]);
    let parts = parts(&room.at("s.xlsx"));
    assert!(holds(&parts, "<sheetProtection"));
    assert!(holds(&parts, "locked=\"0\""), "fill-in cells are unlocked");
    assert!(holds(&parts, "<dataValidation "), "and checked");
    assert!(holds(&parts, "<rowBreaks"), "an area begins a page");
}

/// Fills the quantity column of the workbook's first sheet, as a person would.
fn fill(from: &std::path::Path, to: &std::path::Path, column: &str, values: &[(u32, &str)]) {
    let mut out = zip::ZipWriter::new(std::fs::File::create(to).unwrap());
    for (name, bytes) in parts(from) {
        let mut bytes = bytes;
        if name == "xl/worksheets/sheet1.xml" {
            let mut text = String::from_utf8(bytes).unwrap();
            for (row, value) in values {
                let at = text.find(&format!("<c r=\"{column}{row}\"")).unwrap();
                let end = at + text[at..].find("/>").unwrap();
                let cell = format!(
                    "{} t=\"inlineStr\"><is><t>{value}</t></is></c>",
                    &text[at..end]
                );
                text.replace_range(at..end + 2, &cell);
            }
            bytes = text.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap();
}

#[test]
fn a_filled_sheet_reads_back() {
    let room = room();
    room.run(&[
        "-o",
        "s.xlsx",
        "stocktake",
        "sheet",
        "--book",
        "book.csv",
        "--items",
        "items.csv",
    ]);
    let understood = room.json(0, &["table", "s.xlsx", "--as", "count"]);
    let head = u32::try_from(understood["summary"]["heading_line"].as_i64().unwrap()).unwrap();
    assert_eq!(understood["summary"]["rows"], 5);
    let at = understood["summary"]["columns"]
        .as_array()
        .unwrap()
        .iter()
        .position(|c| c["field"] == "qty")
        .unwrap();
    let column = char::from(b'A' + u8::try_from(at).unwrap()).to_string();
    let values = [
        (head + 1, "647箱7瓶"),
        (head + 2, "7773"),
        (head + 3, "7772"),
        (head + 4, "7770"),
    ];
    fill(
        &room.at("s.xlsx"),
        &room.at("filled.xlsx"),
        &column,
        &values,
    );
    room.put("last.csv", &BOOK.replace("结存数量", "实盘数量"));
    let report = room.json(
        1,
        &[
            "stocktake",
            "diff",
            "last.csv",
            "filled.xlsx",
            "--items",
            "items.csv",
        ],
    );
    assert_eq!(
        table(&report, &["sku", "location", "this", "variance", "kind"]),
        [
            "C B-02-01 7770 -4 shortage",
            "D B-02-01 - 0 gone",
            "E 车3 - - not_counted"
        ]
    );
}

#[test]
fn a_part_of_the_book() {
    let room = room();
    let base = [
        "stocktake",
        "sheet",
        "--book",
        "book.csv",
        "--items",
        "items.csv",
    ];
    for (more, want) in [
        (vec!["--class", "a"], vec!["A", "A"]),
        (vec!["--van", "车3"], vec!["E"]),
        (vec!["--van", "B"], vec!["C"]),
    ] {
        let words = [&base[..], &more[..]].concat();
        assert_eq!(table(&room.json(0, &words), &["sku"]), want, "{more:?}");
    }
    let none = [&base[..], &["--class", "Z"]].concat();
    assert_eq!(complaints(&room.json(1, &none)).len(), 1);
    let spot = |seed: &str| {
        let words = [&base[..], &["--spot", "2", "--seed", seed]].concat();
        let report = room.json(0, &words);
        (
            report["summary"]["seed"].clone(),
            table(&report, &["sku", "location"]),
        )
    };
    assert_eq!(spot("5"), spot("5"));
    assert_eq!(spot("5").1.len(), 2);
    let drawn: std::collections::BTreeSet<_> = (0..20).map(|s| spot(&s.to_string()).1).collect();
    assert!(drawn.len() > 2, "the seed decides");
}

#[test]
fn areas_that_are_due() {
    let room = room();
    room.put(
        "counts/盘点_2026-11-20.csv",
        "sku,location,qty\nA,A-01-02,1\n",
    );
    room.put(
        "counts/盘点_2026-11-10.csv",
        "sku,location,qty\nA,A-01-02,1\nC,B-02-01,3\n",
    );
    room.put("counts/盘点_2026-10-31.csv", "sku,location,qty\nE,车3,3\n");
    let words = [
        "stocktake",
        "sheet",
        "--book",
        "book.csv",
        "--due",
        "--history",
        "counts",
    ];
    let report = room.json(1, &words);
    // A was counted two days ago; the van is due by the month's end.
    assert_eq!(table(&report, &["area"]), ["B"]);
    let said = complaints(&report);
    assert!(
        said.len() == 1 && said[0].contains("2026-11-17"),
        "{said:?}"
    );
    room.put("counts/盘点.csv", "sku,location,qty\nC,B-02-01,3\n");
    let ran = room.run(&words);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("counts/盘点.csv"), "{}", ran.err);
}
