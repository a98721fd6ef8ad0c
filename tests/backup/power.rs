//! The power goes: an ext4 of its own is shut down with everything that was not
//! flushed lost, at each call of a run that alters the disk. And the same runs
//! killed with signature, encryption and a copy elsewhere.

use crate::desk::{CONFIG, Desk, Ran, binary, skip};
use crate::sheet::{Row, export};
use crate::strace::{self, ALTERING};
use age::x25519::Identity;
use std::path::Path;
use std::process::{Command, Stdio};

const DAYS: [&str; 2] = ["2026-11-21", "2026-11-22"];

fn order(phone: &str) -> String {
    let made = ("created_at", "2026-11-21 10:00:00");
    export(&[Row::new("3000004182221001").with(&[made, ("phone", phone)])])
}

/// With all that a run can write: signature, ciphertext, copy.
fn everything() -> Desk {
    let desk = Desk::new();
    desk.backup("2026-11-20", &["keygen", "--name", "office"])
        .exits(0);
    let public = String::from_utf8(desk.read("keys/seal.key.pub")).unwrap();
    let public = public.lines().nth(1).unwrap();
    let identity = Identity::generate();
    let recipient = identity.to_public();
    let head = format!(
        "[backup]\nsign_key = \"keys/seal.key\"\nencrypt_to = [\"{recipient}\"]\n\
         [backup.signers]\noffice = \"{public}\"\n[backup.remote]\npath = \"nas\"\n[backup]\n"
    );
    // One [backup] only: its own keys first.
    let head = head.trim_end_matches("[backup]\n");
    let (own, below) = head.split_once("[backup.signers]").unwrap();
    let config = CONFIG.replace("[backup]\n", own).replace(
        "[[backup.source]]",
        &format!("[backup.signers]{below}[[backup.source]]"),
    );
    desk.write("dayclose.toml", config.as_bytes());
    std::fs::create_dir(desk.at("nas")).unwrap();
    desk
}

/// The first day is sealed, the second one's export waits.
fn with_a_day(desk: Desk) -> Desk {
    desk.export(DAYS[0], &order("13800000001"));
    desk.run(DAYS[0]).exits(0);
    desk.export(DAYS[1], &order("13800000002"));
    desk
}

#[test]
fn killed_with_signature_ciphertext_and_copy() {
    if !strace::able("killed_with_signature_ciphertext_and_copy") {
        return;
    }
    let ready = with_a_day(everything());
    let mut killed_at = 0;
    for call in ALTERING {
        for n in 1.. {
            let at = format!("killed at {call} {n}");
            let desk = ready.copy();
            let kill = format!("{call}:signal=SIGKILL:when={n}");
            let traced = strace::run(&desk, DAYS[1], &[], &[kill]);
            if !traced.killed {
                break;
            }
            killed_at += 1;
            let ran = desk.run(DAYS[1]);
            assert_eq!(ran.code, 1, "{at}: {}{}", ran.out, ran.err);
            let wrong: Vec<String> = ran.findings();
            assert!(
                wrong.iter().all(|f| f.starts_with("O2 error 3")),
                "{at}: {wrong:?}"
            );
            let verified = desk.verify(&["--remote", "--head", &ran.head()]);
            assert_eq!(verified.code, 0, "{at}: {}{}", verified.out, verified.err);
            assert_eq!(verified.summary("remote"), 2, "{at}");
            assert_eq!(verified.summary("signer"), "office", "{at}");
            let left = desk.tree(".");
            let left = left.iter().find(|(name, _)| name.contains(".dayclose-"));
            assert!(left.is_none(), "{at}: {left:?}");
        }
    }
    assert!(killed_at > 60, "{killed_at} calls");
}

/// `$1` is the program, `$2` the call to die at. The shell is in mount points of
/// its own, which are gone when it ends.
const SCRIPT: &str = r#"
set -u
program=$1
fail() { echo "$1" >&2; exit 9; }
mount -o loop,commit=600 disk archive || fail mount
strace -f -qq -o /dev/null -e trace=all -e inject="$2" \
    "$program" --now DAYT18:00:00+08:00 --lang en --format json backup run >cut.out 2>cut.err
echo $? >cut.code
# Nothing is flushed any more: neither journal nor pages.
python3 -c 'import fcntl, os, struct
folder = os.open("archive", os.O_RDONLY)
fcntl.ioctl(folder, 0x8004587d, struct.pack("I", 2))' || fail shutdown
umount archive || fail umount
mount -o loop disk archive || fail again
backup() {
    "$program" --now DAYT18:00:00+08:00 --lang en --format json backup "$@"
}
backup verify >found.out 2>found.err
echo $? >found.code
find archive/seal -name '*.json' -exec sha256sum {} + 2>/dev/null >seals
backup run >next.out 2>next.err
echo $? >next.code
backup verify >whole.out 2>whole.err
echo $? >whole.code
umount archive
"#;

fn shell(folder: &Path, script: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    command
        .args(["-m", "--propagation", "private", "sh", "-c", script, "sh"])
        .arg(binary())
        .args(arguments)
        .current_dir(folder)
        .env_remove("DAYCLOSE_CONFIG");
    command
}

/// An empty ext4 in `disk`, and whether it may be mounted here.
fn disk(desk: &Desk) -> bool {
    let made = Command::new("sh")
        .args(["-c", "truncate -s 8M disk && mkfs.ext4 -q -m 0 disk && mkdir -p archive && chmod 700 archive"])
        .current_dir(desk.path())
        .stderr(Stdio::null())
        .status();
    let probe =
        "mount -o loop disk archive && chmod 700 archive && umount archive && python3 -c ''";
    made.is_ok_and(|s| s.success())
        && shell(desk.path(), probe, &[])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
}

fn ran(desk: &Desk, name: &str) -> Ran {
    let text =
        |end: &str| String::from_utf8_lossy(&desk.read(&format!("{name}.{end}"))).into_owned();
    Ran {
        code: text("code").trim().parse().unwrap(),
        out: text("out"),
        err: text("err"),
    }
}

#[test]
fn the_power_goes_at_every_call() {
    let test = "the_power_goes_at_every_call";
    let ready = Desk::new();
    if !strace::able(test) {
        return;
    }
    if !disk(&ready) {
        skip(test, "no ext4 may be mounted here");
        return;
    }
    ready.export(DAYS[0], &order("13800000001"));
    let fresh = ready.copy();
    // The second day's run begins on a disk with a day on it.
    let first = format!(
        "mount -o loop disk archive && \"$1\" --now {}T18:00:00+08:00 backup run >/dev/null && umount archive",
        DAYS[0]
    );
    assert!(shell(ready.path(), &first, &[]).status().unwrap().success());
    ready.export(DAYS[1], &order("13800000002"));
    let (mut cuts, mut sealed) = (0, 0);
    for (desk, day, code) in [(&fresh, DAYS[0], 0), (&ready, DAYS[1], 1)] {
        for call in ALTERING
            .iter()
            .filter(|c| !c.contains("write"))
            .chain(&["?write"])
        {
            for n in 1.. {
                let at = format!("{day}: power cut at {call} {n}");
                let desk = desk.copy();
                let kill = format!("{call}:signal=SIGKILL:when={n}");
                let script = SCRIPT.replace("DAY", day);
                let done = shell(desk.path(), &script, &[&kill]).output().unwrap();
                assert!(
                    done.status.success(),
                    "{at}: {}",
                    String::from_utf8_lossy(&done.stderr)
                );
                let cut = ran(&desk, "cut");
                if cut.code != 137 {
                    assert_eq!(cut.code, code, "{at}: {}", cut.err);
                    // Even a run that came to its end: its head must last.
                    let head = cut.head();
                    let seals = String::from_utf8(desk.read("seals")).unwrap();
                    assert!(
                        seals.contains(&head),
                        "{at}: the head was said, its seal is gone"
                    );
                    sealed += 1;
                    break;
                }
                cuts += 1;
                let found = ran(&desk, "found");
                let none_yet = found.code == 2 && found.err.contains("there is no archive yet");
                let kinds = if none_yet { Vec::new() } else { found.kinds() };
                assert!(
                    kinds.iter().all(|k| k == "extra"),
                    "{at}: {}{}",
                    found.out,
                    found.err
                );
                let next = ran(&desk, "next");
                assert_eq!(next.code, code, "{at}: {}{}", next.out, next.err);
                let whole = ran(&desk, "whole");
                assert_eq!(whole.code, 0, "{at}: {}{}", whole.out, whole.err);
                let expected = if day == DAYS[0] { 1 } else { 2 };
                assert_eq!(whole.summary("archives"), expected, "{at}");
            }
        }
    }
    assert!(
        cuts > 60 && sealed > 10,
        "{cuts} cuts, {sealed} runs to the end"
    );
}
