//! A folder with books in it, and what the command says of them.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

pub struct Desk(tempfile::TempDir);

impl Desk {
    pub fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path().join(name), bytes).unwrap();
    }

    /// Runs `dayclose reconcile` with these words.
    pub fn run(&self, line: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_dayclose"))
            .arg("reconcile")
            .args(line.split_whitespace())
            .current_dir(self.path())
            .env_remove("DAYCLOSE_CONFIG")
            .env("DAYCLOSE_LANG", "zh")
            .env("DAYCLOSE_NOW", "2026-11-02T18:00:00+08:00")
            .output()
            .unwrap()
    }

    pub fn json(&self, line: &str) -> Value {
        let output = self.run(&format!("{line} --format json"));
        let said = String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {said}"))
    }
}
