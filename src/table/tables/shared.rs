//! Headings that mean the same in several tables, each list in one place.

/// Item codes.
pub(super) const SKU: &[&str] = &[
    "商家编码",
    "物料编码",
    "存货编码",
    "货品编码",
    "货品编号",
    "商品编号",
    "商品代码",
    "物料代码",
    "物料编号",
    "产品编码",
    "产品编号",
    "规格编码",
    "SKU编码",
    "货号",
    "款号",
    "编码",
    "物品编码",
    "item code",
    "item no",
    "product code",
];

/// Specs.
pub(super) const SPEC: &[&str] = &[
    "规格型号",
    "商品规格",
    "规格名称",
    "型号规格",
    "型号",
    "specification",
];

/// Units.
pub(super) const UNIT: &[&str] = &["计量单位", "商品单位", "基本单位", "主计量单位", "uom"];

/// Barcodes.
pub(super) const BARCODE: &[&str] = &["商品条码", "国际条码", "条形码", "69码", "ean", "upc"];

/// Lots.
pub(super) const LOT: &[&str] = &[
    "批号",
    "批次号",
    "商品批号",
    "生产批号",
    "batch",
    "batch no",
    "lot no",
];

/// Expiry dates.
pub(super) const EXPIRY: &[&str] = &[
    "有效期",
    "到期日期",
    "到期日",
    "失效日期",
    "保质期至",
    "expiry date",
];

/// Order numbers.
pub(super) const ORDER_NO: &[&str] = &[
    "主订单编号",
    "订单号",
    "order no",
    "order number",
    "order id",
];

/// Shops.
pub(super) const SHOP: &[&str] = &["店铺名称", "门店", "网店", "store"];

/// Item codes of suppliers' papers.
pub(super) const PURCHASED_SKU: &[&str] = &[
    "商家编码",
    "物料编码",
    "存货编码",
    "货品编码",
    "货品编号",
    "商品编号",
    "商品代码",
    "产品编码",
    "规格编码",
    "SKU编码",
    "货号",
    "款号",
    "编码",
    "item code",
    "item no",
    "product code",
    "条码",
    "barcode",
];
