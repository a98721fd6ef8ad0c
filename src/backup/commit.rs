//! Putting a file in place so that a power cut at any moment leaves either
//! nothing or the whole file: temp file in the same folder, fsync, link without
//! replacing, fsync of the folder, read back and hash. What fails on the way is
//! taken back.

use super::mutant::Mutant;
use crate::base::Problem;
use crate::say;
use crate::table::source::hex;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
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
        if let Some(folder) = path.parent() {
            close_empty_folder(folder).map_err(|e| Problem::io(folder, &e))?;
        }
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let file = private(&mut options)
            .open(path)
            .map_err(|e| Problem::io(path, &e))?;
        close_to_others(&file).map_err(|e| Problem::io(path, &e))?;
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

/// Makes a folder that only its owner may enter, and those above it that are
/// missing; that it is there is on disk when this returns.
///
/// # Errors
/// The folder cannot be made, the disk fails.
pub fn private_folder(path: &Path) -> Result<(), Problem> {
    let parent = match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        Some(_) => Path::new("."),
        None => return Ok(()),
    };
    let there = path.is_dir();
    if !there {
        private_folder(parent)?;
        match make_folder(path) {
            // Another run was faster.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
            made => made.map_err(|e| Problem::io(path, &e))?,
        }
    }
    // Also for a folder that is there: whoever made it may have been cut short.
    match sync_folder(parent) {
        // Above the archive's folder much may be closed to us.
        Err(e) if there && e.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        done => done.map_err(|e| Problem::io(parent, &e)),
    }
}

#[cfg(unix)]
fn make_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// An empty folder that somebody made for the archive is closed to others. One
/// with anything in it may be shared on purpose, and what cannot be closed (a
/// mount of another's) still holds nothing but closed files and folders.
#[cfg(unix)]
fn close_empty_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let empty = match fs::read_dir(path) {
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => false,
        entries => entries?.next().is_none(),
    };
    if empty {
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o700));
    }
    Ok(())
}

#[cfg(not(unix))]
fn close_empty_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// New files are for their owner only, whatever the umask.
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// A file that was there before and that others may open is closed to them.
#[cfg(unix)]
pub fn close_to_others(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if file.metadata()?.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
pub fn close_to_others(_file: &File) -> io::Result<()> {
    Ok(())
}

/// A secret that others may read is none.
///
/// # Errors
/// Others may read it.
#[cfg(unix)]
pub fn refuse_shared(path: &Path, shown: &str) -> Result<(), Problem> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_or(0, |m| m.permissions().mode());
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(say!(
        zh: "{shown}:别的账号也能读这个私钥,不能用;请运行 chmod 600 {shown}",
        en: "{shown}: other accounts may read this secret key, it is not used; run chmod 600 {shown}"
    )
    .into())
}

#[cfg(not(unix))]
pub fn refuse_shared(_path: &Path, _shown: &str) -> Result<(), Problem> {
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

/// Removes what a killed run left in a folder, which need not be there.
///
/// # Errors
/// The folder cannot be listed, a left file cannot be removed.
pub fn clear_temps(folder: &Path) -> Result<(), Problem> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|e| Problem::io(folder, &e))?,
    };
    for entry in entries {
        let entry = entry.map_err(|e| Problem::io(folder, &e))?;
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
/// written; the name is free again then.
pub fn place(temp: NamedTempFile, path: &Path) -> Result<(u64, String), Problem> {
    let written = digest(temp.path()).map_err(|e| Problem::io(path, &e))?;
    put(temp, path, &written)?;
    Ok(written)
}

/// Puts a new file of these bytes in place like [`place`]; gives their SHA-256.
///
/// # Errors
/// As of [`place`].
pub fn place_bytes(bytes: &[u8], folder: &Path, path: &Path) -> Result<String, Problem> {
    let mut temp = temp_in(folder)?;
    temp.as_file_mut()
        .write_all(bytes)
        .map_err(|e| Problem::io(path, &e))?;
    let sha256 = hex(&Sha256::digest(bytes));
    if Mutant::HeadEarly.on() {
        let _ = writeln!(io::stdout(), "{sha256}");
    }
    let written = (bytes.len() as u64, sha256);
    put(temp, path, &written)?;
    Ok(written.1)
}

/// [`place`] of a file of which size and SHA-256 are known.
///
/// # Errors
/// As of [`place`].
pub fn put(temp: NamedTempFile, path: &Path, written: &(u64, String)) -> Result<(), Problem> {
    let failed = |e: &io::Error| Problem::io(path, e);
    sync_file(temp.as_file()).map_err(|e| failed(&e))?;
    if Mutant::InPlace.on() {
        write_in_place(&temp, path).map_err(|e| failed(&e))?;
    } else {
        // Closed at once: some systems refuse to open it twice.
        drop(temp.persist_noclobber(path).map_err(|e| failed(&e.error))?);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let problem = match sync_folder(folder).and_then(|()| digest(path)) {
        Ok(found) if found == *written => return Ok(()),
        Ok(_) => {
            let shown = path.display();
            say!(
                zh: "{shown}:写入后读回来不一样,磁盘可能有故障;没有封存,请换磁盘再试",
                en: "{shown}: what was read back is not what was written, the disk may be failing; nothing was sealed, change the disk and try again"
            )
            .into()
        }
        Err(e) => failed(&e),
    };
    // What may not last must not stand there as if it did.
    withdraw(path);
    Err(problem)
}

/// Takes back a file that was put in place and on which nothing hangs yet. Where
/// even that fails the next run finds it.
pub fn withdraw(path: &Path) {
    let _ = remove(path);
}

/// Removes a file, and has that on disk.
///
/// # Errors
/// The disk fails.
pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// What the protocol is there to prevent.
fn write_in_place(temp: &NamedTempFile, path: &Path) -> io::Result<()> {
    let mut out = private(OpenOptions::new().write(true).create_new(true)).open(path)?;
    for part in fs::read(temp.path())?.chunks(256) {
        out.write_all(part)?;
    }
    sync_file(&out)
}

/// Has a file that another run put in place on disk for certain: that run may
/// have been cut short before it did.
///
/// # Errors
/// The disk fails.
#[cfg(unix)]
pub fn secure(path: &Path) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(path)
        .and_then(|file| sync_file(&file))
        .and_then(|()| sync_folder(folder))
        .map_err(|e| Problem::io(path, &e))
}

/// Elsewhere a file opened for reading cannot be flushed.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn secure(_path: &Path) -> Result<(), Problem> {
    Ok(())
}

/// Replaces a derived file as a whole.
///
/// # Errors
/// The disk fails.
pub fn replace(temp: NamedTempFile, path: &Path) -> Result<(), Problem> {
    let failed = |e: io::Error| Problem::io(path, &e);
    sync_file(temp.as_file()).map_err(failed)?;
    temp.persist(path)
        .map_err(|e| Problem::io(path, &e.error))?;
    sync_folder(path.parent().unwrap_or(Path::new("."))).map_err(failed)
}

fn sync_file(file: &File) -> io::Result<()> {
    if Mutant::NoFileFsync.on() {
        return Ok(());
    }
    file.sync_all()
}

/// A new name survives a power cut only once its folder is on disk. Elsewhere
/// than on Unix a folder cannot be flushed.
///
/// # Errors
/// The disk fails.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) || Mutant::NoFolderFsync.on() {
        return Ok(());
    }
    File::open(folder)?.sync_all()
}

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
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
