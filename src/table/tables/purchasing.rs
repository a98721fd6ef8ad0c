//! Purchase orders and the delivery notes that come with the goods: the two
//! papers a receipt is checked against (W1).

use super::{field, shared};
use crate::base::Text;
use crate::table::schema::{FieldKind as K, Table};

/// One line of a purchase order.
pub static PURCHASE_ORDERS: Table = Table {
    name: "purchase_orders",
    label: Text::new("采购订单", "purchase orders"),
    required: &[&["po_no"], &["sku"], &["qty"], &["due"]],
    fields: &[
        field(
            "po_no",
            "采购单号",
            "PO no.",
            K::Id,
            &[
                "采购订单号",
                "采购订单编号",
                "采购单编号",
                "订单编号",
                "订单号",
                "单据编号",
                "单号",
                "po no",
                "po number",
                "purchase order no",
            ],
        ),
        field("sku", "商品编码", "SKU", K::Id, shared::PURCHASED_SKU),
        field(
            "qty",
            "采购数量",
            "qty",
            K::Qty,
            &[
                "订购数量",
                "订货数量",
                "下单数量",
                "数量",
                "ordered qty",
                "quantity",
            ],
        ),
        field(
            "due",
            "交货日期",
            "due",
            K::DateTime,
            &[
                "预计到货日期",
                "预计到货",
                "预计交货日期",
                "要求交货日期",
                "预计到货时间",
                "要求到货日期",
                "计划到货日期",
                "交期",
                "交货期",
                "due date",
                "delivery date",
                // May be the day it came; the planned day goes first.
                "到货日期",
            ],
        ),
        field(
            "supplier",
            "供应商",
            "supplier",
            K::Text,
            &["供应商名称", "供货商", "供货单位", "往来单位", "vendor"],
        ),
        field(
            "ordered_at",
            "下单日期",
            "ordered at",
            K::DateTime,
            &[
                "采购日期",
                "下单时间",
                "订货日期",
                "单据日期",
                "制单日期",
                "order date",
            ],
        ),
        field(
            "unit_price",
            "单价",
            "unit price",
            K::Money,
            &["采购单价", "采购价", "进价", "含税单价", "price"],
        ),
        field(
            "received_qty",
            "已到货数量",
            "received qty",
            K::Qty,
            &[
                "到货数量",
                "已入库数量",
                "入库数量",
                "已收数量",
                "累计入库数量",
                "received",
            ],
        ),
        field(
            "chased_at",
            "催货时间",
            "chased at",
            K::Dates,
            &[
                "催货日期",
                "催交日期",
                "跟催时间",
                "跟进时间",
                "最近催货日期",
            ],
        ),
    ],
};

/// One line of a supplier's delivery note.
pub static DELIVERY_NOTES: Table = Table {
    name: "delivery_notes",
    label: Text::new("送货单", "delivery notes"),
    required: &[&["note_no"], &["sku"], &["qty"]],
    fields: &[
        field(
            "note_no",
            "送货单号",
            "note no.",
            K::Id,
            &[
                "送货单编号",
                "送货单",
                "发货单号",
                "随货单号",
                "单据编号",
                "单号",
                "单据",
                "delivery note no",
                "note no",
            ],
        ),
        field("sku", "商品编码", "SKU", K::Id, shared::PURCHASED_SKU),
        field(
            "qty",
            "送货数量",
            "qty",
            K::Qty,
            &["发货数量", "实送数量", "数量", "delivered qty", "quantity"],
        ),
        field(
            "po_no",
            "采购单号",
            "PO no.",
            K::Id,
            &[
                "采购订单号",
                "采购订单编号",
                "订单编号",
                "订单号",
                "po no",
                "po number",
            ],
        ),
        field(
            "name",
            "品名",
            "item name",
            K::Text,
            &[
                "商品名称",
                "物料名称",
                "存货名称",
                "货品名称",
                "产品名称",
                "名称",
                "product name",
            ],
        ),
        field("spec", "规格", "spec", K::Text, shared::SPEC),
        field(
            "date",
            "送货日期",
            "date",
            K::DateTime,
            &["到货日期", "发货日期", "日期", "单据日期", "delivery date"],
        ),
    ],
};
