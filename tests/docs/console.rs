//! The ```console blocks of README and manual are run, and what they print must
//! be what stands there. `UPDATE_DOCS=1 cargo test --test docs` writes it anew.
//!
//! Each page has a folder of its own with `downloads/` in it
//! (fixtures/demo/own), `books/` (fixtures/stock/month), `warehouse/`
//! (fixtures/stock_docs), `orders/` (fixtures/orders), `reconcile/` (fixtures/reconcile/month) and the project's `scripts/`. A line `$ command` is run there by sh, blocks one after
//! the other; `cd` lasts, `echo $?` gives the last exit status. In a comment
//! before a block `now: T` sets the clock from there on.
//!
//! Output must be the same to the character, but for what depends on the user
//! who runs the test, whose name is sealed: a hash of 64 digits stands for
//! whichever hash came at the same place first, everywhere in the page.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn chinese_pages_show_real_output() {
    let ran = pages("README.md", "docs/zh")
        .iter()
        .map(|p| check(p))
        .sum::<usize>();
    assert!(ran >= 15, "only {ran} commands in the Chinese pages");
}

#[test]
fn english_pages_show_real_output() {
    let ran = pages("README.en.md", "docs/en")
        .iter()
        .map(|p| check(p))
        .sum::<usize>();
    assert!(ran >= 15, "only {ran} commands in the English pages");
}

fn pages(readme: &str, folder: &str) -> Vec<PathBuf> {
    let root = Path::new(ROOT);
    let mut pages = vec![root.join(readme)];
    for entry in fs::read_dir(root.join(folder)).expect("a manual") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "md") {
            pages.push(path);
        }
    }
    pages.sort();
    pages
}

/// Runs a page; gives how many commands it held.
fn check(page: &Path) -> usize {
    let text = fs::read_to_string(page).expect("a page");
    let mut session = Session::new();
    let (mut out, mut fresh, mut ran) = (String::new(), String::new(), 0);
    let mut block: Option<String> = None;
    let mut behind = false;
    for line in text.split_inclusive('\n') {
        match &mut block {
            None => {
                if let Some(now) = line.trim().strip_prefix("<!-- now: ") {
                    session.now = Some(now.trim_end_matches("-->").trim().to_owned());
                }
                if line.trim_end() == "```console" {
                    block = Some(String::new());
                }
                out += line;
                fresh += line;
            }
            Some(shown) if line.trim_end() == "```" => {
                let (real, commands) = session.run(shown);
                ran += commands;
                let agreed = session.agree(shown, &real);
                let renewed = session.renewed(shown, &real);
                behind |= !agreed;
                out += if agreed { shown } else { &renewed };
                // Hashes must fit over the whole page, so one block renewed
                // renews them all.
                fresh += &renewed;
                fresh += line;
                out += line;
                block = None;
            }
            Some(shown) => *shown += line,
        }
    }
    assert!(block.is_none(), "{}: a block has no end", page.display());
    if behind {
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(page, fresh).expect("written");
        } else {
            panic!(
                "{} shows other output than the program gives; UPDATE_DOCS=1 cargo test --test docs\n{}",
                page.display(),
                difference(&text, &out)
            );
        }
    }
    ran
}

fn difference(shown: &str, real: &str) -> String {
    let mut out = String::new();
    let (a, b): (Vec<_>, Vec<_>) = (shown.lines().collect(), real.lines().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    for (sign, lines) in [('-', &a), ('+', &b)] {
        for line in lines.iter().skip(same.saturating_sub(1)).take(12) {
            let _ = writeln!(out, "{sign} {line}");
        }
    }
    out
}

struct Session {
    dir: tempfile::TempDir,
    here: PathBuf,
    now: Option<String>,
    status: i32,
    /// Hash as the page shows it → as it came.
    hashes: HashMap<String, String>,
}

impl Session {
    fn new() -> Session {
        let dir = tempfile::tempdir().expect("a folder");
        for (name, from) in [
            ("downloads", "fixtures/demo/own"),
            ("books", "fixtures/stock/month"),
            ("warehouse", "fixtures/stock_docs"),
            ("orders", "fixtures/orders"),
            ("pay", "fixtures/pay/worked"),
            ("reconcile", "fixtures/reconcile/month"),
            ("scripts", "scripts"),
        ] {
            let folder = dir.path().join(name);
            fs::create_dir(&folder).expect("made");
            for entry in fs::read_dir(Path::new(ROOT).join(from)).expect("a folder") {
                let entry = entry.expect("an entry");
                if entry.path().is_file() {
                    let bytes = fs::read(entry.path()).expect("read");
                    fs::write(folder.join(entry.file_name()), bytes).expect("written");
                }
            }
        }
        Session {
            here: dir.path().to_owned(),
            dir,
            now: None,
            status: 0,
            hashes: HashMap::new(),
        }
    }

    /// The block with what its commands print now.
    fn run(&mut self, block: &str) -> (String, usize) {
        let (mut out, mut commands) = (String::new(), 0);
        for line in block.lines().filter_map(|l| l.strip_prefix("$ ")) {
            commands += 1;
            let _ = writeln!(out, "$ {line}");
            if let Some(folder) = line.strip_prefix("cd ") {
                self.here.push(folder);
                assert!(self.here.is_dir(), "cd {folder}");
            } else if line == "echo $?" {
                let _ = writeln!(out, "{}", self.status);
            } else {
                out += &self.command(line);
                if !out.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
        (out, commands)
    }

    fn command(&mut self, line: &str) -> String {
        self.settle();
        let line = self.translated(line);
        let program = Path::new(env!("CARGO_BIN_EXE_dayclose"));
        let mut path = vec![program.parent().expect("a folder").to_owned()];
        path.extend(std::env::split_paths(
            &std::env::var_os("PATH").unwrap_or_default(),
        ));
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("( {line} ) 2>&1")])
            .current_dir(&self.here)
            .env("PATH", std::env::join_paths(path).expect("a path"))
            .env("HOME", self.dir.path())
            .env("LC_ALL", "C.UTF-8")
            .env_remove("COLUMNS")
            .env_remove("DAYCLOSE_NOW")
            .env_remove("DAYCLOSE_LANG")
            .env_remove("DAYCLOSE_CONFIG");
        if let Some(now) = &self.now {
            command.env("DAYCLOSE_NOW", now);
        }
        let done = command.output().expect("sh runs");
        self.status = done.status.code().unwrap_or(-1);
        let text = String::from_utf8(done.stdout).expect("UTF-8");
        // The folder's name is different at every run.
        text.replace(&format!("{}/", self.dir.path().display()), "")
    }

    /// Exports that were just copied would be waited for, as they might still
    /// be growing; these are not.
    fn settle(&self) {
        let long_ago = SystemTime::now() - Duration::from_secs(86_400);
        for entry in walkdir::WalkDir::new(self.dir.path()).into_iter().flatten() {
            let archive = entry
                .path()
                .components()
                .any(|c| c.as_os_str() == "archive");
            if entry.file_type().is_file() && !archive {
                let file = fs::File::options().append(true).open(entry.path());
                file.and_then(|f| f.set_modified(long_ago)).expect("aged");
            }
        }
    }

    /// The block to write instead: commands that name a hash follow it.
    fn renewed(&mut self, shown: &str, real: &str) -> String {
        let (a, b) = (hashes(shown, 64), hashes(real, 64));
        if a.len() == b.len() {
            self.hashes.extend(a.into_iter().zip(b));
        }
        let mut out = String::new();
        for line in real.split_inclusive('\n') {
            if line.starts_with("$ ") {
                out += &self.translated(line);
            } else {
                out += line;
            }
        }
        out
    }

    /// A command with the hashes of this run in place of those shown.
    fn translated(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for word in hashes(&line, 16) {
            let known = self
                .hashes
                .iter()
                .find(|(shown, _)| shown.starts_with(&word));
            if let Some((_, real)) = known {
                line = line.replace(&word, &real[..word.len()]);
            }
        }
        line
    }

    /// Beginnings of hashes that were given in a command, as the page has them.
    fn as_shown(&self, real: &str) -> String {
        let mut text = real.to_owned();
        for word in hashes(real, 16).iter().filter(|w| w.len() < 64) {
            let known = self.hashes.iter().find(|(_, real)| real.starts_with(word));
            if let Some((shown, _)) = known {
                text = text.replace(word, &shown[..word.len()]);
            }
        }
        text
    }

    /// The same text, but for hashes (each standing for one and the same in the
    /// whole page) and the name of the user who ran it.
    fn agree(&mut self, shown: &str, real: &str) -> bool {
        let real = &self.as_shown(real);
        let (a, b) = (hashes(shown, 64), hashes(real, 64));
        if a.len() != b.len() || without(shown, &a) != without(real, &b) {
            return false;
        }
        for (a, b) in a.into_iter().zip(b) {
            let taken = self.hashes.iter().any(|(k, v)| *v == b && *k != a);
            if taken || *self.hashes.entry(a).or_insert_with(|| b.clone()) != b {
                return false;
            }
        }
        true
    }
}

/// The text with `#` for each hash, and no user's name.
fn without(text: &str, hashes: &[String]) -> String {
    let text = anonymous(text);
    hashes
        .iter()
        .fold(text, |text, hash| text.replace(hash, "#"))
}

/// Without the name after `"user":`.
fn anonymous(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        match line.split_once("\"user\": \"") {
            Some((before, _)) => {
                let _ = writeln!(out, "{before}\"user\"");
            }
            None => out += line,
        }
    }
    out
}

/// Runs of hex digits, `least` long or longer.
fn hashes(text: &str, least: usize) -> Vec<String> {
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    text.split(|c: char| !hex(c))
        .filter(|w| w.len() >= least && !w.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_page_may_not_show_what_the_program_does_not_print() {
    let a = "a".repeat(64);
    let (b, c) = ("b".repeat(64), "c".repeat(64));
    let mut session = Session::new();
    assert!(session.agree("x\n", "x\n"));
    assert!(!session.agree("x\n", "y\n"));
    // A hash stands for one other, from then on.
    assert!(session.agree(&format!("head {a}\n"), &format!("head {b}\n")));
    assert!(!session.agree(&format!("head {a}\n"), &format!("head {c}\n")));
    assert!(!session.agree(&format!("head {c}\n"), &format!("head {b}\n")));
    assert!(session.agree(&format!("{a} and {a}\n"), &format!("{b} and {b}\n")));
    assert!(!session.agree(&format!("new {a}\n"), &format!("old {b}\n")));
    assert!(session.agree("\"user\": \"one\",\n", "\"user\": \"two\",\n"));
}
