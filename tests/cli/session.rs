//! A terminal in a folder of its own: what is typed and what comes back.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

pub struct Session {
    dir: tempfile::TempDir,
    lang: &'static str,
    now: String,
    said: String,
}

pub const LANGS: [&str; 2] = ["zh", "en"];

impl Session {
    pub fn new(lang: &'static str) -> Session {
        Session {
            dir: tempfile::tempdir().expect("a temporary folder"),
            lang,
            now: "2026-11-22T18:00:00+08:00".to_owned(),
            said: String::new(),
        }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Six in the evening of a day.
    pub fn on(&mut self, day: &str) {
        self.now = format!("{day}T18:00:00+08:00");
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }

    /// Types a command; words are separated by one space.
    pub fn types(&mut self, line: &str) {
        let output = Command::new(env!("CARGO_BIN_EXE_dayclose"))
            .args(line.split(' ').skip(1))
            .current_dir(self.path())
            .env_remove("DAYCLOSE_CONFIG")
            .env_remove("COLUMNS")
            .env("DAYCLOSE_LANG", self.lang)
            .env("DAYCLOSE_NOW", &self.now)
            .output()
            .expect("dayclose");
        let _ = writeln!(self.said, "$ {line}");
        self.said
            .push_str(&String::from_utf8(output.stdout).expect("UTF-8"));
        for line in String::from_utf8(output.stderr).expect("UTF-8").lines() {
            let _ = writeln!(self.said, "stderr| {line}");
        }
        let _ = writeln!(self.said, "[{}]\n", output.status.code().unwrap_or(-1));
    }

    /// All of it, without what differs from machine to machine.
    pub fn said(&self) -> String {
        let dir = self.path().display().to_string();
        let text = self.said.replace(&dir, "[DIR]");
        hidden_hashes(&text).replace(env!("CARGO_PKG_VERSION"), "[VERSION]")
    }
}

/// Heads hang on the user's name; a run of 64 hex digits becomes `[HASH]`.
fn hidden_hashes(text: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_hexdigit() {
            run.push(c);
            continue;
        }
        out.push_str(if run.len() == 64 { "[HASH]" } else { &run });
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}
