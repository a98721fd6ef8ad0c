//! A finding: something a person must look at, or should know.

use super::text::{Message, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `error` and `warning` make the exit status 1; `info` does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Info,
}

impl Severity {
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    pub fn label(self) -> Text {
        match self {
            Severity::Error => Text::new("错误", "error"),
            Severity::Warning => Text::new("警告", "warning"),
            Severity::Info => Text::new("提示", "info"),
        }
    }
}

/// One finding. `rule` is a rule number of the department (`O2`) or one of the
/// fixed words `double-line`, `damaged-id`, `unknown-staff`, `column-changed`,
/// `bad-file`. Private values in `message` and `data` are masked by whoever
/// makes the finding (see [`Privacy`](super::Privacy)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: String,
    pub severity: Severity,
    /// What it is about: an order number, an item, a file.
    pub subject: String,
    pub message: Message,
    /// Where to look: `book.csv:118` or `book.xlsx#6月!F17`.
    pub source: Option<String>,
    /// Figures for programs; keys English, decimals as strings.
    pub data: Map<String, Value>,
}

impl Finding {
    pub fn new(
        rule: impl Into<String>,
        severity: Severity,
        subject: impl Into<String>,
        message: Message,
    ) -> Self {
        Finding {
            rule: rule.into(),
            severity,
            subject: subject.into(),
            message,
            source: None,
            data: Map::new(),
        }
    }

    pub fn error(rule: impl Into<String>, subject: impl Into<String>, message: Message) -> Self {
        Finding::new(rule, Severity::Error, subject, message)
    }

    pub fn warning(rule: impl Into<String>, subject: impl Into<String>, message: Message) -> Self {
        Finding::new(rule, Severity::Warning, subject, message)
    }

    pub fn info(rule: impl Into<String>, subject: impl Into<String>, message: Message) -> Self {
        Finding::new(rule, Severity::Info, subject, message)
    }

    #[must_use]
    pub fn at(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.data.insert(key.to_owned(), value.into());
        self
    }

    /// Whether a person must act: it sets the exit status.
    pub fn needs_person(&self) -> bool {
        self.severity != Severity::Info
    }
}
