//! Archives for named recipients only (O8): age around the zip, so that the plain
//! `age` tool opens it. The machine that seals holds public keys alone; whoever
//! restores brings an identity file. Both ways stream: memory does not grow with
//! the archive.

use crate::base::Problem;
use crate::say;
use age::stream::{StreamReader, StreamWriter};
use age::x25519::{Identity, Recipient};
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::Path;
use std::sync::Arc;

/// Ending of an archive that is encrypted.
pub const ENDING: &str = ".age";

/// Whether an archive of that name is encrypted.
pub fn is_encrypted(name: &str) -> bool {
    name.ends_with(ENDING)
}

/// What encrypted archives are opened with; none by default.
#[derive(Clone, Default)]
pub struct Keys(Arc<Vec<Identity>>);

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} identities", self.0.len())
    }
}

impl Keys {
    /// Reads an identity file as `age-keygen` writes it.
    ///
    /// # Errors
    /// It cannot be read, or holds no identity.
    pub fn load(path: &Path) -> Result<Keys, Problem> {
        let shown = path.display();
        let text = std::fs::read(path).map_err(|e| Problem::io(path, &e))?;
        let text = String::from_utf8_lossy(&text);
        let lines = text.lines().map(str::trim);
        let keys: Vec<Identity> = lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map_while(|line| line.parse().ok())
            .collect();
        if keys.is_empty() {
            return Err(say!(
                zh: "{shown}:里面没有 age 私钥(AGE-SECRET-KEY-1 开头的一行);有口令的先用 age -d 解开",
                en: "{shown}: holds no age identity (a line that begins with AGE-SECRET-KEY-1); one with a passphrase must be opened with age -d first"
            )
            .into());
        }
        Ok(Keys(Arc::new(keys)))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Bytes of an archive that can be read anywhere.
pub trait Plain: Read + Seek + Send {}

impl<T: Read + Seek + Send> Plain for T {}

/// The zip in an archive's file, decrypted as it is read where it is encrypted.
///
/// # Errors
/// An archive that is encrypted and no key, or none that fits.
pub fn reader(file: File, name: &str, shown: &str, keys: &Keys) -> Result<Box<dyn Plain>, Problem> {
    if !is_encrypted(name) {
        return Ok(Box::new(BufReader::new(file)));
    }
    if keys.is_empty() {
        return Err(say!(
            zh: "{shown}:已加密;请用 --identity 给出 age 私钥文件",
            en: "{shown}: is encrypted; name an age identity file with --identity"
        )
        .into());
    }
    let identities = || keys.0.iter().map(|k| k as &dyn age::Identity);
    let opened = age::Decryptor::new_buffered(BufReader::new(file))
        .and_then(|sealed| sealed.decrypt(identities()));
    match opened {
        Ok(plain) => Ok(Box::new(BufReader::with_capacity(1 << 16, plain))),
        Err(age::DecryptError::NoMatchingKeys) => Err(say!(
            zh: "{shown}:给出的私钥打不开;要用封存时 encrypt_to 里某个公钥对应的私钥",
            en: "{shown}: none of the identities opens it; it takes one whose public key was in encrypt_to when it was sealed"
        )
        .into()),
        Err(e) => Err(damaged(shown, &e)),
    }
}

/// Public keys of the config, which was checked.
///
/// # Errors
/// One that is none: what it was left out of it could not open.
pub fn recipients(to: &[String]) -> io::Result<Vec<Recipient>> {
    let known = to.iter().map(|r| r.trim().parse().ok());
    let all: Option<Vec<Recipient>> = known.collect();
    all.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

/// What is written into it stands in `out` as an age file for those recipients,
/// once it is finished.
///
/// # Errors
/// The beginning cannot be written.
pub fn sealed_to<W: Write>(to: &[Recipient], out: W) -> io::Result<StreamWriter<W>> {
    let each = to.iter().map(|r| r as &dyn age::Recipient);
    let sealer = age::Encryptor::with_recipients(each).map_err(io::Error::other)?;
    sealer.wrap_output(out)
}

/// An age file for one identity, decrypted as it is read.
///
/// # Errors
/// It cannot be read, or is for another.
pub fn opened<R: BufRead>(file: R, key: &Identity) -> io::Result<StreamReader<R>> {
    let sealed = age::Decryptor::new_buffered(file).map_err(io::Error::other)?;
    let key = std::iter::once(key as &dyn age::Identity);
    sealed.decrypt(key).map_err(io::Error::other)
}

/// «Damaged», with what to do.
pub fn damaged(name: &str, error: &dyn std::fmt::Display) -> Problem {
    say!(
        zh: "{name}:封存打不开或已损坏({error});请先运行 dayclose backup verify",
        en: "{name}: the archive cannot be opened or is damaged ({error}); run dayclose backup verify"
    )
    .into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::SeekFrom;

    #[test]
    fn what_is_encrypted_reads_back_anywhere_and_to_each_recipient() {
        let bytes: Vec<u8> = (0..300_000u32).flat_map(u32::to_le_bytes).collect();
        let (one, two, other) = (
            Identity::generate(),
            Identity::generate(),
            Identity::generate(),
        );
        let to = [one.to_public().to_string(), two.to_public().to_string()];
        let sealed = tempfile::NamedTempFile::new().unwrap();
        let mut out = sealed_to(&recipients(&to).unwrap(), sealed.as_file()).unwrap();
        out.write_all(&bytes).unwrap();
        out.finish().unwrap();
        assert!(recipients(&["age1".to_owned()]).is_err());
        let open = |key: &Identity| {
            let keys = Keys(Arc::new(vec![key.clone()]));
            reader(File::open(sealed.path()).unwrap(), "a.zip.age", "x", &keys)
        };
        for key in [&one, &two] {
            let mut read = open(key).unwrap();
            read.seek(SeekFrom::Start(700_001)).unwrap();
            let mut part = [0; 5];
            read.read_exact(&mut part).unwrap();
            assert_eq!(part, bytes[700_001..700_006]);
        }
        assert!(open(&other).is_err());
        assert!(
            reader(
                File::open(sealed.path()).unwrap(),
                "a.zip.age",
                "x",
                &Keys::default()
            )
            .is_err()
        );
    }
}
