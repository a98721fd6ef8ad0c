//! Two languages, one place: every word a person reads is written in Chinese
//! and in English side by side, so a missing translation does not compile.
//!
//! * [`Text`] is a constant (a heading, a label).
//! * [`Message`] is a sentence built at run time, made with [`say!`](crate::say).
//!
//! JSON keys, flags and config keys stay English in both languages.

use serde::{Deserialize, Serialize};

/// The language of what a person reads. Default: Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// A constant phrase in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    pub zh: &'static str,
    pub en: &'static str,
}

impl Text {
    pub const fn new(zh: &'static str, en: &'static str) -> Self {
        Text { zh, en }
    }

    pub fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Message {
    pub zh: String,
    pub en: String,
}

impl Message {
    /// The same words in both languages: names and values out of the data.
    pub fn data(words: impl Into<String>) -> Self {
        let words = words.into();
        Message {
            en: words.clone(),
            zh: words,
        }
    }

    /// Words out of the data, enumerated as each language does it.
    pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let words: Vec<&str> = words.into_iter().collect();
        Message {
            zh: words.join("、"),
            en: words.join(", "),
        }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// This sentence, then another, with `glue` between them.
    pub fn join(&self, glue: &str, next: &Message) -> Message {
        Message {
            zh: format!("{}{glue}{}", self.zh, next.zh),
            en: format!("{}{glue}{}", self.en, next.en),
        }
    }
}

impl From<Text> for Message {
    fn from(text: Text) -> Self {
        Message {
            zh: text.zh.to_owned(),
            en: text.en.to_owned(),
        }
    }
}

/// Logs and `Display` of errors use English; a person sees `get(lang)`.
impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.en)
    }
}

/// Builds a [`Message`] from two format strings that may name local variables:
/// `say!(zh: "{n} 单", en: "{n} orders")`.
#[macro_export]
macro_rules! say {
    (zh: $zh:literal, en: $en:literal $(, $arg:expr)* $(,)?) => {
        $crate::base::Message {
            zh: format!($zh $(, $arg)*),
            en: format!($en $(, $arg)*),
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_speaks_both_languages() {
        let n = 3;
        let message = say!(zh: "{n} 单", en: "{n} orders");
        assert_eq!(message.get(Lang::Zh), "3 单");
        assert_eq!(message.get(Lang::En), "3 orders");
    }
}
