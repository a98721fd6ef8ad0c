//! Running a source's program (O7): what it prints is handed on as it comes, and
//! it counts only when it ended well within its time.
//!
//! No shell stands between: the config's words are the program and its
//! arguments. It runs in the config's folder, with nothing on its standard
//! input, in a process group of its own, so that whatever it started is stopped
//! with it.

use crate::base::Message;
use crate::policy::Cadence;
use crate::say;
use crate::table::mask_text;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A program whose output is backed up.
#[derive(Debug, Clone)]
pub struct Program {
    /// Program and arguments.
    pub command: Vec<String>,
    /// Where it runs: the config's folder.
    pub folder: PathBuf,
    pub every: Cadence,
    /// Its output is an orders table and is compared.
    pub orders: bool,
    /// By the real clock.
    pub limit: Duration,
}

/// Why a program's output is not kept.
#[derive(Debug)]
pub enum Failed {
    Start(io::Error),
    /// It ended badly; its last words on standard error, masked.
    Status(ExitStatus, String),
    /// It was stopped at its limit.
    Late(Duration, String),
    /// It ended well and printed nothing.
    Nothing(String),
    /// What it printed could not be read or taken on.
    Output(io::Error),
}

/// Bytes of a piece handed on, and pieces that may wait.
const PIECE: usize = 1 << 17;
const WAITING: usize = 4;

/// A last line on standard error is kept this far.
const SAID: usize = 400;

/// Characters of it that are shown.
const SHOWN: usize = 160;

/// How long an ended program's standard error may still be open.
const LAST_WORDS: Duration = Duration::from_millis(500);

impl Program {
    /// For people: the program without its arguments, which may hold passwords.
    pub fn shown(&self) -> String {
        let first = self.command.first().map_or("", String::as_str);
        Path::new(first)
            .file_name()
            .map_or_else(|| first.to_owned(), |n| n.to_string_lossy().into_owned())
    }

    /// Starts it and waits for the first piece of its output.
    ///
    /// # Errors
    /// Whatever makes its output less than a whole dump.
    pub fn begin(&self) -> Result<(Running, Vec<u8>), Failed> {
        let mut running = Running::start(self).map_err(Failed::Start)?;
        match running.piece()? {
            Some(first) => Ok((running, first)),
            None => {
                running.end()?;
                Err(Failed::Nothing(running.last_words()))
            }
        }
    }
}

impl Running {
    /// Hands `first` and then the rest of the output to `take`, to the end.
    ///
    /// # Errors
    /// Whatever makes its output less than a whole dump: what `take` was handed
    /// is then worth nothing.
    pub fn finish(
        &mut self,
        first: &[u8],
        take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<(), Failed> {
        take(first).map_err(Failed::Output)?;
        while let Some(piece) = self.piece()? {
            take(&piece).map_err(Failed::Output)?;
        }
        self.end()
    }

    /// The next piece; `None` where the output has ended.
    fn piece(&mut self) -> Result<Option<Vec<u8>>, Failed> {
        // Output without end keeps the channel full: the clock is asked first.
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(self.late());
        }
        match self.output.recv_timeout(left) {
            Ok(Ok(piece)) => Ok(Some(piece)),
            Ok(Err(e)) => Err(Failed::Output(e)),
            Err(RecvTimeoutError::Timeout) => Err(self.late()),
            Err(RecvTimeoutError::Disconnected) => Ok(None),
        }
    }

    /// Waits for its end, which must be a good one.
    fn end(&mut self) -> Result<(), Failed> {
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if Instant::now() >= self.until => return Err(self.late()),
                Ok(None) => thread::sleep(Duration::from_millis(5)),
                Err(e) => return Err(Failed::Output(e)),
            }
        };
        self.ended = true;
        if status.success() {
            return Ok(());
        }
        Err(Failed::Status(status, self.last_words()))
    }

    fn late(&mut self) -> Failed {
        Failed::Late(self.limit, self.last_words())
    }
}

/// A program at work; stopped with all it started when dropped before its end.
pub struct Running {
    child: Child,
    until: Instant,
    limit: Duration,
    output: Receiver<io::Result<Vec<u8>>>,
    said: Arc<Mutex<Vec<u8>>>,
    /// Closed when standard error is.
    silent: Receiver<()>,
    ended: bool,
}

impl Running {
    fn start(program: &Program) -> io::Result<Running> {
        let (first, arguments) = program
            .command
            .split_first()
            .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        // `./dump.sh` is meant beside the config, wherever the run was started.
        let plain = Path::new(first).components().count() == 1 && !first.contains(['/', '\\']);
        let path = if plain {
            PathBuf::from(first)
        } else {
            program.folder.join(first)
        };
        let mut command = Command::new(path);
        command
            .args(arguments)
            .current_dir(&program.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            command.process_group(0);
        }
        let mut child = command.spawn()?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (send, output) = sync_channel(WAITING);
        thread::spawn(move || {
            let Some(mut stdout) = stdout else { return };
            loop {
                let mut piece = vec![0; PIECE];
                match filled(&mut stdout, &mut piece) {
                    Ok(0) => return,
                    Ok(n) => {
                        piece.truncate(n);
                        if send.send(Ok(piece)).is_err() {
                            return;
                        }
                    }
                    Err(e) => {
                        let _ = send.send(Err(e));
                        return;
                    }
                }
            }
        });
        let said = Arc::new(Mutex::new(Vec::new()));
        let (hold, silent) = sync_channel(0);
        let last = Arc::clone(&said);
        thread::spawn(move || {
            let _open = hold;
            if let Some(stderr) = stderr {
                listen(stderr, &last);
            }
        });
        Ok(Running {
            child,
            until: Instant::now() + program.limit,
            limit: program.limit,
            output,
            said,
            silent,
            ended: false,
        })
    }

    /// The last line of standard error, masked and short.
    fn last_words(&mut self) -> String {
        if !self.ended {
            self.stop();
        }
        // A grandchild may hold it open for ever.
        let _ = self.silent.recv_timeout(LAST_WORDS);
        let bytes = self.said.lock().map(|b| b.clone()).unwrap_or_default();
        discreet(&decoded(&bytes))
    }

    fn stop(&mut self) {
        #[cfg(unix)]
        {
            let group = rustix::process::Pid::from_child(&self.child);
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.ended = true;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            self.stop();
        }
    }
}

/// Fills the buffer as far as there is anything to read.
fn filled(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < buffer.len() {
        match input.read(&mut buffer[n..]) {
            Ok(0) => break,
            Ok(more) => n += more,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(n)
}

/// Keeps the last line that is not blank.
fn listen(mut input: impl Read, last: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 4096];
    let mut line: Vec<u8> = Vec::new();
    let keep = |line: &[u8]| {
        if let Ok(mut last) = last.lock()
            && !line.trim_ascii().is_empty()
        {
            last.clear();
            last.extend_from_slice(line);
        }
    };
    while let Ok(n @ 1..) = input.read(&mut buffer) {
        for byte in &buffer[..n] {
            if matches!(byte, b'\n' | b'\r') {
                keep(&line);
                line.clear();
            } else if line.len() < SAID {
                line.push(*byte);
            }
        }
        keep(&line);
    }
}

/// Chinese Windows programs speak GBK.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

/// What a program complains of may quote a row, or the address it was given
/// with a password in it (O8).
fn discreet(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.trim();
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after
            .find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\''))
            .unwrap_or(after.len());
        match after[..end].rfind('@') {
            Some(mark) => {
                out.push_str("***");
                rest = &after[mark..];
            }
            None => rest = after,
        }
    }
    out.push_str(rest);
    mask_text(&hide_passwords(&out))
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(SHOWN)
        .collect()
}

/// `password=…` and `password …` lose what comes after.
fn hide_passwords(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    for word in [
        "password=",
        "password:",
        "pwd=",
        "passwd=",
        "密码:",
        "密码：",
    ] {
        if let Some(at) = lower.find(word) {
            return format!("{}***", &text[..at + word.len()]);
        }
    }
    text.to_owned()
}

impl Failed {
    /// What went wrong, for a person.
    pub fn message(&self, program: &str) -> Message {
        let words = |said: &str| match said {
            "" => Message::default(),
            said => say!(zh: ":{said}", en: ": {said}"),
        };
        match self {
            Failed::Start(e) => say!(
                zh: "程序 {program} 启动不了({e});请检查 command 写得对不对、程序装了没有",
                en: "the program {program} cannot be started ({e}); check command and whether it is installed"
            ),
            Failed::Status(status, said) => {
                let how = ended(*status);
                say!(zh: "程序 {program} 没有正常结束(", en: "the program {program} failed (")
                    .join("", &how)
                    .join("", &say!(zh: ")", en: ")"))
                    .join("", &words(said))
            }
            Failed::Late(limit, said) => {
                let minutes = limit.as_secs() / 60;
                say!(
                    zh: "程序 {program} 超过 {minutes} 分钟还没有结束,已停掉(time_limit_minutes)",
                    en: "the program {program} was not done after {minutes} minutes and was stopped (time_limit_minutes)"
                )
                .join("", &words(said))
            }
            Failed::Nothing(said) => say!(
                zh: "程序 {program} 什么也没有输出",
                en: "the program {program} printed nothing"
            )
            .join("", &words(said)),
            Failed::Output(e) => say!(
                zh: "程序 {program} 的输出接不下来({e})",
                en: "the output of the program {program} could not be taken ({e})"
            ),
        }
    }
}

#[cfg(unix)]
fn ended(status: ExitStatus) -> Message {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => say!(zh: "状态 {code}", en: "status {code}"),
        (None, Some(signal)) => say!(zh: "被信号 {signal} 终止", en: "killed by signal {signal}"),
        _ => Message::data(status.to_string()),
    }
}

#[cfg(not(unix))]
fn ended(status: ExitStatus) -> Message {
    match status.code() {
        Some(code) => say!(zh: "状态 {code}", en: "status {code}"),
        None => Message::data(status.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::discreet;

    #[test]
    fn last_words_give_nothing_away() {
        for (line, shown) in [
            ("  no such table: orders ", "no such table: orders"),
            ("row 3: 13812344477", "row 3: 138****4477"),
            (
                "cannot reach postgres://shop:secret@db.local:5432/shop now",
                "cannot reach postgres://***@db.local:5432/shop now",
            ),
            ("see http://help.local/x", "see http://help.local/x"),
            (
                "bad dsn host=db password=a b",
                "bad dsn host=db password=***",
            ),
            ("", ""),
        ] {
            assert_eq!(discreet(line), shown);
        }
        assert!(discreet(&"字".repeat(1000)).chars().count() < 200);
    }
}
