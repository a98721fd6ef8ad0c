//! `runs.jsonl`: what every run left behind, added to and never rewritten.

use crate::base::run_record::{FILE_NAME, RunRecord};
use crate::base::{Finding, Problem, Runs};
use crate::say;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The record in a folder of reports.
pub struct Book {
    path: PathBuf,
    shown: String,
}

impl Book {
    pub fn of(reports: &Path, shown: &str) -> Book {
        Book {
            path: reports.join(FILE_NAME),
            shown: format!("{}/{FILE_NAME}", shown.trim_end_matches('/')),
        }
    }

    /// All that was recorded; nothing where there is no file yet.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self) -> Result<(Runs, String), Problem> {
        match std::fs::read(&self.path) {
            Ok(bytes) => Ok((
                Runs::read(&String::from_utf8_lossy(&bytes)),
                self.shown.clone(),
            )),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                Ok((Runs::default(), self.shown.clone()))
            }
            Err(e) => Err(Problem::io(&self.shown, &e)),
        }
    }

    /// Whether the last line was cut off, as by a power cut.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn torn(&self) -> Result<Option<Finding>, Problem> {
        let (runs, shown) = self.read()?;
        let text = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(_) => return Ok(None),
        };
        let lines = String::from_utf8_lossy(&text).lines().count();
        if text.ends_with(b"\n") || runs.damaged.last() != Some(&lines) {
            return Ok(None);
        }
        let message = say!(
            zh: "{shown} 的最后一行(第 {lines} 行)不完整,上次运行可能断电或被中断;这一行不算,请看那天的报表是否齐全",
            en: "the last line of {shown} (line {lines}) was cut off, perhaps by a power cut; it does not count: see whether that day's reports are whole"
        );
        Ok(Some(
            Finding::warning("bad-file", shown.clone(), message).at(format!("{shown}:{lines}")),
        ))
    }

    /// Adds the lines of one run in one go, each ended, on the disk before this
    /// returns; a line that was cut off before is ended first.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn append<'r>(&self, records: impl Iterator<Item = &'r RunRecord>) -> Result<(), Problem> {
        let failed = |e: std::io::Error| Problem::io(&self.shown, &e);
        let mut text = String::new();
        for record in records {
            text += &record.line().map_err(|e| failed(e.into()))?;
            text.push('\n');
        }
        let mut file = File::options()
            .create(true)
            .append(true)
            .read(true)
            .open(&self.path)
            .map_err(failed)?;
        let torn = file.seek(SeekFrom::End(-1)).is_ok() && {
            let mut last = [0; 1];
            file.read_exact(&mut last).map_err(failed)?;
            last != *b"\n"
        };
        if torn {
            text.insert(0, '\n');
        }
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_data().map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"run":"daily","chore":"kpi","period":"2026-11-22","started":"2026-11-22T18:00:00+08:00","ended":"2026-11-22T18:00:04+08:00","exit":1,"inputs":[],"outputs":[]}"#;

    #[test]
    fn a_line_cut_off_is_said_and_does_not_swallow_the_next() {
        let dir = tempfile::tempdir().expect("a folder");
        let book = Book::of(dir.path(), "reports/");
        assert_eq!(book.torn().expect("no file"), None);
        std::fs::write(&book.path, format!("{LINE}\n{}", &LINE[..40])).expect("written");
        let said = book.torn().expect("read").expect("torn");
        assert_eq!(said.source.as_deref(), Some("reports/runs.jsonl:2"));
        let record = Runs::read(LINE).records.remove(0);
        book.append([&record].into_iter()).expect("added");
        let (runs, _) = book.read().expect("read");
        assert_eq!((runs.records.len(), runs.damaged), (2, vec![2]));
        assert_eq!(book.torn().expect("read"), None);
    }
}
