//! What a scheduled run left behind: one JSON object a line in
//! `<reports>/runs.jsonl`, append-only. `run` writes it, `due` and `doctor`
//! read it.
//!
//! A line stands for one chore of one run:
//!
//! ```json
//! {"run":"daily","chore":"backup run","period":"2026-11-22",
//!  "started":"2026-11-22T18:00:00+08:00","ended":"2026-11-22T18:00:04+08:00","exit":0,
//!  "inputs":[{"path":"inbox/tmall/orders.csv","sha256":"…"}],"outputs":[]}
//! ```
//!
//! Readers take lines they do not understand for damaged and go on: one bad
//! line hides no other. Keys that are new to a reader are left alone.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// The file's name, in the folder of reports.
pub const FILE_NAME: &str = "runs.jsonl";

/// Which of the three runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunKind {
    Daily,
    Weekly,
    Monthly,
}

impl RunKind {
    pub const ALL: [RunKind; 3] = [RunKind::Daily, RunKind::Weekly, RunKind::Monthly];

    /// The word on the command line and in the record.
    pub fn word(self) -> &'static str {
        match self {
            RunKind::Daily => "daily",
            RunKind::Weekly => "weekly",
            RunKind::Monthly => "monthly",
        }
    }
}

/// A file that went in or came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFile {
    /// As shown to people.
    pub path: String,
    /// Lower-case hex of the file's bytes.
    pub sha256: String,
}

/// One chore of one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    pub run: RunKind,
    /// The command as typed, `backup run`.
    pub chore: String,
    /// What it was about: `2026-11-22`, `2026-11-16..2026-11-22` (both days
    /// included) or `2026-10`.
    pub period: String,
    pub started: DateTime<FixedOffset>,
    pub ended: DateTime<FixedOffset>,
    /// Exit status 0, 1 or 2; 2 is not done.
    pub exit: u8,
    #[serde(default)]
    pub inputs: Vec<RunFile>,
    #[serde(default)]
    pub outputs: Vec<RunFile>,
}

impl RunRecord {
    /// Whether the chore was carried out, findings or not.
    pub fn done(&self) -> bool {
        self.exit < 2
    }

    /// The shop's day on which it ended: the record keeps the shop's offset.
    pub fn day(&self) -> NaiveDate {
        self.ended.date_naive()
    }

    /// The line without its end.
    ///
    /// # Errors
    /// Never for a record of this type; what the JSON writer says is handed on.
    pub fn line(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// What a `runs.jsonl` holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs {
    /// In the order of the file.
    pub records: Vec<RunRecord>,
    /// Lines, from 1, that are no record: a power cut, a hand's edit.
    pub damaged: Vec<usize>,
}

impl Runs {
    /// Reads the file's text.
    pub fn read(text: &str) -> Runs {
        let mut runs = Runs::default();
        for (at, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str(line) {
                Ok(record) => runs.records.push(record),
                Err(_) => runs.damaged.push(at + 1),
            }
        }
        runs
    }

    /// Days on which a chore was carried out, in the file's order.
    pub fn days_of<'a>(&'a self, chore: &'a str) -> impl Iterator<Item = NaiveDate> + 'a {
        let of = self.records.iter().filter(move |r| r.chore == chore);
        of.filter(|r| r.done()).map(RunRecord::day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"run":"daily","chore":"backup run","period":"2026-11-22","started":"2026-11-22T18:00:00+08:00","ended":"2026-11-22T18:00:04+08:00","exit":1,"inputs":[{"path":"a.csv","sha256":"00"}],"outputs":[]}"#;

    #[test]
    fn a_line_is_read_and_written_alike() {
        let runs = Runs::read(LINE);
        assert_eq!(runs.damaged, Vec::<usize>::new());
        assert_eq!(runs.records[0].line().expect("a line"), LINE);
        assert!(runs.records[0].done());
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        assert_eq!(runs.days_of("backup run").collect::<Vec<_>>(), [day]);
    }

    #[test]
    fn a_damaged_line_hides_no_other_and_a_failed_chore_is_not_done() {
        let failed = LINE.replace("\"exit\":1", "\"exit\":2");
        let more = LINE.replace("\"exit\":1", "\"exit\":0,\"later\":[1]");
        let runs = Runs::read(&format!("{LINE}\n{{\"run\":\n\n{failed}\n{more}\n"));
        assert_eq!((runs.records.len(), runs.damaged), (3, vec![2]));
        let runs = Runs::read(&failed);
        assert_eq!(runs.days_of("backup run").count(), 0);
    }
}
