//! `[backup]`: where, when and what is backed up (O1, O7).

use super::values::ClockTime;
use serde::{Deserialize, Serialize};

/// `[backup]` (O1, O7)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackupRules {
    /// Folder of the archive, as written.
    pub archive: String,
    /// When the day's backup is due, in the shop's zone.
    pub time: ClockTime,
    /// Minutes after `time` from which a day without a backup is missed.
    pub grace_minutes: u32,
    /// A file younger than this many seconds is looked at twice, this far apart.
    pub settle_seconds: u32,
    /// A source's program is stopped after this many minutes.
    pub time_limit_minutes: u32,
    pub source: Vec<Source>,
}

/// `[[backup.source]]`: one stream of exports, a path or a program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Also the folder's name inside the archive.
    pub name: String,
    /// File or folder, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Program and arguments; empty for a path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
    #[serde(default)]
    pub every: Cadence,
    /// `orders`: what the program prints is compared like an export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

/// How often a program runs (O7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cadence {
    #[default]
    Day,
    Week,
}

impl Cadence {
    /// Days from one dump to the next.
    pub fn days(self) -> i64 {
        match self {
            Cadence::Day => 1,
            Cadence::Week => 7,
        }
    }
}

impl Source {
    /// A file or folder.
    pub fn at(name: &str, path: &str) -> Source {
        Source {
            name: name.to_owned(),
            path: Some(path.to_owned()),
            ..Source::default()
        }
    }

    /// Whether orders are compared: of every path, of a program where said.
    pub fn has_orders(&self) -> bool {
        self.command.is_empty() || self.table.is_some()
    }
}

impl Default for BackupRules {
    fn default() -> Self {
        BackupRules {
            archive: "archive".to_owned(),
            time: ClockTime::hour(18),
            grace_minutes: 30,
            settle_seconds: 2,
            time_limit_minutes: 60,
            source: Vec::new(),
        }
    }
}
