//! Addresses and secrets, from the environment or from a file's first line.

use crate::base::Problem;
use crate::policy::notify::Receiver;
use crate::say;
use std::path::{Path, PathBuf};

/// Where one receiver is reached, and what it signs with.
pub struct Address {
    pub url: String,
    pub secret: Option<String>,
}

/// Looks them up; `resolve` hangs a file's path on the config's folder.
///
/// # Errors
/// A variable that is not set, a file that cannot be read or is blank, an
/// address that is none. The value itself is never repeated.
pub fn address(to: &Receiver, resolve: &dyn Fn(&Path) -> PathBuf) -> Result<Address, Problem> {
    let url = look_up(to.url_env.as_deref(), to.url_file.as_deref(), resolve)?.unwrap_or_default();
    let secret = look_up(to.secret_env.as_deref(), to.secret_file.as_deref(), resolve)?;
    let plain = !to.kind.platform() || loopback(&url);
    if !(url.starts_with("https://") || (plain && url.starts_with("http://"))) {
        let place = to.url_env.as_ref().or(to.url_file.as_ref());
        let place = place.map_or("", String::as_str);
        return Err(say!(
            zh: "{place} 里的不是地址;要以 https:// 开头",
            en: "what {place} holds is no address; it must begin with https://"
        )
        .into());
    }
    Ok(Address { url, secret })
}

/// Whether address and secret are there, for the check-up.
///
/// # Errors
/// As [`address`].
pub fn ready(to: &Receiver, resolve: &dyn Fn(&Path) -> PathBuf) -> Result<(), Problem> {
    address(to, resolve).map(|_| ())
}

fn loopback(url: &str) -> bool {
    ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
        .iter()
        .any(|begin| url.starts_with(begin))
}

fn look_up(
    variable: Option<&str>,
    file: Option<&str>,
    resolve: &dyn Fn(&Path) -> PathBuf,
) -> Result<Option<String>, Problem> {
    if let Some(name) = variable {
        let value = std::env::var(name).unwrap_or_default().trim().to_owned();
        if value.is_empty() {
            return Err(say!(
                zh: "环境变量 {name} 没有设;cron 里要在 crontab 或脚本中设好",
                en: "the environment variable {name} is not set; cron needs it set in the crontab or a script"
            )
            .into());
        }
        return Ok(Some(value));
    }
    let Some(shown) = file else {
        return Ok(None);
    };
    let text =
        std::fs::read_to_string(resolve(Path::new(shown))).map_err(|e| Problem::io(shown, &e))?;
    match text.lines().map(str::trim).find(|line| !line.is_empty()) {
        Some(line) => Ok(Some(line.to_owned())),
        None => Err(say!(zh: "{shown} 是空的;第一行要是地址或密钥", en: "{shown} is blank; its first line is to be the address or secret").into()),
    }
}
