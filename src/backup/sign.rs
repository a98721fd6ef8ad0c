//! Signatures: beside each seal stands `SEAL.json.minisig`, an ed25519 signature
//! in minisign's format, so that anybody can check it with the public tool. The
//! seal's own bytes and the chain stay what they are.
//!
//! A seal names the hash of the one before it, so the signature of one vouches
//! for all seals before it too.

use super::commit;
use super::job::Job;
use super::layout::Layout;
use super::seal::{Chain, Link};
use crate::base::{Finding, Message, Problem};
use crate::say;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minisign::{PublicKey, SecretKey, SecretKeyBox, SignatureBox};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, ErrorKind};
use std::path::Path;

/// Bytes of a secret key file in minisign's format, and of the checksum it ends in.
const SECRET: usize = 158;
const CHECKSUM: usize = 32;

/// How it begins.
const ED25519: &[u8] = b"Ed";

/// A key that seals are signed with.
pub struct Signer {
    key: SecretKey,
}

impl Signer {
    /// Reads a key file without a passphrase.
    ///
    /// # Errors
    /// It is not there, others may read it, it is no such key.
    pub fn load(path: &Path, shown: &str) -> Result<Signer, Problem> {
        commit::refuse_shared(path, shown)?;
        let text = fs::read_to_string(path).map_err(|e| Problem::io(shown, &e))?;
        match secret(&text) {
            Some(key) => Ok(Signer { key }),
            None => Err(say!(
                zh: "{shown}:不是可用的签名私钥(有口令的也不行,定时任务没法输入);请用 dayclose backup keygen 或 minisign -G -W 生成",
                en: "{shown}: no usable secret key (nor is one with a passphrase, which nobody can type at 18:00); make one with dayclose backup keygen or minisign -G -W"
            )
            .into()),
        }
    }

    /// The signature of a seal, as minisign writes it.
    fn sign(&self, name: &str, bytes: &[u8]) -> Result<String, Problem> {
        let file = name.rsplit('/').next().unwrap_or(name);
        let signed = minisign::sign(
            None,
            &self.key,
            Cursor::new(bytes),
            Some(&format!("file:{file}")),
            Some("signature of a dayclose seal"),
        );
        signed.map(SignatureBox::into_string).map_err(|e| {
            say!(zh: "{file}:签不了名({e})", en: "{file}: cannot be signed ({e})").into()
        })
    }
}

/// A secret key without a passphrase, whole.
fn secret(text: &str) -> Option<SecretKey> {
    let bytes = STANDARD.decode(text.lines().nth(1)?.trim()).ok()?;
    let key = if bytes.ends_with(&[0; CHECKSUM]) {
        // The minisign tool leaves the checksum of such a key out, which the crate
        // takes for damage.
        SecretKey::from_bytes(&bytes).ok()
    } else {
        let boxed = SecretKeyBox::from_string(text);
        boxed
            .and_then(SecretKeyBox::into_unencrypted_secret_key)
            .ok()
    };
    let open = |key: &SecretKey| !key.is_encrypted();
    let key = key.filter(|key| bytes.len() == SECRET && bytes.starts_with(ED25519) && open(key))?;
    fits(&key).then_some(key)
}

/// Whether the halves of a key belong together: what it signs must hold.
fn fits(key: &SecretKey) -> bool {
    let probe = || Cursor::new(b"probe");
    let public = PublicKey::from_secret_key(key);
    let signed = minisign::sign(None, key, probe(), Some("probe"), None);
    let (Ok(public), Ok(signed)) = (public, signed) else {
        return false;
    };
    minisign::verify(&public, &signed, probe(), true, false, false).is_ok()
}

/// Signs a seal where the config names a key. A seal that cannot be signed is
/// sealed all the same, and said.
pub fn seal(job: &Job<'_>, link: &Link, bytes: &[u8]) -> Option<Finding> {
    let shown = job.policy.backup.sign_key.as_ref()?;
    let path = job.policy.resolve(Path::new(shown));
    let signed = Signer::load(&path, shown).and_then(|signer| {
        let text = signer.sign(&link.name, bytes)?;
        let at = job.layout.inside(&Layout::signature_name(&link.name));
        commit::place_bytes(text.as_bytes(), &job.layout.seals(), &at)
    });
    let problem = signed.err()?;
    let seq = link.seal.seq;
    let said = say!(
        zh: "第 {seq} 号已封存,但没有签名,处理后再运行一次就会补签:",
        en: "seal {seq} stands but is not signed; mend this and run again, it is signed then: "
    );
    Some(Finding::error(
        "O8",
        link.name.clone(),
        said.join("", &problem.0),
    ))
}

/// Signs the newest seal where a run was cut short before it could, or where the
/// key came later. A seal that does not fit its chain is not signed.
pub fn catch_up(job: &Job<'_>, chain: &Chain) -> Option<Finding> {
    job.policy.backup.sign_key.as_ref()?;
    let link = chain.newest()?;
    if chain
        .signatures
        .contains(&Layout::signature_name(&link.name))
    {
        return None;
    }
    match fs::read(job.layout.inside(&link.name)) {
        Ok(bytes) if commit::sha256(&bytes) == link.sha256 => seal(job, link, &bytes),
        _ => None,
    }
}

/// Public keys that are known, by key number.
pub struct Signers {
    keys: Vec<(String, PublicKey)>,
}

/// What a seal's signature is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    /// By this name of the config.
    By(String),
    /// There is no signature file.
    No,
    /// The key of this number is not in the config.
    Unknown(String),
    /// It is not this seal's, or was altered.
    Bad,
}

impl Signers {
    /// Keys of `[backup.signers]`; the config was checked.
    pub fn new(known: &BTreeMap<String, String>) -> Signers {
        let key = |(name, text): (&String, &String)| {
            let key = PublicKey::from_base64(text.trim()).ok()?;
            Some((name.clone(), key))
        };
        Signers {
            keys: known.iter().filter_map(key).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Who signed a seal.
    ///
    /// # Errors
    /// A file that is there cannot be read.
    pub fn of(&self, layout: &Layout, link: &Link) -> Result<Signed, Problem> {
        let name = Layout::signature_name(&link.name);
        let read = |name: &str| match fs::read(layout.inside(name)) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Problem::io(layout.show(name), &e)),
            Ok(bytes) => Ok(Some(bytes)),
        };
        let Some(text) = read(&name)? else {
            return Ok(Signed::No);
        };
        let bytes = read(&link.name)?.unwrap_or_default();
        Ok(self.judge(&link.name, &bytes, &text))
    }

    fn judge(&self, name: &str, bytes: &[u8], signature: &[u8]) -> Signed {
        let parsed = String::from_utf8(signature.to_vec())
            .ok()
            .filter(|text| whole(text))
            .and_then(|text| SignatureBox::from_string(&text).ok());
        let Some(parsed) = parsed else {
            return Signed::Bad;
        };
        let of_key = |(_, key): &&(String, PublicKey)| key.keynum() == parsed.keynum();
        let Some((signer, key)) = self.keys.iter().find(of_key) else {
            return Signed::Unknown(number(parsed.keynum()));
        };
        let file = name.rsplit('/').next().unwrap_or(name);
        let named = parsed
            .trusted_comment()
            .is_ok_and(|c| c == format!("file:{file}"));
        let whole = minisign::verify(key, &parsed, Cursor::new(bytes), true, false, false);
        match whole {
            Ok(()) if named => Signed::By(signer.clone()),
            _ => Signed::Bad,
        }
    }
}

/// Whether both signatures of a file have their full length: 2 bytes of
/// algorithm, 8 of the key's number and 64 of the signature, then 64 over the
/// trusted comment. The crate takes their length for granted.
fn whole(text: &str) -> bool {
    let bytes = |line: Option<&str>| {
        let decoded = line.and_then(|l| STANDARD.decode(l.trim()).ok());
        decoded.map_or(0, |bytes| bytes.len())
    };
    let mut lines = text.lines();
    bytes(lines.nth(1)) == 74 && bytes(lines.nth(1)) == 64
}

/// A key's number as minisign prints it.
pub fn number(keynum: &[u8]) -> String {
    use std::fmt::Write;
    keynum.iter().rev().fold(String::new(), |mut out, byte| {
        // Writing to a String does not fail.
        let _ = write!(out, "{byte:02X}");
        out
    })
}

impl Signed {
    /// What is wrong with the signature of seal `seq`: kind and words.
    pub fn wrong(&self, seq: u64, name: &str) -> Option<(&'static str, Message)> {
        Some(match self {
            Signed::By(_) => return None,
            Signed::No => (
                "unsigned",
                say!(zh: "{name}:第 {seq} 号没有签名", en: "{name}: seal {seq} is not signed"),
            ),
            Signed::Unknown(key) => (
                "unknown_signer",
                say!(
                    zh: "{name}:签名的钥匙 {key} 不在 [backup.signers] 里",
                    en: "{name}: signed with key {key}, which is not in [backup.signers]"
                ),
            ),
            Signed::Bad => (
                "bad_signature",
                say!(
                    zh: "{name}:签名对不上,封条或签名被改过",
                    en: "{name}: the signature does not fit, the seal or the signature was altered"
                ),
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use minisign::KeyPair;

    fn signed() -> (Signers, Signer, String) {
        let pair = KeyPair::generate_unencrypted_keypair().unwrap();
        let known = BTreeMap::from([("office".to_owned(), pair.pk.to_base64())]);
        let signer = Signer { key: pair.sk };
        let text = signer
            .sign("seal/000001-2026-11-22.json", b"bytes")
            .unwrap();
        (Signers::new(&known), signer, text)
    }

    #[test]
    fn a_signature_is_of_its_bytes_name_and_key() {
        let (signers, _, text) = signed();
        let judge =
            |name: &str, bytes: &[u8], text: &str| signers.judge(name, bytes, text.as_bytes());
        let name = "seal/000001-2026-11-22.json";
        assert_eq!(
            judge(name, b"bytes", &text),
            Signed::By("office".to_owned())
        );
        assert_eq!(judge(name, b"byteS", &text), Signed::Bad);
        assert_eq!(
            judge("seal/000002-2026-11-22.json", b"bytes", &text),
            Signed::Bad
        );
        let (_, _, other) = signed();
        assert!(matches!(judge(name, b"bytes", &other), Signed::Unknown(_)));
        let renamed = text.replace("000001-", "000002-");
        assert_eq!(
            judge("seal/000002-2026-11-22.json", b"bytes", &renamed),
            Signed::Bad
        );
    }

    /// The lines of a key file; a key of the minisign tool ends without checksum.
    fn file(bytes: &[u8]) -> String {
        format!("untrusted comment: x\n{}\n", STANDARD.encode(bytes))
    }

    #[test]
    fn keys_without_a_passphrase_are_taken_and_none_that_is_damaged() {
        let whole = KeyPair::generate_unencrypted_keypair()
            .unwrap()
            .sk
            .to_bytes();
        let mut of_tool = whole.clone();
        of_tool[SECRET - CHECKSUM..].fill(0);
        assert!(secret(&file(&whole)).is_some() && secret(&file(&of_tool)).is_some());
        // Algorithm, passphrase, the halves of the key.
        for at in [0, 2, 62, 100, SECRET - CHECKSUM - 1] {
            for bytes in [&whole, &of_tool] {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1;
                assert!(secret(&file(&damaged)).is_none(), "{at}");
            }
        }
        for end in 0..SECRET {
            assert!(secret(&file(&of_tool[..end])).is_none(), "cut at {end}");
        }
        let closed = KeyPair::generate_encrypted_keypair(Some("word".to_owned())).unwrap();
        assert!(secret(&closed.sk.to_box(None).unwrap().to_string()).is_none());
        assert!(secret("").is_none() && secret("a\nb\n").is_none());
    }

    #[test]
    fn no_broken_signature_is_taken_or_breaks_the_program() {
        let (signers, _, text) = signed();
        for end in 0..text.len() - 1 {
            let cut = &text.as_bytes()[..end];
            assert_ne!(
                signers.judge("seal/000001-2026-11-22.json", b"bytes", cut),
                Signed::By("office".to_owned()),
                "cut at {end}"
            );
        }
        for junk in [
            &b""[..],
            b"\n\n\n\n",
            b"\xff\xfe",
            b"a\nb\nc\nd\ne",
            &[0; 4096],
        ] {
            assert_eq!(signers.judge("x", b"", junk), Signed::Bad);
        }
    }
}
