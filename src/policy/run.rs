//! The day, the week, the month (D): which chores a run does and where the
//! files stand that change their name with the date.

use super::error::{Problem, What, nearest};
use super::keys::KEYS;
use super::{Policy, PolicyError};
use crate::base::{Message, RunKind};
use crate::say;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `[run]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RunRules {
    /// Folder of the reports and of `runs.jsonl`, as written.
    pub reports: String,
    /// Findings of one chore that the summary shows.
    pub shown: u32,
    pub daily: Chores,
    pub weekly: Chores,
    pub monthly: Chores,
    /// Table → path with placeholders; in a run before `[files]`.
    pub inputs: BTreeMap<String, String>,
}

/// `[run.daily]`, `[run.weekly]`, `[run.monthly]`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chores {
    /// In order; each a command with or without options.
    pub chores: Vec<String>,
}

impl Default for RunRules {
    fn default() -> Self {
        let chores = |list: &[&str]| Chores {
            chores: list.iter().map(|c| (*c).to_owned()).collect(),
        };
        RunRules {
            reports: "reports".to_owned(),
            shown: 5,
            daily: chores(&["backup run", "backup status"]),
            weekly: chores(&["backup verify", "stock docs", "stock alerts"]),
            monthly: chores(&[
                "backup verify",
                "stock balance",
                "stock docs",
                "reconcile",
                "kpi",
                "commission",
            ]),
            inputs: BTreeMap::new(),
        }
    }
}

impl RunRules {
    pub fn of(&self, kind: RunKind) -> &Chores {
        match kind {
            RunKind::Daily => &self.daily,
            RunKind::Weekly => &self.weekly,
            RunKind::Monthly => &self.monthly,
        }
    }
}

/// What may stand in braces in a path of `[run.inputs]` and in a chore's options.
pub const PLACEHOLDERS: [&str; 6] = ["date", "month", "year", "from", "to", "week"];

/// The first word in braces that is no placeholder.
fn unknown_placeholder(text: &str) -> Option<&str> {
    text.split('{').skip(1).find_map(|rest| {
        let word = rest.split('}').next().unwrap_or(rest);
        (!PLACEHOLDERS.contains(&word)).then_some(word)
    })
}

fn said(line: Option<usize>, key: String, words: Message) -> Problem {
    Problem {
        line,
        key,
        what: What::Said(words),
    }
}

/// Placeholders nobody knows, inputs no command reads.
pub(super) fn check(policy: &Policy, lines: &BTreeMap<String, usize>, problems: &mut Vec<Problem>) {
    let chores = RunKind::ALL.into_iter().flat_map(|kind| {
        let list = policy.run.of(kind).chores.iter().enumerate();
        list.map(move |(i, text)| (format!("run.{}.chores[{i}]", kind.word()), text))
    });
    let known: Vec<&str> = KEYS
        .iter()
        .filter(|k| k.section() == "files")
        .map(super::keys::Key::name)
        .collect();
    for table in policy
        .run
        .inputs
        .keys()
        .filter(|t| !known.contains(&t.as_str()))
    {
        let key = format!("run.inputs.{table}");
        problems.push(Problem {
            line: lines.get(&key).copied(),
            what: What::UnknownKey {
                nearest: nearest(table, known.iter().copied()).map(|n| format!("run.inputs.{n}")),
            },
            key,
        });
    }
    let inputs = policy.run.inputs.iter();
    let inputs = inputs.map(|(table, path)| (format!("run.inputs.{table}"), path));
    for (key, text) in chores.chain(inputs) {
        let Some(word) = unknown_placeholder(text) else {
            continue;
        };
        let known = PLACEHOLDERS.map(|p| format!("{{{p}}}")).join(" ");
        let words = say!(
            zh: "没有「{{{word}}}」这个占位;可以是 {known}",
            en: "there is no placeholder `{{{word}}}`; it can be {known}"
        );
        problems.push(said(lines.get(&key).copied(), key, words));
    }
}

impl Policy {
    /// The folder of the reports, resolved.
    pub fn reports(&self) -> std::path::PathBuf {
        self.resolve(std::path::Path::new(&self.run.reports))
    }

    /// Checks the chores of `[run.…]` against the commands that are chores,
    /// which this floor does not know.
    ///
    /// # Errors
    /// Every unknown name, with its line and the nearest known one.
    pub fn check_chores(&self, chores: &[&str]) -> Result<(), PolicyError> {
        let mut problems = Vec::new();
        for kind in RunKind::ALL {
            for (i, line) in self.run.of(kind).chores.iter().enumerate() {
                if chores.iter().any(|c| is_chore(line, c)) {
                    continue;
                }
                let key = format!("run.{}.chores[{i}]", kind.word());
                let near = nearest(&command_words(line), chores.iter().copied());
                let words = match near {
                    Some(near) => say!(
                        zh: "「{line}」不是定时任务能做的事,是否想写「{near}」?",
                        en: "`{line}` is no chore of a run; did you mean `{near}`?"
                    ),
                    None => say!(
                        zh: "「{line}」不是定时任务能做的事;可以是 {}",
                        en: "`{line}` is no chore of a run; it can be {}",
                        chores.join(", ")
                    ),
                };
                problems.push(said(self.line(&key), key, words));
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        let file = self
            .file()
            .unwrap_or(std::path::Path::new(super::FILE_NAME));
        Err(PolicyError::Invalid {
            file: file.to_path_buf(),
            problems,
        })
    }
}

/// Whether a line of the config is that chore, with or without options.
pub fn is_chore(line: &str, command: &str) -> bool {
    let mut words = line.split_whitespace();
    command.split(' ').all(|word| words.next() == Some(word))
        // `stock` is not `stock docs`, and `kpi x` is no command.
        && words.next().is_none_or(|next| next.starts_with('-'))
}

/// The words of the line before its first option.
fn command_words(line: &str) -> String {
    let words: Vec<&str> = line
        .split_whitespace()
        .take_while(|w| !w.starts_with('-'))
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_command_and_its_options() {
        for (line, command, want) in [
            ("stock docs", "stock docs", true),
            (" stock  docs --items x.csv", "stock docs", true),
            ("stock", "stock docs", false),
            ("stock docs extra", "stock docs", false),
            ("kpi", "kpi", true),
            ("kpis", "kpi", false),
        ] {
            assert_eq!(is_chore(line, command), want, "{line}");
        }
    }

    #[test]
    fn braces_hold_known_words() {
        assert_eq!(unknown_placeholder("a/{month}/b_{date}.csv"), None);
        assert_eq!(unknown_placeholder("a/{day}.csv"), Some("day"));
        assert_eq!(unknown_placeholder("a/{month"), None);
        assert_eq!(unknown_placeholder("a/{"), Some(""));
    }
}
