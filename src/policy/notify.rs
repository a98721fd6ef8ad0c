//! One short message after each run (D, O9: the head is posted outside), and
//! what `doctor` looks at.

use super::Policy;
use super::error::{Problem, What};
use crate::base::Message;
use crate::say;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `[notify]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NotifyRules {
    pub when: When,
    /// Address under which people open the folder of reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// How often one message is tried.
    pub attempts: u32,
    /// Seconds before the second attempt; doubled before each further one.
    pub pause_seconds: u32,
    /// Seconds one attempt may take.
    pub timeout_seconds: u32,
    pub to: Vec<Receiver>,
}

/// After which runs a message goes out; a ping goes out after every run that
/// could be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    Always,
    /// Exit status 1 or 2.
    Findings,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReceiverKind {
    Wecom,
    Dingtalk,
    Feishu,
    Json,
    Ping,
}

impl ReceiverKind {
    pub fn word(self) -> &'static str {
        match self {
            ReceiverKind::Wecom => "wecom",
            ReceiverKind::Dingtalk => "dingtalk",
            ReceiverKind::Feishu => "feishu",
            ReceiverKind::Json => "json",
            ReceiverKind::Ping => "ping",
        }
    }

    /// Whether it is a platform on the internet, which is spoken to over TLS only.
    pub fn platform(self) -> bool {
        !matches!(self, ReceiverKind::Json | ReceiverKind::Ping)
    }

    /// Whether the platform signs with a secret of its own.
    pub fn signs(self) -> bool {
        matches!(self, ReceiverKind::Dingtalk | ReceiverKind::Feishu)
    }
}

/// `[[notify.to]]`: the address is a secret and stands in a file or in the
/// environment, never here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    pub kind: ReceiverKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_env: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_env: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<String>,
}

impl Default for NotifyRules {
    fn default() -> Self {
        NotifyRules {
            when: When::Always,
            link: None,
            attempts: 3,
            pause_seconds: 2,
            timeout_seconds: 10,
            to: Vec::new(),
        }
    }
}

/// `[doctor]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DoctorRules {
    /// The disk must have room for so many more days.
    pub disk_days: u32,
    /// Exports in the open that are older than this many days are told.
    pub export_days: u32,
    /// A daily run that is older than this many hours is told.
    pub run_hours: u32,
}

impl Default for DoctorRules {
    fn default() -> Self {
        DoctorRules {
            disk_days: 90,
            export_days: 60,
            run_hours: 36,
        }
    }
}

/// Keys that would put a secret into the config: said why they are refused.
pub(super) fn refused(pattern: &str, name: &str) -> Option<Message> {
    let secret = [
        "url",
        "secret",
        "token",
        "access_token",
        "key",
        "webhook",
        "password",
        "sign",
    ];
    (pattern.starts_with("notify") && secret.contains(&name)).then(|| {
        let plain = if name == "url" || name == "webhook" { "url" } else { "secret" };
        say!(
            zh: "密钥和机器人地址不写进配置(配置会被拷贝、备份、贴出来);改用 {plain}_env = \"环境变量名\" 或 {plain}_file = \"文件\"",
            en: "secrets and addresses of bots do not stand in the config, which is copied, backed up and shown; use {plain}_env = \"NAME\" or {plain}_file = \"FILE\""
        )
    })
}

/// Whether the value at that key may be shown in an error: a secret put into
/// the wrong key must not end up in a log.
pub(super) fn private(path: &str) -> bool {
    path.starts_with("notify.to[") && (path.ends_with("_env") || path.ends_with("_file"))
}

/// What only the whole section can tell.
pub(super) fn check(policy: &Policy, lines: &BTreeMap<String, usize>, problems: &mut Vec<Problem>) {
    for (i, to) in policy.notify.to.iter().enumerate() {
        let place = format!("notify.to[{i}]");
        let mut say_at = |key: &str, words: Message| {
            let key = if key.is_empty() {
                place.clone()
            } else {
                format!("{place}.{key}")
            };
            problems.push(Problem {
                line: lines.get(&key).or_else(|| lines.get(&place)).copied(),
                key,
                what: What::Said(words),
            });
        };
        match (&to.url_env, &to.url_file) {
            (None, None) => say_at(
                "",
                say!(
                    zh: "要有地址:url_env = \"环境变量名\" 或 url_file = \"文件\"",
                    en: "an address is needed: url_env = \"NAME\" or url_file = \"FILE\""
                ),
            ),
            (Some(_), Some(_)) => say_at(
                "url_file",
                say!(zh: "url_env 和 url_file 只能给一个", en: "give url_env or url_file, not both"),
            ),
            _ => {}
        }
        if to.secret_env.is_some() && to.secret_file.is_some() {
            say_at(
                "secret_file",
                say!(zh: "secret_env 和 secret_file 只能给一个", en: "give secret_env or secret_file, not both"),
            );
        }
        let secret = to.secret_env.is_some() || to.secret_file.is_some();
        if secret && !to.kind.signs() {
            let kind = to.kind.word();
            let key = if to.secret_env.is_some() {
                "secret_env"
            } else {
                "secret_file"
            };
            say_at(
                key,
                say!(zh: "{kind} 不加签,不用密钥;请删掉这一行", en: "{kind} is not signed and takes no secret; delete this line"),
            );
        }
        for (key, file) in [("url_file", &to.url_file), ("secret_file", &to.secret_file)] {
            if file.as_ref().is_some_and(|f| f.contains("://")) {
                say_at(
                    key,
                    say!(
                        zh: "这里写的是地址本身;请把地址存进一个文件(权限 600),这里写文件的路径",
                        en: "this is the address itself; put it into a file (mode 600) and write the file's path here"
                    ),
                );
            }
        }
    }
}
