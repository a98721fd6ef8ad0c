//! Text on a grid of terminal cells: a Chinese character is two wide.

use crate::base::normalise::invisible;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cells the text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text on one line: breaks and tabs become spaces, other controls and
/// invisible marks go, so that data can neither move the cursor nor colour
/// the screen.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim_end().chars() {
        if matches!(c, '\n' | '\t' | '\u{2028}' | '\u{2029}') {
            out.push(' ');
        } else if !invisible(c) {
            out.push(c);
        }
    }
    out
}

/// The text cut to `limit` cells, `…` for what is missing.
pub fn shorten(text: &str, limit: usize) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > limit {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// The widest part that [`wrap`] never breaks.
pub fn longest_word(text: &str) -> usize {
    pieces(text).iter().map(|p| width(p)).max().unwrap_or(0)
}

/// The text in lines of at most `first` and then `rest` cells. Lines break at
/// spaces and between Chinese characters, never before a closing mark; a path
/// or a number longer than a line stays whole, so that it can be copied.
pub fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for piece in pieces(text) {
        let limit = if lines.is_empty() { first } else { rest };
        let wide = width(piece.trim_end());
        if used > 0 && used + wide > limit {
            lines.push(line.trim_end().to_owned());
            line.clear();
            used = 0;
        }
        line.push_str(piece);
        used += width(piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The parts between which a line may break, each with its trailing spaces.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if let Some(before) = before
            && may_break(before, c)
        {
            out.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    if start < text.len() {
        out.push(&text[start..]);
    }
    out
}

fn may_break(before: char, c: char) -> bool {
    if c == ' ' || closes(c) || opens(before) {
        return false;
    }
    before == ' ' || wide(before) || wide(c)
}

fn wide(c: char) -> bool {
    c.width().unwrap_or(0) > 1
}

/// Marks that do not begin a line.
fn closes(c: char) -> bool {
    "，。、；：！？）》」』】〕”’…%·,.;:!?)]}~—".contains(c)
}

/// Marks that do not end a line.
fn opens(c: char) -> bool {
    "（《「『【〔“‘([{".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortens_by_cells() {
        for (text, limit, to) in [
            ("商品名称", 8, "商品名称"),
            ("商品名称", 7, "商品名…"),
            ("商品名称", 6, "商品…"),
            ("ab cd", 4, "ab…"),
            ("abcdef", 1, "…"),
        ] {
            assert_eq!(shorten(text, limit), to, "{text} {limit}");
        }
    }

    #[test]
    fn wraps_between_words_and_characters() {
        for (text, first, rest, to) in [
            ("短", 10, 10, vec!["短"]),
            ("", 10, 10, vec![""]),
            ("手机已改，无备注", 8, 8, vec!["手机已", "改，无备", "注"]),
            ("one two three", 8, 5, vec!["one two", "three"]),
            ("见（附件）说明", 6, 6, vec!["见（附", "件）说", "明"]),
            ("abcdefghijkl xy", 5, 5, vec!["abcdefghijkl", "xy"]),
            ("共 1,234.50 元", 6, 8, vec!["共", "1,234.50", "元"]),
        ] {
            assert_eq!(wrap(text, first, rest), to, "{text}");
        }
    }

    #[test]
    fn data_cannot_steer_the_terminal() {
        assert_eq!(one_line("a\tb\r\nc\u{1b}[31m\u{202e}d "), "a b c[31md");
    }
}
