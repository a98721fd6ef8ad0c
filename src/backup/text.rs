//! A line's text: a part of a buffer that the lines read with it share. Exports
//! have hundreds of thousands of lines; one allocation for each would cost more
//! than comparing them, and to copy a line is only to count it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

#[derive(Clone, Default)]
pub struct Text {
    hold: Arc<String>,
    at: u32,
    len: u32,
}

/// Buffers are filled this far before a new one is begun.
pub const BUFFER: usize = 1 << 19;

impl Text {
    /// Bytes `at..at + len` of the buffer; what is no such part is empty.
    pub fn part(hold: &Arc<String>, at: usize, len: usize) -> Text {
        match (u32::try_from(at), u32::try_from(len)) {
            (Ok(at), Ok(len)) => Text {
                hold: Arc::clone(hold),
                at,
                len,
            },
            // A buffer beyond 4 GiB: the line stands alone.
            _ => Text::from(hold.get(at..at + len).unwrap_or_default().to_owned()),
        }
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        let at = self.at as usize;
        self.hold
            .get(at..at + self.len as usize)
            .unwrap_or_default()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Text {
            hold: Arc::new(text),
            at: 0,
            len,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::from(text.to_owned())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Text) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Text) -> std::cmp::Ordering {
        (**self).cmp(&**other)
    }
}
