//! Files and folders: what must be writable, what nobody else may read, and
//! exports that lie about in the open.

use super::{Area, Check};
use crate::base::{Severity, dated};
use crate::say;
use chrono::NaiveDate;
use std::path::Path;

/// Whether something can be written below the folder (or, where it is not there
/// yet, below the nearest that is).
pub fn writable(folder: &Path, shown: &str) -> Check {
    let there = folder.ancestors().find(|f| f.is_dir()).unwrap_or(folder);
    match tempfile::Builder::new()
        .prefix(".dayclose-")
        .tempfile_in(there)
    {
        Ok(_) => Check::fine(
            Area::Access,
            shown,
            say!(zh: "可以写", en: "can be written"),
        ),
        Err(e) => Check::told(
            Area::Access,
            Severity::Error,
            shown,
            say!(zh: "写不进去({e})", en: "cannot be written ({e})"),
            say!(
                zh: "把文件夹交给运行 dayclose 的账号(chown、chmod u+rwx),或检查磁盘是否只读",
                en: "give the folder to the account that runs dayclose (chown, chmod u+rwx), or see whether the disk is read-only"
            ),
        ),
    }
}

/// Whether only its owner can open what holds customers' data or a secret
/// (O8). Systems without modes are not judged; nor is what is not there.
#[cfg(unix)]
pub fn private(path: &Path, shown: &str) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt;
    let meta = std::fs::metadata(path).ok()?;
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Some(Check::fine(
            Area::Access,
            shown,
            say!(zh: "只有本账号能看({mode:03o})", en: "open to this account only ({mode:03o})"),
        ));
    }
    let wanted = if meta.is_dir() { "700" } else { "600" };
    Some(Check::told(
        Area::Access,
        Severity::Warning,
        shown,
        say!(zh: "别的账号也能看({mode:03o})", en: "open to other accounts ({mode:03o})"),
        say!(zh: "chmod {wanted} {shown}", en: "chmod {wanted} {shown}"),
    ))
}

#[cfg(not(unix))]
pub fn private(_path: &Path, _shown: &str) -> Option<Check> {
    None
}

/// An export in the open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub name: String,
    /// Of its name, else of its last change.
    pub day: NaiveDate,
}

impl Opened {
    /// The files of a folder of exports, or the one file.
    pub fn of(path: &Path, changed: impl Fn(i64) -> Option<NaiveDate>) -> Vec<Opened> {
        let files = walkdir::WalkDir::new(path).into_iter().flatten();
        let files = files.filter(|e| e.file_type().is_file());
        files
            .filter_map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                let seconds = || {
                    let at = entry.metadata().ok()?.modified().ok()?;
                    let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
                    changed(i64::try_from(since.as_secs()).ok()?)
                };
                let day = dated::day(&name).or_else(seconds)?;
                Some(Opened { name, day })
            })
            .collect()
    }
}

/// Exports that have long been sealed still hold every customer's phone in the
/// open.
pub fn exports(shown: &str, files: &[Opened], today: NaiveDate, days: u32) -> Check {
    let old: Vec<&Opened> = files
        .iter()
        .filter(|f| (today - f.day).num_days() > i64::from(days))
        .collect();
    let Some(oldest) = old.iter().map(|f| f.day).min() else {
        let n = files.len();
        return Check::fine(
            Area::Exports,
            shown,
            say!(zh: "{n} 个文件,没有超过 {days} 天的", en: "{n} files, none older than {days} days"),
        );
    };
    let n = old.len();
    Check::told(
        Area::Exports,
        Severity::Warning,
        shown,
        say!(zh: "{n} 个没加密的导出超过 {days} 天,最早 {oldest}", en: "{n} exports in the open are older than {days} days, the oldest of {oldest}"),
        say!(
            zh: "先 dayclose backup verify,确认都封存了,再移到有锁的地方或删掉",
            en: "run dayclose backup verify, see that they are sealed, then move them to a locked place or delete them"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_grow_old() {
        let day = |text: &str| -> NaiveDate { text.parse().expect("a date") };
        let files = ["2026-09-22", "2026-09-23", "2026-11-22"].map(|d| Opened {
            name: d.to_owned(),
            day: day(d),
        });
        let check = exports("inbox", &files, day("2026-11-22"), 60);
        assert_eq!(check.severity, Some(Severity::Warning));
        assert!(check.what.en.starts_with("1 exports"), "{}", check.what.en);
        assert_eq!(
            exports("inbox", &files[1..], day("2026-11-22"), 60).severity,
            None
        );
    }

    #[cfg(unix)]
    #[test]
    fn modes() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("secret");
        std::fs::write(&path, "x").expect("written");
        for (mode, want) in [(0o600, None), (0o640, Some(Severity::Warning))] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("chmod");
            assert_eq!(private(&path, "secret").expect("there").severity, want);
        }
        assert_eq!(private(&dir.path().join("no"), "no"), None);
        assert_eq!(writable(&dir.path().join("new/deep"), "new").severity, None);
    }
}
