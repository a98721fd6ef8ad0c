//! Archives for named recipients: no key on the machine, nothing given away by
//! the state, and every change found that is found in clear.

use crate::desk::{CONFIG, Desk, Ran, skip};
use crate::sheet::{Row, export};
use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use std::process::Command;

const NO: &str = "3000004182221001";
const SECRETS: [&str; 5] = [
    "13800000001",
    "13512348063",
    "收货人甲",
    "buyer_01",
    "西湖区",
];

/// A desk that encrypts to two keys; `manager.key` and `recovery.key` lie outside.
pub fn desk() -> (Desk, tempfile::TempDir) {
    let keys = tempfile::tempdir().unwrap();
    let mut recipients = Vec::new();
    for name in ["manager", "recovery"] {
        let identity = Identity::generate();
        recipients.push(format!("\"{}\"", identity.to_public()));
        let text = format!(
            "# made for a test\n{}\n",
            identity.to_string().expose_secret()
        );
        std::fs::write(keys.path().join(format!("{name}.key")), text).unwrap();
    }
    (Desk::with(&encrypting(&recipients)), keys)
}

fn encrypting(recipients: &[String]) -> String {
    let line = format!("[backup]\nencrypt_to = [{}]\n", recipients.join(", "));
    CONFIG.replace("[backup]\n", &line)
}

pub fn key(keys: &tempfile::TempDir, name: &str) -> String {
    keys.path()
        .join(format!("{name}.key"))
        .display()
        .to_string()
}

fn first() -> Row {
    Row::new(NO).with(&[("created_at", "2026-11-20 10:00:00"), ("remark", "已核对")])
}

/// A day with one order, and one on which its phone is another.
fn two_days() -> (Desk, tempfile::TempDir, Ran) {
    let (desk, keys) = desk();
    desk.export("2026-11-20", &export(&[first()]));
    desk.run("2026-11-20").exits(0);
    desk.export(
        "2026-11-21",
        &export(&[first().with(&[("phone", "13512348063")])]),
    );
    let ran = desk.run("2026-11-21").exits(1);
    (desk, keys, ran)
}

#[test]
fn a_change_is_found_and_named_and_its_old_value_stands_in_the_archive() {
    let (desk, keys, ran) = two_days();
    let json = ran.json();
    let finding = &json["findings"][0]["data"];
    assert_eq!(finding["field"], "phone", "{}", ran.out);
    assert!(
        finding["old"].is_null() && finding["old_sealed_in"] == 1,
        "{}",
        ran.out
    );
    assert_eq!(finding["new"], "135****8063");
    assert_eq!(ran.changes(NO), ["violation phone"]);
    let said = desk.backup("2026-11-21", &["run"]).exits(1).out;
    assert!(
        said.contains("(in archive 1) → 135****8063, no remark"),
        "{said}"
    );
    // With a key the whole history is there.
    for name in ["manager", "recovery"] {
        let ran = desk.backup(
            "2026-11-22",
            &["history", NO, "--identity", &key(&keys, name), "--unmask"],
        );
        let out = ran.exits(0).out;
        assert!(
            out.contains("13800000001") && out.contains("13512348063"),
            "{out}"
        );
    }
}

#[test]
fn nothing_that_is_private_stands_in_the_archives_folder() {
    let (desk, _keys, _) = two_days();
    let mut seen = 0;
    for (name, bytes) in desk.tree("archive") {
        seen += 1;
        let text = String::from_utf8_lossy(&bytes);
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} in archive/{name}");
        }
    }
    assert!(seen >= 7, "{seen} files");
    // The test itself can see them: in clear they stand there.
    let clear = Desk::new();
    clear.export("2026-11-20", &export(&[first()]));
    clear.run("2026-11-20").exits(0);
    let state = clear.read("archive/state/tmall-lines.state");
    assert!(String::from_utf8_lossy(&state).contains("13800000001"));
}

#[test]
fn verify_needs_no_key_and_finds_a_flipped_bit() {
    let (desk, _keys, _) = two_days();
    desk.verify(&[]).exits(0);
    let name = "archive/zip/2026/2026-11-20.zip.age";
    let mut bytes = desk.read(name);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    desk.write(name, &bytes);
    assert_eq!(desk.verify(&[]).exits(1).kinds(), ["altered"]);
}

#[test]
fn restore_takes_a_key_and_gives_the_same_bytes() {
    let (desk, keys, _) = two_days();
    let restore = |arguments: &[&str]| {
        let mut all = vec!["restore", "--seq", "1", "--to", "back"];
        all.extend(arguments);
        desk.backup("2026-11-22", &all)
    };
    let said = restore(&[]).exits(2).err;
    assert!(said.contains("--identity"), "{said}");
    let stranger = tempfile::tempdir().unwrap();
    std::fs::write(
        stranger.path().join("manager.key"),
        Identity::generate().to_string().expose_secret(),
    )
    .unwrap();
    restore(&["--identity", &key(&stranger, "manager")]).exits(2);
    restore(&["--identity", "dayclose.toml"]).exits(2);
    assert!(!desk.at("back").join("tmall").exists());
    restore(&["--identity", &key(&keys, "recovery")]).exits(0);
    assert_eq!(
        desk.read("back/tmall/orders-2026-11-20.csv"),
        desk.read("inbox/orders-2026-11-20.csv")
    );
}

#[test]
fn a_lost_state_is_made_anew_with_a_key_only() {
    let (desk, keys, _) = two_days();
    let state = desk.read("archive/state/tmall-lines.state");
    let third = || {
        first().with(&[
            ("phone", "13512348063"),
            ("status", "卖家已发货，等待买家确认"),
        ])
    };
    desk.export("2026-11-22", &export(&[third()]));
    std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
    // Without one it is sealed all the same, and said.
    let without = desk.copy();
    let ran = without.run("2026-11-22").exits(1);
    assert!(
        ran.summary("seq") == 3 && ran.out.contains("--identity"),
        "{}",
        ran.out
    );
    // With one it is as if nothing had been lost, to the byte.
    let whole = desk.copy();
    whole.write("archive/state/tmall-lines.state", &state);
    let manager = key(&keys, "manager");
    let ran = desk.backup(
        "2026-11-22",
        &["run", "--format", "json", "--identity", &manager],
    );
    let ran = ran.exits(0);
    assert_eq!(ran.changes(NO), ["changed status"]);
    assert_eq!(ran.findings(), ["O2 info tmall"], "{}", ran.out);
    let again = desk.read("archive/state/tmall-lines.state");
    std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
    desk.export("2026-11-23", &export(&[third().with(&[("refund", "1")])]));
    let ran = desk.backup(
        "2026-11-23",
        &["run", "--format", "json", "--identity", &manager],
    );
    assert_eq!(ran.exits(0).findings(), ["O2 info tmall"]);
    assert_eq!(
        again[..40],
        desk.read("archive/state/tmall-lines.state")[..40]
    );
}

#[test]
fn remarks_grow_and_masks_hide_as_in_clear() {
    let base = || first().with(&[("remark", "已核对"), ("paid", "0"), ("paid_at", "")]);
    let signed = "已核对;11-21 员工A 按要求修改成新地址";
    let cases: &[(&str, Row, &[&str])] = &[
        ("the same", base(), &[]),
        (
            "amended by a remark that grew",
            base().with(&[("address", "四川省 成都市 某路2号"), ("remark", signed)]),
            &["amended address", "changed remark"],
        ),
        (
            "without a word",
            base().with(&[("address", "四川省 成都市")]),
            &["violation address"],
        ),
        (
            "rewritten",
            base().with(&[("remark", "没有核对")]),
            &["violation remark"],
        ),
        (
            "shortened",
            base().with(&[("remark", "已核")]),
            &["violation remark"],
        ),
        (
            "cleared",
            base().with(&[("remark", "")]),
            &["violation remark"],
        ),
        (
            "masked from now on",
            base().with(&[("phone", "138****0001")]),
            &[],
        ),
        ("paid", base().with(&[("paid", "39.80")]), &["changed paid"]),
        (
            "another item",
            base().with(&[("sku", "B-7")]),
            &["violation sku"],
        ),
        (
            "another price",
            base().with(&[("amount", "1")]),
            &["violation amount"],
        ),
    ];
    for (name, row, expected) in cases {
        let (hidden, _keys) = desk();
        for desk in [Desk::new(), hidden] {
            desk.export("2026-11-20", &export(&[base()]));
            desk.run("2026-11-20").exits(0);
            desk.export("2026-11-21", &export(std::slice::from_ref(row)));
            assert_eq!(desk.run("2026-11-21").changes(NO), *expected, "{name}");
        }
    }
}

/// Two masked values can be told apart; a whole one after a masked one is taken up.
#[test]
fn masked_exports_are_compared_with_masked_ones() {
    let (desk, _keys) = desk();
    let phone = |value: &str| export(&[first().with(&[("phone", value)])]);
    for (day, value, expected) in [
        ("2026-11-20", "138****0001", &[][..]),
        ("2026-11-21", "138****0001", &[]),
        ("2026-11-22", "138****0002", &["violation phone"]),
        ("2026-11-23", "13800000002", &[]),
        ("2026-11-24", "13800000003", &["violation phone"]),
    ] {
        desk.export(day, &phone(value));
        assert_eq!(desk.run(day).changes(NO), expected, "{day}");
    }
}

/// The sample's week, in clear and encrypted: the same is found on each day.
#[test]
fn a_week_of_the_sample_gives_the_same_findings_as_in_clear() {
    let (hidden, _keys) = desk();
    let now = "2026-11-22T18:00:00+08:00";
    let clear = Desk::new();
    for desk in [&clear, &hidden] {
        desk.ran(&["init", "shop", "--sample", "--now", now])
            .exits(0);
        std::fs::rename(desk.at("shop/inbox"), desk.at("exports")).unwrap();
        let config = String::from_utf8(desk.read("dayclose.toml")).unwrap();
        let both = config.replace("path = \"inbox\"", "path = \"inbox/tmall\"")
            + "[[backup.source]]\nname = \"jd\"\npath = \"inbox/jd\"\n";
        desk.write("dayclose.toml", both.as_bytes());
    }
    let mut found = 0;
    for day in 16..=22 {
        let day = format!("2026-11-{day}");
        let rows = [&clear, &hidden].map(|desk| {
            for entry in walkdir::WalkDir::new(desk.at("exports")) {
                let path = entry.unwrap().into_path();
                if path.is_file() && path.display().to_string().contains(&day) {
                    let below = path.strip_prefix(desk.at("exports")).unwrap().to_owned();
                    let name = format!("inbox/{}", below.display());
                    desk.write(&name, &std::fs::read(&path).unwrap());
                }
            }
            let json = desk.run(&day).json();
            let key = |r: &serde_json::Value| {
                ["kind", "order_no", "line_no", "field", "new", "why", "line"]
                    .map(|k| r[k].to_string())
                    .join("|")
            };
            let rows = json["rows"].as_array().unwrap();
            let mut rows: Vec<String> = rows.iter().map(key).collect();
            rows.sort();
            rows
        });
        found += rows[0].len();
        assert_eq!(rows[0], rows[1], "{day}");
    }
    assert!(found > 500, "{found} changes compared");
    hidden.verify(&[]).exits(0);
}

#[test]
fn an_archive_without_its_seal_is_made_again() {
    let (desk, keys, _) = two_days();
    std::fs::remove_file(desk.at("archive/seal/000002-2026-11-21.json")).unwrap();
    let again = desk.copy();
    again.run("2026-11-21").exits(1);
    again.verify(&[]).exits(0);
    assert!(!again.at("archive/zip/2026/2026-11-21.2.zip.age").exists());
    // Where the export is gone the archive holds the only copy: it stays.
    std::fs::remove_file(desk.at("inbox/orders-2026-11-21.csv")).unwrap();
    desk.export(
        "2026-11-22",
        &export(&[first().with(&[("phone", "13512348063"), ("refund", "1")])]),
    );
    let kept = desk.copy();
    let ran = kept.run("2026-11-22");
    assert!(
        ran.out
            .contains("holds the only copy of inbox/orders-2026-11-21.csv"),
        "{}",
        ran.out
    );
    assert!(kept.at("archive/zip/2026/2026-11-21.zip.age").exists());
    let manager = key(&keys, "manager");
    desk.backup("2026-11-22", &["run", "--identity", &manager])
        .exits(1);
    desk.verify(&[]).exits(0);
    let back = [
        "restore",
        "--seq",
        "2",
        "--to",
        "back",
        "--identity",
        &manager,
    ];
    desk.backup("2026-11-23", &back).exits(0);
    assert!(desk.at("back/tmall/orders-2026-11-21.csv").exists());
}

#[test]
fn a_chain_goes_on_when_encryption_begins() {
    let desk = Desk::new();
    desk.export("2026-11-20", &export(&[first()]));
    desk.run("2026-11-20").exits(0);
    let identity = Identity::generate();
    let recipients = [format!("\"{}\"", identity.to_public())];
    desk.write("dayclose.toml", encrypting(&recipients).as_bytes());
    let second = || first().with(&[("phone", "13512348063")]);
    desk.export("2026-11-21", &export(&[second()]));
    let ran = desk.run("2026-11-21").exits(1);
    assert_eq!(ran.changes(NO), ["violation phone"]);
    assert_eq!(ran.findings().len(), 1, "{}", ran.out);
    // The state in clear is gone.
    assert!(
        !desk
            .tree("archive/state")
            .iter()
            .any(|(_, bytes)| { String::from_utf8_lossy(bytes).contains("13512348063") })
    );
    desk.export(
        "2026-11-22",
        &export(&[second().with(&[("address", "别处")])]),
    );
    assert_eq!(
        desk.run("2026-11-22").exits(1).changes(NO),
        ["violation address"]
    );
}

#[test]
fn the_plain_age_tool_opens_an_archive() {
    let test = "the_plain_age_tool_opens_an_archive";
    if Command::new("age").arg("--version").output().is_err() {
        skip(test, "no age here");
        return;
    }
    let (desk, keys, _) = two_days();
    let zip = desk.at("archive/zip/2026/2026-11-20.zip.age");
    for name in ["manager", "recovery"] {
        let plain = desk.at(&format!("{name}.zip"));
        let opened = Command::new("age")
            .args(["-d", "-i", &key(&keys, name), "-o"])
            .args([&plain, &zip])
            .output()
            .unwrap();
        assert!(
            opened.status.success(),
            "{}",
            String::from_utf8_lossy(&opened.stderr)
        );
        let listed = Command::new("unzip")
            .arg("-l")
            .arg(&plain)
            .output()
            .unwrap();
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        assert!(
            listed.contains("manifest.json") && listed.contains("orders-2026-11-20.csv"),
            "{listed}"
        );
    }
    // A key that the tool made serves as well.
    let made = Command::new("age-keygen")
        .arg("-o")
        .arg(desk.at("tool.key"))
        .output()
        .unwrap();
    assert!(made.status.success());
    let text = String::from_utf8(desk.read("tool.key")).unwrap();
    let public = text
        .lines()
        .find_map(|l| l.strip_prefix("# public key: "))
        .unwrap();
    let other = Desk::with(&encrypting(&[format!("\"{public}\"")]));
    other.export("2026-11-20", &export(&[first()]));
    other.run("2026-11-20").exits(0);
    let identity = desk.at("tool.key").display().to_string();
    other
        .backup("2026-11-21", &["history", NO, "--identity", &identity])
        .exits(0);
}
