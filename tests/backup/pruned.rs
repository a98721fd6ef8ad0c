//! Archives that are removed: with a reason, an approver and an entry of the
//! chain, never a seal, never one younger than three years.

use crate::desk::{CONFIG, Desk, Ran};
use crate::sheet::{Row, export};

const NO: &str = "3000004182221001";
const OLD: [&str; 2] = ["2022-01-10", "2022-01-11"];
const TODAY: &str = "2026-11-22";

fn row(status: &str) -> Row {
    Row::new(NO).with(&[("created_at", "2022-01-10 09:00:00"), ("status", status)])
}

/// Two days of 2022 and one of 2026.
fn desk() -> Desk {
    let desk = Desk::with(CONFIG);
    for (day, status) in [
        (OLD[0], "待付款"),
        (OLD[1], "待发货"),
        ("2026-11-21", "已发货"),
    ] {
        desk.export(day, &export(&[row(status)]));
        desk.run(day).exits(0);
    }
    desk
}

/// What `backup list` says of each seal.
fn pruned_by(desk: &Desk) -> Vec<serde_json::Value> {
    let listed = desk.backup(TODAY, &["list", "--format", "json"]).exits(0);
    let json = listed.json();
    let rows = json["rows"].as_array().unwrap();
    rows.iter().map(|r| r["pruned_by"].clone()).collect()
}

fn prune(desk: &Desk, keep: &str, more: &[&str]) -> Ran {
    let mut all = vec![
        "prune",
        "--keep",
        keep,
        "--reason",
        "disk",
        "--approver",
        "manager",
        "--format",
        "json",
    ];
    all.extend(more);
    desk.backup(TODAY, &all)
}

#[test]
fn old_archives_go_their_seals_stay_and_verify_knows() {
    let desk = desk();
    let listed = prune(&desk, "3y", &["--dry-run"]).exits(0);
    assert_eq!(listed.summary("removed"), 2);
    assert!(desk.at("archive/zip/2022/2022-01-10.zip").exists());
    assert_eq!(pruned_by(&desk), vec![serde_json::json!(null); 3]);
    let ran = prune(&desk, "3y", &[]).exits(0);
    assert_eq!(
        (ran.summary("removed"), ran.summary("seq")),
        (2.into(), 4.into())
    );
    let names: Vec<String> = desk
        .tree("archive/zip")
        .into_iter()
        .map(|(n, _)| n)
        .collect();
    assert_eq!(names, ["2026/2026-11-21.zip", "2026/2026-11-22.zip"]);
    assert_eq!(desk.tree("archive/seal").len(), 4);
    let seal: serde_json::Value =
        serde_json::from_slice(&desk.read("archive/seal/000004-2026-11-22.json")).unwrap();
    assert_eq!(seal["removed"]["reason"], "disk");
    assert_eq!(seal["removed"]["approver"], "manager");
    assert_eq!(
        seal["removed"]["archives"][1]["name"],
        "zip/2022/2022-01-11.zip"
    );
    let verified = desk.verify(&[]).exits(0);
    assert_eq!(verified.findings(), ["O7 info seal/000004-2026-11-22.json"]);
    assert!(
        verified.out.contains("2 archives pruned by entry 4"),
        "{}",
        verified.out
    );
    assert_eq!(
        pruned_by(&desk),
        [
            4.into(),
            4.into(),
            serde_json::json!(null),
            serde_json::json!(null)
        ]
    );
    let listed = desk.backup(TODAY, &["list"]).exits(0).out;
    assert!(
        listed.contains("2 archives were removed with approval"),
        "{listed}"
    );
    assert!(listed.contains("by entry"), "{listed}");
    // What stands in for them is not there any more.
    let gone = desk
        .backup(TODAY, &["restore", "--seq", "1", "--to", "back"])
        .exits(2)
        .err;
    assert!(gone.contains("entry 4"), "{gone}");
    desk.backup(TODAY, &["history", NO]).exits(0);
    // An archive that is missing without an entry is still damage.
    std::fs::remove_file(desk.at("archive/zip/2026/2026-11-21.zip")).unwrap();
    assert!(
        desk.verify(&[])
            .exits(1)
            .kinds()
            .contains(&"missing".to_owned())
    );
}

#[test]
fn comparing_goes_on_without_them_even_from_a_lost_state() {
    for lost in [false, true] {
        let desk = desk();
        prune(&desk, "4y", &[]).exits(0);
        if lost {
            std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
        }
        // Not the bytes of the first day, which are sealed.
        let again = row("待付款").with(&[("flag", "红")]);
        desk.export(TODAY, &export(&[again]));
        let ran = desk.run(TODAY).exits(1);
        assert_eq!(
            ran.changes(NO),
            ["changed flag", "violation status"],
            "lost: {lost}"
        );
        let rebuilt = ran.findings().contains(&"O2 info tmall".to_owned());
        assert_eq!(rebuilt, lost, "{}", ran.out);
        desk.verify(&[]).exits(0);
    }
}

#[test]
fn a_removal_is_no_backup_of_its_day() {
    let desk = desk();
    prune(&desk, "3y", &[]).exits(0);
    let status = desk.ran(&[
        "--now",
        "2026-11-22T19:00:00+08:00",
        "--lang",
        "en",
        "backup",
        "status",
        "--format",
        "json",
    ]);
    assert!(status.exits(1).out.contains("\"2026-11-22\""));
    let run = desk.run(TODAY).exits(1);
    assert_eq!(run.summary("already_sealed"), false);
}

#[test]
fn what_may_not_go_stays() {
    let desk = desk();
    let before = desk.tree("archive");
    for (keep, reason, approver) in [
        ("2y", "disk", "manager"),
        ("35m", "disk", "manager"),
        ("soon", "disk", "manager"),
        ("3y", " ", "manager"),
        ("3y", "disk", ""),
    ] {
        let all = [
            "prune",
            "--keep",
            keep,
            "--reason",
            reason,
            "--approver",
            approver,
        ];
        desk.backup(TODAY, &all).exits(2);
    }
    // Nor is there a number of years that nobody named.
    let unnamed = ["prune", "--reason", "disk", "--approver", "manager"];
    desk.backup(TODAY, &unnamed).exits(2);
    assert_eq!(desk.tree("archive"), before);
    assert_eq!(prune(&desk, "10y", &[]).exits(0).summary("removed"), 0);
    // An archive that was altered is evidence.
    let name = "archive/zip/2022/2022-01-11.zip";
    let whole = desk.read(name);
    desk.write(name, b"other");
    assert!(prune(&desk, "3y", &[]).exits(2).err.contains("not removed"));
    assert_eq!(desk.tree("archive/seal").len(), 3);
    assert!(desk.at("archive/zip/2022/2022-01-10.zip").exists());
    desk.write(name, &whole);
    // Nor does anything go on a chain that does not fit.
    let seal = "archive/seal/000002-2022-01-11.json";
    let text = String::from_utf8(desk.read(seal)).unwrap();
    desk.write(seal, text.replace("\"bytes\": ", "\"bytes\": 1").as_bytes());
    prune(&desk, "3y", &[]).exits(2);
}

#[test]
fn a_removal_that_was_cut_short_is_finished() {
    let desk = desk();
    let kept = desk.read("archive/zip/2022/2022-01-10.zip");
    prune(&desk, "3y", &[]).exits(0);
    desk.write("archive/zip/2022/2022-01-10.zip", &kept);
    let verified = desk.verify(&[]).exits(0);
    assert!(
        verified.out.contains("the file is still there"),
        "{}",
        verified.out
    );
    assert_eq!(prune(&desk, "3y", &[]).exits(0).summary("removed"), 0);
    assert!(!desk.at("archive/zip/2022/2022-01-10.zip").exists());
    assert_eq!(desk.tree("archive/seal").len(), 4);
}
