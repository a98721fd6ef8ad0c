//! A folder with exports, and the command run on it.

use serde_json::Value;
use std::process::{Command, Output};

pub struct Desk(tempfile::TempDir);

impl Desk {
    pub fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    /// A folder with `orders.csv` of this text.
    pub fn with(orders: &str) -> Desk {
        Desk::new().file("orders.csv", orders)
    }

    pub fn file(self, name: &str, text: &str) -> Desk {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_dayclose"))
            .args(["orders", "check", "--lang", "en"])
            .args(["--now", "2026-11-22T18:00:00+08:00"])
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("DAYCLOSE_CONFIG")
            .env_remove("DAYCLOSE_LANG")
            .env_remove("DAYCLOSE_NOW")
            .output()
            .unwrap()
    }

    /// The JSON of a check of `orders.csv`, or of what `arguments` name.
    pub fn check(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--format", "json"];
        if !arguments.contains(&"--orders") {
            all.extend(["--orders", "orders.csv"]);
        }
        all.extend(arguments);
        let output = self.run(&all);
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// «rule kind subject» of what needs a person.
pub fn found(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap();
    let people = findings.iter().filter(|f| f["severity"] != "info");
    people
        .map(|f| {
            let kind = f["data"]["kind"].as_str().unwrap_or("-");
            let (rule, subject) = (f["rule"].as_str().unwrap(), f["subject"].as_str().unwrap());
            format!("{rule} {kind} {subject}")
        })
        .collect()
}

/// Whether an info says these words.
pub fn says(report: &Value, words: &str) -> bool {
    let findings = report["findings"].as_array().unwrap();
    let mut infos = findings.iter().filter(|f| f["severity"] == "info");
    infos.any(|f| f["message"].as_str().unwrap().contains(words))
}

/// A figure of the summary.
pub fn figure(report: &Value, key: &str) -> Value {
    report["summary"][key].clone()
}
