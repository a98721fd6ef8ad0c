//! The tables against the contract, written out a second time by hand.

use std::collections::BTreeMap;

use super::*;
use crate::base::normalise::heading_key;

/// Contract §3: table, its columns in order, its required groups.
const CONTRACT: &[(&str, &str, &str)] = &[
    (
        "orders",
        "order_no created_at line_no paid_at accepted_at contacted_at shipped_at finished_at \
         refunded_at status shop channel buyer receiver phone address sku title spec qty \
         unit_price amount order_amount paid refund staff courier tracking_no invoice_title card \
         delivery_time flag remark message",
        "order_no created_at",
    ),
    (
        "movements",
        "date doc_no doc_type sku barcode qty in_qty out_qty name spec unit location to_location \
         lot expiry unit_cost amount posted_at keeper supervisor party ref_no note",
        "date doc_type|in_qty|out_qty sku|barcode qty|in_qty|out_qty",
    ),
    ("balances", "sku qty location lot expiry amount", "sku qty"),
    (
        "count",
        "sku barcode qty location lot expiry damaged counted_at counter team unit_cost",
        "sku|barcode qty",
    ),
    (
        "items",
        "sku name spec unit pack_size category class safety_stock max_stock shelf_life_days \
         unit_cost price barcode",
        "sku",
    ),
    (
        "purchase_orders",
        "po_no sku qty due supplier ordered_at unit_price received_qty chased_at",
        "po_no sku qty due",
    ),
    (
        "delivery_notes",
        "note_no sku qty po_no name spec date",
        "note_no sku qty",
    ),
    (
        "service",
        "staff date month sales inquiries buyers first_response_s avg_response_s satisfaction \
         good_reviews bad_reviews buyer_photos refunds return_visits_due return_visits_done",
        "staff date|month sales",
    ),
    (
        "sales",
        "staff date amount refund refunded_at share order_no shop channel category",
        "staff date amount",
    ),
    ("costs", "month shop kind amount", "month shop kind amount"),
    (
        "contacts",
        "order_no contacted_at staff",
        "order_no contacted_at",
    ),
    (
        "staff",
        "staff name aliases role star scheme base joined left skills deputy_for max_days wants \
         avoids social_insurance housing_fund income_tax",
        "staff",
    ),
    ("kpi", "staff month score", "staff month score"),
    (
        "paid",
        "staff month order_no base_sales rate commission carried",
        "staff month",
    ),
    (
        "attendance",
        "staff date shift_start shift_end clock_in clock_out leave",
        "staff date",
    ),
    (
        "adjustments",
        "staff date amount kind reason approver",
        "staff date amount",
    ),
    (
        "targets",
        "month target staff channel shop category",
        "month target",
    ),
    (
        "visits",
        "staff date shop class kind vehicle",
        "staff date shop",
    ),
    (
        "leave",
        "staff from to kind asked_at approved_by",
        "staff from to",
    ),
    ("roster", "date staff shift role locked", "date staff shift"),
    // Beside the contract's: what a roster may be made with.
    ("wishes", "staff date shift wish", "staff date shift wish"),
    ("calendar", "date kind name", "date kind name"),
];

#[test]
fn the_tables_are_the_contract_s() {
    let names: Vec<_> = ALL.iter().map(|t| t.name).collect();
    let contract: Vec<_> = CONTRACT.iter().map(|c| c.0).collect();
    assert_eq!(names, contract);
    for (table, (name, fields, required)) in ALL.iter().zip(CONTRACT) {
        let have: Vec<_> = table.fields.iter().map(|f| f.name).collect();
        let want: Vec<_> = fields.split_whitespace().collect();
        assert_eq!(have, want, "{name}");
        let have: Vec<_> = table.required.iter().map(|group| group.join("|")).collect();
        let want: Vec<_> = required.split_whitespace().collect();
        assert_eq!(have, want, "required of {name}");
        for field in table.required.iter().copied().flatten() {
            assert!(table.field(field).is_some(), "{name}: no field {field}");
        }
        assert!(std::ptr::eq(
            by_name(name).expect("by its own name"),
            *table
        ));
    }
    assert!(by_name("order").is_none());
}

#[test]
fn a_heading_means_one_field() {
    for table in ALL {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for f in table.fields {
            let headings = [f.name, f.label.zh, f.label.en];
            for heading in headings.iter().chain(f.aliases) {
                let key = heading_key(heading);
                assert!(!key.is_empty(), "{}.{}: {heading:?}", table.name, f.name);
                // The form without its bracket is the same heading to the matcher.
                let bare = key.split('(').next().unwrap_or(&key).to_owned();
                for key in [key.clone(), key.replace('/', ""), bare] {
                    if let Some(other) = seen.insert(key, f.name) {
                        assert_eq!(other, f.name, "{}: {heading}", table.name);
                    }
                }
            }
        }
    }
}

/// The contract's own list of Chinese headings, table by table.
#[test]
fn the_contract_s_headings_are_known() {
    let cases: &[(&str, &str, &str)] = &[
        ("staff", "staff", "员工 工号 客服"),
        ("service", "staff", "员工 工号 客服"),
        ("sales", "staff", "员工 工号 客服"),
        ("kpi", "staff", "员工 工号 客服"),
        ("paid", "staff", "员工 工号 客服"),
        ("attendance", "staff", "员工 工号 客服"),
        ("adjustments", "staff", "员工 工号 客服"),
        ("targets", "staff", "员工 工号 客服"),
        ("visits", "staff", "员工 工号 客服"),
        ("leave", "staff", "员工 工号 客服"),
        ("roster", "staff", "员工 工号 客服"),
        ("contacts", "staff", "员工 工号 客服"),
        ("orders", "staff", "员工 工号 客服"),
        ("staff", "name", "姓名"),
        ("staff", "role", "岗位"),
        ("roster", "role", "岗位"),
        ("staff", "star", "星级"),
        ("staff", "scheme", "方案"),
        ("staff", "base", "底薪"),
        ("staff", "joined", "入职"),
        ("staff", "left", "离职"),
        ("service", "month", "月份"),
        ("costs", "month", "月份"),
        ("kpi", "month", "月份"),
        ("paid", "month", "月份"),
        ("targets", "month", "月份"),
        ("kpi", "score", "得分"),
        ("movements", "location", "仓位 库位 货位"),
        ("balances", "location", "仓位 库位 货位"),
        ("count", "location", "仓位 库位 货位"),
        ("movements", "lot", "批次 批号"),
        ("balances", "lot", "批次 批号"),
        ("count", "lot", "批次 批号"),
        ("movements", "doc_no", "单据编号 单号"),
        ("movements", "doc_type", "单据类型"),
        ("movements", "party", "往来单位"),
        ("count", "qty", "实盘数量 实盘"),
        ("count", "damaged", "残次数量 残损"),
        ("count", "counted_at", "盘点时间"),
        ("items", "pack_size", "装箱数 箱规"),
        ("orders", "amount", "金额"),
        ("movements", "amount", "金额"),
        ("balances", "amount", "金额"),
        ("sales", "amount", "金额 销售额"),
        ("costs", "amount", "金额"),
        ("adjustments", "amount", "金额"),
        ("orders", "refund", "退款 退款金额"),
        ("sales", "refund", "退款 退款金额"),
        ("orders", "created_at", "下单时间"),
        ("orders", "paid_at", "付款时间"),
        ("orders", "shipped_at", "发货时间"),
        ("orders", "paid", "实付"),
        ("orders", "spec", "规格"),
        ("movements", "spec", "规格"),
        ("items", "spec", "规格"),
        ("orders", "unit_price", "单价"),
        ("movements", "unit_cost", "单价"),
        ("orders", "receiver", "收货人"),
        ("orders", "phone", "手机 电话"),
        ("orders", "address", "地址"),
        ("orders", "courier", "快递"),
        ("orders", "tracking_no", "运单号 快递单号"),
        ("orders", "remark", "备注"),
        ("orders", "sku", "商品编码 商家编码"),
        ("movements", "sku", "商品编码 商家编码"),
        ("balances", "sku", "商品编码 商家编码"),
        ("count", "sku", "商品编码 商家编码"),
        ("items", "sku", "商品编码 商家编码"),
        ("purchase_orders", "sku", "商品编码 商家编码"),
        ("delivery_notes", "sku", "商品编码 商家编码"),
        ("service", "sales", "销售额"),
        ("movements", "in_qty", "入库数量"),
        ("movements", "out_qty", "出库数量"),
    ];
    for (table, field, headings) in cases {
        let (_, field) = by_name(table)
            .and_then(|t| t.field(field))
            .unwrap_or_else(|| panic!("{table}.{field}"));
        for heading in headings.split_whitespace() {
            let key = heading_key(heading);
            assert!(
                heading_key(field.label.zh) == key
                    || field.aliases.iter().any(|a| heading_key(a) == key),
                "{table}.{}: {heading}",
                field.name
            );
        }
    }
}
