//! Signatures of seals: made with the key of the config, named by verify, and
//! checked by the public tool.

use crate::desk::{CONFIG, Desk, skip};
use crate::sheet::{Row, export};
use std::process::Command;

const DAYS: [&str; 3] = ["2026-11-20", "2026-11-21", "2026-11-22"];

/// The public key of the desk.
fn public(desk: &Desk) -> String {
    let text = String::from_utf8(desk.read("keys/seal.key.pub")).unwrap();
    text.lines().nth(1).unwrap().to_owned()
}

/// A desk with a key of its own, whose signature counts.
fn signing() -> Desk {
    let desk = Desk::new();
    desk.backup("2026-11-19", &["keygen", "--name", "office"])
        .exits(0);
    configure(&desk, &format!("office = \"{}\"", public(&desk)));
    desk
}

fn configure(desk: &Desk, signers: &str) {
    let with_key = CONFIG.replace("[backup]\n", "[backup]\nsign_key = \"keys/seal.key\"\n");
    let text = with_key.replace(
        "[[backup.source]]",
        &format!("[backup.signers]\n{signers}\n[[backup.source]]"),
    );
    desk.write("dayclose.toml", text.as_bytes());
}

fn seal(i: usize) -> String {
    format!("archive/seal/{:06}-{}.json", i + 1, DAYS[i])
}

fn day(desk: &Desk, i: usize) {
    let row = Row::new("3000004182221001").with(&[("status", ["待付款", "待发货", "已发货"][i])]);
    desk.export(DAYS[i], &export(&[row]));
    desk.run(DAYS[i]).exits(0);
}

fn three_days() -> Desk {
    let desk = signing();
    (0..3).for_each(|i| day(&desk, i));
    desk
}

#[test]
fn verify_names_the_signer() {
    let desk = three_days();
    let ran = desk.verify(&[]).exits(0);
    assert_eq!(ran.summary("signer"), "office");
    let json = ran.json();
    let rows = json["rows"].as_array().unwrap();
    assert!(
        rows.len() == 3 && rows.iter().all(|r| r["signer"] == "office"),
        "{}",
        ran.out
    );
    let said = desk.backup("2026-11-23", &["verify"]).exits(0).out;
    assert!(
        said.contains("signed by office: 3, from no. 1 to 3"),
        "{said}"
    );
}

#[test]
fn a_signature_that_is_missing_wrong_or_a_strangers_is_damage() {
    let desk = three_days();
    let altered = |name: &str, bytes: Option<&[u8]>, kinds: &[&str]| {
        let desk = desk.copy();
        match bytes {
            Some(bytes) => desk.write(name, bytes),
            None => std::fs::remove_file(desk.at(name)).unwrap(),
        }
        assert_eq!(desk.verify(&[]).exits(1).kinds(), kinds, "{name}");
    };
    let signature = |i: usize| format!("{}.minisig", seal(i));
    altered(&signature(1), None, &["unsigned"]);
    altered(&signature(2), None, &["unsigned"]);
    altered(
        &signature(1),
        Some(&desk.read(&signature(0))),
        &["bad_signature"],
    );
    altered(&signature(1), Some(b"junk"), &["bad_signature"]);
    altered(
        "archive/seal/000009-2026-11-29.json.minisig",
        Some(b"x"),
        &["extra"],
    );
    // An altered seal: its signature says so even where the next seal was made to fit.
    let newest = String::from_utf8(desk.read(&seal(2))).unwrap();
    let other = newest.replace("\"user\": \"", "\"user\": \"x");
    altered(&seal(2), Some(other.as_bytes()), &["bad_signature"]);
    // A key that the config does not know.
    let stranger = signing();
    configure(&desk, &format!("office = \"{}\"", public(&stranger)));
    assert_eq!(desk.verify(&[]).exits(1).kinds(), ["unknown_signer"; 3]);
    // None is known: said, and no damage.
    desk.write("dayclose.toml", CONFIG.as_bytes());
    assert_eq!(desk.verify(&[]).exits(0).findings(), ["O8 info seal"]);
}

#[test]
fn seals_older_than_the_key_are_covered_by_the_first_signature() {
    let desk = Desk::new();
    day(&desk, 0);
    day(&desk, 1);
    desk.backup("2026-11-21", &["keygen"]).exits(0);
    configure(&desk, &format!("office = \"{}\"", public(&desk)));
    // Nothing is signed: that cannot pass for signed.
    assert_eq!(desk.verify(&[]).exits(1).kinds(), ["unsigned"]);
    day(&desk, 2);
    desk.verify(&[]).exits(0);
    let names: Vec<String> = desk
        .tree("archive/seal")
        .into_iter()
        .map(|(n, _)| n)
        .collect();
    let signed = names.iter().filter(|n| n.ends_with(".minisig")).count();
    assert_eq!(signed, 2, "the newest of then and that of today: {names:?}");
}

#[test]
fn a_key_that_cannot_be_used_never_stops_a_seal() {
    let desk = signing();
    day(&desk, 0);
    let key = desk.read("keys/seal.key");
    std::fs::remove_file(desk.at("keys/seal.key")).unwrap();
    desk.export(DAYS[1], &export(&[Row::new("3000004182221002")]));
    let ran = desk.run(DAYS[1]).exits(1);
    assert_eq!(ran.summary("seq"), 2);
    assert!(
        ran.findings()
            .iter()
            .any(|f| f.starts_with("O8 error seal/000002")),
        "{}",
        ran.out
    );
    assert_eq!(desk.verify(&[]).exits(1).kinds(), ["unsigned"]);
    // Back again: the same day once more signs it.
    desk.write("keys/seal.key", &key);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |m| {
            std::fs::set_permissions(desk.at("keys/seal.key"), std::fs::Permissions::from_mode(m))
                .unwrap()
        };
        mode(0o644);
        let ran = desk.run(DAYS[1]).exits(1);
        assert!(ran.out.contains("chmod 600 keys/seal.key"), "{}", ran.out);
        mode(0o600);
    }
    desk.run(DAYS[1]);
    desk.verify(&[]).exits(0);
}

#[test]
fn keygen_closes_the_key_and_replaces_none() {
    let desk = Desk::new();
    let said = desk.backup("2026-11-22", &["keygen"]).exits(0).out;
    assert!(
        said.contains("[backup] sign_key = \"keys/seal.key\""),
        "{said}"
    );
    let before = desk.tree("keys");
    desk.backup("2026-11-22", &["keygen"]).exits(2);
    assert_eq!(desk.tree("keys"), before);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(desk.at("keys/seal.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

/// A key that the public tool made without a passphrase, and one with.
#[test]
fn a_key_of_the_public_tool_signs() {
    let test = "a_key_of_the_public_tool_signs";
    let desk = Desk::new();
    std::fs::create_dir(desk.at("keys")).unwrap();
    let made = Command::new("minisign")
        .current_dir(desk.path())
        .args(["-G", "-W", "-p", "keys/seal.key.pub", "-s", "keys/seal.key"])
        .output();
    let Ok(made) = made else {
        skip(test, "no minisign here");
        return;
    };
    assert!(made.status.success(), "{made:?}");
    configure(&desk, &format!("office = \"{}\"", public(&desk)));
    day(&desk, 0);
    assert_eq!(desk.verify(&[]).exits(0).summary("signer"), "office");
    let checked = Command::new("minisign")
        .arg("-Vm")
        .arg(desk.at(&seal(0)))
        .args(["-P", &public(&desk)])
        .output()
        .unwrap();
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn the_public_tool_agrees() {
    let test = "the_public_tool_agrees";
    if Command::new("minisign").arg("-v").output().is_err() {
        skip(test, "no minisign here");
        return;
    }
    let desk = three_days();
    let check = |seal: &str, key: &str| {
        let mut command = Command::new("minisign");
        command.arg("-Vm").arg(desk.at(seal)).args(["-P", key]);
        command.output().unwrap().status.success()
    };
    for i in 0..3 {
        assert!(check(&seal(i), &public(&desk)), "{}", seal(i));
    }
    assert!(!check(&seal(0), &public(&signing())), "another key");
    desk.write(&seal(0), b"{}");
    assert!(!check(&seal(0), &public(&desk)), "altered");
}
