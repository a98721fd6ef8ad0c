//! A folder with files and the program to run in it.

use assert_cmd::Command;
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;

pub struct Room(TempDir);

pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Room {
    pub fn new() -> Room {
        Room(tempfile::tempdir().unwrap())
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, its folder too.
    pub fn put(&self, name: &str, text: &str) -> &Room {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub fn run(&self, words: &[&str]) -> Ran {
        let output = Command::cargo_bin("dayclose")
            .unwrap()
            .current_dir(self.0.path())
            .env_clear()
            .env("DAYCLOSE_NOW", "2026-11-22T18:00:00+08:00")
            .env("DAYCLOSE_LANG", "en")
            .args(words)
            .output()
            .unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The command's JSON; `code` is the exit status it must have.
    pub fn json(&self, code: i32, words: &[&str]) -> Value {
        let mut all = vec!["--format", "json"];
        all.extend(words);
        let ran = self.run(&all);
        assert_eq!(ran.code, code, "{words:?}\n{}{}", ran.err, ran.out);
        serde_json::from_str(&ran.out).unwrap()
    }
}

/// `key=value` of each row that has them, in the report's order.
pub fn table(report: &Value, keys: &[&str]) -> Vec<String> {
    let show = |v: &Value| match v {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    report["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            keys.iter()
                .map(|k| show(&row[k]))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

/// The rules of the findings that need a person, with their words.
pub fn complaints(report: &Value) -> Vec<String> {
    report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["severity"] != "info")
        .map(|f| {
            format!(
                "{} {}",
                f["rule"].as_str().unwrap(),
                f["message"].as_str().unwrap()
            )
        })
        .collect()
}
