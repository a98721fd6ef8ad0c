//! Which encoding a text file is in, and its cells as text.
//!
//! Detection: a byte order mark decides; else bytes that are all ASCII decide
//! nothing and the search goes on; else UTF-8 where the bytes beyond ASCII keep
//! its strict form, GB18030 otherwise. GBK and GB2312 are parts of GB18030.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// The encodings that exports come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    Utf8,
    Gb18030,
    Utf16Le,
    Utf16Be,
}

impl TextEncoding {
    /// The name shown to people and accepted by `--encoding`.
    pub fn name(self) -> &'static str {
        match self {
            TextEncoding::Utf8 => "UTF-8",
            TextEncoding::Gb18030 => "GB18030",
            TextEncoding::Utf16Le => "UTF-16LE",
            TextEncoding::Utf16Be => "UTF-16BE",
        }
    }

    /// The encoding of that name, as people write it.
    pub fn by_name(name: &str) -> Option<TextEncoding> {
        let key: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match key.as_str() {
            "utf8" | "utf8sig" | "utf8bom" => Some(TextEncoding::Utf8),
            "gb18030" | "gbk" | "gb2312" | "cp936" | "ansi" => Some(TextEncoding::Gb18030),
            "utf16" | "utf16le" | "unicode" => Some(TextEncoding::Utf16Le),
            "utf16be" => Some(TextEncoding::Utf16Be),
            _ => None,
        }
    }

    /// Whether rows can be cut before decoding: no byte of a longer character
    /// is a separator, quote or line end. In GB18030 a trailing byte may be `|`.
    pub fn cuts_as_bytes(self, separator: u8) -> bool {
        match self {
            TextEncoding::Utf8 => true,
            TextEncoding::Gb18030 => separator != b'|',
            TextEncoding::Utf16Le | TextEncoding::Utf16Be => false,
        }
    }

    pub fn codec(self) -> &'static encoding_rs::Encoding {
        match self {
            TextEncoding::Utf8 => UTF_8,
            TextEncoding::Gb18030 => GB18030,
            TextEncoding::Utf16Le => UTF_16LE,
            TextEncoding::Utf16Be => UTF_16BE,
        }
    }

    /// A cell's bytes as text; `None` where they are no text in this encoding.
    pub fn text(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            TextEncoding::Gb18030 if !bytes.is_ascii() => {
                GB18030.decode_without_bom_handling_and_without_replacement(bytes)
            }
            // UTF-16 reaches this point already turned into UTF-8.
            _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        }
    }
}

/// What a file's first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detected {
    pub encoding: TextEncoding,
    /// Bytes of the byte order mark.
    pub bom: usize,
    /// Only ASCII was seen: later bytes may decide otherwise.
    pub undecided: bool,
}

/// Decides from the first bytes of a file.
pub fn detect(head: &[u8]) -> Detected {
    let marked = |encoding, bom| Detected {
        encoding,
        bom,
        undecided: false,
    };
    if head.starts_with(b"\xef\xbb\xbf") {
        return marked(TextEncoding::Utf8, 3);
    }
    if head.starts_with(b"\xff\xfe") {
        return marked(TextEncoding::Utf16Le, 2);
    }
    if head.starts_with(b"\xfe\xff") {
        return marked(TextEncoding::Utf16Be, 2);
    }
    if let Some(encoding) = unmarked_utf16(head) {
        return marked(encoding, 0);
    }
    if head.is_ascii() {
        return Detected {
            encoding: TextEncoding::Utf8,
            bom: 0,
            undecided: true,
        };
    }
    marked(by_content(head), 0)
}

/// UTF-8 where nearly every character beyond ASCII is valid UTF-8 (its form is
/// so strict that GBK text almost never passes), else GB18030.
pub fn by_content(bytes: &[u8]) -> TextEncoding {
    let text = String::from_utf8_lossy(bytes);
    let (mut whole, mut lost) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        if c == '\u{fffd}' {
            lost += 1;
        } else {
            whole += 1;
        }
    }
    // The sample's end may cut one character.
    if lost == 0 || (whole > 0 && lost.saturating_sub(1) * 10 <= whole) {
        TextEncoding::Utf8
    } else {
        TextEncoding::Gb18030
    }
}

/// UTF-16 without a mark: every second byte of ASCII separators is zero.
fn unmarked_utf16(head: &[u8]) -> Option<TextEncoding> {
    let sample = &head[..head.len().min(4096) & !1];
    if sample.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| {
        sample
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    // 一 (U+4E00) and its like have a zero in the other place, but are few.
    let enough = sample.len() / 20;
    if odd > enough && odd > 4 * even {
        Some(TextEncoding::Utf16Le)
    } else if even > enough && even > 4 * odd {
        Some(TextEncoding::Utf16Be)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detects() {
        let gbk = GB18030.encode("订单编号,买家会员名\n1,甲\n").0;
        assert_eq!(detect(&gbk).encoding, TextEncoding::Gb18030);
        assert_eq!(
            detect("订单编号,甲".as_bytes()).encoding,
            TextEncoding::Utf8
        );
        // A sample that ends inside a character is still UTF-8.
        assert_eq!(
            detect(&"订单编号,甲".as_bytes()[..13]).encoding,
            TextEncoding::Utf8
        );
        // Two bytes that are valid in both: the well-known 联通 must not fool a longer text.
        let both = GB18030.encode("联通营业厅订单").0;
        assert_eq!(detect(&both).encoding, TextEncoding::Gb18030);
        assert!(detect(b"order_no,amount\n1,2\n").undecided);
        let utf16: Vec<u8> = "订单号,a,b\r\n1,2,3\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(detect(&utf16).encoding, TextEncoding::Utf16Le);
        let utf16: Vec<u8> = "一月,a,b\r\n一,2,3\r\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(detect(&utf16).encoding, TextEncoding::Utf16Be);
        // A UTF-8 file with one broken character stays UTF-8.
        let mut broken = "订单编号,甲乙丙丁\n".repeat(20).into_bytes();
        broken[14] = 0xff;
        assert_eq!(detect(&broken).encoding, TextEncoding::Utf8);
    }

    #[test]
    fn names() {
        for (name, encoding) in [
            ("gbk", TextEncoding::Gb18030),
            ("UTF-8", TextEncoding::Utf8),
            ("utf-16le", TextEncoding::Utf16Le),
        ] {
            assert_eq!(TextEncoding::by_name(name), Some(encoding));
        }
        assert_eq!(TextEncoding::by_name("klingon"), None);
    }

    #[test]
    fn cells() {
        let gbk = GB18030.encode("甲").0;
        assert_eq!(TextEncoding::Gb18030.text(&gbk).as_deref(), Some("甲"));
        assert_eq!(TextEncoding::Utf8.text(&gbk), None);
    }
}
