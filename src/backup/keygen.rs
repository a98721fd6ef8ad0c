//! The key that seals are signed with: made once, its secret half for the
//! machine that seals, its public half for everybody who checks.

use super::commit;
use super::sign::number;
use crate::base::{Clock, Message, Problem, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;
use minisign::KeyPair;
use std::path::{Path, PathBuf};

/// Makes a key pair at `path` and `path.pub`; nothing there is replaced.
///
/// `shown` and `name` are for the config lines that are proposed.
///
/// # Errors
/// A file is in the way, the disk fails, the system gives no randomness.
pub fn keygen(
    path: &Path,
    shown: &str,
    name: &str,
    shop: &str,
    clock: Clock,
) -> Result<Report, Problem> {
    let public = with_ending(path);
    let shown_public = format!("{shown}.pub");
    for (file, shown) in [(path, shown), (public.as_path(), shown_public.as_str())] {
        if file.try_exists().map_err(|e| Problem::io(shown, &e))? {
            return Err(say!(
                zh: "{shown}:已经有这个文件,不覆盖:换掉私钥,旧的就再也签不了;请用 --to 换个名字",
                en: "{shown}: is already there and is not replaced, for the old key would be lost; choose another name with --to"
            )
            .into());
        }
    }
    let failed = |e: minisign::PError| -> Problem {
        say!(zh: "生成不了钥匙({e})", en: "no key can be made ({e})").into()
    };
    let pair = KeyPair::generate_unencrypted_keypair().map_err(failed)?;
    let key = number(pair.pk.keynum());
    let secret = pair
        .sk
        .to_box(Some(&format!(
            "secret key {key} of dayclose, no passphrase"
        )))
        .map_err(failed)?;
    let text = pair.pk.to_base64();
    let folder = path.parent().unwrap_or(Path::new("."));
    commit::place_bytes(secret.to_string().as_bytes(), folder, path)?;
    let lines = format!("untrusted comment: minisign public key {key}\n{text}\n");
    commit::place_bytes(lines.as_bytes(), folder, &public)?;
    let mut report = Report::new(
        "backup keygen",
        say!(zh: "签名钥匙", en: "a key to sign seals with"),
        Message::data(shop),
        clock,
    );
    report.lead = vec![
        say!(
            zh: "私钥 {shown}:只有本账号能读,没有口令;留在备份的电脑上",
            en: "secret key {shown}: for this account only, no passphrase; it stays on the machine that seals"
        ),
        say!(
            zh: "公钥 {shown_public}:交给核对的人,也存一份在别处",
            en: "public key {shown_public}: for whoever checks; keep a copy elsewhere"
        ),
        say!(zh: "写进配置:", en: "for the config:"),
        Message::data(format!("  [backup] sign_key = {shown:?}")),
        Message::data(format!("  [backup.signers] {name:?} = {text:?}")),
    ];
    let mut section = Section::new(
        "rows",
        say!(zh: "文件", en: "files"),
        vec![
            Column::new("half", Text::new("哪一半", "half"), Kind::Text),
            Column::new("file", Text::new("文件", "file"), Kind::Text),
        ],
    );
    let secret = Value::Code("secret", Text::new("私钥", "secret key"));
    let open = Value::Code("public", Text::new("公钥", "public key"));
    section.rows = vec![
        vec![secret, Value::from(shown)],
        vec![open, Value::from(shown_public.clone())],
    ];
    section.screen = false;
    report.sections.push(section);
    report.datum("secret", Value::from(shown));
    report.datum("public", Value::from(shown_public));
    report.datum("key", Value::from(key));
    report.datum("public_key", Value::from(text));
    Ok(report)
}

/// `keys/seal.key` → `keys/seal.key.pub`.
fn with_ending(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}
