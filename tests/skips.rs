//! The list of tests that may skip themselves: `.ci/check_skips` refuses any
//! other, and the list names real tests only.

use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What `.ci/check_skips` says of a log against a list, and whether it agrees.
fn checked(log: &str, allowed: &str) -> (String, bool) {
    let dir = tempfile::tempdir().expect("a folder");
    let (log_file, allowed_file) = (dir.path().join("log"), dir.path().join("allowed"));
    std::fs::write(&log_file, log).expect("written");
    std::fs::write(&allowed_file, allowed).expect("written");
    let run = Command::new("bash")
        .arg(".ci/check_skips")
        .args([&log_file, &allowed_file])
        .current_dir(ROOT)
        .output()
        .expect("bash runs");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    (said, run.status.success())
}

#[test]
fn a_skip_is_allowed_only_by_name_and_where_its_path_is_absent() {
    let list = "# comment\nneeds_data no/such/folder\nneeds_source src\n";
    let cases = [
        ("", "skips: 0", true),
        ("SKIP needs_data: no folder\n", "skips: 1", true),
        // Said twice is one skip.
        (
            "SKIP needs_data: no folder\nSKIP needs_data: no folder\n",
            "skips: 1",
            true,
        ),
        (
            "SKIP needs_source: no folder\n",
            "NOT ALLOWED: SKIP needs_source",
            false,
        ),
        (
            "SKIP stranger: tired\n",
            "NOT ALLOWED: SKIP stranger",
            false,
        ),
        (
            "SKIP needs_data: no folder\nSKIP stranger: tired\n",
            "skips: 2",
            false,
        ),
    ];
    for (log, says, agrees) in cases {
        let (said, agreed) = checked(log, list);
        assert!(said.contains(says), "{log:?}: {said}");
        assert_eq!(agreed, agrees, "{log:?}: {said}");
    }
}

#[test]
fn the_list_names_tests_that_exist() {
    let list = std::fs::read_to_string(Path::new(ROOT).join(".ci/allowed-skips")).expect("a list");
    let mut sources = String::new();
    for entry in walkdir::WalkDir::new(Path::new(ROOT).join("tests")) {
        let entry = entry.expect("an entry");
        if entry.path().extension().is_some_and(|e| e == "rs") {
            sources += &std::fs::read_to_string(entry.path()).expect("a test file");
        }
    }
    let mut names = 0;
    for line in list
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
    {
        let (name, path) = line.split_once(' ').expect("«test path»");
        assert!(!path.trim().is_empty(), "{line}");
        assert!(sources.contains(&format!("fn {name}(")), "no test {name}");
        names += 1;
    }
    assert!(names > 0);
}
