//! What only the whole section of the roster can tell: shifts nobody knows,
//! numbers that contradict each other, a shift that stands twice.

use super::Policy;
use super::error::{Problem, What, nearest};
use super::roster::{ClockPair, RosterRules, ShiftRule};
use crate::base::{Message, Text};
use crate::say;
use std::collections::BTreeMap;

/// The longest a shift may be, in minutes.
const LONGEST: u16 = 24 * 60;

/// Adds what is wrong to `problems`; `lines` has the line of every key.
pub(super) fn check(policy: &Policy, lines: &BTreeMap<String, usize>, problems: &mut Vec<Problem>) {
    let rules = &policy.roster;
    let mut found = Found {
        lines,
        problems,
        names: names(rules),
    };
    for (i, shift) in rules.shift.iter().enumerate() {
        found.shift(&format!("roster.shift[{i}]"), shift);
        if let Some(first) = rules.shift[..i].iter().position(|s| s.name == shift.name) {
            found.push(
                &format!("roster.shift[{i}].name"),
                What::Double {
                    word: shift.name.clone(),
                    first: format!("roster.shift[{first}].name"),
                },
            );
        }
    }
    for (i, cover) in rules.cover.iter().enumerate() {
        let place = format!("roster.cover[{i}]");
        found.known(&format!("{place}.shift"), &cover.shift);
        let (min, max) = (cover.min, cover.max);
        let preferred = cover.preferred.unwrap_or(min);
        if preferred < min || max.is_some_and(|max| max < preferred) {
            let most = max.map_or(String::new(), |max| max.to_string());
            found.say(
                &format!("{place}.min"),
                say!(
                    zh: "要 min ≤ preferred ≤ max;现在是 {min}、{preferred}、{most}",
                    en: "needs min ≤ preferred ≤ max; these are {min}, {preferred}, {most}"
                ),
            );
        }
    }
    for (i, pair) in rules.limits.forbid.iter().enumerate() {
        for (j, name) in pair.iter().enumerate() {
            found.known(&format!("roster.limits.forbid[{i}][{j}]"), name);
        }
    }
    for name in rules.max_shifts.keys() {
        found.known(&format!("roster.max_shifts.{name}"), name);
    }
    for (i, contract) in rules.contract.iter().enumerate() {
        for name in contract.max_shifts.keys() {
            found.known(&format!("roster.contract[{i}].max_shifts.{name}"), name);
        }
    }
    if rules.shift.is_empty() && rules.pattern().is_none() {
        found.say(
            "roster.template",
            say!(
                zh: "没有模板就要自己写班次:[[roster.shift]]",
                en: "without a template the shifts are yours to write: [[roster.shift]]"
            ),
        );
    }
}

/// Every shift there is, in both languages.
fn names(rules: &RosterRules) -> Vec<String> {
    let template = rules.pattern().into_iter().flat_map(|p| p.shift_names());
    template
        .flat_map(|Text { zh, en }| [zh.to_owned(), en.to_owned()])
        .chain(rules.shift.iter().map(|s| s.name.clone()))
        .collect()
}

struct Found<'a> {
    lines: &'a BTreeMap<String, usize>,
    problems: &'a mut Vec<Problem>,
    names: Vec<String>,
}

impl Found<'_> {
    fn push(&mut self, key: &str, what: What) {
        let line = self.lines.get(key).copied();
        self.problems.push(Problem {
            line,
            key: key.to_owned(),
            what,
        });
    }

    fn say(&mut self, key: &str, words: Message) {
        self.push(key, What::Said(words));
    }

    fn known(&mut self, key: &str, name: &str) {
        if self.names.iter().any(|n| n == name) {
            return;
        }
        let near = nearest(name, self.names.iter().map(String::as_str));
        let words = match near {
            Some(near) => say!(
                zh: "没有「{name}」这个班次,是否想写「{near}」?",
                en: "there is no shift `{name}`; did you mean `{near}`?"
            ),
            None => {
                let list = self.names.join(", ");
                say!(
                    zh: "没有「{name}」这个班次;有的是 {list}",
                    en: "there is no shift `{name}`; there are {list}"
                )
            }
        };
        self.say(key, words);
    }

    fn shift(&mut self, place: &str, shift: &ShiftRule) {
        let (from, to) = (shift.start.0, shift.end.0);
        let end = if to > from { to } else { to + LONGEST };
        let paid = shift.paid_minutes.unwrap_or(0);
        if paid > u32::from(end - from) {
            let length = end - from;
            self.say(
                &format!("{place}.paid_minutes"),
                say!(
                    zh: "计工时 {paid} 分钟,比班次 {length} 分钟还长",
                    en: "{paid} paid minutes are more than the shift's {length}"
                ),
            );
        }
        if let Some(pause) = shift.pause {
            let ClockPair(start, stop) = ClockPair::of(pause);
            let on = |minute: u16| {
                if minute < from {
                    minute + LONGEST
                } else {
                    minute
                }
            };
            let (start, stop) = (on(start.0), on(stop.0));
            if start >= stop || stop > end {
                self.say(
                    &format!("{place}.pause"),
                    say!(zh: "休息不在班次之内", en: "the break lies outside the shift"),
                );
            }
        }
    }
}
