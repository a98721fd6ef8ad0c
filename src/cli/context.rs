//! Raw flags → what a command works with: policy, clock, language, privacy.

use super::args::{Global, LangArg};
use super::chores;
use crate::backup::{self, Layout};
use crate::base::{Clock, Lang, Privacy, Problem};
use crate::policy::{self, Policy};
use crate::say;
use crate::table::decode::TextEncoding;
use crate::table::schema::Table;
use crate::table::{Options, tables};
use chrono::{DateTime, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use std::path::{Path, PathBuf};

/// The validated plan that every command starts from.
pub struct Context {
    pub policy: Policy,
    pub lang: Lang,
    pub clock: Clock,
    pub privacy: Privacy,
    /// In a run: the folder below which paths are shown as the config has them.
    pub anchor: Option<PathBuf>,
}

impl Context {
    /// # Errors
    /// A config that cannot be read or is wrong, a `--now` that is no time.
    pub fn new(global: &Global) -> Result<Context, Problem> {
        Context::with(Context::load(global)?, global)
    }

    /// The config in force, checked; the built-in rules where there is none.
    ///
    /// # Errors
    /// A config that cannot be read or is wrong.
    pub fn load(global: &Global) -> Result<Policy, Problem> {
        load(global)
    }

    /// The same of a policy that was read.
    ///
    /// # Errors
    /// A `--now` that is no time.
    pub fn with(policy: Policy, global: &Global) -> Result<Context, Problem> {
        let lang = match global.lang {
            Some(LangArg::Zh) => Lang::Zh,
            Some(LangArg::En) => Lang::En,
            Some(LangArg::Unset) | None => policy.shop.language,
        };
        let zone = policy.shop.timezone;
        let clock = clock(global, zone)?;
        Ok(Context {
            policy,
            lang,
            clock,
            privacy: Privacy {
                unmask: global.unmask,
            },
            anchor: None,
        })
    }

    /// A file's path as people see it.
    pub fn shown(&self, path: String) -> String {
        let inner = self
            .anchor
            .as_ref()
            .and_then(|a| Path::new(&path).strip_prefix(a).ok());
        match inner {
            Some(inner) => inner.display().to_string(),
            None => path,
        }
    }

    /// Where the archive stands.
    pub fn layout(&self) -> Layout {
        let shown = self.policy.backup.archive.clone();
        Layout::new(self.policy.resolve(Path::new(&shown)), shown)
    }

    /// An unmasked look is logged where there is an archive to log it in (O8).
    ///
    /// # Errors
    /// The log cannot be written: then nothing is shown.
    pub fn log_unmasked(&self, subject: &str) -> Result<(), Problem> {
        let layout = self.layout();
        if self.privacy.unmask && layout.root.exists() {
            backup::log_access(&layout, &self.clock, "unmask", subject)?;
        }
        Ok(())
    }

    /// How tables are read under this policy.
    pub fn options(
        &self,
        table: Option<&'static Table>,
        encoding: Option<TextEncoding>,
    ) -> Options<'_> {
        Options {
            table,
            encoding,
            aliases: &self.policy.columns,
            month: None,
            offset_minutes: Some(self.clock.offset_minutes()),
        }
    }
}

/// `--now`, else the wall clock, in the shop's zone.
///
/// # Errors
/// A `--now` that is no time.
pub fn clock(global: &Global, zone: Tz) -> Result<Clock, Problem> {
    match global.now.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => fixed(text, zone),
        None => Ok(Clock::wall(zone)),
    }
}

fn load(global: &Global) -> Result<Policy, Problem> {
    let here = std::env::current_dir().unwrap_or_default();
    // clap has already put $DAYCLOSE_CONFIG in place of a missing --config.
    let given = global
        .config
        .as_deref()
        .filter(|p| !p.is_empty())
        .map(Path::new);
    let Some(file) = policy::find(given, None, &here) else {
        return Ok(Policy::default());
    };
    let policy = Policy::load(&file).map_err(|e| Problem::new(e.message()))?;
    let names: Vec<&str> = tables::ALL.iter().map(|t| t.name).collect();
    policy
        .check_names(&names, |name| {
            tables::by_name(name).map(|t| t.fields.iter().map(|f| f.name).collect())
        })
        .map_err(|e| Problem::new(e.message()))?;
    policy
        .check_chores(&chores::names())
        .map_err(|e| Problem::new(e.message()))?;
    Ok(policy)
}

/// `2026-11-22T18:00:00+08:00`; without an offset the shop's zone is meant.
fn fixed(text: &str, zone: Tz) -> Result<Clock, Problem> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(Clock::fixed(at, zone));
    }
    for form in [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ] {
        if let Ok(local) = NaiveDateTime::parse_from_str(text, form)
            && let Some(at) = zone.from_local_datetime(&local).earliest()
        {
            return Ok(Clock::fixed(at.fixed_offset(), zone));
        }
    }
    Err(say!(
        zh: "--now「{text}」不是时刻;要写成 2026-11-22T18:00:00+08:00",
        en: "--now \"{text}\" is not a time; write 2026-11-22T18:00:00+08:00"
    )
    .into())
}
