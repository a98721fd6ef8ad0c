//! A disk with no room: a tiny tmpfs of every size up to the one that is enough.

use crate::desk::{Desk, Ran, binary, skip};
use crate::sheet::{Row, export};
use std::path::Path;
use std::process::{Command, Stdio};

/// A shell in mount points of its own, which are gone when it ends: as root, or
/// as one who may be root of a namespace.
fn apart(folder: &Path, script: &str) -> Option<Command> {
    let as_root = ["-m", "--propagation", "private"];
    let as_anyone = ["-U", "-r", "-m"];
    [&as_root[..], &as_anyone[..]].into_iter().find_map(|how| {
        let shell = |script: &str| {
            let mut command = Command::new("unshare");
            command.args(how).args(["sh", "-c", script, "sh"]);
            command.arg(binary()).current_dir(folder);
            command
        };
        let able = shell("mount -t tmpfs -o size=64k none archive")
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success());
        able.then(|| shell(script))
    })
}

/// `$1` is the program. The first day is sealed on a disk of `SIZE` kB that may
/// be full; then there is room.
const SCRIPT: &str = "
set -u
backup() {
    day=$1 out=$2
    shift 2
    \"$program\" --now \"$day\"T18:00:00+08:00 --lang en backup \"$@\" --format json \\
        >\"$out.out\" 2>\"$out.err\"
    echo $? >\"$out.code\"
}
program=$1
mount -t tmpfs -o size=SIZEk,mode=700 none archive || exit 1
backup 2026-11-21 full run
find archive -type f ! -name lock ! -path 'archive/state/*' >left
backup 2026-11-21 found verify
mount -o remount,size=1m archive || exit 1
backup 2026-11-21 again run
backup 2026-11-22 whole verify
";

fn ran(desk: &Desk, name: &str) -> Ran {
    let text = |end: &str| String::from_utf8(desk.read(&format!("{name}.{end}"))).unwrap();
    Ran {
        code: text("code").trim().parse().unwrap(),
        out: text("out"),
        err: text("err"),
    }
}

#[test]
fn a_disk_of_every_size() {
    let rows: Vec<Row> = (0..40u32)
        .map(|i| {
            // Remarks that hardly compress: the archive takes some pages.
            let noise: String = (0..60u32)
                .map(|j| format!("{:x}", (i * 61 + j * 7919 + 13).wrapping_mul(2_654_435_761)))
                .collect();
            Row::new(&format!("30000041822211{i:02}"))
                .with(&[("created_at", "2026-11-21 10:00:00"), ("remark", &noise)])
        })
        .collect();
    let text = export(&rows);
    let (mut full, mut head) = (0, None);
    // A page is 4 kB; without a seal, with one and no state, with all.
    for size in (4..).step_by(4) {
        assert!(size < 400, "no disk was large enough");
        let desk = Desk::new();
        std::fs::create_dir(desk.at("archive")).unwrap();
        desk.export("2026-11-21", &text);
        let script = SCRIPT.replace("SIZE", &size.to_string());
        let Some(mut shell) = apart(desk.path(), &script) else {
            skip("a_disk_of_every_size", "mounting is not permitted");
            return;
        };
        assert!(shell.status().unwrap().success(), "{size} kB");
        let (first, again) = (ran(&desk, "full"), ran(&desk, "again").exits(0));
        let left = String::from_utf8(desk.read("left")).unwrap();
        match first.code {
            2 => {
                full += 1;
                assert!(first.out.is_empty(), "{size} kB: {}", first.out);
                assert!(
                    first.err.contains("the disk is full"),
                    "{size} kB: {}",
                    first.err
                );
                assert_eq!(left, "", "{size} kB");
            }
            // Sealed, and only the derived state has no room.
            1 => {
                assert_eq!(first.findings(), ["O2 warning state"], "{size} kB");
                assert!(first.out.contains("the disk is full"), "{size} kB");
                ran(&desk, "found").exits(0);
            }
            _ => assert_eq!(first.code, 0, "{size} kB: {}", first.err),
        }
        // The same bytes, whatever happened before.
        let sealed = again.head();
        assert_eq!(*head.get_or_insert(sealed.clone()), sealed, "{size} kB");
        assert_eq!(ran(&desk, "whole").exits(0).head(), sealed, "{size} kB");
        if first.code == 0 {
            break;
        }
    }
    assert!(full > 2, "{full} disks were full");
}
