//! The one error type that reaches a person: what, where, what was expected,
//! what to do, in both languages. Exit status 2.

use super::near::nearest_path;
use super::text::Message;

/// Why a command could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Problem(pub Message, Cause);

/// What kind of thing stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// A table that nobody names, or that is not there: in a scheduled run a
    /// finding (contract, `run`).
    NoInput,
    Other,
}

impl Problem {
    pub fn new(message: Message) -> Self {
        Problem(message, Cause::Other)
    }

    /// A table is wanted that nobody names, or that is not there.
    pub fn no_input(message: Message) -> Self {
        Problem(message, Cause::NoInput)
    }

    /// Whether an input that is not there is all that stands in the way.
    pub fn lacks_input(&self) -> bool {
        self.1 == Cause::NoInput
    }

    /// An operating-system error at a path, in words.
    pub fn io(path: impl AsRef<std::path::Path>, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let shown = path.as_ref().display();
        if error.kind() == ErrorKind::NotFound
            && let Some(near) = nearest_path(path.as_ref())
        {
            let near = near.display();
            return Problem::new(crate::say!(
                zh: "{shown}:没有这个文件或文件夹;是不是 {near}?",
                en: "{shown}: no such file or folder; did you mean {near}?"
            ));
        }
        let (zh, en) = match error.kind() {
            ErrorKind::NotFound => (
                "没有这个文件或文件夹;请检查路径",
                "no such file or folder; check the path",
            ),
            ErrorKind::PermissionDenied => (
                "没有权限;请让管理员放行,或换一个账号",
                "permission denied; ask for access or use another account",
            ),
            ErrorKind::StorageFull => (
                "磁盘已满;请清出空间再试",
                "the disk is full; make room and try again",
            ),
            ErrorKind::ReadOnlyFilesystem => (
                "磁盘只读;请检查挂载",
                "the file system is read-only; check the mount",
            ),
            ErrorKind::IsADirectory => {
                ("这是文件夹,需要文件", "this is a folder; a file is needed")
            }
            _ => {
                return Problem::new(
                    crate::say!(zh: "{shown}:读写失败({error})", en: "{shown}: reading or writing failed ({error})"),
                );
            }
        };
        Problem::new(crate::say!(zh: "{shown}:{zh}", en: "{shown}: {en}"))
    }
}

impl From<Message> for Problem {
    fn from(message: Message) -> Self {
        Problem::new(message)
    }
}
