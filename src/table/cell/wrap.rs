//! What a spreadsheet wraps around a value to keep it text: `="123"`, `'123`,
//! backticks, tabs, quotes. Taken off before anything else is made of a cell.

use super::clean;
use std::borrow::Cow;

/// The text inside a spreadsheet's wrappers.
pub fn unwrap(text: &str) -> &str {
    let mut inner = clean(text);
    // At most a few layers: ="'123'"
    for _ in 0..4 {
        let before = inner;
        if let Some(rest) = inner.strip_prefix('=')
            && let Some(rest) = rest.strip_prefix('"')
        {
            inner = clean(rest.strip_suffix('"').unwrap_or(rest));
        } else if inner.len() >= 2
            && let Some(rest) = inner.strip_prefix('"')
            && let Some(rest) = rest.strip_suffix('"')
        {
            inner = clean(rest);
        } else if let Some(rest) = inner.strip_prefix('\'') {
            inner = clean(rest.strip_suffix('\'').unwrap_or(rest));
        } else if let Some(rest) = inner.strip_prefix('`') {
            inner = clean(rest);
        }
        if inner.len() == before.len() {
            break;
        }
    }
    inner
}

/// [`unwrap`] that keeps a borrowed cell borrowed.
pub fn inside(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(unwrap(text)),
        Cow::Owned(text) => {
            let inner = unwrap(&text);
            if inner.len() == text.len() {
                return Cow::Owned(text);
            }
            Cow::Owned(inner.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers_come_off() {
        for (from, to) in [
            ("=\"3000004182221477\"", "3000004182221477"),
            ("'3000004182221477", "3000004182221477"),
            ("\t6917926768823643751", "6917926768823643751"),
            ("6917926768823643751\t", "6917926768823643751"),
            ("`4200001", "4200001"),
            ("=\"'123'\"", "123"),
            ("13.40     \t", "13.40"),
            ("=\"\"", ""),
            ("=", "="),
            ("\"", "\""),
            ("260517-607198974342268", "260517-607198974342268"),
        ] {
            assert_eq!(unwrap(from), to, "{from:?}");
        }
    }
}
