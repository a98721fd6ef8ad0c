//! Reads a config: TOML with places, each key held against the list in `keys`,
//! then the typed rules, then what no single key can tell (a name given twice,
//! a field in two classes). Everything wrong is found in one go.

use super::error::{Problem, What, nearest};
use super::keys::{HEADS, KEYS, Key, Shape};
use super::{
    Amount, ClockTime, Factor, Fraction, Interval, Month, Policy, Price, Share, Tolerance,
    status_key,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use toml::de::{DeTable, DeValue};

type Spanned<T> = toml::Spanned<T>;

/// A config that holds.
pub(super) struct Checked {
    pub policy: Policy,
    /// Line of every key and list element, by path.
    pub lines: BTreeMap<String, usize>,
}

/// # Errors
/// Every problem of the file, in its order.
pub(super) fn parse(bytes: &[u8]) -> Result<Checked, Vec<Problem>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = line_at(bytes, e.valid_up_to());
        vec![problem(Some(line), String::new(), What::Encoding)]
    })?;
    let syntax = |e: &toml::de::Error| {
        let line = e.span().map(|span| line_at(bytes, span.start));
        vec![problem(
            line,
            String::new(),
            What::Syntax(e.message().to_owned()),
        )]
    };
    let root = DeTable::parse(text).map_err(|e| syntax(&e))?;
    let mut walk = Walk {
        bytes,
        lines: BTreeMap::new(),
        problems: Vec::new(),
    };
    walk.table(root.get_ref(), "", "");
    if walk.problems.is_empty() {
        let policy: Policy = toml::from_str(text).map_err(|e| syntax(&e))?;
        walk.whole(&policy);
        if walk.problems.is_empty() {
            return Ok(Checked {
                policy,
                lines: walk.lines,
            });
        }
    }
    let mut problems = walk.problems;
    problems.sort_by_key(|p| p.line);
    Err(problems)
}

fn problem(line: Option<usize>, key: String, what: What) -> Problem {
    Problem { line, key, what }
}

fn line_at(bytes: &[u8], offset: usize) -> usize {
    let upto = bytes.get(..offset).unwrap_or(bytes);
    1 + upto.iter().filter(|b| **b == b'\n').count()
}

/// What the list of keys has at a path.
enum Node {
    Leaf(&'static Key),
    Section,
    Repeated,
    Unknown,
}

/// `pattern` is a path of the list (`columns.*`, `backup.source[]`).
fn node(pattern: &str) -> Node {
    let within = |path: &str, section: &str| {
        path.strip_prefix(section)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    if let Some(key) = KEYS.iter().find(|k| k.path == pattern) {
        Node::Leaf(key)
    } else if KEYS.iter().any(|k| within(k.path, pattern)) {
        Node::Section
    } else if HEADS
        .iter()
        .any(|h| h.path.strip_suffix("[]") == Some(pattern))
    {
        Node::Repeated
    } else {
        Node::Unknown
    }
}

fn under(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

struct Walk<'a> {
    bytes: &'a [u8],
    lines: BTreeMap<String, usize>,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn line<T>(&self, at: &Spanned<T>) -> usize {
        line_at(self.bytes, at.span().start)
    }

    /// `path` is where the table stands in the file, `pattern` in the list.
    fn table(&mut self, table: &DeTable<'_>, path: &str, pattern: &str) {
        for (key, value) in table {
            let name = key.get_ref();
            let path = under(path, name);
            let line = self.line(key);
            self.lines.insert(path.clone(), line);
            let mut own = under(pattern, name);
            if matches!(node(&own), Node::Unknown) || name == "*" {
                own = under(pattern, "*");
            }
            match (node(&own), value.get_ref()) {
                (Node::Leaf(key), _) => self.leaf(key, value, &path),
                (Node::Section, DeValue::Table(inner)) => self.table(inner, &path, &own),
                (Node::Repeated, DeValue::Array(items)) => {
                    for (i, item) in items.iter().enumerate() {
                        let path = format!("{path}[{i}]");
                        self.lines.insert(path.clone(), self.line(item));
                        match item.get_ref() {
                            DeValue::Table(inner) => {
                                self.entry(inner, item, &path, &format!("{own}[]"));
                            }
                            _ => self.not_a_section(item, &path),
                        }
                    }
                }
                (Node::Section | Node::Repeated, _) => self.not_a_section(value, &path),
                (Node::Unknown, _) => {
                    let what = match super::notify::refused(pattern, name) {
                        Some(why) => What::Said(why),
                        None => What::UnknownKey {
                            nearest: nearest_key(pattern, name),
                        },
                    };
                    self.problems.push(problem(Some(line), path, what));
                }
            }
        }
    }

    /// One `[[section]]`: its keys, and those it cannot do without.
    fn entry(&mut self, table: &DeTable<'_>, at: &Spanned<DeValue<'_>>, path: &str, pattern: &str) {
        self.table(table, path, pattern);
        for key in KEYS.iter().filter(|k| k.section() == pattern) {
            if !key.may_lack() && !table.contains_key(key.name()) {
                let what = What::Missing { name: key.name() };
                let line = Some(self.line(at));
                self.problems.push(problem(line, path.to_owned(), what));
            }
        }
    }

    fn not_a_section(&mut self, value: &Spanned<DeValue<'_>>, path: &str) {
        const SECTION: crate::base::Text = crate::base::Text::new(
            "一段(以 [名称] 或 [[名称]] 开头)",
            "a section (headed [name] or [[name]])",
        );
        self.wrong(value, path, SECTION, None);
    }

    fn wrong(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        path: &str,
        expected: crate::base::Text,
        nearest: Option<String>,
    ) {
        let line = Some(self.line(value));
        let found = if super::notify::private(path) {
            "***".to_owned()
        } else {
            self.shown(value)
        };
        let what = What::Value {
            found,
            expected,
            nearest,
        };
        self.problems.push(problem(line, path.to_owned(), what));
    }

    /// The value as written, cut to its first line and 40 characters.
    fn shown(&self, value: &Spanned<DeValue<'_>>) -> String {
        let written = self.bytes.get(value.span()).unwrap_or_default();
        let written = String::from_utf8_lossy(written);
        let first = written.lines().next().unwrap_or_default();
        let mut short: String = first.chars().take(40).collect();
        if short.len() < written.len() {
            short.push('…');
        }
        short
    }

    fn leaf(&mut self, key: &Key, value: &Spanned<DeValue<'_>>, path: &str) {
        let shape = key.shape;
        let fits = match (shape, value.get_ref()) {
            (Shape::Words | Shape::DayWords, DeValue::Array(items)) => {
                for (i, item) in items.iter().enumerate() {
                    self.word(item, &format!("{path}[{i}]"), shape);
                }
                true
            }
            (Shape::Steps, DeValue::Array(steps)) => {
                for (i, step) in steps.iter().enumerate() {
                    match step.get_ref() {
                        DeValue::Array(items) => {
                            for (j, item) in items.iter().enumerate() {
                                self.word(item, &format!("{path}[{i}][{j}]"), shape);
                            }
                        }
                        _ => self.wrong(step, &format!("{path}[{i}]"), shape.expected(), None),
                    }
                }
                true
            }
            (Shape::Lists(_), DeValue::Array(items)) => {
                for (i, item) in items.iter().enumerate() {
                    self.list(item, &format!("{path}[{i}]"), shape);
                }
                true
            }
            (Shape::Pair(_), DeValue::Array(_)) => {
                self.list(value, path, shape);
                true
            }
            (Shape::Recipients, DeValue::Array(items)) => {
                for (i, item) in items.iter().enumerate() {
                    let path = format!("{path}[{i}]");
                    self.lines.insert(path.clone(), self.line(item));
                    let key = |text: &str| text.parse::<age::x25519::Recipient>().is_ok();
                    if !item.get_ref().as_str().is_some_and(key) {
                        self.wrong(item, &path, shape.expected(), None);
                    }
                }
                true
            }
            (Shape::Flag, DeValue::Boolean(_)) => true,
            (Shape::Minutes, whole) => whole_number(whole).is_some_and(|n| (1..=1440).contains(&n)),
            (Shape::Whole(most), whole) => whole_number(whole).is_some_and(|n| n <= most),
            (Shape::Rising, DeValue::Array(items)) => {
                let numbers: Option<Vec<u32>> = items
                    .iter()
                    .map(|item| whole_number(item.get_ref()))
                    .collect();
                numbers.is_some_and(|list| list.is_sorted_by(|a, b| a < b))
            }
            (_, DeValue::String(text)) => text_fits(shape, text),
            _ => false,
        };
        if !fits {
            let nearest = match value.get_ref() {
                DeValue::String(text) => nearest_value(shape, text),
                _ => None,
            };
            self.wrong(value, path, shape.expected(), nearest);
        }
    }

    /// One list of a list of lists, which has a form of its own.
    fn list(&mut self, list: &Spanned<DeValue<'_>>, path: &str, shape: Shape) {
        self.lines.insert(path.to_owned(), self.line(list));
        let words: Option<Vec<String>> = list.get_ref().as_array().map(|items| {
            let word = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
                DeValue::String(text) => text.to_string(),
                DeValue::Integer(n) if shape.takes_integers() => n.as_str().to_owned(),
                // No word of any form.
                _ => String::new(),
            };
            items.iter().map(word).collect()
        });
        if let Some(items) = list.get_ref().as_array() {
            for (i, item) in items.iter().enumerate() {
                self.lines.insert(format!("{path}[{i}]"), self.line(item));
            }
        }
        if !words.is_some_and(|words| shape.list_fits(&words)) {
            self.wrong(list, path, shape.expected(), None);
        }
    }

    fn word(&mut self, item: &Spanned<DeValue<'_>>, path: &str, shape: Shape) {
        self.lines.insert(path.to_owned(), self.line(item));
        if item.get_ref().as_str().is_none_or(|w| !shape.word_fits(w)) {
            self.wrong(item, path, shape.expected(), None);
        }
    }

    /// What only the whole file can tell.
    fn whole(&mut self, policy: &Policy) {
        let sources = policy.backup.source.iter().enumerate();
        self.once_each(sources.map(|(i, source)| {
            // Windows and macOS do not tell A from a in a folder's name.
            let key = source.name.to_lowercase();
            (format!("backup.source[{i}].name"), key, source.name.clone())
        }));
        super::check_backup::check(policy, &self.lines, &mut self.problems);
        let fields = policy
            .orders
            .classes()
            .into_iter()
            .flat_map(|(class, names)| {
                let place = move |(i, name): (usize, &String)| {
                    (format!("orders.{class}[{i}]"), name.clone(), name.clone())
                };
                names.iter().enumerate().map(place)
            });
        self.once_each(fields.collect::<Vec<_>>());
        let status = &policy.orders.status;
        let steps = status.steps.iter().enumerate().flat_map(|(i, step)| {
            let place = move |(j, word): (usize, &String)| {
                (
                    format!("orders.status.steps[{i}][{j}]"),
                    status_key(word),
                    word.clone(),
                )
            };
            step.iter().enumerate().map(place)
        });
        let closed = status.closed.iter().enumerate().map(|(i, word)| {
            (
                format!("orders.status.closed[{i}]"),
                status_key(word),
                word.clone(),
            )
        });
        self.once_each(steps.chain(closed).collect::<Vec<_>>());
        super::check_pay::check(policy, &self.lines, &mut self.problems);
        let duties = policy.duty.0.iter().enumerate();
        self.once_each(duties.map(|(i, d)| (format!("duty[{i}].id"), d.id.clone(), d.id.clone())));
        super::duty::check(policy, &self.lines, &mut self.problems);
        super::run::check(policy, &self.lines, &mut self.problems);
        super::notify::check(policy, &self.lines, &mut self.problems);
        super::check_roster::check(policy, &self.lines, &mut self.problems);
    }

    /// (path, key that must differ, word as written)
    fn once_each(&mut self, words: impl IntoIterator<Item = (String, String, String)>) {
        let mut seen: HashMap<String, String> = HashMap::new();
        for (path, key, word) in words {
            if let Some(first) = seen.get(&key) {
                let line = self.lines.get(&path).copied();
                let first = first.clone();
                self.problems
                    .push(problem(line, path, What::Double { word, first }));
            } else {
                seen.insert(key, path);
            }
        }
    }
}

fn whole_number(value: &DeValue<'_>) -> Option<u32> {
    let DeValue::Integer(n) = value else {
        return None;
    };
    u32::from_str_radix(&n.as_str().replace('_', ""), n.radix()).ok()
}

fn text_fits(shape: Shape, text: &str) -> bool {
    match shape {
        Shape::Text | Shape::Path => !text.trim().is_empty(),
        Shape::FolderName => folder_name(text),
        Shape::EnvName => env_name(text),
        Shape::Zone => text.parse::<chrono_tz::Tz>().is_ok(),
        Shape::Language => matches!(text, "zh" | "en"),
        Shape::Valuation => matches!(text, "fifo" | "average"),
        Shape::Time => text.parse::<ClockTime>().is_ok(),
        Shape::Share => text.parse::<Share>().is_ok(),
        Shape::Fraction => text.parse::<Fraction>().is_ok(),
        Shape::Direction => matches!(text, "in" | "out"),
        Shape::Tolerance => text.parse::<Tolerance>().is_ok(),
        Shape::Interval => text.parse::<Interval>().is_ok(),
        Shape::Cadence => text.parse::<super::duty::Cadence>().is_ok(),
        Shape::Price => text.parse::<Price>().is_ok(),
        Shape::Amount => text.parse::<Amount>().is_ok(),
        Shape::Factor => text.parse::<Factor>().is_ok(),
        Shape::Month => text.parse::<Month>().is_ok(),
        Shape::Date => text.parse::<NaiveDate>().is_ok(),
        Shape::DayTime => text.parse::<super::roster::DayTime>().is_ok(),
        Shape::OneOf(words, _) => words.contains(&text),
        Shape::PublicKey => minisign::PublicKey::from_base64(text).is_ok(),
        Shape::Whole(_)
        | Shape::Minutes
        | Shape::Rising
        | Shape::Flag
        | Shape::Words
        | Shape::DayWords
        | Shape::Recipients
        | Shape::Steps => false,
        Shape::Lists(_) | Shape::Pair(_) => false,
    }
}

/// What a shell takes for a variable's name.
fn env_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// A name that is the same folder on every system: no separators, no dots, no
/// device names of Windows.
fn folder_name(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let lower = name.to_lowercase();
    let port = |p: &str| {
        lower
            .strip_prefix(p)
            .is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
    };
    (1..=40).contains(&name.chars().count())
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        && !DEVICES.contains(&lower.as_str())
        && !port("com")
        && !port("lpt")
}

/// The key that was probably meant: the same name in another section, else a
/// like name in this one.
fn nearest_key(pattern: &str, name: &str) -> Option<String> {
    let siblings: Vec<&str> = KEYS
        .iter()
        .map(|k| k.path)
        .chain(HEADS.iter().map(|h| h.path))
        .filter_map(|path| {
            let rest = if pattern.is_empty() {
                path
            } else {
                path.strip_prefix(pattern)?.strip_prefix('.')?
            };
            Some(rest.split(['.', '[']).next().unwrap_or(rest))
        })
        .collect();
    let full = |last: &str| under(pattern, last).replace("[]", "");
    let elsewhere = KEYS.iter().find(|k| k.name() == name);
    elsewhere
        .map(|k| k.path.replace("[]", ""))
        .or_else(|| nearest(name, siblings).map(|n| full(&n)))
}

fn nearest_value(shape: Shape, text: &str) -> Option<String> {
    match shape {
        Shape::Zone => nearest(text, chrono_tz::TZ_VARIANTS.iter().map(|z| z.name())),
        Shape::Language => nearest(text, ["zh", "en"]),
        Shape::Direction => nearest(text, ["in", "out"]),
        Shape::Interval => nearest(text, ["month", "quarter"]),
        Shape::Valuation => nearest(text, ["fifo", "average"]),
        Shape::OneOf(words, _) => nearest(text, words.iter().copied()),
        _ => None,
    }
}
