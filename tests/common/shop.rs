//! The sample shop in a folder of its own, and the program run in it.

#![allow(clippy::unwrap_used, dead_code)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

pub struct Shop {
    dir: tempfile::TempDir,
}

/// What a command gave.
pub struct Ran {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Shop {
    /// `init --sample` as of that moment.
    pub fn sample(now: &str) -> Shop {
        let shop = Shop::empty();
        let ran = shop.run(now, &["init", ".", "--sample"]);
        assert_eq!(ran.exit, 0, "{}", ran.err);
        shop
    }

    pub fn empty() -> Shop {
        Shop {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs the program in the shop's folder, in English.
    pub fn run(&self, now: &str, arguments: &[&str]) -> Ran {
        self.run_with(now, arguments, &[])
    }

    pub fn run_with(&self, now: &str, arguments: &[&str], env: &[(&str, &str)]) -> Ran {
        let Output {
            status,
            stdout,
            stderr,
        } = Command::new(env!("CARGO_BIN_EXE_dayclose"))
            .args(["--lang", "en", "--now", now])
            .args(arguments)
            .current_dir(self.dir.path())
            .env_remove("DAYCLOSE_CONFIG")
            .env_remove("DAYCLOSE_LANG")
            .env_remove("COLUMNS")
            .envs(env.iter().copied())
            .output()
            .unwrap();
        Ran {
            exit: status.code().unwrap(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }

    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Changes the config, which must hold the words.
    pub fn config(&self, from: &str, to: &str) {
        let text = self.read("dayclose.toml");
        assert!(text.contains(from), "the config lacks {from}");
        self.write("dayclose.toml", &text.replacen(from, to, 1));
    }

    /// A file that has long been written, so that nothing waits for it.
    pub fn aged(&self, name: &str) {
        let file = std::fs::File::options()
            .append(true)
            .open(self.path(name))
            .unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(86_400);
        file.set_modified(long_ago).unwrap();
    }

    /// Every file below a folder with its bytes.
    pub fn files(&self, folder: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        walkdir::WalkDir::new(&root)
            .into_iter()
            .map(Result::unwrap)
            .filter(|e| e.file_type().is_file())
            .map(|e| {
                let name: &Path = e.path().strip_prefix(&root).unwrap();
                (name.display().to_string(), std::fs::read(e.path()).unwrap())
            })
            .collect()
    }
}
