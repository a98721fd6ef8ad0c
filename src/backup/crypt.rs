//! Archives for named recipients only (O8): age around the zip, so that the plain
//! `age` tool opens it. The machine that seals holds public keys alone; whoever
//! restores brings an identity file. Both ways stream: memory does not grow with
//! the archive.

use super::commit;
use crate::base::Problem;
use crate::say;
use age::x25519::{Identity, Recipient};
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use tempfile::NamedTempFile;

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
        Err(e) => Err(super::archive::damaged(shown, &e)),
    }
}

/// Encrypts a finished archive into a new temporary file of the same folder.
///
/// # Errors
/// The disk fails.
pub fn encrypt(
    plain: &NamedTempFile,
    folder: &Path,
    to: &[String],
    shown: &str,
) -> Result<NamedTempFile, Problem> {
    let temp = commit::temp_in(folder)?;
    let failed = |e: io::Error| Problem::io(shown, &e);
    let recipients: Vec<Recipient> = to.iter().filter_map(|r| r.trim().parse().ok()).collect();
    // One that was left out could not open it: the config was checked.
    if recipients.len() != to.len() {
        return Err(failed(io::ErrorKind::InvalidInput.into()));
    }
    let each = recipients.iter().map(|r| r as &dyn age::Recipient);
    let sealer = age::Encryptor::with_recipients(each).map_err(|e| failed(io::Error::other(e)))?;
    let mut input = plain.as_file();
    input.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut out = sealer.wrap_output(temp.as_file()).map_err(failed)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => out.write_all(&buffer[..n]).map_err(failed)?,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(failed(e)),
        }
    }
    out.finish().map_err(failed)?;
    Ok(temp)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_encrypted_reads_back_anywhere_and_to_each_recipient() {
        let folder = tempfile::tempdir().unwrap();
        let plain = commit::temp_in(folder.path()).unwrap();
        let bytes: Vec<u8> = (0..300_000u32).flat_map(u32::to_le_bytes).collect();
        plain.as_file().write_all(&bytes).unwrap();
        let (one, two, other) = (
            Identity::generate(),
            Identity::generate(),
            Identity::generate(),
        );
        let to = [one.to_public().to_string(), two.to_public().to_string()];
        let sealed = encrypt(&plain, folder.path(), &to, "x").unwrap();
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
