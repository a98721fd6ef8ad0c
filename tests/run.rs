//! `run daily | weekly | monthly`: the same result twice, one failing chore and
//! the others, what is recorded, the month closed and held against later runs.
#![allow(clippy::unwrap_used)]

#[path = "common/shop.rs"]
mod shop;

use dayclose::base::Runs;
use serde_json::Value;
use shop::Shop;

const EVENING: &str = "2026-12-01T18:00:00+08:00";

fn shop() -> Shop {
    Shop::sample(EVENING)
}

fn states(summary: &Value) -> Vec<(String, String)> {
    let rows = summary["rows"].as_array().unwrap();
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| (text(&row["chore"]), text(&row["state"])))
        .collect()
}

#[test]
fn twice_is_the_same_to_the_byte() {
    let shop = shop();
    let first = shop.run(EVENING, &["run", "daily"]);
    assert_eq!(first.exit, 1, "{}", first.err);
    let mut before = shop.files("reports");
    let again = shop.run(EVENING, &["run", "daily"]);
    let mut after = shop.files("reports");
    assert_eq!((again.exit, again.out), (first.exit, first.out));
    let (one, two) = (
        before.remove("runs.jsonl").unwrap(),
        after.remove("runs.jsonl").unwrap(),
    );
    assert!(two.len() == 2 * one.len() && two.starts_with(&one));
    assert!(before == after, "a report differs");
    let expected = [
        "backup-run",
        "backup-status",
        "orders-check",
        "stock-alerts",
    ];
    for name in expected {
        for ending in ["xlsx", "html", "json"] {
            assert!(
                after.contains_key(&format!("2026-12-01/{name}.{ending}")),
                "{name}"
            );
        }
    }
    // A later hour of a sealed day keeps the reports of the run that sealed it.
    shop.run("2026-12-01T19:00:00+08:00", &["run", "daily"]);
    let later = shop.files("reports");
    assert!(later["2026-12-01/backup-run.json"] == after["2026-12-01/backup-run.json"]);
}

#[test]
fn a_chore_reports_what_its_command_reports() {
    let shop = shop();
    shop.run(EVENING, &["--config", "dayclose.toml", "run", "monthly"]);
    for (name, command) in [
        (
            "stock-balance",
            &["stock", "balance", "--month", "2026-11"][..],
        ),
        ("reconcile", &["reconcile", "--as-of", "2026-11-30"]),
        ("commission", &["commission", "--month", "2026-11"]),
    ] {
        for ending in ["xlsx", "html"] {
            let out = format!("own.{ending}");
            let arguments = [&["--config", "dayclose.toml", "-o", &out], command].concat();
            assert!(shop.run(EVENING, &arguments).exit < 2, "{name}");
            let kept = std::fs::read(shop.path(&format!("reports/2026-12-01/{name}.{ending}")));
            assert!(
                kept.unwrap() == std::fs::read(shop.path(&out)).unwrap(),
                "{name}.{ending}"
            );
        }
    }
    // Programs get the metrics as one object, which the page does not show.
    let kpi = shop.json("reports/2026-12-01/kpi.json");
    assert!(kpi["rows"][0]["metrics"].is_object(), "{kpi}");
    assert_eq!(kpi["inputs"][0]["path"], "people/staff.xlsx");
}

#[test]
fn one_that_fails_does_not_stop_the_others() {
    let shop = shop();
    shop.run(EVENING, &["run", "daily"]);
    // Not there: a finding. Not readable: could not be done.
    std::fs::remove_file(shop.path("people/service_2026-11.xlsx")).unwrap();
    let ran = shop.run(EVENING, &["run", "monthly"]);
    assert_eq!(ran.exit, 1, "{}", ran.err);
    let summary = shop.json("reports/2026-12-01/summary.json");
    let got = states(&summary);
    let state = |chore: &str| {
        let found = got.iter().find(|(name, _)| name == chore);
        found.map(|(_, state)| state.as_str()).unwrap()
    };
    assert_eq!((state("kpi"), state("reconcile")), ("no_input", "findings"));
    let first = &summary["findings"][0];
    assert_eq!(
        (&first["rule"], &first["subject"]),
        (&"bad-file".into(), &"kpi".into())
    );
    let words = first["message"].as_str().unwrap();
    assert!(
        words.starts_with("kpi was not done: people/service_2026-11.xlsx: no such file"),
        "{words}"
    );
    assert!(!shop.path("reports/2026-12-01/kpi.html").exists());

    shop.write("books/finance.csv", "no heading at all\n1\n2\n");
    let ran = shop.run(EVENING, &["run", "monthly"]);
    assert_eq!(ran.exit, 2, "{}", ran.out);
    let summary = shop.json("reports/2026-12-01/summary.json");
    assert!(states(&summary).contains(&("reconcile".into(), "failed".into())));
    // What the run before wrote would pass for this one's.
    assert!(!shop.path("reports/2026-12-01/reconcile.html").exists());
    assert!(shop.path("reports/2026-12-01/stock-balance.html").exists());
}

#[test]
fn what_a_run_leaves_behind_is_recorded() {
    let shop = shop();
    shop.run(EVENING, &["run", "daily"]);
    let runs = Runs::read(&shop.read("reports/runs.jsonl"));
    assert_eq!(runs.damaged, Vec::<usize>::new());
    let chores: Vec<&str> = runs.records.iter().map(|r| r.chore.as_str()).collect();
    assert_eq!(
        chores,
        [
            "backup run",
            "backup status",
            "orders check",
            "stock alerts"
        ]
    );
    let alerts = &runs.records[3];
    assert_eq!((alerts.exit, alerts.period.as_str()), (1, "2026-12-01"));
    assert_eq!(alerts.ended.to_rfc3339(), EVENING);
    let listed: Vec<&str> = alerts.inputs.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(
        listed,
        [
            "books/movements.xlsx",
            "books/items.xlsx",
            "books/purchase_orders.csv"
        ]
    );
    for file in &alerts.outputs {
        let bytes = std::fs::read(shop.path(&format!("reports/{}", file.path))).unwrap();
        assert_eq!(
            dayclose::runs::pack::sha256(&bytes),
            file.sha256,
            "{}",
            file.path
        );
    }
    // A power cut in the middle of a line.
    let text = shop.read("reports/runs.jsonl");
    shop.write("reports/runs.jsonl", &text[..text.len() - 30]);
    let ran = shop.run(EVENING, &["run", "daily"]);
    assert!(
        ran.out.contains("reports/runs.jsonl (line 4) was cut off"),
        "{}",
        ran.out
    );
    let runs = Runs::read(&shop.read("reports/runs.jsonl"));
    assert_eq!((runs.records.len(), runs.damaged), (7, vec![4]));
    let ran = shop.run(EVENING, &["run", "daily"]);
    assert!(!ran.out.contains("was cut off"), "it is said once");
}

#[test]
fn the_same_command_twice_is_two_chores() {
    let shop = shop();
    shop.config(
        "\"backup status\", ",
        "\"stock balance --month {month}\", \"stock balance --by location --month {month}\", ",
    );
    let ran = shop.run("2026-11-30T18:00:00+08:00", &["run", "daily"]);
    assert!(
        ran.out
            .contains("stock balance --by location --month {month}"),
        "{}",
        ran.out
    );
    let folder = "reports/2026-11-30";
    let (whole, split) = (
        shop.json(&format!("{folder}/stock-balance.json")),
        shop.json(&format!("{folder}/stock-balance-2.json")),
    );
    assert_eq!(whole["rows"][0]["location"], Value::Null);
    assert!(split["rows"][0]["location"].is_string());
}

#[test]
fn a_report_that_cannot_be_written_is_that_chores_failure_only() {
    let shop = shop();
    // A folder stands where the report is to go.
    std::fs::create_dir_all(shop.path("reports/2026-12-01/backup-status.html")).unwrap();
    let ran = shop.run(EVENING, &["run", "daily"]);
    assert_eq!(ran.exit, 2, "{}", ran.out);
    let summary = shop.json("reports/2026-12-01/summary.json");
    let states = states(&summary);
    let named: Vec<&str> = states.iter().map(|(_, state)| state.as_str()).collect();
    assert!(
        named.contains(&"failed") && named.contains(&"findings"),
        "{states:?}"
    );
    let runs = Runs::read(&shop.read("reports/runs.jsonl"));
    assert_eq!(runs.records.iter().filter(|r| !r.done()).count(), 1);
}

#[test]
fn a_friday_keeps_both_its_day_and_its_week() {
    let shop = shop();
    shop.run(EVENING, &["run", "daily"]);
    let day = shop.files("reports/2026-12-01");
    let ran = shop.run(EVENING, &["run", "weekly"]);
    assert_eq!(ran.exit, 1);
    let both = shop.files("reports/2026-12-01");
    for (name, bytes) in &day {
        assert!(
            name.starts_with("summary.") || both[name] == *bytes,
            "{name} was replaced"
        );
    }
    assert!(both.contains_key("stock-alerts-weekly.html"));
    assert_eq!(both["summary.json"], both["summary-weekly.json"]);
    let summary = shop.json("reports/2026-12-01/summary.json");
    assert_eq!(summary["command"], "run weekly");
    assert!(states(&summary).iter().all(|(_, state)| state != "failed"));
    // Whoever reads the reports elsewhere is shown paths as the config has them.
    let root = shop.path("");
    for (name, bytes) in shop.files("reports/2026-12-01") {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains(&*root.to_string_lossy()), "{name}");
    }
}

#[test]
fn two_runs_at_once_do_not_mix() {
    let shop = shop();
    std::fs::create_dir(shop.path("reports")).unwrap();
    let lock = std::fs::File::create(shop.path("reports/.lock")).unwrap();
    lock.lock().unwrap();
    let ran = shop.run(EVENING, &["run", "daily"]);
    assert_eq!(ran.exit, 2);
    assert!(
        ran.err.contains("another dayclose run is going on"),
        "{}",
        ran.err
    );
    assert!(!shop.path("archive").exists());
    drop(lock);
    assert_eq!(shop.run(EVENING, &["run", "daily"]).exit, 1);
}

#[test]
fn a_closed_month_is_held_against_later_runs() {
    let shop = shop();
    let closed = shop.run(EVENING, &["run", "monthly", "--close"]);
    assert_eq!(closed.exit, 1, "{}", closed.err);
    let path = shop.path("reports/closed/2026-11.zip");
    let sealed = std::fs::read(&path).unwrap();
    let sha256 = shop.json("reports/2026-12-01/summary.json")["summary"]["closed_sha256"].clone();
    assert_eq!(sha256, dayclose::runs::pack::sha256(&sealed));

    // Days later, the same books: nothing differs, nothing is replaced.
    let later = shop.run("2026-12-05T09:00:00+08:00", &["run", "monthly", "--close"]);
    assert!(!later.out.contains("differs"), "{}", later.out);
    assert_eq!(std::fs::read(&path).unwrap(), sealed);
    let d = |shop: &Shop, day: &str| {
        let summary = shop.json(&format!("reports/{day}/summary.json"));
        let all = summary["findings"].as_array().unwrap().clone();
        all.into_iter()
            .filter(|f| f["rule"] == "D")
            .collect::<Vec<Value>>()
    };
    assert_eq!(d(&shop, "2026-12-05"), Vec::<Value>::new());

    // A fine nobody approved slips in afterwards.
    let fines = shop.read("people/adjustments.csv");
    shop.write("people/adjustments.csv", &fines.replace("-10.00", "-90.00"));
    let changed = shop.run("2026-12-06T09:00:00+08:00", &["run", "monthly"]);
    assert_eq!(changed.exit, 1);
    let found = d(&shop, "2026-12-06");
    let of = |file: &str| {
        found
            .iter()
            .filter(|f| f["subject"] == file)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("2026-11").len(), 1, "{found:?}");
    assert!(of("stock-balance.json").is_empty() && !of("commission.xlsx").is_empty());
    let adjusted = of("commission.json");
    let row = adjusted
        .iter()
        .find(|f| {
            f["data"]["place"]
                .as_str()
                .unwrap_or("")
                .ends_with(" adjustments")
        })
        .unwrap_or_else(|| panic!("{adjusted:?}"));
    assert_eq!(
        (&row["data"]["sealed"], &row["data"]["now"]),
        (&"-10.00".into(), &"-90.00".into())
    );
    let place = row["data"]["place"].as_str().unwrap();
    assert!(
        place.starts_with("rows[") && place.contains(" E0"),
        "{place}"
    );
    assert_eq!(
        std::fs::read(&path).unwrap(),
        sealed,
        "a closed month is never replaced"
    );

    let mut broken = sealed.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 1;
    std::fs::write(&path, broken).unwrap();
    let ran = shop.run("2026-12-06T10:00:00+08:00", &["run", "monthly"]);
    assert_eq!(ran.exit, 2, "{}", ran.out);
    assert!(
        ran.out.contains("the closed month is damaged"),
        "{}",
        ran.out
    );
}

#[test]
fn a_month_that_is_not_done_is_not_closed() {
    let shop = shop();
    std::fs::remove_file(shop.path("people/service_2026-11.xlsx")).unwrap();
    let ran = shop.run(EVENING, &["run", "monthly", "--close"]);
    assert_eq!(ran.exit, 1);
    assert!(
        ran.out.contains("2026-11 was not closed: kpi was not done"),
        "{}",
        ran.out
    );
    assert!(!shop.path("reports/closed").exists());
}

#[test]
fn a_shop_of_orders_only_runs_its_day_without_set_up() {
    let shop = Shop::empty();
    assert_eq!(shop.run(EVENING, &["init", "."]).exit, 0);
    shop.write(
        "inbox/o_2026-12-01.csv",
        "order no,created at,amount\nA1,2026-12-01 10:00,5\n",
    );
    shop.aged("inbox/o_2026-12-01.csv");
    let ran = shop.run(EVENING, &["run", "daily"]);
    assert_eq!(ran.exit, 0, "{}{}", ran.out, ran.err);
    // The page of the day leads to the page of each chore, which lies beside it.
    let page = std::fs::read_to_string(shop.path("reports/2026-12-01/summary.html")).unwrap();
    let links: Vec<&str> = page
        .split("<a href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(links.contains(&"backup-run.html"), "{links:?}");
    for link in links {
        let beside = shop.path(&format!("reports/2026-12-01/{link}"));
        assert!(beside.is_file(), "{link}");
    }
    assert_eq!(shop.run(EVENING, &["-q", "run", "daily"]).out, "");
    // `--date` names the folder and the period.
    let ran = shop.run(EVENING, &["run", "weekly", "--date", "2026-11-27"]);
    assert_eq!(ran.exit, 1);
    assert!(ran.out.contains("2026-11-21"), "{}", ran.out);
    assert!(shop.path("reports/2026-11-27/summary.html").exists());
}
