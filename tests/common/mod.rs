//! What several test files share.

use std::io::Write;

/// Says on standard error, and in the log that `DAYCLOSE_SKIP_LOG` names, that a
/// test did not run and why. `.ci/run` fails on a skip that `.ci/allowed-skips`
/// does not know.
#[allow(dead_code)] // Not every test file that shares this module skips.
pub fn skip(test: &str, reason: &str) {
    let line = format!("SKIP {test}: {reason}\n");
    eprint!("{line}");
    if let Some(log) = std::env::var_os("DAYCLOSE_SKIP_LOG") {
        let file = std::fs::File::options().create(true).append(true).open(log);
        // One write a line: tests run side by side.
        file.and_then(|mut f| f.write_all(line.as_bytes()))
            .expect("the skip log can be written");
    }
}
