//! What each platform wants to be sent, and how it says that it took it.
//!
//! * WeCom group bot: `{"msgtype":"text","text":{"content":…}}`, at most 2048
//!   bytes of content; answers `{"errcode":0,…}`.
//! * DingTalk custom bot: the same body; where it signs, the address gets
//!   `timestamp` (milliseconds) and `sign`, the URL-encoded base64 of
//!   HMAC-SHA256 of `timestamp\nsecret` under the secret; answers `errcode`.
//! * Feishu custom bot: `{"msg_type":"text","content":{"text":…}}`; where it
//!   signs, `timestamp` (seconds) and `sign` in the body, the base64 of
//!   HMAC-SHA256 of nothing under `timestamp\nsecret`; answers `code`.
//! * A plain hook gets JSON by POST, a dead man's switch an empty GET; both
//!   answer by the HTTP status alone.

use super::Note;
use crate::policy::notify::ReceiverKind;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// WeCom cuts no message, it refuses a longer one.
const WECOM_BYTES: usize = 2048;

/// What goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub url: String,
    /// `None` is a GET.
    pub body: Option<Value>,
}

/// The request of that platform at that Unix time in milliseconds: the real
/// time, which is what signatures are checked against.
pub fn request(
    kind: ReceiverKind,
    url: &str,
    secret: Option<&str>,
    note: &Note,
    millis: i64,
) -> Request {
    let mut url = url.to_owned();
    let body = match kind {
        ReceiverKind::Wecom => Some(plain(fit(&note.text, WECOM_BYTES))),
        ReceiverKind::Dingtalk => {
            if let Some(secret) = secret {
                let glue = if url.contains('?') { '&' } else { '?' };
                let sign = dingtalk_sign(secret, millis);
                url = format!("{url}{glue}timestamp={millis}&sign={sign}");
            }
            Some(plain(&note.text))
        }
        ReceiverKind::Feishu => {
            let mut body = json!({"msg_type": "text", "content": {"text": note.text}});
            if let Some(secret) = secret {
                let seconds = millis.div_euclid(1000);
                body["timestamp"] = json!(seconds.to_string());
                body["sign"] = json!(feishu_sign(secret, seconds));
            }
            Some(body)
        }
        ReceiverKind::Json => Some(note.hook()),
        ReceiverKind::Ping => None,
    };
    Request { url, body }
}

fn plain(text: &str) -> Value {
    json!({"msgtype": "text", "text": {"content": text}})
}

/// The text cut to so many bytes, at a character.
fn fit(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn hmac(key: &str, message: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(message.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn dingtalk_sign(secret: &str, millis: i64) -> String {
    let sign = hmac(secret, &format!("{millis}\n{secret}"));
    // The three letters of base64 that mean something in an address.
    sign.replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

fn feishu_sign(secret: &str, seconds: i64) -> String {
    hmac(&format!("{seconds}\n{secret}"), "")
}

/// How the receiver answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Taken,
    /// Worth another attempt: too many messages, out of order for a moment.
    Later(String),
    /// Another attempt would be answered alike.
    Refused(String),
}

/// Codes with which a platform asks to come back later.
const LATER: [i64; 5] = [-1, 45009, 130_101, 11_232, 9_499];

/// What an HTTP status and body say.
pub fn answer(kind: ReceiverKind, status: u16, body: &str) -> Answer {
    match status {
        429 | 500..=599 => return Answer::Later(format!("HTTP {status}")),
        200..=299 => {}
        _ => return Answer::Refused(format!("HTTP {status}")),
    }
    let keys: &[&str] = match kind {
        ReceiverKind::Wecom | ReceiverKind::Dingtalk => &["errcode"],
        ReceiverKind::Feishu => &["code", "StatusCode"],
        ReceiverKind::Json | ReceiverKind::Ping => return Answer::Taken,
    };
    let json: Value = serde_json::from_str(body).unwrap_or_default();
    let code = keys.iter().find_map(|key| json[*key].as_i64());
    let words = ["errmsg", "msg", "StatusMessage"]
        .iter()
        .find_map(|key| json[*key].as_str())
        .unwrap_or_default();
    let said = |code: i64| {
        let words: String = words.chars().take(120).collect();
        format!("{code} {words}").trim_end().to_owned()
    };
    match code {
        Some(0) => Answer::Taken,
        Some(code) if LATER.contains(&code) => Answer::Later(said(code)),
        Some(code) => Answer::Refused(said(code)),
        // Some page that is no answer of the platform's.
        None => Answer::Refused(format!("HTTP {status}, no answer of the platform")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: &str) -> Note {
        Note {
            text: text.to_owned(),
            data: json!({"run": "daily"}),
            exit: 1,
        }
    }

    /// Against `openssl dgst -sha256 -hmac KEY -binary | base64`.
    #[test]
    fn signatures() {
        assert_eq!(
            dingtalk_sign("SECtest", 1_700_000_000_000),
            "aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D"
        );
        assert_eq!(
            feishu_sign("test", 1_700_000_000),
            "eSJQnOl8XqPTMPHWz9e5IzeHS/tqoc68g2967ekIPmg="
        );
    }

    #[test]
    fn bodies_and_addresses() {
        use ReceiverKind::{Dingtalk, Feishu, Json, Ping, Wecom};
        let at = 1_700_000_000_000;
        let make = |kind, secret| request(kind, "https://h/s?k=1", secret, &note("甲"), at);
        let body = json!({"msgtype": "text", "text": {"content": "甲"}});
        assert_eq!(make(Wecom, None).body, Some(body.clone()));
        let signed = make(Dingtalk, Some("SECtest"));
        assert_eq!(signed.body, Some(body));
        assert!(
            signed
                .url
                .starts_with("https://h/s?k=1&timestamp=1700000000000&sign=")
        );
        assert_eq!(make(Dingtalk, None).url, "https://h/s?k=1");
        let feishu = make(Feishu, Some("test")).body.expect("a body");
        assert_eq!(feishu["timestamp"], "1700000000");
        assert_eq!(feishu["msg_type"], "text");
        assert_eq!(feishu["content"]["text"], "甲");
        let plain = make(Feishu, None).body.expect("a body");
        assert_eq!(plain.get("sign"), None);
        let hook = json!({"run": "daily", "exit": 1, "text": "甲"});
        assert_eq!(make(Json, None).body, Some(hook));
        assert_eq!(make(Ping, None).body, None);
        let long = request(Wecom, "u", None, &note(&"汉".repeat(900)), at);
        let content = long.body.expect("a body")["text"]["content"].to_string();
        assert_eq!(content.len() - 2, 2046);
    }

    #[test]
    fn answers() {
        use Answer::{Later, Refused, Taken};
        use ReceiverKind::{Dingtalk, Feishu, Json, Wecom};
        for (kind, status, body, want) in [
            (Wecom, 200, r#"{"errcode":0,"errmsg":"ok"}"#, Taken),
            (
                Wecom,
                200,
                r#"{"errcode":45009,"errmsg":"freq"}"#,
                Later("45009 freq".into()),
            ),
            (
                Wecom,
                200,
                r#"{"errcode":93000,"errmsg":"bad"}"#,
                Refused("93000 bad".into()),
            ),
            (
                Dingtalk,
                200,
                r#"{"errcode":310000,"errmsg":"sign not match"}"#,
                Refused("310000 sign not match".into()),
            ),
            (Feishu, 200, r#"{"code":0,"msg":"success"}"#, Taken),
            (
                Feishu,
                200,
                r#"{"StatusCode":0,"StatusMessage":"success"}"#,
                Taken,
            ),
            (
                Feishu,
                200,
                r#"{"code":19021,"msg":"sign match fail"}"#,
                Refused("19021 sign match fail".into()),
            ),
            (
                Feishu,
                200,
                "<html>",
                Refused("HTTP 200, no answer of the platform".into()),
            ),
            (Json, 204, "", Taken),
            (Json, 503, "", Later("HTTP 503".into())),
            (Json, 302, "", Refused("HTTP 302".into())),
            (Json, 404, "", Refused("HTTP 404".into())),
        ] {
            assert_eq!(answer(kind, status, body), want, "{body}");
        }
    }
}
