//! `dayclose doctor`: nothing to mend in a shop that is in order; each kind of
//! trouble is found, with what to do.
#![allow(clippy::unwrap_used)]

#[path = "common/shop.rs"]
mod shop;

use serde_json::Value;
use shop::Shop;

const EVENING: &str = "2026-12-01T18:00:00+08:00";
const LATER: &str = "2026-12-01T20:00:00+08:00";

/// A shop whose day was run.
fn shop() -> Shop {
    let shop = Shop::sample(EVENING);
    assert!(shop.run(EVENING, &["run", "daily"]).exit < 2);
    shop
}

/// Exit status, and what is to be mended: area, subject, what and remedy.
fn mend(shop: &Shop, now: &str) -> (i32, Vec<(String, String, String)>) {
    let ran = shop.run(now, &["--format", "json", "doctor"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let rows = report["rows"].as_array().unwrap();
    let found = rows.iter().filter(|r| r["state"] == "mend").map(|row| {
        assert!(!text(row, "remedy").is_empty(), "{row}");
        let words = format!("{}; {}", text(row, "what"), text(row, "remedy"));
        (text(row, "area"), text(row, "subject"), words)
    });
    (ran.exit, found.collect())
}

#[track_caller]
fn finds(shop: &Shop, now: &str, area: &str, subject: &str, words: &[&str]) {
    let (exit, found) = mend(shop, now);
    let hit = found
        .iter()
        .find(|(a, s, _)| a == area && s.contains(subject));
    let (_, _, said) = hit.unwrap_or_else(|| panic!("no {area} {subject} in {found:?}"));
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said:?}");
    }
    assert_eq!(exit, 1);
}

#[test]
fn a_shop_in_order_has_nothing_to_mend() {
    let shop = shop();
    assert_eq!(mend(&shop, LATER), (0, Vec::new()));
    assert_eq!(shop.run(LATER, &["-q", "doctor"]).out, "");
}

#[test]
fn a_config_that_cannot_be_used_is_what_is_found() {
    let shop = shop();
    shop.config("grace_minutes", "grace_minute");
    finds(
        &shop,
        LATER,
        "config",
        "dayclose.toml:",
        &["did you mean", "mend this line"],
    );
    let empty = Shop::empty();
    finds(
        &empty,
        LATER,
        "config",
        "dayclose.toml",
        &["there is no config", "dayclose init"],
    );
}

#[test]
fn tables_that_are_not_there_or_not_understood() {
    let shop = shop();
    std::fs::remove_file(shop.path("books/items.xlsx")).unwrap();
    std::fs::remove_file(shop.path("people/service_2026-11.xlsx")).unwrap();
    shop.write("people/leave.csv", "who,begin\na,b\n");
    finds(
        &shop,
        LATER,
        "config",
        "files.items",
        &["books/items.xlsx is not there"],
    );
    finds(
        &shop,
        LATER,
        "config",
        "run.inputs.service",
        &["service_2026-11.xlsx of the last month"],
    );
    finds(
        &shop,
        LATER,
        "tables",
        "people/leave.csv",
        &["--as leave --suggest"],
    );
}

#[test]
fn schemes_with_holes() {
    let shop = shop();
    shop.write(
        "people/staff2.csv",
        "staff,name,star,scheme,base\nE1,w1,7,mine,\nE2,w2,1,mine,\nE3,w3,1,presale,2000\n",
    );
    shop.config("people/staff.xlsx", "people/staff2.csv");
    let text = shop.read("dayclose.toml");
    shop.write(
        "dayclose.toml",
        &format!("{text}\n[[pay.scheme]]\nname = \"mine\"\nflat = \"2%\"\nbase = \"star\"\nstar = {{ 1 = \"2200\" }}\n"),
    );
    finds(
        &shop,
        LATER,
        "schemes",
        "E1",
        &["table star of scheme mine has no \"7\""],
    );
    finds(
        &shop,
        LATER,
        "schemes",
        "E3",
        &["there is no scheme \"presale\""],
    );
    let (_, found) = mend(&shop, LATER);
    assert!(
        found.iter().all(|(_, subject, _)| subject != "E2"),
        "{found:?}"
    );
}

#[test]
fn an_archive_that_was_touched_and_days_that_were_missed() {
    let shop = shop();
    finds(
        &shop,
        "2026-12-04T20:00:00+08:00",
        "archive",
        "archive",
        &["3 days", "backup status"],
    );
    let zip = shop.path("archive/zip/2026/2026-12-01.zip");
    let mut bytes = std::fs::read(&zip).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&zip, bytes).unwrap();
    finds(
        &shop,
        LATER,
        "archive",
        "archive",
        &["2026-12-01.zip", "backup verify"],
    );
}

#[test]
fn a_clock_that_is_behind() {
    let shop = shop();
    let words = ["2026-12-01 18:00", "set the machine's clock"];
    finds(
        &shop,
        "2026-12-01T17:00:00+08:00",
        "clock",
        "Asia/Shanghai",
        &words,
    );
}

#[cfg(unix)]
#[test]
fn others_may_read() {
    use std::os::unix::fs::PermissionsExt;
    let shop = shop();
    let open = |name: &str, mode: u32| {
        std::fs::set_permissions(shop.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    open("archive", 0o755);
    finds(
        &shop,
        LATER,
        "access",
        "archive",
        &["open to other accounts (755)", "chmod 700 archive"],
    );
    open("archive", 0o700);
    shop.write("secrets/hook", "https://example.invalid/hook\n");
    open("secrets/hook", 0o644);
    let text = shop.read("dayclose.toml");
    shop.write(
        "dayclose.toml",
        &format!(
            "{text}\n[[notify.to]]\nkind = \"json\"\nurl_file = \"secrets/hook\"\n[[notify.to]]\nkind = \"wecom\"\nurl_env = \"NOT_SET_ANYWHERE\"\n"
        ),
    );
    finds(
        &shop,
        LATER,
        "access",
        "secrets/hook",
        &["chmod 600 secrets/hook"],
    );
    finds(
        &shop,
        LATER,
        "access",
        "notify.to wecom",
        &["NOT_SET_ANYWHERE is not set"],
    );
}

#[test]
fn exports_that_lie_about() {
    let shop = shop();
    shop.write("inbox/jd/jd-orders-2026-08-01.csv", "x\n");
    let words = [
        "1 exports in the open",
        "the oldest of 2026-08-01",
        "backup verify",
    ];
    finds(&shop, LATER, "exports", "inbox/jd", &words);
}

#[test]
fn runs_that_did_not_come_or_were_not_done() {
    let shop = shop();
    finds(
        &shop,
        "2026-12-03T09:00:00+08:00",
        "runs",
        "daily",
        &["more than 36 hours ago", "crontab"],
    );
    std::fs::remove_file(shop.path("books/items.xlsx")).unwrap();
    shop.run(LATER, &["run", "daily"]);
    finds(
        &shop,
        LATER,
        "runs",
        "daily",
        &["not done: stock alerts", "summary.html"],
    );
}
