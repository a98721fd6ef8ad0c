//! What attendance costs and brings, and the warnings at the edge of what pay may
//! be. The figures are worked by hand beside them.

use super::program::{Office, row};
use serde_json::Value;

const STAFF: (&str, &str) = (
    "staff.csv",
    "staff,name,scheme,base\nE01,员工A,presales,2088\n",
);
const KPI: (&str, &str) = ("kpi.csv", "staff,month,score\nE01,2026-10,80\n");
/// 4,800.00 × 0.25 % = 12.00, so that pay is 2,100.00 before attendance.
const SALES: (&str, &str) = (
    "sales.csv",
    "staff,date,amount,order_no\nE01,2026-10-05,4800.00,S1\n",
);
const RUN: &str = "commission --month 2026-10 --staff staff.csv --sales sales.csv --kpi kpi.csv --attendance times.csv";
const HEADING: &str = "staff,date,shift start,shift end,clock in,clock out\n";

fn office(times: &[&str]) -> Office {
    let lines: String = times.iter().map(|line| format!("E01,{line}\n")).collect();
    Office::new(&[
        STAFF,
        KPI,
        SALES,
        ("times.csv", &format!("{HEADING}{lines}")),
    ])
}

fn found<'j>(json: &'j Value, rule: &str) -> Vec<&'j Value> {
    let all = json["findings"].as_array().unwrap();
    all.iter().filter(|f| f["rule"] == rule).collect()
}

/// A Monday, a Saturday, and a statutory holiday.
const OVER: [&str; 3] = [
    "2026-10-12,14:00,18:00,13:50,20:00",
    "2026-10-17,14:00,18:00,13:50,19:00",
    "2026-10-02,8:30,12:00,8:20,12:00",
];

#[test]
fn overtime_by_kind_of_day() {
    let office = office(&OVER);
    let off = office.json(RUN);
    assert_eq!(row(&off, "E01")["gross_pay"], "2100.00");
    let told = found(&off, "K10");
    assert!(
        told.iter().any(|f| f["subject"] == "attendance.overtime"),
        "{told:?}"
    );
    office.write(
        "dayclose.toml",
        "[attendance]\novertime = true\nstatutory_days = [\"2026-10-02\"]\n",
    );
    let on = office.json(RUN);
    // 120 min × 150 % + 60 min × 200 % + 210 min × 300 % = 930 min;
    // 2,088 ÷ 21.75 ÷ 8 ÷ 60 = 0.20 a minute.
    assert_eq!(row(&on, "E01")["overtime"], "186.00");
    assert_eq!(row(&on, "E01")["gross_pay"], "2286.00");
    let told = found(&on, "K10");
    assert!(told.iter().all(|f| f["subject"] != "attendance.overtime"));
}

/// Four times late, three of them free: one fine.
const LATE: [&str; 4] = [
    "2026-10-12,8:30,12:00,8:26,12:00",
    "2026-10-13,8:30,12:00,8:30,12:00",
    "2026-10-14,8:30,12:00,8:40,12:00",
    "2026-10-15,8:30,12:00,8:25:01,12:00",
];

#[test]
fn fines_and_pay_at_their_bounds() {
    // A fifth of 2,100.00 is 420.00, which leaves 1,680.00.
    for (fine, least, warned) in [
        ("420", "1680", [false, false]),
        ("420.01", "1679", [true, false]),
        ("420", "1680.01", [false, true]),
    ] {
        let office = office(&LATE);
        office.write(
            "dayclose.toml",
            &format!("[attendance]\nlate_fine = \"{fine}\"\n[pay]\nmin_wage = \"{least}\"\n"),
        );
        let report = office.json(RUN);
        let pay = row(&report, "E01")["gross_pay"].as_str().unwrap();
        let expected = if fine == "420" { "1680.00" } else { "1679.99" };
        assert_eq!(pay, expected);
        let by = |rule| {
            let own = found(&report, rule).into_iter();
            own.filter(|f| f["subject"] == "E01").count() == 1
        };
        assert_eq!([by("K9"), by("K6")], warned, "{fine} {least}");
    }
}
