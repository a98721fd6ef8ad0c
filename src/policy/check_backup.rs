//! What only whole sections of the backup can tell: sources that are both a path
//! and a program, two places for one copy.

use super::Policy;
use super::error::{Problem, What};
use crate::base::Message;
use crate::say;
use std::collections::BTreeMap;

/// Adds what is wrong to `problems`; `lines` has the line of every key.
pub(super) fn check(policy: &Policy, lines: &BTreeMap<String, usize>, problems: &mut Vec<Problem>) {
    let mut say = |key: String, words: Message| {
        let line = lines.get(&key).copied();
        let what = What::Said(words);
        problems.push(Problem { line, key, what });
    };
    path_or_command(policy, &mut say, |key| lines.contains_key(key));
    if policy.backup.remote.path.is_some() && policy.backup.remote.bucket.is_some() {
        say(
            "backup.remote.bucket".to_owned(),
            say!(zh: "path 和 bucket 只能写一个", en: "only one of path and bucket may stand in a remote"),
        );
    }
}

/// A source is a path or a program; what belongs to a program does nothing
/// beside a path.
fn path_or_command(
    policy: &Policy,
    say: &mut impl FnMut(String, Message),
    stands: impl Fn(&str) -> bool,
) {
    for (i, source) in policy.backup.source.iter().enumerate() {
        let path = format!("backup.source[{i}]");
        match (&source.path, source.command.is_empty()) {
            (None, true) => say(
                path,
                say!(zh: "缺少 path 或 command", en: "lacks path or command"),
            ),
            (Some(_), false) => say(
                format!("{path}.command"),
                say!(zh: "path 和 command 只能写一个", en: "only one of path and command may stand in a source"),
            ),
            (None, false) => {}
            (Some(_), true) => {
                for name in ["command", "every", "table"] {
                    let key = format!("{path}.{name}");
                    if stands(&key) {
                        say(
                            key,
                            say!(zh: "只用于写了 command 的来源", en: "is only for a source with a command"),
                        );
                    }
                }
            }
        }
    }
}
