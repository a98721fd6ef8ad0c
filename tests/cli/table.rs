//! `dayclose table`

use crate::session::{LANGS, Session};

const ORDERS: &str = "订单报表\n导出时间：2026-11-22 18:00\n订单编号,订单创建时间,订单状态,联系手机,收货地址,总金额,自定义列\n=\"3000004182221001\",2026-11-20 10:00:00,交易成功,13800000001,浙江省杭州市某路1号,\"1,039.80\",甲\n=\"3000004182221002\",2026-11-20 10:05:00,交易关闭,13800000002,浙江省杭州市某路2号,12.5,乙\n合计,,,,,1052.30,\n";

const BAD: &str = "订单编号,订单创建时间,联系手机,总金额\n3000004182221001,2026-13-41,13800000001,12.x\n3.00000E+15,2026-11-20,13800000002,5\n";

#[test]
fn how_a_file_was_understood() {
    for lang in LANGS {
        let mut s = Session::new(lang);
        s.write("orders.csv", ORDERS);
        s.write("bad.csv", BAD);
        s.write("list.csv", "甲,乙\n1,2\n3,4\n");
        s.types("dayclose table orders.csv");
        s.types("dayclose table bad.csv --as orders");
        s.types("dayclose table list.csv");
        s.types("dayclose table orders.csv --suggest");
        insta::assert_snapshot!(format!("table_{lang}"), s.said());
    }
}

#[test]
fn what_cannot_be_opened() {
    for lang in LANGS {
        let mut s = Session::new(lang);
        s.write("orders.csv", ORDERS);
        s.write("broken.xlsx", "PK no workbook");
        s.types("dayclose table nowhere.csv");
        s.types("dayclose table broken.xlsx");
        s.types("dayclose table orders.csv --as order");
        s.types("dayclose table orders.csv --encoding latin");
        s.types("dayclose table orders.csv -o result.abc");
        s.types("dayclose table");
        insta::assert_snapshot!(format!("table_errors_{lang}"), s.said());
    }
}
