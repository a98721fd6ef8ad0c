//! A person's session with each command, as what the binary prints: standard
//! output, standard error and exit status, in both languages, 80 columns.
#![allow(clippy::unwrap_used)]

mod common;

#[path = "cli/backup.rs"]
mod backup;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/init.rs"]
mod init;
#[path = "cli/progress.rs"]
mod progress;
#[path = "cli/reconcile.rs"]
mod reconcile;
#[path = "cli/session.rs"]
mod session;
#[path = "cli/stock.rs"]
mod stock;
#[path = "cli/stock_docs.rs"]
mod stock_docs;
#[path = "cli/table.rs"]
mod table;
