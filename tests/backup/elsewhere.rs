//! The copy elsewhere: a folder, and a store that speaks S3 behind a line that
//! drops. Only added to, archive first and seal last, taken up where it was cut.

use crate::desk::{CONFIG, Desk, Ran, skip};
use crate::sheet::{Row, export};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const DAYS: [&str; 3] = ["2026-11-20", "2026-11-21", "2026-11-22"];

fn with_remote(remote: &str) -> Desk {
    Desk::with(&CONFIG.replace(
        "[[backup.source]]",
        &format!("[backup.remote]\n{remote}\n[[backup.source]]"),
    ))
}

fn day(desk: &Desk, i: usize) -> Ran {
    let row = Row::new("3000004182221001").with(&[("status", ["待付款", "待发货", "已发货"][i])]);
    desk.export(DAYS[i], &export(&[row]));
    desk.run(DAYS[i])
}

fn verify(desk: &Desk) -> Ran {
    desk.verify(&["--remote"])
}

/// Files that belong to the archive, without state, log and lock.
fn evidence(desk: &Desk, below: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = desk.tree(below);
    files.retain(|(name, _)| name.starts_with("seal/") || name.starts_with("zip/"));
    files
}

#[test]
fn a_folder_gets_every_file_and_nothing_there_is_replaced() {
    let desk = with_remote("path = \"nas\"");
    // Not mounted: sealed, and said; the folder is not made on this machine's disk.
    let ran = day(&desk, 0).exits(1);
    assert_eq!(ran.summary("seq"), 1);
    assert_eq!(ran.findings(), ["O7 error remote"]);
    assert!(!desk.at("nas").exists());
    verify(&desk).exits(2);
    std::fs::create_dir(desk.at("nas")).unwrap();
    day(&desk, 1).exits(0);
    assert_eq!(evidence(&desk, "nas"), evidence(&desk, "archive"));
    assert_eq!(verify(&desk).exits(0).summary("remote"), 2);
    // Another file in its place is no copy, and stays what it is.
    desk.write("nas/zip/2026/2026-11-22.zip", b"other");
    let ran = day(&desk, 2).exits(1);
    assert_eq!(ran.findings(), ["O7 error remote"], "{}", ran.out);
    assert_eq!(desk.read("nas/zip/2026/2026-11-22.zip"), b"other");
    assert!(
        !desk.at("nas/seal/000003-2026-11-22.json").exists(),
        "the seal comes last"
    );
    std::fs::remove_file(desk.at("nas/zip/2026/2026-11-22.zip")).unwrap();
    // The same day once more completes it.
    desk.run(DAYS[2]).exits(0);
    assert_eq!(evidence(&desk, "nas"), evidence(&desk, "archive"));
}

#[test]
fn verify_finds_what_is_wrong_with_the_copy_and_what_the_copy_knows_better() {
    let desk = with_remote("path = \"nas\"");
    std::fs::create_dir(desk.at("nas")).unwrap();
    (0..3).for_each(|i| drop(day(&desk, i).exits(0)));
    let wrong = |change: &dyn Fn(&Desk), kinds: &[&str]| {
        let desk = desk.copy();
        change(&desk);
        let ran = verify(&desk).exits(1);
        assert_eq!(ran.kinds(), kinds, "{}", ran.out);
    };
    wrong(
        &|d| d.write("nas/zip/2026/2026-11-21.zip", b"x"),
        &["altered"],
    );
    wrong(
        &|d| std::fs::remove_file(d.at("nas/seal/000002-2026-11-21.json")).unwrap(),
        &["missing"],
    );
    // The end of the chain here cut off: the copy still has it.
    wrong(
        &|d| {
            for name in [
                "archive/seal/000003-2026-11-22.json",
                "archive/zip/2026/2026-11-22.zip",
            ] {
                std::fs::remove_file(d.at(name)).unwrap();
            }
        },
        &["extra", "extra"],
    );
    // Without --remote the copy is not asked.
    let cut = desk.copy();
    std::fs::remove_dir_all(cut.at("nas")).unwrap();
    cut.verify(&[]).exits(0);
    // Damage does not travel.
    let damaged = with_remote("path = \"nas\"");
    day(&damaged, 0);
    damaged.write("archive/zip/2026/2026-11-20.zip", b"x");
    std::fs::create_dir(damaged.at("nas")).unwrap();
    let ran = day(&damaged, 1).exits(1);
    assert!(ran.out.contains("was not copied"), "{}", ran.out);
    assert!(!damaged.at("nas/zip/2026/2026-11-20.zip").exists());
}

#[test]
fn signatures_are_copied_and_removed_archives_stay_in_the_copy() {
    let desk = with_remote("path = \"nas\"");
    std::fs::create_dir(desk.at("nas")).unwrap();
    desk.backup("2022-01-09", &["keygen"]).exits(0);
    let config = String::from_utf8(desk.read("dayclose.toml")).unwrap();
    let signing = config.replace("[backup]\n", "[backup]\nsign_key = \"keys/seal.key\"\n");
    desk.write("dayclose.toml", signing.as_bytes());
    desk.export("2022-01-10", &export(&[Row::new("1")]));
    desk.run("2022-01-10").exits(0);
    assert!(desk.at("nas/seal/000001-2022-01-10.json.minisig").exists());
    let prune = [
        "prune",
        "--keep",
        "3y",
        "--reason",
        "disk",
        "--approver",
        "manager",
    ];
    desk.backup(DAYS[0], &prune).exits(0);
    day(&desk, 1);
    assert!(desk.at("nas/zip/2022/2022-01-10.zip").exists());
    verify(&desk).exits(0);
}

/// A store of its own on loopback; ends when dropped.
struct Server(Child, u16);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// moto's server, which speaks the protocol; `None` where it is not installed.
fn server() -> Option<Server> {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or("target".into());
    let library = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(target)
        .join("moto");
    if !library.is_dir() {
        return None;
    }
    let port = TcpListener::bind("127.0.0.1:0")
        .ok()?
        .local_addr()
        .ok()?
        .port();
    let child = Command::new("python3")
        .args([
            "-m",
            "moto.server",
            "-H",
            "127.0.0.1",
            "-p",
            &port.to_string(),
        ])
        .env("PYTHONPATH", &library)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let server = Server(child, port);
    for _ in 0..600 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            let answer = asked(port, "PUT /shop HTTP/1.1", "");
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            return Some(server);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the store does not answer");
}

fn asked(port: u16, line: &str, body: &str) -> String {
    let mut line_open = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let length = body.len();
    write!(
        line_open,
        "{line}\r\nHost: 127.0.0.1:{port}\r\n{SIGNED}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    let _ = line_open.read_to_string(&mut answer);
    answer
}

/// Asked without one the store hides what it holds; any signature will do.
const SIGNED: &str = "Authorization: AWS4-HMAC-SHA256 Credential=key/20200101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x";

/// A line to the store that is cut after so many bytes sent; `usize::MAX`: never.
fn line(to: u16, left: &Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let left = Arc::clone(left);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Ok(store) = TcpStream::connect(("127.0.0.1", to)) else {
                continue;
            };
            let (mut up_from, mut up_to) =
                (client.try_clone().unwrap(), store.try_clone().unwrap());
            let left = Arc::clone(&left);
            std::thread::spawn(move || {
                let mut buffer = [0; 512];
                while let Ok(n) = up_from.read(&mut buffer) {
                    let rest = left.load(Ordering::SeqCst);
                    if n == 0 || rest < n {
                        break;
                    }
                    if rest != usize::MAX {
                        left.store(rest - n, Ordering::SeqCst);
                    }
                    if up_to.write_all(&buffer[..n]).is_err() {
                        break;
                    }
                }
                let _ = up_to.shutdown(std::net::Shutdown::Both);
                let _ = up_from.shutdown(std::net::Shutdown::Both);
            });
            std::thread::spawn(move || {
                let (mut from, mut to) = (store, client);
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(std::net::Shutdown::Both);
            });
        }
    });
    port
}

fn s3(port: u16) -> Desk {
    let desk = with_remote(&format!(
        "bucket = \"shop\"\nendpoint = \"http://127.0.0.1:{port}\"\ncredentials = \"keys/store\"\nprefix = \"a/b\""
    ));
    desk.write("keys/store", b"key\nsecret\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let closed = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(desk.at("keys/store"), closed).unwrap();
    }
    desk
}

#[test]
fn a_store_gets_every_file_through_a_line_that_drops() {
    let test = "a_store_gets_every_file_through_a_line_that_drops";
    let Some(server) = server() else {
        skip(test, "moto is not installed in target/moto");
        return;
    };
    let left = Arc::new(AtomicUsize::new(usize::MAX));
    let desk = s3(line(server.1, &left));
    day(&desk, 0).exits(0);
    assert_eq!(verify(&desk).exits(0).summary("remote"), 1);
    // Cut again and again, a little later each time: each run is sealed here, and
    // the copy is whole in the end.
    let row = |i: usize| {
        let noise: String = (0..400).map(|n| format!("{:x}", n * n * (i + 7))).collect();
        Row::new("3000004182221009")
            .with(&[("created_at", "2026-11-21 09:00:00"), ("title", &noise)])
    };
    desk.export(DAYS[1], &export(&[row(1)]));
    let mut cut = 0;
    for bytes in (0..12_000).step_by(1_500) {
        left.store(bytes, Ordering::SeqCst);
        let ran = desk.run(DAYS[1]);
        assert_eq!(ran.summary("seq"), 2, "{}", ran.out);
        if ran.findings().contains(&"O7 error remote".to_owned()) {
            cut += 1;
            assert!(ran.out.contains("sealed here"), "{}", ran.out);
        }
    }
    assert!(cut > 1, "the line was cut {cut} times");
    left.store(usize::MAX, Ordering::SeqCst);
    desk.run(DAYS[1]).exits(0);
    assert_eq!(verify(&desk).exits(0).summary("remote"), 2);
    // What the store holds is what stands here.
    for (name, bytes) in evidence(&desk, "archive") {
        let mut open = TcpStream::connect(("127.0.0.1", server.1)).unwrap();
        write!(
            open,
            "GET /shop/a/b/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\n{SIGNED}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        open.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        assert!(answer[end + 4..] == bytes, "{name} in the store");
    }
    // Another file in its place: said, not replaced.
    let name = "zip/2026/2026-11-22.zip";
    asked(server.1, &format!("PUT /shop/a/b/{name} HTTP/1.1"), "other");
    let ran = day(&desk, 2).exits(1);
    assert!(ran.out.contains("it is not replaced"), "{}", ran.out);
    let still = asked(server.1, &format!("GET /shop/a/b/{name} HTTP/1.1"), "");
    assert!(still.ends_with("other"), "{still}");
    // A store that is not there.
    drop(server);
    let ran = desk.run(DAYS[2]).exits(1);
    assert!(
        ran.findings().contains(&"O7 error remote".to_owned()),
        "{}",
        ran.out
    );
    verify(&desk).exits(2);
}

#[test]
fn credentials_are_named_and_closed() {
    let desk = s3(9);
    desk.write("keys/store", b"one line\n");
    let ran = day(&desk, 0).exits(1);
    assert!(ran.out.contains("exactly two lines"), "{}", ran.out);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(desk.at("keys/store"), open).unwrap();
        let ran = desk.run(DAYS[0]).exits(1);
        assert!(ran.out.contains("chmod 600 keys/store"), "{}", ran.out);
    }
    let none = with_remote("bucket = \"shop\"\nendpoint = \"http://127.0.0.1:9\"");
    none.export(DAYS[0], &export(&[Row::new("1")]));
    let out = none
        .command()
        .env_remove("AWS_ACCESS_KEY_ID")
        .args([
            "--now",
            "2026-11-20T18:00:00+08:00",
            "--lang",
            "en",
            "backup",
            "run",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(said.contains("AWS_ACCESS_KEY_ID"), "{said}");
}
