//! Item lists 商品资料: what the shop sells, one line a code.

use super::{field, shared};
use crate::base::Text;
use crate::table::schema::{FieldKind as K, Table};

/// The item master.
pub static ITEMS: Table = Table {
    name: "items",
    label: Text::new("商品资料", "items"),
    required: &[&["sku"]],
    fields: &[
        field("sku", "商品编码", "SKU", K::Id, shared::SKU),
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
                "商品全名",
                "物品名称",
                "名称",
                "product name",
            ],
        ),
        field("spec", "规格", "spec", K::Text, shared::SPEC),
        field("unit", "单位", "unit", K::Text, shared::UNIT),
        field(
            "pack_size",
            "装箱数",
            "pack size",
            K::Number,
            &[
                "箱规",
                "每箱数量",
                "件装数",
                "装箱规格",
                "箱装数",
                "整件包装数",
                "case size",
            ],
        ),
        field(
            "category",
            "类目",
            "category",
            K::Text,
            &["分类", "品类", "商品分类", "商品类目", "类别", "品牌类目"],
        ),
        field(
            "class",
            "ABC分类",
            "class",
            K::Text,
            &["ABC类", "ABC", "盘点等级", "等级", "商品等级", "abc class"],
        ),
        field(
            "safety_stock",
            "安全库存",
            "safety stock",
            K::Qty,
            &[
                "警戒库存下限",
                "库存下限",
                "最低库存",
                "最小库存",
                "min stock",
            ],
        ),
        field(
            "max_stock",
            "库存上限",
            "max stock",
            K::Qty,
            &["警戒库存上限", "最高库存", "最大库存", "maximum stock"],
        ),
        field(
            "shelf_life_days",
            "保质期(天)",
            "shelf life (days)",
            K::Number,
            &[
                "保质期",
                "保质期天数",
                "保质天数",
                "有效期天数",
                "shelf life",
            ],
        ),
        field(
            "unit_cost",
            "成本价",
            "unit cost",
            K::Money,
            &["成本单价", "单位成本", "采购价", "进货价", "进价", "cost"],
        ),
        field(
            "price",
            "售价",
            "price",
            K::Money,
            &[
                "销售价",
                "零售价",
                "标准售价",
                "吊牌价",
                "selling price",
                "list price",
            ],
        ),
        field("barcode", "条码", "barcode", K::Id, shared::BARCODE),
    ],
};
