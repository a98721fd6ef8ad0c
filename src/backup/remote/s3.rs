//! A copy in a store that speaks S3: signed addresses, one request a file, the
//! file streamed both ways. `If-None-Match: *` has the store itself refuse to
//! replace a file; one that does not know it is only ever asked for names that
//! its list does not have.

use super::Store;
use crate::backup::commit;
use crate::base::{Message, Problem};
use crate::policy::Policy;
use crate::say;
use crate::table::source::hex;
use rusty_s3::actions::ListObjectsV2;
use rusty_s3::{Credentials, S3Action, UrlStyle};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Response;

/// How long a signed address is good for; one request has begun by then.
const GOOD_FOR: Duration = Duration::from_secs(900);

/// How long the store may say nothing.
const SILENCE: Duration = Duration::from_secs(30);

/// Characters of a store's own words that are shown.
const SAID: u64 = 400;

pub struct Bucket {
    bucket: rusty_s3::Bucket,
    credentials: Credentials,
    prefix: String,
    agent: Agent,
}

type Answer = Response<ureq::Body>;

impl Bucket {
    /// # Errors
    /// An address that is none, credentials that are not there.
    pub fn new(policy: &Policy) -> Result<Bucket, Problem> {
        let remote = &policy.backup.remote;
        let name = remote.bucket.clone().unwrap_or_default();
        let region = remote.region.clone();
        let endpoint = match &remote.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => format!("https://s3.{region}.amazonaws.com"),
        };
        let wrong = || -> Problem {
            say!(
                zh: "[backup.remote] endpoint「{endpoint}」或 bucket「{name}」不对;要写成 https://… 和存储桶的名字",
                en: "[backup.remote] endpoint \"{endpoint}\" or bucket \"{name}\" is wrong; write https://… and the bucket's name"
            )
            .into()
        };
        let address = endpoint.parse().map_err(|_| wrong())?;
        let bucket = rusty_s3::Bucket::new(address, UrlStyle::Path, name.clone(), region)
            .map_err(|_| wrong())?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .timeout_per_write(Some(SILENCE))
            .timeout_recv_response(Some(SILENCE * 4))
            .max_idle_connections(0)
            .build();
        Ok(Bucket {
            bucket,
            credentials: credentials(policy)?,
            prefix: prefix(&remote.prefix),
            agent: Agent::new_with_config(config),
        })
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn failed(&self, name: &str, e: &dyn std::fmt::Display) -> Problem {
        let shown = self.show(name);
        say!(zh: "{shown}:传输失败({e})", en: "{shown}: the transfer failed ({e})").into()
    }

    /// What the store answered instead of doing it.
    fn refused(&self, name: &str, mut answer: Answer) -> Problem {
        let status = answer.status().as_u16();
        let mut said = String::new();
        // Its words are a help, no more: none is fine too.
        let _ = answer
            .body_mut()
            .as_reader()
            .take(SAID)
            .read_to_string(&mut said);
        let code = between(&said, "<Code>", "</Code>").unwrap_or("").to_owned();
        let shown = self.show(name);
        let what: Message = match status {
            401 | 403 => say!(
                zh: "存储拒绝({status} {code});请检查钥匙和权限",
                en: "the store refuses ({status} {code}); check credentials and rights"
            ),
            404 => say!(
                zh: "存储里没有({status} {code});请检查 bucket 和 endpoint",
                en: "the store has none such ({status} {code}); check bucket and endpoint"
            ),
            409 | 412 => say!(
                zh: "那边已有这个文件,不覆盖({status} {code})",
                en: "a file of that name is there and is not replaced ({status} {code})"
            ),
            _ => say!(zh: "存储出错({status} {code})", en: "the store fails ({status} {code})"),
        };
        say!(zh: "{shown}:", en: "{shown}: ").join("", &what).into()
    }
}

impl Store for Bucket {
    fn show(&self, name: &str) -> String {
        format!("s3://{}/{}", self.bucket.name(), self.key(name))
    }

    fn list(&self) -> Result<BTreeSet<String>, Problem> {
        let mut names = BTreeSet::new();
        let mut next: Option<String> = None;
        loop {
            let mut action = self.bucket.list_objects_v2(Some(&self.credentials));
            action.with_prefix(self.prefix.clone());
            if let Some(token) = next {
                action.with_continuation_token(token);
            }
            let url = action.sign(GOOD_FOR);
            let mut answer = self
                .agent
                .get(url.as_str())
                .call()
                .map_err(|e| self.failed("", &e))?;
            if !answer.status().is_success() {
                return Err(self.refused("", answer));
            }
            let text = answer
                .body_mut()
                .read_to_string()
                .map_err(|e| self.failed("", &e))?;
            let page = ListObjectsV2::parse_response(&text).map_err(|e| self.failed("", &e))?;
            let found = page
                .contents
                .iter()
                .filter_map(|c| c.key.strip_prefix(&self.prefix));
            names.extend(found.filter(|n| super::belongs(n)).map(str::to_owned));
            next = page.next_continuation_token;
            if next.is_none() {
                return Ok(names);
            }
        }
    }

    fn put(&self, name: &str, from: &Path) -> Result<(), Problem> {
        let file = File::open(from).map_err(|e| Problem::io(from, &e))?;
        let key = self.key(name);
        let mut action = self.bucket.put_object(Some(&self.credentials), &key);
        action.headers_mut().insert("if-none-match", "*");
        let url = action.sign(GOOD_FOR);
        let sent = self
            .agent
            .put(url.as_str())
            .header("if-none-match", "*")
            .send(&file)
            .map_err(|e| self.failed(name, &e))?;
        if sent.status().is_success() {
            return Ok(());
        }
        Err(self.refused(name, sent))
    }

    fn digest(&self, name: &str) -> Result<(u64, String), Problem> {
        let key = self.key(name);
        let url = self
            .bucket
            .get_object(Some(&self.credentials), &key)
            .sign(GOOD_FOR);
        let mut answer = self
            .agent
            .get(url.as_str())
            .call()
            .map_err(|e| self.failed(name, &e))?;
        if !answer.status().is_success() {
            return Err(self.refused(name, answer));
        }
        let mut input = answer.body_mut().as_reader();
        let (mut size, mut state) = (0, Sha256::new());
        let mut buffer = vec![0; 1 << 17];
        loop {
            match input.read(&mut buffer) {
                Ok(0) => return Ok((size, hex(&state.finalize()))),
                Ok(n) => {
                    state.update(&buffer[..n]);
                    size += n as u64;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(self.failed(name, &e)),
            }
        }
    }
}

/// `shop` and `shop/` are the same place.
fn prefix(text: &str) -> String {
    let text = text.trim_matches('/');
    if text.is_empty() {
        String::new()
    } else {
        format!("{text}/")
    }
}

/// From the file that the config names, two lines, key and secret; else from the
/// environment as the store's own tools read it.
fn credentials(policy: &Policy) -> Result<Credentials, Problem> {
    let Some(shown) = &policy.backup.remote.credentials else {
        return Credentials::from_env().ok_or_else(|| {
            say!(
                zh: "没有存储的钥匙;请用 [backup.remote] credentials 指明文件(两行:钥匙、密钥),或设 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY",
                en: "no credentials for the store; name a file with [backup.remote] credentials (two lines: key, secret), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            )
            .into()
        });
    };
    let path = policy.resolve(Path::new(shown));
    commit::refuse_shared(&path, shown)?;
    let text = std::fs::read_to_string(&path).map_err(|e| Problem::io(shown, &e))?;
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    match (lines.next(), lines.next(), lines.next()) {
        (Some(key), Some(secret), None) => Ok(Credentials::new(key, secret)),
        _ => Err(say!(
            zh: "{shown}:要正好两行:存储的钥匙、密钥",
            en: "{shown}: takes exactly two lines: the store's key and its secret"
        )
        .into()),
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let from = text.find(before)? + before.len();
    let end = text[from..].find(after)?;
    Some(&text[from..from + end])
}
