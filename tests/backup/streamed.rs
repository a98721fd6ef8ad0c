//! An encrypted archive is a stream: nothing of the day touches the disk in clear
//! at any time, and what fails on the way leaves the archive whole all the same.

use crate::desk::{CONFIG, Desk, Ran};
use crate::encrypted::{desk, key};
use crate::scene::{PROGRAMS, Scene, TODAY, YESTERDAY, later, number, printed, rows};
use crate::sheet::export;
use crate::strace;
use std::process::Command;

/// What begins a zip, as strace prints it, and what stands in an export.
const CLEAR: [&str; 4] = ["PK\\3\\4", "13800000001", "13800000009", "buyer_01"];

/// A second source that prints much and fails.
const FAILS: &str = "\
[[backup.source]]
name = \"broken\"
command = [\"sh\", \"-c\", \"cat erp.csv; seq 200000; exit 3\"]
";

/// A desk that encrypts, with programs beside its exports.
fn programs(more: &str) -> (Desk, tempfile::TempDir) {
    let (desk, keys) = desk();
    let config = String::from_utf8(desk.read("dayclose.toml")).unwrap();
    desk.write(
        "dayclose.toml",
        format!("{config}{PROGRAMS}{more}").as_bytes(),
    );
    lay(&desk, YESTERDAY, &export(&rows()));
    (desk, keys)
}

fn lay(desk: &Desk, day: &str, text: &str) {
    desk.export(day, text);
    desk.write("erp.csv", printed(day).as_bytes());
}

/// Writes of a run that hold anything in clear: the path and what it was.
#[track_caller]
fn in_clear(desk: &Desk, arguments: &[&str]) -> Vec<String> {
    let traced = strace::run_with(desk, TODAY, arguments, &["?pwritev", "?pwritev2"], &[]);
    let writes = || traced.log.iter().filter(|c| c.name.contains("write"));
    assert!(traced.ran.code < 2, "{}", traced.ran.err);
    assert!(writes().count() > 10);
    // Files are copied by writing, so that the log has all that reaches a disk.
    let copied = |name: &str| name == "sendfile" || name == "copy_file_range";
    assert!(!traced.log.iter().any(|c| copied(&c.name)));
    let held = writes().filter(|c| c.path().starts_with("/"));
    let clear = held.filter(|c| CLEAR.iter().any(|secret| c.arguments.contains(secret)));
    clear.map(|c| c.path().display().to_string()).collect()
}

#[test]
fn no_byte_of_the_day_is_written_in_clear() {
    if !strace::able("no_byte_of_the_day_is_written_in_clear") {
        return;
    }
    let (desk, _keys) = programs(FAILS);
    desk.run(YESTERDAY);
    lay(&desk, TODAY, &export(&later()));
    let dry = desk.copy();
    assert_eq!(in_clear(&desk, &[]), Vec::<String>::new());
    assert_eq!(in_clear(&dry, &["--dry-run"]), Vec::<String>::new());
    // The test can see what is written in clear.
    let clear = Scene::Programs.desk();
    assert!(!in_clear(&clear, &[]).is_empty());
}

/// The only copy of an export is sealed out of the archive that has no seal.
#[test]
fn nor_while_an_archive_without_its_seal_is_redone() {
    if !strace::able("nor_while_an_archive_without_its_seal_is_redone") {
        return;
    }
    let (desk, keys) = desk();
    desk.export(YESTERDAY, &export(&rows()));
    desk.run(YESTERDAY).exits(0);
    desk.export(TODAY, &export(&later()));
    desk.run(TODAY);
    std::fs::remove_file(desk.at(&format!("archive/seal/000002-{TODAY}.json"))).unwrap();
    let gone = desk.at(&format!("inbox/orders-{TODAY}.csv"));
    let bytes = std::fs::read(&gone).unwrap();
    std::fs::remove_file(gone).unwrap();
    let manager = key(&keys, "manager");
    assert_eq!(
        in_clear(&desk, &["--identity", &manager]),
        Vec::<String>::new()
    );
    desk.verify(&[]).exits(0);
    let back = [
        "restore",
        "--seq",
        "2",
        "--to",
        "back",
        "--identity",
        &manager,
    ];
    desk.backup(TODAY, &back).exits(0);
    assert_eq!(desk.read(&format!("back/tmall/orders-{TODAY}.csv")), bytes);
}

fn said_of(ran: &Ran) -> Vec<String> {
    let mut said = ran.findings();
    said.sort();
    said
}

#[test]
fn programs_are_sealed_compared_and_left_out_as_in_clear() {
    let (hidden, keys) = programs(FAILS);
    let clear = Desk::with(&format!("{CONFIG}{PROGRAMS}{FAILS}"));
    for day in [YESTERDAY, TODAY] {
        let rows = if day == YESTERDAY { rows() } else { later() };
        let [a, b] = [&clear, &hidden].map(|desk| {
            lay(desk, day, &export(&rows));
            desk.run(day).exits(1)
        });
        assert_eq!(said_of(&a), said_of(&b), "{day}");
        assert_eq!(a.changes(&number(20)), b.changes(&number(20)), "{day}");
        assert_eq!(a.summary("files"), b.summary("files"), "{day}");
        assert_eq!(b.summary("files"), 3, "the broken one is left out");
    }
    let temps = |desk: &Desk| {
        let names = desk.tree("archive").into_iter().map(|(name, _)| name);
        names.filter(|n| n.contains(".dayclose-")).count()
    };
    assert_eq!(temps(&hidden), 0);
    hidden.verify(&[]).exits(0);
    // Both give the same files back.
    let manager = key(&keys, "manager");
    let back = ["restore", "--seq", "2", "--to", "back"];
    clear.backup(TODAY, &back).exits(0);
    let back = [&back[..], &["--identity", &manager]].concat();
    hidden.backup(TODAY, &back).exits(0);
    let files = |desk: &Desk| {
        let mut files = desk.tree("back");
        assert_eq!(files.len(), 3);
        // It holds the config, which is not the same.
        files.retain(|(name, _)| !name.starts_with("db/"));
        files
    };
    assert!(files(&clear) == files(&hidden));
}

/// The zip within: written as a stream, whole for the plain tools.
#[test]
fn plain_tools_find_the_zip_whole() {
    let test = "plain_tools_find_the_zip_whole";
    let there = |tool: &str| Command::new(tool).arg("--version").output().is_ok();
    if !there("age") || !there("unzip") {
        crate::desk::skip(test, "age or unzip is not there");
        return;
    }
    let (desk, keys) = programs("");
    desk.run(YESTERDAY);
    let script = "age -d -i \"$0\" archive/zip/2026/2026-11-21.zip.age >plain.zip && unzip -tq plain.zip && unzip -p plain.zip files/erp/erp-2026-11-21.csv | cmp - erp.csv";
    let checked = Command::new("sh")
        .args(["-c", script, &key(&keys, "recovery")])
        .current_dir(desk.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");
    assert!(said.contains("No errors detected"), "{said}");
}
