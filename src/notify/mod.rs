//! One short message after each run, to group bots and hooks (D, O9: the head
//! goes where nobody can delete it).
//!
//! Sending never fails the run. An address is a secret: it comes from a file or
//! the environment and stands in no message, no report and no record.

mod body;
mod secret;
mod send;

pub use secret::ready;
pub use send::{Sent, send};

use serde_json::{Value, json};

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A few lines in the shop's language, the most telling first.
    pub text: String,
    /// The same for programs, sent to a plain hook beside the text.
    pub data: Value,
    /// Exit status of the run.
    pub exit: u8,
}

impl Note {
    /// What a plain hook gets: the figures, with the text under `text`.
    fn hook(&self) -> Value {
        let mut all = self.data.clone();
        if let Some(map) = all.as_object_mut() {
            map.insert("exit".to_owned(), json!(self.exit));
            map.insert("text".to_owned(), json!(self.text));
        }
        all
    }
}
