//! `stock docs` and `stock alerts`: each rule flagged and not flagged on small
//! tables, the order of rows without effect, and naive oracles that know nothing
//! of the program for first in first out, negative stock and age.
#![allow(clippy::unwrap_used)]

#[path = "stock_docs/alerts.rs"]
mod alerts;
#[path = "stock_docs/documents.rs"]
mod documents;
#[path = "stock_docs/goods_in.rs"]
mod goods_in;
#[path = "stock_docs/oracle.rs"]
mod oracle;
#[path = "stock_docs/orders.rs"]
mod orders;
#[path = "stock_docs/shop.rs"]
mod shop;
