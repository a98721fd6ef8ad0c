//! Orders, as the platforms export them.

use crate::base::Text;
use crate::table::schema::{Field, FieldKind, Table};

/// One line of an order (or a whole order where an export has one line each).
pub static ORDERS: Table = Table {
    name: "orders",
    label: Text::new("订单", "orders"),
    required: &[&["order_no"], &["created_at"]],
    fields: &[
        Field {
            name: "order_no",
            label: Text::new("订单编号", "order no."),
            kind: FieldKind::Id,
            aliases: &["主订单编号", "订单号"],
        },
        Field {
            name: "created_at",
            label: Text::new("下单时间", "created at"),
            kind: FieldKind::DateTime,
            aliases: &["订单创建时间", "订单提交时间"],
        },
    ],
};
