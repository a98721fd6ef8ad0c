//! Ledgers drawn from a seed, and the program run on them.

use rust_decimal::Decimal;
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// A small generator of its own: the same numbers for a seed everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % below
    }

    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.roll(u64::try_from(high - low + 1).unwrap())).unwrap()
    }
}

/// One line as it is written.
#[derive(Debug, Clone)]
pub struct Line {
    /// Day of August, September or October 2026: (month, day).
    pub date: (u32, u32),
    pub doc_no: String,
    pub kind: &'static str,
    pub sku: usize,
    pub qty: i64,
    pub unit_cost: Option<i64>,
    pub amount: Option<i64>,
    pub location: &'static str,
}

impl Line {
    pub fn goes_in(&self) -> bool {
        matches!(self.kind, "采购入库" | "退货入库" | "盘盈" | "调拨入")
    }

    pub fn change(&self) -> i64 {
        if self.goes_in() { self.qty } else { -self.qty }
    }

    fn day(&self) -> String {
        format!("2026-{:02}-{:02}", self.date.0, self.date.1)
    }
}

pub const ITEMS: usize = 14;
const PLACES: [&str; 3] = ["A仓", "B仓", "车01"];

/// Three months of movements. Even items are never issued below zero and their
/// receipts come in amounts that no piece divides; odd items may go below zero
/// and cost whole fen.
pub fn ledger(seed: u64, lines: usize) -> Vec<Line> {
    let mut dice = Dice(seed);
    let mut on_hand = [0_i64; ITEMS];
    let mut out = Vec::new();
    let mut days: Vec<(u32, u32)> = (0..lines)
        .map(|_| {
            (
                u32::try_from(dice.range(8, 10)).unwrap(),
                u32::try_from(dice.range(1, 30)).unwrap(),
            )
        })
        .collect();
    days.sort_unstable();
    for (n, date) in days.into_iter().enumerate() {
        let sku = usize::try_from(dice.roll(ITEMS as u64)).unwrap();
        let even = sku.is_multiple_of(2);
        let mut line = Line {
            date,
            doc_no: String::new(),
            kind: "采购入库",
            sku,
            qty: dice.range(1, 40),
            unit_cost: None,
            amount: None,
            location: PLACES[usize::try_from(dice.roll(3)).unwrap()],
        };
        match dice.roll(10) {
            0..=3 if even => line.amount = Some(dice.range(100, 99_999)),
            0..=3 => line.unit_cost = Some(dice.range(10, 9_999)),
            4 => line.kind = "退货入库",
            5 => {
                line.kind = "盘盈";
                line.unit_cost = Some(dice.range(10, 9_999));
            }
            6 => line.kind = "报损",
            _ => line.kind = "销售出库",
        }
        if line.kind == "退货入库"
            && !out
                .iter()
                .any(|l: &Line| l.sku == sku && !l.goes_in() && l.date < date)
        {
            line.kind = "采购入库";
            line.unit_cost = Some(dice.range(10, 9_999));
        }
        if !line.goes_in() {
            // The first day's order is receipts first, so that this is safe.
            let most = if even {
                on_hand[sku]
            } else {
                on_hand[sku] + 15
            };
            if most <= 0 || !out.iter().any(|l: &Line| l.sku == sku) {
                continue;
            }
            line.qty = line.qty.min(most);
        }
        on_hand[sku] += line.change();
        let prefix = if line.goes_in() { "RK" } else { "CK" };
        line.doc_no = format!("{prefix}{n}");
        out.push(line);
    }
    out
}

pub fn csv(lines: &[Line]) -> String {
    let mut text = String::from("日期,单据编号,单据类型,商品编码,数量,单价,金额,仓位\n");
    let fen = |fen: Option<i64>| fen.map_or(String::new(), |f| Decimal::new(f, 2).to_string());
    for line in lines {
        writeln!(
            text,
            "{},{},{},SP{:02},{},{},{},{}",
            line.day(),
            line.doc_no,
            line.kind,
            line.sku,
            line.qty,
            fen(line.unit_cost),
            fen(line.amount),
            line.location
        )
        .unwrap();
    }
    text
}

/// The order in which the lines are posted: day, receipts first, document.
pub fn posted(lines: &[Line]) -> Vec<Line> {
    let mut sorted = lines.to_vec();
    let number = |line: &Line| line.doc_no[2..].parse::<u64>().unwrap();
    sorted.sort_by_key(|l| (l.date, !l.goes_in(), l.doc_no[..2].to_owned(), number(l)));
    sorted
}

/// Runs `dayclose` in a folder; gives its standard output and exit status.
pub fn dayclose(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_dayclose"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DAYCLOSE_CONFIG")
        .env("DAYCLOSE_LANG", "zh")
        .env("DAYCLOSE_NOW", "2026-11-22T18:00:00+08:00")
        .output()
        .unwrap();
    let code = output.status.code().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(code != 2, "{arguments:?}: {stderr}");
    (String::from_utf8(output.stdout).unwrap(), code)
}

/// `stock balance --format json` of a ledger.
pub fn balance(ledger: &str, arguments: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ledger.csv"), ledger).unwrap();
    balance_in(folder.path(), arguments)
}

pub fn balance_in(folder: &Path, arguments: &[&str]) -> Value {
    let fixed = [
        "stock",
        "balance",
        "--movements",
        "ledger.csv",
        "--format",
        "json",
    ];
    let (out, _) = dayclose(folder, &[&fixed[..], arguments].concat());
    serde_json::from_str(&out).unwrap()
}

/// A figure of a row; amounts and quantities are strings.
pub fn number(row: &Value, key: &str) -> Decimal {
    let text = row[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} of {row}"));
    text.parse().unwrap()
}

/// The row of an item (and place).
pub fn row<'a>(report: &'a Value, sku: &str) -> &'a Value {
    let rows = report["rows"].as_array().unwrap();
    let found = rows.iter().find(|row| row["sku"] == sku);
    found.unwrap_or_else(|| panic!("no row of {sku}: {report}"))
}
