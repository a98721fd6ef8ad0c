//! The archive's format as the manual describes it, checked without the program:
//! scripts/verify_by_hand.sh uses unzip and sha256sum alone.

use super::common::skip;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn dayclose(folder: &Path, arguments: &[&str]) {
    let run = Command::new(env!("CARGO_BIN_EXE_dayclose"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DAYCLOSE_CONFIG")
        .output()
        .expect("it runs");
    let code = run.status.code();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(matches!(code, Some(0 | 1)), "{arguments:?}: {said}");
}

/// Two sealed days of the manual's own exports.
fn two_days(folder: &Path) -> PathBuf {
    dayclose(folder, &["init", "."]);
    for day in ["2026-11-21", "2026-11-22"] {
        let name = format!("订单报表_{day}.csv");
        let from = Path::new(ROOT).join("fixtures/demo/own").join(&name);
        let to = folder.join("inbox").join(&name);
        // Written, not copied: the fixture may be read-only.
        fs::write(&to, fs::read(from).expect("a fixture")).expect("written");
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(86_400);
        let file = fs::File::options().append(true).open(&to).expect("opened");
        file.set_modified(long_ago).expect("aged");
        dayclose(
            folder,
            &["backup", "run", "--now", &format!("{day}T18:00:00+08:00")],
        );
    }
    folder.join("archive")
}

fn by_hand(archive: &Path, head: &str) -> (bool, String) {
    let run = Command::new("sh")
        .arg(Path::new(ROOT).join("scripts/verify_by_hand.sh"))
        .arg(archive)
        .arg(head)
        .output()
        .expect("sh runs");
    let said = [run.stdout, run.stderr].concat();
    (
        run.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

fn have(program: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output();
    found.is_ok_and(|o| o.status.success())
}

#[test]
fn an_archive_is_verified_without_the_program() {
    for tool in ["unzip", "sha256sum"] {
        if !have(tool) {
            return skip(
                "an_archive_is_verified_without_the_program",
                &format!("no {tool}"),
            );
        }
    }
    let dir = tempfile::tempdir().expect("a folder");
    let archive = two_days(dir.path());
    let (fine, said) = by_hand(&archive, "");
    assert!(fine, "{said}");
    let head = said.lines().last().and_then(|l| l.strip_prefix("head "));
    let head = head.unwrap_or_else(|| panic!("{said}")).to_owned();
    assert_eq!(head.len(), 64);
    assert!(by_hand(&archive, &head).0);
    assert!(!by_hand(&archive, &"0".repeat(64)).0, "a head not in it");

    // A byte of the first archive, then of the first seal.
    let damage = |file: &Path, at: usize| {
        let whole = fs::read(file).expect("read");
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(file, bytes).expect("written");
        let (fine, said) = by_hand(&archive, "");
        assert!(!fine, "{}: {said}", file.display());
        fs::write(file, whole).expect("written");
    };
    damage(&archive.join("zip/2026/2026-11-21.zip"), 60);
    damage(&archive.join("seal/000001-2026-11-21.json"), 30);
    // A file from elsewhere, a seal under another day.
    let foreign = archive.join("zip/2026/2026-11-20.zip");
    fs::write(&foreign, "x").expect("written");
    assert!(by_hand(&archive, "").1.contains("2026-11-20.zip"));
    fs::remove_file(&foreign).expect("removed");
    let (true_name, other) = (
        archive.join("seal/000002-2026-11-22.json"),
        archive.join("seal/000002-2026-11-23.json"),
    );
    fs::rename(&true_name, &other).expect("renamed");
    assert!(!by_hand(&archive, &head).0);
    fs::rename(&other, &true_name).expect("renamed");
    assert!(by_hand(&archive, &head).0);
    // The end cut off: only a head known outside tells.
    let newest = archive.join("seal/000002-2026-11-22.json");
    fs::remove_file(&newest).expect("removed");
    fs::remove_file(archive.join("zip/2026/2026-11-22.zip")).expect("removed");
    assert!(by_hand(&archive, "").0);
    assert!(!by_hand(&archive, &head).0);
}

fn keys(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                into.insert(key.clone());
                keys(value, into);
            }
        }
        Value::Array(list) => list.iter().for_each(|v| keys(v, into)),
        _ => {}
    }
}

#[test]
fn the_manual_names_every_key_of_seal_and_manifest() {
    let dir = tempfile::tempdir().expect("a folder");
    let archive = two_days(dir.path());
    let seal = fs::read(archive.join("seal/000002-2026-11-22.json")).expect("a seal");
    let file = fs::File::open(archive.join("zip/2026/2026-11-22.zip")).expect("an archive");
    let mut zip = zip::ZipArchive::new(file).expect("a zip");
    let mut member =
        |name: &str| std::io::read_to_string(zip.by_name(name).expect("a member")).expect("UTF-8");
    let mut found = BTreeSet::new();
    let seal: Value = serde_json::from_slice(&seal).expect("JSON");
    keys(&seal, &mut found);
    let manifest: Value = serde_json::from_str(&member("manifest.json")).expect("JSON");
    keys(&manifest, &mut found);
    let changes = member("changes.csv");
    let heading = changes.lines().next().expect("a heading");
    found.extend(heading.split(',').map(str::to_owned));
    let at = ["--now", "2026-11-22T18:05:00+08:00"];
    dayclose(
        dir.path(),
        &["backup", "history", "3000004182221412", at[0], at[1]],
    );
    let access = fs::read_to_string(archive.join("access.jsonl")).expect("a log");
    let line = access.lines().next().expect("a line");
    keys(&serde_json::from_str(line).expect("JSON"), &mut found);
    assert!(found.len() > 40, "{found:?}");
    for page in ["docs/zh/archive-format.md", "docs/en/archive-format.md"] {
        let text = fs::read_to_string(Path::new(ROOT).join(page)).expect("a page");
        for key in &found {
            assert!(text.contains(&format!("`{key}`")), "{page} lacks `{key}`");
        }
    }
}
