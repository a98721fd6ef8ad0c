//! The library against bytes of any kind: it may refuse, it may not panic, and
//! what it says must fit the page.

use std::path::{Path, PathBuf};

use dayclose::base::{Clock, Lang, Privacy, Problem};
use dayclose::inspect::{self, Tally, Understood};
use dayclose::policy::StockRules;
use dayclose::report::terminal::Style;
use dayclose::report::{csv, html, json, terminal, xlsx};
use dayclose::table::heading::Aliases;
use dayclose::table::schema::Table;
use dayclose::table::{self, Options, Source, tables};
use proptest::prelude::*;

/// Reads bytes as a table and shows them in every format; gives the JSON.
pub fn understand(bytes: Vec<u8>, asked: Option<&'static Table>) -> Result<String, Problem> {
    understood_in(bytes, asked, true)
}

/// The same; the formats that take longer are left out unless `every`.
fn understood_in(
    bytes: Vec<u8>,
    asked: Option<&'static Table>,
    every: bool,
) -> Result<String, Problem> {
    let at = chrono::DateTime::parse_from_rfc3339("2026-11-22T18:00:00+08:00").expect("a time");
    let clock = Clock::fixed(at, chrono_tz::Asia::Shanghai);
    let aliases = Aliases::new();
    let options = Options {
        table: asked,
        encoding: None,
        aliases: &aliases,
        month: Some((2026, 1)),
        offset_minutes: Some(480),
    };
    let source = Source::memory("hostile", bytes);
    let mut opened = table::open(source, &options, false)?;
    let columns = opened.columns.clone();
    let stock = StockRules::default();
    let mut tally = Tally::new(&columns, 10);
    let outcome = table::scan(
        &mut opened,
        || Tally::new(&columns, 10),
        |part, record| part.row(record, &columns, &stock),
        |part| tally.merge(part),
    )?;
    assert!(outcome.rejected <= outcome.rows, "more bad rows than rows");
    assert!(outcome.bad.len() as u64 <= outcome.bad_cells);
    assert!(outcome.bad_cells == 0 || outcome.rejected > 0);
    for column in &tally.columns {
        assert!(column.filled <= outcome.rows, "more cells than rows");
    }
    let suggestions = asked.map(|t| inspect::suggest(t, &columns));
    if let (Some(table), Some(found)) = (asked, &suggestions) {
        let lines = inspect::snippet(table, found, Lang::En);
        let _: toml::Table = toml::from_str(&lines).expect("lines to paste are valid");
    }
    let known = Understood {
        opened: &opened,
        outcome: &outcome,
        tally: &tally,
        suggestions: suggestions.as_deref(),
        likelier: inspect::likelier(&columns),
    };
    let report = inspect::report(&known, clock, Privacy::default());
    let style = Style {
        width: 40,
        color: false,
        verbose: true,
    };
    let screen = terminal::render(&report, Lang::Zh, style);
    assert!(!screen.contains('\u{1b}'), "data may not steer the screen");
    if every {
        let _ = html::render(&report, Lang::Zh);
        let plain = csv::Options {
            bom: false,
            excel: true,
        };
        csv::render(&report, Lang::En, plain).expect("csv");
        xlsx::render(&report, Lang::En).expect("xlsx");
    }
    Ok(json::render(&report, Lang::En).expect("json"))
}

/// xorshift: the same bytes at every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).expect("small")
    }

    fn bytes(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| self.below(256) as u8).collect()
    }
}

pub fn fixtures() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["platforms", "quirks", "errors"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures")
            .join(folder);
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// `HOSTILE_ROUNDS=100` looks a hundred times as long.
fn rounds(n: usize) -> usize {
    let times = std::env::var("HOSTILE_ROUNDS").ok();
    n * times.and_then(|t| t.parse().ok()).unwrap_or(1)
}

#[test]
fn random_bytes() {
    let mut random = Random(1);
    for _ in 0..rounds(150) {
        let length = random.below(3000);
        let mut bytes = random.bytes(length);
        // Half of them begin like something.
        let heads: [&[u8]; 9] = [
            b"",
            b"PK\x03\x04",
            b"PK\x05\x06",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\x1f\x8b\x08\x00",
            b"\xff\xfe",
            b"\xfe\xff",
            b"<html><table><tr><td>",
            b"<?xml version=\"1.0\"?>",
        ];
        let head = heads[random.below(heads.len())];
        bytes.splice(0..0, head.iter().copied());
        let _ = understand(bytes, None);
    }
}

#[test]
fn fixtures_with_flipped_bits_or_cut_short() {
    let mut random = Random(7);
    for path in fixtures() {
        let whole = std::fs::read(&path).expect("a fixture");
        for round in 0..rounds(4) {
            let mut bytes = whole.clone();
            if bytes.is_empty() {
                continue;
            }
            if round % 2 == 0 {
                for _ in 0..=random.below(8) {
                    let at = random.below(bytes.len());
                    bytes[at] ^= 1 << random.below(8);
                }
            } else {
                bytes.truncate(random.below(bytes.len()));
            }
            let _ = understand(bytes, None);
        }
    }
}

/// Workbooks are zips whose checksums catch most flips; a flip inside a part
/// that was packed again is caught by nobody.
#[test]
fn workbooks_with_flipped_bits_inside_their_parts() {
    use std::io::{Read, Write};
    let mut random = Random(11);
    for path in fixtures()
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "xlsx"))
    {
        let raw = std::fs::read(path).expect("a fixture");
        let Ok(mut old) = zip::ZipArchive::new(std::io::Cursor::new(raw)) else {
            continue;
        };
        for _ in 0..rounds(3) {
            let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            for index in 0..old.len() {
                let mut part = old.by_index(index).expect("a part");
                let name = String::from_utf8_lossy(part.name_raw()).into_owned();
                let mut bytes = Vec::new();
                if part.read_to_end(&mut bytes).is_err() {
                    continue;
                }
                if !bytes.is_empty() && random.below(2) == 0 {
                    let at = random.below(bytes.len());
                    bytes[at] = b"0123456789<>\"/&;AZ="[random.below(19)];
                }
                new.start_file(name, zip::write::SimpleFileOptions::default())
                    .expect("a part");
                new.write_all(&bytes).expect("in memory");
            }
            let _ = understand(new.finish().expect("in memory").into_inner(), None);
        }
    }
}

#[test]
fn every_table_on_every_fixture() {
    for path in fixtures() {
        let bytes = std::fs::read(&path).expect("a fixture");
        for table in tables::ALL {
            let _ = understood_in(bytes.clone(), Some(table), false);
        }
    }
}

#[test]
fn shapes_that_ask_for_too_much() {
    let head = "订单编号,下单时间,备注\n";
    let row = "3000004182221477,2026-11-01,好\n";
    let cases: Vec<String> = vec![
        "列,".repeat(100_000),
        format!("{head}{}\n", ",".repeat(100_000)),
        format!("{head}{row}{}{row}", "\n".repeat(1_000_000)),
        format!(
            "{head}3000004182221478,2026-11-01,{}\n",
            "字".repeat(700_000)
        ),
        format!("{head}{}", "\"".repeat(100_001)),
        format!("{head}{}", "\"a\",".repeat(50_000)),
        format!("{}\n{head}{row}", "说明,".repeat(900)),
        format!("{head}{row}").repeat(2_000),
        "合计\n".repeat(20_000),
        "a".repeat(3_000_000),
        "\u{3000}\u{3000}\n".repeat(3000) + head + row,
        format!("{head}3000004182221478,{},好\n", "9".repeat(100_000)),
        format!("{head}={}3000{}\n", "\"".repeat(5000), "'".repeat(5000)),
    ];
    for text in cases {
        let shown: String = text.chars().take(20).collect();
        match understand(text.into_bytes(), None) {
            Ok(json) => assert!(json.len() < 3_000_000, "{shown}: {}", json.len()),
            Err(problem) => assert!(problem.0.en.len() < 2000, "{shown}: {}", problem.0.en.len()),
        }
    }
}

#[test]
fn archives_in_archives_and_bombs() {
    use std::io::Write;
    let zip_of = |name: &str, bytes: &[u8]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a member");
        zip.write_all(bytes).expect("in memory");
        zip.finish().expect("in memory").into_inner()
    };
    let gzip_of = |bytes: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(bytes).expect("in memory");
        gzip.finish().expect("in memory")
    };
    let row = b"3000004182221477,2026-11-01,x\n".repeat(1000);
    let zeros = vec![0u8; 40 << 20];
    let mut deep = zip_of("orders.csv", &row);
    for _ in 0..20 {
        deep = zip_of("inner.zip", &deep);
    }
    let mut many = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for n in 0..5000 {
        many.start_file(format!("{n}.csv"), zip::write::SimpleFileOptions::default())
            .expect("a member");
    }
    let many = many.finish().expect("in memory").into_inner();
    for bytes in [
        deep,
        many,
        gzip_of(&zeros),
        gzip_of(&gzip_of(&row)),
        zip_of("orders.csv", &zeros),
        zip_of("orders.xlsx", &zeros),
        zip_of("xl/workbook.xml", &zeros[..100_000]),
        zip_of("xl/worksheets/sheet1.xml", &zeros),
        zip_of("xl/../../../etc/orders.csv", b"a,b\n"),
    ] {
        if let Err(problem) = understand(bytes, None) {
            assert!(problem.0.zh.len() < 2000, "{}", problem.0.zh);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Text made of what trips readers up.
    #[test]
    fn awkward_text(pieces in prop::collection::vec(piece(), 0..120)) {
        let text = pieces.concat();
        let _ = understand(text.clone().into_bytes(), None);
        let _ = understand(text.into_bytes(), tables::by_name("orders"));
    }

    /// The same below a heading, so that every field's reader is met.
    #[test]
    fn awkward_cells(table in 0..tables::ALL.len(), cells in prop::collection::vec(piece(), 1..80)) {
        let table = tables::ALL[table];
        let heading: Vec<&str> = table.fields.iter().map(|f| f.label.zh).collect();
        let mut text = heading.join(",") + "\n";
        for row in cells.chunks(heading.len()) {
            let row: Vec<String> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
            text += &row.join(",");
            text.push('\n');
        }
        let gbk = encoding_rs::GB18030.encode(&text).0.into_owned();
        let _ = understand(gbk, Some(table));
        let _ = understand(text.into_bytes(), Some(table));
    }
}

fn piece() -> impl Strategy<Value = String> {
    let words: Vec<String> = [
        "订单编号",
        "下单时间",
        "商品编码",
        "数量",
        "实付",
        "合计",
        "=\"",
        "\"",
        "\"\"",
        "'",
        "`",
        ",",
        ",,",
        "\t",
        ";",
        "|",
        "\n",
        "\r",
        "\r\n",
        "\0",
        "\u{feff}",
        "\u{3000}",
        "\u{a0}",
        "\u{2003}",
        "\u{85}",
        "\u{202e}",
        "-",
        "--",
        "+",
        "#",
        "#N/A",
        "NULL",
        "2026-11-22",
        "2026-11-22 18:00:00",
        "2/4/2003",
        "24/2/2003\u{3000}0:00",
        "11月18日",
        "2026年",
        "下午 3:05",
        "18时",
        "T",
        "Z",
        "+08:00",
        "-99:99",
        "20261122",
        "43882.5",
        "1e9",
        "1E+17",
        "9999999999999999999999999999",
        "99999999999999999999999999999999",
        ".",
        "1.",
        "(",
        ")",
        "(5)",
        "¥",
        "%",
        "100%",
        "-1%",
        "1,234.5",
        "1,23",
        "元",
        "0.0000000000000000000000000001",
        "79228162514264337593543950335",
        "inf",
        "NaN",
        "𠀀",
        "é",
        "\u{1b}[31m",
        "员工A",
        "入库",
        "13812345678",
        "浙江省杭州市西湖区文三路1号",
    ]
    .map(str::to_owned)
    .to_vec();
    prop_oneof![
        6 => prop::sample::select(words),
        1 => "\\PC{0,4}",
        1 => "[0-9./:年月日 -]{0,12}",
    ]
}
