//! Faults: two runs at once, folders that cannot be written, a full disk, a
//! run killed at any moment.

use crate::desk::{Desk, Ran, skip};
use crate::sheet::{Row, export};
use std::process::{Command, Stdio};
use std::time::Duration;

fn number(day: &str, i: usize) -> String {
    format!("30000041822{}{i:04}", &day[8..])
}

fn rows(day: &str, count: usize) -> Vec<Row> {
    (0..count)
        .map(|i| {
            Row::new(&number(day, i)).with(&[(
                "created_at",
                &format!("{day} 10:{:02}:{:02}", i / 60, i % 60),
            )])
        })
        .collect()
}

#[test]
fn two_runs_at_once() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&rows("2026-11-21", 3)));
    std::fs::create_dir(desk.at("archive")).unwrap();
    let lock = std::fs::File::create(desk.at("archive/lock")).unwrap();
    lock.try_lock().unwrap();
    for lang in ["zh", "en"] {
        let ran = desk
            .ran(&[
                "--now",
                "2026-11-21T18:00:00+08:00",
                "--lang",
                lang,
                "backup",
                "run",
            ])
            .exits(2);
        let word = if lang == "zh" {
            "正在进行"
        } else {
            "at work"
        };
        assert!(ran.out.is_empty() && ran.err.contains(word), "{}", ran.err);
    }
    assert_eq!(desk.tree("archive").len(), 1, "nothing but the lock");
    drop(lock);
    desk.run("2026-11-21").exits(0);
}

/// Ten at once, several times: one seals, the others say that one is at work or
/// that it is sealed, and then the same head.
#[test]
fn ten_runs_at_once_seal_once() {
    for _ in 0..5 {
        let desk = Desk::new();
        desk.export("2026-11-21", &export(&rows("2026-11-21", 300)));
        let now = "2026-11-21T18:00:00+08:00";
        let runs: Vec<_> = (0..10)
            .map(|_| {
                desk.command()
                    .args(["--now", now, "--lang", "en", "--format", "json"])
                    .args(["backup", "run"])
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let runs: Vec<Ran> = runs
            .into_iter()
            .map(|run| Ran::from(run.wait_with_output().unwrap()))
            .collect();
        let verified = desk.verify(&[]).exits(0);
        assert_eq!(verified.summary("archives"), 1);
        let mut sealed = 0;
        for ran in runs {
            if ran.code == 2 {
                assert!(
                    ran.out.is_empty() && ran.err.contains("at work"),
                    "{}",
                    ran.err
                );
            } else {
                assert_eq!((ran.code, ran.head()), (0, verified.head()), "{}", ran.err);
                sealed += usize::from(ran.summary("already_sealed") == false);
            }
        }
        assert_eq!(sealed, 1);
        let names: Vec<String> = desk.tree("archive").into_iter().map(|(n, _)| n).collect();
        let wanted = [
            "lock",
            "seal/000001-2026-11-21.json",
            "state/tmall-lines.state",
        ];
        assert_eq!(names, [&wanted[..], &["zip/2026/2026-11-21.zip"]].concat());
    }
}

/// Another user may neither read nor write what is sealed; the run of that
/// user says so and changes nothing.
#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&rows("2026-11-21", 3)));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-22", &export(&rows("2026-11-22", 3)));
    let before = desk.tree("archive");
    let open = |mode| {
        for name in [
            "archive",
            "archive/seal",
            "archive/zip",
            "archive/zip/2026",
            "archive/state",
        ] {
            std::fs::set_permissions(desk.at(name), std::fs::Permissions::from_mode(mode)).unwrap();
        }
        for (name, _) in &before {
            std::fs::set_permissions(
                desk.at("archive").join(name),
                std::fs::Permissions::from_mode(0o644),
            )
            .unwrap();
        }
    };
    std::fs::set_permissions(desk.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    open(0o555);
    // A copy that anybody may run: the build's folder may be closed to others.
    let binary = desk.at("dayclose");
    std::fs::copy(crate::desk::binary(), &binary).unwrap();
    std::fs::set_permissions(&binary, std::fs::Permissions::from_mode(0o755)).unwrap();
    let nobody = |program: &std::path::Path, arguments: &[&str]| {
        Command::new("setpriv")
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(program)
            .args(arguments)
            .current_dir(desk.path())
            .output()
    };
    let able = nobody(std::path::Path::new("true"), &[]).is_ok_and(|o| o.status.success());
    if !able {
        skip(
            "a_folder_that_may_not_be_written",
            "no other user can be taken on",
        );
        open(0o755);
        return;
    }
    let now = [
        "--now",
        "2026-11-22T18:00:00+08:00",
        "--lang",
        "en",
        "backup",
    ];
    let out = nobody(&binary, &[&now[..], &["run"]].concat()).unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(out.stdout.is_empty() && said.contains("archive"), "{said}");
    // Reading is enough for a verify.
    let out = nobody(&binary, &[&now[..], &["verify"]].concat()).unwrap();
    assert_eq!(
        out.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    open(0o755);
    assert!(before == desk.tree("archive"));
    desk.run("2026-11-22").exits(0);
    desk.verify(&[]).exits(0);
}

/// Killed at any moment, a run leaves nothing that the next does not put right.
#[test]
fn killed_at_any_moment() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&rows("2026-11-21", 60)));
    desk.run("2026-11-21").exits(0);
    let head = desk.verify(&[]).head();
    let text = export(&rows("2026-11-22", 2500));
    desk.export("2026-11-22", &text);
    // How long a whole run takes here, sealing included.
    let whole = {
        let other = Desk::new();
        other.export("2026-11-22", &text);
        let begin = std::time::Instant::now();
        other.run("2026-11-22").exits(0);
        begin.elapsed()
    };
    let mut killed = 0;
    for i in 0..30u32 {
        let mut run = desk
            .command()
            .args(["--now", "2026-11-22T18:00:00+08:00", "backup", "run"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole * (i + 1) / 31);
        let _ = run.kill();
        killed += u32::from(run.wait().unwrap().code().is_none());
        // Whatever is there, the sealed days stay whole.
        desk.verify(&["--head", &head]);
        assert!(
            desk.tree("archive")
                .iter()
                .any(|(name, _)| name == "zip/2026/2026-11-21.zip")
        );
    }
    assert!(killed > 0, "no run was killed");
    let ran = desk.run("2026-11-22").exits(0);
    assert!(ran.summary("seq").as_u64() >= Some(2), "{}", ran.out);
    let verified = desk.verify(&["--head", &head]).exits(0);
    assert_eq!(verified.summary("complete"), "2026-11-22");
    let left: Vec<String> = desk
        .tree("archive")
        .into_iter()
        .map(|(n, _)| n)
        .filter(|n| n.contains(".dayclose-"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    sealed_once(&desk, &text);
}

/// The export of the 22nd is in exactly one archive, byte for byte.
#[track_caller]
fn sealed_once(desk: &Desk, text: &str) {
    let mut found = 0;
    for (name, bytes) in desk.tree("archive/zip") {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes))
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        if let Ok(mut file) = zip.by_name("files/tmall/orders-2026-11-22.csv") {
            let mut sealed = String::new();
            std::io::Read::read_to_string(&mut file, &mut sealed).unwrap();
            assert!(sealed == text);
            found += 1;
        }
    }
    assert_eq!(found, 1);
}

/// What a kill between two steps leaves, laid out by hand.
#[test]
fn what_a_killed_run_leaves_is_cleared() {
    let desk = Desk::new();
    let text = export(&rows("2026-11-22", 30));
    desk.export("2026-11-21", &export(&rows("2026-11-21", 3)));
    desk.run("2026-11-21").exits(0);
    desk.export("2026-11-22", &text);
    desk.run("2026-11-22").exits(0);
    let whole = desk.tree("archive");
    for name in [
        "seal/.dayclose-abc",
        "zip/.dayclose-abc",
        "zip/2026/.dayclose-abc",
        "state/.dayclose-abc",
    ] {
        desk.write(&format!("archive/{name}"), b"half a file");
    }
    desk.verify(&[]).exits(0);
    // Killed after the archive, before its seal.
    std::fs::remove_file(desk.at("archive/seal/000002-2026-11-22.json")).unwrap();
    assert_eq!(desk.verify(&[]).exits(1).kinds(), ["extra"]);
    // Killed before its state.
    std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
    // Started from another folder, as cron does.
    let elsewhere = tempfile::tempdir().unwrap();
    let out = desk
        .command()
        .current_dir(elsewhere.path())
        .arg("--config")
        .arg(desk.at("dayclose.toml"))
        .args(["--now", "2026-11-22T18:00:00+08:00", "backup", "run"])
        .output()
        .unwrap();
    assert_eq!(
        out.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    desk.verify(&[]).exits(0);
    let names =
        |tree: &[(String, Vec<u8>)]| tree.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>();
    assert_eq!(
        names(&desk.tree("archive")),
        names(&whole),
        "redone under the same name, temporary files cleared"
    );
    sealed_once(&desk, &text);
}

/// An archive without a seal whose export is gone from the inbox is the only
/// copy there is: it is sealed with the next run's, under its own day.
#[test]
fn the_only_copy_is_never_lost() {
    let desk = Desk::new();
    desk.export("2026-11-21", &export(&rows("2026-11-21", 3)));
    desk.run("2026-11-21").exits(0);
    let text = export(&rows("2026-11-22", 30));
    desk.export("2026-11-22", &text);
    desk.run("2026-11-22").exits(0);
    std::fs::remove_file(desk.at("archive/seal/000002-2026-11-22.json")).unwrap();
    std::fs::remove_file(desk.at("inbox/orders-2026-11-22.csv")).unwrap();
    let before = desk.tree("archive");
    desk.backup("2026-11-23", &["run", "--dry-run"]);
    assert!(before == desk.tree("archive"), "a dry run clears nothing");
    // What lay there before it is found altered all the same.
    let mut altered = rows("2026-11-22", 30);
    altered[7].put("phone", "13800000009");
    let today: Vec<Row> = altered.into_iter().chain(rows("2026-11-23", 3)).collect();
    desk.export("2026-11-23", &export(&today));
    let ran = desk.run("2026-11-23").exits(1);
    assert_eq!(ran.findings()[0], "O2 info archive/zip/2026/2026-11-22.zip");
    assert_eq!(ran.changes(&number("2026-11-22", 7)), ["violation phone"]);
    assert_eq!(desk.verify(&[]).exits(0).summary("archives"), 2);
    sealed_once(&desk, &text);
    assert!(!desk.at("archive/zip/2026/2026-11-22.zip").exists());
    assert!(
        desk.tree("archive")
            .iter()
            .all(|(n, _)| !n.contains(".dayclose-"))
    );
    // An archive that nobody here made is left alone.
    desk.write("archive/zip/2026/foreign.zip", b"x");
    desk.export("2026-11-24", &export(&rows("2026-11-24", 3)));
    desk.run("2026-11-24").exits(0);
    assert_eq!(desk.verify(&[]).exits(1).kinds(), ["extra"]);
}

/// The same with one file that is written over every day.
#[test]
fn the_only_copy_under_the_same_name() {
    let config = crate::desk::CONFIG.replace("path = \"inbox\"", "path = \"inbox/list.csv\"");
    let desk = Desk::with(&config);
    let put = |rows: &[Row]| desk.write("inbox/list.csv", export(rows).as_bytes());
    let all: Vec<Row> = rows("2026-11-20", 9);
    put(&all);
    desk.run("2026-11-21").exits(0);
    // Number 4 is missing on the evening that was cut short, and back on the next.
    let without: Vec<Row> = [&all[..4], &all[5..]].concat();
    put(&without);
    desk.run("2026-11-22").exits(1);
    std::fs::remove_file(desk.at("archive/seal/000002-2026-11-22.json")).unwrap();
    put(&[&all[..], &rows("2026-11-22", 1)].concat());
    let ran = desk.run("2026-11-23");
    assert_eq!(ran.summary("files"), 2);
    assert_eq!(desk.verify(&[]).exits(0).summary("archives"), 2);
    // The state that is rebuilt is the one that was sealed.
    std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
    put(&[&all[..], &rows("2026-11-22", 2)].concat());
    let ran = desk.run("2026-11-24").exits(0);
    assert_eq!(ran.findings(), ["O2 info tmall"]);
}

/// On a full disk a run fails as a whole, and the next one succeeds.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let desk = Desk::new();
    let disk = desk.at("archive");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=128k,mode=700", "none"])
        .arg(&disk)
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    if !mounted {
        skip("a_full_disk", "mounting is not permitted");
        return;
    }
    /// Unmounts even where the test fails.
    struct Mounted(std::path::PathBuf);
    impl Drop for Mounted {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg(&self.0).status();
        }
    }
    let _mounted = Mounted(disk);
    desk.export("2026-11-21", &export(&rows("2026-11-21", 3)));
    desk.run("2026-11-21").exits(0);
    let before = desk.tree("archive");
    // Text that does not compress: more than the disk holds.
    let mut seed = 1u64;
    let noise: String = (0..300_000)
        .map(|_| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            char::from(b'!' + u8::try_from((seed >> 33) % 90).unwrap())
        })
        .filter(|c| !matches!(c, ',' | '"'))
        .collect();
    let big = Row::new(&number("2026-11-22", 1))
        .with(&[("created_at", "2026-11-22 10:00:00"), ("remark", &noise)]);
    desk.export("2026-11-22", &export(&[big]));
    let ran = desk.run("2026-11-22").exits(2);
    assert!(
        ran.out.is_empty() && !ran.err.is_empty() && !ran.err.contains("panicked"),
        "{}",
        ran.err
    );
    assert_eq!(desk.verify(&[]).exits(0).summary("complete"), "2026-11-21");
    assert!(
        before == desk.tree("archive"),
        "what was begun is cleared away"
    );
    desk.export("2026-11-22", &export(&rows("2026-11-22", 3)));
    desk.run("2026-11-22").exits(0);
    desk.verify(&[]).exits(0);
}

/// A file still being written is waited for, not for ever, and never sealed half.
#[test]
fn a_file_still_being_written() {
    let desk = Desk::with(&crate::desk::CONFIG.replace("settle_seconds = 0", "settle_seconds = 1"));
    let text = export(&rows("2026-11-21", 200));
    let (head, tail) = text.split_at(text.len() / 2);
    desk.export("2026-11-21", head);
    let run = desk
        .command()
        .args([
            "--now",
            "2026-11-21T18:00:00+08:00",
            "--format",
            "json",
            "backup",
            "run",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(400));
    desk.export("2026-11-21", &format!("{head}{tail}"));
    let ran = Ran::from(run.wait_with_output().unwrap()).exits(0);
    assert_eq!(ran.summary("orders"), 200);
}
