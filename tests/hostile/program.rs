//! The program itself: odd paths, odd surroundings, outputs that cannot be
//! written, readers that go away.

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use std::path::Path;
use std::process::{Output, Stdio};
use tempfile::TempDir;

use super::library::fixtures;

const ORDERS: &str = "订单编号,下单时间,收货地址,联系手机,联系电话,收货人姓名,实付\n\
    3000004182221477,2026-11-01,浙江省杭州市西湖区文三路17号,13812344477,0571-88881234,员工甲乙,12.50\n";

/// Private values of [`ORDERS`] in full.
const PRIVATE: &[&str] = &["13812344477", "0571-88881234", "文三路17号", "员工甲乙"];

fn folder() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("orders.csv"), ORDERS).expect("written");
    dir
}

fn dayclose(at: &Path) -> Command {
    let mut command = Command::cargo_bin("dayclose").expect("the program");
    command
        .current_dir(at)
        .env_clear()
        .env("DAYCLOSE_NOW", "2026-11-22T18:00:00+08:00");
    command
}

/// Ran, ended by itself with 0, 1 or 2, said nothing of a panic.
fn sane(output: &Output, what: &str) -> i32 {
    let status = output.status.code();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        matches!(status, Some(0..=2)),
        "{what}: {status:?} {complaint}"
    );
    assert!(!complaint.contains("panicked"), "{what}: {complaint}");
    assert_eq!(
        status == Some(2),
        !output.stderr.is_empty(),
        "{what}: a failure has words on standard error, and nothing else has: {complaint}"
    );
    status.unwrap_or(-1)
}

#[test]
fn every_fixture_in_every_format() {
    for path in fixtures() {
        for format in ["table", "json"] {
            let output = dayclose(path.parent().expect("a folder"))
                .arg("table")
                .arg(&path)
                .args(["--format", format, "--all"])
                .output()
                .expect("ran");
            sane(&output, &path.display().to_string());
            let size = std::fs::metadata(&path).expect("a size").len();
            assert!(
                output.stdout.len() as u64 <= 400_000 + 60 * size,
                "{}",
                path.display()
            );
        }
    }
}

/// Every fixture's phones and addresses stay inside, whatever is wrong with it.
#[test]
fn nothing_private_is_shown() {
    let dir = folder();
    let broken = [
        ("as_it_is.csv", ORDERS.to_owned()),
        ("shifted.csv", ORDERS.replace("文三路", "文,三路")),
        (
            "shifted_far.csv",
            ORDERS.replace("3000004182221477,", "3000004182221477,,,"),
        ),
        ("open_quote.csv", ORDERS.replace("浙江省", "\"浙江省")),
        (
            "open_quote_first.csv",
            ORDERS.replace("3000004182221477", "\"3000004182221477"),
        ),
        (
            "no_heading.csv",
            ORDERS.split_once('\n').expect("two lines").1.to_owned(),
        ),
        (
            "unknown_heading.csv",
            ORDERS
                .replace("联系手机", "联系")
                .replace("下单时间", "下单"),
        ),
        (
            "bad_cells.csv",
            ORDERS
                .replace("2026-11-01", "13812344477")
                .replace("12.50", "电话13812344477"),
        ),
        (
            "cut.csv",
            ORDERS.trim_end().trim_end_matches(",12.50").to_owned(),
        ),
        ("one_line.csv", ORDERS.replace('\n', " ")),
        ("twice.csv", ORDERS.replace("联系电话", "联系手机")),
    ];
    for (name, text) in broken {
        std::fs::write(dir.path().join(name), text).expect("written");
        for more in [
            &[][..],
            &["--format", "json"],
            &["--format", "csv"],
            &["--format", "html"],
            &["--suggest"],
            &["--as", "movements"],
            &["--as", "orders", "-v"],
            &["--as", "staff", "--format", "json"],
            &["--encoding", "gb18030"],
        ] {
            let output = dayclose(dir.path())
                .args(["table", name])
                .args(more)
                .output()
                .expect("ran");
            sane(&output, name);
            for stream in [&output.stdout, &output.stderr] {
                let text = String::from_utf8_lossy(stream);
                // A bare name among the headings looks like any other word.
                let known = if name == "one_line.csv" { 3 } else { 4 };
                for value in &PRIVATE[..known] {
                    assert!(!text.contains(value), "{name} {more:?}: {value} in\n{text}");
                }
            }
        }
    }
    let output = dayclose(dir.path())
        .args(["table", "as_it_is.csv", "--unmask", "--format", "json"])
        .output()
        .expect("ran");
    let text = String::from_utf8_lossy(&output.stdout);
    for value in PRIVATE {
        assert!(text.contains(value), "asked for, {value} is shown");
    }
}

#[test]
fn outputs_that_cannot_or_may_not_be_written() {
    let dir = folder();
    let before = std::fs::read(dir.path().join("orders.csv")).expect("read");
    std::fs::create_dir(dir.path().join("here")).expect("a folder");
    for output in [
        "orders.csv",
        "./here/../orders.csv",
        "here",
        "here.pdf",
        "no/such/a.json",
        "",
        "a\0b.json",
    ] {
        // A zero byte cannot even be handed over.
        if output.contains('\0') {
            continue;
        }
        let ran = dayclose(dir.path())
            .args(["table", "orders.csv", "-o", output])
            .output()
            .expect("ran");
        assert_eq!(sane(&ran, output), 2, "{output}");
        assert!(ran.stdout.is_empty());
    }
    let now = std::fs::read(dir.path().join("orders.csv")).expect("read");
    assert_eq!(now, before, "the input is as it was");
    let names: Vec<_> = std::fs::read_dir(dir.path()).expect("a folder").collect();
    assert_eq!(names.len(), 2, "nothing half-written is left: {names:?}");
    for ending in ["json", "csv", "xlsx", "html", "txt"] {
        let file = format!("result.{ending}");
        let ran = dayclose(dir.path())
            .args(["table", "orders.csv", "-o", &file])
            .output()
            .expect("ran");
        assert_eq!(sane(&ran, &file), 0);
        assert!(ran.stdout.is_empty(), "{file}");
        let bytes = std::fs::read(dir.path().join(&file)).expect("written");
        assert!(bytes.len() > 100, "{file}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let dir = folder();
    for ending in ["json", "csv", "xlsx", "html", "txt"] {
        let mut seen = Vec::new();
        for round in 0..2 {
            let file = format!("{round}.{ending}");
            dayclose(dir.path())
                .args(["table", "orders.csv", "-o", &file])
                .assert()
                .success();
            seen.push(std::fs::read(dir.path().join(&file)).expect("written"));
        }
        assert!(seen[0] == seen[1], "{ending}");
    }
}

#[test]
fn poor_surroundings() {
    let dir = folder();
    let plain = dayclose(dir.path())
        .args(["table", "orders.csv"])
        .output()
        .expect("ran");
    assert_eq!(sane(&plain, "env -i"), 0);
    for (key, value) in [
        ("LANG", "C"),
        ("LC_ALL", "POSIX"),
        ("COLUMNS", "40"),
        ("COLUMNS", "0"),
        ("COLUMNS", "x"),
        ("TERM", "dumb"),
        ("TZ", "America/New_York"),
        ("NO_COLOR", "1"),
        ("CLICOLOR_FORCE", "1"),
        ("HOME", "/nonexistent"),
    ] {
        let ran = dayclose(dir.path())
            .env(key, value)
            .args(["table", "orders.csv"])
            .output()
            .expect("ran");
        assert_eq!(sane(&ran, key), 0);
        assert_eq!(
            ran.stdout, plain.stdout,
            "{key}={value} changes nothing in a pipe"
        );
    }
    let ran = dayclose(dir.path())
        .env("DAYCLOSE_LANG", "fr")
        .args(["table", "orders.csv"])
        .output()
        .expect("ran");
    sane(&ran, "an unknown language");
}

/// `| head -1`: the reader goes away, which is no failure of ours.
#[test]
fn a_reader_that_goes_away() {
    let dir = folder();
    let row = ORDERS.lines().nth(1).expect("a row");
    let long = ORDERS.to_owned() + &format!("{row}\n").repeat(20_000);
    std::fs::write(dir.path().join("long.csv"), long).expect("written");
    for format in ["table", "json", "csv", "html", "xlsx"] {
        let mut child = std::process::Command::new(cargo_bin("dayclose"))
            .current_dir(dir.path())
            .env_clear()
            .args(["table", "long.csv", "--all", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("ran");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("ended");
        assert_eq!(sane(&output, format), 0, "{format}");
    }
}

#[test]
fn words_that_are_no_arguments() {
    let dir = folder();
    for words in [
        &["table", ""][..],
        &["table", "#"],
        &["table", "orders.csv#"],
        &["table", "#orders.csv"],
        &["table", "."],
        &["table", "/dev/null"],
        &["table", "orders.csv", "orders.csv"],
        &["table", "--", "-x"],
        &["table", "orders.csv", "--as", ""],
        &["table", "orders.csv", "--now", ""],
        &["table", "orders.csv", "--now", "2026-13-01T00:00:00Z"],
        &["table", "orders.csv", "--now", "9999999-01-01"],
        &["table", "orders.csv", "--config", "."],
        &["table", "orders.csv", "--config", "orders.csv"],
        &["table", "orders.csv", "--lang", "fr"],
        &["table", "orders.csv", "--encoding", ""],
        &["--help"],
        &["table", "--help"],
        &[],
        &["init"],
        &["init", "orders.csv"],
        &["--version"],
        &["table", "orders.csv", "--suggest", "--as", "kpi"],
    ] {
        let ran = dayclose(dir.path()).args(words).output().expect("ran");
        sane(&ran, &format!("{words:?}"));
    }
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let dir = folder();
    let odd = std::ffi::OsStr::from_bytes(b"\xb6\xa9\xb5\xa5.csv");
    std::fs::write(dir.path().join(odd), ORDERS).expect("written");
    let ran = dayclose(dir.path())
        .arg("table")
        .arg(odd)
        .output()
        .expect("ran");
    assert_eq!(sane(&ran, "a name in GBK"), 2);
    let folder = dayclose(dir.path())
        .args(["table", "."])
        .output()
        .expect("ran");
    assert_eq!(sane(&folder, "a folder with such a name"), 0);

    let steering = "a\u{1b}[31m\nb\r.csv";
    std::fs::write(dir.path().join(steering), ORDERS).expect("written");
    for words in [
        &["table", steering][..],
        &["table", steering, "--format", "json"],
    ] {
        let ran = dayclose(dir.path()).args(words).output().expect("ran");
        assert_eq!(sane(&ran, "a name with controls"), 0);
        assert!(
            !ran.stdout.contains(&0x1b),
            "a name may not steer the screen"
        );
    }
}

#[cfg(unix)]
#[test]
fn things_that_are_no_files() {
    let dir = folder();
    std::os::unix::fs::symlink(".", dir.path().join("loop")).expect("a link");
    std::os::unix::fs::symlink("nowhere", dir.path().join("broken.csv")).expect("a link");
    let ran = dayclose(dir.path())
        .args(["table", "."])
        .output()
        .expect("ran");
    sane(&ran, "a folder with links");
    let ran = dayclose(dir.path())
        .args(["table", "broken.csv"])
        .output()
        .expect("ran");
    assert_eq!(sane(&ran, "a broken link"), 2);
    let ran = dayclose(dir.path())
        .args(["table", "-"])
        .write_stdin("")
        .output()
        .expect("ran");
    assert_eq!(sane(&ran, "nothing on standard input"), 1);
}
