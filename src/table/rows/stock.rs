//! Rows of the warehouse's tables.

use super::{cell_given, cell_read, cell_rename, cell_type, row};
use crate::base::{Direction, Qty};
use crate::table::tables;

row! {
    /// One line of a receipt, issue, transfer or other stock document, as the
    /// ledger has it: which side it stands on is not yet told apart.
    Movement of tables::MOVEMENTS, needs [["date"], ["sku", "barcode"], ["qty", "in_qty", "out_qty"]];
    date: moment,
    doc_no: id,
    doc_type: text,
    sku: id,
    barcode: id,
    /// Pieces; negative for a red entry.
    qty: qty,
    in_qty: qty,
    out_qty: qty,
    name: text,
    spec: text,
    unit: text,
    location: text,
    to_location: text,
    lot: id,
    expiry: moment,
    /// Yuan a piece.
    unit_cost: money,
    /// Yuan, of the line.
    amount: money,
    posted_at: moment,
    keeper: text,
    supervisor: text,
    party: text,
    ref_no: id,
    note: text,
    ;
    /// Which way its type goes (contract §3); `None` where only the quantity's
    /// heading says it.
    direction: Option<Direction>,
}

row! {
    /// Stock at one moment in one of the books.
    Balance of tables::BALANCES, needs [["sku"], ["qty"]];
    sku: id,
    qty: qty,
    location: text,
    lot: id,
    expiry: moment,
    /// Yuan, of the whole quantity.
    amount: money,
}

row! {
    /// A line of a physical count. A blank quantity is not counted, never zero.
    Count of tables::COUNT, needs [["sku", "barcode"]];
    sku: id,
    barcode: id,
    /// Good pieces as written, in cases or pieces; damaged ones stand apart.
    qty: packed,
    location: text,
    lot: id,
    expiry: moment,
    damaged: count,
    counted_at: moment,
    counter: text,
    team: text,
    unit_cost: money,
    ;
    /// Good pieces; `None` is not counted.
    pieces: Option<Qty>,
}

row! {
    /// An item of the master list.
    Item of tables::ITEMS, needs [["sku"]];
    sku: id,
    name: text,
    spec: text,
    unit: text,
    /// Pieces in a case.
    pack_size: qty,
    category: text,
    /// ABC class.
    class: text,
    safety_stock: qty,
    max_stock: qty,
    shelf_life_days: number,
    unit_cost: money,
    price: money,
    barcode: id,
}

row! {
    /// A line of a purchase order.
    PurchaseLine of tables::PURCHASE_ORDERS, needs [["po_no"], ["sku"], ["qty"], ["due"]];
    po_no: id,
    sku: id,
    qty: qty,
    due: moment,
    supplier: text,
    ordered_at: moment,
    unit_price: money,
    received_qty: qty,
    /// Each time the supplier was chased.
    chased_at: dates,
}

row! {
    /// A line of a supplier's delivery note.
    DeliveryNote of tables::DELIVERY_NOTES, needs [["note_no"], ["sku"], ["qty"]];
    note_no: id,
    sku: id,
    qty: qty,
    po_no: id,
    name: text,
    spec: text,
    date: moment,
}
