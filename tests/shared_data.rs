//! Real files that stay outside the project: their published sums must come
//! out exactly, from csv, xlsx and xls alike. Where the folder is absent the
//! tests say so and are counted as skipped.

use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

fn shared(test: &str, file: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(file);
    if path.exists() {
        return Some(path);
    }
    let line = format!("SKIP {test}: ../shared/data/{file} is absent");
    println!("{line}");
    if let Some(log) = std::env::var_os("DAYCLOSE_SKIP_LOG") {
        use std::io::Write;
        let mut log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .expect("skip log");
        writeln!(log, "{line}").expect("skip log");
    }
    None
}

/// `dayclose table --format json`, and its exit status.
fn understood(path: &std::path::Path, more: &[&str]) -> (Value, i32) {
    let out = Command::new(env!("CARGO_BIN_EXE_dayclose"))
        .arg("table")
        .arg(path)
        .args(more)
        .args(["--format", "json", "--now", "2026-11-22T18:00:00+08:00"])
        .output()
        .expect("the binary runs");
    let json = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| {
        panic!(
            "{}: {e}\n{}",
            path.display(),
            String::from_utf8_lossy(&out.stderr)
        )
    });
    (json, out.status.code().expect("no signal"))
}

fn column<'j>(json: &'j Value, heading: &str) -> &'j Value {
    json["summary"]["columns"]
        .as_array()
        .expect("columns")
        .iter()
        .find(|c| c["heading"] == heading)
        .unwrap_or_else(|| panic!("no column {heading}"))
}

#[test]
fn the_tmall_report_sums_exactly() {
    let Some(path) = shared("the_tmall_report_sums_exactly", "tmall_order_report.csv") else {
        return;
    };
    let (json, status) = understood(&path, &[]);
    assert_eq!(status, 0);
    assert_eq!(json["summary"]["table"], "orders");
    assert_eq!(json["summary"]["rows"], 28010);
    assert_eq!(json["summary"]["rejected"], 0);
    for (heading, field, sum) in [
        ("总金额", "order_amount", "2995760.61"),
        ("买家实际支付金额", "paid", "1902487.15"),
        ("退款金额", "refund", "572335.92"),
    ] {
        assert_eq!(column(&json, heading)["field"], field);
        assert_eq!(column(&json, heading)["sum"], sum, "{heading}");
    }
    assert_eq!(column(&json, "订单付款时间")["filled"], 24087);
}

#[test]
fn the_liquor_workbook_sums_exactly() {
    let Some(path) = shared("the_liquor_workbook_sums_exactly", "liquor_sales_2021.xlsx") else {
        return;
    };
    let (json, status) = understood(&path, &["--all"]);
    assert_eq!(status, 0);
    assert_eq!(json["summary"]["rows"], 35179);
    assert_eq!(column(&json, "数量")["field"], "qty");
    assert_eq!(column(&json, "数量")["sum"], "340665");
    let rows = json["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 35179);
    let negative = rows
        .iter()
        .filter(|r| r["数量"].as_str().is_some_and(|q| q.starts_with('-')))
        .count();
    assert_eq!(negative, 719);
    let shops: std::collections::HashSet<_> = rows
        .iter()
        .filter_map(|r| r["店仓.店仓名称"].as_str())
        .collect();
    assert_eq!(shops.len(), 121);
}

#[test]
fn the_pharmacy_list_is_a_stock_list() {
    let Some(path) = shared("the_pharmacy_list_is_a_stock_list", "pharma_stock_2026.xls") else {
        return;
    };
    let (json, status) = understood(&path, &[]);
    assert_eq!(status, 0);
    assert_eq!(json["summary"]["table"], "balances");
    assert_eq!(json["summary"]["rows"], 9);
    assert_eq!(column(&json, "当前库存数量")["field"], "qty");
    assert_eq!(column(&json, "当前库存数量")["sum"], "22636");
    assert_eq!(column(&json, "商品批号")["field"], "lot");
}

#[test]
fn every_other_workbook_is_shown() {
    for (file, rows) in [
        ("入库导入.xls", 3),
        ("出库导入.xls", 7),
        ("库存导入.xls", 6),
        ("盘点导入.xls", 4),
        ("移库导入.xls", 5),
        ("验单导入.xls", 4),
        ("商品资料.xls", 348),
        ("商品资料2.xls", 1),
    ] {
        let Some(path) = shared("every_other_workbook_is_shown", file) else {
            return;
        };
        let (json, status) = understood(&path, &[]);
        assert!(status <= 1, "{file}: {status}");
        assert_eq!(json["summary"]["rows"], rows, "{file}");
        assert_eq!(json["summary"]["heading_line"], 1, "{file}");
    }
}
