//! The command itself: explaining, comparing, refusing.

use super::hand;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub struct Office(tempfile::TempDir);

impl Office {
    pub fn new(files: &[(&str, &str)]) -> Office {
        let office = Office(tempfile::tempdir().unwrap());
        for (name, text) in files {
            office.write(name, text);
        }
        office
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    fn run(&self, line: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_dayclose"))
            .current_dir(self.0.path())
            .env_remove("DAYCLOSE_CONFIG")
            .args(["--lang", "en", "--now", "2026-12-05T09:00:00+08:00"])
            .args(line.split_whitespace())
            .output()
            .unwrap()
    }

    pub fn json(&self, line: &str) -> Value {
        let out = self.run(&format!("{line} --format json"));
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{line}: {e}\n{said}"))
    }

    /// What is said on standard error; the run must have failed.
    fn refusal(&self, line: &str) -> String {
        let out = self.run(line);
        assert_eq!(out.status.code(), Some(2), "{line}");
        String::from_utf8(out.stderr).unwrap()
    }
}

const STAFF: (&str, &str) = (
    "staff.csv",
    "staff,name,aliases,scheme,base\nE01,员工A,小一、9001,presales,2000\nE02,员工B,,presales,2000\n",
);
const KPI: (&str, &str) = (
    "kpi.csv",
    "staff,month,score\nE01,2026-09,80\nE02,2026-09,90\n",
);
const SALES: (&str, &str) = (
    "sales.csv",
    "staff,date,amount,order_no\nE01,2026-09-01,1000.00,S1\n小一,2026-09-02,500.00,S2\nE02,2026-09-03,2000.00,S3\n",
);
const RUN: &str = "commission --month 2026-09 --staff staff.csv --sales sales.csv --kpi kpi.csv";

pub fn row<'j>(json: &'j Value, staff: &str) -> &'j Value {
    let rows = json["rows"].as_array().unwrap();
    rows.iter().find(|r| r["staff"] == staff).unwrap()
}

#[test]
fn the_computation_is_told_in_words_and_numbers() {
    let office = Office::new(&[STAFF, KPI, SALES]);
    let out = office.run(&format!("{RUN} --explain 小一"));
    // The terminal wraps long lines.
    let said = String::from_utf8(out.stdout).unwrap();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "2026-09-01 S1 counts 1,000.00",
        "sales.csv:3",
        "credited 1,500.00 − excluded 0.00 − refunds of the month's own orders 0.00 = 1,500.00",
        "scheme presales: score 80 reaches 80, so 0.25%",
        "1,500.00 × 0.25% = 3.75",
        "all of it together = 2,003.75",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let json = office.json(&format!("{RUN} --explain E01"));
    assert_eq!(json["rows"].as_array().unwrap().len(), 1);
    assert!(json["sections"]["explain"].as_array().unwrap().len() > 5);
    let refused = office.refusal(&format!("{RUN} --explain E09"));
    assert!(refused.contains("E01, E02"), "{refused}");
}

#[test]
fn what_changed_and_which_input_caused_it() {
    let office = Office::new(&[STAFF, KPI, SALES]);
    for (file, format) in [("old.json", ""), ("old.xlsx", ""), ("old.csv", "")] {
        office.write(SALES.0, SALES.1);
        let out = office.run(&format!("{RUN} -o {file} {format}"));
        assert_ne!(out.status.code(), Some(2), "{file}");
        let same = office.json(&format!("{RUN} --compare {file}"));
        assert_eq!(same["sections"]["compare"], serde_json::json!([]), "{file}");
        office.write(SALES.0, &SALES.1.replace("500.00", "700.00"));
        let json = office.json(&format!("{RUN} --compare {file}"));
        let changes = json["sections"]["compare"].as_array().unwrap();
        let of = |figure: &str| {
            let found = changes.iter().find(|c| c["figure"] == figure);
            found
                .unwrap_or_else(|| panic!("{file}: {figure} in {changes:?}"))
                .clone()
        };
        assert!(
            changes.iter().all(|c| c["staff"] == "E01"),
            "{file}: {changes:?}"
        );
        let credited = of("credited sales");
        assert_eq!(credited["before"], "1500.00", "{file}");
        assert_eq!(credited["now"], "1700.00", "{file}");
        let why = credited["because"].as_str().unwrap();
        if file == "old.csv" {
            assert!(why.contains("does not list its inputs"), "{why}");
        } else {
            assert_eq!(why, "sales sales.csv has changed", "{file}");
        }
        assert_eq!(
            of("commission")["because"],
            "because these did: base sales",
            "{file}"
        );
        assert_eq!(of("commission")["diff"], "0.50", "{file}");
        assert_eq!(
            of("gross pay")["because"],
            "because these did: commission",
            "{file}"
        );
    }
    office.write("other.csv", "a,b\n1,2\n");
    let refused = office.refusal(&format!("{RUN} --compare other.csv"));
    assert!(refused.contains("is no result of commission"), "{refused}");
}

#[test]
fn a_missing_score_leaves_pay_open_and_is_an_error() {
    let office = Office::new(&[
        STAFF,
        ("kpi.csv", "staff,month,score\nE01,2026-09,80\n"),
        SALES,
    ]);
    let json = office.json(RUN);
    let open = row(&json, "E02");
    assert!(open["commission"].is_null() && open["gross_pay"].is_null());
    assert_eq!(open["base_sales"], "2000.00");
    assert!(json["summary"]["gross_pay"].is_null());
    let findings = json["findings"].as_array().unwrap();
    assert!(
        findings
            .iter()
            .any(|f| f["rule"] == "K4" && f["severity"] == "error")
    );
}

#[test]
fn nobody_is_guessed_and_nothing_is_assumed() {
    let office = Office::new(&[STAFF, KPI, SALES]);
    office.write("sales.csv", "staff,date,amount\nE01,2026-09-01,1000.00\n员工 A,2026-09-02,5.00\nＥ０１,2026-09-03,1.00\n");
    let json = office.json(RUN);
    assert_eq!(row(&json, "E01")["credited_sales"], "1001.00");
    let unknown: Vec<&Value> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["rule"] == "unknown-staff")
        .collect();
    assert_eq!(unknown[0]["severity"], "error");
    assert!(
        unknown[0]["message"]
            .as_str()
            .unwrap()
            .contains("by blanks only")
    );
    assert_eq!(unknown[1]["severity"], "info");

    office.write("staff.csv", "staff,scheme,base\nE01,presale,2000\n");
    let refused = office.refusal(RUN);
    assert!(
        refused.contains("staff.csv:2: E01 names scheme \"presale\"")
            && refused.contains("presales, flat"),
        "{refused}"
    );
    office.write("staff.csv", "staff,scheme,star\nE01,presales,3\n");
    let refused = office.refusal(RUN);
    assert!(
        refused.contains("star = { \"3\" = \"AMOUNT\" } under [[pay.scheme]]"),
        "{refused}"
    );
    let refused = office.refusal("commission --month 2026-09 --staff staff.csv");
    assert!(refused.contains("there are no sales"), "{refused}");
}

#[test]
fn monthly_totals_stop_at_an_exclusion_window() {
    let office = Office::new(&[
        STAFF,
        ("kpi.csv", "staff,month,score\nE01,2026-11,80\n"),
        ("service.csv", "staff,month,sales\nE01,2026-11,1000.00\n"),
        (
            "dayclose.toml",
            "[[pay.scheme]]\nname = \"presales\"\nsteps = [[\"70\", \"1%\"]]\nexclude = [{ name = \"W\", from = \"2026-11-01\", to = \"2026-11-11\" }]\n",
        ),
    ]);
    let run = "commission --month 2026-11 --staff staff.csv --service service.csv --kpi kpi.csv";
    let refused = office.refusal(run);
    assert!(
        refused.contains("gives whole months only") && refused.contains("--sales or --orders"),
        "{refused}"
    );
    office.write("service.csv", "staff,date,sales,refund\nE01,2026-11-02,1000.00,\nE01,2026-11-12,500.00,50.00\n汇总,,1600.00,50.00\n");
    let json = office.json(run);
    assert_eq!(row(&json, "E01")["base_sales"], "450.00");
    let own = json["findings"].as_array().unwrap().iter();
    let own: Vec<&Value> = own.filter(|f| f["subject"] == "汇总").collect();
    assert!(
        own[0]["message"].as_str().unwrap().contains("1600.00"),
        "{own:?}"
    );
}

#[test]
fn an_old_month_is_worked_out_as_it_was_paid() {
    let scheme = |from: &str, rate: &str| {
        format!("[[pay.scheme]]\nname = \"presales\"\nfrom = \"{from}\"\nflat = \"{rate}\"\n")
    };
    let office = Office::new(&[STAFF, KPI, SALES]);
    office.write(
        "dayclose.toml",
        &(scheme("2026-01", "1%") + &scheme("2026-10", "3%")),
    );
    assert_eq!(row(&office.json(RUN), "E02")["commission"], "20.00");
    office.write("sales.csv", "staff,date,amount\nE02,2026-10-03,2000.00\n");
    let october = RUN.replace("2026-09", "2026-10");
    assert_eq!(row(&office.json(&october), "E02")["commission"], "60.00");
}

/// Every way to hand in the scores: kpi's own csv and xlsx, or the figures.
#[test]
fn kpis_own_files_are_read_back() {
    let office = Office::new(&[
        ("staff.csv", STAFF.1),
        SALES,
        (
            "service.csv",
            "staff,date,sales,inquiries,buyers\nE01,2026-09-01,1500.00,10,8\nE02,2026-09-01,2000.00,9,5\n",
        ),
        (
            "dayclose.toml",
            "[[kpi.metric]]\nid = \"conversion\"\nname = \"c\"\nratio = [\"buyers\", \"inquiries\"]\nweight = 100\ncurve = [[\"0%\", 0], [\"100%\", 100]]\n",
        ),
    ]);
    let kpi = "kpi --month 2026-09 --staff staff.csv --service service.csv";
    for file in ["k.csv", "k.xlsx"] {
        let out = office.run(&format!("{kpi} -o {file}"));
        assert_eq!(
            out.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        let json = office.json(&RUN.replace("kpi.csv", file));
        assert_eq!(row(&json, "E01")["kpi_score"], "80", "{file}");
        assert_eq!(row(&json, "E02")["kpi_score"], "55.56", "{file}");
    }
    let straight = office.json(&format!(
        "{} --service service.csv",
        RUN.replace(" --kpi kpi.csv", "")
    ));
    assert_eq!(row(&straight, "E02")["kpi_score"], "55.56");
    assert_eq!(row(&straight, "E01")["commission"], "3.75");
}

/// The same inputs and clock give the same bytes.
#[test]
fn the_same_run_gives_the_same_bytes() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pay/09-marginal-and-bonuses");
    let folder = tempfile::tempdir().unwrap();
    for format in ["json", "csv", "xlsx", "html", "table"] {
        let files: Vec<PathBuf> = (0..2)
            .map(|i| folder.path().join(format!("{i}.{format}")))
            .collect();
        let bytes: Vec<Vec<u8>> = files
            .iter()
            .map(|file| {
                hand::run(&case, &["--format", format, "-o", file.to_str().unwrap()]);
                fs::read(file).unwrap()
            })
            .collect();
        assert!(bytes[0] == bytes[1], "{format}");
    }
}
