//! The rules of a balance, each on a ledger of a few lines.

use crate::ledgers::{balance, dayclose, number, row};
use serde_json::Value;

const HEAD: &str = "日期,单据编号,单据类型,商品编码,数量,单价,金额,仓位\n";

fn october(lines: &str, arguments: &[&str]) -> Value {
    let text = format!("{HEAD}{lines}");
    balance(&text, &[&["--month", "2026-10"], arguments].concat())
}

/// Opening, in, out and closing as `qty value`.
fn figures(row: &Value) -> [String; 4] {
    ["opening", "in", "out", "closing"].map(|part| {
        let value = &row[format!("{part}_value")];
        let value = value.as_str().unwrap_or("-");
        format!("{} {value}", row[format!("{part}_qty")].as_str().unwrap())
    })
}

fn findings<'a>(report: &'a Value, part: &str) -> Vec<&'a Value> {
    let all = report["findings"].as_array().unwrap().iter();
    all.filter(|f| f["message"].as_str().unwrap().contains(part))
        .collect()
}

#[test]
fn fifo_and_average() {
    let lines = "2026-09-30,RK1,采购入库,A,10,1.00,,\n2026-10-02,RK2,采购入库,A,10,2.00,,\n2026-10-03,CK1,销售出库,A,15,,,\n";
    let fifo = october(lines, &[]);
    assert_eq!(
        figures(row(&fifo, "A")),
        ["10 10.00", "10 20.00", "15 20.00", "5 10.00"]
    );
    let average = october(lines, &["--valuation", "average"]);
    assert_eq!(
        figures(row(&average, "A")),
        ["10 10.00", "10 20.00", "15 22.50", "5 7.50"]
    );
}

#[test]
fn nothing_is_left_of_what_no_piece_divides() {
    let lines = "2026-10-01,RK1,采购入库,A,3,,10.00,\n2026-10-02,CK1,销售出库,A,1,,,\n2026-10-03,CK2,销售出库,A,1,,,\n2026-10-04,CK3,销售出库,A,1,,,\n";
    for method in ["fifo", "average"] {
        let report = october(lines, &["--valuation", method]);
        assert_eq!(
            figures(row(&report, "A")),
            ["0 0.00", "3 10.00", "3 10.00", "0 0.00"]
        );
    }
}

#[test]
fn receipts_of_a_day_come_before_its_issues() {
    let lines = "2026-10-02,CK1,销售出库,A,5,,,\n2026-10-02,RK1,采购入库,A,5,3.00,,\n";
    let report = october(lines, &[]);
    assert_eq!(
        figures(row(&report, "A")),
        ["0 0.00", "5 15.00", "5 15.00", "0 0.00"]
    );
    assert_eq!(report["summary"]["corrections"], 0);
}

#[test]
fn below_zero_at_the_last_known_cost_then_made_good() {
    let lines = "2026-10-01,RK1,采购入库,A,2,1.00,,\n2026-10-02,CK1,销售出库,A,5,,,\n2026-10-03,RK2,采购入库,A,10,1.50,,\n";
    for method in ["fifo", "average"] {
        let report = october(lines, &["--valuation", method]);
        // 5 issued for 5.00; three of them turn out to cost 0.50 more.
        assert_eq!(
            figures(row(&report, "A")),
            ["0 0.00", "12 17.00", "5 6.50", "7 10.50"]
        );
        let lines = report["sections"]["corrections"].as_array().unwrap();
        assert_eq!(
            (lines.len(), &lines[0]["doc_no"], &lines[0]["value"]),
            (1, &"RK2".into(), &"1.50".into())
        );
        let types = report["sections"]["by_type"].as_array().unwrap();
        assert_eq!(types[2]["type"], "负库存补差");
        assert_eq!(types[2]["out_value"], "1.50");
    }
    let still = october(
        "2026-10-01,RK1,采购入库,A,2,1.00,,\n2026-10-02,CK1,销售出库,A,5,,,\n",
        &[],
    );
    assert_eq!(
        figures(row(&still, "A")),
        ["0 0.00", "2 2.00", "5 5.00", "-3 -3.00"]
    );
    assert_eq!(findings(&still, "低于零").len(), 1);
}

#[test]
fn a_return_without_cost_comes_in_at_the_latest_issue() {
    let lines = "2026-10-01,RK1,采购入库,A,2,1.00,,\n2026-10-01,RK2,采购入库,A,2,3.00,,\n2026-10-02,CK1,销售出库,A,2,,,\n2026-10-03,CK2,销售出库,A,1,,,\n2026-10-04,TH1,退货入库,A,1,,,\n";
    let report = october(lines, &[]);
    assert_eq!(
        figures(row(&report, "A")),
        ["0 0.00", "5 11.00", "3 5.00", "2 6.00"]
    );
}

#[test]
fn a_red_entry_reduces_its_own_side() {
    let lines = "2026-10-01,RK1,采购入库,A,10,1.00,,\n2026-10-01,RK2,采购入库,A,10,2.00,,\n2026-10-02,RK3,采购入库,A,-10,1.00,,\n2026-10-03,CK1,销售出库,A,4,,,\n2026-10-03,CK2,销售出库,A,-4,,,\n";
    for method in ["fifo", "average"] {
        let report = october(lines, &["--valuation", method]);
        assert_eq!(
            figures(row(&report, "A")),
            ["0 0.00", "10 20.00", "0 0.00", "10 20.00"]
        );
    }
}

#[test]
fn a_transfer_keeps_cost_and_receipt_date() {
    let head = "日期,单据编号,单据类型,商品编码,数量,单价,仓位,目的仓位\n";
    let one = "2026-09-01,RK1,采购入库,A,10,1.00,主仓,\n2026-09-02,RK2,采购入库,A,10,2.00,门店,\n2026-10-01,DB1,调拨出,A,10,,主仓,门店\n2026-10-02,CK1,销售出库,A,10,,门店,\n";
    let two = "2026-09-01,RK1,采购入库,A,10,1.00,主仓,\n2026-09-02,RK2,采购入库,A,10,2.00,门店,\n2026-10-01,DB1,调拨出,A,10,,主仓,\n2026-10-01,DB1,调拨入,A,10,,门店,\n2026-10-02,CK1,销售出库,A,10,,门店,\n";
    for lines in [one, two] {
        let report = balance(
            &format!("{head}{lines}"),
            &["--month", "2026-10", "--by", "location"],
        );
        let rows = report["rows"].as_array().unwrap();
        // By pinyin-less order of characters: 主仓, then 门店.
        assert_eq!(
            figures(&rows[0]),
            ["10 10.00", "0 0.00", "10 10.00", "0 0.00"]
        );
        // The goods moved were received first and leave first.
        assert_eq!(
            figures(&rows[1]),
            ["10 20.00", "10 10.00", "10 10.00", "10 20.00"]
        );
        let pooled = balance(&format!("{head}{lines}"), &["--month", "2026-10"]);
        assert_eq!(
            figures(row(&pooled, "A")),
            ["20 30.00", "10 10.00", "20 20.00", "10 20.00"]
        );
    }
}

#[test]
fn goods_on_the_way_at_the_end_are_told() {
    let lines = "2026-10-01,RK1,采购入库,A,10,1.00,,主仓\n2026-10-31,DB1,调拨出,A,4,,,主仓\n2026-11-01,DB1,调拨入,A,4,,,门店\n";
    let report = october(lines, &[]);
    assert_eq!(
        figures(row(&report, "A")),
        ["0 0.00", "10 10.00", "4 4.00", "6 6.00"]
    );
    assert_eq!(findings(&report, "在途").len(), 1);
    let november = balance(&format!("{HEAD}{lines}"), &["--month", "2026-11"]);
    assert_eq!(
        figures(row(&november, "A")),
        ["6 6.00", "4 4.00", "0 0.00", "10 10.00"]
    );
}

#[test]
fn cost_by_amount_then_price_then_item_list_then_none() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "2026-10-01,RK1,采购入库,A,3,9.00,10.00,\n2026-10-01,RK1,采购入库,B,3,9.00,,\n2026-10-01,RK1,采购入库,C,3,,,\n2026-10-01,RK1,采购入库,D,3,,,\n";
    std::fs::write(folder.path().join("ledger.csv"), format!("{HEAD}{lines}")).unwrap();
    std::fs::write(
        folder.path().join("items.csv"),
        "商品编码,品名,成本价\nA,甲,1\nB,乙,1\nC,丙,2.345\nD,丁,\n",
    )
    .unwrap();
    let arguments = ["--month", "2026-10", "--items", "items.csv"];
    let report = crate::ledgers::balance_in(folder.path(), &arguments);
    let told: Vec<&Value> = report["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["in_value"])
        .collect();
    assert_eq!(
        told,
        ["10.00", "27.00", "7.04", ""]
            .map(|v| if v.is_empty() { Value::Null } else { v.into() })
            .iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(report["summary"]["unvalued"], 1);
    assert_eq!(report["summary"]["closing_value"], "44.04");
    assert_eq!(
        findings(&report, "成本不知道")[0]["source"],
        "ledger.csv!F5"
    );
}

#[test]
fn issued_before_the_first_receipt() {
    let lines = "2026-10-01,CK1,销售出库,A,3,,,\n2026-10-02,RK1,采购入库,A,5,2.00,,\n";
    let report = october(lines, &[]);
    assert_eq!(
        figures(row(&report, "A")),
        ["0 0.00", "5 10.00", "3 6.00", "2 4.00"]
    );
    assert_eq!(report["sections"]["corrections"][0]["value"], "6.00");
    let still = october("2026-10-01,CK1,销售出库,A,3,,,\n", &[]);
    assert_eq!(figures(row(&still, "A")), ["0 -", "0 -", "3 -", "-3 -"]);
}

#[test]
fn unvalued_goods_that_are_gone_no_longer_count() {
    let lines = "2026-08-01,RK1,采购入库,A,3,,,\n2026-09-01,CK1,销售出库,A,3,,,\n2026-10-01,RK2,采购入库,A,2,5.00,,\n";
    let report = october(lines, &[]);
    assert_eq!(
        figures(row(&report, "A")),
        ["0 0.00", "2 10.00", "0 0.00", "2 10.00"]
    );
    assert_eq!(report["summary"]["unvalued"], 0);
}

#[test]
fn an_opening_stands_in_for_earlier_movements() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "2026-09-01,RK1,采购入库,A,99,1.00,,\n2026-10-02,CK1,销售出库,A,3,,,\n";
    std::fs::write(folder.path().join("ledger.csv"), format!("{HEAD}{lines}")).unwrap();
    std::fs::write(
        folder.path().join("opening.csv"),
        "商品编码,结存数量,结存金额\nA,5,10.00\nA,5,20.00\n",
    )
    .unwrap();
    let arguments = ["--month", "2026-10", "--opening", "opening.csv"];
    let report = crate::ledgers::balance_in(folder.path(), &arguments);
    assert_eq!(
        figures(row(&report, "A")),
        ["10 30.00", "0 0.00", "3 6.00", "7 24.00"]
    );
    assert_eq!(report["summary"]["left_out"], 1);
    assert_eq!(findings(&report, "没有算").len(), 1);
    assert_eq!(findings(&report, "加在一起")[0]["rule"], "double-line");
    // A ledger as opening is summed.
    std::fs::write(
        folder.path().join("opening.csv"),
        format!("{HEAD}2026-01-01,RK1,采购入库,A,7,2.00,,\n2026-02-01,CK1,销售出库,A,2,,,\n"),
    )
    .unwrap();
    let report = crate::ledgers::balance_in(folder.path(), &arguments);
    assert_eq!(
        figures(row(&report, "A")),
        ["5 10.00", "0 0.00", "3 6.00", "2 4.00"]
    );
}

#[test]
fn documents_of_an_earlier_month_posted_now_are_listed() {
    let head = "日期,单据编号,单据类型,商品编码,数量,单价,入账时间\n";
    let lines = "2026-09-20,RK1,采购入库,A,10,1.00,2026-09-20\n2026-09-28,CK9,销售出库,A,4,,2026-10-03\n2026-10-05,CK1,销售出库,A,1,,2026-10-05\n";
    let report = balance(&format!("{head}{lines}"), &["--month", "2026-10"]);
    let late = report["sections"]["late"].as_array().unwrap();
    assert_eq!(late.len(), 1);
    let told =
        ["doc_no", "qty", "value", "posted_at", "effect"].map(|key| late[0][key].as_str().unwrap());
    assert_eq!(told, ["CK9", "-4", "-4.00", "2026-10-03", "2026-09 结存"]);
    assert_eq!(report["summary"]["late"], 1);
}

#[test]
fn two_columns_barcodes_and_doubles() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "日期,单号,条码,入库数量,出库数量,单价\n2026-10-01,1,6900000000011,5,2,1.00\n2026-10-02,2,6900000000028,3,0,2.00\n2026-10-02,2,6900000000028,3,0,2.00\n2026-10-03,3,6999999999999,1,0,9.00\n";
    std::fs::write(folder.path().join("ledger.csv"), lines).unwrap();
    std::fs::write(
        folder.path().join("items.csv"),
        "商品编码,品名,条码\nA,甲,6900000000011\nB,乙,6900000000028\n",
    )
    .unwrap();
    let arguments = ["--month", "2026-10", "--items", "items.csv"];
    let report = crate::ledgers::balance_in(folder.path(), &arguments);
    assert_eq!(
        figures(row(&report, "A")),
        ["0 0.00", "5 5.00", "2 2.00", "3 3.00"]
    );
    assert_eq!(
        figures(row(&report, "B")),
        ["0 0.00", "6 12.00", "0 0.00", "6 12.00"]
    );
    assert_eq!(
        number(row(&report, "6999999999999"), "closing_qty").to_string(),
        "1"
    );
    assert_eq!(findings(&report, "没有条码").len(), 1);
    assert_eq!(
        findings(&report, "每一格都相同")[0]["source"],
        "ledger.csv:4"
    );
}

#[test]
fn what_the_item_list_says_against_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "日期,单据编号,单据类型,商品编码,单位,数量,单价,有效期至\n2026-10-01,RK1,采购入库,A,箱,5,1.00,2027-01-01\n2026-10-01,RK2,采购入库,A,瓶,5,1.00,\n2026-10-01,RK3,采购入库,X,瓶,5,1.00,\n";
    std::fs::write(folder.path().join("ledger.csv"), lines).unwrap();
    std::fs::write(
        folder.path().join("items.csv"),
        "商品编码,品名,单位,保质期天数\nA,甲,瓶,180\n",
    )
    .unwrap();
    let arguments = ["--month", "2026-10", "--items", "items.csv"];
    let report = crate::ledgers::balance_in(folder.path(), &arguments);
    let sources = ["单位写", "没有写有效期", "商品表里没有"].map(|part| {
        let found = findings(&report, part);
        assert_eq!(found.len(), 1, "{part}: {report}");
        found[0]["source"].as_str().unwrap()
    });
    assert_eq!(sources, ["ledger.csv!E2", "ledger.csv!H3", "ledger.csv!D4"]);
}

#[test]
fn a_form_without_date_and_type() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("ledger.csv"),
        "商品编码,数量,单价\nA,5,1.00\n",
    )
    .unwrap();
    let arguments = [
        "--month",
        "2026-10",
        "--date",
        "2026-10-08",
        "--doc-type",
        "盘盈",
    ];
    let report = crate::ledgers::balance_in(folder.path(), &arguments);
    assert_eq!(
        figures(row(&report, "A")),
        ["0 0.00", "5 5.00", "0 0.00", "5 5.00"]
    );
    assert_eq!(report["sections"]["by_type"][0]["type"], "盘盈");
}

#[test]
fn fractions_and_the_exit_status() {
    let lines = "2026-10-01,RK1,采购入库,A,0.75,8.00,,\n2026-10-02,CK1,销售出库,A,0.5,,,\n";
    let report = october(lines, &[]);
    assert_eq!(
        figures(row(&report, "A")),
        ["0 0.00", "0.75 6.00", "0.5 4.00", "0.25 2.00"]
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ledger.csv"), format!("{HEAD}{lines}")).unwrap();
    let arguments = [
        "stock",
        "balance",
        "--movements",
        "ledger.csv",
        "--month",
        "2026-10",
    ];
    assert_eq!(dayclose(folder.path(), &arguments).1, 0);
}
