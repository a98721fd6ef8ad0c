//! Damage of every kind, and whether verify names it.

use crate::desk::{Desk, Ran};
use crate::sheet::{Row, export};
use dayclose::backup::{Layout, verify};
use dayclose::base::{Clock, Finding};

const DAYS: [&str; 3] = ["2026-11-20", "2026-11-21", "2026-11-22"];

fn order(i: usize) -> Row {
    let created = format!("{} 10:00:00", DAYS[i]);
    Row::new(&format!("30000041822214{i:03}")).with(&[("created_at", &created)])
}

/// Three sealed days; gives their heads.
fn sealed() -> (Desk, Vec<String>) {
    let desk = Desk::new();
    let heads = DAYS
        .iter()
        .enumerate()
        .map(|(i, day)| {
            desk.export(day, &export(&[order(i)]));
            desk.run(day).head()
        })
        .collect();
    (desk, heads)
}

fn zip(i: usize) -> String {
    format!("archive/zip/2026/{}.zip", DAYS[i])
}

fn seal(i: usize) -> String {
    format!("archive/seal/{:06}-{}.json", i + 1, DAYS[i])
}

#[track_caller]
fn finds(desk: &Desk, kinds: &[&str], complete: Option<&str>) -> Ran {
    let ran = desk.verify(&[]).exits(1);
    assert_eq!(ran.kinds(), kinds, "{}", ran.out);
    assert_eq!(ran.summary("complete").as_str(), complete, "{}", ran.out);
    ran
}

#[test]
fn a_whole_archive_is_whole() {
    let (desk, heads) = sealed();
    let ran = desk.verify(&[]).exits(0);
    assert_eq!(ran.summary("complete"), DAYS[2]);
    assert_eq!(
        (ran.summary("archives"), ran.summary("bad")),
        (3.into(), 0.into())
    );
    assert_eq!(ran.head(), heads[2]);
    for head in &heads {
        // Any head ever posted, in full or its first 16 digits.
        for text in [head.as_str(), &head[..16], &head.to_uppercase()] {
            desk.verify(&["--head", text]).exits(0);
        }
    }
}

#[test]
fn a_head_that_is_none_is_refused() {
    let (desk, heads) = sealed();
    for head in [
        "",
        "9f2c41",
        &heads[2][..15],
        "g123456789abcdef0",
        &format!("{}0", heads[2]),
        "9f2c41…e07a",
    ] {
        let ran = desk.verify(&["--head", head]).exits(2);
        assert!(
            ran.out.is_empty() && ran.err.contains("16"),
            "{head}: {}",
            ran.err
        );
    }
}

#[test]
fn no_archive_is_no_whole_archive() {
    let desk = Desk::new();
    assert!(desk.verify(&[]).exits(2).err.contains("no archive"));
    let (desk, heads) = sealed();
    for folder in ["archive/seal", "archive/zip"] {
        std::fs::remove_dir_all(desk.at(folder)).unwrap();
    }
    // Everything gone but the folder: that is not «all whole».
    desk.verify(&[]).exits(2);
    assert_eq!(
        desk.verify(&["--head", &heads[0]]).exits(1).kinds(),
        ["head_mismatch"]
    );
}

/// Kinds of damage, found in this process: thousands of runs take too long.
fn kinds(desk: &Desk, head: Option<&str>) -> Result<Vec<String>, String> {
    let layout = Layout::new(desk.at("archive"), "archive".to_owned());
    let report = verify(
        &layout,
        head,
        "shop",
        Clock::wall(chrono_tz::Asia::Shanghai),
    )
    .map_err(|problem| problem.to_string())?;
    let kind = |f: &Finding| f.data["kind"].as_str().unwrap().to_owned();
    Ok(report.findings.iter().map(kind).collect())
}

#[test]
fn every_flipped_bit_of_an_archive_is_found() {
    let (desk, _) = sealed();
    for i in 0..3 {
        let bytes = desk.read(&zip(i));
        for at in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[at] ^= 1 << (at % 8);
            desk.write(&zip(i), &bad);
            assert_eq!(kinds(&desk, None).unwrap(), ["altered"], "{i}, byte {at}");
        }
        // The program says so, too.
        let before = i.checked_sub(1).map(|i| DAYS[i]);
        finds(&desk, &["altered"], before);
        desk.write(&zip(i), &bytes);
    }
    desk.verify(&[]).exits(0);
}

#[test]
fn every_flipped_bit_of_a_seal_is_found() {
    let (desk, heads) = sealed();
    for i in 0..3 {
        let bytes = desk.read(&seal(i));
        for (at, bit) in (0..bytes.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut bad = bytes.clone();
            bad[at] ^= 1 << bit;
            desk.write(&seal(i), &bad);
            // The newest seal hangs on nothing but its head.
            let head = (i == 2).then_some(heads[2].as_str());
            let found = kinds(&desk, head).unwrap();
            let known = ["altered", "missing", "extra", "reordered", "head_mismatch"];
            assert!(
                !found.is_empty() && found.iter().all(|k| known.contains(&k.as_str())),
                "seal {i}, byte {at}, bit {bit}: {found:?}"
            );
        }
        desk.write(&seal(i), &bytes);
    }
    desk.verify(&["--head", &heads[2]]).exits(0);
}

/// Any cut of an archive or a seal is found; of the newest seal too.
#[test]
fn every_cut_is_found() {
    let (desk, _) = sealed();
    for i in 0..3 {
        let bytes = desk.read(&zip(i));
        for length in 0..bytes.len() {
            desk.write(&zip(i), &bytes[..length]);
            assert_eq!(kinds(&desk, None).unwrap(), ["truncated"], "{i}, {length}");
        }
        desk.write(&zip(i), &bytes);
        let bytes = desk.read(&seal(i));
        // The line end alone is no part of the JSON: known by the next seal, and
        // of the newest by its head.
        let end = if i == 2 { bytes.len() - 1 } else { bytes.len() };
        for length in 0..end {
            desk.write(&seal(i), &bytes[..length]);
            let found = kinds(&desk, None).unwrap();
            assert!(
                found.iter().any(|k| k == "altered"),
                "{i}, {length}: {found:?}"
            );
        }
        desk.write(&seal(i), &bytes);
    }
    desk.verify(&[]).exits(0);
}

#[test]
fn cut_and_missing() {
    let (desk, _) = sealed();
    let bytes = desk.read(&zip(2));
    for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
        desk.write(&zip(2), &bytes[..length]);
        finds(&desk, &["truncated"], Some(DAYS[1]));
    }
    let mut longer = bytes.clone();
    longer.push(0);
    desk.write(&zip(2), &longer);
    finds(&desk, &["altered"], Some(DAYS[1]));
    std::fs::remove_file(desk.at(&zip(2))).unwrap();
    finds(&desk, &["missing"], Some(DAYS[1]));
    desk.write(&zip(2), &bytes);
    let kept = desk.read(&seal(1));
    std::fs::remove_file(desk.at(&seal(1))).unwrap();
    // The seal is missing, and nothing names its archive.
    finds(&desk, &["extra", "missing"], Some(DAYS[0]));
    desk.write(&seal(1), &kept[..kept.len() / 2]);
    assert_eq!(desk.verify(&[]).exits(1).summary("complete"), DAYS[0]);
    desk.write(&seal(1), b"");
    desk.verify(&[]).exits(1);
    desk.write(&seal(1), &kept);
    desk.verify(&[]).exits(0);
    // The newest seal: its archive is named by none.
    let newest = desk.read(&seal(2));
    std::fs::remove_file(desk.at(&seal(2))).unwrap();
    finds(&desk, &["extra"], Some(DAYS[1]));
    desk.write(&seal(2), &newest);
    std::fs::remove_file(desk.at(&seal(0))).unwrap();
    assert_eq!(
        desk.verify(&[]).exits(1).summary("complete"),
        serde_json::Value::Null
    );
}

#[test]
fn swapped() {
    let (desk, _) = sealed();
    let swap = |a: &str, b: &str| {
        let (x, y) = (desk.read(a), desk.read(b));
        desk.write(a, &y);
        desk.write(b, &x);
    };
    swap(&zip(0), &zip(1));
    finds(&desk, &["reordered", "reordered"], None);
    swap(&zip(0), &zip(1));
    swap(&seal(1), &seal(2));
    let ran = desk.verify(&[]).exits(1);
    assert!(
        ran.kinds().contains(&"reordered".to_owned()),
        "{:?}",
        ran.kinds()
    );
    swap(&seal(1), &seal(2));
    desk.verify(&[]).exits(0);
}

#[test]
fn files_from_elsewhere() {
    let (desk, _) = sealed();
    for name in [
        "archive/zip/2026/2026-11-23.zip",
        "archive/zip/note.txt",
        "archive/seal/note.txt",
        "archive/zip/2026/2026-11-22.2.zip",
    ] {
        desk.write(name, b"x");
        finds(&desk, &["extra"], Some(DAYS[2]));
        std::fs::remove_file(desk.at(name)).unwrap();
    }
    // A copy of a seal under another number.
    let copy = desk.read(&seal(2));
    desk.write("archive/seal/000004-2026-11-23.json", &copy);
    desk.verify(&[]).exits(1);
    std::fs::remove_file(desk.at("archive/seal/000004-2026-11-23.json")).unwrap();
    desk.verify(&[]).exits(0);
}

#[test]
fn an_edited_seal() {
    let (desk, heads) = sealed();
    let edit = |i: usize, from: &str, to: &str| {
        let kept = desk.read(&seal(i));
        let text = String::from_utf8(kept.clone()).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        desk.write(&seal(i), text.replacen(from, to, 1).as_bytes());
        kept
    };
    for (i, from, to) in [
        (0, "\"orders\": 1", "\"orders\": 2"),
        (1, "\"violations\": 0", "\"violations\": 9"),
        (1, "\"user\": \"", "\"user\": \"x"),
        (1, "\"seq\": 2", "\"seq\": 5"),
        // Numbers no list should be made of.
        (2, "\"seq\": 3", "\"seq\": 9000000000"),
        (2, "\"seq\": 3", "\"seq\": 18446744073709551615"),
        (2, "2026-11-22", "2026-11-23"),
    ] {
        let kept = edit(i, from, to);
        let ran = desk.verify(&[]).exits(1);
        assert!(ran.out.len() < 100_000, "a list without end");
        // A run on top of it says so and does not panic.
        let on_top = desk.backup("2026-11-22", &["run", "--dry-run", "--format", "json"]);
        assert!(
            [1, 2].contains(&on_top.code),
            "{to}: {}{}",
            on_top.out,
            on_top.err
        );
        assert!(!on_top.err.contains("panicked"), "{}", on_top.err);
        desk.write(&seal(i), &kept);
    }
    // The newest seal's own words are known by its head alone.
    let kept = edit(2, "\"orders\": 1", "\"orders\": 2");
    desk.verify(&[]).exits(0);
    assert_eq!(
        desk.verify(&["--head", &heads[2]]).exits(1).kinds(),
        ["head_mismatch"]
    );
    desk.write(&seal(2), &kept);
    // A greater format in a seal of this version is damage.
    let kept = edit(2, "\"format\": 1", "\"format\": 2");
    desk.verify(&[]).exits(1);
    desk.write(&seal(2), &kept);
    // A seal of a later version is not guessed at, but nothing older follows one.
    for i in [1, 2] {
        let kept = edit(i, "\"format\": 1", "\"format\": 2");
        edit(i, "\"tool\": \"dayclose 0.", "\"tool\": \"dayclose 99.");
        let ran = desk.verify(&[]).exits(i32::try_from(i).unwrap());
        assert_eq!(ran.err.contains("newer"), i == 2, "{}", ran.err);
        desk.write(&seal(i), &kept);
    }
    desk.verify(&["--head", &heads[0]]).exits(0);
}

#[test]
fn an_end_cut_off_is_found_by_the_head_alone() {
    let (desk, heads) = sealed();
    std::fs::remove_file(desk.at(&seal(2))).unwrap();
    std::fs::remove_file(desk.at(&zip(2))).unwrap();
    // Nothing left says there was a third day.
    desk.verify(&[]).exits(0);
    desk.verify(&["--head", &heads[1]]).exits(0);
    let ran = desk.verify(&["--head", &heads[2]]).exits(1);
    assert_eq!(ran.kinds(), ["head_mismatch"]);
    assert_eq!(ran.summary("complete"), serde_json::Value::Null);
}

#[test]
fn a_chain_made_anew_is_found_by_the_head_alone() {
    let (desk, heads) = sealed();
    let (other, _) = sealed();
    std::fs::remove_dir_all(other.at("archive")).unwrap();
    for (i, day) in DAYS.iter().enumerate() {
        // The forger's exports.
        let row = order(i).with(&[("phone", "13800000009")]);
        other.export(day, &export(&[row]));
    }
    for day in DAYS {
        for other_day in DAYS.iter().filter(|d| **d > day) {
            let from = other.at(&format!("inbox/orders-{other_day}.csv"));
            let _ = std::fs::rename(&from, from.with_extension("tmp"));
        }
        let file = other.at(&format!("inbox/orders-{day}.tmp"));
        if file.exists() {
            std::fs::rename(&file, file.with_extension("csv")).unwrap();
        }
        other.run(day).exits(0);
    }
    // By itself the new chain is whole: no chain can tell that it is another.
    assert_eq!(other.verify(&[]).exits(0).kinds(), Vec::<String>::new());
    for head in &heads {
        assert_eq!(
            other.verify(&["--head", head]).exits(1).kinds(),
            ["head_mismatch"]
        );
    }
    // The old last seal laid beside the new chain does not help.
    other.write("archive/seal/000004-2026-11-22.json", &desk.read(&seal(2)));
    other.verify(&["--head", &heads[2]]).exits(1);
}

#[test]
fn a_run_on_a_damaged_chain_says_so() {
    let (desk, _) = sealed();
    std::fs::remove_file(desk.at(&seal(1))).unwrap();
    desk.export("2026-11-23", &export(&[Row::new("3000004182221999")]));
    let ran = desk.run("2026-11-23").exits(1);
    assert!(
        ran.out.contains("chain of seals does not fit"),
        "{}",
        ran.out
    );
    assert_eq!(ran.summary("seq"), 4, "sealed all the same");
}

/// The newest seal damaged: its number is not given away again, and what it
/// sealed is not taken for a killed run's leavings.
#[test]
fn a_run_after_the_newest_seal_was_damaged() {
    let (desk, heads) = sealed();
    let whole = desk.read(&seal(2));
    let mut bad = whole.clone();
    bad[0] ^= 1;
    desk.write(&seal(2), &bad);
    let archive = desk.read(&zip(2));
    desk.export("2026-11-23", &export(&[Row::new("3000004182221999")]));
    let ran = desk.run("2026-11-23").exits(1);
    // Its export is in no seal that can be read: it is sealed once more.
    assert_eq!(
        (ran.summary("seq"), ran.summary("files")),
        (4.into(), 2.into())
    );
    assert_eq!(desk.read(&zip(2)), archive);
    assert_eq!(desk.read(&seal(2)), bad);
    finds(&desk, &["altered", "extra", "missing"], Some(DAYS[1]));
    // With the true seal back, its day is whole and the head that was posted there.
    desk.write(&seal(2), &whole);
    let ran = desk.verify(&["--head", &heads[2]]).exits(1);
    assert_eq!(ran.kinds(), ["altered"], "seal 4 hangs on the damaged one");
}

/// What is no file cannot be the archive.
#[test]
fn a_folder_in_place_of_an_archive() {
    let (desk, _) = sealed();
    std::fs::remove_file(desk.at(&zip(1))).unwrap();
    std::fs::create_dir(desk.at(&zip(1))).unwrap();
    finds(&desk, &["missing"], Some(DAYS[0]));
}

#[test]
fn a_file_beside_the_folders_is_foreign_and_the_access_log_is_not() {
    let (desk, _) = sealed();
    desk.write("archive/access.jsonl", b"");
    desk.verify(&[]).exits(0);
    desk.write("archive/2026-11-23.zip", b"x");
    finds(&desk, &["extra"], Some(DAYS[2]));
}
