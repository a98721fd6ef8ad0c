//! What stands around a command: completions, man page, timed runs, a reader that
//! goes away.
#![allow(clippy::unwrap_used)]

mod common;

use common::skip;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn dayclose(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dayclose"));
    command
        .args(arguments)
        .current_dir(dir)
        .env("DAYCLOSE_NOW", "2026-11-22T18:00:00+08:00")
        .env_remove("DAYCLOSE_CONFIG")
        .env_remove("DAYCLOSE_LANG");
    command
}

fn done(dir: &Path, arguments: &[&str]) -> String {
    let output = dayclose(dir, arguments).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{arguments:?}: {}",
        said(&output)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A shop in a folder whose name needs quoting everywhere.
fn shop(dir: &Path) -> std::path::PathBuf {
    let folder = dir.join("my shop 100%");
    done(dir, &["init", "my shop 100%", "--lang", "en"]);
    folder
}

/// Whether a program is there.
fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

/// The script knows every command, and the shell itself takes it.
fn completions(test: &str, shell: &str) {
    let dir = tempfile::tempdir().unwrap();
    for lang in ["zh", "en"] {
        let script = done(dir.path(), &["--lang", lang, "completions", shell]);
        for word in ["orders", "stocktake", "keep-going", "unmask"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        if !has(shell) {
            skip(test, &format!("{shell} is absent"));
            return;
        }
        let path = dir.path().join(format!("script.{shell}"));
        std::fs::write(&path, &script).unwrap();
        let output = Command::new(shell).arg("-n").arg(&path).output().unwrap();
        assert!(output.status.success(), "{shell}: {}", said(&output));
    }
}

#[test]
fn completions_of_zsh() {
    completions("completions_of_zsh", "zsh");
}

#[test]
fn completions_of_fish() {
    completions("completions_of_fish", "fish");
}

#[test]
fn completions_of_bash() {
    completions("completions_of_bash", "bash");
    let dir = tempfile::tempdir().unwrap();
    // Asked of the script itself: what can follow `dayclose stock`.
    let script = done(dir.path(), &["completions", "bash"]);
    let path = dir.path().join("c.bash");
    std::fs::write(&path, script).unwrap();
    let ask = format!(
        "source '{}'; COMP_WORDS=(dayclose stock ''); COMP_CWORD=2; _dayclose dayclose '' stock; echo ${{COMPREPLY[@]}}",
        path.display()
    );
    let output = Command::new("bash").args(["-c", &ask]).output().unwrap();
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    for word in ["balance", "docs", "alerts"] {
        assert!(
            words.split_whitespace().any(|w| w == word),
            "{words}{}",
            said(&output)
        );
    }
}

#[test]
fn the_man_page_has_every_command_with_its_example() {
    let dir = tempfile::tempdir().unwrap();
    for (lang, example, status) in [("zh", "示例", "退出状态"), ("en", "EXAMPLE", "EXIT STATUS")]
    {
        let page = done(dir.path(), &["--lang", lang, "man"]);
        for command in [
            "backup run",
            "stock balance",
            "orders check",
            "due",
            "cron",
            "man",
        ] {
            assert!(
                page.contains(&format!(".SH dayclose {command}\n")),
                "{command}"
            );
        }
        let commands = page.matches(".SH dayclose ").count();
        assert_eq!(
            page.matches(&format!(".SS \"{example}\"")).count(),
            commands,
            "{lang}"
        );
        assert!(page.contains(status));
        let english = page
            .chars()
            .all(|c| !('\u{4e00}'..='\u{9fff}').contains(&c));
        assert_eq!(english, lang == "en");
        if !has("man") {
            skip(
                "the_man_page_has_every_command_with_its_example",
                "man is absent",
            );
            continue;
        }
        let path = dir.path().join("dayclose.1");
        std::fs::write(&path, &page).unwrap();
        let output = Command::new("man")
            .args(["--warnings", "-l"])
            .arg(&path)
            .output()
            .unwrap();
        assert!(
            output.status.success() && output.stdout.len() > 5000,
            "{}",
            said(&output)
        );
    }
}

#[test]
fn crontab_lines_have_absolute_paths_and_the_machines_hours() {
    let dir = tempfile::tempdir().unwrap();
    let shop = shop(dir.path());
    let text = done(&shop, &["cron", "--zone", "UTC"]);
    let lines: Vec<&str> = text
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .collect();
    assert_eq!(lines.len(), 4);
    let hours: Vec<String> = lines
        .iter()
        .map(|l| l.split(' ').take(5).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        hours,
        ["0 10 * * *", "30 10 * * 5", "30 1 1 * *", "30 0 * * *"]
    );
    assert!(text.contains("18:00 Asia/Shanghai = 10:00 UTC"));
    for line in &lines {
        // Carried out by sh, as cron does: `%` is written `\%`.
        let command = line.splitn(6, ' ').nth(5).unwrap().replace("\\%", "%");
        assert!(
            command.starts_with('/') || command.starts_with("'/"),
            "{command}"
        );
        assert!(
            command.contains("my shop 100%/dayclose.toml' -q "),
            "{command}"
        );
        let status = Command::new("sh")
            .args(["-c", &command.replace("run daily", "backup status")])
            .current_dir("/")
            .env("DAYCLOSE_NOW", "2026-11-22T18:00:00+08:00")
            .output()
            .unwrap();
        assert!(
            status.status.code().is_some_and(|c| c < 2),
            "{command}: {}",
            said(&status)
        );
    }
    // Summer time on the machine: said, two lines, the shop's clock decides.
    let text = done(&shop, &["cron", "--zone", "Europe/Berlin"]);
    assert!(text.contains("CRON_TZ=Asia/Shanghai") && text.contains("summer time"));
    let guard = "[ \"$(TZ=Asia/Shanghai date +\\%H:\\%M)\" = \"18:00\" ] && ";
    assert_eq!(text.matches(guard).count(), 2);
    let output = dayclose(&shop, &["cron", "--zone", "Mars/Base"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let output = dayclose(dir.path(), &["cron"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--config"));
}

#[test]
fn systemd_takes_the_units() {
    let dir = tempfile::tempdir().unwrap();
    let shop = shop(dir.path());
    let units = dir.path().join("units");
    let to = units.to_str().unwrap();
    done(&shop, &["cron", "--systemd", "--to", to, "--zone", "UTC"]);
    let printed = done(&shop, &["cron", "--systemd"]);
    for name in ["daily", "weekly", "monthly"] {
        let service =
            std::fs::read_to_string(units.join(format!("dayclose-{name}.service"))).unwrap();
        let timer = std::fs::read_to_string(units.join(format!("dayclose-{name}.timer"))).unwrap();
        for line in [
            "SuccessExitStatus=1",
            "ProtectSystem=strict",
            "NoNewPrivileges=yes",
        ] {
            assert!(service.contains(line), "{line}");
        }
        assert!(service.contains(&format!("-q run {name}\n")));
        assert!(timer.contains("Persistent=true") && timer.contains("Asia/Shanghai\n"));
        assert!(printed.contains(&service) && printed.contains(&timer));
    }
    if !has("systemd-analyze") {
        skip("systemd_takes_the_units", "systemd-analyze is absent");
        return;
    }
    let mut verify = Command::new("systemd-analyze");
    verify.arg("verify");
    for entry in std::fs::read_dir(&units).unwrap() {
        verify.arg(entry.unwrap().path());
    }
    let output = verify.output().unwrap();
    let complaints = said(&output);
    let ours: Vec<&str> = complaints
        .lines()
        .filter(|l| l.contains("dayclose"))
        .collect();
    assert_eq!(ours, Vec::<&str>::new());
    assert!(output.status.success(), "{complaints}");
    // The hours are systemd's own to understand.
    for when in [
        "*-*-* 18:00:00 Asia/Shanghai",
        "Fri *-*-* 18:30:00 Asia/Shanghai",
        "*-*-01 09:30:00 Asia/Shanghai",
    ] {
        let output = Command::new("systemd-analyze")
            .args(["calendar", when])
            .output()
            .unwrap();
        assert!(output.status.success(), "{when}: {}", said(&output));
    }
}

/// A reader that goes away is no error and no panic; the status is the command's.
#[test]
fn a_reader_that_goes_away() {
    let dir = tempfile::tempdir().unwrap();
    done(dir.path(), &["init", "shop", "--sample"]);
    let shop = dir.path().join("shop");
    for (arguments, statuses) in [
        (&["--help"][..], &[0][..]),
        (&["stock", "balance", "--help"], &[0]),
        (&["--version"], &[0]),
        (&["man"], &[0]),
        (&["completions", "zsh"], &[0]),
        (&["cron"], &[0]),
        (&["orders", "check"], &[1]),
        (&["orders", "check", "--format", "json"], &[1]),
        (&["orders", "check", "--format", "xlsx"], &[1]),
        (&["stock", "balance", "--format", "csv"], &[0, 1]),
        (&["due"], &[1]),
        (&["table", "people/staff.xlsx", "--all"], &[0, 1]),
        (&["backup", "run"], &[0, 1]),
        (&["backup", "list"], &[0]),
        (&["doctor"], &[0, 1]),
        (&["init", "again"], &[0]),
    ] {
        let mut child = dayclose(&shop, arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Nobody reads from here on.
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let status = output.status.code();
        assert!(
            status.is_some_and(|s| statuses.contains(&s)),
            "{arguments:?}: {status:?} {}",
            said(&output)
        );
        assert!(
            !said(&output).contains("panic"),
            "{arguments:?}: {}",
            said(&output)
        );
    }
    // By a shell, which says how both ends did.
    let line = format!(
        "set -o pipefail; '{}' man | head -0",
        env!("CARGO_BIN_EXE_dayclose")
    );
    let output = Command::new("bash").args(["-c", &line]).output().unwrap();
    assert_eq!(
        (output.status.code(), said(&output)),
        (Some(0), String::new())
    );
    // An error nobody reads is still an error.
    let mut child = dayclose(&shop, &["table", "nowhere.csv"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(2));
}

/// Slips of the hand are answered with what was probably meant.
#[test]
fn the_nearest_match() {
    let dir = tempfile::tempdir().unwrap();
    let mut file = std::fs::File::create(dir.path().join("orders.csv")).unwrap();
    file.write_all(b"order no,created at\n1,2026-11-22\n")
        .unwrap();
    std::fs::write(dir.path().join("dayclose.toml"), "").unwrap();
    for (arguments, meant) in [
        (&["ordres", "check"][..], "orders"),
        (&["orders", "chek"], "check"),
        (&["orders", "check", "--contact", "x"], "--contacts"),
        (&["orders", "check", "--orders", "order.csv"], "orders.csv"),
        (&["--config", "dayclos.toml", "due"], "dayclose.toml"),
        (&["completions", "bsh"], "bash"),
        (&["--format", "jsn", "due"], "json"),
        (&["table", "orders.csv", "--as", "ordrs"], "orders"),
    ] {
        let output = dayclose(dir.path(), &[&["--lang", "en"], arguments].concat())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let words = format!("did you mean {meant}?");
        let quoted = format!("did you mean \"{meant}\"?");
        let all = said(&output);
        let flat = all.replace(['`', '"'], "");
        assert!(
            flat.contains(&words)
                || all.contains(&quoted)
                || flat.contains(&format!("did you mean ./{meant}")),
            "{arguments:?}: {all}"
        );
    }
}
