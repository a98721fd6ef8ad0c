//! Every key of the config, once: its path, what may stand there, the rule it
//! serves and one line of why. Defaults are not repeated here: they are those of
//! `Policy::default()`, looked up by [`default_of`].
//!
//! In a path `*` stands for a name of the user's, `[]` for a section that may
//! be repeated.

mod backup;
mod causes;
mod cron;
mod duty;
mod kpi;
mod orders;
mod pay;
mod roster;
mod roster_limits;
mod run;
mod shop;
mod stock;
mod stocktake;

use super::Policy;
pub use super::shape::{Form, Shape};
use crate::base::Text;
use std::sync::LazyLock;
use toml::Value;

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub path: &'static str,
    pub shape: Shape,
    /// Number of the department's rule it serves.
    pub rule: &'static str,
    pub why: Text,
    /// TOML shown where the key has no default.
    pub example: &'static str,
}

/// One section and what it is for.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    pub path: &'static str,
    pub why: Text,
}

/// Every section, in the order of the config file.
pub static HEADS: LazyLock<Vec<Head>> = LazyLock::new(|| {
    [
        shop::HEADS,
        backup::HEADS,
        orders::HEADS,
        stock::HEADS,
        causes::HEADS,
        stocktake::HEADS,
        kpi::HEADS,
        pay::HEADS,
        roster::HEADS,
        run::HEADS,
        cron::HEADS,
        duty::HEADS,
    ]
    .concat()
});

/// Every key, in the order of the config file.
pub static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    [
        shop::KEYS,
        backup::KEYS,
        orders::KEYS,
        stock::KEYS,
        causes::KEYS,
        stocktake::KEYS,
        kpi::KEYS,
        pay::KEYS,
        roster::KEYS,
        roster_limits::KEYS,
        run::KEYS,
        cron::KEYS,
        duty::KEYS,
    ]
    .concat()
});

const fn head(path: &'static str, zh: &'static str, en: &'static str) -> Head {
    Head {
        path,
        why: Text::new(zh, en),
    }
}

const fn key(
    path: &'static str,
    shape: Shape,
    rule: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Key {
    Key {
        path,
        shape,
        rule,
        why: Text::new(zh, en),
        example: "",
    }
}

/// A key without a default, shown by example.
const fn shown(
    path: &'static str,
    shape: Shape,
    rule: &'static str,
    zh: &'static str,
    en: &'static str,
    example: &'static str,
) -> Key {
    Key {
        path,
        shape,
        rule,
        why: Text::new(zh, en),
        example,
    }
}

const fn file(
    path: &'static str,
    rule: &'static str,
    zh: &'static str,
    en: &'static str,
    example: &'static str,
) -> Key {
    Key {
        path,
        shape: Shape::Path,
        rule,
        why: Text::new(zh, en),
        example,
    }
}

impl Key {
    /// Whether a repeated section can do without the key.
    pub fn may_lack(&self) -> bool {
        [
            backup::OPTIONAL,
            kpi::OPTIONAL,
            pay::OPTIONAL,
            roster::OPTIONAL,
            run::OPTIONAL,
            duty::OPTIONAL,
        ]
        .iter()
        .any(|optional| optional.contains(&self.path))
    }

    /// The section the key stands in: `backup`, `backup.source[]`, `columns.*`.
    pub fn section(&self) -> &'static str {
        self.path
            .rsplit_once('.')
            .map_or("", |(section, _)| section)
    }

    /// The key's own name, `*` for a name of the user's.
    pub fn name(&self) -> &'static str {
        self.path
            .rsplit_once('.')
            .map_or(self.path, |(_, name)| name)
    }
}

/// The value of a key in `policy`, as TOML; `None` where it has none.
pub fn value_of(policy: &Policy, path: &str) -> Option<Value> {
    let mut value = Value::try_from(policy).ok()?;
    for segment in path.split('.') {
        let Value::Table(mut table) = value else {
            return None;
        };
        value = table.remove(segment)?;
    }
    Some(value)
}

/// The built-in value of a key, as TOML; `None` where there is none.
pub fn default_of(path: &str) -> Option<Value> {
    if path == "backup.source[].every" {
        return Value::try_from(super::Cadence::default()).ok();
    }
    value_of(&Policy::default(), path)
}
