//! How a hidden value is told from one in clear.

/// Begins a value that is hidden. No cell holds it: reading makes it a blank.
pub const MARK: char = '\u{1d}';

/// Whether a value is hidden.
pub fn hidden(value: &str) -> bool {
    value.starts_with(MARK)
}
