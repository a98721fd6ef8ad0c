//! Orders as the platforms export them.
//!
//! Four amounts are easily taken for each other; the lists keep them apart:
//!
//! * `amount`: of the line. Pinduoduo 商品总价, Douyin 订单应付金额 (there each
//!   line is a sub-order of its own, and the figure stands before payment too,
//!   so it is what is asked, not what was paid).
//! * `order_amount`: of the whole order, repeated on each of its lines. Taobao
//!   总金额, JD 订单金额, Youzan 应收订单金额, 1688 货品总价.
//! * `paid`: what the buyer paid. Taobao 买家实际支付金额, Pinduoduo 用户实付金额,
//!   Youzan 订单实付金额, 1688 实付款, JD 应付金额 (JD hands over paid orders; its
//!   结算金额 is what the platform settles with the merchant).
//! * what the merchant receives (商家实收金额, 订单实收金额, 结算金额, 商家应收,
//!   打款商家金额) is none of these and stays unmapped.

use super::field;
use crate::base::Text;
use crate::table::schema::{FieldKind as K, Table};

/// One line of an order (or a whole order where an export has one line each).
#[rustfmt::skip] // one heading a line would hide the table
pub static ORDERS: Table = Table {
    name: "orders",
    label: Text::new("订单", "orders"),
    required: &[&["order_no"], &["created_at"]],
    fields: &[
        field("order_no", "订单编号", "order no.", K::Id, &[
            // Before the plain words: with 主订单编号 in the file, a plain
            // 订单编号 beside it is the line's.
            "主订单编号", "主订单号", "订单编号", "订单号", "订单单号", "交易编号", "平台订单号",
            "原始单号", "线上订单号", "order no", "order number", "order id",
            // Bills: the merchant's own order number.
            "商户订单号", "商家订单号",
        ]),
        field("created_at", "下单时间", "created at", K::DateTime, &[
            "订单创建时间", "订单提交时间", "订单下单时间", "创建时间", "拍下时间", "下单日期",
            "订单日期", "订单时间",
            // Pinduoduo: may be blank, 支付时间 then says more.
            "订单成交时间", "order time", "order date", "created", "creation time",
        ]),
        field("line_no", "子订单编号", "line no.", K::Id, &[
            "子订单号", "子单号", "订单行号", "行号", "line no", "line number", "sub order no",
        ]),
        field("paid_at", "付款时间", "paid at", K::DateTime, &[
            "订单付款时间", "买家付款时间", "支付时间", "订单支付时间", "支付完成时间",
            "付款确认时间", "付款日期", "payment time", "pay time",
        ]),
        field("accepted_at", "受理时间", "accepted at", K::DateTime, &[
            "订单受理时间", "接单时间", "审单时间", "订单审核时间",
        ]),
        field("contacted_at", "联系时间", "contacted at", K::DateTime, &[
            "首次联系时间", "联系客户时间", "客户联系时间", "确认电话时间", "回访确认时间",
        ]),
        field("shipped_at", "发货时间", "shipped at", K::DateTime, &[
            "订单发货时间", "实际发货时间", "出库时间", "发货日期", "ship time", "shipping time",
        ]),
        field("finished_at", "完成时间", "finished at", K::DateTime, &[
            "订单完成时间", "交易成功时间", "交易完成时间", "确认收货时间", "签收时间",
            "completed at", "finish time",
        ]),
        field("refunded_at", "退款时间", "refunded at", K::DateTime, &[
            "退款完成时间", "退款成功时间", "退款完结时间", "退款日期", "refund time",
        ]),
        field("status", "订单状态", "status", K::Text, &[
            "状态", "交易状态", "order status", "state",
        ]),
        field("shop", "店铺", "shop", K::Text, &[
            "店铺名称", "归属店铺", "店铺名", "网店", "网店名称", "门店", "store", "shop name",
        ]),
        field("channel", "渠道", "channel", K::Text, &[
            "销售渠道", "订单渠道", "来源平台", "平台", "平台名称", "订单来源", "platform",
        ]),
        field("buyer", "买家", "buyer", K::Text, &[
            "买家会员名", "买家昵称", "买家账号", "买家帐号", "下单帐号", "下单账号", "客户账号",
            "会员名", "买家旺旺", "买家ID", "客户昵称", "买家姓名", "买家公司名", "customer",
            "buyer nick",
        ]),
        field("receiver", "收货人", "receiver", K::Text, &[
            "收货人姓名", "收件人", "收件人姓名", "收货人/提货人", "客户姓名", "联系人",
            "consignee", "recipient",
        ]),
        field("phone", "手机", "phone", K::Id, &[
            // The mobile before the landline.
            "联系手机", "收货人手机号", "收货人手机", "收件人手机号", "收件人手机",
            "收货人手机号/提货人手机号", "手机号", "手机号码", "联系方式", "联系电话",
            "收货人电话", "收件人电话", "电话", "电话号码", "mobile", "telephone",
        ]),
        field("address", "地址", "address", K::Text, &[
            "收货地址", "详细地址", "收货人地址", "客户地址", "收件地址", "收件人地址",
            "详细收货地址/提货地址", "详细收货地址", "shipping address",
        ]),
        field("sku", "商家编码", "SKU", K::Id, &[
            // The merchant's code of the variant, then of the product, then
            // the platform's own numbers.
            "商家编码-规格维度", "规格编码", "商家SKU编码", "SKU编码", "单品货号", "商品编码",
            "商品编号", "货品编码", "货品编号", "货号", "商家编码-商品维度", "外部系统编号",
            "物料编号", "物料编码", "款号", "SKU ID", "样式ID", "商品ID", "Offer ID", "item code",
            "product code",
        ]),
        field("title", "商品名称", "title", K::Text, &[
            "宝贝标题", "商品标题", "标题", "选购商品", "货品标题", "货品名称", "宝贝名称",
            "全部商品名称", "品名", "商品", "product name", "item name", "product",
        ]),
        field("spec", "规格", "spec", K::Text, &[
            "商品规格", "商品属性", "规格名称", "销售属性", "颜色规格", "规格型号", "型号",
            "variant", "specification",
        ]),
        field("qty", "数量", "qty", K::Qty, &[
            "购买数量", "商品数量", "订购数量", "成交数量", "SKU件数", "宝贝数量", "件数",
            // Of the whole order, in lists of one line an order.
            "宝贝总数量", "商品总数量", "商品总件数", "quantity",
        ]),
        field("unit_price", "单价", "unit price", K::Money, &[
            "商品单价", "价格", "京东价", "商品价格", "成交单价", "售价", "price",
        ]),
        field("amount", "金额", "amount", K::Money, &[
            "商品总价", "商品金额", "商品小计", "小计", "订单应付金额", "line amount", "subtotal",
        ]),
        field("order_amount", "订单金额", "order amount", K::Money, &[
            "总金额", "订单总金额", "订单总价", "应收订单金额", "货品总价", "order total",
            "total amount",
        ]),
        field("paid", "实付", "paid", K::Money, &[
            "买家实际支付金额", "买家实付金额", "用户实付金额", "订单实付金额", "实付金额",
            "实付款", "实际支付金额", "支付金额", "付款金额", "已付金额", "买家实付", "应付金额",
            "paid amount", "amount paid",
        ]),
        field("refund", "退款金额", "refund", K::Money, &[
            "退款", "订单已退款金额", "已退款金额", "实际退款金额", "完成退款金额",
            "refund amount", "refunded",
        ]),
        field("staff", "客服", "staff", K::Text, &[
            "员工", "工号", "客服昵称", "负责客服", "接单客服", "业务员", "销售员", "销售导购",
            "导购", "跟单员", "agent", "salesperson",
        ]),
        field("courier", "快递公司", "courier", K::Text, &[
            "快递", "物流公司", "物流公司名称", "承运商", "快递名称", "carrier",
        ]),
        field("tracking_no", "快递单号", "tracking no.", K::Id, &[
            "物流单号", "运单号", "运单编号", "物流运单号", "快递运单号", "tracking no",
            "tracking number", "waybill no",
        ]),
        field("invoice_title", "发票抬头", "invoice title", K::Text, &[
            "开票抬头", "发票抬头名称", "开票名称",
        ]),
        field("card", "贺卡", "greeting card", K::Text, &[
            "贺卡内容", "卡片内容", "卡片留言", "祝福语",
        ]),
        field("delivery_time", "送货时间", "delivery time", K::Text, &[
            "配送时间", "期望送达时间", "预约送货时间", "预约配送时间", "要求送达时间",
            "期望送货时间",
        ]),
        field("flag", "旗帜", "flag", K::Text, &[
            "备注旗帜", "标旗", "插旗", "旗子", "订单旗帜", "旗帜颜色", "商家备注旗帜",
            "商家备注等级", "商家备注等级（等级1-5为由高到低）", "订单星级",
        ]),
        field("remark", "备注", "remark", K::Text, &[
            // Taobao's 订单备注 is the seller's; JD has 商家备注 beside it,
            // and there 订单备注 is the buyer's: the earlier one wins.
            "商家备注", "卖家备注", "商家订单备注", "客服备注", "订单备注", "seller memo",
            "remarks",
        ]),
        field("message", "买家留言", "buyer's message", K::Text, &[
            "买家备注", "客户留言", "客户备注", "买家附言", "留言", "buyer message", "buyer note",
        ]),
    ],
};
