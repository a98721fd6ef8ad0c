//! What can be wrong with a config file, said in both languages: file, line,
//! key, what was expected, and the nearest known word.

pub(super) use crate::base::near::nearest;
use crate::base::{Message, Text};
use crate::say;
use std::path::PathBuf;

/// A config that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    #[error("{}", self.message().en)]
    Unreadable {
        file: PathBuf,
        source: std::io::Error,
    },
    /// Everything found wrong in the file, in its order.
    #[error("{}", self.message().en)]
    Invalid {
        file: PathBuf,
        problems: Vec<Problem>,
    },
}

/// One thing wrong in a config file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// From 1; `None` where the line is not known.
    pub line: Option<usize>,
    /// The key's path, `backup.source.name`; empty where the file is no TOML.
    pub key: String,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Not UTF-8 text.
    Encoding,
    /// Not TOML; the parser's own words (English).
    Syntax(String),
    UnknownKey {
        nearest: Option<String>,
    },
    /// A table or field name nobody knows.
    UnknownName {
        name: String,
        nearest: Option<String>,
    },
    /// The value is of another type or not one of those allowed.
    Value {
        found: String,
        expected: Text,
        nearest: Option<String>,
    },
    /// A key its section cannot do without.
    Missing {
        name: &'static str,
    },
    /// A measure no metric can be made of.
    UnknownMeasure {
        name: String,
        nearest: Option<String>,
    },
    /// What only several keys together can tell.
    Said(Message),
    /// A word that may stand once stands again.
    Double {
        word: String,
        first: String,
    },
}

impl PolicyError {
    /// One line a problem.
    pub fn message(&self) -> Message {
        match self {
            PolicyError::Unreadable { file, source } => {
                let what = say!(zh: "读不了配置文件:", en: "cannot read the config: ");
                what.join("", &crate::base::Problem::io(file, source).0)
            }
            PolicyError::Invalid { file, problems } => {
                let lines: Vec<Message> = problems
                    .iter()
                    .map(|p| {
                        let place = match p.line {
                            Some(line) => format!("{}:{line}: ", file.display()),
                            None => format!("{}: ", file.display()),
                        };
                        Message::data(place).join("", &p.message())
                    })
                    .collect();
                Message {
                    zh: lines
                        .iter()
                        .map(|m| m.zh.as_str())
                        .collect::<Vec<_>>()
                        .join("\n"),
                    en: lines
                        .iter()
                        .map(|m| m.en.as_str())
                        .collect::<Vec<_>>()
                        .join("\n"),
                }
            }
        }
    }
}

impl Problem {
    /// What is wrong, without the file and line.
    pub fn message(&self) -> Message {
        let key = &self.key;
        match &self.what {
            What::Encoding => say!(
                zh: "不是 UTF-8 文本,请另存为 UTF-8",
                en: "is not UTF-8 text; save it as UTF-8"
            ),
            What::Syntax(words) => say!(zh: "不是合格的 TOML:{words}", en: "is not valid TOML: {words}"),
            What::UnknownKey { nearest } => {
                say!(zh: "没有「{key}」这个键", en: "unknown key `{key}`").join("", &guess(nearest.as_deref()))
            }
            What::UnknownName { name, nearest } => {
                say!(zh: "{key}:没有名为「{name}」的表或字段", en: "{key}: no table or field is called `{name}`")
                    .join("", &guess(nearest.as_deref()))
            }
            What::Value {
                found,
                expected,
                nearest,
            } => {
                let (zh, en) = (expected.zh, expected.en);
                say!(zh: "{key}:应为{zh},现为 {found}", en: "{key}: expected {en}, found {found}")
                    .join("", &guess(nearest.as_deref()))
            }
            What::Missing { name } => {
                say!(zh: "{key} 缺少「{name}」", en: "{key} lacks `{name}`")
            }
            What::UnknownMeasure { name, nearest } => {
                let near = guess(nearest.as_deref());
                let known: Vec<&str> = super::MEASURES.iter().map(|(known, _)| *known).collect();
                let list = match nearest {
                    Some(_) => Message::default(),
                    None => say!(zh: ";可以是 {}", en: "; it can be {}", known.join(", ")),
                };
                say!(zh: "{key}:没有「{name}」这个量", en: "{key}: there is no measure `{name}`")
                    .join("", &near)
                    .join("", &list)
            }
            What::Said(words) => Message {
                zh: format!("{key}:{}", words.zh),
                en: format!("{key}: {}", words.en),
            },
            What::Double { word, first } => say!(
                zh: "{key}:「{word}」已在 {first} 出现过",
                en: "{key}: `{word}` already stands in {first}"
            ),
        }
    }
}

fn guess(nearest: Option<&str>) -> Message {
    match nearest {
        Some(word) => say!(zh: ",是否想写「{word}」?", en: "; did you mean `{word}`?"),
        None => Message::default(),
    }
}
