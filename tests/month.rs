//! A person's month: seven evenings of `run daily` with a late export, a
//! tampered order, an unreadable file and a missed day, `run weekly` on the
//! Friday, `run monthly --close` on the 1st; then every report is opened again
//! and its figures are held against each other and against the files.
#![allow(clippy::unwrap_used)]

#[path = "month/papers.rs"]
mod papers;
#[path = "common/shop.rs"]
mod shop;

use calamine::{Data, Reader, Xlsx, open_workbook};
use dayclose::base::Runs;
use dayclose::runs::pack::sha256;
use papers::{afterwards, cell, closed, records, workbooks};
use rust_decimal::Decimal;
use serde_json::Value;
use shop::{Ran, Shop};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const DAYS: [&str; 7] = [
    "2026-11-25",
    "2026-11-26",
    "2026-11-27",
    "2026-11-28",
    "2026-11-29",
    "2026-11-30",
    "2026-12-01",
];

/// The shop with its platforms' exports kept back, to arrive day by day.
struct Month {
    shop: Shop,
}

impl Month {
    fn new() -> Month {
        let shop = Shop::sample("2026-12-01T18:00:00+08:00");
        std::fs::rename(shop.path("inbox"), shop.path("platform")).unwrap();
        for source in ["inbox/tmall", "inbox/jd"] {
            std::fs::create_dir_all(shop.path(source)).unwrap();
        }
        Month { shop }
    }

    fn tmall(day: &str) -> String {
        format!("tmall/订单报表_{day}.csv")
    }

    fn jd(day: &str) -> String {
        format!("jd/jd-orders-{day}.csv")
    }

    /// The export comes from the platform, long before it is looked at.
    fn arrives(&self, name: &str) {
        let to = format!("inbox/{name}");
        std::fs::copy(
            self.shop.path(&format!("platform/{name}")),
            self.shop.path(&to),
        )
        .unwrap();
        self.shop.aged(&to);
    }

    fn evening(&self, day: &str, minute: &str, arguments: &[&str]) -> Ran {
        let ran = self
            .shop
            .run(&format!("{day}T{minute}:00+08:00"), arguments);
        assert!(ran.exit < 2, "{day} {arguments:?}: {}{}", ran.err, ran.out);
        ran
    }

    fn report(&self, day: &str, name: &str) -> Value {
        self.shop.json(&format!("reports/{day}/{name}.json"))
    }

    /// Messages of a day's findings of that rule, from one chore's report.
    fn findings(&self, day: &str, name: &str, rule: &str) -> Vec<Value> {
        let report = self.report(day, name);
        let all = report["findings"].as_array().unwrap().clone();
        all.into_iter().filter(|f| f["rule"] == rule).collect()
    }

    /// Somebody changes a customer's phone in the platform, on that day.
    fn tampered(&self, day: &str) -> String {
        let mut tampered = None;
        for later in DAYS.iter().filter(|d| **d >= day) {
            let path = self.shop.path(&format!("platform/{}", Month::tmall(later)));
            let bytes = std::fs::read(&path).unwrap();
            let (text, _, bad) = encoding_rs::GB18030.decode(&bytes);
            assert!(!bad);
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let order = tampered.get_or_insert_with(|| {
                // Of the day before, paid and on its way: nothing else happens to it.
                let before = day.replace("-27", "-24");
                let fits =
                    |l: &&String| l.contains(&format!(",{before} ")) && l.contains("1380000");
                let line = lines.iter().find(fits).unwrap();
                line.split("\"\"").nth(1).unwrap().to_owned()
            });
            let line = lines
                .iter_mut()
                .find(|l| l.contains(order.as_str()))
                .unwrap();
            *line = line.replacen("1380000", "1390009", 1);
            let text = lines.join("\r\n") + "\r\n";
            let (bytes, _, bad) = encoding_rs::GB18030.encode(&text);
            assert!(!bad);
            std::fs::write(&path, bytes).unwrap();
        }
        tampered.unwrap()
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} of {value}"))
}

fn number(value: &Value, key: &str) -> Decimal {
    match &value[key] {
        Value::Null => Decimal::ZERO,
        Value::String(text) => text.parse().unwrap(),
        other => other.to_string().parse().unwrap(),
    }
}

fn rows(report: &Value) -> &Vec<Value> {
    report["rows"].as_array().unwrap()
}

fn state(summary: &Value, chore: &str) -> String {
    let row = rows(summary).iter().find(|r| r["chore"] == chore).unwrap();
    text(row, "state").to_owned()
}

#[test]
fn a_month() {
    let month = Month::new();
    let order = month.tampered("2026-11-27");
    for (day, arrives) in [
        (
            "2026-11-25",
            vec![Month::tmall("2026-11-25"), Month::jd("2026-11-25")],
        ),
        // JD's export is late: it comes with the next day's.
        ("2026-11-26", vec![Month::tmall("2026-11-26")]),
        (
            "2026-11-27",
            vec![
                Month::jd("2026-11-26"),
                Month::tmall("2026-11-27"),
                Month::jd("2026-11-27"),
            ],
        ),
        ("2026-11-28", vec![Month::jd("2026-11-28")]),
        (
            "2026-11-29",
            vec![
                Month::tmall("2026-11-28"),
                Month::tmall("2026-11-29"),
                Month::jd("2026-11-29"),
            ],
        ),
        // On the 30th the machine was off.
        (
            "2026-12-01",
            vec![
                Month::tmall("2026-11-30"),
                Month::jd("2026-11-30"),
                Month::tmall("2026-12-01"),
                Month::jd("2026-12-01"),
            ],
        ),
    ] {
        for name in &arrives {
            month.arrives(name);
        }
        if day == "2026-11-28" {
            let broken = "inbox/tmall/订单报表_2026-11-28.xlsx";
            month.shop.write(broken, "PK\u{3}\u{4} cut off on the way");
            month.shop.aged(broken);
        }
        month.evening(day, "18:00", &["run", "daily"]);
        if day == "2026-11-27" {
            month.evening(day, "18:30", &["run", "weekly"]);
        }
    }
    let closing = month.evening("2026-12-01", "19:00", &["run", "monthly", "--close"]);
    assert_eq!(closing.exit, 1, "{}", closing.out);

    days(&month, &order);
    archive(&month);
    week(&month);
    books(&month);
    pay(&month);
    workbooks(&month);
    records(&month);
    closed(&month);
    afterwards(&month);
}

/// What each evening had to say.
fn days(month: &Month, order: &str) {
    let ran: Vec<&str> = DAYS.into_iter().filter(|d| *d != "2026-11-30").collect();
    for day in &ran {
        let summary = month.report(day, "summary-daily");
        assert_ne!(state(&summary, "backup run"), "failed", "{day}");
        assert_eq!(state(&summary, "stock alerts"), "findings", "{day}");
        // The summary counts what the chore's own report holds.
        for row in rows(&summary) {
            let name = text(row, "report").strip_suffix(".html").unwrap();
            let report = month.report(day, name);
            for (key, severity) in [
                ("errors", "error"),
                ("warnings", "warning"),
                ("infos", "info"),
            ] {
                let all = report["findings"].as_array().unwrap();
                let n = all.iter().filter(|f| f["severity"] == severity).count();
                assert_eq!(row[key], n, "{day} {name} {key}");
            }
        }
    }
    // The late export: the evening without it says which platform is missing …
    assert!(
        month.report("2026-11-26", "backup-run")["inputs"]
            .as_array()
            .unwrap()
            .len()
            == 1
    );
    // … the tampered order is named with what it was, on its day and not before.
    let violation = |day: &str| {
        let all = month.findings(day, "backup-run", "O2");
        all.into_iter().filter(|f| f["subject"] == order).count()
    };
    assert_eq!((violation("2026-11-26"), violation("2026-11-27")), (0, 1));
    assert_eq!(violation("2026-11-29"), 0, "said once");
    let summary = month.report("2026-11-27", "summary-daily");
    let all = summary["findings"].as_array().unwrap();
    assert!(
        all.iter()
            .any(|f| f["subject"] == order && f["data"]["command"] == "backup run")
    );
    // The unreadable file is sealed all the same, and said.
    let bad = month.findings("2026-11-28", "backup-run", "bad-file");
    let named = |f: &Value| {
        f["message"].to_string().contains("2026-11-28.xlsx")
            || f["subject"].to_string().contains("2026-11-28.xlsx")
    };
    assert!(bad.iter().any(named), "{bad:?}");
    // The missed day shows the next evening.
    let status = month.report("2026-12-01", "backup-status");
    let missed = rows(&status)
        .iter()
        .find(|r| r["day"] == "2026-11-30" || r["date"] == "2026-11-30");
    let missed = missed.unwrap_or_else(|| panic!("{status}")).to_string();
    assert!(
        missed.contains("late") || missed.contains("missed"),
        "{missed}"
    );
    assert_eq!(
        state(
            &month.report("2026-12-01", "summary-daily"),
            "backup status"
        ),
        "findings"
    );
}

/// Every order of every export is in the archive once.
fn archive(month: &Month) {
    let mut orders: BTreeSet<String> = BTreeSet::new();
    for (name, bytes) in month.shop.files("platform") {
        let encoding = if name.starts_with("tmall") {
            encoding_rs::GB18030
        } else {
            encoding_rs::UTF_8
        };
        let (text, _, _) = encoding.decode(&bytes);
        let mut table = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        for record in table.records() {
            let id = record.unwrap()[0]
                .trim_start_matches('=')
                .trim_matches('"')
                .to_owned();
            orders.insert(id);
        }
    }
    let days = DAYS.into_iter().filter(|d| *d != "2026-11-30");
    let mut new = Decimal::ZERO;
    let mut heads = Vec::new();
    for day in days {
        let report = month.report(day, "backup-run");
        new += number(&report["summary"], "new");
        heads.push(text(&report["summary"], "head").to_owned());
        let summary = month.report(day, "summary-daily");
        assert_eq!(
            summary["summary"]["head"], report["summary"]["head"],
            "{day}"
        );
    }
    assert_eq!(new, Decimal::from(orders.len()));
    // Each head ever posted is in the chain that is there now.
    for head in &heads {
        let ran = month.evening("2026-12-01", "19:30", &["backup", "verify", "--head", head]);
        assert_eq!(ran.exit, 0, "{head}: {}", ran.out);
    }
    let list = month.evening(
        "2026-12-01",
        "19:30",
        &["--format", "json", "backup", "list"],
    );
    let list: Value = serde_json::from_str(&list.out).unwrap();
    assert_eq!(rows(&list).len(), heads.len());
}

/// The week's counts: what was, came and went is what should be there.
fn week(month: &Month) {
    let diff = month.report("2026-11-27", "stocktake-diff");
    // A place that was left blank last time has no figure to begin with.
    for row in rows(&diff).iter().filter(|r| !r["last"].is_null()) {
        let (last, moved) = (number(row, "last"), number(row, "moved"));
        assert_eq!(number(row, "expected"), last + moved, "{row}");
        if !row["this"].is_null() {
            let variance = number(row, "this") - number(row, "expected");
            assert_eq!(number(row, "variance"), variance, "{row}");
        }
    }
    let verify = month.report("2026-11-27", "backup-verify-weekly");
    assert_eq!(
        (&verify["summary"]["archives"], &verify["summary"]["bad"]),
        (&3.into(), &0.into())
    );
    assert_eq!(verify["summary"]["complete"], "2026-11-27");
}

/// Balance, reconciliation and finance's own file.
fn books(month: &Month) {
    let balance = month.report("2026-12-01", "stock-balance");
    let mut closing = BTreeMap::new();
    let mut value = Decimal::ZERO;
    for row in rows(&balance) {
        let of = |part: &str| {
            number(row, &format!("opening_{part}")) + number(row, &format!("in_{part}"))
                - number(row, &format!("out_{part}"))
        };
        assert_eq!(number(row, "closing_qty"), of("qty"), "{row}");
        assert_eq!(number(row, "closing_value"), of("value"), "{row}");
        value += number(row, "closing_value");
        closing.insert(text(row, "sku").to_owned(), number(row, "closing_qty"));
    }
    assert_eq!(number(&balance["summary"], "closing_value"), value);
    let bytes = std::fs::read(month.shop.path("books/finance.csv")).unwrap();
    let (finance, _, _) = encoding_rs::GB18030.decode(&bytes);
    let lines = finance
        .lines()
        .skip(2)
        .map(|l| l.split(',').collect::<Vec<_>>());
    let finance: BTreeMap<String, Decimal> = lines
        .filter(|cells| cells[0].starts_with("RQ"))
        .map(|cells| (cells[0].to_owned(), cells[4].parse().unwrap()))
        .collect();
    let differing: BTreeSet<&str> = closing
        .iter()
        .filter(|(sku, qty)| finance.get(*sku) != Some(*qty))
        .map(|(sku, _)| sku.as_str())
        .collect();
    let reconcile = month.report("2026-12-01", "reconcile");
    let named: BTreeSet<&str> = rows(&reconcile).iter().map(|r| text(r, "sku")).collect();
    assert_eq!(named, differing);
    for row in rows(&reconcile) {
        let sku = text(row, "sku");
        assert_eq!(
            (number(row, "book"), number(row, "other")),
            (closing[sku], finance[sku])
        );
        assert_eq!(number(row, "diff"), finance[sku] - closing[sku]);
        let causes = row["causes"].as_array().unwrap();
        let explained: Decimal = causes.iter().map(|c| number(c, "qty")).sum();
        assert_eq!(explained, number(row, "diff"), "{row}");
    }
    let alerts = month.report("2026-12-01", "stock-alerts");
    for row in rows(&alerts)
        .iter()
        .filter(|r| r["lot"].is_null() && !r["stock"].is_null())
    {
        let sku = text(row, "sku");
        assert!(number(row, "stock") <= closing[sku], "{row}");
    }
}

/// Scores, pay and the service tool's own file.
fn pay(month: &Month) {
    let kpi = month.report("2026-12-01", "kpi");
    let commission = month.report("2026-12-01", "commission");
    let scores: BTreeMap<&str, Decimal> = rows(&kpi)
        .iter()
        .map(|r| (text(r, "staff"), number(r, "score")))
        .collect();
    let (mut gross, mut earned, mut credited) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
    for row in rows(&commission) {
        let staff = text(row, "staff");
        if !row["kpi_score"].is_null() {
            assert_eq!(number(row, "kpi_score"), scores[staff], "{staff}");
        }
        let base =
            number(row, "credited_sales") - number(row, "excluded_sales") - number(row, "refunds");
        assert_eq!(number(row, "base_sales"), base, "{staff}");
        let fen = (base * number(row, "rate"))
            .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        assert_eq!(number(row, "commission"), fen, "{staff}");
        let parts: Decimal = [
            "commission",
            "base_pay",
            "service_reward",
            "review_bonus",
            "photo_bonus",
            "allowances",
            "adjustments",
        ]
        .iter()
        .map(|key| number(row, key))
        .sum();
        let taken = number(row, "clawback") + number(row, "attendance_deduction");
        assert_eq!(number(row, "gross_pay"), parts - taken, "{row}");
        gross += number(row, "gross_pay");
        earned += number(row, "commission");
        credited += number(row, "credited_sales");
    }
    assert_eq!(number(&commission["summary"], "gross_pay"), gross);
    assert_eq!(number(&commission["summary"], "commission"), earned);
    let mut service: Xlsx<_> =
        open_workbook(month.shop.path("people/service_2026-11.xlsx")).unwrap();
    let sheet = service.worksheet_range_at(0).unwrap().unwrap();
    let heading = sheet.rows().position(|r| r[0] == "旺旺昵称").unwrap();
    let sales = sheet
        .rows()
        .nth(heading)
        .unwrap()
        .iter()
        .position(|c| *c == "销售额")
        .unwrap();
    let lines = sheet
        .rows()
        .skip(heading + 1)
        .filter(|r| r[0].to_string().contains(':'));
    let fen: f64 = lines
        .map(|r| (cell(&r[sales]).unwrap() * 100.0).round())
        .sum();
    assert_eq!(
        credited * Decimal::from(100),
        Decimal::try_from(fen).unwrap()
    );
}
