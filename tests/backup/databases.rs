//! Dumps of real databases (O7): sealed as they come, restored into an empty
//! database they give the same rows; what a query prints is compared as orders.

use crate::desk::{Desk, skip};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Rows with all that a dump may stumble over; the last column may be NULL.
const ROWS: &[&str] = &[
    "('3000004182221001', '2026-11-20 10:00:00', '收货人甲', '13800000001', 12.50, 'a \"b\" ''c''')",
    "('3000004182221002', '2026-11-20 10:01:00', '收货人乙', '13800000002', 0.01, 'line\nbreak, comma')",
    "('3000004182221003', '2026-11-20 10:02:00', '收货人丙', '13800000003', 99999.99, NULL)",
    "('3000004182221004', '2026-11-20 10:03:00', '  blank ', '13800000004', 3.00, '\\backslash \\n 🀄')",
];

const TABLE: &str = "create table orders (order_no varchar(32) primary key, created_at timestamp not null, receiver text, phone text, order_amount decimal(12,2), note text)";

fn inserts() -> String {
    format!(
        "{TABLE};\ninsert into orders values\n{};\n",
        ROWS.join(",\n")
    )
}

/// A desk with a weekly dump, and a query that is compared each day.
fn desk(dump: &[String], query: &[String]) -> Desk {
    let words = |words: &[String]| serde_json::to_string(words).unwrap();
    Desk::with(&format!(
        "[shop]\nname = \"shop\"\n[backup]\nsettle_seconds = 0\n\
         [[backup.source]]\nname = \"db\"\ncommand = {}\nevery = \"week\"\n\
         [[backup.source]]\nname = \"erp\"\ncommand = {}\ntable = \"orders\"\n",
        words(dump),
        words(query)
    ))
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|w| (*w).to_owned()).collect()
}

#[track_caller]
fn done(output: Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The two days that both databases go through; `alter` changes a phone.
fn through_a_week(desk: &Desk, alter: &dyn Fn()) {
    let ran = desk.run("2026-11-20").exits(0);
    assert_eq!(
        (ran.summary("orders"), ran.summary("files")),
        (4.into(), 2.into())
    );
    // The dump is weekly, the query daily.
    alter();
    let ran = desk.run("2026-11-21").exits(1);
    assert_eq!(ran.changes("3000004182221002"), ["violation phone"]);
    assert_eq!(ran.summary("files"), 1);
    let ran = desk.run("2026-11-27").exits(0);
    assert_eq!(ran.summary("files"), 2);
    desk.verify(&[]).exits(0);
    desk.backup("2026-11-28", &["restore", "--seq", "1", "--to", "back"])
        .exits(0);
}

#[test]
fn a_dump_of_sqlite_restores_to_the_same_rows() {
    let test = "a_dump_of_sqlite_restores_to_the_same_rows";
    if Command::new("sqlite3").arg("-version").output().is_err() {
        skip(test, "no sqlite3 here");
        return;
    }
    let query = "select order_no, created_at, receiver, phone, order_amount from orders";
    let desk = desk(
        &owned(&["sqlite3", "shop.db", ".dump"]),
        &owned(&["sqlite3", "-csv", "-header", "shop.db", query]),
    );
    let sqlite = |database: &str, text: &str| {
        let mut command = Command::new("sqlite3");
        done(command.arg(desk.at(database)).arg(text).output().unwrap())
    };
    sqlite("shop.db", &inserts());
    let all = "select quote(order_no), quote(created_at), quote(receiver), quote(phone), quote(order_amount), quote(note) from orders order by 1";
    let before = sqlite("shop.db", all);
    through_a_week(&desk, &|| {
        sqlite(
            "shop.db",
            "update orders set phone = '13900000000' where order_no like '%02'",
        );
    });
    let dump = String::from_utf8(desk.read("back/db/db-2026-11-20.sql")).unwrap();
    sqlite("again.db", &dump);
    assert_eq!(sqlite("again.db", all), before);
    assert!(before.lines().count() >= 4 && before != sqlite("shop.db", all));
}

/// A PostgreSQL of its own: data and socket in a temporary folder.
struct Postgres {
    folder: tempfile::TempDir,
    programs: PathBuf,
    root: bool,
}

impl Postgres {
    fn start() -> Option<Postgres> {
        let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .flatten()
            .map(|e| e.path().join("bin"))
            .filter(|p| p.join("initdb").exists() && p.join("pg_dump").exists())
            .collect();
        found.sort();
        let id = Command::new("id").arg("-u").output().ok()?;
        let postgres = Postgres {
            folder: tempfile::tempdir().ok()?,
            programs: found.pop()?,
            root: id.stdout == b"0\n",
        };
        if postgres.root {
            // It refuses to run as root.
            let folder = postgres.folder.path().display().to_string();
            done(
                Command::new("chown")
                    .args(["postgres", &folder])
                    .output()
                    .ok()?,
            );
        }
        let data = postgres.folder.path().join("data").display().to_string();
        postgres.server(
            "initdb",
            &[
                "-D",
                &data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
            ],
        );
        let options = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c fsync=off",
            postgres.host()
        );
        let log = postgres.folder.path().join("log").display().to_string();
        postgres.server(
            "pg_ctl",
            &["-D", &data, "-l", &log, "-w", "-o", &options, "start"],
        );
        Some(postgres)
    }

    fn host(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn program(&self, name: &str) -> String {
        self.programs.join(name).display().to_string()
    }

    /// Runs a program of the server as a user that it accepts.
    fn server(&self, name: &str, arguments: &[&str]) {
        let mut command = if self.root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", &self.program(name)]);
            command
        } else {
            Command::new(self.program(name))
        };
        let null = std::process::Stdio::null();
        let status = command
            .args(arguments)
            .current_dir("/")
            .stdout(null)
            .status();
        assert!(status.unwrap().success(), "{name}");
    }

    fn sql(&self, database: &str, text: &str) -> String {
        let mut command = Command::new(self.program("psql"));
        command.args([
            "-h",
            &self.host(),
            "-U",
            "postgres",
            "-v",
            "ON_ERROR_STOP=1",
            "-q",
            "-A",
            "-t",
        ]);
        done(command.args(["-d", database, "-c", text]).output().unwrap())
    }

    fn load(&self, database: &str, file: &Path) {
        let mut command = Command::new(self.program("psql"));
        command.args([
            "-h",
            &self.host(),
            "-U",
            "postgres",
            "-v",
            "ON_ERROR_STOP=1",
            "-q",
            "-d",
            database,
            "-f",
        ]);
        done(command.arg(file).output().unwrap());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.path().join("data").display().to_string();
        self.server("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]);
    }
}

#[test]
fn a_dump_of_postgresql_restores_to_the_same_rows() {
    let test = "a_dump_of_postgresql_restores_to_the_same_rows";
    let Some(postgres) = Postgres::start() else {
        skip(test, "no PostgreSQL here");
        return;
    };
    let host = postgres.host();
    postgres.sql("postgres", "create database shop");
    postgres.sql("shop", &inserts());
    let copy = "copy (select order_no, created_at, receiver, phone, order_amount from orders) to stdout csv header";
    let desk = desk(
        &owned(&[
            &postgres.program("pg_dump"),
            "-h",
            &host,
            "-U",
            "postgres",
            "shop",
        ]),
        &owned(&[
            &postgres.program("psql"),
            "-h",
            &host,
            "-U",
            "postgres",
            "-d",
            "shop",
            "-c",
            copy,
        ]),
    );
    let all = "copy (select * from orders order by 1) to stdout";
    let before = postgres.sql("shop", all);
    through_a_week(&desk, &|| {
        postgres.sql(
            "shop",
            "update orders set phone = '13900000000' where order_no like '%02'",
        );
    });
    postgres.sql("postgres", "create database again");
    postgres.load("again", &desk.at("back/db/db-2026-11-20.sql"));
    assert_eq!(postgres.sql("again", all), before);
    assert!(before.lines().count() == 4 && before != postgres.sql("shop", all));
    // A database that is gone: its status and last words are said, the rest is sealed.
    postgres.sql("postgres", "drop database shop");
    let ran = desk.run("2026-12-05").exits(1);
    assert!(ran.out.contains("does not exist"), "{}", ran.out);
    assert_eq!(ran.summary("files"), 0);
    desk.verify(&[]).exits(0);
}
