//! Rows of what pay is worked out from.

use super::{cell_given, cell_read, cell_rename, cell_type, row};
use crate::table::tables;

row! {
    /// Sales credited to a person.
    Sale of tables::SALES, needs [["staff"], ["date"], ["amount"]];
    staff: text,
    date: moment,
    /// Yuan; of the whole order where `share` splits it.
    amount: money,
    refund: money,
    refunded_at: moment,
    /// Of one.
    share: share,
    order_no: id,
    shop: text,
}

row! {
    /// A line of an order, as far as its sales matter.
    SoldOrder of tables::ORDERS, needs [["order_no"]];
    order_no: id,
    line_no: id,
    created_at: moment,
    paid_at: moment,
    contacted_at: moment,
    finished_at: moment,
    refunded_at: moment,
    status: text,
    shop: text,
    buyer: text,
    /// Yuan, of the line.
    amount: money,
    /// Yuan, of the whole order.
    order_amount: money,
    /// Yuan; repeated on each line of an order, or the line's own.
    paid: money,
    refund: money,
    staff: text,
    flag: text,
    remark: text,
}

row! {
    /// What an earlier run came to.
    Paid of tables::PAID, needs [["staff"], ["month"]];
    staff: text,
    month: month,
    order_no: id,
    base_sales: money,
    /// Of one.
    rate: share,
    commission: money,
    /// Yuan below zero taken into the next month.
    carried: money,
}

row! {
    /// A reward (above zero) or penalty (below) (K8, K9).
    Adjustment of tables::ADJUSTMENTS, needs [["staff"], ["date"], ["amount"]];
    staff: text,
    date: moment,
    amount: money,
    kind: text,
    reason: text,
    approver: text,
}

row! {
    /// A cost of a shop's month (K13).
    Cost of tables::COSTS, needs [["month"], ["shop"], ["kind"], ["amount"]];
    month: month,
    shop: text,
    kind: text,
    amount: money,
}
