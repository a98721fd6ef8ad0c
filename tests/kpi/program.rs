//! The command: metrics as data, quarters from sums, targets, shops, visits.

use serde_json::Value;
use std::fs;
use std::process::{Command, Output};

struct Office(tempfile::TempDir);

const METRICS: &str = r#"
[kpi]
key_shop_change = "20%"

[[kpi.metric]]
id = "conversion"
name = "conversion"
ratio = ["buyers", "inquiries"]
weight = 60
curve = [["0%", 0], ["100%", 100]]

[[kpi.metric]]
id = "target"
name = "target"
ratio = ["sales", "target"]
weight = 40
curve = [["50%", 0], ["100%", 100]]

[[kpi.visit]]
role = "supervisor"
days = 2
every = "month"
"#;

impl Office {
    fn new() -> Office {
        let office = Office(tempfile::tempdir().unwrap());
        office.write("dayclose.toml", METRICS);
        office.write(
            "staff.csv",
            "staff,name,role\nE01,A,agent\nE02,B,agent\nE03,C,supervisor\n",
        );
        office.write(
            "service.csv",
            "staff,date,sales,inquiries,buyers\nE01,2026-07-05,600.00,10,1\nE01,2026-08-05,300.00,10,9\nE02,2026-08-05,500.00,10,5\nE01,2026-09-05,100.00,20,10\n汇总,,1500.00,50,25\n均值,,375.00,12.5,6\n",
        );
        office.write("targets.csv", "month,staff,shop,target\n2026-07,E01,,600\n2026-08,E01,,400\n2026-09,E01,,200\n2026-08,E02,,1000\n2026-08,,north,2000\n");
        office
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    fn run(&self, line: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_dayclose"))
            .current_dir(self.0.path())
            .env_remove("DAYCLOSE_CONFIG")
            .args(["--lang", "en", "--now", "2026-08-16T09:00:00+08:00"])
            .args(line.split_whitespace())
            .output()
            .unwrap()
    }

    fn json(&self, line: &str) -> Value {
        let out = self.run(&format!("{line} --format json"));
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{line}: {e}\n{said}"))
    }
}

const RUN: &str = "kpi --staff staff.csv --service service.csv --targets targets.csv";

#[test]
fn a_month_is_ranked_and_every_metric_shown() {
    let office = Office::new();
    let json = office.json(&format!("{RUN} --month 2026-08"));
    let rows = json["rows"].as_array().unwrap();
    // E01: 90 % → 90, 300/400 = 75 % → 50; 90 × 0.6 + 50 × 0.4 = 74.
    assert_eq!(rows[0]["staff"], "E01");
    assert_eq!(rows[0]["score"], "74");
    assert_eq!(rows[0]["rank"], 1);
    let target = &rows[0]["metrics"]["target"];
    assert_eq!(target["value"], "0.75");
    assert_eq!(target["target"], "1");
    assert_eq!(target["score"], "50");
    assert_eq!(target["weight"], 40);
    // E02: 50 → 50, 50 % → 0; 30.
    assert_eq!(
        (rows[1]["score"].as_str(), rows[1]["rank"].as_i64()),
        (Some("30"), Some(2))
    );
    let targets = json["sections"]["targets"].as_array().unwrap();
    let own = targets.iter().find(|t| t["scope"] == "A").unwrap();
    // 16 of 31 days: 300 × 31 ÷ 16 = 581.25.
    assert_eq!(own["run_rate"], "581.25");
    assert_eq!(own["gap"], "100.00");
    assert!(
        json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|f| f["rule"] != "K15")
    );
}

#[test]
fn a_quarter_is_worked_out_from_sums() {
    let office = Office::new();
    let json = office.json(&format!("{RUN} --quarter 2026Q3"));
    let row = &json["rows"][0];
    assert_eq!(
        (row["staff"].as_str(), row["month"].as_str()),
        (Some("E01"), Some("2026Q3"))
    );
    // 20 of 40 inquiries, not the mean of 10 %, 90 % and 50 %; 1000 of 1200.
    assert_eq!(row["metrics"]["conversion"]["value"], "0.5");
    assert_eq!(row["metrics"]["target"]["value"], "0.8333");
    // (1000 ÷ 1200 − 0.5) × 100 ÷ 0.5 = 66.67; 50 × 0.6 + 66.67 × 0.4 = 56.668 → 56.67.
    assert_eq!(row["score"], "56.67");
}

#[test]
fn what_is_missing_is_said_and_never_zero() {
    let office = Office::new();
    office.write("targets.csv", "month,staff,target\n2026-08,E01,400\n");
    let json = office.json(&format!("{RUN} --month 2026-08"));
    let rows = json["rows"].as_array().unwrap();
    let open = rows.iter().find(|r| r["staff"] == "E02").unwrap();
    assert!(open["score"].is_null() && open["rank"].is_null());
    assert!(open["metrics"]["target"]["value"].is_null());
    let finding = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["rule"] == "K7" && f["severity"] == "error");
    assert!(
        finding.unwrap()["message"]
            .as_str()
            .unwrap()
            .contains("no data for sales target")
    );
    for (missing, score) in [("reweight", "50"), ("zero", "30")] {
        office.write(
            "dayclose.toml",
            &METRICS.replace("[kpi]", &format!("[kpi]\nmissing = \"{missing}\"")),
        );
        let json = office.json(&format!("{RUN} --month 2026-08"));
        let rows = json["rows"].as_array().unwrap();
        let row = rows.iter().find(|r| r["staff"] == "E02").unwrap();
        assert_eq!(row["score"], score, "{missing}");
    }
}

#[test]
fn without_metrics_init_is_named() {
    let office = Office::new();
    office.write("dayclose.toml", "");
    let out = office.run(RUN);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("dayclose init"));
}

#[test]
fn the_exports_own_totals_are_a_cross_check() {
    let office = Office::new();
    let text = fs::read_to_string(office.0.path().join("service.csv")).unwrap();
    office.write(
        "service.csv",
        &text.replace("汇总,,1500.00", "汇总,,1900.00"),
    );
    let json = office.json(&format!("{RUN} --month 2026-08"));
    let found: Vec<&Value> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["rule"] == "K15")
        .collect();
    assert_eq!(found.len(), 1);
    assert!(found[0]["message"].as_str().unwrap().contains("1900"));
}

#[test]
fn shops_that_fell_are_called_out_and_costs_make_a_ratio() {
    let office = Office::new();
    office.write(
        "orders.csv",
        "order_no,created_at,paid_at,shop,paid,staff\n1,2026-07-10,2026-07-10,north,1000.00,E01\n2,2026-08-10,2026-08-10,north,700.00,E01\n3,2026-08-11,2026-08-11,south,100.00,E01\n",
    );
    office.write(
        "costs.csv",
        "month,shop,kind,amount\n2026-08,north,rent,100.00\n2026-08,north,ads,75.00\n",
    );
    let json = office.json(&format!(
        "{RUN} --month 2026-08 --orders orders.csv --costs costs.csv"
    ));
    let shops = json["sections"]["shops"].as_array().unwrap();
    let north = shops.iter().find(|s| s["shop"] == "north").unwrap();
    assert_eq!(north["change"], "-0.3");
    assert_eq!(north["costs"], "175.00");
    assert_eq!(north["ratio"], "0.25");
    assert_eq!(north["left"], "525.00");
    let called: Vec<&Value> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["rule"] == "K12")
        .collect();
    assert_eq!(called.len(), 1);
    assert!(
        called[0]["message"]
            .as_str()
            .unwrap()
            .contains("fell by 30%")
    );
}

#[test]
fn visits_are_held_against_what_a_role_owes() {
    let office = Office::new();
    office.write(
        "visits.csv",
        "staff,date,shop,class\nE03,2026-08-04,s1,A\nE03,2026-08-04,s2,C\nE03,2026-08-12,s1,A\nE03,2026-08-18,s1,A\n",
    );
    let json = office.json(&format!("{RUN} --month 2026-08 --visits visits.csv"));
    let visits = &json["sections"]["visits"][0];
    assert_eq!(
        (visits["due"].as_str(), visits["done"].as_str()),
        (Some("2"), Some("3"))
    );
    // Weeks ending 2, 9, 16, 23 and 30 August: s1 was not visited in the first and the last.
    let found: Vec<&Value> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["rule"] == "K14")
        .collect();
    assert_eq!(found.len(), 1);
    let words = found[0]["message"].as_str().unwrap();
    assert!(
        words.contains("2 weeks") && words.contains("2026-07-27, 2026-08-24"),
        "{words}"
    );
}

#[test]
fn the_change_on_last_month_is_shown() {
    let office = Office::new();
    let july = office.run(&format!("{RUN} --month 2026-07 -o july.json"));
    assert_ne!(july.status.code(), Some(2));
    let json = office.json(&format!("{RUN} --month 2026-08 --compare july.json"));
    let row = &json["rows"][0];
    // July: 10 % and 100 %: 6 + 40 = 46.
    assert_eq!(
        (row["last"].as_str(), row["change"].as_str()),
        (Some("46"), Some("28"))
    );
    let again = office.run(&format!("{RUN} --month 2026-08 -o august.json"));
    assert_ne!(again.status.code(), Some(2));
    office.write(
        "targets.csv",
        "month,staff,target\n2026-08,E01,300\n2026-08,E02,1000\n",
    );
    let json = office.json(&format!("{RUN} --month 2026-08 --compare august.json"));
    let change = &json["sections"]["compare"][0];
    assert_eq!(
        (change["before"].as_str(), change["now"].as_str()),
        (Some("74"), Some("94"))
    );
    assert_eq!(change["because"], "targets targets.csv has changed");
}
