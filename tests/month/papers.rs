//! The workbooks, the record of the runs, the closed month, and what is done
//! once more after it.

use super::*;

pub fn cell(data: &Data) -> Option<f64> {
    match data {
        Data::Float(n) => Some(*n),
        #[allow(clippy::cast_precision_loss)] // Counts, far below 2^53.
        Data::Int(n) => Some(*n as f64),
        Data::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Every figure of a JSON report's rows stands in the workbook's line of that
/// name, and the name in the page.
pub fn workbooks(month: &Month) {
    let mut opened = 0;
    for (folder, name, key) in [
        ("2026-12-01", "stock-balance", "sku"),
        ("2026-12-01", "reconcile", "sku"),
        ("2026-12-01", "kpi", "staff"),
        ("2026-12-01", "commission", "staff"),
        ("2026-12-01", "stock-alerts", "sku"),
        ("2026-11-27", "stock-docs-weekly", "doc_no"),
        ("2026-11-27", "stocktake-diff", "sku"),
        ("2026-11-27", "backup-run", "order_no"),
        ("2026-12-01", "backup-status", "date"),
    ] {
        let report = month.report(folder, name);
        let path = month.shop.path(&format!("reports/{folder}/{name}.xlsx"));
        let lines = lines(&path);
        let page = month.shop.read(&format!("reports/{folder}/{name}.html"));
        for row in rows(&report) {
            let Some(id) = row[key].as_str() else {
                continue;
            };
            opened += 1;
            assert!(page.contains(id), "{name}.html lacks {id}");
            let own: Vec<&Vec<Data>> = lines
                .iter()
                .filter(|l| l.iter().any(|c| *c == id))
                .collect();
            assert!(!own.is_empty() || key == "date", "{name}.xlsx lacks {id}");
            let figures: Vec<f64> = own.iter().flat_map(|l| l.iter().filter_map(cell)).collect();
            let columns = [
                "closing_qty",
                "closing_value",
                "diff",
                "score",
                "base_sales",
                "gross_pay",
                "variance",
            ];
            for figure in columns.iter().filter(|c| !row[**c].is_null()) {
                let wanted: f64 = number(row, figure).to_string().parse().unwrap();
                let there = figures.iter().any(|f| (f - wanted).abs() < 0.000_5);
                assert!(
                    there,
                    "{name}.xlsx: {id} {figure} {wanted} is not in {own:?}"
                );
            }
        }
    }
    assert!(opened > 80, "{opened}");
    // And every report of the month opens.
    for (name, _) in month
        .shop
        .files("reports")
        .iter()
        .filter(|(n, _)| n.ends_with(".xlsx"))
    {
        assert!(
            !lines(&month.shop.path(&format!("reports/{name}"))).is_empty(),
            "{name}"
        );
    }
}

fn lines(path: &Path) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let names = book.sheet_names().clone();
    names
        .iter()
        .flat_map(|name| {
            let sheet = book.worksheet_range(name).unwrap();
            sheet.rows().map(<[Data]>::to_vec).collect::<Vec<_>>()
        })
        .collect()
}

/// What the runs recorded is what lies there.
pub fn records(month: &Month) {
    let runs = Runs::read(&month.shop.read("reports/runs.jsonl"));
    assert!(runs.damaged.is_empty());
    // Four chores on six evenings, five on the Friday, six on the 1st.
    assert_eq!(runs.records.len(), 6 * 4 + 5 + 6);
    for record in &runs.records {
        assert!(record.done(), "{record:?}");
        for file in &record.outputs {
            let bytes = std::fs::read(month.shop.path(&format!("reports/{}", file.path))).unwrap();
            assert_eq!(sha256(&bytes), file.sha256, "{}", file.path);
        }
        for file in &record.inputs {
            let bytes = std::fs::read(month.shop.path(&file.path)).unwrap();
            assert_eq!(sha256(&bytes), file.sha256, "{}", file.path);
        }
    }
    assert_eq!(runs.days_of("backup run").count(), 6);
}

/// The closed month holds what lies in the folder, and a later run agrees.
pub fn closed(month: &Month) {
    let path = month.shop.path("reports/closed/2026-11.zip");
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut names = BTreeSet::new();
    for at in 0..zip.len() {
        let mut member = zip.by_index(at).unwrap();
        let name = member.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut member, &mut bytes).unwrap();
        if name == "manifest.json" {
            let manifest: Value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(manifest["month"], "2026-11");
            continue;
        }
        let kept = std::fs::read(month.shop.path(&format!("reports/2026-12-01/{name}"))).unwrap();
        assert!(kept == bytes, "{name}");
        names.insert(name);
    }
    assert_eq!(names.len(), 5 * 3, "{names:?}");
    let again = month.evening("2026-12-03", "09:00", &["run", "monthly"]);
    assert!(!again.out.contains("differs"), "{}", again.out);
}

/// The check-up sees the missed day and nothing worse.
pub fn afterwards(month: &Month) {
    let now = "2026-12-01T20:00:00+08:00";
    let ran = month.shop.run(now, &["--format", "json", "doctor"]);
    assert!(ran.exit < 2, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let states: BTreeMap<&str, Vec<&str>> =
        rows(&report).iter().fold(BTreeMap::new(), |mut all, r| {
            all.entry(text(r, "area"))
                .or_default()
                .push(text(r, "state"));
            all
        });
    for area in [
        "config", "tables", "schemes", "archive", "disk", "clock", "access", "exports", "runs",
    ] {
        assert!(states.contains_key(area), "{area} of {states:?}");
    }
    assert!(
        !states["schemes"].contains(&"mend") && states["archive"].contains(&"ok"),
        "{states:?}"
    );
}
