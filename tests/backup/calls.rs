//! A run that is killed at every call that alters the disk, and one in which
//! every such call fails: what is left, and whether the next run puts it right.

use crate::desk::{CONFIG, Desk, Ran};
use crate::scene::{PROGRAMS, Scene, TODAY, YESTERDAY, later, number, printed, rows};
use crate::sheet::export;
use crate::strace::{self, ALTERING, Call, Traced};
use sha2::{Digest, Sha256};

/// A run that nothing disturbed: what every other must come to.
struct Reference {
    scene: Scene,
    desk: Desk,
    ran: Ran,
    sealed: Vec<(String, Vec<u8>)>,
}

/// Archives and seals; the state is derived.
fn sealed(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    let mut all = desk.tree("archive");
    all.retain(|(name, _)| name.starts_with("zip/") || name.starts_with("seal/"));
    all
}

fn temps(desk: &Desk) -> Vec<String> {
    let names = walkdir::WalkDir::new(desk.at("archive"))
        .into_iter()
        .flatten()
        .map(|e| e.path().display().to_string());
    names.filter(|n| n.contains(".dayclose-")).collect()
}

/// Only the result: a broken build may say something before it.
pub fn run(desk: &Desk, day: &str) -> Ran {
    result(desk.run(day))
}

pub fn result(mut ran: Ran) -> Ran {
    let begin = ran.out.find('{').unwrap_or(0);
    ran.out.drain(..begin);
    ran
}

impl Reference {
    fn of(scene: Scene) -> Reference {
        let desk = scene.desk();
        let ran = run(&desk, scene.day());
        let sealed = sealed(&desk);
        assert!(ran.code <= 1 && temps(&desk).is_empty(), "{ran:?}");
        Reference {
            scene,
            desk: scene.desk(),
            ran,
            sealed,
        }
    }

    /// A head that was said must be the hash of a seal that is there.
    #[track_caller]
    fn head_is_there(&self, desk: &Desk, said: &str, at: &str) {
        let heads: Vec<String> = sealed(desk)
            .into_iter()
            .filter(|(name, _)| name.starts_with("seal/0"))
            .map(|(_, bytes)| hex(&bytes))
            .collect();
        let head = self.ran.head();
        assert!(
            !said.contains(&head) || heads.contains(&head),
            "{at}: the head was said, its seal is not there"
        );
    }

    /// The run after puts everything right, and the day after finds what it should.
    /// `went_on` is a disturbed run that came to an end of its own.
    #[track_caller]
    fn recovers(&self, desk: &Desk, went_on: Option<&Ran>, at: &str) {
        let ran = run(desk, self.scene.day());
        assert_eq!(temps(desk), Vec::<String>::new(), "{at}");
        let verified = desk.verify(&["--head", &ran.head()]);
        assert_eq!(verified.code, 0, "{at}: {}{}", verified.out, verified.err);
        let wanted = said(&self.ran);
        if let Some(first) = went_on {
            // What it sealed it compared.
            let told = [said(first), said(&ran)].concat();
            assert!(wanted.iter().all(|c| told.contains(c)), "{at}: {told:?}");
        } else {
            assert_eq!(ran.code, self.ran.code, "{at}: {}{}", ran.out, ran.err);
            assert_eq!(said(&ran), wanted, "{at}");
            assert_eq!(
                verified.summary("archives"),
                self.ran.summary("seq"),
                "{at}"
            );
            // Same clock, same exports: the same bytes, so the same head, but where
            // what a killed run archived goes into this one's archive.
            let joined = |f: &String| f.starts_with("O2 info archive/zip/");
            let same = ran.findings().iter().any(joined) || sealed(desk) == self.sealed;
            assert!(same, "{at}: other bytes were sealed");
        }
        self.restores(desk, at);
        // The state that was kept or rebuilt is the right one.
        let mut rows = later();
        rows[2].put("address", "另一处 某路2号");
        desk.export("2026-11-24", &export(&rows));
        let ran = run(desk, "2026-11-24");
        assert_eq!(ran.changes(&number(2)), ["violation address"], "{at}");
        desk.verify(&[]).exits(0);
    }

    /// Each export comes out once, byte for byte.
    #[track_caller]
    fn restores(&self, desk: &Desk, at: &str) {
        let named = |day: &str| format!("tmall/orders-{day}.csv");
        let mut exports = vec![(named(YESTERDAY), export(&rows()))];
        if self.scene != Scene::First {
            exports.push((named(TODAY), export(&later())));
        }
        if self.scene == Scene::Programs {
            let config = format!("{CONFIG}{PROGRAMS}");
            for day in [YESTERDAY, TODAY] {
                exports.push((format!("erp/erp-{day}.csv"), printed(day)));
                exports.push((format!("db/db-{day}.txt"), printed(day) + &config));
            }
        }
        for (name, text) in exports {
            let found: Vec<Vec<u8>> = sealed(desk)
                .into_iter()
                .filter(|(name, _)| name.starts_with("zip/"))
                .filter_map(|(_, bytes)| {
                    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
                    let mut file = zip.by_name(&format!("files/{name}")).ok()?;
                    let mut bytes = Vec::new();
                    std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
                    Some(bytes)
                })
                .collect();
            assert!(
                found == [text.into_bytes()],
                "{at}: {name} is not sealed once"
            );
        }
        let out = desk.backup("2026-12-31", &["restore", "--seq", "1", "--to", "back"]);
        assert_eq!(out.code, 0, "{at}: {}", out.err);
        let back = desk.read(&format!("back/tmall/orders-{YESTERDAY}.csv"));
        assert!(
            back == desk.read(&format!("inbox/orders-{YESTERDAY}.csv")),
            "{at}"
        );
    }
}

/// The changes a run found.
fn said(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let rows = json["rows"].as_array().unwrap();
    let told = rows.iter().map(|r| {
        let text = |key: &str| r[key].as_str().unwrap_or("");
        format!("{} {} {}", text("kind"), text("order_no"), text("field"))
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// Kills the run at the first, second … of each call until one survives; gives
/// how often each call was met.
fn kill_at_each(scene: Scene, further: &[String]) -> Vec<(&'static str, usize)> {
    let reference = Reference::of(scene);
    let mut met = Vec::new();
    for call in ALTERING {
        for n in 1.. {
            let at = format!("{scene:?}, killed at {call} {n}");
            let desk = reference.desk.copy();
            let kill = format!("{call}:signal=SIGKILL:when={n}");
            let Traced { ran, killed, .. } =
                strace::run(&desk, scene.day(), &[], &[further, &[kill]].concat());
            if !killed {
                assert_eq!(ran.code, reference.ran.code, "{at}: {}", ran.err);
                met.push((call.trim_start_matches('?'), n - 1));
                break;
            }
            reference.head_is_there(&desk, &ran.out, &at);
            // Whatever is there, the days before are whole.
            let before = desk.verify(&[]);
            let kinds = if before.code == 2 {
                Vec::new()
            } else {
                before.kinds()
            };
            assert!(kinds.iter().all(|k| k == "extra"), "{at}: {}", before.out);
            reference.recovers(&desk, None, &at);
        }
    }
    met.retain(|(_, count)| *count > 0);
    met
}

fn met(counts: &[(&str, usize)], call: &str) -> usize {
    let found = counts.iter().find(|(name, _)| *name == call);
    found.map_or(0, |(_, count)| *count)
}

/// Renames are `renameat2` for what is sealed, `renameat` for the state.
#[test]
fn killed_at_every_call_of_the_first_run() {
    if !strace::able("killed_at_every_call_of_the_first_run") {
        return;
    }
    let counts = kill_at_each(Scene::First, &[]);
    println!("killed at: {counts:?}");
    assert_eq!(met(&counts, "renameat2"), 2);
    // Two files with their folders, five new folders, the state.
    assert!(
        met(&counts, "write") > 30 && met(&counts, "fsync") >= 10,
        "{counts:?}"
    );
}

#[test]
fn killed_at_every_call_of_a_run_with_changes() {
    if !strace::able("killed_at_every_call_of_a_run_with_changes") {
        return;
    }
    let counts = kill_at_each(Scene::Second, &[]);
    println!("killed at: {counts:?}");
    assert!(
        met(&counts, "write") > 30 && met(&counts, "fsync") >= 6,
        "{counts:?}"
    );
}

/// Where the system cannot rename without replacing, files are linked.
#[test]
fn killed_at_every_call_where_files_are_linked() {
    if !strace::able("killed_at_every_call_where_files_are_linked") {
        return;
    }
    let without = ["?renameat2:error=EINVAL".to_owned()];
    let counts = kill_at_each(Scene::Second, &without);
    println!("killed at: {counts:?}");
    assert_eq!((met(&counts, "linkat"), met(&counts, "unlinkat")), (2, 2));
}

#[test]
fn killed_at_every_call_while_an_archive_is_redone() {
    if !strace::able("killed_at_every_call_while_an_archive_is_redone") {
        return;
    }
    let counts = kill_at_each(Scene::Redone, &[]);
    println!("killed at: {counts:?}");
    assert!(
        met(&counts, "unlinkat") + met(&counts, "unlink") >= 1,
        "{counts:?}"
    );
}

#[test]
fn killed_at_every_call_while_the_only_copy_is_sealed() {
    if !strace::able("killed_at_every_call_while_the_only_copy_is_sealed") {
        return;
    }
    let counts = kill_at_each(Scene::OnlyCopy, &[]);
    println!("killed at: {counts:?}");
    assert!(
        met(&counts, "unlinkat") + met(&counts, "unlink") >= 1,
        "{counts:?}"
    );
}

#[test]
fn killed_at_every_call_of_a_run_with_programs() {
    if !strace::able("killed_at_every_call_of_a_run_with_programs") {
        return;
    }
    let counts = kill_at_each(Scene::Programs, &[]);
    println!("killed at: {counts:?}");
    assert!(
        met(&counts, "write") > 30 && met(&counts, "fsync") >= 6,
        "{counts:?}"
    );
}

// ------------------------------------------------------------ calls that fail

const DERIVED: &str = "the state is derived: it is rebuilt";
const PROGRAM: &str = "the program is named, and run by the next run";
const REMOVED: &str = "the exports in it are sealed: the next run removes it";

/// Calls a run goes on after, and why nothing is lost by it. After any other it
/// ends with 2 and has sealed nothing.
fn harmless(call: &Call) -> Option<&'static str> {
    let path = call.path().display().to_string();
    let opened = call.name == "openat";
    if path.contains("/archive/state") {
        Some(DERIVED)
    } else if opened && path.contains("/inbox") {
        Some("the export is named and taken by the next run, or its copy in an archive is")
    } else if opened && call.arguments.contains("O_RDONLY") && path.contains("/archive/") {
        Some("an archive or an export taken out of one is opened once more")
    } else if opened && path.ends_with("/etc/passwd") {
        Some("the seal names the user's number")
    } else if opened && path == "/dev/null" {
        Some(PROGRAM)
    } else if opened && (path.starts_with("/proc/") || path.starts_with("/sys/")) {
        Some("how many processors there are")
    } else if call.name.contains("unlink") && path.contains("/.dayclose-") {
        Some("a temporary file is cleared by the next run")
    } else if call.name.contains("unlink") && path.contains("/archive/zip/") {
        Some(REMOVED)
    } else {
        None
    }
}

/// Lets the first, second … of each call fail until one is met no more.
fn fail_at_each(scene: Scene) {
    let reference = Reference::of(scene);
    // Before the config is opened it is the system that loads the program.
    let whole = strace::run(&reference.desk.copy(), scene.day(), &["?openat"], &[]);
    let opens = whole.log.iter().filter(|c| c.name == "openat");
    let loading = opens.take_while(|c| !c.arguments.contains("dayclose.toml"));
    let first_open = loading.count() + 1;
    let mut met = 0;
    let mut survived = std::collections::BTreeMap::new();
    for error in ["ENOSPC", "EIO", "EMFILE"] {
        let opens: &[&str] = if error == "EMFILE" { &["?openat"] } else { &[] };
        for call in ALTERING.iter().chain(opens) {
            for n in if *call == "?openat" { first_open } else { 1 }.. {
                let at = format!("{scene:?}, {error} at {call} {n}");
                let desk = reference.desk.copy();
                let fail = format!("{call}:error={error}:when={n}");
                let traced = strace::run(&desk, scene.day(), opens, &[fail]);
                let Some(injected) = traced.injected() else {
                    break;
                };
                met += 1;
                let why = reference.stands(&desk, &traced.ran, injected, &at);
                if let Some(why) = why {
                    *survived.entry(why).or_insert(0) += 1;
                }
                reference.recovers(&desk, why.map(|_| &traced.ran), &at);
            }
        }
    }
    println!("{met} calls failed; survived: {survived:?}");
    assert!(met > 100, "{met}");
}

impl Reference {
    /// The run said what was wrong and left nothing by halves, or went on where
    /// that does no harm: then gives why.
    #[track_caller]
    fn stands(&self, desk: &Desk, ran: &Ran, call: &Call, at: &str) -> Option<&'static str> {
        let about = call.path();
        let at = format!(
            "{at}: {} {}: {}{}",
            call.name,
            about.display(),
            ran.out,
            ran.err
        );
        assert!(!ran.err.contains("panicked"), "{at}");
        self.head_is_there(desk, &ran.out, &at);
        let seals = |tree: &[(String, Vec<u8>)]| {
            tree.iter().filter(|(n, _)| n.starts_with("seal/")).count()
        };
        let (before, after) = (sealed(&self.desk), sealed(desk));
        if ran.code == 2 {
            assert!(ran.out.is_empty() && !ran.err.is_empty(), "{at}");
            let full = ran.err.contains("the disk is full; make room");
            assert_eq!(full, at.contains("ENOSPC"), "{at}");
            // Only the result could not be printed.
            if call.arguments.starts_with("1<") {
                assert_eq!(seals(&after), seals(&before) + 1, "{at}");
                return None;
            }
            assert_eq!(seals(&after), seals(&before), "{at}");
            for file in &after {
                assert!(before.contains(file), "{at}: {} is left", file.0);
            }
            return None;
        }
        // The folder above is brought to disk, too.
        let said = |words: &str, why| ran.out.contains(words).then_some(why);
        let why = harmless(call)
            .or(said("the comparison state could not be kept", DERIVED))
            .or(said("cannot be removed, the next run tries again", REMOVED))
            .unwrap_or_else(|| panic!("{at}: went on"));
        if ran.code != self.ran.code {
            assert!(!ran.findings().is_empty(), "{at}");
        }
        Some(why)
    }
}

#[test]
fn calls_that_fail_in_the_first_run() {
    if strace::able("calls_that_fail_in_the_first_run") {
        fail_at_each(Scene::First);
    }
}

#[test]
fn calls_that_fail_in_a_run_with_changes() {
    if strace::able("calls_that_fail_in_a_run_with_changes") {
        fail_at_each(Scene::Second);
    }
}

#[test]
fn calls_that_fail_while_an_archive_is_redone() {
    if strace::able("calls_that_fail_while_an_archive_is_redone") {
        fail_at_each(Scene::Redone);
    }
}

#[test]
fn calls_that_fail_while_the_only_copy_is_sealed() {
    if strace::able("calls_that_fail_while_the_only_copy_is_sealed") {
        fail_at_each(Scene::OnlyCopy);
    }
}

#[test]
fn calls_that_fail_in_a_run_with_programs() {
    if strace::able("calls_that_fail_in_a_run_with_programs") {
        fail_at_each(Scene::Programs);
    }
}
