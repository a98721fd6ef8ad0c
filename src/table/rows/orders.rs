//! Rows of what `orders check` looks at.

use super::{cell_given, cell_read, cell_rename, cell_type, row};
use crate::table::tables;

row! {
    /// A line of an order, as far as its handling matters. Nothing private.
    OrderLine of tables::ORDERS, needs [["order_no"], ["created_at", "paid_at"]];
    order_no: id,
    line_no: id,
    created_at: moment,
    paid_at: moment,
    accepted_at: moment,
    contacted_at: moment,
    shipped_at: moment,
    finished_at: moment,
    status: text,
    shop: text,
    channel: text,
    sku: id,
    title: text,
    spec: text,
    qty: qty,
    /// Yuan a piece.
    unit_price: money,
    /// Yuan, of the line.
    amount: money,
    /// Yuan, of the whole order.
    order_amount: money,
    /// Yuan; repeated on each line of an order, or the line's own.
    paid: money,
    staff: text,
    tracking_no: id,
}

row! {
    /// A customer was contacted about an order (O4).
    Contact of tables::CONTACTS, needs [["order_no"], ["contacted_at"]];
    order_no: id,
    contacted_at: moment,
    staff: text,
}
