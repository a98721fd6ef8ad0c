//! `dayclose stock`

use crate::session::{LANGS, Session};
use std::path::Path;

/// A session with the files of fixtures/stock.
fn warehouse(lang: &'static str) -> Session {
    let s = Session::new(lang);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stock");
    for folder in [root.clone(), root.join("month")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap();
                s.write(name, &std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    s
}

#[test]
fn a_month() {
    for lang in LANGS {
        let mut s = warehouse(lang);
        let month =
            "dayclose stock balance --movements ledger.csv --items items.csv --month 2026-10";
        s.types(month);
        s.types(&format!("{month} --valuation average --by location"));
        s.types(&format!("{month} --opening opening.csv"));
        s.types(&format!("{month} --format csv"));
        insta::assert_snapshot!(format!("stock_balance_{lang}"), s.said());
    }
}

#[test]
fn every_case() {
    for lang in LANGS {
        let mut s = warehouse(lang);
        for case in ["below_zero", "red", "late", "unvalued"] {
            s.types(&format!(
                "dayclose stock balance --movements {case}.csv --month 2026-10"
            ));
        }
        for case in ["transfer_one_line", "transfer_two_lines"] {
            s.types(&format!(
                "dayclose stock balance --movements {case}.csv --month 2026-10 --by location"
            ));
        }
        for case in ["two_columns", "checks"] {
            s.types(&format!(
                "dayclose stock balance --movements {case}.csv --items items.csv --month 2026-10"
            ));
        }
        s.types("dayclose stock balance --movements form.csv --date 2026-10-08 --doc-type 盘盈 --month 2026-10");
        insta::assert_snapshot!(format!("stock_balance_cases_{lang}"), s.said());
    }
}

#[test]
fn what_cannot_be_done() {
    for lang in LANGS {
        let mut s = warehouse(lang);
        s.types("dayclose stock balance");
        s.types("dayclose stock balance --movements form.csv --month 2026-10");
        s.types("dayclose stock balance --movements ledger.csv --month 2026-13");
        s.types("dayclose stock balance --movements ledger.csv --month 2026-10 --valuation lifo");
        s.types("dayclose stock balance --movements ledger.csv --month 2026-10 -o ledger.csv");
        s.write(
            "huge.csv",
            "日期,单据类型,商品编码,数量,单价\n2026-10-01,入库,A,99999999999999999999,1\n",
        );
        s.types("dayclose stock balance --movements huge.csv --month 2026-10");
        s.write(
            "word.csv",
            "日期,单据类型,商品编码,数量,单价\n2026-10-01,领用,A,9,1\n",
        );
        s.types("dayclose stock balance --movements word.csv --month 2026-10");
        insta::assert_snapshot!(format!("stock_balance_errors_{lang}"), s.said());
    }
}
