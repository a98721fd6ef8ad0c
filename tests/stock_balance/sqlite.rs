//! Quantities by SQLite's own command line.

use crate::common::skip;
use crate::ledgers::{balance_in, csv, ledger, number};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const QUERY: &str = "
.mode csv
.import ledger.csv m
.mode list
.separator ,
create view moves as select 商品编码 as sku, 仓位 as place, 单据类型 as type, 日期 as day,
  数量 as qty, case when 单据类型 in ('采购入库','退货入库','盘盈','调拨入') then 1 else -1 end as way from m;
select sku || ':' || place,
  sum(case when day < '2026-10-01' then way * qty else 0 end),
  sum(case when day >= '2026-10-01' and way = 1 then qty else 0 end),
  sum(case when day >= '2026-10-01' and way = -1 then qty else 0 end),
  sum(way * qty) from moves group by sku, place;
select 'type:' || type, count(*), sum(qty), 0, 0 from moves where day >= '2026-10-01' group by type;
";

fn sqlite(folder: &Path) -> Option<BTreeMap<String, Vec<String>>> {
    std::fs::write(folder.join("query.sql"), QUERY).unwrap();
    let run = Command::new("sqlite3")
        .args(["-batch", ":memory:", ".read query.sql"])
        .current_dir(folder)
        .output();
    let run = match run {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        other => other.unwrap(),
    };
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let text = String::from_utf8(run.stdout).unwrap();
    let lines = text.lines().map(|line| {
        let mut cells = line.trim().split(',').map(str::to_owned);
        (cells.next().unwrap(), cells.collect())
    });
    Some(lines.collect())
}

#[test]
fn quantities_are_those_of_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ledger.csv"), csv(&ledger(7, 1_500))).unwrap();
    let Some(expected) = sqlite(folder.path()) else {
        skip("quantities_are_those_of_sqlite", "sqlite3 is not installed");
        return;
    };
    let report = balance_in(folder.path(), &["--month", "2026-10", "--by", "location"]);
    let rows = report["rows"].as_array().unwrap();
    let places = expected.keys().filter(|key| !key.starts_with("type:"));
    assert!(rows.len() > 30 && rows.len() <= places.count());
    for row in rows {
        let name = |key: &str| row[key].as_str().unwrap();
        let figures = &expected[&format!("{}:{}", name("sku"), name("location"))];
        let told = ["opening_qty", "in_qty", "out_qty", "closing_qty"];
        for (key, figure) in told.into_iter().zip(figures) {
            assert_eq!(&number(row, key).to_string(), figure, "{key} of {row}");
        }
    }
    let types = report["sections"]["by_type"].as_array().unwrap();
    assert_eq!(types.len(), 6);
    for row in types.iter().filter(|row| row["type"] != "负库存补差") {
        let figures = &expected[&format!("type:{}", row["type"].as_str().unwrap())];
        let moved = number(row, "in_qty") + number(row, "out_qty");
        let told = [row["lines"].to_string(), moved.to_string()];
        assert_eq!(told[..], figures[..2], "{row}");
    }
}
