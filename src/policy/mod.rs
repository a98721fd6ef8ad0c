//! The department's rules as data: `dayclose.toml` with a default for every key.
//!
//! A threshold, an hour, a word list of a rule stands here and nowhere else.
//! [`keys`] lists every key with its rule number and one line of why; the
//! checker, the file `init` writes and the config reference are all made from
//! that list. Every key has a default, unknown keys are errors, and amounts and
//! shares are written as strings so that no binary float ever holds one.

pub mod attendance;
mod backup;
mod causes;
mod check;
mod check_backup;
mod check_pay;
mod check_roster;
mod cron;
pub mod duty;
mod error;
mod in_force;
pub mod keys;
pub mod kpi;
pub mod notify;
mod open_orders;
mod orders;
mod patterns;
pub mod pay;
pub mod reference;
pub mod roster;
pub mod run;
mod schemes;
mod shape;
mod stock;
mod stocktake;
pub mod template;
mod values;

pub use crate::base::normalise::status_key;
pub use attendance::AttendanceRules;
pub use backup::{BackupRules, Cadence, Remote, Source};
pub use causes::CauseRules;
pub use cron::CronRules;
pub use duty::{Duties, Duty};
pub use error::{PolicyError, Problem, What};
pub use in_force::{InForce, ShiftInForce};
pub use kpi::{KpiRules, MEASURES};
pub use notify::{DoctorRules, NotifyRules};
pub use open_orders::OpenRules;
pub use orders::{OrderRules, Rank, StatusRanks, StatusRules};
pub use patterns::{PATTERNS, Pattern};
pub use pay::PayRules;
pub use roster::RosterRules;
pub use run::RunRules;
pub use stock::{BUILT_IN_DOC_TYPES, StockRules};
pub use stocktake::{FULL_COUNT, Interval, OTHER_AREA, Price, StocktakeRules, Tolerance};
pub use values::{Amount, ClockTime, Factor, Figure, Fraction, Month, MonthDay, Share};

use crate::base::Lang;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file's name, looked for from the working directory upward.
pub const FILE_NAME: &str = "dayclose.toml";

/// All rules in force. `Policy::default()` is the built-in set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    pub shop: Shop,
    /// Canonical table name → path as written; relative ones hang on the
    /// config's folder (see [`Policy::resolve`]).
    pub files: BTreeMap<String, String>,
    /// Table → field → further headings.
    pub columns: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    pub backup: BackupRules,
    pub orders: OrderRules,
    pub stock: StockRules,
    pub stocktake: StocktakeRules,
    pub kpi: KpiRules,
    pub pay: PayRules,
    pub attendance: AttendanceRules,
    pub roster: RosterRules,
    pub run: RunRules,
    pub notify: NotifyRules,
    pub doctor: DoctorRules,
    pub cron: CronRules,
    pub duty: Duties,
    #[serde(skip)]
    origin: Option<Origin>,
}

/// `[shop]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shop {
    pub name: String,
    #[serde(with = "values::zone")]
    pub timezone: Tz,
    pub language: Lang,
}

/// Where a policy was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    path: PathBuf,
    hash: String,
    /// Line of every key and list element, by path (`orders.frozen[2]`).
    lines: BTreeMap<String, usize>,
}

impl Default for Shop {
    fn default() -> Self {
        Shop {
            name: "示例店".to_owned(),
            timezone: chrono_tz::Asia::Shanghai,
            language: Lang::Zh,
        }
    }
}

/// The config file to use: `explicit` (`--config`), else `env`
/// (`$DAYCLOSE_CONFIG`, an empty one counts as none), else the nearest
/// `dayclose.toml` in `cwd` or above it. The first two are given back even
/// where no such file exists, so that reading them says so.
pub fn find(explicit: Option<&Path>, env: Option<&Path>, cwd: &Path) -> Option<PathBuf> {
    explicit
        .or(env.filter(|p| !p.as_os_str().is_empty()))
        .map(Path::to_path_buf)
        .or_else(|| {
            cwd.ancestors()
                .map(|dir| dir.join(FILE_NAME))
                .find(|file| file.is_file())
        })
}

impl Policy {
    /// Reads and checks a config file.
    ///
    /// # Errors
    /// The file cannot be read, is no TOML, or keys or values in it are not
    /// known: all of them together, each with its line.
    pub fn load(file: &Path) -> Result<Policy, PolicyError> {
        let bytes = std::fs::read(file).map_err(|source| PolicyError::Unreadable {
            file: file.to_path_buf(),
            source,
        })?;
        Policy::parse(&bytes, file)
    }

    /// As [`load`](Policy::load), for bytes already read; `file` is named in
    /// errors and gives the folder that relative paths hang on.
    ///
    /// # Errors
    /// As [`load`](Policy::load).
    pub fn parse(bytes: &[u8], file: &Path) -> Result<Policy, PolicyError> {
        let checked = check::parse(bytes).map_err(|problems| PolicyError::Invalid {
            file: file.to_path_buf(),
            problems,
        })?;
        let mut policy = checked.policy;
        policy.origin = Some(Origin {
            path: file.to_path_buf(),
            hash: short_hash(bytes),
            lines: checked.lines,
        });
        Ok(policy)
    }

    /// The config file, where there is one.
    pub fn file(&self) -> Option<&Path> {
        self.origin.as_ref().map(|o| o.path.as_path())
    }

    /// The first 12 hex digits of the SHA-256 of the config file's bytes;
    /// `None` on the built-in rules.
    pub fn hash(&self) -> Option<&str> {
        self.origin.as_ref().map(|o| o.hash.as_str())
    }

    /// A path of the config as the file system has it: relative ones hang on
    /// the config file's folder. Shown to people is the path as given.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        let folder = self.file().and_then(Path::parent);
        match folder {
            Some(folder) if path.is_relative() => folder.join(path),
            _ => path.to_path_buf(),
        }
    }

    /// The path standing in for a table's flag, resolved.
    pub fn table_file(&self, table: &str) -> Option<PathBuf> {
        self.files.get(table).map(|p| self.resolve(Path::new(p)))
    }

    /// Checks the table names of `[columns]` and the field names of `[columns]`
    /// and `[orders]` against the tables, which this floor does not know:
    /// `fields` gives the field names of a table, `None` where there is no such
    /// table; `tables` are all table names, for the nearest guess.
    ///
    /// # Errors
    /// Every unknown name, with its line and the nearest known one.
    pub fn check_names(
        &self,
        tables: &[&str],
        fields: impl Fn(&str) -> Option<Vec<&'static str>>,
    ) -> Result<(), PolicyError> {
        let mut problems = Vec::new();
        let mut complain = |key: String, name: &str, known: &[&str]| {
            problems.push(Problem {
                line: self.line(&key),
                what: What::UnknownName {
                    name: name.to_owned(),
                    nearest: error::nearest(name, known.iter().copied()),
                },
                key,
            });
        };
        for (table, columns) in &self.columns {
            match fields(table) {
                None => complain(format!("columns.{table}"), table, tables),
                Some(known) => {
                    for field in columns.keys().filter(|f| !known.contains(&f.as_str())) {
                        complain(format!("columns.{table}.{field}"), field, &known);
                    }
                }
            }
        }
        let known = fields("orders").unwrap_or_default();
        for (class, names) in self.orders.classes_and_amendable() {
            for (i, name) in names.iter().enumerate() {
                if !known.contains(&name.as_str()) {
                    complain(format!("orders.{class}[{i}]"), name, &known);
                }
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        Err(PolicyError::Invalid {
            file: self.file().unwrap_or(Path::new(FILE_NAME)).to_path_buf(),
            problems,
        })
    }

    /// The line a key stands on, where the config file has it.
    fn line(&self, key: &str) -> Option<usize> {
        self.origin.as_ref()?.lines.get(key).copied()
    }
}

fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
