//! Putting a file in place so that a power cut at any moment leaves either
//! nothing or the whole file: temp file in the same folder, fsync, link without
//! replacing, fsync of the folder, read back and hash.

use crate::base::Problem;
use crate::say;
use crate::table::source::hex;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::path::Path;
use tempfile::NamedTempFile;

/// Begins the name of every temporary file here, so that a later run can clear
/// what a killed one left.
const TEMP: &str = ".dayclose-";

/// Whether a file name is one of our temporary files.
pub fn is_temp(name: &str) -> bool {
    name.starts_with(TEMP)
}

/// The lock of an archive; released when dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// # Errors
    /// Another run holds it, or the folder cannot be written to.
    pub fn take(path: &Path, shown: &str) -> Result<Lock, Problem> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|e| Problem::io(path, &e))?;
        private_file(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(say!(
                zh: "{shown}:另一个 backup run 正在进行;等它结束再试",
                en: "{shown}: another backup run is at work; try again when it has ended"
            )
            .into()),
            Err(TryLockError::Error(e)) => Err(Problem::io(path, &e)),
        }
    }
}

/// Makes a folder that only its owner may enter.
///
/// # Errors
/// The folder cannot be made.
pub fn private_folder(path: &Path) -> Result<(), Problem> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|e| Problem::io(path, &e))
}

#[cfg(unix)]
fn private_file(path: &Path) -> Result<(), Problem> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(|e| Problem::io(path, &e))
}

#[cfg(not(unix))]
fn private_file(_path: &Path) -> Result<(), Problem> {
    Ok(())
}

/// A temporary file in `folder`, readable by its owner only.
///
/// # Errors
/// The file cannot be made.
pub fn temp_in(folder: &Path) -> Result<NamedTempFile, Problem> {
    private_folder(folder)?;
    // tempfile makes it with create_new and, on Unix, mode 0600.
    tempfile::Builder::new()
        .prefix(TEMP)
        .tempfile_in(folder)
        .map_err(|e| Problem::io(folder, &e))
}

/// A temporary folder in the archive that only its owner may enter.
///
/// # Errors
/// The folder cannot be made.
pub fn temp_folder_in(folder: &Path) -> Result<tempfile::TempDir, Problem> {
    // tempfile makes it with mode 0700 on Unix.
    tempfile::Builder::new()
        .prefix(TEMP)
        .tempdir_in(folder)
        .map_err(|e| Problem::io(folder, &e))
}

/// Removes what a killed run left in a folder.
///
/// # Errors
/// A left file cannot be removed.
pub fn clear_temps(folder: &Path) -> Result<(), Problem> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries.flatten() {
        if is_temp(&entry.file_name().to_string_lossy()) {
            let folder = entry.file_type().is_ok_and(|t| t.is_dir());
            let removed = if folder {
                fs::remove_dir_all(entry.path())
            } else {
                fs::remove_file(entry.path())
            };
            removed.map_err(|e| Problem::io(entry.path(), &e))?;
        }
    }
    Ok(())
}

/// Puts a finished temporary file in place under a name that must be free, and
/// reads it back; gives size and SHA-256.
///
/// # Errors
/// The name is taken, the disk fails, or what is read back is not what was
/// written.
pub fn place(temp: NamedTempFile, path: &Path) -> Result<(u64, String), Problem> {
    let failed = |e: io::Error| Problem::io(path, &e);
    temp.as_file().sync_all().map_err(failed)?;
    let (written, wrote) = digest(temp.path()).map_err(failed)?;
    let file = temp
        .persist_noclobber(path)
        .map_err(|e| Problem::io(path, &e.error))?;
    drop(file);
    if let Some(folder) = path.parent() {
        sync_folder(folder).map_err(failed)?;
    }
    let (size, sha256) = digest(path).map_err(failed)?;
    if size != written || sha256 != wrote {
        let shown = path.display();
        return Err(say!(
            zh: "{shown}:写入后读回来不一样,磁盘可能有故障;没有封存,请换磁盘再试",
            en: "{shown}: what was read back is not what was written, the disk may be failing; nothing was sealed"
        )
        .into());
    }
    Ok((size, sha256))
}

/// Replaces a derived file as a whole.
///
/// # Errors
/// The disk fails.
pub fn replace(temp: NamedTempFile, path: &Path) -> Result<(), Problem> {
    let failed = |e: io::Error| Problem::io(path, &e);
    temp.as_file().sync_all().map_err(failed)?;
    temp.persist(path)
        .map_err(|e| Problem::io(path, &e.error))?;
    if let Some(folder) = path.parent() {
        sync_folder(folder).map_err(failed)?;
    }
    Ok(())
}

/// A new name survives a power cut only once its folder is on disk.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Size and SHA-256 of a file.
///
/// # Errors
/// It cannot be read.
pub fn digest(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut state = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut size = 0;
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok((size, hex(&state.finalize())));
        }
        state.update(&buffer[..n]);
        size += n as u64;
    }
}

/// The operating-system user who made a file: the environment can say anything.
#[cfg(unix)]
pub fn owner(file: &std::fs::File) -> String {
    use std::os::unix::fs::MetadataExt;
    let Ok(meta) = file.metadata() else {
        return String::new();
    };
    let uid = meta.uid().to_string();
    std::fs::read_to_string("/etc/passwd")
        .ok()
        .and_then(|text| {
            text.lines().find_map(|line| {
                let mut parts = line.split(':');
                let name = parts.next()?;
                (parts.nth(1)? == uid).then(|| name.to_owned())
            })
        })
        .unwrap_or(uid)
}

#[cfg(not(unix))]
pub fn owner(_file: &std::fs::File) -> String {
    std::env::var("USERNAME").unwrap_or_default()
}
