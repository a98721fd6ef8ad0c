//! Sends, waits, tries again; says what could not be sent.

use super::Note;
use super::body::{self, Answer, Request};
use super::secret::{Address, address};
use crate::base::{Message, Problem};
use crate::policy::NotifyRules;
use crate::policy::notify::{Receiver, ReceiverKind, When};
use crate::say;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use ureq::Agent;

/// An answer is a line; more is not read.
const MOST: u64 = 64 * 1024;

/// How it went with one receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub kind: ReceiverKind,
    pub attempts: u32,
    /// Why it was not taken.
    pub failed: Option<Message>,
}

/// Tells every receiver that is to hear of this run, all at once.
pub fn send(
    rules: &NotifyRules,
    note: &Note,
    resolve: &(dyn Fn(&Path) -> PathBuf + Sync),
) -> Vec<Sent> {
    let wanted: Vec<&Receiver> = rules
        .to
        .iter()
        .filter(|to| hears(rules, to, note))
        .collect();
    std::thread::scope(|scope| {
        let running: Vec<_> = wanted
            .iter()
            .map(|to| scope.spawn(move || one(rules, to, note, resolve)))
            .collect();
        running
            .into_iter()
            .zip(&wanted)
            .map(|(thread, to)| {
                thread.join().unwrap_or_else(|_| Sent {
                    kind: to.kind,
                    attempts: 0,
                    failed: Some(say!(zh: "内部错误", en: "an internal error")),
                })
            })
            .collect()
    })
}

/// A dead man's switch hears of every run that could be done, so that silence
/// is the alarm; the others as the config says.
fn hears(rules: &NotifyRules, to: &Receiver, note: &Note) -> bool {
    match (to.kind, rules.when) {
        (_, When::Never) => false,
        (ReceiverKind::Ping, _) => note.exit < 2,
        (_, When::Always) => true,
        (_, When::Findings) => note.exit > 0,
    }
}

fn one(
    rules: &NotifyRules,
    to: &Receiver,
    note: &Note,
    resolve: &(dyn Fn(&Path) -> PathBuf + Sync),
) -> Sent {
    let mut sent = Sent {
        kind: to.kind,
        attempts: 0,
        failed: None,
    };
    let address = match address(to, &|path| resolve(path)) {
        Ok(address) => address,
        Err(problem) => {
            sent.failed = Some(problem.0);
            return sent;
        }
    };
    let agent = agent(rules);
    let mut pause = Duration::from_secs(rules.pause_seconds.into());
    loop {
        sent.attempts += 1;
        let (failed, again) = match attempt(&agent, to.kind, &address, note) {
            Ok(Answer::Taken) => {
                sent.failed = None;
                return sent;
            }
            Ok(Answer::Later(said)) => (Message::data(masked(&said, &address)), true),
            Ok(Answer::Refused(said)) => (Message::data(masked(&said, &address)), false),
            Err(problem) => (problem.0, true),
        };
        sent.failed = Some(failed);
        if !again || sent.attempts >= rules.attempts.max(1) {
            return sent;
        }
        std::thread::sleep(pause);
        pause = pause.saturating_mul(2);
    }
}

fn agent(rules: &NotifyRules) -> Agent {
    let timeout = Duration::from_secs(u64::from(rules.timeout_seconds.max(1)));
    Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        // An address is a secret; it is not handed on to where a page points.
        .max_redirects(0)
        .user_agent(concat!("dayclose/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent()
}

fn attempt(
    agent: &Agent,
    kind: ReceiverKind,
    address: &Address,
    note: &Note,
) -> Result<Answer, Problem> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = now.map_or(0, |t| i64::try_from(t.as_millis()).unwrap_or(i64::MAX));
    let secret = address.secret.as_deref();
    let Request { url, body } = body::request(kind, &address.url, secret, note, millis);
    let response = match &body {
        Some(body) => agent
            .post(&url)
            .header("Content-Type", "application/json; charset=utf-8")
            .send(body.to_string()),
        None => agent.get(&url).call(),
    };
    let mut response = response.map_err(|e| unreachable(&e))?;
    let status = response.status().as_u16();
    let text = response
        .body_mut()
        .with_config()
        .limit(MOST)
        .read_to_string();
    Ok(body::answer(kind, status, &text.unwrap_or_default()))
}

/// The library's own words may hold the address.
fn unreachable(error: &ureq::Error) -> Problem {
    Problem::new(match error {
        ureq::Error::Timeout(_) => say!(zh: "超时,没有回音", en: "no answer in time"),
        ureq::Error::HostNotFound => {
            say!(zh: "找不到这个主机;请检查网络和地址", en: "the host is not found; check the network and the address")
        }
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            say!(zh: "加密连接不成;请检查电脑的时间和网络", en: "no secure connection; check the machine's clock and the network")
        }
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
            say!(zh: "地址写得不对", en: "the address is not well formed")
        }
        _ => say!(zh: "连不上;请检查网络", en: "it cannot be reached; check the network"),
    })
}

/// What a platform says back, without what was in the address.
fn masked(said: &str, address: &Address) -> String {
    let pieces = address.url.split(['/', '?', '&', '=']);
    let secrets = pieces.chain(address.secret.as_deref());
    secrets
        .filter(|piece| piece.len() >= 8)
        .fold(said.to_owned(), |text, piece| text.replace(piece, "***"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_hears_of_which_run() {
        let to = |kind| Receiver {
            kind,
            url_env: None,
            url_file: None,
            secret_env: None,
            secret_file: None,
        };
        use ReceiverKind::{Ping, Wecom};
        for (when, kind, exit, want) in [
            (When::Always, Wecom, 0, true),
            (When::Findings, Wecom, 0, false),
            (When::Findings, Wecom, 1, true),
            (When::Findings, Wecom, 2, true),
            (When::Findings, Ping, 0, true),
            (When::Always, Ping, 2, false),
            (When::Never, Ping, 0, false),
        ] {
            let rules = NotifyRules {
                when,
                ..NotifyRules::default()
            };
            let note = Note {
                text: String::new(),
                data: serde_json::Value::Null,
                exit,
            };
            assert_eq!(
                hears(&rules, &to(kind), &note),
                want,
                "{when:?} {kind:?} {exit}"
            );
        }
    }

    #[test]
    fn an_answer_does_not_repeat_the_address() {
        let address = Address {
            url: "https://h.example/robot/send?access_token=0123456789ab".into(),
            secret: Some("SEC0123456".into()),
        };
        let said = masked("token 0123456789ab bad, SEC0123456", &address);
        assert_eq!(said, "token *** bad, ***");
    }
}
