//! The 18:00 order backup (O1–O3b, O7, O9): sealed, tamper-evident, every later
//! change of an order found and named.
//!
//! `run` collects the exports that are in no seal yet, compares them with the
//! last sealed state and seals them: one zip and one seal, each seal naming the
//! hash of the one before. `verify` finds damage, `list` lists what is there.
//! This room alone owns files: its archive.

mod amend;
mod archive;
mod change;
mod collect;
mod commit;
mod compare;
mod draft;
mod judge;
mod layout;
mod list;
mod orphan;
mod pair;
mod read;
mod report;
mod rows;
mod run;
mod seal;
mod state;
mod verify;
mod window;

pub use collect::Place;
pub use layout::Layout;
pub use list::list;
pub use report::report;
pub use run::{Done, Job, run};
pub use verify::verify;
