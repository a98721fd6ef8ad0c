//! The day, the week, the month (D): what a run's chores came to, in one page;
//! and a month's reports sealed and held against what it comes to later.
//!
//! `cli::run` carries the chores out; nothing here opens a table.

mod differ;
pub mod pack;
mod summary;

pub use summary::{Run, summary};

use crate::base::run_record::RunRecord;
use crate::base::{Finding, Message, RunFile, Text};
use crate::report::{Report, Value};

/// How one chore of a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing to look at.
    Done,
    /// Done; findings need a person.
    Findings,
    /// A table it cannot do without is not there.
    NoInput,
    /// It could not be done.
    Failed,
}

impl State {
    /// What it adds to the exit status of the run: a chore without its input is
    /// a finding.
    pub fn exit(self) -> u8 {
        match self {
            State::Done => 0,
            State::Findings | State::NoInput => 1,
            State::Failed => 2,
        }
    }

    /// The exit status of the record, where 2 is not done.
    pub fn recorded(self) -> u8 {
        match self {
            State::NoInput => 2,
            other => other.exit(),
        }
    }

    pub fn code(self) -> Value {
        match self {
            State::Done => Value::Code("done", Text::new("做完", "done")),
            State::Findings => Value::Code("findings", Text::new("有事要看", "to look at")),
            State::NoInput => Value::Code("no_input", Text::new("缺输入", "no input")),
            State::Failed => Value::Code("failed", Text::new("没做成", "failed")),
        }
    }
}

/// One chore of a run.
#[derive(Debug)]
pub struct Part {
    /// The command, `stock docs`.
    pub command: &'static str,
    /// What people see: the command, or the whole line where one list has the
    /// command more than once.
    pub label: String,
    pub state: State,
    /// `None` where it was not done.
    pub report: Option<Report>,
    /// Why it was not done.
    pub why: Option<Message>,
    /// Its reports, by name in the folder.
    pub files: Vec<RunFile>,
    pub record: RunRecord,
}

impl Part {
    /// Findings that need a person.
    pub fn needing(&self) -> impl Iterator<Item = &Finding> {
        let findings = self.report.iter().flat_map(|r| &r.findings);
        findings.filter(|f| f.needs_person())
    }

    /// A figure of its summary.
    pub fn fact(&self, key: &str) -> Option<&Value> {
        let facts = self.report.iter().flat_map(|r| &r.summary);
        facts.filter(|f| f.key == key).map(|f| &f.value).next()
    }
}
