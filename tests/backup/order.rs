//! The order of commit as the system saw it: the log of a run is played through
//! and every step that a power cut could turn into a loss is named.

use crate::calls::result;
use crate::desk::{Desk, binary};
use crate::scene::{Scene, TODAY, YESTERDAY};
use crate::strace::{self, Call};
use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// What is on disk for certain and what is not, call by call.
struct Disk<'d> {
    archive: &'d Path,
    locked: bool,
    /// Files with bytes, and folders with names, that are not on disk yet.
    files: HashSet<PathBuf>,
    folders: HashSet<PathBuf>,
    /// Put in place and not read back.
    unread: Option<PathBuf>,
    /// The archive, then the seal: in place, on disk and read back.
    placed: Vec<PathBuf>,
    /// Had on disk in this run.
    synced: HashSet<PathBuf>,
    wrong: Vec<String>,
}

impl Disk<'_> {
    fn fault(&mut self, what: &str, path: &Path) {
        let shown = path.strip_prefix(self.archive).unwrap_or(path);
        self.wrong.push(format!("{what}: {}", shown.display()));
    }

    /// The step before must have come to its end before the next begins.
    fn step(&mut self, next: &str, path: &Path) {
        if let Some(folder) = self.folders.iter().next().cloned() {
            self.fault(&format!("{next} before the folder was on disk"), &folder);
        }
        if let Some(file) = self.unread.take() {
            self.fault(&format!("{next} before it was read back"), &file);
        }
        if !self.locked {
            self.fault(&format!("{next} without the lock"), path);
        }
    }

    fn opened(&mut self, call: &Call, path: &Path) {
        if !call.arguments.contains("O_CREAT") {
            return;
        }
        if !call.arguments.ends_with("0600") {
            self.fault("made for others to read", path);
        }
        if path.ends_with("lock") {
            return;
        }
        self.step("a file made", path);
        if !call.arguments.contains("O_EXCL") {
            self.fault("opened, whatever is there", path);
        }
        self.folders.clear();
    }

    fn written(&mut self, path: &Path) {
        if !is_temp(path) {
            self.fault("written under its own name", path);
        }
        self.files.insert(path.to_path_buf());
    }

    fn named(&mut self, call: &Call, from: &Path, to: &Path) {
        self.step("a name given", to);
        if self.files.remove(from) {
            self.fault("named before its bytes were on disk", to);
        }
        if from.parent() != to.parent() {
            self.fault("came from another folder", to);
        }
        self.folders.insert(to.parent().unwrap_or(to).to_path_buf());
        if self.derived(to) {
            return;
        }
        let replaces = call.name.starts_with("rename") && !call.arguments.contains("NOREPLACE");
        if replaces {
            self.fault("may have replaced a file", to);
        }
        self.unread = Some(to.to_path_buf());
        self.placed.push(to.to_path_buf());
    }

    fn derived(&self, path: &Path) -> bool {
        path.starts_with(self.archive.join("state"))
    }

    fn call(&mut self, call: &Call, head: &str) {
        if call.result < 0 {
            return;
        }
        let path = call.path();
        let inside = path.starts_with(self.archive);
        match call.name.as_str() {
            "flock" if path.ends_with("lock") => self.locked = true,
            "openat" if inside => self.opened(call, &path),
            // To its end, and not before its name was on disk.
            "read"
                if call.result == 0
                    && self.folders.is_empty()
                    && self.unread.as_deref() == Some(&*path) =>
            {
                self.unread = None;
            }
            "write" | "writev" | "pwrite64" | "ftruncate" | "copy_file_range" if inside => {
                self.written(&path);
            }
            "fsync" | "fdatasync" => {
                self.files.remove(&path);
                self.folders.remove(&path);
                self.synced.insert(path);
            }
            "mkdir" if path == self.archive => {
                self.folders
                    .insert(path.parent().unwrap_or(&path).to_path_buf());
            }
            "mkdir" if inside => {
                self.step("a folder made", &path);
                self.folders
                    .insert(path.parent().unwrap_or(&path).to_path_buf());
            }
            "unlink" | "unlinkat" | "rmdir" if inside && !is_temp(&path) => {
                self.step("a file removed", &path);
                self.folders
                    .insert(path.parent().unwrap_or(&path).to_path_buf());
            }
            name if name.starts_with("rename") || name.starts_with("link") => {
                if let [from, to] = &call.names()[..] {
                    self.named(call, from, to);
                }
            }
            "write" if call.arguments.starts_with("1<") && call.arguments.contains(head) => {
                self.step("the head said", &path);
                // The archive alone is there: a head, and no seal that has it.
                if self.placed.len() == 1 {
                    self.fault("the head said before the seal", &path);
                }
            }
            _ => {}
        }
    }
}

fn is_temp(path: &Path) -> bool {
    path.components()
        .any(|c| c.as_os_str().to_string_lossy().starts_with(".dayclose-"))
}

const FURTHER: &[&str] = &["?openat", "?read", "?flock"];

/// Everything wrong with a run's order; which files it put in place.
fn played(desk: &Desk, day: &str, injected: &[String]) -> (Vec<String>, Vec<String>, String) {
    let archive = desk
        .at("archive")
        .canonicalize()
        .unwrap_or(desk.at("archive"));
    let traced = strace::run(desk, day, FURTHER, injected);
    let ran = result(traced.ran);
    let head = ran.head();
    let mut disk = Disk {
        archive: &archive,
        locked: false,
        files: HashSet::new(),
        folders: HashSet::new(),
        unread: None,
        placed: Vec::new(),
        synced: HashSet::new(),
        wrong: Vec::new(),
    };
    for call in &traced.log {
        disk.call(call, &head);
    }
    disk.step("the end", &archive);
    // What is called sealed has been brought to disk in this very run.
    let json = ran.json();
    let seal = format!("seal/{:06}-", json["summary"]["seq"].as_u64().unwrap());
    let seal = desk
        .tree("archive")
        .into_iter()
        .find(|(name, _)| name.starts_with(&seal));
    let zip = desk.at(json["summary"]["archive"].as_str().unwrap());
    for path in [archive.join(seal.unwrap().0), zip] {
        let file = path.canonicalize().unwrap();
        let whole = disk.placed.contains(&file) || disk.synced.contains(&file);
        if !whole || !disk.synced.contains(file.parent().unwrap()) {
            disk.fault("said to be sealed, not known to be on disk", &file);
        }
    }
    let placed = disk
        .placed
        .iter()
        .map(|p| p.strip_prefix(&archive).unwrap().display().to_string())
        .collect();
    (disk.wrong, placed, head)
}

/// A broken protocol is named here; scripts/mutants.sh sees to that.
#[test]
fn the_order_of_commit() {
    if !strace::able("the_order_of_commit") {
        return;
    }
    let none = Vec::<String>::new();
    for scene in Scene::ALL {
        let desk = scene.desk();
        let (wrong, placed, head) = played(&desk, scene.day(), &[]);
        assert_eq!(wrong, none, "{scene:?}");
        assert_eq!(placed.len(), 2, "{placed:?}");
        assert!(placed[0].starts_with("zip/") && placed[1].starts_with("seal/"));
        // Sealed already: the run before may have been killed before it had
        // everything on disk.
        let (wrong, placed, again) = played(&desk, scene.day(), &[]);
        assert_eq!(
            (wrong, placed),
            (none.clone(), none.clone()),
            "{scene:?}, again"
        );
        assert_eq!(head, again);
    }
    // Where the system cannot rename without replacing, a link does it.
    let desk = Scene::Second.desk();
    let (wrong, placed, _) = played(&desk, TODAY, &["?renameat2:error=EINVAL".to_owned()]);
    assert_eq!((wrong, placed.len()), (none, 2));
}

/// Every file and folder is for its owner, whatever the umask says.
/// Archive and seal are held against what was written, not only read: one read
/// that ends too early is enough, and nothing is sealed.
#[test]
fn what_is_read_back_must_be_what_was_written() {
    if !strace::able("what_is_read_back_must_be_what_was_written") {
        return;
    }
    let ready = Scene::Second.desk();
    let mut refused = Vec::new();
    for n in 1.. {
        let desk = ready.copy();
        let short = format!("?read:retval=0:when={n}");
        let traced = strace::run(&desk, TODAY, &["?read"], &[short]);
        let Some(path) = traced.injected().map(Call::path) else {
            break;
        };
        let ran = traced.ran;
        if ran.err.contains("is not what was written") {
            assert!(ran.code == 2 && ran.out.is_empty(), "{n}: {}", ran.out);
            assert_eq!(desk.tree("archive/seal").len(), 1, "{n}");
            desk.run(TODAY).exits(1);
            desk.verify(&[]).exits(0);
            // The temporary file was read for what was written into it.
            if !is_temp(&path) {
                refused.push(path.extension().unwrap_or_default().to_owned());
            }
        }
    }
    assert_eq!(refused, ["zip", "json"]);
}

#[test]
fn nothing_is_for_others() {
    let desk = Scene::First.desk();
    let open = |arguments: &[&str]| {
        let now = format!("{YESTERDAY}T18:00:00+08:00");
        std::process::Command::new("sh")
            .args(["-c", "umask 0; exec \"$0\" \"$@\""])
            .arg(binary())
            .args(["--now", &now, "backup"])
            .args(arguments)
            .current_dir(desk.path())
            .stdout(std::process::Stdio::null())
            .status()
            .unwrap()
    };
    assert!(open(&["run"]).success());
    assert!(open(&["history", "3000004182221000"]).code().is_some());
    assert!(desk.at("archive/access.jsonl").exists());
    let seen = modes(&desk);
    assert!(seen.len() >= 8, "{seen:?}");
    for (name, folder, mode) in seen {
        assert_eq!(mode, if folder { 0o700 } else { 0o600 }, "{name}");
    }
    // A lock and a log that were open to others are closed.
    for name in ["archive/lock", "archive/access.jsonl"] {
        std::fs::set_permissions(desk.at(name), std::fs::Permissions::from_mode(0o666)).unwrap();
    }
    assert!(open(&["run"]).success());
    assert!(open(&["history", "3000004182221000"]).code().is_some());
    assert!(modes(&desk).iter().all(|(_, _, mode)| mode & 0o077 == 0));
}

/// A folder made by hand is closed while it is empty; what stands in it may be
/// shared with others on purpose.
#[test]
fn a_folder_made_by_hand() {
    for (name, mode) in [(None, 0o700), (Some("archive/note.txt"), 0o755)] {
        let desk = Scene::First.desk();
        std::fs::create_dir(desk.at("archive")).unwrap();
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(desk.at("archive"), open).unwrap();
        if let Some(name) = name {
            desk.write(name, b"x");
        }
        desk.run(YESTERDAY).exits(0);
        let modes = modes(&desk);
        assert_eq!(modes[0].2, mode);
        let closed = |m: &&(String, bool, u32)| m.2 & 0o077 == 0;
        assert_eq!(modes[1..].iter().filter(closed).count(), 8, "{modes:?}");
    }
}

fn modes(desk: &Desk) -> Vec<(String, bool, u32)> {
    walkdir::WalkDir::new(desk.at("archive"))
        .into_iter()
        .map(|entry| {
            let entry = entry.unwrap();
            let meta = entry.metadata().unwrap();
            let name = entry.path().display().to_string();
            (name, meta.is_dir(), meta.permissions().mode() & 0o777)
        })
        .collect()
}
