//! Files are written whole or not at all: into a temporary file beside the
//! target, flushed to disk, then renamed over it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Writes `bytes` as the whole file.
///
/// # Errors
/// The system's; the old file, if any, is then untouched and nothing is left
/// behind.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_whole_with(path, |file| file.write_all(bytes))
}

/// What a streaming writer gets: a buffered file that can seek.
pub type Target = BufWriter<File>;

/// As [`write_whole`], the bytes coming from `fill`.
///
/// # Errors
/// Those of `fill` and the system's; nothing is left behind.
pub fn write_whole_with(
    path: &Path,
    fill: impl FnOnce(&mut Target) -> io::Result<()>,
) -> io::Result<()> {
    let target = resolve(path);
    let old = fs::metadata(&target).ok();
    if let Some(old) = &old
        && !old.is_file()
    {
        return if old.is_dir() {
            Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                "is a directory",
            ))
        } else {
            into_device(&target, fill)
        };
    }
    let folder = folder_of(&target);
    let temp = builder().tempfile_in(&folder)?;
    // The temporary file removes itself on every early return.
    let mut out = BufWriter::new(temp.as_file().try_clone()?);
    fill(&mut out)?;
    out.flush()?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    if let Some(old) = old {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()?;
    drop(file);
    temp.persist(&target).map_err(|failed| failed.error)?;
    sync_folder(&folder)
}

/// A link is followed, so that the file it names is replaced and not the link.
fn resolve(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

fn folder_of(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// `/dev/stdout`, a named pipe: nothing to rename over, so it is written last
/// and in one go.
fn into_device(target: &Path, fill: impl FnOnce(&mut Target) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(tempfile::tempfile()?);
    fill(&mut out)?;
    out.flush()?;
    out.rewind()?;
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    File::options().write(true).open(target)?.write_all(&bytes)
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dayclose-").suffix(".tmp");
    #[cfg(unix)]
    {
        // As any new file: what the umask leaves of rw for all.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

/// The rename itself reaches the disk.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("folder")
            .map(|e| e.expect("entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_whole() {
        let folder = tempfile::tempdir().expect("temp dir");
        let path = folder.path().join("报表.csv");
        write_whole(&path, b"one, and long").expect("writes");
        write_whole(&path, b"two").expect("replaces");
        assert_eq!(fs::read(&path).expect("reads"), b"two");
        assert_eq!(names(folder.path()), ["报表.csv"]);
    }

    #[test]
    fn an_error_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().expect("temp dir");
        let path = folder.path().join("a.csv");
        write_whole(&path, b"old").expect("writes");
        let failed = write_whole_with(&path, |file| {
            file.write_all(b"half")?;
            Err(io::Error::other("disk full"))
        });
        assert_eq!(failed.expect_err("fails").to_string(), "disk full");
        assert_eq!(fs::read(&path).expect("reads"), b"old");
        assert_eq!(names(folder.path()), ["a.csv"]);
        assert!(write_whole(folder.path(), b"x").is_err());
        assert!(write_whole(&folder.path().join("no/such/a.csv"), b"x").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn keeps_mode_links_and_devices() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("temp dir");
        let (path, link) = (folder.path().join("a"), folder.path().join("link"));
        write_whole(&path, b"old").expect("writes");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("chmod");
        symlink(&path, &link).expect("link");
        write_whole(&link, b"new").expect("writes through the link");
        assert_eq!(fs::read(&path).expect("reads"), b"new");
        assert!(fs::symlink_metadata(&link).expect("link").is_symlink());
        let mode = fs::metadata(&path).expect("file").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        write_whole(Path::new("/dev/null"), b"x").expect("a device takes bytes");
        assert!(!fs::metadata("/dev/null").expect("still there").is_file());
    }
}
