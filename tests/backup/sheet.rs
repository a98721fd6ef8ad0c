//! Exports as a platform writes them, made from canonical fields.

/// Canonical field and the heading it has in these exports.
pub const HEADINGS: &[(&str, &str)] = &[
    ("order_no", "订单编号"),
    ("created_at", "订单创建时间"),
    ("line_no", "子订单编号"),
    ("status", "订单状态"),
    ("buyer", "买家会员名"),
    ("receiver", "收货人姓名"),
    ("phone", "联系手机"),
    ("address", "收货地址"),
    ("sku", "商家编码"),
    ("title", "宝贝标题"),
    ("spec", "商品属性"),
    ("qty", "购买数量"),
    ("unit_price", "单价"),
    ("amount", "商品金额"),
    ("order_amount", "总金额"),
    ("paid", "买家实际支付金额"),
    ("refund", "退款金额"),
    ("refunded_at", "退款时间"),
    ("paid_at", "订单付款时间"),
    ("accepted_at", "受理时间"),
    ("contacted_at", "联系时间"),
    ("shipped_at", "发货时间"),
    ("finished_at", "确认收货时间"),
    ("staff", "客服"),
    ("courier", "物流公司"),
    ("tracking_no", "物流单号"),
    ("invoice_title", "发票抬头"),
    ("card", "贺卡"),
    ("delivery_time", "送货时间"),
    ("shop", "店铺名称"),
    ("channel", "渠道"),
    ("flag", "备注旗帜"),
    ("remark", "商家备注"),
    ("message", "买家留言"),
];

/// A paid order of the day before, every column filled that a platform fills.
const PLAIN: &[(&str, &str)] = &[
    ("created_at", "2026-11-20 10:00:00"),
    ("status", "买家已付款，等待卖家发货"),
    ("buyer", "buyer_01"),
    ("receiver", "收货人甲"),
    ("phone", "13800000001"),
    ("address", "浙江省 杭州市 西湖区 某路1号"),
    ("sku", "A-1001"),
    ("title", "毛巾"),
    ("spec", "颜色:红"),
    ("qty", "2"),
    ("unit_price", "19.90"),
    ("amount", "39.80"),
    ("order_amount", "39.80"),
    ("paid", "39.80"),
    ("paid_at", "2026-11-20 10:05:00"),
    ("shop", "天猫店"),
    ("channel", "淘宝"),
];

/// One row of an export.
#[derive(Debug, Clone)]
pub struct Row(Vec<(&'static str, String)>);

impl Row {
    /// A plain paid order.
    pub fn new(order_no: &str) -> Row {
        let mut row = Row(Vec::new());
        for (name, value) in PLAIN {
            row.put(name, value);
        }
        row.put("order_no", order_no);
        row
    }

    pub fn put(&mut self, name: &str, value: &str) {
        let (name, _) = HEADINGS
            .iter()
            .find(|(n, _)| *n == name)
            .unwrap_or_else(|| panic!("no field {name}"));
        self.0.retain(|(n, _)| n != name);
        self.0.push((name, value.to_owned()));
    }

    #[must_use]
    pub fn with(mut self, values: &[(&str, &str)]) -> Row {
        for (name, value) in values {
            self.put(name, value);
        }
        self
    }

    pub fn value(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(n, _)| *n == name)
            .map_or("", |(_, v)| v)
    }
}

/// An export with these columns in this order.
pub fn columns(names: &[&str], rows: &[Row]) -> String {
    let heading = |name: &&str| {
        HEADINGS
            .iter()
            .find(|(n, _)| n == name)
            .unwrap_or_else(|| panic!("no field {name}"))
            .1
    };
    let mut text = names.iter().map(heading).collect::<Vec<_>>().join(",");
    text.push('\n');
    for row in rows {
        let cells: Vec<String> = names.iter().map(|n| quoted(row.value(n))).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// Every column but the line number: most platforms give none.
pub fn all_names() -> Vec<&'static str> {
    HEADINGS
        .iter()
        .map(|(n, _)| *n)
        .filter(|n| *n != "line_no")
        .collect()
}

pub fn export(rows: &[Row]) -> String {
    columns(&all_names(), rows)
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r', '\t']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// The same text as most platforms write it.
pub fn gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, bad) = encoding_rs::GB18030.encode(text);
    assert!(!bad, "GB18030 holds every character");
    bytes.into_owned()
}
