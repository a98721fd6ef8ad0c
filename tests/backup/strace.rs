//! Runs under `strace`: what a run asked of the system, in order, and runs in
//! which one of these calls kills the run or fails.

use crate::desk::{Desk, Ran, binary, skip};
use std::collections::HashMap;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Calls that alter a disk or say something. `?`: not every machine has each.
pub const ALTERING: &[&str] = &[
    "?write",
    "?writev",
    "?pwrite64",
    "?ftruncate",
    "?copy_file_range",
    "?sendfile",
    "?fsync",
    "?fdatasync",
    "?rename",
    "?renameat",
    "?renameat2",
    "?link",
    "?linkat",
    "?unlink",
    "?unlinkat",
    "?rmdir",
    "?mkdir",
    "?mkdirat",
];

/// One call as the log has it.
#[derive(Debug, Clone)]
pub struct Call {
    pub name: String,
    /// As printed: descriptors with their paths in `<…>`, names in quotes.
    pub arguments: String,
    /// −1 for a call that failed or never came back.
    pub result: i64,
    /// Made to fail or to kill.
    pub injected: bool,
}

impl Call {
    /// The path behind the descriptor that comes first.
    fn descriptor(&self) -> Option<PathBuf> {
        let rest = self.arguments.split_once('<')?.1;
        // What was removed meanwhile says so after the name.
        let path = rest.split_once('>')?.0.trim_end_matches(" (deleted)");
        Some(PathBuf::from(path))
    }

    /// The names in quotes.
    pub fn names(&self) -> Vec<PathBuf> {
        self.arguments
            .split('"')
            .skip(1)
            .step_by(2)
            .map(PathBuf::from)
            .collect()
    }

    /// The path the call is about.
    pub fn path(&self) -> PathBuf {
        let by_name = ["open", "link", "rename", "mkdir", "rmdir"];
        let named = by_name.iter().any(|n| self.name.contains(n));
        let first = self.descriptor().unwrap_or_default();
        match self.names().first() {
            // A name may be one below the folder that comes before it.
            Some(name) if named => first.join(name),
            _ => first,
        }
    }
}

/// What a run under strace came to.
pub struct Traced {
    pub ran: Ran,
    /// Ended by the signal and not by itself.
    pub killed: bool,
    pub log: Vec<Call>,
}

impl Traced {
    /// The call that was made to fail.
    pub fn injected(&self) -> Option<&Call> {
        self.log.iter().find(|c| c.injected)
    }
}

/// Whether runs can be traced here; says so where not.
pub fn able(test: &str) -> bool {
    let able = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    if !able {
        skip(test, "strace is missing or may not trace");
    }
    able
}

/// `backup run` at six in the evening of a day, traced; `traced` are further
/// calls for the log, `injected` what strace does to which call. It counts calls
/// by name and by thread.
pub fn run(desk: &Desk, day: &str, traced: &[&str], injected: &[String]) -> Traced {
    run_with(desk, day, &[], traced, injected)
}

/// [`run`] with further arguments.
pub fn run_with(
    desk: &Desk,
    day: &str,
    arguments: &[&str],
    traced: &[&str],
    injected: &[String],
) -> Traced {
    let log = desk.at("strace.log");
    let mut command = Command::new("strace");
    // Without -f a thread would go untraced; -b: what a source's program does is
    // no call of the run; -s: the head stands far behind.
    command.args(["-f", "-b", "execve", "-qq", "-y", "-s", "100000", "-o"]);
    command.arg(&log);
    command.args([
        "-e",
        &format!("trace={},{}", ALTERING.join(","), traced.join(",")),
    ]);
    for what in injected {
        command.args(["-e", &format!("inject={what}")]);
    }
    let plain = desk.command();
    command.arg(binary());
    command.current_dir(desk.path());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let now = format!("{day}T18:00:00+08:00");
    command.args(["--now", &now, "--lang", "en", "--format", "json"]);
    command.args(["backup", "run"]).args(arguments);
    let output = command.output().expect("strace");
    // strace ends as the program it traced did.
    let killed = output.status.signal() == Some(9);
    let text = std::fs::read(&log).expect("the log");
    std::fs::remove_file(log).expect("the log");
    Traced {
        ran: Ran::from(output),
        killed,
        log: parse(&String::from_utf8_lossy(&text)),
    }
}

/// Lines of a log → calls, in the order in which they began. A call of one
/// thread may stand in two halves around those of another.
pub fn parse(text: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut open: HashMap<&str, usize> = HashMap::new();
    for line in text.lines() {
        let Some((thread, line)) = line.split_once(' ') else {
            continue;
        };
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("<... ") {
            let Some(at) = open.remove(thread) else {
                continue;
            };
            let rest = rest.split_once("resumed>").map_or("", |(_, rest)| rest);
            finish(&mut calls[at], rest);
        } else if let Some((name, rest)) = line.split_once('(') {
            // «+++ exited», «--- SIGKILL ---» are no calls.
            if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                continue;
            }
            let mut call = Call {
                name: name.to_owned(),
                arguments: String::new(),
                result: -1,
                injected: false,
            };
            match rest.strip_suffix("<unfinished ...>") {
                Some(rest) => {
                    rest.clone_into(&mut call.arguments);
                    open.insert(thread, calls.len());
                }
                None => finish(&mut call, rest),
            }
            calls.push(call);
        }
    }
    calls
}

/// `arguments) = result …`; what was written may hold a « = » too.
fn finish(call: &mut Call, rest: &str) {
    let (arguments, result) = rest.rsplit_once(" = ").unwrap_or((rest, ""));
    let arguments = arguments.trim_end();
    call.arguments
        .push_str(arguments.strip_suffix(')').unwrap_or(arguments));
    let digits = result.split([' ', '<']).next().unwrap_or("");
    call.result = digits.parse().unwrap_or(-1);
    call.injected = result.ends_with("(INJECTED)");
}

#[test]
fn logs_are_understood() {
    let log = "\
7 write(4</d/a b>, \"x) = 1\", 6) = 6
8 read(5</d/in>,  <unfinished ...>
7 fsync(4</d/a b>)                  = -1 ENOSPC (No space left on device) (INJECTED)
8 <... read resumed>\"\", 10)         = 0
7 renameat2(AT_FDCWD</d>, \"/d/t\", AT_FDCWD</d>, \"/d/u\", RENAME_NOREPLACE) = 0
7 openat(AT_FDCWD</d>, \"/d/u\", O_RDONLY|O_CLOEXEC) = 3</d/u>
7 unlinkat(6</d/e>, \"z\", 0 <unfinished ...>) = ?
8 +++ killed by SIGKILL +++
";
    let calls = parse(log);
    let seen: Vec<String> = calls
        .iter()
        .map(|c| {
            format!(
                "{} {} {} {}",
                c.name,
                c.path().display(),
                c.result,
                c.injected
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "write /d/a b 6 false",
            "read /d/in 0 false",
            "fsync /d/a b -1 true",
            "renameat2 /d/t 0 false",
            "openat /d/u 3 false",
            "unlinkat /d/e/z -1 false",
        ]
    );
    assert_eq!(calls[3].names().len(), 2);
}
