//! A back office in a folder of its own: a config, an inbox, an archive, and
//! the binary run on them as a person or cron would.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with `dayclose.toml` and `inbox/`; gone when dropped.
pub struct Desk {
    dir: tempfile::TempDir,
}

/// What one run of the binary came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub const CONFIG: &str = "\
[shop]
name = \"shop\"
[backup]
settle_seconds = 0
[[backup.source]]
name = \"tmall\"
path = \"inbox\"
";

impl Desk {
    pub fn new() -> Desk {
        Desk::with(CONFIG)
    }

    pub fn with(config: &str) -> Desk {
        let dir = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(dir.path().join("inbox")).expect("an inbox");
        let desk = Desk { dir };
        desk.write("dayclose.toml", config.as_bytes());
        desk
    }

    /// The same desk once more, with all that lies on it.
    pub fn copy(&self) -> Desk {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for entry in walkdir::WalkDir::new(self.path()).min_depth(1) {
            let entry = entry.expect("an entry");
            let to = dir
                .path()
                .join(entry.path().strip_prefix(self.path()).expect("below"));
            if entry.file_type().is_dir() {
                std::fs::create_dir(&to).expect("a folder");
                let mode = entry.metadata().expect("a folder").permissions();
                std::fs::set_permissions(&to, mode).expect("its mode");
            } else {
                std::fs::copy(entry.path(), &to).expect("a file to copy");
            }
        }
        Desk { dir }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, bytes).expect("a file to write");
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.at(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Puts an export in the inbox: its name says its day.
    pub fn export(&self, day: &str, text: &str) {
        self.write(&format!("inbox/orders-{day}.csv"), text.as_bytes());
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(binary());
        command.current_dir(self.path());
        for name in [
            "DAYCLOSE_CONFIG",
            "DAYCLOSE_NOW",
            "DAYCLOSE_LANG",
            "COLUMNS",
        ] {
            command.env_remove(name);
        }
        command
    }

    pub fn ran(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command().args(arguments).output().expect("dayclose"))
    }

    /// `backup …` at six in the evening of a day.
    pub fn backup(&self, day: &str, arguments: &[&str]) -> Ran {
        let now = format!("{day}T18:00:00+08:00");
        let mut all = vec!["--now", &now, "--lang", "en", "backup"];
        all.extend(arguments);
        self.ran(&all)
    }

    pub fn run(&self, day: &str) -> Ran {
        self.backup(day, &["run", "--format", "json"])
    }

    pub fn verify(&self, arguments: &[&str]) -> Ran {
        let mut all = vec!["verify", "--format", "json"];
        all.extend(arguments);
        self.backup("2026-12-31", &all)
    }

    /// Every file below a folder of the desk with its bytes, sorted.
    pub fn tree(&self, below: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.at(below);
        let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(&root)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|e| e.file_type().is_file())
            .map(|e| {
                let name = e.path().strip_prefix(&root).expect("below");
                let bytes = std::fs::read(e.path()).expect("a file");
                (name.to_string_lossy().into_owned(), bytes)
            })
            .collect();
        files.sort();
        files
    }
}

/// The program under test; `DAYCLOSE_TEST_BINARY` puts another in its place, as
/// scripts/mutants.sh does with one whose protocol is broken.
pub fn binary() -> PathBuf {
    std::env::var_os("DAYCLOSE_TEST_BINARY")
        .map_or_else(|| env!("CARGO_BIN_EXE_dayclose").into(), PathBuf::from)
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran {
            // A run that was killed has no status.
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Ran {
    /// Asserts the exit status.
    #[track_caller]
    pub fn exits(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}{}", self.out, self.err))
    }

    #[track_caller]
    pub fn summary(&self, key: &str) -> Value {
        self.json()["summary"][key].clone()
    }

    #[track_caller]
    pub fn head(&self) -> String {
        let head = self.summary("head");
        head.as_str()
            .unwrap_or_else(|| panic!("{}", self.out))
            .to_owned()
    }

    /// `kind field` of every change of an order, sorted.
    #[track_caller]
    pub fn changes(&self, order_no: &str) -> Vec<String> {
        let json = self.json();
        let mut found: Vec<String> = json["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .filter(|r| r["order_no"] == order_no)
            .map(|r| match r["field"].as_str() {
                Some(field) => format!("{} {field}", r["kind"].as_str().unwrap_or("")),
                None => r["kind"].as_str().unwrap_or("").to_owned(),
            })
            .collect();
        found.sort();
        found
    }

    /// `kind new` of every row of a field, in order.
    #[track_caller]
    pub fn changes_of(&self, field: &str) -> Vec<String> {
        let json = self.json();
        let text = |r: &Value, key: &str| r[key].as_str().unwrap_or("").to_owned();
        let rows = json["rows"].as_array().expect("rows").iter();
        rows.filter(|r| r["field"] == field)
            .map(|r| format!("{} {}", text(r, "kind"), text(r, "new")))
            .collect()
    }

    /// `rule severity subject` of every finding, in the order they are said.
    #[track_caller]
    pub fn findings(&self) -> Vec<String> {
        let json = self.json();
        let text = |f: &Value, key: &str| f[key].as_str().unwrap_or("").to_owned();
        json["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|f| {
                format!(
                    "{} {} {}",
                    text(f, "rule"),
                    text(f, "severity"),
                    text(f, "subject")
                )
            })
            .collect()
    }

    /// Kinds of damage, sorted.
    #[track_caller]
    pub fn kinds(&self) -> Vec<String> {
        let json = self.json();
        let mut kinds: Vec<String> = json["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|f| f["data"]["kind"].as_str().unwrap_or("").to_owned())
            .collect();
        kinds.sort();
        kinds
    }
}

/// `SKIP <test>: <reason>`, on screen and in the log that counts skips.
pub fn skip(test: &str, reason: &str) {
    let line = format!("SKIP {test}: {reason}\n");
    print!("{line}");
    if let Some(log) = std::env::var_os("DAYCLOSE_SKIP_LOG") {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .expect("the skip log");
        file.write_all(line.as_bytes()).expect("the skip log");
    }
}
