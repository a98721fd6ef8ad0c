//! The 18:00 order backup (O1–O3b, O7, O9): sealed, tamper-evident, every later
//! change of an order found and named.
//!
//! `run` collects the exports that are in no seal yet and runs the programs that
//! are due, compares what they hold with the last sealed state and seals it: one zip and one seal, each seal naming the
//! hash of the one before. `verify` finds damage, `list` and `status` say what is
//! there and what is missing, `restore` and `history` take data out again.
//! This room alone owns files: its archive.

mod access;
mod amend;
mod archive;
mod change;
mod collect;
mod commit;
mod compare;
mod crypt;
mod differ;
mod done;
mod draft;
mod dumps;
mod hashing;
mod health;
mod history;
mod job;
mod judge;
mod keygen;
mod known;
mod layout;
mod level;
mod list;
mod lists;
mod mark;
mod mutant;
mod orphan;
mod out;
mod pack;
mod pair;
mod program;
mod prune;
mod put;
mod read;
mod remote;
mod report;
mod restore;
mod rows;
mod run;
mod seal;
mod shapes;
mod sides;
mod sign;
mod sink;
mod spool;
mod state;
mod status;
mod text;
mod told;
mod veil;
mod verify;

pub use access::log as log_access;
pub use collect::Place;
pub use crypt::Keys;
pub use done::Done;
pub use health::{Health, health};
pub use history::history;
pub use job::{Job, Progress};
pub use keygen::keygen;
pub use layout::Layout;
pub use list::list;
pub use program::Program;
pub use prune::{Pruning, prune};
pub use report::report;
pub use restore::{Wanted, restore};
pub use run::run;
pub use status::status;
pub use verify::verify;
