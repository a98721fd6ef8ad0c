//! What a cell holds of a text.

use std::borrow::Cow;

/// UTF-16 units in a cell.
const CELL: usize = 32_767;

/// Text cut to what a cell holds.
pub fn in_a_cell(text: &str) -> Cow<'_, str> {
    if text.len() <= CELL {
        return Cow::Borrowed(text);
    }
    let mut used = 1;
    let mut out = String::new();
    for c in text.chars() {
        used += c.len_utf16();
        if used > CELL {
            out.push('…');
            break;
        }
        out.push(c);
    }
    Cow::Owned(out)
}
