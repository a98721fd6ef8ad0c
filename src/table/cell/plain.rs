//! Cells that are settled by a look at their bytes: an id of letters and
//! digits, words without anything around them, a date as machines write it.
//!
//! Every function answers for the cell-by-cell parsers, `ident::parse`, `text`
//! and `date::parse`: what is said here to hold a value gives one there too, as
//! it stands and without a fault. The reverse is not promised; a cell that is
//! not plain is for the parsers.

use crate::table::decode::TextEncoding;

/// Whether an id is given; the inner value says whether it is all digits.
pub fn id(cell: &[u8]) -> Option<bool> {
    let first = cell.first()?;
    if first.is_ascii_digit() {
        if cell.iter().all(u8::is_ascii_digit) {
            return Some(true);
        }
        // 1.23457E+17 and what might be one.
        if cell.iter().any(|b| matches!(b, b'E' | b'e')) {
            return None;
        }
    } else if !first.is_ascii_alphabetic() || cell.len() <= 4 {
        // Wrappers, and the short words that mean «nothing here».
        return None;
    }
    let last = cell.last()?;
    (last.is_ascii_graphic() && cell.is_ascii()).then_some(false)
}

/// Whether words are given, readable in the encoding.
pub fn text(cell: &[u8], encoding: TextEncoding) -> bool {
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else {
        return false;
    };
    if first.is_ascii_alphanumeric() && last.is_ascii_graphic() && cell.is_ascii() {
        return true;
    }
    match encoding {
        TextEncoding::Utf8 => std::str::from_utf8(cell).is_ok_and(words),
        // The rows of GB 2312 that hold Chinese words.
        TextEncoding::Gb18030 => {
            cell.len().is_multiple_of(2)
                && cell.chunks_exact(2).all(|c| {
                    matches!(c[0], 0xb0..=0xd6 | 0xd8..=0xf7) && matches!(c[1], 0xa1..=0xfe)
                })
        }
        TextEncoding::Utf16Le | TextEncoding::Utf16Be => false,
    }
}

/// Whether a text that is no more than its words is given: it begins and ends in
/// a letter, a digit or a Chinese word, or ends in a visible mark. What stands
/// between is the parsers' as it is.
pub fn words(text: &str) -> bool {
    // U+4000 to U+9FFF.
    let chinese = |lead: u8| matches!(lead, 0xe4..=0xe9);
    let bytes = text.as_bytes();
    let begins = |b: &u8| b.is_ascii_alphanumeric() || chinese(*b);
    let ends = match bytes {
        [.., last] if last.is_ascii() => last.is_ascii_graphic(),
        [.., lead, _, _] => chinese(*lead),
        _ => false,
    };
    ends && bytes.first().is_some_and(begins)
}

/// Whether a date, or a date and time, is given: `2026-11-22 18:00:05`.
pub fn moment(cell: &[u8]) -> bool {
    match cell.len() {
        10 => date(cell),
        16 => date(cell) && clock(cell),
        19 => {
            date(cell) && clock(cell) && cell[16] == b':' && two(cell, 17).is_some_and(|s| s < 60)
        }
        _ => false,
    }
}

/// Two digits.
fn two(cell: &[u8], at: usize) -> Option<u32> {
    let (a, b) = (cell[at].wrapping_sub(b'0'), cell[at + 1].wrapping_sub(b'0'));
    (a <= 9 && b <= 9).then(|| u32::from(a) * 10 + u32::from(b))
}

/// A day of the years 1950 to 2199 with one kind of mark between the numbers;
/// the 29th of February is left to the calendar.
fn date(cell: &[u8]) -> bool {
    let mark = cell[4];
    if !matches!(mark, b'-' | b'/' | b'.') || cell[7] != mark {
        return false;
    }
    let (Some(century), Some(year), Some(month), Some(day)) =
        (two(cell, 0), two(cell, 2), two(cell, 5), two(cell, 8))
    else {
        return false;
    };
    let last = match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1950..=2199).contains(&(century * 100 + year)) && (1..=last).contains(&day)
}

/// Hours and minutes after the date.
fn clock(cell: &[u8]) -> bool {
    matches!(cell[10], b' ' | b'T')
        && cell[13] == b':'
        && two(cell, 11).is_some_and(|h| h < 24)
        && two(cell, 14).is_some_and(|m| m < 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::cell::date::DateHints;
    use crate::table::cell::{Raw, date, ident, text as parsed_text};
    use proptest::prelude::*;

    /// Words near the borders of what is plain.
    fn words() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9]{1,20}",
            "[0-9.E+ -]{1,12}",
            "[A-Za-z0-9'\"`=/ .-]{0,8}",
            "[甲一鿿㐀\u{3000}\u{200b} A-]{0,4}",
            "[甲一鿿A7](甲|7|#|'| |\u{3000}|\u{200b}|，|é|\"){0,5}",
            "(NULL|null|None|NaN|nan|N/A|n/a|无|-|--)",
            "(19[45][0-9]|20[0-9]{2}|2[12][09]{2})[-/.][01][0-9][-/.][0-3][0-9]( [0-2][0-9]:[0-6][0-9](:[0-6][0-9])?)?",
        ]
    }

    proptest! {
        /// What is plain is read as it stands by the parsers.
        #[test]
        fn the_parsers_agree(word in words()) {
            let bytes = word.as_bytes();
            let gbk = encoding_rs::GB18030.encode(&word).0;
            let raw = || Raw::Text(word.as_str().into());
            if let Some(digits) = id(bytes) {
                let given = ident::parse(raw()).expect("no fault").expect("a value");
                prop_assert_eq!(given.as_bytes(), bytes);
                prop_assert_eq!(digits, bytes.iter().all(u8::is_ascii_digit));
            }
            if text(bytes, TextEncoding::Utf8) || text(&gbk, TextEncoding::Gb18030) {
                let given = parsed_text(raw()).expect("no fault").expect("a value");
                prop_assert_eq!(&*given, word.as_str());
            }
            if moment(bytes) {
                prop_assert!(date::parse(&raw(), DateHints::default()).expect("no fault").is_some());
            }
        }

        /// Whatever the bytes are: words said to be readable can be decoded.
        #[test]
        fn plain_words_decode(bytes in prop::collection::vec(prop_oneof![0xa0u8..=0xff, 0x30u8..0x40, any::<u8>()], 0..7)) {
            for encoding in [TextEncoding::Utf8, TextEncoding::Gb18030] {
                if text(&bytes, encoding) {
                    let decoded = encoding.text(&bytes).expect("readable");
                    prop_assert!(parsed_text(Raw::Text(decoded)).expect("no fault").is_some());
                }
            }
        }
    }

    #[test]
    fn every_chinese_word_of_gb_2312_is_plain_and_readable() {
        for lead in 0xb0..=0xf7u8 {
            for trail in 0xa1..=0xfeu8 {
                if text(&[lead, trail], TextEncoding::Gb18030) {
                    assert!(TextEncoding::Gb18030.text(&[lead, trail]).is_some());
                }
            }
        }
        assert!(text("交易成功".as_bytes(), TextEncoding::Utf8));
        assert!(!text("交易成功 ".as_bytes(), TextEncoding::Utf8));
        assert!(moment(b"2026-11-22 18:00:05") && !moment(b"2026-02-30"));
        assert_eq!(id(b"1.23457E+17"), None);
    }
}
